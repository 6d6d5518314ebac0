//! Operators a query may use: those the engines bring along and that only compute. User-defined
//! ones run whatever function is behind them.

use crate::Rejection;
use contract::Dialect;
use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};

pub(crate) fn check_binary(dialect: Dialect, operator: &BinaryOperator) -> Result<(), Rejection> {
    use BinaryOperator as Op;
    let postgres = matches!(dialect, Dialect::Postgresql | Dialect::Redshift);
    let allowed = match operator {
        Op::Plus
        | Op::Minus
        | Op::Multiply
        | Op::Divide
        | Op::Modulo
        | Op::StringConcat
        | Op::Gt
        | Op::Lt
        | Op::GtEq
        | Op::LtEq
        | Op::Eq
        | Op::NotEq
        | Op::And
        | Op::Or => true,
        Op::BitwiseOr
        | Op::BitwiseAnd
        | Op::PGBitwiseXor
        | Op::PGBitwiseShiftLeft
        | Op::PGBitwiseShiftRight
        | Op::PGRegexMatch
        | Op::PGRegexIMatch
        | Op::PGRegexNotMatch
        | Op::PGRegexNotIMatch
        | Op::PGLikeMatch
        | Op::PGILikeMatch
        | Op::PGNotLikeMatch
        | Op::PGNotILikeMatch
        | Op::Arrow
        | Op::LongArrow
        | Op::HashArrow
        | Op::HashLongArrow
        | Op::AtArrow
        | Op::ArrowAt => dialect != Dialect::Athena,
        Op::BitwiseXor => dialect == Dialect::Embedded,
        Op::PGExp
        | Op::PGOverlap
        | Op::PGStartsWith
        | Op::AtAt
        | Op::HashMinus
        | Op::AtQuestion
        | Op::Question
        | Op::QuestionAnd
        | Op::QuestionPipe
        | Op::Overlaps => postgres,
        _ => false,
    };
    if allowed {
        Ok(())
    } else {
        Err(Rejection::Operator {
            operator: operator.to_string(),
        })
    }
}

pub(crate) fn check_unary(dialect: Dialect, operator: UnaryOperator) -> Result<(), Rejection> {
    use UnaryOperator as Op;
    let allowed = match operator {
        Op::Plus | Op::Minus | Op::Not => true,
        Op::BitwiseNot | Op::PGAbs | Op::PGSquareRoot | Op::PGCubeRoot => {
            matches!(dialect, Dialect::Postgresql | Dialect::Redshift)
        }
        _ => false,
    };
    if allowed {
        Ok(())
    } else {
        Err(Rejection::Operator {
            operator: operator.to_string(),
        })
    }
}

/// Puts parentheses around an operand that starts with a sign: printed side by side `-` and `-`
/// would begin a comment, `@` and `-` would be another operator.
pub(crate) fn part_signs(operand: &mut Box<Expr>) {
    if starts_with_sign(operand) {
        let inner = std::mem::replace(operand.as_mut(), Expr::Tuple(Vec::new()));
        **operand = Expr::Nested(Box::new(inner));
    }
}

fn starts_with_sign(expr: &Expr) -> bool {
    match expr {
        Expr::UnaryOp { op, .. } => *op != UnaryOperator::Not,
        Expr::Value(value) => value.to_string().starts_with(['-', '+']),
        // Whatever is leftmost in these is not worth following: parentheses never hurt.
        Expr::BinaryOp { .. } | Expr::AtTimeZone { .. } | Expr::Collate { .. } => true,
        Expr::Cast { expr, .. } | Expr::CompoundFieldAccess { root: expr, .. } => {
            starts_with_sign(expr)
        }
        _ => false,
    }
}
