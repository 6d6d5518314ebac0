//! A base image that is just enough for a bootstrap: a shell for the layers that SAM adds, the C library of this machine,
//! certificates.

use super::{Daemon, need};
use crate::command::run_quietly;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The image that SAM builds upon.
const NAME: &str = "public.ecr.aws/lambda/provided:al2023-x86_64";
/// What SAM's layers call.
const APPLETS: [&str; 6] = ["sh", "mv", "chmod", "cat", "ls", "mkdir"];
const LOADER: &str = "/lib64/ld-linux-x86-64.so.2";
const LIBRARIES: [&str; 6] = [
    "libc.so.6",
    "libm.so.6",
    "libgcc_s.so.1",
    "libresolv.so.2",
    "libnss_dns.so.2",
    "libnss_files.so.2",
];
const LIBRARY_FOLDER: &str = "/lib/x86_64-linux-gnu";
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Makes the image and gives it to the daemon.
pub(super) fn import(daemon: &Daemon, folder: &Path) -> Result<()> {
    let root = folder.join("rootfs");
    let _ = fs::remove_dir_all(&root);
    lay_out(&root)?;
    let mut pack = Command::new("tar")
        .arg("-C")
        .arg(&root)
        .args(["-c", "."])
        .stdout(Stdio::piped())
        .spawn()
        .context("tar does not start")?;
    let packed = pack.stdout.take().context("tar writes to a pipe")?;
    let imported = run_quietly(
        daemon
            .docker()
            .args(["import", "--change", "WORKDIR /var/task"])
            .args([
                "--change",
                "ENV PATH=/bin LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime",
            ])
            .args(["-", NAME])
            .stdin(packed),
    );
    ensure!(pack.wait()?.success(), "tar failed");
    imported
}

fn lay_out(root: &Path) -> Result<()> {
    for folder in [
        "bin",
        "lib64",
        "etc",
        "tmp",
        "opt",
        "var/task",
        "var/runtime",
        "var/rapid",
    ] {
        fs::create_dir_all(root.join(folder))?;
    }
    let busybox = need("busybox", "busybox-static")?;
    copy(&busybox, root, "bin/busybox")?;
    for applet in APPLETS {
        symlink("busybox", root.join("bin").join(applet))?;
    }
    copy(Path::new(LOADER), root, LOADER)?;
    for library in LIBRARIES {
        let path = PathBuf::from(LIBRARY_FOLDER).join(library);
        copy(&path, root, &path.to_string_lossy())?;
    }
    copy(Path::new(CERTIFICATES), root, CERTIFICATES)?;
    fs::write(root.join("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n")?;
    Ok(())
}

fn copy(from: &Path, root: &Path, to: &str) -> Result<()> {
    let to = root.join(to.trim_start_matches('/'));
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, &to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}
