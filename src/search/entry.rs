//! What is searched: one entry for each record of the archive, each stretch of prose between records, and
//! each plan as a whole. Made from the linked archive alone; it must never know how entries are indexed.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::gather::gather;
use crate::model::{Archive, Plan, Shelf, Stamp, Status};
use crate::text::{Anchor, Route, Slug, SourcePath, Span};

/// Kinds of entries. Their order is the order of entries within a plan, and breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A plan as a whole: its title, header and summary.
    Plan,
    /// See [`crate::model::Decision`].
    Decision,
    /// See [`crate::model::Surprise`].
    Surprise,
    /// See [`crate::model::Outcome`].
    Outcome,
    /// See [`crate::model::Step`].
    Step,
    /// See [`crate::model::Criterion`].
    Criterion,
    /// See [`crate::model::LogEntry`].
    Log,
    /// See [`crate::model::Risk`].
    Risk,
    /// See [`crate::model::Revision`].
    Revision,
    /// Prose of a section that is no record.
    Section,
    /// The text of an artifact.
    Artifact,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 11] = [
        Self::Plan,
        Self::Decision,
        Self::Surprise,
        Self::Outcome,
        Self::Step,
        Self::Criterion,
        Self::Log,
        Self::Risk,
        Self::Revision,
        Self::Section,
        Self::Artifact,
    ];

    /// The word used in `kind:`, classes and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Decision => "decision",
            Self::Surprise => "surprise",
            Self::Outcome => "outcome",
            Self::Step => "step",
            Self::Criterion => "criterion",
            Self::Log => "log",
            Self::Risk => "risk",
            Self::Revision => "revision",
            Self::Section => "section",
            Self::Artifact => "artifact",
        }
    }
}

/// The words of `state:`, in the order of [`state_number`].
pub const STATES: [&str; 3] = ["active", "archived", "deleted"];

/// The words of `status:`, in the order of [`status_number`]; `unknown` where the plan says nothing.
pub const STATUSES: [&str; 7] = ["unknown", "proposed", "in-progress", "blocked", "complete", "superseded", "abandoned"];

/// Index of a shelf in [`STATES`].
pub fn state_number(shelf: Shelf) -> usize {
    match shelf {
        Shelf::Active => 0,
        Shelf::Archived => 1,
        Shelf::Deleted => 2,
    }
}

/// Index of a status in [`STATUSES`].
pub fn status_number(status: Option<Status>) -> usize {
    match status {
        None => 0,
        Some(Status::Proposed) => 1,
        Some(Status::InProgress) => 2,
        Some(Status::Blocked) => 3,
        Some(Status::Complete) => 4,
        Some(Status::Superseded) => 5,
        Some(Status::Abandoned) => 6,
    }
}

/// What all entries of a plan share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFacts {
    /// The plan's id.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: SourcePath,
    /// Its other files, by the number of their part, from 1.
    pub sides: Vec<SourcePath>,
    /// Index into [`STATES`].
    pub state: u8,
    /// Index into [`STATUSES`].
    pub status: u8,
    /// Its people.
    pub authors: Vec<String>,
}

impl PlanFacts {
    /// The file that `line` of an entry counts in.
    pub fn file_of(&self, entry: &Entry) -> &SourcePath {
        usize::from(entry.part).checked_sub(1).and_then(|side| self.sides.get(side)).unwrap_or(&self.path)
    }

    /// Where the plan's page lies.
    pub fn route(&self) -> Route {
        Route::new(format!("plans/{}/", self.id))
    }

    /// Where an entry of it lies.
    pub fn route_of(&self, entry: &Entry) -> Route {
        let plan = self.route();
        match entry.kind {
            Kind::Artifact => Route::new(format!("{plan}artifacts/{}/", entry.heading)),
            _ if entry.page > 1 => Route::new(format!("{plan}{}/", entry.page)),
            _ => plan,
        }
    }
}

/// One thing that can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Index into [`Records::plans`].
    pub plan: u32,
    /// What it is.
    pub kind: Kind,
    /// The heading it stands under; for a plan its title, for an artifact its name.
    pub heading: String,
    /// Its words, without marks.
    pub text: String,
    /// Place on the plan's page; empty for the plan itself and for artifacts.
    pub anchor: Anchor,
    /// Which page of the plan that is, from 1.
    pub page: u32,
    /// Its own author, where it names one; else the plan's count.
    pub author: Option<String>,
    /// Day since 1970-01-01 that date filters compare: its own, else the plan's last sign of life.
    pub day: Option<i32>,
    /// Whether `day` is the entry's own.
    pub dated: bool,
    /// The part of the plan it stands in; 0 for the plan's own file. See [`PlanFacts::sides`].
    pub part: u16,
    /// Line in that file.
    pub line: u32,
    /// The first bytes of `text` that may be quoted; what follows is only there to be found.
    pub quoted: u32,
    /// Where the words stand in the plan's own text, if they stand there: a stretch of whole lines.
    pub place: Option<Span>,
    /// How `anchor` follows from the words at `place`, if it does.
    pub named: Option<Named>,
}

