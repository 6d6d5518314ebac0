use contract::Estimate;
use datafusion::arrow::datatypes::Schema;
use datafusion::common::{Result, Statistics};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};

/// Bytes of a text, where nothing is known of them.
const TEXT_BYTES: usize = 24;

/// What the plan would bring and read, by the statistics of the files: rows, and bytes of the
/// columns that are read, unpacked.
pub(super) fn expected(plan: &dyn ExecutionPlan) -> Result<Estimate> {
    let known = StatisticsContext::new();
    let whole = known.compute(plan, &StatisticsArgs::new())?;
    let rows = whole.num_rows.get_value().copied();
    Ok(Estimate {
        rows: rows.map(|rows| rows as u64),
        bytes: Some(read_bytes(plan, &known)?),
    })
}

/// Bytes of all that the plan begins with.
fn read_bytes(plan: &dyn ExecutionPlan, known: &StatisticsContext) -> Result<u64> {
    let children = plan.children();
    if children.is_empty() {
        let statistics = known.compute(plan, &StatisticsArgs::new())?;
        return Ok(held_bytes(&statistics, &plan.schema()) as u64);
    }
    children.iter().try_fold(0_u64, |sum, child| {
        Ok(sum.saturating_add(read_bytes(child.as_ref(), known)?))
    })
}

/// Bytes of the columns: as the file tells, or else by the width of their types.
fn held_bytes(statistics: &Statistics, schema: &Schema) -> usize {
    let rows = statistics.num_rows.get_value().copied().unwrap_or_default();
    let fields = schema.fields().iter();
    let columns = fields.zip(&statistics.column_statistics);
    columns.fold(0, |sum, (field, column)| {
        let width = field.data_type().primitive_width().unwrap_or(TEXT_BYTES);
        let told = column.byte_size.get_value().copied();
        sum.saturating_add(told.unwrap_or_else(|| rows.saturating_mul(width)))
    })
}
