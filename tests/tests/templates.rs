//! The templates, the state machine and the function crates agree; what a template must not hold, none holds.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::StepName;
use serde_norway::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tests::root;
use tests::templates::{texts, untagged};

const ASK_MACHINE: &str = include_str!("../../statemachines/ask.asl.json");

/// The text of a value, tagged or not.
fn text(value: &Value) -> String {
    untagged(value).as_str().unwrap_or_default().to_owned()
}

/// All resources of a type: its template, name and properties.
fn resources(of_type: &str) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (file, text_of_file) in texts().unwrap() {
        let template: Value = serde_norway::from_str(&text_of_file).unwrap();
        for (name, resource) in template["Resources"].as_mapping().unwrap() {
            if resource["Type"].as_str() == Some(of_type) {
                let name = name.as_str().unwrap().to_owned();
                found.push((file.clone(), name, resource["Properties"].clone()));
            }
        }
    }
    found
}

fn functions() -> Vec<(String, String, Value)> {
    resources("AWS::Serverless::Function")
}

fn crates() -> BTreeSet<String> {
    fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn functions_and_crates_are_one_to_one() {
    let deployed: Vec<String> = functions()
        .iter()
        .map(|(_, _, properties)| {
            let uri = text(&properties["CodeUri"]);
            uri.strip_prefix("../functions/").unwrap().to_owned()
        })
        .collect();
    let unique: BTreeSet<String> = deployed.iter().cloned().collect();
    assert_eq!(unique.len(), deployed.len(), "a crate is deployed twice");
    assert_eq!(unique, crates());
}

#[test]
fn placeholders_substitutions_and_steps_are_one_to_one() {
    let machines = resources("AWS::Serverless::StateMachine");
    let [(_, _, machine)] = machines.as_slice() else {
        panic!("there are {} state machines", machines.len());
    };
    let substitutions: BTreeMap<String, String> = machine["DefinitionSubstitutions"]
        .as_mapping()
        .unwrap()
        .iter()
        .map(|(name, value)| (text(name), text(value)))
        .collect();
    let placeholders: BTreeSet<String> = ASK_MACHINE
        .split("${")
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap().to_owned())
        .collect();
    let names: BTreeSet<String> = substitutions.keys().cloned().collect();
    assert_eq!(names, placeholders);
    for step in StepName::PIPELINE {
        let name = format!("{step}FunctionArn");
        let arn = substitutions.get(&name).unwrap();
        assert_eq!(*arn, format!("{step}Function.Arn"));
    }
}

#[test]
fn each_function_has_a_role_and_a_log_of_its_own() {
    let logs: BTreeMap<String, Value> = resources("AWS::Logs::LogGroup")
        .into_iter()
        .map(|(_, name, properties)| (name, properties))
        .collect();
    let mut roles = BTreeSet::new();
    for (_, name, properties) in functions() {
        let role = text(&properties["Role"]);
        assert!(roles.insert(role.clone()), "{role} is of two functions");
        assert_eq!(
            role,
            format!("{}Role.Arn", name.trim_end_matches("Function"))
        );
        let log = text(&properties["LoggingConfig"]["LogGroup"]);
        let log = logs.get(&log).unwrap();
        assert!(!log["RetentionInDays"].is_null(), "{name} logs for ever");
    }
}

#[test]
fn each_setting_is_a_described_parameter() {
    for (file, text_of_file) in texts().unwrap() {
        let template: Value = serde_norway::from_str(&text_of_file).unwrap();
        for (name, parameter) in template["Parameters"].as_mapping().unwrap() {
            let (name, is_root) = (text(name), file == "template.yaml");
            assert!(parameter["Description"].is_string(), "{file}: {name}");
            // A default in two places would be two defaults.
            assert_eq!(!parameter["Default"].is_null(), is_root, "{file}: {name}");
        }
    }
}

#[test]
fn a_step_function_may_run_no_shorter_than_its_state_waits() {
    let machine: serde_json::Value = serde_json::from_str(ASK_MACHINE).unwrap();
    let timeouts: BTreeMap<String, u64> = functions()
        .into_iter()
        .filter_map(|(_, name, properties)| Some((name, properties["Timeout"].as_u64()?)))
        .collect();
    for step in StepName::PIPELINE {
        let waits = machine["States"][step.to_string()]["TimeoutSeconds"].as_u64();
        let runs = timeouts.get(&format!("{step}Function")).copied();
        assert_eq!(runs, waits, "{step}");
    }
}

#[test]
fn a_message_stays_hidden_for_six_attempts() {
    for (_, _, queue) in resources("AWS::SQS::Queue") {
        let Some(hidden) = queue["VisibilityTimeout"].as_u64() else {
            continue;
        };
        let all = functions();
        let (_, _, start) = all
            .iter()
            .find(|(_, name, _)| name == "JobStartFunction")
            .unwrap();
        assert!(hidden >= 6 * start["Timeout"].as_u64().unwrap());
    }
}

#[test]
fn every_resource_of_a_policy_is_named_or_its_absence_explained() {
    for (file, text_of_file) in texts().unwrap() {
        let lines: Vec<&str> = text_of_file.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let line = line.trim();
            if line == "Resource: \"*\"" || line == "- \"*\"" || line == "Resource: '*'" {
                let before = lines[at.saturating_sub(1)].trim();
                assert!(before.starts_with("# "), "{file}:{}: no reason", at + 1);
            }
        }
    }
}

#[test]
fn no_template_holds_an_account_or_a_secret() {
    let settings = fs::read_to_string(root().join("samconfig.toml")).unwrap();
    for (file, text_of_file) in texts()
        .unwrap()
        .into_iter()
        .chain([("samconfig.toml".into(), settings)])
    {
        for word in text_of_file.split(|letter: char| !letter.is_ascii_alphanumeric()) {
            let is_account = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
            assert!(!is_account, "{file} names the account {word}");
            assert!(!word.starts_with("AKIA"), "{file} holds a key");
        }
        // Passwords and variables: `private_by_design.rs`.
        let literal = text_of_file
            .lines()
            .any(|line| line.trim().starts_with("SecretString:"));
        assert!(!literal, "{file} holds the text of a secret");
    }
}
