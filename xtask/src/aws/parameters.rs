//! The parameters of a deployment: those of the stage's configuration, then of a size, then those that were typed.

use crate::command::root;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;

/// What makes a deployment private and whole: each part of the estate.
const PRIVATE: &[(&str, &str)] = &[
    ("CreateNetwork", "true"),
    ("CreateDatabase", "true"),
    ("CreateWeb", "true"),
    ("CreateAccess", "true"),
    ("CreateObservability", "true"),
];

/// Values by name of the parameter.
#[derive(Debug, Default)]
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Those that every deployment of a stage has, with what `samconfig.toml` says for it.
    pub(super) fn of_stage(stage: &str) -> Result<Self> {
        let mut parameters = Self::of_code(stage);
        let text = fs::read_to_string(root().join("samconfig.toml"))?;
        let config: toml::Table = text.parse().context("samconfig.toml cannot be read")?;
        // SAM calls the first of its environments `default`; it is the stage dev.
        let names: &[&str] = if stage == "dev" {
            &["dev", "default"]
        } else {
            &[stage]
        };
        let section = names.iter().find_map(|name| config.get(*name));
        let given = section
            .and_then(|section| {
                section
                    .get("deploy")?
                    .get("parameters")?
                    .get("parameter_overrides")
            })
            .and_then(toml::Value::as_str);
        for pair in given.unwrap_or_default().split_whitespace() {
            parameters.set(pair)?;
        }
        Ok(parameters)
    }

    /// Those that name the stage, without which names would be another stage's.
    pub(super) fn of_code(stage: &str) -> Self {
        let prefix = format!("analyst_{}", stage.replace('-', "_"));
        Self(BTreeMap::from([
            ("GluePrefix".to_owned(), prefix),
            ("Stage".to_owned(), stage.to_owned()),
        ]))
    }

    pub(super) fn be_private(&mut self) {
        for (name, value) in PRIVATE {
            self.0.insert((*name).to_owned(), (*value).to_owned());
        }
    }

    /// Takes `Name=value`, the name of a parameter of the template.
    pub(super) fn set(&mut self, pair: &str) -> Result<()> {
        let (name, value) = pair
            .split_once('=')
            .with_context(|| format!("{pair} is not of the form Name=value"))?;
        self.0.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Holds that the template has each of them, and the stage is the one that is deployed.
    pub(super) fn check(&self, template: &str, stage: &str) -> Result<()> {
        for name in self.0.keys() {
            if !declares(template, name) {
                bail!("template.yaml has no parameter {name}; docs/CONFIGURATION.md lists all");
            }
        }
        if self.get("Stage") != Some(stage) {
            bail!("Stage is another one than --stage {stage}; set it by --stage alone");
        }
        Ok(())
    }

    /// As `--parameter-overrides` takes them: SAM reads an empty value, or one with spaces, between quotes alone.
    pub(super) fn overrides(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(name, value)| match value.as_str() {
                plain if !plain.is_empty() && !plain.contains([' ', '"']) => {
                    format!("{name}={plain}")
                }
                other => format!("{name}=\"{}\"", other.replace('"', "\\\"")),
            })
            .collect()
    }
}

/// Whether a template has a parameter of this name.
pub(super) fn declares(template: &str, name: &str) -> bool {
    let parameters = template
        .lines()
        .skip_while(|line| *line != "Parameters:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '));
    let wanted = format!("  {name}:");
    parameters.into_iter().any(|line| line == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "Parameters:\n  Stage:\n    Type: String\n  GluePrefix:\n    Type: String\n\nResources:\n  Bucket:\n";

    #[test]
    fn only_parameters_of_the_template_are_taken() {
        assert!(declares(TEMPLATE, "Stage") && !declares(TEMPLATE, "Bucket"));
        let mut parameters = Parameters::of_code("a-b");
        assert!(parameters.check(TEMPLATE, "a-b").is_ok());
        assert_eq!(
            parameters.overrides(),
            ["GluePrefix=analyst_a_b", "Stage=a-b"]
        );
        parameters.set("SqlModelId=").unwrap();
        assert_eq!(parameters.overrides()[1], "SqlModelId=\"\"");
        parameters.0.remove("SqlModelId");
        parameters.set("Bucket=x").unwrap();
        let said = parameters.check(TEMPLATE, "a-b").unwrap_err().to_string();
        assert!(said.contains("no parameter Bucket"), "{said}");
    }

    #[test]
    fn the_stage_is_named_once() {
        let mut parameters = Parameters::of_code("dev");
        parameters.set("Stage=prod").unwrap();
        assert!(parameters.check(TEMPLATE, "dev").is_err());
        assert!(parameters.set("Stage").is_err());
    }
}
