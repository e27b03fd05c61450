//! Documents to the archive: identity, dates, resolved references, backlinks, relations between records
//! with their reasons. Pure and linear; the only stage that sees every plan at once. What one plan says is read
//! beside the others', and joined in the order of the plans.

mod again;
mod agree;
mod contradictions;
pub mod dates;
mod derived;
mod evidence;
mod explicit;
pub mod families;
mod identity;
pub mod line;
mod pages;
pub mod resolve;
mod supersession;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

pub use again::again;

use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::model::{Archive, Artifact, Document, Plan, Progress, Sources, Stated, Status, StatusSource, StepState};
use crate::text::{Slug, SourcePath};

/// Links the documents of one archive, given in the order of `sources.plans`. `as_of` is the moment the
/// archive is read as of; without one it is the newest event of the archive.
pub fn link(sources: &Sources, documents: Vec<Document>, as_of: Option<Timestamp>, config: &Config) -> (Archive, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let ids = identity::ids(&documents, &mut diagnostics);
    let artifacts = artifacts_by_plan(sources);
    let practice = contradictions::Practice::of(sources);
    let one = |(document, id)| plan(document, id, sources, &artifacts, practice);
    let (plans, found): (Vec<Plan>, Vec<Vec<Diagnostic>>) = documents.into_par_iter().zip(ids).map(one).unzip();
    diagnostics.extend(found.into_iter().flatten());
    let as_of = as_of.unwrap_or_else(|| newest(&plans, sources));
    future(&plans, as_of, &mut diagnostics);
    let by_id = plans.iter().enumerate().map(|(index, plan)| (plan.id.clone(), u32::try_from(index).unwrap_or(u32::MAX))).collect();
    let mut archive = Archive {
        plans,
        as_of,
        links: Vec::new(),
        by_id,
        repository: sources.history.repository.clone(),
        files: sources.files.clone(),
        zones: config.options().usual_zones.clone(),
        outgoing: Vec::new(),
        incoming: Vec::new(),
    };
    connect(&mut archive, config, &mut diagnostics);
    (archive, diagnostics)
}

/// One plan, before anything links to it, and what is to be said of it.
fn plan(
    mut document: Document,
    id: Slug,
    sources: &Sources,
    artifacts: &BTreeMap<SourcePath, Vec<Owned<'_>>>,
    practice: contradictions::Practice,
) -> (Plan, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let breaks = pages::breaks(&document);
    let history = sources.history.plans.get(&document.source.path).cloned();
    if let Some(history) = &history {
        diagnostics.extend(agree::findings(&document, history));
        dates::date_records(&mut document, history);
    }
    let progress = progress(&document);
    let status = status(&document, progress);
    let life = dates::life(&document, history.as_ref(), status.as_ref(), progress);
    let artifacts = match document.source.layout {
        crate::model::Layout::Part => Vec::new(),
        _ => artifacts.get(&document.source.path).map(|list| named(list, &document)).unwrap_or_default(),
    };
    let authors = dates::authors(&document, history.as_ref());
    diagnostics.extend(contradictions::contradictions(&document, status.as_ref(), progress, practice));
    let (created, updated, completed) = (life.created, life.updated, life.completed);
    let document = Arc::new(document);
    (Plan { id, breaks, document, status, artifacts, history, created, updated, completed, authors, progress }, diagnostics)
}

/// Makes every link, explicit and derived, and indexes them by plan.
fn connect(archive: &mut Archive, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let seen = &*archive;
    let written = || {
        let index = resolve::Index::new(seen, repository_url(seen, config));
        let (mut links, found) = explicit::links(seen, &index);
        links.extend(supersession::links(seen, &index));
        (links, found)
    };
    let ((mut links, found), derived) = rayon::join(written, || derived::links(seen));
    diagnostics.extend(found);
    links.extend(derived);
    links.par_sort();
    links.dedup_by(|b, a| (&a.from, &a.to, a.relation) == (&b.from, &b.to, b.relation));
    let mut outgoing = vec![Vec::new(); archive.plans.len()];
    let mut incoming = vec![Vec::new(); archive.plans.len()];
    for (number, link) in (0..).zip(&links) {
        if let Some(plan) = link.from.plan() {
            outgoing[plan as usize].push(number);
        }
        if let Some(plan) = link.to.plan() {
            incoming[plan as usize].push(number);
        }
    }
    (archive.links, archive.outgoing, archive.incoming) = (links, outgoing, incoming);
    diagnostics.extend(families::Families::new(archive).1);
}

