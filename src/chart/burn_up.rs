//! The burn-up: steps done under a scope line, over time. What is known only to the day or to an interval is
//! drawn as a block over that stretch, never as a point in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::axis::{Tick, counts, short, time_ticks};
use super::canvas::{Hold, coordinate};
use super::elastic::{Elastic, Place, Sign, UNITS, pixels};
use super::label::{day, duration, number};
use super::scale::{Scale, Stretch};
use super::{Figure, Frame, Shape, Table};

/// One step done: at a point (`from == to`) or somewhere in a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The earliest it can have been.
    pub from: Timestamp,
    /// The latest.
    pub to: Timestamp,
    /// Whether the time is a commit's (drawn hollow) and not written.
    pub hollow: bool,
    /// When, in words, with what kind of time it is.
    pub when: String,
    /// What was done.
    pub name: String,
}

/// Something else that happened, drawn on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its mark.
    pub shape: Shape,
    /// The earliest it can have been.
    pub from: Timestamp,
    /// The latest.
    pub to: Timestamp,
    /// When, in words.
    pub when: String,
    /// What it was.
    pub name: String,
}

/// The forecast of an open plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cone {
    /// Half of the trials were finished by then.
    pub p50: Timestamp,
    /// 85 % of them.
    pub p85: Timestamp,
    /// `P50 14:40`.
    pub p50_label: String,
    /// `P85 18:10`.
    pub p85_label: String,
}

/// Everything a burn-up shows.
#[derive(Clone, Debug)]
pub struct BurnUp<'a> {
    /// What it shows, in a few words.
    pub title: String,
    /// What it means, in one sentence.
    pub sentence: String,
    /// The steps done that have a time, in any order.
    pub completions: Vec<Completion>,
    /// Decisions, surprises and outcomes that have a time.
    pub happenings: Vec<Happening>,
    /// Steps in scope from each moment on; empty if nobody counted.
    pub scope: Vec<(Timestamp, u32)>,
    /// Steps done, those without a time included.
    pub done: u32,
    /// Steps in scope.
    pub total: u32,
    /// For an open plan: the moment it is read as of, with its label.
    pub now: Option<(Timestamp, String)>,
    /// For an open plan with enough history.
    pub cone: Option<Cone>,
    /// Seconds without an event after which a stretch is idle.
    pub idle_gap: i64,
    /// The zone that times are shown in.
    pub zone: &'a TimeZone,
}

/// How high a burn-up is, in pixels.
const HEIGHT: f64 = 274.0;
/// Pixels below the base at which an area is closed where its stroke is not seen.
const HIDDEN: f64 = 6.0;

/// Draws a burn-up. Without a dated step there is nothing to draw: `None`.
pub fn burn_up(chart: &BurnUp) -> Option<Figure> {
    if chart.completions.is_empty() {
        return None;
    }
    let mut completions = chart.completions.clone();
    completions.sort_by_key(|step| (step.to, step.from, step.hollow));
    let plot = Plot { chart, completions: &completions };
    Some(Figure {
        title: chart.title.clone(),
        sentence: chart.sentence.clone(),
        wide: plot.draw(),
        narrow: String::new(),
        table: table(chart, &completions),
    })
}

struct Plot<'a> {
    chart: &'a BurnUp<'a>,
    /// Sorted by their latest moment.
    completions: &'a [Completion],
}

/// Where things lie.
struct Layout {
    scale: Scale,
    top: f64,
    base: f64,
    most: u32,
    /// The right end of what is past.
    end: f64,
}

impl Layout {
    fn y(&self, steps: f64) -> f64 {
        self.base - steps / f64::from(self.most.max(1)) * (self.base - self.top)
    }
}

fn beside(x: f64, dx: f64, y: f64) -> Place {
    Place { x, dx, y }
}

