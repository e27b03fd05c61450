//! `archive`: a plan, and what belongs to it, to the archive folder of its layout. Plain file moves; every
//! relative link that would break is set right. Nothing is overwritten.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::relink::{Move, moved, relink};
use super::setup::{Read, Setup};
use crate::cli::{Archive, Global, Place};
use crate::crawl::place;
use crate::model::{Layout, Plan, Shelf, Sources, Status};
use crate::text::SourcePath;

/// Archives a plan.
///
/// # Errors
/// What [`Setup`] cannot settle or read; an id that names no plan that can be moved; a destination that
/// exists; a file that cannot be read, written or moved.
pub fn run(global: &Global, args: &Archive) -> Result<ExitCode, Failure> {
    let read = Setup::new(global, &Place { dir: None })?.read()?;
    let plan = find(&read, &args.id)?;
    let moves = moves(plan, &read);
    let root = &read.sources.root;
    for one in &moves {
        if root.join(one.to.as_str()).symlink_metadata().is_ok() {
            return Err(format!("`{}` exists; nothing was moved", one.to).into());
        }
    }
    let edits = edits(&read.sources, &moves)?;
    if !args.dry_run {
        carry_out(root, &moves, &edits)?;
    }
    let mut out = std::io::stdout().lock();
    for one in &moves {
        writeln!(out, "move {} to {}", one.from, one.to)?;
    }
    for (path, (_, n_links)) in &edits {
        writeln!(out, "edit {} ({n_links} link{})", moved(path, &moves), if *n_links == 1 { "" } else { "s" })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The plan of that id or path.
fn find<'a>(read: &'a Read, id: &str) -> Result<&'a Plan, Failure> {
    let plans = &read.archive.plans;
    let wanted = id.trim_start_matches("./");
    let by_path = || plans.iter().find(|plan| plan.document.source.path.as_str() == wanted);
    let plan = plans.iter().find(|plan| plan.id.as_str() == wanted).or_else(by_path).ok_or_else(|| {
        let near = plans.iter().max_by(|a, b| strsim::jaro(a.id.as_str(), wanted).total_cmp(&strsim::jaro(b.id.as_str(), wanted)));
        let near = near.filter(|plan| strsim::jaro(plan.id.as_str(), wanted) > 0.7);
        let help = near.map_or_else(|| "`list` shows the ids".to_owned(), |plan| format!("did you mean `{}`?", plan.id));
        format!("no plan has the id or path `{id}`; {help}")
    })?;
    let source = &plan.document.source;
    match (source.shelf, &source.layout) {
        (Shelf::Deleted, _) => Err(format!("`{}` was deleted from the tree; there is nothing to move", plan.id).into()),
        (Shelf::Archived, _) => Err(format!("`{}` is archived: {}", source.path, source.shelf_reason).into()),
        (_, Layout::Part) => Err(format!("`{}` is one of several plans in `{}`; move its text by hand", plan.id, source.path).into()),
        _ => Ok(plan),
    }
}

