//! From text to a syntax tree of bounded size, and back.

use crate::parser_dialect::{Generic, Postgres, Redshift};
use crate::{Rejection, size, tokens};
use contract::Dialect;
use sqlparser::ast::{Expr, Query, Statement};
use sqlparser::parser::{Parser, ParserError, ParserOptions};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

/// The longest text that is read, in bytes.
const LONGEST: usize = 64 * 1024;
/// How deep expressions and queries may nest, in levels of the parser.
const DEEPEST: usize = 96;

fn parser_dialect(dialect: Dialect) -> &'static dyn sqlparser::dialect::Dialect {
    match dialect {
        Dialect::Postgresql => &Postgres,
        Dialect::Redshift => &Redshift,
        Dialect::Athena | Dialect::Embedded => &Generic,
    }
}

/// The one query of the text.
pub(crate) fn query(dialect: Dialect, sql: &str) -> Result<Box<Query>, Rejection> {
    if sql.len() > LONGEST {
        return Err(Rejection::TooLong {
            bytes: sql.len(),
            limit: LONGEST,
        });
    }
    let tokens = tokens(dialect, sql, true)?;
    size::check(&tokens)?;
    let first = first_words(&tokens);
    let mut statements = parser(dialect, tokens, true)
        .parse_statements()
        .map_err(|error| explain(error, &first))?;
    match (statements.pop(), statements.len()) {
        (None, _) => Err(Rejection::Empty),
        (Some(Statement::Query(query)), 0) => Ok(query),
        (Some(_), 0) => Err(Rejection::NotAQuery { statement: first }),
        (Some(_), others) => Err(Rejection::ManyStatements { count: others + 1 }),
    }
}

/// An expression that is all of the text.
pub(crate) fn expression(dialect: Dialect, sql: &str) -> Result<Expr, Rejection> {
    expression_of(dialect, tokens(dialect, sql, true)?, true)
}

/// An expression that is all of the text, without comments.
pub(crate) fn plain_expression(dialect: Dialect, sql: &str) -> Result<Expr, Rejection> {
    if sql.len() > LONGEST {
        return Err(Rejection::TooLong {
            bytes: sql.len(),
            limit: LONGEST,
        });
    }
    let tokens = tokens(dialect, sql, true)?;
    if tokens.iter().any(is_comment) {
        return Err(Rejection::Construct {
            construct: "a comment".to_owned(),
        });
    }
    expression_of(dialect, tokens, true)
}

/// The text of a checked expression, if reading it gives that expression again.
pub(crate) fn canonical_expression(dialect: Dialect, expr: &Expr) -> Result<String, Rejection> {
    let sql = expr.to_string();
    let tokens = tokens(dialect, &sql, false).map_err(|_| Rejection::NotReproducible)?;
    match expression_of(dialect, tokens, false) {
        Ok(again) if again == *expr => Ok(sql),
        _ => Err(Rejection::NotReproducible),
    }
}

fn expression_of(
    dialect: Dialect,
    tokens: Vec<TokenWithSpan>,
    unescape: bool,
) -> Result<Expr, Rejection> {
    size::check(&tokens)?;
    let mut parser = parser(dialect, tokens, unescape);
    let expr = parser.parse_expr().map_err(|error| explain(error, ""))?;
    match &parser.peek_token().token {
        Token::EOF => Ok(expr),
        rest => Err(Rejection::Syntax {
            message: format!("unexpected {rest}"),
        }),
    }
}

/// The text of a checked query, if reading it gives that query again.
pub(crate) fn canonical(dialect: Dialect, query: &Query) -> Result<String, Rejection> {
    let sql = query.to_string();
    // Quotes stay as they are printed: the tree holds them as they are to be printed.
    let tokens = tokens(dialect, &sql, false).map_err(|_| Rejection::NotReproducible)?;
    let commented = tokens
        .iter()
        .any(|token| is_comment(token) || token.token == Token::SemiColon);
    let read = parser(dialect, tokens, false).parse_statements();
    match read.as_deref() {
        Ok([Statement::Query(again)]) if !commented && again.as_ref() == query => Ok(sql),
        _ => Err(Rejection::NotReproducible),
    }
}

fn is_comment(token: &TokenWithSpan) -> bool {
    matches!(
        token.token,
        Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
    )
}

/// The tokens without most blanks.
fn tokens(dialect: Dialect, sql: &str, unescape: bool) -> Result<Vec<TokenWithSpan>, Rejection> {
    if let Some(tokens) = tokens::plain(sql) {
        return Ok(tokens);
    }
    let mut tokens = Vec::with_capacity(sql.len() / 4);
    Tokenizer::new(parser_dialect(dialect), sql)
        .with_unescape(unescape)
        .tokenize_with_location_into_buf(&mut tokens)
        .map_err(|error| Rejection::Syntax {
            message: error.to_string(),
        })?;
    tokens.retain(|token| {
        !matches!(
            token.token,
            Token::Whitespace(Whitespace::Space | Whitespace::Tab)
        )
    });
    Ok(tokens)
}

fn parser(dialect: Dialect, tokens: Vec<TokenWithSpan>, unescape: bool) -> Parser<'static> {
    Parser::new(parser_dialect(dialect))
        .with_recursion_limit(DEEPEST)
        .with_options(ParserOptions::new().with_unescape(unescape))
        .with_tokens_with_locations(tokens)
}

fn explain(error: ParserError, first: &str) -> Rejection {
    match error {
        ParserError::RecursionLimitExceeded => Rejection::TooComplex,
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            let query = matches!(
                first.split(' ').next(),
                Some("SELECT" | "WITH" | "VALUES" | "")
            );
            if query || first.starts_with('(') {
                Rejection::Syntax { message }
            } else {
                Rejection::NotAQuery {
                    statement: first.to_owned(),
                }
            }
        }
    }
}

/// The first two words, to name a statement by.
fn first_words(tokens: &[TokenWithSpan]) -> String {
    let words = tokens
        .iter()
        .map(|token| &token.token)
        .filter_map(|token| match token {
            Token::Word(word) => Some(word.value.to_ascii_uppercase()),
            Token::Whitespace(_) => None,
            other => Some(other.to_string()),
        });
    words.take(2).collect::<Vec<_>>().join(" ")
}
