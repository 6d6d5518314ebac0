//! A measurement, not a test: how surely and how fast the nearest of many entries is found. `cargo xtask bench recall`
//! runs it, in a release build.

use crate::server::Server;
use contract::Provenance;
use ports::AnswerCache;
use postgres::{Address, PgVectorCache};
use std::fmt::Write as _;
use std::time::Instant;
use testkit::cache_suite::{entry, scope};
use text_embedding::StaticEmbedding;

/// Entries at which it is measured, unless `ANALYST_RECALL_ENTRIES` names others, such as `1000,100000`.
const SIZES: &str = "1000,100000,1000000";
/// Questions asked at each size; none of them is stored.
const ASKED: usize = 500;
/// What CacheCheck asks for at once.
const LIMIT: usize = 8;
/// Rows sent to the server at once.
const PART: usize = 20_000;
/// Cosines that differ by less are of equally near entries.
const EQUAL: f32 = 1e-5;

#[tokio::test]
#[ignore = "takes minutes and memory; cargo xtask bench recall runs it"]
async fn recall_and_time_of_a_lookup() {
    let settings = [
        "shared_buffers=2GB",
        "max_wal_size=8GB",
        "maintenance_work_mem=4GB",
    ];
    let Some(server) = Server::with("recall", &settings) else {
        return;
    };
    let database = server.create("");
    let address = Address::parse(&server.url(&database, "owner")).unwrap();
    let cache = PgVectorCache::new(address);
    let embedding = StaticEmbedding::embedded();
    let embed = |question: &str| embedding.embed(&question_slots::canonical_text(question));
    // Makes the tables and the index; out of the way of what is measured.
    let first = entry("the first", &embed("the first"), Provenance::Auto);
    let elsewhere = ports::CacheScope {
        source: "elsewhere".into(),
        ..scope()
    };
    cache.put(&elsewhere, &first).await.unwrap();
    let index = "SELECT indexname || E'\n' || indexdef FROM pg_indexes
        WHERE indexname LIKE 'entries_embedding_%'";
    let index = server.psql(&database, index).unwrap();
    let (index_name, index_definition) = index.split_once('\n').unwrap();

    let sizes = std::env::var("ANALYST_RECALL_ENTRIES").unwrap_or_else(|_| SIZES.to_owned());
    let (mut stored, mut given) = (0, 0);
    for size in sizes
        .split(',')
        .map(|size| size.trim().parse::<usize>().unwrap())
    {
        let begin = Instant::now();
        let drop = format!("DROP INDEX analyst_cache.{index_name}");
        server.psql(&database, &drop).unwrap();
        while stored < size {
            // Some questions come twice.
            let upto = given + PART.min(size - stored);
            let part = copy((given..upto).map(question), embed);
            server.psql(&database, &part).unwrap();
            given = upto;
            let count = "SELECT count(*) FROM analyst_cache.entries WHERE source = 'shop'";
            stored = server.psql(&database, count).unwrap().parse().unwrap();
        }
        let build = format!("{index_definition}; ANALYZE analyst_cache.entries");
        server.psql(&database, &build).unwrap();
        let filled = begin.elapsed();

        let mut times = Vec::new();
        let mut found = 0;
        for number in 0..ASKED {
            let vector = embed(&question(usize::MAX / 2 + number));
            let begin = Instant::now();
            let near = cache.nearest(&scope(), &vector, LIMIT).await.unwrap();
            times.push(begin.elapsed());
            let best = exact(&server, &database, &vector);
            found += usize::from(
                near.first()
                    .is_some_and(|near| near.similarity >= best - EQUAL),
            );
        }
        times.sort();
        println!(
            "{size} entries, filled in {:.0} s: recall@1 {:.4} ({found} of {ASKED}), lookup median {:.2} ms, p95 {:.2} ms",
            filled.as_secs_f64(),
            found as f64 / ASKED as f64,
            times[ASKED / 2].as_secs_f64() * 1e3,
            times[ASKED * 95 / 100].as_secs_f64() * 1e3,
        );
    }
}

