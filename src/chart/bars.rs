//! Bars over time or over classes, stacked by kind.

use super::axis::{Tick, draw_counts, draw_ticks};
use super::canvas::{Canvas, Hold, text_width};
use super::label::number;
use super::{Figure, Frame, Table};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for, in full: `week of 9 Feb 2026`.
    pub name: String,
    /// Its label on the axis; empty where it has none.
    pub label: String,
    /// Its parts, from the bottom.
    pub parts: Vec<u32>,
}

/// Everything a bar chart shows.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// What it shows, in a few words.
    pub title: String,
    /// What it means, in one sentence.
    pub sentence: String,
    /// Name and class of each part, from the bottom.
    pub parts: Vec<(String, String)>,
    /// The bars where there is room.
    pub wide: Vec<Bar>,
    /// The bars on a phone; fewer, of longer stretches.
    pub narrow: Vec<Bar>,
    /// A value to mark across, with its label.
    pub level: Option<(f64, String)>,
    /// What the first column of the table is called.
    pub first: String,
    /// Height of the wide drawing.
    pub height: f64,
}

/// Draws bars. `None` where every one is empty.
pub fn bars(chart: &BarChart) -> Option<Figure> {
    let all: u32 = chart.wide.iter().flat_map(|bar| &bar.parts).sum();
    (all > 0).then(|| Figure {
        title: chart.title.clone(),
        sentence: chart.sentence.clone(),
        wide: draw(chart, &chart.wide, &Frame::wide(chart.height)),
        narrow: draw(chart, &chart.narrow, &Frame::narrow(150.0)),
        table: table(chart),
    })
}

fn draw(chart: &BarChart, bars: &[Bar], frame: &Frame) -> String {
    let most = bars.iter().map(|bar| bar.parts.iter().sum::<u32>()).max().unwrap_or(0).max(1);
    let (top, base) = (14.0, frame.height - 24.0);
    let y = |value: f64| base - value / f64::from(most) * (base - top);
    let mut canvas = Canvas::default();
    draw_counts(&mut canvas, frame, most, &y);
    let slot = (frame.x1() - frame.x0()) / bars.len().max(1) as f64;
    let gap = if slot > 4.0 { (slot * 0.22).max(1.0).max(slot - 48.0) } else { 0.5 };
    let mut ticks = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let x = frame.x0() + slot * index as f64;
        let sum: u32 = bar.parts.iter().sum();
        if !bar.label.is_empty() {
            let ends = index == 0 || index + 1 == bars.len();
            ticks.push(Tick { x: x + slot / 2.0, label: bar.label.clone(), priority: u8::from(!ends) });
        }
        if sum == 0 {
            continue;
        }
        let mut below = 0;
        for (value, (_, class)) in bar.parts.iter().zip(&chart.parts).filter(|(value, _)| **value > 0) {
            let (from, to) = (y(f64::from(below)), y(f64::from(below + value)));
            canvas.rect(&format!("bar {class}"), (x + gap / 2.0, to), (slot - gap, from - to), "");
            below += value;
        }
        let height = (base - y(f64::from(sum))).max(24.0);
        canvas.rect("hit", (x, base - height), (slot, height), &describe(chart, bar));
    }
    if let Some((value, label)) = &chart.level {
        let at = y(*value);
        canvas.line("level", (frame.x0(), at), (frame.x1(), at));
        // Its words stand where the bars leave room above the line, the newest such place.
        let tops: Vec<f64> = bars.iter().map(|bar| y(f64::from(bar.parts.iter().sum::<u32>()))).collect();
        let n = (text_width(label) / slot).ceil().max(1.0) as usize;
        let free = (n..=bars.len()).rev().find(|end| tops[end - n..*end].iter().all(|top| *top >= at - 4.0));
        let x = free.map_or(frame.x1(), |end| frame.x0() + slot * end as f64);
        canvas.text("label halo", (x, at - 5.0), Hold::End, label);
    }
    draw_ticks(&mut canvas, frame, frame.height - 6.0, ticks);
    canvas.finish("bars", frame, &chart.title, &chart.sentence)
}

fn describe(chart: &BarChart, bar: &Bar) -> String {
    let parts: Vec<String> = bar
        .parts
        .iter()
        .zip(&chart.parts)
        .filter(|(value, _)| **value > 0)
        .map(|(value, (name, _))| format!("{} {name}", number(f64::from(*value))))
        .collect();
    format!("{}: {}", bar.name, parts.join(", "))
}

/// Every bar of the wide drawing that is not empty.
fn table(chart: &BarChart) -> Table {
    let head = std::iter::once(chart.first.clone()).chain(chart.parts.iter().map(|(name, _)| name.clone())).collect();
    let rows = chart
        .wide
        .iter()
        .filter(|bar| bar.parts.iter().any(|value| *value > 0))
        .map(|bar| std::iter::once(bar.name.clone()).chain(bar.parts.iter().map(|value| number(f64::from(*value)))).collect())
        .collect();
    Table { head, rows, left_out: 0 }
}
