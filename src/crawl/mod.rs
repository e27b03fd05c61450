//! The root to sources: finds plans, artifacts and pages by content and place. One of the few modules
//! that touch files; must never interpret a record.
//!
//! ```text
//! walk ─▶ files ─ text (read, decode, scan, classify; parallel) ─▶ texts ─ belong, artifacts, history ─▶ Sources
//! ```

mod artifacts;
mod assemble;
mod belong;
mod classify;
mod decode;
pub mod disk;
pub mod history;
mod living;
mod pages;
pub mod place;
mod scan;
mod text;
mod walk;

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use self::assemble::Reading;
use self::text::Rules;
use self::walk::{File, Walk};
use crate::cache::Cache;
use crate::config::Config;
use crate::diag::{self, Diagnostic, codes};
use crate::model::Sources;
use crate::text::SourcePath;

/// Why nothing could be crawled.
#[derive(Debug)]
pub struct Error {
    /// The root as given.
    pub root: std::path::PathBuf,
    /// What the system said.
    pub cause: std::io::Error,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.root.display(), self.cause)
    }
}

impl std::error::Error for Error {}

/// Finds everything under `root`. What it finds does not depend on the order of folders or the number of
/// threads, and no file makes it fail.
///
/// # Errors
/// Only if the root itself cannot be read.
pub fn crawl(root: &Path, config: &Config) -> Result<(Sources, Vec<Diagnostic>), Error> {
    crawl_with(root, config, None)
}

/// As [`crawl`], keeping what git says between runs.
///
/// # Errors
/// Only if the root itself cannot be read.
#[expect(clippy::disallowed_methods, reason = "the crawl reads folders")]
pub fn crawl_with(root: &Path, config: &Config, cache: Option<&Cache>) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let failed = |cause| Error { root: root.into(), cause };
    let root = root.canonicalize().map_err(failed)?;
    std::fs::read_dir(&root).map_err(failed)?;
    let mut diagnostics = Vec::new();
    let include = globs(&config.options().include, "include", &mut diagnostics);
    let exclude = globs(&config.options().exclude, "exclude", &mut diagnostics);

    // Walk.
    let Walk { files, diagnostics: found } = walk::walk(&root, config, &include);
    diagnostics.extend(found);

    // Read and classify every Markdown file.
    let names = living::Names::new(&config.options().sections);
    let book = pages::book(&root, config);
    let rules =
        Rules { include: &include, exclude: &exclude, names: &names, max_bytes: config.options().max_plan_bytes, book: book.as_deref() };
    let is_text = |path: &SourcePath| is_markdown(path) || include.is_match(path.as_str());
    let markdown: Vec<&File> = files.iter().filter(|file| is_text(&file.path)).collect();
    let mut texts = text::read(&markdown, &rules);
    texts.iter_mut().for_each(|text| diagnostics.append(&mut text.failures));

    // See what belongs together.
    let reading = Reading::new(texts);
    let artifacts = reading.artifacts(&files);
    diagnostics.extend(reading.findings());

    // Ask git about the plans, and for those that left the tree.
    let mut plans = reading.plans();
    let recognise = |path: &SourcePath, text: &str| Reading::new(vec![text::given(path, text, &rules)]).plans();
    let (history, deleted, found) = history::read(&root, &plans, config.options(), &recognise, cache);
    diagnostics.extend(found);
    plans.extend(deleted);
    plans.sort_by(|a, b| a.path.cmp(&b.path));
    diag::settle(&mut diagnostics);
    let sources = Sources {
        root,
        plans,
        history,
        candidates: reading.candidates(&artifacts),
        artifacts,
        pages: pages::pages(&reading),
        files: files.into_iter().map(|file| file.path).collect(),
    };
    Ok((sources, diagnostics))
}

/// Whether a file is Markdown by its name.
fn is_markdown(path: &SourcePath) -> bool {
    matches!(path.extension().to_ascii_lowercase().as_str(), "md" | "markdown" | "mdown" | "mkd")
}

/// Globs over paths from the root; `*` stays within a folder, `**` does not.
fn globs(patterns: &[String], key: &str, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => diagnostics.push(Diagnostic::new(codes::BAD_GLOB, format!("`{key}` holds `{pattern}`: {}", error.kind()))),
        }
    }
    builder.build().unwrap_or_default()
}
