//! Where a plan's folder, its stated status and its steps contradict each other.

use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Document, Progress, Shelf, Sources, Stated, Status, StatusSource, StepState, gsd};

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
    if status.value == Status::Complete && open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        let who = if stated { format!("status says `{says}`") } else { format!("the plan counts as complete ({says})") };
        let message = format!("{who} but {open} of {} steps {are} open", progress.total);
        // A folder has no line in the plan; the first open step has.
        let step = document
            .steps
            .iter()
            .filter(|_| !stated)
            .find(|step| !matches!(step.state, StepState::Done | StepState::Dropped))
            .map(|step| step.meta.place);
        let found_open = finding(codes::COMPLETE_WITH_OPEN_STEPS, message, "tick or drop the open steps, or correct the status");
        found.push(match step.filter(|place| place.part == 0) {
            Some(place) => found_open.at(place.line, (source.first_line <= 1).then_some(place.span)),
            None => found_open,
        });
    }
    let is_finished = status.value == Status::Complete || (progress.total > 0 && open == 0);
    let is_over = matches!(status.value, Status::Superseded | Status::Abandoned);
    // Phases of a milestone stay where they are, mostly also once it has shipped.
    let stays = gsd::unit(source.path.folder()).is_some();
    if source.shelf == Shelf::Active && is_finished && !is_over && !stays && practice == Practice::Archives {
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
