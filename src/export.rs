//! The archive as JSON: the contract that tools and tests rely on. Field names and meanings only ever
//! grow. The same types make the JSON Schema.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::Diagnostic;
use crate::link::dates::records;
use crate::model::{self, Archive, Document, Node, Passage, Plan, Provenance, RecordMeta, RecordRef, Shelf, Status, StatusSource};

/// Version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole archive.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// Version of this contract.
    pub schema_version: u32,
    /// Always `execplan-archive`.
    pub kind: String,
    /// The moment the archive is read as of: UTC, RFC 3339.
    pub as_of: String,
    /// Every plan, by path.
    pub plans: Vec<PlanExport>,
    /// Every finding, by path and place.
    pub diagnostics: Vec<DiagnosticExport>,
}

/// One plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanExport {
    /// Names the plan in URLs.
    pub id: String,
    /// Its (main) file, relative to the root.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its page, relative to the top of the site.
    pub url: String,
    /// Where the file lies: `active`, `archived`, `deleted`.
    pub shelf: String,
    /// What the plan says, or what its folder or steps say for it.
    pub status: Option<String>,
    /// Who says so: `header`, `front-matter`, `folder`, `derived`.
    pub status_source: Option<String>,
    /// The status as written.
    pub status_text: Option<String>,
    /// First sign of life.
    pub created: Option<StampExport>,
    /// Last sign of life.
    pub updated: Option<StampExport>,
    /// When it was finished.
    pub completed: Option<StampExport>,
    /// People and agents.
    pub authors: Vec<String>,
    /// BCP 47 primary language.
    pub language: String,
    /// Checkable work items, as they stand.
    pub steps: Vec<StepExport>,
    /// Acceptance boxes.
    pub criteria: Vec<CriterionExport>,
    /// Dated lines of a running log.
    pub log: Vec<EntryExport>,
    /// Decisions.
    pub decisions: Vec<DecisionExport>,
    /// Surprises.
    pub surprises: Vec<SurpriseExport>,
    /// Outcomes.
    pub outcomes: Vec<OutcomeExport>,
    /// Risks.
    pub risks: Vec<RiskExport>,
    /// Revision notes.
    pub revisions: Vec<EntryExport>,
    /// Files that belong to the plan.
    pub artifacts: Vec<ArtifactExport>,
    /// Links that start at this plan or its records.
    pub links: Vec<LinkExport>,
    /// Steps done and in scope.
    pub progress: ProgressExport,
    /// Its further pages, where its text is too long for the one at `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<PageExport>>,
}

/// A further page of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageExport {
    /// The page, relative to the top of the site.
    pub url: String,
    /// Ids of the records that stand there; all others stand at the plan's own `url`.
    pub records: Vec<String>,
}

/// A moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StampExport {
    /// UTC, RFC 3339, cut to its precision.
    pub at: String,
    /// `day`, `minute`, `second`.
    pub precision: String,
    /// `written`, `committed`.
    pub source: String,
    /// Earliest moment, where history only bounds it (`at` is the latest).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Full hash of the commit, for a committed time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// A step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its words.
    pub text: String,
    /// `todo`, `done`, `partial`, `blocked`, `dropped`.
    pub state: String,
    /// 0 at the top level.
    pub depth: u8,
    /// Milestone or phase it stands under.
    pub milestone: Option<String>,
    /// Who has it.
    pub owner: Option<String>,
    /// When.
    pub stamp: Option<StampExport>,
}

/// An acceptance box.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its words.
    pub text: String,
    /// `todo`, `done`.
    pub state: String,
}

/// A risk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RiskExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its words.
    pub text: String,
    /// How bad it would be, as written.
    pub severity: Option<String>,
    /// How likely it is, as written.
    pub likelihood: Option<String>,
    /// What it would do.
    pub impact: Option<String>,
    /// What is done about it.
    pub mitigation: Option<String>,
    /// Who watches it.
    pub owner: Option<String>,
    /// When.
    pub stamp: Option<StampExport>,
}

/// A log line or revision note.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its words.
    pub text: String,
    /// When.
    pub stamp: Option<StampExport>,
}

/// A decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was chosen.
    pub text: String,
    /// What it is about, where a table has a column for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Why.
    pub rationale: Option<String>,
    /// What else was considered.
    pub alternatives: Option<String>,
    /// What came of it, where the record itself says so.
    pub outcome: Option<String>,
    /// Who decided.
    pub author: Option<String>,
    /// When.
    pub stamp: Option<StampExport>,
}

/// A surprise.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurpriseExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was seen.
    pub text: String,
    /// What it is about, where a table has a column for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What shows it.
    pub evidence: Option<String>,
    /// What it means.
    pub impact: Option<String>,
    /// What was done about it.
    pub workaround: Option<String>,
    /// When.
    pub stamp: Option<StampExport>,
}

/// An outcome.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeExport {
    /// Anchor on the plan's page.
    pub id: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The file, where it is not the plan's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its words.
    pub text: String,
    /// `result`, `well`, `badly`, `lesson`, `follow-up`.
    pub role: String,
    /// For a follow-up with a box: whether it is ticked.
    pub done: Option<bool>,
    /// When.
    pub stamp: Option<StampExport>,
}

