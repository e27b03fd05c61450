//! When an open plan may be finished: a Monte Carlo over the pauses between steps, its own and those of
//! finished plans, with the growth of scope, as a range; and the same forecast tried on the past.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

use super::event::{Event, Kind};
use super::moment::Known;
use super::percentile::percentile;

/// How often a forecast is played through.
pub const TRIALS: usize = 1000;
/// How often each forecast of the past is.
pub const BACK_TEST_TRIALS: usize = 300;
/// How many finished plans, newest first, the forecast is tried on.
pub const BACK_TESTS: usize = 400;
/// Fewest sources a forecast rests on: pauses of the plan's own, and finished plans, that are longer than the
/// plan has waited already.
pub const LEAST_SOURCES: usize = 5;
/// A plan with this many such pauses of its own is forecast from itself in half of the trials.
pub const OWN_HALF: usize = 5;
/// Most steps that are played through one by one.
const MOST_STEPS: u32 = 2000;

/// The forecast of an open plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Forecast {
    /// A range.
    Range(Range),
    /// None, and why.
    No(NoForecast),
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForecast {
    /// The plan is not open.
    NotOpen,
    /// No step is left.
    NothingLeft,
    /// No step of the plan has a time.
    NoDatedStep,
    /// Too few pauses known, of the plan and of the archive.
    NotEnoughHistory,
    /// It has stood still for longer than any pause ever measured here.
    StoodTooLong,
}

/// A forecast range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Half of the trials were finished by then.
    pub p50: Timestamp,
    /// 85 % of the trials were finished by then.
    pub p85: Timestamp,
    /// Whether the hour means something: every pause of the plan was measured by the clock and the range
    /// ends within two days.
    pub by_clock: bool,
    /// Pauses of the plan's own that it rests on.
    pub own: usize,
    /// Finished plans it rests on.
    pub plans: usize,
    /// Steps left now.
    pub left: u32,
    /// Whether the growth of scope is known from history and part of it.
    pub growth_known: bool,
}

/// What a plan offers a forecast: when its steps were done, and how its scope grew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// When each dated step was done, oldest first.
    pub points: Vec<Point>,
    /// Whether every point is a clock time.
    pub by_clock: bool,
    /// Steps added on the way for each step of the first version, if history tells.
    pub growth: Option<f64>,
}

/// When a step was done, as a point for measuring pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The clock time, or noon of a day, or the end of an interval.
    pub at: Timestamp,
    /// Whether it stands for a whole day.
    pub whole_day: bool,
}

impl Point {
    /// The last moment it can stand for.
    fn end(self) -> Timestamp {
        if self.whole_day { later(self.at, HALF_DAY) } else { self.at }
    }
}

const HALF_DAY: i64 = 43_199;

impl Sample {
    /// Of a plan's events and, where history counts them, its numbers of steps over time.
    pub fn of(events: &[Event], scope: &[(Timestamp, u32)]) -> Self {
        let steps = events.iter().filter(|event| event.kind == Kind::Step);
        Self { points: points(events), by_clock: steps.clone().all(|event| event.moment.known == Known::Clock), growth: growth(scope) }
    }

    /// The pauses between points in seconds, sorted.
    fn pauses(points: &[Point]) -> Vec<i64> {
        let mut pauses: Vec<i64> = points.windows(2).map(|pair| pair[1].at.as_second() - pair[0].at.as_second()).collect();
        pauses.sort_unstable();
        pauses
    }
}

