//! What a role may read, and how a statement is rewritten for it.

mod shop;

use contract::{ColumnName, Dialect, FindingKind, Policy, RowFilter};
use shop::{catalog, guard};
use sql_guard::{Checked, Rejection};

fn restricted() -> Policy {
    Policy {
        allowed_tables: None,
        denied_tables: vec!["salaries".into()],
        denied_columns: vec![ColumnName {
            table: "customers".into(),
            column: "email".into(),
        }],
        row_filters: vec![],
    }
}

fn filtered() -> Policy {
    Policy {
        row_filters: vec![
            RowFilter {
                table: "customers".into(),
                condition: "region = 'EU' OR email IS NULL".into(),
            },
            RowFilter {
                table: "orders".into(),
                condition: "amount > 0".into(),
            },
        ],
        ..restricted()
    }
}

fn check(policy: &Policy, sql: &str) -> Result<Checked, Rejection> {
    let catalog = catalog(Dialect::Postgresql);
    let guard = sql_guard::Guard {
        row_cap: None,
        ..guard(Dialect::Postgresql, Some(&catalog), policy)
    };
    let checked = guard.check(sql)?;
    let again = guard
        .check(&checked.sql)
        .expect("what was checked passes again");
    assert_eq!(again.sql, checked.sql, "{sql}");
    assert_eq!(again.columns, checked.columns, "{sql}");
    Ok(checked)
}

