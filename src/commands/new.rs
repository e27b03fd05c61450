//! `new`: a stub of a plan in the archive's own dialect, naming and place, with a folder for its artifacts.

use std::io::Write;
use std::process::ExitCode;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Failure;
use super::dialect::{self, own_name};
use super::setup::{Read, Setup};
use crate::cli::{Global, New, Place};
use crate::crawl::place;
use crate::model::{Layout, Plan, Shelf};
use crate::text::SourcePath;

/// Starts a plan.
///
/// # Errors
/// What [`Setup`] cannot settle or read; an empty description; a file that exists or cannot be written.
pub fn run(global: &Global, args: &New) -> Result<ExitCode, Failure> {
    let description = args.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if !description.contains(char::is_alphanumeric) {
        return Err("the description is empty; expected a few words such as `new \"Add search\"`".into());
    }
    let setup = Setup::new(global, &Place { dir: None })?;
    let read = setup.read()?;
    #[expect(clippy::disallowed_methods, reason = "a new plan is dated today unless the user says otherwise")]
    let now = setup.as_of.unwrap_or_else(jiff::Timestamp::now);
    let today = now.to_zoned(TimeZone::UTC).date();

    // Learn from the newest, then name and place the new one.
    let plans = newest(&read);
    let stub = dialect::stub(&plans, &description, today);
    let folder = folder(&plans, &read, today);
    let (path, artifacts) = paths(&plans, &folder, &stub.name);
    let root = &read.sources.root;
    for path in [&path, &artifacts] {
        if root.join(path.as_str()).symlink_metadata().is_ok() {
            return Err(format!("`{path}` exists; nothing was written").into());
        }
    }
    if !args.dry_run {
        write(&root.join(path.as_str()), stub.text.as_bytes())?;
        write(&root.join(artifacts.as_str()).join(".gitkeep"), b"")?;
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{path}\n{artifacts}/")?;
    if args.dry_run {
        write!(out, "\n{}", stub.text)?;
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::disallowed_methods, reason = "the command writes the plan")]
fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    let at = |error: std::io::Error| format!("cannot write `{}`: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(at)?;
    }
    std::fs::write(path, bytes).map_err(at)?;
    Ok(())
}

/// Plans to learn from, newest first: those with a file of their own in a folder of plans, else all.
fn newest(read: &Read) -> Vec<&Plan> {
    let usable = |plan: &&Plan| plan.document.source.shelf != Shelf::Deleted && plan.document.source.layout != Layout::Part;
    let mut plans: Vec<&Plan> = read.archive.plans.iter().filter(usable).collect();
    let at_home = |plan: &&Plan| matches!(place::home(&plan.document.source.path), place::Home::Plans(_));
    if plans.iter().any(&at_home) {
        plans.retain(|plan| at_home(plan));
    }
    // A milestone inside another plan's folder is laid out in its own way.
    let folders: Vec<String> = plans
        .iter()
        .filter(|plan| plan.document.source.layout == Layout::Folder)
        .map(|plan| format!("{}/", plan.document.source.path.folder()))
        .collect();
    plans.retain(|plan| {
        let path = plan.document.source.path.as_str();
        !folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.contains('/')))
    });
    plans.sort_by_cached_key(|plan| (plan.created.as_ref().map(|stamp| stamp.at), plan.document.source.path.clone()));
    plans.reverse();
    plans
}

/// The folder that holds a plan's file or own folder.
fn place_of(plan: &Plan) -> &str {
    let folder = plan.document.source.path.folder();
    match plan.document.source.layout {
        Layout::Folder => folder.rsplit_once('/').map_or("", |(above, _)| above),
        _ => folder,
    }
}

/// Where new plans go: the folder of most of the newest active ones, on today's date if it is named by one.
fn folder(plans: &[&Plan], read: &Read, today: Date) -> String {
    let active: Vec<&str> =
        plans.iter().filter(|plan| plan.document.source.shelf == Shelf::Active).take(12).map(|plan| undated(place_of(plan))).collect();
    let usual = active.iter().rev().max_by_key(|folder| active.iter().filter(|other| other == folder).count());
    let base = match (usual, plans.first()) {
        (Some(folder), _) => (*folder).to_owned(),
        (None, Some(archived)) => active_beside(undated(place_of(archived)), read),
        (None, None) => ".agent/execplans".to_owned(),
    };
    let is_dated = plans.first().is_some_and(|plan| undated(place_of(plan)) != place_of(plan));
    if is_dated { format!("{base}/{}", today.strftime("%Y/%m/%d")) } else { base }
}

/// A folder without the year, month and day it ends in.
fn undated(folder: &str) -> &str {
    let mut rest = folder;
    while let Some((above, last)) = rest.rsplit_once('/').filter(|(_, last)| last.chars().all(|c| c.is_ascii_digit())) {
        let _ = last;
        rest = above;
    }
    rest
}

/// The folder of active plans that goes with a folder of archived ones.
fn active_beside(folder: &str, read: &Read) -> String {
    let segments: Vec<&str> = folder.split('/').collect();
    let Some(at) = segments.iter().rposition(|name| place::shelf_of_folder(name) == Some(Shelf::Archived)) else {
        return folder.to_owned();
    };
    let above = segments[..at].join("/");
    let beside = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
    let exists = |name: &&str| read.sources.files.iter().any(|path| path.as_str().starts_with(&format!("{}/", beside(name))));
    match ["active", "current", "open"].into_iter().find(exists) {
        Some(name) => beside(name),
        None if segments[at].starts_with("complete") => beside("active"),
        None => above,
    }
}

/// The plan's file and the folder for its artifacts.
fn paths(plans: &[&Plan], folder: &str, name: &str) -> (SourcePath, SourcePath) {
    let below = |rest: &str| SourcePath::new(if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") });
    let newest = plans.iter().take(5).filter(|plan| plan.document.source.layout == Layout::Folder);
    let in_folders: Vec<_> = newest.collect();
    match in_folders.first() {
        Some(plan) if in_folders.len() * 2 > plans.len().min(5) => {
            let file = plan.document.source.path.file_name();
            let is_named = plan.document.source.path.stem() == own_name(plan);
            let file = if is_named { format!("{name}.md") } else { file.to_owned() };
            (below(&format!("{name}/{file}")), below(&format!("{name}/artifacts")))
        }
        _ => (below(&format!("{name}.md")), below(&format!("artifacts/{name}"))),
    }
}
