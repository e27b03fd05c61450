//! From an archive that has been read to its site: the theme, the name, and where bytes come from.

use std::path::Path;
use std::sync::Arc;

use super::Failure;
use super::setup::Read;
use crate::config::Config;
use crate::crawl::disk::Disk;
use crate::diag;
use crate::model::Sources;
use crate::site::{Parts, Site};
use crate::theme::Theme;

/// A site and what was found up to here.
pub struct Assembled {
    /// The site.
    pub site: Site,
    /// What every stage reported, settled; what a page or an artifact has against being rendered is not in it.
    pub diagnostics: Vec<diag::Diagnostic>,
    /// Where the plans lie.
    pub sources: Sources,
}

/// Makes the site of an archive that has been read.
///
/// # Errors
/// An unreadable root.
pub fn assemble(read: Read, config: Config) -> Result<Assembled, Failure> {
    let Read { sources, archive, mut diagnostics } = read;
    let disk = Disk::new(&sources.root)?;
    let (overrides, found) = disk.overrides(&config.output.html);
    diagnostics.extend(found);
    let (theme, found) = Theme::new(&overrides, &config.output.html);
    diagnostics.extend(found);
    diag::settle(&mut diagnostics);
    let name = name(&sources, archive.repository.as_ref().and_then(|repository| repository.url.as_deref()));
    let parts =
        Parts { archive, pages: sources.pages.clone(), diagnostics: diagnostics.clone(), config, theme, fetch: Arc::new(disk), name };
    let (site, found) = Site::new(parts);
    diagnostics.extend(found);
    diag::settle(&mut diagnostics);
    Ok(Assembled { site, diagnostics, sources })
}

/// The repository's name, else the folder's.
fn name(sources: &Sources, url: Option<&str>) -> String {
    let of_repository = url.and_then(|url| url.trim_end_matches('/').rsplit('/').next()).filter(|name| !name.is_empty());
    let of_folder = || sources.root.file_name().map(|name| name.to_string_lossy().into_owned());
    of_repository.map(str::to_owned).or_else(of_folder).unwrap_or_else(|| Path::new("ExecPlan").display().to_string())
}
