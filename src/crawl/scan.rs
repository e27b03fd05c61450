//! A cheap look at a Markdown text, just enough to tell plans from other pages: its headings outside code,
//! which living sections they open, and how many boxes it has. Pure; records are `parse`'s business.

use std::ops::Range;

use super::living::{self, Living};

/// What a look at a text shows.
#[derive(Debug, Default)]
pub struct Scan {
    /// Headings outside code, in order.
    pub headings: Vec<Heading>,
    /// Living sections, by kind.
    pub living: Living,
    /// Checkboxes outside code.
    pub n_boxes: u32,
    /// Items outside code that begin with a day: `- 2026-03-01: …`.
    pub n_dated: u32,
    /// Lines of the YAML front matter between its dashes, if any.
    pub front_matter: Option<Range<usize>>,
    /// Whether a line before the second heading states a status.
    pub has_status: bool,
    /// Lines (from 1) of `<<<<<<<` conflict markers that a `>>>>>>>` follows.
    pub conflicts: Vec<u32>,
    /// The `md` fence that holds the whole text, if one does.
    pub fence: Option<Fence>,
}

/// A heading.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Line, from 1.
    pub line: u32,
    /// Byte at which its line begins.
    pub start: usize,
    /// Its text, marks and all.
    pub text: String,
}

/// A fence around a whole plan.
#[derive(Debug)]
pub struct Fence {
    /// Bytes inside it.
    pub inside: Range<usize>,
    /// Line, from 1, on which the inside begins.
    pub first_line: u32,
    /// Whether it is closed.
    pub closed: bool,
}

impl Scan {
    /// The first heading of level 1, else the first heading.
    pub fn title(&self) -> Option<&str> {
        let first = self.headings.iter().find(|heading| heading.level == 1).or_else(|| self.headings.first());
        first.map(|heading| heading.text.as_str())
    }
}

/// Looks at `text`; `more` adds headings to the names of living sections.
pub fn scan(text: &str, more: &living::Names) -> Scan {
    let mut scan = Scan { fence: whole_fence(text), ..Scan::default() };
    let mut open_fence: Option<(u8, usize)> = None;
    let mut open_conflict: Option<u32> = None;
    let mut offset = 0;
    let mut previous = (0, "");
    let mut in_front_matter = false;
    for (index, raw) in text.split_inclusive('\n').enumerate() {
        let start = offset;
        offset += raw.len();
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = raw.trim_end();
        if index == 0 && line == "---" && closes_front_matter(text) {
            in_front_matter = true;
            scan.front_matter = Some(offset..offset);
            continue;
        }
        if in_front_matter {
            if line == "---" || line == "..." {
                in_front_matter = false;
            } else if let Some(range) = &mut scan.front_matter {
                range.end = offset;
                scan.has_status |= line.starts_with("status:");
            }
            continue;
        }
        conflict(line, number, &mut open_conflict, &mut scan.conflicts, open_fence.is_some());
        if let Some(mark) = fence_mark(line) {
            match open_fence {
                None => open_fence = Some(mark),
                Some((byte, length)) if byte == mark.0 && mark.1 >= length && line.trim_start().bytes().all(|b| b == byte) => {
                    open_fence = None;
                }
                Some(_) => {}
            }
            previous = (start, line);
            continue;
        }
        if open_fence.is_none() {
            look_at_line((start, line), previous, number, &mut scan, more);
        }
        previous = (start, line);
    }
    scan
}

/// One line outside code, and the one before it, each with where it begins.
fn look_at_line((start, line): (usize, &str), (above, previous): (usize, &str), number: u32, scan: &mut Scan, more: &living::Names) {
    if let Some((level, text)) = atx(line) {
        scan.living.heading(text, more);
        scan.headings.push(Heading { level, line: number, start, text: text.to_owned() });
    } else if is_underline(line) && is_setext_text(previous) {
        scan.living.heading(previous, more);
        let level = if line.trim_start().starts_with('=') { 1 } else { 2 };
        scan.headings.push(Heading { level, line: number - 1, start: above, text: previous.to_owned() });
    } else if is_box(line) {
        scan.n_boxes += 1;
    } else if is_dated(line) {
        scan.n_dated += 1;
    } else if previous.is_empty()
        && let Some(label) = lone_label(line)
    {
        scan.living.heading(label, more);
    }
    if scan.headings.len() < 2 && living::states_status(line) {
        scan.has_status = true;
    }
}

