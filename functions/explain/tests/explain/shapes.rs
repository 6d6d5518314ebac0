//! What is said of each shape. The numbers were worked out by hand.

use crate::ports_in_memory::{explain, result, state_with, try_explain};
use contract::{ErrorName, Outcome, ResultSet};
use serde_json::{Value, json};

fn said(question: &str, result: &ResultSet) -> String {
    let explanation = explain(state_with(question, "sql", result));
    assert_eq!(explanation.outcome, Outcome::Answered);
    explanation.text
}

#[test]
fn one_value() {
    let count = result(&[("count(*)", "bigint")], json!([[336_776]]));
    assert_eq!(
        said("How many flights are there?", &count),
        "There are 336,776 flights."
    );
    let mean = result(
        &[("avg(flights.dep_delay)", "double")],
        json!([[12.639_070_25]]),
    );
    assert_eq!(
        said("What is the mean delay?", &mean),
        "The average dep delay is 12.64."
    );
}

#[test]
fn one_row() {
    let row = result(
        &[("name", "varchar"), ("birth_year", "bigint")],
        json!([["Joe Sharp", 1952]]),
    );
    assert_eq!(
        said("Who?", &row),
        "There is one row: name is Joe Sharp and birth year is 1952."
    );
}

#[test]
fn a_full_stop_within_a_value_is_not_doubled() {
    let name = result(&[("name", "varchar")], json!([["Delta Air Lines Inc."]]));
    assert_eq!(
        said("Which airline?", &name),
        "The name is Delta Air Lines Inc."
    );
}

