//! The root to sources: finds plans, artifacts and pages by content and place. One of the few modules
//! that touch files; must never interpret a record.

pub mod history;

use std::path::Path;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::model::{Layout, PlanSource, Shelf, Sources};
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

/// Finds everything under `root`.
///
/// # Errors
/// Only if the root itself cannot be read.
pub fn crawl(root: &Path, _config: &Config) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let root = root.canonicalize().map_err(|cause| Error { root: root.into(), cause })?;
    let mut sources = Sources { root: root.clone(), ..Sources::default() };
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "md") && entry.file_type().is_file() {
            let path = SourcePath::new(entry.path().strip_prefix(&root).unwrap_or(entry.path()).to_string_lossy());
            #[expect(clippy::disallowed_methods, reason = "the crawl reads files")]
            let text: Arc<str> =
                std::fs::read(entry.path()).map(|bytes| String::from_utf8_lossy(&bytes).replace('\r', "")).unwrap_or_default().into();
            sources.plans.push(PlanSource {
                path,
                text,
                first_line: 1,
                layout: Layout::File,
                part: None,
                sides: Vec::new(),
                shelf: Shelf::Active,
                shelf_reason: String::new(),
                folder_status: None,
                deletion: None,
            });
        }
    }
    Ok((sources, Vec::new()))
}
