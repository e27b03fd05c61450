//! A plan over time: its burn-up with the figures under it, its sparkline, its pace and forecast in words.
//! Says what a number rests on, and says so where there is too little to say.

use jiff::Timestamp;

use super::Scene;
use super::figure::{Cell, Key, figure, words_only};
use super::format::{self, count};
use crate::chart::{self, BurnUp, Completion, Cone, Happening, Shape, day, day_month, duration, number};
use crate::model::{PlanIndex, Provenance, RecordRef, Stamp};
use crate::rates::{Event, Forecast, Kind, Known, NoForecast, PlanRates, Range, Standing};

/// The burn-up of a plan with its figures, or the figures with the reason why there is nothing to draw.
/// Empty for a plan without a dated step.
pub fn burn_up(scene: &Scene<'_>, number: PlanIndex) -> String {
    let rates = scene.index.rates(number);
    let steps: Vec<&Event> = rates.events.iter().filter(|event| event.kind == Kind::Step).collect();
    let Some(first) = steps.first() else { return String::new() };
    let cells = cells(scene, number);
    let title = title(rates);
    if steps.iter().all(|step| step.moment == first.moment) {
        let (kind, index) = first.record;
        let stamp = scene.archive.record(RecordRef { plan: number, kind, index }).0.stamp.as_ref();
        let when = stamp.map_or_else(String::new, |stamp| when_of(scene, stamp, first.moment.known));
        let sentence = match steps.len() {
            1 => format!("One step is dated: {when}. A single moment shows no progress."),
            n => format!("All {n} dated steps carry one time, {when}: nothing says how the work went before it or within it."),
        };
        return words_only(&title, &sentence, 0, &cells, Some((rates.burn_up.done, rates.burn_up.total)));
    }
    let chart = series(scene, number, title, &steps);
    let keys = keys(&chart);
    chart::burn_up(&chart).map_or_else(String::new, |drawn| figure(&drawn, 0, &keys, &cells))
}

fn title(rates: &PlanRates) -> String {
    let burn_up = &rates.burn_up;
    let grown = burn_up.scope.first().map_or(0, |(_, first)| i64::from(burn_up.total) - i64::from(*first));
    let steps = format!("{} of {} steps", count(burn_up.done as usize), count(burn_up.total as usize));
    match grown {
        0 => steps,
        1 => format!("{steps}; 1 was added on the way"),
        n if n > 1 => format!("{steps}; {n} were added on the way"),
        n => format!("{steps}; {} fewer than at first", -n),
    }
}

fn series<'a>(scene: &'a Scene<'_>, plan: PlanIndex, title: String, steps: &[&Event]) -> BurnUp<'a> {
    let rates = scene.index.rates(plan);
    let zone = scene.index.zone();
    let now = (rates.standing == Standing::Open).then_some(scene.archive.as_of);
    let end = now.unwrap_or(Timestamp::MAX);
    let completions = steps.iter().map(|event| Completion {
        from: event.moment.from,
        to: event.moment.to.min(end).max(event.moment.from),
        hollow: event.moment.source == Provenance::Committed,
        when: when(scene, plan, event),
        name: words(scene, plan, event),
    });
    let happenings = rates.events.iter().filter_map(|event| {
        let shape = match event.kind {
            Kind::Decision => Shape::Decision,
            Kind::Surprise => Shape::Surprise,
            Kind::Outcome => Shape::Outcome,
            Kind::Step | Kind::Other => return None,
        };
        let (from, to) = (event.moment.from, event.moment.to.min(end).max(event.moment.from));
        Some(Happening { shape, from, to, when: when(scene, plan, event), name: words(scene, plan, event) })
    });
    let clocks = steps.iter().any(|event| event.moment.known == Known::Clock);
    let label = |at: Timestamp| if clocks { scene.index.clock.moment(at) } else { scene.index.clock.day(at) };
    let cone = match &rates.forecast {
        Forecast::Range(range) => Some(cone(scene, range)),
        Forecast::No(_) => None,
    };
    let (first, last) = (steps.first().map(|event| event.moment.first_day), steps.last().map(|event| event.moment.last_day));
    let reach = match (first, last) {
        (Some(first), Some(last)) if first != last => format!("from {} to {}", day(first), day(last)),
        (Some(first), _) => format!("on {}", day(first)),
        _ => String::new(),
    };
    BurnUp {
        sentence: format!("Steps done over time, {reach}, of those in scope"),
        title,
        completions: completions.collect(),
        happenings: happenings.collect(),
        scope: rates.burn_up.scope.clone(),
        done: rates.burn_up.done,
        total: rates.burn_up.total,
        now: now.map(|now| (now, label(now))),
        cone,
        idle_gap: i64::from(scene.config.options().idle_gap) * 60,
        zone,
    }
}

/// The words of an event's record, cut.
fn words(scene: &Scene<'_>, plan: PlanIndex, event: &Event) -> String {
    let (kind, index) = event.record;
    format::clip(&scene.archive.record(RecordRef { plan, kind, index }).1.text, 54)
}

