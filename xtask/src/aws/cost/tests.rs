use super::estimate::{HIT, MISS, STEPS};
use super::*;
use crate::command::root;
use std::fs;

fn priced(arguments: &[&str]) -> Vec<Line> {
    let arguments = ["cost"].iter().chain(arguments).copied();
    let options = Options::try_parse_from(arguments).unwrap();
    month(&options.load, &Prices::read(None).unwrap()).unwrap()
}

fn line<'a>(lines: &'a [Line], what: &str) -> &'a Line {
    lines.iter().find(|line| line.what == what).unwrap()
}

#[test]
fn a_month_by_hand() {
    // 1,000 questions a day, none from the cache: 30,000 a month. 17 transitions each at $25 a million: $12.75. Models:
    // 30,000 x 2,000 = 60 million tokens at $3, 30,000 x 100 = 3 million at $15: $180 and $45.
    let lines = priced(&[
        "--questions",
        "1000",
        "--hits",
        "0",
        "--tokens-in",
        "2000",
        "--tokens-out",
        "100",
    ]);
    assert!((line(&lines, "states").dollars - 12.75).abs() < 1e-9);
    assert!((line(&lines, "model, sent").dollars - 180.0).abs() < 1e-9);
    assert!((line(&lines, "model, answered").dollars - 45.0).abs() < 1e-9);
    // 0.1 GB each: 3 TB at $5.
    assert!((line(&lines, "Athena").dollars - 15.0).abs() < 1e-9);
}

#[test]
fn nobody_asks_and_only_what_stands_costs() {
    let lines = priced(&["--questions", "0"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let lines = priced(&["--questions", "0", "--private", "--nats", "2"]);
    // 15 x 2 x 730 h at a cent: $219; two gateways: 2 x 730 x 0.045 = $65.70.
    assert!((line(&lines, "endpoints").dollars - 219.0).abs() < 1e-9);
    assert!((line(&lines, "NAT").dollars - 65.7).abs() < 1e-9);
}

#[test]
fn a_cached_answer_asks_no_model() {
    let lines = priced(&["--hits", "1"]);
    assert!(lines.iter().all(|line| !line.what.starts_with("model")));
}

#[test]
fn odd_numbers_are_refused() {
    for odd in [
        ["--hits", "1.5"],
        ["--questions", "-1"],
        ["--questions", "NaN"],
        ["--tokens-in", "inf"],
    ] {
        let arguments = ["cost"].iter().chain(&odd).copied();
        assert!(Options::try_parse_from(arguments).is_err(), "{odd:?}");
    }
}

#[test]
fn the_paths_are_those_of_the_state_machine() {
    let text = fs::read_to_string(root().join("statemachines/ask.asl.json")).unwrap();
    let machine: serde_json::Value = serde_json::from_str(&text).unwrap();
    let states = machine["States"].as_object().unwrap();
    for path in [MISS, HIT] {
        assert_eq!(machine["StartAt"], path[0]);
        for pair in path.windows(2) {
            let state = &states[pair[0]];
            // A state goes on by `Next`, a choice by one of its rules or by its default.
            let text = state.to_string();
            assert!(text.contains(&format!("\"{}\"", pair[1])), "{pair:?}");
        }
        assert_eq!(states[*path.last().unwrap()]["Type"], "Succeed");
    }
}

#[test]
fn memory_is_that_of_the_templates() {
    let template = fs::read_to_string(root().join("infra-sam/ask.yaml")).unwrap();
    for (name, megabytes, _, _) in STEPS {
        let after = template
            .split(&format!("CodeUri: ../functions/{name}\n"))
            .nth(1);
        let memory = after
            .unwrap()
            .lines()
            .find(|line| line.contains("MemorySize:"));
        assert_eq!(
            memory.unwrap().trim(),
            format!("MemorySize: {megabytes}"),
            "{name}"
        );
    }
}