/// One point for each dated step, for measuring pauses: a clock time itself; a day the last clock time of
/// that day in the plan, else its noon; an interval its end. Pauses between days are thus whole days and
/// pauses within a day that nobody noted are nothing.
///
/// Worked example: steps on the 10th and 11th, known to the day: the pause is 24 hours.
///
/// ```
/// use execplan_site::rates::{Event, Kind, points};
/// let events = ["10", "11"].map(|day| Event::day(Kind::Step, format!("2026-02-{day}").parse().unwrap()));
/// let points = points(&events);
/// assert_eq!(points[1].at.as_second() - points[0].at.as_second(), 86_400);
/// ```
pub fn points(events: &[Event]) -> Vec<Point> {
    let clocks: std::collections::BTreeMap<_, _> =
        events.iter().filter_map(|event| Some((event.moment.on()?, event.moment.at()?))).collect();
    let mut points: Vec<Point> = events
        .iter()
        .filter(|event| event.kind == Kind::Step)
        .map(|event| match (event.moment.known, clocks.get(&event.moment.first_day)) {
            (Known::Day, Some(at)) => Point { at: *at, whole_day: false },
            (Known::Day, None) => Point { at: later(event.moment.from, 43_200), whole_day: true },
            _ => Point { at: event.moment.to, whole_day: false },
        })
        .collect();
    points.sort_unstable();
    points
}

/// Growth of scope: steps added from the first version to the last, for each step of the first. Never
/// negative; `None` with fewer than two versions.
///
/// Worked example: 8 steps at first, 12 in the end: (12 − 8) / 8 = 0.5.
///
/// ```
/// use execplan_site::rates::growth;
/// let at = |day: &str| format!("2026-02-{day}T00:00Z").parse().unwrap();
/// assert_eq!(growth(&[(at("01"), 8), (at("02"), 12)]), Some(0.5));
/// assert_eq!(growth(&[(at("01"), 8)]), None);
/// ```
pub fn growth(scope: &[(Timestamp, u32)]) -> Option<f64> {
    let mut counted = scope.iter().filter(|(_, total)| *total > 0);
    let (first, last) = (counted.next()?.1, counted.next_back()?.1);
    Some(f64::from(last.saturating_sub(first)) / f64::from(first))
}

/// A plan about to be forecast.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What it offers itself.
    pub sample: &'a Sample,
    /// Steps left.
    pub left: u32,
    /// The moment it is forecast at.
    pub now: Timestamp,
    /// What the trials are seeded with.
    pub seed: u64,
}

/// The finished plans of an archive that a forecast may rest on.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Their pauses, each sorted, with the growth of their scope.
    sources: Vec<Source>,
    /// Indices of the sources by their longest pause.
    by_longest: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Source {
    pauses: Vec<i64>,
    growth: Option<f64>,
}

impl Source {
    fn longest(&self) -> i64 {
        self.pauses.last().copied().unwrap_or(0)
    }

    /// The pauses longer than a wait.
    fn longer(&self, waited: i64) -> &[i64] {
        &self.pauses[self.pauses.partition_point(|pause| *pause <= waited)..]
    }
}

impl Pool {
    /// Of the samples of finished plans; one without a pause offers nothing.
    pub fn of<'a>(samples: impl Iterator<Item = &'a Sample>) -> Self {
        let sources: Vec<Source> = samples.map(|sample| Source { pauses: Sample::pauses(&sample.points), growth: sample.growth }).collect();
        let mut by_longest: Vec<usize> = (0..sources.len()).collect();
        by_longest.sort_by_key(|index| (sources[*index].longest(), *index));
        Self { sources, by_longest }
    }

    /// The sources with a pause longer than a wait.
    fn longer(&self, waited: i64) -> &[usize] {
        &self.by_longest[self.by_longest.partition_point(|index| self.sources[*index].longest() <= waited)..]
    }
}

