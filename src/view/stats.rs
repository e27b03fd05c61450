//! Rates of the whole archive: how much gets done, how long plans take, how old the open ones are, how far
//! forecasts can be trusted. Every chart says in one sentence what it shows and what it means here.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::activity::{buckets, calendar_figure, parts};
use super::figure::{Cell, Key, figure, words_only};
use super::format::{clip, count, counted};
use super::{Frame, Scene, Section, frame, routes};
use crate::chart::{self, Bar, BarChart, FlowPoint, Level, Point, Scatter, cumulative_flow, day, duration, number, scatter};
use crate::rates::{
    ArchiveRates, Forecast, Life, NoForecast, PlanRates, Quantiles, Standing, cumulative, days_between, median_week, share_within,
};

/// `stats.html`
#[derive(Clone, Debug, Serialize)]
pub struct StatsView {
    /// See [`Frame`].
    pub frame: Frame,
    /// What the rates rest on, in one sentence.
    pub lead: String,
    /// The charts, in order.
    pub figures: Vec<String>,
    /// Where the formulas are explained, in one sentence.
    pub foot: String,
}

const DAY: i64 = 86_400;

/// The page.
pub fn stats(scene: &Scene<'_>) -> StatsView {
    let rates = &scene.index.all_rates().archive;
    let route = routes::stats();
    let figures = [
        throughput(rates),
        finished(rates),
        cycle_time(scene),
        ageing(scene),
        flow(scene),
        paces(rates),
        calibration(scene),
        calendar_figure(scene).map(|drawn| figure(&drawn, 2, &[], &[])),
    ];
    let options = scene.config.options();
    StatsView {
        lead: evidence(rates),
        figures: figures.into_iter().flatten().collect(),
        foot: format!(
            "Days are those of {}. A work spell ends after {} without an event. Percentiles are by nearest rank: P85 is a value that 85 % of the plans did not exceed.",
            scene.index.clock.zone_name(),
            duration(i64::from(options.idle_gap) * 60),
        ),
        frame: frame(scene, &route, Section::Stats, "Stats"),
    }
}

/// What the rates rest on.
fn evidence(rates: &ArchiveRates) -> String {
    let [clock, days, between, none] = rates.dated.map(|n| count(n as usize));
    let all: u32 = rates.dated.iter().sum();
    if all == 0 {
        return "No step is done yet, so there is nothing to measure.".to_owned();
    }
    let mut parts = vec![format!("{clock} have a clock time"), format!("{days} only a day")];
    if rates.dated[2] > 0 {
        parts.push(format!("{between} are known to lie between two commits"));
    }
    parts.push(format!("{none} have no time and enter no rate"));
    let mut words = format!("Of {}, {}.", counted(all as usize, "done step", "done steps"), parts.join(", "));
    // Fewer say nothing about a habit.
    if let Some(lag) = rates.lag.filter(|lag| lag.n >= 5) {
        let side = if lag.median < 0 { "after" } else { "before" };
        words.push_str(&format!(
            " {} have both a written clock time and a commit that shows the tick: in the median the written time lies {} {side} the commit.",
            count(lag.n),
            duration(lag.median.abs()),
        ));
    }
    words
}

fn bar_chart(
    title: String,
    sentence: String,
    parts: Vec<(String, String)>,
    rates: &ArchiveRates,
    values: fn(&crate::rates::Week) -> Vec<u32>,
) -> BarChart {
    let bars = |most: usize| -> Vec<Bar> {
        let buckets = buckets(&rates.flow.weeks, most);
        buckets.into_iter().map(|bucket| Bar { name: bucket.name, label: bucket.label, parts: values(&bucket.week) }).collect()
    };
    BarChart { title, sentence, parts, wide: bars(110), narrow: bars(46), level: None, first: "from".into(), height: 180.0 }
}

/// `per week`, or per as many weeks as a bar holds.
fn per(rates: &ArchiveRates) -> String {
    let wide = buckets(&rates.flow.weeks, 110);
    let days = wide.first().zip(wide.get(1)).map_or(7, |(a, b)| days_between(a.start, b.start));
    if days <= 7 { "per week".into() } else { format!("per {} weeks", days / 7) }
}

