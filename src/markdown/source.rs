//! A text as the events that will be written: hidden bytes left out, words cut where marks begin and end.
//! Knows nothing of HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Parser, Tag, TagEnd};

use super::{Mark, TocEntry};
use crate::parse::outline::{self, Block};
use crate::parse::{ragged, tags};
use crate::text::{Anchors, Span};

/// An event with the bytes it was read from.
pub(super) type Spanned<'a> = (Event<'a>, Range<usize>);

/// A text ready to be written.
pub(super) struct Source<'a> {
    /// What is shown, in order.
    pub events: Vec<Spanned<'a>>,
    /// Every heading, hidden ones included, in order.
    pub headings: Vec<TocEntry>,
}

/// `html` with every control character but tab and line ends as U+FFFD: no page may hold them.
pub(super) fn printable(html: String) -> String {
    let is_control = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || c == '\x7f';
    if html.bytes().any(|byte| is_control(char::from(byte))) { html.replace(is_control, "\u{fffd}") } else { html }
}

/// Every event of `text` but those of its front matter, which is not shown.
pub(super) fn read(text: &str) -> Vec<Spanned<'_>> {
    let base = outline::front_matter(text).map_or(0, |(whole, _)| whole.end as usize);
    let mut events = Vec::with_capacity(text.len() / 16);
    let by = |range: Range<usize>| range.start + base..range.end + base;
    match tags::blanked(&text[base..]) {
        Cow::Borrowed(text) => {
            let read = Parser::new_ext(text, outline::extensions()).into_offset_iter();
            events.extend(read.map(|(event, range)| (event, by(range))));
        }
        Cow::Owned(blanked) => {
            let read = Parser::new_ext(&blanked, outline::extensions()).into_offset_iter();
            events.extend(read.map(|(event, range)| (event.into_static(), by(range))));
        }
    }
    mend_tables(text, &mut events);
    events
}

/// Shows as a table each paragraph at the top that was meant as one.
fn mend_tables<'a>(text: &'a str, events: &mut Vec<Spanned<'a>>) {
    let mut depth = 0_usize;
    let mut start = 0;
    while start < events.len() {
        let (event, range) = &events[start];
        if depth == 0
            && matches!(event, Event::Start(Tag::Paragraph))
            && text[range.clone()].starts_with('|')
            && let Some((table, _)) = ragged::table(text, Span::new(range.start, range.start + text[range.clone()].trim_end().len()))
        {
            let n_inside = events[start..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph))).unwrap_or(0);
            let mut made = Vec::new();
            push_table(text, &table, &mut made);
            let next = start + made.len();
            events.splice(start..=start + n_inside, made);
            start = next;
            continue;
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        start += 1;
    }
}

fn push_table<'a>(text: &'a str, table: &Block, out: &mut Vec<Spanned<'a>>) {
    let n_columns = table.children.iter().map(|row| row.children.len()).max().unwrap_or(0);
    let alignments = vec![Alignment::None; n_columns];
    let whole = table.span.range();
    out.push((Event::Start(Tag::Table(alignments)), whole.clone()));
    for (at, row) in table.children.iter().enumerate() {
        let (tag, end) = if at == 0 { (Tag::TableHead, TagEnd::TableHead) } else { (Tag::TableRow, TagEnd::TableRow) };
        out.push((Event::Start(tag), row.span.range()));
        for cell in &row.children {
            let range = cell.span.range();
            out.push((Event::Start(Tag::TableCell), range.clone()));
            let words = &text[range.clone()];
            let inner: Vec<Spanned<'a>> = Parser::new_ext(words, outline::extensions()).into_offset_iter().collect();
            match inner.as_slice() {
                [(Event::Start(Tag::Paragraph), _), inline @ .., (Event::End(TagEnd::Paragraph), _)] => {
                    // Also in code a backslash keeps a bar from ending the cell.
                    let shown = |event: &Event<'a>| match event {
                        Event::Code(code) => Event::Code(code.replace("\\|", "|").into()),
                        event => event.clone(),
                    };
                    out.extend(inline.iter().map(|(event, at)| (shown(event), at.start + range.start..at.end + range.start)));
                }
                [] => {}
                _ => out.push((Event::Text(words.into()), range.clone())),
            }
            out.push((Event::End(TagEnd::TableCell), range));
        }
        out.push((Event::End(end), row.span.range()));
    }
    out.push((Event::End(TagEnd::Table), whole));
}

/// The headings among `events`, with their anchors.
pub(super) fn headings(events: &[Spanned<'_>], anchors: &mut Anchors) -> Vec<TocEntry> {
    let mut found = Vec::new();
    let mut open: Option<(u8, String)> = None;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((*level as u8, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, text)) = open.take() {
                    let text = text.trim().to_owned();
                    let anchor = anchors.heading(&text);
                    found.push(TocEntry { level, text: printable(text), anchor });
                }
            }
            event => {
                if let Some((_, text)) = &mut open {
                    outline::push_plain(text, event);
                }
            }
        }
    }
    found
}

