//! The attack list and the list of harmless statements.

mod shop;

use contract::{Catalog, Dialect, Policy};
use shop::{catalog, guard};

const ATTACKS: &[&str] = &[
    include_str!("attacks.sql"),
    include_str!("attacks_postgresql.sql"),
    include_str!("attacks_unseen.sql"),
];
/// Attacks that only a catalogue can tell from queries.
const RESOLVED: &str = include_str!("attacks_resolved.sql");
const BENIGN: &str = include_str!("benign.sql");

fn statements(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("-- "))
}

#[test]
fn no_attack_passes() {
    let policy = Policy::default();
    let mut passed = Vec::new();
    for dialect in Dialect::ALL {
        let shop = catalog(dialect);
        for catalog in [Some(&shop), None] {
            let resolved = catalog.map(|_| RESOLVED);
            for sql in ATTACKS.iter().copied().chain(resolved).flat_map(statements) {
                if let Ok(checked) = guard(dialect, catalog, &policy).check(sql) {
                    passed.push(format!(
                        "{dialect} {}: {sql} -> {}",
                        catalog.is_some(),
                        checked.sql
                    ));
                }
            }
        }
    }
    assert!(
        passed.is_empty(),
        "{} passed:\n{}",
        passed.len(),
        passed.join("\n")
    );
}

#[test]
fn there_are_enough_attacks() {
    assert!(ATTACKS.iter().copied().flat_map(statements).count() >= 1_000);
}

#[test]
fn harmless_statements_pass_and_keep_their_text_the_second_time() {
    let policy = Policy::default();
    let mut problems = Vec::new();
    for dialect in Dialect::ALL {
        let shop = catalog(dialect);
        for line in statements(BENIGN) {
            let Some(sql) = for_dialect(line, dialect) else {
                continue;
            };
            let resolved: Option<&Catalog> = Some(&shop);
            for catalog in [resolved, None] {
                if let Err(problem) = passes_twice(dialect, catalog, &policy, sql) {
                    problems.push(format!(
                        "{dialect} {}: {problem}\n    {sql}",
                        catalog.is_some()
                    ));
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{}:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

fn for_dialect(line: &'static str, dialect: Dialect) -> Option<&'static str> {
    match line
        .strip_prefix('{')
        .and_then(|rest| rest.split_once("} "))
    {
        Some((only, sql)) => (only == dialect.as_str()).then_some(sql),
        None => Some(line),
    }
}

fn passes_twice(
    dialect: Dialect,
    catalog: Option<&Catalog>,
    policy: &Policy,
    sql: &str,
) -> Result<(), String> {
    let first = guard(dialect, catalog, policy)
        .check(sql)
        .map_err(|error| error.to_string())?;
    let second = guard(dialect, catalog, policy)
        .check(&first.sql)
        .map_err(|error| format!("{} -> {error}", first.sql))?;
    if first.sql == second.sql {
        Ok(())
    } else {
        Err(format!("{} -> {}", first.sql, second.sql))
    }
}
