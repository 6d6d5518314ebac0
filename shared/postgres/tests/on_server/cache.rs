//! The cache on pgvector.

use crate::server::Server;
use contract::{ErrorName, Provenance};
use ports::{AnswerCache, CacheLimits, ExampleStore};
use postgres::{Address, PgVectorCache};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::cache_suite::{self, entry, questions, scope};
use testkit::{examples_suite, kill_suite};

fn store(server: &Server, database: &str, user: &str) -> Arc<PgVectorCache> {
    let address = Address::parse(&server.url(database, user)).unwrap();
    Arc::new(PgVectorCache::new(address))
}

fn cache(server: &Server, database: &str, user: &str) -> Arc<dyn AnswerCache> {
    store(server, database, user)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_does_what_every_cache_does() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let shared = cache(&server, &database, "owner");
    cache_suite::holds(&shared, async || {
        let emptied = server.psql(&database, "DELETE FROM analyst_cache.entries");
        emptied.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn examples_are_kept_as_everywhere() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let shared: Arc<dyn ExampleStore> = store(&server, &database, "owner");
    examples_suite::holds(&shared, async || {
        let emptied = server.psql(&database, "DELETE FROM analyst_cache.examples");
        emptied.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_kill_of_the_writer_loses_nothing_that_was_taken() {
    if let Some(url) = kill_suite::place() {
        let cache = PgVectorCache::new(Address::parse(&url).unwrap());
        return kill_suite::write(&cache).await;
    }
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let test = "cache::a_kill_of_the_writer_loses_nothing_that_was_taken";
    let taken = kill_suite::killed_writer(test, &server.url(&database, "owner"));
    kill_suite::nothing_is_lost(&*cache(&server, &database, "owner"), &taken).await;
}

#[tokio::test]
async fn what_lay_idle_too_long_goes() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let cache = cache(&server, &database, "owner");
    let mut ids = Vec::new();
    for (question, provenance) in [
        ("idle", Provenance::Auto),
        ("served", Provenance::Auto),
        ("approved", Provenance::Approved),
    ] {
        let stored = entry(question, &[1.0, 0.0], provenance);
        ids.push(cache.put(&scope(), &stored).await.unwrap());
    }
    let aged = "UPDATE analyst_cache.entries SET created_at = now() - interval '400 days'";
    server.psql(&database, aged).unwrap();
    cache.count_hit(&ids[1]).await.unwrap();
    let pruned = cache.prune("shop", &CacheLimits::default()).await.unwrap();
    assert_eq!(pruned, 1);
    let left = questions(&*cache, &scope(), &[1.0, 0.0]).await;
    assert_eq!(left, ["approved", "served"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn functions_that_start_at_once_make_the_tables_once() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let functions = (0..8_u8).map(|n| {
        let cache = cache(&server, &database, "owner");
        tokio::spawn(async move {
            let stored = entry(&n.to_string(), &[1.0, f32::from(n)], Provenance::Auto);
            cache.put(&scope(), &stored).await.unwrap();
        })
    });
    for function in functions.collect::<Vec<_>>() {
        function.await.unwrap();
    }
    let count = "SELECT count(*) FROM analyst_cache.entries";
    assert_eq!(server.psql(&database, count).unwrap(), "8");
    let version = "SELECT version FROM analyst_cache.version";
    assert_eq!(server.psql(&database, version).unwrap(), "2");
}

#[tokio::test]
async fn a_connection_that_was_cut_is_made_again() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let cache = cache(&server, &database, "owner");
    let stored = entry("q", &[1.0, 0.0], Provenance::Auto);
    cache.put(&scope(), &stored).await.unwrap();
    let cut = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = '{database}' AND pid <> pg_backend_pid()"
    );
    assert_eq!(server.psql(&database, &cut).unwrap(), "t");
    assert_eq!(questions(&*cache, &scope(), &[1.0, 0.0]).await, ["q"]);
}

/// The cache is there to help; a question must not fail with it.
#[tokio::test]
async fn what_keeps_it_from_working_is_named_as_the_caches() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let nowhere = cache(&server, "no_such_database", "owner");
    let fault = nowhere.nearest(&scope(), &[1.0], 1).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ConfigInvalid, "{fault}");
    let locked = format!("ALTER DATABASE {database} CONNECTION LIMIT 0; CREATE ROLE guest LOGIN");
    server.psql("postgres", &locked).unwrap();
    let full = cache(&server, &database, "guest");
    let fault = full.nearest(&scope(), &[1.0], 1).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::CacheUnavailable, "{fault}");
}

/// A scope of many entries is searched through the index, which may miss one now and then; one of few
/// is searched exactly.
#[tokio::test]
async fn a_large_scope_is_searched_through_the_index() {
    let Some(server) = Server::shared("cache") else {
        return;
    };
    let database = server.create("");
    let cache = cache(&server, &database, "owner");
    let small = ports::CacheScope {
        source: "small".into(),
        ..scope()
    };
    let stored = entry("the only one", &[0.5; 16], Provenance::Auto);
    cache.put(&small, &stored).await.unwrap();
    let fill = "SELECT setseed(0.25);
        INSERT INTO analyst_cache.entries (source, role, fingerprint, space, question,
            question_key, approved, sql, slots, tables, columns, embedding)
        SELECT 'shop', 'analyst', 'f1', 's1', i::text, sha256(i::text::bytea), false, 'SELECT 1',
            '{}', '[]', '[]', (SELECT array_agg(random() - 0.5)::vector
                FROM generate_series(1, 16) WHERE i = i)
        FROM generate_series(1, 20000) AS i;
        ANALYZE analyst_cache.entries";
    server.psql(&database, fill).unwrap();
    let some = "SELECT question, embedding FROM analyst_cache.entries
        WHERE sequence % 1000 = 7 AND source = 'shop'";
    let some = server.psql(&database, some).unwrap();
    let mut found = 0;
    for line in some.lines() {
        let (question, vector) = line.split_once('|').unwrap();
        let vector: Vec<f32> = serde_json::from_str(vector).unwrap();
        found += u32::from(questions(&*cache, &scope(), &vector).await[0] == question);
    }
    assert!(found >= 19, "{found} of 20");
    let only = questions(&*cache, &small, &[0.4; 16]).await;
    assert_eq!(only, ["the only one"]);
    drop(cache);
    let used = "SELECT idx_scan >= 20 FROM pg_stat_user_indexes
        WHERE indexrelname = 'entries_embedding_16'";
    let deadline = Instant::now() + Duration::from_secs(20);
    while server.psql(&database, used).unwrap() != "t" {
        assert!(Instant::now() < deadline, "no scan of the index");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
