//! One module per command: what it asks of the pipeline and what it prints.

mod archive;
mod assemble;
mod build;
mod check;
mod clean;
mod completions;
mod dialect;
mod diff;
mod empty;
mod export;
mod init;
mod list;
mod naming;
mod new;
mod relink;
mod search;
mod serve;
mod setup;
mod timings;
mod unchanged;
mod watch;

use std::process::ExitCode;

use crate::cli::{Cli, Color, Command};

/// Why a command could not run; printed after `error: `, and the exit status is 2.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs what the user asked for. 0 clean, 1 findings, 2 could not run.
pub fn run(cli: Cli) -> ExitCode {
    match cli.global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let done = match &cli.command {
        Command::Build(args) => build::run(&cli.global, args),
        Command::Search(args) => search::run(&cli.global, args),
        Command::Serve(args) => serve::run(&cli.global, args),
        Command::Watch(args) => watch::run(&cli.global, args),
        Command::Check(args) => check::run(&cli.global, args),
        Command::List(args) => list::run(&cli.global, args),
        Command::Export(args) => export::run(&cli.global, args),
        Command::New(args) => new::run(&cli.global, args),
        Command::Archive(args) => archive::run(&cli.global, args),
        Command::Diff(args) => diff::run(&cli.global, args),
        Command::Init(args) => init::run(&cli.global, args),
        Command::Clean(args) => clean::run(&cli.global, args),
        Command::Completions(args) => completions::run(args),
    };
    match done {
        Ok(code) => code,
        Err(failure) if is_broken_pipe(failure.as_ref()) => ExitCode::SUCCESS,
        Err(failure) => {
            crate::report::failure(failure.as_ref());
            ExitCode::from(2)
        }
    }
}

/// Whether a reader of our output has gone: nothing to complain about.
fn is_broken_pipe(failure: &(dyn std::error::Error + 'static)) -> bool {
    let io = failure.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let json = failure.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
}
