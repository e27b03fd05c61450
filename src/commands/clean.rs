//! `clean`: removes the site this tool wrote and what it keeps between runs.

use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::setup::Setup;
use crate::cache::Cache;
use crate::cli::{Global, Place};
use crate::{publish, report};

/// Removes both. A folder without this tool's marker is left alone.
///
/// # Errors
/// A configuration that cannot be read; a build folder this tool did not write; a folder that cannot be removed.
pub fn run(global: &Global, args: &Place) -> Result<ExitCode, Failure> {
    let setup = Setup::new(global, args)?;
    let site = setup.root.join(&setup.config.build.build_dir);
    if site.exists() {
        if !site.join(publish::MARKER).exists() {
            return Err(format!(
                "`{}` was not written by execplan-site (it has no `{}`); remove it by hand",
                site.display(),
                publish::MARKER
            )
            .into());
        }
        remove(&site, global)?;
    }
    if let Some(cache) = Cache::of(&setup.root).filter(|cache| cache.folder().exists()) {
        remove(cache.folder(), global)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn remove(folder: &Path, global: &Global) -> Result<(), Failure> {
    std::fs::remove_dir_all(folder).map_err(|error| format!("cannot remove `{}`: {error}", folder.display()))?;
    if !global.quiet {
        report::say(&format!("removed {}", folder.display()));
    }
    Ok(())
}
