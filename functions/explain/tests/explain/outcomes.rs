//! Each way a question can end without rows.

use crate::ports_in_memory::{explain, result, state_with, try_explain};
use contract::{ErrorName, Explanation, Outcome};
use serde_json::{Value, json};

fn ends(state: Value, outcome: Outcome, says: &str) -> Explanation {
    let explanation = explain(state);
    assert_eq!(explanation.outcome, outcome, "{}", explanation.text);
    assert!(explanation.text.contains(says), "{}", explanation.text);
    assert!(explanation.chart.is_none());
    explanation
}

fn classified(question: &str, intent: &str) -> Value {
    let part = json!({"intent": intent, "question": question, "rewritten": false, "slots": {}});
    json!({"request": {"question": question}, "classification": part})
}

fn generated(verdict: &str) -> Value {
    json!({"generation": {"verdict": verdict, "approach": "rules", "attempt": 1}})
}

#[test]
fn talk_is_answered_from_the_permitted_catalogue() {
    let both = "The source air has 2 tables: flights (336,776 rows), pilots (1 row).";
    ends(
        classified("Which tables are there?", "chat"),
        Outcome::Answered,
        both,
    );
    ends(
        classified("What is in the flight table?", "chat"),
        Outcome::Answered,
        "The table flights has 336,776 rows and 4 columns: flight_id (bigint), year (bigint),",
    );
    ends(
        classified("Hello!", "chat"),
        Outcome::Answered,
        "Hello. I answer questions",
    );
    ends(
        classified("thanks", "chat"),
        Outcome::Answered,
        "You are welcome.",
    );
    let mut guest = classified("What is in pilots?", "chat");
    guest["request"]["role"] = json!("guest");
    let told = ends(
        guest,
        Outcome::Answered,
        "The source air has one table: flights",
    );
    assert!(!told.text.contains("pilots") && !told.suggestions.join(" ").contains("salary"));
}

#[test]
fn talk_needs_the_catalogue() {
    let mut state = classified("hello", "chat");
    state["request"]["source"] = json!("sea");
    assert_eq!(
        try_explain(state, &[]).unwrap_err().name,
        ErrorName::SourceUnknown
    );
}

#[test]
fn wishes_beyond_the_product_are_refused() {
    ends(
        classified("Delete all flights", "unsupported"),
        Outcome::Refused,
        "I cannot change",
    );
}

#[test]
fn generations_verdicts() {
    let mut asks = generated("ask_back");
    asks["generation"]["choices"] = json!([
        {"label": "dep delay", "question": "a"}, {"label": "arr delay", "question": "b"},
    ]);
    let says = "Do you mean \u{201c}dep delay\u{201d} or \u{201c}arr delay\u{201d}?";
    ends(asks, Outcome::NeedsClarification, says);

    let mut no = generated("unanswerable");
    no["generation"]["reason"] = json!("no column is about weather");
    let told = ends(no, Outcome::Unanswerable, "No column is about weather.");
    assert_eq!(told.suggestions.len(), 3);

    ends(
        generated("not_permitted"),
        Outcome::NotPermitted,
        "your role may not read",
    );
}

#[test]
fn validations_verdicts() {
    let of = |verdict: &str| {
        json!({
            "request": {"sql": "SELECT salary FROM pilots"},
            "validation": {"verdict": verdict, "origin": "edited", "reason": "the table pilots is denied"},
        })
    };
    ends(
        of("not_permitted"),
        Outcome::NotPermitted,
        "The table pilots is denied.",
    );
    ends(
        of("rejected"),
        Outcome::Refused,
        "was not run: the table pilots is denied.",
    );
    // Who did not write the name is not told it.
    let mut asked = of("not_permitted");
    asked.as_object_mut().unwrap().remove("request");
    let told = ends(asked, Outcome::NotPermitted, "your role may not read");
    assert!(!told.text.contains("pilots"));
}

#[test]
fn executions_verdicts() {
    let rows = result(&[("n", "bigint")], json!([]));
    let mut failed = state_with("q", "sql", &rows);
    failed["execution"] = json!({"verdict": "engine_error", "error": "Divide by zero error"});
    ends(failed, Outcome::Refused, "it divides by zero for some rows");

    let mut empty = state_with("q", "sql", &rows);
    empty["execution"]["verdict"] = json!("empty");
    empty["validation"]["text_filters"] =
        json!([{"table": "airlines", "column": "carrier_name", "value": "Delta"}]);
    ends(
        empty.clone(),
        Outcome::Empty,
        "No rows match. The query looked for carrier name 'Delta'.",
    );

    empty["execution"]["verdict"] = json!("empty_with_hints");
    empty["execution"]["value_hints"] = json!([
        {"table": "airlines", "column": "carrier_name", "asked": "Delta", "closest": ["Alpha", "Beta"]},
    ]);
    let says = "There is no 'Delta' in carrier name of airlines; did you mean 'Alpha' or 'Beta'?";
    ends(empty, Outcome::Empty, says);

    let zero = result(&[("count(*)", "bigint")], json!([[0]]));
    let mut none = state_with("q", "sql", &zero);
    none["execution"]["verdict"] = json!("empty_with_hints");
    none["execution"]["value_hints"] = json!([
        {"table": "planes", "column": "maker", "asked": "Boieng", "closest": ["Boeing"]},
    ]);
    let says = "the result is 0. There is no 'Boieng' in maker of planes; did you mean 'Boeing'?";
    ends(none, Outcome::Empty, says);

    let null = result(&[("avg(x)", "double")], json!([[null]]));
    let mut nothing = state_with("q", "sql", &null);
    nothing["execution"]["verdict"] = json!("empty");
    ends(nothing, Outcome::Empty, "There is no value to show");
}

#[test]
fn giving_up_tells_what_failed_last() {
    let mut state = generated("gave_up");
    state["generation"]["reason"] = json!("three statements failed");
    ends(state.clone(), Outcome::Refused, "three statements failed.");
    state["execution"] = json!({"verdict": "empty_with_hints", "value_hints": [
        {"table": "t", "column": "c", "asked": "Untied", "closest": ["United"]},
    ]});
    ends(
        state.clone(),
        Outcome::Empty,
        "There is no 'Untied' in c of t; did you mean 'United'?",
    );
    state["validation"] =
        json!({"verdict": "rejected", "origin": "generated", "reason": "no table x"});
    ends(
        state,
        Outcome::Refused,
        "The statement was not run: no table x.",
    );
}

#[test]
fn a_state_without_an_end_is_a_fault() {
    assert_eq!(
        try_explain(json!({}), &[]).unwrap_err().name,
        ErrorName::InvalidInput
    );
}

#[test]
fn a_question_about_what_the_role_may_not_read_is_not_permitted() {
    let asked = |question: &str, role: &str| {
        let mut state = classified(question, "sql");
        state["request"]["role"] = json!(role);
        state["generation"] = generated("unanswerable")["generation"].take();
        state["generation"]["reason"] = json!("not understood: pilot");
        state
    };
    for question in [
        "How many pilots are there?",
        "Which pilot flew most?",
        "the highest salary",
    ] {
        let told = ends(
            asked(question, "guest"),
            Outcome::NotPermitted,
            "may not read",
        );
        let names = ["pilot", "salary"];
        assert!(
            !names.iter().any(|name| told.text.contains(name)),
            "{}",
            told.text
        );
        ends(asked(question, "analyst"), Outcome::Unanswerable, "");
    }
    ends(
        asked("How many ships are there?", "guest"),
        Outcome::Unanswerable,
        "",
    );
}
