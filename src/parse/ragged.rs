//! Tables whose second line has another number of cells than their head. For Markdown that is a paragraph with bars
//! in it; its author meant a table, so its rows are read as those of one, and the author is told. Must never touch
//! a paragraph in which any line is not a row.

use super::inline;
use super::outline::{Block, BlockKind};
use crate::text::Span;

/// What was found in place of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ragged {
    /// The second line.
    pub span: Span,
    /// How many cells the head has.
    pub head: usize,
    /// How many the second line has.
    pub second: usize,
}

/// Reads as tables the paragraphs that were meant as such; every span stays one of `text`.
pub fn mend(text: &str, blocks: &mut [Block]) -> Vec<Ragged> {
    let mut found = Vec::new();
    for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Paragraph && block.inline.of(text).starts_with('|')) {
        if let Some((table, ragged)) = table(text, block.inline) {
            *block = table;
            found.push(ragged);
        }
    }
    found
}

/// The table that the words of a paragraph were meant as.
pub fn table(text: &str, paragraph: Span) -> Option<(Block, Ragged)> {
    let lines = inline::lines(text, paragraph);
    let [head, second, _, ..] = lines.as_slice() else { return None };
    let is_rule =
        |line: Span| line.of(text).contains('-') && line.of(text).bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
    if !lines.iter().all(|line| line.of(text).trim_start().starts_with('|')) || !is_rule(*second) {
        return None;
    }
    let ragged = Ragged { span: *second, head: cells(text, *head).len(), second: cells(text, *second).len() };
    let row = |line: &Span| {
        let mut children = cells(text, *line);
        // A bar too many at its start moves the words of a row to the right.
        if children.len() > ragged.head && children[0].inline.start >= children[0].inline.end {
            children.remove(0);
        }
        Block { kind: BlockKind::Row, span: *line, inline: Span::default(), children }
    };
    if ragged.head == ragged.second {
        return None;
    }
    let rows = lines.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| row(line)).collect();
    Some((Block { kind: BlockKind::Table, span: paragraph, inline: Span::default(), children: rows }, ragged))
}

/// The cells of a row: what stands between bars that no backslash takes the meaning from.
fn cells(text: &str, line: Span) -> Vec<Block> {
    let words = line.of(text);
    let inner = words.trim_end().strip_suffix('|').unwrap_or(words.trim_end());
    let bars = memchr::memchr_iter(b'|', inner.as_bytes()).filter(|at| !inner[..*at].ends_with('\\'));
    let starts: Vec<usize> = bars.collect();
    let ends = starts.iter().skip(1).copied().chain([inner.len()]);
    let cell = |(start, end): (&usize, usize)| {
        let span = inline::trim(text, Span::new(line.start as usize + start + 1, line.start as usize + end.max(start + 1)));
        Block { kind: BlockKind::Cell, span, inline: span, children: Vec::new() }
    };
    starts.iter().zip(ends).map(cell).collect()
}
