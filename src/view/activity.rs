//! The life of the whole archive: the strip of its weeks, the calendar of its last year.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Scene;
use super::figure::{Key, figure};
use super::format::{count, counted};
use crate::chart::{self, Bar, BarChart, CalendarDay, Figure, Shape, day, month};
use crate::rates::{Week, median_week};

/// A stretch of time with numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its first day.
    pub start: Date,
    /// Its name: `week from 9 Feb 2026`.
    pub name: String,
    /// Its label on an axis: the month, where a new one begins that is to be named; else empty.
    pub label: String,
    /// Its weeks, summed; a day's own counts for a bucket of one day.
    pub week: Week,
}

/// How many weeks a bucket holds so that there are at most `most`.
fn weeks_a_bucket(n: usize, most: usize) -> usize {
    [1, 2, 4, 13, 26, 52, 104, 260].into_iter().find(|size| n.div_ceil(*size) <= most).unwrap_or(520)
}

/// The weeks of the archive in at most `most` buckets of equal length.
pub fn buckets(weeks: &[Week], most: usize) -> Vec<Bucket> {
    let size = weeks_a_bucket(weeks.len(), most);
    let mut buckets: Vec<Bucket> = weeks
        .chunks(size)
        .map(|chunk| {
            let mut sum = chunk[0];
            for week in &chunk[1..] {
                for (total, n) in sum.counts.iter_mut().zip(week.counts) {
                    *total += n;
                }
                sum.begun += week.begun;
                sum.finished += week.finished;
                sum.closed += week.closed;
            }
            let name = if size == 1 { format!("week from {}", day(sum.monday)) } else { format!("{size} weeks from {}", day(sum.monday)) };
            Bucket { start: sum.monday, name, label: String::new(), week: sum }
        })
        .collect();
    label(&mut buckets, if most > 60 { 9 } else { 4 });
    buckets
}

/// Names the buckets in which a month begins: every month, every second and so on, so that about `most` are named.
/// The first is named in any case, the last unless its month is named already.
fn label(buckets: &mut [Bucket], most: i32) {
    let index = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return };
    let (first, span) = (first.start, index(last.start) - index(first.start));
    if span < 2 {
        for bucket in buckets.iter_mut() {
            bucket.label = chart::day_month(bucket.start);
        }
        return;
    }
    let every = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|every| span / every <= most).unwrap_or(240);
    let mut named = index(first);
    let n = buckets.len();
    for (at, bucket) in buckets.iter_mut().enumerate() {
        let now = index(bucket.start);
        if at == 0 || (at + 1 == n && now > named) || (now > named && now / every > named / every) {
            bucket.label = month(bucket.start);
            named = now;
        }
    }
}

/// Name and class of the four parts of a bar.
pub fn parts() -> Vec<(String, String)> {
    ["steps", "decisions", "surprises", "outcomes"]
        .into_iter()
        .zip(Shape::ALL)
        .map(|(name, shape)| (name.to_owned(), shape.word().to_owned()))
        .collect()
}

fn bars_of(buckets: &[Bucket]) -> Vec<Bar> {
    buckets
        .iter()
        .map(|bucket| Bar { name: bucket.name.clone(), label: bucket.label.clone(), parts: bucket.week.counts.to_vec() })
        .collect()
}

