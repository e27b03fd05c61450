//! The burn-up: steps done under a scope line, over time. What is known only to the day or to an interval is
//! drawn as a block over that stretch, never as a point in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::axis::{draw_counts, draw_ticks, time_ticks};
use super::canvas::{Canvas, Hold, coordinate, text_width};
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

/// Draws a burn-up. Without a dated step there is nothing to draw: `None`.
pub fn burn_up(chart: &BurnUp) -> Option<Figure> {
    if chart.completions.is_empty() {
        return None;
    }
    let mut completions = chart.completions.clone();
    completions.sort_by_key(|step| (step.to, step.from, step.hollow));
    let plan = Plot { chart, completions: &completions };
    Some(Figure {
        title: chart.title.clone(),
        sentence: chart.sentence.clone(),
        wide: plan.draw(&Frame { right: 22.0, ..Frame::wide(270.0) }),
        narrow: plan.draw(&Frame::narrow(280.0)),
        table: table(chart, &completions),
    })
}

struct Plot<'a> {
    chart: &'a BurnUp<'a>,
    /// Sorted by their latest moment.
    completions: &'a [Completion],
}

/// Where things lie in one drawing.
struct Layout {
    scale: Scale,
    top: f64,
    base: f64,
    most: u32,
    /// The right end of what is past.
    end: f64,
    labels: Option<ConeLabels>,
}

/// Where the labels of a forecast lie: beside each other where they fit, else one above the other.
#[derive(Clone, Copy, Debug)]
struct ConeLabels {
    left: f64,
    right: f64,
    apart: bool,
}

fn cone_labels(cone: &Cone, scale: &Scale, frame: &Frame) -> ConeLabels {
    let (x50, x85) = (scale.x(cone.p50), scale.x(cone.p85));
    let (w50, w85) = (text_width(&cone.p50_label), text_width(&cone.p85_label));
    let (end, edge) = (scale.right(), frame.width - 2.0);
    let left = (x50 - w50 / 2.0).max(end + 2.0).min(edge - w50);
    let right = (x85 + w85 / 2.0).min(edge);
    ConeLabels { left, right, apart: left >= end && left + w50 + 8.0 <= right - w85 }
}

impl Layout {
    fn y(&self, steps: f64) -> f64 {
        self.base - steps / f64::from(self.most.max(1)) * (self.base - self.top)
    }
}

