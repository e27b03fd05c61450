//! A drawing as wide as the place it stands in: places across are shares of its width, heights are pixels.
//! Lines and areas lie in an inner drawing that is stretched; dots, marks and words keep their size. A label
//! that has no room on a phone is marked to be left out there.

use std::fmt::Write;

use super::canvas::{Hold, Shape, coordinate, text_width};
use super::lane::percent;
use crate::text::escape;

/// Units across. Heights are pixels.
pub const UNITS: f64 = 1000.0;

/// The widths, in pixels, that labels are placed for: the least of a wide drawing, and that of a phone.
const WIDTHS: [f64; 2] = [600.0, 250.0];
/// How far labels may reach over the left and right end, at those widths.
const MARGINS: [(f64, f64); 2] = [(38.0, 22.0), (34.0, 12.0)];

/// Pixels of a distance across, where the drawing is wide.
pub fn pixels(units: f64) -> f64 {
    units / UNITS * 780.0
}

/// Where a label lies: its place across, pixels to the right of that, its baseline.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Units across.
    pub x: f64,
    /// Pixels beside it.
    pub dx: f64,
    /// Pixels down.
    pub y: f64,
}

/// A mark of a row.
#[derive(Clone, Debug)]
pub struct Sign {
    /// Units across.
    pub x: f64,
    /// From where to where it can have been, where that is more than a point.
    pub stretch: Option<(f64, f64)>,
    /// Its tooltip.
    pub title: String,
}

/// A drawing being written.
#[derive(Debug, Default)]
pub struct Elastic {
    stretched: String,
    signs: String,
    /// Labels by where they are held.
    labels: [String; 3],
    /// Where labels lie, for each width: left, right, baseline.
    taken: [Vec<(f64, f64, f64)>; 2],
    /// Shapes that are drawn by reference.
    shapes: std::collections::BTreeSet<Shape>,
}

impl Elastic {
    /// A path in units across and pixels down, with a tooltip unless `title` is empty.
    pub fn path(&mut self, class: &str, d: &str, title: &str) {
        let _ = write!(self.stretched, "<path class=\"{class}\" d=\"{d}\"");
        close(&mut self.stretched, "path", title);
    }

    /// A vertical line.
    pub fn upright(&mut self, class: &str, x: f64, from: f64, to: f64) {
        let [x, from, to] = [x, from, to].map(coordinate);
        let _ = write!(self.stretched, "<path class=\"{class}\" d=\"M{x} {from}V{to}\"/>");
    }

