//! `cargo xtask bench model`: every approach on a small language model, beside a plain prompt.

mod server;

use crate::command::{run, target};
use crate::tools;
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;
use server::Server;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The prompt that is compared with.
const PLAIN: &str = include_str!("model_plain.py");
/// What is measured, the one that all are compared with first.
const APPROACHES: [&str; 5] = ["plain", "rules", "zero_shot", "few_shot", "auto"];

#[derive(Debug, Args)]
pub(crate) struct Model {
    /// The questions: a JSON list of `{db_id, question, gold_postgres, empty}`; those with an empty result are left out.
    questions: PathBuf,
    /// The folder with the ZIP of each database.
    #[arg(long)]
    zips: PathBuf,
    /// The approaches, separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = APPROACHES, default_values_t = APPROACHES.map(str::to_owned))]
    approaches: Vec<String>,
    /// Questions that the data cannot answer, JSON lines of `{db_id, question}`: how many `auto` declines.
    #[arg(long)]
    unanswerable: Option<PathBuf>,
    /// The program; built in release when left out.
    #[arg(long)]
    program: Option<PathBuf>,
    /// A model of your own, in GGUF.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Where the runs are kept; an empty folder begins anew, as another model, program or prompt asks for. Default:
    /// `target/bench/model`.
    #[arg(long)]
    work: Option<PathBuf>,
}

impl Model {
    pub(super) const fn builds(&self) -> bool {
        self.program.is_none()
    }
}

/// One measurement: its files, and what they are made with.
struct Runs<'a> {
    arguments: &'a Model,
    program: PathBuf,
    work: PathBuf,
    questions: PathBuf,
}

pub(crate) fn run_model(arguments: &Model, built: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    let work = match &arguments.work {
        Some(work) => work.clone(),
        None => target()?.join("bench/model"),
    };
    fs::create_dir_all(&work)?;
    let runs = Runs {
        arguments,
        program: match &arguments.program {
            Some(program) => program.canonicalize().context("the program's path")?,
            None => built()?,
        },
        questions: with_rows(&arguments.questions, &work)?,
        work,
    };
    if APPROACHES
        .iter()
        .any(|name| runs.wants(name) && !runs.is_done(name))
    {
        let model = match &arguments.model {
            Some(model) => model.clone(),
            None => tools::small_model()?,
        };
        let server = Server::start(&tools::model_server()?, &model, &runs.work)?;
        fs::write(runs.work.join("config.toml"), server.config())?;
        for name in APPROACHES {
            if runs.wants(name) && !runs.is_done(name) {
                runs.ask(name, &server)?;
            }
        }
    }
    runs.print()
}

/// The questions that count, as a file of their own.
fn with_rows(questions: &Path, work: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(questions)
        .with_context(|| format!("{} cannot be read", questions.display()))?;
    let mut questions: Vec<Value> = serde_json::from_str(&text)?;
    questions.retain(|question| question["empty"] != true);
    // Those of one database one after the other: the model's server keeps what it read of a prompt that begins alike.
    questions.sort_by_key(|question| question["db_id"].to_string());
    let path = work.join("questions.json");
    fs::write(&path, serde_json::to_vec(&questions)?)?;
    Ok(path)
}

