//! A plan's page: its facts with their sources, what was decided, what surprised, what came of it, then its
//! text with its records set off, its artifacts, who mentions it, and its life in git.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{State, last_step, span, state};
use super::family::{Family, family};
use super::format::{self, Time};
use super::index::plan_of;
use super::overview::{Brief, brief};
use super::record::{Related, node, part_path, relation_words};
use super::resolve::{Resolver, blob_url, commit_url, edit_url};
use super::{Frame, Linked, RegisterKind, Scene, Section, frame, marks, progress, routes};
use crate::markdown::{self, Mark, Resolve, Target};
use crate::model::{
    Change, ChangeKind, Document, HeaderField, Node, Plan, PlanIndex, RecordRef, ReferenceKind, Relation, SectionKind, StepState,
};
use crate::text::{Route, Span, escape};

/// Records of a kind in the strip before it says how many more there are.
const N_STRIP: usize = 5;
/// Headings in the table of contents before the deeper ones are left out.
const N_TOC: usize = 28;
/// Commits shown before the rest is folded.
const N_CHANGES: usize = 8;
/// Files mentioned but not kept that are named.
const N_MISSING: usize = 20;

/// `plan.html`
#[derive(Clone, Debug, Serialize)]
pub struct PlanView {
    /// See [`Frame`].
    pub frame: Frame,
    /// Its title.
    pub title: String,
    /// Its id.
    pub id: String,
    /// Its language; empty where it is the site's own.
    pub language: &'static str,
    /// Shelf and status with their sources.
    pub state: State,
    /// For a plan that is gone from the tree: when and by which commit.
    pub deleted: Option<Deleted>,
    /// Dates, people, and what its header says, in order.
    pub facts: Vec<Fact>,
    /// Other facts of its header, folded.
    pub more_facts: Vec<Fact>,
    /// Where its file lies.
    pub path: String,
    /// Its raw Markdown on this site.
    pub raw: String,
    /// Its file in the repository's web view; may be empty.
    pub source: String,
    /// Where its text can be changed; may be empty.
    pub edit: String,
    /// Its steps in numbers.
    pub steps: Steps,
    /// Its steps over time, as a figure; empty where there is none to show.
    pub burn_up: String,
    /// The plan it is a part of and its own parts, if there are any.
    pub family: Option<Family>,
    /// What was decided, what surprised, what came of it.
    pub strip: Vec<Strip>,
    /// Whether the strip holds anything.
    pub has_strip: bool,
    /// Its headings with counts.
    pub toc: Vec<TocItem>,
    /// Its text.
    pub text: String,
    /// The texts of its other files.
    pub sides: Vec<Side>,
    /// Files that belong to it.
    pub artifacts: Vec<ArtifactRow>,
    /// Files it mentions that are not in the repository.
    pub missing: Vec<Missing>,
    /// How many more there are.
    pub more_missing: usize,
    /// Plans it is related to, as parent, part and so on.
    pub relatives: Vec<Related>,
    /// What mentions it elsewhere.
    pub mentions: Vec<Related>,
    /// Its newest changes.
    pub changes: Vec<ChangeRow>,
    /// Those before.
    pub older_changes: Vec<ChangeRow>,
    /// `14 commits by 3 people`.
    pub changes_words: String,
}

/// When a plan left the tree.
#[derive(Clone, Debug, Serialize)]
pub struct Deleted {
    /// When.
    pub when: String,
    /// Eight digits of the commit.
    pub hash: String,
    /// The commit in the web view; may be empty.
    pub href: String,
}

/// A labelled fact.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// `started`
    pub label: String,
    /// As HTML.
    pub html: String,
    /// Where it comes from: `written`, `commit a41f0c2f`; may be empty.
    pub source: String,
}

/// Steps in numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Steps {
    /// Done, of those in scope.
    pub done: u32,
    /// In scope.
    pub total: u32,
    /// What else there is to say: `2 blocked`, `1 dropped`, `3 without a time`.
    pub notes: Vec<String>,
    /// The words of the step that was done last.
    pub last: String,
}