fn throughput(rates: &ArchiveRates) -> Option<String> {
    let weeks = &rates.flow.weeks;
    let steps: Vec<u32> = weeks.iter().map(|week| week.counts[0]).collect();
    let median = median_week(&steps);
    let worked = steps.iter().filter(|steps| **steps > 0).count();
    let meaning = match median {
        Some(median) if worked >= 3 => format!(
            "Steps done, decisions, surprises and outcomes {}: in the median of the {} in which any step was done it was {}; {} of {} weeks had none.",
            per(rates),
            counted(worked, "week", "weeks"),
            counted(median as usize, "step", "steps"),
            count(weeks.len() - worked),
            count(weeks.len()),
        ),
        _ => format!(
            "Steps done, decisions, surprises and outcomes {}; after {} of work there is no usual week yet.",
            per(rates),
            counted(worked, "week", "weeks")
        ),
    };
    let chart = bar_chart("Throughput: records".into(), meaning, parts(), rates, |week| week.counts.to_vec());
    let chart = BarChart {
        level: median.filter(|_| worked >= 3 && per(rates) == "per week").map(|n| (f64::from(n), format!("median {n} steps"))),
        ..chart
    };
    chart::bars(&chart).map(|drawn| figure(&drawn, 2, &Key::kinds(&format!(", {}", per(rates))), &[]))
}

fn finished(rates: &ArchiveRates) -> Option<String> {
    let weeks = &rates.flow.weeks;
    let n: u32 = weeks.iter().map(|week| week.finished).sum();
    let busy = weeks.iter().filter(|week| week.finished > 0).count();
    let best = weeks.iter().max_by_key(|week| (week.finished, week.monday))?;
    let sentence = format!(
        "Plans finished {}: {} in {} of {} weeks, at most {} in one (from {}).",
        per(rates),
        count(n as usize),
        count(busy),
        count(weeks.len()),
        best.finished,
        day(best.monday)
    );
    let parts = vec![("plans finished".to_owned(), "plain".to_owned())];
    let chart = bar_chart("Throughput: plans".into(), sentence, parts, rates, |week| vec![week.finished]);
    chart::bars(&BarChart { height: 140.0, ..chart }).map(|drawn| figure(&drawn, 2, &[], &[]))
}

/// A cycle time in seconds and whether it is only an upper bound.
fn elapsed(life: &Life) -> (i64, bool) {
    life.seconds().map_or_else(|| (life.days() * DAY, true), |seconds| (seconds.max(60), false))
}

fn elapsed_words(life: &Life) -> String {
    match life.seconds() {
        Some(seconds) => duration(seconds),
        None if life.days() == 1 => "1 day or less".to_owned(),
        None => format!("{} days or less", number(life.days() as f64)),
    }
}

fn cycle_time(scene: &Scene<'_>) -> Option<String> {
    let rates = &scene.index.all_rates().archive;
    let mut plans: Vec<(Life, &str)> =
        lives(scene, Standing::Finished).filter(|(life, ..)| life.measured).map(|(life, title, _)| (life, title)).collect();
    plans.sort_by_key(|(life, title)| (life.end.to, *title));
    let (first, last) = (plans.first()?.0.end.last_day, plans.last()?.0.end.last_day);
    let span = (days_between(first, last)).max(1) as f64;
    let days = Quantiles::of(&rates.cycle_days)?;
    let clocks = Quantiles::of(&rates.cycle_seconds).filter(|clocks| clocks.n * 2 >= days.n && clocks.n >= 5);
    let level = |name: &str, seconds: i64| Level { seconds: seconds.max(60), label: format!("{name} {}", duration(seconds)) };
    let whole = |name: &str, days: i64| Level {
        seconds: days * DAY,
        label: format!("{name} {}", counted(usize::try_from(days).unwrap_or(0), "day", "days")),
    };
    let levels = match &clocks {
        Some(clocks) => vec![level("P50", clocks.p50), level("P85", clocks.p85)],
        None => vec![whole("P50", days.p50), whole("P85", days.p85)],
    };
    let mut sentence = format!(
        "Every finished plan by the day it ended and the time from its first to its last event: half took no more than {}, 85 % no more than {}, counting begun days.",
        counted(usize::try_from(days.p50).unwrap_or(0), "day", "days"),
        counted(usize::try_from(days.p85).unwrap_or(0), "day", "days"),
    );
    if let Some(clocks) = &clocks {
        sentence = format!(
            "Every finished plan by the day it ended and the time from its first to its last event: of the {} timed to the minute, half took no more than {}, 85 % no more than {}.",
            count(clocks.n),
            duration(clocks.p50),
            duration(clocks.p85)
        );
    }
    let points = plans.iter().rev().map(|(life, title)| {
        let (seconds, bound) = elapsed(life);
        let row = vec![clip(title, 70), elapsed_words(life), day(life.end.last_day)];
        Point { x: days_between(first, life.end.last_day) as f64 / span, seconds, bound, strong: false, row }
    });
    let chart = Scatter {
        title: "Cycle time".into(),
        sentence,
        points: points.collect(),
        levels,
        ticks: ticks(first, last),
        head: ["plan", "took", "ended"].map(str::to_owned).to_vec(),
    };
    let mut keys = vec![Key::new("step", "●", "to the minute")];
    if chart.points.iter().any(|point| point.bound) {
        keys.push(Key::new("step", "○", "known to the day: at most this"));
    }
    scatter(&chart).map(|drawn| figure(&drawn, 2, &keys, &[]))
}