impl Plot<'_> {
    fn draw(&self) -> String {
        let chart = self.chart;
        let frame = Frame::elastic(HEIGHT);
        let whole_days = !chart.completions.iter().any(|step| step.from == step.to);
        let (inside, outside): (Vec<&Happening>, Vec<&Happening>) = chart.happenings.iter().partition(|mark| self.is_placed(mark));
        let kinds: Vec<Shape> = Shape::ALL.into_iter().filter(|shape| inside.iter().any(|mark| mark.shape == *shape)).collect();
        let layout = self.layout(&frame, &inside, kinds.len());
        let mut drawing = Elastic::default();
        Self::idle(&mut drawing, &layout);
        Self::counts(&mut drawing, &layout);
        self.area(&mut drawing, &layout);
        self.scope(&mut drawing, &layout);
        self.ahead(&mut drawing, &layout);
        self.dots(&mut drawing, &layout);
        let mut y = layout.base + 16.0;
        for shape in kinds {
            Self::row(&mut drawing, &layout, (y, shape), &inside);
            y += 16.0;
        }
        Self::ticks(&mut drawing, y + 6.0, time_ticks(&layout.scale, chart.zone, whole_days, &frame));
        self.spare_labels(&mut drawing, &layout);
        if !outside.is_empty() {
            drawing.text("", beside(0.0, 0.0, y + 24.0), Hold::Start, &outside_note(&outside));
        }
        drawing.finish("burn-up", (HEIGHT, layout.base + 1.0), &chart.sentence)
    }

    /// Whether a happening can be placed among the steps: not if all that is known is a day or interval
    /// that covers everything drawn.
    fn is_placed(&self, mark: &Happening) -> bool {
        let from = self.completions.iter().map(|step| step.from).min();
        let to = self.completions.iter().map(|step| step.to).max();
        mark.from == mark.to || from.is_some_and(|from| mark.from > from) || to.is_some_and(|to| mark.to < to)
    }

    fn layout(&self, frame: &Frame, inside: &[&Happening], rows: usize) -> Layout {
        let chart = self.chart;
        let points = self.completions.iter().map(|step| (step.from, step.to)).chain(inside.iter().map(|mark| (mark.from, mark.to)));
        let points: Vec<(i64, i64)> = points.map(|(from, to)| (from.as_second(), to.as_second())).collect();
        // A day that merely contains clock times must not stretch the scale to its midnights.
        let mut clocks: Vec<i64> = points.iter().filter(|(from, to)| from == to).map(|(at, _)| *at).collect();
        clocks.sort_unstable();
        let holds_clock =
            |from: i64, to: i64| from != to && clocks.get(clocks.partition_point(|at| *at < from)).is_some_and(|at| *at <= to);
        let mut spans: Vec<(i64, i64)> = points.iter().copied().filter(|(from, to)| !holds_clock(*from, *to)).collect();
        let changes = chart.scope.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].0);
        spans.extend(changes.map(|at| (at.as_second(), at.as_second())));
        if let Some((now, _)) = &chart.now {
            let now = now.as_second();
            spans.iter_mut().for_each(|span| span.1 = span.1.min(now).max(span.0));
            spans.push((now, now));
        }
        let ahead = chart.cone.as_ref().map(|cone| cone.p85.as_second());
        let most = chart.scope.iter().map(|(_, total)| *total).max().unwrap_or(0).max(chart.total).max(chart.done);
        let below = if chart.happenings.len() > inside.len() { 18.0 } else { 0.0 };
        let scale = Scale::new(&spans, chart.idle_gap, ahead, frame);
        let end = scale.right();
        let top = if chart.cone.is_some() { 54.0 } else { 30.0 };
        Layout { scale, top, base: frame.height - 24.0 - 16.0 * rows as f64 - below, most, end }
    }

    fn idle(drawing: &mut Elastic, layout: &Layout) {
        for piece in layout.scale.pieces.iter().filter(|piece| piece.stretch == Stretch::Idle) {
            let how = if piece.squeezed { ", drawn shorter than it was" } else { "" };
            let [x0, width, top, height] = [piece.x0, piece.x1 - piece.x0, layout.top, layout.base - layout.top].map(coordinate);
            let title = format!("idle {}{how}", duration(piece.to - piece.from));
            drawing.path("idle", &format!("M{x0} {top}h{width}v{height}h-{width}z"), &title);
        }
    }

    /// Horizontal lines with their values.
    fn counts(drawing: &mut Elastic, layout: &Layout) {
        let mut grid = String::new();
        for value in counts(layout.most) {
            let y = layout.y(f64::from(value));
            if value == 0 {
                drawing.path("base", &format!("M0 {}H{UNITS}", coordinate(y)), "");
            } else {
                let _ = write!(grid, "M0 {}H{UNITS}", coordinate(y));
            }
            drawing.text("", beside(0.0, -6.0, y + 4.0), Hold::End, &short(value));
        }
        if !grid.is_empty() {
            drawing.path("grid", &grid, "");
        }
    }

    /// Moments along the bottom, as many as have room.
    fn ticks(drawing: &mut Elastic, y: f64, mut ticks: Vec<Tick>) {
        ticks.sort_by(|a, b| a.priority.cmp(&b.priority).then(a.x.total_cmp(&b.x)));
        for tick in ticks {
            // Near an end the label is held by its side.
            let at = beside(tick.x, 0.0, y);
            let holds = [Hold::Middle, Hold::Start, Hold::End];
            let hold = holds.into_iter().find(|hold| Elastic::holds(at, *hold, &tick.label)).unwrap_or(Hold::Middle);
            drawing.text_if_free(at, hold, &tick.label);
        }
    }

    /// What needs room that others have first: how long a pause was, how many steps have no time.
    fn spare_labels(&self, drawing: &mut Elastic, layout: &Layout) {
        let placed = u32::try_from(self.completions.len()).unwrap_or(u32::MAX);
        if self.chart.done > placed {
            let middle = f64::midpoint(layout.y(f64::from(placed)), layout.y(f64::from(self.chart.done)));
            let label = format!("+{} without a time", self.chart.done - placed);
            drawing.text_if_free(beside(layout.end, -6.0, middle + 4.0), Hold::End, &label);
        }
        for piece in layout.scale.pieces.iter().filter(|piece| piece.stretch == Stretch::Idle) {
            drawing.text_within((piece.x0, piece.x1), layout.top + 14.0, "idle ", &duration(piece.to - piece.from));
        }
    }

    /// The done area: what was certainly done by then, filled under its line; what may have been, lighter.
    fn area(&self, drawing: &mut Elastic, layout: &Layout) {
        let certain: Vec<f64> = self.completions.iter().map(|step| layout.scale.x(step.to).min(layout.end)).collect();
        let mut possible: Vec<f64> = self.completions.iter().map(|step| layout.scale.x(step.from)).collect();
        possible.sort_by(f64::total_cmp);
        if possible != certain {
            let mut path = steps(&possible, (layout.end, layout.base), layout);
            path.push('z');
            drawing.path("maybe", &path, "");
        }
        drawing.path("done", &steps(&certain, (layout.end, layout.base + HIDDEN), layout), "");
        let placed = u32::try_from(self.completions.len()).unwrap_or(u32::MAX);
        if self.chart.done > placed {
            let (from, to) = (layout.y(f64::from(placed)), layout.y(f64::from(self.chart.done)));
            drawing.upright("undated", layout.end, from, to);
        }
    }

    fn scope(&self, drawing: &mut Elastic, layout: &Layout) {
        let chart = self.chart;
        let first = chart.scope.first().map_or(chart.total, |(_, total)| *total);
        let mut path = format!("M{} {}", coordinate(layout.scale.left()), coordinate(layout.y(f64::from(first))));
        let mut level = first;
        for (at, total) in chart.scope.iter().skip(1).filter(|(_, total)| std::mem::replace(&mut level, *total) != *total) {
            let x = layout.scale.x(*at).min(layout.end);
            let _ = write!(path, "H{}V{}", coordinate(x), coordinate(layout.y(f64::from(*total))));
        }
        let top = layout.y(f64::from(chart.total));
        if level != chart.total {
            let _ = write!(path, "V{}", coordinate(top));
        }
        let _ = write!(path, "H{}", coordinate(layout.end));
        drawing.path("scope", &path, "");
        let grown = i64::from(chart.total) - i64::from(first);
        let label = match grown {
            0 => format!("scope {}", number(f64::from(chart.total))),
            n => format!("scope {} ({}{n})", number(f64::from(chart.total)), if n > 0 { "+" } else { "" }),
        };
        let end = beside(layout.end, 0.0, top - 7.0);
        if Elastic::holds(end, Hold::End, &label) {
            drawing.text("", end, Hold::End, &label);
        } else {
            drawing.text("", beside(0.0, 0.0, top - 7.0), Hold::Start, &label);
        }
    }

    /// The as-of line and the forecast.
    fn ahead(&self, drawing: &mut Elastic, layout: &Layout) {
        let Some((_, now)) = &self.chart.now else { return };
        let label = format!("as of {now}");
        drawing.upright("now", layout.end, layout.top - 4.0, layout.base);
        let places = [(6.0, Hold::Start), (-6.0, Hold::End)];
        let _ = places.into_iter().any(|(dx, hold)| drawing.text_if_free(beside(layout.end, dx, layout.base - 6.0), hold, &label));
        let Some(cone) = &self.chart.cone else { return };
        let (x50, x85) = (layout.scale.x(cone.p50).max(layout.end), layout.scale.x(cone.p85).max(layout.end));
        let (from, top) = (layout.y(f64::from(self.chart.done)), layout.y(f64::from(self.chart.total)));
        let [x0, y0, a, b, y1] = [layout.end, from, x50, x85, top].map(coordinate);
        drawing.path("cone", &format!("M{x0} {y0}L{a} {y1}H{b}z"), "");
        for (x, y, label) in [(x50, top - 36.0, &cone.p50_label), (x85, top - 22.0, &cone.p85_label)] {
            drawing.upright("p", x, top - 3.0, top + 5.0);
            let middle = beside(x, 0.0, y);
            if Elastic::holds(middle, Hold::Middle, label) {
                drawing.text("strong", middle, Hold::Middle, label);
            } else {
                drawing.text("strong", beside(UNITS, 10.0, y), Hold::End, label);
            }
        }
    }

    /// A dot for each completion at a point, a block for those of one stretch; what would overlap is one mark.
    fn dots(&self, drawing: &mut Elastic, layout: &Layout) {
        let mut group: Vec<(f64, f64, usize)> = Vec::new();
        let mut blocks: BTreeMap<(Timestamp, Timestamp, bool), (usize, usize)> = BTreeMap::new();
        let mut dots: [Vec<(f64, f64, String)>; 2] = Default::default();
        for (index, step) in self.completions.iter().enumerate() {
            let (from, to) = (layout.scale.x(step.from), layout.scale.x(step.to).min(layout.end));
            if pixels(to - from) > 8.0 {
                let block = blocks.entry((step.from, step.to, step.hollow)).or_insert((index, index));
                block.1 = index;
                continue;
            }
            let (x, y) = (f64::midpoint(from, to), layout.y((index + 1) as f64));
            if let Some((x0, y0, _)) = group.first()
                && pixels(x - x0).hypot(y - y0) > 7.5
            {
                self.dot(&mut dots, &group);
                group.clear();
            }
            group.push((x, y, index));
        }
        self.dot(&mut dots, &group);
        for ((from, to, hollow), (first, last)) in blocks {
            let across = (layout.scale.x(from), layout.scale.x(to).min(layout.end));
            let (bottom, top) = (layout.y(first as f64), layout.y((last + 1) as f64));
            let class = if hollow { "block hollow" } else { "block" };
            let steps = self.completions[first..=last].iter().filter(|step| (step.from, step.to) == (from, to)).count();
            let title = if steps == 1 {
                format!("{}, {}", self.completions[first].name, self.completions[first].when)
            } else {
                format!("{steps} steps, {}", self.completions[first].when)
            };
            drawing.block(class, across, (top, bottom), &title);
        }
        drawing.dots("sign step", &dots[0]);
        drawing.dots("sign step hollow", &dots[1]);
    }

    /// Adds the dot of a group to the filled or the hollow ones.
    fn dot(&self, dots: &mut [Vec<(f64, f64, String)>; 2], group: &[(f64, f64, usize)]) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
        let step = &self.completions[last.2];
        let hollow = group.iter().all(|(_, _, index)| self.completions[*index].hollow);
        let title = if group.len() == 1 {
            format!("{}, {}", step.name, step.when)
        } else {
            let start = &self.completions[first.2].when;
            let when = if *start == step.when { step.when.clone() } else { format!("{start} to {}", step.when) };
            format!("{} steps, {when}; last: {}", group.len(), step.name)
        };
        dots[usize::from(hollow)].push((last.0, last.1, title));
    }

    fn row(drawing: &mut Elastic, layout: &Layout, (y, shape): (f64, Shape), marks: &[&Happening]) {
        let mut marks: Vec<&&Happening> = marks.iter().filter(|mark| mark.shape == shape).collect();
        let place = |mark: &Happening| (layout.scale.x(mark.from), layout.scale.x(mark.to).min(layout.end));
        let middle = |mark: &Happening| f64::midpoint(place(mark).0, place(mark).1);
        marks.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        let mut drawn = Vec::new();
        let mut at = 0;
        while at < marks.len() {
            let (x0, x1) = place(marks[at]);
            let x = f64::midpoint(x0, x1);
            let within = |room: f64| marks[at..].iter().take_while(|mark| pixels(middle(mark) - x) < room).count();
            // The count beside a mark takes room too: what would lie on it is counted in.
            let n = if within(12.0) > 1 { within(27.0) } else { 1 };
            let title = match n {
                1 => format!("{}: {}, {}", shape.word(), marks[at].name, marks[at].when),
                n => format!("{n} {}s from {}: {}", shape.word(), marks[at].when, marks[at].name),
            };
            drawn.push(Sign { x, stretch: (pixels(x1 - x0) > 8.0).then_some((x0, x1)), title });
            if n > 1 {
                drawing.text_if_free(beside(x, 7.0, y + 4.0), Hold::Start, &n.to_string());
            }
            at += n;
        }
        drawing.row(shape, y, &drawn);
    }
}

