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

/// `crm` with a workbook that denies a table.
fn with_workbook(folder: &Path) -> BTreeMap<String, SourceConfig> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("access").unwrap();
    sheet.write_string(0, 0, "table_name").unwrap();
    sheet.write_string(1, 0, "contracts").unwrap();
    workbook.save(folder.join("crm.xlsx")).unwrap();
    let text = TEXT.replace("row_cap = 500", "workbook = \"crm.xlsx\"");
    std::fs::write(folder.join("config.toml"), text).unwrap();
    Config::read(folder).unwrap().sources
}

#[test]
fn tables_of_the_access_sheet_are_denied_to_all() {
    let folder = tempfile::tempdir().unwrap();
    let url = |_: &str| Some("postgresql://localhost/crm".to_owned());
    let databases = databases(&with_workbook(folder.path()), url).unwrap();
    let source = &databases["crm"].source;
    for role in ["analyst", "somebody"] {
        assert!(!source.policy(role).permits_table("contracts"), "{role}");
        assert!(source.policy(role).permits_table("customers"), "{role}");
    }
    assert!(!source.policy("analyst").permits_table("salaries"));
}

#[test]
fn a_workbook_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let configured = with_workbook(folder.path());
    std::fs::remove_file(folder.path().join("crm.xlsx")).unwrap();
    let url = |_: &str| Some("postgresql://localhost/crm".to_owned());
    let fault = databases(&configured, url).unwrap_err();
    assert_eq!(fault.name, ErrorName::ConfigInvalid);
    assert!(fault.message.contains("crm.xlsx"), "{}", fault.message);
}

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
