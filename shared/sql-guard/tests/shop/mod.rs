//! A small shop to ask questions of.

use contract::{Catalog, Column, DataType, Dialect, ForeignKey, Policy, Table};
use sql_guard::Guard;

pub(crate) fn guard<'a>(
    dialect: Dialect,
    catalog: Option<&'a Catalog>,
    policy: &'a Policy,
) -> Guard<'a> {
    Guard {
        dialect,
        catalog,
        policy,
        row_cap: Some(1000),
    }
}

pub(crate) fn catalog(dialect: Dialect) -> Catalog {
    let mut orders = table(
        "orders",
        &[
            ("id", DataType::Bigint),
            ("customer_id", DataType::Bigint),
            ("amount", DataType::Decimal(10, 2)),
            ("status", DataType::Varchar),
            ("order_date", DataType::Date),
        ],
    );
    orders.foreign_keys.push(ForeignKey {
        columns: vec!["customer_id".into()],
        references_table: "customers".into(),
        references_columns: vec!["id".into()],
        inferred: false,
    });
    let customers = table(
        "customers",
        &[
            ("id", DataType::Bigint),
            ("name", DataType::Varchar),
            ("region", DataType::Varchar),
            ("email", DataType::Varchar),
        ],
    );
    let salaries = table(
        "salaries",
        &[("id", DataType::Bigint), ("salary", DataType::Bigint)],
    );
    let mixed = table(
        "SalesReport",
        &[("Region", DataType::Varchar), ("user", DataType::Varchar)],
    );
    Catalog {
        source: "shop".into(),
        dialect,
        fingerprint: "1".into(),
        tables: vec![orders, customers, salaries, mixed],
        metrics: vec![],
    }
}

fn table(name: &str, columns: &[(&str, DataType)]) -> Table {
    Table {
        name: name.into(),
        description: None,
        row_count: None,
        columns: columns
            .iter()
            .map(|(name, data_type)| Column {
                name: (*name).into(),
                data_type: data_type.clone(),
                nullable: true,
                description: None,
                synonyms: vec![],
                profile: None,
            })
            .collect(),
        primary_key: vec!["id".into()],
        foreign_keys: vec![],
    }
}
