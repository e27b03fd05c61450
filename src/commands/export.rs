//! `export`: the archive as JSON on stdout.

use std::io::Write;
use std::process::ExitCode;

use super::Failure;
use super::setup::Setup;
use crate::cli::{Global, Place};

/// Prints the archive.
///
/// # Errors
/// What [`Setup`] cannot settle or read; a stdout that cannot be written.
pub fn run(global: &Global, args: &Place) -> Result<ExitCode, Failure> {
    let read = Setup::new(global, args)?.read()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &crate::export::export(&read.archive, &read.diagnostics))?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
