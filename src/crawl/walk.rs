//! Every file of a root that git would not ignore, in parallel, sorted. Knows folders that are never the
//! user's own text (`.git`, `node_modules`); must not know what a plan is.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::config::{Build, Config};
use crate::diag::{Diagnostic, codes};
use crate::publish::MARKER;
use crate::text::SourcePath;

/// A file found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Its path from the root; a name that is not UTF-8 has replacement characters.
    pub path: SourcePath,
    /// Where it is on disk.
    pub disk: PathBuf,
    /// For a symlink, which is not followed: the path it leads to.
    pub link: Option<SourcePath>,
}

/// Every file, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Walk {
    /// Sorted by path.
    pub files: Vec<File>,
    /// In no order.
    pub diagnostics: Vec<Diagnostic>,
}

enum Seen {
    File(File),
    Finding(Diagnostic),
}

/// Walks `root`, which must be canonical. Files that match `include` are found even where git ignores them.
pub fn walk(root: &Path, config: &Config, include: &GlobSet) -> Walk {
    let mut walk = pass(root, config, &Pass::Tracked);
    if !include.is_empty() {
        let ignored = pass(root, config, &Pass::Ignored);
        walk.files.extend(ignored.files.into_iter().filter(|file| include.is_match(file.path.as_str())));
    }
    if config.options().history && (root.join(".git").exists() || is_below_repository(root)) {
        let tracked = super::history::tracked_though_ignored(root);
        walk.files.extend(tracked.into_iter().filter_map(|path| tracked_file(root, path)));
    }
    walk.files.sort();
    walk.files.dedup();
    walk
}

/// A file that git tracks, unless it is gone, a symlink or not the user's own.
fn tracked_file(root: &Path, path: SourcePath) -> Option<File> {
    let disk = root.join(path.as_str());
    let is_file = disk.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let mut above = path.as_str().match_indices('/').map(|(at, _)| SourcePath::new(&path.as_str()[..at]));
    let is_own = !above.any(|folder| is_never_walked(&folder) || root.join(folder.as_str()).join(MARKER).is_file());
    (is_file && is_own).then_some(File { path, disk, link: None })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// What git does not ignore.
    Tracked,
    /// All files.
    Ignored,
}

fn pass(root: &Path, config: &Config, pass: &Pass) -> Walk {
    let respects_git = *pass == Pass::Tracked;
    // The default folder may be somebody's own until this tool has written there.
    let is_set = config.build != Build::default();
    let built = is_set.then(|| root.join(config.build.build_dir.trim_start_matches("./")));
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .follow_links(false)
        .require_git(false)
        .git_ignore(respects_git)
        .git_exclude(respects_git)
        .parents(respects_git && !root.join(".git").exists() && is_below_repository(root))
        .threads(rayon::current_num_threads());
    let (sender, receiver) = mpsc::channel();
    builder.build_parallel().run(|| {
        let (sender, built) = (sender.clone(), built.as_deref());
        Box::new(move |entry| {
            let (seen, next) = match entry {
                Ok(entry) => look(root, built, &entry),
                Err(error) => (Some(Seen::Finding(unreadable(root, &error))), WalkState::Continue),
            };
            if let Some(seen) = seen {
                // The receiver outlives the walk, so sending cannot fail.
                let _ = sender.send(seen);
            }
            next
        })
    });
    drop(sender);
    let mut walk = Walk::default();
    for seen in receiver {
        match seen {
            Seen::File(file) => walk.files.push(file),
            Seen::Finding(finding) => walk.diagnostics.push(finding),
        }
    }
    walk
}

/// Whether some folder above the root is a repository, whose ignore files then hold here too.
fn is_below_repository(root: &Path) -> bool {
    root.ancestors().skip(1).any(|above| above.join(".git").exists())
}

