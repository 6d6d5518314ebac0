use super::*;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

fn translated(sql: &str) -> Result<String, DataFusionError> {
    let mut statement = Parser::parse_sql(&GenericDialect, sql).unwrap().remove(0);
    translate(&mut statement).map(|()| statement.to_string())
}

#[test]
fn calls_are_written_in_the_engines_way_and_columns_keep_their_names() {
    assert_eq!(
        translated("SELECT count_if(a > 1) FROM t").unwrap(),
        "SELECT count(CASE WHEN (a > 1) THEN 1 END) AS \"count_if(a > 1)\" FROM t"
    );
    assert_eq!(
        translated("SELECT IF(a, 1, 2) AS b FROM t WHERE year(d) = 2024").unwrap(),
        "SELECT CASE WHEN a THEN 1 ELSE 2 END AS b FROM t WHERE CAST(date_part('year', d) AS BIGINT) = 2024"
    );
    assert_eq!(
        translated("SELECT max_by(a, b) FILTER (WHERE c) AS x FROM t").unwrap(),
        "SELECT first_value(a ORDER BY b DESC) FILTER (WHERE (b IS NOT NULL) AND (c)) AS x FROM t"
    );
    assert_eq!(
        translated("SELECT listagg(a, ';') WITHIN GROUP (ORDER BY b) AS x FROM t").unwrap(),
        "SELECT string_agg(a, ';' ORDER BY b) AS x FROM t"
    );
}

#[test]
fn arguments_are_translated_too() {
    assert_eq!(
        translated("SELECT date_add('quarter', 2, date(a)) AS d, try(date(a)) AS e FROM t")
            .unwrap(),
        "SELECT (CAST(a AS DATE) + INTERVAL '6 month') AS d, TRY_CAST(a AS DATE) AS e FROM t"
    );
}

#[test]
fn what_the_engine_knows_stays() {
    let sql = "SELECT date_trunc('month', d), split_part(a, ',', 1) FROM t";
    assert_eq!(translated(sql).unwrap(), sql);
}

#[test]
fn what_cannot_be_expressed_says_what_to_write() {
    for (sql, expected) in [
        ("SELECT date_add('fortnight', 1, d) FROM t", "'day'"),
        ("SELECT try(f(a)) FROM t", "TRY_CAST"),
        ("SELECT max_by(a, b) OVER () FROM t", "first_value"),
        ("SELECT max_by(a, b, 3) FROM t", "two arguments"),
    ] {
        let message = translated(sql).unwrap_err().to_string();
        assert!(message.contains(expected), "{sql}: {message}");
    }
}
