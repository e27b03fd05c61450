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
/// Fewest pauses of a plan's own that suffice without an archive.
pub const LEAST_OWN: usize = 3;
/// Fewest finished plans with measured pauses that suffice for a plan with less.
pub const LEAST_PLANS: usize = 5;
/// A plan with this many pauses of its own is forecast from itself in half of the trials.
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

/// What a plan offers a forecast: the pauses between its steps and how its scope grew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// When each dated step was done, oldest first, as a point; see [`points`].
    pub points: Vec<Timestamp>,
    /// Whether every point is a clock time.
    pub by_clock: bool,
    /// Steps added on the way for each step of the first version, if history tells.
    pub growth: Option<f64>,
}

impl Sample {
    /// Of a plan's events and, where history counts them, its numbers of steps over time.
    pub fn of(events: &[Event], scope: &[(Timestamp, u32)]) -> Self {
        let steps = events.iter().filter(|event| event.kind == Kind::Step);
        Self { points: points(events), by_clock: steps.clone().all(|event| event.moment.known == Known::Clock), growth: growth(scope) }
    }

    fn gaps(points: &[Timestamp]) -> Vec<i64> {
        points.windows(2).map(|pair| pair[1].as_second() - pair[0].as_second()).collect()
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
/// assert_eq!(points[1].as_second() - points[0].as_second(), 86_400);
/// ```
pub fn points(events: &[Event]) -> Vec<Timestamp> {
    let clocks: std::collections::BTreeMap<_, _> =
        events.iter().filter_map(|event| Some((event.moment.on()?, event.moment.at()?))).collect();
    let mut points: Vec<Timestamp> = events
        .iter()
        .filter(|event| event.kind == Kind::Step)
        .map(|event| match (event.moment.known, clocks.get(&event.moment.first_day)) {
            (Known::Day, Some(at)) => *at,
            (Known::Day, None) => later(event.moment.from, 43_200),
            _ => event.moment.to,
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
pub struct Pool<'a> {
    samples: Vec<(&'a Sample, Vec<i64>)>,
    /// Every pause, sorted: for plans that already wait.
    sorted: Vec<i64>,
}

impl<'a> Pool<'a> {
    /// Of the samples of finished plans; those without a pause offer nothing.
    pub fn of(samples: impl Iterator<Item = &'a Sample>) -> Self {
        let samples: Vec<_> = samples.map(|sample| (sample, Sample::gaps(&sample.points))).filter(|(_, gaps)| !gaps.is_empty()).collect();
        let mut sorted: Vec<i64> = samples.iter().flat_map(|(_, gaps)| gaps.iter().copied()).collect();
        sorted.sort_unstable();
        Self { samples, sorted }
    }
}

/// Forecasts one plan. Each trial takes the pauses of one source: the plan itself, with probability
/// own / (own + [`OWN_HALF`]), else one finished plan at random, so that a slow plan stays slow for a whole
/// trial. The steps left grow by the growth of scope of that source; one pause is drawn with replacement for
/// each. The first pause is drawn from those longer than the plan has waited already, less that wait. The
/// range is the 50th and 85th percentile of [`TRIALS`] trials, from a generator (PCG32) seeded by the plan's id.
/// Source: bootstrap forecast of Troy Magennis, "Forecasting and Simulating Software Development Projects",
/// drawn by plan as in a block bootstrap.
///
/// Worked example: one step left and every pause known is exactly one hour: whatever is drawn, the plan is
/// finished one hour from now, at P50 and P85 alike.
///
/// ```
/// use execplan_site::rates::{Forecast, Pool, Sample, Subject, forecast};
/// use jiff::tz::TimeZone;
/// let at = |hour: i64| jiff::Timestamp::from_second(hour * 3600).unwrap();
/// let sample = Sample { points: (0..5).map(at).collect(), by_clock: true, growth: None };
/// let subject = Subject { sample: &sample, left: 1, now: at(4), seed: 7 };
/// let Forecast::Range(range) = forecast(&subject, &Pool::default()) else { panic!() };
/// assert_eq!((range.p50, range.p85), (at(5), at(5)));
/// ```
pub fn forecast(subject: &Subject, pool: &Pool) -> Forecast {
    let plans = pool.samples.len();
    match trials(subject, pool, plans, TRIALS) {
        Ok(ends) => Forecast::Range(range(subject, plans, &ends, pool)),
        Err(why) => Forecast::No(why),
    }
}

fn range(subject: &Subject, plans: usize, ends: &[i64], pool: &Pool) -> Range {
    let at = |percent| later(subject.now, *percentile(ends, percent).unwrap_or(&0));
    let (p50, p85) = (at(50), at(85));
    Range {
        p50,
        p85,
        by_clock: subject.sample.by_clock && p85.as_second() - subject.now.as_second() <= 172_800,
        own: subject.sample.points.len().saturating_sub(1),
        plans,
        left: subject.left,
        growth_known: subject.sample.growth.is_some() || pool.samples.iter().any(|(sample, _)| sample.growth.is_some()),
    }
}

/// Seconds from now to the end, one for each trial, sorted.
fn trials(subject: &Subject, pool: &Pool, plans: usize, n: usize) -> Result<Vec<i64>, NoForecast> {
    let own = Sample::gaps(&subject.sample.points);
    let Some(last) = subject.sample.points.last() else { return Err(NoForecast::NoDatedStep) };
    if subject.left == 0 {
        return Err(NoForecast::NothingLeft);
    }
    if own.len() < LEAST_OWN && plans < LEAST_PLANS {
        return Err(NoForecast::NotEnoughHistory);
    }
    let waited = (subject.now.as_second() - last.as_second()).max(0);
    let mut longer: Vec<i64> = own.iter().copied().filter(|gap| *gap > waited).collect();
    if longer.is_empty() {
        longer = pool.sorted[pool.sorted.partition_point(|gap| *gap <= waited)..].to_vec();
    }
    if longer.is_empty() && waited > 0 {
        return Err(NoForecast::StoodTooLong);
    }
    let mut draw = Draw(Pcg32::seed_from_u64(subject.seed));
    let mut ends: Vec<i64> = (0..n)
        .map(|_| {
            let from_self = plans == 0 || draw.below(own.len() + OWN_HALF) < own.len();
            let (gaps, growth) = if from_self && !own.is_empty() {
                (&own, subject.sample.growth)
            } else {
                let (sample, gaps) = &pool.samples[draw.below(plans)];
                (gaps, sample.growth)
            };
            let grown = f64::from(subject.left) * (1.0 + growth.unwrap_or(0.0));
            let steps = (grown.round() as u32).clamp(1, MOST_STEPS);
            let first = if waited > 0 { longer[draw.below(longer.len())] - waited } else { gaps[draw.below(gaps.len())] };
            first + (1..steps).map(|_| gaps[draw.below(gaps.len())]).sum::<i64>()
        })
        .collect();
    ends.sort_unstable();
    Ok(ends)
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

/// Tries the forecast on finished plans: each is read as it stood when half of its dated steps were done,
/// with only its own steps until then and the plans that had ended by then, and the forecast compared with
/// the day (or, for clock times, the second) its last dated step was done. Plans with fewer than four dated
/// steps, or with all of them at one moment, test nothing and are left out. The [`BACK_TESTS`] most recent
/// are tried.
pub fn back_test(past: &[Past], zone: &TimeZone) -> BackTest {
    let mut past: Vec<&Past> = past.iter().filter(|plan| !plan.sample.points.is_empty()).collect();
    past.sort_by_key(|plan| (plan.sample.points.last().copied(), plan.seed));
    let pool = Pool { sorted: Vec::new(), ..Pool::of(past.iter().map(|plan| plan.sample)) };
    let ends: Vec<Timestamp> = pool.samples.iter().filter_map(|(sample, _)| sample.points.last().copied()).collect();
    let mut result = BackTest::default();
    for plan in past.iter().rev().filter(|plan| half_way(plan).is_some()).take(BACK_TESTS) {
        let Some(done) = half_way(plan) else { continue };
        let points = &plan.sample.points;
        let now = points[done - 1];
        let sample = Sample { points: points[..done].to_vec(), by_clock: plan.sample.by_clock, growth: growth_until(plan.scope, now) };
        let subject = Subject { sample: &sample, left: left_at(plan, done, now), now, seed: plan.seed };
        let ended = ends.partition_point(|end| *end <= now);
        let Ok(trials) = trials(&subject, &pool, ended, BACK_TEST_TRIALS) else { continue };
        let actual = points[points.len() - 1];
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
    let middle = *points.get(points.len().div_ceil(2).checked_sub(1)?)?;
    let done = points.partition_point(|at| *at <= middle);
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
