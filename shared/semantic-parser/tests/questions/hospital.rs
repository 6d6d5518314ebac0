//! Questions about a hospital: keys that play roles.

use crate::schemas::{check, hospital};

#[test]
fn the_role_of_a_key_is_chosen_by_the_words() {
    check(
        &hospital(),
        &[
            (
                "How many transfers have the destination ward North?",
                "SELECT count(*) FROM transfer JOIN ward ON transfer.destination_ward = ward.ward_id WHERE ward.name = 'North'",
            ),
            (
                "How many transfers have the source ward North?",
                "SELECT count(*) FROM transfer JOIN ward ON transfer.source_ward = ward.ward_id WHERE ward.name = 'North'",
            ),
        ],
    );
}

#[test]
fn adjectives_name_their_columns() {
    check(
        &hospital(),
        &[
            (
                "What is the name of the tallest patient?",
                "SELECT name FROM patient ORDER BY height DESC LIMIT 1",
            ),
            (
                "What is the name of the oldest patient?",
                "SELECT name FROM patient ORDER BY birth_date LIMIT 1",
            ),
        ],
    );
}

#[test]
fn names_go_to_the_thing_they_are_of() {
    check(
        &hospital(),
        &[
            (
                "What are the names of doctors in the ward Children?",
                "SELECT doctor.name FROM doctor JOIN ward ON doctor.ward_id = ward.ward_id WHERE ward.name = 'Children'",
            ),
            (
                "Show the name of each ward and the number of doctors in it.",
                "SELECT ward.name, count(*) FROM ward JOIN doctor ON ward.ward_id = doctor.ward_id GROUP BY ward.ward_id, ward.name",
            ),
        ],
    );
}

#[test]
fn sums_and_numbers_with_their_unit() {
    check(
        &hospital(),
        &[
            (
                "Find the total number of beds on each floor.",
                "SELECT floor, sum(beds) FROM ward GROUP BY floor",
            ),
            (
                "Which doctors have more than 10 years of experience?",
                "SELECT name FROM doctor WHERE years_experience > 10",
            ),
            (
                "Which wards have no doctors?",
                "SELECT name FROM ward WHERE ward_id NOT IN (SELECT ward_id FROM doctor)",
            ),
        ],
    );
}

#[test]
fn a_day_is_all_of_its_instants() {
    check(
        &hospital(),
        &[
            (
                "How many transfers on 2024-05-06?",
                "SELECT count(*) FROM transfer WHERE CAST(moved_at AS DATE) = DATE '2024-05-06'",
            ),
            (
                "How many transfers have moved at after 2024-05-06?",
                "SELECT count(*) FROM transfer WHERE CAST(moved_at AS DATE) > DATE '2024-05-06'",
            ),
            (
                "How many transfers between 2024-05-06 and 2024-05-08?",
                "SELECT count(*) FROM transfer WHERE CAST(moved_at AS DATE) BETWEEN DATE '2024-05-06' AND DATE '2024-05-08'",
            ),
        ],
    );
}

#[test]
fn a_verb_after_what_is_counted_is_no_name() {
    check(
        &hospital(),
        &[(
            "How many transfers moved in 2023?",
            "SELECT count(*) FROM transfer WHERE EXTRACT(year FROM moved_at) = 2023",
        )],
    );
}
