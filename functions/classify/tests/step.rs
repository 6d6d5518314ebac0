//! The step as the machine runs it.

use classify::{Classify, Deps, Input, MAX_QUESTION_CHARS, classify};
use contract::{ErrorName, Intent, Turn};
use proptest::prelude::*;
use step::Step;
use testkit::{TestPorts, fixtures};

#[tokio::test]
async fn a_follow_up_becomes_a_standalone_question_with_its_slots() {
    let mut request = fixtures::request(" and in 2023? ");
    request.conversation = vec![Turn {
        question: "How many orders were placed in 2022?".into(),
        sql: None,
    }];
    let deps = Deps::from(&TestPorts::shop().ports());
    let found = Classify::run(Input { request }, &deps).await.unwrap();
    assert_eq!(found.question, "How many orders were placed in 2023?");
    assert!(found.rewritten);
    assert_eq!(found.intent, Intent::Sql);
    assert_eq!(
        found.slots,
        question_slots::extract("How many orders were placed in 2023?")
    );
}

#[test]
fn only_the_last_turn_counts() {
    let turn = |question: &str| Turn {
        question: question.into(),
        sql: None,
    };
    let mut request = fixtures::request("what about Italy?");
    request.conversation = vec![turn("Revenue in Spain"), turn("Customers in France")];
    assert_eq!(classify(&request).unwrap().question, "Customers in Italy");
}

#[test]
fn a_chart_of_the_question_before_is_still_a_chart() {
    let mut request = fixtures::request("Plot revenue by month");
    let found = classify(&request).unwrap();
    assert_eq!(
        (found.intent, found.question.as_str()),
        (Intent::Plot, "Show revenue by month")
    );
    assert!(found.rewritten);
    request.question = "Revenue by month".into();
    assert!(!classify(&request).unwrap().rewritten);
}

#[test]
fn empty_and_endless_questions_are_refused() {
    for question in ["", "  \n", "?!", &"x".repeat(MAX_QUESTION_CHARS + 1)] {
        let fault = classify(&fixtures::request(question)).unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
    assert!(classify(&fixtures::request(&"\u{e9}".repeat(MAX_QUESTION_CHARS))).is_ok());
}

proptest! {
    #[test]
    fn any_question_is_classified_or_refused(
        question in "\\PC{0,120}",
        before in "\\PC{0,120}",
    ) {
        let mut request = fixtures::request(&question);
        request.conversation = vec![Turn { question: before, sql: None }];
        if let Err(fault) = classify(&request) {
            prop_assert_eq!(fault.name, ErrorName::InvalidInput);
        }
    }

    #[test]
    fn any_sequence_of_its_own_words_is_classified(
        words in prop::collection::vec(prop::sample::select(vec![
            "and", "what about", "in", "2023", "'x'", "by", "only", "for", "Italy", "last", "month",
            "chart", "of", "a", "pie", "plot", "show me", "as", "then", "delete", "tables", "hi",
            "\u{e9}", "'", "?", "the other way round",
        ]), 0..12),
        before in prop::collection::vec(prop::sample::select(vec![
            "Top", "5", "by", "city", "in", "2022", "France", "'a b'", "average", "?", "May",
        ]), 0..8),
    ) {
        let mut request = fixtures::request(&words.join(" "));
        request.conversation = vec![Turn { question: before.join(" "), sql: None }];
        if let Err(fault) = classify(&request) {
            prop_assert_eq!(fault.name, ErrorName::InvalidInput);
        }
    }
}

#[test]
fn a_turn_that_was_a_follow_up_is_made_whole_first() {
    let turn = |question: &str| Turn {
        question: question.into(),
        sql: None,
    };
    let mut request = fixtures::request("only for Italy");
    request.conversation = vec![turn("How many orders in 2022?"), turn("and in 2023?")];
    let found = classify(&request).unwrap();
    assert_eq!(found.question, "How many orders in 2023 for Italy?");
    assert!(found.rewritten);
}
