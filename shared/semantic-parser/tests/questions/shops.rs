//! Questions about a chain of shops.

use crate::schemas::{check, shops, sql};

#[test]
fn counts() {
    check(
        &shops(),
        &[
            ("How many shops are there?", "SELECT count(*) FROM shop"),
            (
                "Count the number of products.",
                "SELECT count(*) FROM product",
            ),
            (
                "How many different categories of products are there?",
                "SELECT count(DISTINCT category) FROM product",
            ),
        ],
    );
}

#[test]
fn several_aggregates_at_once() {
    check(
        &shops(),
        &[
            (
                "What are the average, minimum and maximum price of products?",
                "SELECT avg(price), min(price), max(price) FROM product",
            ),
            (
                "What is the total amount of all sales?",
                "SELECT sum(amount) FROM sale",
            ),
        ],
    );
}

#[test]
fn projections_follow_the_question() {
    check(
        &shops(),
        &[
            (
                "List the name and city of every shop.",
                "SELECT shop_name, city FROM shop",
            ),
            (
                "What are the first and last names of employees?",
                "SELECT first_name, last_name FROM employee",
            ),
        ],
    );
}

#[test]
fn comparisons_with_numbers() {
    check(
        &shops(),
        &[
            (
                "Which products cost more than 20?",
                "SELECT product_name FROM product WHERE price > 20",
            ),
            (
                "Show the names of products with a price above 20.",
                "SELECT product_name FROM product WHERE price > 20",
            ),
            (
                "Show the names of products whose price is at most 5.",
                "SELECT product_name FROM product WHERE price <= 5",
            ),
            (
                "Find products with a price between 5 and 10.",
                "SELECT product_name FROM product WHERE price BETWEEN 5 AND 10",
            ),
            (
                "How many employees are older than 40?",
                "SELECT count(*) FROM employee WHERE age > 40",
            ),
        ],
    );
}

#[test]
fn values_are_written_as_they_are_stored() {
    check(
        &shops(),
        &[
            (
                "How many shops are in paris?",
                "SELECT count(*) FROM shop WHERE city = 'Paris'",
            ),
            (
                "What is the price of Green Tea?",
                "SELECT price FROM product WHERE product_name = 'Green Tea'",
            ),
            (
                "How many female employees are there?",
                "SELECT count(*) FROM employee WHERE gender = 'F'",
            ),
        ],
    );
}

#[test]
fn alternatives_and_negation() {
    check(
        &shops(),
        &[
            (
                "Show the names of shops in Paris or Lyon.",
                "SELECT shop_name FROM shop WHERE city IN ('Paris', 'Lyon')",
            ),
            (
                "List the names of shops that are not in Paris.",
                "SELECT shop_name FROM shop WHERE city <> 'Paris'",
            ),
        ],
    );
}

#[test]
fn grouping() {
    check(
        &shops(),
        &[
            (
                "How many shops are there in each city?",
                "SELECT city, count(*) FROM shop GROUP BY city",
            ),
            (
                "What is the average salary of employees for each gender?",
                "SELECT gender, avg(salary) FROM employee GROUP BY gender",
            ),
            (
                "Show the number of employees per shop.",
                "SELECT shop.shop_name, count(*) FROM employee JOIN shop ON employee.shop_id = shop.shop_id GROUP BY shop.shop_id, shop.shop_name",
            ),
        ],
    );
}

#[test]
fn groups_with_conditions() {
    check(
        &shops(),
        &[
            (
                "Which cities have at least 2 shops?",
                "SELECT city FROM shop GROUP BY city HAVING count(*) >= 2",
            ),
            (
                "Show the names of shops with more than 5 employees.",
                "SELECT shop_name FROM shop WHERE shop_id IN (SELECT shop_id FROM employee GROUP BY shop_id HAVING count(*) > 5)",
            ),
        ],
    );
}

#[test]
fn order_and_extremes() {
    check(
        &shops(),
        &[
            (
                "List product names ordered by price from high to low.",
                "SELECT product_name FROM product ORDER BY price DESC",
            ),
            (
                "What is the name of the cheapest product?",
                "SELECT product_name FROM product ORDER BY price LIMIT 1",
            ),
            (
                "What are the names of the 3 most expensive products?",
                "SELECT product_name FROM product ORDER BY price DESC LIMIT 3",
            ),
            (
                "Which city has the most shops?",
                "SELECT city FROM shop GROUP BY city ORDER BY count(*) DESC LIMIT 1",
            ),
            (
                "What is the last name of the youngest employee?",
                "SELECT last_name FROM employee ORDER BY age LIMIT 1",
            ),
            (
                "Which category is the most common among products?",
                "SELECT category FROM product GROUP BY category ORDER BY count(*) DESC LIMIT 1",
            ),
        ],
    );
}