/// Records of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Strip {
    /// For the mark: `decision`.
    pub kind: &'static str,
    /// `Decisions`
    pub title: &'static str,
    /// How many.
    pub n: usize,
    /// The first of them.
    pub records: Vec<Brief>,
    /// How many more.
    pub more: usize,
    /// Where the first of those stands.
    pub more_href: String,
    /// What to say where there are none.
    pub none: &'static str,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct TocItem {
    /// 2 to 4.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Without `#`.
    pub anchor: String,
    /// `12/18` or `3`; may be empty.
    pub n: String,
}

/// A further file of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Its path.
    pub path: String,
    /// Distinct on the page.
    pub anchor: String,
    /// It in the repository's web view; may be empty.
    pub source: String,
    /// Its text.
    pub text: String,
}

/// A file that belongs to the plan.
#[derive(Clone, Debug, Serialize)]
pub struct ArtifactRow {
    /// Its name.
    pub name: String,
    /// Its page; for a file too large for this site its place in the repository's web view, or empty.
    pub href: String,
    /// Its size.
    pub size: String,
    /// Why it belongs to the plan.
    pub reason: String,
}

/// A file that is mentioned and not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// As written.
    pub name: String,
    /// The first line that names it.
    pub line: u32,
}

/// A commit that changed the plan.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeRow {
    /// When.
    pub when: String,
    /// The same for machines.
    pub iso: String,
    /// Eight digits.
    pub hash: String,
    /// The commit in the web view; may be empty.
    pub href: String,
    /// Who.
    pub author: String,
    /// First line of its message.
    pub subject: String,
    /// What it did, unless it only edited the text: `created`, `moved from …`.
    pub what: String,
    /// Steps after it: `12/18`; may be empty.
    pub steps: String,
}

/// The page of a plan.
pub fn plan(scene: &Scene<'_>, number: PlanIndex) -> PlanView {
    let plan = scene.archive.plan(number);
    let document = &plan.document;
    let route = routes::plan(plan);
    let resolver = Resolver::plan(scene, &route, number, &document.source.path);
    let (text, sides) = texts(scene, &route, number);
    let strip = strip(scene, &route, number);
    let (facts, more_facts) = facts(scene, plan, &resolver);
    let missing = missing(scene, number);
    let (mut relatives, mentions) = relations(scene, &route, number);
    // What a fact of the header leads to already is not said twice.
    relatives.retain(|relative| {
        let leads = format!("href=\"{}\"", escape(&relative.href));
        !facts.iter().any(|fact| fact.html.contains(&leads))
    });
    let mut changes = changes(scene, plan);
    let older_changes = if changes.len() > N_CHANGES + 2 { changes.split_off(N_CHANGES) } else { Vec::new() };
    let mut frame = frame(scene, &route, Section::Plans, &document.title);
    frame.description = format::clip(&document.summary, 200);
    PlanView {
        title: document.title.clone(),
        id: plan.id.to_string(),
        language: scene.other_language(document.language),
        state: state(scene, plan),
        deleted: deleted(scene, plan),
        facts,
        more_facts,
        path: document.source.path.to_string(),
        raw: route.link_to(&routes::plan_raw(plan), None).as_str().to_owned(),
        source: if document.source.deletion.is_none() {
            blob_url(scene, &document.source.path, None).unwrap_or_default()
        } else {
            String::new()
        },
        edit: if document.source.deletion.is_none() { edit_url(scene, plan).unwrap_or_default() } else { String::new() },
        steps: steps(plan),
        burn_up: progress::burn_up(scene, number),
        family: family(scene, &route, number),
        has_strip: strip.iter().any(|strip| strip.n > 0),
        strip,
        toc: toc(document, &text.toc),
        text: text.html,
        sides,
        artifacts: artifacts(scene, plan, &route),
        more_missing: missing.len().saturating_sub(N_MISSING),
        missing: missing.into_iter().take(N_MISSING).collect(),
        relatives,
        mentions,
        changes_words: changes_words(plan),
        changes,
        older_changes,
        frame,
    }
}

