//! Keys found in small sources, and keys that must not be found.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::DataType;
use csv_schema::Cell;
use table_files::{
    BatchBuilder, ColumnSpec, KeyColumn, KeyTable, TableKeys, TableProfile, TableWriter,
    WriterSettings, infer_keys, key_sets,
};

struct Table {
    name: &'static str,
    columns: Vec<ColumnSpec>,
    profile: TableProfile,
}

/// A table from its header and rows; a column of which every value is a number is one of numbers.
fn table(name: &'static str, header: &str, rows: &[&str]) -> Table {
    let headers: Vec<&str> = header.split(',').collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(',').collect()).collect();
    let is_number = |column: usize| rows.iter().all(|row| row[column].parse::<i64>().is_ok());
    let columns: Vec<ColumnSpec> = headers
        .iter()
        .enumerate()
        .map(|(i, header)| ColumnSpec {
            name: (*header).to_owned(),
            data_type: if is_number(i) {
                DataType::Bigint
            } else {
                DataType::Varchar
            },
        })
        .collect();
    let settings = WriterSettings::default();
    let mut writer =
        TableWriter::new(Vec::new(), &columns, &key_sets(&headers), &settings).unwrap();
    let mut batch = BatchBuilder::new(&columns, rows.len()).unwrap();
    for row in &rows {
        for (i, text) in row.iter().enumerate() {
            let cell = match columns[i].data_type {
                DataType::Bigint => Cell::Int(text.parse().unwrap()),
                _ if text.is_empty() => Cell::Null,
                _ => Cell::Text(text),
            };
            batch.push(i, cell).unwrap();
        }
        batch.end_row();
    }
    writer.write(&batch.finish().unwrap()).unwrap();
    Table {
        name,
        columns,
        profile: writer.finish().unwrap().1,
    }
}

fn keys(tables: &[Table]) -> Vec<TableKeys> {
    let views: Vec<KeyTable<'_>> = tables
        .iter()
        .map(|table| KeyTable {
            name: table.name,
            rows: table.profile.rows,
            columns: table
                .columns
                .iter()
                .zip(&table.profile.columns)
                .map(|(column, profiled)| KeyColumn {
                    name: &column.name,
                    header: &column.name,
                    data_type: &column.data_type,
                    profiled,
                })
                .collect(),
            unique_sets: &table.profile.unique_sets,
        })
        .collect();
    infer_keys(&views)
}

/// `child.column -> parent.column` for all foreign keys.
fn links(tables: &[Table]) -> Vec<String> {
    let found = keys(tables);
    let links = tables.iter().zip(&found).flat_map(|(table, keys)| {
        keys.foreign_keys.iter().map(move |key| {
            let (from, to) = (&key.columns[0], &key.references_columns[0]);
            format!("{}.{from} -> {}.{to}", table.name, key.references_table)
        })
    });
    links.collect()
}

#[test]
fn names_carry_dense_numbers() {
    let tables = [
        table(
            "stadium",
            "Stadium_ID,Name",
            &["1,North", "2,South", "3,East"],
        ),
        table(
            "concert",
            "concert_ID,Stadium_ID,Visitors",
            &["1,1,2", "2,3,3", "3,3,1"],
        ),
        table("ship", "id,lost_in_battle", &["1,2", "2,1", "3,3"]),
        table(
            "death",
            "id,caused_by_ship_id,killed",
            &["1,1,3", "2,1,2", "3,2,2"],
        ),
    ];
    assert_eq!(
        links(&tables),
        [
            "concert.Stadium_ID -> stadium.Stadium_ID",
            "death.caused_by_ship_id -> ship.id"
        ]
    );
}

#[test]
fn a_key_may_be_called_like_what_it_means() {
    let tables = [
        table(
            "countries",
            "CountryId,CountryName",
            &["1,Norway", "2,Spain", "3,Chad"],
        ),
        table(
            "car_makers",
            "Id,Maker,Country",
            &["1,a,2", "2,b,2", "3,c,1"],
        ),
        table(
            "model_list",
            "ModelId,Maker,Model",
            &["1,3,x", "2,1,y", "3,1,z"],
        ),
        table("Student", "StuID,LName", &["1001,A", "1002,B", "1003,C"]),
        table(
            "has_pet",
            "StuID,PetType",
            &["1001,cat", "1001,dog", "1003,cat"],
        ),
    ];
    assert_eq!(
        links(&tables),
        [
            "car_makers.Country -> countries.CountryId",
            "model_list.Maker -> car_makers.Id",
            "has_pet.StuID -> Student.StuID",
        ]
    );
}

