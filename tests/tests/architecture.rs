//! Who may depend on whom. The arrows of `docs/ARCHITECTURE.md`, held over `cargo metadata`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet, HashSet};

const PURE: &[&str] = &[
    "archive",
    "asl",
    "chart",
    "csv-schema",
    "metadata-workbook",
    "prompt",
    "question-slots",
    "result-files",
    "semantic-parser",
    "sql-guard",
    "table-files",
    "text-embedding",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(tests::root().join("Cargo.toml"))
        .other_options(vec!["--all-features".to_owned()])
        .exec()
        .unwrap()
}

/// The workspace's own crates that each one depends on, tests aside.
fn own_dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let own: HashSet<_> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    metadata
        .workspace_packages()
        .iter()
        .map(|package| {
            let needed = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name.clone())
                .filter(|name| own.contains(name))
                .collect();
            (package.name.to_string(), needed)
        })
        .collect()
}

fn is_function(package: &Package) -> bool {
    package.manifest_path.as_str().contains("/functions/")
}

#[test]
fn pure_crates_depend_on_the_contract_at_most() {
    let dependencies = own_dependencies(&metadata());
    for name in PURE {
        let mut needed = dependencies[*name].clone();
        needed.remove("contract");
        // Typed files are made from delimited text: one pure crate over another.
        if *name == "table-files" {
            needed.remove("csv-schema");
        }
        // What an operator computes passes the guard before it is in any catalogue.
        if *name == "metadata-workbook" {
            needed.remove("sql-guard");
        }
        assert!(needed.is_empty(), "{name} depends on {needed:?}");
    }
}

#[test]
fn the_arrows_point_one_way() {
    let dependencies = own_dependencies(&metadata());
    assert!(dependencies["contract"].is_empty());
    assert_eq!(
        dependencies["ports"],
        BTreeSet::from(["contract".to_owned()])
    );
    let step = BTreeSet::from(["contract".to_owned(), "ports".to_owned()]);
    assert_eq!(dependencies["step"], step);
    for (name, needed) in &dependencies {
        for above in ["analyst", "tests", "xtask"] {
            let may = name == "tests";
            assert!(may || !needed.contains(above), "{name} depends on {above}");
        }
    }
}

#[test]
fn functions_know_no_adapter_and_no_other_function() {
    let metadata = metadata();
    let dependencies = own_dependencies(&metadata);
    let functions: Vec<_> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| is_function(package))
        .collect();
    assert_eq!(functions.len(), 16);
    for function in &functions {
        let needed = &dependencies[function.name.as_str()];
        for other in &functions {
            assert!(
                !needed.contains(other.name.as_str()),
                "{} needs {}",
                function.name,
                other.name
            );
        }
        for adapter in ["local-ports", "postgres"] {
            assert!(
                !needed.contains(adapter),
                "{} knows the adapter {adapter}",
                function.name
            );
        }
        let host = function
            .dependencies
            .iter()
            .find(|dependency| dependency.name == "lambda-host")
            .unwrap_or_else(|| panic!("{} has no lambda feature", function.name));
        assert!(
            host.optional,
            "{} compiles the Lambda host into the local build",
            function.name
        );
    }
}

#[test]
fn only_the_aws_crate_names_an_aws_sdk() {
    for package in metadata().workspace_packages() {
        for dependency in &package.dependencies {
            let is_sdk = dependency.name.starts_with("aws-sdk-") || dependency.name == "aws-config";
            assert!(
                !is_sdk || package.name == "aws",
                "{} names {}",
                package.name,
                dependency.name
            );
        }
    }
}

/// What a Lambda really links: resolved for that one package with its `lambda` feature.
fn linked(function: &str) -> BTreeSet<String> {
    let manifest = tests::root()
        .join("functions")
        .join(function)
        .join("Cargo.toml");
    let output = std::process::Command::new(env!("CARGO"))
        .args([
            "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}",
        ])
        .args(["--features", "lambda", "--manifest-path"])
        .arg(manifest)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn no_lambda_links_datafusion_sqlite_or_the_local_server() {
    for package in metadata()
        .workspace_packages()
        .into_iter()
        .filter(|p| is_function(p))
    {
        let linked = linked(package.name.as_str());
        assert!(
            linked.contains("lambda_runtime"),
            "{} is no Lambda",
            package.name
        );
        for heavy in [
            "datafusion",
            "libsqlite3-sys",
            "rusqlite",
            "analyst",
            "axum",
            "asl",
        ] {
            assert!(!linked.contains(heavy), "{} links {heavy}", package.name);
        }
    }
}

#[test]
fn every_crate_says_what_it_owns() {
    for package in metadata().workspace_packages() {
        let folder = package.manifest_path.parent().unwrap();
        if !folder.as_str().contains("/shared/") {
            continue;
        }
        let readme = std::fs::read_to_string(folder.join("README.md"))
            .unwrap_or_else(|_| panic!("{} has no README.md", package.name));
        for word in ["Owns", "Does not own", "May depend on"] {
            assert!(
                readme.contains(word),
                "{}: README.md lacks '{word}'",
                package.name
            );
        }
    }
}

#[test]
fn no_dependency_comes_from_outside_the_registry() {
    let metadata = metadata();
    let ours: HashSet<&PackageId> = metadata.workspace_members.iter().collect();
    for package in metadata
        .packages
        .iter()
        .filter(|package| !ours.contains(&package.id))
    {
        let registry = package
            .source
            .as_ref()
            .is_some_and(cargo_metadata::Source::is_crates_io);
        assert!(registry, "{} is not from crates.io", package.name);
    }
}
