//! `aftercare config`: every key, as it stands in the README.

use std::process::ExitCode;

use crate::config::table;

#[expect(clippy::unnecessary_wraps, reason = "every command answers the same way")]
pub fn run() -> anyhow::Result<ExitCode> {
    println!("Keys of aftercare.toml; in the environment AFTERCARE_ and the key in capitals.\n");
    print!("{}", table());
    Ok(ExitCode::SUCCESS)
}
