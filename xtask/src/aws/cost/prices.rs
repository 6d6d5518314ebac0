//! Prices: an input, with its date and where each was looked up.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const LISTED: &str = include_str!("prices.toml");

#[derive(Debug, Deserialize)]
pub(super) struct Prices {
    /// When they were looked up or assumed.
    pub(super) as_of: String,
    #[serde(flatten)]
    pub(super) of: BTreeMap<String, Price>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Price {
    pub(super) dollars: f64,
    pub(super) unit: String,
    /// The page that it was compared with; an assumption without one.
    pub(super) checked: Option<String>,
}

impl Prices {
    /// Those of the file, or those in the program.
    pub(super) fn read(file: Option<&Path>) -> Result<Self> {
        let text = match file {
            Some(path) => fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?,
            None => LISTED.to_owned(),
        };
        let prices: Self = toml::from_str(&text).context("the prices cannot be read")?;
        for (name, price) in &prices.of {
            ensure!(
                price.dollars.is_finite() && price.dollars >= 0.0,
                "{name} is no price in dollars"
            );
        }
        Ok(prices)
    }

    pub(super) fn get(&self, name: &str) -> Result<&Price> {
        let price = self.of.get(name);
        price.with_context(|| format!("the prices have no {name}"))
    }
}
