//! The life of a plan in one row: a bar with its steps as ticks and marks above them; and the sparkline.
//! Places are in per cent, so that a row fits any width without its marks being stretched.

use std::fmt::Write;

use super::canvas::{Shape, coordinate};
use crate::text::escape;

/// One mark of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneMark {
    /// What it is.
    pub shape: Shape,
    /// From 0 at the left to 1 at the right.
    pub at: f64,
}

/// The life of a plan in one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Read aloud: what and when.
    pub title: String,
    /// Where the bar begins, from 0 to 1.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it goes on beyond the left edge.
    pub from_before: bool,
    /// Whether the plan is still open: the bar's end is open too.
    pub open: bool,
    /// Its marks.
    pub marks: Vec<LaneMark>,
}

/// A per cent with at most two decimals.
pub(super) fn percent(share: f64) -> String {
    let hundredths = (share.clamp(0.0, 1.0) * 10_000.0).round() as i64;
    match hundredths % 100 {
        0 => format!("{}%", hundredths / 100),
        rest if rest % 10 == 0 => format!("{}.{}%", hundredths / 100, rest / 10),
        rest => format!("{}.{rest:02}%", hundredths / 100),
    }
}

/// Draws a lane; steps that fall together are one tick, the higher the more they are.
pub fn lane(lane: &Lane) -> String {
    let mut svg = format!("<svg class=\"plot lane\" width=\"100%\" height=\"28\" role=\"img\"><title>{}</title>", escape(&lane.title));
    let (from, width) = (percent(lane.from), percent((lane.to - lane.from).max(0.002)));
    let open = if lane.open { " open" } else { "" };
    let _ = write!(svg, "<rect class=\"life{open}\" x=\"{from}\" y=\"17\" width=\"{width}\" height=\"6\" rx=\"2\"/>");
    if lane.from_before {
        svg.push_str("<path class=\"before\" d=\"M0 20l5-4v8z\"/>");
    }
    let mut steps: std::collections::BTreeMap<i64, u32> = std::collections::BTreeMap::new();
    for mark in lane.marks.iter().filter(|mark| mark.shape == Shape::Step) {
        *steps.entry((mark.at * 250.0).round() as i64).or_default() += 1;
    }
    for (slot, n) in steps {
        let at = percent(slot as f64 / 250.0);
        let top = coordinate(16.0 - (f64::from(n.min(12))).sqrt() * 1.7);
        let _ = write!(svg, "<line class=\"tick\" x1=\"{at}\" x2=\"{at}\" y1=\"{top}\" y2=\"24\"/>");
    }
    for shape in [Shape::Outcome, Shape::Surprise, Shape::Decision] {
        let mut last = f64::MIN;
        let mut places: Vec<f64> = lane.marks.iter().filter(|mark| mark.shape == shape).map(|mark| mark.at).collect();
        places.sort_by(f64::total_cmp);
        for at in places {
            if at - last < 0.012 {
                continue;
            }
            last = at;
            let d = match shape {
                Shape::Decision => "M0-4l4 4-4 4-4-4z",
                Shape::Surprise => "M0-4l4.2 7.4h-8.4z",
                _ => "M-3.4-3.4h6.8v6.8h-6.8z",
            };
            let _ = write!(
                svg,
                "<svg class=\"sign {}\" x=\"{}\" y=\"6\" overflow=\"visible\"><path d=\"{d}\"/></svg>",
                shape.word(),
                percent(at)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Draws the axis above the lanes of one stretch of time: labels from 0 to 1, at their own places.
pub fn lane_axis(labels: &[(f64, String)]) -> String {
    let mut svg = String::from("<svg class=\"plot lane-axis\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    for (at, label) in labels {
        let at = percent(*at);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"13\" y2=\"18\"/><text class=\"label\" x=\"{at}\" dx=\"3\" y=\"12\">{}</text>",
            escape(label)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A line of rising values from 0 to 1 over time from 0 to 1: the progress of a plan at a glance.
pub fn sparkline(title: &str, points: &[(f64, f64)]) -> String {
    let (width, height) = (90.0, 20.0);
    let place = |(x, y): (f64, f64)| (2.0 + x.clamp(0.0, 1.0) * (width - 4.0), height - 3.0 - y.clamp(0.0, 1.0) * (height - 6.0));
    let mut path = String::new();
    let mut last = (f64::MIN, f64::MIN);
    for (index, point) in points.iter().enumerate() {
        let (x, y) = place(*point);
        let end = index + 1 == points.len();
        if index == 0 {
            let _ = write!(path, "M{} {}", coordinate(x), coordinate(y));
        } else if end || x - last.0 > 0.8 || last.1 - y > 0.8 {
            let _ = write!(path, "H{}V{}", coordinate(x), coordinate(y));
        } else {
            continue;
        }
        last = (x, y);
    }
    format!(
        "<svg class=\"plot spark\" viewBox=\"0 0 90 20\" role=\"img\"><title>{}</title><path class=\"done-line\" d=\"{path}\"/></svg>",
        escape(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cents_have_two_decimals_at_most() {
        assert_eq!([0.0, 0.5, 0.123, 0.12345, 1.2].map(percent), ["0%", "50%", "12.3%", "12.35%", "100%"]);
    }
}
