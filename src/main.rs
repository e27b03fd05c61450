//! The `execplan-site` command.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    execplan_site::commands::run(execplan_site::cli::Cli::parse())
}
