//! A question to the person at the terminal, before something is gone.

use anyhow::{Result, bail};
use std::io::{self, BufRead, IsTerminal, Write};

/// Goes on only when the person types the name of what is to go. Without a terminal nobody can be asked.
pub(super) fn confirm(name: &str) -> Result<()> {
    if !io::stdin().is_terminal() {
        bail!("nobody is there to be asked; --yes goes on without");
    }
    print!("Type {name} to go on: ");
    io::stdout().flush()?;
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed)?;
    if typed.trim() != name {
        bail!("nothing was changed");
    }
    Ok(())
}
