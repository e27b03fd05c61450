//! `watch`: the site on disk, built again on every change.

use std::process::ExitCode;

use super::setup::Setup;
use super::{Failure, build, serve};
use crate::cli::{Build, Global};
use crate::crawl;
use crate::model::Sources;
use crate::report;
use crate::serve::Changes;

/// Builds the site until stopped. A change that cannot be built is reported; the last good site stays.
///
/// # Errors
/// What the first [`Setup`] cannot settle.
pub fn run(global: &Global, args: &Build) -> Result<ExitCode, Failure> {
    let mut setup = Setup::new(global, &args.place)?;
    // `.` would follow the folder when it is moved away, and never be missed.
    setup.root = std::path::absolute(&setup.root)?;
    let mut changes = Changes::new();
    let mut args = args.clone();
    let mut is_first = true;
    let mut said = String::new();
    loop {
        // The first build says that it is there, whether it had to make anything or not.
        match setup.reload(global).and_then(|()| build::once(global, &args, setup.clone(), !is_first)) {
            Ok(()) => {
                args.open = false;
                said.clear();
            }
            Err(failure) => {
                let words = report::words(failure.as_ref());
                if words != said {
                    report::failure(failure.as_ref());
                }
                said = words;
            }
        }
        let dst = args.dest_dir.clone().unwrap_or_else(|| setup.config.build.build_dir.clone().into());
        let dst = if args.dest_dir.is_some() { std::path::absolute(dst)? } else { setup.root.join(dst) };
        let watched = serve::around(&setup.root, &dst.to_string_lossy(), global, sources(&setup).as_ref());
        if is_first && !global.quiet {
            report::say("watching for changes; stop with Ctrl-C");
        }
        is_first = false;
        if !changes.next(&watched, &mut |words| report::say(words)) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// What lies on the disk now, without its history: where to look for the next change.
fn sources(setup: &Setup) -> Option<Sources> {
    let mut config = setup.config.clone();
    config.output.execplan_site.history = false;
    crawl::crawl(&setup.root, &config).ok().map(|(sources, _)| sources)
}
