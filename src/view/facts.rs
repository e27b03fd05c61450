//! The facts of a plan that lists and its own page share: state in words, progress, dates, counts.

use serde::Serialize;

use super::format::{self, Time};
use super::{Scene, routes};
use crate::model::{Plan, PlanIndex, Shelf, Status, StatusSource};
use crate::rates::days_between;
use crate::text::Route;

/// Shelf and status in words, each with where it comes from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct State {
    /// `active`, `archived`, `deleted`.
    pub shelf: &'static str,
    /// What says so: `folder archive/`.
    pub shelf_source: String,
    /// For classes: `in-progress`; `unknown` where nothing says.
    pub status: &'static str,
    /// For readers: `in progress`; empty where nothing says.
    pub status_words: &'static str,
    /// The status as written, where that differs from our word.
    pub original: String,
    /// What says so: `its header, line 4`.
    pub status_source: String,
    /// Whether shelf and status contradict each other.
    pub contradicts: bool,
}

/// The word for a shelf.
pub fn shelf_word(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Active => "active",
        Shelf::Archived => "archived",
        Shelf::Deleted => "deleted",
    }
}

/// The class and the words of a status.
pub fn status_words(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Proposed => ("proposed", "proposed"),
        Status::InProgress => ("in-progress", "in progress"),
        Status::Blocked => ("blocked", "blocked"),
        Status::Complete => ("complete", "complete"),
        Status::Superseded => ("superseded", "superseded"),
        Status::Abandoned => ("abandoned", "abandoned"),
    }
}

/// Whether nothing more is to be done: archived, deleted, or by its own words at an end.
pub fn is_over(plan: &Plan) -> bool {
    plan.shelf() != Shelf::Active || is_finished(plan)
}

/// Whether it is by its own words at an end.
pub fn is_finished(plan: &Plan) -> bool {
    plan.status.as_ref().is_some_and(|status| matches!(status.value, Status::Complete | Status::Superseded | Status::Abandoned))
}

/// The state of a plan.
pub fn state(scene: &Scene<'_>, plan: &Plan) -> State {
    let shelf = plan.shelf();
    let mut state =
        State { shelf: shelf_word(shelf), shelf_source: plan.document.source.shelf_reason.clone(), status: "unknown", ..State::default() };
    let Some(stated) = &plan.status else { return state };
    (state.status, state.status_words) = status_words(stated.value);
    let line = stated.place.map_or_else(String::new, |place| format!(", line {}", place.line));
    state.status_source = match stated.source {
        StatusSource::Header => format!("its header{line}"),
        StatusSource::FrontMatter => format!("its front matter{line}"),
        StatusSource::Folder => "its folder".to_owned(),
        StatusSource::Derived => "its steps".to_owned(),
    };
    let original = stated.original.trim();
    let is_said = matches!(stated.source, StatusSource::Header | StatusSource::FrontMatter);
    if is_said && !original.eq_ignore_ascii_case(state.status_words) && !original.eq_ignore_ascii_case(state.status) {
        state.original = format::clip(original, 60);
    }
    state.contradicts = is_said
        && match shelf {
            // Where no plan was ever archived, its place says nothing about a plan.
            Shelf::Active => is_finished(plan) && scene.index.totals.archived > 0,
            Shelf::Archived => matches!(stated.value, Status::Proposed | Status::InProgress),
            Shelf::Deleted => false,
        };
    state
}

