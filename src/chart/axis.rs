//! Axes: round numbers and round times, with labels that never touch.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Frame;
use super::canvas::{Canvas, Hold, text_width};
use super::label::{day, day_month, month, number};
use super::scale::{Scale, Stretch};

/// The smallest round number no less than `value`: 1, 2, 5 times a power of ten, and 4 and 8 below ten.
pub fn nice_ceiling(value: u32) -> u32 {
    let mut power = 1u32;
    loop {
        for factor in [1, 2, 4, 5, 8, 10] {
            let (factor, whole) = (factor, power.saturating_mul(factor));
            if whole >= value && (power > 1 && matches!(factor, 1 | 2 | 5 | 10) || power == 1) {
                return whole;
            }
        }
        power = power.saturating_mul(10);
        if power == u32::MAX {
            return u32::MAX;
        }
    }
}

/// Round values from 0 to at most `most`, at most five of them.
pub fn counts(most: u32) -> Vec<u32> {
    let step = nice_ceiling(most.div_ceil(4).max(1));
    (0..=most / step).map(|n| n * step).collect()
}

/// Draws horizontal lines with their values; `y` gives the height of a value.
pub fn draw_counts(canvas: &mut Canvas, frame: &Frame, most: u32, y: &dyn Fn(f64) -> f64) {
    for value in counts(most) {
        let at = y(f64::from(value));
        canvas.line(if value == 0 { "base" } else { "grid" }, (frame.x0(), at), (frame.x1(), at));
        canvas.text("label", (frame.x0() - 6.0, at + 4.0), Hold::End, &short(value));
    }
}

/// A label on a horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// What it says.
    pub label: String,
    /// Smaller comes first where room is short.
    pub priority: u8,
}

/// A count in at most five letters: `2,000`, `20k`.
pub fn short(value: u32) -> String {
    if value < 10_000 { number(f64::from(value)) } else { format!("{}k", value / 1000) }
}

