//! Metrics as `CloudWatch` reads them from a log: its Embedded Metric Format.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use contract::Usage;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::time::{Duration, SystemTime};

const NAMESPACE: &str = "Analyst";

/// What is measured about an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured<'a> {
    pub(crate) stage: &'a str,
    pub(crate) function: &'a str,
    /// How it ended: one of a few words.
    pub(crate) outcome: &'a str,
    /// Whether it ended in a fault.
    pub(crate) is_fault: bool,
    pub(crate) duration: Duration,
    pub(crate) cold_start: bool,
    /// What models and engines took, of a function that asks them.
    pub(crate) usage: Option<Usage>,
    /// What that cost, in dollars, where prices are known.
    pub(crate) cost: Option<f64>,
    /// Whether an earlier answer served, of a function that looks for one.
    pub(crate) cache_hit: Option<bool>,
    /// For searching only: a metric by request would be one each.
    pub(crate) request_id: &'a str,
}

impl Measured<'_> {
    /// Writes the line to where Lambda's logs come from.
    pub(crate) fn write(&self, at: SystemTime) {
        let mut line = self.document(at).to_string();
        line.push('\n');
        if let Err(error) = std::io::stdout().lock().write_all(line.as_bytes()) {
            tracing::warn!(%error, "the metrics could not be written");
        }
    }

    fn document(&self, at: SystemTime) -> Value {
        let at_ms = at
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            });
        let values = self.values();
        let definitions: Vec<Value> = values
            .iter()
            .map(|(name, unit, _)| json!({ "Name": name, "Unit": unit }))
            .collect();
        let mut document = Map::new();
        document.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": at_ms,
                "CloudWatchMetrics": [
                    {
                        "Namespace": NAMESPACE,
                        "Dimensions": [["Stage", "Function"]],
                        "Metrics": definitions,
                    },
                    {
                        "Namespace": NAMESPACE,
                        "Dimensions": [["Stage", "Function", "Outcome"]],
                        "Metrics": [{ "Name": "Outcomes", "Unit": "Count" }],
                    },
                ],
            }),
        );
        for (name, text) in [
            ("Stage", self.stage),
            ("Function", self.function),
            ("Outcome", self.outcome),
            ("RequestId", self.request_id),
        ] {
            document.insert(name.to_owned(), text.into());
        }
        document.insert("Outcomes".to_owned(), 1.into());
        for (name, _, value) in values {
            document.insert(name.to_owned(), value);
        }
        Value::Object(document)
    }

    fn values(&self) -> Vec<(&'static str, &'static str, Value)> {
        let mut values = vec![
            (
                "Duration",
                "Milliseconds",
                (self.duration.as_secs_f64() * 1000.0).into(),
            ),
            ("ColdStarts", "Count", u8::from(self.cold_start).into()),
            ("Faults", "Count", u8::from(self.is_fault).into()),
        ];
        if let Some(usage) = self.usage {
            values.push(("TokensIn", "Count", usage.tokens_in.into()));
            values.push(("TokensOut", "Count", usage.tokens_out.into()));
            values.push(("BytesScanned", "Bytes", usage.bytes_scanned.into()));
        }
        if let Some(cost) = self.cost {
            values.push(("CostUsd", "None", cost.into()));
        }
        if let Some(hit) = self.cache_hit {
            values.push(("CacheHits", "Count", u8::from(hit).into()));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Measured<'static> {
        Measured {
            stage: "dev",
            function: "Generate",
            outcome: "sql",
            is_fault: false,
            duration: Duration::from_micros(1_500),
            cold_start: true,
            usage: Some(Usage {
                tokens_in: 1_200,
                tokens_out: 80,
                bytes_scanned: 0,
            }),
            cost: Some(0.005),
            cache_hit: None,
            request_id: "r-1",
        }
    }

    #[test]
    fn a_line_has_the_form_of_the_specification() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_424_400_123);
        let document = measured().document(at);
        assert_eq!(document["_aws"]["Timestamp"], 1_795_424_400_123_u64);
        let directives = document["_aws"]["CloudWatchMetrics"].as_array().unwrap();
        for directive in directives {
            assert_eq!(directive["Namespace"], "Analyst");
            for dimension in directive["Dimensions"][0].as_array().unwrap() {
                let value = &document[dimension.as_str().unwrap()];
                assert!(value.as_str().is_some_and(|text| !text.is_empty()));
            }
            for metric in directive["Metrics"].as_array().unwrap() {
                assert!(document[metric["Name"].as_str().unwrap()].is_number());
            }
        }
        assert_eq!(document["Duration"], 1.5);
        assert_eq!(document["TokensIn"], 1_200);
        assert_eq!(document["CostUsd"], 0.005);
        assert_eq!(document["Outcome"], "sql");
        assert!(document.get("CacheHits").is_none());
        assert!(!document.to_string().contains('\n'));
    }

    #[test]
    fn only_what_a_function_does_is_measured() {
        let measured = Measured {
            usage: None,
            cost: None,
            cache_hit: Some(false),
            ..measured()
        };
        let document = measured.document(SystemTime::now());
        assert_eq!(document["CacheHits"], 0);
        assert_eq!(document["Faults"], 0);
        let fault = Measured {
            is_fault: true,
            ..measured
        };
        assert_eq!(fault.document(SystemTime::now())["Faults"], 1);
        assert!(document.get("TokensIn").is_none());
    }
}