/// When an event was: `10 Feb 2026, 08:52`; with what kind of time that is unless it is the common one, which is
/// written in the plan.
fn when(scene: &Scene<'_>, plan: PlanIndex, event: &Event) -> String {
    let (kind, index) = event.record;
    let stamp = scene.archive.record(RecordRef { plan, kind, index }).0.stamp.as_ref();
    stamp.map_or_else(String::new, |stamp| match (event.moment.known, stamp.source) {
        (Known::Day, Provenance::Written) => scene.index.clock.time(stamp).day,
        (Known::Clock, Provenance::Written) => scene.index.clock.time(stamp).text,
        (known, _) => when_of(scene, stamp, known),
    })
}

/// When something was, with what kind of time that is.
pub fn when_of(scene: &Scene<'_>, stamp: &Stamp, known: Known) -> String {
    let time = scene.index.clock.time(stamp);
    match (known, stamp.source) {
        (Known::Day, Provenance::Written) => format!("{} (written, day only)", time.text.split(',').next().unwrap_or_default()),
        (Known::Day, Provenance::Committed) => format!("{} (commit {}, day only)", time.text, time.commit),
        (Known::Between, _) => format!("between {} and {} (commit {})", time.from, time.text, time.commit),
        (Known::Clock, Provenance::Written) => format!("{} (written)", time.text),
        (Known::Clock, Provenance::Committed) => format!("{} (commit {})", time.text, time.commit),
    }
}

fn keys(chart: &BurnUp) -> Vec<Key> {
    let any = |test: fn(&Completion) -> bool| chart.completions.iter().any(test);
    let mut keys = Vec::new();
    if any(|step| step.from == step.to && !step.hollow) {
        keys.push(Key::new("step", "●", "written time"));
    }
    if any(|step| step.from == step.to && step.hollow) {
        keys.push(Key::new("step", "○", "commit time"));
    }
    if any(|step| step.from != step.to && !step.hollow) {
        keys.push(Key::new("step", "▬", "day only"));
    }
    if any(|step| step.from != step.to && step.hollow) {
        keys.push(Key::new("step", "▭", "between two commits"));
    }
    for shape in [Shape::Decision, Shape::Surprise, Shape::Outcome] {
        if chart.happenings.iter().any(|mark| mark.shape == shape) {
            keys.push(Key::new(shape.word(), shape.sign(), shape.word()));
        }
    }
    keys
}

/// The figures under a burn-up: time at work, pace, finish or cycle time, what has no time.
fn cells(scene: &Scene<'_>, plan: PlanIndex) -> Vec<Cell> {
    let rates = scene.index.rates(plan);
    let mut cells = vec![at_work(rates)];
    let pace = &rates.pace;
    if let Some(value) = pace.per_active_hour {
        cells.push(Cell::new(chart::number(value), "steps per active hour"));
    } else if let Some(value) = pace.per_active_day {
        cells.push(Cell::new(chart::number(value), "steps per active day"));
    }
    match (&rates.forecast, rates.standing) {
        (Forecast::Range(range), _) => {
            let plans = match range.plans {
                0 => String::new(),
                n => format!(" and {} finished plans", count(n)),
            };
            let growth = if range.growth_known { "" } else { "; how scope grows is not known" };
            cells.push(Cell::new(finish_of(scene, range), format!("finish P50 – P85, from {} of its pauses{plans}{growth}", range.own)));
        }
        (Forecast::No(why), Standing::Open) => cells.push(Cell::new("no forecast", no_forecast(*why))),
        (Forecast::No(_), _) => cells.extend(took(rates)),
    }
    let [.., undated] = rates.burn_up.dated;
    let done = rates.burn_up.dated.iter().sum::<u32>();
    let words = if undated == 1 { "done step without a time" } else { "done steps without a time" };
    cells.push(Cell::new(count(undated as usize), format!("{words}, of {}", count(done as usize))));
    cells
}

fn at_work(rates: &PlanRates) -> Cell {
    let pace = &rates.pace;
    let over = rates
        .life
        .filter(|life| life.measured)
        .and_then(|life| life.seconds())
        .map_or_else(String::new, |seconds| format!(" over {}", duration(seconds)));
    match pace.spells.len() {
        n if pace.active_seconds >= 60 => {
            let spells = if n == 1 { "1 spell".to_owned() } else { format!("{n} spells") };
            Cell::new(duration(pace.active_seconds), format!("active, in {spells}{over}"))
        }
        _ => {
            let days = match rates.life.map_or(1, |life| life.days()) {
                1 => String::new(),
                days => format!(", over {} days", number(days as f64)),
            };
            let n = pace.active_days;
            Cell::new(if n == 1 { "1 day".to_owned() } else { format!("{n} days") }, format!("with a dated event{days}"))
        }
    }
}

