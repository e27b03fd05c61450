//! What belongs to a plan and has no bound: its artifacts, its commits, what mentions it, what it is related to. The
//! plan's page has the first of each; where there are more, all of them stand on pages of their own.

use std::ops::Range;

use serde::Serialize;

use super::index::plan_of;
use super::record::{Related, node, relation_words};
use super::resolve::{blob_url, commit_url};
use super::{Frame, Linked, Pager, Scene, Section, format, frame, routes};
use crate::model::{Artifact, Change, ChangeKind, Node, Plan, PlanIndex, Relation};
use crate::text::Route;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanList {
    /// Files that belong to it.
    Artifacts,
    /// What mentions it elsewhere.
    Mentions,
    /// Plans it is related to.
    Relatives,
    /// Commits that changed it.
    History,
}

impl PlanList {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Artifacts, Self::Mentions, Self::Relatives, Self::History];

    /// The folder of its pages, and the word for it.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Artifacts => "artifacts",
            Self::Mentions => "mentioned",
            Self::Relatives => "related",
            Self::History => "history",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Artifacts => "Artifacts",
            Self::Mentions => "Mentioned by",
            Self::Relatives => "Related plans",
            Self::History => "History",
        }
    }

    /// Rows on the plan's own page.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Artifacts | Self::History => 200,
            Self::Mentions => 100,
            Self::Relatives => 40,
        }
    }

    /// How many pages a plan has of it: none where its own page has all.
    pub fn n_pages(self, scene: &Scene<'_>, number: PlanIndex) -> u32 {
        let plan = scene.archive.plan(number);
        let n_links = |links: &[Vec<u32>]| links.get(number as usize).map_or(0, Vec::len);
        let n = match self {
            Self::Artifacts => plan.artifacts.len(),
            Self::History => plan.history.as_ref().map_or(0, |history| history.changes.len()),
            // Several links may make one row.
            _ if n_links(&scene.archive.incoming) + n_links(&scene.archive.outgoing) <= self.most() => 0,
            Self::Mentions => relations(scene, &routes::plan(plan), number).1.len(),
            Self::Relatives => relations(scene, &routes::plan(plan), number).0.len(),
        };
        if n <= self.most() { 0 } else { super::index::n_pages(n, scene.index.line_page_size()) }
    }
}

/// How many rows a list has, and where the rest is if there is one.
#[derive(Clone, Debug, Serialize)]
pub struct All {
    /// `3,000`
    pub n: String,
    /// How many are not shown; empty for none.
    pub more: String,
    /// Where all are.
    pub href: String,
}

impl All {
    /// Of a list of `n` rows, on the plan's page at `route`.
    pub fn new(route: &Route, plan: &Plan, list: PlanList, n: usize) -> Self {
        let more = n.saturating_sub(list.most());
        Self {
            n: format::count(n),
            more: if more > 0 { format::count(more) } else { String::new() },
            href: route.link_to(&routes::plan_list(plan, list, 1), None).as_str().to_owned(),
        }
    }
}

/// `plan_list.html`
#[derive(Clone, Debug, Serialize)]
pub struct PlanListView {
    /// See [`Frame`].
    pub frame: Frame,
    /// `Artifacts`
    pub title: &'static str,
    /// How many rows all pages have.
    pub n: String,
    /// The plan.
    pub plan: Linked,
    /// Its language; empty where it is the site's own.
    pub language: &'static str,
    /// The rows, if they are files.
    pub artifacts: Vec<ArtifactRow>,
    /// The rows, if they are plans and records.
    pub related: Vec<Related>,
    /// The rows, if they are commits.
    pub changes: Vec<ChangeRow>,
    /// Where this page stands.
    pub pager: Pager,
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

/// Page `page`, from 1, of a list of a plan.
pub fn plan_list(scene: &Scene<'_>, number: PlanIndex, list: PlanList, page: u32) -> PlanListView {
    let plan = scene.archive.plan(number);
    let route = routes::plan_list(plan, list, page);
    let size = scene.index.line_page_size();
    let first = (page.max(1) as usize - 1) * size;
    let rows = first..first + size;
    let (mut files, mut related, mut commits) = (Vec::new(), Vec::new(), Vec::new());
    let n = match list {
        PlanList::Artifacts => {
            files = artifacts(scene, plan, &route, rows);
            plan.artifacts.len()
        }
        PlanList::History => {
            commits = changes(scene, plan, rows);
            plan.history.as_ref().map_or(0, |history| history.changes.len())
        }
        PlanList::Mentions | PlanList::Relatives => {
            let (relatives, mentions) = relations(scene, &route, number);
            let all = if list == PlanList::Mentions { mentions } else { relatives };
            related = all.get(within(rows, all.len())).unwrap_or(&[]).to_vec();
            all.len()
        }
    };
    let title = list.title();
    let head = if page > 1 { format!("{title}, page {page}") } else { title.to_owned() };
    PlanListView {
        frame: frame(scene, &route, Section::Plans, &format!("{head} · {}", plan.document.title)),
        title,
        n: format::count(n),
        plan: Linked { text: plan.document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        language: scene.other_language(plan.document.language),
        artifacts: files,
        related,
        changes: commits,
        pager: Pager::new(&route, page, super::index::n_pages(n, size), |page| routes::plan_list(plan, list, page)),
    }
}

fn within(rows: Range<usize>, n: usize) -> Range<usize> {
    rows.start.min(n)..rows.end.min(n)
}

/// Files that belong to a plan, as rows of the page at `route`.
pub fn artifacts(scene: &Scene<'_>, plan: &Plan, route: &Route, rows: Range<usize>) -> Vec<ArtifactRow> {
    let href = |artifact: &Artifact| {
        if artifact.bytes > scene.config.options().max_artifact_bytes {
            return blob_url(scene, &artifact.path, None).unwrap_or_default();
        }
        route.link_to(&routes::artifact(plan, artifact, 1), None).as_str().to_owned()
    };
    let row = |artifact: &Artifact| ArtifactRow {
        name: artifact.name.clone(),
        href: href(artifact),
        size: format::size(artifact.bytes),
        reason: format::with_code(&artifact.reason),
    };
    plan.artifacts.get(within(rows, plan.artifacts.len())).unwrap_or(&[]).iter().map(row).collect()
}

/// Plans this one is related to, and what mentions it elsewhere.
pub fn relations(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> (Vec<Related>, Vec<Related>) {
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

/// Commits that changed a plan, newest first.
pub fn changes(scene: &Scene<'_>, plan: &Plan, rows: Range<usize>) -> Vec<ChangeRow> {
    let Some(history) = &plan.history else { return Vec::new() };
    let all = history.changes.iter().enumerate().rev().skip(rows.start).take(rows.len());
    all.map(|(at, change)| change_row(scene, change, history.counts.get(at).copied())).collect()
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
