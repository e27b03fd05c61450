//! A year of days, a square each, darker for more.

use jiff::ToSpan;
use jiff::civil::Date;

use super::axis::{Tick, draw_ticks};
use super::canvas::{Canvas, Hold};
use super::label::{day, month};
use super::{Figure, Frame, Table};

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// How much happened.
    pub count: u32,
    /// What, in words.
    pub what: String,
}

/// Draws the 53 weeks that end with the week of `last`. `days` in order; days without anything may be missing.
/// `None` where nothing happened in them.
pub fn calendar(title: &str, sentence: &str, days: &[CalendarDay], last: Date) -> Option<Figure> {
    let monday = |date: Date| date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(date);
    let first = monday(last).checked_sub(52.weeks()).unwrap_or(last);
    let days: Vec<&CalendarDay> = days.iter().filter(|day| day.date >= first && day.date <= last && day.count > 0).collect();
    let mut counts: Vec<u32> = days.iter().map(|day| day.count).collect();
    counts.sort_unstable();
    let quarter = |n: usize| counts.get(counts.len() * n / 4).copied().unwrap_or(u32::MAX);
    let bounds = [quarter(1), quarter(2), quarter(3)];
    let year = Year { title, sentence, days: &days, bounds, first, last };
    (!days.is_empty()).then(|| Figure {
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        wide: year.draw(&Frame { left: 34.0, ..Frame::wide(154.0) }, 1),
        narrow: year.draw(&Frame { left: 30.0, ..Frame::narrow(258.0) }, 2),
        table: Table {
            head: ["day", "records", "of which"].map(str::to_owned).to_vec(),
            rows: days.iter().map(|cell| vec![day(cell.date), cell.count.to_string(), cell.what.clone()]).collect(),
            left_out: 0,
        },
    })
}

struct Year<'a> {
    title: &'a str,
    sentence: &'a str,
    days: &'a [&'a CalendarDay],
    bounds: [u32; 3],
    first: Date,
    last: Date,
}

impl Year<'_> {
    /// In one row of 53 weeks or in two rows of 27 and 26.
    fn draw(&self, frame: &Frame, rows: usize) -> String {
        let weeks = 53usize.div_ceil(rows);
        let cell = (frame.x1() - frame.x0()) / weeks as f64;
        let block = 7.0 * cell.min(17.0) + 26.0;
        let side = cell.min(17.0);
        let mut canvas = Canvas::default();
        for row in 0..rows {
            let top = block * row as f64;
            for (weekday, name) in [(0, "Mon"), (2, "Wed"), (4, "Fri")] {
                canvas.text("label", (frame.x0() - 4.0, top + side * f64::from(weekday) + side * 0.8), Hold::End, name);
            }
            let mut ticks = Vec::new();
            for week in row * weeks..((row + 1) * weeks).min(53) {
                let monday = self.first.checked_add(i64::try_from(week).unwrap_or(0).weeks()).unwrap_or(self.last);
                let x = frame.x0() + cell * (week - row * weeks) as f64;
                if monday.day() <= 7 {
                    let label = if monday.month() == 1 || ticks.is_empty() { month(monday) } else { monday.strftime("%b").to_string() };
                    ticks.push(Tick { x: x + cell / 2.0, label, priority: u8::try_from(ticks.len().min(1)).unwrap_or(1) });
                }
                self.week(&mut canvas, monday, (x, top), cell, side);
            }
            draw_ticks(&mut canvas, frame, top + side * 7.0 + 15.0, ticks);
        }
        let used = Frame { height: block * rows as f64 - 4.0, ..*frame };
        canvas.finish("calendar", &used, self.title, self.sentence)
    }

    fn week(&self, canvas: &mut Canvas, monday: Date, at: (f64, f64), width: f64, side: f64) {
        let mut empty = 0;
        for weekday in 0..7u8 {
            let date = monday.checked_add(i64::from(weekday).days()).unwrap_or(monday);
            if date > self.last {
                break;
            }
            let corner = (at.0 + 1.0, at.1 + side * f64::from(weekday) + 1.0);
            let size = (width - 2.0, side - 2.0);
            match self.days.binary_search_by_key(&date, |cell| cell.date) {
                Ok(found) => {
                    let cell = self.days[found];
                    let level = 1 + self.bounds.iter().filter(|bound| cell.count > **bound).count();
                    canvas.rect(&format!("day d{level}"), corner, size, &format!("{}: {}", day(date), cell.what));
                }
                Err(_) => empty |= 1 << weekday,
            }
        }
        // Empty days as one path a week: they carry nothing but their outline.
        if empty != 0 {
            let d: String = (0..7u8)
                .filter(|weekday| empty & (1 << weekday) != 0)
                .map(|weekday| {
                    let (x, y) = (at.0 + 1.0, at.1 + side * f64::from(weekday) + 1.0);
                    let [x, y, w, h, back] = [x, y, width - 2.0, side - 2.0, 2.0 - width].map(super::canvas::coordinate);
                    format!("M{x} {y}h{w}v{h}h{back}z")
                })
                .collect();
            canvas.path("day d0", &d);
        }
    }
}
