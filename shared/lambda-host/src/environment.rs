use contract::{ErrorName, Fault};
use ports::Settings;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use tracing_subscriber::EnvFilter;

/// How the variables of ours begin.
const OURS: &str = "ANALYST_";
/// Where Lambda tells the region.
const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// All that is read from the environment, once, before the first event.
#[derive(Debug)]
pub(crate) struct Environment {
    /// Variables that are set to something, by name.
    variables: BTreeMap<String, String>,
    log_filter: String,
    settings: Settings,
}

impl Environment {
    pub(crate) fn read() -> Result<Self, Fault> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let is_read = name.starts_with(OURS) || REGION.contains(&&*name);
            is_read.then(|| (name, value.to_string_lossy().into_owned()))
        });
        Self::of(variables)
    }

    fn of(variables: impl Iterator<Item = (String, String)>) -> Result<Self, Fault> {
        // A template passes a parameter that nobody gave as an empty text.
        let variables = variables
            .map(|(name, value)| (name, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let settings = settings(&variables)?;
        let log_filter = variables.get("ANALYST_LOG").map_or("info", String::as_str);
        Ok(Self {
            log_filter: log_filter.to_owned(),
            settings,
            variables,
        })
    }

    #[cfg(test)]
    pub(crate) fn with(pairs: &[(&str, &str)]) -> Result<Self, Fault> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::of(pairs.iter().map(own))
    }

    pub(crate) fn start_logs(&self) -> Result<(), Fault> {
        let filter = EnvFilter::try_new(&self.log_filter)
            .map_err(|_| invalid("ANALYST_LOG", &self.log_filter, "a filter such as info"))?;
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_env_filter(filter)
            .init();
        Ok(())
    }

    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The stage, for metrics.
    pub(crate) fn stage(&self) -> &str {
        self.get("ANALYST_STAGE_NAME").unwrap_or("none")
    }

    /// A mounted folder that holds the objects, instead of a bucket.
    pub(crate) fn objects_dir(&self) -> Option<PathBuf> {
        self.get("ANALYST_OBJECTS_DIR").map(PathBuf::from)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// A price in dollars; 0 when there is none.
    pub(crate) fn price(&self, name: &str) -> Result<f64, Fault> {
        let price: f64 = parse(&self.variables, name, 0.0)?;
        if price.is_finite() && price >= 0.0 {
            return Ok(price);
        }
        Err(invalid(name, &price.to_string(), "a price in dollars"))
    }

    /// The variable, without which `other`, which is set, is of no use.
    #[cfg(any(test, feature = "bedrock", feature = "s3"))]
    pub(crate) fn beside(&self, name: &str, other: &str) -> Result<&str, Fault> {
        self.get(name)
            .ok_or_else(|| missing(&format!("{name} is not set, and {other} needs it")))
    }

    /// Holds that the region is known; otherwise the SDK would ask the network for it.
    #[cfg(any(
        test,
        feature = "bedrock",
        feature = "s3",
        feature = "secrets",
        feature = "sfn",
        feature = "sqs"
    ))]
    pub(crate) fn check_region(&self) -> Result<(), Fault> {
        if REGION.iter().any(|name| self.get(name).is_some()) {
            return Ok(());
        }
        Err(missing("AWS_REGION is not set; it names the region"))
    }
}

fn settings(variables: &BTreeMap<String, String>) -> Result<Settings, Fault> {
    let defaults = Settings::default();
    let (cache, example) = ("ANALYST_CACHE_THRESHOLD", "ANALYST_EXAMPLE_THRESHOLD");
    let settings = Settings {
        cache_threshold: parse(variables, cache, defaults.cache_threshold)?,
        example_threshold: parse(variables, example, defaults.example_threshold)?,
        example_count: parse(variables, "ANALYST_EXAMPLE_COUNT", defaults.example_count)?,
        upload_dialect: contract::Dialect::Athena,
        ..defaults
    };
    for (name, value) in [
        (cache, settings.cache_threshold),
        (example, settings.example_threshold),
    ] {
        if !(0.0..=1.0).contains(&value) {
            return Err(invalid(name, &value.to_string(), "a number from 0 to 1"));
        }
    }
    Ok(settings)
}

fn parse<T: FromStr>(
    variables: &BTreeMap<String, String>,
    name: &str,
    default: T,
) -> Result<T, Fault> {
    variables.get(name).map_or(Ok(default), |text| {
        text.parse().map_err(|_| invalid(name, text, "a number"))
    })
}

fn invalid(name: &str, value: &str, wanted: &str) -> Fault {
    let message = format!("{name} is '{value}'; it must be {wanted}");
    Fault::new(ErrorName::ConfigInvalid, message)
}

#[cfg(any(
    test,
    feature = "bedrock",
    feature = "s3",
    feature = "secrets",
    feature = "sfn",
    feature = "sqs"
))]
fn missing(message: &str) -> Fault {
    Fault::new(ErrorName::ConfigMissing, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_is_the_defaults_with_athena_for_uploads() {
        let wanted = Settings {
            upload_dialect: contract::Dialect::Athena,
            ..Settings::default()
        };
        assert_eq!(*Environment::with(&[]).unwrap().settings(), wanted);
        let empty = Environment::with(&[("ANALYST_CACHE_THRESHOLD", " ")]).unwrap();
        assert_eq!(*empty.settings(), wanted);
        assert_eq!(empty.stage(), "none");
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (name, value) in [
            ("ANALYST_CACHE_THRESHOLD", "1.5"),
            ("ANALYST_CACHE_THRESHOLD", "NaN"),
            ("ANALYST_EXAMPLE_THRESHOLD", "many"),
            ("ANALYST_EXAMPLE_COUNT", "-1"),
        ] {
            let fault = Environment::with(&[(name, value)]).unwrap_err();
            assert_eq!(fault.name, ErrorName::ConfigInvalid);
            assert!(
                fault.message.contains(name) && fault.message.contains(value),
                "{fault}"
            );
        }
    }

    #[test]
    fn what_belongs_together_is_asked_for_by_name() {
        let environment = Environment::with(&[("ANALYST_BUCKET", "b")]).unwrap();
        let fault = environment
            .beside("ANALYST_GLUE_PREFIX", "ANALYST_BUCKET")
            .unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigMissing);
        assert!(fault.message.contains("ANALYST_GLUE_PREFIX"), "{fault}");
        assert!(environment.check_region().is_err());
        let environment = Environment::with(&[("AWS_REGION", "eu-west-1")]).unwrap();
        assert!(environment.check_region().is_ok());
    }
}
