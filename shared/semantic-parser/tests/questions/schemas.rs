//! Invented schemas: a shop chain, a library, a hospital and a boatyard.

use contract::{Catalog, Column, ColumnProfile, DataType, Dialect, ForeignKey, Table};
use semantic_parser::{Context, Index, Parsed, Parser};

/// A table from lines such as `city varchar Paris|Lyon`; a type may end in `?` for nullable.
fn table(name: &str, rows: u64, key: &str, columns: &[&str], keys: &[(&str, &str, &str)]) -> Table {
    Table {
        name: name.to_owned(),
        description: None,
        row_count: Some(rows),
        columns: columns.iter().map(|line| column(line, rows, key)).collect(),
        primary_key: if key.is_empty() {
            vec![]
        } else {
            vec![key.to_owned()]
        },
        foreign_keys: keys
            .iter()
            .map(|(column, table, target)| ForeignKey {
                columns: vec![(*column).to_owned()],
                references_table: (*table).to_owned(),
                references_columns: vec![(*target).to_owned()],
                inferred: true,
            })
            .collect(),
    }
}

fn column(line: &str, rows: u64, key: &str) -> Column {
    let mut parts = line.splitn(3, ' ');
    let name = parts.next().expect("a column has a name").to_owned();
    let kind = parts.next().expect("a column has a type");
    let mut values: Vec<String> = parts
        .next()
        .map(|v| v.split('|').map(str::to_owned).collect())
        .unwrap_or_default();
    values.sort();
    let nullable = kind.ends_with('?');
    let data_type: DataType = kind.trim_end_matches('?').parse().expect("a known type");
    let unique = name == key;
    let distinct = if unique {
        rows
    } else {
        values.len().max(2) as u64
    };
    let values_complete = !values.is_empty();
    let profile = ColumnProfile {
        distinct,
        distinct_exact: true,
        nulls: u64::from(nullable),
        values,
        values_complete,
        ..ColumnProfile::default()
    };
    Column {
        name,
        data_type,
        nullable,
        description: None,
        synonyms: vec![],
        profile: Some(profile),
    }
}

fn catalog(source: &str, tables: Vec<Table>) -> Catalog {
    Catalog {
        source: source.to_owned(),
        dialect: Dialect::Embedded,
        fingerprint: "1".to_owned(),
        tables,
        metrics: vec![],
    }
}

/// Boats, whose kinds and numbers of masts have one word, and of which one is called as a rank is.
pub(crate) fn boatyard() -> Catalog {
    catalog(
        "boatyard",
        vec![table(
            "boat",
            30,
            "boat_id",
            &[
                "boat_id bigint",
                "boat_name varchar Gull|Top|Tern",
                "mast varchar wood|steel",
                "masts bigint",
                "length double",
            ],
            &[],
        )],
    )
}

/// Shops, products, sales.
pub(crate) fn shops() -> Catalog {
    catalog(
        "shops",
        vec![
            table(
                "shop",
                8,
                "shop_id",
                &[
                    "shop_id bigint",
                    "shop_name varchar Corner|Old Mill|Sunrise",
                    "city varchar Paris|Lyon|Lille",
                    "opening_year bigint",
                    "floor_area double",
                ],
                &[],
            ),
            table(
                "product",
                40,
                "product_id",
                &[
                    "product_id bigint",
                    "product_name varchar Green Tea|Black Coffee|Milk",
                    "category varchar tea|coffee|dairy",
                    "price double",
                    "weight double",
                    "discontinued_on date?",
                ],
                &[],
            ),
            table(
                "sale",
                900,
                "sale_id",
                &[
                    "sale_id bigint",
                    "shop_id bigint",
                    "product_id bigint",
                    "sold_on date",
                    "quantity bigint",
                    "amount double",
                ],
                &[
                    ("shop_id", "shop", "shop_id"),
                    ("product_id", "product", "product_id"),
                ],
            ),
            table(
                "employee",
                30,
                "employee_id",
                &[
                    "employee_id bigint",
                    "first_name varchar Ann|Bob|Carla",
                    "last_name varchar Mills|Stone",
                    "age bigint",
                    "salary double",
                    "gender varchar F|M",
                    "shop_id bigint",
                ],
                &[("shop_id", "shop", "shop_id")],
            ),
        ],
    )
}

