use contract::{ErrorName, Fault};
use local_ports::FileObjects;
use ports::{Ports, Settings};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// All that is read from the environment, once, before the first event.
#[derive(Debug)]
pub(crate) struct Environment {
    objects_dir: Option<PathBuf>,
    log_filter: String,
    settings: Settings,
}

impl Environment {
    pub(crate) fn read() -> Result<Self, Fault> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let defaults = Settings::default();
        let settings = Settings {
            cache_threshold: parse(&lookup, "ANALYST_CACHE_THRESHOLD", defaults.cache_threshold)?,
            example_threshold: parse(
                &lookup,
                "ANALYST_EXAMPLE_THRESHOLD",
                defaults.example_threshold,
            )?,
            example_count: parse(&lookup, "ANALYST_EXAMPLE_COUNT", defaults.example_count)?,
            ..defaults
        };
        for (name, value) in [
            ("ANALYST_CACHE_THRESHOLD", settings.cache_threshold),
            ("ANALYST_EXAMPLE_THRESHOLD", settings.example_threshold),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(invalid(name, &value.to_string(), "a number from 0 to 1"));
            }
        }
        Ok(Self {
            objects_dir: lookup("ANALYST_OBJECTS_DIR").map(PathBuf::from),
            log_filter: lookup("ANALYST_LOG").unwrap_or_else(|| "info".to_owned()),
            settings,
        })
    }

    pub(crate) fn start_logs(&self) -> Result<(), Fault> {
        let filter = EnvFilter::try_new(&self.log_filter)
            .map_err(|_| invalid("ANALYST_LOG", &self.log_filter, "a filter such as info"))?;
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_env_filter(filter)
            .init();
        Ok(())
    }

    /// The ports this program has adapters for; the others answer by name that they are missing.
    pub(crate) fn ports(&self) -> Result<Ports, Fault> {
        let mut ports = Ports {
            settings: self.settings.clone(),
            ..Ports::unconfigured()
        };
        if let Some(dir) = &self.objects_dir {
            ports.objects = Arc::new(FileObjects::open(dir)?);
        }
        Ok(ports)
    }
}

fn parse<T: FromStr>(
    lookup: impl Fn(&str) -> Option<String>,
    name: &str,
    default: T,
) -> Result<T, Fault> {
    match lookup(name) {
        None => Ok(default),
        Some(text) => text
            .trim()
            .parse()
            .map_err(|_| invalid(name, &text, "a number")),
    }
}

fn invalid(name: &str, value: &str, wanted: &str) -> Fault {
    let message = format!("{name} is '{value}'; it must be {wanted}");
    Fault::new(ErrorName::ConfigInvalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Environment, Fault> {
        Environment::from_lookup(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_the_defaults() {
        assert_eq!(with(&[]).unwrap().settings, Settings::default());
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (name, value) in [
            ("ANALYST_CACHE_THRESHOLD", "1.5"),
            ("ANALYST_EXAMPLE_THRESHOLD", "many"),
            ("ANALYST_EXAMPLE_COUNT", "-1"),
        ] {
            let fault = with(&[(name, value)]).unwrap_err();
            assert_eq!(fault.name, ErrorName::ConfigInvalid);
            assert!(
                fault.message.contains(name) && fault.message.contains(value),
                "{fault}"
            );
        }
    }
}
