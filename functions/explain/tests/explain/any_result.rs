//! Whatever the result: no panic, and no number that is not in it or computed from it.

use crate::ports_in_memory::{explain, state_with};
use contract::{ResultColumn, ResultSet};
use explain::grounding::Facts;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(|number| json!(number)),
        (-9i64..9).prop_map(|number| json!(number)),
        (-1e6f64..1e6).prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|truth| json!(truth)),
        ".{0,8}".prop_map(|text| json!(text)),
        select(vec![
            "NaN",
            "2013-05-01",
            "2014-05-01 10:00:00",
            "12.50",
            "99999999999999999999"
        ])
        .prop_map(|text| json!(text)),
    ]
}

prop_compose! {
    fn any_result()(
        columns in prop::collection::vec(
            (
                select(vec!["id", "year", "month", "count(*)", "avg(x)", "name", "", "max_1"]),
                select(vec!["bigint", "double", "decimal(10,2)", "date", "varchar", "boolean"]),
            ),
            1..4,
        ),
    )(
        rows in prop::collection::vec(prop::collection::vec(value(), columns.len()), 1..12),
        columns in Just(columns),
        truncated in any::<bool>(),
    ) -> ResultSet {
        let column = |(name, data_type): (&str, &str)| ResultColumn {
            name: name.to_owned(),
            data_type: data_type.parse().unwrap(),
        };
        ResultSet {
            columns: columns.into_iter().map(column).collect(),
            row_count: rows.len() as u64,
            rows,
            truncated,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn texts_stay_grounded(result in any_result(), plot in any::<bool>()) {
        let intent = if plot { "plot" } else { "sql" };
        let explanation = explain(state_with("how many cars", intent, &result));
        let facts = Facts::of(&result);
        let of_result = explanation.text.split("In the chart: ").next().unwrap_or_default();
        let of_result = of_result.split("No chart is drawn").next().unwrap_or_default();
        prop_assert!(facts.hold(of_result), "{}", explanation.text);
    }
}
