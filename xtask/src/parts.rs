//! Parts of the tests that need something installed: each is passed, failed, or skipped by name.

use anyhow::Result;

/// What came of the parts so far.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    passed: usize,
    failed: Vec<String>,
    skipped: Vec<String>,
}

impl Parts {
    /// Runs a part that has all it needs.
    pub(crate) fn run(&mut self, name: &str, part: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        match part() {
            Ok(()) => self.passed += 1,
            Err(error) => {
                eprintln!("FAILED {name}: {error:#}");
                self.failed.push(format!("{name}: {error:#}"));
            }
        }
    }

    /// Sets a part up; a part that cannot be set up is skipped.
    pub(crate) fn set_up<T>(
        &mut self,
        name: &str,
        set_up: impl FnOnce() -> Result<T>,
    ) -> Option<T> {
        match set_up() {
            Ok(ready) => Some(ready),
            Err(error) => {
                let reason = format!("{name}: {error:#}");
                println!("SKIPPED {reason}");
                self.skipped.push(reason);
                None
            }
        }
    }

    /// Prints the sums. A failure is an error, and with `CI=true` so is a skip.
    pub(crate) fn finish(self) -> Result<()> {
        println!();
        for failed in &self.failed {
            println!("FAILED  {failed}");
        }
        for skipped in &self.skipped {
            println!("SKIPPED {skipped}");
        }
        let (passed, failed, skipped) = (self.passed, self.failed.len(), self.skipped.len());
        println!("{passed} passed, {failed} failed, {skipped} skipped");
        anyhow::ensure!(failed == 0, "{failed} parts failed");
        anyhow::ensure!(
            skipped == 0 || !in_ci(),
            "{skipped} parts were skipped, and CI is set"
        );
        Ok(())
    }
}

fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|ci| ci == "true" || ci == "1")
}
