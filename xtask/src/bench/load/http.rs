//! As much of HTTP/1.1 as a load test needs: one connection that is kept, JSON both ways.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A client with one connection.
pub(super) struct Client {
    address: String,
    connection: Option<BufReader<TcpStream>>,
    /// How often the server asked to come later.
    pub(super) waits: usize,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("the answer is no JSON")
    }
}

impl Client {
    pub(super) fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            connection: None,
            waits: 0,
        }
    }

    /// Sends the call; where the server asks to come later, again after a second.
    pub(super) fn call(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        loop {
            let answer = self.once(method, path, body)?;
            if !matches!(answer.status, 429 | 503) {
                return Ok(answer);
            }
            self.waits += 1;
            thread::sleep(Duration::from_secs(1));
        }
    }

    /// The JSON of a call that has to be answered with that status.
    pub(super) fn told(&mut self, path: &str) -> Result<Value> {
        let answer = self.call("GET", path, None)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        answer.json()
    }

    fn once(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let body = body.map(ToString::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let answer = read(&mut connection)?;
        self.connection = Some(connection);
        Ok(answer)
    }
}

fn read(connection: &mut BufReader<TcpStream>) -> Result<Answer> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line.split(' ').nth(1).context("no answer")?.parse()?;
    let (mut length, mut location) = (None, None);
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse::<u64>()?),
            "location" => location = Some(value.to_owned()),
            _ => (),
        }
    }
    let mut body = Vec::new();
    match length {
        Some(length) => {
            connection.take(length).read_to_end(&mut body)?;
        }
        None => chunks(connection, &mut body)?,
    }
    Ok(Answer {
        status,
        location,
        body,
    })
}

fn chunks(connection: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim_end(), 16).context("a broken chunk")?;
        connection.by_ref().take(length).read_to_end(body)?;
        connection.read_line(&mut line)?;
        if length == 0 {
            return Ok(());
        }
    }
}
