//! Ingests an archive into a data directory: `ingest_zip ARCHIVE DIRECTORY`. For profiling, without the engine.
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use contract::IngestRequest;
use ingest::{IngestDeps, NoProgress, ingest};
use local_ports::FileObjects;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use testkit::MemoryCatalog;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(archive), Some(directory)) = (arguments.next(), arguments.next()) else {
        return Err("usage: ingest_zip ARCHIVE DIRECTORY".into());
    };
    std::fs::create_dir_all(directory.join("uploads"))?;
    let upload = directory.join("uploads/measured.zip");
    let _ = std::fs::remove_file(&upload);
    std::fs::hard_link(&archive, &upload)?;
    let deps = IngestDeps {
        objects: Arc::new(FileObjects::open(&directory)?),
        catalog: Arc::new(MemoryCatalog::new()),
        dialect: contract::Dialect::Embedded,
        limits: archive::Limits::default(),
    };
    let request = IngestRequest {
        source: "measured".into(),
        key: "uploads/measured.zip".into(),
        file_name: "measured.zip".into(),
        upload_id: "1".into(),
    };
    let start = Instant::now();
    let report = ingest(request, &deps, Arc::new(NoProgress)).await?;
    println!("{:.3} s", start.elapsed().as_secs_f64());
    for table in report.tables {
        println!("{} {}", table.name, table.rows);
    }
    Ok(())
}
