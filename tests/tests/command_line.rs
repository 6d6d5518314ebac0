//! The `analyst` program as a person or a script uses it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

struct Analyst {
    program: std::path::PathBuf,
    data: TempDir,
}

impl Analyst {
    fn new() -> Option<Self> {
        let program = tests::program("command_line", "analyst")?;
        Some(Self {
            program,
            data: TempDir::new().unwrap(),
        })
    }

    /// With a small source `shop`.
    fn with_shop() -> Option<Self> {
        let analyst = Self::new()?;
        let archive = analyst.data.path().join("shop.zip");
        write_zip(
            &archive,
            &[("customers.csv", CUSTOMERS), ("orders.csv", ORDERS)],
        );
        let loaded = analyst.run(&["ingest", archive.to_str().unwrap()]);
        assert_eq!(loaded.status.code(), Some(0), "{}", error(&loaded));
        Some(analyst)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(self.data.path().join("data"))
            .args(arguments);
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }
}

const CUSTOMERS: &str = "id,name,country\n1,Ada,Norway\n2,Ben,Chile\n3,Cleo,Norway\n4,Dov,\n";
const ORDERS: &str = "order_id,customer_id,total,ordered_on\n\
                      10,1,5.50,2024-01-02\n11,1,7.25,2024-02-03\n12,3,1.00,2024-02-04\n";

fn write_zip(path: &Path, entries: &[(&str, &str)]) {
    let mut writer = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, text) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {} {}", text(output), error(output)))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_question_is_answered_with_rows_and_sql() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let output = analyst.run(&[
        "ask",
        "How many customers are there?",
        "--source",
        "shop",
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let answer = json(&output);
    assert_eq!(answer["outcome"], "answered");
    assert_eq!(answer["rows"], serde_json::json!([[4]]));
    assert_eq!(answer["approach"], "rules");
    assert!(answer["text"].as_str().unwrap().contains('4'));
}

#[test]
fn the_shape_of_an_answer_is_what_scripts_rely_on() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let answer = json(&analyst.run(&["ask", "How many orders?", "--source", "shop", "--json"]));
    for key in [
        "outcome",
        "question",
        "source",
        "approach",
        "confidence",
        "sql",
        "columns",
        "rows",
        "row_count",
        "truncated",
        "text",
        "chart",
        "stages",
    ] {
        assert!(
            keys(&answer).contains(&key),
            "{key} is not in {:?}",
            keys(&answer)
        );
    }
    assert_eq!(keys(&answer["columns"][0]), ["name", "type"]);
    for key in [
        "state",
        "status",
        "attempt",
        "duration_ms",
        "tokens_in",
        "tokens_out",
    ] {
        assert!(keys(&answer["stages"][0]).contains(&key), "{key}");
    }
}

#[test]
fn joins_follow_the_keys_found_in_the_data() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let output = analyst.run(&[
        "ask",
        "How many orders are there for each customer country?",
        "--source",
        "shop",
        "--json",
    ]);
    let answer = json(&output);
    assert_eq!(answer["outcome"], "answered", "{answer}");
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(answer["row_count"], 1, "{answer}");
    assert!(
        rows.iter()
            .any(|row| row.as_array().unwrap().contains(&"Norway".into())),
        "{answer}"
    );
    assert!(
        answer["sql"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("join"),
        "{answer}"
    );
}

#[test]
fn what_is_not_answered_has_its_own_exit_code_and_a_reason() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let nonsense = analyst.run(&[
        "ask",
        "Wibble the frumious bandersnatch?",
        "--source",
        "shop",
    ]);
    assert_eq!(nonsense.status.code(), Some(3), "{}", text(&nonsense));
    let unknown = analyst.run(&["ask", "How many orders?", "--source", "nowhere"]);
    assert_eq!(unknown.status.code(), Some(4));
    assert!(error(&unknown).contains("shop"), "{}", error(&unknown));
    assert_eq!(analyst.run(&["ask"]).status.code(), Some(2));
}

#[test]
fn a_persons_statement_passes_the_same_guard() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let ask = |sql| analyst.run(&["ask", "mine", "--source", "shop", "--json", "--sql", sql]);
    assert_eq!(
        json(&ask("SELECT max(total) AS m FROM orders"))["rows"][0][0],
        7.25
    );
    let refused = ask("DELETE FROM orders");
    assert_eq!(refused.status.code(), Some(3));
    assert_eq!(json(&refused)["outcome"], "refused");
}

