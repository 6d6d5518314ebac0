//! `cargo xtask package`: each function's bootstrap, zipped as Lambda wants it, within its size.

use crate::command::{cargo, root, run, target, with_first};
use crate::tools;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// Bytes a zipped bootstrap may have.
const LIMIT: u64 = 6 * 1024 * 1024;

/// Bytes for those that hold the embedding table or the Parquet writer.
const LARGE_LIMIT: u64 = 8 * 1024 * 1024;

const LARGE: &[&str] = &["cache-check", "cache-write", "ingest"];

/// Builds and zips these functions, or all.
pub(crate) fn run_package(wanted: &[String]) -> Result<()> {
    let functions = functions()?;
    if let Some(unknown) = wanted.iter().find(|name| !functions.contains(name)) {
        bail!(
            "there is no function {unknown}; there are: {}",
            functions.join(", ")
        );
    }
    let chosen: Vec<&String> = functions
        .iter()
        .filter(|name| wanted.is_empty() || wanted.contains(name))
        .collect();
    build(&chosen)?;
    let folder = target()?.join("package");
    let mut too_large = Vec::new();
    println!(
        "\n{:<14}{:>12}{:>12}{:>12}",
        "function", "bootstrap", "zipped", "limit"
    );
    for name in chosen {
        let bootstrap = target()?.join("lambda").join(name).join("bootstrap");
        let zipped = zip(&bootstrap, &folder.join(format!("{name}.zip")))?;
        let limit = if LARGE.contains(&name.as_str()) {
            LARGE_LIMIT
        } else {
            LIMIT
        };
        let plain = fs::metadata(&bootstrap)?.len();
        println!("{name:<14}{plain:>12}{zipped:>12}{limit:>12}");
        if zipped > limit {
            too_large.push(name.as_str());
        }
    }
    if !too_large.is_empty() {
        bail!("larger than they may be: {}", too_large.join(", "));
    }
    Ok(())
}

/// The folders under `functions/`.
pub(crate) fn functions() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("functions"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// One build a function, so that no function gets the features of another.
fn build(functions: &[&String]) -> Result<()> {
    let path = with_first(tools::cargo_lambda()?)?;
    for name in functions {
        // As `sam build` does it; the rest stands in the workspace's `[workspace.metadata.lambda.build]`.
        let mut command = cargo();
        command
            .env("PATH", &path)
            .current_dir(root().join("functions").join(name))
            .args(["lambda", "build", "--release", "--bin", name]);
        run(&mut command)?;
    }
    Ok(())
}

fn zip(bootstrap: &Path, archive: &PathBuf) -> Result<u64> {
    let bytes =
        fs::read(bootstrap).with_context(|| format!("{} was not built", bootstrap.display()))?;
    fs::create_dir_all(archive.parent().context("an archive lies in a folder")?)?;
    let mut writer = zip::ZipWriter::new(File::create(archive)?);
    let options = SimpleFileOptions::default()
        .unix_permissions(0o755)
        .compression_level(Some(9));
    writer.start_file("bootstrap", options)?;
    writer.write_all(&bytes)?;
    writer.finish()?;
    Ok(fs::metadata(archive)?.len())
}