/// The plan's texts as one page: its own, without the heading that is the page's title, then those of its other files.
fn texts(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> (markdown::Body, Vec<Side>) {
    let document = &scene.archive.plan(number).document;
    let mut page = markdown::Page::default();
    let mut marks = marks::marks(scene, number, 0);
    let first = document.sections.iter().find(|section| section.place.part == 0);
    if let Some(section) = first.filter(|section| section.level == 1 || section.place.span.start == 0) {
        marks.insert(0, Mark { hidden: vec![title_line(&document.source.text, section.place.span)], ..Mark::default() });
    }
    let resolver = Resolver::plan(scene, route, number, &document.source.path);
    let body = markdown::part(&document.source.text, &marks, &resolver, &mut page);
    let sides = (1..).zip(&document.source.sides).map(|(part, side)| {
        let resolver = Resolver::plan(scene, route, number, &side.path);
        Side {
            path: side.path.to_string(),
            anchor: page.anchors.distinct(&format!("file-{}", crate::text::slug(side.path.file_name()))).to_string(),
            source: blob_url(scene, &side.path, None).unwrap_or_default(),
            text: markdown::part(&side.text, &marks::marks(scene, number, part), &resolver, &mut page).html,
        }
    });
    let sides = sides.collect();
    (body, sides)
}

/// The bytes of a section's heading, with its underline if it has one.
fn title_line(text: &str, section: Span) -> Span {
    let start = section.start as usize;
    let line_end = |from: usize| text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| from + at);
    let end = line_end(start);
    let second = line_end((end + 1).min(text.len()));
    let underline = text.get((end + 1).min(second)..second).unwrap_or("").trim();
    let is_underline = !underline.is_empty() && (underline.bytes().all(|b| b == b'=') || underline.bytes().all(|b| b == b'-'));
    let is_setext = is_underline && !text.get(start..).is_some_and(|rest| rest.trim_start().starts_with('#'));
    Span::new(start, if is_setext { second } else { end })
}

fn deleted(scene: &Scene<'_>, plan: &Plan) -> Option<Deleted> {
    plan.document.source.deletion.as_ref().map(|deletion| Deleted {
        when: scene.index.clock.moment(deletion.commit.at),
        hash: format::short_hash(&deletion.commit.hash).to_owned(),
        href: commit_url(scene, &deletion.commit.hash).unwrap_or_default(),
    })
}

/// The facts above the fold, and those that are folded.
fn facts(scene: &Scene<'_>, plan: &Plan, resolver: &Resolver<'_>) -> (Vec<Fact>, Vec<Fact>) {
    let clock = &scene.index.clock;
    let mut facts = Vec::new();
    for (label, stamp) in [("started", &plan.created), ("finished", &plan.completed), ("last event", &plan.updated)] {
        let Some(stamp) = stamp else { continue };
        if label == "last event" && plan.completed.as_ref().is_some_and(|completed| completed.at == stamp.at) {
            continue;
        }
        facts.push(dated(label, &clock.time(stamp)));
    }
    let (length, kind, _) = span(scene, plan);
    if !length.is_empty() {
        facts.push(Fact { label: kind.to_owned(), html: escape(&length), source: String::new() });
    }
    if !plan.authors.is_empty() {
        let names: Vec<String> = plan.authors.iter().take(3).map(|name| escape(&format::clip(name, 32))).collect();
        let more = plan.authors.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.push(Fact { label: "by".into(), html: format!("{}{more}", names.join(", ")), source: String::new() });
    }
    let mut more = Vec::new();
    for field in plan.document.header.iter().filter(|field| !is_shown(&field.label) && !field.value.trim().is_empty()) {
        let fact = header_fact(&plan.document, field, resolver);
        if is_prominent(&field.label) && format::columns(&field.value) <= 60 {
            facts.push(fact);
        } else {
            more.push(fact);
        }
    }
    (facts, more)
}

fn dated(label: &str, time: &Time) -> Fact {
    let html = format!("{}{}</time>", time.open_tag(), escape(&time.text));
    let source = if time.commit.is_empty() { time.source.to_owned() } else { format!("commit {}", time.commit) };
    Fact { label: label.to_owned(), html, source }
}

fn header_fact(document: &Document, field: &HeaderField, resolver: &Resolver<'_>) -> Fact {
    let value = format::clip(field.value.trim(), 400);
    let source = field.place.span.of(document.part_text(field.place.part));
    let html = if !field.front_matter && !source.is_empty() && source.len() <= 400 && !source.contains('\n') {
        markdown::fragment(source.trim(), resolver)
    } else {
        let target =
            if value.starts_with("https://") || value.starts_with("http://") { resolver.link(&value) } else { resolver.code(&value) };
        match target {
            Target::To { href, .. } => format!("<a href=\"{}\">{}</a>", escape(href.as_str()), escape(&value)),
            Target::Dangling(_) | Target::Plain => escape(&value),
        }
    };
    Fact { label: format::clip(&field.label, 40), html, source: String::new() }
}

