//! Every common type, with the values at its edges.

use crate::shop::Shop;
use serde_json::{Value, json};

/// Type, type in the result, and pairs of a literal and its JSON value.
type Kind = (&'static str, &'static str, Vec<(&'static str, Value)>);

fn kinds() -> Vec<Kind> {
    vec![
        (
            "boolean",
            "boolean",
            vec![("true", json!(true)), ("false", json!(false))],
        ),
        (
            "smallint",
            "bigint",
            vec![("-32768", json!(-32768)), ("32767", json!(32767))],
        ),
        (
            "integer",
            "bigint",
            vec![("-2147483648", json!(-2_147_483_648_i64)), ("0", json!(0))],
        ),
        (
            "bigint",
            "bigint",
            vec![
                ("9223372036854775807", json!("9223372036854775807")),
                ("-9223372036854775808", json!("-9223372036854775808")),
                ("9007199254740992", json!(9_007_199_254_740_992_i64)),
                ("9007199254740993", json!("9007199254740993")),
            ],
        ),
        (
            "oid",
            "bigint",
            vec![("4294967295", json!(4_294_967_295_i64))],
        ),
        (
            "numeric",
            "decimal(46,20)",
            vec![
                ("'NaN'", json!("NaN")),
                ("'Infinity'", json!("Infinity")),
                ("'-Infinity'", json!("-Infinity")),
                (
                    "12345678901234567890123456.5",
                    json!("12345678901234567890123456.5"),
                ),
                ("0.00000000000000000001", json!(1e-20)),
                ("-0.1", json!(-0.1)),
                ("1.50", json!(1.5)),
            ],
        ),
        (
            "numeric(12,2)",
            "decimal(12,2)",
            vec![("9999999999.99", json!(9_999_999_999.99))],
        ),
        (
            "numeric(5,-2)",
            "decimal(5,-2)",
            vec![("1234567", json!(1_234_600))],
        ),
        (
            "real",
            "double",
            vec![
                ("0.1", json!(0.1)),
                ("3.4028235e38", json!(3.4028235e38)),
                ("'NaN'", json!("NaN")),
            ],
        ),
        (
            "double precision",
            "double",
            vec![
                ("0.1", json!(0.1)),
                ("5e-324", json!(5e-324)),
                ("1.7976931348623157e308", json!(f64::MAX)),
                ("'NaN'", json!("NaN")),
                ("'Infinity'", json!("Infinity")),
                ("'-Infinity'", json!("-Infinity")),
            ],
        ),
        (
            "date",
            "date",
            vec![
                ("'2024-02-29'", json!("2024-02-29")),
                ("'4713-01-01 BC'", json!("-4712-01-01")),
                ("'5874897-12-31'", json!("+5874897-12-31")),
                ("'infinity'", json!("Infinity")),
                ("'-infinity'", json!("-Infinity")),
            ],
        ),
        (
            "time",
            "time",
            vec![
                ("'00:00:00'", json!("00:00:00")),
                ("'24:00'", json!("24:00:00")),
                ("'07:08:09.000001'", json!("07:08:09.000001")),
            ],
        ),
        (
            "timetz",
            "timetz",
            vec![("'07:08:09+05:30'", json!("07:08:09+05:30"))],
        ),
        (
            "timestamp",
            "timestamp",
            vec![
                ("'2013-01-01 05:00'", json!("2013-01-01T05:00:00")),
                (
                    "'1969-12-31 23:59:59.999999'",
                    json!("1969-12-31T23:59:59.999999"),
                ),
                ("'0044-03-15 12:00 BC'", json!("-0043-03-15T12:00:00")),
                (
                    "'294276-12-31 23:59:59.999999'",
                    json!("+294276-12-31T23:59:59.999999"),
                ),
                ("'infinity'", json!("Infinity")),
            ],
        ),
        (
            "timestamptz",
            "timestamp with time zone",
            vec![
                (
                    "'2013-01-01 05:00:00.25+02'",
                    json!("2013-01-01T03:00:00.25Z"),
                ),
                (
                    "'2024-07-01 12:00 America/New_York'",
                    json!("2024-07-01T16:00:00Z"),
                ),
                ("'0001-01-01 00:00+00 BC'", json!("0000-01-01T00:00:00Z")),
                ("'-infinity'", json!("-Infinity")),
            ],
        ),
        (
            "interval",
            "interval",
            vec![
                (
                    "'1 year 2 mons 3 days 4:05:06.5'",
                    json!("P1Y2M3DT4H5M6.5S"),
                ),
                ("'0'", json!("PT0S")),
                (
                    "'-1 mons +2 days -0:01:30.000001'",
                    json!("P-1M2DT-1M-30.000001S"),
                ),
            ],
        ),
        (
            "text",
            "varchar",
            vec![
                ("''", json!("")),
                ("'grüße \"x\" \\ '", json!("grüße \"x\" \\ ")),
                ("E'a\\nb\\t😀'", json!("a\nb\t😀")),
                ("'NULL'", json!("NULL")),
            ],
        ),
        ("varchar(5)", "varchar", vec![("'abc'", json!("abc"))]),
        ("char(5)", "varchar", vec![("'ab'", json!("ab   "))]),
        ("name", "varchar", vec![("'n'", json!("n"))]),
        (
            "uuid",
            "uuid",
            vec![(
                "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
                json!("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            )],
        ),
        (
            "json",
            "json",
            vec![
                (
                    "'{\"b\": [1, 2.5, null], \"a\": \"x\"}'",
                    json!({"a": "x", "b": [1, 2.5, null]}),
                ),
                ("'12345678901234567890'", json!("12345678901234567890")),
                ("'\"text\"'", json!("text")),
            ],
        ),
        (
            "jsonb",
            "json",
            vec![(
                "'{\"n\": 0.12345678901234567890}'",
                json!({"n": "0.12345678901234567890"}),
            )],
        ),
        (
            "bytea",
            "bytes",
            vec![("'\\x00ff'", json!("\\x00ff")), ("''", json!("\\x"))],
        ),
        (
            "integer[]",
            "json",
            vec![
                ("'{1,NULL,3}'", json!([1, null, 3])),
                ("'{{1,2},{3,4}}'", json!([[1, 2], [3, 4]])),
                ("'{}'", json!([])),
            ],
        ),
        (
            "text[]",
            "json",
            vec![(
                "ARRAY['a,b', 'c\"d', 'NULL', '', NULL]",
                json!(["a,b", "c\"d", "NULL", "", null]),
            )],
        ),
        (
            "numeric[]",
            "json",
            vec![(
                "'{1.5,NaN,12345678901234567890}'",
                json!([1.5, "NaN", "12345678901234567890"]),
            )],
        ),
        (
            "timestamptz[]",
            "json",
            vec![("'{2013-01-01 00:00+00}'", json!(["2013-01-01T00:00:00Z"]))],
        ),
        (
            "inet",
            "inet",
            vec![
                ("'192.168.0.1/24'", json!("192.168.0.1/24")),
                ("'::1'", json!("::1")),
            ],
        ),
        ("cidr", "cidr", vec![("'10.0.0.0/8'", json!("10.0.0.0/8"))]),
        (
            "macaddr",
            "macaddr",
            vec![("'08:00:2b:01:02:03'", json!("08:00:2b:01:02:03"))],
        ),
        ("money", "money", vec![("-1234.5", json!("-$1,234.50"))]),
        ("bit(3)", "bit", vec![("B'101'", json!("101"))]),
        ("varbit", "varbit", vec![("B''", json!(""))]),
        ("point", "point", vec![("'(1,2)'", json!("(1,2)"))]),
        (
            "int4range",
            "int4range",
            vec![("'[1,5]'", json!("[1,6)")), ("'empty'", json!("empty"))],
        ),
        ("tsvector", "tsvector", vec![("'a b'", json!("'a' 'b'"))]),
        (
            "pg_lsn",
            "pg_lsn",
            vec![("'16/B374D848'", json!("16/B374D848"))],
        ),
        ("mood", "varchar", vec![("'so so'", json!("so so"))]),
        (
            "mood[]",
            "json",
            vec![("'{happy,\"so so\"}'", json!(["happy", "so so"]))],
        ),
        ("price", "decimal(10,2)", vec![("12.34", json!(12.34))]),
        (
            "\"Pair\"",
            "Pair",
            vec![("ROW(1, 'a b')", json!("(1,\"a b\")"))],
        ),
        ("prices", "json", vec![("'{1.5,2.5}'", json!([1.5, 2.5]))]),
    ]
}

const TYPES: &str = "
    CREATE TYPE mood AS ENUM ('happy', 'so so');
    CREATE DOMAIN price AS numeric(10, 2) CHECK (VALUE >= 0);
    CREATE DOMAIN prices AS numeric[];
    CREATE TYPE \"Pair\" AS (number integer, word text);
";

#[tokio::test(flavor = "multi_thread")]
async fn types_come_back_as_they_are() {
    let mut setup = TYPES.to_owned();
    for (at, (kind, _, values)) in kinds().iter().enumerate() {
        setup.push_str(&format!("CREATE TABLE t{at} (n serial, v {kind});\n"));
        for (literal, _) in values {
            setup.push_str(&format!("INSERT INTO t{at} (v) VALUES ({literal});\n"));
        }
        setup.push_str(&format!("INSERT INTO t{at} (v) VALUES (NULL);\n"));
    }
    let Some(mut shop) = Shop::open("types_come_back_as_they_are", &setup) else {
        return;
    };
    shop.limits.row_cap = 100;
    for (at, (kind, result_kind, values)) in kinds().into_iter().enumerate() {
        let result = shop
            .ask(&format!("SELECT v FROM t{at} ORDER BY n"))
            .await
            .unwrap();
        assert_eq!(
            result.columns[0].data_type.to_string(),
            result_kind,
            "{kind}"
        );
        let mut expected: Vec<Value> = values
            .into_iter()
            .map(|(_, value)| json!([value]))
            .collect();
        expected.push(json!([null]));
        assert_eq!(json!(result.rows), json!(expected), "{kind}");
        assert!(!result.truncated);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sessions_own_settings_change_nothing() {
    let Some(shop) = Shop::open("the_sessions_own_settings_change_nothing", "") else {
        return;
    };
    let name = &shop.database;
    shop.psql(&format!(
        "ALTER DATABASE {name} SET datestyle = 'German';
         ALTER DATABASE {name} SET timezone = 'Asia/Tokyo';
         ALTER DATABASE {name} SET intervalstyle = 'sql_standard';
         ALTER DATABASE {name} SET bytea_output = 'escape';
         ALTER DATABASE {name} SET extra_float_digits = -5;
         ALTER DATABASE {name} SET standard_conforming_strings = off;
         ALTER DATABASE {name} SET transform_null_equals = on;"
    ));
    let sql = r"SELECT date '2024-02-29', timestamptz '2024-01-01 00:00+00', interval '1 day 2 hours',
                       '\x00ff'::bytea, 0.1::float8 + 0.2::float8, '\n', count(*) FROM (SELECT 1) t WHERE NULL = NULL";
    let result = shop.ask(sql).await.unwrap();
    assert_eq!(
        json!(result.rows),
        json!([[
            "2024-02-29",
            "2024-01-01T00:00:00Z",
            "P1DT2H",
            "\\x00ff",
            0.30000000000000004,
            "\\n",
            0
        ]])
    );
}