/// Takes out what marks hide. A hidden heading or cell stays as an empty one.
pub(super) fn hide(text: &str, events: &mut Vec<Spanned<'_>>, marks: &[Mark]) {
    let hidden = merged(marks.iter().flat_map(|mark| mark.hidden.iter().copied()));
    if hidden.is_empty() {
        return;
    }
    let is_hidden = |range: &Range<usize>| {
        let shown = text.get(range.clone()).unwrap_or("");
        let start = range.start + (shown.len() - shown.trim_start().len());
        let end = start + shown.trim().len();
        let at = hidden.partition_point(|span| (span.end as usize) < end);
        hidden.get(at).is_some_and(|span| span.start as usize <= start && end <= span.end as usize && start < end)
    };
    let mut kept: Vec<Spanned<'_>> = Vec::with_capacity(events.len());
    let mut skip_depth = 0_u32;
    let mut emptied = false;
    for (event, range) in events.drain(..) {
        if skip_depth > 0 {
            match event {
                Event::Start(_) => skip_depth += 1,
                Event::End(_) => skip_depth -= 1,
                _ => {}
            }
            if skip_depth > 0 {
                continue;
            }
            if matches!(event, Event::End(TagEnd::Heading(_) | TagEnd::TableCell)) {
                kept.push((event, range));
            }
            emptied = true;
            continue;
        }
        match &event {
            Event::Start(tag) => {
                if is_hidden(&range) && !matches!(tag, Tag::TableHead | Tag::TableRow) {
                    skip_depth = 1;
                    if !matches!(tag, Tag::Heading { .. } | Tag::TableCell) {
                        continue;
                    }
                }
                kept.push((event, range));
            }
            Event::End(tag) => {
                let is_empty = emptied && is_soft(*tag) && matches!(kept.last(), Some((Event::Start(open), _)) if open.to_end() == *tag);
                if is_empty {
                    kept.pop();
                } else {
                    kept.push((event, range));
                }
            }
            Event::Text(words) if words.len() == range.len() => {
                emptied |= push_shown(&mut kept, words, &range, &hidden);
            }
            _ if is_hidden(&range) => emptied = true,
            _ => kept.push((event, range)),
        }
    }
    *events = kept;
}

/// Elements that are dropped when everything in them is hidden.
fn is_soft(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

/// Pushes what `hidden` leaves of some words; whether it took any.
fn push_shown<'a>(kept: &mut Vec<Spanned<'a>>, words: &CowStr<'a>, range: &Range<usize>, hidden: &[Span]) -> bool {
    let mut from = range.start;
    let first = hidden.partition_point(|span| span.end as usize <= range.start);
    let cuts = hidden[first..].iter().take_while(|span| (span.start as usize) < range.end);
    let mut push = |from: usize, to: usize| {
        if let Some(part) = part(words, from - range.start..to - range.start)
            && !part.is_empty()
        {
            kept.push((Event::Text(part), from..to));
        }
    };
    let mut any = false;
    for span in cuts {
        any = true;
        push(from, (span.start as usize).clamp(from, range.end));
        from = (span.end as usize).clamp(from, range.end);
    }
    if any {
        push(from, range.end);
    } else {
        kept.push((Event::Text(words.clone()), range.clone()));
    }
    any
}

/// Some bytes of some words; `None` within a character.
fn part<'a>(words: &CowStr<'a>, range: Range<usize>) -> Option<CowStr<'a>> {
    match words {
        CowStr::Borrowed(words) => words.get(range).map(CowStr::Borrowed),
        words => words.get(range).map(|part| part.to_owned().into()),
    }
}

/// Spans sorted, those that touch joined.
fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.filter(|span| span.start < span.end).collect();
    spans.sort();
    spans.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    spans
}

/// Cuts words in two wherever a mark begins or ends inside them.
pub(super) fn cut(events: &mut Vec<Spanned<'_>>, marks: &[Mark]) {
    cut_at(events, marks.iter().flat_map(|mark| [mark.span.start as usize, mark.span.end as usize]).collect());
}

/// Cuts words in two at these bytes.
pub(super) fn cut_at(events: &mut Vec<Spanned<'_>>, mut cuts: Vec<usize>) {
    cuts.sort_unstable();
    cuts.dedup();
    let cuts_in = |range: &Range<usize>| {
        let first = cuts.partition_point(|cut| *cut <= range.start);
        let n_inside = cuts[first..].partition_point(|cut| *cut < range.end);
        first..first + n_inside
    };
    if !events.iter().any(|(event, range)| matches!(event, Event::Text(_)) && !cuts_in(range).is_empty()) {
        return;
    }
    let mut result = Vec::with_capacity(events.len() + cuts.len());
    for (event, range) in events.drain(..) {
        let inside = cuts_in(&range);
        match event {
            Event::Text(words) if !inside.is_empty() && words.len() == range.len() => {
                let mut from = range.start;
                for to in cuts[inside].iter().copied().chain([range.end]) {
                    if let Some(part) = part(&words, from - range.start..to - range.start) {
                        result.push((Event::Text(part), from..to));
                        from = to;
                    }
                }
            }
            event => result.push((event, range)),
        }
    }
    *events = result;
}
