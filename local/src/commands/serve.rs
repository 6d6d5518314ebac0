//! `analyst serve`: the page and the API.

use super::{Session, demo, print, print_json};
use crate::cli::ServeArgs;
use crate::exit::Exit;
use analyst::product::Product;
use analyst::serve::{Limits, Options, Server, Token};
use anyhow::Result;
use contract::Fault;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Holds the token when no file does.
const TOKEN_VARIABLE: &str = "ANALYST_TOKEN";

pub(crate) async fn run(session: &Session, args: &ServeArgs) -> Result<Exit> {
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        token: token(args.token_file.as_deref())?,
        open: args.open,
        limits: Limits {
            per_second: args.max_requests_per_second,
            ..Limits::default()
        },
    };
    let server = match &session.deployment {
        Some(deployment) => Server::bind_before(deployment.clone(), options).await?,
        None => Server::bind(product(session).await?, options).await?,
    };
    if session.json {
        print_json(&json!({ "url": server.url() }))?;
    } else {
        print(&told(&server))?;
    }
    let stop = CancellationToken::new();
    stop_on_signal(&stop);
    server.run(stop).await?;
    Ok(Exit::Answered)
}

/// The product of this machine; without any source, with the demo data.
async fn product(session: &Session) -> Result<Arc<Product>> {
    let product = Arc::new(Product::open(&session.data_dir).await?);
    if product.ports().catalog.sources().await?.is_empty() {
        demo::load(&product, session.json).await?;
    }
    Ok(product)
}

/// Where the page is, for a person.
pub(crate) fn told(server: &Server) -> String {
    format!(
        "The page and the API are at {} (Ctrl-C ends them).",
        server.url()
    )
}

fn token(file: Option<&Path>) -> Result<Option<Token>, Fault> {
    match file {
        Some(path) => Token::read(path).map(Some),
        None => std::env::var(TOKEN_VARIABLE)
            .ok()
            .map(|text| Token::new(&text))
            .transpose(),
    }
}

/// Cancels the token when the program is told to end.
pub(crate) fn stop_on_signal(stop: &CancellationToken) {
    let stop = stop.clone();
    tokio::spawn(async move {
        asked_to_end().await;
        stop.cancel();
    });
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => (),
        _ = terminate.recv() => (),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    interrupted().await;
}

/// Without a way to hear of it, the program ends as the system lets it.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
