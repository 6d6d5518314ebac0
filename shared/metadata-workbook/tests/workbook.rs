//! Workbooks as an operator would write them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use calamine::{DataType as _, Reader, Xlsx, open_workbook_from_rs};
use contract::{
    Catalog, Column, DataType, Dialect, Limits, Policy, Source, SourceKind, Table, ValueSharing,
};
use metadata_workbook::{DraftColumn, DraftTable, Drafts, Metadata, WorkbookError};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;
use std::io::Cursor;

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

const TABLES: &[&[&str]] = &[
    &["Table Name", "Table Label", "Comments"],
    &["ORDERS", "Orders", "one row an order"],
    &["public.customers", "", "people who buy"],
];
const COLUMNS: &[&[&str]] = &[
    &["table_name", "COLUMN NAME", "Column Description"],
    &["orders", "id", "number of the order"],
    &["customers", "id", "number of the customer"],
    &["", "", ""],
    &["customers", "name", ""],
];
const METRICS: &[&[&str]] = &[
    &[
        "Metric Name",
        "Description",
        "Table Name",
        "Expression",
        "Synonyms",
    ],
    &[
        "revenue",
        "what was paid",
        "public.orders",
        "sum(orders.total)",
        "turnover; takings",
    ],
    &["growth", "against the year before", "", "", ""],
];
const ACCESS: &[&[&str]] = &[&["table_name"], &["salaries"], &["public.Bonuses"], &[""]];

fn read(sheets: &[(&str, &[&[&str]])]) -> Result<Metadata, WorkbookError> {
    Metadata::read(workbook(sheets).as_slice())
}

fn example() -> Metadata {
    let sheets: &[(&str, &[&[&str]])] = &[
        ("Tables", TABLES),
        ("Columns", COLUMNS),
        ("KPIs", METRICS),
        ("access", ACCESS),
        ("notes", &[&["whatever"], &["else"]]),
    ];
    read(sheets).unwrap()
}

fn shop() -> Catalog {
    Catalog {
        source: "shop".into(),
        dialect: Dialect::Postgresql,
        fingerprint: "f".into(),
        tables: vec![
            table("orders", &["id", "total"]),
            table("customers", &["id", "name"]),
            table("salaries", &["id", "salary"]),
            table("bonuses", &["id"]),
        ],
        metrics: vec![],
    }
}

/// What is told of a workbook of one sheet that is wrong, by itself or for the shop.
fn told(sheet: &str, rows: &[&[&str]]) -> String {
    match read(&[(sheet, rows)]) {
        Err(error) => error.to_string(),
        Ok(metadata) => metadata.apply(&mut shop()).unwrap_err().to_string(),
    }
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
    let mut catalog = shop();
    example().apply(&mut catalog).unwrap();
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
}

#[test]
fn metrics_come_into_the_catalogue_as_the_guard_writes_them() {
    let mut catalog = shop();
    example().apply(&mut catalog).unwrap();
    let [revenue, growth] = catalog.metrics.as_slice() else {
        panic!("{:?}", catalog.metrics)
    };
    assert_eq!(revenue.synonyms, ["turnover", "takings"]);
    let formula = revenue.formula.as_ref().unwrap();
    assert_eq!(formula.table, "orders");
    assert_eq!(formula.expression, "sum(total)");
    assert_eq!(formula.columns, ["total"]);
    assert!(formula.aggregates);
    assert_eq!(growth.formula, None);
}

#[test]
fn the_fingerprint_is_that_of_the_workbook_too() {
    let signed = |metadata: &Metadata| {
        let mut catalog = shop();
        metadata.apply(&mut catalog).unwrap();
        catalog.fingerprint
    };
    let one = signed(&example());
    assert_eq!(one, signed(&example()));
    let mut other = example();
    other.metrics.pop();
    assert_ne!(one, signed(&other));
    assert!(one.starts_with("f+"), "{one}");
}

#[test]
fn each_wrong_cell_is_named() {
    let tables: &[&[&str]] = &[&["Table Name", "Comments"], &["orders", "x"], &["", "y"]];
    assert_eq!(
        told("Tables", tables),
        "sheet 'Tables', row 3, column A (Table Name): the cell is empty; it names the table that the row is about"
    );
    let tables: &[&[&str]] = &[&["Table Name", "Comments"], &["invoices", "x"]];
    assert_eq!(
        told("Tables", tables),
        "sheet 'Tables', row 2, column A (Table Name): the source has no table invoices"
    );
    let columns: &[&[&str]] = &[
        &["Table Name", "Column Name", "Column Description"],
        &["orders", "id", "the number"],
        &["orders", "price", "what it costs"],
        &["Orders", "ID", "again"],
    ];
    assert_eq!(
        told("c", columns),
        "sheet 'c', row 4, column B (Column Name): orders.id stands in sheet 'c', row 2, column B (Column Name) already"
    );
    assert_eq!(
        told("c", &columns[..3]),
        "sheet 'c', row 3, column B (Column Name): the table orders has no column price"
    );
    let access: &[&[&str]] = &[&["table_name"], &["salary"]];
    assert_eq!(
        told("access", access),
        "sheet 'access', row 2, column A (table_name): the source has no table salary"
    );
}

#[test]
fn headers_are_held_to() {
    let strange: &[&[&str]] = &[
        &["Metric Name", "Description", "Expresion"],
        &["a", "b", "c"],
    ];
    let error = told("metrics", strange);
    assert!(
        error.starts_with("sheet 'metrics', row 1, column C (Expresion): there is no such header in a sheet of metrics"),
        "{error}"
    );
    let lacking: &[&[&str]] = &[&["Table Name", "Column Name"], &["orders", "id"]];
    let error = told("c", lacking);
    assert!(
        error.contains("has no column Column Description"),
        "{error}"
    );
    let twice: &[&[&str]] = &[&["Table Name", "Comments", "comments"], &["a", "b", "c"]];
    let error = told("t", twice);
    assert!(
        error.contains("row 1, column C (comments): the header stands twice"),
        "{error}"
    );
}

