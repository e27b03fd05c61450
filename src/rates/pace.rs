//! How fast one plan moved while somebody worked on it: spells of work, steps per active hour, steps per
//! active day. Only clock times make spells; days count days.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::event::{Event, Kind};

/// A stretch of work without a pause longer than the idle gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Its first event.
    pub from: Timestamp,
    /// Its last event.
    pub to: Timestamp,
    /// Steps done in it.
    pub steps: u32,
    /// Steps done in it after its first moment: those whose making lies inside the spell.
    pub later_steps: u32,
}

impl Spell {
    /// Its length in seconds; 0 for a single moment.
    pub fn seconds(&self) -> i64 {
        self.to.as_second() - self.from.as_second()
    }
}

/// The pace of one plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// The spells of work, oldest first.
    pub spells: Vec<Spell>,
    /// Seconds inside spells.
    pub active_seconds: i64,
    /// Days on which anything happened.
    pub active_days: u32,
    /// Steps per hour inside spells; see [`per_active_hour`].
    pub per_active_hour: Option<f64>,
    /// Steps per day on which anything happened; see [`per_active_day`].
    pub per_active_day: Option<f64>,
}

/// Shortest time inside spells, in seconds, that a rate per hour is worked out from.
pub const LEAST_ACTIVE_SECONDS: i64 = 600;

/// Fewest steps that a rate is worked out from.
pub const LEAST_STEPS: u32 = 3;

/// The pace of a plan from its events, oldest first; `idle_gap` in seconds.
pub fn pace(events: &[Event], idle_gap: i64) -> Pace {
    let spells = spells(events, idle_gap);
    Pace {
        active_seconds: spells.iter().map(Spell::seconds).sum(),
        active_days: u32::try_from(active_days(events).len()).unwrap_or(u32::MAX),
        per_active_hour: per_active_hour(&spells),
        per_active_day: per_active_day(events),
        spells,
    }
}

/// Splits the clock-timed events of a plan at every pause longer than `idle_gap` seconds. The commit in which a
/// decision, surprise or outcome first stood is no event here: it says when that was put on record.
/// Source: the session rule of web analytics and of `git-hours`, with the threshold set by `idle-gap`.
///
/// Worked example, idle gap two hours: events at 08:00, 09:30, 13:00 and 13:20 make two spells, 08:00 to 09:30
/// (the pause of 3.5 hours is longer than two) and 13:00 to 13:20.
///
/// ```
/// use execplan_site::rates::{Event, Kind, spells};
/// let at = |time: &str| Event::clock(Kind::Step, format!("2026-02-10T{time}Z").parse().unwrap());
/// let found = spells(&[at("08:00"), at("09:30"), at("13:00"), at("13:20")], 7200);
/// let minutes: Vec<i64> = found.iter().map(|spell| spell.seconds() / 60).collect();
/// assert_eq!(minutes, [90, 20]);
/// ```
pub fn spells(events: &[Event], idle_gap: i64) -> Vec<Spell> {
    let mut timed: Vec<(Timestamp, bool)> =
        events.iter().filter(|event| event.is_told()).filter_map(|event| Some((event.moment.at()?, event.kind == Kind::Step))).collect();
    timed.sort_unstable();
    let mut spells: Vec<Spell> = Vec::new();
    for (at, step) in timed {
        let step = u32::from(step);
        match spells.last_mut() {
            Some(spell) if at.as_second() - spell.to.as_second() <= idle_gap => {
                spell.to = at;
                spell.steps += step;
                spell.later_steps += if at > spell.from { step } else { 0 };
            }
            _ => spells.push(Spell { from: at, to: at, steps: step, later_steps: 0 }),
        }
    }
    spells
}

/// Steps per active hour: steps done after the first moment of their spell, divided by the hours inside
/// spells. A step at the very start of a spell was made before it, at a time nobody noted, so it does not
/// count (n events bound n − 1 stretches). `None` below `LEAST_STEPS` such steps or
/// `LEAST_ACTIVE_SECONDS`.
///
/// Worked example: steps at 08:00, 08:30, 09:00 and 09:30 make one spell of 1.5 hours with three steps after
/// its first moment: 3 / 1.5 = 2.0 steps per active hour.
///
/// ```
/// use execplan_site::rates::{Event, Kind, per_active_hour, spells};
/// let at = |time: &str| Event::clock(Kind::Step, format!("2026-02-10T{time}Z").parse().unwrap());
/// let steps = ["08:00", "08:30", "09:00", "09:30"].map(at);
/// assert_eq!(per_active_hour(&spells(&steps, 7200)), Some(2.0));
/// assert_eq!(per_active_hour(&spells(&steps[..2], 7200)), None);
/// ```
pub fn per_active_hour(spells: &[Spell]) -> Option<f64> {
    let steps: u32 = spells.iter().map(|spell| spell.later_steps).sum();
    let seconds: i64 = spells.iter().map(Spell::seconds).sum();
    (steps >= LEAST_STEPS && seconds >= LEAST_ACTIVE_SECONDS).then(|| f64::from(steps) * 3600.0 / seconds as f64)
}

/// Steps per active day: steps whose day is known, divided by the days on which anything of the plan
/// happened. Days without an event are not active. `None` below `LEAST_STEPS` steps.
///
/// Worked example: two steps on the 10th, a decision on the 11th, four steps on the 12th: six steps on three
/// active days, 2.0 a day.
///
/// ```
/// use execplan_site::rates::{Event, Kind, per_active_day};
/// let on = |kind, day: &str| Event::day(kind, format!("2026-02-{day}").parse().unwrap());
/// let mut events = vec![on(Kind::Step, "10"), on(Kind::Step, "10"), on(Kind::Decision, "11")];
/// events.extend([on(Kind::Step, "12"), on(Kind::Step, "12"), on(Kind::Step, "12"), on(Kind::Step, "12")]);
/// assert_eq!(per_active_day(&events), Some(2.0));
/// ```
pub fn per_active_day(events: &[Event]) -> Option<f64> {
    let steps = events.iter().filter(|event| event.kind == Kind::Step && event.moment.on().is_some()).count();
    let days = active_days(events).len();
    (steps >= LEAST_STEPS as usize && days > 0).then(|| steps as f64 / days as f64)
}

/// The days on which anything happened, as told: see [`Event::is_told`].
pub fn active_days(events: &[Event]) -> BTreeSet<jiff::civil::Date> {
    events.iter().filter(|event| event.is_told()).filter_map(|event| event.moment.on()).collect()
}
