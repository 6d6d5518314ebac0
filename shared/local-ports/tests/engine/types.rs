use crate::tables::Fixture;
use contract::DataType;
use ports::QueryEngine;
use serde_json::json;

#[tokio::test]
async fn types_come_back_as_they_are() {
    let fixture = Fixture::new().await;
    let query = fixture.query("SELECT * FROM kinds ORDER BY n");
    let result = fixture.engine.execute(&query).await.unwrap();
    let types: Vec<_> = result
        .columns
        .iter()
        .map(|c| (c.name.as_str(), c.data_type.to_string()))
        .collect();
    let expected = [
        ("n", "bigint"),
        ("flag", "boolean"),
        ("ratio", "double"),
        ("price", "decimal(38,4)"),
        ("day", "date"),
        ("moment", "timestamp"),
        ("instant", "timestamp with time zone"),
        ("word", "varchar"),
        ("blob", "bytes"),
    ];
    assert_eq!(types, expected.map(|(name, kind)| (name, kind.to_owned())));
    assert_eq!(
        json!(result.rows),
        json!([
            [
                "-9223372036854775808",
                false,
                "-Infinity",
                "1234567890123456.7891",
                "0001-01-01",
                "1969-12-31T23:59:59.999999",
                "1970-01-01T00:00:00Z",
                "",
                "\\x"
            ],
            [
                9_007_199_254_740_992_i64,
                true,
                0.1,
                12.5,
                "2024-02-29",
                "2013-01-01T05:00:00",
                "2013-01-01T05:00:00.250Z",
                "grüße \"x\"\n",
                "\\x00ff"
            ],
            [
                "9223372036854775807",
                null,
                "NaN",
                -0.0001,
                "9999-12-31",
                null,
                null,
                null,
                null
            ],
        ])
    );
}

#[tokio::test]
async fn values_that_are_no_plain_cells() {
    let fixture = Fixture::new().await;
    let query = fixture.query(
        "SELECT INTERVAL '1 year 2 months 3 days 4 hours 5 minutes 6.5 seconds', TIME '07:08:09',
                TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00',
                18446744073709551615, array_agg(id ORDER BY id) FROM orders WHERE id < 3",
    );
    let result = fixture.engine.execute(&query).await.unwrap();
    let expected = json!([[
        "P1Y2M3DT4H5M6.5S",
        "07:08:09",
        "PT12H",
        "18446744073709551615",
        [1, 2]
    ]]);
    assert_eq!(json!(result.rows), expected);
    let types: Vec<_> = result
        .columns
        .into_iter()
        .map(|column| column.data_type)
        .collect();
    let expected = [
        DataType::Interval,
        DataType::Time,
        DataType::Interval,
        DataType::Bigint,
        DataType::Json,
    ];
    assert_eq!(types, expected);
}
