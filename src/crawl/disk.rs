//! Files of the root that are not plans: the bytes of artifacts when a page or a publish asks for them, and
//! the site's own theme. Knows nothing of what they mean.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Html;
use crate::diag::{Diagnostic, codes};
use crate::site::Fetch;
use crate::text::SourcePath;
use crate::theme::{self, Overrides, Theme};

/// No template, style sheet or script is larger.
const MAX_OVERRIDE_BYTES: u64 = 8 << 20;

/// The files below one root.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Canonical, so that what leaves it can be told.
    root: PathBuf,
}

impl Disk {
    /// The files below `root`.
    ///
    /// # Errors
    /// A root that is not there or cannot be read.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.canonicalize()? })
    }

    /// The root, canonical.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files of the site's own theme, and those that `additional-css` and `additional-js` name. A file that
    /// overrides nothing is there by name only: a folder called `theme` may be anything.
    pub fn overrides(&self, html: &Html) -> (Overrides, Vec<Diagnostic>) {
        let embedded = Theme::embedded();
        let known = embedded.names();
        let additional: BTreeSet<SourcePath> =
            html.additional_css.iter().chain(&html.additional_js).filter_map(|path| SourcePath::default().resolve(path)).collect();
        let mut overrides = Overrides::new();
        let mut diagnostics = Vec::new();
        let theme = self.root.join(theme::FOLDER);
        for entry in walkdir::WalkDir::new(&theme).max_depth(6).sort_by_file_name() {
            // A missing folder is the usual case; an unreadable one is found by the crawl.
            let Ok(entry) = entry else { continue };
            let Ok(below) = entry.path().strip_prefix(&theme) else { continue };
            let name: Vec<_> = below.iter().map(|segment| segment.to_string_lossy()).collect();
            if !entry.file_type().is_file() || name.iter().any(|segment| segment.starts_with('.') || segment == "node_modules") {
                continue;
            }
            let name = name.join("/");
            let path = SourcePath::new(format!("{}/{name}", theme::FOLDER));
            if known.contains(&name) {
                self.read(&path, &mut overrides, &mut diagnostics);
            } else {
                overrides.insert(path, Arc::from([]));
            }
        }
        for path in additional {
            overrides.remove(&path);
            self.read(&path, &mut overrides, &mut diagnostics);
        }
        (overrides, diagnostics)
    }

    fn read(&self, path: &SourcePath, overrides: &mut Overrides, diagnostics: &mut Vec<Diagnostic>) {
        let mut bytes = Vec::new();
        match self.open(path).and_then(|file| file.take(MAX_OVERRIDE_BYTES + 1).read_to_end(&mut bytes)) {
            Ok(n) if n as u64 > MAX_OVERRIDE_BYTES => {
                diagnostics.push(Diagnostic::new(codes::TOO_LARGE, "is too large for a file of the theme and is not used").in_file(path));
            }
            Ok(_) => {
                overrides.insert(path.clone(), bytes.into());
            }
            // `Theme::new` reports what is named in the configuration and is not there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => diagnostics.push(Diagnostic::new(codes::UNREADABLE, format!("cannot be read: {error}")).in_file(path)),
        }
    }
}

impl Fetch for Disk {
    fn open(&self, path: &SourcePath) -> io::Result<Box<dyn Read + Send>> {
        let disk = self.root.join(path.as_str()).canonicalize()?;
        if !disk.starts_with(&self.root) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "leads out of the root"));
        }
        // A pipe or a device would keep us waiting for ever.
        if !std::fs::metadata(&disk)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no plain file"));
        }
        Ok(Box::new(std::fs::File::open(disk)?))
    }
}
