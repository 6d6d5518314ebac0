//! Replies as models write them, and as they should not.

use contract::Choice;
use prompt::{MAX_REPLY_BYTES, Reply, ReplyError, parse_reply};
use proptest::prelude::*;

fn sql(text: &str) -> Result<String, ReplyError> {
    parse_reply(text).map(|reply| match reply {
        Reply::Sql { sql, .. } => sql,
        other => panic!("{other:?}"),
    })
}

#[test]
fn one_object_wherever_it_stands() {
    for text in [
        r#"{"sql": "SELECT 1"}"#,
        "```json\n{\"sql\": \"SELECT 1;\"}\n```",
        "Here is the query:\n{\"sql\": \" SELECT 1 \", \"reading\": null}\nHope it helps {}",
        r#"Thinking {not json} ... {"thought": {"a": 1}} {"sql": "SELECT 1", "reading": ""}"#,
        r#"{"sql": "```sql\nSELECT 1\n```", "ask_back": null, "extra": 3}"#,
    ] {
        assert_eq!(sql(text).as_deref(), Ok("SELECT 1"), "{text}");
    }
    let reply = parse_reply(r#"{"reading": " as asked ", "sql": "SELECT '{'"}"#).unwrap();
    let reading = Some("as asked".to_owned());
    assert_eq!(
        reply,
        Reply::Sql {
            sql: "SELECT '{'".into(),
            reading
        }
    );
}

#[test]
fn questions_back_and_refusals() {
    let reply = parse_reply(
        r#"{"ask_back": "Which total?", "choices": [
            {"label": "with tax", "question": "Total with tax?"},
            {"label": "again", "question": "Total with tax?"},
            {"label": "", "question": "?"},
            "Total without tax?"]}"#,
    );
    let choice = |label: &str, question: &str| Choice {
        label: label.into(),
        question: question.into(),
    };
    let choices = vec![
        choice("with tax", "Total with tax?"),
        choice("Total without tax?", "Total without tax?"),
    ];
    assert_eq!(
        reply,
        Ok(Reply::AskBack {
            question: "Which total?".into(),
            choices
        })
    );
    assert_eq!(
        parse_reply(r#"{"unanswerable": "no weather data"}"#),
        Ok(Reply::Unanswerable {
            reason: "no weather data".into()
        })
    );
}

#[test]
fn everything_else_is_an_error_that_says_why() {
    for (text, error) in [
        ("", "the reply holds no JSON object"),
        ("SELECT 1", "the reply holds no JSON object"),
        ("[1, 2]", "the reply holds no JSON object"),
        (r#"{"sql": "SELECT 1"#, "the reply holds no JSON object"),
        (
            r#"{"query": "SELECT 1", "why": 2}"#,
            "the reply has neither sql nor ask_back nor unanswerable but: query, why",
        ),
        (
            r#"{"sql": "SELECT 1", "unanswerable": "x"}"#,
            "the reply has several answers at once: sql, unanswerable",
        ),
        (
            r#"{"sql": ["SELECT 1"]}"#,
            "the reply's field sql is not a text",
        ),
        (
            r#"{"sql": " ; "}"#,
            "the reply's field sql is not a statement",
        ),
        (
            r#"{"sql": "SELECT 1", "reading": 3}"#,
            "the reply's field reading is not a text",
        ),
        (
            r#"{"ask_back": "which?", "choices": []}"#,
            "the reply's field choices is not a list of label and question",
        ),
        (
            r#"{"ask_back": "which?"}"#,
            "the reply's field choices is not a list of label and question",
        ),
        (
            r#"{"unanswerable": "  "}"#,
            "the reply's field unanswerable is not a text",
        ),
    ] {
        let found = parse_reply(text).unwrap_err().to_string();
        assert_eq!(found, error, "{text}");
    }
    let long = " ".repeat(MAX_REPLY_BYTES + 1);
    assert!(matches!(
        parse_reply(&long),
        Err(ReplyError::TooLong { .. })
    ));
}

#[test]
fn deep_and_many_braces_are_read_in_time() {
    assert!(parse_reply(&"{".repeat(MAX_REPLY_BYTES)).is_err());
    assert!(parse_reply(&r#"{"a":"#.repeat(MAX_REPLY_BYTES / 5)).is_err());
}

proptest! {
    #[test]
    fn any_reply_is_read_or_refused(text in "[{}\\[\\]\":,a-zé\\\\`\n]{0,200}") {
        let _ = parse_reply(&text);
    }

    #[test]
    fn a_well_formed_reply_survives_any_words_around_it(
        before in "[^{}]{0,40}",
        after in "\\PC{0,40}",
    ) {
        let text = format!("{before}{{\"sql\": \"SELECT 1\"}}{after}");
        prop_assert!(parse_reply(&text).is_ok());
    }
}
