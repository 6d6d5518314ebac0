//! Metrics: expressions that an operator gave a name to. To the grammar a metric is one more column
//! of its table, a measure; only when it gets into a plan is it told from one.

use crate::frame::Attribute;
use crate::index::{ColumnInfo, Index, NameForm, TableInfo};
use crate::names::{Vocabulary, stems};
use crate::plan::{Aggregate, ColumnRef, Metric, Part};
use crate::stem::stem;
use contract::{Catalog, DataType, Dialect, Formula};
use sqlparser::ast::{Expr, Ident, visit_expressions_mut};
use sqlparser::dialect::{self, GenericDialect, PostgreSqlDialect, RedshiftSqlDialect};
use sqlparser::parser::{Parser, ParserOptions};
use std::ops::ControlFlow;

/// Stands around the number of a column while the text of an expression is taken apart.
const MARK: char = '\u{1}';
/// A name that an operator gave counts more than one that a column happens to have.
const OWN_NAME: f32 = 1.1;
/// Deeper expressions are not read.
const DEEPEST: usize = 96;

/// The metrics of a table as measures among its columns. An expression that cannot be read is left
/// out: nothing is then asked by its name.
pub(crate) fn measures<'c>(
    catalog: &'c Catalog,
    table: &'c TableInfo,
    vocabulary: &'c Vocabulary,
) -> impl Iterator<Item = ColumnInfo> + use<'c> {
    catalog.metrics.iter().filter_map(move |metric| {
        let formula = metric.formula.as_ref()?;
        if !formula.table.eq_ignore_ascii_case(&table.name) {
            return None;
        }
        let (function, parts, simple) = read(formula, &table.name, catalog.dialect)?;
        let measure = Metric {
            name: metric.name.clone(),
            table: table.name.clone(),
            aggregates: formula.aggregates,
            function,
            simple,
            parts,
        };
        let spoken = vocabulary.split(&metric.name, &[]);
        let names = std::iter::once(&metric.name).chain(&metric.synonyms);
        let forms = names.map(|name| form(&vocabulary.split(name, &[])));
        Some(ColumnInfo {
            name: metric.name.clone(),
            data_type: DataType::Double,
            forms: forms.filter(|form| !form.words.is_empty()).collect(),
            label: spoken.join(" "),
            head: spoken.last().map(|word| stem(word)).unwrap_or_default(),
            is_key: false,
            numeric: true,
            numbers_as_text: false,
            nullable: true,
            unique: false,
            repeats: false,
            codes: Vec::new(),
            values_complete: false,
            min: None,
            max: None,
            measure: Some(measure),
        })
        .filter(|info| !info.forms.is_empty())
    })
}

fn form(words: &[String]) -> NameForm {
    let words = stems(words).into_iter().map(|word| (word, 1.0)).collect();
    NameForm::new(words, OWN_NAME)
}

/// What an expression is, its text around its columns, and whether it needs no parentheses.
fn read(
    formula: &Formula,
    table: &str,
    dialect: Dialect,
) -> Option<(Option<Aggregate>, Vec<Part>, bool)> {
    let mut expr = parse(&formula.expression, dialect)?;
    let function = outermost(&expr);
    let simple = matches!(
        expr,
        Expr::Function(_) | Expr::Identifier(_) | Expr::Nested(_) | Expr::Case { .. }
    );
    let columns = take_columns(&mut expr, &formula.columns);
    let text = expr.to_string();
    let mut parts = Vec::new();
    for (at, piece) in text.split(MARK).enumerate() {
        if at % 2 == 1 {
            let column = columns.get(piece.parse::<usize>().ok()?)?.clone();
            parts.push(Part::Column(ColumnRef {
                table: table.to_owned(),
                column,
            }));
        } else if !piece.is_empty() {
            parts.push(Part::Text(piece.to_owned()));
        }
    }
    Some((function, parts, simple))
}

fn parse(text: &str, dialect: Dialect) -> Option<Expr> {
    if text.contains(MARK) {
        return None;
    }
    let dialect: &dyn dialect::Dialect = match dialect {
        Dialect::Postgresql => &PostgreSqlDialect {},
        Dialect::Redshift => &RedshiftSqlDialect {},
        Dialect::Athena | Dialect::Embedded => &GenericDialect {},
    };
    // Quotations stay as they are written, since they are to be written again.
    let mut parser = Parser::new(dialect)
        .with_recursion_limit(DEEPEST)
        .with_options(ParserOptions::new().with_unescape(false))
        .try_with_sql(text)
        .ok()?;
    let expr = parser.parse_expr().ok()?;
    (parser.peek_token().token == sqlparser::tokenizer::Token::EOF).then_some(expr)
}

/// Puts a numbered mark in the place of each of the known columns, and gives their names as the engine
/// knows them. What else looks like one is a word of the dialect.
fn take_columns(expr: &mut Expr, known: &[String]) -> Vec<String> {
    let mut columns = Vec::new();
    let _ = visit_expressions_mut(expr, |expr| {
        let ident = match expr {
            Expr::Identifier(ident) => Some(&*ident),
            Expr::CompoundIdentifier(idents) => idents.last(),
            _ => None,
        };
        if let Some(column) = ident.and_then(|ident| column(ident, known)) {
            let mark = format!("{MARK}{}{MARK}", columns.len());
            columns.push(column.clone());
            *expr = Expr::Identifier(Ident::new(mark));
        }
        ControlFlow::<()>::Continue(())
    });
    columns
}

/// The column that an identifier names: in quotation marks exactly, else in any case.
fn column<'c>(ident: &Ident, known: &'c [String]) -> Option<&'c String> {
    let name = match ident.quote_style {
        Some(quote) => {
            let (one, two) = (quote.to_string(), format!("{quote}{quote}"));
            ident.value.replace(&two, &one)
        }
        None => ident.value.clone(),
    };
    let exact = known.iter().find(|column| **column == name);
    let folded = || {
        let mut alike = known
            .iter()
            .filter(|column| column.eq_ignore_ascii_case(&name));
        alike.next().filter(|_| ident.quote_style.is_none())
    };
    exact.or_else(folded)
}

fn outermost(expr: &Expr) -> Option<Aggregate> {
    match expr {
        Expr::Nested(inner) => outermost(inner),
        Expr::Function(call) => Some(match call.name.to_string().to_lowercase().as_str() {
            "count" => Aggregate::Count,
            "sum" => Aggregate::Sum,
            "avg" | "mean" => Aggregate::Average,
            "min" => Aggregate::Minimum,
            "max" => Aggregate::Maximum,
            "median" => Aggregate::Median,
            _ => return None,
        }),
        _ => None,
    }
}

/// The metric that an attribute means: its best candidate, when that is one.
pub(crate) fn meant<'i>(index: &'i Index, attribute: &Attribute) -> Option<&'i Metric> {
    metric_column(index, attribute)?.measure.as_ref()
}

/// The same with what is known of any column.
pub(crate) fn metric_column<'i>(index: &'i Index, attribute: &Attribute) -> Option<&'i ColumnInfo> {
    let links = attribute.columns.iter();
    let best = links.max_by(|a, b| a.score.total_cmp(&b.score))?;
    Some(index.column(best.column)).filter(|column| column.measure.is_some())
}