#[test]
fn a_result_that_was_cut_says_so() {
    let Some(analyst) = Analyst::new() else {
        return;
    };
    let numbers: String = (0..10_001).map(|n| format!("{n}\n")).collect();
    let archive = analyst.data.path().join("numbers.zip");
    write_zip(&archive, &[("numbers.csv", &format!("n\n{numbers}"))]);
    analyst.run(&["ingest", archive.to_str().unwrap()]);
    let ask = |sql: &str| {
        let answer = json(&analyst.run(&["ask", "the numbers", "--sql", sql, "--json"]));
        (answer["row_count"].clone(), answer["truncated"].clone())
    };
    assert_eq!(
        ask("SELECT n FROM numbers"),
        (Value::from(10_000), Value::Bool(true))
    );
    assert_eq!(
        ask("SELECT n FROM numbers WHERE n < 10000"),
        (Value::from(10_000), Value::Bool(false))
    );
}

#[test]
fn bad_archives_get_one_clear_sentence_and_change_nothing() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let dir = analyst.data.path();
    fs::write(dir.join("text.zip"), "this is no archive").unwrap();
    write_zip(&dir.join("empty.zip"), &[]);
    write_zip(
        &dir.join("pictures.zip"),
        &[("a.png", "x"), ("b/c.jpg", "y")],
    );
    write_zip(
        &dir.join("climb.zip"),
        &[("../../etc/evil.csv", "a,b\n1,2\n")],
    );
    for (file, name) in [
        ("text.zip", "Archive.Invalid"),
        ("empty.zip", "Archive.Empty"),
        ("pictures.zip", "Archive.Empty"),
        ("climb.zip", "Archive.Refused"),
        ("absent.zip", "Contract.InvalidInput"),
    ] {
        let path = dir.join(file);
        let output = analyst.run(&["ingest", path.to_str().unwrap(), "--name", "shop"]);
        assert_eq!(output.status.code(), Some(4), "{file}: {}", text(&output));
        let said = error(&output);
        assert!(said.contains(name), "{file}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{file}: {said}");
    }
    let answer = json(&analyst.run(&["ask", "How many customers?", "--source", "shop", "--json"]));
    assert_eq!(answer["rows"], serde_json::json!([[4]]));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let Some(analyst) = Analyst::new() else {
        return;
    };
    let file = analyst.data.path().join("data");
    fs::write(&file, "a file where a folder should be").unwrap();
    let output = analyst.run(&["sources"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(error(&output).contains("data"), "{}", error(&output));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o555)).unwrap();
    // Root writes wherever it likes: then there is nothing to refuse.
    if File::create(file.join("probe")).is_ok() {
        return;
    }
    let output = analyst.run(&["sources"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        error(&output).contains("Store.ReadOnly"),
        "{}",
        error(&output)
    );
}

#[test]
fn inspect_tells_how_a_file_is_written() {
    let Some(analyst) = Analyst::new() else {
        return;
    };
    let file = analyst.data.path().join("prices.csv");
    fs::write(
        &file,
        "code;price;day\r\n00501;1,50;31.01.2024\r\n00502;12,00;01.02.2024\r\n",
    )
    .unwrap();
    let found = json(&analyst.run(&["inspect", file.to_str().unwrap(), "--json"]));
    assert_eq!(found["delimiter"], ";");
    assert_eq!(found["line_ending"], "\\r\\n");
    assert_eq!(found["has_header"], true);
    assert_eq!(found["rows"], 2);
    let types: Vec<_> = found["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["type"].as_str().unwrap())
        .collect();
    assert_eq!(types[0], "varchar", "a code keeps its zeros");
    assert_ne!(types[1], "varchar", "a decimal comma is a number");
    assert_eq!(types[2], "date");
}

#[test]
fn check_sql_gives_a_verdict_a_line() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let statements =
        "SELECT name FROM customers\nDROP TABLE customers\nSELECT nmae FROM customers\n";
    let output = analyst.with_input(&["check-sql", "--source", "shop", "--json"], statements);
    assert_eq!(output.status.code(), Some(3));
    let verdicts: Vec<Value> = text(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let passed: Vec<_> = verdicts
        .iter()
        .map(|verdict| verdict["ok"].as_bool().unwrap())
        .collect();
    assert_eq!(passed, [true, false, false]);
    assert_eq!(keys(&verdicts[0]).len(), 5);
    assert!(
        verdicts[2]["reason"].as_str().unwrap().contains("name"),
        "{}",
        verdicts[2]
    );
    let many = analyst.with_input(
        &["check-sql", "--dialect", "postgresql", "-0"],
        "SELECT\n1\0SELECT 2\0",
    );
    assert_eq!(many.status.code(), Some(0), "{}", text(&many));
    assert_eq!(text(&many).lines().count(), 2);
}

#[test]
fn the_demo_answers_and_serves_until_told_to_end() {
    let Some(analyst) = Analyst::new() else {
        return;
    };
    let mut started = analyst
        .command(&[])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    let mut lines = BufReader::new(started.stdout.take().unwrap()).lines();
    while !told.contains("The page and the API are at http://127.0.0.1:") {
        told += &lines.next().unwrap().unwrap();
    }
    for part in ["flights", "SELECT", "carrier", "ms"] {
        assert!(told.contains(part), "{part} is missing: {told}");
    }
    let terminated = Command::new("kill")
        .arg(started.id().to_string())
        .status()
        .unwrap();
    assert!(terminated.success());
    lines.for_each(drop);
    assert_eq!(started.wait().unwrap().code(), Some(0));
    let sources = json(&analyst.run(&["sources", "--json"]));
    assert_eq!(sources[0]["name"], "flights");
    let counted = json(&analyst.run(&["ask", "how many flights are there?", "--json"]));
    assert_eq!(counted["rows"], serde_json::json!([[77016]]));
}

/// A metadata workbook with one metric.
fn write_workbook(path: &Path, expression: &str) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("metrics").unwrap();
    let header = ["Metric Name", "Expression", "Table Name"];
    sheet.write_row(0, 0, header).unwrap();
    let row = ["revenue", expression, "orders"];
    sheet.write_row(1, 0, row).unwrap();
    book.save(path).unwrap();
}

