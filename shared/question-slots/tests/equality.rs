//! Which questions may share an answer, and which never.

use proptest::prelude::*;
use question_slots::{canonical_text, extract, moves_with_time, same};

fn equal(a: &str, b: &str) -> bool {
    same(&extract(a), &extract(b))
}

#[test]
fn paraphrases_share_an_answer() {
    for (a, b) in [
        (
            "How many orders are there?",
            "What is the number of orders?",
        ),
        ("how many orders do we have", "Count the orders."),
        ("Show me the names of all customers", "list customer names"),
        (
            "What are the name and city of customers?",
            "Give the city and name of the customers",
        ),
        (
            "Total revenue per country in 2023",
            "In 2023, what is the total revenue for each country?",
        ),
        (
            "Which customers have at least three orders?",
            "Customers with no fewer than 3 orders",
        ),
        (
            "orders with a total over 1.2 million",
            "ORDERS WITH TOTAL ABOVE 1,200,000!",
        ),
        (
            "customers older than 40",
            "customers with age greater than 40",
        ),
        ("singers from france", "singers from France"),
        (
            "orders placed on May 1, 2013",
            "orders placed on 2013-05-01",
        ),
        (
            "products without orders",
            "products that do not have any orders",
        ),
        ("students' names", "names of the students"),
        ("orders in the year 2014", "orders in 2014"),
        ("What is the highest price?", "What's the maximum price?"),
    ] {
        assert!(
            equal(a, b),
            "{a}\n{b}\n{:?}\n{:?}",
            extract(a).words,
            extract(b).words
        );
    }
}

#[test]
fn a_small_change_of_meaning_is_another_question() {
    for (a, b) in [
        // Negation.
        (
            "customers who have orders",
            "customers who do not have orders",
        ),
        ("products with reviews", "products without reviews"),
        (
            "all customers except those in France",
            "all customers in France",
        ),
        ("orders that were shipped", "orders that weren't shipped"),
        // Direction and comparison.
        ("the most expensive product", "the cheapest product"),
        (
            "top 5 customers by revenue",
            "bottom 5 customers by revenue",
        ),
        ("orders over 100", "orders under 100"),
        ("orders of at least 100", "orders of more than 100"),
        ("orders before 2023", "orders after 2023"),
        ("orders since 2023", "orders after 2023"),
        ("names in ascending order", "names in descending order"),
        // Numbers, values, dates.
        ("top 5 customers", "top 6 customers"),
        ("third largest city", "3 largest cities"),
        ("orders over $5", "orders over \u{20ac}5"),
        ("discount of 10", "discount of 10%"),
        ("customers in France", "customers in Italy"),
        ("customers in US", "customers"),
        ("customers named 'Smith'", "customers named 'smith'"),
        ("orders in 2023", "orders in 2024"),
        ("orders last month", "orders this month"),
        ("orders in the last 3 months", "orders in the last 3 weeks"),
        (
            "flights from Boston to Denver",
            "flights from Denver to Boston",
        ),
        (
            "age over 20 and weight under 50",
            "age under 20 and weight over 50",
        ),
        (
            "age over 20 and weight under 50",
            "age over 50 and weight under 20",
        ),
        // Aggregates, grouping, distinct.
        ("average price of products", "total price of products"),
        (
            "average price and maximum weight",
            "maximum price and average weight",
        ),
        ("median age", "mean age"),
        ("revenue by country", "revenue by city"),
        ("revenue by country", "revenue by country and city"),
        ("revenue per customer", "revenue of customers"),
        (
            "number of orders for each customer",
            "number of orders for all customers",
        ),
        ("customers per product", "products per customer"),
        ("countries of customers", "distinct countries of customers"),
        ("number of customers", "names of customers"),
        ("share of orders shipped", "orders shipped"),
        // Who does what to whom.
        ("customers who like products", "products customers like"),
        ("employees hired by managers", "managers hired by employees"),
        ("employers of Ada", "employees of Ada"),
        (
            "customers who bought all products",
            "customers who bought products",
        ),
        ("cats or dogs", "cats and dogs"),
        (
            "students who did not pass every exam",
            "students who did not pass any exam",
        ),
        ("customers only in France", "customers in France"),
        ("first order of Ada", "last order of Ada"),
        ("when did Ada order", "where did Ada order"),
        ("first name of customers", "name of customers"),
        // What is easily lost on the way.
        ("customers in us", "customers"),
        ("orders in may", "orders"),
        ("customers with many orders", "customers with orders"),
        ("customers named Will", "customers named"),
        ("C# developers", "C developers"),
        ("discount over .5", "discount over 5"),
        ("temperature <-5", "temperature < 5"),
        (
            "students of the University of Boston",
            "students of the Boston University",
        ),
        ("ratio between men and women", "ratio between women and men"),
        (
            "customers ordered by name and age",
            "customers ordered by age and name",
        ),
        ("bought books and sold pens", "bought pens and sold books"),
        ("R&D costs", "RD costs"),
    ] {
        assert!(!equal(a, b), "{a}\n{b}\n{:?}", extract(a).words);
    }
}

