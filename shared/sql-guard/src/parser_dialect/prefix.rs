//! The beginning of an expression, where it is a name, a call or a plain literal.
//!
//! The parser takes every expression for a typed literal (`DATE '2024-01-01'`) first and reads it
//! again once that fails, composing the text of an error that nobody sees. That is most of its time.

use sqlparser::ast::{Expr, Ident, ObjectName};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// The longest name read here, in parts.
const MOST_PARTS: usize = 3;

/// Reads the beginning of an expression that can be nothing else than what it seems; leaves all
/// others to the parser. The tree is the one that the parser would make.
pub(super) fn read(parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
    match &parser.peek_token_ref().token {
        Token::Number(..) | Token::SingleQuotedString(_) => {
            Some(parser.parse_value().map(Expr::Value))
        }
        token if is_name(token) => read_name(parser),
        _ => None,
    }
}

/// A word without a meaning of its own.
fn is_name(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.keyword == Keyword::NoKeyword)
}

fn read_name(parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
    let mut parts = 1;
    loop {
        let after = 2 * parts - 1;
        match &parser.peek_nth_token_ref(after).token {
            Token::Period if is_name(&parser.peek_nth_token_ref(after + 1).token) => parts += 1,
            // What follows the period is for the parser, which then has a name with one part.
            Token::Period if parts == 1 => break,
            Token::LParen if parts == 1 => {
                let name = name_part(parser);
                return Some(
                    name.and_then(|name| parser.parse_function(ObjectName::from(vec![name]))),
                );
            }
            // An array type, a typed literal or a string with an introducer.
            Token::Period
            | Token::LParen
            | Token::LBracket
            | Token::SingleQuotedString(_)
            | Token::DoubleQuotedString(_)
            | Token::HexStringLiteral(_) => return None,
            _ => break,
        }
        if parts > MOST_PARTS {
            return None;
        }
    }
    Some(if parts == 1 {
        name_part(parser).map(Expr::Identifier)
    } else {
        dotted(parser, parts).map(Expr::CompoundIdentifier)
    })
}

fn dotted(parser: &mut Parser<'_>, parts: usize) -> Result<Vec<Ident>, ParserError> {
    let mut name = Vec::with_capacity(parts);
    name.push(name_part(parser)?);
    for _ in 1..parts {
        parser.expect_token(&Token::Period)?;
        name.push(name_part(parser)?);
    }
    Ok(name)
}

fn name_part(parser: &mut Parser<'_>) -> Result<Ident, ParserError> {
    parser.advance_token();
    let token = parser.get_current_token();
    match &token.token {
        Token::Word(word) => Ok(word.to_ident(token.span)),
        _ => parser.expected_ref("a name", token),
    }
}
