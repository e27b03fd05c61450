//! Steps over time: how many were done, and how many were in scope.

use jiff::Timestamp;

use super::event::{Event, Kind};
use super::moment::Known;
use crate::model::{Plan, StepState};

/// The steps of a plan over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BurnUp {
    /// Steps in scope after each version that history knows, oldest first; empty without history.
    pub scope: Vec<(Timestamp, u32)>,
    /// Done steps with a clock time, a day, an interval, no time: only the first three stand on a chart.
    pub dated: [u32; 4],
    /// Steps done.
    pub done: u32,
    /// Steps in scope.
    pub total: u32,
}

/// The burn-up of a plan: what is done of what is in scope now (dropped steps are out of scope), how well each
/// done step is dated, and the scope of each version.
///
/// Worked example: of five steps three are done, two of them with a clock time and one without a time, and one
/// is dropped: 3 of 4, dated 2, 0, 0, 1. (Checked in `tests/it/rates.rs`.)
pub fn burn_up(plan: &Plan, events: &[Event]) -> BurnUp {
    let done = plan.document.steps.iter().filter(|step| step.state == StepState::Done).count();
    let mut dated = [0; 4];
    for event in events.iter().filter(|event| event.kind == Kind::Step) {
        dated[match event.moment.known {
            Known::Clock => 0,
            Known::Day => 1,
            Known::Between => 2,
        }] += 1;
    }
    let placed: u32 = dated.iter().sum();
    dated[3] = u32::try_from(done).unwrap_or(u32::MAX).saturating_sub(placed);
    BurnUp { scope: scope(plan), dated, done: plan.progress.done, total: plan.progress.total }
}

/// Steps in scope after each commit, oldest first, from the first version that has any. Author dates that run
/// backwards take the time of the version before.
///
/// Worked example: versions with 0, 8, 8 and 12 steps make three entries, 8, 8 and 12: 4 were added on the way.
/// (Checked in `tests/it/rates.rs`.)
pub fn scope(plan: &Plan) -> Vec<(Timestamp, u32)> {
    let Some(history) = &plan.history else { return Vec::new() };
    let mut scope: Vec<(Timestamp, u32)> = Vec::new();
    for (change, (_, total)) in history.changes.iter().zip(&history.counts) {
        match scope.last() {
            Some((before, _)) => scope.push(((*before).max(change.commit.at), *total)),
            None if *total == 0 => {}
            None => scope.push((change.commit.at, *total)),
        }
    }
    scope
}