/// A file that belongs to a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactExport {
    /// The file, relative to the root.
    pub path: String,
    /// Its size.
    pub bytes: u64,
}

/// A link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkExport {
    /// Anchor of the record it starts at; `null` for the plan as a whole.
    pub from: Option<String>,
    /// Page and anchor it leads to, relative to the top of the site; a file's path; or a web address.
    pub to: String,
    /// How the two relate.
    pub relation: String,
    /// Why the link exists.
    pub reason: String,
    /// Whether the tool worked it out.
    pub derived: bool,
}

/// Steps done and in scope.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgressExport {
    /// Done.
    pub done: u32,
    /// In scope.
    pub total: u32,
}

/// A finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticExport {
    /// Kind, in kebab-case.
    pub code: String,
    /// `error`, `warning`, `note`.
    pub severity: String,
    /// The file.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// What was found and what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The archive in the form of the contract.
pub fn export(archive: &Archive, diagnostics: &[Diagnostic]) -> Export {
    let mut links: Vec<Vec<LinkExport>> = vec![Vec::new(); archive.plans.len()];
    for link in &archive.links {
        let plan = match &link.from {
            Node::Plan(plan) | Node::Heading(plan, _) | Node::Record(RecordRef { plan, .. }) => *plan as usize,
            Node::File(_) | Node::Web(_) => continue,
        };
        links[plan].push(link_export(archive, link));
    }
    Export {
        schema_version: SCHEMA_VERSION,
        kind: "execplan-archive".into(),
        as_of: archive.as_of.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        plans: archive.plans.iter().zip(links).map(|(plan, links)| plan_export(plan, links)).collect(),
        diagnostics: diagnostics.iter().map(diagnostic).collect(),
    }
}

/// One plan in the form of the contract, with the links that start at it.
pub fn plan_export(plan: &Plan, links: Vec<LinkExport>) -> PlanExport {
    let document = &plan.document;
    debug_assert!(records(document).all(|(meta, _)| !meta.id.as_str().is_empty()));
    PlanExport {
        id: plan.id.to_string(),
        path: document.source.path.to_string(),
        title: document.title.clone(),
        url: format!("plans/{}/", plan.id),
        shelf: shelf_word(plan.shelf()).into(),
        status: plan.status.as_ref().map(|status| status_word(status.value).into()),
        status_source: plan.status.as_ref().map(|status| source_word(status.source).into()),
        status_text: plan.status.as_ref().map(|status| status.original.clone()),
        created: plan.created.as_ref().map(stamp),
        updated: plan.updated.as_ref().map(stamp),
        completed: plan.completed.as_ref().map(stamp),
        authors: plan.authors.clone(),
        language: document.language.into(),
        steps: document.steps.iter().map(|record| step(document, record)).collect(),
        criteria: document
            .criteria
            .iter()
            .map(|record| CriterionExport {
                id: record.meta.id.to_string(),
                line: record.meta.place.line,
                path: side(document, &record.meta),
                text: record.words.text.clone(),
                state: if record.met { "done" } else { "todo" }.into(),
            })
            .collect(),
        log: document.log.iter().map(|record| entry(document, &record.meta, &record.words)).collect(),
        decisions: document.decisions.iter().map(|record| decision(document, record)).collect(),
        surprises: document.surprises.iter().map(|record| surprise(document, record)).collect(),
        outcomes: document.outcomes.iter().map(|record| outcome(document, record)).collect(),
        risks: document.risks.iter().map(|record| risk(document, record)).collect(),
        revisions: document.revisions.iter().map(|record| entry(document, &record.meta, &record.words)).collect(),
        artifacts: plan.artifacts.iter().map(|file| ArtifactExport { path: file.path.to_string(), bytes: file.bytes }).collect(),
        links,
        progress: ProgressExport { done: plan.progress.done, total: plan.progress.total },
        pages: (plan.n_pages() > 1).then(|| (2..=plan.n_pages()).map(|page| page_export(plan, page)).collect()),
    }
}

fn page_export(plan: &Plan, page: u32) -> PageExport {
    let here = plan.document.metas().filter(|meta| plan.page(meta.place) == page);
    PageExport { url: format!("plans/{}/{page}/", plan.id), records: here.map(|meta| meta.id.to_string()).collect() }
}

/// A link in the form of the contract.
pub fn link_export(archive: &Archive, link: &model::Link) -> LinkExport {
    let anchor = |record: &RecordRef| archive.record(*record).0.id.to_string();
    let page = |plan: u32, number: u32| match number {
        0 | 1 => format!("plans/{}/", archive.plan(plan).id),
        number => format!("plans/{}/{number}/", archive.plan(plan).id),
    };
    LinkExport {
        from: match &link.from {
            Node::Record(record) => Some(anchor(record)),
            Node::Heading(_, heading) => Some(heading.to_string()),
            _ => None,
        },
        to: match &link.to {
            Node::Plan(plan) => page(*plan, 1),
            Node::Record(record) => {
                let number = archive.plan(record.plan).page(archive.record(*record).0.place);
                format!("{}#{}", page(record.plan, number), anchor(record))
            }
            Node::Heading(plan, heading) => format!("{}#{heading}", page(*plan, archive.plan(*plan).page_of(heading))),
            Node::File(path) => path.to_string(),
            Node::Web(address) => address.clone(),
        },
        relation: kebab(&link.relation),
        reason: link.reason.clone(),
        derived: link.derived,
    }
}