#[test]
fn nothing_is_not_the_same_as_nothing() {
    for empty in ["", "?", "the of a", "\u{200b}"] {
        assert!(!equal(empty, empty), "{empty:?}");
    }
}

#[test]
fn the_same_slots_have_the_same_text() {
    let text = canonical_text("In 2023, show me the average age of singers in each country.");
    assert_eq!(text, "average singer age per country 2023");
    assert_eq!(
        canonical_text("average age of the singers in each country in 2023"),
        text
    );
}

#[test]
fn relative_dates_move_with_time() {
    for (question, moves) in [
        ("orders last month", true),
        ("orders in the past 30 days", true),
        ("orders since Monday", true),
        ("orders today", true),
        ("orders of 3 days ago", true),
        ("current employees", true),
        ("orders in May 2023", false),
        ("last name of customers", false),
        ("orders in 2023", false),
    ] {
        assert_eq!(moves_with_time(&extract(question)), moves, "{question}");
    }
}

#[test]
fn slots_say_what_was_found() {
    let slots = extract(
        "Top 3 cities in New York State by average order value over $1.5k, excluding 'Test', \
         since last month?",
    );
    assert_eq!(slots.numbers, ["1500", "3"]);
    assert_eq!(slots.dates, ["last month"]);
    assert_eq!(slots.quoted, ["Test"]);
    assert_eq!(slots.names, ["new york state"]);
    assert_eq!(slots.negations, 1);
    assert_eq!(slots.directions, [contract::Direction::Highest]);
    assert_eq!(slots.aggregations, [contract::Aggregation::Average]);
    use contract::Comparison::{Greater, GreaterOrEqual};
    assert_eq!(slots.comparisons, [Greater, GreaterOrEqual]);
}

/// Questions with everything in them that a change could miss.
const REAL: [&str; 12] = [
    "How many singers older than 30 are from France?",
    "What is the average price of products in the category 'Garden' sold in 2023?",
    "For each country, show the total revenue of orders over 500",
    "Which customers have more than 3 orders and a balance below 1000?",
    "List the names of the top 10 stadiums with the highest capacity",
    "Show the number of flights per airline departing from Boston before 2015",
    "Which departments do not have any employees hired after May 2020?",
    "What percentage of invoices of at least 250 were paid by Germany in the last 6 months?",
    "Names of students who have both cats and dogs and are younger than 21",
    "maximum horsepower of cars with 8 cylinders produced between 1970 and 1980",
    "the 3 cheapest products by supplier without a discount of 15 percent",
    "Find the cities whose average temperature in 2019 was lower than 10.5",
];

/// Changes of one word that change what is asked for.
const SWAPS: [(&str, &str); 22] = [
    ("more", "fewer"),
    ("older", "younger"),
    ("over", "under"),
    ("highest", "lowest"),
    ("average", "maximum"),
    ("total", "average"),
    ("maximum", "minimum"),
    ("cheapest", "longest"),
    ("before", "after"),
    ("after", "since"),
    ("below", "above"),
    ("top", "bottom"),
    ("each", "no"),
    ("per", "of"),
    ("without", "with"),
    ("not", "all"),
    ("least", "most"),
    ("lower", "higher"),
    ("percentage", "number"),
    ("France", "Italy"),
    ("Boston", "Denver"),
    ("'Garden'", "'garden'"),
];

#[test]
fn every_swap_of_a_real_question_is_another_question() {
    let mut tried = 0;
    for question in REAL {
        for (from, to) in SWAPS.iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
            let words: Vec<&str> = question.split(' ').collect();
            for at in (0..words.len()).filter(|at| words[*at] == *from) {
                let mut changed = words.clone();
                changed[at] = to;
                tried += 1;
                let changed = changed.join(" ");
                assert!(!equal(question, &changed), "{question}\n{changed}");
            }
        }
    }
    assert!(tried > 20);
}

proptest! {
    #[test]
    fn any_text_has_slots(text in "\\PC{0,200}") {
        let slots = extract(&text);
        prop_assert_eq!(same(&slots, &slots), !canonical_text(&text).is_empty());
    }

    #[test]
    fn words_in_any_order_do_not_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "or", "more", "3", "of", "and", ",", "each", "by", "'x'", "last", "may", "2013", ">",
                "=", "hundred", "all", "most", "number", "-1.5", "1st", "In", "USA", "don't", "name",
            ]),
            0..30,
        )
    ) {
        extract(&words.join(" "));
    }

    #[test]
    fn a_changed_number_is_another_question(
        question in prop::sample::select(REAL.to_vec()),
        number in 0_u32..5000,
    ) {
        for word in question.split([' ', '?']) {
            if word.parse::<f64>().is_ok_and(|value| value != f64::from(number)) {
                let changed = question.replacen(word, &number.to_string(), 1);
                prop_assert!(!equal(question, &changed), "{} / {}", question, changed);
            }
        }
    }

    #[test]
    fn case_and_punctuation_at_the_end_do_not_count(
        question in prop::sample::select(REAL.to_vec()),
    ) {
        let shouted = question.trim_end_matches('?').to_owned() + " !";
        prop_assert!(equal(question, &shouted));
    }
}
