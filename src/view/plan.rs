//! A plan's page: its facts with their sources, what was decided, what surprised, what came of it, then its
//! text with its records set off, its artifacts, who mentions it, and its life in git.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{State, last_step, span, state};
use super::family::{Family, family};
use super::format::{self, Time};
use super::overview::{Brief, brief};
use super::plan_list::{self, All, ArtifactRow, ChangeRow, PlanList, relations};
use super::plan_page::{self, Pages, Side};
use super::record::Related;
use super::resolve::{Resolver, blob_url, commit_url, edit_url};
use super::{Frame, Linked, RegisterKind, Scene, Section, frame, progress, routes};
use crate::markdown::{self, Resolve, Target};
use crate::model::{Document, HeaderField, Plan, PlanIndex, RecordRef, ReferenceKind, SectionKind, StepState};
use crate::parse::sections::heads_work;
use crate::text::{Route, escape};

/// Records of a kind in the strip before it says how many more there are.
const N_STRIP: usize = 5;
/// Headings in the table of contents before the deeper ones are left out.
const N_TOC: usize = 28;
/// Facts of its header at first glance, and of those that are folded.
const N_FACTS: usize = 40;
const N_MORE_FACTS: usize = 120;
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
    /// Its pages, where its text is too long for one.
    pub pages: Option<Pages>,
    /// Its text, or what the first page has of it.
    pub text: String,
    /// The texts of its other files.
    pub sides: Vec<Side>,
    /// Files that belong to it.
    pub artifacts: Vec<ArtifactRow>,
    /// How many there are, where the rest is.
    pub all_artifacts: All,
    /// Files it mentions that are not in the repository.
    pub missing: Vec<Missing>,
    /// How many more there are.
    pub more_missing: usize,
    /// Plans it is related to, as parent, part and so on.
    pub relatives: Vec<Related>,
    /// See [`PlanView::all_artifacts`].
    pub all_relatives: All,
    /// What mentions it elsewhere.
    pub mentions: Vec<Related>,
    /// See [`PlanView::all_artifacts`].
    pub all_mentions: All,
    /// Its newest changes.
    pub changes: Vec<ChangeRow>,
    /// Those before.
    pub older_changes: Vec<ChangeRow>,
    /// See [`PlanView::all_artifacts`].
    pub all_changes: All,
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
    /// Of a plan without steps, the headings that number pieces of work, at their highest level; 0 for a single one.
    pub n_headings: usize,
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

/// A file that is mentioned and not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// As written.
    pub name: String,
    /// The first line that names it.
    pub line: u32,
}

/// The page of a plan.
pub fn plan(scene: &Scene<'_>, number: PlanIndex) -> PlanView {
    let plan = scene.archive.plan(number);
    let document = &plan.document;
    let route = routes::plan(plan);
    let resolver = Resolver::plan(scene, &route, number, &document.source.path);
    let texts = plan_page::texts(scene, &route, number, 1);
    let pages = (plan.n_pages() > 1).then(|| plan_page::pages(&route, plan, 1, &texts));
    let strip = strip(scene, &route, number);
    let (facts, more_facts) = facts(scene, plan, &resolver);
    let missing = missing(scene, number);
    let (mut relatives, mentions) = relations(scene, &route, number);
    // What a fact of the header leads to already is not said twice.
    relatives.retain(|relative| {
        let leads = format!("href=\"{}\"", escape(&relative.href));
        !facts.iter().any(|fact| fact.html.contains(&leads))
    });
    let n_relatives = relatives.len();
    let mut mentions = mentions;
    let mut artifacts = plan_list::artifacts(scene, plan, &route, 0..plan.artifacts.len());
    let mut changes = plan_list::changes(scene, plan, 0..PlanList::History.most());
    let n_changes = plan.history.as_ref().map_or(0, |history| history.changes.len());
    let all = |list: PlanList, n: usize| All::new(&route, plan, list, n);
    let (all_artifacts, all_mentions) = (all(PlanList::Artifacts, artifacts.len()), all(PlanList::Mentions, mentions.len()));
    artifacts.truncate(PlanList::Artifacts.most());
    mentions.truncate(PlanList::Mentions.most());
    relatives.truncate(PlanList::Relatives.most());
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
        toc: toc(document, &texts.own.toc),
        pages,
        text: texts.own.html,
        sides: texts.sides,
        artifacts,
        all_artifacts,
        more_missing: missing.len().saturating_sub(N_MISSING),
        missing: missing.into_iter().take(N_MISSING).collect(),
        relatives,
        all_relatives: all(PlanList::Relatives, n_relatives),
        mentions,
        all_mentions,
        changes_words: changes_words(plan),
        changes,
        older_changes,
        all_changes: all(PlanList::History, n_changes),
        frame,
    }
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
    let fields = plan.document.header.iter().filter(|field| !is_shown(&field.label) && !field.value.trim().is_empty());
    let n_fields = fields.clone().count();
    for field in fields.take(N_MORE_FACTS) {
        let fact = header_fact(&plan.document, field, resolver);
        if is_prominent(&field.label) && facts.len() < N_FACTS && format::columns(&field.value) <= 60 {
            facts.push(fact);
        } else {
            more.push(fact);
        }
    }
    if let Some(left_out) = n_fields.checked_sub(N_MORE_FACTS).filter(|n| *n > 0) {
        let raw = resolver.route().link_to(&routes::plan_raw(plan), None);
        let html = format!("<a href=\"{}\">{} more in its text</a>", escape(raw.as_str()), format::count(left_out));
        more.push(Fact { label: "and".into(), html, source: String::new() });
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
        n_headings: if plan.progress.total == 0 { n_headings_of_work(plan) } else { 0 },
    }
}

fn n_headings_of_work(plan: &Plan) -> usize {
    let levels =
        || plan.document.sections.iter().filter(|section| section.level > 1 && heads_work(&section.title)).map(|section| section.level);
    let n = levels().min().map_or(0, |top| levels().filter(|level| *level == top).count());
    if n > 1 { n } else { 0 }
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
    let depth = plan_page::depth(headings.iter().map(|heading| heading.level), N_TOC);
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
pub(super) fn section_count(document: &Document, section: &crate::model::Section) -> String {
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

/// Evidence a plan names that is not in the repository: images and logs, and other files said to lie in a
/// folder for evidence.
fn missing(scene: &Scene<'_>, number: PlanIndex) -> Vec<Missing> {
    let plan = scene.archive.plan(number);
    let mut missing: Vec<Missing> = Vec::new();
    for reference in &plan.document.references {
        let written = plan.document.target(reference);
        if !matches!(reference.kind, ReferenceKind::Link | ReferenceKind::CodePath) || !is_evidence(written) {
            continue;
        }
        let target = written.split('#').next().unwrap_or("").trim_start_matches("./");
        if missing.iter().any(|known| known.name == target) {
            continue;
        }
        let path = plan.document.source.file_of(reference.place.part);
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

fn changes_words(plan: &Plan) -> String {
    let Some(history) = &plan.history else { return String::new() };
    let authors: std::collections::BTreeSet<&str> = history.changes.iter().map(|change| change.commit.author.as_str()).collect();
    format!("{} by {}", format::counted(history.changes.len(), "commit", "commits"), format::counted(authors.len(), "author", "authors"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
