//! TLS with certificates made here: only a server that proves to be the one that was meant is asked.
//!
//! The PostgreSQL that the tests can install is built without TLS, so a door before it speaks TLS, as
//! PostgreSQL's protocol has it: the client asks for it in eight bytes, `S` is the answer, and what
//! comes then is encrypted.

use crate::server::Server;
use contract::ErrorName;
use ports::EngineError;
use postgres::{Address, Database};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;

type Authority = CertifiedIssuer<'static, KeyPair>;

/// What a client sends first: the length of the message and the code for TLS.
const TLS_PLEASE: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for that name, until that year.
fn certified(authority: &Authority, name: &str, until: i32) -> Arc<ServerConfig> {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    Arc::new(config.unwrap())
}

/// Lets clients in to the server by TLS, or answers that there is none.
struct Door {
    port: u16,
    /// Clients that got as far as to send something encrypted.
    entered: Arc<AtomicUsize>,
}

impl Door {
    async fn open(socket: PathBuf, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let entered = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&entered);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = tls.clone().map(TlsAcceptor::from);
                tokio::spawn(serve(
                    client,
                    socket.clone(),
                    acceptor,
                    Arc::clone(&counted),
                ));
            }
        });
        Self { port, entered }
    }

    /// Asks for a query's cost; `parameters` follow `sslmode=require`.
    async fn ask(&self, parameters: &str) -> Result<(), EngineError> {
        let port = self.port;
        let url =
            format!("postgresql://owner@localhost:{port}/postgres?sslmode=require{parameters}");
        let database = Database::new(Address::parse(&url).unwrap());
        let asked = database.estimate("SELECT 1", Duration::from_secs(5)).await;
        asked.map(|_| ())
    }

    /// Asks, and is refused for the certificate: no login was sent, and none is told.
    async fn refuses(&self, parameters: &str) {
        let before = self.entered.load(Ordering::Relaxed);
        let Err(EngineError::Fault(fault)) = self.ask(parameters).await else {
            panic!("it was asked")
        };
        assert!(!fault.message.contains("owner"), "{}", fault.message);
        let unusable = matches!(
            fault.name,
            ErrorName::EngineUnavailable | ErrorName::ConfigInvalid
        );
        assert!(unusable, "{fault:?}");
        assert_eq!(self.entered.load(Ordering::Relaxed), before);
    }
}

async fn serve(
    mut client: TcpStream,
    socket: PathBuf,
    tls: Option<TlsAcceptor>,
    entered: Arc<AtomicUsize>,
) {
    let mut first = [0; 8];
    client.read_exact(&mut first).await.unwrap();
    assert_eq!(first, TLS_PLEASE);
    let Some(tls) = tls else {
        let _ = client.write_all(b"N").await;
        // Whoever goes on without TLS sends a login.
        if client.read_u8().await.is_ok() {
            entered.fetch_add(1, Ordering::Relaxed);
        }
        return;
    };
    client.write_all(b"S").await.unwrap();
    let Ok(mut client) = tls.accept(client).await else {
        return;
    };
    // With TLS 1.3 the server has finished before the client has looked at the certificate.
    let Ok(byte) = client.read_u8().await else {
        return;
    };
    entered.fetch_add(1, Ordering::Relaxed);
    let mut server = UnixStream::connect(socket).await.unwrap();
    server.write_u8(byte).await.unwrap();
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_server_that_was_meant_is_asked() {
    let Some(server) = Server::shared("only_the_server_that_was_meant_is_asked") else {
        return;
    };
    let roots = tempfile::tempdir().unwrap();
    let trust = |name: &str, authority: &Authority| {
        let path = roots.path().join(name);
        std::fs::write(&path, authority.pem()).unwrap();
        format!("&sslrootcert={}", Path::display(&path))
    };
    let (ours, other) = (authority(), authority());
    let (trusted, foreign) = (trust("ours", &ours), trust("other", &other));
    let door = |tls| Door::open(server.socket(), tls);

    let right = door(Some(certified(&ours, "localhost", 2100))).await;
    right.ask(&trusted).await.unwrap();
    assert_eq!(right.entered.load(Ordering::Relaxed), 1);

    // The wrong authority, and those of the web.
    right.refuses(&foreign).await;
    right.refuses("").await;

    // The right authority, but another name, or a time that is over.
    let renamed = door(Some(certified(&ours, "db.example.com", 2100))).await;
    renamed.refuses(&trusted).await;
    let expired = door(Some(certified(&ours, "localhost", 2020))).await;
    expired.refuses(&trusted).await;

    // A server without TLS gets no login.
    door(None).await.refuses(&trusted).await;
}
