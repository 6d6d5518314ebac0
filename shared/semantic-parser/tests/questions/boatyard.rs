//! Words that a column of texts and one of numbers share, and ranks that are values, too.

use crate::schemas::{boatyard, check};

#[test]
fn beside_a_number_the_column_of_numbers_is_meant() {
    check(
        &boatyard(),
        &[
            (
                "How many boats have more than 2 masts?",
                "SELECT count(*) FROM boat WHERE masts > 2",
            ),
            (
                "Show the names of boats with at least three masts.",
                "SELECT boat_name FROM boat WHERE masts >= 3",
            ),
        ],
    );
}

#[test]
fn a_rank_before_a_number_is_no_value() {
    check(
        &boatyard(),
        &[(
            "Show the top 5 boats by length.",
            "SELECT boat_name FROM boat ORDER BY length DESC LIMIT 5",
        )],
    );
}
