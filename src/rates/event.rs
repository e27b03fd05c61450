//! What happened in a plan, as dated events: the only thing the formulas see of its records.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::moment::Moment;
use crate::model::{Plan, Provenance, RecordKind, Stamp, StepState};

/// What an event is. The first four are the kinds that charts draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A step was done.
    Step,
    /// A decision.
    Decision,
    /// A surprise.
    Surprise,
    /// An outcome.
    Outcome,
    /// Anything else with a date: a line of the log, a step begun or dropped.
    Other,
}

impl Kind {
    /// The kinds that charts draw, in their order.
    pub const DRAWN: [Self; 4] = [Self::Step, Self::Decision, Self::Surprise, Self::Outcome];
}

/// One dated event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When.
    pub moment: Moment,
    /// What.
    pub kind: Kind,
    /// The record: its kind and its index in the document.
    pub record: (RecordKind, u32),
}

impl Event {
    /// Whether its time is that of the thing itself: written, or the commit that ticked a step. The commit in
    /// which another record first stood only says when it was put on record.
    pub fn is_told(&self) -> bool {
        self.kind == Kind::Step || self.moment.source == Provenance::Written
    }

    /// An event at a written clock time, in UTC; for examples and tests.
    pub fn clock(kind: Kind, at: Timestamp) -> Self {
        Self { moment: Moment::clock(at, Provenance::Written, &TimeZone::UTC), kind, record: (RecordKind::Step, 0) }
    }

    /// An event on a written day, in UTC; for examples and tests.
    pub fn day(kind: Kind, day: Date) -> Self {
        Self { moment: Moment::day(day, Provenance::Written, &TimeZone::UTC), kind, record: (RecordKind::Step, 0) }
    }
}

/// The dated events of a plan, oldest first, without any that lie after `as_of` (those are reported as
/// future dates, and measure nothing). An open step's date says when it is wanted, not that anything happened.
pub fn events(plan: &Plan, as_of: Timestamp, zone: &TimeZone) -> Vec<Event> {
    let document = &plan.document;
    let mut events = Vec::new();
    let mut add = |kind: Kind, record: RecordKind, index: usize, stamp: Option<&Stamp>| {
        let Some(stamp) = stamp else { return };
        let moment = Moment::of(stamp, zone);
        if moment.from <= as_of {
            events.push(Event { moment, kind, record: (record, u32::try_from(index).unwrap_or(u32::MAX)) });
        }
    };
    for (index, step) in document.steps.iter().enumerate() {
        match step.state {
            StepState::Done => add(Kind::Step, RecordKind::Step, index, step.meta.stamp.as_ref()),
            StepState::Partial | StepState::Dropped => add(Kind::Other, RecordKind::Step, index, step.meta.stamp.as_ref()),
            StepState::Todo | StepState::Blocked => {}
        }
    }
    for (index, entry) in document.log.iter().enumerate() {
        add(Kind::Other, RecordKind::Log, index, entry.meta.stamp.as_ref());
    }
    for (index, decision) in document.decisions.iter().enumerate() {
        add(Kind::Decision, RecordKind::Decision, index, decision.meta.stamp.as_ref());
    }
    for (index, surprise) in document.surprises.iter().enumerate() {
        add(Kind::Surprise, RecordKind::Surprise, index, surprise.meta.stamp.as_ref());
    }
    for (index, outcome) in document.outcomes.iter().enumerate() {
        add(Kind::Outcome, RecordKind::Outcome, index, outcome.meta.stamp.as_ref());
    }
    events.sort_unstable();
    events
}