#[test]
fn codes_that_are_all_found_need_no_name() {
    let airports = [
        "ATL,1", "BOS,2", "CLT,3", "DEN,4", "EWR,5", "FLL,6", "JFK,7", "LAX,8",
    ];
    let tables = [
        table("airports", "faa,alt", &airports),
        table(
            "flights",
            "flight,origin",
            &["1,EWR", "1,JFK", "2,ATL", "3,BOS"],
        ),
        table(
            "grades",
            "student,grade",
            &["1,AAA", "2,BBB", "3,CCC", "4,AAA"],
        ),
    ];
    assert_eq!(links(&tables), ["flights.origin -> airports.faa"]);
}

#[test]
fn sparse_numbers_that_are_all_found_need_a_key_word() {
    let ids = [
        "1510,a", "1689,b", "1381,c", "1709,d", "1101,e", "1782,f", "1468,g", "1641,h",
    ];
    let friends = [
        "1510,1689,3",
        "1381,1709,1",
        "1101,1782,2",
        "1468,1641,5",
        "1689,1101,4",
    ];
    let tables = [
        table("highschooler", "ID,name", &ids),
        table("friend", "student_id,friend_id,years", &friends),
    ];
    let found = links(&tables);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|link| link.ends_with("highschooler.ID")));
}

#[test]
fn small_numbers_are_no_keys_by_chance() {
    let tables = [
        table("shop", "id,name", &["1,a", "2,b", "3,c", "4,d", "5,e"]),
        table(
            "review",
            "id,stars,month,helpful_no",
            &["1,5,1,2", "2,3,2,1", "3,1,5,4"],
        ),
        table("owner", "id,age", &["1,3", "2,2", "3,1"]),
    ];
    assert_eq!(links(&tables), Vec::<String>::new());
}

#[test]
fn a_shared_key_points_at_what_it_is_named_after() {
    let tables = [
        table(
            "employee",
            "Employee_ID,Name",
            &["1,a", "2,b", "3,c", "4,d"],
        ),
        table("evaluation", "Employee_ID,Bonus", &["1,100", "3,200"]),
        table("cars_data", "Id,MPG", &["1,18", "2,15", "3,16"]),
        table("car_names", "MakeId,Model", &["1,x", "2,y", "3,z"]),
    ];
    assert_eq!(
        links(&tables),
        [
            "evaluation.Employee_ID -> employee.Employee_ID",
            "cars_data.Id -> car_names.MakeId"
        ]
    );
}

#[test]
fn a_manager_is_an_employee() {
    let tables = [table(
        "employees",
        "employee_id,name,manager_id",
        &["100,a,102", "101,b,102", "102,c,103", "103,d,103"],
    )];
    assert_eq!(
        links(&tables),
        ["employees.manager_id -> employees.employee_id"]
    );
}

#[test]
fn a_prefix_that_all_columns_share_says_nothing() {
    let tables = [
        table(
            "orders",
            "o_orderkey,o_totalprice",
            &["1,10", "7,20", "32,30"],
        ),
        table(
            "lineitem",
            "l_orderkey,l_linenumber",
            &["1,1", "1,2", "7,1", "32,1"],
        ),
    ];
    assert_eq!(links(&tables), ["lineitem.l_orderkey -> orders.o_orderkey"]);
    assert_eq!(keys(&tables)[1].primary_key, ["l_orderkey", "l_linenumber"]);
}

#[test]
fn a_few_orphans_are_forgiven_where_names_agree() {
    let ids: Vec<String> = (1..=30).map(|id| format!("{},x{id}", id * 3)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let tables = [
        table("product", "product_id,name", &ids),
        table(
            "sale",
            "no,product_id",
            &["1,3", "2,6", "3,9", "4,12", "5,999"],
        ),
    ];
    assert_eq!(links(&tables), ["sale.product_id -> product.product_id"]);
}

#[test]
fn measures_that_do_not_repeat_are_no_primary_key() {
    let tables = [
        table("city", "name,population", &["A,10", "B,20", "B,30"]),
        table("person", "first,last,age", &["x,y,30", "x,z,31", "u,v,32"]),
    ];
    assert!(keys(&tables).iter().all(|keys| keys.primary_key.is_empty()));
}
