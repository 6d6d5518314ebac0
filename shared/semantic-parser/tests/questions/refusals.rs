//! What is refused or asked back, and what else comes with a reading.

use crate::schemas::{hospital, library, parse, shops};
use contract::{Dialect, ValueHint};
use semantic_parser::{Context, Index, Parsed, Parser};

#[test]
fn nonsense_is_refused() {
    for question in [
        "",
        "?",
        "asdf qwer zxcv",
        "the of and",
        "lorem ipsum dolor sit amet",
        "42",
        "'",
    ] {
        let parsed = parse(&hospital(), question);
        assert!(
            matches!(parsed, Parsed::Unanswerable { .. }),
            "{question}: {parsed:?}"
        );
    }
}

#[test]
fn what_is_not_in_the_data_is_refused() {
    let cases = [
        (hospital(), "What is the capital of France?"),
        (hospital(), "How many airplanes are there?"),
        (hospital(), "What is the salary of each doctor?"),
        (hospital(), "Who won the world cup in 2018?"),
        // Which of its values makes a patient one was not said; the number of genders is no answer.
        (hospital(), "How many gender patients are there?"),
        (library(), "What is the weather tomorrow?"),
        (library(), "How many books were written by Zadok Quill?"),
        (library(), "Show the publisher of each book."),
        (shops(), "Which supplier delivers the most products?"),
        (shops(), "How many customers returned a product?"),
        (shops(), "What is the profit margin of each shop?"),
        (shops(), "Write me a poem about tea."),
        (shops(), "Delete all products."),
    ];
    for (catalog, question) in cases {
        let parsed = parse(&catalog, question);
        assert!(
            !matches!(parsed, Parsed::Readings(_)),
            "{question}: {parsed:?}"
        );
    }
}

#[test]
fn all_but_an_extreme_is_refused() {
    for question in [
        "Which products do not have the highest price?",
        "Among the products that do not have the lowest price, show the names of those with less than 4 units in stock.",
        "List the products that are not the most expensive.",
    ] {
        let parsed = parse(&shops(), question);
        assert!(
            matches!(parsed, Parsed::Unanswerable { .. }),
            "{question}: {parsed:?}"
        );
    }
}

#[test]
fn refusals_name_the_words() {
    let Parsed::Unanswerable { reason, .. } = parse(&shops(), "How many spaceships are in Paris?")
    else {
        panic!("answered");
    };
    assert!(reason.contains("spaceships"), "{reason}");
}

#[test]
fn a_word_with_two_meanings_is_asked_back() {
    let Parsed::Ambiguous { choices, .. } = parse(&hospital(), "List all names.") else {
        panic!("{:?}", parse(&hospital(), "List all names."));
    };
    assert!(choices.len() > 1);
    assert!(
        choices
            .iter()
            .all(|choice| choice.question != "List all names.")
    );
}

#[test]
fn a_reading_is_told() {
    let Parsed::Readings(readings) = parse(&shops(), "How many shops are in Paris?") else {
        panic!("refused")
    };
    assert_eq!(
        readings[0].sentence,
        "Number of rows of shop where city is 'Paris'."
    );
}

#[test]
fn dialects_differ_where_they_must() {
    let catalog = shops();
    let index = Index::new(&catalog);
    let sql = |dialect| match Parser::new(&index, dialect)
        .parse("What is the median price of products?", &Context::default())
    {
        Parsed::Readings(readings) => readings[0].sql.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sql(Dialect::Embedded), "SELECT median(price) FROM product");
    assert_eq!(
        sql(Dialect::Postgresql),
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) FROM product"
    );
    assert_eq!(
        sql(Dialect::Athena),
        "SELECT approx_percentile(price, 0.5) FROM product"
    );
}

#[test]
fn value_hints_replace_asked_values() {
    let catalog = shops();
    let index = Index::new(&catalog);
    let hint = ValueHint {
        table: "shop".into(),
        column: "city".into(),
        asked: "Pariss".into(),
        closest: vec!["Paris".into()],
    };
    let context = Context::default().with_value_hints(vec![hint]);
    let Parsed::Readings(readings) =
        Parser::new(&index, Dialect::Embedded).parse("How many shops are in Pariss?", &context)
    else {
        panic!("refused");
    };
    assert_eq!(
        readings[0].sql,
        "SELECT count(*) FROM shop WHERE city = 'Paris'"
    );
}

#[test]
fn reading_ends_whatever_the_words() {
    let request = "Sort the wards by unheard things in descending order, and return each of it.";
    for question in [
        request,
        "top 3 by",
        "both and but not",
        "more than the average of the",
    ] {
        let parsed = parse(&hospital(), question);
        assert!(
            !matches!(parsed, Parsed::Readings(_)),
            "{question}: {parsed:?}"
        );
    }
    let endless = "how many wards ".repeat(1000);
    assert!(matches!(
        parse(&hospital(), &endless),
        Parsed::Unanswerable { .. }
    ));
}
