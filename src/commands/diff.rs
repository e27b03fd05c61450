//! `diff`: what changed in the plans between two revisions, for a pull request comment or a job summary.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use super::Failure;
use super::setup::{Setup, at_revision};
use crate::cli::{Diff, Global, Place};
use crate::export::{PlanExport, export};
use crate::model::Archive;

/// What changed in one plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    id: String,
    path: String,
    title: String,
    /// `added`, `removed`, `moved`, `changed`.
    kind: &'static str,
    /// Status before and after, where it changed.
    status: Option<(String, String)>,
    /// Shelf before and after, where it changed.
    shelf: Option<(String, String)>,
    /// Steps done and in scope, before and after.
    progress: ((u32, u32), (u32, u32)),
    steps_ticked: Vec<String>,
    steps_added: Vec<String>,
    decisions_added: Vec<String>,
    surprises_added: Vec<String>,
    outcomes_added: Vec<String>,
}

/// Prints what changed.
///
/// # Errors
/// A revision git does not know; what [`Setup`] cannot settle or read.
pub fn run(global: &Global, args: &Diff) -> Result<ExitCode, Failure> {
    let (from, to) = args.range.split_once("..").map_or((args.range.as_str(), None), |(from, to)| (from, Some(to.trim_start_matches('.'))));
    let mut setup = Setup::new(global, &Place { dir: None })?;
    setup.config.output.execplan_site.history = false;
    let before = plans(&at_revision(&setup, from)?);
    let after = match to {
        Some(to) => plans(&at_revision(&setup, if to.is_empty() { "HEAD" } else { to })?),
        None => plans(&setup.read()?.archive),
    };
    let changes = changes(&before, &after);
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &changes)?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(markdown(&changes).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn plans(archive: &Archive) -> BTreeMap<String, PlanExport> {
    export(archive, &[]).plans.into_iter().map(|plan| (plan.id.clone(), plan)).collect()
}

fn changes(before: &BTreeMap<String, PlanExport>, after: &BTreeMap<String, PlanExport>) -> Vec<Changed> {
    let mut found: Vec<Changed> = after.values().filter_map(|plan| changed(before.get(&plan.id), plan)).collect();
    let removed = before
        .values()
        .filter(|plan| !after.contains_key(&plan.id))
        .map(|plan| Changed { progress: ((plan.progress.done, plan.progress.total), (0, 0)), ..named(plan, "removed") });
    found.extend(removed);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn named(plan: &PlanExport, kind: &'static str) -> Changed {
    Changed { id: plan.id.clone(), path: plan.path.clone(), title: plan.title.clone(), kind, ..Changed::default() }
}

/// What changed in a plan; `None` if nothing a reader would want to know.
fn changed(before: Option<&PlanExport>, plan: &PlanExport) -> Option<Changed> {
    let of = |plan: Option<&PlanExport>| plan.map_or((0, 0), |plan| (plan.progress.done, plan.progress.total));
    let was_done = |id: &str| before.is_some_and(|old| old.steps.iter().any(|step| step.id == id && step.state == "done"));
    let old_ids = before.map(ids).unwrap_or_default();
    let is_new = |id: &String| !old_ids.contains(id.as_str());
    let mut found = Changed { progress: (of(before), of(Some(plan))), ..named(plan, "added") };
    found.steps_ticked = texts(plan.steps.iter().filter(|step| step.state == "done" && !was_done(&step.id)).map(|step| &step.text));
    found.steps_added = texts(plan.steps.iter().filter(|step| step.state != "done" && is_new(&step.id)).map(|step| &step.text));
    found.decisions_added = texts(plan.decisions.iter().filter(|one| is_new(&one.id)).map(|one| &one.text));
    found.surprises_added = texts(plan.surprises.iter().filter(|one| is_new(&one.id)).map(|one| &one.text));
    found.outcomes_added = texts(plan.outcomes.iter().filter(|one| is_new(&one.id)).map(|one| &one.text));
    let Some(old) = before else { return Some(found) };
    let word = |status: &Option<String>| status.clone().unwrap_or_else(|| "none".into());
    found.status = (old.status != plan.status).then(|| (word(&old.status), word(&plan.status)));
    found.shelf = (old.shelf != plan.shelf).then(|| (old.shelf.clone(), plan.shelf.clone()));
    found.kind = if old.path == plan.path { "changed" } else { "moved" };
    let lists = [&found.steps_ticked, &found.steps_added, &found.decisions_added, &found.surprises_added, &found.outcomes_added];
    let is_quiet = lists.iter().all(|list| list.is_empty()) && found.status.is_none() && found.shelf.is_none() && found.kind == "changed";
    (!is_quiet).then_some(found)
}

/// The ids of the records that are compared.
fn ids(plan: &PlanExport) -> BTreeSet<&str> {
    let steps = plan.steps.iter().map(|one| &one.id);
    let decisions = plan.decisions.iter().map(|one| &one.id);
    let surprises = plan.surprises.iter().map(|one| &one.id);
    let outcomes = plan.outcomes.iter().map(|one| &one.id);
    steps.chain(decisions).chain(surprises).chain(outcomes).map(String::as_str).collect()
}

fn texts<'a>(list: impl Iterator<Item = &'a String>) -> Vec<String> {
    list.map(|text| text.chars().take(160).collect()).collect()
}

/// Markdown for people: a heading a plan, a line a change.
fn markdown(changes: &[Changed]) -> String {
    if changes.is_empty() {
        return "No plan changed.\n".into();
    }
    let mut out = String::new();
    for one in changes {
        let ((done_before, all_before), (done, all)) = one.progress;
        out.push_str(&format!("### {}\n\n`{}`, {}", one.title, one.path, one.kind));
        if one.kind != "removed" {
            out.push_str(&match one.kind {
                "added" => format!(": {done} of {all} steps"),
                _ => format!(": {done_before} of {all_before} steps before, {done} of {all} now"),
            });
        }
        out.push_str("\n\n");
        for (what, change) in [("status", &one.status), ("shelf", &one.shelf)] {
            if let Some((from, to)) = change {
                out.push_str(&format!("- {what}: {from} → {to}\n"));
            }
        }
        let lists = [
            ("☑ ticked", &one.steps_ticked),
            ("☐ added", &one.steps_added),
            ("◆ decided", &one.decisions_added),
            ("▲ surprised", &one.surprises_added),
            ("■ came of it", &one.outcomes_added),
        ];
        for (what, list) in lists {
            list.iter().for_each(|text| out.push_str(&format!("- {what}: {text}\n")));
        }
        out.push('\n');
    }
    out
}
