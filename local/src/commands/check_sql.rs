use super::{Session, print, print_json};
use crate::cli::CheckSqlArgs;
use crate::exit::Exit;
use analyst::product::Product;
use anyhow::{Context, Result};
use contract::{Catalog, Dialect, Policy};
use serde::Serialize;
use sql_guard::Guard;
use std::io::{BufRead, stdin};
use std::sync::Arc;

pub(crate) async fn run(session: &Session, args: CheckSqlArgs) -> Result<Exit> {
    let against = Against::new(session, &args).await?;
    let mut all_pass = true;
    let end = if args.null { b'\0' } else { b'\n' };
    for statement in stdin().lock().split(end) {
        let statement = statement.context("standard input cannot be read")?;
        let statement = String::from_utf8_lossy(&statement);
        if statement.trim().is_empty() {
            continue;
        }
        let verdict = against.check(&statement);
        all_pass &= verdict.ok;
        if session.json {
            print_json(&verdict)?
        } else {
            print(&verdict.line())?
        }
    }
    Ok(if all_pass {
        Exit::Answered
    } else {
        Exit::NotAnswered
    })
}

/// What the guard says of one statement: the shape of `check-sql --json`.
#[derive(Debug, Serialize)]
struct Verdict {
    ok: bool,
    reason: Option<String>,
    sql: Option<String>,
    tables: Vec<String>,
    columns: Vec<String>,
}

impl Verdict {
    fn line(&self) -> String {
        match (&self.sql, &self.reason) {
            (Some(sql), _) => format!("ok       {sql}"),
            (None, Some(reason)) => format!("refused  {reason}"),
            (None, None) => "refused".to_owned(),
        }
    }
}

/// What statements are checked against.
struct Against {
    dialect: Dialect,
    catalog: Option<Arc<Catalog>>,
    policy: Policy,
    row_cap: Option<u64>,
}

impl Against {
    async fn new(session: &Session, args: &CheckSqlArgs) -> Result<Self> {
        if let Some(dialect) = args.dialect {
            let policy = Policy::default();
            return Ok(Self {
                dialect: dialect.into(),
                catalog: None,
                policy,
                row_cap: None,
            });
        }
        let product = Product::open(&session.data_dir).await?;
        let source = product.source_or_only(args.source.as_deref()).await?;
        Ok(Self {
            dialect: source.dialect,
            catalog: Some(product.ports().catalog.catalog(&source).await?),
            policy: source.policy("analyst"),
            row_cap: Some(source.limits.row_cap),
        })
    }

    fn check(&self, statement: &str) -> Verdict {
        let guard = Guard {
            dialect: self.dialect,
            catalog: self.catalog.as_deref(),
            policy: &self.policy,
            row_cap: self.row_cap,
        };
        match guard.check(statement) {
            Ok(checked) => Verdict {
                ok: true,
                reason: None,
                sql: Some(checked.sql),
                tables: checked.tables,
                columns: checked.columns.iter().map(ToString::to_string).collect(),
            },
            Err(rejection) => Verdict {
                ok: false,
                reason: Some(rejection.to_string()),
                sql: None,
                tables: vec![],
                columns: vec![],
            },
        }
    }
}
