//! The life of a plan: whether it is open, when it began and ended, how long that took, how old it is, and
//! whether it stands still.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::event::Event;
use super::moment::{Known, Moment, days_between};
use super::pace::active_days;
use super::percentile::percentile;
use crate::model::{ChangeKind, Plan, Provenance, Shelf, Stamp, Status, StatusSource};

/// Whether a plan still counts as work in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Neither finished nor closed.
    Open,
    /// Complete, as it says or as its steps do.
    Finished,
    /// Left without being finished: superseded, abandoned, archived or deleted half-way.
    Closed,
}

/// Reads the standing of a plan from its status, its shelf and its steps.
pub fn standing(plan: &Plan) -> Standing {
    let status = plan.status.as_ref();
    let stated = status.is_some_and(|status| matches!(status.source, StatusSource::Header | StatusSource::FrontMatter));
    let all_done = plan.progress.total > 0 && plan.progress.done == plan.progress.total;
    match status.map(|status| status.value) {
        Some(Status::Complete) => Standing::Finished,
        Some(Status::Superseded | Status::Abandoned) => Standing::Closed,
        _ if all_done && !stated => Standing::Finished,
        _ if plan.shelf() != Shelf::Active => Standing::Closed,
        _ => Standing::Open,
    }
}

/// When a plan began and last moved, as well as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its first sign.
    pub start: Moment,
    /// Its last sign.
    pub end: Moment,
    /// Whether two or more dated records or stated dates say so: only then is the time between a cycle time.
    pub measured: bool,
}

/// The life of a plan: from its first dated record, or the creation date it states if that is an earlier day,
/// to its last, or the completion date it states if that is a later day. The commit in which a decision,
/// surprise or outcome first stood says when it was put on record, which may be long after the work, so
/// it does not count here. Where nothing but the creation is dated the life runs from that or the first commit of the file to
/// the last that changed its text, and measures nothing. `None` where nothing is known at all, or no more of a plan at an end
/// than when it began.
pub fn life(plan: &Plan, events: &[Event], as_of: Timestamp, zone: &TimeZone) -> Option<Life> {
    let stated = |stamp: &Option<Stamp>| {
        let stamp = stamp.as_ref().filter(|stamp| stamp.source == Provenance::Written)?;
        Some(Moment::of(stamp, zone)).filter(|moment| moment.from <= as_of)
    };
    let told = events.iter().filter(|event| event.is_told());
    let mut known: Vec<Moment> = told.map(|event| event.moment).collect();
    let created = stated(&plan.created).filter(|created| known.iter().all(|moment| created.first_day < moment.first_day));
    let ended = stated(&plan.document.completed).or_else(|| stated(&plan.document.updated));
    let ended = ended.filter(|ended| known.iter().all(|moment| ended.last_day > moment.last_day));
    let is_told = !known.is_empty() || ended.is_some();
    known.extend(created);
    known.extend(ended);
    let measured = known.len() >= 2;
    if !is_told {
        let edits = edits(plan, as_of, zone);
        if edits.is_empty() && standing(plan) != Standing::Open {
            return None;
        }
        known.extend(edits);
    }
    // Of the moments of the first (last) day the best known one, and of those the first (last).
    let start = known.iter().min_by_key(|moment| (moment.first_day, moment.known, moment.from))?;
    let end = known.iter().max_by_key(|moment| (moment.last_day, moment.known == Known::Clock, moment.to))?;
    // Everything in one commit: the work was done before it, for nobody knows how long.
    let measured = measured && !(start == end && start.source == Provenance::Committed);
    (start.from <= end.to).then_some(Life { start: *start, end: *end, measured })
}

/// The commits that made or changed the text of a plan; moves and deletions change nothing in it.
fn edits(plan: &Plan, as_of: Timestamp, zone: &TimeZone) -> Vec<Moment> {
    let changes = plan.history.iter().flat_map(|history| &history.changes);
    changes
        .filter(|change| matches!(change.kind, ChangeKind::Created | ChangeKind::Edited) && change.commit.at <= as_of)
        .map(|change| Moment::clock(change.commit.at, Provenance::Committed, zone))
        .collect()
}

impl Life {
    /// Seconds from start to end, where both are known to the minute and are not the same.
    ///
    /// Worked example: 08:30 to 09:13 on one day is 43 minutes, 2580 seconds; with a start known only to the
    /// day there is no such figure.
    ///
    /// ```
    /// use execplan_site::model::Provenance;
    /// use execplan_site::rates::{Life, Moment};
    /// use jiff::tz::TimeZone;
    /// let at = |time: &str| {
    ///     Moment::clock(format!("2026-02-10T{time}Z").parse().unwrap(), Provenance::Written, &TimeZone::UTC)
    /// };
    /// let day = Moment::day("2026-02-10".parse().unwrap(), Provenance::Written, &TimeZone::UTC);
    /// assert_eq!(Life { start: at("08:30"), end: at("09:13"), measured: true }.seconds(), Some(2580));
    /// assert_eq!(Life { start: day, end: at("09:13"), measured: true }.seconds(), None);
    /// ```
    pub fn seconds(&self) -> Option<i64> {
        Some(self.end.at()?.as_second() - self.start.at()?.as_second()).filter(|seconds| *seconds > 0)
    }