impl Plot<'_> {
    fn draw(&self, frame: &Frame) -> String {
        let chart = self.chart;
        let whole_days = !chart.completions.iter().any(|step| step.from == step.to);
        let (inside, beside): (Vec<&Happening>, Vec<&Happening>) = chart.happenings.iter().partition(|mark| self.is_placed(mark));
        let kinds: Vec<Shape> = Shape::ALL.into_iter().filter(|shape| inside.iter().any(|mark| mark.shape == *shape)).collect();
        let layout = self.layout(frame, &inside, kinds.len());
        let mut canvas = Canvas::default();
        Self::idle(&mut canvas, &layout);
        draw_counts(&mut canvas, frame, layout.most, &|steps| layout.y(steps));
        self.area(&mut canvas, &layout);
        self.scope(&mut canvas, &layout);
        self.ahead(&mut canvas, frame, &layout);
        self.dots(&mut canvas, &layout);
        let mut y = layout.base + 16.0;
        for shape in kinds {
            self.row(&mut canvas, frame, &layout, (y, shape), &inside);
            y += 16.0;
        }
        draw_ticks(&mut canvas, frame, y + 6.0, time_ticks(&layout.scale, chart.zone, whole_days, frame));
        self.spare_labels(&mut canvas, frame, &layout);
        if !beside.is_empty() {
            canvas.text("label", (frame.x0(), y + 24.0), Hold::Start, &beside_note(&beside, frame));
        }
        canvas.finish("burn-up", frame, &chart.title, &chart.sentence)
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
        let labels = chart.cone.as_ref().map(|cone| cone_labels(cone, &scale, frame));
        let top = if labels.is_some_and(|labels| !labels.apart) { 54.0 } else { 30.0 };
        Layout { scale, top, base: frame.height - 20.0 - 16.0 * rows as f64 - below, most, end, labels }
    }

    fn idle(canvas: &mut Canvas, layout: &Layout) {
        for piece in layout.scale.pieces.iter().filter(|piece| piece.stretch == Stretch::Idle) {
            let length = duration(piece.to - piece.from);
            let how = if piece.squeezed { "idle, drawn shorter than it was" } else { "idle" };
            canvas.rect("idle", (piece.x0, layout.top), (piece.x1 - piece.x0, layout.base - layout.top), &format!("{how}: {length}"));
        }
    }

    /// What needs room that others have first: how long a pause was, how many steps have no time.
    fn spare_labels(&self, canvas: &mut Canvas, frame: &Frame, layout: &Layout) {
        let placed = u32::try_from(self.completions.len()).unwrap_or(u32::MAX);
        if self.chart.done > placed {
            let middle = (layout.y(f64::from(placed)) + layout.y(f64::from(self.chart.done))) / 2.0;
            let label = format!("+{} without a time", self.chart.done - placed);
            canvas.text_if_free("label", (layout.end - 6.0, middle + 4.0), Hold::End, &label, frame);
        }
        for piece in layout.scale.pieces.iter().filter(|piece| piece.stretch == Stretch::Idle) {
            let length = duration(piece.to - piece.from);
            let at = ((piece.x0 + piece.x1) / 2.0, layout.top + 14.0);
            let room = piece.x1 - piece.x0 + 2.0;
            let labels = [format!("idle {length}"), length];
            let _ = labels.iter().any(|label| text_width(label) < room && canvas.text_if_free("label", at, Hold::Middle, label, frame));
        }
    }

    /// The done area: what was certainly done by then, filled; what may have been, lighter.
    fn area(&self, canvas: &mut Canvas, layout: &Layout) {
        let start = layout.scale.left();
        let certain: Vec<f64> = self.completions.iter().map(|step| layout.scale.x(step.to).min(layout.end)).collect();
        let mut possible: Vec<f64> = self.completions.iter().map(|step| layout.scale.x(step.from)).collect();
        possible.sort_by(f64::total_cmp);
        if possible != certain {
            canvas.path("maybe", &closed(&steps(&possible, start, layout), layout));
        }
        let line = steps(&certain, start, layout);
        canvas.path("done", &closed(&line, layout));
        canvas.path("done-line", &line);
        let placed = u32::try_from(self.completions.len()).unwrap_or(u32::MAX);
        if self.chart.done > placed {
            let (from, to) = (layout.y(f64::from(placed)), layout.y(f64::from(self.chart.done)));
            canvas.line("undated", (layout.end, from), (layout.end, to));
        }
    }

    fn scope(&self, canvas: &mut Canvas, layout: &Layout) {
        let chart = self.chart;
        let start = layout.scale.left();
        let first = chart.scope.first().map_or(chart.total, |(_, total)| *total);
        let mut path = format!("M{} {}", coordinate(start), coordinate(layout.y(f64::from(first))));
        for (at, total) in chart.scope.iter().skip(1) {
            let x = layout.scale.x(*at).min(layout.end);
            let _ = write!(path, "H{}V{}", coordinate(x), coordinate(layout.y(f64::from(*total))));
        }
        let top = layout.y(f64::from(chart.total));
        let _ = write!(path, "V{}H{}", coordinate(top), coordinate(layout.end));
        canvas.path("scope", &path);
        let grown = i64::from(chart.total) - i64::from(first);
        let label = match grown {
            0 => format!("scope {}", number(f64::from(chart.total))),
            n => format!("scope {} ({}{n})", number(f64::from(chart.total)), if n > 0 { "+" } else { "" }),
        };
        let x = layout.end.max(start + text_width(&label));
        canvas.text("label", (x, top - 7.0), Hold::End, &label);
    }

    /// The as-of line and the forecast.
    fn ahead(&self, canvas: &mut Canvas, frame: &Frame, layout: &Layout) {
        let Some((_, now)) = &self.chart.now else { return };
        let label = format!("as of {now}");
        canvas.line("now", (layout.end, layout.top - 4.0), (layout.end, layout.base));
        let places = [(layout.end + 6.0, Hold::Start), (layout.end - 6.0, Hold::End)];
        let _ = places.into_iter().any(|(x, hold)| canvas.text_if_free("label", (x, layout.base - 6.0), hold, &label, frame));
        let (Some(cone), Some(labels)) = (&self.chart.cone, layout.labels) else { return };
        let (x50, x85) = (layout.scale.x(cone.p50).max(layout.end), layout.scale.x(cone.p85).max(layout.end));
        let (from, top) = (layout.y(f64::from(self.chart.done)), layout.y(f64::from(self.chart.total)));
        let [x0, y0, a, b, y1] = [layout.end, from, x50, x85, top].map(coordinate);
        canvas.path("cone", &format!("M{x0} {y0}L{a} {y1}H{b}z"));
        canvas.line("p50", (x50, top - 3.0), (x50, top + 5.0));
        canvas.line("p85", (x85, top - 3.0), (x85, top + 5.0));
        let ConeLabels { left, right, apart } = labels;
        let (upper, lower) = if apart { (top - 7.0, top - 7.0) } else { (top - 36.0, top - 22.0) };
        canvas.text("label strong", (left, upper), Hold::Start, &cone.p50_label);
        canvas.text("label strong", (right, lower), Hold::End, &cone.p85_label);
    }

    /// A dot for each completion at a point, a block for those of one stretch; what would overlap is one mark.
    fn dots(&self, canvas: &mut Canvas, layout: &Layout) {
        let roomy = self.completions.len() <= 80;
        let mut group: Vec<(f64, f64, usize)> = Vec::new();
        let mut blocks: BTreeMap<(Timestamp, Timestamp, bool), (usize, usize)> = BTreeMap::new();
        for (index, step) in self.completions.iter().enumerate() {
            let (from, to) = (layout.scale.x(step.from), layout.scale.x(step.to).min(layout.end));
            if to - from > 8.0 {
                let block = blocks.entry((step.from, step.to, step.hollow)).or_insert((index, index));
                block.1 = index;
                continue;
            }
            let (x, y) = ((from + to) / 2.0, layout.y((index + 1) as f64));
            if let Some((x0, y0, _)) = group.first()
                && (x - x0).hypot(y - y0) > 7.5
            {
                self.dot(canvas, &group, roomy);
                group.clear();
            }
            group.push((x, y, index));
        }
        self.dot(canvas, &group, roomy);
        for ((from, to, hollow), (first, last)) in blocks {
            let (x0, x1) = (layout.scale.x(from), layout.scale.x(to).min(layout.end));
            let (bottom, top) = (layout.y(first as f64), layout.y((last + 1) as f64));
            let class = if hollow { "block hollow" } else { "block" };
            let steps = self.completions[first..=last].iter().filter(|step| (step.from, step.to) == (from, to)).count();
            let title = if steps == 1 {
                format!("{}, {}", self.completions[first].name, self.completions[first].when)
            } else {
                format!("{steps} steps, {}", self.completions[first].when)
            };
            canvas.rect(class, (x0 + 1.0, top), (x1 - x0 - 2.0, bottom - top), &title);
        }
    }

    fn dot(&self, canvas: &mut Canvas, group: &[(f64, f64, usize)], roomy: bool) {
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
        canvas.mark(Shape::Step, if hollow { " hollow" } else { "" }, (last.0, last.1), &title, roomy);
    }

    fn row(&self, canvas: &mut Canvas, frame: &Frame, layout: &Layout, row: (f64, Shape), marks: &[&Happening]) {
        let (y, shape) = row;
        let mut marks: Vec<&&Happening> = marks.iter().filter(|mark| mark.shape == shape).collect();
        let place = |mark: &Happening| (layout.scale.x(mark.from), layout.scale.x(mark.to).min(layout.end));
        let middle = |mark: &Happening| (place(mark).0 + place(mark).1) / 2.0;
        marks.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        let roomy = marks.len() <= 40;
        let mut at = 0;
        while at < marks.len() {
            let (x0, x1) = place(marks[at]);
            let x = (x0 + x1) / 2.0;
            let within = |room: f64| marks[at..].iter().take_while(|mark| middle(mark) - x < room).count();
            // The count beside a mark takes room too: what would lie on it is counted in.
            let n = if within(11.0) > 1 { within(27.0) } else { 1 };
            if x1 - x0 > 8.0 {
                canvas.line(&format!("stretch {}", shape.word()), (x0, y), (x1, y));
            }
            let title = match n {
                1 => format!("{}: {}, {}", shape.word(), marks[at].name, marks[at].when),
                n => format!("{n} {}s from {}: {}", shape.word(), marks[at].when, marks[at].name),
            };
            canvas.mark(shape, "", (x, y), &title, roomy);
            if n > 1 {
                canvas.text_if_free("label", (x + 7.0, y + 4.0), Hold::Start, &n.to_string(), frame);
            }
            at += n;
        }
    }
}