/// Forecasts one plan. The plan has waited some time since its last step (to the end of the day, for a step
/// known to the day) and is still open, so its next pause is longer than that: only sources with such a pause
/// can tell anything. Each trial takes one source: the plan itself, with probability own / (own +
/// `OWN_HALF`) where `own` counts its pauses longer than the wait, else one such finished plan at random, so
/// that a slow plan stays slow for a whole trial. The steps left grow by the growth of scope of that source.
/// The first pause is drawn from the source's pauses longer than the wait, less the wait; one pause is drawn
/// with replacement for each further step. The range is the 50th and 85th percentile of `TRIALS` trials,
/// from a generator (PCG32) seeded by the plan's id.
/// Source: bootstrap forecast of Troy Magennis, "Forecasting and Simulating Software Development Projects",
/// drawn by plan as in a block bootstrap and conditioned on the wait.
///
/// Worked example: one step left and every pause known is exactly one hour: whatever is drawn, the plan is
/// finished one hour from now, at P50 and P85 alike.
///
/// ```
/// use execplan_site::rates::{Forecast, Point, Pool, Sample, Subject, forecast};
/// let at = |hour: i64| jiff::Timestamp::from_second(hour * 3600).unwrap();
/// let points = (0..6).map(|hour| Point { at: at(hour), whole_day: false }).collect();
/// let sample = Sample { points, by_clock: true, growth: None };
/// let subject = Subject { sample: &sample, left: 1, now: at(5), seed: 7 };
/// let Forecast::Range(range) = forecast(&subject, &Pool::default()) else { panic!() };
/// assert_eq!((range.p50, range.p85), (at(6), at(6)));
/// ```
pub fn forecast(subject: &Subject, pool: &Pool) -> Forecast {
    let Some(waited) = waited(subject) else { return Forecast::No(NoForecast::NoDatedStep) };
    if subject.left == 0 {
        return Forecast::No(NoForecast::NothingLeft);
    }
    match trials(subject, pool, pool.longer(waited), TRIALS) {
        Ok((ends, own)) => Forecast::Range(range(subject, pool.longer(waited), &ends, own, pool)),
        Err(why) => Forecast::No(why),
    }
}

/// Seconds the subject has waited since its last step; a step known to the day leaves the rest of that day
/// for others of the same day, so the wait is at least half a day.
fn waited(subject: &Subject) -> Option<i64> {
    let last = subject.sample.points.last()?;
    let waited = (subject.now.as_second() - last.at.as_second()).max(0);
    Some(if last.whole_day { waited.max(HALF_DAY) } else { waited })
}

fn range(subject: &Subject, plans: &[usize], ends: &[i64], own: usize, pool: &Pool) -> Range {
    let at = |percent| later(subject.now, *percentile(ends, percent).unwrap_or(&0));
    let (p50, p85) = (at(50), at(85));
    Range {
        p50,
        p85,
        by_clock: subject.sample.by_clock && p85.as_second() - subject.now.as_second() <= 172_800,
        own,
        plans: plans.len(),
        left: subject.left,
        growth_known: subject.sample.growth.is_some() || plans.iter().any(|index| pool.sources[*index].growth.is_some()),
    }
}

/// Seconds from now to the end, one for each trial, sorted; and how many pauses of its own they rest on.
fn trials(subject: &Subject, pool: &Pool, plans: &[usize], n: usize) -> Result<(Vec<i64>, usize), NoForecast> {
    let Some(waited) = waited(subject) else { return Err(NoForecast::NoDatedStep) };
    let own = Source { pauses: Sample::pauses(&subject.sample.points), growth: subject.sample.growth };
    let n_own = own.longer(waited).len();
    match n_own + plans.len() {
        0 if own.pauses.len() + pool.sources.len() >= LEAST_SOURCES => return Err(NoForecast::StoodTooLong),
        few if few < LEAST_SOURCES => return Err(NoForecast::NotEnoughHistory),
        _ => {}
    }
    let mut draw = Draw(Pcg32::seed_from_u64(subject.seed));
    let mut ends: Vec<i64> = (0..n)
        .map(|_| {
            let from_self = plans.is_empty() || draw.below(n_own + OWN_HALF) < n_own;
            let source = if from_self { &own } else { &pool.sources[plans[draw.below(plans.len())]] };
            let grown = f64::from(subject.left) * (1.0 + source.growth.unwrap_or(0.0));
            let steps = (grown.round() as u32).clamp(1, MOST_STEPS);
            let longer = source.longer(waited);
            let first = longer[draw.below(longer.len())] - waited;
            first + (1..steps).map(|_| source.pauses[draw.below(source.pauses.len())]).sum::<i64>()
        })
        .collect();
    ends.sort_unstable();
    Ok((ends, n_own))
}

struct Draw(Pcg32);

