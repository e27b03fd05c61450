//! The nouns: sources as they were found, documents as they were read, the archive as it was linked.
//! Plain data with public fields; no module here may know how anything is found, parsed or shown.

mod archive;
mod document;
pub mod gsd;
mod history;
pub mod openspec;
pub mod papers;
mod source;
mod stamp;

pub use archive::{Archive, Artifact, Break, Link, Node, Plan, PlanIndex, Progress, RecordKind, RecordRef, Relation};
pub use document::{
    Criterion, Decision, Document, Gate, HeaderField, LogEntry, Outcome, OutcomeRole, Passage, Place, RecordMeta, Reference, ReferenceKind,
    ReferenceTarget, Revision, Risk, Section, SectionKind, Stated, Status, StatusSource, Step, StepState, Surprise,
};
pub use history::{Change, ChangeKind, Commit, Dating, Deletion, History, ItemHistory, PlanHistory, Repository};
pub use source::{ArtifactSource, Candidate, ContentPage, Layout, PlanSource, Shelf, SidePart, Sources, Verdict};
pub use stamp::{Precision, Provenance, Stamp, Zone};