/// The days of a short life, a bucket each.
fn days(scene: &Scene<'_>) -> Vec<Bucket> {
    let flow = &scene.index.all_rates().archive.flow;
    let (Some((first, _)), Some((last, _))) = (flow.days.first_key_value(), flow.days.last_key_value()) else { return Vec::new() };
    let mut days = Vec::new();
    let mut date = *first;
    while date <= *last && days.len() < 40 {
        let counts = flow.days.get(&date).copied().unwrap_or_default();
        let week = Week { monday: date, counts: [counts[0], counts[1], counts[2], counts[3]], begun: 0, finished: 0, closed: 0 };
        days.push(Bucket { start: date, name: day(date), label: chart::day_month(date), week });
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    days
}

/// Activity over the archive's whole life: by week, by several weeks where it is long, by day where it is short.
pub fn strip(scene: &Scene<'_>) -> String {
    let flow = &scene.index.all_rates().archive.flow;
    let worked = flow.days.len();
    let span = match (flow.days.keys().next(), flow.days.keys().next_back()) {
        (Some(first), Some(last)) => crate::rates::days_between(*first, *last) + 1,
        _ => return String::new(),
    };
    if worked < 2 {
        return String::new();
    }
    // The archive may be read long after its last event: quiet weeks at the end are drawn too, they are a fact.
    let by_day = span <= 28 && flow.weeks.len() <= 5;
    let (wide, narrow) = if by_day { (days(scene), days(scene)) } else { (buckets(&flow.weeks, 110), buckets(&flow.weeks, 46)) };
    let unit = unit(&wide, by_day);
    let chart = BarChart {
        title: headline(scene),
        sentence: format!("Steps done, decisions, surprises and outcomes {unit}."),
        parts: parts(),
        wide: bars_of(&wide),
        narrow: bars_of(&narrow),
        level: None,
        first: "from".into(),
        height: 150.0,
    };
    let keys = Key::kinds(&format!(", {unit}"));
    chart::bars(&chart).map_or_else(String::new, |drawn| figure(&drawn, 0, &keys, &[]))
}

/// `per week`, `per 4 weeks`, `per day`.
fn unit(buckets: &[Bucket], by_day: bool) -> String {
    if by_day {
        return "per day".into();
    }
    let days = buckets.first().zip(buckets.get(1)).map_or(7, |(a, b)| crate::rates::days_between(a.start, b.start));
    if days <= 7 { "per week".into() } else { format!("per {} weeks", days / 7) }
}

/// `24 steps in the median working week of 2 years; 31 a week over the last eight`.
fn headline(scene: &Scene<'_>) -> String {
    let flow = &scene.index.all_rates().archive.flow;
    let steps: Vec<u32> = flow.weeks.iter().map(|week| week.counts[0]).collect();
    let records: usize = flow.weeks.iter().map(|week| week.total() as usize).sum();
    let Some(median) = median_week(&steps) else {
        return format!("{} on {}", counted(records, "dated record", "dated records"), counted(flow.days.len(), "day", "days"));
    };
    let worked = steps.iter().filter(|steps| **steps > 0).count();
    if worked < 3 {
        let steps: u32 = steps.iter().sum();
        return format!("{} done on {}", counted(steps as usize, "dated step", "dated steps"), counted(flow.days.len(), "day", "days"));
    }
    let head = format!("{} in the median of {worked} weeks with any", counted(median as usize, "step", "steps"));
    if flow.weeks.len() < 12 {
        return head;
    }
    let recent: u32 = steps.iter().rev().take(8).sum();
    format!("{head}; {} a week over the last eight", chart::number(f64::from(recent) / 8.0))
}

/// The last year by days.
pub fn calendar(scene: &Scene<'_>) -> String {
    calendar_figure(scene).map_or_else(String::new, |drawn| figure(&drawn, 0, &[], &[]))
}

/// See [`calendar`].
pub fn calendar_figure(scene: &Scene<'_>) -> Option<Figure> {
    let flow = &scene.index.all_rates().archive.flow;
    let today = scene.index.today();
    let days: Vec<CalendarDay> =
        flow.days.iter().map(|(date, counts)| CalendarDay { date: *date, count: counts.iter().sum(), what: what(counts) }).collect();
    let from = today.checked_sub(371.days()).unwrap_or(today);
    let year: Vec<&CalendarDay> = days.iter().filter(|cell| cell.date > from && cell.date <= today).collect();
    // A single day needs no calendar.
    if year.len() < 2 {
        return None;
    }
    let busiest = year.iter().max_by_key(|cell| (cell.count, cell.date))?;
    let n: usize = year.iter().map(|cell| cell.count as usize).sum();
    let title =
        format!("{} on {} of the year to {}", counted(n, "dated record", "dated records"), counted(year.len(), "day", "days"), day(today));
    let sentence = format!(
        "Every day with a dated record, darker for more; the busiest was {} with {}.",
        day(busiest.date),
        count(busiest.count as usize)
    );
    chart::calendar(&title, &sentence, &days, today)
}

fn what(counts: &[u32; 5]) -> String {
    let names =
        [("step", "steps"), ("decision", "decisions"), ("surprise", "surprises"), ("outcome", "outcomes"), ("other note", "other notes")];
    let parts: Vec<String> =
        counts.iter().zip(names).filter(|(n, _)| **n > 0).map(|(n, (one, many))| counted(*n as usize, one, many)).collect();
    parts.join(", ")
}