/// An anchor made of the kind and the first words of a stretch; see [`super::gather`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Words of the stretch before those of the anchor.
    pub skipped: u16,
    /// The number at its end; 0 for none.
    pub number: u32,
}

impl Entry {
    /// What of its words may be shown.
    pub fn quoted(&self) -> &str {
        self.text.get(..self.quoted as usize).unwrap_or(&self.text)
    }
}

/// Every entry of an archive, most recently touched plan first; entries of a plan stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The plans.
    pub plans: Vec<PlanFacts>,
    /// The entries, by plan, then kind, then place.
    pub entries: Vec<Entry>,
}

impl Records {
    /// The entries of an archive. `artifacts` holds the text of artifacts that are to be found too, by path.
    pub fn of(archive: &Archive, artifacts: &BTreeMap<SourcePath, String>) -> Self {
        Self::looked_at(archive, artifacts, |_, _, _| ()).0
    }

    /// As [`Records::of`]; `look` sees each run of plans with their entries, and the number of the first, while the others
    /// are still being gathered. It may take from entries what nobody asks for later. What it says comes in order.
    pub fn looked_at<T, F>(archive: &Archive, artifacts: &BTreeMap<SourcePath, String>, look: F) -> (Self, Vec<T>)
    where
        T: Send,
        F: Fn(u32, &[PlanFacts], &mut [Entry]) -> T + Sync,
    {
        let mut plans: Vec<&Plan> = archive.plans.iter().collect();
        plans.sort_by(|a, b| {
            let newest = |plan: &Plan| plan.updated.as_ref().map(|stamp| stamp.at);
            newest(b).cmp(&newest(a)).then_with(|| a.document.source.path.cmp(&b.document.source.path)).then_with(|| a.id.cmp(&b.id))
        });
        let length = run_length(plans.len());
        let gather = |(run, plans): (usize, &[&Plan])| {
            let first = count(run * length);
            let facts: Vec<PlanFacts> = plans.iter().map(|plan| facts(plan)).collect();
            let mut entries: Vec<Entry> = (first..).zip(plans).flat_map(|(number, plan)| gather(number, plan, artifacts)).collect();
            let said = look(first, &facts, &mut entries);
            entries.shrink_to_fit();
            (facts, entries, said)
        };
        let runs: Vec<_> = plans.par_chunks(length).enumerate().map(gather).collect();
        let mut records = Self { plans: Vec::with_capacity(plans.len()), entries: Vec::new() };
        records.entries.reserve_exact(runs.iter().map(|(_, entries, _)| entries.len()).sum());
        let said = runs.into_iter().map(|(facts, entries, said)| {
            records.plans.extend(facts);
            records.entries.extend(entries);
            said
        });
        let said = said.collect();
        (records, said)
    }

    /// The plans and entries by runs, each with the number of its first plan.
    pub(super) fn runs(&mut self) -> Vec<(u32, &[PlanFacts], &mut [Entry])> {
        let length = run_length(self.plans.len());
        let mut rest = &mut self.entries[..];
        let run = |(run, plans): (usize, _)| {
            let end = rest.partition_point(|entry| (entry.plan as usize) < (run + 1) * length);
            let (own, others) = std::mem::take(&mut rest).split_at_mut(end);
            rest = others;
            (count(run * length), plans, own)
        };
        self.plans.chunks(length).enumerate().map(run).collect()
    }

    /// The authors that count for an entry: its own, else the plan's.
    pub fn authors<'a>(&'a self, entry: &'a Entry) -> &'a [String] {
        match &entry.author {
            Some(author) => std::slice::from_ref(author),
            None => &self.plans[entry.plan as usize].authors,
        }
    }

    /// Where an entry's page lies.
    pub fn route(&self, entry: &Entry) -> Route {
        self.plans[entry.plan as usize].route_of(entry)
    }
}

/// How many plans are looked at together: enough runs for every core, and few enough that words are not kept often.
fn run_length(n_plans: usize) -> usize {
    (n_plans / 16).clamp(64, 1024)
}

/// A count that fits, or the greatest that does.
pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn facts(plan: &Plan) -> PlanFacts {
    PlanFacts {
        id: plan.id.clone(),
        title: plan.document.title.clone(),
        path: plan.document.source.path.clone(),
        sides: plan.document.source.sides.iter().map(|side| side.path.clone()).collect(),
        state: state_number(plan.shelf()) as u8,
        status: status_number(plan.status.as_ref().map(|status| status.value)) as u8,
        authors: plan.authors.clone(),
    }
}

/// The day of a stamp, counted from 1970-01-01 in UTC.
pub fn day_of(stamp: &Stamp) -> i32 {
    i32::try_from(stamp.at.as_second().div_euclid(86_400)).unwrap_or(0)
}
