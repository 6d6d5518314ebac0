//! Bounds on the tree that a text makes, checked before the parser makes it.

use crate::Rejection;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// How many operators may follow each other without a comma or a parenthesis: each makes the tree
/// one level deeper, and dropping a tree takes stack for each level.
const LONGEST_CHAIN: usize = 600;
/// How many queries UNION and its like may connect.
const MOST_SET_OPERATIONS: usize = 100;
/// How deep CASE, CAST and the like may nest. Where one of them does not parse the parser tries it
/// again as a plain name, so an error within n of them costs it 2^n attempts.
const DEEPEST_RETRIES: usize = 12;

/// Refuses a text whose tree would be so deep that walking it runs out of stack, or that takes the
/// parser exponentially long.
pub(crate) fn check(tokens: &[TokenWithSpan]) -> Result<(), Rejection> {
    let mut size = Size::default();
    tokens.iter().try_for_each(|token| size.add(&token.token))
}

#[derive(Default)]
struct Size {
    /// Operators since the last comma or clause at this level of parentheses.
    chain: usize,
    set_operations: usize,
    /// The levels of parentheses outside: their chain and whether a word before them is retried.
    open: Vec<(usize, bool)>,
    retries: usize,
    intervals: usize,
    /// Whether the last token was a word that is retried.
    after_retried: bool,
}

impl Size {
    fn add(&mut self, token: &Token) -> Result<(), Rejection> {
        let after_retried = std::mem::take(&mut self.after_retried);
        match token {
            Token::LParen | Token::LBracket => {
                self.open
                    .push((std::mem::take(&mut self.chain), after_retried));
                self.retries += usize::from(after_retried);
            }
            Token::RParen | Token::RBracket => {
                let (chain, retried) = self.open.pop().unwrap_or_default();
                self.chain = chain + 1;
                self.retries = self.retries.saturating_sub(usize::from(retried));
            }
            Token::Comma | Token::SemiColon => {
                self.chain = 0;
                self.intervals = 0;
            }
            Token::Word(word) => self.add_word(word.keyword),
            Token::Whitespace(_) => self.after_retried = after_retried,
            Token::Number(..) | Token::SingleQuotedString(_) | Token::Period | Token::EOF => {}
            _ => self.chain += 1,
        }
        let deep = self.retries + self.intervals > DEEPEST_RETRIES;
        if deep || self.chain > LONGEST_CHAIN || self.set_operations > MOST_SET_OPERATIONS {
            return Err(Rejection::TooComplex);
        }
        Ok(())
    }

    fn add_word(&mut self, keyword: Keyword) {
        match keyword {
            // An operand by itself makes nothing deeper.
            Keyword::NoKeyword => {}
            Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => self.set_operations += 1,
            Keyword::SELECT | Keyword::FROM | Keyword::WHERE | Keyword::ON => {
                self.chain = 0;
                self.intervals = 0;
            }
            Keyword::CASE => self.retries += 1,
            Keyword::END => self.retries = self.retries.saturating_sub(1),
            Keyword::INTERVAL => {
                self.chain += 1;
                self.intervals += 1;
                self.after_retried = true;
            }
            _ => {
                self.chain += 1;
                self.after_retried = true;
            }
        }
    }
}
