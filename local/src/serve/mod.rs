#![doc = include_str!("README.md")]

mod access;
mod call;
mod events;
mod files;
mod job_calls;
mod links;
#[cfg(test)]
mod openapi;
mod page;
mod problem;
mod queue;
mod remote;
mod routes;
mod rows;
mod running;
mod throttle;
mod token;
mod uploads;
mod workflow;

pub use page::page_file;
pub use throttle::Limits;
pub use token::Token;

use crate::deployment::Deployment;
use crate::product::Product;
use access::Access;
use axum::Router;
use contract::{ErrorName, Fault};
use links::LocalLinks;
use ports::Ports;
use queue::LocalQueue;
use remote::Remote;
use rows::Results;
use running::Running;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use throttle::Throttle;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use workflow::LocalWorkflow;

/// How long jobs that run may go on after the server was told to stop; the next start begins again
/// with those that take longer.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// How the server is reached.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// What callers must show; needed for an address that is not loopback.
    pub token: Option<Token>,
    /// Whether an address that other machines reach answers without a token: somebody in front of the
    /// server tells who may call.
    pub open: bool,
    /// How much it takes on.
    pub limits: Limits,
}

impl Options {
    /// This machine alone, without a token.
    pub fn loopback(port: u16) -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            token: None,
            open: false,
            limits: Limits::default(),
        }
    }
}

/// The server, listening.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Router,
    /// Who works on jobs, when that is done here.
    running: Option<Arc<Running>>,
}

/// What stands before all calls.
struct Front {
    access: Access,
    throttle: Throttle,
}

/// What the calls need.
struct Served {
    product: Arc<Product>,
    ports: Ports,
    running: Arc<Running>,
    links: Arc<LocalLinks>,
    results: Results,
}

impl Server {
    /// Takes the address and takes up uploads that an earlier process left unfinished. Nothing is
    /// answered before [`Server::run`].
    ///
    /// # Errors
    /// `Config.Missing` for an address beyond this machine without a token, `Config.Invalid` when the
    /// address cannot be had, `Store.*`.
    pub async fn bind(product: Arc<Product>, options: Options) -> Result<Self, Fault> {
        let (listener, address) = listen(&options).await?;
        let served = Arc::new(Served::new(product));
        uploads::take_up(&served).await?;
        Ok(Self {
            listener,
            address,
            app: routes::guarded(routes::of(&served), &front(&options)),
            running: Some(Arc::clone(&served.running)),
        })
    }

    /// Takes the address for the page before an API elsewhere, which has to have a key.
    ///
    /// # Errors
    /// As [`Server::bind`]; `Config.Missing` without a key.
    pub async fn bind_before(deployment: Deployment, options: Options) -> Result<Self, Fault> {
        let remote = Arc::new(Remote::new(deployment)?);
        let (listener, address) = listen(&options).await?;
        Ok(Self {
            listener,
            address,
            app: routes::guarded(remote::routes(&remote), &front(&options)),
            running: None,
        })
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers calls and works on jobs until told to stop; then finishes what can be finished within
    /// ten seconds. Jobs that cannot are queued again by the next start.
    ///
    /// # Errors
    /// `Internal.Error` when the listener breaks.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Fault> {
        let mut workers = match &self.running {
            Some(running) => running.start_workers(&stop),
            None => JoinSet::new(),
        };
        let app = self.app.into_make_service();
        let stopped = stop.clone();
        let server = axum::serve(self.listener, app)
            .with_graceful_shutdown(async move { stopped.cancelled().await });
        let over = async {
            stop.cancelled().await;
            tokio::time::sleep(LAST_WORDS).await;
        };
        let ended = tokio::select! {
            ended = async { server.await } => ended,
            // A stream that nobody reads must not keep the program.
            () = over => Ok(()),
        };
        stop.cancel();
        let all = async { while workers.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_WORDS, all).await.is_err() {
            tracing::warn!("jobs still run; the next start begins with them again");
        }
        ended.map_err(|error| {
            Fault::new(ErrorName::Internal, "the server ended unexpectedly").with_source(error)
        })
    }
}

async fn listen(options: &Options) -> Result<(TcpListener, SocketAddr), Fault> {
    if !options.address.ip().is_loopback() && options.token.is_none() && !options.open {
        let message = "an address that other machines reach needs a token: --token-file FILE, or the variable ANALYST_TOKEN";
        return Err(Fault::new(ErrorName::ConfigMissing, message));
    }
    let cannot = |error: std::io::Error| {
        let message = format!("cannot listen on {}: {error}", options.address);
        Fault::new(ErrorName::ConfigInvalid, message).with_source(error)
    };
    let listener = TcpListener::bind(options.address).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    Ok((listener, address))
}

fn front(options: &Options) -> Arc<Front> {
    Arc::new(Front {
        access: Access::new(options),
        throttle: Throttle::new(&options.limits),
    })
}

impl Served {
    fn new(product: Arc<Product>) -> Self {
        let running = Arc::new(Running::new(Arc::clone(&product)));
        let links = Arc::new(LocalLinks::default());
        let workflow = LocalWorkflow::new(product.jobs().clone(), Arc::clone(&running));
        let mut ports = Ports {
            links: links.clone(),
            workflow: Arc::new(workflow),
            ..product.ports().clone()
        };
        ports.queue = Arc::new(LocalQueue::new(&ports));
        Self {
            product,
            ports,
            running,
            links,
            results: Results::default(),
        }
    }
}
