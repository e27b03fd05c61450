//! What the crawl found, before anything is understood.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::history::History;
use crate::text::SourcePath;

/// Everything the crawl found in one root, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The root, absolute. Only the rim may use it; it never reaches the output.
    pub root: PathBuf,
    /// Every plan.
    pub plans: Vec<PlanSource>,
    /// Every file that belongs to a plan but is not its text.
    pub artifacts: Vec<ArtifactSource>,
    /// Pages of the site's own, from the book's source folder.
    pub pages: Vec<ContentPage>,
    /// Every file that was looked at, with what it was taken for and why.
    pub candidates: Vec<Candidate>,
    /// Every file path of the repository that is not ignored (for resolving references), sorted.
    pub files: Arc<[SourcePath]>,
    /// What git knows; empty without a repository.
    pub history: History,
}

/// Where a plan's file lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shelf {
    /// In a folder of current plans, or in none that says otherwise.
    #[default]
    Active,
    /// In a folder of finished, deferred or superseded plans.
    Archived,
    /// No longer in the tree, but alive in the history.
    Deleted,
}

/// How a plan's text lies in its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One file, one plan.
    #[default]
    File,
    /// A folder of files; the plan's `path` is its main file.
    Folder,
    /// One of several plans in a file; the text is that stretch of it.
    Part,
    /// The whole plan stands in one `md` fence; the text is the inside of the fence.
    Fence,
}

/// One plan as found.
#[derive(Clone, Debug)]
pub struct PlanSource {
    /// Its (main) file.
    pub path: SourcePath,
    /// Its text, decoded, without byte order mark, with `\n` line ends.
    pub text: Arc<str>,
    /// The line of the file, from 1, on which `text` begins.
    pub first_line: u32,
    /// How it lies in its files.
    pub layout: Layout,
    /// For [`Layout::Part`]: the heading that names the part.
    pub part: Option<String>,
    /// What a text that specifies the work calls it, for a plan whose own text does not say: the title of `spec.md` beside `tasks.md`.
    pub designed: Option<String>,
    /// Other Markdown files that hold records of this plan (`progress.md`, `decision-log.md`), in path order.
    pub sides: Vec<SidePart>,
    /// Where it lies.
    pub shelf: Shelf,
    /// Which folder or word says so, for `list --explain` and the page: `folder archive/`.
    pub shelf_reason: String,
    /// A status that the folder alone states (`superseded/`, `abandoned/`, `deferred/`), if any.
    pub folder_status: Option<super::Status>,
    /// For a plan that is deleted from the tree: when and by which commit.
    pub deletion: Option<super::Deletion>,
}

impl PlanSource {
    /// The file that holds a part: 0 is the plan's own text, `n` its `n`th side file.
    pub fn file_of(&self, part: u16) -> &SourcePath {
        let side = usize::from(part).checked_sub(1).and_then(|side| self.sides.get(side));
        side.map_or(&self.path, |side| &side.path)
    }

    /// A plan that is one file of its own, on the active shelf for no reason given.
    pub fn file(path: SourcePath, text: impl Into<Arc<str>>) -> Self {
        Self {
            path,
            text: text.into(),
            first_line: 1,
            layout: Layout::File,
            part: None,
            designed: None,
            sides: Vec::new(),
            shelf: Shelf::Active,
            shelf_reason: String::new(),
            folder_status: None,
            deletion: None,
        }
    }
}

/// A further file of a plan.
#[derive(Clone, Debug)]
pub struct SidePart {
    /// The file.
    pub path: SourcePath,
    /// Its decoded text.
    pub text: Arc<str>,
}

/// A file that belongs to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactSource {
    /// The file.
    pub path: SourcePath,
    /// Its size in bytes.
    pub bytes: u64,
    /// The plan it belongs to: the `path` of a [`PlanSource`].
    pub plan: SourcePath,
    /// Why it belongs there: `folder artifacts/add-search/`, `linked at line 31`.
    pub reason: String,
}

/// A page of the site's own.
#[derive(Clone, Debug)]
pub struct ContentPage {
    /// The file.
    pub path: SourcePath,
    /// Its decoded text.
    pub text: Arc<str>,
    /// Its place in the menu: front-matter `weight`, else by name.
    pub weight: i64,
}

/// What a file was taken for, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// The file.
    pub path: SourcePath,
    /// What it was taken for.
    pub verdict: Verdict,
    /// Why, in words a user can check.
    pub reason: String,
    /// Whether it is no plan for its place alone: it has boxes or a section of one.
    #[serde(skip)]
    pub likely: bool,
}

/// What a file was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A plan (or several).
    Plan,
    /// A further file of a plan.
    Side,
    /// A file that belongs to a plan.
    Artifact,
    /// A page of the site's own.
    Page,
    /// Not a plan: an index, a template, a guide, or nothing that looks like one.
    NotAPlan,
    /// Could not be read.
    Unread,
}

impl Sources {
    /// The newest commit time known, for `as_of`.
    pub fn newest_commit(&self) -> Option<Timestamp> {
        self.history.plans.values().flat_map(|plan| plan.changes.iter().map(|change| change.commit.at)).max()
    }
}