fn rewritten(policy: &Policy, sql: &str) -> String {
    check(policy, sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
        .sql
}

#[test]
fn denied_tables_and_columns_are_not_permitted_wherever_they_hide() {
    let policy = restricted();
    for sql in [
        "SELECT * FROM salaries",
        "SELECT * FROM SALARIES",
        "SELECT * FROM \"Salaries\"",
        "SELECT * FROM public.salaries",
        "SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM salaries)",
        "WITH s AS (SELECT * FROM salaries) SELECT 1",
        "WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries",
        "SELECT (SELECT max(salary) FROM salaries)",
        "SELECT id FROM orders UNION SELECT id FROM salaries",
        "SELECT email FROM customers",
        "SELECT c.EMAIL FROM customers c",
        "SELECT customers.\"email\" FROM customers",
        "SELECT public.customers.email FROM customers",
        "SELECT id FROM customers WHERE email LIKE 'a%'",
        "SELECT id FROM customers ORDER BY email",
        "SELECT count(*) FROM customers GROUP BY email",
        "SELECT id AS email FROM customers GROUP BY id, email",
        "SELECT count(*) FROM customers HAVING max(email) > 'a'",
        "SELECT max(email) OVER () FROM customers",
        "SELECT rank() OVER (ORDER BY email) FROM customers",
        "SELECT c.id FROM customers c JOIN customers d ON c.email = d.email",
        "SELECT id FROM customers JOIN (SELECT id, name AS email FROM customers) x USING (email)",
        "SELECT 1 FROM customers NATURAL JOIN (SELECT name AS email FROM customers) x",
        "SELECT t.n FROM customers c, LATERAL (SELECT c.email AS n) t",
        "SELECT (SELECT email) FROM customers",
        "SELECT id FROM orders WHERE id IN (SELECT id FROM customers WHERE email = 'x')",
        "SELECT count(c.*) FROM customers c",
        "SELECT a FROM customers AS c (a, b, d, e)",
        "SELECT array_agg(name ORDER BY email) FROM customers",
        "SELECT count(*) FILTER (WHERE email = 'x') FROM customers",
        "SELECT email FROM orders, customers",
    ] {
        let error = check(&policy, sql).expect_err(sql);
        assert!(error.not_permitted(), "{sql}: {error}");
    }
}

#[test]
fn whole_rows_do_not_carry_denied_columns() {
    for sql in [
        "SELECT customers FROM customers",
        "SELECT c FROM customers c",
        "SELECT row_to_json(c) FROM customers c",
        "SELECT (c).email FROM customers c",
        "SELECT (c).* FROM customers c",
        "SELECT c::text FROM customers c",
        "SELECT to_json(c.*) FROM customers c",
        "SELECT (SELECT c) FROM customers c",
        "SELECT c = c FROM customers c",
        "SELECT count(DISTINCT c) FROM customers c",
    ] {
        assert!(check(&restricted(), sql).is_err(), "{sql}");
    }
}

#[test]
fn wildcards_are_written_out_without_denied_columns() {
    let policy = restricted();
    let checked = check(&policy, "SELECT * FROM customers").unwrap();
    assert_eq!(checked.sql, "SELECT id, name, region FROM customers");
    assert_eq!(checked.findings[0].kind, FindingKind::ExpandedWildcard);
    assert!(
        checked
            .columns
            .iter()
            .all(|column| column.column != "email")
    );
    assert_eq!(
        rewritten(
            &policy,
            "SELECT o.*, c.* FROM orders o JOIN customers c ON c.id = o.customer_id"
        ),
        "SELECT o.*, c.id, c.name, c.region FROM orders AS o JOIN customers AS c ON c.id = o.customer_id"
    );
    assert_eq!(
        rewritten(
            &policy,
            "SELECT * FROM customers a JOIN customers b USING (id)"
        ),
        "SELECT id, a.name, a.region, b.name, b.region FROM customers AS a JOIN customers AS b USING(id)"
    );
    assert_eq!(
        rewritten(&policy, "SELECT * FROM (SELECT * FROM customers) x"),
        "SELECT * FROM (SELECT id, name, region FROM customers) AS x"
    );
    assert_eq!(
        rewritten(&policy, "SELECT * FROM orders"),
        "SELECT * FROM orders"
    );
}

#[test]
fn wildcards_with_exceptions_are_written_out() {
    let catalog = catalog(Dialect::Embedded);
    let policy = restricted();
    let guard = guard(Dialect::Embedded, Some(&catalog), &policy);
    let checked = guard
        .check("SELECT * EXCEPT (Region) FROM customers LIMIT 1")
        .unwrap();
    assert_eq!(checked.sql, "SELECT id, name FROM customers LIMIT 1");
}

#[test]
fn a_denied_column_does_not_make_a_permitted_one_ambiguous() {
    let policy = Policy {
        denied_columns: vec![ColumnName {
            table: "orders".into(),
            column: "id".into(),
        }],
        ..Policy::default()
    };
    assert_eq!(
        rewritten(
            &policy,
            "SELECT id FROM orders, customers WHERE customer_id = id"
        ),
        "SELECT customers.id FROM orders, customers WHERE customer_id = customers.id"
    );
}

#[test]
fn row_filters_apply_at_every_reference() {
    let policy = filtered();
    let orders = "(SELECT * FROM orders WHERE (amount > 0))";
    let customers =
        "(SELECT id, name, region FROM customers WHERE (region = 'EU' OR email IS NULL))";
    assert_eq!(
        rewritten(&policy, "SELECT id FROM orders"),
        format!("SELECT id FROM {orders} AS orders")
    );
    assert_eq!(
        rewritten(
            &policy,
            "SELECT c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id"
        ),
        format!(
            "SELECT c.name FROM {orders} AS o LEFT JOIN {customers} AS c ON c.id = o.customer_id"
        )
    );
    assert_eq!(
        rewritten(
            &policy,
            "WITH orders AS (SELECT * FROM orders) SELECT id FROM orders WHERE id IN (SELECT id FROM public.customers)"
        ),
        format!(
            "WITH orders AS (SELECT * FROM {orders} AS orders) SELECT id FROM orders WHERE id IN (SELECT id FROM (SELECT id, name, region FROM public.customers WHERE (region = 'EU' OR email IS NULL)) AS customers)"
        )
    );
    let checked = check(&policy, "SELECT * FROM customers").unwrap();
    assert!(
        checked
            .findings
            .iter()
            .any(|finding| finding.kind == FindingKind::RowFilter)
    );
    assert!(
        checked.text_filters.is_empty(),
        "the filter's own literals are no question's"
    );
}

#[test]
fn a_filter_that_only_looks_applied_is_applied() {
    let policy = filtered();
    for sql in [
        "SELECT * FROM (SELECT * FROM orders WHERE amount > 0) AS o",
        "SELECT * FROM (SELECT * FROM orders WHERE (amount > 0) OR true) AS o",
        "SELECT * FROM (SELECT *, 1 AS x FROM orders WHERE (amount > 0)) AS o",
        "SELECT * FROM (SELECT * FROM orders o WHERE (amount > 0)) AS o",
    ] {
        assert!(
            rewritten(&policy, sql).contains("FROM (SELECT * FROM orders WHERE (amount > 0)) AS"),
            "{sql}"
        );
        let inner = rewritten(&policy, sql);
        assert!(inner.matches("amount > 0").count() >= 2, "{inner}");
    }
    let denied =
        "SELECT * FROM (SELECT email FROM customers WHERE (region = 'EU' OR email IS NULL)) AS c";
    assert!(check(&policy, denied).unwrap_err().not_permitted());
}

#[test]
fn an_unsound_filter_refuses_everything_of_its_table() {
    for condition in [
        "amount >",
        "nothing = 1",
        "id IN (SELECT id FROM salaries)",
        "pg_sleep(1) IS NULL",
        "true) OR (true",
    ] {
        let policy = Policy {
            row_filters: vec![RowFilter {
                table: "orders".into(),
                condition: condition.into(),
            }],
            ..Policy::default()
        };
        let error = check(&policy, "SELECT id FROM orders").expect_err(condition);
        assert!(
            matches!(error, Rejection::RowFilter { .. }),
            "{condition}: {error}"
        );
    }
}

#[test]
fn suggestions_name_only_what_is_permitted() {
    let policy = restricted();
    let error = check(&policy, "SELECT emial FROM customers").unwrap_err();
    assert!(!error.to_string().contains("email"), "{error}");
    let error = check(&policy, "SELECT * FROM salarys").unwrap_err();
    assert!(!error.to_string().contains("salaries"), "{error}");
    assert!(!error.not_permitted());
}

#[test]
fn without_a_catalogue_the_names_of_the_policy_still_count() {
    let policy = filtered();
    for sql in [
        "SELECT * FROM salaries",
        "SELECT email FROM customers",
        "SELECT c.email FROM customers c",
        "SELECT * FROM customers",
        "SELECT c.* FROM customers c",
        "SELECT name FROM customers c NATURAL JOIN orders",
        "SELECT id FROM customers JOIN orders USING (email)",
    ] {
        let error = guard(Dialect::Postgresql, None, &policy)
            .check(sql)
            .expect_err(sql);
        assert!(error.not_permitted(), "{sql}: {error}");
    }
    let checked = guard(Dialect::Postgresql, None, &policy)
        .check("SELECT id FROM orders")
        .unwrap();
    assert_eq!(
        checked.sql,
        "SELECT id FROM (SELECT * FROM orders WHERE (amount > 0)) AS orders LIMIT 1000"
    );
}

#[test]
fn what_is_wrong_with_a_filter_is_not_told_to_the_one_who_asks() {
    let policy = Policy {
        row_filters: vec![RowFilter {
            table: "orders".into(),
            condition: "secret_column = 1".into(),
        }],
        ..Policy::default()
    };
    let error = check(&policy, "SELECT id FROM orders").unwrap_err();
    assert!(!error.to_string().contains("secret_column"), "{error}");
}

#[test]
fn a_column_of_another_table_is_told_to_those_who_may_read_it() {
    for (sql, owner) in [
        ("SELECT salary FROM orders", "it is a column of salaries"),
        ("SELECT email FROM orders", "it is a column of customers"),
    ] {
        let reason = |policy: &Policy| check(policy, sql).unwrap_err().to_string();
        let open = reason(&Policy::default());
        assert!(open.contains(owner), "{open}");
        let restricted = reason(&restricted());
        assert!(!restricted.contains("it is a column of"), "{restricted}");
    }
}