/// A step line that starts at the right, far down, goes back to the left and from there over `xs`, one step up
/// at each, thinned to what can be seen.
fn steps(xs: &[f64], (end, bottom): (f64, f64), layout: &Layout) -> String {
    let start = layout.scale.left();
    let mut path = format!("M{} {}H{}V{}", coordinate(end), coordinate(bottom), coordinate(start), coordinate(layout.base));
    let mut drawn = (start, layout.base);
    for (index, x) in xs.iter().enumerate() {
        let y = layout.y((index + 1) as f64);
        let last = index + 1 == xs.len();
        let same = xs.get(index + 1).is_some_and(|next| next - x < 0.05);
        if last || drawn.1 - y > 0.75 || !same && x - drawn.0 > 0.75 {
            let _ = write!(path, "H{}V{}", coordinate(*x), coordinate(y));
            drawn = (*x, y);
        }
    }
    let _ = write!(path, "H{}", coordinate(end));
    path
}

fn outside_note(outside: &[&Happening]) -> String {
    let counts: Vec<String> = Shape::ALL
        .into_iter()
        .filter_map(|shape| {
            let n = outside.iter().filter(|mark| mark.shape == shape).count();
            (n > 0).then(|| format!("{} {n}", shape.sign()))
        })
        .collect();
    format!("{} at no known hour", counts.join("  "))
}

