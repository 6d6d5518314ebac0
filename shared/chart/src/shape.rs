use crate::column::{Column, Role};
use crate::request::NoChart;
use contract::{ResultSet, Row};
use std::collections::HashSet;

/// A result seen as a picture would use it. Columns are meant by their index.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) rows: &'a [Row],
    /// Numbers to draw; computed ones first when there are any.
    pub(crate) measures: Vec<usize>,
    /// Points in time.
    pub(crate) times: Vec<usize>,
    /// Groups, the best first; those with a single value come last, if they come at all.
    pub(crate) categories: Vec<usize>,
}

impl<'a> Shape<'a> {
    pub(crate) fn of(result: &'a ResultSet) -> Result<Self, NoChart> {
        if result.rows.is_empty() {
            return Err(NoChart::NoRows);
        }
        let rows = result.rows.as_slice();
        let columns: Vec<Column<'_>> = result
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| Column::of(column, index, rows))
            .collect();
        let with = |wanted: fn(&Column<'_>) -> bool| {
            (0..columns.len())
                .filter(|index| wanted(&columns[*index]))
                .collect::<Vec<_>>()
        };
        let mut measures = with(|column| column.role == Role::Measure && column.range.is_some());
        let mut times = with(|column| matches!(column.role, Role::Time(_)) && column.distinct > 0);
        let mut categories = with(|column| {
            matches!(column.role, Role::Category | Role::Part) && column.distinct > 0
        });
        if categories.is_empty() && times.is_empty() {
            categories = with(|column| column.role == Role::Identifier && column.distinct > 0);
        }
        // A column with one value is a filter that was written out: it tells nothing apart.
        drop_constants(&columns, &mut categories, rows.len());
        if !categories.is_empty() || times.len() > 1 {
            drop_constants(&columns, &mut times, rows.len());
        }
        if categories.is_empty() && times.is_empty() {
            promote_group(&columns, &mut measures, &mut categories, rows.len());
        }
        measures.sort_by_key(|index| columns[*index].aggregate.is_none());
        Ok(Self {
            columns,
            rows,
            measures,
            times,
            categories,
        })
    }

    /// Whether no two rows share the values of these columns.
    pub(crate) fn unique(&self, columns: &[usize]) -> bool {
        let mut seen = HashSet::new();
        self.rows.iter().all(|row| {
            let key: Vec<_> = columns
                .iter()
                .map(|index| cell(row, *index).to_string())
                .collect();
            seen.insert(key)
        })
    }

    pub(crate) fn distinct(&self, column: usize) -> usize {
        self.columns[column].distinct
    }

    /// Whether the numbers of the columns can share an axis: about the same size and sign.
    pub(crate) fn comparable(&self, measures: &[usize]) -> bool {
        let peaks: Vec<f64> = measures
            .iter()
            .filter_map(|index| self.columns[*index].range)
            .map(|(low, high)| low.abs().max(high.abs()))
            .collect();
        let most = peaks.iter().copied().fold(0.0, f64::max);
        peaks.len() == measures.len() && peaks.iter().all(|peak| *peak * 20.0 >= most)
    }
}

/// The value, NULL where a row is too short.
pub(crate) fn cell(row: &Row, column: usize) -> &serde_json::Value {
    row.get(column).unwrap_or(&serde_json::Value::Null)
}

fn drop_constants(columns: &[Column<'_>], found: &mut Vec<usize>, rows: usize) {
    if rows > 1 && found.iter().any(|index| columns[*index].distinct > 1) {
        found.retain(|index| columns[*index].distinct > 1);
    }
}

/// In "the average weight for each number of cylinders" both columns are numbers, but one names
/// the groups: whole, not computed, different in every row, beside one that is computed.
fn promote_group(
    columns: &[Column<'_>],
    measures: &mut Vec<usize>,
    categories: &mut Vec<usize>,
    rows: usize,
) {
    let names_groups = |index: &usize| {
        let column = &columns[*index];
        column.aggregate.is_none() && column.whole && column.distinct + 1 >= rows
    };
    let computed = measures
        .iter()
        .any(|index| columns[*index].aggregate.is_some());
    if computed
        && rows > 1
        && let Some(at) = measures.iter().position(names_groups)
    {
        categories.push(measures.remove(at));
    }
}
