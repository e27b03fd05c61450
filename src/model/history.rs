//! What git knows about the plans: commits, moves, deletions, and when each item appeared and was ticked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::text::SourcePath;

/// What git knows. Empty where there is no repository.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The repository, if there is one.
    pub repository: Option<Repository>,
    /// By the plan's present path (for a deleted plan: its last one).
    pub plans: BTreeMap<SourcePath, PlanHistory>,
}

/// Facts about the repository as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Repository {
    /// Full hash of HEAD.
    pub head: String,
    /// The checked-out branch, if HEAD is on one.
    pub branch: Option<String>,
    /// Web address of `origin`, without `.git`: `https://github.com/owner/repo`.
    pub url: Option<String>,
    /// Folder of the root inside the repository; empty at its top.
    pub prefix: String,
    /// Whether the clone is shallow: history is cut short.
    pub shallow: bool,
    /// The UTC offset, in seconds, that most authors of plan commits used; decides ambiguous zone names.
    pub usual_offset: Option<i32>,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Commit {
    /// Author date.
    pub at: Timestamp,
    /// Full hash.
    pub hash: String,
    /// Author name.
    pub author: String,
    /// First line of the message.
    pub subject: String,
}

/// The life of one plan, oldest change first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanHistory {
    /// Every commit that touched the plan.
    pub changes: Vec<Change>,
    /// When each checkbox and record appeared and was ticked, by the id of the record in the newest version.
    pub items: BTreeMap<String, ItemHistory>,
    /// Number of open and done steps after each change: (done, total), parallel to `changes`.
    pub counts: Vec<(u32, u32)>,
}

/// One commit's effect on a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The commit.
    pub commit: Commit,
    /// What it did.
    pub kind: ChangeKind,
    /// The plan's path after it (for a deletion: before it).
    pub path: SourcePath,
}

/// What a commit did to a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The plan appeared.
    Created,
    /// Its text changed.
    Edited,
    /// It moved from there, edited or not.
    Moved {
        /// Its path before.
        from: SourcePath,
    },
    /// It left the tree.
    Deleted,
}

/// When one item of a plan appeared and was ticked, as far as the versions in git tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHistory {
    /// The commit in whose version it first stood.
    pub appeared: Commit,
    /// When it was ticked; `None` for what is open or has no box.
    pub ticked: Option<Dating>,
}

/// How well history dates a tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dating {
    /// It stood open in the version before this commit: ticked by it.
    Seen(Commit),
    /// First seen already ticked: done at some time between the version before and this commit.
    Between {
        /// Author date of the version before.
        from: Timestamp,
        /// The commit that brought it.
        commit: Commit,
    },
    /// Already ticked in the oldest version: done before this commit, no telling how long.
    Before(Commit),
}

/// How a plan left the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// The commit that removed it.
    pub commit: Commit,
}