#[test]
fn compared_with_an_aggregate() {
    check(
        &shops(),
        &[
            (
                "Show the names of products with a price above the average.",
                "SELECT product_name FROM product WHERE price > (SELECT avg(price) FROM product)",
            ),
            (
                "Which employees are older than the average age? Give their last names.",
                "SELECT last_name FROM employee WHERE age > (SELECT avg(age) FROM employee)",
            ),
        ],
    );
}

#[test]
fn things_without_other_things() {
    check(
        &shops(),
        &[
            (
                "Show the names of shops without any employees.",
                "SELECT shop_name FROM shop WHERE shop_id NOT IN (SELECT shop_id FROM employee)",
            ),
            (
                "Which products have never been sold?",
                "SELECT product_name FROM product WHERE product_id NOT IN (SELECT product_id FROM sale)",
            ),
            (
                "List the names of products that have no sales.",
                "SELECT product_name FROM product WHERE product_id NOT IN (SELECT product_id FROM sale)",
            ),
        ],
    );
}

#[test]
fn nothing_is_counted_twice() {
    check(
        &shops(),
        &[
            (
                "How many shops have sold tea?",
                "SELECT count(*) FROM shop WHERE shop_id IN (SELECT sale.shop_id FROM sale JOIN product ON sale.product_id = product.product_id WHERE product.category = 'tea')",
            ),
            (
                "What is the average age of employees of shops in Lyon?",
                "SELECT avg(employee.age) FROM employee JOIN shop ON employee.shop_id = shop.shop_id WHERE shop.city = 'Lyon'",
            ),
        ],
    );
}

#[test]
fn two_rows_that_no_single_row_can_be() {
    check(
        &shops(),
        &[(
            "Which cities have both shops opened before 1990 and shops opened after 2010?",
            "SELECT city FROM shop WHERE opening_year < 1990 INTERSECT SELECT city FROM shop WHERE opening_year > 2010",
        )],
    );
}

#[test]
fn dates() {
    check(
        &shops(),
        &[
            (
                "How many sales were there in 2024?",
                "SELECT count(*) FROM sale WHERE EXTRACT(year FROM sold_on) = 2024",
            ),
            (
                "How many sales were there in March 2024?",
                "SELECT count(*) FROM sale WHERE EXTRACT(month FROM sold_on) = 3 AND EXTRACT(year FROM sold_on) = 2024",
            ),
            (
                "What is the total amount of sales last month?",
                "SELECT sum(amount) FROM sale WHERE sold_on BETWEEN DATE '2026-05-01' AND DATE '2026-05-31'",
            ),
            (
                "How many sales were there after 2024-03-31?",
                "SELECT count(*) FROM sale WHERE sold_on > DATE '2024-03-31'",
            ),
        ],
    );
}

#[test]
fn text_patterns_and_unknowns() {
    check(
        &shops(),
        &[
            (
                "Show products whose name contains 'Tea'.",
                "SELECT product_name FROM product WHERE lower(product_name) LIKE '%tea%'",
            ),
            (
                "Show the names of shops whose name starts with 'Old'.",
                "SELECT shop_name FROM shop WHERE lower(shop_name) LIKE 'old%'",
            ),
        ],
    );
}

#[test]
fn shares() {
    check(
        &shops(),
        &[(
            "What percentage of employees are older than 30?",
            "SELECT (100.0 * count(CASE WHEN age > 30 THEN 1 END)) / NULLIF(count(*), 0) FROM employee",
        )],
    );
}

#[test]
fn groups_by_an_aggregate() {
    check(
        &shops(),
        &[
            (
                "Which category has an average price above 10?",
                "SELECT category FROM product GROUP BY category HAVING avg(price) > 10",
            ),
            (
                "Which shop has the highest total amount of sales?",
                "SELECT shop.shop_name FROM shop JOIN sale ON shop.shop_id = sale.shop_id GROUP BY shop.shop_id, shop.shop_name ORDER BY sum(sale.amount) DESC LIMIT 1",
            ),
            (
                "Show the price of the most expensive product in each category.",
                "SELECT category, max(price) FROM product GROUP BY category",
            ),
            (
                "What is the total amount of sales per month?",
                "SELECT EXTRACT(month FROM sold_on), sum(amount) FROM sale GROUP BY EXTRACT(month FROM sold_on)",
            ),
        ],
    );
}