#[test]
fn a_workbook_is_taken_or_its_wrong_cells_are_named() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let book = analyst.data.path().join("book.xlsx");
    let book_name = book.to_str().unwrap();
    let ask = ["ask", "revenue by country", "--approach", "rules", "--json"];
    write_workbook(&book, "sum(total); DROP TABLE orders");
    let refused = analyst.run(&["workbook", "import", book_name]);
    assert_eq!(refused.status.code(), Some(4));
    let cell = "sheet 'metrics', row 2, column B (Expression)";
    assert!(error(&refused).contains(cell), "{}", error(&refused));
    assert_eq!(analyst.run(&ask).status.code(), Some(3));
    write_workbook(&book, "sum(total)");
    let taken = analyst.run(&["workbook", "import", book_name, "--json"]);
    assert_eq!(json(&taken)["metrics"], 1, "{}", error(&taken));
    let answer = json(&analyst.run(&ask));
    assert_eq!(answer["rows"], serde_json::json!([["Norway", 13.75]]));
    assert_eq!(answer["columns"][1]["name"], "revenue");
    let removed = analyst.run(&["workbook", "remove"]);
    assert_eq!(removed.status.code(), Some(0), "{}", error(&removed));
    assert_eq!(analyst.run(&ask).status.code(), Some(3));
    // Without a model there is nobody to draft, and no file is left.
    let out = analyst.data.path().join("draft.xlsx");
    let drafted = analyst.run(&["workbook", "draft", "--out", out.to_str().unwrap()]);
    assert_eq!(drafted.status.code(), Some(4));
    assert!(error(&drafted).contains("Model.NotConfigured") && !out.exists());
}

#[test]
fn the_same_archive_twice_changes_nothing() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let archive = analyst.data.path().join("shop.zip");
    let again = json(&analyst.run(&["ingest", archive.to_str().unwrap(), "--json"]));
    assert_eq!(
        (&again["version"], &again["unchanged"]),
        (&1.into(), &true.into())
    );
    write_zip(&archive, &[("customers.csv", "id,name\n1,Zoe\n")]);
    let newer = json(&analyst.run(&["ingest", archive.to_str().unwrap(), "--json"]));
    assert_eq!(newer["version"], 2);
    let answer = json(&analyst.run(&["ask", "How many customers?", "--source", "shop", "--json"]));
    assert_eq!(answer["rows"], serde_json::json!([[1]]));
}

#[test]
fn a_relative_data_directory_serves_like_any_other() {
    let Some(analyst) = Analyst::with_shop() else {
        return;
    };
    let output = Command::new(&analyst.program)
        .current_dir(analyst.data.path())
        .args(["--data-dir", "data", "ask", "How many orders?", "--json"])
        .output()
        .unwrap();
    assert_eq!(json(&output)["rows"], serde_json::json!([[3]]));
}