impl Draw {
    /// A whole number from 0 to `n − 1`; `n` must not be 0. (Multiply-shift; the bias is below n / 2³².)
    fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// How forecasts of the past turned out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackTest {
    /// Finished plans that were forecast half-way.
    pub tried: u32,
    /// How many ended no later than P50.
    pub within_p50: u32,
    /// How many ended no later than P85.
    pub within_p85: u32,
}

/// A finished plan, for the back-test.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// What it offers.
    pub sample: &'a Sample,
    /// Its number of steps over time, where history counts them.
    pub scope: &'a [(Timestamp, u32)],
    /// What the trials are seeded with.
    pub seed: u64,
}

/// Tries the forecast on finished plans: each is read as it stood when half of its dated steps were done
/// (for steps known to the day, at the end of that day), with only its own steps until then and the plans that
/// had ended by then, and the forecast compared with the second, or day, its last dated step was done. Plans
/// with fewer than four dated steps, or with none after that moment, test nothing and are left out. The
/// `BACK_TESTS` most recent are tried. (Checked in `tests/it/rates.rs`.)
pub fn back_test(past: &[Past], zone: &TimeZone) -> BackTest {
    let mut past: Vec<&Past> = past.iter().filter(|plan| !plan.sample.points.is_empty()).collect();
    past.sort_by_key(|plan| (plan.sample.points.last().map(|point| point.end()), plan.seed));
    let pool = Pool::of(past.iter().map(|plan| plan.sample));
    let ends: Vec<Timestamp> = past.iter().filter_map(|plan| plan.sample.points.last()).map(|point| point.end()).collect();
    let mut result = BackTest::default();
    for (plan, done) in past.iter().rev().filter_map(|plan| Some((plan, half_way(plan)?))).take(BACK_TESTS) {
        let points = &plan.sample.points;
        let now = points[done - 1].end();
        let sample = Sample { points: points[..done].to_vec(), by_clock: plan.sample.by_clock, growth: growth_until(plan.scope, now) };
        let subject = Subject { sample: &sample, left: left_at(plan, done, now), now, seed: plan.seed };
        let Some(waited) = waited(&subject) else { continue };
        let ended = 0..ends.partition_point(|end| *end <= now);
        let longer: Vec<usize> = ended.filter(|index| pool.sources[*index].longest() > waited).collect();
        let Ok((trials, _)) = trials(&subject, &pool, &longer, BACK_TEST_TRIALS) else { continue };
        let actual = points[points.len() - 1].at;
        let within = |percent| {
            let end = later(now, *percentile(&trials, percent).unwrap_or(&0));
            let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
            if sample.by_clock { actual <= end } else { day(actual) <= day(end) }
        };
        result.tried += 1;
        result.within_p50 += u32::from(within(50));
        result.within_p85 += u32::from(within(85));
    }
    result
}

/// How many steps were done when half were, counting all of one moment; `None` for plans that test nothing.
fn half_way(plan: &Past) -> Option<usize> {
    let points = &plan.sample.points;
    let middle = points.get(points.len().div_ceil(2).checked_sub(1)?)?.at;
    let done = points.partition_point(|point| point.at <= middle);
    (points.len() >= 4 && done < points.len()).then_some(done)
}

fn growth_until(scope: &[(Timestamp, u32)], now: Timestamp) -> Option<f64> {
    growth(&scope[..scope.partition_point(|(at, _)| *at <= now)])
}

/// Steps left at a moment of the past: of the steps that were dated in the end, the share that was in scope
/// then, less those done; without versions in history, all of them.
fn left_at(plan: &Past, done: usize, now: Timestamp) -> u32 {
    let dated = plan.sample.points.len();
    let then = plan.scope[..plan.scope.partition_point(|(at, _)| *at <= now)].last();
    let in_scope = match (then, plan.scope.last()) {
        (Some((_, then)), Some((_, end))) if *end > 0 => (dated * *then as usize).div_ceil(*end as usize),
        _ => dated,
    };
    u32::try_from(in_scope.saturating_sub(done)).unwrap_or(u32::MAX).max(1)
}