/// The dated plans of a standing, with their titles and rates.
fn lives<'a>(scene: &'a Scene<'_>, standing: Standing) -> impl Iterator<Item = (Life, &'a str, &'a PlanRates)> {
    let plans = scene.archive.plans.iter().zip(&scene.index.all_rates().plans);
    plans
        .filter(move |(_, rates)| rates.standing == standing)
        .filter_map(|(plan, rates)| Some((rates.life?, plan.document.title.as_str(), rates)))
}

/// Labels along a stretch of days: its ends and round places between.
fn ticks(first: Date, last: Date) -> Vec<(f64, String)> {
    let span = days_between(first, last);
    if span < 1 {
        return vec![(0.5, day(first))];
    }
    let label = |date: Date| if span > 500 { chart::month(date) } else { chart::day_month(date) };
    let mut ticks: Vec<(f64, String)> = (0..6)
        .map(|n| {
            let date = first.checked_add((span * n / 5).days()).unwrap_or(last);
            (days_between(first, date) as f64 / span as f64, label(date))
        })
        .collect();
    if span <= 500 {
        ticks[0].1 = day(first);
        ticks[5].1 = day(last);
    }
    ticks.dedup_by(|a, b| a.1 == b.1);
    ticks
}

fn ageing(scene: &Scene<'_>) -> Option<String> {
    let all = scene.index.all_rates();
    let mut open: Vec<(i64, &str, &PlanRates)> =
        lives(scene, Standing::Open).filter_map(|(_, title, rates)| Some((rates.age?, title, rates))).collect();
    open.sort_by_key(|(age, title, _)| (std::cmp::Reverse(*age), *title));
    if open.is_empty() {
        return None;
    }
    let cycle = &all.archive.cycle_days;
    let quantiles = Quantiles::of(cycle).filter(|quantiles| quantiles.n >= 5);
    let words = |days: i64| counted(usize::try_from(days).unwrap_or(0), "day", "days");
    let (levels, sentence) = match &quantiles {
        Some(found) => {
            let over = open.iter().filter(|(age, ..)| *age > found.p85).count();
            let levels = [("P50", found.p50), ("P85", found.p85), ("P95", found.p95)];
            let levels =
                levels.map(|(name, days)| Level { seconds: days * DAY, label: format!("{name} of finished plans: {}", words(days)) });
            let sentence = format!(
                "Every open plan by the share of its steps that is done and its age in days on {}: {} of {} {} older than 85 % of the finished plans ever became ({}).",
                day(all.today),
                count(over),
                count(open.len()),
                if over == 1 { "is" } else { "are" },
                words(found.p85)
            );
            (levels.to_vec(), sentence)
        }
        None => (
            Vec::new(),
            format!(
                "Every open plan by the share of its steps that is done and its age in days on {}; fewer than five finished plans are dated, so there is nothing to compare with.",
                day(all.today)
            ),
        ),
    };
    let points = open.iter().map(|(age, title, rates)| {
        let burn_up = &rates.burn_up;
        let share = if burn_up.total > 0 { f64::from(burn_up.done) / f64::from(burn_up.total) } else { 0.0 };
        let rank = quantiles.map_or_else(String::new, |_| format!("{} %", (share_within(cycle, age) * 100.0).round() as i64));
        let steps = if burn_up.total > 0 { format!("{} of {}", burn_up.done, burn_up.total) } else { "no steps".to_owned() };
        let strong = quantiles.is_some_and(|found| *age > found.p85);
        Point { x: share, seconds: age * DAY, bound: false, strong, row: vec![clip(title, 70), words(*age), steps, rank] }
    });
    let chart = Scatter {
        title: "Work item age".into(),
        sentence,
        points: points.collect(),
        levels,
        ticks: [(0.0, "0 % of steps done"), (0.5, "50 %"), (1.0, "100 %")].map(|(at, label)| (at, label.to_owned())).to_vec(),
        head: ["plan", "age", "steps done", "finished plans that took no longer"].map(str::to_owned).to_vec(),
    };
    let keys = if chart.points.iter().any(|point| point.strong) { vec![Key::new("surprise", "●", "older than P85")] } else { Vec::new() };
    scatter(&chart).map(|drawn| figure(&drawn, 2, &keys, &[]))
}