/// More rows than this are summed by day.
const MOST_ROWS: usize = 200;

fn table(chart: &BurnUp, completions: &[Completion]) -> Table {
    let mut rows: Vec<(Timestamp, String, String, usize)> =
        completions.iter().map(|step| (step.to, step.when.clone(), format!("● {}", step.name), 1)).collect();
    rows.extend(chart.happenings.iter().map(|mark| (mark.to, mark.when.clone(), format!("{} {}", mark.shape.sign(), mark.name), 0)));
    rows.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    let head = vec!["when".to_owned(), "what".to_owned(), format!("steps done, of {}", chart.total)];
    let mut done = 0;
    if rows.len() <= MOST_ROWS {
        let rows = rows.into_iter().map(|(_, when, what, n)| {
            done += n;
            vec![when, what, if n > 0 { done.to_string() } else { String::new() }]
        });
        return Table { head, rows: rows.collect(), left_out: 0 };
    }
    let mut days: BTreeMap<jiff::civil::Date, (usize, usize)> = BTreeMap::new();
    for (at, _, _, n) in rows {
        let sums = days.entry(at.to_zoned(chart.zone.clone()).date()).or_default();
        sums.0 += n;
        sums.1 += 1 - n;
    }
    let rows = days.into_iter().map(|(date, (steps, others))| {
        done += steps;
        vec![day(date), format!("{steps} steps, {others} other records"), done.to_string()]
    });
    Table { head, rows: rows.collect(), left_out: 0 }
}
