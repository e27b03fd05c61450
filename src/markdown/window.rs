//! The events of one page of a text that continues on others: those of its stretch, in the elements that are open
//! there, under the head of a table that goes on, with the footnotes they mention. Knows nothing of HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::source::Spanned;

/// A stretch of a text, with what came before it.
pub(super) struct Window<'a> {
    /// What is shown of it, complete.
    pub events: Vec<Spanned<'a>>,
    /// How many headings come before.
    pub n_headings: usize,
    /// How many tables come before.
    pub n_tables: u32,
}

/// The numbers of the footnotes of a text: those mentioned in their order, then the others.
pub(super) fn notes(events: &[Spanned<'_>], first: u32) -> BTreeMap<String, u32> {
    let mut numbers = BTreeMap::new();
    let mut number = |label: &str| {
        let next = first + 1 + u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbers.entry(label.to_owned()).or_insert(next);
    };
    for (event, _) in events {
        if let Event::FootnoteReference(label) = event {
            number(label);
        }
    }
    let defined: BTreeSet<&str> = definitions(events).into_iter().map(|(label, _)| label).collect();
    defined.into_iter().for_each(number);
    numbers
}

/// How many tables there are.
pub(super) fn tables(events: &[Spanned<'_>]) -> u32 {
    u32::try_from(events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Table(_)))).count()).unwrap_or(u32::MAX)
}

/// The footnotes that are defined, with their events.
fn definitions<'e>(events: &'e [Spanned<'_>]) -> Vec<(&'e str, Range<usize>)> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push((label.as_ref(), index)),
            Event::End(TagEnd::FootnoteDefinition) => found.extend(open.pop().map(|(label, from)| (label, from..index + 1))),
            _ => {}
        }
    }
    found
}

/// The events of the bytes `stretch` of a text.
pub(super) fn window<'a>(events: &[Spanned<'a>], stretch: &Range<usize>) -> Window<'a> {
    let is_last = events.iter().all(|(_, range)| range.start < stretch.end);
    let (from, to) = (first_at(events, stretch.start), if is_last { events.len() } else { first_at(events, stretch.end) });
    let before = &events[..from];
    let n_headings = before.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. }))).count();
    let outer = open_at(events, from);
    let n_open_tables = outer.iter().filter(|index| matches!(events[**index].0, Event::Start(Tag::Table(_)))).count();
    let n_tables = tables(before).saturating_sub(u32::try_from(n_open_tables).unwrap_or(u32::MAX));
    let mut kept = Vec::with_capacity(to - from + 2 * outer.len());
    for index in outer {
        reopen(events, index, from, stretch.start, &mut kept);
    }
    let notes = definitions(events);
    let in_note =
        |index: usize| notes.get(notes.partition_point(|(_, range)| range.end <= index)).is_some_and(|(_, range)| range.start <= index);
    let mut mentioned = BTreeSet::new();
    for (index, (event, range)) in events.iter().enumerate().take(to).skip(from) {
        if in_note(index) {
            continue;
        }
        if let Event::FootnoteReference(label) = event {
            mentioned.insert(label.as_ref());
        }
        kept.push((event.clone(), clamped(range, stretch)));
    }
    for index in open_at(events, to).into_iter().rev().filter(|index| !in_note(*index)) {
        if let (Event::Start(tag), range) = &events[index] {
            kept.push((Event::End(tag.to_end()), clamped(range, stretch)));
        }
    }
    add_notes(events, &notes, from..to, mentioned, stretch.end, &mut kept);
    Window { events: kept, n_headings, n_tables }
}

/// The first event that is not the end of something from before `at`.
fn first_at(events: &[Spanned<'_>], at: usize) -> usize {
    events.iter().position(|(event, range)| !matches!(event, Event::End(_)) && range.start >= at).unwrap_or(events.len())
}

/// Starts of the elements that are open before event `index`, outermost first.
fn open_at(events: &[Spanned<'_>], index: usize) -> Vec<usize> {
    let mut open = Vec::new();
    for (at, (event, _)) in events[..index].iter().enumerate() {
        match event {
            Event::Start(_) => open.push(at),
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// Writes the start of an element again that was opened before event `from`.
fn reopen<'a>(events: &[Spanned<'a>], index: usize, from: usize, at: usize, kept: &mut Vec<Spanned<'a>>) {
    let (event, range) = &events[index];
    let range = at..range.end;
    match event {
        Event::Start(Tag::List(Some(first))) => {
            kept.push((Event::Start(Tag::List(Some(first + ended_items(events, index, from)))), range));
        }
        Event::Start(Tag::Table(_)) => {
            kept.push((event.clone(), range));
            let head = events[index + 1..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableHead)));
            let head = head.map_or(&[][..], |last| &events[index + 1..=index + 1 + last]);
            kept.extend(head.iter().map(|(event, _)| (event.clone(), at..at)));
        }
        _ => kept.push((event.clone(), range)),
    }
}

/// Items of a list that came to an end before event `from`.
fn ended_items(events: &[Spanned<'_>], list: usize, from: usize) -> u64 {
    let (mut depth, mut n) = (0_u32, 0);
    for (event, _) in &events[list + 1..from] {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                n += u64::from(depth == 0);
            }
            _ => {}
        }
    }
    n
}

/// The footnotes that a page mentions, and those that stand on it and that nothing mentions.
fn add_notes<'a>(
    events: &[Spanned<'a>],
    notes: &[(&str, Range<usize>)],
    shown: Range<usize>,
    mentioned: BTreeSet<&str>,
    at: usize,
    kept: &mut Vec<Spanned<'a>>,
) {
    let anywhere: BTreeSet<&str> = events.iter().filter_map(|(event, _)| as_mention(event)).collect();
    let mut wanted = mentioned;
    wanted.extend(notes.iter().filter(|(label, range)| shown.contains(&range.start) && !anywhere.contains(label)).map(|(label, _)| *label));
    let mut n = 0;
    // A note may mention another one.
    while n != wanted.len() {
        n = wanted.len();
        let more = notes.iter().filter(|(label, _)| wanted.contains(label)).flat_map(|(_, range)| &events[range.clone()]);
        let more: Vec<&str> = more.filter_map(|(event, _)| as_mention(event)).collect();
        wanted.extend(more);
    }
    for (_, range) in notes.iter().filter(|(label, _)| wanted.contains(label)) {
        kept.extend(events[range.clone()].iter().map(|(event, _)| (event.clone(), at..at)));
    }
}

fn as_mention<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::FootnoteReference(label) => Some(label.as_ref()),
        _ => None,
    }
}

fn clamped(range: &Range<usize>, stretch: &Range<usize>) -> Range<usize> {
    let start = range.start.clamp(stretch.start, stretch.end);
    start..range.end.clamp(start, stretch.end)
}
