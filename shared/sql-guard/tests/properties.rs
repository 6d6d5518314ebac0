//! Random queries from a grammar, and random mutations of them.

mod shop;

use contract::{ColumnName, Dialect, Policy, RowFilter};
use proptest::prelude::*;
use shop::{catalog, guard};

fn column() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("id"),
        Just("amount"),
        Just("status"),
        Just("o.id"),
        Just("\"order_date\""),
        Just("customer_id"),
        Just("O.Status"),
        Just("missing"),
        Just("email"),
    ]
    .prop_map(str::to_owned)
}

fn literal() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i32>().prop_map(|number| number.to_string()),
        "[a-z'\\\\\"%_;-]{0,8}".prop_map(|text| format!("'{}'", text.replace('\'', "''"))),
        Just("NULL".to_owned()),
        Just("DATE '2024-01-01'".to_owned()),
        Just("E'a\\'b'".to_owned()),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![column(), literal()];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["+", "-", "*", "=", "<", "AND", "||", "->>"]),
                inner.clone()
            )
                .prop_map(|(left, operator, right)| format!("{left} {operator} {right}")),
            inner.clone().prop_map(|inner| format!("({inner})")),
            inner.clone().prop_map(|inner| format!("-{inner}")),
            inner.clone().prop_map(|inner| format!("NOT {inner}")),
            inner.clone().prop_map(|inner| format!("sum({inner})")),
            inner
                .clone()
                .prop_map(|inner| format!("coalesce({inner}, 0)")),
            inner
                .clone()
                .prop_map(|inner| format!("CAST({inner} AS text)")),
            inner.clone().prop_map(|inner| format!("{inner} IS NULL")),
            (inner.clone(), inner.clone())
                .prop_map(|(low, high)| format!("id BETWEEN {low} AND {high}")),
            inner
                .clone()
                .prop_map(|inner| format!("CASE WHEN {inner} THEN 1 ELSE 2 END")),
            inner
                .clone()
                .prop_map(|inner| format!("id IN (SELECT id FROM customers WHERE {inner})")),
            inner.prop_map(|inner| format!("rank() OVER (ORDER BY {inner})")),
        ]
    })
}

fn query() -> impl Strategy<Value = String> {
    let from = prop::sample::select(vec![
        "orders o",
        "orders AS o JOIN customers c ON c.id = o.customer_id",
        "orders o LEFT JOIN customers c USING (id)",
        "(SELECT * FROM orders) o",
        "orders o, LATERAL (SELECT o.id AS n) x",
        "customers o",
    ]);
    let tail = prop::sample::select(vec![
        "",
        " LIMIT 5",
        " LIMIT 5 OFFSET 2",
        " ORDER BY 1",
        " FETCH FIRST 2 ROWS ONLY",
        " UNION ALL SELECT 1",
        " GROUP BY 1",
    ]);
    let star = prop_oneof![expression(), Just("*".to_owned()), Just("o.*".to_owned())];
    (
        star,
        from,
        prop::option::of(expression()),
        tail,
        any::<bool>(),
    )
        .prop_map(|(item, from, condition, tail, with)| {
            let condition = condition.map_or(String::new(), |c| format!(" WHERE {c}"));
            let select = format!("SELECT {item} FROM {from}{condition}{tail}");
            if with {
                format!("WITH t AS ({select}) SELECT * FROM t")
            } else {
                select
            }
        })
}

fn mutated() -> impl Strategy<Value = String> {
    let noise = prop::sample::select(vec![
        "'",
        "\"",
        "\\",
        "(",
        ")",
        ";",
        "--",
        "/*",
        "*/",
        "$$",
        ",",
        " ",
        "E'",
        "U&'",
        "@",
        "`",
        "[",
        "]",
        "::",
        "\u{0}",
        "é",
        " FROM ",
        " SELECT ",
        " INTO x ",
        " FOR UPDATE ",
        "pg_sleep(1)",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), noise, 0usize..4), 1..4);
    (query(), edits).prop_map(|(query, edits)| {
        let mut text: Vec<char> = query.chars().collect();
        for (place, noise, removed) in edits {
            let at = place.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, noise.chars());
        }
        text.into_iter().collect()
    })
}

fn policy() -> Policy {
    Policy {
        allowed_tables: None,
        denied_tables: vec!["salaries".into()],
        denied_columns: vec![ColumnName {
            table: "customers".into(),
            column: "email".into(),
        }],
        row_filters: vec![RowFilter {
            table: "orders".into(),
            condition: "amount > 0".into(),
        }],
    }
}

fn holds(sql: &str) -> Result<(), TestCaseError> {
    let policies = [Policy::default(), policy()];
    for dialect in Dialect::ALL {
        let shop = catalog(dialect);
        for policy in &policies {
            for catalog in [Some(&shop), None] {
                let guard = guard(dialect, catalog, policy);
                let Ok(checked) = guard.check(sql) else {
                    continue;
                };
                let again = guard.check(&checked.sql);
                let again = again.map_err(|error| {
                    TestCaseError::fail(format!("{dialect}: {sql} -> {} -> {error}", checked.sql))
                })?;
                prop_assert_eq!(&again.sql, &checked.sql, "{}: {}", dialect, sql);
                for harm in ["pg_sleep", "FOR UPDATE", "INTO X"] {
                    let bare = without_quoted(&checked.sql).to_uppercase();
                    prop_assert!(!bare.contains(&harm.to_uppercase()), "{}", checked.sql);
                }
            }
        }
    }
    Ok(())
}

/// The text without what is in quotes, read the strict way.
fn without_quoted(sql: &str) -> String {
    let mut bare = String::new();
    let mut chars = sql.chars().peekable();
    let mut escaped = false;
    while let Some(ch) = chars.next() {
        if ch == '\'' || ch == '"' {
            let backslash = escaped && ch == '\'';
            while let Some(inner) = chars.next() {
                if backslash && inner == '\\' {
                    chars.next();
                } else if inner == ch {
                    if chars.peek() == Some(&ch) {
                        chars.next();
                    } else {
                        break;
                    }
                }
            }
        } else {
            bare.push(ch);
        }
        escaped = ch == 'E';
    }
    bare
}

/// Cases of each test; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn checking_twice_changes_nothing(sql in query()) {
        holds(&sql)?;
    }

    #[test]
    fn mutations_neither_panic_nor_get_out(sql in mutated()) {
        holds(&sql)?;
    }

    #[test]
    fn any_text_is_answered(sql in "\\PC{0,60}") {
        holds(&sql)?;
    }
}
