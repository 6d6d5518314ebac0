use super::{Checker, none_of, refuse};
use crate::Rejection;
use crate::name::{reading, settle};
use crate::scope::{OutColumn, Output};
use contract::Dialect;
use sqlparser::ast::{Expr, SelectItem};

impl<'a> Checker<'a> {
    /// The SELECT list; `*` is written out where it would bring denied columns.
    pub(super) fn projection(
        &mut self,
        items: &mut Vec<SelectItem>,
    ) -> Result<Output<'a>, Rejection> {
        if items.is_empty() {
            return refuse("an empty SELECT list");
        }
        let mut output = Output::default();
        let mut written = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            self.item(item, &mut written, &mut output)?;
            if self.dialect == Dialect::Redshift {
                self.show_aliases(&output);
            }
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.aliases.clear();
        }
        *items = written;
        Ok(output)
    }

    fn item(
        &mut self,
        mut item: SelectItem,
        written: &mut Vec<SelectItem>,
        output: &mut Output<'a>,
    ) -> Result<(), Rejection> {
        match &mut item {
            SelectItem::UnnamedExpr(expr) => {
                self.expr(expr)?;
                let column = self.unnamed(expr);
                output.open |= column.name.is_empty() && !self.is_postgres();
                output.columns.push(column);
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                self.expr(expr)?;
                let base = self.base_of(expr);
                let name = settle(self.dialect, alias)?;
                output.columns.push(OutColumn {
                    base,
                    ..OutColumn::computed(name)
                });
            }
            SelectItem::ExprWithAliases { aliases, .. } => {
                none_of(aliases, "a list of aliases after one expression")?;
            }
            SelectItem::Wildcard(options) => {
                return self.wildcard(None, options.clone(), written, output);
            }
            SelectItem::QualifiedWildcard(kind, options) => {
                let (kind, options) = (kind.clone(), options.clone());
                return self.wildcard(Some(kind), options, written, output);
            }
        }
        written.push(item);
        Ok(())
    }

    /// The name that a column without an alias gets: PostgreSQL names it after what it is, the
    /// others only where it is a column.
    fn unnamed(&self, expr: &Expr) -> OutColumn<'a> {
        let base = self.base_of(expr);
        let name = match expr {
            Expr::Identifier(ident) => Some(self.unescaped(ident)),
            Expr::CompoundIdentifier(idents) => idents.last().map(|ident| self.unescaped(ident)),
            Expr::Nested(inner) => return self.unnamed(inner),
            _ if self.is_postgres() => self.figured_name(expr),
            _ => None,
        };
        OutColumn {
            base,
            ..OutColumn::computed(name.unwrap_or_default())
        }
    }

    /// The name of a settled identifier.
    fn unescaped(&self, ident: &sqlparser::ast::Ident) -> String {
        reading(self.dialect, ident).replace("\"\"", "\"")
    }

    /// PostgreSQL's rule (`FigureColname`), as far as it gives a name worth referring to.
    fn figured_name(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Function(call) => Some(call.name.to_string().to_ascii_lowercase()),
            Expr::Nested(inner) => self.figured_name(inner),
            Expr::Cast {
                expr, data_type, ..
            } => match expr.as_ref() {
                Expr::Identifier(ident) => Some(self.unescaped(ident)),
                Expr::CompoundIdentifier(idents) => {
                    idents.last().map(|ident| self.unescaped(ident))
                }
                inner => self
                    .figured_name(inner)
                    .or_else(|| Some(data_type.to_string().to_ascii_lowercase())),
            },
            Expr::Case { else_result, .. } => Some(
                else_result
                    .as_deref()
                    .and_then(|last| self.unnamed_column(last))
                    .unwrap_or_else(|| "case".to_owned()),
            ),
            Expr::Exists { .. } => Some("exists".to_owned()),
            Expr::Extract { .. } => Some("extract".to_owned()),
            Expr::Substring { .. } => Some("substring".to_owned()),
            Expr::Trim { .. } => Some("btrim".to_owned()),
            Expr::Position { .. } => Some("position".to_owned()),
            Expr::Ceil { .. } => Some("ceil".to_owned()),
            Expr::Floor { .. } => Some("floor".to_owned()),
            Expr::Array(_) => Some("array".to_owned()),
            _ => None,
        }
    }

    fn unnamed_column(&self, expr: &Expr) -> Option<String> {
        let name = self.unnamed(expr).name.into_owned();
        (!name.is_empty()).then_some(name)
    }
}
