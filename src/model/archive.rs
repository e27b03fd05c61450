//! The linked archive: every plan with its identity, its artifacts, and the links between records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document::{Document, Place, RecordMeta, Stated, Status};
use super::history::{PlanHistory, Repository};
use super::source::Shelf;
use super::stamp::Stamp;
use crate::text::{Anchor, Slug, SourcePath};

/// Index of a plan in [`Archive::plans`].
pub type PlanIndex = u32;

/// Every plan, and what holds them together.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Sorted by path (then by part).
    pub plans: Vec<Plan>,
    /// The moment the archive is read as of: the one "now" of the whole site.
    pub as_of: Timestamp,
    /// Every link between plans and records, sorted.
    pub links: Vec<Link>,
    /// For each plan, the indices of the links that start at it or its records.
    pub outgoing: Vec<Vec<u32>>,
    /// For each plan, the indices of the links that lead to it or its records.
    pub incoming: Vec<Vec<u32>>,
    /// Plans by id.
    pub by_id: BTreeMap<Slug, PlanIndex>,
    /// The repository the plans live in.
    pub repository: Option<Repository>,
    /// Every file path of the repository, sorted, for resolving references.
    pub files: Arc<[SourcePath]>,
    /// What zone abbreviations with several meanings mean in it: `CST` is `+08:00`.
    pub zones: BTreeMap<String, String>,
}

/// One plan of the archive.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Names the plan in URLs; does not change when the file moves.
    pub id: Slug,
    /// As read; stamps missing in the text are filled in from history.
    pub document: Arc<Document>,
    /// The status shown: stated, else from the folder, else worked out from the steps.
    pub status: Option<Stated<Status>>,
    /// Files that belong to it, by path.
    pub artifacts: Vec<Artifact>,
    /// What git knows of it.
    pub history: Option<PlanHistory>,
    /// First sign of life: written, else the first stamped record, else committed.
    pub created: Option<Stamp>,
    /// Last sign of life, likewise.
    pub updated: Option<Stamp>,
    /// When it was finished, where it is and something says when.
    pub completed: Option<Stamp>,
    /// People and agents: named in the plan, then commit authors.
    pub authors: Vec<String>,
    /// Steps done and in scope.
    pub progress: Progress,
    /// Where each page of its text but the first begins; none for nearly every plan.
    pub breaks: Vec<Break>,
}

impl Plan {
    /// Where it lies.
    pub fn shelf(&self) -> Shelf {
        self.document.source.shelf
    }

    /// How many pages its text fills.
    pub fn n_pages(&self) -> u32 {
        1 + u32::try_from(self.breaks.len()).unwrap_or(u32::MAX - 1)
    }

    /// The page, from 1, on which a place of its text stands.
    pub fn page(&self, place: Place) -> u32 {
        if self.breaks.is_empty() {
            return 1;
        }
        let words = place.span.of(self.document.part_text(place.part));
        let blank = u32::try_from(words.len() - words.trim_start().len()).unwrap_or(0);
        let at = Break { part: place.part, at: place.span.start + blank };
        1 + u32::try_from(self.breaks.partition_point(|first| *first <= at)).unwrap_or(u32::MAX - 1)
    }

    /// The page, from 1, that holds a heading or record; the first if there is none of that name.
    pub fn page_of(&self, anchor: &Anchor) -> u32 {
        if self.breaks.is_empty() {
            return 1;
        }
        let record = self.document.metas().find(|meta| meta.id == *anchor).map(|meta| meta.place);
        let heading = || self.document.sections.iter().find(|section| section.anchor == *anchor).map(|section| section.place);
        record.or_else(heading).map_or(1, |place| self.page(place))
    }
}

/// Where a page of a plan begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// As in [`Place::part`].
    pub part: u16,
    /// A byte of that part's text.
    pub at: u32,
}

/// How much of a plan is done. Dropped steps are out of scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done.
    pub done: u32,
    /// Steps in scope.
    pub total: u32,
}

/// A file that belongs to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The file.
    pub path: SourcePath,
    /// Path below `plans/<id>/artifacts/`: the file's path below the plan's artifact folder, else its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Why it belongs to the plan.
    pub reason: String,
}

