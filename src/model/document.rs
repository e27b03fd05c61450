//! One plan as read: its facts and its records, each with the place it stands at.

use serde::{Deserialize, Serialize};

use super::source::PlanSource;
use super::stamp::Stamp;
use crate::text::{Anchor, Span};

/// One plan as read. Its source text is kept; HTML is made of it when a page is asked for.
#[derive(Clone, Debug)]
pub struct Document {
    /// As found.
    pub source: PlanSource,
    /// Without prefixes such as `ExecPlan:` and without Markdown marks.
    pub title: String,
    /// The id it gives itself (front matter `id`, `EP-…`), as written.
    pub own_id: Option<String>,
    /// What it says of its state, in a header, front matter or status line.
    pub status: Option<Stated<Status>>,
    /// Every fact of its header, front matter included, in source order.
    pub header: Vec<HeaderField>,
    /// When it says it was created, last updated, completed.
    pub created: Option<Stamp>,
    /// See [`Document::created`].
    pub updated: Option<Stamp>,
    /// See [`Document::created`].
    pub completed: Option<Stamp>,
    /// People and agents it names as author or owner, in order of appearance.
    pub authors: Vec<String>,
    /// BCP 47 primary language of its prose: `en`, `zh`, `ja`, `ko`, `es`, `ru`.
    pub language: &'static str,
    /// First paragraph of its purpose, as plain text, for lists and feeds.
    pub summary: String,
    /// Its headings, in order, main text and side parts alike.
    pub sections: Vec<Section>,
    /// Checkable work items.
    pub steps: Vec<Step>,
    /// Acceptance boxes.
    pub criteria: Vec<Criterion>,
    /// Dated lines of a running log.
    pub log: Vec<LogEntry>,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// Surprises and discoveries.
    pub surprises: Vec<Surprise>,
    /// Outcomes, lessons, follow-ups.
    pub outcomes: Vec<Outcome>,
    /// Revision notes.
    pub revisions: Vec<Revision>,
    /// Risks.
    pub risks: Vec<Risk>,
    /// Quality gates.
    pub gates: Vec<Gate>,
    /// Everything it refers to, in order.
    pub references: Vec<Reference>,
}

impl Document {
    /// The text that places of this part number point into.
    pub fn part_text(&self, part: u16) -> &str {
        match part {
            0 => &self.source.text,
            n => self.source.sides.get(usize::from(n) - 1).map_or("", |side| &side.text),
        }
    }

    /// What a reference of this document is to, as its author put it.
    pub fn target<'a>(&'a self, reference: &'a Reference) -> &'a str {
        match &reference.target {
            ReferenceTarget::Written(span) => span.of(self.part_text(reference.place.part)),
            ReferenceTarget::Read(words) => words,
        }
    }

    /// What is common to every record.
    pub fn metas(&self) -> impl Iterator<Item = &RecordMeta> {
        let steps = self.steps.iter().map(|record| &record.meta);
        let criteria = self.criteria.iter().map(|record| &record.meta);
        let log = self.log.iter().map(|record| &record.meta);
        let decisions = self.decisions.iter().map(|record| &record.meta);
        let surprises = self.surprises.iter().map(|record| &record.meta);
        let outcomes = self.outcomes.iter().map(|record| &record.meta);
        let revisions = self.revisions.iter().map(|record| &record.meta);
        let risks = self.risks.iter().map(|record| &record.meta);
        steps.chain(criteria).chain(log).chain(decisions).chain(surprises).chain(outcomes).chain(revisions).chain(risks)
    }

    /// The Markdown of a passage.
    pub fn markdown(&self, passage: &Passage) -> &str {
        passage.place.span.of(self.part_text(passage.place.part))
    }
}

/// Where something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// 0 for the plan's own text, `n` for `sides[n - 1]`.
    pub part: u16,
    /// Bytes of that part's text.
    pub span: Span,
    /// Line, from 1, of the *file* that holds it.
    pub line: u32,
}

/// Words of the source: as plain text, and where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Without Markdown marks, labels and stamps; runs of white space are one space.
    pub text: String,
    /// Where the words stand, for rendering them as HTML.
    pub place: Place,
}

/// What every record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordMeta {
    /// Distinct within the plan; survives reordering and archiving: kind, then the slug of its first words.
    pub id: Anchor,
    /// The whole record, its labels, stamp and nested lines included.
    pub place: Place,
    /// When, if it says so (or history does).
    pub stamp: Option<Stamp>,
    /// Index into [`Document::sections`] of the section it stands in.
    pub section: Option<u32>,
}

/// A fact as stated, with the original words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// What it was understood as.
    pub value: T,
    /// As written.
    pub original: String,
    /// Where from.
    pub source: StatusSource,
    /// Where it stands; `None` if no text states it.
    pub place: Option<Place>,
}

/// What a plan says of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Planned, draft, not started.
    Proposed,
    /// Being worked on.
    InProgress,
    /// Waiting, paused or deferred.
    Blocked,
    /// Done.
    Complete,
    /// Replaced by another.
    Superseded,
    /// Given up.
    Abandoned,
}

/// Where a status comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusSource {
    /// A status line, bullet, table or heading of the text.
    Header,
    /// YAML front matter.
    FrontMatter,
    /// The folder's name alone.
    Folder,
    /// Worked out from the steps.
    Derived,
}

/// One labelled fact of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// As written, without marks and colon: `Depends on`.
    pub label: String,
    /// Plain text.
    pub value: String,
    /// The value's place.
    pub place: Place,
    /// Whether it stands in YAML front matter.
    pub front_matter: bool,
}

