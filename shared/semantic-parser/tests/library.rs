//! Questions about a library: glued identifiers and a bridge table.

mod schemas;

use schemas::{check, library};

#[test]
fn glued_identifiers() {
    check(&library(), &[
        ("What are the names of authors?", "SELECT authorname FROM authors"),
        ("Show the number of pages of the book \"The Sea\".", "SELECT numpages FROM books WHERE title = 'The Sea'"),
        ("What is the average number of pages of books?", "SELECT avg(numpages) FROM books"),
    ]);
}

#[test]
fn through_a_bridge() {
    check(&library(), &[(
        "What are the titles of books by French authors?",
        "SELECT title FROM books WHERE bookid IN (SELECT book_authors.bookid FROM book_authors JOIN authors ON book_authors.authorid = authors.authorid WHERE authors.nationality = 'France')",
    )]);
}

#[test]
fn counts_of_things_of_things() {
    check(&library(), &[
        ("How many books did each author write?", "SELECT authors.authorname, count(*) FROM books JOIN book_authors ON books.bookid = book_authors.bookid JOIN authors ON book_authors.authorid = authors.authorid GROUP BY authors.authorid, authors.authorname"),
        ("Which member has the most loans?", "SELECT members.name FROM members JOIN loans ON members.member_id = loans.member_id GROUP BY members.member_id, members.name ORDER BY count(*) DESC LIMIT 1"),
    ]);
}

#[test]
fn members_who_never_did() {
    check(&library(), &[(
        "Show the names of members who have no loans.",
        "SELECT name FROM members WHERE member_id NOT IN (SELECT member_id FROM loans)",
    ), (
        "Which members have no email?",
        "SELECT name FROM members WHERE email IS NULL",
    )]);
}

#[test]
fn everything_about_a_thing() {
    check(&library(), &[(
        "Show all information about the members.",
        "SELECT member_id, name, joined_on, email FROM members",
    )]);
}

#[test]
fn years_are_found_by_the_verb_or_by_their_kind() {
    check(&library(), &[
        ("How many books were published after 1990?", "SELECT count(*) FROM books WHERE published_year > 1990"),
        ("What are the titles of books published in 1984?", "SELECT title FROM books WHERE published_year = 1984"),
    ]);
}

#[test]
fn distinct_values() {
    check(&library(), &[("What are the different languages of books?", "SELECT DISTINCT language FROM books")]);
}
