//! Small results, one for each kind of chart and some with hostile names.

use chart::Mark;
use contract::{ResultColumn, ResultSet, Row};
use serde_json::{Value, json};

/// A whole result from `(name, type)` pairs and rows written as JSON.
pub(crate) fn result(columns: &[(&str, &str)], rows: Value) -> ResultSet {
    let rows: Vec<Row> = serde_json::from_value(rows).unwrap();
    ResultSet {
        columns: columns
            .iter()
            .map(|(name, data_type)| ResultColumn {
                name: (*name).to_owned(),
                data_type: data_type.parse().unwrap(),
            })
            .collect(),
        row_count: rows.len() as u64,
        rows,
        truncated: false,
    }
}

/// A question, its result, and the kind it should be drawn as when a chart is asked for.
pub(crate) struct Sample {
    pub(crate) question: &'static str,
    pub(crate) result: ResultSet,
    pub(crate) mark: Mark,
}

fn sample(question: &'static str, mark: Mark, columns: &[(&str, &str)], rows: Value) -> Sample {
    Sample {
        question,
        result: result(columns, rows),
        mark,
    }
}

/// One for each kind.
pub(crate) fn samples() -> Vec<Sample> {
    let numbers: Vec<Value> = (0..40).map(|i| json!([i, (i * i) % 17])).collect();
    let delays: Vec<Value> = (0..30)
        .map(|i| json!([if i % 2 == 0 { "UA" } else { "AA" }, (i * 7) % 13]))
        .collect();
    let months: Vec<Value> = (1..=12)
        .map(|month| json!([format!("2013-{month:02}-01"), month * 100]))
        .collect();
    let hours: Vec<Value> = (0..24)
        .flat_map(|hour| (1..=7).map(move |day| json!([hour, day, hour * day])))
        .collect();
    vec![
        sample(
            "How many flights?",
            Mark::Number,
            &[("count(*)", "bigint")],
            json!([[42]]),
        ),
        sample(
            "Plot the flights of each carrier",
            Mark::Bar,
            &[("carrier", "varchar"), ("flight_count", "bigint")],
            json!([["AA", 3], ["UA", 9], ["DL", 5]]),
        ),
        sample(
            "Plot the lowest and highest price of each fruit",
            Mark::GroupedBar,
            &[
                ("fruit", "varchar"),
                ("min_price_usd", "double"),
                ("max_price_usd", "double"),
            ],
            json!([["apple", 1.5, 2.5], ["pear", 2.0, 3.25]]),
        ),
        sample(
            "Show a stacked bar chart of sales by region and product",
            Mark::StackedBar,
            &[
                ("region", "varchar"),
                ("product", "varchar"),
                ("sum(t.amount)", "decimal(12,2)"),
            ],
            json!([
                ["N", "x", 10.5],
                ["N", "y", 4.0],
                ["S", "x", 3.0],
                ["S", "y", "7.25"]
            ]),
        ),
        sample(
            "Plot passengers over time",
            Mark::Line,
            &[("month", "date"), ("passengers", "bigint")],
            json!(months),
        ),
        sample(
            "Area chart of passengers by month",
            Mark::Area,
            &[("month", "date"), ("passengers", "bigint")],
            json!(months),
        ),
        sample(
            "Plot height against weight",
            Mark::Scatter,
            &[("height", "double"), ("weight", "double")],
            json!(numbers),
        ),
        sample(
            "Histogram of arrival delay",
            Mark::Histogram,
            &[("carrier", "varchar"), ("arr_delay", "bigint")],
            json!(delays),
        ),
        sample(
            "Plot the trips for each hour and weekday",
            Mark::HeatMap,
            &[
                ("hour", "bigint"),
                ("weekday", "bigint"),
                ("count(*)", "bigint"),
            ],
            json!(hours),
        ),
        sample(
            "Plot the distribution of delay by carrier",
            Mark::Box,
            &[("carrier", "varchar"), ("arr_delay", "bigint")],
            json!(delays),
        ),
        sample(
            "Show the flights by carrier as a pie chart",
            Mark::Pie,
            &[("carrier", "varchar"), ("count", "bigint")],
            json!([["AA", 3], ["UA", 9], ["DL", 5]]),
        ),
    ]
}

/// Names and values that must not be read as paths, code or addresses.
pub(crate) fn hostile() -> Vec<ResultSet> {
    let rows = json!([
        ["http://a.example/x", 3],
        ["{\"expr\": \"1\"}", 9],
        [null, 5]
    ]);
    [
        ["t.name", "count(t.id)"],
        ["a[0]", "b['x']"],
        ["datum.x", "signal"],
        ["it's \"so\"", "back\\slash"],
        ["name", "name"],
        ["", "new\nline"],
        ["__proto__", "constructor"],
        ["größe €", "数"],
    ]
    .into_iter()
    .map(|[first, second]| result(&[(first, "varchar"), (second, "bigint")], rows.clone()))
    .collect()
}
