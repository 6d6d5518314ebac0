//! What an operator sets up on this machine: `config.toml` in the data directory.
//!
//! Secrets are not written there but named: the environment variable that holds them.

use contract::{ErrorName, Fault, Policy, ValueSharing};
use local_ports::ChatServer;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file in the data directory.
const FILE: &str = "config.toml";

/// The whole file. A setting that does not exist is an error, so that a slip of the pen is seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The language model; without one only the rules answer.
    pub model: Option<ModelConfig>,
    /// Databases that questions can be asked of, by the name of their source.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceConfig>,
    /// Limits of the sources that were uploaded.
    #[serde(default)]
    pub uploads: UploadLimits,
}

/// What a query of an upload may take; what is left out stays as it is for every source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadLimits {
    /// Rows a result may have.
    pub row_cap: Option<u64>,
    /// Milliseconds a query may run.
    pub timeout_ms: Option<u64>,
}

/// A database that questions can be asked of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// What it is.
    pub kind: DatabaseKind,
    /// The environment variable that holds its connection URL.
    pub url_env: String,
    /// What it is about.
    pub description: Option<String>,
    /// Rows a result may have.
    pub row_cap: Option<u64>,
    /// Milliseconds a query may run.
    pub timeout_ms: Option<u64>,
    /// Bytes a query may read by the planner's estimate.
    pub scan_cap_bytes: Option<u64>,
    /// Whether cell values may be shown to a model.
    #[serde(default)]
    pub value_sharing: ValueSharing,
    /// What each role may read; `*` stands for all roles that are not listed.
    #[serde(default)]
    pub policies: BTreeMap<String, Policy>,
    /// A metadata workbook (xlsx) with descriptions, metrics and tables that nobody may read; in the data
    /// directory unless the path is absolute.
    pub workbook: Option<PathBuf>,
}

/// The kinds of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// PostgreSQL.
    Postgresql,
    /// Amazon Redshift.
    Redshift,
}

/// A server that speaks the chat completions of the OpenAI API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Its address, up to what `/chat/completions` is appended to.
    pub url: String,
    /// The model that writes SQL.
    pub sql_model_id: String,
    /// The model that talks; the one that writes SQL when left out.
    pub chat_model_id: Option<String>,
    /// The model that explains results; the one that talks when left out.
    pub explain_model_id: Option<String>,
    /// The environment variable that holds the key, when the server wants one.
    pub api_key_env: Option<String>,
    /// Seconds for one reply.
    #[serde(default = "default_timeout_s")]
    pub timeout_s: u64,
}

const fn default_timeout_s() -> u64 {
    60
}

impl Config {
    /// Reads the file; without one, nothing is set up.
    ///
    /// # Errors
    /// `Config.Invalid`, naming the line; `Store.*` when the file cannot be read.
    pub fn read(data_dir: &Path) -> Result<Self, Fault> {
        let path = data_dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(local_ports::io_fault(error)),
        };
        let mut config: Self = toml::from_str(&text).map_err(|error| invalid(&path, &error))?;
        for source in config.sources.values_mut() {
            source.workbook = source.workbook.take().map(|book| data_dir.join(book));
        }
        Ok(config)
    }
}

impl ModelConfig {
    /// The server with its key, which `variable` looks up.
    ///
    /// # Errors
    /// `Config.Missing` when the variable that should hold the key is not set.
    pub fn server(&self, variable: impl Fn(&str) -> Option<String>) -> Result<ChatServer, Fault> {
        let api_key = self.api_key_env.as_ref().map(|name| {
            variable(name).ok_or_else(|| {
                let message = format!("{FILE} takes the model's key from {name}, which is not set");
                Fault::new(ErrorName::ConfigMissing, message)
            })
        });
        let chat_model_id = self.chat_model_id.as_ref().unwrap_or(&self.sql_model_id);
        let explain_model_id = self.explain_model_id.as_ref().unwrap_or(chat_model_id);
        Ok(ChatServer {
            url: self.url.clone(),
            api_key: api_key.transpose()?,
            sql_model_id: self.sql_model_id.clone(),
            chat_model_id: chat_model_id.clone(),
            explain_model_id: explain_model_id.clone(),
            timeout: Duration::from_secs(self.timeout_s),
        })
    }
}

fn invalid(path: &Path, error: &dyn fmt::Display) -> Fault {
    let message = format!("{} cannot be used: {error}", path.display());
    Fault::new(ErrorName::ConfigInvalid, message.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Fault> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        Config::read(folder.path())
    }

    #[test]
    fn no_file_sets_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Config::read(folder.path()).unwrap().model.is_none());
    }

    #[test]
    fn roles_without_a_model_of_their_own_share_one() {
        let config =
            read("[model]\nurl = \"http://127.0.0.1:1/v1\"\nsql_model_id = \"coder\"\n").unwrap();
        let server = config.model.unwrap().server(|_| None).unwrap();
        assert_eq!(
            (
                server.chat_model_id.as_str(),
                server.explain_model_id.as_str()
            ),
            ("coder", "coder")
        );
    }

    #[test]
    fn uploads_have_limits_of_their_own() {
        let config = read("[uploads]\nrow_cap = 1_000_000\n").unwrap();
        assert_eq!(config.uploads.row_cap, Some(1_000_000));
        assert_eq!(config.uploads.timeout_ms, None);
        assert!(read("[uploads]\nrows = 5\n").is_err());
    }

    #[test]
    fn a_key_is_named_and_looked_up() {
        let text = "[model]\nurl = \"http://h/v1\"\nsql_model_id = \"m\"\napi_key_env = \"KEY\"\n";
        let model = read(text).unwrap().model.unwrap();
        let server = model.server(|name| (name == "KEY").then(|| "s3cret".to_owned()));
        let server = server.unwrap();
        assert_eq!(server.api_key.as_deref(), Some("s3cret"));
        assert!(!format!("{server:?}").contains("s3cret"));
        let missing = model.server(|_| None).unwrap_err();
        assert_eq!(missing.name, ErrorName::ConfigMissing);
    }

    #[test]
    fn a_slip_of_the_pen_is_named_with_its_line() {
        let fault = read("[model]\nurl = \"http://h/v1\"\nsql_modelid = \"m\"\n").unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigInvalid);
        assert!(fault.message.contains("sql_modelid"), "{}", fault.message);
        assert!(fault.message.contains("line 3"), "{}", fault.message);
    }
}
