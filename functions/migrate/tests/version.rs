//! The template and the sample events are of the SQL of this release: otherwise a deployment with other SQL would not run
//! it.

#[test]
fn the_template_names_the_sql_of_this_release() {
    let wanted = format!("Version: \"{}\"", postgres::provision_version());
    let template = include_str!("../../../infra-sam/database.yaml");
    let named = template.lines().any(|line| line.trim() == wanted);
    assert!(
        named,
        "infra-sam/database.yaml: Migration has to have {wanted}"
    );
}
