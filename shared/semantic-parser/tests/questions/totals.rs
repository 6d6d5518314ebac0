//! Columns that hold totals: summed over groups, and no function where another one stands.

use crate::schemas::{check, invoices};

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