/// Web address of the repository: as configured, else that of git's `origin`.
pub fn repository_url(archive: &Archive, config: &Config) -> Option<String> {
    let own = archive.repository.as_ref().and_then(|repository| repository.url.clone());
    config.output.html.git_repository_url.clone().or(own)
}

/// An artifact of a plan: its path, its bytes, and why it belongs there.
type Owned<'a> = (&'a SourcePath, u64, &'a str);

/// Artifacts of each plan, sorted by path.
fn artifacts_by_plan(sources: &Sources) -> BTreeMap<SourcePath, Vec<Owned<'_>>> {
    let mut map: BTreeMap<SourcePath, Vec<Owned<'_>>> = BTreeMap::new();
    for artifact in &sources.artifacts {
        map.entry(artifact.plan.clone()).or_default().push((&artifact.path, artifact.bytes, &artifact.reason));
    }
    for list in map.values_mut() {
        list.sort_unstable();
        list.dedup_by(|a, b| a.0 == b.0);
    }
    map
}

/// Names each artifact inside its plan: the path below the deepest folder they share with the plan or each
/// other, so that names are short and distinct.
fn named(list: &[Owned<'_>], document: &Document) -> Vec<Artifact> {
    let mut taken = std::collections::BTreeSet::new();
    list.iter()
        .map(|(path, bytes, reason)| {
            let mut name = path.file_name().to_owned();
            let mut folder = path.folder();
            while !taken.insert(name.clone()) {
                let (rest, last) = folder.rsplit_once('/').unwrap_or(("", folder));
                name = if last.is_empty() { format!("_/{name}") } else { format!("{last}/{name}") };
                folder = rest;
            }
            debug_assert!(path != &&document.source.path || document.source.layout == crate::model::Layout::Folder);
            Artifact { path: (*path).clone(), name, bytes: *bytes, reason: (*reason).to_owned() }
        })
        .collect()
}

/// Steps done and in scope: dropped steps are out of scope.
fn progress(document: &Document) -> Progress {
    let mut progress = Progress::default();
    for step in &document.steps {
        progress.total += u32::from(step.state != StepState::Dropped);
        progress.done += u32::from(step.state == StepState::Done);
    }
    progress
}

/// The status shown: stated, else from the folder, else worked out from the steps.
fn status(document: &Document, progress: Progress) -> Option<Stated<Status>> {
    if let Some(stated) = &document.status {
        return Some(stated.clone());
    }
    if let Some(value) = document.source.folder_status {
        return Some(Stated { value, original: document.source.shelf_reason.clone(), source: StatusSource::Folder, place: None });
    }
    let value = match progress {
        Progress { total: 0, .. } => return None,
        Progress { done, total } if done == total => Status::Complete,
        Progress { done: 0, .. } => Status::Proposed,
        Progress { .. } => Status::InProgress,
    };
    Some(Stated { value, original: format!("{} of {} steps", progress.done, progress.total), source: StatusSource::Derived, place: None })
}

/// The newest event of the archive that something dates; the epoch if nothing does.
fn newest(plans: &[Plan], sources: &Sources) -> Timestamp {
    let written = plans.iter().filter_map(|plan| plan.updated.as_ref().or(plan.created.as_ref())).map(dates::latest);
    written.chain(sources.newest_commit()).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Reports written times later than the moment the archive is read as of.
fn future(plans: &[Plan], as_of: Timestamp, diagnostics: &mut Vec<Diagnostic>) {
    for plan in plans {
        for (meta, _) in dates::records(&plan.document) {
            if let Some(stamp) = &meta.stamp
                && stamp.at > as_of
                && stamp.source == crate::model::Provenance::Written
            {
                let message = format!("time `{}` is later than the archive's `{}`", stamp.rfc3339(), as_of.strftime("%Y-%m-%dT%H:%M:%SZ"));
                diagnostics.push(
                    Diagnostic::new(codes::FUTURE_DATE, message)
                        .in_file(&plan.document.source.path)
                        .at(meta.place.line, Some(meta.place.span)),
                );
            }
        }
    }
}