/// Authors, books, loans; a bridge table between books and authors.
pub(crate) fn library() -> Catalog {
    catalog(
        "library",
        vec![
            table(
                "authors",
                50,
                "authorid",
                &[
                    "authorid bigint",
                    "authorname varchar Iris Vale|Tom Reed",
                    "nationality varchar France|Germany|Japan",
                    "birth_year bigint",
                ],
                &[],
            ),
            table(
                "books",
                300,
                "bookid",
                &[
                    "bookid bigint",
                    "title varchar The Sea|Night Train",
                    "language varchar English|French|German",
                    "numpages bigint",
                    "published_year bigint",
                ],
                &[],
            ),
            table(
                "book_authors",
                320,
                "",
                &["bookid bigint", "authorid bigint"],
                &[
                    ("bookid", "books", "bookid"),
                    ("authorid", "authors", "authorid"),
                ],
            ),
            table(
                "members",
                200,
                "member_id",
                &[
                    "member_id bigint",
                    "name varchar Lena Fox|Max Hill",
                    "joined_on date",
                    "email varchar?",
                ],
                &[],
            ),
            table(
                "loans",
                2000,
                "loan_id",
                &[
                    "loan_id bigint",
                    "member_id bigint",
                    "bookid bigint",
                    "loaned_on date",
                    "days bigint",
                ],
                &[
                    ("member_id", "members", "member_id"),
                    ("bookid", "books", "bookid"),
                ],
            ),
        ],
    )
}

/// Doctors, patients, transfers with two keys to one table.
pub(crate) fn hospital() -> Catalog {
    catalog(
        "hospital",
        vec![
            table(
                "ward",
                12,
                "ward_id",
                &[
                    "ward_id bigint",
                    "name varchar North|South|Children",
                    "beds bigint",
                    "floor bigint",
                ],
                &[],
            ),
            table(
                "doctor",
                40,
                "doctor_id",
                &[
                    "doctor_id bigint",
                    "name varchar Ada Holm|Ben Ortiz",
                    "specialty varchar surgery|cardiology|oncology",
                    "ward_id bigint",
                    "years_experience bigint",
                ],
                &[("ward_id", "ward", "ward_id")],
            ),
            table(
                "patient",
                500,
                "patient_id",
                &[
                    "patient_id bigint",
                    "name varchar",
                    "height double",
                    "birth_date date",
                    "gender varchar F|M",
                ],
                &[],
            ),
            table(
                "transfer",
                700,
                "transfer_id",
                &[
                    "transfer_id bigint",
                    "patient_id bigint",
                    "source_ward bigint",
                    "destination_ward bigint",
                    "moved_at timestamp",
                ],
                &[
                    ("patient_id", "patient", "patient_id"),
                    ("source_ward", "ward", "ward_id"),
                    ("destination_ward", "ward", "ward_id"),
                ],
            ),
        ],
    )
}

/// Invoices with a column that is itself called a total.
pub(crate) fn invoices() -> Catalog {
    catalog(
        "invoices",
        vec![
            table(
                "buyer",
                50,
                "buyer_id",
                &[
                    "buyer_id bigint",
                    "buyer_name varchar Ann|Bob|Carla",
                    "region varchar north|south",
                ],
                &[],
            ),
            table(
                "invoice",
                500,
                "invoice_id",
                &[
                    "invoice_id bigint",
                    "buyer_id bigint",
                    "channel varchar web|phone|post",
                    "rating double",
                    "total double",
                ],
                &[("buyer_id", "buyer", "buyer_id")],
            ),
        ],
    )
}

/// What a question about a catalogue is read as.
pub(crate) fn parse(catalog: &Catalog, question: &str) -> Parsed {
    let index = Index::new(catalog);
    Parser::new(&index, catalog.dialect).parse(question, &Context::asked_at("2026-06-15T09:00:00Z"))
}

/// What was understood of a question, as SQL; the refusal in brackets when there is none.
pub(crate) fn sql(catalog: &Catalog, question: &str) -> String {
    match parse(catalog, question) {
        Parsed::Readings(readings) => semantic_parser::render(&readings[0].plan, catalog.dialect),
        Parsed::Ambiguous { choices, .. } => format!(
            "[ambiguous: {}]",
            choices
                .iter()
                .map(|c| c.label.as_str())
                .collect::<Vec<_>>()
                .join(" | ")
        ),
        Parsed::Unanswerable { reason, readings } => format!(
            "[{reason} {:?}]",
            readings.first().map(|r| (&r.sql, r.confidence))
        ),
    }
}

/// Asserts the SQL of each question.
pub(crate) fn check(catalog: &Catalog, expected: &[(&str, &str)]) {
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(question, expected)| {
            let got = sql(catalog, question);
            (got != *expected)
                .then(|| format!("{question}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
