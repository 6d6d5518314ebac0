//! `cargo xtask e2e`: the templates, linted, deployed to emulated AWS and driven from outside.

use crate::command::{cargo, root, run, target, with_first};
use crate::package::functions;
use crate::parts::Parts;
use crate::templates::templates;
use crate::tools;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A region for the linters; nothing is called.
const REGION: &str = "eu-west-1";

/// Where the functions come from that are deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Functions {
    /// The programs that the build of the workspace has left, each with the adapters of all: nothing more is compiled.
    OfTheWorkspace,
    /// `sam build`, each with its own adapters.
    BySam,
}

/// Which cells of the fault table are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Faults {
    /// One way to misbehave for each function and dependency, taking turns.
    InTurn,
    /// Each, and the table is written.
    All,
}

/// Runs all that concerns AWS and tells what passed.
pub(crate) fn run_e2e() -> Result<()> {
    let mut parts = Parts::default();
    check_templates(&mut parts);
    parts.run("program of the scripted models", || {
        run(cargo().args(["build", "--package", "testkit", "--all-features", "--bins"]))
    });
    check_estate(&mut parts);
    check_verbs(&mut parts);
    parts.run("program of the migration", || {
        run(cargo().args(["build", "--package", "migrate", "--all-features", "--bins"]))
    });
    check_database(&mut parts);
    check_deployment(&mut parts, Functions::BySam);
    parts.finish()
}

/// Runs every cell of the fault table and writes `docs/FAULTS.md`.
pub(crate) fn run_faults() -> Result<()> {
    let mut parts = Parts::default();
    parts.run("programs", || {
        run(cargo().args(["build", "--workspace", "--all-targets", "--all-features"]))
    });
    check_faults(&mut parts, Faults::All);
    parts.finish()
}

/// What can be said of the templates without deploying them.
pub(crate) fn check_templates(parts: &mut Parts) {
    if let Some(sam) = parts.set_up("SAM CLI (template linter)", tools::sam) {
        parts.run("templates: sam validate and cfn-lint", || validate(&sam));
    }
    let name = "checkov and parliament (security of templates)";
    if let Some(python) = parts.set_up(name, tools::policy_linters) {
        parts.run("templates: checkov", || checkov(&python));
        parts.run("templates: policies", || {
            run(Command::new(&python)
                .arg(root().join("tests/aws/policies.py"))
                .arg(root()))
        });
    }
}

/// The Python beside the SAM command line, which has the SDK and the transform of SAM.
fn python(sam: &Path) -> Command {
    Command::new(sam.with_file_name("python"))
}

/// What every script of `tests/aws` on emulated AWS is told.
fn tell(command: &mut Command, sam: &Path, emulator: &Path) {
    command.arg("--project").arg(root());
    command.arg("--sam").arg(sam);
    command.arg("--emulator").arg(emulator);
}

/// A script of `tests/aws` on emulated AWS.
fn script(name: &str, sam: &Path, emulator: &Path) -> Command {
    let mut command = python(sam);
    command.arg(root().join("tests/aws").join(name));
    tell(&mut command, sam, emulator);
    command
}

/// Every stack at once on emulated AWS, up and down again, with stand-ins for the functions.
pub(crate) fn check_estate(parts: &mut Parts) {
    let tools = parts.set_up("emulated AWS, SAM CLI (all stacks)", || {
        Ok((tools::sam()?, tools::emulator()?))
    });
    let Some((sam, emulator)) = tools else {
        return;
    };
    parts.run("all stacks on emulated AWS, up and down", || {
        run(&mut script("estate.py", &sam, &emulator))
    });
}

/// The verbs of `cargo xtask aws`, typed one after the other against emulated AWS.
pub(crate) fn check_verbs(parts: &mut Parts) {
    let tools = parts.set_up("emulated AWS, SAM CLI, AWS CLI (verbs)", || {
        Ok((tools::sam()?, tools::aws_cli()?, tools::emulator()?))
    });
    let Some((sam, aws, emulator)) = tools else {
        return;
    };
    parts.run("the verbs of a deployment on emulated AWS", || {
        run(script("verbs.py", &sam, &emulator)
            .arg("--aws")
            .arg(&aws)
            .arg("--xtask")
            .arg(std::env::current_exe()?))
    });
}

/// The migration of the database's stack on emulated AWS, against a real server: the program that the build of the workspace
/// has left.
pub(crate) fn check_database(parts: &mut Parts) {
    let tools = parts.set_up("emulated AWS, SAM CLI, PostgreSQL (migration)", || {
        Ok((tools::sam()?, tools::emulator()?, tools::postgres()?))
    });
    let Some((sam, emulator, postgres)) = tools else {
        return;
    };
    parts.run("migration of the database on emulated AWS", || {
        run(script("database.py", &sam, &emulator)
            .arg("--postgres")
            .arg(&postgres)
            .arg("--bootstraps")
            .arg(bootstraps(&["migrate".to_owned()])?))
    });
}

