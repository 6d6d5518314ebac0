//! Whatever a question announces is in the statement that answers it, or it is not answered.

use crate::schemas::{hospital, library, parse, shops};
use contract::Catalog;
use semantic_parser::Parsed;

/// Each question with what its statement must have, one of them, should there be an answer.
fn hold(catalog: &Catalog, cases: &[(&str, &[&str])]) {
    for (question, needed) in cases {
        if let Parsed::Readings(readings) = parse(catalog, question) {
            let sql = &readings[0].sql;
            let has = needed.iter().any(|part| sql.contains(part));
            assert!(has, "{question}\n  needs one of {needed:?}\n  got {sql}");
        }
    }
}

const GROUP: &[&str] = &["GROUP BY"];
const DENIAL: &[&str] = &["NOT IN", "<>", "NOT (", "IS NULL", "EXCEPT", "NOT LIKE"];
const BOUND: &[&str] = &["<", ">", "BETWEEN"];
const EXTREME: &[&str] = &["LIMIT", "max(", "min("];

#[test]
fn groupings() {
    hold(
        &shops(),
        &[
            ("What is the total of sales for each shop city?", GROUP),
            ("average price per category", GROUP),
            ("total amount of sales by shop", GROUP),
            ("How many products did every shop sell each month?", GROUP),
            ("maximum price for each kind of thing", GROUP),
        ],
    );
}

#[test]
fn denials() {
    hold(
        &shops(),
        &[
            ("Which shops never close?", DENIAL),
            ("Show shops that are not open on Sunday.", DENIAL),
            ("products without a discount", DENIAL),
            ("All shops except the ones that pay late.", DENIAL),
            ("employees who neither drive nor cycle", DENIAL),
            ("Which shops didn't sell anything?", DENIAL),
        ],
    );
}

#[test]
fn comparisons_and_numbers() {
    hold(
        &shops(),
        &[
            ("Which shops sold more than last year?", BOUND),
            (
                "Which products cost more than 12 and are heavier than 7?",
                &["7"],
            ),
            ("shops with over 40 parking spaces", &["40"]),
            ("employees hired at least 3 years ago", BOUND),
            ("products that were bought more than twice", BOUND),
        ],
    );
}

#[test]
fn extremes_and_calculations() {
    hold(
        &shops(),
        &[
            (
                "Which shop has the nicest view and the most light?",
                EXTREME,
            ),
            ("What is the difference between the prices?", &[" - "]),
            ("ratio of sales to employees", &[" / "]),
            ("How much did sales grow from 2022 to 2023?", &[" - "]),
        ],
    );
    hold(
        &hospital(),
        &[("Which doctor is the friendliest and youngest?", EXTREME)],
    );
}

#[test]
fn who_is_somebody() {
    for question in ["Who prints the books?", "Who sponsors the members?"] {
        let parsed = parse(&library(), question);
        assert!(
            !matches!(parsed, Parsed::Readings(_)),
            "{question}: {parsed:?}"
        );
    }
}

#[test]
fn a_missing_structure_is_told() {
    let Parsed::Unanswerable { reason, .. } = parse(
        &shops(),
        "What is the difference between the prices of products?",
    ) else {
        panic!("answered");
    };
    assert!(reason.contains("difference"), "{reason}");
}