/// A step line from the base through `xs`, one step up at each, thinned to what can be seen.
fn steps(xs: &[f64], start: f64, layout: &Layout) -> String {
    let mut path = format!("M{} {}", coordinate(start), coordinate(layout.base));
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
    let _ = write!(path, "H{}", coordinate(layout.end));
    path
}

fn closed(line: &str, layout: &Layout) -> String {
    format!("{line}V{}z", coordinate(layout.base))
}

fn beside_note(beside: &[&Happening], frame: &Frame) -> String {
    let counts: Vec<String> = Shape::ALL
        .into_iter()
        .filter_map(|shape| {
            let n = beside.iter().filter(|mark| mark.shape == shape).count();
            (n > 0).then(|| format!("{} {n}", shape.sign()))
        })
        .collect();
    let tail = if frame.narrow { "at no known hour" } else { "of the same day or days, at no known hour" };
    format!("{} {tail}", counts.join("  "))
}

/// More rows than this are summed by day.
const MOST_ROWS: usize = 200;

fn table(chart: &BurnUp, completions: &[Completion]) -> Table {
    let mut rows: Vec<(Timestamp, String, String, usize)> =
        completions.iter().map(|step| (step.to, step.when.clone(), format!("● {}", step.name), 1)).collect();
    rows.extend(chart.happenings.iter().map(|mark| (mark.to, mark.when.clone(), format!("{} {}", mark.shape.sign(), mark.name), 0)));
    rows.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    let head = ["when", "what", "steps done"].map(str::to_owned).to_vec();
    let mut done = 0;
    if rows.len() <= MOST_ROWS {
        let rows = rows.into_iter().map(|(_, when, what, n)| {
            done += n;
            vec![when, what, if n > 0 { format!("{done} of {}", chart.total) } else { String::new() }]
        });
        return Table { head, rows: rows.collect() };
    }
    let mut days: BTreeMap<jiff::civil::Date, (usize, usize)> = BTreeMap::new();
    for (at, _, _, n) in rows {
        let sums = days.entry(at.to_zoned(chart.zone.clone()).date()).or_default();
        sums.0 += n;
        sums.1 += 1 - n;
    }
    let rows = days.into_iter().map(|(date, (steps, others))| {
        done += steps;
        vec![day(date), format!("{steps} steps, {others} other records"), format!("{done} of {}", chart.total)]
    });
    Table { head, rows: rows.collect() }
}