fn look(root: &Path, built: Option<&Path>, entry: &DirEntry) -> (Option<Seen>, WalkState) {
    let Some(kind) = entry.file_type() else { return (None, WalkState::Continue) };
    let disk = entry.path();
    if kind.is_dir() {
        if entry.depth() == 0 {
            return (None, WalkState::Continue);
        }
        let is_site = Some(disk) == built || disk.join(MARKER).is_file();
        if is_site || is_never_walked(&source_path(root, disk)) {
            return (None, WalkState::Skip);
        }
        if disk.join(".git").exists() {
            let finding = Diagnostic::new(codes::NESTED_REPOSITORY, "is a repository of its own; its plans are not read");
            return (Some(Seen::Finding(finding.in_file(&source_path(root, disk)))), WalkState::Skip);
        }
        return (None, WalkState::Continue);
    }
    if kind.is_symlink() {
        return (symlink(root, disk), WalkState::Continue);
    }
    let is_git_file = entry.file_name() == ".git";
    let file = (kind.is_file() && !is_git_file).then(|| File { path: source_path(root, disk), disk: disk.to_owned(), link: None });
    (file.map(Seen::File), WalkState::Continue)
}

/// Folders of other people's files. `target`, `vendor` and the like may name a user's own folder of plans,
/// so below a folder of plans they are walked.
fn is_never_walked(path: &SourcePath) -> bool {
    match path.file_name() {
        ".git" | ".hg" | ".svn" | ".jj" | "node_modules" | "bower_components" | "__pycache__" | ".venv" | ".tox" | ".terraform"
        | ".direnv" | ".next" | ".gradle" | ".mypy_cache" | ".pytest_cache" | ".ruff_cache" => true,
        "target" | "vendor" | "third_party" | "third-party" | "venv" | "Pods" => {
            !path.folder().split('/').any(super::place::is_plan_folder)
        }
        _ => false,
    }
}

/// A symlink is never followed: what it leads to inside the root is read there.
fn symlink(root: &Path, disk: &Path) -> Option<Seen> {
    let path = source_path(root, disk);
    let finding = |code, message: String| Some(Seen::Finding(Diagnostic::new(code, message).in_file(&path).at(1, None)));
    let written = std::fs::read_link(disk).map(|target| target.to_string_lossy().into_owned()).unwrap_or_default();
    match disk.canonicalize() {
        Ok(target) if !target.starts_with(root) => {
            finding(codes::OUTSIDE_ROOT, format!("a symlink to `{written}`, outside the repository; it is not followed"))
        }
        Ok(target) if disk.starts_with(&target) => {
            finding(codes::SYMLINK_LOOP, format!("a symlink to `{written}`, a folder above it; it is not followed"))
        }
        Ok(target) => Some(Seen::File(File { path, disk: disk.to_owned(), link: Some(source_path(root, &target)) })),
        // A dangling link loses nothing unless it stands for a text.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match super::is_markdown(&path) {
            true => finding(codes::UNREADABLE, format!("a symlink to `{written}`, which does not exist")),
            false => None,
        },
        Err(_) => finding(codes::SYMLINK_LOOP, format!("a symlink to `{written}`, which leads back to itself")),
    }
}

fn unreadable(root: &Path, error: &ignore::Error) -> Diagnostic {
    let mut inner = error;
    let mut place = None;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path, err } => {
                place = Some(source_path(root, path));
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => break,
        };
    }
    let cause = inner.io_error().map_or_else(|| inner.to_string(), ToString::to_string);
    let diagnostic = Diagnostic::new(codes::UNREADABLE, format!("cannot be read: {cause}"));
    match place {
        Some(path) => diagnostic.in_file(&path).at(1, None),
        None => diagnostic,
    }
}

/// A path from the root, with `/`.
fn source_path(root: &Path, disk: &Path) -> SourcePath {
    let relative = disk.strip_prefix(root).unwrap_or(disk);
    let segments: Vec<_> = relative.iter().map(|segment| segment.to_string_lossy()).collect();
    SourcePath::new(segments.join("/"))
}