fn flow(scene: &Scene<'_>) -> Option<String> {
    let all = scene.index.all_rates();
    let buckets = buckets(&all.archive.flow.weeks, 110);
    let weeks: Vec<_> = buckets.iter().map(|bucket| bucket.week).collect();
    let sums = cumulative(&weeks);
    let (begun, ended, finished) = *sums.last()?;
    let points: Vec<FlowPoint> = buckets
        .iter()
        .zip(&sums)
        .map(|(bucket, (begun, ended, finished))| FlowPoint {
            name: bucket.name.clone(),
            label: bucket.label.clone(),
            begun: *begun,
            ended: *ended,
            finished: *finished,
        })
        .collect();
    let undated = all.plans.iter().filter(|rates| rates.life.is_none()).count();
    let undated = match undated {
        0 => String::new(),
        n => format!(" {} without a date {} left out.", counted(n, "plan", "plans"), if n == 1 { "is" } else { "are" }),
    };
    let sentence = format!(
        "Plans begun and ended so far, week by week; the distance between the two is the work in progress: {} on {}, after {} begun and {} ended, {} of them finished.{undated}",
        count((begun - ended) as usize),
        day(all.today),
        count(begun as usize),
        count(ended as usize),
        count(finished as usize)
    );
    let keys = [Key::new("begun", "■", "begun"), Key::new("ended", "■", "ended unfinished"), Key::new("finished", "■", "finished")];
    cumulative_flow("Cumulative flow", &sentence, &points).map(|drawn| figure(&drawn, 2, &keys, &[]))
}

/// Upper bounds of the classes of pace, in steps per active hour.
const CLASSES: [(f64, &str); 8] = [
    (1.0, "under 1"),
    (2.0, "1–2"),
    (4.0, "2–4"),
    (8.0, "4–8"),
    (16.0, "8–16"),
    (32.0, "16–32"),
    (64.0, "32–64"),
    (f64::INFINITY, "64 or more"),
];

fn paces(rates: &ArchiveRates) -> Option<String> {
    let found = Quantiles::of(&rates.paces).filter(|found| found.n >= 5)?;
    let mut bars: Vec<Bar> = CLASSES
        .into_iter()
        .map(|(_, name)| Bar { name: format!("{name} steps per active hour"), label: name.to_owned(), parts: vec![0] })
        .collect();
    for pace in &rates.paces {
        let class = CLASSES.iter().position(|(most, _)| pace < most).unwrap_or(CLASSES.len() - 1);
        bars[class].parts[0] += 1;
    }
    let chart = BarChart {
        title: "Pace".into(),
        sentence: format!(
            "Plans by steps per active hour, for the {} whose steps are timed to the minute: half moved at no more than {}, 85 % at no more than {}.",
            count(found.n),
            number(found.p50),
            number(found.p85)
        ),
        parts: vec![("plans".into(), "plain".into())],
        wide: bars.clone(),
        narrow: bars,
        level: None,
        first: "pace".into(),
        height: 150.0,
    };
    chart::bars(&chart).map(|drawn| figure(&drawn, 2, &[], &[]))
}

/// How far the forecasts can be trusted: those of the past, tried again.
fn calibration(scene: &Scene<'_>) -> Option<String> {
    let all = scene.index.all_rates();
    let test = all.archive.back_test;
    let forecast = |why: fn(&Forecast) -> bool| all.plans.iter().filter(|rates| why(&rates.forecast)).count();
    let given = forecast(|forecast| matches!(forecast, Forecast::Range(_)));
    let few = forecast(|forecast| matches!(forecast, Forecast::No(NoForecast::NotEnoughHistory | NoForecast::NoDatedStep)));
    let still = forecast(|forecast| matches!(forecast, Forecast::No(NoForecast::StoodTooLong)));
    let mut now = format!("Now {} {} a forecast", counted(given, "open plan", "open plans"), if given == 1 { "has" } else { "have" });
    if few > 0 {
        now.push_str(&format!(", {} too little history", count(few)));
    }
    if still > 0 {
        now.push_str(&format!(", {} stood still for longer than any pause known here", count(still)));
    }
    if test.tried == 0 {
        let sentence =
            format!("No finished plan has four dated steps at more than one time, so no forecast of the past can be tried. {now}.");
        return (given + few + still > 0).then(|| words_only("Forecast calibration", &sentence, 2, &[], None));
    }
    let share = |n: u32| format!("{} %", (f64::from(n) * 100.0 / f64::from(test.tried)).round() as i64);
    let sentence = format!(
        "Each of the {} finished plans that can be tried was forecast from what was known when half of its dated steps were done: of {} past {}, {} ended within P85 ({}, meant to be 85 %). {now}.",
        count(test.tried as usize),
        count(test.tried as usize),
        if test.tried == 1 { "forecast" } else { "forecasts" },
        count(test.within_p85 as usize),
        share(test.within_p85)
    );
    let cells = [
        Cell::new(
            share(test.within_p50),
            format!("ended within P50: {} of {}", count(test.within_p50 as usize), count(test.tried as usize)),
        ),
        Cell::new(
            share(test.within_p85),
            format!("ended within P85: {} of {}", count(test.within_p85 as usize), count(test.tried as usize)),
        ),
    ];
    Some(words_only("Forecast calibration", &sentence, 2, &cells, None))
}
