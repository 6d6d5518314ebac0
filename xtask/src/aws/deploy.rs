//! `deploy` and `redeploy`.

use super::call::{is_installed, need};
use super::image::Image;
use super::parameters::{Parameters, declares};
use super::place::Place;
use super::stack::Stack;
use crate::command::root;
use anyhow::{Result, bail};
use clap::Args;
use std::fs;

#[derive(Debug, Args)]
pub(super) struct Deploy {
    /// A VPC of its own with everything in it: database, page, bastion, alarms.
    #[arg(long)]
    private: bool,
    /// A parameter of template.yaml; can be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(super) struct Redeploy {
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct How {
    /// Do not show the changes and ask before they are made.
    #[arg(long)]
    yes: bool,
    /// Leave the page's image as it is.
    #[arg(long)]
    no_image: bool,
}

impl Deploy {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        let mut parameters = Parameters::of_stage(&place.stage)?;
        if self.private {
            parameters.be_private();
        }
        for pair in &self.set {
            parameters.set(pair)?;
        }
        let template = fs::read_to_string(root().join("template.yaml"))?;
        parameters.check(&template, &place.stage)?;
        if !place.dry_run {
            need("aws")?;
            need("sam")?;
            need("cargo-lambda")?;
        }
        narrow_to_s3(place, &template, &mut parameters)?;
        // What is only shown is shown for a first deployment, which takes the most commands.
        let before = if place.dry_run {
            None
        } else {
            Stack::find(place)?
        };
        self.how.deploy(place, before.as_ref(), parameters)
    }
}

impl Redeploy {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        let before = Stack::get(place)?;
        self.how
            .deploy(place, Some(&before), Parameters::of_code(&place.stage))
    }
}

/// In a VPC, the functions may call S3 and nothing else behind its gateway: the list of its addresses is looked up.
fn narrow_to_s3(place: &Place, template: &str, parameters: &mut Parameters) -> Result<()> {
    let name = "S3PrefixListId";
    let is_in_vpc = parameters.get("CreateNetwork") == Some("true")
        || parameters.get("VpcId").is_some_and(|id| !id.is_empty());
    if !is_in_vpc || !declares(template, name) || parameters.get(name).is_some() {
        return Ok(());
    }
    let region = place.known_region()?;
    let filter = format!("Name=prefix-list-name,Values=com.amazonaws.{region}.s3");
    let call = place.aws(["ec2", "describe-managed-prefix-lists", "--filters", &filter]);
    let id = match place.read(call)? {
        Some(answer) => answer["PrefixLists"][0]["PrefixListId"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        None => "<PrefixListId>".to_owned(),
    };
    if id.is_empty() {
        bail!("{region} has no prefix list of S3; pass --set {name}=ID");
    }
    parameters.set(&format!("{name}={id}"))
}

impl How {
    fn deploy(
        &self,
        place: &Place,
        before: Option<&Stack>,
        mut parameters: Parameters,
    ) -> Result<()> {
        place.run(&place.sam(["build", "--template-file", "template.yaml"]))?;
        let mut pushed = self.push(place, before, &mut parameters)?;
        self.apply(place, &parameters)?;
        let mut after = Stack::get(place)?;
        // The first deployment makes the place where images go.
        let has_page = !place.dry_run || parameters.get("CreateWeb") == Some("true");
        if !pushed && has_page {
            pushed = self.push(place, Some(&after), &mut parameters)?;
            if pushed {
                self.apply(place, &parameters)?;
                after = Stack::get(place)?;
            }
        }
        if !place.dry_run {
            tell(place, &after, pushed);
        }
        Ok(())
    }

    /// Pushes the image where there is a place for it, and sets its tag.
    fn push(
        &self,
        place: &Place,
        stack: Option<&Stack>,
        parameters: &mut Parameters,
    ) -> Result<bool> {
        let Some(repository) = stack.and_then(|stack| stack.output("RepositoryUri")) else {
            return Ok(false);
        };
        if self.no_image {
            return Ok(false);
        }
        if !place.dry_run && !is_installed("docker") {
            println!(
                "The page's image is left as it is, because Docker is not installed: https://docs.docker.com/engine/install"
            );
            return Ok(false);
        }
        let image = Image::of_this_commit(place, repository)?;
        image.push(place)?;
        parameters.set(&format!("WebTag={}", image.tag))?;
        Ok(true)
    }

    fn apply(&self, place: &Place, parameters: &Parameters) -> Result<()> {
        let stack = place.stack();
        let asks = if self.yes {
            "--no-confirm-changeset"
        } else {
            "--confirm-changeset"
        };
        let stage = format!("stage={}", place.stage);
        let call = place.sam([
            "deploy",
            "--stack-name",
            &stack,
            "--resolve-s3",
            "--s3-prefix",
            &stack,
            "--capabilities",
            "CAPABILITY_IAM",
            "CAPABILITY_AUTO_EXPAND",
            "--no-fail-on-empty-changeset",
            asks,
            "--tags",
            "project=analyst",
            &stage,
        ]);
        // Its values are all that follows.
        let call = call.and(["--parameter-overrides"]);
        place.run(&call.and(parameters.overrides()))
    }
}

/// Who makes the tables of the cache.
fn tables(stack: &Stack) -> &'static str {
    if stack.output("DatabaseSecretArn").is_some() {
        "Database  migrated: the stack has made the schema, the tables and the logins of this release"
    } else if stack
        .parameter("CacheSecretArn")
        .is_some_and(|arn| !arn.is_empty())
    {
        "Tables    of the cache: the functions make them in your database when they first need them"
    } else {
        "Cache     none: every question is new; --set CreateDatabase=true, or CacheSecretArn, gives one"
    }
}

/// The address, and what to do next.
fn tell(place: &Place, stack: &Stack, pushed: bool) {
    let typed = place.typed();
    println!();
    if let Some(url) = stack.output("ApiUrl") {
        println!("API       {url}");
    }
    if let Some(url) = stack.output("PageUrl") {
        println!("Page      {url} (in the private network)");
    }
    println!("{}", tables(stack));
    let is_running = pushed || stack.parameter("WebTag").is_some_and(|tag| !tag.is_empty());
    if stack.output("BastionId").is_some() && stack.output("PageUrl").is_some() && is_running {
        println!("Next      cargo xtask aws tunnel{typed}");
        return;
    }
    if let Some(key) = stack.output("ApiKeyId") {
        let call = place.aws([
            "apigateway",
            "get-api-key",
            "--include-value",
            "--query",
            "value",
            "--output",
            "text",
            "--api-key",
            &key,
        ]);
        println!("Key       {call}");
    }
    println!("Next      cargo xtask aws status{typed}");
}