    /// A rectangle with a tooltip.
    pub fn block(&mut self, class: &str, (x0, x1): (f64, f64), (top, bottom): (f64, f64), title: &str) {
        let [y, height] = [top, (bottom - top).max(0.0)].map(coordinate);
        let [x, width] = [x0, (x1 - x0).max(0.0)].map(share);
        let _ = write!(self.signs, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        close(&mut self.signs, "rect", title);
    }

    /// Dots of one look, each with its tooltip.
    pub fn dots(&mut self, class: &str, dots: &[(f64, f64, String)]) {
        if dots.is_empty() {
            return;
        }
        let _ = write!(self.signs, "<g class=\"{class}\">");
        for (x, y, title) in dots {
            let _ = write!(self.signs, "<circle cx=\"{}\" cy=\"{}\"", share(*x), coordinate(*y));
            close(&mut self.signs, "circle", title);
        }
        self.signs.push_str("</g>");
    }

    /// Marks of one shape in a row, each with its tooltip; a mark known only to a stretch has a line under it.
    pub fn row(&mut self, shape: Shape, y: f64, marks: &[Sign]) {
        let kind = shape.word();
        let _ = write!(self.signs, "<g class=\"sign {kind}\" transform=\"translate(0 {})\">", coordinate(y));
        for Sign { x, stretch, title } in marks {
            if let Some((x0, x1)) = stretch {
                let _ = write!(self.signs, "<line x1=\"{}\" x2=\"{}\"/>", share(*x0), share(*x1));
            }
            let _ = write!(self.signs, "<use href=\"#plan:{kind}\" x=\"{}\"", share(*x));
            close(&mut self.signs, "use", title);
        }
        self.signs.push_str("</g>");
        self.shapes.insert(shape);
    }

    /// A label that must be there, at any width.
    pub fn text(&mut self, class: &str, at: Place, hold: Hold, text: &str) {
        for width in 0..WIDTHS.len() {
            self.taken[width].push(extent(at, hold, text, width));
        }
        self.write(class, at, hold, text);
    }

    /// A label that is left out where it would lie on another or leave the drawing: everywhere, or on a
    /// phone alone. Says whether it was written.
    pub fn text_if_free(&mut self, at: Place, hold: Hold, text: &str) -> bool {
        let free = [0, 1].map(|width| self.is_free(extent(at, hold, text, width), width));
        if !free[0] {
            return false;
        }
        for width in (0..WIDTHS.len()).filter(|width| free[*width]) {
            self.taken[width].push(extent(at, hold, text, width));
        }
        self.write(if free[1] { "" } else { "w" }, at, hold, text);
        true
    }

    /// A label of a stretch, without its first words where the stretch is too narrow for them; left out where
    /// it is too narrow for the rest.
    pub fn text_within(&mut self, (x0, x1): (f64, f64), y: f64, first: &str, rest: &str) {
        let at = Place { x: f64::midpoint(x0, x1), dx: 0.0, y };
        let fits = |text: &str, width: usize| {
            text_width(text) < (x1 - x0) / UNITS * WIDTHS[width] + 2.0 && self.is_free(extent(at, Hold::Middle, text, width), width)
        };
        let whole = format!("{first}{rest}");
        if fits(&whole, 1) {
            self.text("", at, Hold::Middle, &whole);
        } else if fits(&whole, 0) && fits(rest, 1) {
            self.taken[0].push(extent(at, Hold::Middle, &whole, 0));
            self.taken[1].push(extent(at, Hold::Middle, rest, 1));
            self.write_html("", at, Hold::Middle, &format!("<tspan class=\"w\">{}</tspan>{}", escape(first), escape(rest)));
        } else if let Some(text) = [whole.as_str(), rest].into_iter().find(|text| fits(text, 0)) {
            let text = text.to_owned();
            self.text_if_free(at, Hold::Middle, &text);
        }
    }

    /// Whether a label of this text would stay inside the drawing at every width.
    pub fn holds(at: Place, hold: Hold, text: &str) -> bool {
        (0..WIDTHS.len()).all(|width| is_inside(extent(at, hold, text, width), width))
    }

    fn is_free(&self, (from, to, y): (f64, f64, f64), width: usize) -> bool {
        let apart = |(left, right, other): &(f64, f64, f64)| to + 8.0 <= *left || right + 8.0 <= from || (y - other).abs() >= 12.0;
        is_inside((from, to, y), width) && self.taken[width].iter().all(apart)
    }

    fn write(&mut self, class: &str, at: Place, hold: Hold, text: &str) {
        self.write_html(class, at, hold, &escape(text));
    }

    fn write_html(&mut self, class: &str, at: Place, hold: Hold, html: &str) {
        let labels = &mut self.labels[hold as usize];
        labels.push_str("<text");
        if !class.is_empty() {
            let _ = write!(labels, " class=\"{class}\"");
        }
        // A label beside the left end is placed in pixels alone.
        if at.x <= 0.0 {
            let _ = write!(labels, " x=\"{}\"", coordinate(at.dx));
        } else {
            let _ = write!(labels, " x=\"{}\"", share(at.x));
            if at.dx != 0.0 {
                let _ = write!(labels, " dx=\"{}\"", coordinate(at.dx));
            }
        }
        let _ = write!(labels, " y=\"{}\">{html}</text>", coordinate(at.y));
    }

    /// The whole drawing, with its own height and that of its stretched part, where what lies lower is cut off.
    /// `name` is read aloud.
    pub fn finish(self, class: &str, (height, stretched): (f64, f64), name: &str) -> String {
        let [height, stretched] = [height, stretched].map(coordinate);
        let mut svg = format!("<svg class=\"plot {class}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">", escape(name));
        if !self.shapes.is_empty() {
            svg.push_str("<defs>");
            for shape in &self.shapes {
                let _ = write!(svg, "<path id=\"plan:{}\" d=\"{}\"/>", shape.word(), shape.outline());
            }
            svg.push_str("</defs>");
        }
        let _ = write!(
            svg,
            "<svg viewBox=\"0 0 {} {stretched}\" height=\"{stretched}\" preserveAspectRatio=\"none\">{}</svg>{}",
            coordinate(UNITS),
            self.stretched,
            self.signs
        );
        for (class, labels) in [("", &self.labels[0]), (" class=\"mid\"", &self.labels[1]), (" class=\"end\"", &self.labels[2])] {
            if !labels.is_empty() {
                let _ = write!(svg, "<g{class}>{labels}</g>");
            }
        }
        svg.push_str("</svg>");
        svg
    }
}

fn share(units: f64) -> String {
    percent(units / UNITS)
}

fn close(out: &mut String, tag: &str, title: &str) {
    if title.is_empty() {
        out.push_str("/>");
    } else {
        let _ = write!(out, "><title>{}</title></{tag}>", escape(title));
    }
}

/// Left, right and baseline of a label at one of the widths.
fn extent(at: Place, hold: Hold, text: &str, width: usize) -> (f64, f64, f64) {
    let x = at.x / UNITS * WIDTHS[width] + at.dx;
    let length = text_width(text);
    let from = match hold {
        Hold::Start => x,
        Hold::Middle => x - length / 2.0,
        Hold::End => x - length,
    };
    (from, from + length, at.y)
}

fn is_inside((from, to, _): (f64, f64, f64), width: usize) -> bool {
    let (left, right) = MARGINS[width];
    from >= -left && to <= WIDTHS[width] + right
}