/// Keeps the ticks that have room, by priority and then from the left, and draws them at `y`.
pub fn draw_ticks(canvas: &mut Canvas, frame: &Frame, y: f64, mut ticks: Vec<Tick>) {
    ticks.sort_by(|a, b| a.priority.cmp(&b.priority).then(a.x.total_cmp(&b.x)));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for tick in ticks {
        let half = text_width(&tick.label) / 2.0;
        let x = tick.x.clamp(half + 2.0, (frame.width - half - 2.0).max(half + 2.0));
        let (from, to) = (x - half - 7.0, x + half + 7.0);
        if taken.iter().all(|other| to <= other.0 || from >= other.1) {
            taken.push((from, to));
            canvas.text("label", (x, y), Hold::Middle, &tick.label);
        }
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// Round moments on a scale with their labels. With `whole_days` no label is a clock time.
pub fn time_ticks(scale: &Scale, zone: &TimeZone, whole_days: bool, frame: &Frame) -> Vec<Tick> {
    let mut ticks = Vec::new();
    let spacing = if frame.narrow { 64.0 } else { 120.0 };
    let span = scale.to() - scale.from();
    let fine = !whole_days && span < 4 * 365 * DAY / 12;
    for (index, piece) in scale.pieces.iter().enumerate() {
        if piece.stretch != Stretch::Live {
            continue;
        }
        let pixels = piece.x1 - piece.x0;
        let length = (piece.to - piece.from).max(1);
        let step = ((length as f64 * spacing / pixels.max(1.0)) as i64).max(1);
        let start = zoned(piece.from, zone);
        let label = match (index, fine) {
            (0, true) => format!("{}, {}", day(start.0), start.1),
            (0, false) if step >= 60 * DAY => month(start.0),
            (0, false) => day(start.0),
            (_, true) if length < 4 * DAY => format!("{} {}", day_month(start.0), start.1),
            _ if span > 300 * DAY => day(start.0),
            _ => day_month(start.0),
        };
        let x = if piece.from == piece.to { scale.x_of(piece.from) } else { piece.x0 };
        ticks.push(Tick { x, label, priority: if index == 0 { 0 } else { 1 } });
        for (at, label, priority) in round(piece.from, piece.to, step, zone, fine, span > 300 * DAY) {
            ticks.push(Tick { x: scale.x_of(at), label, priority });
        }
    }
    // Work that went on after a pause on the same day: the day is named once.
    ticks.dedup_by(|next, tick| next.label == tick.label);
    ticks
}

/// At most five round days between two days, with their labels; the first day always among them.
pub fn time_labels(from: Date, to: Date) -> Vec<(Date, String)> {
    let days = from.until(to).map_or(0, |span| i64::from(span.get_days())) + 1;
    let mut labels = vec![(from, day_month(from))];
    if days > 56 {
        let mut month_start = from.first_of_month();
        while let Ok(next) = month_start.checked_add(1.month()) {
            if next > to {
                break;
            }
            if next.since(from).map_or(0, |span| span.get_days()) >= 12 {
                labels.push((next, day_month(next)));
            }
            month_start = next;
        }
        return labels;
    }
    let every = [1, 2, 3, 7, 14].into_iter().find(|every| days / every <= 4).unwrap_or(14);
    let mut next = from;
    while let Ok(date) = next.checked_add(every.days()) {
        if date > to {
            break;
        }
        labels.push((date, day_month(date)));
        next = date;
    }
    labels
}

fn zoned(at: i64, zone: &TimeZone) -> (Date, String) {
    let zoned = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    (zoned.date(), zoned.strftime("%H:%M").to_string())
}

/// The round moments strictly inside a stretch that are at least `step` seconds apart.
fn round(from: i64, to: i64, step: i64, zone: &TimeZone, fine: bool, years: bool) -> Vec<(i64, String, u8)> {
    let mut found = Vec::new();
    let start = |day: Date| day.to_zoned(zone.clone()).map_or(i64::MAX, |zoned| zoned.timestamp().as_second());
    let (first, _) = zoned(from, zone);
    let inside = |at: i64| at > from && at <= to;
    let clocks = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
    if let Some(clock) = clocks.into_iter().find(|clock| *clock >= step).filter(|_| fine) {
        let mut day = first;
        while start(day) <= to && found.len() < 200 {
            let midnight = start(day);
            let skip = ((from - midnight) / clock).max(0);
            for n in skip..(DAY / clock) {
                let at = midnight + n * clock;
                if at > to || found.len() >= 200 {
                    break;
                }
                if inside(at) {
                    found.push(if n == 0 { (at, day_month(day), 2) } else { (at, zoned(at, zone).1, 3) });
                }
            }
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
        }
        return found;
    }
    if step <= 21 * DAY {
        let every = [1, 2, 7, 14, 28].into_iter().find(|days| days * DAY >= step).unwrap_or(28);
        let offset = |day: Date| i64::from(day.since(date(2001, 1, 1)).map_or(0, |span| span.get_days())).rem_euclid(every);
        let mut day = first.checked_add((every - offset(first)).rem_euclid(every).days()).unwrap_or(first);
        while start(day) <= to && found.len() < 200 {
            if inside(start(day)) {
                found.push((start(day), if years { self::day(day) } else { day_month(day) }, 3));
            }
            let Ok(next) = day.checked_add(every.days()) else { break };
            day = next;
        }
        return found;
    }
    let months = [1i16, 2, 3, 6, 12, 24, 60, 120, 240, 600].into_iter().find(|n| i64::from(*n) * 30 * DAY >= step).unwrap_or(1200);
    let mut index = (first.year() * 12 + i16::from(first.month()) - 1) / months * months;
    while found.len() < 200 {
        let Ok(day) = Date::new(index.div_euclid(12), (index.rem_euclid(12) + 1) as i8, 1) else { break };
        if start(day) > to {
            break;
        }
        if inside(start(day)) {
            found.push((start(day), if months >= 12 { day.year().to_string() } else { month(day) }, 3));
        }
        let Some(next) = index.checked_add(months) else { break };
        index = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_few_and_round() {
        assert_eq!(counts(18), [0, 5, 10, 15]);
        assert_eq!(counts(1), [0, 1]);
        assert_eq!(counts(0), [0]);
        assert_eq!(counts(5000), [0, 2000, 4000]);
        assert_eq!([1, 3, 6, 9, 11, 21, 51].map(nice_ceiling), [1, 4, 8, 10, 20, 50, 100]);
    }

    #[test]
    fn days_never_get_a_clock_label() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time").as_second();
        let scale = Scale::linear(at("2026-02-10T00:00Z"), at("2026-02-12T23:59:59Z"), 40.0, 980.0);
        let ticks = time_ticks(&scale, &TimeZone::UTC, true, &Frame::wide(200.0));
        assert!(ticks.iter().all(|tick| !tick.label.contains(':')), "{ticks:?}");
        let ticks = time_ticks(&scale, &TimeZone::UTC, false, &Frame::wide(200.0));
        assert!(ticks.iter().any(|tick| tick.label.contains(':')), "{ticks:?}");
    }
}
