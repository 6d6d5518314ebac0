//! What each kind looks like, and what is refused.

use crate::samples::{hostile, result, samples};
use chart::{ChartRequest, Mark, NoChart, chart};
use contract::ResultSet;
use serde_json::{Value, json};

fn wanted(question: &str) -> ChartRequest<'_> {
    ChartRequest {
        question,
        wanted: true,
        mark: None,
    }
}

fn drawn(question: &str, result: &ResultSet) -> chart::Chart {
    chart(result, &wanted(question)).unwrap()
}

/// Every object and text of a specification but the data.
fn walk(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                see(name, member);
                if name != "values" {
                    walk(member, see);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

#[test]
fn each_kind_is_chosen_for_its_shape() {
    for sample in samples() {
        let found = drawn(sample.question, &sample.result);
        assert_eq!(found.mark, sample.mark, "{}", sample.question);
    }
}

#[test]
fn nothing_is_executed_or_fetched() {
    let results = samples()
        .into_iter()
        .map(|sample| (sample.question, sample.result));
    for (question, result) in results.chain(hostile().into_iter().map(|result| ("plot it", result)))
    {
        let found = drawn(question, &result);
        walk(&found.spec, &mut |name, value| {
            let barred = [
                "expr",
                "signal",
                "url",
                "href",
                "calculate",
                "filter",
                "params",
                "test",
            ];
            assert!(!barred.contains(&name), "{name} in {}", found.spec);
            if let Some(text) = value.as_str() {
                assert!(name == "$schema" || !text.contains("//"), "{text}");
            }
        });
    }
}

#[test]
fn encodings_point_at_fields_that_the_data_has() {
    for result in hostile() {
        let found = drawn("plot it", &result);
        let rows = found.spec["data"]["values"].as_array().unwrap();
        assert_eq!(rows.len(), 3);
        walk(&found.spec, &mut |name, value| {
            if name == "field" {
                let key = value.as_str().unwrap().replace('\\', "");
                assert!(
                    rows.iter().all(|row| row.get(&key).is_some()),
                    "{key} in {}",
                    rows[0]
                );
            }
        });
    }
}

#[test]
fn dots_and_brackets_are_escaped() {
    let rows = json!([["x", 1], ["y", 2]]);
    let found = drawn(
        "plot",
        &result(&[("t.a", "varchar"), ("b[0]", "bigint")], rows),
    );
    assert_eq!(found.spec["encoding"]["x"]["field"], r"t\.a");
    assert_eq!(found.spec["encoding"]["y"]["field"], r"b\[0\]");
    assert_eq!(
        found.spec["data"]["values"][0],
        json!({"t.a": "x", "b[0]": 1})
    );
}

#[test]
fn bars_stand_greatest_first_unless_the_rows_came_in_an_order() {
    let names = |spec: &Value| -> Vec<String> {
        let rows = spec["data"]["values"].as_array().unwrap();
        rows.iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let columns = [("name", "varchar"), ("total", "bigint")];
    let mixed = drawn(
        "plot",
        &result(&columns, json!([["a", 2], ["b", 9], ["c", 5]])),
    );
    assert_eq!(names(&mixed.spec), ["b", "c", "a"]);
    let rising = drawn(
        "plot",
        &result(&columns, json!([["a", 2], ["c", 5], ["b", 9]])),
    );
    assert_eq!(names(&rising.spec), ["a", "c", "b"]);
    assert_eq!(mixed.spec["encoding"]["x"]["sort"], Value::Null);
}

#[test]
fn long_names_and_many_groups_lie_down() {
    let columns = [("city", "varchar"), ("total", "bigint")];
    let long = drawn(
        "plot",
        &result(&columns, json!([["Llanfairpwllgwyngyll", 2], ["Ely", 9]])),
    );
    assert_eq!(long.spec["encoding"]["y"]["field"], "city");
    let many: Vec<Value> = (0..15).map(|i| json!([format!("c{i}"), i * i])).collect();
    let many = drawn("plot", &result(&columns, json!(many)));
    assert_eq!(many.spec["encoding"]["y"]["field"], "city");
    assert_eq!(many.spec["height"], json!({"step": 22}));
}

#[test]
fn time_has_the_unit_of_its_values_and_never_the_viewers_zone() {
    let columns = [("year", "bigint"), ("sum(sales)", "double")];
    let rows = json!([[2013, 5.5], [2011, 3.0], [2012, 4.0]]);
    let found = drawn("plot", &result(&columns, rows));
    assert_eq!(found.mark, Mark::Line);
    assert_eq!(found.spec["encoding"]["x"]["timeUnit"], "utcyear");
    assert_eq!(
        found.spec["data"]["values"][0]["year"],
        "2011-01-01T00:00:00Z"
    );
}

#[test]
fn axes_have_names_and_formats_for_people() {
    let columns = [("carrier", "varchar"), ("avg(f.dep_delay)", "double")];
    let found = drawn(
        "plot",
        &result(&columns, json!([["AA", 8.586], ["UA", 12.1]])),
    );
    assert_eq!(found.spec["encoding"]["y"]["title"], "Average dep delay");
    assert_eq!(found.spec["encoding"]["y"]["axis"]["format"], ",.2~f");
    assert_eq!(found.spec["title"]["text"], "Average dep delay by carrier");
    let money = result(
        &[("item", "varchar"), ("price_usd", "double")],
        json!([["a", 1.5], ["b", 2]]),
    );
    assert_eq!(
        drawn("plot", &money).spec["encoding"]["y"]["axis"]["format"],
        "$,.2f"
    );
}

#[test]
fn a_series_is_told_by_colour() {
    let columns = [
        ("day", "date"),
        ("origin", "varchar"),
        ("flights", "bigint"),
    ];
    let rows: Vec<Value> = (1..=4)
        .flat_map(|day| {
            ["EWR", "JFK"].map(|origin| json!([format!("2013-01-0{day}"), origin, day]))
        })
        .collect();
    let found = drawn("plot", &result(&columns, json!(rows)));
    assert_eq!(found.mark, Mark::Line);
    assert_eq!(found.spec["encoding"]["color"]["field"], "origin");
    assert_eq!(found.spec["data"]["values"].as_array().unwrap().len(), 8);
}

#[test]
fn numbers_of_one_row_are_compared() {
    let columns = [
        ("min(age)", "bigint"),
        ("avg(age)", "double"),
        ("max(age)", "bigint"),
    ];
    let found = drawn("plot", &result(&columns, json!([[18, 30.5, 61]])));
    assert_eq!(found.mark, Mark::Bar);
    assert_eq!(
        found.spec["title"]["text"],
        "Lowest age, average age, highest age"
    );
    assert_eq!(
        found.spec["data"]["values"][1],
        json!({"measure": "Average age", "value": 30.5})
    );
}

#[test]
fn a_number_can_name_the_groups() {
    let columns = [("max(accelerate)", "double"), ("cylinders", "bigint")];
    let found = drawn(
        "plot",
        &result(&columns, json!([[19.5, 8], [24.8, 4], [21.0, 6]])),
    );
    assert_eq!(found.mark, Mark::Bar);
    let groups = found.spec["data"]["values"].as_array().unwrap();
    let groups: Vec<&Value> = groups.iter().map(|row| &row["cylinders"]).collect();
    assert_eq!(groups, [&json!(4), &json!(6), &json!(8)]);
}

#[test]
fn groups_without_a_number_are_counted() {
    let rows = json!([["red"], ["blue"], ["red"]]);
    let found = drawn("plot colours", &result(&[("colour", "varchar")], rows));
    assert_eq!(
        found.spec["data"]["values"][0],
        json!({"colour": "red", "rows": 2})
    );
    let found = chart(
        &result(&[("colour", "varchar")], json!([["red"], ["blue"]])),
        &wanted("plot colours"),
    );
    assert!(matches!(found, Err(NoChart::Unfit { .. })), "{found:?}");
}

#[test]
fn what_is_left_out_is_said() {
    let columns = [("name", "varchar"), ("total", "bigint")];
    let many: Vec<Value> = (0..80).map(|i| json!([format!("n{i}"), i])).collect();
    let found = drawn("plot", &result(&columns, json!(many)));
    assert_eq!(found.spec["data"]["values"].as_array().unwrap().len(), 20);
    assert_eq!(
        found.notes,
        ["Only 20 of 80 are shown for name: the greatest."]
    );
    assert_eq!(found.spec["title"]["subtitle"], json!(found.notes));

    let missing = drawn(
        "plot",
        &result(&columns, json!([["a", 1], ["b", null], ["c", 2]])),
    );
    assert_eq!(
        missing.notes,
        ["1 value is left out because it is missing."]
    );

    let columns = [("name", "varchar"), ("age", "bigint")];
    let shared = drawn(
        "bar chart",
        &result(&columns, json!([["a", 1], ["b", 4], ["a", 2]])),
    );
    assert_eq!(
        shared.notes,
        ["Several rows share a place; the average of age is shown."]
    );
    assert_eq!(
        shared.spec["data"]["values"][0],
        json!({"name": "a", "age": 1.5})
    );

    let mut cut = result(&columns, json!([["a", 1], ["b", 4]]));
    cut.truncated = true;
    assert_eq!(
        drawn("plot", &cut).notes,
        ["Only the first 2 rows of the result are in it."]
    );
}

#[test]
fn a_kind_that_does_not_fit_is_replaced_when_named_and_refused_when_chosen() {
    let rows = json!([["a", 1.5], ["b", 4.5]]);
    let result = result(&[("name", "varchar"), ("avg(age)", "double")], rows);
    let found = drawn("pie chart of the average age", &result);
    assert_eq!(found.mark, Mark::Bar);
    assert_eq!(
        found.notes,
        [
            "A pie chart does not fit (average age values do not add up to a whole), so this is a bar chart."
        ]
    );
    let request = ChartRequest {
        mark: Some(Mark::Pie),
        ..wanted("")
    };
    assert!(matches!(
        chart(&result, &request),
        Err(NoChart::Unfit {
            mark: Mark::Pie,
            ..
        })
    ));
}

#[test]
fn nobody_asked() {
    let unasked = ChartRequest {
        question: "which bar chart?",
        wanted: false,
        mark: None,
    };
    let columns = [("name", "varchar"), ("total", "bigint")];
    let two = result(&columns, json!([["a", 1], ["b", 4]]));
    assert_eq!(chart(&two, &unasked).unwrap().mark, Mark::Bar);
    let none = |result: &ResultSet| assert_eq!(chart(result, &unasked), Err(NoChart::NotInviting));
    none(&result(&columns, json!([["a", 1]])));
    none(&result(&columns, json!([["a", 1], ["a", 4]])));
    none(&result(&[("count(*)", "bigint")], json!([[42]])));
    none(&result(&[("name", "varchar")], json!([["a"], ["b"]])));
    none(&result(
        &[("a", "double"), ("b", "double")],
        json!([[1, 2], [3, 4]]),
    ));
    let three = [("a", "varchar"), ("b", "varchar"), ("total", "bigint")];
    none(&result(&three, json!([["a", "x", 1], ["b", "y", 4]])));
    let pairs = json!([["a", "x", 1], ["a", "y", 2], ["b", "x", 3], ["b", "y", 4]]);
    let bars = chart(&result(&three, pairs), &unasked).unwrap();
    assert_eq!(bars.mark, Mark::GroupedBar);
    let months: Vec<Value> = (1..=12)
        .flat_map(|month| ["EWR", "JFK"].map(|origin| json!([origin, month, month * 2])))
        .collect();
    let by_month = [
        ("origin", "varchar"),
        ("month", "bigint"),
        ("total", "bigint"),
    ];
    let lines = chart(&result(&by_month, json!(months)), &unasked).unwrap();
    assert_eq!(lines.mark, Mark::Line);
    let many: Vec<Value> = (0..51).map(|i| json!([format!("n{i}"), i])).collect();
    none(&result(&columns, json!(many)));
}

#[test]
fn a_preview_is_no_result() {
    let mut preview = result(
        &[("name", "varchar"), ("n", "bigint")],
        json!([["a", 1], ["b", 4]]),
    );
    preview.row_count = 3;
    let found = chart(&preview, &wanted("plot"));
    assert_eq!(found, Err(NoChart::Incomplete { given: 2, total: 3 }));
    let empty = result(&[("n", "bigint")], json!([]));
    assert_eq!(chart(&empty, &wanted("plot")), Err(NoChart::NoRows));
}

#[test]
fn every_row_is_shown_or_the_picture_refused() {
    let rows: Vec<Value> = (0..5_001)
        .map(|i| json!([f64::from(i) + 0.5, f64::from(i * i)]))
        .collect();
    let result = result(&[("x", "double"), ("y", "double")], json!(rows));
    let found = chart(&result, &wanted("plot"));
    assert!(
        matches!(
            found,
            Err(NoChart::Unfit {
                mark: Mark::Scatter,
                ..
            })
        ),
        "{found:?}"
    );
}