/// Header facts that the page shows in other words already.
fn is_shown(label: &str) -> bool {
    const SHOWN: [&str; 20] = [
        "title",
        "id",
        "name",
        "status",
        "state",
        "created",
        "created at",
        "date",
        "started",
        "updated",
        "last updated",
        "updated at",
        "completed",
        "author",
        "authors",
        "owner",
        "owners",
        "todos",
        "overview",
        "language",
    ];
    SHOWN.contains(&label.trim().to_lowercase().as_str())
}

/// Header facts worth the first glance.
fn is_prominent(label: &str) -> bool {
    const WORDS: [&str; 12] =
        ["branch", "pr", "pull", "parent", "depends", "supersede", "issue", "priority", "milestone", "epic", "repo", "blocked"];
    let label = label.to_lowercase();
    WORDS.iter().any(|word| label.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)))
}

fn steps(plan: &Plan) -> Steps {
    let all = &plan.document.steps;
    let of = |state: StepState| all.iter().filter(|step| step.state == state).count();
    let undated = all.iter().filter(|step| step.state == StepState::Done && step.meta.stamp.is_none()).count();
    let mut notes = Vec::new();
    for (n, words) in [(of(StepState::Partial), "partly done"), (of(StepState::Blocked), "blocked"), (of(StepState::Dropped), "dropped")] {
        if n > 0 {
            notes.push(format!("{} {words}", format::count(n)));
        }
    }
    if undated > 0 {
        notes.push(format!("{} done without a time", format::count(undated)));
    }
    Steps {
        done: plan.progress.done,
        total: plan.progress.total,
        notes,
        last: last_step(plan).map_or_else(String::new, |text| format::clip(text, 100)),
    }
}