    /// Elapsed days, both ends counted: last day − first day + 1. For an end or start known only as an
    /// interval, the longest it can have been.
    /// Source: Daniel Vacanti, "Actionable Agile Metrics for Predictability": work that is begun and ended on
    /// one day took one day, not none.
    ///
    /// Worked example: 10 to 12 February is 12 − 10 + 1 = 3 days; one day alone is 1.
    ///
    /// ```
    /// use execplan_site::model::Provenance;
    /// use execplan_site::rates::{Life, Moment};
    /// use jiff::tz::TimeZone;
    /// let on = |day: &str| Moment::day(day.parse().unwrap(), Provenance::Written, &TimeZone::UTC);
    /// assert_eq!(Life { start: on("2026-02-10"), end: on("2026-02-12"), measured: true }.days(), 3);
    /// assert_eq!(Life { start: on("2026-02-10"), end: on("2026-02-10"), measured: true }.days(), 1);
    /// ```
    pub fn days(&self) -> i64 {
        days_between(self.start.first_day, self.end.last_day).max(0) + 1
    }
}

/// Work item age in days, the first and the present one counted: as-of day − first day + 1.
/// Source: Kanban Guide (2020), "work item age", in the unit of [`Life::days`] so that both compare.
///
/// Worked example: begun on 1 February, read on the 11th: 11 − 1 + 1 = 11 days.
///
/// ```
/// use execplan_site::rates::age_days;
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(age_days(day("2026-02-01"), day("2026-02-11")), 11);
/// ```
pub fn age_days(start: Date, as_of: Date) -> i64 {
    days_between(start, as_of).max(0) + 1
}

/// Why a plan counts as standing still.
#[derive(Clone, Debug, PartialEq)]
pub struct Stalled {
    /// Index into the plan's events of the last one; `None` where only the file is dated.
    pub last: Option<usize>,
    /// The day of the last sign of life.
    pub since: Date,
    /// Whole days from then to the day the archive is read as of.
    pub days: i64,
    /// The usual interval between active days, in days.
    pub usual: Option<i64>,
    /// Whether the usual interval is the plan's own (else the archive's).
    pub own: bool,
}

/// How many usual intervals must pass before a plan counts as stalled.
pub const STALLED_INTERVALS: i64 = 3;

/// The usual interval of a plan: the median (nearest rank) of the days between its successive active days.
/// `None` below three active days.
///
/// Worked example: active on the 1st, 2nd, 4th and 11th: intervals 1, 2, 7, median 2 days.
///
/// ```
/// use execplan_site::rates::{Event, Kind, usual_interval};
/// let events = ["01", "02", "04", "11"].map(|day| Event::day(Kind::Step, format!("2026-02-{day}").parse().unwrap()));
/// assert_eq!(usual_interval(&events), Some(2));
/// assert_eq!(usual_interval(&events[..2]), None);
/// ```
pub fn usual_interval(events: &[Event]) -> Option<i64> {
    let mut gaps = intervals(events);
    gaps.sort_unstable();
    (gaps.len() >= 2).then(|| *percentile(&gaps, 50).expect("there are two"))
}

/// The days between the successive active days of a plan, in order.
pub fn intervals(events: &[Event]) -> Vec<i64> {
    let days: Vec<Date> = active_days(events).into_iter().collect();
    days.windows(2).map(|pair| days_between(pair[0], pair[1])).collect()
}

/// How many silent days make a plan stalled: the larger of `stalled-after` and `STALLED_INTERVALS` times
/// the usual interval.
///
/// Worked example: with `stalled-after` 14 a plan that moved every 2 days is stalled after max(14, 6) = 14
/// days, one that moved every 10 days after max(14, 30) = 30.
///
/// ```
/// use execplan_site::rates::stalled_threshold;
/// assert_eq!(stalled_threshold(14, Some(2)), 14);
/// assert_eq!(stalled_threshold(14, Some(10)), 30);
/// assert_eq!(stalled_threshold(14, None), 14);
/// ```
pub fn stalled_threshold(stalled_after: u32, usual: Option<i64>) -> i64 {
    i64::from(stalled_after).max(STALLED_INTERVALS * usual.unwrap_or(0))
}

/// Whether an open plan stands still on the day the archive is read as of, and the evidence. A blocked plan
/// waits and says so, a proposed one has not begun: neither is stalled.
pub fn stalled(plan: &Plan, life: &Life, events: &[Event], today: Date, usual: (Option<i64>, u32)) -> Option<Stalled> {
    let (archive_usual, stalled_after) = usual;
    let waits = plan.status.as_ref().is_some_and(|status| matches!(status.value, Status::Blocked | Status::Proposed));
    if waits || standing(plan) != Standing::Open {
        return None;
    }
    let own = usual_interval(events);
    let usual = own.or(archive_usual);
    let since = life.end.last_day;
    let days = days_between(since, today);
    (days > stalled_threshold(stalled_after, usual)).then(|| Stalled {
        last: events.iter().rposition(|event| event.moment.last_day == since),
        since,
        days,
        usual,
        own: own.is_some(),
    })
}
