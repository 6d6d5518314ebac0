//! Questions about a library: glued identifiers and a bridge table.

use crate::schemas::{check, library};

#[test]
fn glued_identifiers() {
    check(
        &library(),
        &[
            (
                "What are the names of authors?",
                "SELECT authorname FROM authors",
            ),
            (
                "Show the number of pages of the book \"The Sea\".",
                "SELECT numpages FROM books WHERE title = 'The Sea'",
            ),
            (
                "What is the average number of pages of books?",
                "SELECT avg(numpages) FROM books",
            ),
        ],
    );
}

#[test]
fn through_a_bridge() {
    check(
        &library(),
        &[(
            "What are the titles of books by French authors?",
            "SELECT title FROM books WHERE bookid IN (SELECT book_authors.bookid FROM book_authors JOIN authors ON book_authors.authorid = authors.authorid WHERE authors.nationality = 'France')",
        )],
    );
}

#[test]
fn counts_of_things_of_things() {
    check(
        &library(),
        &[
            (
                "How many books did each author write?",
                "SELECT authors.authorname, count(*) FROM books JOIN book_authors ON books.bookid = book_authors.bookid JOIN authors ON book_authors.authorid = authors.authorid GROUP BY authors.authorid, authors.authorname",
            ),
            (
                "Which member has the most loans?",
                "SELECT members.name FROM members JOIN loans ON members.member_id = loans.member_id GROUP BY members.member_id, members.name ORDER BY count(*) DESC LIMIT 1",
            ),
        ],
    );
}

#[test]
fn members_who_never_did() {
    check(
        &library(),
        &[
            (
                "Show the names of members who have no loans.",
                "SELECT name FROM members WHERE member_id NOT IN (SELECT member_id FROM loans)",
            ),
            (
                "Which members have no email?",
                "SELECT name FROM members WHERE email IS NULL",
            ),
        ],
    );
}

#[test]
fn everything_about_a_thing() {
    check(
        &library(),
        &[(
            "Show all information about the members.",
            "SELECT member_id, name, joined_on, email FROM members",
        )],
    );
}

#[test]
fn years_are_found_by_the_verb_or_by_their_kind() {
    check(
        &library(),
        &[
            (
                "How many books were published after 1990?",
                "SELECT count(*) FROM books WHERE published_year > 1990",
            ),
            (
                "What are the titles of books published in 1984?",
                "SELECT title FROM books WHERE published_year = 1984",
            ),
        ],
    );
}

#[test]
fn distinct_values() {
    check(
        &library(),
        &[(
            "What are the different languages of books?",
            "SELECT DISTINCT language FROM books",
        )],
    );
}

#[test]
fn lists_of_values_are_alternatives_for_a_row() {
    check(
        &library(),
        &[(
            "Show all authors from Germany and Japan.",
            "SELECT authorname FROM authors WHERE nationality IN ('Germany', 'Japan')",
        )],
    );
}

#[test]
fn an_average_of_counts() {
    check(
        &library(),
        &[(
            "What is the average number of loans per member?",
            "SELECT (1.0 * count(*)) / NULLIF(count(DISTINCT members.member_id), 0) FROM loans JOIN members ON loans.member_id = members.member_id",
        )],
    );
}

#[test]
fn an_average_as_a_bound() {
    check(
        &library(),
        &[(
            "Find the titles of books with more pages than the average.",
            "SELECT title FROM books WHERE numpages > (SELECT avg(numpages) FROM books)",
        )],
    );
}