/// Whether a line is an item that begins with a day.
fn is_dated(line: &str) -> bool {
    let item = line.trim_start().strip_prefix(['-', '*', '+']).map(|rest| rest.trim_start_matches([' ', '(', '[', '*', '`']));
    let shape = |(at, byte): (usize, &u8)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() };
    item.and_then(|item| item.as_bytes().get(..10)).is_some_and(|day| day.iter().enumerate().all(shape))
}

fn conflict(line: &str, number: u32, open: &mut Option<u32>, found: &mut Vec<u32>, in_code: bool) {
    let marker = |byte: &str| line.len() > 7 && line.starts_with(byte) && line.as_bytes()[7] == b' ';
    if marker("<<<<<<<") && !in_code {
        *open = Some(number);
    } else if marker(">>>>>>>")
        && let Some(line) = open.take()
    {
        found.push(line);
    }
}

/// Whether the front matter opened on the first line is closed, and looks like YAML rather than prose.
fn closes_front_matter(text: &str) -> bool {
    let mut lines = text.lines().skip(1);
    lines.next().is_some_and(|line| !line.trim().is_empty()) && lines.any(|line| matches!(line.trim_end(), "---" | "..."))
}

/// The byte and length of a line that opens or closes a fence.
fn fence_mark(line: &str) -> Option<(u8, usize)> {
    let trimmed = line.trim_start();
    let byte = *trimmed.as_bytes().first()?;
    if byte != b'`' && byte != b'~' {
        return None;
    }
    let length = trimmed.bytes().take_while(|b| *b == byte).count();
    let is_fence = length >= 3 && !(byte == b'`' && trimmed[length..].contains('`'));
    is_fence.then_some((byte, length))
}

/// Level and text of an ATX heading.
fn atx(line: &str) -> Option<(u8, &str)> {
    let trimmed = line.trim_start_matches(' ');
    if line.len() - trimmed.len() > 3 {
        return None;
    }
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &trimmed[level..];
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    Some((u8::try_from(level).unwrap_or(6), rest.trim().trim_end_matches('#').trim_end()))
}

fn is_underline(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// Whether a line can be the text of a setext heading: words, not a list, table, quotation or rule.
fn is_setext_text(line: &str) -> bool {
    let starts_with_word = line.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '*' || c == '`');
    starts_with_word && !line.starts_with("* ") && !line.contains('|') && line.len() < 200
}

/// Whether a line is a list item with a task box.
fn is_box(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let after = match line.as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => line[2..].trim_start(),
        [b'0'..=b'9', ..] => match line.trim_start_matches(|c: char| c.is_ascii_digit()) {
            rest if rest.starts_with(". ") || rest.starts_with(") ") => rest[2..].trim_start(),
            _ => return false,
        },
        _ => return false,
    };
    let Some(rest) = after.strip_prefix('[') else { return false };
    let mut chars = rest.chars();
    matches!(chars.next(), Some(' ' | 'x' | 'X' | '~' | '-' | '>' | '/' | '✅' | '✓' | '✔')) && chars.as_str().starts_with(']')
}

/// The words of a line that serves as a heading: `Surprises:` or `**Surprises**` on its own.
fn lone_label(line: &str) -> Option<&str> {
    let bare = line.trim_matches(['*', '_']);
    let words = bare.trim_end_matches([':', '：']).trim_matches(['*', '_']).trim();
    let is_marked = bare.len() < line.len() || words.len() < bare.len();
    let short = !words.is_empty() && words.len() <= 60 && !line.starts_with(['-', '|', '>', '#', ' ', '\t']);
    (is_marked && short).then_some(words)
}

