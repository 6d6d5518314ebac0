use super::*;
use crate::config::Config;

const TEXT: &str = "
[sources.crm]
kind = \"postgresql\"
url_env = \"CRM_URL\"
description = \"customers and what they bought\"
row_cap = 500

[sources.crm.policies.analyst]
denied_tables = [\"salaries\"]
";

fn configured() -> BTreeMap<String, SourceConfig> {
    toml::from_str::<Config>(TEXT).unwrap().sources
}

#[test]
fn a_database_becomes_a_source_with_its_limits_and_policies() {
    let url =
        |name: &str| (name == "CRM_URL").then(|| "postgresql://me:pw@localhost/crm".to_owned());
    let databases = databases(&configured(), url).unwrap();
    let source = &databases["crm"].source;
    assert_eq!(source.kind, SourceKind::Postgresql);
    assert_eq!(source.limits.row_cap, 500);
    assert_eq!(source.limits.timeout_ms, Limits::default().timeout_ms);
    assert!(!source.policy("analyst").permits_table("salaries"));
    assert!(!format!("{databases:?}").contains("pw"));
}

#[test]
fn a_url_that_is_missing_or_wrong_is_told_without_repeating_it() {
    let missing = databases(&configured(), |_| None).unwrap_err();
    assert_eq!(missing.name, ErrorName::ConfigMissing);
    assert!(missing.message.contains("CRM_URL"), "{}", missing.message);
    let wrong = databases(&configured(), |_| Some("hunter2".to_owned())).unwrap_err();
    assert_eq!(wrong.name, ErrorName::ConfigInvalid);
    assert!(!format!("{wrong:?}").contains("hunter2"));
}
