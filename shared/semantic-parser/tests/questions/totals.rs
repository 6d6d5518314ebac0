//! Columns that hold totals: summed over groups, and no function where another one stands.

use crate::schemas::{check, invoices, parse, shops};
use semantic_parser::Parsed;

#[test]
fn totals_of_groups_are_summed() {
    check(
        &invoices(),
        &[
            (
                "What is the total of invoices for each buyer region?",
                "SELECT buyer.region, sum(invoice.total) FROM invoice JOIN buyer ON invoice.buyer_id = buyer.buyer_id GROUP BY buyer.region",
            ),
            (
                "total by region",
                "SELECT buyer.region, sum(invoice.total) FROM invoice JOIN buyer ON invoice.buyer_id = buyer.buyer_id GROUP BY buyer.region",
            ),
            (
                "What is the total of all invoices?",
                "SELECT sum(total) FROM invoice",
            ),
        ],
    );
}

#[test]
fn another_function_takes_the_column() {
    check(
        &invoices(),
        &[(
            "What is the average total per region?",
            "SELECT buyer.region, avg(invoice.total) FROM invoice JOIN buyer ON invoice.buyer_id = buyer.buyer_id GROUP BY buyer.region",
        )],
    );
}

#[test]
fn ranks_of_what_has_many_rows_are_of_sums() {
    check(
        &invoices(),
        &[(
            "top 2 channels by total",
            "SELECT channel FROM invoice GROUP BY channel ORDER BY sum(total) DESC LIMIT 2",
        )],
    );
}

#[test]
fn ranks_by_what_does_not_add_up_are_not_sure() {
    let sure = match parse(&invoices(), "top 2 channels by rating") {
        Parsed::Readings(readings) => readings[0].confidence >= 0.7,
        _ => false,
    };
    assert!(!sure);
}

#[test]
fn text_has_no_total() {
    let read = parse(
        &shops(),
        "Which category has the highest total product name?",
    );
    assert!(
        matches!(&read, Parsed::Unanswerable { reason, .. } if reason.contains("only numbers")),
        "{read:?}"
    );
}
