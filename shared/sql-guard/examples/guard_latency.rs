//! How long the guard takes for each query of a folder: `guard_latency FOLDER [DIALECT]`.
//!
//! The folder holds `*.sql` files, whose statements end with `;` at the end of a line, and may hold
//! a `catalog.json` in the form of [`contract::Catalog`]; without it names stay unresolved.
#![expect(clippy::print_stdout, reason = "it prints figures")]

use contract::{Catalog, Dialect, Policy};
use sql_guard::Guard;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// The allocator of the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Times that each query is checked before it counts, and then counted.
const WARM_UP: usize = 20;
const TIMES: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .ok_or("a folder with *.sql files is missing")?;
    let dialect = match arguments.next() {
        None => Dialect::Postgresql,
        Some(name) => Dialect::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == name)
            .ok_or("the dialect is postgresql, redshift, athena or embedded")?,
    };
    let folder = Path::new(&folder);
    let catalog: Option<Catalog> = match fs::read(folder.join("catalog.json")) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes)?),
        Err(_) => None,
    };
    let policy = Policy::default();
    let guard = Guard {
        dialect,
        catalog: catalog.as_ref(),
        policy: &policy,
        row_cap: Some(10_001),
    };
    println!(
        "{:<24}{:>8}{:>12}{:>12}",
        "query", "bytes", "median us", "p99 us"
    );
    let mut medians = Vec::new();
    let mut slowest = Vec::new();
    for (name, sql) in queries(folder)? {
        if let Err(rejection) = guard.check(&sql) {
            println!("{name:<24}{:>8}  {rejection}", sql.len());
            continue;
        }
        let times = measure(&guard, &sql);
        let (median, p99) = (at(&times, 50), at(&times, 99));
        println!(
            "{name:<24}{:>8}{:>12.1}{:>12.1}",
            sql.len(),
            micros(median),
            micros(p99)
        );
        medians.push(median);
        slowest.push(p99);
    }
    medians.sort_unstable();
    slowest.sort_unstable();
    println!(
        "\n{} queries: median {:.1} us, slowest median {:.1} us; p99 of the median query {:.1} us, of the slowest {:.1} us",
        medians.len(),
        micros(at(&medians, 50)),
        micros(at(&medians, 100)),
        micros(at(&slowest, 50)),
        micros(at(&slowest, 100)),
    );
    Ok(())
}

fn measure(guard: &Guard<'_>, sql: &str) -> Vec<Duration> {
    for _ in 0..WARM_UP {
        let _ = black_box(guard.check(black_box(sql)));
    }
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begin = Instant::now();
            let _ = black_box(guard.check(black_box(sql)));
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

/// The value that so many percent of the sorted ones do not exceed.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The statements of the folder, each named after its file and its place there.
fn queries(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    let mut queries = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path)?;
        let lines = text.lines().filter(|line| !line.starts_with(['#', '-']));
        let code = lines.collect::<Vec<_>>().join("\n");
        let statements = code.split(";\n").map(str::trim);
        for (at, sql) in statements.filter(|sql| !sql.is_empty()).enumerate() {
            queries.push((format!("{name} {}", at + 1), sql.to_owned()));
        }
    }
    Ok(queries)
}
