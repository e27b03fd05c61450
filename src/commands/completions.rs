//! `completions`: what a shell needs to complete this command.

use std::process::ExitCode;

use clap::CommandFactory as _;

use super::Failure;
use crate::cli::{Cli, Completions};

/// Prints the script for a shell.
///
/// # Errors
/// None that are not those of a closed stdout.
pub fn run(args: &Completions) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "execplan-site", &mut script);
    std::io::Write::write_all(&mut std::io::stdout().lock(), &script)?;
    Ok(ExitCode::SUCCESS)
}
