//! The documents name what is there: each threat a test, each alarm a page, each verb a command.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn each_threat_has_a_control_and_a_test_that_is_there() {
    let document = read("docs/THREATS.md");
    let section = document.split("## Threats\n").nth(1).unwrap();
    let table = section.split("\n## ").next().unwrap();
    let rows: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1)
        .collect();
    assert!(rows.len() > 20, "only {} threats", rows.len());
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 4, "{row}");
        let tests: Vec<_> = quoted(cells[3]).collect();
        assert!(!tests.is_empty(), "no test: {row}");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap();
            let code = read(file);
            let word = if file.ends_with(".py") { "def" } else { "fn" };
            assert!(
                code.contains(&format!("{word} {name}(")),
                "{test} is not there"
            );
            let is_test = file.ends_with(".py")
                || code.contains("#[test]")
                || code.contains("tokio::test")
                || code.contains("proptest!");
            assert!(is_test, "{file} has no tests");
        }
    }
}

/// The alarms of the templates: name of the resource, and its template.
fn alarms() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("infra-sam")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "yaml") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for pair in lines.windows(2) {
            if pair[1].trim() == "Type: AWS::CloudWatch::Alarm" {
                let file = path.file_name().unwrap().to_string_lossy();
                found.insert(
                    pair[0].trim().trim_end_matches(':').to_owned(),
                    format!("infra-sam/{file}"),
                );
            }
        }
    }
    found
}

#[test]
fn each_alarm_has_its_page_and_each_page_its_alarm() {
    let alarms = alarms();
    assert!(!alarms.is_empty());
    let index = read("docs/runbook/README.md");
    let mut pages = BTreeSet::new();
    for entry in fs::read_dir(root().join("docs/runbook")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".md").filter(|name| *name != "README") {
            pages.insert(name.to_owned());
        }
    }
    for alarm in alarms.keys() {
        assert!(pages.contains(alarm), "{alarm} has no page in docs/runbook");
    }
    for page in &pages {
        let text = read(&format!("docs/runbook/{page}.md"));
        // The estate's alarms come with its templates; with them, no page is without its alarm.
        if root().join("infra-sam/observability.yaml").exists() {
            let template = quoted(&text).next();
            assert_eq!(
                alarms.get(page).map(String::as_str),
                template,
                "{page} has no alarm, or in another template"
            );
        }
        for section in ["## What it means", "## How to look", "## How to mend it"] {
            assert!(text.contains(section), "{page} lacks {section}");
        }
        assert!(
            index.contains(&format!("[{page}]({page}.md)")),
            "the index lacks {page}"
        );
    }
}

#[test]
fn every_command_that_a_document_shows_is_one() {
    let mut files = vec![
        "README.md".to_owned(),
        "docs/AWS.md".to_owned(),
        "docs/COST.md".to_owned(),
    ];
    for entry in fs::read_dir(root().join("docs/runbook")).unwrap() {
        files.push(format!(
            "docs/runbook/{}",
            entry.unwrap().file_name().to_string_lossy()
        ));
    }
    let begin = "cargo xtask aws ";
    let mut shown = BTreeSet::new();
    for file in files {
        for part in read(&file).split(begin).skip(1) {
            let end = part.find(['`', '\n', '#']).unwrap_or(part.len());
            shown.insert(part[..end].split("  ").next().unwrap().trim().to_owned());
        }
    }
    assert!(shown.len() > 20, "{shown:?}");
    for command in shown {
        let words = command
            .split_whitespace()
            .filter(|word| *word != "--dry-run");
        let words = words.map(|word| if word == "JOB" { "0a1b" } else { word });
        let path = root().join("target/no-programs");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("aws")
            .args(words)
            .args(["--dry-run", "--region", "eu-west-1"])
            .env("PATH", path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // Parameters of a template that is not here yet are refused by name, after the words were understood.
        let is_understood =
            output.status.success() || said.contains("template.yaml has no parameter");
        assert!(is_understood, "`{begin}{command}`: {said}");
    }
}
