//! The cumulative flow diagram: how many plans had begun, and how many had ended.

use std::fmt::Write;

use super::axis::{Tick, draw_counts, draw_ticks};
use super::canvas::{Canvas, coordinate};
use super::label::number;
use super::{Figure, Frame, Table};

/// The counts at the end of one stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowPoint {
    /// The stretch, in full.
    pub name: String,
    /// Its label on the axis, or nothing.
    pub label: String,
    /// Plans begun since the first stretch.
    pub begun: u32,
    /// Plans ended.
    pub ended: u32,
    /// Of those, plans finished.
    pub finished: u32,
}

/// Draws cumulative flow. `None` below two points.
pub fn cumulative_flow(title: &str, sentence: &str, points: &[FlowPoint]) -> Option<Figure> {
    (points.len() >= 2).then(|| Figure {
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        wide: draw(title, sentence, points, &Frame::wide(220.0)),
        narrow: draw(title, sentence, points, &Frame::narrow(200.0)),
        table: table(points),
    })
}

fn draw(title: &str, sentence: &str, points: &[FlowPoint], frame: &Frame) -> String {
    let most = points.last().map_or(1, |point| point.begun.max(1));
    let (top, base) = (12.0, frame.height - 24.0);
    let y = |value: f64| base - value / f64::from(most) * (base - top);
    let width = (frame.x1() - frame.x0()) / points.len() as f64;
    let mut canvas = Canvas::default();
    draw_counts(&mut canvas, frame, most, &y);
    for (class, value) in
        [("begun", (|point| point.begun) as fn(&FlowPoint) -> u32), ("ended", |point| point.ended), ("finished", |point| point.finished)]
    {
        let mut path = format!("M{} {}", coordinate(frame.x0()), coordinate(base));
        let mut level = base;
        for (index, point) in points.iter().enumerate() {
            let height = y(f64::from(value(point)));
            if (height - level).abs() > 0.04 {
                let _ = write!(path, "H{}V{}", coordinate(frame.x0() + width * index as f64), coordinate(height));
                level = height;
            }
        }
        let _ = write!(path, "H{}V{}z", coordinate(frame.x1()), coordinate(base));
        canvas.path(class, &path);
    }
    let ticks = points.iter().enumerate().filter(|(_, point)| !point.label.is_empty()).map(|(index, point)| {
        let ends = index == 0 || index + 1 == points.len();
        Tick { x: frame.x0() + width * (index as f64 + 0.5), label: point.label.clone(), priority: u8::from(!ends) }
    });
    draw_ticks(&mut canvas, frame, frame.height - 6.0, ticks.collect());
    canvas.finish("flow", frame, title, sentence)
}

fn table(points: &[FlowPoint]) -> Table {
    let head = ["until", "begun", "ended", "of those finished", "in progress"].map(str::to_owned).to_vec();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for point in points {
        let now = (point.begun, point.ended, point.finished);
        if last.replace(now) != Some(now) {
            let numbers = [point.begun, point.ended, point.finished, point.begun.saturating_sub(point.ended)];
            rows.push(std::iter::once(point.name.clone()).chain(numbers.map(|n| number(f64::from(n)))).collect());
        }
    }
    Table { head, rows, left_out: 0 }
}