#[test]
fn metrics_are_held_against_the_source_and_the_guard() {
    const HEADER: &[&str] = &["Metric Name", "Expression", "Table Name"];
    let of = |rows: &[&[&str]]| {
        let all: Vec<&[&str]> = std::iter::once(HEADER)
            .chain(rows.iter().copied())
            .collect();
        told("metrics", &all)
    };
    let cell = "sheet 'metrics', row 2, column B (Expression): ";
    for (expression, reason) in [
        ("sum(price)", "column price does not exist in orders"),
        ("sum(total", "the statement does not parse"),
        ("sum(total); DROP TABLE orders", "unexpected ;"),
        ("sum(total) -- all", "a comment is not allowed"),
        (
            "(SELECT max(salary) FROM salaries)",
            "a subquery is not allowed",
        ),
        ("pg_sleep(5)", "function pg_sleep is not allowed"),
        (
            "sum(total) + id",
            "the column id stands outside of the aggregates",
        ),
    ] {
        let error = of(&[&["m", expression, "orders"]]);
        assert!(error.starts_with(cell), "{expression}: {error}");
        assert!(error.contains(reason), "{expression}: {error}");
    }
    let error = of(&[&["m", "sum(total)", ""]]);
    assert!(
        error.contains("row 2, column C (Table Name): the cell is empty"),
        "{error}"
    );
    let error = of(&[&["m", "", "orders"]]);
    assert!(
        error.contains("row 2, column A (Metric Name): the cell is empty"),
        "{error}"
    );
    let error = of(&[&["m", "sum(total)", "order"]]);
    assert!(
        error.contains("column C (Table Name): the source has no table order"),
        "{error}"
    );
    let error = of(&[
        &["net sales", "sum(total)", "orders"],
        &["Net_Sales", "sum(id)", "orders"],
    ]);
    assert!(
        error.contains("row 3, column A (Metric Name): net sales stands in"),
        "{error}"
    );
}

#[test]
fn a_workbook_that_is_wrong_changes_nothing_and_tells_all() {
    let rows: &[&[&str]] = &[
        &["Table Name", "Comments"],
        &["orders", "x"],
        &["a", "y"],
        &["b", "z"],
    ];
    let mut catalog = shop();
    let error = read(&[("t", rows)])
        .unwrap()
        .apply(&mut catalog)
        .unwrap_err();
    let WorkbookError::Cells(cells) = &error else {
        panic!("{error}")
    };
    assert_eq!(cells.len(), 2);
    assert_eq!(catalog, shop());
}

#[test]
fn drafts_say_nothing_until_a_person_took_the_mark_away() {
    let rows: &[&[&str]] = &[
        &["Table Name", "Comments", "Status"],
        &["orders", "from a model", "draft"],
        &["customers", "seen by a person", ""],
        &["salaries", "whatever", "DRAFT"],
    ];
    let metadata = read(&[("t", rows)]).unwrap();
    assert_eq!(metadata.drafts, 2);
    let mut catalog = shop();
    metadata.apply(&mut catalog).unwrap();
    assert_eq!(catalog.table("orders").unwrap().description, None);
    assert!(catalog.table("customers").unwrap().description.is_some());
    let rows: &[&[&str]] = &[
        &["Table Name", "Comments", "Status"],
        &["orders", "x", "done"],
    ];
    let error = told("t", rows);
    assert!(
        error.contains("row 2, column C (Status): a status is"),
        "{error}"
    );
}

/// What is drafted comes back as it was written, and says nothing before a person has seen it.
#[test]
fn a_workbook_of_drafts_is_one_of_ours() {
    let drafts = Drafts {
        tables: vec![
            DraftTable {
                table: "orders".into(),
                label: Some("=HYPERLINK(\"http://evil\")".into()),
                comments: Some("one row an order".into()),
            },
            DraftTable {
                table: "customers".into(),
                label: None,
                comments: None,
            },
        ],
        columns: vec![
            DraftColumn {
                table: "orders".into(),
                column: "total".into(),
                description: Some("what was paid".into()),
            },
            DraftColumn {
                table: "orders".into(),
                column: "id".into(),
                description: None,
            },
        ],
    };
    let bytes = drafts.workbook().unwrap();
    let metadata = Metadata::read(bytes.as_slice()).unwrap();
    assert_eq!(metadata.drafts, 2);
    let mut catalog = shop();
    metadata.apply(&mut catalog).unwrap();
    assert_eq!(catalog, shop());
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Tables").unwrap();
    let label = range.get_value((1, 1)).unwrap();
    assert_eq!(label.get_string(), Some("=HYPERLINK(\"http://evil\")"));
    assert!(book.worksheet_formula("Tables").unwrap().is_empty());
}

/// A spreadsheet whose rows do not begin in the first cell.
#[test]
fn cells_are_named_as_the_spreadsheet_names_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("far").unwrap();
    sheet.write_string(4, 27, "Table Name").unwrap();
    sheet.write_string(4, 28, "Comments").unwrap();
    sheet.write_string(9, 27, "nothing").unwrap();
    sheet.write_string(9, 28, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let metadata = Metadata::read(bytes.as_slice()).unwrap();
    let error = metadata.apply(&mut shop()).unwrap_err().to_string();
    assert!(
        error.starts_with("sheet 'far', row 10, column AB (Table Name)"),
        "{error}"
    );
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
