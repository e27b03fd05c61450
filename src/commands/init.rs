//! `init`: a configuration file and, if asked, a workflow that publishes the site. Never overwrites
//! without being told.

use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use crate::cli::{Ci, Global, Init};
use crate::report;

const BOOK: &str = include_str!("init/book.toml");
const GITHUB: &str = include_str!("init/github.yml");

/// Writes the files that are not there yet; with `--force`, all of them.
///
/// # Errors
/// A file that is there and differs, without `--force`; a folder that cannot be written.
pub fn run(global: &Global, args: &Init) -> Result<ExitCode, Failure> {
    let root = args.place.dir.as_deref().unwrap_or(&global.root);
    let mut files = vec![("book.toml", BOOK)];
    if args.ci == Some(Ci::Github) {
        files.push((".github/workflows/plans.yml", GITHUB));
    }
    let standing: Vec<&str> = files.iter().filter(|(name, text)| differs(&root.join(name), text)).map(|(name, _)| *name).collect();
    if !standing.is_empty() && !args.force {
        let list: Vec<String> = standing.iter().map(|name| format!("`{name}`")).collect();
        return Err(format!("{} already there; nothing was written. Move it, or overwrite it with --force", list.join(" and ")).into());
    }
    for (name, text) in files {
        write(&root.join(name), text)?;
        if !global.quiet {
            report::say(&format!("wrote {name}"));
        }
    }
    if !global.quiet {
        report::say("next: `execplan-site build`, or `execplan-site serve --open` while you write");
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::disallowed_methods, reason = "init looks before it writes")]
fn differs(path: &Path, text: &str) -> bool {
    std::fs::read(path).is_ok_and(|there| there != text.as_bytes())
}

#[expect(clippy::disallowed_methods, reason = "init writes files")]
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)?;
    Ok(())
}
