use super::{Checker, absent, refuse, unset};
use crate::name::settle;
use crate::operator::{check_binary, check_unary, part_signs};
use crate::{Rejection, data_type, literal};
use contract::Dialect;
use sqlparser::ast::{
    AccessExpr, Array, BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DateTimeField, Expr,
    Function, FunctionArguments, Ident, Interval, Query, Subscript, TypedString, UnaryOperator,
    ValueWithSpan,
};

impl Checker<'_> {
    /// Checks and rewrites an expression.
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Result<(), Rejection> {
        // Chains lean to the left and may be long: their spine is walked in a loop.
        let mut spine = expr;
        while let Expr::BinaryOp { left, op, right } = spine {
            self.binary(left, op, right)?;
            spine = left;
        }
        self.operand(spine)
    }

    fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &mut Expr,
    ) -> Result<(), Rejection> {
        check_binary(self.dialect, op)?;
        self.expr(right)?;
        if matches!(op, BinaryOperator::Eq) {
            self.text_filter(left, right);
            self.text_filter(right, left);
        }
        Ok(())
    }

    fn operand(&mut self, expr: &mut Expr) -> Result<(), Rejection> {
        match expr {
            Expr::Identifier(ident) => {
                if let Some(qualified) = self.column(ident)? {
                    *expr = qualified;
                }
                Ok(())
            }
            Expr::CompoundIdentifier(idents) => self.qualified_column(idents),
            Expr::Value(value) => literal::settle(self.dialect, &mut value.value),
            Expr::BinaryOp { .. } => self.expr(expr),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::Nested(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => self.expr(inner),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.expr(left)?;
                self.expr(right)
            }
            Expr::Function(call) => match column_in_disguise(call) {
                Some(column) => {
                    *expr = column;
                    self.operand(expr)
                }
                None => self.function(call),
            },
            Expr::Subquery(query)
            | Expr::Exists {
                subquery: query,
                negated: _,
            } => self.subquery(query),
            Expr::InSubquery {
                expr,
                subquery,
                negated: _,
            } => {
                self.expr(expr)?;
                self.subquery(subquery)
            }
            Expr::Tuple(items) => self.exprs(items),
            _ => self.predicate(expr),
        }
    }

    fn predicate(&mut self, expr: &mut Expr) -> Result<(), Rejection> {
        match expr {
            Expr::InList {
                expr,
                list,
                negated,
            } => {
                self.expr(expr)?;
                self.exprs(list)?;
                if !*negated {
                    for item in list {
                        self.text_filter(expr, item);
                    }
                }
                Ok(())
            }
            Expr::Between {
                expr,
                negated: _,
                low,
                high,
            } => {
                self.expr(expr)?;
                self.expr(low)?;
                self.expr(high)
            }
            Expr::Like {
                negated,
                any,
                expr,
                pattern,
                escape_char,
            } => {
                self.like(expr, pattern, escape_char.as_mut(), *any)?;
                self.like_filter(*negated, expr, pattern);
                Ok(())
            }
            Expr::ILike {
                negated,
                any,
                expr,
                pattern,
                escape_char,
            } => {
                if self.dialect == Dialect::Athena {
                    return self.unsupported("ILIKE", "compare lower(...) with LIKE");
                }
                self.like(expr, pattern, escape_char.as_mut(), *any)?;
                self.like_filter(*negated, expr, pattern);
                Ok(())
            }
            Expr::SimilarTo {
                negated: _,
                expr,
                pattern,
                escape_char,
            } => self.like(expr, pattern, escape_char.as_mut(), false),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                is_some: _,
            }
            | Expr::AllOp {
                left,
                compare_op,
                right,
            } => {
                check_binary(self.dialect, compare_op)?;
                self.expr(left)?;
                self.expr(right)
            }
            Expr::IsNormalized {
                expr,
                form: _,
                negated: _,
            } => self.expr(expr),
            _ => self.construct(expr),
        }
    }

    /// What has a syntax of its own.
    fn construct(&mut self, expr: &mut Expr) -> Result<(), Rejection> {
        match expr {
            Expr::Case {
                case_token: _,
                end_token: _,
                operand,
                conditions,
                else_result,
            } => {
                self.optional(operand.as_deref_mut())?;
                for CaseWhen { condition, result } in conditions {
                    self.expr(condition)?;
                    self.expr(result)?;
                }
                self.optional(else_result.as_deref_mut())
            }
            Expr::Cast {
                kind,
                expr,
                data_type,
                array,
                format,
            } => {
                unset(*array, "CAST to an ARRAY for MEMBER OF")?;
                absent(format.as_ref(), "CAST with FORMAT")?;
                if *kind == CastKind::SafeCast {
                    return refuse("SAFE_CAST");
                }
                data_type::check(self.dialect, data_type)?;
                self.expr(expr)
            }
            Expr::TypedString(TypedString {
                data_type,
                value,
                uses_odbc_syntax,
            }) => {
                *uses_odbc_syntax = false;
                data_type::check(self.dialect, data_type)?;
                literal::settle(self.dialect, &mut value.value)
            }
            Expr::Interval(interval) => self.interval(interval),
            Expr::AtTimeZone {
                timestamp,
                time_zone,
            } => {
                self.expr(timestamp)?;
                self.expr(time_zone)
            }
            Expr::Extract {
                field,
                syntax: _,
                expr,
            } => {
                self.date_field(field)?;
                self.expr(expr)
            }
            Expr::Ceil { expr, field } | Expr::Floor { expr, field } => {
                match field {
                    CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) => {}
                    CeilFloorKind::DateTimeField(_) => return refuse("CEIL or FLOOR of a date"),
                    CeilFloorKind::Scale(scale) => {
                        literal::settle(self.dialect, &mut scale.value)?;
                    }
                }
                self.expr(expr)
            }
            Expr::Position { expr, r#in } => {
                self.expr(expr)?;
                self.expr(r#in)
            }
            Expr::Collate { expr, collation } => {
                settle(self.dialect, crate::name::single(collation)?)?;
                self.expr(expr)
            }
            Expr::Array(Array { elem, named }) => {
                unset(
                    !*named && self.dialect != Dialect::Embedded,
                    "[...]; write ARRAY[...]: it",
                )?;
                self.exprs(elem)
            }
            _ => self.text_construct(expr),
        }
    }

    fn text_construct(&mut self, expr: &mut Expr) -> Result<(), Rejection> {
        match expr {
            Expr::Substring {
                expr,
                substring_from,
                substring_for,
                special: _,
                shorthand: _,
            } => {
                self.expr(expr)?;
                self.optional(substring_from.as_deref_mut())?;
                self.optional(substring_for.as_deref_mut())
            }
            Expr::Trim {
                trim_where: _,
                trim_what,
                expr,
                trim_characters,
            } => {
                self.expr(expr)?;
                self.optional(trim_what.as_deref_mut())?;
                self.exprs(trim_characters.as_deref_mut().unwrap_or_default())
            }
            Expr::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                self.expr(expr)?;
                self.expr(overlay_what)?;
                self.expr(overlay_from)?;
                self.optional(overlay_for.as_deref_mut())
            }
            Expr::CompoundFieldAccess { root, access_chain } => {
                self.expr(root)?;
                access_chain
                    .iter_mut()
                    .try_for_each(|access| self.access(access))
            }
            Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_) => {
                refuse("GROUPING SETS, CUBE or ROLLUP outside GROUP BY")
            }
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => refuse("* as a value"),
            Expr::JsonAccess { .. } => refuse("a path after a value"),
            Expr::Convert { .. } => refuse("CONVERT; write CAST: it"),
            Expr::RLike { .. } => refuse("RLIKE"),
            Expr::Lambda(_) => refuse("a lambda"),
            other => refuse(format!("`{}`", shortened(other))),
        }
    }

    fn access(&mut self, access: &mut AccessExpr) -> Result<(), Rejection> {
        match access {
            AccessExpr::Dot(_) => refuse("a field of a composite value"),
            AccessExpr::Subscript(Subscript::Index { index }) => self.expr(index),
            AccessExpr::Subscript(Subscript::Slice {
                lower_bound,
                upper_bound,
                stride,
            }) => {
                self.optional(lower_bound.as_mut())?;
                self.optional(upper_bound.as_mut())?;
                self.optional(stride.as_mut())
            }
        }
    }

    fn unary(&mut self, op: UnaryOperator, operand: &mut Box<Expr>) -> Result<(), Rejection> {
        check_unary(self.dialect, op)?;
        self.expr(operand)?;
        if op != UnaryOperator::Not {
            part_signs(operand);
        }
        Ok(())
    }

    fn subquery(&mut self, query: &mut Query) -> Result<(), Rejection> {
        if self.trusted {
            return refuse("a subquery in a row filter");
        }
        self.query(query).map(|_| ())
    }

    fn like(
        &mut self,
        expr: &mut Expr,
        pattern: &mut Expr,
        escape: Option<&mut ValueWithSpan>,
        any: bool,
    ) -> Result<(), Rejection> {
        // The serialiser misprints ANY together with ESCAPE.
        unset(
            any && (escape.is_some() || !self.is_postgres()),
            "LIKE ANY with ESCAPE",
        )?;
        self.expr(expr)?;
        self.expr(pattern)?;
        escape.map_or(Ok(()), |escape| {
            literal::settle(self.dialect, &mut escape.value)
        })
    }

    fn interval(&mut self, interval: &mut Interval) -> Result<(), Rejection> {
        let Interval {
            value,
            leading_field,
            leading_precision: _,
            last_field,
            fractional_seconds_precision: _,
        } = interval;
        for field in [leading_field, last_field].into_iter().flatten() {
            self.date_field(field)?;
        }
        self.expr(value)
    }

    fn date_field(&self, field: &mut DateTimeField) -> Result<(), Rejection> {
        match field {
            DateTimeField::Custom(ident) => {
                let plain = ident.value.bytes().all(|byte| byte.is_ascii_alphabetic());
                let quoted = matches!(ident.quote_style, None | Some('\''));
                unset(!plain || !quoted, "this part of a date")
            }
            DateTimeField::Week(Some(_)) => refuse("WEEK(...) as a part of a date"),
            _ => Ok(()),
        }
    }

    pub(super) fn exprs(&mut self, exprs: &mut [Expr]) -> Result<(), Rejection> {
        exprs.iter_mut().try_for_each(|expr| self.expr(expr))
    }

    pub(super) fn optional(&mut self, expr: Option<&mut Expr>) -> Result<(), Rejection> {
        expr.map_or(Ok(()), |expr| self.expr(expr))
    }
}

/// The parser takes `t.user` for a call, and `user` too: the one is a column, the other may be
/// meant as one. Where it is none it is refused as a word of the session.
fn column_in_disguise(call: &Function) -> Option<Expr> {
    let bare = matches!(call.args, FunctionArguments::None)
        && matches!(call.parameters, FunctionArguments::None)
        && call.over.is_none()
        && call.filter.is_none()
        && call.within_group.is_empty();
    let idents = crate::name::parts(&call.name).ok().filter(|_| bare)?;
    match idents.as_slice() {
        [word] if word.value.eq_ignore_ascii_case("user") => {
            Some(Expr::Identifier(Ident::clone(word)))
        }
        [_, _, ..] => Some(Expr::CompoundIdentifier(
            idents.into_iter().cloned().collect(),
        )),
        _ => None,
    }
}

fn shortened(expr: &Expr) -> String {
    let text = expr.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
