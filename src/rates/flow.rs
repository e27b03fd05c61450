//! What the archive did, week by week and day by day: throughput, cumulative flow, activity.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::event::{Event, Kind};
use super::life::{Life, Standing};
use super::moment::{Moment, monday_of};
use super::percentile::percentile;

/// One ISO week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
    /// Steps done, decisions, surprises, outcomes: in the order of [`Kind::DRAWN`].
    pub counts: [u32; 4],
    /// Plans begun.
    pub begun: u32,
    /// Plans finished.
    pub finished: u32,
    /// Plans left unfinished: superseded, abandoned, archived or deleted half-way.
    pub closed: u32,
}

impl Week {
    fn new(monday: Date) -> Self {
        Self { monday, counts: [0; 4], begun: 0, finished: 0, closed: 0 }
    }

    /// Everything drawn of it.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// The whole activity of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Every week from the first event to the as-of day, without gaps.
    pub weeks: Vec<Week>,
    /// Every day on which anything happened, with what, in the order of [`Kind::DRAWN`] and the rest last.
    pub days: BTreeMap<Date, [u32; 5]>,
    /// Records that no week could be given, in the order of [`Kind::DRAWN`]: known only to lie somewhere in a
    /// stretch longer than a week.
    pub unplaced: [u32; 4],
}

/// One plan as the flow sees it.
#[derive(Clone, Copy, Debug)]
pub struct Lived<'a> {
    /// Its events.
    pub events: &'a [Event],
    /// Its life, if dated.
    pub life: Option<&'a Life>,
    /// Whether it is open, finished or closed.
    pub standing: Standing,
}

/// Counts events and plans by ISO week (Monday first) and by day, in the zone that times are shown in.
/// An interval counts in a week or on a day only if it lies wholly inside it.
///
/// Worked example: steps done on Tuesday 10 and Wednesday 11 February 2026 and on Monday the 16th: the week of
/// the 9th has two steps, that of the 16th one.
///
/// ```
/// use execplan_site::rates::{Event, Kind, Lived, Standing, flow};
/// let events = ["10", "11", "16"].map(|day| Event::day(Kind::Step, format!("2026-02-{day}").parse().unwrap()));
/// let lived = Lived { events: &events, life: None, standing: Standing::Open };
/// let flow = flow(&[lived], "2026-02-16".parse().unwrap());
/// let steps: Vec<_> = flow.weeks.iter().map(|week| (week.monday.to_string(), week.counts[0])).collect();
/// assert_eq!(steps, [("2026-02-09".to_string(), 2), ("2026-02-16".to_string(), 1)]);
/// ```
pub fn flow(plans: &[Lived], today: Date) -> Flow {
    let mut weeks: BTreeMap<Date, Week> = BTreeMap::new();
    let mut flow = Flow::default();
    for event in plans.iter().flat_map(|plan| plan.events) {
        let kind = Kind::DRAWN.iter().position(|kind| *kind == event.kind);
        if let Some(day) = event.moment.on() {
            flow.days.entry(day).or_default()[kind.unwrap_or(4)] += 1;
        }
        match (week_of(&event.moment), kind) {
            (Some(monday), Some(kind)) => week(&mut weeks, monday).counts[kind] += 1,
            (None, Some(kind)) => flow.unplaced[kind] += 1,
            (_, None) => {}
        }
    }
    for plan in plans {
        let Some(life) = plan.life else { continue };
        week(&mut weeks, monday_of(life.start.last_day)).begun += 1;
        let end = monday_of(life.end.last_day);
        match plan.standing {
            Standing::Finished => week(&mut weeks, end).finished += 1,
            Standing::Closed => week(&mut weeks, end).closed += 1,
            Standing::Open => {}
        }
    }
    flow.weeks = without_gaps(&weeks, monday_of(today));
    flow
}

fn week(weeks: &mut BTreeMap<Date, Week>, monday: Date) -> &mut Week {
    weeks.entry(monday).or_insert_with(|| Week::new(monday))
}

fn week_of(moment: &Moment) -> Option<Date> {
    let (first, last) = (monday_of(moment.first_day), monday_of(moment.last_day));
    (first == last).then_some(first)
}

fn without_gaps(weeks: &BTreeMap<Date, Week>, last: Date) -> Vec<Week> {
    let Some(mut monday) = weeks.keys().next().copied() else { return Vec::new() };
    let mut all = Vec::new();
    while monday <= last {
        all.push(weeks.get(&monday).copied().unwrap_or_else(|| Week::new(monday)));
        let Ok(next) = monday.checked_add(7.days()) else { break };
        monday = next;
    }
    all
}

/// Throughput in the median: steps done in the median of those weeks in which any step was done. Quiet
/// weeks do not count, so this is the size of a working week.
///
/// Worked example: weeks with 4, 0, 10 and 6 steps: of 4, 6, 10 the median is 6 steps a week.
///
/// ```
/// assert_eq!(execplan_site::rates::median_week(&[4, 0, 10, 6]), Some(6));
/// assert_eq!(execplan_site::rates::median_week(&[0]), None);
/// ```
pub fn median_week(steps: &[u32]) -> Option<u32> {
    let mut worked: Vec<u32> = steps.iter().copied().filter(|steps| *steps > 0).collect();
    worked.sort_unstable();
    percentile(&worked, 50).copied()
}

/// Cumulative flow at the end of each week: plans begun, plans ended (finished or closed) and of those
/// finished, all since the first week. Work in progress is begun less ended.
/// Source: Donald Reinertsen, "The Principles of Product Development Flow", cumulative flow diagram.
///
/// Worked example: two plans begun in the first week, one finished in the second: (2, 0, 0), then (2, 1, 1);
/// one is in progress.
///
/// ```
/// use execplan_site::rates::{Week, cumulative};
/// let week = |begun, finished| Week { monday: "2026-02-09".parse().unwrap(), counts: [0; 4], begun, finished, closed: 0 };
/// assert_eq!(cumulative(&[week(2, 0), week(0, 1)]), [(2, 0, 0), (2, 1, 1)]);
/// ```
pub fn cumulative(weeks: &[Week]) -> Vec<(u32, u32, u32)> {
    let mut sum = (0, 0, 0);
    weeks
        .iter()
        .map(|week| {
            sum.0 += week.begun;
            sum.1 += week.finished + week.closed;
            sum.2 += week.finished;
            sum
        })
        .collect()
}