/// The similarity of the nearest entry, found by looking at all.
fn exact(server: &Server, database: &str, vector: &[f32]) -> f32 {
    let dimension = vector.len();
    let vector = text_of(vector);
    let sql = format!(
        "SET enable_indexscan = off;
         SELECT max(1 - (embedding::vector({dimension}) <=> '{vector}')) FROM analyst_cache.entries
         WHERE source = 'shop'"
    );
    server.psql(database, &sql).unwrap().parse().unwrap()
}

fn copy(questions: impl Iterator<Item = String>, embed: impl Fn(&str) -> Vec<f32>) -> String {
    let mut sql = "CREATE TEMP TABLE part (question text, embedding vector);
        COPY part FROM STDIN;\n"
        .to_owned();
    for question in questions {
        let vector = text_of(&embed(&question));
        writeln!(sql, "{question}\t{vector}").unwrap();
    }
    sql.push_str(
        "\\.\nINSERT INTO analyst_cache.entries (source, role, fingerprint, space, question, question_key, approved,
            sql, slots, tables, columns, embedding)
         SELECT 'shop', 'analyst', 'f1', 's1', question, sha256(question::bytea), false, 'SELECT 1', '{}', '[]', '[]',
            embedding
         FROM part ON CONFLICT DO NOTHING",
    );
    sql
}

fn text_of(vector: &[f32]) -> String {
    let numbers: Vec<String> = vector.iter().map(ToString::to_string).collect();
    format!("[{}]", numbers.join(","))
}

/// The question of a number, another one for nearly each: the words of many businesses, as people combine them.
fn question(number: usize) -> String {
    // SplitMix64 (Steele, Lea and Flood, 2014).
    let mut state = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = |bound: usize| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    };
    let mut word = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        words[next(words.len())].replace('_', " ")
    };
    let (thing, other) = (word(THINGS), word(THINGS));
    let (measure, second) = (word(MEASURES), word(MEASURES));
    let (attribute, value) = (word(ATTRIBUTES), word(VALUES));
    let asked = match word("0 1 2 3 4 5 6 7").as_str() {
        "0" => format!("How many {thing}s are there for each {attribute}"),
        "1" => format!("What is the average {measure} of {thing}s"),
        "2" => format!("total {measure} and {second} by {attribute}"),
        "3" => format!("Which {thing} has the highest {measure}"),
        "4" => format!("List the {attribute} of all {thing}s and their {other}s"),
        "5" => format!("Show the {thing}s without any {other}"),
        "6" => format!("What is the lowest {measure} per {other}"),
        _ => format!("Who ordered the most {thing}s by {measure}"),
    };
    let condition = match word("0 1 2 3 4 5").as_str() {
        "0" => format!("with a {second} above the average"),
        "1" => format!("from {value}"),
        "2" => format!("in {value} sorted by {attribute}"),
        "3" => format!("whose {attribute} is {value}"),
        "4" => format!("where the {other} was {value}"),
        _ => String::new(),
    };
    format!("{asked} {condition}").trim().to_owned()
}

const THINGS: &str = "customer order product flight airport plane student teacher course school hospital doctor \
    patient nurse invoice payment supplier warehouse shipment truck driver route city country river mountain team \
    player match stadium song album artist concert movie actor director cinema book author publisher library loan \
    account branch bank card transaction employee department manager project task ticket device sensor reading \
    station bus train passenger hotel room guest booking restaurant menu dish recipe farm crop animal pet breed owner \
    store shop brand category review rating campaign click visit session page election candidate party vote museum \
    painting visitor tour policy claim client lawyer case court judge apartment building street region storm";
const MEASURES: &str = "price cost revenue profit weight height age distance delay duration speed salary budget quantity \
    discount tax amount score rank population area capacity temperature humidity rainfall balance interest fee \
    bonus length width depth volume power voltage consumption emission yield margin rent mileage elevation attendance";
const ATTRIBUTES: &str = "name city country year month week carrier gender status type colour category brand region \
    state department position language currency model manufacturer date address email phone title genre nationality \
    grade level channel segment reason priority season weekday hour quarter";
const VALUES: &str = "Paris Berlin London Madrid Rome Tokyo Boston Chicago Denver Miami Hamburg Vienna Oslo France Germany \
    Spain Italy Japan Brazil Canada red blue green black gold silver premium standard basic open closed pending \
    shipped cancelled active retired male female spring summer autumn winter Monday Friday January June December";
