//! What models and engines cost, for metrics. Prices differ by model, region and contract, so they are settings.

use crate::environment::Environment;
use contract::{Fault, Usage};

/// Tokens that a price is for.
const MILLION: f64 = 1_000_000.0;
/// Bytes that a price is for, as Athena counts: 2 to the 40th.
const TERABYTE: f64 = 1_099_511_627_776.0;

/// Prices in dollars; 0 for what is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Prices {
    /// For a million tokens sent to models.
    tokens_in: f64,
    /// For a million tokens models answer with.
    tokens_out: f64,
    /// For a terabyte an engine scans.
    scanned: f64,
}

impl Prices {
    /// Reads the settings.
    ///
    /// # Errors
    /// `Config.Invalid` when one is no price.
    pub(crate) fn of(environment: &Environment) -> Result<Self, Fault> {
        Ok(Self {
            tokens_in: environment.price("ANALYST_PRICE_TOKENS_IN")?,
            tokens_out: environment.price("ANALYST_PRICE_TOKENS_OUT")?,
            scanned: environment.price("ANALYST_PRICE_SCANNED")?,
        })
    }

    /// Dollars for the usage; `None` when no price is known.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a cost is right to more digits than anybody pays"
    )]
    pub(crate) fn cost(self, usage: Usage) -> Option<f64> {
        if self == Self::default() {
            return None;
        }
        let tokens =
            self.tokens_in * usage.tokens_in as f64 + self.tokens_out * usage.tokens_out as f64;
        Some(tokens / MILLION + self.scanned * usage.bytes_scanned as f64 / TERABYTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorName;

    #[test]
    fn tokens_by_the_million_and_bytes_by_the_terabyte() {
        let settings = [
            ("ANALYST_PRICE_TOKENS_IN", "3"),
            ("ANALYST_PRICE_TOKENS_OUT", "15"),
            ("ANALYST_PRICE_SCANNED", "5"),
        ];
        let prices = Prices::of(&Environment::with(&settings).unwrap()).unwrap();
        let usage = Usage {
            tokens_in: 500_000,
            tokens_out: 100_000,
            bytes_scanned: 1 << 38,
        };
        assert_eq!(prices.cost(usage), Some(1.5 + 1.5 + 1.25));
    }

    #[test]
    fn without_a_price_nothing_is_said() {
        let prices = Prices::of(&Environment::with(&[]).unwrap()).unwrap();
        assert_eq!(prices.cost(Usage::default()), None);
        for odd in ["-1", "NaN", "three"] {
            let environment = Environment::with(&[("ANALYST_PRICE_SCANNED", odd)]).unwrap();
            let fault = Prices::of(&environment).unwrap_err();
            assert_eq!(fault.name, ErrorName::ConfigInvalid, "{odd}");
        }
    }
}
