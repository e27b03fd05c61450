//! How fast the work went: every formula of the project, with units and sources, and nothing else.
//! Pure; takes stamps and counts, never text. "Now" is the moment the archive is read as of.
//!
//! | what | unit | where |
//! |---|---|---|
//! | a stamp as a stretch of time no narrower than what is known | seconds, days | [`Moment::of`] |
//! | work spells | seconds | [`spells`] |
//! | steps per active hour, per active day | steps an hour, steps a day | [`per_active_hour`], [`per_active_day`] |
//! | burn-up with scope | steps | [`burn_up()`] |
//! | cycle time | days, seconds | [`Life::days`], [`Life::seconds`], [`Quantiles`] |
//! | work item age | days | [`age_days`], [`share_within`] |
//! | stalled plans | days | [`usual_interval`], [`stalled_threshold`] |
//! | throughput, cumulative flow, activity | steps a week, plans, records a day | [`flow()`], [`median_week`], [`cumulative`] |
//! | agreement of written times with commits | seconds | [`Lag`] |
//! | forecast and its calibration | moments, share | [`forecast()`], [`back_test`] |

mod burn_up;
mod event;
mod flow;
mod forecast;
mod lag;
mod life;
mod moment;
mod pace;
mod percentile;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;

pub use burn_up::{BurnUp, burn_up, scope};
pub use event::{Event, Kind, events};
pub use flow::{Flow, Lived, Week, cumulative, flow, median_week};
pub use forecast::{BackTest, Forecast, NoForecast, Past, Point, Pool, Range, Sample, Subject, back_test, forecast, growth, points};
pub use lag::{Lag, lags};
pub use life::{Life, Stalled, Standing, age_days, intervals, life, stalled, stalled_threshold, standing, usual_interval};
pub use moment::{Known, Moment, days_between, monday_of, start_of};
pub use pace::{Pace, Spell, active_days, pace, per_active_day, per_active_hour, spells};
pub use percentile::{Quantiles, percentile, share_within};

use crate::config::Options;
use crate::model::{Archive, Plan};

/// The rates of every plan and of the archive.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Parallel to [`Archive::plans`].
    pub plans: Vec<PlanRates>,
    /// Of the archive as a whole.
    pub archive: ArchiveRates,
    /// The zone that times are shown in and days are counted in.
    pub zone: TimeZone,
    /// The day the archive is read as of.
    pub today: Date,
}

/// The rates of one plan.
#[derive(Clone, Debug)]
pub struct PlanRates {
    /// Its dated events, oldest first.
    pub events: Vec<Event>,
    /// Its steps over time.
    pub burn_up: BurnUp,
    /// How fast it moved while somebody worked on it.
    pub pace: Pace,
    /// Whether it is open, finished or closed.
    pub standing: Standing,
    /// When it began and last moved.
    pub life: Option<Life>,
    /// For an open plan: its age in days.
    pub age: Option<i64>,
    /// For an open plan that stands still: the evidence.
    pub stalled: Option<Stalled>,
    /// When it may be finished.
    pub forecast: Forecast,
}

/// The rates of an archive.
#[derive(Clone, Debug)]
pub struct ArchiveRates {
    /// Activity by week and day.
    pub flow: Flow,
    /// Cycle times of finished plans in days, sorted.
    pub cycle_days: Vec<i64>,
    /// Cycle times in seconds of the finished plans whose start and end are known to the minute, sorted.
    pub cycle_seconds: Vec<i64>,
    /// Steps per active hour of the plans that have such a rate, sorted.
    pub paces: Vec<f64>,
    /// The median of the days between successive active days of a plan, over all plans.
    pub usual_interval: Option<i64>,
    /// How forecasts of the past turned out.
    pub back_test: BackTest,
    /// Done steps with a clock time, a day, an interval, no time.
    pub dated: [u32; 4],
    /// How long after their written times steps were committed, where both are known.
    pub lag: Option<Lag>,
}

