//! Series to SVG at build time: classes, not colours; a title, a description and a table beside each.
//! Pure; knows nothing of plans, only of labelled numbers and moments.
//!
//! Labels never shrink on a phone. What every plan has, its burn-up and its lane, is one drawing that fits any
//! width; the figures of the archive are drawn twice with their own proportions, wide and narrow, and the style
//! sheet shows one of them. Labels are placed by priority and left out rather than overlapped.

mod axis;
mod bars;
mod burn_up;
mod calendar;
mod canvas;
mod elastic;
mod flow;
mod label;
mod lane;
mod scale;
mod scatter;

use serde::Serialize;

pub use axis::{nice_ceiling, time_labels, time_ticks};
pub use bars::{Bar, BarChart, bars};
pub use burn_up::{BurnUp, Completion, Cone, Happening, burn_up};
pub use calendar::{CalendarDay, calendar};
pub use canvas::Shape;
pub use flow::{FlowPoint, cumulative_flow};
pub use label::{day, day_month, duration, month, number};
pub use lane::{Lane, LaneMark, lane, lane_axis, sparkline};
pub use scatter::{Level, Point, Scatter, scatter};

/// A chart ready for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows and what that means here, in one sentence.
    pub sentence: String,
    /// SVG for 760 pixels and more, or for any width.
    pub wide: String,
    /// SVG for less; empty where the other fits any width.
    pub narrow: String,
    /// The same numbers.
    pub table: Table,
}

/// The numbers of a chart, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Column headings.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// How many more there would be.
    pub left_out: usize,
}

/// The proportions a chart is drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width in user units, which are CSS pixels at its usual size.
    pub width: f64,
    /// Height likewise.
    pub height: f64,
    /// Space for labels at the left.
    pub left: f64,
    /// Space at the right.
    pub right: f64,
    /// Whether it is the narrow one.
    pub narrow: bool,
}

impl Frame {
    /// For 760 pixels and more.
    pub fn wide(height: f64) -> Self {
        Self { width: 1000.0, height, left: 40.0, right: 16.0, narrow: false }
    }

    /// For a phone.
    pub fn narrow(height: f64) -> Self {
        Self { width: 360.0, height, left: 40.0, right: 10.0, narrow: true }
    }

    /// For a drawing that fits any width: see [`elastic`].
    fn elastic(height: f64) -> Self {
        Self { width: elastic::UNITS, height, left: 0.0, right: 0.0, narrow: false }
    }

    fn x0(&self) -> f64 {
        self.left
    }

    fn x1(&self) -> f64 {
        self.width - self.right
    }
}