impl Runs<'_> {
    fn wants(&self, approach: &str) -> bool {
        self.arguments
            .approaches
            .iter()
            .any(|name| name == approach)
    }

    fn report(&self, approach: &str) -> PathBuf {
        self.work.join(format!("{approach}.report.json"))
    }

    fn is_done(&self, approach: &str) -> bool {
        self.report(approach).exists()
    }

    /// The report of an approach that was asked already.
    fn kept(&self, approach: &str) -> Result<Option<Value>> {
        let path = self.report(approach);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path)?;
        let report = serde_json::from_str(&text);
        report.with_context(|| format!("{} holds no report; delete it", path.display()))
    }

    fn ask(&self, approach: &str, server: &Server) -> Result<()> {
        println!("\n{approach}");
        let mut eval = self.eval(approach);
        match approach {
            "plain" => {
                let statements = self.plain(server)?;
                eval.arg("--statements").arg(statements);
            }
            "rules" | "zero_shot" => {
                eval.args(["--approach", approach]);
            }
            _ => {
                eval.args(["--approach", approach, "--examples"]);
            }
        }
        if let (Some(path), "auto") = (&self.arguments.unanswerable, approach) {
            eval.arg("--unanswerable").arg(path);
        }
        let output = self.work.join(format!("{approach}.out"));
        run(eval.stdout(Stdio::from(File::create(&output)?)))?;
        let text = fs::read_to_string(&output)?;
        let report = text.lines().last().context("no report was printed")?;
        Ok(fs::write(self.report(approach), report)?)
    }

    fn eval(&self, approach: &str) -> Command {
        let mut eval = Command::new(&self.program);
        eval.arg("--data-dir")
            .arg(&self.work)
            .args(["--json", "eval"]);
        eval.arg(&self.questions)
            .arg("--zips")
            .arg(&self.arguments.zips);
        eval.arg("--predictions").arg(self.predictions(approach));
        let plain = self.predictions("plain");
        if approach != "plain" && plain.exists() {
            eval.arg("--compare").arg(plain);
        }
        eval
    }

    fn predictions(&self, approach: &str) -> PathBuf {
        self.work.join(format!("{approach}.jsonl"))
    }

    /// The statements that the plain prompt brings.
    fn plain(&self, server: &Server) -> Result<PathBuf> {
        let script = self.work.join("model_plain.py");
        fs::write(&script, PLAIN)?;
        let statements = self.work.join("plain.statements.jsonl");
        run(Command::new("python3")
            .args([
                &script,
                &self.questions,
                &self.arguments.zips,
                &self.program,
            ])
            .arg(self.work.join("plain-data"))
            .args([server.url(), server::MODEL])
            .arg(&statements))?;
        Ok(statements)
    }

    fn print(&self) -> Result<()> {
        println!(
            "\n{:<12}{:>10}{:>8}{:>10}{:>11}{:>10}{:>11}{:>12}{:>10}{:>10}",
            "approach",
            "questions",
            "right",
            "accuracy",
            "precision",
            "declined",
            "fail to run",
            "s/question",
            "vs plain",
            "p"
        );
        for name in APPROACHES {
            if let Some(report) = self.kept(name)? {
                println!("{}", line(name, &report)?);
            }
        }
        println!(
            "\nvs plain: right answers gained and lost on the same questions; p: McNemar's exact test, two-sided"
        );
        self.hold_against_rules()
    }

    /// `auto` has to be as good as `rules` on every database.
    fn hold_against_rules(&self) -> Result<()> {
        let (Some(auto), Some(rules)) = (self.kept("auto")?, self.kept("rules")?) else {
            return Ok(());
        };
        let databases = rules["databases"].as_object().context("no databases")?;
        let mut worse = Vec::new();
        println!(
            "\n{:<28}{:>10}{:>8}{:>8}",
            "database", "questions", "rules", "auto"
        );
        for (name, figures) in databases {
            let (by_rules, by_auto) = (&figures["right"], &auto["databases"][name]["right"]);
            println!(
                "{name:<28}{:>10}{by_rules:>8}{by_auto:>8}",
                figures["questions"]
            );
            if by_auto.as_u64() < by_rules.as_u64() {
                worse.push(name.as_str());
            }
        }
        ensure!(
            worse.is_empty(),
            "auto is worse than rules on {}",
            worse.join(", ")
        );
        Ok(())
    }
}

fn line(name: &str, report: &Value) -> Result<String> {
    let figures = &report["summary"];
    let number = |key: &str| {
        figures[key]
            .as_f64()
            .with_context(|| format!("{name}: the report has no {key}"))
    };
    let flips = &report["flips"];
    let against = |key: &str| flips[key].as_array().map_or(0, Vec::len);
    let (turned, chance) = if flips.is_null() {
        (String::new(), String::new())
    } else {
        let p = flips["p_value"].as_f64().unwrap_or(1.0);
        (
            format!("+{} -{}", against("gained"), against("lost")),
            format!("{p:.1e}"),
        )
    };
    Ok(format!(
        "{name:<12}{:>10}{:>8}{:>8.1} %{:>9.1} %{:>10}{:>11}{:>12.2}{turned:>10}{chance:>10}",
        number("questions")?,
        number("right")?,
        number("execution_accuracy")? * 100.0,
        number("precision")? * 100.0,
        number("questions")? - number("answered")?,
        number("failed_to_run")?,
        number("mean_ms")? / 1000.0,
    ))
}