#[test]
fn some_but_not_others() {
    check(
        &shops(),
        &[
            (
                "Which products were sold in Paris but not in Lyon?",
                "SELECT product_name FROM product WHERE product_id NOT IN (SELECT sale.product_id FROM sale JOIN shop ON sale.shop_id = shop.shop_id WHERE shop.city = 'Lyon') AND product_id IN (SELECT sale.product_id FROM sale JOIN shop ON sale.shop_id = shop.shop_id WHERE shop.city = 'Paris')",
            ),
            (
                "Which cities have no shops with floor area above 100?",
                "SELECT city FROM shop EXCEPT SELECT city FROM shop WHERE floor_area > 100",
            ),
            (
                "How many employees do not work in Paris?",
                "SELECT count(*) FROM employee JOIN shop ON employee.shop_id = shop.shop_id WHERE shop.city <> 'Paris'",
            ),
        ],
    );
}

#[test]
fn short_questions() {
    check(
        &shops(),
        &[
            ("average salary", "SELECT avg(salary) FROM employee"),
            (
                "total sales amount by shop",
                "SELECT shop.shop_name, sum(sale.amount) FROM sale JOIN shop ON sale.shop_id = shop.shop_id GROUP BY shop.shop_id, shop.shop_name",
            ),
            (
                "Top 3 products by price",
                "SELECT product_name FROM product ORDER BY price DESC LIMIT 3",
            ),
            (
                "products cheaper than 5",
                "SELECT product_name FROM product WHERE price < 5",
            ),
        ],
    );
}

#[test]
fn things_by_groups_are_counted() {
    check(
        &shops(),
        &[
            (
                "sales per month",
                "SELECT EXTRACT(month FROM sold_on), count(*) FROM sale GROUP BY EXTRACT(month FROM sold_on)",
            ),
            (
                "sales per day",
                "SELECT CAST(sold_on AS DATE), count(*) FROM sale GROUP BY CAST(sold_on AS DATE)",
            ),
            (
                "number of sales by day of the week",
                "SELECT EXTRACT(dow FROM sold_on), count(*) FROM sale GROUP BY EXTRACT(dow FROM sold_on)",
            ),
            (
                "products by category",
                "SELECT category, count(*) FROM product GROUP BY category",
            ),
            (
                "Show the distribution of categories.",
                "SELECT category, count(*) FROM product GROUP BY category",
            ),
            (
                "What is the distribution of products by category?",
                "SELECT category, count(*) FROM product GROUP BY category",
            ),
            (
                "Top 2 categories by number of products",
                "SELECT category FROM product GROUP BY category ORDER BY count(*) DESC LIMIT 2",
            ),
        ],
    );
}

#[test]
fn an_hour_is_of_what_has_a_time() {
    let mut catalog = shops();
    assert!(sql(&catalog, "sales per hour").starts_with('['));
    catalog.tables[2].columns[3].data_type = contract::DataType::Timestamp;
    assert_eq!(
        sql(&catalog, "sales per hour"),
        "SELECT EXTRACT(hour FROM sold_on), count(*) FROM sale GROUP BY EXTRACT(hour FROM sold_on)"
    );
}

#[test]
fn a_slip_in_a_value_of_a_named_column_is_a_condition() {
    check(
        &shops(),
        &[
            (
                "shops with city 'Lylon'",
                "SELECT shop_name FROM shop WHERE lower(city) = 'lylon'",
            ),
            (
                "How many products have the category 'cofee'?",
                "SELECT count(*) FROM product WHERE lower(category) = 'cofee'",
            ),
        ],
    );
    assert!(sql(&shops(), "shops with city 'Atlantis'").starts_with('['));
}

#[test]
fn ranks_below_the_first() {
    check(
        &shops(),
        &[
            (
                "Which product has the second highest price?",
                "SELECT product_name FROM product ORDER BY price DESC LIMIT 1 OFFSET 1",
            ),
            (
                "Which category has the third most products?",
                "SELECT category FROM product GROUP BY category ORDER BY count(*) DESC LIMIT 1 OFFSET 2",
            ),
            (
                "Which shop has the 2nd most sales?",
                "SELECT shop.shop_name FROM shop JOIN sale ON shop.shop_id = sale.shop_id GROUP BY shop.shop_id, shop.shop_name ORDER BY count(*) DESC LIMIT 1 OFFSET 1",
            ),
        ],
    );
}
