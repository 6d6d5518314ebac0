use crate::rows;
use crate::tables::Fixture;
use serde_json::{Value, json};

/// Statements of questions, with what PostgreSQL answers over the same rows.
#[tokio::test]
async fn sql_of_questions() {
    let fixture = Fixture::new().await;
    let mut wrong = Vec::new();
    for (sql, expected) in [
        ("SELECT count(*) FROM orders", json!([[5]])),
        (
            "SELECT count(*), count(city), count(DISTINCT city) FROM orders",
            json!([[5, 4, 3]]),
        ),
        (
            "SELECT city, sum(amount) AS total FROM orders GROUP BY city
             ORDER BY total DESC NULLS LAST, city",
            json!([["Bern", 30.5], ["Paris", 20.25], [null, 7], ["Rome", null]]),
        ),
        (
            "SELECT id FROM orders ORDER BY amount DESC NULLS LAST, id LIMIT 2",
            json!([[2], [3]]),
        ),
        (
            "SELECT id FROM orders ORDER BY amount LIMIT 1",
            json!([[5]]),
        ),
        (
            "SELECT id FROM orders WHERE city LIKE 'P%' ORDER BY 1",
            json!([[2]]),
        ),
        (
            "SELECT id FROM orders WHERE city ILIKE 'be%' ORDER BY 1",
            json!([[1], [3]]),
        ),
        (
            "SELECT id FROM orders EXCEPT SELECT 1 ORDER BY 1 LIMIT 1",
            json!([[2]]),
        ),
        (
            "SELECT city FROM orders INTERSECT SELECT 'Rome'",
            json!([["Rome"]]),
        ),
        ("SELECT 'a' UNION ALL SELECT 'a'", json!([["a"], ["a"]])),
        (
            "SELECT extract(year FROM day), date_part('month', day) FROM orders WHERE id = 1",
            json!([[2024, 2]]),
        ),
        (
            "SELECT date_trunc('month', day) FROM orders WHERE id = 1",
            json!([["2024-02-01T00:00:00"]]),
        ),
        (
            "SELECT id FROM orders WHERE day BETWEEN '2024-03-01' AND DATE '2024-03-31' ORDER BY 1",
            json!([[2], [3]]),
        ),
        (
            "SELECT id FROM orders WHERE day >= DATE '2024-02-29' + INTERVAL '1 month' ORDER BY 1",
            json!([[3], [4], [5]]),
        ),
        (
            "SELECT city || '-' || id FROM orders WHERE id = 1",
            json!([["Bern-1"]]),
        ),
        (
            "SELECT median(id), avg(amount) FROM orders",
            json!([[3, 14.4375]]),
        ),
        (
            "SELECT id FROM orders WHERE amount = (SELECT max(amount) FROM orders) ORDER BY 1",
            json!([[2], [3]]),
        ),
        // NULL in the list: no row can be proven not to be in it.
        (
            "SELECT id FROM orders WHERE city NOT IN (SELECT city FROM orders WHERE id > 3)",
            json!([]),
        ),
        (
            "SELECT id FROM orders WHERE city NOT IN ('Bern', 'Rome') ORDER BY 1",
            json!([[2]]),
        ),
        (
            "SELECT o.id FROM orders o WHERE EXISTS
             (SELECT 1 FROM orders p WHERE p.city = o.city AND p.id <> o.id) ORDER BY 1",
            json!([[1], [3]]),
        ),
        (
            "SELECT o.id FROM orders o WHERE o.amount >
             (SELECT avg(p.amount) FROM orders p WHERE p.city = o.city) ORDER BY 1",
            json!([[3]]),
        ),
        (
            "SELECT a.id FROM orders a JOIN orders b ON a.id = b.id + 1 WHERE b.id = 1",
            json!([[2]]),
        ),
        (
            "SELECT a.id, b.id FROM orders a LEFT JOIN orders b ON b.id = a.id + 4 WHERE a.id < 3
             ORDER BY 1",
            json!([[1, 5], [2, null]]),
        ),
        (
            "WITH big AS (SELECT * FROM orders WHERE amount > 12) SELECT count(*) FROM big",
            json!([[2]]),
        ),
        (
            "SELECT id, rank() OVER (PARTITION BY city ORDER BY amount DESC) FROM orders
             WHERE city = 'Bern' ORDER BY id",
            json!([[1, 2], [3, 1]]),
        ),
        (
            "SELECT CASE WHEN paid THEN 'yes' ELSE 'no' END, count(*) FROM orders GROUP BY 1
             ORDER BY 1",
            json!([["no", 2], ["yes", 3]]),
        ),
        (
            "SELECT 7 / 2, 7 % 4, 7 / 2.0, round(2.345, 2), -7 / 2, abs(-3)",
            json!([[3, 3, 3.5, 2.35, -3, 3]]),
        ),
        (
            "SELECT upper(city), length(city), substr(city, 2, 2), trim(' x ') FROM orders
             WHERE id = 1",
            json!([["BERN", 4, "er", "x"]]),
        ),
        (
            "SELECT coalesce(city, '?'), nullif(id, 5) FROM orders WHERE id = 5",
            json!([["?", null]]),
        ),
        (
            "SELECT string_agg(city, ',' ORDER BY id) FROM orders",
            json!([["Bern,Paris,Bern,Rome"]]),
        ),
        (
            "SELECT sum(CASE WHEN paid THEN 1 ELSE 0 END) * 100.0 / count(*) FROM orders",
            json!([[60.0]]),
        ),
        (
            "SELECT count(*) FILTER (WHERE paid) FROM orders",
            json!([[3]]),
        ),
        (
            "SELECT DISTINCT ON (city) city, id FROM orders WHERE city IS NOT NULL
             ORDER BY city, id DESC",
            json!([["Bern", 3], ["Paris", 2], ["Rome", 4]]),
        ),
        (
            "SELECT city FROM orders GROUP BY city HAVING count(*) > 1",
            json!([["Bern"]]),
        ),
        (
            "SELECT \"Id\" FROM (SELECT id AS \"Id\" FROM orders) t ORDER BY 1 LIMIT 1",
            json!([[1]]),
        ),
        ("SELECT ID FROM ORDERS WHERE Orders.Id = 1", json!([[1]])),
        ("SELECT NULL, true, 1 = NULL", json!([[null, true, null]])),
        (
            "SELECT stddev(id), corr(id, id) FROM orders WHERE id < 3",
            json!([[std::f64::consts::FRAC_1_SQRT_2, 1.0]]),
        ),
    ] {
        let rows = json!(rows(&fixture, sql).await);
        if numbers_as_doubles(&rows) != numbers_as_doubles(&expected) {
            wrong.push(format!("{sql}: {rows}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// 7 and 7.0 are the same number.
fn numbers_as_doubles(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(numbers_as_doubles).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}