/// Kinds of records that can be linked, listed and searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    /// See [`super::Step`].
    Step,
    /// See [`super::Criterion`].
    Criterion,
    /// See [`super::LogEntry`].
    Log,
    /// See [`super::Decision`].
    Decision,
    /// See [`super::Surprise`].
    Surprise,
    /// See [`super::Outcome`].
    Outcome,
    /// See [`super::Revision`].
    Revision,
    /// See [`super::Risk`].
    Risk,
}

impl RecordKind {
    /// The word used in ids, classes, search and export.
    pub fn word(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Criterion => "criterion",
            Self::Log => "log",
            Self::Decision => "decision",
            Self::Surprise => "surprise",
            Self::Outcome => "outcome",
            Self::Revision => "revision",
            Self::Risk => "risk",
        }
    }
}

/// Names one record of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    /// The plan.
    pub plan: PlanIndex,
    /// The kind.
    pub kind: RecordKind,
    /// Index into the document's list of that kind.
    pub index: u32,
}

/// One end of a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A plan as a whole.
    Plan(PlanIndex),
    /// A record.
    Record(RecordRef),
    /// A heading of a plan.
    Heading(PlanIndex, Anchor),
    /// A file of the repository.
    File(SourcePath),
    /// Something outside: a web address.
    Web(String),
}

impl Node {
    /// The plan this end lies in, if it lies in one.
    pub fn plan(&self) -> Option<PlanIndex> {
        match self {
            Self::Plan(plan) | Self::Heading(plan, _) | Self::Record(RecordRef { plan, .. }) => Some(*plan),
            Self::File(_) | Self::Web(_) => None,
        }
    }
}

/// A link with its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// What points.
    pub from: Node,
    /// What is pointed at.
    pub to: Node,
    /// How they relate, read from `from` to `to`.
    pub relation: Relation,
    /// Why this link exists, in words a reader can check; empty only for [`Relation::Mentions`] in the text itself.
    pub reason: String,
    /// Whether the tool worked it out (as against: the text says so).
    pub derived: bool,
}

/// How two ends relate, read from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Names it.
    Mentions,
    /// Is a part of it: child to parent.
    PartOf,
    /// Needs it first.
    DependsOn,
    /// Takes its place.
    Supersedes,
    /// Is a surprise that led to that decision.
    Prompted,
    /// Is an outcome that judges that decision.
    Judges,
    /// Is a follow-up that plan took up.
    TakenUpBy,
    /// Reads like it.
    Resembles,
    /// Names the same code.
    SharesCode,
}

impl Archive {
    /// The plan a reference points into.
    pub fn plan(&self, index: PlanIndex) -> &Plan {
        &self.plans[index as usize]
    }

    /// The words of a record, behind what they are about where it says so: `Names: kept in lower case`.
    pub fn said(&self, record: RecordRef) -> Cow<'_, str> {
        let document = &self.plan(record.plan).document;
        let about = match record.kind {
            RecordKind::Decision => document.decisions[record.index as usize].about.as_ref(),
            RecordKind::Surprise => document.surprises[record.index as usize].about.as_ref(),
            _ => None,
        };
        let words = &self.record(record).1.text;
        about.map_or(Cow::Borrowed(words), |about| Cow::Owned(format!("{}: {words}", about.text)))
    }

    /// The common part and the words of a record.
    pub fn record(&self, record: RecordRef) -> (&RecordMeta, &super::Passage) {
        let document = &self.plan(record.plan).document;
        let index = record.index as usize;
        match record.kind {
            RecordKind::Step => (&document.steps[index].meta, &document.steps[index].words),
            RecordKind::Criterion => (&document.criteria[index].meta, &document.criteria[index].words),
            RecordKind::Log => (&document.log[index].meta, &document.log[index].words),
            RecordKind::Decision => (&document.decisions[index].meta, &document.decisions[index].words),
            RecordKind::Surprise => (&document.surprises[index].meta, &document.surprises[index].words),
            RecordKind::Outcome => (&document.outcomes[index].meta, &document.outcomes[index].words),
            RecordKind::Revision => (&document.revisions[index].meta, &document.revisions[index].words),
            RecordKind::Risk => (&document.risks[index].meta, &document.risks[index].words),
        }
    }
}
