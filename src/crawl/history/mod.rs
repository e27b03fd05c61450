//! The git history of the plans: when each appeared, moved, changed and went, and when each of its boxes
//! was ticked. The one home of git.
//!
//! It asks the `git` command rather than a library: rename detection and path-limited history are then
//! exactly the ones users see, every machine that has the repository has it, and it costs neither build
//! time nor binary size. Each version is read with the same parser as the plan itself, and the items of
//! one version are found again in the next (`matching`), so that a tick is dated by the first version
//! that shows it, whatever was moved, re-indented or re-worded on the way.

mod git;
mod matching;
mod moves;
mod replay;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::config::Options;
use crate::diag::{Diagnostic, codes};
use crate::model::{
    Change, ChangeKind, Commit, Dating, Deletion, History, ItemHistory, Layout, PlanHistory, PlanSource, Shelf, SidePart, StepState, gsd,
};
use crate::text::SourcePath;
pub use git::{Checkout, checkout_of, tracked_though_ignored};
use matching::Item;

/// Says whether a file that once was is a plan, as the crawl would; several for a file of many plans.
pub type Recognise<'a> = &'a (dyn Fn(&SourcePath, &str) -> Vec<PlanSource> + Sync);

/// What git alone says, kept between runs for one HEAD.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Facts {
    usual_offset: Option<i32>,
    files: BTreeMap<SourcePath, FileFacts>,
    removed: BTreeMap<SourcePath, Removed>,
}

/// What git says of one file at HEAD (or at its end).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct FileFacts {
    items: Vec<Item>,
    known: Vec<ItemHistory>,
    changes: Vec<Change>,
    counts: Vec<(u32, u32)>,
}

/// A plan file that left the tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Removed {
    text: String,
    commit: Commit,
}

/// Reads the history of `plans` below `root`: what git knows of each, and the plans that only git still has.
pub fn read(
    root: &Path,
    plans: &[PlanSource],
    options: &Options,
    recognise: Recognise<'_>,
    cache: Option<&Cache>,
) -> (History, Vec<PlanSource>, Vec<Diagnostic>) {
    if plans.is_empty() || !options.history {
        return (History::default(), Vec::new(), Vec::new());
    }
    let Some(mut repository) = git::repository(root) else {
        return (History::default(), Vec::new(), vec![no_repository()]);
    };
    let mut diagnostics = Vec::new();
    if repository.shallow {
        diagnostics.push(
            Diagnostic::new(codes::NO_HISTORY, "the clone is shallow: times and deleted plans before its first commit are missing")
                .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"),
        );
    }
    let wanted: BTreeSet<SourcePath> = plans.iter().flat_map(files).cloned().collect();
    let key = key(&repository.head, &repository.prefix, &wanted, options);
    let kept = cache.and_then(|cache| cache.get::<Facts>("history", &key));
    let facts = match kept.map_or_else(|| facts(root, &wanted, options, recognise).map(|facts| (facts, true)), |facts| Some((facts, false)))
    {
        Some((facts, is_new)) => {
            if let Some(cache) = cache.filter(|_| is_new) {
                cache.put("history", &key, &facts);
            }
            facts
        }
        None => {
            diagnostics.push(
                Diagnostic::new(codes::NO_HISTORY, "git could not list the history: times come from the text alone")
                    .help("run `git log` and `git ls-tree -r HEAD` there to see why"),
            );
            Facts::default()
        }
    };
    repository.usual_offset = facts.usual_offset;
    let dirty = git::dirty(root);
    let mut history = History { repository: Some(repository), plans: BTreeMap::new() };
    let lives: Vec<_> = plans.par_iter().map(|plan| life(plan, &facts, &dirty, options)).collect();
    for (plan, life) in plans.iter().zip(lives) {
        if let Some(life) = life {
            merge(history.plans.entry(plan.path.clone()).or_default(), life);
        }
    }
    let mut deleted = Vec::new();
    for (path, removed) in facts.removed.iter().filter(|_| options.deleted) {
        for mut plan in recognise(path, &removed.text) {
            plan.shelf = Shelf::Deleted;
            plan.shelf_reason = format!("deleted in {}", short(&removed.commit.hash));
            plan.deletion = Some(Deletion { commit: removed.commit.clone() });
            if let Some(mut life) = life(&plan, &facts, &BTreeSet::new(), options) {
                life.changes.push(Change { commit: removed.commit.clone(), kind: ChangeKind::Deleted, path: path.clone() });
                life.counts.push(life.counts.last().copied().unwrap_or_default());
                history.plans.insert(path.clone(), life);
            }
            deleted.push(plan);
        }
    }
    (history, deleted, diagnostics)
}

