//! Measures the two passes over a file, in MB a second: `throughput FILE`.

use csv_schema::{Limits, Record, RowReader, inspect};
use std::{env, error::Error, fs::File, hint::black_box, io::Write, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: throughput FILE")?;
    let mut out = std::io::stdout().lock();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a file is smaller than 2^53 bytes"
    )]
    let megabytes = File::open(&path)?.metadata()?.len() as f64 / 1e6;
    let mut report = |what: &str, start: Instant| {
        writeln!(
            out,
            "{what}: {:.0} MB/s",
            megabytes / start.elapsed().as_secs_f64()
        )
    };

    let start = Instant::now();
    let inspection = inspect(File::open(&path)?, &Limits::default())?;
    report("infer", start)?;

    let start = Instant::now();
    let mut reader = RowReader::new(File::open(&path)?, &inspection.dialect);
    while let Some(record) = reader.next()? {
        black_box(&record);
    }
    report("read", start)?;

    let start = Instant::now();
    let mut reader = RowReader::new(File::open(&path)?, &inspection.dialect);
    while let Some(record) = reader.next()? {
        if let Record::Row(fields) = record {
            for (field, column) in fields.iter().zip(&inspection.columns) {
                black_box(column.column_type.format.parse(field)?);
            }
        }
    }
    report("read and parse", start)?;
    Ok(())
}
