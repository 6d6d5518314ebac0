//! Workbooks as an operator would write them.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{
    Catalog, Column, DataType, Dialect, Limits, Policy, Source, SourceKind, Table, ValueSharing,
};
use metadata_workbook::{Metadata, WorkbookError};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;

fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                let (at, column) = (u32::try_from(at).unwrap(), u16::try_from(column).unwrap());
                sheet.write_string(at, column, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn example() -> Metadata {
    let bytes = workbook(&[
        (
            "Tables",
            &[
                &["Table Name", "Table Label", "Comments"],
                &["ORDERS", "Orders", "one row an order"],
                &["public.customers", "", "people who buy"],
                &["", "nobody", "nothing"],
            ],
        ),
        (
            "Columns",
            &[
                &["table_name", "COLUMN NAME", "Column Description"],
                &["orders", "id", "number of the order"],
                &["customers", "id", "number of the customer"],
                &["customers", "name", ""],
            ],
        ),
        (
            "KPIs",
            &[
                &["Metric Name", "Description"],
                &["revenue", "sum of total"],
            ],
        ),
        (
            "access",
            &[&["table_name"], &["salaries"], &["public.Bonuses"], &[""]],
        ),
        ("notes", &[&["whatever"], &["else"]]),
    ]);
    Metadata::read(bytes.as_slice()).unwrap()
}

fn table(name: &str, columns: &[&str]) -> Table {
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        data_type: DataType::Varchar,
        nullable: true,
        description: Some("as the database says".to_owned()),
        synonyms: vec![],
        profile: None,
    };
    Table {
        name: name.to_owned(),
        description: None,
        row_count: None,
        columns: columns.iter().map(column).collect(),
        primary_key: vec![],
        foreign_keys: vec![],
    }
}

#[test]
fn descriptions_find_their_table_and_column() {
    let mut catalog = Catalog {
        source: "shop".into(),
        dialect: Dialect::Postgresql,
        fingerprint: "f".into(),
        tables: vec![
            table("orders", &["id", "total"]),
            table("customers", &["id", "name"]),
        ],
    };
    let metadata = example();
    metadata.describe(&mut catalog);
    let description = |table: &str, column: &str| {
        let column = catalog.table(table).unwrap().column(column).unwrap();
        column.description.clone().unwrap()
    };
    let orders = catalog.table("orders").unwrap();
    assert_eq!(
        orders.description.as_deref(),
        Some("Orders: one row an order")
    );
    let customers = catalog.table("customers").unwrap();
    assert_eq!(customers.description.as_deref(), Some("people who buy"));
    assert_eq!(description("orders", "id"), "number of the order");
    assert_eq!(description("customers", "id"), "number of the customer");
    assert_eq!(description("customers", "name"), "as the database says");
    assert_eq!(metadata.metrics[0].name, "revenue");
}

#[test]
fn the_access_sheet_denies_to_every_role() {
    let listed = Policy {
        denied_tables: vec!["SALARIES".into()],
        ..Policy::default()
    };
    let mut source = Source {
        name: "shop".into(),
        kind: SourceKind::Postgresql,
        dialect: Dialect::Postgresql,
        version: 0,
        description: None,
        limits: Limits::default(),
        value_sharing: ValueSharing::default(),
        policies: BTreeMap::from([("analyst".to_owned(), listed)]),
    };
    example().restrict(&mut source);
    for role in ["analyst", "guest", "whoever"] {
        let policy = source.policy(role);
        assert!(!policy.permits_table("salaries"), "{role}");
        assert!(!policy.permits_table("bonuses"), "{role}");
        assert!(policy.permits_table("orders"), "{role}");
    }
    assert_eq!(
        source.policies["analyst"].denied_tables,
        ["SALARIES", "Bonuses"]
    );
}

#[test]
fn what_is_no_such_workbook_is_told() {
    let other = workbook(&[("Sheet1", &[&["a", "b"], &["1", "2"]])]);
    let error = Metadata::read(other.as_slice()).unwrap_err();
    assert!(matches!(error, WorkbookError::NoSheet), "{error}");
    let error = Metadata::read(b"a,b\n1,2\n".as_slice()).unwrap_err();
    assert!(matches!(error, WorkbookError::Unreadable { .. }), "{error}");
}
