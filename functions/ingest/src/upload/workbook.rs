use super::sheet::{SheetText, extent};
use super::{UploadedFile, UploadedKind};
use crate::fault;
use archive::{Archive, EntryKind, Limits};
use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use contract::{ErrorName, Fault};
use ports::{ObjectReader, ObjectStore};
use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The part that is held in memory: the texts of all cells.
const SHARED_STRINGS: &str = "xl/sharedStrings.xml";
/// Bytes of that part. What is held takes about as much again.
const SHARED_STRINGS_BYTES: u64 = 128 << 20;

/// A workbook: each sheet a file of delimited text, made while it is read.
pub(super) struct WorkbookUpload<'a> {
    objects: &'a dyn ObjectStore,
    key: &'a str,
    sheets: Vec<Sheet>,
}

struct Sheet {
    file: UploadedFile,
    /// The first and the last of its columns, from 0.
    columns: (u32, u32),
}

type Workbook = Xlsx<BufReader<ObjectReader>>;

impl<'a> WorkbookUpload<'a> {
    /// Checks all parts of the workbook against the limits and finds its sheets.
    pub(super) fn open(
        objects: &'a dyn ObjectStore,
        key: &'a str,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        check_parts(objects.open(key)?, limits)?;
        let sheets = guarded(|| {
            let mut workbook = open_workbook(objects, key)?;
            let metadata = workbook.sheets_metadata().to_vec();
            metadata
                .into_iter()
                .map(|sheet| survey(&mut workbook, sheet))
                .collect()
        })?;
        Ok(Self {
            objects,
            key,
            sheets,
        })
    }

    pub(super) fn files(&self) -> Vec<UploadedFile> {
        self.sheets.iter().map(|sheet| sheet.file.clone()).collect()
    }

    /// Lets `consume` read the sheet at that position as delimited text.
    pub(super) fn with_content<T>(
        &self,
        index: usize,
        consume: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, Fault> {
        let sheet = self.sheets.get(index).ok_or_else(|| {
            Fault::new(
                ErrorName::Internal,
                format!("The workbook has no sheet {index}."),
            )
        })?;
        let mut workbook = guarded(|| open_workbook(self.objects, self.key))?;
        let cells = guarded(|| {
            let cells = workbook.worksheet_cells_reader(&sheet.file.path);
            cells.map_err(of_workbook)
        })?;
        Ok(consume(&mut SheetText::new(cells, sheet.columns)))
    }
}

/// What one sheet of the workbook is.
fn survey(workbook: &mut Workbook, sheet: calamine::Sheet) -> Result<Sheet, Fault> {
    let mut found = Sheet {
        file: UploadedFile {
            path: sheet.name,
            size: 0,
            kind: UploadedKind::Sheet,
        },
        columns: (0, 0),
    };
    let because = |reason: &str| UploadedKind::NoTable(reason.to_owned());
    if sheet.typ != SheetType::WorkSheet {
        found.file.kind = because("a chart or macro sheet, not a table");
    } else if sheet.visible != SheetVisible::Visible {
        found.file.kind = because("a hidden sheet");
    } else {
        let cells = workbook
            .worksheet_cells_reader(&found.file.path)
            .map_err(of_workbook)?;
        match extent(cells).map_err(of_workbook)? {
            Some(extent) => {
                found.columns = extent.columns;
                found.file.size = extent.bytes;
            }
            None => found.file.kind = because("an empty sheet"),
        }
    }
    Ok(found)
}

fn open_workbook(objects: &dyn ObjectStore, key: &str) -> Result<Workbook, Fault> {
    Xlsx::new(BufReader::new(objects.open(key)?)).map_err(of_workbook)
}

/// Unpacks every part once, within the limits: what reads it later has no limits of its own.
fn check_parts(reader: ObjectReader, limits: &Limits) -> Result<(), Fault> {
    let mut archive = Archive::open(reader, limits).map_err(fault::of_archive)?;
    for index in 0..archive.entries().len() {
        let Some(part) = archive.entries().get(index) else {
            continue;
        };
        if part.path == SHARED_STRINGS && part.size > SHARED_STRINGS_BYTES {
            let message = format!(
                "The workbook has more than {SHARED_STRINGS_BYTES} bytes of text; save its sheets as CSV files."
            );
            return Err(Fault::new(ErrorName::ArchiveLimit, message));
        }
        if part.kind == EntryKind::File {
            let mut content = archive.read(index).map_err(fault::of_archive)?;
            io::copy(&mut content, &mut io::sink())
                .map_err(|error| fault::of_archive(archive::ArchiveError::from_io(error)))?;
        }
    }
    Ok(())
}

/// A workbook that is made to break its reader is a broken workbook.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "The workbook is damaged: its reader gave up.";
        Err(Fault::new(ErrorName::ArchiveInvalid, message))
    })
}

pub(super) fn of_workbook(error: XlsxError) -> Fault {
    match error {
        XlsxError::Io(error) => fault::of_io(error, "the upload cannot be read"),
        XlsxError::Password => {
            let message = "The workbook is encrypted; save it without a password.";
            Fault::new(ErrorName::ArchiveRefused, message)
        }
        error => {
            let message = format!("The workbook is damaged: {error}.");
            Fault::new(ErrorName::ArchiveInvalid, message).with_source(error)
        }
    }
}
