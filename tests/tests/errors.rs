//! Each error name has its page, and each page its name.

use contract::ErrorName;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn each_name_has_its_page_and_each_page_its_name() {
    let names: BTreeSet<String> = ErrorName::ALL
        .iter()
        .map(|name| format!("{name}.md"))
        .collect();
    let pages: BTreeSet<String> = fs::read_dir(tests::root().join("docs/errors"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(names, pages);
}

#[test]
fn each_page_tells_whether_a_retry_helps_and_what_to_do() {
    for name in ErrorName::ALL {
        let page =
            fs::read_to_string(tests::root().join(format!("docs/errors/{name}.md"))).unwrap();
        assert!(
            page.starts_with(&format!("# {name}")),
            "{name} has another title"
        );
        assert!(
            page.to_lowercase().contains("retr"),
            "{name} does not speak of retries"
        );
        assert!(page.len() > 300, "{name} is too short to help");
    }
}
