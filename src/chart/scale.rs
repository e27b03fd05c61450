//! Time to the horizontal: linear, except that long idle stretches may be squeezed to a fixed width and the
//! future has a part of its own.

use jiff::Timestamp;

use super::Frame;

/// What a piece of the scale is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// Something happened in it.
    Live,
    /// Nothing did for longer than the idle gap, and it is wide enough to say so.
    Idle,
    /// After the as-of moment.
    Ahead,
}

/// A piece of the scale, linear in itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Seconds at its left.
    pub from: i64,
    /// Seconds at its right.
    pub to: i64,
    /// Its left.
    pub x0: f64,
    /// Its right.
    pub x1: f64,
    /// What it is.
    pub stretch: Stretch,
    /// Whether it is drawn narrower than its time.
    pub squeezed: bool,
}

/// The horizontal scale of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// From left to right, without gaps.
    pub pieces: Vec<Piece>,
}

/// Share of the width that the future gets.
const AHEAD: f64 = 0.24;

impl Scale {
    /// A scale over everything known (`spans`, in seconds), with pauses longer than `idle_gap` seconds set
    /// apart and the time after the last span up to `ahead`.
    pub fn new(spans: &[(i64, i64)], idle_gap: i64, ahead: Option<i64>, frame: &Frame) -> Self {
        let covered = join(spans, idle_gap);
        let (x0, mut x1) = (frame.x0(), frame.x1());
        let (Some(first), Some(last)) = (covered.first(), covered.last()) else { return Self { pieces: Vec::new() } };
        let (from, to) = (first.0, last.1);
        let ahead = ahead.filter(|ahead| *ahead > to);
        let full = x1;
        if ahead.is_some() {
            x1 -= (x1 - x0) * AHEAD;
        }
        let mut pieces = match squeeze(&covered, frame) {
            Some(idle) => squeezed(&covered, idle, (x0, x1)),
            None => linear(&covered, (x0, x1)),
        };
        if let Some(ahead) = ahead {
            pieces.push(Piece { from: to, to: ahead, x0: x1, x1: full, stretch: Stretch::Ahead, squeezed: true });
        }
        debug_assert!(pieces.first().is_some_and(|piece| piece.from == from), "a scale begins where its spans do");
        Self { pieces }
    }

    /// A linear scale between two moments.
    pub fn linear(from: i64, to: i64, x0: f64, x1: f64) -> Self {
        Self { pieces: vec![Piece { from, to: to.max(from + 1), x0, x1, stretch: Stretch::Live, squeezed: false }] }
    }

    /// Where a moment lies; outside the scale, its nearest end.
    pub fn x(&self, at: Timestamp) -> f64 {
        self.x_of(at.as_second())
    }

    /// Where a moment in seconds lies.
    pub fn x_of(&self, at: i64) -> f64 {
        let index = self.pieces.partition_point(|piece| piece.to < at);
        let Some(piece) = self.pieces.get(index).or(self.pieces.last()) else { return 0.0 };
        if piece.to == piece.from {
            return (piece.x0 + piece.x1) / 2.0;
        }
        let share = (at - piece.from) as f64 / (piece.to - piece.from) as f64;
        piece.x0 + share.clamp(0.0, 1.0) * (piece.x1 - piece.x0)
    }

    /// Its left end.
    pub fn left(&self) -> f64 {
        self.pieces.first().map_or(0.0, |piece| piece.x0)
    }

    /// The right end of what is past.
    pub fn right(&self) -> f64 {
        self.pieces.iter().rev().find(|piece| piece.stretch != Stretch::Ahead).map_or(0.0, |piece| piece.x1)
    }

    /// Seconds at its left end.
    pub fn from(&self) -> i64 {
        self.pieces.first().map_or(0, |piece| piece.from)
    }

    /// Seconds at the right end of what is past.
    pub fn to(&self) -> i64 {
        self.pieces.iter().rev().find(|piece| piece.stretch != Stretch::Ahead).map_or(0, |piece| piece.to)
    }
}

