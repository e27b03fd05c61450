//! A record away from its plan: as a card of a register, as a line of a strip, and what it is related to.

use serde::Serialize;

use super::format::{self, Time};
use super::index::plan_of;
use super::resolve::{Resolver, blob_url};
use super::{Linked, Scene, Section, routes};
use crate::markdown;
use crate::model::{Document, Link, Node, OutcomeRole, Passage, PlanIndex, RecordKind, RecordRef, Relation};
use crate::text::Route;

/// Columns that fill about three lines of a card.
const THREE_LINES: usize = 270;

/// A record as a card.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// For classes and the mark: `decision`.
    pub kind: &'static str,
    /// The part an outcome plays (`lesson`), else the kind.
    pub label: &'static str,
    /// Where it stands in its plan.
    pub href: String,
    /// Its words.
    pub words: Words,
    /// Rationale, evidence and the like.
    pub parts: Vec<Part>,
    /// When.
    pub when: Option<Time>,
    /// Who.
    pub author: String,
    /// Its plan.
    pub plan: Linked,
    /// Language of the plan; empty where it is the site's own.
    pub language: &'static str,
    /// Its file, in full.
    pub path: String,
    /// `line 183`, of its file.
    pub line: String,
    /// The same in the repository's web view; empty if that is not known.
    pub source: String,
    /// What it is related to, and why.
    pub related: Vec<Related>,
    /// Whether another record takes its place.
    pub superseded: bool,
}

/// A record as one line of a list; lines of one plan that follow each other stand under its title.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// For the mark.
    pub kind: &'static str,
    /// Its kind, or the part an outcome plays.
    pub label: &'static str,
    /// Its words, cut.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// Its plan.
    pub plan: Linked,
    /// Whether it is the first of its plan, so that the title comes before it.
    pub leads: bool,
    /// Language of the plan; empty where it is the site's own.
    pub language: &'static str,
    /// When.
    pub when: Option<Time>,
    /// Who, where the record says so.
    pub author: String,
    /// Whether another record takes its place.
    pub superseded: bool,
}

/// Records as lines of the page at `route`.
pub fn lines(scene: &Scene<'_>, route: &Route, records: &[RecordRef]) -> Vec<Line> {
    let mut last = None;
    let line = |record: &RecordRef| Line { leads: last.replace(record.plan) != Some(record.plan), ..line(scene, route, *record) };
    records.iter().map(line).collect()
}

/// A record as one line of the page at `route`.
fn line(scene: &Scene<'_>, route: &Route, record: RecordRef) -> Line {
    let plan = scene.archive.plan(record.plan);
    let (meta, _) = scene.archive.record(record);
    let (target, anchor) = routes::record(scene.archive, record);
    Line {
        kind: record.kind.word(),
        label: label(&plan.document, record),
        text: format::clip(&scene.archive.said(record), 150),
        href: route.link_to(&target, Some(&anchor)).as_str().to_owned(),
        plan: Linked { text: plan.document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        leads: true,
        language: scene.other_language(plan.document.language),
        when: meta.stamp.as_ref().map(|stamp| scene.index.clock.time(stamp)),
        author: author(&plan.document, record).map_or_else(String::new, |author| format::clip(author, 40)),
        superseded: scene.index.relations.is_superseded(record),
    }
}

/// Words that are folded if they are long.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Words {
    /// As HTML.
    pub html: String,
    /// Whether they fill no more than two lines.
    pub short: bool,
    /// Their beginning as plain text, if they are too long to be shown at once; else empty.
    pub preview: String,
}

/// A labelled part of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// `Rationale`.
    pub label: &'static str,
    /// What it says.
    pub words: Words,
}

/// The other end of a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Related {
    /// How the two relate, read from here: `prompted by`.
    pub relation: &'static str,
    /// For the mark: the kind of the other end; `plan`, `file` or `web` where it is no record.
    pub kind: &'static str,
    /// The words of the other end, cut.
    pub text: String,
    /// Where it is; may be empty.
    pub href: String,
    /// The title of its plan, if that is another one.
    pub plan: String,
    /// Why the link is there.
    pub reason: String,
}

