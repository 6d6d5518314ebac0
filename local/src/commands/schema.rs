use super::{Session, print, print_json, remote};
use crate::cli::SchemaArgs;
use crate::exit::Exit;
use crate::output::table;
use analyst::product::Product;
use anyhow::Result;
use contract::{Catalog, Column, Table};
use std::fmt::Write;

pub(crate) async fn run(session: &Session, args: SchemaArgs) -> Result<Exit> {
    let permitted = match &session.deployment {
        // The API tells what the key's bearer may see.
        Some(deployment) => remote::schema(deployment, &args.source).await?,
        None => {
            let product = Product::open(&session.data_dir).await?;
            let source = product.source_or_only(Some(&args.source)).await?;
            let catalog = product.ports().catalog.catalog(&source).await?;
            catalog.permitted(&source.policy("analyst"))
        }
    };
    if session.json {
        print_json(&permitted)?;
        return Ok(Exit::Answered);
    }
    let mut described: Vec<_> = permitted.tables.iter().map(describe).collect();
    described.extend(metrics(&permitted));
    print(&described.join("\n"))?;
    Ok(Exit::Answered)
}

fn describe(table: &Table) -> String {
    let rows = table
        .row_count
        .map_or_else(String::new, |rows| format!(", {rows} rows"));
    let mut text = format!("{}{rows}\n", table.name);
    let mut columns =
        table::plain(["column", "type", "null", "distinct", "values"].map(str::to_owned));
    for column in &table.columns {
        columns.add_row(line(table, column));
    }
    let _ = writeln!(text, "{columns}");
    if !table.primary_key.is_empty() {
        let _ = writeln!(text, "key: {}", table.primary_key.join(", "));
    }
    for key in &table.foreign_keys {
        let found = if key.inferred {
            " (found in the data)"
        } else {
            ""
        };
        let (from, to) = (key.columns.join(", "), key.references_columns.join(", "));
        let _ = writeln!(text, "{from} → {}.{to}{found}", key.references_table);
    }
    text
}

/// What a workbook defines over the tables, if it does.
fn metrics(catalog: &Catalog) -> Option<String> {
    let mut lines =
        table::plain(["metric", "table", "expression", "description"].map(str::to_owned));
    for metric in &catalog.metrics {
        let formula = metric.formula.as_ref();
        lines.add_row([
            metric.name.clone(),
            formula.map_or_else(String::new, |formula| formula.table.clone()),
            formula.map_or_else(String::new, |formula| formula.expression.clone()),
            metric.description.clone().unwrap_or_default(),
        ]);
    }
    (!catalog.metrics.is_empty()).then(|| format!("metrics\n{lines}"))
}

fn line(table: &Table, column: &Column) -> Vec<String> {
    let profile = column.profile.as_ref();
    let key = if table.primary_key == [column.name.clone()] {
        " ⚿"
    } else {
        ""
    };
    vec![
        format!("{}{key}", column.name),
        column.data_type.to_string(),
        profile.map_or_else(String::new, |p| match p.nulls {
            0 => String::new(),
            nulls => nulls.to_string(),
        }),
        profile.map_or_else(String::new, |p| {
            format!("{}{}", if p.distinct_exact { "" } else { "~" }, p.distinct)
        }),
        profile.map_or_else(String::new, |p| {
            if let (Some(min), Some(max)) = (&p.min, &p.max)
                && !column.data_type.is_text()
            {
                return format!("{min} … {max}");
            }
            let shown: Vec<_> = p
                .frequent
                .iter()
                .take(4)
                .map(|f| f.value.as_str())
                .collect();
            shown.join(", ")
        }),
    ]
}