/// A plan as one row of a list.
#[derive(Clone, Debug, Serialize)]
pub struct PlanRow {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub state: State,
    /// Steps done.
    pub done: u32,
    /// Steps in scope.
    pub total: u32,
    /// Its first sign of life.
    pub started: Option<Time>,
    /// Its last sign of life.
    pub last: Option<Time>,
    /// How long it took (`took 3 days`) or how old it is (`age 12 days`); empty where that is not known.
    pub span: String,
    /// What `span` is: `took` or `age`.
    pub span_kind: &'static str,
    /// The same in minutes, for sorting.
    pub minutes: i64,
    /// Decisions.
    pub decisions: usize,
    /// Surprises.
    pub surprises: usize,
    /// Outcomes.
    pub outcomes: usize,
    /// The first of its people.
    pub author: String,
    /// How many more there are.
    pub more_authors: usize,
    /// The words of its last dated step.
    pub last_step: String,
    /// First sentence of its purpose, cut.
    pub summary: String,
    /// Where its file lies.
    pub path: String,
    /// Its language; empty where it is the site's own.
    pub language: &'static str,
}

/// A plan as a row of a list on the page at `route`.
pub fn plan_row(scene: &Scene<'_>, route: &Route, number: PlanIndex) -> PlanRow {
    let plan = scene.archive.plan(number);
    let document = &plan.document;
    let clock = &scene.index.clock;
    let (span, span_kind, minutes) = span(scene, plan);
    PlanRow {
        title: document.title.clone(),
        href: route.link_to(&routes::plan(plan), None).as_str().to_owned(),
        state: state(scene, plan),
        done: plan.progress.done,
        total: plan.progress.total,
        started: plan.created.as_ref().map(|stamp| clock.time(stamp)),
        last: plan.updated.as_ref().map(|stamp| clock.time(stamp)),
        span,
        span_kind,
        minutes,
        decisions: document.decisions.len(),
        surprises: document.surprises.len(),
        outcomes: document.outcomes.len(),
        author: plan.authors.first().map_or_else(String::new, |author| format::clip(author, 20)),
        more_authors: plan.authors.len().saturating_sub(1),
        last_step: last_step(plan).map_or_else(String::new, |text| format::clip(text, 76)),
        summary: format::clip(&document.summary, 140),
        path: document.source.path.to_string(),
        language: scene.other_language(document.language),
    }
}

/// From the first to the last sign of life of a finished plan, else from the first to the moment of reading: in
/// words, what it is, and in minutes. What is known to the day, or has one moment for both, and every age, counts both
/// its days, as [`crate::rates`] does.
pub fn span(scene: &Scene<'_>, plan: &Plan) -> (String, &'static str, i64) {
    const UNKNOWN: (String, &str, i64) = (String::new(), "", -1);
    let Some(start) = &plan.created else { return UNKNOWN };
    let is_over = is_over(plan);
    let end = if is_over { plan.completed.as_ref().or(plan.updated.as_ref()) } else { None };
    let clock = &scene.index.clock;
    let (kind, at, last) = match end {
        Some(end) if start.is_day() || end.is_day() || start.at == end.at => ("took", end.at, Some(clock.date(end))),
        Some(end) => ("took", end.at, None),
        None if is_over => return UNKNOWN,
        None => ("age", scene.archive.as_of, Some(clock.date_of(scene.archive.as_of))),
    };
    let length = at.duration_since(start.at);
    match last.map(|last| days_between(clock.date(start), last)) {
        Some(days) if days < 0 => UNKNOWN,
        Some(days) => (format::days(days + 1), kind, (days * 24 * 60).max(length.as_mins())),
        None if length.is_negative() => UNKNOWN,
        None => (format::duration(length), kind, length.as_mins()),
    }
}

/// The words of the step that was done last.
pub fn last_step(plan: &Plan) -> Option<&str> {
    let mut dated =
        plan.document.steps.iter().filter(|step| matches!(step.state, crate::model::StepState::Done | crate::model::StepState::Partial));
    let newest = dated.clone().filter_map(|step| step.meta.stamp.as_ref().map(|stamp| stamp.at)).max();
    match newest {
        // Of several with the same stamp the last one written.
        Some(newest) => dated.rev().find(|step| step.meta.stamp.as_ref().is_some_and(|stamp| stamp.at == newest)),
        None => dated.next_back(),
    }
    .map(|step| step.words.text.as_str())
}
