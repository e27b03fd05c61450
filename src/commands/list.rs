//! `list`: the plans, or why each file is or is not one.

use std::io::Write;
use std::process::ExitCode;

use super::Failure;
use super::setup::Setup;
use crate::cli::{Global, List};

/// Prints the plans.
///
/// # Errors
/// What [`Setup`] cannot settle or read; a stdout that cannot be written.
pub fn run(global: &Global, args: &List) -> Result<ExitCode, Failure> {
    let read = Setup::new(global, &args.place)?.read()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for plan in &read.archive.plans {
        writeln!(out, "{}\t{}", plan.document.source.path, plan.id)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