/// The file a record stands in, where it is not the plan's own.
fn side(document: &Document, meta: &RecordMeta) -> Option<String> {
    let part = usize::from(meta.place.part).checked_sub(1)?;
    document.source.sides.get(part).map(|side| side.path.to_string())
}

fn step(document: &Document, record: &model::Step) -> StepExport {
    StepExport {
        id: record.meta.id.to_string(),
        line: record.meta.place.line,
        path: side(document, &record.meta),
        text: record.words.text.clone(),
        state: kebab(&record.state),
        depth: record.depth,
        milestone: record.milestone.clone(),
        owner: record.owner.clone(),
        stamp: record.meta.stamp.as_ref().map(stamp),
    }
}

fn entry(document: &Document, meta: &RecordMeta, words: &Passage) -> EntryExport {
    EntryExport {
        id: meta.id.to_string(),
        line: meta.place.line,
        path: side(document, meta),
        text: words.text.clone(),
        stamp: meta.stamp.as_ref().map(stamp),
    }
}

fn decision(document: &Document, record: &model::Decision) -> DecisionExport {
    DecisionExport {
        id: record.meta.id.to_string(),
        line: record.meta.place.line,
        path: side(document, &record.meta),
        text: record.words.text.clone(),
        about: words(record.about.as_ref()),
        rationale: words(record.rationale.as_ref()),
        alternatives: words(record.alternatives.as_ref()),
        outcome: words(record.outcome.as_ref()),
        author: record.author.clone(),
        stamp: record.meta.stamp.as_ref().map(stamp),
    }
}

fn surprise(document: &Document, record: &model::Surprise) -> SurpriseExport {
    SurpriseExport {
        id: record.meta.id.to_string(),
        line: record.meta.place.line,
        path: side(document, &record.meta),
        text: record.words.text.clone(),
        about: words(record.about.as_ref()),
        evidence: words(record.evidence.as_ref()),
        impact: words(record.impact.as_ref()),
        workaround: words(record.workaround.as_ref()),
        stamp: record.meta.stamp.as_ref().map(stamp),
    }
}

fn risk(document: &Document, record: &model::Risk) -> RiskExport {
    RiskExport {
        id: record.meta.id.to_string(),
        line: record.meta.place.line,
        path: side(document, &record.meta),
        text: record.words.text.clone(),
        severity: words(record.severity.as_ref()),
        likelihood: words(record.likelihood.as_ref()),
        impact: words(record.impact.as_ref()),
        mitigation: words(record.mitigation.as_ref()),
        owner: record.owner.clone(),
        stamp: record.meta.stamp.as_ref().map(stamp),
    }
}

fn outcome(document: &Document, record: &model::Outcome) -> OutcomeExport {
    OutcomeExport {
        id: record.meta.id.to_string(),
        line: record.meta.place.line,
        path: side(document, &record.meta),
        text: record.words.text.clone(),
        role: kebab(&record.role),
        done: record.done,
        stamp: record.meta.stamp.as_ref().map(stamp),
    }
}

fn words(passage: Option<&Passage>) -> Option<String> {
    passage.map(|passage| passage.text.clone()).filter(|text| !text.is_empty())
}

/// A stamp in the form of the contract.
pub fn stamp(stamp: &model::Stamp) -> StampExport {
    StampExport {
        at: stamp.rfc3339(),
        precision: kebab(&stamp.precision),
        source: match stamp.source {
            Provenance::Written => "written",
            Provenance::Committed => "committed",
        }
        .into(),
        from: stamp.from.map(|from| from.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        commit: stamp.commit.clone(),
    }
}

/// A finding in the form of the contract.
pub fn diagnostic(found: &Diagnostic) -> DiagnosticExport {
    DiagnosticExport {
        code: found.code.as_str().into(),
        severity: kebab(&found.severity),
        path: found.path.as_ref().map(ToString::to_string),
        line: found.line,
        message: found.message.clone(),
        help: found.help.clone(),
    }
}

/// The word for a shelf.
pub fn shelf_word(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Active => "active",
        Shelf::Archived => "archived",
        Shelf::Deleted => "deleted",
    }
}

/// The word for a status.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Proposed => "proposed",
        Status::InProgress => "in-progress",
        Status::Blocked => "blocked",
        Status::Complete => "complete",
        Status::Superseded => "superseded",
        Status::Abandoned => "abandoned",
    }
}

/// The word for the source of a status.
pub fn source_word(source: StatusSource) -> &'static str {
    match source {
        StatusSource::Header => "header",
        StatusSource::FrontMatter => "front-matter",
        StatusSource::Folder => "folder",
        StatusSource::Derived => "derived",
    }
}

/// The name serde gives a unit variant: the same word in every output.
fn kebab<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