/// Everything that moves with a plan.
fn moves(plan: &Plan, read: &Read) -> Vec<Move> {
    let source = &plan.document.source;
    let (main, is_folder) = match source.layout {
        Layout::Folder => (SourcePath::new(source.path.folder()), true),
        _ => (source.path.clone(), false),
    };
    let to = destination(&main, plan, read);
    let (old_folder, new_folder) = (main.folder().to_owned(), to.folder().to_owned());
    let beside = |name: &str, folder: &str| SourcePath::new(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
    let mut moves = BTreeSet::from([Move { from: main.clone(), to: to.clone() }]);
    let stem = main.stem().strip_suffix(".plan").unwrap_or(main.stem());
    let sides = source.sides.iter().map(|side| (&side.path, true));
    let artifacts = plan.artifacts.iter().map(|artifact| (&artifact.path, !artifact.reason.contains(" at line ")));
    for (path, is_own) in sides.chain(artifacts) {
        let below = if old_folder.is_empty() { Some(path.as_str()) } else { path.as_str().strip_prefix(&format!("{old_folder}/")) };
        let Some(rest) = below.filter(|_| is_own && !(is_folder && path.as_str().starts_with(&format!("{main}/")))) else { continue };
        // `x.progress.md` and `x/` beside the plan; `artifacts/x/` beside it, as one.
        let segments: Vec<&str> = rest.split('/').collect();
        let name = match segments[..] {
            [file] => file.to_owned(),
            [folder, ..] if folder == stem => folder.to_owned(),
            [folder, own, _, ..] if place::is_for_artifacts(folder) => format!("{folder}/{own}"),
            _ => continue,
        };
        moves.insert(Move { from: beside(&name, &old_folder), to: beside(&name, &new_folder) });
    }
    moves.into_iter().collect()
}

/// Where the plan goes: its folder of active plans becomes the archive folder beside it; without one, the
/// archive folder below its own folder.
fn destination(main: &SourcePath, plan: &Plan, read: &Read) -> SourcePath {
    let segments: Vec<&str> = main.as_str().split('/').collect();
    let folders = &segments[..segments.len() - 1];
    let first = folders.iter().position(|name| place::is_plan_folder(name)).unwrap_or(0);
    let stage = folders.iter().rposition(|name| place::shelf_of_folder(name) == Some(Shelf::Active)).filter(|at| at + 1 >= first);
    let (above, below) = match stage {
        Some(at) => (&segments[..at], &segments[at + 1..]),
        None => (folders, &segments[segments.len() - 1..]),
    };
    let usual = if stage.is_some() { "completed" } else { "archive" };
    let name = archive_folder(above, plan, read).unwrap_or_else(|| usual.to_owned());
    let path: Vec<&str> = above.iter().copied().chain([name.as_str()]).chain(below.iter().copied()).collect();
    SourcePath::new(path.join("/"))
}

/// The archive folder in use below `above`: one that suits the plan's status, then the fullest.
fn archive_folder(above: &[&str], plan: &Plan, read: &Read) -> Option<String> {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for path in read.sources.files.iter() {
        let mut segments = path.as_str().split('/');
        if above.iter().any(|name| segments.next() != Some(name)) {
            continue;
        }
        let (Some(name), Some(_)) = (segments.next(), segments.next()) else { continue };
        if place::shelf_of_folder(name) == Some(Shelf::Archived) {
            *names.entry(name).or_default() += 1;
        }
    }
    let wanted = plan.status.as_ref().map(|status| status.value);
    let suits = |name: &str| match (place::status_of_folder(name), wanted) {
        (Some(Status::Superseded | Status::Abandoned | Status::Blocked), None) => 0,
        (Some(status), Some(wanted)) if status == wanted => 2,
        (Some(Status::Superseded | Status::Abandoned | Status::Blocked), Some(_)) => 0,
        _ => 1,
    };
    let best = names.into_iter().filter(|(name, _)| suits(name) > 0).max_by_key(|(name, n_files)| (suits(name), *n_files));
    best.map(|(name, _)| name.to_owned())
}

/// The Markdown files whose links change: path before the moves, new text, number of links.
type Edits = BTreeMap<SourcePath, (String, usize)>;

#[expect(clippy::disallowed_methods, reason = "links stand in files")]
fn edits(sources: &Sources, moves: &[Move]) -> Result<Edits, Failure> {
    let exists = |path: &SourcePath| {
        let is_file = sources.files.binary_search(path).is_ok();
        is_file || sources.root.join(path.as_str()).is_dir()
    };
    let mut edits = Edits::new();
    for path in sources.files.iter().filter(|path| matches!(path.extension().to_lowercase().as_str(), "md" | "markdown")) {
        let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if is_link(&sources.root.join(path.as_str())) {
            continue;
        }
        let Ok(bytes) = std::fs::read(sources.root.join(path.as_str())) else { continue };
        // What is not UTF-8 is not rewritten: its other bytes would not survive.
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let (new, n_links) = relink(&text, path, moves, &exists);
        if n_links > 0 {
            edits.insert(path.clone(), (new, n_links));
        }
    }
    Ok(edits)
}

#[expect(clippy::disallowed_methods, reason = "archiving moves files")]
fn carry_out(root: &Path, moves: &[Move], edits: &Edits) -> Result<(), Failure> {
    let at = |path: &SourcePath| root.join(path.as_str());
    for one in moves {
        let to = at(&one.to);
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("cannot create `{}`: {error}", folder.display()))?;
        }
        std::fs::rename(at(&one.from), to).map_err(|error| format!("cannot move `{}` to `{}`: {error}", one.from, one.to))?;
    }
    for (path, (text, _)) in edits {
        let path = moved(path, moves);
        std::fs::write(at(&path), text).map_err(|error| format!("cannot write `{path}`: {error}"))?;
    }
    Ok(())
}
