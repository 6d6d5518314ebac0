//! Answers questions over databases that no rule was made for, and compares the rows with those of
//! the right SQL. A floor, not a goal: `docs/PARSER.md` has the figures.

mod judge;
mod rows;

use judge::Score;

/// Whatever is changed, these shares must not fall.
fn hold(half: &str, right: f64, precision: f64) {
    let score = Score::of(half);
    let report = score.report();
    assert!(score.asked() > 60, "{report}");
    assert!(score.right_of_all() >= right, "{report}");
    assert!(score.right_of_answered() >= precision, "{report}");
}

#[test]
fn questions_that_were_read() {
    hold("open", 0.85, 0.96);
}

#[test]
fn questions_that_were_held_out() {
    hold("held_out", 0.70, 0.90);
}
