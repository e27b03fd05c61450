//! `list`: the plans, or why each file is or is not one.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use super::setup::{Read, Setup};
use super::{Failure, empty};
use crate::cli::{Global, List};
use crate::model::{Candidate, Plan, Progress, Shelf, Status, Verdict};

/// Prints the plans.
///
/// # Errors
/// What [`Setup`] cannot settle or read; a stdout that cannot be written.
pub fn run(global: &Global, args: &List) -> Result<ExitCode, Failure> {
    let read = Setup::new(global, &args.place)?.read()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match (args.explain, args.json) {
        (false, false) => out.write_all(table(&rows(&read)).as_bytes())?,
        (false, true) => json(&mut out, &plans(&read))?,
        (true, false) => out.write_all(table(&reasons(&read)).as_bytes())?,
        (true, true) => json(&mut out, &explained(&read))?,
    }
    out.flush()?;
    if !args.explain && read.archive.plans.is_empty() && !global.quiet {
        empty::tell(&read.sources.candidates);
    }
    Ok(ExitCode::SUCCESS)
}

fn json(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// One plan, for `--json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    path: &'a str,
    id: &'a str,
    title: &'a str,
    shelf: Shelf,
    shelf_reason: &'a str,
    status: Option<Status>,
    progress: Progress,
}

fn plans(read: &Read) -> Vec<Listed<'_>> {
    let plans = read.archive.plans.iter();
    plans
        .map(|plan| Listed {
            path: plan.document.source.path.as_str(),
            id: plan.id.as_str(),
            title: &plan.document.title,
            shelf: plan.document.source.shelf,
            shelf_reason: &plan.document.source.shelf_reason,
            status: plan.status.as_ref().map(|status| status.value),
            progress: plan.progress,
        })
        .collect()
}

/// One file, for `--explain --json`.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    candidate: &'a Candidate,
    /// What the plan or plans in it hold.
    records: Option<String>,
}

fn explained(read: &Read) -> Vec<Explained<'_>> {
    let candidates = read.sources.candidates.iter();
    candidates.map(|candidate| Explained { candidate, records: records(read, candidate) }).collect()
}

/// Path, id, shelf, status, steps.
fn rows(read: &Read) -> Vec<Vec<String>> {
    let row = |plan: &Plan| {
        let status = plan.status.as_ref().map_or("-", |status| word(status.value));
        let steps = if plan.progress.total == 0 { "-".to_owned() } else { format!("{}/{}", plan.progress.done, plan.progress.total) };
        let shelf = match plan.document.source.shelf {
            Shelf::Active => "active",
            Shelf::Archived => "archived",
            Shelf::Deleted => "deleted",
        };
        vec![shown(plan.document.source.path.as_str()), plan.id.to_string(), shelf.to_owned(), status.to_owned(), steps]
    };
    read.archive.plans.iter().map(row).collect()
}

/// Path, verdict, reason.
fn reasons(read: &Read) -> Vec<Vec<String>> {
    let row = |one: &Explained<'_>| {
        let verdict = match one.candidate.verdict {
            Verdict::Plan => "plan",
            Verdict::Side => "side",
            Verdict::Artifact => "artifact",
            Verdict::Page => "page",
            Verdict::NotAPlan => "not a plan",
            Verdict::Unread => "unread",
        };
        let reason = match &one.records {
            Some(records) => format!("{}; {records}", one.candidate.reason),
            None => one.candidate.reason.clone(),
        };
        vec![shown(one.candidate.path.as_str()), verdict.to_owned(), shown(&reason)]
    };
    explained(read).iter().map(row).collect()
}

/// What the plans of a file hold: `12 steps, 3 decisions`.
fn records(read: &Read, candidate: &Candidate) -> Option<String> {
    if candidate.verdict != Verdict::Plan {
        return None;
    }
    let plans = &read.archive.plans;
    let first = plans.partition_point(|plan| plan.document.source.path < candidate.path);
    let mut counts = [("step", 0), ("criterion", 0), ("log entry", 0), ("decision", 0), ("surprise", 0), ("outcome", 0)];
    for plan in plans[first..].iter().take_while(|plan| plan.document.source.path == candidate.path) {
        let document = &plan.document;
        let n = [&document.steps.len(), &document.criteria.len(), &document.log.len(), &document.decisions.len()];
        let n = n.into_iter().chain([&document.surprises.len(), &document.outcomes.len()]).copied().collect::<Vec<_>>();
        counts.iter_mut().zip(n).for_each(|(count, n)| count.1 += n);
    }
    let counted: Vec<String> = counts.iter().filter(|(_, n)| *n > 0).map(|(noun, n)| counted(*n, noun)).collect();
    Some(if counted.is_empty() { "no records".to_owned() } else { counted.join(", ") })
}

fn counted(n: usize, noun: &str) -> String {
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "criterion") => format!("{n} criteria"),
        (_, "log entry") => format!("{n} log entries"),
        _ => format!("{n} {noun}s"),
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Proposed => "proposed",
        Status::InProgress => "in-progress",
        Status::Blocked => "blocked",
        Status::Complete => "complete",
        Status::Superseded => "superseded",
        Status::Abandoned => "abandoned",
    }
}

/// A name on one line: control characters escaped.
fn shown(name: &str) -> String {
    if !name.contains(char::is_control) {
        return name.to_owned();
    }
    name.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Rows as lines with aligned columns; the last column is as long as it is.
fn table(rows: &[Vec<String>]) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if column + 1 < row.len() {
                out.extend(std::iter::repeat_n(' ', widths[column] - columns(cell) + 2));
            }
        }
        out.push('\n');
    }
    out
}

/// Terminal columns of a cell: wide scripts take two each.
fn columns(cell: &str) -> usize {
    let is_wide = |c: char| matches!(c as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    cell.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}
