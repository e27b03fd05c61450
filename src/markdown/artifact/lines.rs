//! Numbered lines: where the pages of a long text begin, and the rows of one page.

use std::ops::RangeInclusive;

use super::ansi::{self, Style};
use super::{PAGE_BYTES, PAGE_LINES};

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Start {
    /// Byte of the text.
    pub offset: usize,
    /// Number of its first line, from 1.
    pub line: u32,
    /// Whether that line began on an earlier page.
    pub goes_on: bool,
    /// How a terminal would draw what comes next.
    pub style: Style,
}

/// The pages of a text: a page is full after [`PAGE_LINES`] lines or [`PAGE_BYTES`] bytes, the latter within a line if
/// the line alone is longer.
pub(super) fn pages(text: &str) -> (Vec<Start>, Vec<RangeInclusive<u32>>) {
    let has_colours = memchr::memchr(0x1b, text.as_bytes()).is_some();
    let mut starts: Vec<Start> = Vec::new();
    let mut pages: Vec<RangeInclusive<u32>> = Vec::new();
    let mut style = Style::default();
    let (mut offset, mut line, mut n_lines) = (0, 1_u32, 0);
    for row in text.split_inclusive('\n') {
        let is_full = |from: usize, n_lines: usize| n_lines >= PAGE_LINES || offset + row.len() > from + PAGE_BYTES;
        if starts.last().is_none_or(|start| is_full(start.offset, n_lines)) {
            starts.push(Start { offset, line, goes_on: false, style });
            pages.push(line..=line);
            n_lines = 0;
        }
        let mut from = 0;
        while row.len() - from > PAGE_BYTES {
            let cut = (from + PAGE_BYTES - 3..=from + PAGE_BYTES).rev().find(|at| row.is_char_boundary(*at));
            from = cut.unwrap_or(row.len());
            starts.push(Start { offset: offset + from, line, goes_on: true, style: Style::default() });
            pages.push(line..=line);
            n_lines = 0;
        }
        if let Some(page) = pages.last_mut() {
            *page = *page.start()..=line;
        }
        if has_colours {
            style = ansi::after(row, style);
        }
        n_lines += 1;
        offset += row.len();
        line = line.saturating_add(1);
    }
    (starts, pages)
}

/// Rows for lines of HTML, each with its number as a link to itself.
pub(super) fn write(start: &Start, html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 2);
    out.push_str("<pre class=\"lines\" tabindex=\"0\"><code>");
    for (number, row) in (start.line..).zip(html.split_inclusive('\n')) {
        if number > start.line || !start.goes_on {
            out.push_str(&format!("<a id=\"L{number}\" href=\"#L{number}\">{number}</a> "));
        }
        out.push_str(row);
    }
    out.push_str("</code></pre>\n");
    out
}
