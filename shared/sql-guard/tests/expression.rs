//! Expressions over one table: what may stand in one, and what it is told to be.

mod shop;

use contract::{ColumnName, Dialect, Policy};
use sql_guard::{CheckedExpression, Rejection};

fn check(dialect: Dialect, table: &str, sql: &str) -> Result<CheckedExpression, Rejection> {
    let catalog = shop::catalog(dialect);
    shop::guard(dialect, Some(&catalog), &Policy::default()).check_expression(table, sql)
}

#[test]
fn an_expression_is_written_anew_and_told_apart() {
    for dialect in Dialect::ALL {
        let sum = check(
            dialect,
            "orders",
            "SUM(orders.amount) / nullif(count(*), 0)",
        )
        .unwrap();
        assert_eq!(sum.sql, "SUM(amount) / nullif(count(*), 0)");
        assert_eq!(sum.columns, ["amount"]);
        assert!(sum.aggregates);
        let scalar = check(dialect, "orders", "AMOUNT * 2").unwrap();
        assert_eq!(scalar.columns, ["amount"]);
        assert!(!scalar.aggregates);
        let count = check(dialect, "orders", "count(*)").unwrap();
        assert!(count.aggregates && count.columns.is_empty());
    }
}

#[test]
fn what_an_engine_folds_is_quoted() {
    let checked = check(Dialect::Postgresql, "SalesReport", "max(\"Region\")").unwrap();
    assert_eq!(checked.sql, "max(\"Region\")");
    assert_eq!(checked.columns, ["Region"]);
}

#[test]
fn whatever_reaches_beyond_the_table_is_refused() {
    let hostile = [
        "",
        "amount; DROP TABLE orders",
        "amount FROM orders",
        "amount -- all of it",
        "amount /* all of it */",
        "(SELECT max(amount) FROM orders)",
        "amount + (SELECT 1)",
        "exists (SELECT 1 FROM salaries)",
        "amount IN (SELECT salary FROM salaries)",
        "pg_sleep(10)",
        "pg_read_file('/etc/passwd')",
        "sum(amount) OVER ()",
        "sum(sum(amount))",
        "sum(amount) + amount",
        "salaries.salary",
        "nothing_like_it",
        "orders",
        "1",
        "'x'",
        "amount, amount",
        "*",
    ];
    for dialect in Dialect::ALL {
        for sql in hostile {
            assert!(check(dialect, "orders", sql).is_err(), "{dialect}: {sql}");
        }
        assert!(check(dialect, "no_such_table", "amount").is_err());
        assert!(check(dialect, "pg_authid", "rolpassword").is_err());
    }
}

#[test]
fn denied_columns_are_refused() {
    let catalog = shop::catalog(Dialect::Postgresql);
    let policy = Policy {
        denied_columns: vec![ColumnName {
            table: "orders".into(),
            column: "amount".into(),
        }],
        ..Policy::default()
    };
    let guard = shop::guard(Dialect::Postgresql, Some(&catalog), &policy);
    assert!(guard.check_expression("orders", "sum(amount)").is_err());
}
