//! Points over time or over a share, against a logarithmic scale of days or hours, with percentile lines.

use std::collections::BTreeMap;

use super::axis::{Tick, draw_ticks};
use super::canvas::{Canvas, Hold, Shape, text_width};
use super::label::duration;
use super::{Figure, Frame, Table};

/// One point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// From 0 at the left to 1 at the right.
    pub x: f64,
    /// Seconds.
    pub seconds: i64,
    /// Whether the value is only an upper bound (drawn hollow).
    pub bound: bool,
    /// Whether to call attention to it.
    pub strong: bool,
    /// Its cells in the table; the first two are its tooltip.
    pub row: Vec<String>,
}

/// A line across.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Seconds.
    pub seconds: i64,
    /// What it says.
    pub label: String,
}

/// Everything a scatter shows.
#[derive(Clone, Debug, Default)]
pub struct Scatter {
    /// What it shows, in a few words.
    pub title: String,
    /// What it means, in one sentence.
    pub sentence: String,
    /// The points.
    pub points: Vec<Point>,
    /// Lines across.
    pub levels: Vec<Level>,
    /// Labels along the horizontal: from 0 to 1.
    pub ticks: Vec<(f64, String)>,
    /// Column headings of the table.
    pub head: Vec<String>,
}

/// Round durations for a logarithmic scale, in seconds.
const ROUND: [(i64, &str); 14] = [
    (60, "1 min"),
    (600, "10 min"),
    (3600, "1 h"),
    (21_600, "6 h"),
    (86_400, "1 day"),
    (172_800, "2 days"),
    (432_000, "5 days"),
    (864_000, "10 days"),
    (1_728_000, "20 days"),
    (4_320_000, "50 days"),
    (8_640_000, "100 days"),
    (31_536_000, "1 year"),
    (157_680_000, "5 years"),
    (630_720_000, "20 years"),
];

/// More points than this are summed where they overlap; more table rows than this are left out, and counted.
const MOST_ROWS: usize = 200;
/// Dots of one drawing; points are summed over ever larger cells until there are no more, whatever the archive.
const MOST_DOTS: usize = 240;

/// Draws a scatter. `None` without points.
pub fn scatter(chart: &Scatter) -> Option<Figure> {
    (!chart.points.is_empty()).then(|| Figure {
        title: chart.title.clone(),
        sentence: chart.sentence.clone(),
        wide: draw(chart, &Frame { left: 60.0, right: 20.0, ..Frame::wide(260.0) }),
        narrow: draw(chart, &Frame { left: 60.0, ..Frame::narrow(240.0) }),
        table: Table {
            head: chart.head.clone(),
            rows: chart.points.iter().take(MOST_ROWS).map(|point| point.row.clone()).collect(),
            left_out: chart.points.len().saturating_sub(MOST_ROWS),
        },
    })
}

fn draw(chart: &Scatter, frame: &Frame) -> String {
    let values = || chart.points.iter().map(|point| point.seconds).chain(chart.levels.iter().map(|level| level.seconds));
    let least = values().min().unwrap_or(60).max(30);
    let most = values().max().unwrap_or(60).max(60);
    let from = ROUND.iter().rev().map(|(at, _)| *at).find(|at| *at <= least).unwrap_or(30);
    let to = ROUND.iter().map(|(at, _)| *at).find(|at| *at >= most && *at > from).unwrap_or(most);
    let (top, base) = (16.0, base(frame));
    let log = |seconds: i64| (seconds.max(1) as f64).ln();
    let y = |seconds: i64| base - ((log(seconds) - log(from)) / (log(to) - log(from))).clamp(0.0, 1.0) * (base - top);
    let x = |share: f64| frame.x0() + 6.0 + share.clamp(0.0, 1.0) * (frame.x1() - frame.x0() - 12.0);
    let mut canvas = Canvas::default();
    let mut last = f64::MAX;
    for (at, label) in ROUND.iter().filter(|(at, _)| *at >= from && *at <= to) {
        let height = y(*at);
        if last - height >= 18.0 {
            canvas.line(if *at == from { "base" } else { "grid" }, (frame.x0(), height), (frame.x1(), height));
            canvas.text("label", (frame.x0() - 6.0, height + 4.0), Hold::End, label);
            last = height;
        }
    }
    let place = |point: &Point| (x(point.x), y(point.seconds));
    points(chart, &mut canvas, &place);
    let marks: Vec<(f64, f64)> = chart.points.iter().map(place).collect();
    for level in &chart.levels {
        let height = y(level.seconds);
        canvas.line("level", (frame.x0(), height), (frame.x1(), height));
        name_level(&mut canvas, frame, height, &level.label, &marks);
    }
    let ticks = chart.ticks.iter().enumerate().map(|(index, (share, label))| {
        let ends = index == 0 || index + 1 == chart.ticks.len();
        Tick { x: x(*share), label: label.clone(), priority: u8::from(!ends) }
    });
    draw_ticks(&mut canvas, frame, frame.height - 8.0, ticks.collect());
    canvas.finish("scatter", frame, &chart.title, &chart.sentence)
}

