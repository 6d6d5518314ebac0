//! Where the rows of stored results begin, and in which order they come by a column. The rows
//! themselves stay in the store: of a million rows a few megabytes are in memory.

use super::sort_key::{Cell, SortKey};
use super::{Order, Page, wrong};
use contract::{ErrorName, Fault, ResultSet, Row};
use local_ports::FileObjects;
use ports::{ObjectReader, ObjectStore};
use result_files::{Head, JsonRows};
use serde::de::DeserializeSeed;
use std::collections::VecDeque;
use std::io::{self, BufReader};
use std::sync::{Arc, Mutex, PoisonError};

/// Results whose places are kept: as many as people look at, at once.
const KEPT: usize = 8;
/// Orders of one result that are kept.
const ORDERS: usize = 4;
/// Bytes read at a time when all rows are read, and when single ones are.
const ALL: usize = 256 * 1024;
const SOME: usize = 8 * 1024;

type Rows = JsonRows<BufReader<ObjectReader>>;
/// Numbers of rows in an order.
type Places = Arc<Vec<u32>>;

/// The results that were paged through last.
#[derive(Default)]
pub(in crate::serve) struct Results(Mutex<VecDeque<Arc<Index>>>);

/// One of them.
struct Index {
    key: String,
    /// Where each row begins, in bytes.
    starts: Vec<u64>,
    orders: Mutex<VecDeque<(Order, Places)>>,
}

impl Results {
    /// The rows of the page. Blocks.
    pub(in crate::serve) fn page(
        &self,
        objects: &FileObjects,
        key: &str,
        page: &Page,
    ) -> Result<ResultSet, Fault> {
        let index = match self.known(key) {
            Some(index) => index,
            None => self.keep(Index::of(objects, key)?),
        };
        let mut rows = open(objects, key, SOME)?;
        let places = match &page.order.column {
            Some(name) => {
                let column = column(rows.head(), name)?;
                Some(index.places(objects, &page.order, column)?)
            }
            None => None,
        };
        let numbers = page.offset
            ..index
                .starts
                .len()
                .min(page.offset.saturating_add(page.limit));
        let mut told = Vec::with_capacity(numbers.len());
        for number in numbers {
            let number = match &places {
                Some(places) => places.get(number).map(|&row| row as usize),
                None => Some(number),
            };
            let start = number.and_then(|number| index.starts.get(number));
            told.extend(
                start
                    .map(|&start| row_at(&mut rows, start))
                    .transpose()?
                    .flatten(),
            );
        }
        let head = rows.head();
        Ok(ResultSet {
            columns: head.columns.clone(),
            rows: told,
            row_count: head.row_count,
            truncated: head.truncated,
        })
    }

    fn known(&self, key: &str) -> Option<Arc<Index>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|index| index.key == key)?;
        let index = kept.remove(at)?;
        kept.push_front(Arc::clone(&index));
        Some(index)
    }

    fn keep(&self, index: Index) -> Arc<Index> {
        let index = Arc::new(index);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.key != index.key);
        kept.push_front(Arc::clone(&index));
        kept.truncate(KEPT);
        index
    }
}

impl Index {
    fn of(objects: &FileObjects, key: &str) -> Result<Self, Fault> {
        let mut rows = open(objects, key, ALL)?;
        let mut starts = Vec::new();
        loop {
            let start = rows.position();
            if rows.next_text().map_err(unread)?.is_none() {
                break;
            }
            starts.push(start);
        }
        if u32::try_from(starts.len()).is_err() {
            return Err(wrong("the result has too many rows to page through"));
        }
        Ok(Self {
            key: key.to_owned(),
            starts,
            orders: Mutex::default(),
        })
    }

    /// The rows in the order. Equal ones keep theirs, and NULL comes last either way.
    fn places(&self, objects: &FileObjects, order: &Order, column: usize) -> Result<Places, Fault> {
        let known = {
            let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
            let found = orders.iter().find(|(known, _)| known == order);
            found.map(|(_, places)| Arc::clone(places))
        };
        if let Some(places) = known {
            return Ok(places);
        }
        let keys = keys(objects, &self.key, column)?;
        let places = Arc::new(sorted(&keys, order.descending));
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.push_front((order.clone(), Arc::clone(&places)));
        orders.truncate(ORDERS);
        Ok(places)
    }
}

/// What the rows are sorted by, in their own order.
fn keys(objects: &FileObjects, key: &str, column: usize) -> Result<Vec<SortKey>, Fault> {
    let mut rows = open(objects, key, ALL)?;
    let mut keys = Vec::new();
    while let Some(text) = rows.next_text().map_err(unread)? {
        let mut row = serde_json::Deserializer::from_slice(text);
        let value = Cell(column).deserialize(&mut row);
        keys.push(SortKey::of(value.map_err(|error| unread(error.into()))?));
    }
    Ok(keys)
}

