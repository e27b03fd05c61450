//! The `execplan-site` command.

use std::process::ExitCode;

use clap::Parser as _;

/// Reading and rendering are millions of short texts made and dropped on every thread: what the system's own
/// allocator took was a seventh of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    execplan_site::commands::run(execplan_site::cli::Cli::parse())
}