/// Where the least value is drawn.
fn base(frame: &Frame) -> f64 {
    frame.height - 26.0
}

/// Writes what a line across says where it hides no mark: best at its end, else anywhere along it.
fn name_level(canvas: &mut Canvas, frame: &Frame, height: f64, label: &str, marks: &[(f64, f64)]) {
    let width = text_width(label);
    let across = frame.x1() - frame.x0() - width;
    let spots = || {
        let all =
            [1.0, 0.0, 0.75, 0.5, 0.25].into_iter().flat_map(|share| [-4.0, 13.0].map(|dy| (frame.x0() + share * across, height + dy)));
        // Below the base the months are written.
        all.filter(|(_, y)| *y <= base(frame))
    };
    let hides = |(from, y): (f64, f64), (mark_x, mark_y): (f64, f64)| {
        mark_x > from - MARK && mark_x < from + width + MARK && mark_y > y - 10.0 - MARK && mark_y < y + 3.0 + MARK
    };
    let clear = spots().filter(|spot| !marks.iter().any(|mark| hides(*spot, *mark)));
    let _ = clear.chain(spots()).any(|(from, y)| match from + width >= frame.x1() {
        true => canvas.text_if_free("label halo", (frame.x1(), y), Hold::End, label, frame),
        false => canvas.text_if_free("label halo", (from, y), Hold::Start, label, frame),
    });
}

/// About half as wide as a mark is drawn.
const MARK: f64 = 6.0;

/// Column, row, whether it is strong, whether it is a bound.
type Cell = (i64, i64, bool, bool);

/// A dot for each point; those that would hide each other are one dot that says how many.
fn points(chart: &Scatter, canvas: &mut Canvas, place: &dyn Fn(&Point) -> (f64, f64)) {
    let cells_of = |size: f64| {
        let mut cells: BTreeMap<Cell, (Vec<usize>, f64, f64)> = BTreeMap::new();
        for (index, point) in chart.points.iter().enumerate() {
            let (x, y) = place(point);
            let cell = cells.entry(((x / size) as i64, (y / size) as i64, point.strong, point.bound)).or_insert((Vec::new(), x, y));
            cell.0.push(index);
        }
        cells
    };
    let mut size = if chart.points.len() > MOST_ROWS { 7.0 } else { 3.0 };
    let mut cells = cells_of(size);
    while cells.len() > MOST_DOTS && size < 60.0 {
        size *= 1.25;
        cells = cells_of(size);
    }
    let roomy = cells.len() <= 80;
    for ((_, _, strong, bound), (members, x, y)) in cells {
        let look = match (bound, strong) {
            (true, true) => " hollow strong",
            (true, false) => " hollow",
            (false, true) => " strong",
            (false, false) => "",
        };
        let first = &chart.points[members[0]];
        let about = first.row.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
        let title = match members.len() {
            1 => about,
            n => format!("{n} plans at about {}, one of them: {about}", duration(first.seconds)),
        };
        let size = match members.len() {
            1 => "",
            2..=4 => " some",
            _ => " many",
        };
        canvas.mark(Shape::Step, &format!("{look}{size}"), (x, y), &title, roomy);
    }
}