/// The spans joined where they are no further apart than the gap.
fn join(spans: &[(i64, i64)], gap: i64) -> Vec<(i64, i64)> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut() {
            Some(last) if from - last.1 <= gap => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// How wide a squeezed pause is, if pauses are to be squeezed: they take up more than half of the time, and
/// are few enough to be told apart.
fn squeeze(covered: &[(i64, i64)], frame: &Frame) -> Option<f64> {
    let gaps = covered.len() - 1;
    let (most, width) = if frame.narrow { (4, 34.0) } else { (8, if gaps <= 4 { 96.0 } else { 64.0 }) };
    let span = covered[gaps].1 - covered[0].0;
    let live: i64 = covered.iter().map(|(from, to)| to - from).sum();
    (gaps > 0 && gaps <= most && live * 2 < span).then_some(width)
}

fn squeezed(covered: &[(i64, i64)], idle: f64, (x0, x1): (f64, f64)) -> Vec<Piece> {
    let gaps = (covered.len() - 1) as f64;
    let least = 18.0;
    let room = x1 - x0 - gaps * idle - covered.len() as f64 * least;
    let live: i64 = covered.iter().map(|(from, to)| to - from).sum();
    let mut pieces = Vec::new();
    let mut x = x0;
    for (index, (from, to)) in covered.iter().enumerate() {
        if index > 0 {
            let before = covered[index - 1].1;
            pieces.push(Piece { from: before, to: *from, x0: x, x1: x + idle, stretch: Stretch::Idle, squeezed: true });
            x += idle;
        }
        let share = if live > 0 { (to - from) as f64 / live as f64 } else { 1.0 / covered.len() as f64 };
        let width = least + share * room;
        pieces.push(Piece { from: *from, to: *to, x0: x, x1: x + width, stretch: Stretch::Live, squeezed: false });
        x += width;
    }
    pieces
}

fn linear(covered: &[(i64, i64)], (x0, x1): (f64, f64)) -> Vec<Piece> {
    let (from, to) = (covered[0].0, covered[covered.len() - 1].1);
    let span = (to - from).max(1) as f64;
    let x = |at: i64| if from == to { (x0 + x1) / 2.0 } else { x0 + (at - from) as f64 / span * (x1 - x0) };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = from;
    for pair in covered.windows(2) {
        let (end, next) = (pair[0].1, pair[1].0);
        if x(next) - x(end) < 0.08 * (x1 - x0) {
            continue;
        }
        pieces.push(Piece { from: start, to: end, x0: x(start), x1: x(end), stretch: Stretch::Live, squeezed: false });
        pieces.push(Piece { from: end, to: next, x0: x(end), x1: x(next), stretch: Stretch::Idle, squeezed: false });
        start = next;
    }
    let x0 = if from == to { x0 } else { x(start) };
    pieces.push(Piece { from: start, to, x0, x1, stretch: Stretch::Live, squeezed: false });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pause_is_squeezed_and_the_order_kept() {
        let scale = Scale::new(&[(0, 3600), (100_000, 103_600)], 7200, None, &Frame::wide(200.0));
        assert_eq!(scale.pieces.iter().map(|piece| piece.stretch).collect::<Vec<_>>(), [Stretch::Live, Stretch::Idle, Stretch::Live]);
        let xs: Vec<f64> = [0, 1800, 3600, 100_000, 103_600].map(|at| scale.x_of(at)).to_vec();
        assert!(xs.windows(2).all(|pair| pair[0] < pair[1]), "{xs:?}");
        assert!((scale.pieces[1].x1 - scale.pieces[1].x0 - 96.0).abs() < 0.01);
    }

    #[test]
    fn one_moment_stands_in_the_middle() {
        let frame = Frame::narrow(200.0);
        let scale = Scale::new(&[(500, 500)], 7200, None, &frame);
        assert!((scale.x_of(500) - (frame.x0() + frame.x1()) / 2.0).abs() < 0.01, "{}", scale.x_of(500));
    }
}