#[test]
fn a_list() {
    let names = json!([["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]);
    assert_eq!(
        said("List the names", &result(&[("name", "varchar")], names)),
        "There are 6 results for name; the first are a, b, c, d and e."
    );
    let ages = result(&[("age", "bigint")], json!([[20], [30], [43]]));
    assert_eq!(
        said("List ages", &ages),
        "There are 3 values of age, from 20 to 43, 31 on average."
    );
}

#[test]
fn a_ranking() {
    let rows = json!([["UA", 50], ["B6", 30], ["EV", 15], ["DL", 5]]);
    assert_eq!(
        said(
            "Carriers with the most flights",
            &result(&[("carrier", "varchar"), ("count", "bigint")], rows)
        ),
        "UA has the highest count (50), followed by B6 (30) and EV (15). DL is last of 4, with 5. \
         Together they come to 100, of which UA makes up 50%."
    );
}

#[test]
fn groups_with_extremes() {
    let rows = json!([["UA", 12.5], ["AA", 8.25], ["F9", 20.0], ["HA", 20.0]]);
    assert_eq!(
        said(
            "Delay by carrier",
            &result(&[("carrier", "varchar"), ("avg(delay)", "double")], rows)
        ),
        "F9 and HA share the highest average delay (20) and AA the lowest (8.25), of 4 carriers."
    );
}

#[test]
fn two_against_each_other() {
    let rows = json!([["EWR", 120], ["JFK", 100]]);
    assert_eq!(
        said(
            "EWR or JFK?",
            &result(&[("origin", "varchar"), ("flight_count", "bigint")], rows)
        ),
        "Number of flights: 120 for EWR, 100 for JFK. EWR is 20 (20%) above JFK."
    );
}

#[test]
fn a_series_with_trend_and_extremes() {
    let rows = json!([
        ["2013-02", 90],
        ["2013-01", 100],
        ["2013-03", 140],
        ["2013-04", 150]
    ]);
    let series = result(&[("month", "varchar"), ("passengers", "bigint")], rows);
    assert_eq!(
        said("Passengers by month", &series),
        "Passengers rose from 100 in 2013-01 to 150 in 2013-04, by 50 (50%). \
         It was highest in 2013-04 (150) and lowest in 2013-02 (90). The trend is upward."
    );
}

#[test]
fn a_table() {
    let rows = json!([["a", "x", 1], ["a", "x", 2], ["b", "y", 6]]);
    let columns = [("name", "varchar"), ("city", "varchar"), ("age", "bigint")];
    assert_eq!(
        said("Show all", &result(&columns, rows)),
        "There are 3 rows with name, city and age. Age: from 1 to 6, 3 on average."
    );
}

#[test]
fn a_chart_where_the_shape_invites_one_and_where_it_was_asked_for() {
    let groups = result(
        &[("carrier", "varchar"), ("count", "bigint")],
        json!([["UA", 5], ["AA", 3]]),
    );
    assert!(
        explain(state_with("per carrier", "sql", &groups))
            .chart
            .is_some()
    );
    let single = result(&[("count", "bigint")], json!([[5]]));
    assert!(
        explain(state_with("how many", "sql", &single))
            .chart
            .is_none()
    );
    assert!(
        explain(state_with("plot how many", "plot", &single))
            .chart
            .is_some()
    );
    let names = result(&[("name", "varchar")], json!([["a"], ["b"]]));
    let refused = explain(state_with("plot the names", "plot", &names));
    assert!(refused.chart.is_none());
    assert!(
        refused.text.contains("No chart is drawn: "),
        "{}",
        refused.text
    );
}

#[test]
fn a_preview_is_completed_from_the_object() {
    let rows: Vec<Value> = (1..=40).map(|n| json!([format!("g{n:02}"), n])).collect();
    let whole = result(&[("g", "varchar"), ("count", "bigint")], json!(rows));
    let preview = ResultSet {
        rows: whole.rows[..2].to_vec(),
        ..whole.clone()
    };
    let mut state = state_with("per g", "sql", &preview);
    state["execution"]["result_key"] = json!("results/j.json");
    let told = try_explain(state.clone(), &[("results/j.json", &whole)]).unwrap();
    assert!(
        told.text.contains("g40 is last of 40, with 40."),
        "{}",
        told.text
    );
    assert_eq!(
        told.chart.unwrap()["data"]["values"]
            .as_array()
            .unwrap()
            .len(),
        40
    );
    assert_eq!(
        try_explain(state.clone(), &[]).unwrap_err().name,
        ErrorName::StoreNotFound
    );
    // Without a stored object, nothing is said of rows that are not at hand.
    state["execution"]
        .as_object_mut()
        .unwrap()
        .remove("result_key");
    assert_eq!(explain(state).text, "There are 40 rows with g and count.");
}

#[test]
fn a_result_too_large_to_hold_is_told_by_its_preview() {
    let text = "x".repeat(1_000);
    let rows: Vec<Value> = (0..20_000).map(|n| json!([text, n])).collect();
    let whole = result(&[("g", "varchar"), ("count", "bigint")], json!(rows));
    let preview = ResultSet {
        rows: whole.rows[..2].to_vec(),
        ..whole.clone()
    };
    let mut state = state_with("per g", "sql", &preview);
    state["execution"]["result_key"] = json!("results/j.json");
    let told = try_explain(state, &[("results/j.json", &whole)]).unwrap();
    assert_eq!(told.text, "There are 20,000 rows with g and count.");
    assert!(told.chart.is_none());
}

#[test]
fn a_change_is_broken_down_by_what_made_it() {
    let columns = [
        ("dimension", "varchar"),
        ("part", "varchar"),
        ("January", "bigint"),
        ("February", "bigint"),
    ];
    let rows = json!([
        ["origin", "EWR", 50, 40],
        ["origin", "JFK", 50, 45],
        ["carrier", "UA", 60, 30],
        ["carrier", "DL", 40, 50],
        ["carrier", "AA", null, 5],
    ]);
    assert_eq!(
        said("Why did it fall?", &result(&columns, rows)),
        "For February it is 85, 15 less (15%) than the 100 for January. \
         By origin, most of it comes from EWR (−10) and JFK (−5). \
         By carrier, most of it comes from UA (−30); most against it went DL (+10)."
    );
    let rows = json!([["origin", "EWR", 50, 40], ["origin", "JFK", 50, 60]]);
    assert_eq!(
        said("Why?", &result(&columns, rows)),
        "It is 100 both for January and for February."
    );
}

#[test]
fn remarks_follow() {
    let mut cut = result(&[("count(*)", "bigint")], json!([[7]]));
    cut.truncated = true;
    let mut state = state_with("How many flights?", "sql", &cut);
    state["generation"]["reading"] = json!("the number of flights.");
    state["generation"]["used_value_hints"] = json!(true);
    state["generation"]["tried"] = json!([{
        "sql": "SELECT count(*) FROM airlines WHERE name = 'Untied'", "reason": "airlines.name has no 'Untied'",
        "value_hints": [{"table": "airlines", "column": "name", "asked": "Untied", "closest": ["Unity", "United"]}],
    }]);
    state["validation"]["text_filters"] =
        json!([{"table": "airlines", "column": "name", "value": "United"}]);
    state["validation"]["findings"] = json!([
        {"kind": "cartesian_product", "message": "Tables are joined without a condition"},
        {"kind": "row_cap", "message": "The row cap was added."},
    ]);
    assert_eq!(
        explain(state).text,
        "There are 7 flights. \
         The result was cut at 1 row, so totals and extremes are of these rows only. \
         There is no 'Untied'; 'United' was used. \
         Note: Tables are joined without a condition."
    );
}

#[test]
fn a_count_over_one_table_says_what_it_counts() {
    let rows = json!([[1, 20], [7, 30], [2, 10]]);
    let columns = [("month", "bigint"), ("count(*)", "bigint")];
    let mut state = state_with("Flights by month", "sql", &result(&columns, rows));
    state["validation"]["tables"] = json!(["flights"]);
    let told = explain(state.clone());
    assert_eq!(
        told.text,
        "July has the highest number of flights (30) and February the lowest (10), of 3 months. \
         Together they come to 60, of which July makes up 50%."
    );
    let chart = told.chart.unwrap();
    assert_eq!(chart["title"]["text"], "Number of flights by month");
    // Of two tables it is not known what a row is.
    state["validation"]["tables"] = json!(["flights", "planes"]);
    assert!(explain(state).text.contains("the highest count (30)"));
}

#[test]
fn follow_ups_are_made_of_the_tables() {
    let mut state = state_with(
        "How many flights are there?",
        "sql",
        &result(&[("n", "bigint")], json!([[7]])),
    );
    state["validation"]["tables"] = json!(["flights"]);
    assert_eq!(
        explain(state).suggestions,
        [
            "How many flights are there for each carrier?",
            "What is the average dep delay by carrier?",
            "What is the highest dep delay of flights?",
        ]
    );
}