/// The fence around a whole text: its first line opens a fence of Markdown and its last line closes it. A
/// fence of that kind may hold others, so the last line counts, not the first that could close it.
fn whole_fence(text: &str) -> Option<Fence> {
    let mut offset = 0;
    let mut number = 1;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            break;
        }
        offset += line.len();
        number += 1;
    }
    let first = text[offset..].lines().next()?;
    let (byte, length) = fence_mark(first)?;
    let info = first.trim_start()[length..].trim().to_lowercase();
    if !(info == "md" || info == "markdown" || info.starts_with("md ") || info.starts_with("markdown ")) {
        return None;
    }
    let inside = (offset + first.len() + 1).min(text.len());
    let trimmed = text.trim_end();
    let last_start = trimmed.rfind('\n').map_or(0, |at| at + 1);
    let last = trimmed[last_start..].trim_start();
    let closed = last_start >= inside && last.len() >= length && last.bytes().all(|b| b == byte);
    if !closed && text[inside..].lines().any(|line| fence_mark(line).is_some_and(|mark| mark.0 == byte && mark.1 >= length)) {
        return None;
    }
    let end = if closed { last_start } else { text.len() };
    Some(Fence { inside: inside..end, first_line: number + 1, closed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<(u8, u32, String)> {
        scan(text, &living::Names::default()).headings.into_iter().map(|h| (h.level, h.line, h.text)).collect()
    }

    #[test]
    fn headings_in_code_are_none() {
        let text = "# A\n\n```sh\n# not one\n```\n    # nor this\n~~~~\n```\n## nor this\n~~~~\n## B ##\nC\n---\n";
        assert_eq!(headings(text), [(1, 1, "A".into()), (2, 11, "B".into()), (2, 12, "C".into())]);
    }

    #[test]
    fn a_heading_begins_where_its_line_does() {
        let text = "a\n\n\u{10530}\u{10530}  \n===\n";
        let headings = scan(text, &living::Names::default()).headings;
        assert_eq!((headings[0].start, headings[0].text.as_str()), (3, "\u{10530}\u{10530}"));
    }

    #[test]
    fn front_matter_is_no_heading() {
        let text = "---\ntitle: x\nstatus: done\n---\n# A\n";
        let scan = scan(text, &living::Names::default());
        assert_eq!(&text[scan.front_matter.clone().expect("front matter")], "title: x\nstatus: done\n");
        assert!(scan.has_status);
        assert_eq!(scan.headings.len(), 1);
        assert_eq!(headings("---\n\n# A\n\n---\n"), [(1, 3, "A".into())]);
    }

    #[test]
    fn a_whole_text_in_one_fence() {
        let text = "\n```md\n# A\n\n```sh\nls\n```\n\n## Progress\n```\n";
        let fence = scan(text, &living::Names::default()).fence.expect("fence");
        assert_eq!((fence.first_line, fence.closed, &text[fence.inside]), (3, true, "# A\n\n```sh\nls\n```\n\n## Progress\n"));
        assert!(scan("```md\n# A\n```\nmore\n", &living::Names::default()).fence.is_none());
        assert!(!scan("```md\n# A\n", &living::Names::default()).fence.expect("open fence").closed);
        assert!(scan("```md", &living::Names::default()).fence.expect("nothing inside").inside.is_empty());
    }

    #[test]
    fn boxes_and_labels() {
        let text = "- [x] a\n  1. [ ] b\n* [~] c\n- [link](x)\n- [D1] d\n\nSurprises:\n\n**Decision Log**\n";
        let scan = scan(text, &living::Names::default());
        assert_eq!(scan.n_boxes, 3);
        assert_eq!(scan.living.n_kinds(), 2);
    }

    #[test]
    fn conflict_markers_outside_code() {
        let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n```\n<<<<<<< HEAD\n>>>>>>> x\n```\n";
        assert_eq!(scan(text, &living::Names::default()).conflicts, [2]);
    }
}
