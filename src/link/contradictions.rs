//! Where a plan's folder, its stated status and its steps contradict each other.

use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Document, Progress, Shelf, Sources, Stated, Status, StatusSource};

/// Whether a team moves plans when they are finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practice {
    /// Some plan lies in an archive folder: a finished one elsewhere was forgotten.
    Archives,
    /// None does: plans stay where they are.
    Stays,
}

impl Practice {
    /// What the archive shows.
    pub fn of(sources: &Sources) -> Self {
        if sources.plans.iter().any(|plan| plan.shelf == Shelf::Archived) { Self::Archives } else { Self::Stays }
    }
}

/// What contradicts what in one plan.
pub fn contradictions(document: &Document, status: Option<&Stated<Status>>, progress: Progress, practice: Practice) -> Vec<Diagnostic> {
    let source = &document.source;
    let Some(status) = status else { return Vec::new() };
    let line = status.place.map_or(source.first_line, |place| place.line);
    let span = status.place.map(|place| place.span);
    let finding = |code: Code, message: String, help: &str| Diagnostic::new(code, message).in_file(&source.path).at(line, span).help(help);
    let mut found = Vec::new();
    let stated = matches!(status.source, StatusSource::Header | StatusSource::FrontMatter);
    let says = &status.original;
    let open = progress.total - progress.done;
    if stated && source.shelf == Shelf::Archived && matches!(status.value, Status::InProgress | Status::Proposed | Status::Blocked) {
        let message = format!("archived ({}) but its status says `{says}`", source.shelf_reason);
        found.push(finding(codes::ARCHIVED_IN_PROGRESS, message, "update the status line, or move the plan back"));
    }
    if stated && status.value == Status::Complete && open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        let message = format!("status says `{says}` but {open} of {} steps {are} open", progress.total);
        found.push(finding(codes::COMPLETE_WITH_OPEN_STEPS, message, "tick or drop the open steps, or correct the status"));
    }
    let is_finished = status.value == Status::Complete || (progress.total > 0 && open == 0);
    let is_over = matches!(status.value, Status::Superseded | Status::Abandoned);
    if source.shelf == Shelf::Active && is_finished && !is_over && practice == Practice::Archives {
        let why = if stated && status.value == Status::Complete {
            format!("status says `{says}`")
        } else {
            format!("all {} steps are done", progress.total)
        };
        let message = format!("{why} but the plan is not archived ({})", source.shelf_reason);
        found.push(finding(codes::FINISHED_BUT_ACTIVE, message, "move the plan to the archive folder"));
    }
    found
}