/// Every rate of an archive, in time linear in its events.
pub fn rates(archive: &Archive, options: &Options) -> Rates {
    let zone = TimeZone::get(&options.time_zone).unwrap_or(TimeZone::UTC);
    let today = archive.as_of.to_zoned(zone.clone()).date();
    let idle_gap = i64::from(options.idle_gap) * 60;
    let mut plans: Vec<PlanRates> = archive.plans.par_iter().map(|plan| plan_rates(plan, archive, idle_gap, &zone)).collect();

    // Stalled plans and ages: against the archive's own intervals.
    let mut gaps: Vec<i64> = plans.iter().flat_map(|rates| intervals(&rates.events)).collect();
    gaps.sort_unstable();
    let usual_interval = (gaps.len() >= 2).then(|| *percentile(&gaps, 50).expect("there are two"));
    for (plan, rates) in archive.plans.iter().zip(&mut plans) {
        let Some(life) = rates.life.filter(|_| rates.standing == Standing::Open) else { continue };
        rates.age = Some(age_days(life.start.last_day, today));
        rates.stalled = stalled(plan, &life, &rates.events, today, (usual_interval, options.stalled_after));
    }

    // Forecasts: from finished plans, and tried on them.
    let samples: Vec<Sample> = plans.iter().map(|rates| Sample::of(&rates.events, &rates.burn_up.scope)).collect();
    let finished = |index: &usize| plans[*index].standing == Standing::Finished;
    let past: Vec<Past> = (0..plans.len())
        .filter(finished)
        .map(|index| Past { sample: &samples[index], scope: &plans[index].burn_up.scope, seed: seed(&archive.plans[index]) })
        .collect();
    let pool = Pool::of(past.iter().map(|past| past.sample));
    let back_test = back_test(&past, &zone);
    let forecasts: Vec<Forecast> = archive
        .plans
        .iter()
        .zip(&samples)
        .zip(&plans)
        .map(|((plan, sample), rates)| {
            if rates.standing != Standing::Open {
                return Forecast::No(NoForecast::NotOpen);
            }
            let left = plan.progress.total.saturating_sub(plan.progress.done);
            forecast(&Subject { sample, left, now: archive.as_of, seed: seed(plan) }, &pool)
        })
        .collect();
    for (rates, forecast) in plans.iter_mut().zip(forecasts) {
        rates.forecast = forecast;
    }
    let lag = Lag::of(archive.plans.iter().flat_map(lags).collect());
    let archive = archive_rates(&plans, lag, today, usual_interval, back_test);
    Rates { plans, archive, zone, today }
}

impl Rates {
    /// Reads the rates of one plan again. What is of the archive as a whole stays, and the plan's forecast with it.
    pub fn again(&mut self, archive: &Archive, number: crate::model::PlanIndex, options: &Options) {
        let plan = archive.plan(number);
        self.today = archive.as_of.to_zoned(self.zone.clone()).date();
        let old = &mut self.plans[number as usize];
        let mut rates = plan_rates(plan, archive, i64::from(options.idle_gap) * 60, &self.zone);
        rates.forecast = old.forecast.clone();
        if let Some(life) = rates.life.filter(|_| rates.standing == Standing::Open) {
            rates.age = Some(age_days(life.start.last_day, self.today));
            let usual = (self.archive.usual_interval, options.stalled_after);
            rates.stalled = stalled(plan, &life, &rates.events, self.today, usual);
        }
        *old = rates;
    }
}

fn plan_rates(plan: &Plan, archive: &Archive, idle_gap: i64, zone: &TimeZone) -> PlanRates {
    let events = events(plan, archive.as_of, zone);
    PlanRates {
        burn_up: burn_up(plan, &events),
        pace: pace(&events, idle_gap),
        standing: standing(plan),
        life: life(plan, &events, archive.as_of, zone),
        age: None,
        stalled: None,
        forecast: Forecast::No(NoForecast::NotOpen),
        events,
    }
}

fn archive_rates(plans: &[PlanRates], lag: Option<Lag>, today: Date, usual_interval: Option<i64>, back_test: BackTest) -> ArchiveRates {
    let finished =
        || plans.iter().filter(|rates| rates.standing == Standing::Finished).filter_map(|rates| rates.life).filter(|life| life.measured);
    let mut cycle_days: Vec<i64> = finished().map(|life| life.days()).collect();
    let mut cycle_seconds: Vec<i64> = finished().filter_map(|life| life.seconds()).collect();
    let mut paces: Vec<f64> = plans.iter().filter_map(|rates| rates.pace.per_active_hour).collect();
    cycle_days.sort_unstable();
    cycle_seconds.sort_unstable();
    paces.sort_unstable_by(f64::total_cmp);
    let lived: Vec<Lived> =
        plans.iter().map(|rates| Lived { events: &rates.events, life: rates.life.as_ref(), standing: rates.standing }).collect();
    let mut dated = [0; 4];
    for rates in plans {
        for (sum, n) in dated.iter_mut().zip(rates.burn_up.dated) {
            *sum += n;
        }
    }
    ArchiveRates { flow: flow(&lived, today), cycle_days, cycle_seconds, paces, usual_interval, back_test, dated, lag }
}

/// What the trials of a plan are seeded with: FNV-1a of its id, so that they do not change with its neighbours.
fn seed(plan: &Plan) -> u64 {
    plan.id.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