/// A record as a card on the page at `route`.
pub fn card(scene: &Scene<'_>, route: &Route, record: RecordRef) -> Card {
    let plan = scene.archive.plan(record.plan);
    let document = &plan.document;
    let (meta, words) = scene.archive.record(record);
    let path = document.source.file_of(meta.place.part);
    let resolver = Resolver::plan(scene, route, record.plan, path);
    let (target, anchor) = routes::record(scene.archive, record);
    let related = related(scene, route, record);
    Card {
        kind: record.kind.word(),
        label: label(document, record),
        href: route.link_to(&target, Some(&anchor)).as_str().to_owned(),
        words: folded(document, words, &resolver, THREE_LINES + 90),
        parts: parts(document, record)
            .into_iter()
            .map(|(label, passage)| Part { label, words: folded(document, passage, &resolver, THREE_LINES) })
            .collect(),
        when: meta.stamp.as_ref().map(|stamp| scene.index.clock.time(stamp)),
        author: author(document, record).map_or_else(String::new, |author| format::clip(author, 40)),
        plan: Linked { text: document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        language: scene.other_language(document.language),
        path: path.to_string(),
        line: format!("line {}", meta.place.line),
        source: blob_url(scene, path, Some(&format!("L{}", meta.place.line))).unwrap_or_default(),
        superseded: related.iter().any(|related| related.relation == "superseded by"),
        related,
    }
}

/// The kind of a record in words; for an outcome the part it plays.
pub(super) fn label(document: &Document, record: RecordRef) -> &'static str {
    if record.kind != RecordKind::Outcome {
        return record.kind.word();
    }
    match document.outcomes[record.index as usize].role {
        OutcomeRole::Result => "outcome",
        OutcomeRole::Well => "went well",
        OutcomeRole::Badly => "went badly",
        OutcomeRole::Lesson => "lesson",
        OutcomeRole::FollowUp => match document.outcomes[record.index as usize].done {
            Some(true) => "follow-up, done",
            Some(false) => "follow-up, open",
            None => "follow-up",
        },
    }
}

/// Who a record names as its author.
pub(super) fn author(document: &Document, record: RecordRef) -> Option<&str> {
    match record.kind {
        RecordKind::Decision => document.decisions[record.index as usize].author.as_deref(),
        _ => None,
    }
}

