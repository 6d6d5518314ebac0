//! Pictures that are drawn without a browser.

use crate::samples::{hostile, result, samples};
use chart::{ChartRequest, Mark, chart, svg};
use contract::ResultSet;
use serde_json::json;

fn drawn(question: &str, result: &ResultSet, mark: Option<Mark>) -> Option<String> {
    let request = ChartRequest {
        question,
        wanted: true,
        mark,
    };
    let found = chart(result, &request).ok()?;
    let picture = svg(&found.spec);
    assert_eq!(picture, svg(&found.spec), "the same bytes each time");
    picture
}

/// Every tag that is opened is closed, in order, and nothing else begins with `<`.
fn assert_sound(picture: &str) {
    let mut open = Vec::new();
    for tag in picture.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap();
        let name = inside
            .split([' ', '/'])
            .find(|part| !part.is_empty())
            .unwrap();
        let known = [
            "svg", "rect", "text", "line", "title", "circle", "polyline", "polygon",
        ];
        assert!(known.contains(&name), "{tag}");
        if inside.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{picture}");
        } else if !inside.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && !picture.contains("NaN\"") && !picture.contains("inf\""));
}

#[test]
fn the_common_kinds_are_drawn_and_the_others_left_to_a_browser() {
    let mut seen = 0;
    for sample in samples() {
        let picture = drawn(sample.question, &sample.result, Some(sample.mark));
        let by_hand = !matches!(sample.mark, Mark::HeatMap | Mark::Box | Mark::Pie);
        assert_eq!(picture.is_some(), by_hand, "{}", sample.mark);
        if let Some(picture) = picture {
            assert_sound(&picture);
            seen += 1;
        }
    }
    assert!(seen >= 8);
}

#[test]
fn names_from_data_stay_texts() {
    for result in hostile() {
        for mark in Mark::ALL {
            if let Some(picture) = drawn("plot it", &result, Some(mark)) {
                assert_sound(&picture);
            }
        }
    }
    let rows = json!([["<script>alert(1)</script>", 3], ["a&b\"c\u{7}", 4]]);
    let result = result(&[("name", "varchar"), ("n", "bigint")], rows);
    let picture = drawn("plot it", &result, Some(Mark::Bar)).unwrap();
    assert_sound(&picture);
    assert!(picture.contains("&lt;script&gt;") && picture.contains("a&amp;b&quot;c "));
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let rows = json!([["a", 50], ["b", 100], ["c", -50]]);
    let result = result(&[("name", "varchar"), ("n", "bigint")], rows);
    let picture = drawn("plot it", &result, Some(Mark::Bar)).unwrap();
    let mut heights: Vec<f64> = picture
        .lines()
        .filter(|line| line.starts_with("<rect") && line.contains("<title>"))
        .map(|line| {
            let (_, rest) = line.split_once("height=\"").unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        })
        .collect();
    heights.sort_by(f64::total_cmp);
    assert_eq!(heights, [100.0, 100.0, 200.0]);
}