/// How long a finished plan took.
fn took(rates: &PlanRates) -> Option<Cell> {
    let life = rates.life.filter(|life| life.measured)?;
    let words = if rates.standing == Standing::Finished { "from first to last event" } else { "from first to last event; not finished" };
    Some(match life.seconds() {
        Some(seconds) => Cell::new(duration(seconds), words),
        None if life.days() == 1 => Cell::new("1 day", format!("{words}: all on {}", day(life.start.first_day))),
        None => Cell::new(format!("{} days", number(life.days() as f64)), format!("{words}, both days counted")),
    })
}

/// Why there is no forecast.
pub fn no_forecast(why: NoForecast) -> &'static str {
    match why {
        NoForecast::NotOpen => "the plan is not open",
        NoForecast::NothingLeft => "no step is left",
        NoForecast::NoDatedStep => "no step has a date",
        NoForecast::NotEnoughHistory => "not enough history",
        NoForecast::StoodTooLong => "it has stood still for longer than any pause known here",
    }
}

fn cone(scene: &Scene<'_>, range: &Range) -> Cone {
    let label = |name: &str, at: Timestamp| {
        let text = if range.by_clock { clock_label(scene, at) } else { day_label(scene, at) };
        format!("{name} {text}")
    };
    Cone { p50: range.p50, p85: range.p85, p50_label: label("P50", range.p50), p85_label: label("P85", range.p85) }
}

/// The hour, with the day unless it is that of the reading.
fn clock_label(scene: &Scene<'_>, at: Timestamp) -> String {
    let zoned = at.to_zoned(scene.index.zone().clone());
    let hour = zoned.strftime("%H:%M");
    if zoned.date() == scene.index.today() { hour.to_string() } else { format!("{} {hour}", day_month(zoned.date())) }
}

/// The day, with the year unless it is that of the reading.
fn day_label(scene: &Scene<'_>, at: Timestamp) -> String {
    let date = at.to_zoned(scene.index.zone().clone()).date();
    if date.year() == scene.index.today().year() { day_month(date) } else { day(date) }
}

/// A forecast in words: `11 Feb 14:40 – 18:10`, `12 Feb – 14 Feb`, `12 Feb`.
pub fn finish_of(scene: &Scene<'_>, range: &Range) -> String {
    if range.by_clock {
        let days = [range.p50, range.p85].map(|at| at.to_zoned(scene.index.zone().clone()).date());
        let hour = |at: Timestamp| at.to_zoned(scene.index.zone().clone()).strftime("%H:%M").to_string();
        let (from, to) = (hour(range.p50), hour(range.p85));
        return match (days[0] == days[1], from == to) {
            (true, true) => format!("{} {from}", day_month(days[0])),
            (true, false) => format!("{} {from} – {to}", day_month(days[0])),
            (false, _) => format!("{} {from} – {} {to}", day_month(days[0]), day_month(days[1])),
        };
    }
    let (from, to) = (day_label(scene, range.p50), day_label(scene, range.p85));
    if from == to { from } else { format!("{from} – {to}") }
}

/// When a plan may be finished, in a few words.
pub fn finish(scene: &Scene<'_>, plan: PlanIndex) -> String {
    match &scene.index.rates(plan).forecast {
        Forecast::Range(range) => finish_of(scene, range),
        Forecast::No(NoForecast::NothingLeft) => "every step is done".to_owned(),
        Forecast::No(NoForecast::StoodTooLong) => "idle too long to say".to_owned(),
        Forecast::No(NoForecast::NoDatedStep | NoForecast::NotEnoughHistory) => "not enough history".to_owned(),
        Forecast::No(NoForecast::NotOpen) => String::new(),
    }
}

/// The pace of a plan in a few words: `2.2 / h`, `4 / day`, `–`.
pub fn pace(scene: &Scene<'_>, plan: PlanIndex) -> String {
    let pace = &scene.index.rates(plan).pace;
    match (pace.per_active_hour, pace.per_active_day) {
        (Some(value), _) => format!("{} / active h", number(value)),
        (None, Some(value)) => format!("{} / active day", number(value)),
        (None, None) => "–".to_owned(),
    }
}

/// The steps of a plan over time, as a small drawing; empty where they all carry one time.
pub fn sparkline(scene: &Scene<'_>, plan: PlanIndex) -> String {
    let rates = scene.index.rates(plan);
    let steps: Vec<&Event> = rates.events.iter().filter(|event| event.kind == Kind::Step).collect();
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return String::new() };
    if first.moment == last.moment {
        return String::new();
    }
    let start = rates.life.map_or(first.moment.from, |life| life.start.from.min(first.moment.from)).as_second();
    let end = last.moment.to.as_second().min(scene.archive.as_of.as_second()).max(start + 1);
    let total = f64::from(rates.burn_up.total.max(1));
    let mut points = vec![(0.0, 0.0)];
    for (index, step) in steps.iter().enumerate() {
        let x = (step.moment.to.as_second() - start) as f64 / (end - start) as f64;
        points.push((x, (index + 1) as f64 / total));
    }
    let title = format!(
        "{} of {} steps done, {} to {}",
        rates.burn_up.done,
        rates.burn_up.total,
        day(first.moment.first_day),
        day(last.moment.last_day)
    );
    chart::sparkline(&title, &points)
}
