//! `scripted_bedrock --port PORT [--script FILE.json] [--forward URL --model NAME]`: the scripted Bedrock
//! server as a process. It says where it listens in its first line and serves until it is ended.

use std::error::Error;
use std::net::SocketAddr;
use testkit::bedrock::{BedrockScript, ForwardTo, ScriptedBedrock};

const USAGE: &str =
    "scripted_bedrock --port PORT [--script FILE.json] [--forward URL --model NAME]";

#[derive(Default)]
struct Options {
    port: u16,
    script: Option<String>,
    forward: Option<String>,
    model: Option<String>,
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match name.as_str() {
            "--port" => options.port = value.parse()?,
            "--script" => options.script = Some(value),
            "--forward" => options.forward = Some(value),
            "--model" => options.model = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let script = match &options.script {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => BedrockScript::default(),
    };
    let forward = match (options.forward, options.model) {
        (Some(url), Some(model)) => Some(ForwardTo { url, model }),
        (None, None) => None,
        _ => return Err("--forward and --model go together".into()),
    };
    let address = SocketAddr::from(([127, 0, 0, 1], options.port));
    let server = ScriptedBedrock::bind(address, script, forward).await?;
    #[expect(
        clippy::print_stdout,
        reason = "whoever started it waits for this line"
    )]
    {
        println!("listening on {}", server.url());
    }
    server.run().await;
    Ok(())
}
