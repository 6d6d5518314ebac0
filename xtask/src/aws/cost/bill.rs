//! What Cost Explorer says of the last thirty days.

use super::super::place::Place;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

const DAYS: u64 = 30;

pub(super) fn show(place: &Place) -> Result<()> {
    let today = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    let period = format!("Start={},End={}", date(today - DAYS), date(today));
    let filter = format!(
        r#"{{"And":[{{"Tags":{{"Key":"project","Values":["analyst"]}}}},{{"Tags":{{"Key":"stage","Values":["{}"]}}}}]}}"#,
        place.stage
    );
    let words = ["ce", "get-cost-and-usage", "--granularity", "MONTHLY"];
    let call = place.aws(words).and([
        "--metrics",
        "UnblendedCost",
        "--group-by",
        "Type=DIMENSION,Key=SERVICE",
        "--time-period",
        &period,
        "--filter",
        &filter,
    ]);
    let Some(answer) = place.read(call)? else {
        return Ok(());
    };
    let services = by_service(&answer)?;
    for (service, dollars) in &services {
        println!("{dollars:>10.2}  {service}");
    }
    println!("{:>10.2}  in {DAYS} days", services.values().sum::<f64>());
    if services.is_empty() {
        println!(
            "Nothing is tagged yet: activate the cost allocation tags project and stage in the billing console; it takes a day."
        );
    }
    Ok(())
}

/// A period lies in up to two months; each has its groups.
fn by_service(answer: &Value) -> Result<BTreeMap<String, f64>> {
    let mut services = BTreeMap::new();
    for month in answer["ResultsByTime"].as_array().into_iter().flatten() {
        for group in month["Groups"].as_array().into_iter().flatten() {
            let service = group["Keys"][0].as_str().context("a service has a name")?;
            let amount = group["Metrics"]["UnblendedCost"]["Amount"].as_str();
            let dollars: f64 = amount.context("a service has a cost")?.parse()?;
            *services.entry(service.to_owned()).or_insert(0.0) += dollars;
        }
    }
    Ok(services)
}

/// The date of a day since 1970, as `2026-12-01`. After Howard Hinnant, "chrono-compatible low-level date algorithms",
/// `civil_from_days`, for days that are not negative.
fn date(day: u64) -> String {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_are_dates() {
        // `date -u -d @SECONDS +%F` says the same.
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_788), "2026-12-01");
    }

    #[test]
    fn a_service_of_two_months_is_one_line() {
        let group = |dollars: &str| json!({"Keys": ["Lambda"], "Metrics": {"UnblendedCost": {"Amount": dollars}}});
        let answer =
            json!({"ResultsByTime": [{"Groups": [group("1.5")]}, {"Groups": [group("0.25")]}]});
        assert_eq!(by_service(&answer).unwrap()["Lambda"], 1.75);
    }
}
