//! A source for the tests, and how they ask it.

use crate::server::Server;
use contract::{Dialect, Limits, ResultSet, Source, SourceKind};
use ports::{EngineError, Query, QueryEngine};
use postgres::PostgresEngine;
use std::sync::Arc;

pub(crate) struct Shop {
    pub(crate) server: Arc<Server>,
    pub(crate) database: String,
    pub(crate) engine: Arc<PostgresEngine>,
    pub(crate) limits: Limits,
}

impl Shop {
    /// A database with these contents, asked as its owner.
    pub(crate) fn open(test: &str, sql: &str) -> Option<Self> {
        Self::open_as(test, sql, "owner")
    }

    pub(crate) fn open_as(test: &str, sql: &str, user: &str) -> Option<Self> {
        Some(Self::on(Server::shared(test)?, sql, user))
    }

    /// A database on a server that no other test uses.
    pub(crate) fn open_alone(test: &str, sql: &str, user: &str) -> Option<Self> {
        Some(Self::on(Server::alone(test)?, sql, user))
    }

    fn on(server: Arc<Server>, sql: &str, user: &str) -> Self {
        let database = server.create(sql);
        let engine = PostgresEngine::new([("shop".to_owned(), server.connect(&database, user))]);
        Self {
            server,
            database,
            engine: Arc::new(engine),
            limits: Limits {
                timeout_ms: 20_000,
                ..Limits::default()
            },
        }
    }

    pub(crate) fn query(&self, sql: &str) -> Query {
        Query {
            job_id: "job".to_owned(),
            source: Source {
                name: "shop".to_owned(),
                kind: SourceKind::Postgresql,
                dialect: Dialect::Postgresql,
                version: 0,
                description: None,
                limits: self.limits.clone(),
                value_sharing: contract::ValueSharing::default(),
                policies: std::collections::BTreeMap::new(),
            },
            sql: sql.to_owned(),
        }
    }

    pub(crate) async fn ask(&self, sql: &str) -> Result<ResultSet, EngineError> {
        self.engine.execute(&self.query(sql)).await
    }

    /// What psql prints as the owner.
    pub(crate) fn psql(&self, sql: &str) -> String {
        self.server.psql(&self.database, sql).unwrap()
    }
}
