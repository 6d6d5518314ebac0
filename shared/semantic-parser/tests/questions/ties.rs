//! Rows and groups that a question leaves equal come by their keys.

use crate::schemas::{parse, shops};
use semantic_parser::Parsed;

fn sql(question: &str) -> String {
    match parse(&shops(), question) {
        Parsed::Readings(readings) => readings[0].sql.clone(),
        other => panic!("{question}: {other:?}"),
    }
}

#[test]
fn equal_rows_come_by_their_key() {
    assert_eq!(
        sql("List product names ordered by price from high to low."),
        "SELECT product_name FROM product ORDER BY price DESC, product_id"
    );
}

#[test]
fn groups_come_by_what_they_are_grouped_by() {
    assert_eq!(
        sql("How many shops are there in each city?"),
        "SELECT city, count(*) FROM shop GROUP BY city ORDER BY city"
    );
}

#[test]
fn what_nobody_put_in_order_stays_as_it_is() {
    for question in ["How many shops are there?", "List all product names."] {
        assert!(!sql(question).contains("ORDER BY"), "{question}");
    }
}
