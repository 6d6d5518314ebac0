//! `tunnel`: the page of a private deployment, on this machine.

use super::call::{is_installed, need};
use super::place::Place;
use super::stack::Stack;
use anyhow::{Context, Result};
use clap::Args;
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the way may take to open.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Args)]
pub(super) struct Tunnel {
    /// Port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Do not open the page in a browser.
    #[arg(long)]
    no_open: bool,
}

impl Tunnel {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        if !place.dry_run {
            need("aws")?;
            need("session-manager-plugin")?;
        }
        let stack = Stack::get(place)?;
        let how = format!(
            "`cargo xtask aws deploy{} --private` makes one",
            place.typed()
        );
        let bastion = stack.needed("BastionId", &how)?;
        let host = stack.needed("PageHost", &how)?;
        let url = stack.needed("PageUrl", &how)?;
        let (scheme, there) = if url.starts_with("https:") {
            ("https", 443)
        } else {
            ("http", 80)
        };
        let here = format!("{scheme}://localhost:{}", self.port);
        let call = place.aws([
            "ssm",
            "start-session",
            "--target",
            &bastion,
            "--document-name",
            "AWS-StartPortForwardingSessionToRemoteHost",
            "--parameters",
            &format!(
                "host={host},portNumber={there},localPortNumber={}",
                self.port
            ),
        ]);
        if !place.dry_run {
            println!("The page is at {here} while this runs; Ctrl-C ends it.");
            if !self.no_open {
                let port = self.port;
                thread::spawn(move || open_when_there(port, &here));
            }
        }
        place.run(&call).context("the tunnel ended; `cargo xtask aws status` tells whether the bastion runs, and docs/AWS.md what else it may be")
    }
}

fn open_when_there(port: u16, url: &str) {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            open(url);
            return;
        }
        thread::sleep(Duration::from_millis(300));
    }
}

/// A browser that does not open is no failure: the address is on the screen.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    if is_installed(program) {
        let quiet = || Stdio::null();
        let mut command = Command::new(program);
        let _ = command.arg(url).stdout(quiet()).stderr(quiet()).status();
    }
}