fn strip(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> Vec<Strip> {
    let document = &scene.archive.plan(number).document;
    let strip = |kind: RegisterKind, n: usize| {
        let record = |index: u32| RecordRef { plan: number, kind: kind.record(), index };
        let records = (0..).take(n.min(N_STRIP)).map(|index| strip_line(scene, route, record(index))).collect();
        let more = n.saturating_sub(N_STRIP);
        let more_href =
            u32::try_from(N_STRIP).ok().filter(|_| more > 0).map_or_else(String::new, |index| brief(scene, route, record(index)).href);
        let none = match kind {
            RegisterKind::Decisions => "No decision is recorded.",
            RegisterKind::Surprises => "No surprise is recorded.",
            RegisterKind::Outcomes => "No outcome is recorded.",
        };
        Strip { kind: kind.word(), title: kind.title(), n, records, more, more_href, none }
    };
    vec![
        strip(RegisterKind::Decisions, document.decisions.len()),
        strip(RegisterKind::Surprises, document.surprises.len()),
        strip(RegisterKind::Outcomes, document.outcomes.len()),
    ]
}

/// A record of the plan's own, with the first thing it is related to.
fn strip_line(scene: &Scene<'_>, route: &Route, record: RecordRef) -> Brief {
    let mut line = brief(scene, route, record);
    line.plan = Linked::default();
    let related = super::record::related(scene, route, record);
    if let Some(first) = related.iter().find(|related| related.relation != "mentioned by" && related.kind != "file") {
        line.note = format!("{} {}", first.relation, format::clip(&first.text, 48));
    }
    line
}

fn toc(document: &Document, headings: &[markdown::TocEntry]) -> Vec<TocItem> {
    let depth = (2..=4).rev().find(|depth| headings.iter().filter(|heading| heading.level <= *depth).count() <= N_TOC).unwrap_or(2);
    let sections: BTreeMap<&str, &crate::model::Section> =
        document.sections.iter().filter(|section| section.place.part == 0).map(|section| (section.anchor.as_str(), section)).collect();
    headings
        .iter()
        .filter(|heading| heading.level <= depth)
        .map(|heading| TocItem {
            level: heading.level.max(2),
            text: heading.text.clone(),
            anchor: crate::text::encode_segment(heading.anchor.as_str()),
            n: sections.get(heading.anchor.as_str()).map_or_else(String::new, |section| section_count(document, section)),
        })
        .collect()
}

/// How many records of its own kind a section holds.
fn section_count(document: &Document, section: &crate::model::Section) -> String {
    let place = section.place;
    let holds = |meta: &crate::model::RecordMeta| meta.place.part == place.part && place.span.contains(meta.place.span);
    let n = match section.kind {
        Some(SectionKind::Steps) => {
            let steps: Vec<_> = document.steps.iter().filter(|step| holds(&step.meta) && step.state != StepState::Dropped).collect();
            let done = steps.iter().filter(|step| step.state == StepState::Done).count();
            return if steps.is_empty() { String::new() } else { format!("{done}/{}", steps.len()) };
        }
        Some(SectionKind::Criteria) => {
            let criteria: Vec<_> = document.criteria.iter().filter(|criterion| holds(&criterion.meta)).collect();
            let met = criteria.iter().filter(|criterion| criterion.met).count();
            return if criteria.is_empty() { String::new() } else { format!("{met}/{}", criteria.len()) };
        }
        Some(SectionKind::Decisions) => document.decisions.iter().filter(|record| holds(&record.meta)).count(),
        Some(SectionKind::Surprises) => document.surprises.iter().filter(|record| holds(&record.meta)).count(),
        Some(SectionKind::Outcomes | SectionKind::Lessons | SectionKind::FollowUps) => {
            document.outcomes.iter().filter(|record| holds(&record.meta)).count()
        }
        Some(SectionKind::Risks) => document.risks.iter().filter(|record| holds(&record.meta)).count(),
        Some(SectionKind::Revisions) => document.revisions.iter().filter(|record| holds(&record.meta)).count(),
        _ => 0,
    };
    if n == 0 { String::new() } else { format::count(n) }
}

fn artifacts(scene: &Scene<'_>, plan: &Plan, route: &Route) -> Vec<ArtifactRow> {
    let href = |artifact: &crate::model::Artifact| {
        if artifact.bytes > scene.config.options().max_artifact_bytes {
            return blob_url(scene, &artifact.path, None).unwrap_or_default();
        }
        route.link_to(&routes::artifact(plan, artifact, 1), None).as_str().to_owned()
    };
    let row = |artifact: &crate::model::Artifact| ArtifactRow {
        name: artifact.name.clone(),
        href: href(artifact),
        size: format::size(artifact.bytes),
        reason: format::with_code(&artifact.reason),
    };
    plan.artifacts.iter().map(row).collect()
}

/// Evidence a plan names that is not in the repository: images and logs, and other files said to lie in a
/// folder for evidence.
fn missing(scene: &Scene<'_>, number: PlanIndex) -> Vec<Missing> {
    let plan = scene.archive.plan(number);
    let mut missing: Vec<Missing> = Vec::new();
    for reference in &plan.document.references {
        if !matches!(reference.kind, ReferenceKind::Link | ReferenceKind::CodePath) || !is_evidence(&reference.target) {
            continue;
        }
        let target = reference.target.split('#').next().unwrap_or("").trim_start_matches("./");
        if missing.iter().any(|known| known.name == target) {
            continue;
        }
        let path = part_path(&plan.document, reference.place.part);
        let places = [path.resolve(target), crate::text::SourcePath::default().resolve(target)];
        let is_there = places.into_iter().flatten().any(|path| scene.index.references.is_file(&path));
        let file_name = target.rsplit('/').next().unwrap_or(target);
        if !is_there && !plan.artifacts.iter().any(|artifact| artifact.path.file_name() == file_name) {
            missing.push(Missing { name: target.to_owned(), line: reference.place.line });
        }
    }
    missing
}

fn is_evidence(target: &str) -> bool {
    const ALWAYS: [&str; 12] = ["png", "jpg", "jpeg", "gif", "webp", "mp4", "mov", "webm", "log", "out", "har", "trace"];
    if target.contains("://") || target.contains(char::is_whitespace) || target.contains(['*', '<', '{', '$']) || target.len() > 200 {
        return false;
    }
    let file = target.split('#').next().unwrap_or(target);
    let name = file.rsplit('/').next().unwrap_or(file);
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let extension = extension.to_ascii_lowercase();
    let in_folder = file.split('/').any(|part| matches!(part, "artifacts" | "evidence" | "logs" | "screenshots"));
    !stem.is_empty() && (ALWAYS.contains(&extension.as_str()) || in_folder && (2..=5).contains(&extension.len()))
}

/// Plans this one is related to, and what mentions it elsewhere.
fn relations(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> (Vec<Related>, Vec<Related>) {
    let (mut relatives, mut mentions) = (Vec::new(), Vec::new());
    let at = |list: &'_ [Vec<u32>]| list.get(number as usize).cloned().unwrap_or_default();
    for link in at(&scene.archive.outgoing).into_iter().chain(at(&scene.archive.incoming)) {
        let link = &scene.archive.links[link as usize];
        let forward = plan_of(&link.from) == Some(number);
        let (here, there) = if forward { (&link.from, &link.to) } else { (&link.to, &link.from) };
        let Some(other) = plan_of(there).filter(|other| *other != number) else { continue };
        let is_mention = link.relation == Relation::Mentions;
        // The tree of the family has them.
        let families = scene.index.families();
        if link.relation == Relation::PartOf && (families.parent(number) == Some(other) || families.parent(other) == Some(number)) {
            continue;
        }
        if is_mention && forward || !is_mention && !matches!(here, Node::Plan(_)) {
            continue;
        }
        let (kind, text, href) = node(scene, route, there);
        let plan = if kind == "plan" { String::new() } else { scene.archive.plan(other).document.title.clone() };
        let related =
            Related { relation: relation_words(link.relation, forward), kind, text, href, plan, reason: format::with_code(&link.reason) };
        if is_mention { mentions.push(related) } else { relatives.push(related) }
    }
    for list in [&mut relatives, &mut mentions] {
        list.sort();
        list.dedup_by(|a, b| (a.relation, &a.href) == (b.relation, &b.href));
    }
    (relatives, mentions)
}

fn changes(scene: &Scene<'_>, plan: &Plan) -> Vec<ChangeRow> {
    let Some(history) = &plan.history else { return Vec::new() };
    let rows = history.changes.iter().enumerate().map(|(at, change)| change_row(scene, change, history.counts.get(at).copied()));
    let mut rows: Vec<ChangeRow> = rows.collect();
    rows.reverse();
    rows
}

fn change_row(scene: &Scene<'_>, change: &Change, counts: Option<(u32, u32)>) -> ChangeRow {
    let commit = &change.commit;
    ChangeRow {
        when: scene.index.clock.moment(commit.at),
        iso: commit.at.to_string(),
        hash: format::short_hash(&commit.hash).to_owned(),
        href: commit_url(scene, &commit.hash).unwrap_or_default(),
        author: format::clip(&commit.author, 40),
        subject: format::clip(&commit.subject, 120),
        what: match &change.kind {
            ChangeKind::Created => "created".to_owned(),
            ChangeKind::Edited => String::new(),
            ChangeKind::Moved { from } => format!("moved from {from}"),
            ChangeKind::Deleted => "deleted".to_owned(),
        },
        steps: counts.filter(|(_, total)| *total > 0).map_or_else(String::new, |(done, total)| format!("{done}/{total}")),
    }
}

fn changes_words(plan: &Plan) -> String {
    let Some(history) = &plan.history else { return String::new() };
    let authors: std::collections::BTreeSet<&str> = history.changes.iter().map(|change| change.commit.author.as_str()).collect();
    format!("{} by {}", format::counted(history.changes.len(), "commit", "commits"), format::counted(authors.len(), "author", "authors"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_title_is_found() {
        let of = |text: &str| title_line(text, Span::new(0, text.len())).of(text).to_owned();
        assert_eq!(of("# A 计划\n\ntext\n"), "# A 计划");
        assert_eq!(of("A plan\n===\nb"), "A plan\n===");
        assert_eq!(of("# A plan\n---\nb"), "# A plan");
    }

    #[test]
    fn evidence_is_told_from_code() {
        for yes in ["shot.png", "a/b/run.log", "artifacts/x/report.json", "evidence/run.txt#L3"] {
            assert!(is_evidence(yes), "{yes}");
        }
        for no in ["src/main.rs", "config.json", "https://a/b.png", "*.log", "artifacts/", ".log", "a b.png"] {
            assert!(!is_evidence(no), "{no}");
        }
    }
}
