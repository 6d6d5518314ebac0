//! What the values of a column look like, found while they pass by.

mod distinct;
mod numbers;
mod render;
mod sample;
mod texts;

pub(crate) use distinct::DistinctRows;
pub(crate) use sample::Inclusion;
pub use sample::ValueSample;

use crate::{ColumnSpec, TableError, hash};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use contract::{ColumnProfile, DataType, FrequentValue};
use distinct::DistinctValues;
use numbers::Numbers;
use texts::Texts;

/// Frequent values a profile names.
const FREQUENT: usize = 10;
/// Distinct values that are kept of a column for the inference of keys.
const SAMPLE: usize = 8192;
/// Stands for NULL where the hashes of several columns are combined.
const NULL_HASH: u64 = 0x6A09_E667_F3BC_C908;

/// A finished profile of a column, with what the inference of keys needs beside it.
#[derive(Debug, Clone)]
pub struct Profiled {
    /// The profile.
    pub profile: ColumnProfile,
    /// Distinct values, by hash.
    pub sample: ValueSample,
    /// The least and the greatest whole number, where it is a column of whole numbers.
    pub range: Option<(i64, i64)>,
    /// Whether no value was seen twice: certain when `profile.distinct_exact`, else as far as a
    /// sample of tens of thousands of values tells.
    pub no_repeats: bool,
    /// Bytes of the average text; 0 for other types.
    pub mean_text_bytes: u64,
}

/// Watches one column.
#[derive(Debug)]
pub(crate) struct ColumnProfiler {
    data_type: DataType,
    nulls: u64,
    rows: u64,
    distinct: DistinctValues,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Numbers(Numbers),
    Texts(Texts),
}

impl ColumnProfiler {
    /// `bound` is how many distinct values are counted exactly.
    pub(crate) fn new(column: &ColumnSpec, bound: usize) -> Self {
        let values = if column.data_type == DataType::Varchar {
            Values::Texts(Texts::default())
        } else {
            Values::Numbers(Numbers::default())
        };
        Self {
            data_type: column.data_type.clone(),
            nulls: 0,
            rows: 0,
            distinct: DistinctValues::new(bound),
            values,
        }
    }

    /// Takes in the next rows and leaves the hash of each in `hashes`.
    pub(crate) fn observe(
        &mut self,
        array: &ArrayRef,
        hashes: &mut Vec<u64>,
    ) -> Result<(), TableError> {
        self.rows += u64::try_from(array.len()).unwrap_or(u64::MAX);
        self.nulls += u64::try_from(array.null_count()).unwrap_or(u64::MAX);
        hashes.clear();
        hashes.reserve(array.len());
        let distinct = &mut self.distinct;
        match (&self.data_type, &mut self.values) {
            (DataType::Varchar, Values::Texts(texts)) => {
                texts.observe(array.as_string::<i32>(), distinct, hashes);
            }
            (DataType::Bigint, Values::Numbers(numbers)) => {
                let values = array.as_primitive::<Int64Type>().iter();
                numbers.observe(values, hash::integer, distinct, hashes);
            }
            (DataType::Decimal(_, scale), Values::Numbers(numbers)) => {
                let scale = u32::try_from(*scale).unwrap_or(0);
                let power = 10_i128.checked_pow(scale).unwrap_or(0);
                let values = array.as_primitive::<Decimal128Type>().iter();
                numbers.observe(
                    values,
                    |value| hash::decimal(value, power),
                    distinct,
                    hashes,
                );
            }
            (DataType::Double, Values::Numbers(numbers)) => {
                let values = array.as_primitive::<Float64Type>().iter();
                numbers.observe_doubles(values, distinct, hashes);
            }
            (DataType::Date, Values::Numbers(numbers)) => {
                let values = array.as_primitive::<Date32Type>().iter();
                let values = values.map(|value| value.map(i64::from));
                numbers.observe(values, |days| hash::integer(days << 40), distinct, hashes);
            }
            (DataType::Boolean, Values::Numbers(numbers)) => {
                let values = array.as_boolean().iter().map(|value| value.map(i64::from));
                numbers.observe(values, hash::integer, distinct, hashes);
            }
            (_, Values::Numbers(numbers)) => {
                let values = array.as_primitive::<TimestampMicrosecondType>().iter();
                numbers.observe(values, hash::integer, distinct, hashes);
            }
            (_, Values::Texts(_)) => {}
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Profiled {
        let ascending = match &self.values {
            Values::Numbers(numbers) => numbers.is_ascending(),
            Values::Texts(texts) => texts.is_ascending(),
        };
        let present = self.rows - self.nulls;
        let distinct_exact = self.distinct.is_exact() || ascending;
        let distinct = if ascending {
            present
        } else {
            self.distinct.count()
        };
        let (level, hashes) = self.distinct.sample(SAMPLE);
        let (min, max) = self.extremes();
        let (values, values_complete) = self.value_index();
        Profiled {
            range: match &self.values {
                Values::Numbers(numbers) if self.data_type == DataType::Bigint => numbers.range(),
                _ => None,
            },
            no_repeats: ascending || !self.distinct.has_repeats(),
            mean_text_bytes: match &self.values {
                Values::Texts(texts) => texts.total_bytes().checked_div(present).unwrap_or(0),
                Values::Numbers(_) => 0,
            },
            profile: ColumnProfile {
                nulls: self.nulls,
                distinct,
                distinct_exact,
                min,
                max,
                frequent: self.frequent(),
                values,
                values_complete,
            },
            sample: ValueSample::new(level, hashes),
        }
    }

    fn extremes(&self) -> (Option<String>, Option<String>) {
        match &self.values {
            Values::Numbers(numbers) => numbers.extremes(&self.data_type),
            Values::Texts(texts) => texts.extremes(),
        }
    }

    fn value_index(&self) -> (Vec<String>, bool) {
        match &self.values {
            Values::Texts(texts) if self.distinct.is_exact() => texts.index(self.distinct.slots()),
            _ => (Vec::new(), false),
        }
    }

    fn frequent(&self) -> Vec<FrequentValue> {
        let often = self.distinct.most_frequent(FREQUENT);
        let shown = often.into_iter().filter_map(|slot| {
            let value = match &self.values {
                Values::Numbers(_) => render::fixed(slot.value, &self.data_type)?,
                Values::Texts(texts) => texts.text(slot)?.to_owned(),
            };
            Some(FrequentValue {
                value,
                count: slot.count,
            })
        });
        let mut frequent: Vec<_> = shown.collect();
        frequent.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        frequent
    }
}
