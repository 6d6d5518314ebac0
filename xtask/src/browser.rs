//! The page, driven in a real browser by `tests/browser`.

use crate::command::{root, run, run_quietly, target};
use crate::parts::Parts;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian and its relatives put the browser.
const CHROMIUM: &[&str] = &["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/// What npm installs the packages from, word for word.
const PACKAGES: [&str; 2] = ["package.json", "package-lock.json"];

/// Runs the browser tests against the program in `bin_dir`, or the one that `ANALYST_BIN` names.
/// Pictures of the page are kept under `target/browser`.
pub(crate) fn check_page(parts: &mut Parts, bin_dir: &Path) {
    let name = "Chromium and playwright-core (the page)";
    let Some((chromium, modules)) = parts.set_up(name, || Ok((chromium()?, node_modules()?)))
    else {
        return;
    };
    parts.run("the page in a browser", || {
        let folder = root().join("tests/browser");
        let program =
            env::var_os("ANALYST_BIN").map_or_else(|| bin_dir.join("analyst"), PathBuf::from);
        // One file at a time: each has a server and a browser of its own.
        run(Command::new("node")
            .args(["--test", "--test-concurrency=1"])
            .args(test_files(&folder)?)
            .env("ANALYST_BIN", program)
            .env("ANALYST_NODE_MODULES", modules)
            .env("ANALYST_SCREENSHOTS", target()?.join("browser"))
            .env("CHROMIUM", chromium)
            .current_dir(folder))
    });
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The browser: the one that `CHROMIUM` names, the system's, or one that apt can install.
fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(installed) = installed() {
        return Ok(installed);
    }
    run_quietly(Command::new("apt-get").args(["install", "--yes", "--quiet", "chromium"]))
        .context("there is no Chromium, and apt cannot install it")?;
    match installed() {
        Some(installed) => Ok(installed),
        None => bail!("apt installed Chromium in a place unknown to us; name it in CHROMIUM"),
    }
}

fn installed() -> Option<PathBuf> {
    CHROMIUM
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

/// The packages of the lock file, installed under `target/tools/browser` and nowhere else.
fn node_modules() -> Result<PathBuf> {
    let from = root().join("tests/browser");
    let folder = target()?.join("tools/browser");
    let modules = folder.join("node_modules");
    let same = |name: &str| -> Result<bool> {
        let wanted = fs::read(from.join(name))?;
        Ok(fs::read(folder.join(name)).is_ok_and(|there| there == wanted))
    };
    let stamp = folder.join("installed.txt");
    if stamp.exists() && same(PACKAGES[0])? && same(PACKAGES[1])? {
        return Ok(modules);
    }
    fs::create_dir_all(&folder)?;
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    for name in PACKAGES {
        fs::copy(from.join(name), folder.join(name))?;
    }
    println!(
        "installing the packages of {}",
        from.join(PACKAGES[1]).display()
    );
    run_quietly(
        Command::new("npm")
            .args(["ci", "--no-fund", "--no-audit", "--ignore-scripts"])
            .current_dir(&folder),
    )?;
    fs::write(stamp, "by cargo xtask test\n")?;
    Ok(modules)
}
