//! Chromium without a window, for one picture.

use super::Kind;
use analyst::serve::page_file;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Names of the program on the `PATH`.
const PROGRAMS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// Names the program where it is elsewhere; empty for none.
const VARIABLE: &str = "CHROMIUM";
/// The page's library, in the order it is loaded.
const LIBRARY: [&str; 3] = ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];
/// The longest a picture takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Nothing is fetched and no expression is compiled, as in the page.
const PAGE: &str = r##"<!doctype html><meta charset="utf-8"><div id="chart"></div><pre id="out"></pre>
<script src="vega.min.js"></script><script src="vega-lite.min.js"></script><script src="vega-embed.min.js"></script>
<script src="wish.js"></script><script>
const out = document.getElementById("out");
const options = { ast: true, actions: false, renderer: "svg", loader: { load: () => Promise.reject(new Error("A chart loads nothing.")) },
  config: { font: "sans-serif", background: "white", view: { stroke: "transparent" } } };
const told = (text) => { document.getElementById("chart").remove(); out.textContent = text; };
const base64 = (text) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
vegaEmbed("#chart", { ...SPEC, width: SPEC.width === "container" ? 720 : SPEC.width }, options)
  .then(({ view }) => PNG ? view.toCanvas(2).then((canvas) => canvas.toDataURL("image/png").split(",")[1]) : view.toSVG().then(base64))
  .then((picture) => told("picture " + picture), (error) => told("error " + base64(error.message)));
</script>"##;

/// The picture, or why there is none.
pub(super) fn drawn(spec: &Value, kind: Kind) -> Result<Vec<u8>, String> {
    let program = program().ok_or("there is no Chromium; name it in CHROMIUM")?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    write(folder.path(), spec, kind).map_err(|error| error.to_string())?;
    let text = dumped(&program, folder.path())?;
    let told = text
        .split_once("<pre id=\"out\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"))
        .map(|(told, _)| told)
        .unwrap_or_default();
    match told.split_once(' ') {
        Some(("picture", picture)) => STANDARD
            .decode(picture)
            .map_err(|error| format!("the browser's picture is damaged: {error}")),
        Some(("error", error)) => {
            let error = STANDARD.decode(error).unwrap_or_default();
            Err(format!("it says: {}", String::from_utf8_lossy(&error)))
        }
        _ => Err("it was not done in time".to_owned()),
    }
}

fn write(folder: &Path, spec: &Value, kind: Kind) -> std::io::Result<()> {
    for name in LIBRARY {
        let file = page_file(&format!("vendor/{name}")).unwrap_or_default();
        fs::write(folder.join(name), file)?;
    }
    let is_png = kind == Kind::Png;
    fs::write(
        folder.join("wish.js"),
        format!("const PNG = {is_png}, SPEC = {spec};\n"),
    )?;
    fs::write(folder.join("index.html"), PAGE)
}

fn program() -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE) {
        return (!named.is_empty()).then(|| named.into());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}

/// The page as it stands once its scripts are done.
fn dumped(program: &Path, folder: &Path) -> Result<String, String> {
    let mut command = Command::new(program);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--disable-quic",
            "--virtual-time-budget=20000",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // The sandbox refuses to work for root. What is loaded here is ours: the library and one
    // specification, which holds data.
    if is_root() {
        command.arg("--no-sandbox");
    }
    command.arg(format!("file://{}", folder.join("index.html").display()));
    let cannot = |error: std::io::Error| format!("{} does not start: {error}", program.display());
    let mut child = command.spawn().map_err(cannot)?;
    let reader = child.stdout.take().map(|mut out| {
        thread::spawn(move || {
            let mut text = String::new();
            // What cannot be read is missing in the text.
            let _ = out.read_to_string(&mut text);
            text
        })
    });
    wait(&mut child)?;
    reader
        .and_then(|reader| reader.join().ok())
        .ok_or_else(|| "the browser's page cannot be read".to_owned())
}

fn wait(child: &mut Child) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            Ok(None) => {
                // It may have ended meanwhile.
                let _ = child.kill();
                let _ = child.wait();
                return Err("the browser did not end in time".to_owned());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
const fn is_root() -> bool {
    false
}