/// Everything but the files themselves that the history of the plans below `root` depends on.
pub fn repository_words(root: &Path) -> String {
    git::repository(root).map_or_else(|| format!("none {}", git::is_installed()), |repository| format!("{repository:?}"))
}

fn no_repository() -> Diagnostic {
    let (message, help) = if git::is_installed() {
        ("the folder is not in a git repository with a commit: times come from the text alone", "run it in a clone with its whole history")
    } else {
        ("`git` is not installed: times come from the text alone", "install git, or set `history = false`")
    };
    Diagnostic::new(codes::NO_HISTORY, message).help(help)
}

/// Writes the Markdown files of a revision below `folder`, at the paths they have below `root`.
///
/// # Errors
/// A revision git does not know; a folder that cannot be written.
pub fn checkout(root: &Path, revision: &str, folder: &Path) -> std::io::Result<()> {
    let unknown = || std::io::Error::new(std::io::ErrorKind::NotFound, format!("git knows no revision `{revision}` here"));
    let tree = git::tree(root, revision).ok_or_else(unknown)?;
    let texts = git::blobs(root, tree.values().cloned().collect());
    for (path, blob) in tree {
        // A tree made by hand can hold names that lead out of the folder.
        let leads_out = path.as_str().split('/').any(|segment| matches!(segment, "" | "." | ".."));
        let Some(text) = texts.get(&blob).filter(|_| !leads_out) else { continue };
        let file = folder.join(path.as_str());
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        write(&file, text)?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a revision is laid out as files")]
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(file, text)
}

/// The first characters of a hash, as git shows them.
pub fn short(hash: &str) -> &str {
    hash.get(..7).unwrap_or(hash)
}

fn files(plan: &PlanSource) -> impl Iterator<Item = &SourcePath> {
    std::iter::once(&plan.path).chain(plan.sides.iter().map(|side| &side.path))
}

/// Everything the kept facts depend on.
fn key(head: &str, prefix: &str, wanted: &BTreeSet<SourcePath>, options: &Options) -> String {
    let mut hasher = blake3::Hasher::new();
    for path in wanted {
        hasher.update(path.as_str().as_bytes()).update(b"\0");
    }
    hasher.update(format!("{:?} {:?} {:?} {:?} {prefix}", options.include, options.exclude, options.sections, options.deleted).as_bytes());
    format!("history {} {head} {}", env!("CARGO_PKG_VERSION"), hasher.finalize().to_hex())
}

/// Asks git about the wanted files and those that went; `None` if it does not answer.
fn facts(root: &Path, wanted: &BTreeSet<SourcePath>, options: &Options, recognise: Recognise<'_>) -> Option<Facts> {
    let (Some(mut log), Some(tree)) = (git::log(root), git::tree(root, "HEAD")) else { return None };
    moves::join(&mut log);
    let gone = if options.deleted { gone(root, &log, &tree, recognise) } else { BTreeMap::new() };
    let relevant = moves::earlier(&log, wanted.iter().chain(gone.keys()).cloned().collect());
    let touches = |side: &Option<replay::Version>| side.as_ref().is_some_and(|(path, _)| relevant.contains(path));
    log.edges.retain(|edge| touches(&edge.old) || touches(&edge.new));
    let versions = log.edges.iter().flat_map(|edge| [&edge.old, &edge.new]).flatten();
    let paths: BTreeMap<git::Blob, SourcePath> = versions.map(|(path, blob)| (blob.clone(), path.clone())).collect();
    let texts = git::blobs(root, paths.keys().cloned().collect());
    let items: BTreeMap<git::Blob, Vec<Item>> =
        texts.into_par_iter().map(|(blob, text)| (blob.clone(), items_of(&paths[&blob], text, options))).collect();
    let replay = replay::replay(&log, &items);
    let file = |version: &replay::Version| {
        let (changes, counts) = replay.changes(version);
        FileFacts { items: items.get(&version.1).cloned().unwrap_or_default(), known: replay.known(version), changes, counts }
    };
    let mut files: BTreeMap<SourcePath, FileFacts> =
        wanted.iter().filter_map(|path| Some((path.clone(), file(&(path.clone(), tree.get(path)?.clone()))))).collect();
    files.extend(gone.iter().map(|(path, (version, _))| (path.clone(), file(version))));
    let removed = gone.into_iter().map(|(path, (_, removed))| (path, removed)).collect();
    Some(Facts { usual_offset: log.usual_offset, files, removed })
}

/// The plans among the files that went. A file whose telling name lives on elsewhere has moved, not gone.
fn gone(
    root: &Path,
    log: &git::Log,
    tree: &BTreeMap<SourcePath, git::Blob>,
    recognise: Recognise<'_>,
) -> BTreeMap<SourcePath, (replay::Version, Removed)> {
    let alive: BTreeSet<&str> = tree.keys().filter(|path| moves::is_telling(path)).map(SourcePath::file_name).collect();
    let mut removed = moves::removed(log);
    removed.retain(|path, _| !tree.contains_key(path) && !alive.contains(path.file_name()));
    let texts = git::blobs(root, removed.values().map(|((_, blob), _)| blob.clone()).collect());
    let found = removed.into_iter().filter_map(|(path, (version, commit))| {
        let text = texts.get(&version.1)?.clone();
        let commit = log.commits.get(commit as usize)?.0.clone();
        (!recognise(&path, &text).is_empty()).then_some((path, (version, Removed { text, commit })))
    });
    found.collect()
}

/// The items of one version of a file, read as a plan of its own.
fn items_of(path: &SourcePath, text: String, options: &Options) -> Vec<Item> {
    // One version may have stood at several paths; only where a tool has forms of its own does the path say how it is read.
    let path = if gsd::unit(path.folder()).is_some() { path.clone() } else { SourcePath::new("version.md") };
    let text = super::gsd::as_markdown(&path, text);
    let source = PlanSource::file(path, text);
    matching::items(&crate::parse::parse_or_report(&source, options).0)
}

/// What git knows of one plan: the facts of its files, matched to its present items.
fn life(plan: &PlanSource, facts: &Facts, dirty: &BTreeSet<SourcePath>, options: &Options) -> Option<PlanHistory> {
    let main = facts.files.get(&plan.path)?;
    let mut life = PlanHistory { changes: main.changes.clone(), counts: main.counts.clone(), items: BTreeMap::new() };
    let is_plain = plan.layout == Layout::File && plan.sides.is_empty() && !dirty.contains(&plan.path);
    if is_plain {
        life.items = main.items.iter().zip(&main.known).map(|(item, known)| (item.id.clone(), known.clone())).collect();
        return Some(life);
    }
    let document = crate::parse::parse_or_report(plan, options).0;
    let present = matching::items(&document);
    let sides: Vec<&FileFacts> = plan.sides.iter().filter_map(|SidePart { path, .. }| facts.files.get(path)).collect();
    let (items, known): (Vec<Item>, Vec<ItemHistory>) =
        std::iter::once(main).chain(sides).flat_map(|file| file.items.iter().cloned().zip(file.known.iter().cloned())).unzip();
    for (item, link) in present.iter().zip(matching::continued(&items, &present)) {
        if let Some(found) = link.and_then(|index| known.get(index)) {
            let ticked = if item.ticked == Some(true) { found.ticked.clone() } else { None };
            life.items.insert(item.id.clone(), ItemHistory { appeared: found.appeared.clone(), ticked });
        }
    }
    // Tasks of GSD have no boxes: they were done with the commit that brought the summary.
    for step in document.steps.iter().filter(|step| step.state == StepState::Done) {
        if let Some(summary) = gsd::summary_of(plan, step.meta.place.part)
            && let Some(first) = facts.files.get(plan.file_of(summary)).and_then(|file| file.changes.first())
            && let Some(item) = life.items.get_mut(step.meta.id.as_str())
        {
            item.ticked = Some(Dating::Seen(first.commit.clone()));
        }
    }
    Some(life)
}

/// Several plans of one file share its changes and keep their items apart by id.
fn merge(into: &mut PlanHistory, life: PlanHistory) {
    if into.changes.is_empty() {
        into.changes = life.changes;
        into.counts = life.counts;
    }
    into.items.extend(life.items);
}