/// The templates on emulated AWS.
pub(crate) fn check_deployment(parts: &mut Parts, built: Functions) {
    let Some(tools) = deployment_tools(parts, "end-to-end test") else {
        return;
    };
    parts.run("deployment on emulated AWS", || {
        let mut command = tools.journey()?;
        match built {
            Functions::OfTheWorkspace => {
                command.arg("--bootstraps").arg(bootstraps(&functions()?)?);
            }
            Functions::BySam => {
                command.arg("--sabotage");
                command.env("PATH", with_first(tools::cargo_lambda()?)?);
            }
        }
        run(&mut command)
    });
}

/// The most bytes that each of these bootstraps takes while the checks run, by function.
pub(crate) fn memory_of(bootstraps: &Path) -> Result<BTreeMap<String, u64>> {
    run(cargo().args(["build", "--package", "testkit", "--all-features", "--bins"]))?;
    let measured = target()?.join("bench/memory.json");
    let tools = DeploymentTools::installed()?;
    run(tools
        .journey()?
        .arg("--bootstraps")
        .arg(bootstraps)
        .arg("--memory")
        .arg(&measured))?;
    let most: BTreeMap<String, u64> = serde_json::from_str(&fs::read_to_string(measured)?)?;
    // An emulator that names its processes otherwise would leave nothing to hold against a limit.
    ensure!(!most.is_empty(), "no function was seen in memory");
    Ok(most)
}

/// One dependency down, slow, throttling or lying, for one function at a time.
pub(crate) fn check_faults(parts: &mut Parts, faults: Faults) {
    let Some(tools) = deployment_tools(parts, "fault table") else {
        return;
    };
    parts.run("faults on emulated AWS", || {
        let mut command = python(&tools.sam);
        command
            .args(["-m", "faults"])
            .current_dir(root().join("tests/aws"));
        tools.add_to(&mut command)?;
        command.arg("--bootstraps").arg(bootstraps(&functions()?)?);
        if faults == Faults::All {
            command.arg("--write").arg(root().join("docs/FAULTS.md"));
        }
        run(&mut command)
    });
}

/// The programs that a deployment on emulated AWS takes.
struct DeploymentTools {
    sam: PathBuf,
    emulator: PathBuf,
    postgres: PathBuf,
}

fn deployment_tools(parts: &mut Parts, what: &str) -> Option<DeploymentTools> {
    let name = format!("emulated AWS, SAM CLI, PostgreSQL ({what})");
    parts.set_up(&name, DeploymentTools::installed)
}

impl DeploymentTools {
    fn installed() -> Result<Self> {
        Ok(Self {
            sam: tools::sam()?,
            emulator: tools::emulator()?,
            postgres: tools::postgres()?,
        })
    }

    /// The checks from outside, without what tells where the functions come from.
    fn journey(&self) -> Result<Command> {
        let mut command = python(&self.sam);
        command.arg(root().join("tests/aws/e2e.py"));
        self.add_to(&mut command)?;
        Ok(command)
    }

    fn add_to(&self, command: &mut Command) -> Result<()> {
        tell(command, &self.sam, &self.emulator);
        command
            .arg("--postgres")
            .arg(&self.postgres)
            .arg("--models")
            .arg(target()?.join("debug/scripted_bedrock"));
        Ok(())
    }
}

/// The programs of the workspace's build as bootstraps, without what only a debugger reads: they are zipped and
/// unzipped once a function.
fn bootstraps(names: &[String]) -> Result<PathBuf> {
    let folder = target()?.join("e2e");
    for name in names {
        let bootstrap = folder.join(name).join("bootstrap");
        fs::create_dir_all(folder.join(name))?;
        let program = target()?.join("debug").join(name);
        run(Command::new("strip")
            .arg("-o")
            .arg(&bootstrap)
            .arg(&program))?;
    }
    Ok(folder)
}

/// The linter of `sam validate` is cfn-lint, with the SAM transform.
fn validate(sam: &Path) -> Result<()> {
    for template in templates()? {
        run(Command::new(sam)
            .args(["validate", "--lint", "--region", REGION, "--template-file"])
            .arg(template)
            .env("SAM_CLI_TELEMETRY", "0")
            .current_dir(root()))?;
    }
    Ok(())
}

fn checkov(python: &Path) -> Result<()> {
    let mut command = Command::new(python.with_file_name("checkov"));
    command.args(["--framework", "cloudformation", "--quiet", "--compact"]);
    // Its own downloads of guidelines are none of the checks.
    command.args(["--skip-download", "--file"]);
    run(command.args(templates()?).current_dir(root()))
}
