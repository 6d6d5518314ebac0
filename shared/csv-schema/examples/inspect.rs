//! Prints what is found about files: `inspect FILE...`. Ends with the slowest file.

use csv_schema::{Inspection, Limits, inspect};
use std::{env, error::Error, fs::File, io::Write, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let mut slowest = (0.0, String::new());
    for path in env::args().skip(1) {
        let start = Instant::now();
        match inspect(File::open(&path)?, &Limits::default()) {
            Ok(inspection) => print(&mut out, &path, &inspection)?,
            Err(error) => writeln!(out, "{path}\n  refused: {error}")?,
        }
        let seconds = start.elapsed().as_secs_f64();
        if seconds > slowest.0 {
            slowest = (seconds, path);
        }
    }
    writeln!(out, "slowest: {:.3} s, {}", slowest.0, slowest.1)?;
    Ok(())
}

fn print(out: &mut impl Write, path: &str, inspection: &Inspection) -> std::io::Result<()> {
    let counts = inspection.counts;
    writeln!(
        out,
        "{path}\n  {} rows, {} rejected, {} skipped",
        counts.rows, counts.rejected, counts.skipped
    )?;
    for evidence in &inspection.evidence {
        writeln!(
            out,
            "  {}: {} ({})",
            evidence.finding, evidence.value, evidence.because
        )?;
    }
    for column in &inspection.columns {
        let nullable = if column.column_type.nullable {
            ""
        } else {
            " not null"
        };
        writeln!(
            out,
            "  {:?} {}{nullable}",
            column.name, column.column_type.data_type
        )?;
    }
    for warning in &inspection.warnings {
        writeln!(out, "  warning: {warning}")?;
    }
    Ok(())
}
