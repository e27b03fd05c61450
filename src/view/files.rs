//! Code paths: every path that two or more records name, and for each the records that do, newest first.
//! Answers the question a plan cannot: what was ever decided about this file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::format::{self, Time};
use super::index::n_pages;
use super::record::{Line, lines};
use super::resolve::blob_url;
use super::{Frame, Pager, Scene, Section, frame, routes};
use crate::model::{Archive, Node, RecordRef};
use crate::text::SourcePath;

/// The paths that have a page, with the records that name each, newest first.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    records: BTreeMap<SourcePath, Vec<RecordRef>>,
    /// The paths by folder, then by name.
    order: Vec<SourcePath>,
}

impl Paths {
    /// Gathers them from the links that records make to files.
    pub fn new(archive: &Archive) -> Self {
        let mut named: BTreeMap<&SourcePath, BTreeSet<RecordRef>> = BTreeMap::new();
        for link in &archive.links {
            if let (Node::Record(record), Node::File(path)) = (&link.from, &link.to) {
                named.entry(path).or_default().insert(*record);
            }
        }
        let kept = named.into_iter().filter(|(path, records)| records.len() > 1 && has_page(path)).map(|(path, records)| {
            let mut records: Vec<RecordRef> = records.into_iter().collect();
            records.sort_by_key(|record| (Reverse(archive.record(*record).0.stamp.as_ref().map(|stamp| stamp.at)), *record));
            (path.clone(), records)
        });
        let records: BTreeMap<SourcePath, Vec<RecordRef>> = kept.collect();
        let mut order: Vec<SourcePath> = records.keys().cloned().collect();
        order.sort_by(|a, b| (a.folder(), a.file_name()).cmp(&(b.folder(), b.file_name())));
        Self { records, order }
    }

    /// Every path with its records, folder by folder.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &[RecordRef])> {
        self.order.iter().map(|path| (path, self.of(path)))
    }

    /// Whether a path has a page.
    pub fn has(&self, path: &SourcePath) -> bool {
        self.records.contains_key(path)
    }

    fn of(&self, path: &SourcePath) -> &[RecordRef] {
        self.records.get(path).map_or(&[], Vec::as_slice)
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }
}

/// Whether a path, as somebody wrote it, can be the address of a page: a file of plain segments. The page of
/// a folder would stand where a file of it called `index.html` has its own.
fn has_page(path: &SourcePath) -> bool {
    let text = path.as_str();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '@' | '+' | '~');
    text.len() <= 200
        && text.chars().all(is_plain)
        && text.split('/').all(|segment| !segment.trim_matches('.').is_empty() && segment.len() <= 100)
        && path.file_name().contains('.')
        && path.file_name() != "index.html"
}

/// `files.html`
#[derive(Clone, Debug, Serialize)]
pub struct FilesView {
    /// See [`Frame`].
    pub frame: Frame,
    /// What the list holds, in a sentence.
    pub lead: String,
    /// The paths of this page by folder.
    pub folders: Vec<Folder>,
    /// Where this page stands.
    pub pager: Pager,
}

/// The paths of one folder.
#[derive(Clone, Debug, Serialize)]
pub struct Folder {
    /// `src/auth/`
    pub name: String,
    /// For its heading.
    pub anchor: String,
    /// Its files.
    pub files: Vec<FileLink>,
}

/// One path.
#[derive(Clone, Debug, Serialize)]
pub struct FileLink {
    /// The file's name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// `4 records in 2 plans`
    pub words: String,
    /// When one last named it.
    pub last: Option<Time>,
}

/// A page, from 1, of the list of paths.
pub fn files(scene: &Scene<'_>, page: u32) -> FilesView {
    let route = routes::files(page);
    let size = scene.index.page_size();
    let paths = scene.index.paths();
    let mut folders: Vec<Folder> = Vec::new();
    for (path, records) in paths.iter().skip((page.max(1) as usize - 1) * size).take(size) {
        let name = format!("{}/", path.folder());
        if folders.last().is_none_or(|folder| folder.name != name) {
            folders.push(Folder { anchor: format!("folder-{}", folders.len() + 1), name, files: Vec::new() });
        }
        let n_plans = records.iter().map(|record| record.plan).collect::<BTreeSet<_>>().len();
        let link = FileLink {
            name: path.file_name().to_owned(),
            href: route.link_to(&routes::file(path, 1), None).as_str().to_owned(),
            words: format!("{} in {}", format::counted(records.len(), "record", "records"), format::counted(n_plans, "plan", "plans")),
            last: records.iter().find_map(|record| time(scene, *record)),
        };
        folders.last_mut().expect("a folder was pushed above").files.push(link);
    }
    let title = if page > 1 { format!("Files, page {page}") } else { "Files".to_owned() };
    FilesView {
        frame: frame(scene, &route, Section::Files, &title),
        lead: match paths.len() {
            0 => "No code path is named by two records yet.".to_owned(),
            n => format!("{} named by two or more records", format::counted(n, "path", "paths")),
        },
        folders,
        pager: Pager::new(&route, page, n_pages(paths.len(), size), routes::files),
    }
}

/// `file.html`
#[derive(Clone, Debug, Serialize)]
pub struct FileView {
    /// See [`Frame`].
    pub frame: Frame,
    /// The path.
    pub path: String,
    /// How many records name it, and over what time.
    pub lead: String,
    /// The file in the repository's web view; may be empty.
    pub source: String,
    /// Whether the repository still has it.
    pub is_there: bool,
    /// The records of this page.
    pub records: Vec<Line>,
    /// Where this page stands.
    pub pager: Pager,
}

/// A page, from 1, of the records that name a path.
pub fn file(scene: &Scene<'_>, path: &SourcePath, page: u32) -> FileView {
    let route = routes::file(path, page);
    let size = scene.index.page_size();
    let all = scene.index.paths().of(path);
    let first = (page.max(1) as usize - 1) * size;
    let shown = all.get(first..all.len().min(first + size)).unwrap_or(&[]);
    let n_plans = all.iter().map(|record| record.plan).collect::<BTreeSet<_>>().len();
    let is_there = scene.archive.files.binary_search(path).is_ok();
    FileView {
        frame: frame(scene, &route, Section::Files, path.as_str()),
        path: path.to_string(),
        lead: format!(
            "{} in {} name this path",
            format::counted(all.len(), "record", "records"),
            format::counted(n_plans, "plan", "plans")
        ),
        source: blob_url(scene, path, None).unwrap_or_default(),
        is_there,
        records: lines(scene, &route, shown),
        pager: Pager::new(&route, page, n_pages(all.len(), size), |page| routes::file(path, page)),
    }
}

fn time(scene: &Scene<'_>, record: RecordRef) -> Option<Time> {
    scene.archive.record(record).0.stamp.as_ref().map(|stamp| scene.index.clock.time(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_have_pages() {
        for yes in ["src/auth/token.rs", "docs/设计.md", ".github/workflows/ci.yml"] {
            assert!(has_page(&SourcePath::new(yes)), "{yes}");
        }
        for no in ["src/auth", "src/*.rs", "a//b.rs", "src/../b.rs", "site/index.html", "a b.rs"] {
            assert!(!has_page(&SourcePath::new(no)), "{no}");
        }
    }
}
