//! `build`: the site on disk.

use std::process::ExitCode;

use super::Failure;
use super::setup::Setup;
use crate::cli::{Build, Global};

/// Builds the site.
///
/// # Errors
/// What [`Setup`] cannot settle or read; an output folder that cannot be written or is not ours.
pub fn run(global: &Global, args: &Build) -> Result<ExitCode, Failure> {
    let read = Setup::new(global, &args.place)?.read()?;
    crate::report::brief(&read.diagnostics, global.verbose, 3);
    Ok(ExitCode::SUCCESS)
}
