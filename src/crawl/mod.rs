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
mod designs;
pub mod disk;
mod gsd;
pub mod history;
mod living;
mod pages;
pub mod place;
mod scan;
mod text;
mod walk;

pub use classify::likely;

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use self::assemble::Reading;
use self::text::Rules;
use self::walk::{File, Walk};
use crate::cache::Cache;
use crate::config::Config;
use crate::diag::{self, Diagnostic, codes};
use crate::model::{Candidate, Layout, PlanSource, Sources, Verdict};
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
    let unread = found.iter().filter_map(unread).collect();
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
        candidates: reading.candidates(&artifacts, unread),
        artifacts,
        pages: pages::pages(&reading),
        files: files.into_iter().map(|file| file.path).collect(),
    };
    Ok((sources, diagnostics))
}

/// A file or folder that the walk could not or would not look into.
fn unread(finding: &Diagnostic) -> Option<Candidate> {
    let path = finding.path.clone()?;
    Some(Candidate { path, verdict: Verdict::Unread, reason: finding.message.clone(), likely: false })
}

/// The text of a plan as it is on the disk now; `None` unless it is still a plan as before, in a file of its own.
pub fn read_again(root: &Path, config: &Config, plan: &PlanSource) -> Option<PlanSource> {
    let root = root.canonicalize().ok()?;
    let include = globs(&config.options().include, "include", &mut Vec::new());
    let exclude = globs(&config.options().exclude, "exclude", &mut Vec::new());
    let names = living::Names::new(&config.options().sections);
    let rules = Rules { include: &include, exclude: &exclude, names: &names, max_bytes: config.options().max_plan_bytes, book: None };
    let file = File { path: plan.path.clone(), disk: root.join(plan.path.as_str()), link: None };
    let plans = Reading::new(text::read(&[&file], &rules)).plans();
    let [found] = plans.as_slice() else { return None };
    let is_alike = found.layout == plan.layout || (found.layout == Layout::File && plan.layout == Layout::Folder);
    let is_own = plan.part.is_none() && plan.deletion.is_none();
    (is_alike && is_own).then(|| PlanSource { text: found.text.clone(), first_line: found.first_line, ..plan.clone() })
}

/// What a crawl would look at, without reading any of it.
#[derive(Debug, Default)]
pub struct Seen {
    /// The root, canonical.
    pub root: std::path::PathBuf,
    /// Every file, sorted; the first of each pair says whether a crawl would read it.
    pub files: Vec<(bool, SourcePath)>,
    /// Symlinks and what could not be looked at.
    pub words: String,
    /// The repository the root lies in, and what of it is at HEAD.
    pub repository: String,
}

impl Seen {
    /// Where the files lie that a crawl would read, or those that it would not.
    pub fn paths(&self, read: bool) -> Vec<std::path::PathBuf> {
        let files = self.files.iter().filter(|(is_read, _)| *is_read == read);
        files.map(|(_, path)| self.root.join(path.as_str())).collect()
    }
}

/// Looks at what a crawl of `root` would find: the same files, nothing read.
///
/// # Errors
/// Only if the root itself cannot be read.
#[expect(clippy::disallowed_methods, reason = "the crawl reads folders")]
pub fn see(root: &Path, config: &Config) -> Result<Seen, Error> {
    let failed = |cause| Error { root: root.into(), cause };
    let root = root.canonicalize().map_err(failed)?;
    std::fs::read_dir(&root).map_err(failed)?;
    let include = globs(&config.options().include, "include", &mut Vec::new());
    let (walk, repository) = rayon::join(
        || walk::walk(&root, config, &include),
        || if config.options().history { history::repository_words(&root) } else { String::new() },
    );
    let Walk { files, mut diagnostics } = walk;
    diag::settle(&mut diagnostics);
    let links: Vec<_> = files.iter().filter_map(|file| Some((&file.path, file.link.as_ref()?))).collect();
    let words = format!("{links:?} {diagnostics:?}");
    let is_read = |path: &SourcePath| is_markdown(path) || include.is_match(path.as_str());
    Ok(Seen { files: files.into_iter().map(|file| (is_read(&file.path), file.path)).collect(), words, repository, root })
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