/// The labelled parts of a record.
pub(super) fn parts(document: &Document, record: RecordRef) -> Vec<(&'static str, &Passage)> {
    let index = record.index as usize;
    let all = match record.kind {
        RecordKind::Decision => {
            let decision = &document.decisions[index];
            vec![
                ("About", &decision.about),
                ("Rationale", &decision.rationale),
                ("Alternatives", &decision.alternatives),
                ("Outcome", &decision.outcome),
            ]
        }
        RecordKind::Surprise => {
            let surprise = &document.surprises[index];
            vec![
                ("About", &surprise.about),
                ("Evidence", &surprise.evidence),
                ("Impact", &surprise.impact),
                ("Workaround", &surprise.workaround),
            ]
        }
        RecordKind::Risk => {
            let risk = &document.risks[index];
            let parts = [("Severity", &risk.severity), ("Likelihood", &risk.likelihood), ("Impact", &risk.impact)];
            parts.into_iter().chain([("Mitigation", &risk.mitigation)]).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter().filter_map(|(label, passage)| passage.as_ref().map(|passage| (label, passage))).collect()
}

fn folded(document: &Document, passage: &Passage, resolver: &Resolver<'_>, limit: usize) -> Words {
    let source = document.markdown(passage);
    let html = if source.is_empty() { crate::text::escape(&passage.text) } else { markdown::fragment(source, resolver) };
    let is_long = format::columns(&passage.text) > limit || source.lines().count() > 6;
    let preview = if is_long { format::clip(&passage.text, limit - 40) } else { String::new() };
    Words { html, short: format::columns(&passage.text) <= 180, preview }
}

/// Everything a record is linked to, named from its side, with the reason.
pub(super) fn related(scene: &Scene<'_>, route: &Route, record: RecordRef) -> Vec<Related> {
    let here = Node::Record(record);
    let links = scene.index.links_of_record(record).iter().map(|&number| &scene.archive.links[number as usize]);
    let mut related: Vec<Related> = links.filter_map(|link| other_end(scene, route, &here, record.plan, link)).collect();
    related.sort();
    related.dedup();
    // A mention by what is related in another way too says nothing more.
    let told: std::collections::BTreeSet<String> =
        related.iter().filter(|one| one.relation != "mentioned by").map(|one| one.href.clone()).collect();
    related.retain(|one| one.relation != "mentioned by" || !told.contains(&one.href));
    related
}

/// A link as seen from `here`, one of its ends. Mentions in the text itself are links there already.
pub(super) fn other_end(scene: &Scene<'_>, route: &Route, here: &Node, own: PlanIndex, link: &Link) -> Option<Related> {
    let forward = link.from == *here;
    let there = if forward { &link.to } else { &link.from };
    if there == here || (forward && link.relation == Relation::Mentions) {
        return None;
    }
    let plan = plan_of(there).filter(|plan| *plan != own);
    let plan = plan.map_or_else(String::new, |plan| scene.archive.plan(plan).document.title.clone());
    let (kind, text, href) = node(scene, route, there);
    let plan = if kind == "plan" { String::new() } else { plan };
    Some(Related { relation: relation_words(link.relation, forward), kind, text, href, plan, reason: format::with_code(&link.reason) })
}

/// The kind, the words and the address of an end of a link.
pub(super) fn node(scene: &Scene<'_>, route: &Route, node: &Node) -> (&'static str, String, String) {
    let archive = scene.archive;
    match node {
        Node::Plan(number) => {
            let plan = archive.plan(*number);
            ("plan", plan.document.title.clone(), route.link_to(&routes::plan(plan), None).as_str().to_owned())
        }
        Node::Record(record) => {
            let (target, anchor) = routes::record(archive, *record);
            let text = format::clip(&archive.said(*record), 80);
            (record.kind.word(), text, route.link_to(&target, Some(&anchor)).as_str().to_owned())
        }
        Node::Heading(number, anchor) => {
            let plan = archive.plan(*number);
            let title = plan.document.sections.iter().find(|section| section.anchor == *anchor).map(|section| section.title.as_str());
            let text = title.map_or_else(|| plan.document.title.clone(), |title| format!("{}: {title}", plan.document.title));
            ("plan", text, route.link_to(&routes::place(plan, anchor), Some(anchor)).as_str().to_owned())
        }
        Node::File(path) if scene.has(Section::Files) && scene.index.paths().has(path) => {
            ("file", path.to_string(), route.link_to(&routes::file(path, 1), None).as_str().to_owned())
        }
        Node::File(path) => ("file", path.to_string(), blob_url(scene, path, None).unwrap_or_default()),
        Node::Web(url) => ("web", url.clone(), url.clone()),
    }
}

/// How two ends relate, read from the side that is at hand.
pub(super) fn relation_words(relation: Relation, forward: bool) -> &'static str {
    match (relation, forward) {
        (Relation::Mentions, true) => "mentions",
        (Relation::Mentions, false) => "mentioned by",
        (Relation::PartOf, true) => "part of",
        (Relation::PartOf, false) => "has part",
        (Relation::DependsOn, true) => "depends on",
        (Relation::DependsOn, false) => "needed by",
        (Relation::Supersedes, true) => "supersedes",
        (Relation::Supersedes, false) => "superseded by",
        (Relation::Prompted, true) => "prompted",
        (Relation::Prompted, false) => "prompted by",
        (Relation::Judges, true) => "judges",
        (Relation::Judges, false) => "judged by",
        (Relation::TakenUpBy, true) => "taken up by",
        (Relation::TakenUpBy, false) => "takes up",
        (Relation::Resembles, _) => "reads like",
        (Relation::SharesCode, _) => "names the same code as",
    }
}
