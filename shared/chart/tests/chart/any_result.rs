//! Whatever the result: no panic, no value that is not JSON, nothing drawn twice.

use chart::{ChartRequest, Mark, chart, svg};
use contract::{ResultColumn, ResultSet};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(|number| json!(number)),
        (-9i64..9).prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|truth| json!(truth)),
        ".{0,8}".prop_map(|text| json!(text)),
        select(vec![
            "NaN",
            "-Infinity",
            "2013-05-01",
            "2013-05-01 10:00:00",
            "99999999999999999999"
        ])
        .prop_map(|text| json!(text)),
    ]
}

prop_compose! {
    fn any_result()(
        columns in prop::collection::vec(
            (
                select(vec!["id", "year", "month", "count(*)", "avg(x)", "name", "a.b", "", "share"]),
                select(vec![
                    "bigint", "double", "decimal(10,2)", "date", "timestamp", "varchar", "boolean",
                    "json", "point",
                ]),
            ),
            0..5,
        ),
    )(
        rows in prop::collection::vec(prop::collection::vec(value(), columns.len()), 0..70),
        columns in Just(columns),
        truncated in any::<bool>(),
    ) -> ResultSet {
        ResultSet {
            columns: columns
                .into_iter()
                .map(|(name, data_type)| ResultColumn {
                    name: name.to_owned(),
                    data_type: data_type.parse().unwrap(),
                })
                .collect(),
            row_count: rows.len() as u64,
            rows,
            truncated,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_result_is_drawn_or_refused(
        result in any_result(),
        wanted in any::<bool>(),
        mark in prop::option::of(select(Mark::ALL.to_vec())),
    ) {
        let request = ChartRequest { question: "share of x vs y", wanted, mark };
        if let Ok(found) = chart(&result, &request) {
            prop_assert!(mark.is_none_or(|mark| mark == found.mark));
            let values = found.spec["data"]["values"].as_array().unwrap();
            prop_assert!(!values.is_empty());
            // The same wish over the same result is the same picture.
            let again = chart(&result, &request).unwrap();
            prop_assert_eq!(&again, &found);
            if let Some(picture) = svg(&found.spec) {
                prop_assert!(!picture.contains("NaN\"") && !picture.contains("inf\""));
            }
        }
    }
}