/// A heading and what it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 1 to 6; 7 for a plain line that serves as a heading (`Surprises:`).
    pub level: u8,
    /// Plain text.
    pub title: String,
    /// GitHub's anchor, made distinct within the plan.
    pub anchor: Anchor,
    /// What it was recognised as, by itself or through the section it is nested under.
    pub kind: Option<SectionKind>,
    /// From the heading to the next one of the same or a higher level.
    pub place: Place,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// Purpose, goal, big picture.
    Purpose,
    /// Progress, To-do, Concrete Steps, Milestones, Tasks.
    Steps,
    /// Acceptance, validation, success and exit criteria.
    Criteria,
    /// Decisions.
    Decisions,
    /// Surprises and discoveries.
    Surprises,
    /// Outcomes and retrospective.
    Outcomes,
    /// Lessons, inside or beside outcomes.
    Lessons,
    /// Follow-ups, handoff, next steps.
    FollowUps,
    /// Risks.
    Risks,
    /// Quality gates.
    Gates,
    /// Revision notes, change notes.
    Revisions,
    /// Artifacts and notes.
    Artifacts,
    /// Context and orientation.
    Context,
    /// Status, as a heading.
    Status,
}

/// A checkable work item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Common to every record.
    pub meta: RecordMeta,
    /// The step's own words.
    pub words: Passage,
    /// Its state.
    pub state: StepState,
    /// 0 for a top-level item.
    pub depth: u8,
    /// Heading or bold lead it stands under, if that names a milestone or phase.
    pub milestone: Option<String>,
    /// Who has it.
    pub owner: Option<String>,
    /// For a partial step: what is done and what remains, as written.
    pub completed: Option<String>,
    /// See [`Step::completed`].
    pub remaining: Option<String>,
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Open.
    Todo,
    /// Ticked.
    Done,
    /// Begun.
    Partial,
    /// Waiting for something.
    Blocked,
    /// Struck, cancelled or superseded: no longer part of the scope.
    Dropped,
}

/// An acceptance box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Common to every record.
    pub meta: RecordMeta,
    /// Its words.
    pub words: Passage,
    /// Whether it is ticked.
    pub met: bool,
}

/// A dated line of a running log that is not a checkbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Common to every record.
    pub meta: RecordMeta,
    /// Its words.
    pub words: Passage,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Common to every record.
    pub meta: RecordMeta,
    /// What was chosen.
    pub words: Passage,
    /// What it is about, where a table has a column for that.
    pub about: Option<Passage>,
    /// Why.
    pub rationale: Option<Passage>,
    /// What else was considered.
    pub alternatives: Option<Passage>,
    /// What came of it, where the record itself says so.
    pub outcome: Option<Passage>,
    /// Who decided.
    pub author: Option<String>,
    /// What it says it supersedes, as written.
    pub supersedes: Option<String>,
}

/// A surprise or discovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surprise {
    /// Common to every record.
    pub meta: RecordMeta,
    /// What was seen.
    pub words: Passage,
    /// What it is about, where a table has a column for that.
    pub about: Option<Passage>,
    /// What shows it.
    pub evidence: Option<Passage>,
    /// What it means for the work.
    pub impact: Option<Passage>,
    /// What was done about it.
    pub workaround: Option<Passage>,
}

/// One thing that came of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Common to every record.
    pub meta: RecordMeta,
    /// Its words.
    pub words: Passage,
    /// What part it plays.
    pub role: OutcomeRole,
    /// For a follow-up with a checkbox: whether it is ticked.
    pub done: Option<bool>,
}

/// The part an outcome plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeRole {
    /// What was achieved.
    Result,
    /// What went well.
    Well,
    /// What went badly, or should change.
    Badly,
    /// A lesson.
    Lesson,
    /// Something left for later.
    FollowUp,
}

/// A revision note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Common to every record.
    pub meta: RecordMeta,
    /// Its words.
    pub words: Passage,
}

/// A risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Common to every record.
    pub meta: RecordMeta,
    /// The risk.
    pub words: Passage,
    /// How bad it would be, as written.
    pub severity: Option<Passage>,
    /// How likely it is, as written.
    pub likelihood: Option<Passage>,
    /// What it would do.
    pub impact: Option<Passage>,
    /// What is done about it.
    pub mitigation: Option<Passage>,
    /// Who watches it.
    pub owner: Option<String>,
}

/// A row of a quality-gate table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Common to every record.
    pub meta: RecordMeta,
    /// The gate's name.
    pub name: String,
    /// How it is run.
    pub command: String,
    /// What is expected.
    pub threshold: String,
}

/// Something a plan refers to, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where.
    pub place: Place,
    /// What is referred to; [`Document::target`] has its words.
    pub target: ReferenceTarget,
    /// What kind of mention.
    pub kind: ReferenceKind,
}

/// The target of a reference: a link destination, the text of a code span, `#123`, a hash, a header value. A plan has
/// hundreds, nearly all of which its text holds letter by letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// These bytes of the part it stands in.
    Written(Span),
    /// As read from what is written otherwise: a definition, an escape, YAML.
    Read(Box<str>),
}

/// What kind of mention a reference is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// A Markdown link or image destination.
    Link,
    /// A path or file name in a code span.
    CodePath,
    /// An identifier in a code span (`Token::refresh`, `add_new_plan`), for records that name the same symbol.
    Symbol,
    /// A plan id or file name in prose.
    PlanName,
    /// `#123`, `owner/repo#1`, an issue or pull request URL.
    Issue,
    /// A commit hash.
    Commit,
    /// A header field that relates plans, with its label: `supersedes`, `depends on`, `parent`.
    Relation(String),
}