fn sorted(keys: &[SortKey], descending: bool) -> Vec<u32> {
    let mut places: Vec<u32> = (0..u32::try_from(keys.len()).unwrap_or(u32::MAX)).collect();
    places.sort_by(|&a, &b| {
        let key = |place: u32| keys.get(place as usize).unwrap_or(&SortKey::Null);
        key(a).compare(key(b), descending)
    });
    places
}

fn open(objects: &FileObjects, key: &str, buffer: usize) -> Result<Rows, Fault> {
    let reader = BufReader::with_capacity(buffer, objects.open(key)?);
    JsonRows::open(reader).map_err(unread)
}

fn row_at(rows: &mut Rows, start: u64) -> Result<Option<Row>, Fault> {
    rows.go_to(start).map_err(unread)?;
    rows.next_row().map_err(unread)
}

fn column(head: &Head, name: &str) -> Result<usize, Fault> {
    let found = head.columns.iter().position(|column| column.name == name);
    found.ok_or_else(|| {
        let name = name.escape_debug();
        wrong(&format!("the result has no column '{name}'"))
    })
}

fn unread(error: io::Error) -> Fault {
    if error.kind() == io::ErrorKind::InvalidData {
        let message = "the stored rows of the job are damaged; ask again";
        return Fault::new(ErrorName::StoreCorrupt, message).with_source(error);
    }
    local_ports::io_fault(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{DataType, ResultColumn};
    use result_files::JsonFile;
    use serde_json::{Value, json};

    fn stored(objects: &FileObjects, key: &str, values: &[Value]) {
        let mut file = JsonFile::begin(objects.create(key).unwrap()).unwrap();
        for (number, value) in values.iter().enumerate() {
            file.add(&vec![json!(number), value.clone()]).unwrap();
        }
        let columns = ["n", "a"].map(|name| ResultColumn {
            name: name.to_owned(),
            data_type: DataType::Varchar,
        });
        file.end(&columns, false).unwrap().commit().unwrap();
    }

    fn page(offset: usize, limit: usize, sort: Option<&str>, descending: bool) -> Page {
        let column = sort.map(str::to_owned);
        let order = Order { column, descending };
        Page {
            offset,
            limit,
            order,
        }
    }

    fn seconds(result: &ResultSet) -> Vec<Value> {
        result.rows.iter().map(|row| row[1].clone()).collect()
    }

    #[test]
    fn numbers_count_by_value_also_as_texts_and_null_comes_last() {
        let folder = tempfile::tempdir().unwrap();
        let objects = FileObjects::open(folder.path()).unwrap();
        let values = [
            json!(10),
            json!(null),
            json!("9"),
            json!("9007199254740993"),
            json!(-1.5),
        ];
        stored(&objects, "results/a.json", &values);
        let results = Results::default();
        let sorted = |descending| {
            let page = page(0, 10, Some("a"), descending);
            let rows = results.page(&objects, "results/a.json", &page).unwrap();
            assert_eq!(rows.row_count, 5);
            seconds(&rows)
        };
        let up = [4, 2, 0, 3, 1].map(|at| values[at].clone());
        let down = [3, 0, 2, 4, 1].map(|at| values[at].clone());
        assert_eq!((sorted(false), sorted(true)), (up.to_vec(), down.to_vec()));
    }

    #[test]
    fn pages_end_where_the_rows_do_and_results_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let objects = FileObjects::open(folder.path()).unwrap();
        let results = Results::default();
        for at in 0..KEPT + 2 {
            let values: Vec<Value> = (0..5).map(|n| json!(format!("{at}/{n}"))).collect();
            stored(&objects, &format!("results/{at}.json"), &values);
        }
        for at in (0..KEPT + 2).rev().chain(0..KEPT + 2) {
            let key = format!("results/{at}.json");
            let rows = results
                .page(&objects, &key, &page(3, 9, None, false))
                .unwrap();
            assert_eq!(seconds(&rows), [format!("{at}/3"), format!("{at}/4")]);
        }
        let beyond = results.page(
            &objects,
            "results/0.json",
            &page(usize::MAX, 9, None, false),
        );
        assert!(beyond.unwrap().rows.is_empty());
        let wrong = results.page(&objects, "results/0.json", &page(0, 9, Some("b"), false));
        assert_eq!(wrong.unwrap_err().name, ErrorName::InvalidInput);
    }
}
