//! Metrics of a workbook, asked for by their names.

use crate::schemas::{check, invoices, parse, shops, sql};
use contract::{Catalog, Dialect, Formula, Metric};
use semantic_parser::{Context, Index, Parsed, Parser};

fn metric(
    name: &str,
    synonyms: &[&str],
    table: &str,
    expression: &str,
    columns: &[&str],
) -> Metric {
    let aggregates = ["sum(", "avg(", "count("]
        .iter()
        .any(|function| expression.contains(function));
    Metric {
        name: name.to_owned(),
        description: None,
        synonyms: synonyms.iter().map(|&word| word.to_owned()).collect(),
        formula: Some(Formula {
            table: table.to_owned(),
            expression: expression.to_owned(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            aggregates,
        }),
    }
}

fn measured() -> Catalog {
    Catalog {
        metrics: vec![
            metric(
                "net revenue",
                &["takings"],
                "sale",
                "sum(amount) - sum(quantity) * 0.5",
                &["amount", "quantity"],
            ),
            metric("Basket Size", &[], "sale", "avg(quantity)", &["quantity"]),
            metric(
                "markup",
                &[],
                "product",
                "price - weight",
                &["price", "weight"],
            ),
            metric("list profit", &[], "product", "price * 0.3", &["price"]),
        ],
        ..shops()
    }
}

#[test]
fn a_metric_is_grouped_filtered_and_ordered_as_an_aggregate_is() {
    check(
        &measured(),
        &[
            (
                "What is the net revenue?",
                "SELECT (sum(amount) - sum(quantity) * 0.5) AS \"net revenue\" FROM sale",
            ),
            (
                "net revenue by city",
                "SELECT shop.city, (sum(sale.amount) - sum(sale.quantity) * 0.5) AS \"net revenue\" FROM sale JOIN shop ON sale.shop_id = shop.shop_id GROUP BY shop.city",
            ),
            (
                "Show the takings for each category",
                "SELECT product.category, (sum(sale.amount) - sum(sale.quantity) * 0.5) AS \"net revenue\" FROM sale JOIN product ON sale.product_id = product.product_id GROUP BY product.category",
            ),
            (
                "What was the net revenue in Lyon in 2013?",
                "SELECT (sum(sale.amount) - sum(sale.quantity) * 0.5) AS \"net revenue\" FROM sale JOIN shop ON sale.shop_id = shop.shop_id WHERE shop.city = 'Lyon' AND EXTRACT(year FROM sale.sold_on) = 2013",
            ),
            (
                "net revenue per month",
                "SELECT EXTRACT(month FROM sold_on), (sum(amount) - sum(quantity) * 0.5) AS \"net revenue\" FROM sale GROUP BY EXTRACT(month FROM sold_on)",
            ),
            (
                "Which city has the highest net revenue?",
                "SELECT shop.city FROM shop JOIN sale ON shop.shop_id = sale.shop_id GROUP BY shop.city ORDER BY (sum(sale.amount) - sum(sale.quantity) * 0.5) DESC LIMIT 1",
            ),
            (
                "top 3 shops by net revenue",
                "SELECT shop.shop_name FROM shop JOIN sale ON shop.shop_id = sale.shop_id GROUP BY shop.shop_id, shop.shop_name ORDER BY (sum(sale.amount) - sum(sale.quantity) * 0.5) DESC LIMIT 3",
            ),
            (
                "Which cities have a net revenue above 1000?",
                "SELECT shop.city FROM shop JOIN sale ON shop.shop_id = sale.shop_id GROUP BY shop.city HAVING (sum(sale.amount) - sum(sale.quantity) * 0.5) > 1000",
            ),
            (
                "average basket size by shop",
                "SELECT shop.shop_name, avg(sale.quantity) AS \"Basket Size\" FROM sale JOIN shop ON sale.shop_id = shop.shop_id GROUP BY shop.shop_id, shop.shop_name",
            ),
        ],
    );
}

#[test]
fn a_metric_of_each_row_is_a_measure_like_any_other() {
    check(
        &measured(),
        &[
            (
                "average markup per category",
                "SELECT category, avg((price - weight)) AS \"average markup\" FROM product GROUP BY category",
            ),
            (
                "Which products have a markup above 3?",
                "SELECT product_name FROM product WHERE (price - weight) > 3",
            ),
            (
                "list profit by category",
                "SELECT category, sum((price * 0.3)) AS \"total list profit\" FROM product GROUP BY category",
            ),
            (
                "What is the total markup of products in the category tea?",
                "SELECT sum((price - weight)) AS \"total markup\" FROM product WHERE category = 'tea'",
            ),
        ],
    );
}

#[test]
fn what_a_metric_does_not_say_is_not_guessed() {
    for question in [
        // A mean, or a total?
        "markup by category",
        // A mean of what is a difference of sums.
        "average net revenue by city",
        "How many different net revenues are there?",
        // A product is sold in several cities: its profit would count in each, once for every sale.
        "list profit by city",
        "top 3 cities by list profit",
        "Which products have no takings?",
    ] {
        let sure = match parse(&measured(), question) {
            Parsed::Readings(readings) => Some(readings[0].sql.clone()),
            _ => None,
        };
        assert_eq!(sure, None, "{question}");
    }
}

#[test]
fn all_columns_are_the_stored_ones() {
    check(
        &measured(),
        &[(
            "Show all the information about sales",
            "SELECT sale_id, shop_id, product_id, sold_on, quantity, amount FROM sale",
        )],
    );
}

#[test]
fn the_reading_names_the_metric() {
    let Parsed::Readings(readings) = parse(&measured(), "net revenue by city") else {
        panic!("not read")
    };
    assert_eq!(
        readings[0].sentence,
        "City and net revenue of sale with their shop, for each city."
    );
}

#[test]
fn every_dialect_quotes_the_columns_its_way() {
    for dialect in Dialect::ALL {
        let mut catalog = invoices();
        catalog.dialect = dialect;
        catalog.tables[1].columns[4].name = "Total Due".to_owned();
        catalog.metrics = vec![metric(
            "billed",
            &[],
            "invoice",
            "sum(CASE WHEN channel = 'web; \"x\"' THEN \"Total Due\" ELSE 0 END) / nullif(count(*), 0)",
            &["channel", "Total Due"],
        )];
        let index = Index::new(&catalog);
        let parsed = Parser::new(&index, dialect).parse("billed by region", &Context::default());
        let Parsed::Readings(readings) = parsed else {
            panic!("{dialect}: {parsed:?}")
        };
        assert_eq!(
            readings[0].sql,
            "SELECT buyer.region, (sum(CASE WHEN invoice.channel = 'web; \"x\"' THEN invoice.\"Total Due\" ELSE 0 END) / nullif(count(*), 0)) AS billed FROM invoice JOIN buyer ON invoice.buyer_id = buyer.buyer_id GROUP BY buyer.region ORDER BY buyer.region",
            "{dialect}"
        );
    }
}

/// Engines fold what is not in quotation marks; the plan has the column as it is stored.
#[test]
fn columns_are_those_that_are_stored() {
    let mut catalog = invoices();
    catalog.metrics = vec![metric("billed", &[], "invoice", "sum(TOTAL)", &["total"])];
    assert_eq!(
        sql(&catalog, "What is the billed?"),
        "SELECT sum(total) AS billed FROM invoice"
    );
}

/// A metric that is called as a column is: the operator's word counts.
#[test]
fn a_metric_takes_the_name_of_a_column() {
    let mut catalog = invoices();
    catalog.metrics = vec![metric(
        "total",
        &[],
        "invoice",
        "sum(total) * 2",
        &["total"],
    )];
    assert_eq!(
        sql(&catalog, "total by region"),
        "SELECT buyer.region, (sum(invoice.total) * 2) FROM invoice JOIN buyer ON invoice.buyer_id = buyer.buyer_id GROUP BY buyer.region"
    );
}

#[test]
fn an_expression_that_is_none_is_no_metric() {
    let mut catalog = invoices();
    catalog.metrics = vec![metric("yield", &[], "invoice", "sum(total", &["total"])];
    assert!(!matches!(
        parse(&catalog, "What is the yield by region?"),
        Parsed::Readings(_)
    ));
}
