//! A table as Glue describes it to Athena: Parquet files in a folder.

use aws_sdk_glue::error::BuildError;
use aws_sdk_glue::types::{Column as GlueColumn, SerDeInfo, StorageDescriptor, TableInput};
use contract::{Column, DataType, Table};

const INPUT_FORMAT: &str = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
const OUTPUT_FORMAT: &str = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
const SERDE: &str = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
/// Bytes that Glue takes of a comment on a column, and of a description of a table.
const COMMENT_BYTES: usize = 255;
const DESCRIPTION_BYTES: usize = 2048;

/// The table whose rows lie in the folder `location` (`s3://.../`).
pub(super) fn table_input(table: &Table, location: &str) -> Result<TableInput, BuildError> {
    let columns: Result<Vec<GlueColumn>, BuildError> = table.columns.iter().map(column).collect();
    let serde = SerDeInfo::builder()
        .serialization_library(SERDE)
        .parameters("serialization.format", "1")
        .build();
    let storage = StorageDescriptor::builder()
        .set_columns(Some(columns?))
        .location(location)
        .input_format(INPUT_FORMAT)
        .output_format(OUTPUT_FORMAT)
        .serde_info(serde)
        .build();
    let description = table.description.as_deref();
    let mut input = TableInput::builder()
        .name(&table.name)
        .set_description(description.map(|text| line(text, DESCRIPTION_BYTES)))
        .table_type("EXTERNAL_TABLE")
        .parameters("EXTERNAL", "TRUE")
        .parameters("classification", "parquet")
        .storage_descriptor(storage);
    if let Some(rows) = table.row_count {
        input = input.parameters("recordCount", rows.to_string());
    }
    input.build()
}

fn column(column: &Column) -> Result<GlueColumn, BuildError> {
    let comment = column.description.as_ref().or(column.synonyms.first());
    GlueColumn::builder()
        .name(&column.name)
        .r#type(athena_type(&column.data_type))
        .set_comment(comment.map(|text| line(text, COMMENT_BYTES)))
        .build()
}

/// The type in the words of Athena's DDL, which has none for some types; these lie in the files as text.
fn athena_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "boolean".to_owned(),
        DataType::Bigint => "bigint".to_owned(),
        DataType::Decimal(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Double => "double".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::Timestamp | DataType::TimestampTz => "timestamp".to_owned(),
        DataType::Bytes => "binary".to_owned(),
        DataType::Time
        | DataType::Varchar
        | DataType::Interval
        | DataType::Json
        | DataType::Other(_) => "string".to_owned(),
    }
}

/// One line of at most so many bytes, cut between characters.
fn line(text: &str, most: usize) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|letter| !letter.is_control());
    line.truncate(line.floor_char_boundary(most));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_one_line_that_glue_takes() {
        assert_eq!(line(" a\n\tb\u{7}c ", COMMENT_BYTES), "a bc");
        let long = line(&"ä".repeat(200), COMMENT_BYTES);
        assert_eq!(long.chars().count(), 127);
    }

    #[test]
    fn types_are_those_of_athenas_ddl() {
        for (data_type, expected) in [
            (DataType::Decimal(9, 2), "decimal(9,2)"),
            (DataType::TimestampTz, "timestamp"),
            (DataType::Varchar, "string"),
            (DataType::Bigint, "bigint"),
        ] {
            assert_eq!(athena_type(&data_type), expected);
        }
    }
}
