use crate::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Something questions can be asked of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Its name: lower-case letters, digits, `_` and `-`.
    pub name: String,
    /// Where its data is.
    pub kind: SourceKind,
    /// The dialect its engine speaks.
    pub dialect: Dialect,
    /// The published version of its tables; 0 for databases, which have no versions of ours.
    #[serde(default)]
    pub version: u64,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Bounds on each query.
    #[serde(default)]
    pub limits: Limits,
    /// Whether real cell values may be shown to a model.
    #[serde(default)]
    pub value_sharing: ValueSharing,
    /// What each role may read. A role that is not listed has the policy of [`Source::OTHER_ROLES`], and
    /// without one the default policy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, Policy>,
}

impl Source {
    /// Stands in `policies` for all roles that are not listed.
    pub const OTHER_ROLES: &'static str = "*";

    /// What the role may read.
    pub fn policy(&self, role: &str) -> Policy {
        let own = self.policies.get(role);
        own.or_else(|| self.policies.get(Self::OTHER_ROLES))
            .cloned()
            .unwrap_or_default()
    }
}

/// Where the data of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A PostgreSQL database.
    Postgresql,
    /// An Amazon Redshift cluster or workgroup.
    Redshift,
    /// Uploaded files: Athena on AWS, the embedded engine locally.
    S3,
}

/// The SQL an engine speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    Postgresql,
    /// Amazon Redshift.
    Redshift,
    /// Athena (Trino).
    Athena,
    /// The engine of the local runner (Apache DataFusion).
    Embedded,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Postgresql,
        Self::Redshift,
        Self::Athena,
        Self::Embedded,
    ];

    /// The name as it is written in options and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Redshift => "redshift",
            Self::Athena => "athena",
            Self::Embedded => "embedded",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Bounds on each query of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Limits {
    /// Rows a result may have; the guard adds it to the statement.
    pub row_cap: u64,
    /// Milliseconds a query may run.
    pub timeout_ms: u64,
    /// Bytes a query may scan, where the engine can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan_cap_bytes: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            row_cap: 10_000,
            timeout_ms: 60_000,
            scan_cap_bytes: None,
        }
    }
}

/// Whether real cell values may be shown to a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueSharing {
    /// None at all.
    Never,
    /// Those of columns with few distinct values.
    #[default]
    LowCardinality,
    /// All.
    Always,
}
