//! Writes SVG elements: every number with at most one decimal, every text escaped, no style but a class.

use std::fmt::Write;

use crate::text::escape;

/// The mark of a kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// ● a step.
    Step,
    /// ◆ a decision.
    Decision,
    /// ▲ a surprise.
    Surprise,
    /// ■ an outcome.
    Outcome,
}

impl Shape {
    /// In the order of every legend.
    pub const ALL: [Self; 4] = [Self::Step, Self::Decision, Self::Surprise, Self::Outcome];

    /// The word, which is also the class.
    pub fn word(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Decision => "decision",
            Self::Surprise => "surprise",
            Self::Outcome => "outcome",
        }
    }

    /// Its outline around the origin.
    pub(super) fn outline(self) -> &'static str {
        match self {
            Self::Step => "M-4 0a4 4 0 0 0 8 0a4 4 0 0 0-8 0z",
            Self::Decision => "M0-5l5 5-5 5-5-5z",
            Self::Surprise => "M0-5l5.2 9h-10.4z",
            Self::Outcome => "M-4.3-4.3h8.6v8.6h-8.6z",
        }
    }

    /// The character that stands for it in text.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Step => "●",
            Self::Decision => "◆",
            Self::Surprise => "▲",
            Self::Outcome => "■",
        }
    }
}

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// An SVG being written. Labels come last, so that nothing lies on them.
#[derive(Debug, Default)]
pub struct Canvas {
    body: String,
    labels: String,
    /// Where labels lie: left, right, baseline.
    taken: Vec<(f64, f64, f64)>,
}

/// A coordinate with at most one decimal: `12`, `12.5`.
pub fn coordinate(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths % 10 == 0 {
        return (tenths / 10).to_string();
    }
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// How wide a chart label is, in user units, at the size the style sheet gives it.
pub fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum()
}

impl Canvas {
    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
        let _ = write!(self.body, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }

    /// A rectangle, with a tooltip unless `title` is empty.
    pub fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64), title: &str) {
        let [x, y, w, h] = [corner.0, corner.1, size.0.max(0.0), size.1.max(0.0)].map(coordinate);
        let _ = write!(self.body, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"");
        if title.is_empty() {
            self.body.push_str("/>");
        } else {
            let _ = write!(self.body, "><title>{}</title></rect>", escape(title));
        }
    }

    /// A path.
    pub fn path(&mut self, class: &str, d: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    /// A label that must be there.
    pub fn text(&mut self, class: &str, at: (f64, f64), hold: Hold, text: &str) {
        let (class_of_hold, from) = match hold {
            Hold::Start => ("", at.0),
            Hold::Middle => (" mid", at.0 - text_width(text) / 2.0),
            Hold::End => (" end", at.0 - text_width(text)),
        };
        self.taken.push((from, from + text_width(text), at.1));
        let [x, y] = [at.0, at.1].map(coordinate);
        let _ = write!(self.labels, "<text class=\"{class}{class_of_hold}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(text));
    }

    /// A label that is left out where it would lie on another or leave the frame. Says whether it was drawn.
    pub fn text_if_free(&mut self, class: &str, at: (f64, f64), hold: Hold, text: &str, frame: &super::Frame) -> bool {
        let width = text_width(text);
        let from = match hold {
            Hold::Start => at.0,
            Hold::Middle => at.0 - width / 2.0,
            Hold::End => at.0 - width,
        };
        let apart = |(left, right, y): &(f64, f64, f64)| from + width + 2.0 <= *left || right + 2.0 <= from || (at.1 - y).abs() >= 12.0;
        let free = from >= 0.0 && from + width <= frame.width && self.taken.iter().all(apart);
        if free {
            self.text(class, at, hold, text);
        }
        free
    }

    /// A mark with its tooltip and, where `roomy`, an area of 24 units around it that shows it.
    pub fn mark(&mut self, shape: Shape, look: &str, at: (f64, f64), title: &str, roomy: bool) {
        let (x, y) = at;
        let _ = write!(self.body, "<g class=\"sign {}{look}\"><title>{}</title>", shape.word(), escape(title));
        if roomy {
            let _ = write!(self.body, "<circle class=\"hit\" cx=\"{}\" cy=\"{}\" r=\"12\"/>", coordinate(x), coordinate(y));
        }
        let [cx, cy] = [x, y].map(coordinate);
        match shape {
            Shape::Step => {
                let _ = write!(self.body, "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"4.2\"/>");
            }
            Shape::Decision => {
                let _ = write!(self.body, "<path d=\"M{cx} {}l5 5-5 5-5-5z\"/>", coordinate(y - 5.0));
            }
            Shape::Surprise => {
                let _ = write!(self.body, "<path d=\"M{cx} {}l5.2 9h-10.4z\"/>", coordinate(y - 5.0));
            }
            Shape::Outcome => {
                let _ = write!(self.body, "<path d=\"M{} {}h8.6v8.6h-8.6z\"/>", coordinate(x - 4.3), coordinate(y - 4.3));
            }
        }
        self.body.push_str("</g>");
    }

    /// The whole drawing. `class` says which chart it is; `title` and `description` are read aloud.
    pub fn finish(self, class: &str, frame: &super::Frame, title: &str, description: &str) -> String {
        let [width, height] = [frame.width, frame.height].map(coordinate);
        let size = if frame.narrow { "narrow" } else { "wide" };
        format!(
            "<svg class=\"plot {class} {size}\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title><desc>{}</desc>{}{}</svg>",
            escape(title),
            escape(description),
            self.body,
            self.labels
        )
    }
}
