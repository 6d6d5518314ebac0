//! What a deployment makes in a database of its own, as the master user of RDS would: no superuser.

use crate::server::Server;
use contract::{ErrorName, Provenance};
use ports::AnswerCache;
use postgres::{Address, CACHE_LOGIN, Passwords, PgVectorCache, READER_LOGIN, provision};
use std::sync::Arc;
use testkit::cache_suite::{self, entry, questions, scope};

/// A database whose owner may make roles and databases and is no superuser. The extension is made for it, as RDS does
/// for its master user.
struct Estate {
    server: Arc<Server>,
    database: String,
    master: Address,
}

impl Estate {
    fn new(test: &str) -> Option<Self> {
        let server = Server::alone(test)?;
        let database = server.create("CREATE EXTENSION vector");
        let owner = format!(
            "CREATE ROLE master LOGIN CREATEROLE CREATEDB; ALTER DATABASE {database} OWNER TO master"
        );
        server.psql("postgres", &owner).unwrap();
        let master = Address::parse(&server.url(&database, "master")).unwrap();
        Some(Self {
            server,
            database,
            master,
        })
    }

    async fn provision(&self) -> Vec<String> {
        provision(&self.master, &passwords()).await.unwrap()
    }

    fn cache(&self) -> PgVectorCache {
        PgVectorCache::new(self.address(CACHE_LOGIN))
    }

    fn address(&self, login: &str) -> Address {
        Address::parse(&self.server.url(&self.database, login)).unwrap()
    }

    fn psql(&self, sql: &str) -> String {
        self.server.psql(&self.database, sql).unwrap()
    }

    /// What the server says when this login runs the statement.
    fn told(&self, login: &str, sql: &str) -> String {
        let sql = format!("SET SESSION AUTHORIZATION {login}; {sql}");
        match self.server.psql(&self.database, &sql) {
            Ok(rows) => rows,
            Err(error) => error,
        }
    }
}

fn passwords() -> Passwords {
    Passwords {
        cache: "of the cache".into(),
        reader: "of the reader".into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cache_works_for_its_login_and_the_server_never_had_the_passwords() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    assert_eq!(estate.provision().await, Vec::<String>::new());
    let shared: Arc<dyn AnswerCache> = Arc::new(estate.cache());
    cache_suite::holds(&shared, async || {
        estate.psql("DELETE FROM analyst_cache.entries");
    })
    .await;
    let kept = estate.psql("SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'analyst%'");
    assert_eq!(kept.lines().count(), 2);
    let is_verifier = |line: &str| line.starts_with("SCRAM-SHA-256$4096:");
    assert!(kept.lines().all(is_verifier), "{kept}");
}

#[tokio::test]
async fn again_it_changes_nothing_and_keeps_what_is_there() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    estate.provision().await;
    let stored = entry("q", &[1.0, 0.0], Provenance::Auto);
    estate.cache().put(&scope(), &stored).await.unwrap();
    let facts = "SELECT c.relname, c.relkind, c.relowner::regrole, c.relacl FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'analyst_cache' ORDER BY 1;
        SELECT rolname, rolcanlogin, rolconnlimit, rolconfig FROM pg_roles WHERE rolname LIKE 'analyst%' ORDER BY 1;
        SELECT datacl FROM pg_database WHERE datname = current_database();
        SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace ORDER BY 1;
        SELECT * FROM analyst_cache.version";
    let before = estate.psql(facts);
    estate.provision().await;
    assert_eq!(estate.psql(facts), before);
    assert!(before.contains("entries|r|analyst_cache"), "{before}");
    assert_eq!(
        questions(&estate.cache(), &scope(), &[1.0, 0.0]).await,
        ["q"]
    );
}

/// A database of an earlier release, whose functions logged in as its owner and made the tables themselves.
#[tokio::test]
async fn a_cache_that_functions_made_is_taken_over() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    let stored = entry("old", &[1.0, 0.0], Provenance::Approved);
    let of_master = PgVectorCache::new(estate.master.clone());
    of_master.put(&scope(), &stored).await.unwrap();
    estate.provision().await;
    assert_eq!(
        questions(&estate.cache(), &scope(), &[1.0, 0.0]).await,
        ["old"]
    );
    // Another length of vectors needs another index, which only the owner of a table may make.
    let stored = entry("new", &[1.0, 0.0, 0.0], Provenance::Auto);
    estate.cache().put(&scope(), &stored).await.unwrap();
    // Functions of the release before go on until they are replaced.
    assert_eq!(questions(&of_master, &scope(), &[1.0, 0.0]).await, ["old"]);
}

#[tokio::test]
async fn each_login_may_do_its_own_and_no_more() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    estate.psql("SET ROLE master; CREATE TABLE sales (amount int); INSERT INTO sales VALUES (7)");
    estate.provision().await;
    estate.psql("SET ROLE master; CREATE TABLE later (amount int); INSERT INTO later VALUES (8)");
    for (sql, wanted) in [
        ("SELECT amount FROM sales", "7"),
        ("SELECT amount FROM later", "8"),
        ("SHOW statement_timeout", "1min"),
    ] {
        let url = estate.server.url(&estate.database, READER_LOGIN);
        let told = estate.server.psql_at(&url, sql).unwrap();
        assert_eq!(told, wanted, "{sql}");
    }
    let denied = "permission denied";
    for (login, sql) in [
        (READER_LOGIN, "SELECT * FROM analyst_cache.entries"),
        (READER_LOGIN, "INSERT INTO sales VALUES (1)"),
        (READER_LOGIN, "CREATE TABLE mine (a int)"),
        (READER_LOGIN, "CREATE TEMPORARY TABLE mine (a int)"),
        (READER_LOGIN, "CREATE SCHEMA mine"),
        (READER_LOGIN, "SET ROLE master"),
        (CACHE_LOGIN, "SELECT * FROM sales"),
        (CACHE_LOGIN, "CREATE TABLE public.mine (a int)"),
        (CACHE_LOGIN, "CREATE SCHEMA mine"),
        (CACHE_LOGIN, "CREATE ROLE mine"),
        (CACHE_LOGIN, "SET ROLE analyst_reader"),
    ] {
        let told = estate.told(login, sql);
        assert!(told.contains(denied), "{login}: {sql}: {told}");
    }
}

#[tokio::test]
async fn a_role_that_may_more_is_refused_and_nothing_has_changed() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    estate.psql("CREATE ROLE analyst_reader CREATEDB");
    let fault = provision(&estate.master, &passwords()).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::EngineFailed);
    assert!(fault.message.contains("may do more than read"), "{fault}");
    let made = "SELECT count(*) FROM pg_namespace WHERE nspname = 'analyst_cache'";
    assert_eq!(estate.psql(made), "0");
}

#[tokio::test]
async fn what_somebody_else_granted_is_told() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    estate.psql(
        "CREATE SCHEMA shared; CREATE TABLE shared.t (a int); GRANT INSERT ON shared.t TO PUBLIC",
    );
    assert_eq!(estate.provision().await, ["shared.t (INSERT)"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn functions_that_start_meanwhile_wait_for_it() {
    let Some(estate) = Estate::new("provision") else {
        return;
    };
    let function = PgVectorCache::new(estate.master.clone());
    let stored = entry("q", &[1.0, 0.0], Provenance::Auto);
    let passwords = passwords();
    let scope = scope();
    let (made, again, put) = tokio::join!(
        provision(&estate.master, &passwords),
        provision(&estate.master, &passwords),
        function.put(&scope, &stored),
    );
    made.unwrap();
    again.unwrap();
    put.unwrap();
}
