//! The entries of one plan: its records, the prose between them, itself and the texts of its artifacts. Knows one plan
//! at a time.

use std::collections::BTreeMap;

use super::entry::{Entry, Kind, Named, count, day_of};
use super::plain::{plain, push_words};
use crate::model::{Document, Place, Plan, RecordMeta};
use crate::text::{Anchor, SourcePath, Span};

/// Texts longer than this many bytes are cut into several entries, so that no excerpt needs a large file
/// and a long section does not drown its own words.
const MAX_TEXT: usize = 3000;

/// The entries of one plan, by kind and place.
pub fn gather(number: u32, plan: &Plan, artifacts: &BTreeMap<SourcePath, String>) -> Vec<Entry> {
    let mut gather = Gather { plan, number, places: places(&plan.document), entries: Vec::new() };
    gather.plan_itself();
    gather.records();
    gather.prose();
    gather.artifacts(artifacts);
    gather.entries.sort_by_key(|entry| entry.kind);
    gather.entries
}

/// Collects the entries of one plan.
struct Gather<'a> {
    plan: &'a Plan,
    number: u32,
    /// Where the plan's records stand, by part and beginning; and how far those of the part up to each reach.
    places: Vec<(Place, u32)>,
    entries: Vec<Entry>,
}

impl Gather<'_> {
    fn push(&mut self, mut entry: Entry, text: &Words) {
        if entry.day.is_none() {
            entry.day = self.plan.updated.as_ref().map(day_of);
        }
        let pieces = pieces(&text.text);
        for (mut entry, piece) in std::iter::repeat_n(entry, pieces.len()).zip(pieces) {
            entry.text = String::with_capacity(piece.len());
            push_words(piece, &mut entry.text);
            entry.quoted = count(entry.text.len());
            let from = piece.as_ptr() as usize - text.text.as_ptr() as usize;
            entry.place = text.stretch(from, from + piece.len());
            let source = entry.place.map_or("", |place| place.of(&self.plan.document.source.text));
            entry.named = named(entry.kind, &entry.anchor, source);
            self.entries.push(entry);
        }
    }

    fn blank(&self, kind: Kind, heading: &str) -> Entry {
        Entry {
            plan: self.number,
            kind,
            heading: heading.to_owned(),
            text: String::new(),
            anchor: Anchor::default(),
            page: 1,
            author: None,
            day: None,
            dated: false,
            part: 0,
            line: self.plan.document.source.first_line,
            quoted: 0,
            place: None,
            named: None,
        }
    }

    fn plan_itself(&mut self) {
        let document = &self.plan.document;
        let mut text = document.summary.clone();
        let quoted = text.split_whitespace().map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
        for field in &document.header {
            text.push_str(&format!("\n{}: {}", field.label, field.value));
        }
        text.push_str(&format!("\n{} {}", document.source.path, self.plan.id));
        let entry = self.blank(Kind::Plan, &document.title);
        let first = self.entries.len();
        self.push(entry, &Words { text, marks: Vec::new(), end: 0 });
        // Header fields and the path are there to be found; nobody wants to read them in a result.
        for (at, entry) in self.entries[first..].iter_mut().enumerate() {
            entry.quoted = if at == 0 { count(quoted.min(entry.text.len())) } else { 0 };
            entry.place = if at == 0 { summary_place(&document.summary, &document.source.text) } else { None };
        }
    }

    fn records(&mut self) {
        let document = self.plan.document.clone();
        for step in &document.steps {
            self.record(Kind::Step, &step.meta, &step.words.text, step.owner.as_deref(), step.milestone.as_deref());
        }
        for criterion in &document.criteria {
            self.record(Kind::Criterion, &criterion.meta, &criterion.words.text, None, None);
        }
        for log in &document.log {
            self.record(Kind::Log, &log.meta, &log.words.text, None, None);
        }
        for decision in &document.decisions {
            let first = decision.about.as_ref().unwrap_or(&decision.words);
            self.record(Kind::Decision, &decision.meta, &first.text, decision.author.as_deref(), None);
        }
        for surprise in &document.surprises {
            let first = surprise.about.as_ref().unwrap_or(&surprise.words);
            self.record(Kind::Surprise, &surprise.meta, &first.text, None, None);
        }
        for outcome in &document.outcomes {
            self.record(Kind::Outcome, &outcome.meta, &outcome.words.text, None, None);
        }
        for revision in &document.revisions {
            self.record(Kind::Revision, &revision.meta, &revision.words.text, None, None);
        }
        for risk in &document.risks {
            self.record(Kind::Risk, &risk.meta, &risk.words.text, None, None);
        }
    }

    fn record(&mut self, kind: Kind, meta: &RecordMeta, words: &str, author: Option<&str>, milestone: Option<&str>) {
        let document = &self.plan.document;
        let section = meta.section.and_then(|at| document.sections.get(at as usize)).map_or("", |section| section.title.as_str());
        let mut entry = self.blank(kind, milestone.unwrap_or(section));
        entry.anchor = meta.id.clone();
        entry.page = self.plan.page(meta.place);
        entry.author = author.map(str::to_owned);
        entry.day = meta.stamp.as_ref().map(day_of);
        entry.dated = entry.day.is_some();
        (entry.part, entry.line) = (meta.place.part, meta.place.line);
        let mut own = self.own_text(meta);
        // What stands before the words (box, stamp, label) is dropped; everything after them is kept.
        let head = &words[..words.char_indices().nth(24).map_or(words.len(), |(at, _)| at)];
        let near = &own.text.as_bytes()[..own.text.len().min(120 + head.len())];
        match memchr::memmem::find(near, head.as_bytes()) {
            Some(at) if at < 120 && !head.is_empty() => own.cut(at),
            _ if own.text.len() < words.len() => own = Words { text: words.to_owned(), ..own },
            _ => {}
        }
        self.push(entry, &own);
    }

    /// The plain text of a record without the records nested in it.
    fn own_text(&self, meta: &RecordMeta) -> Words {
        let Place { part, span, .. } = meta.place;
        let inner = self.within(part, span).filter(|inner| *inner != span && span.contains(*inner)).collect();
        self.text_without(part, span, inner)
    }

    fn text_without(&self, part: u16, span: Span, mut holes: Vec<Span>) -> Words {
        let text = self.plan.document.part_text(part);
        holes.sort();
        let mut out = String::new();
        // Where stretches of `out` come from.
        let mut origins: Vec<(usize, u32)> = Vec::new();
        let mut at = span.start;
        for hole in holes {
            if hole.start > at {
                origins.push((out.len(), at));
                out.push_str(Span { start: at, end: hole.start.min(span.end) }.of(text));
                out.push('\n');
            }
            at = at.max(hole.end);
        }
        if at < span.end {
            origins.push((out.len(), at));
            out.push_str(Span { start: at, end: span.end }.of(text));
        }
        let (plain, mut marks) = plain(&out);
        for (_, source) in &mut marks {
            let (from, origin) = origins[origins.partition_point(|(from, _)| from <= source).saturating_sub(1)];
            *source = origin as usize + (*source - from);
        }
        // Only the plan's own text is published beside its page.
        let marks = if part == 0 { marks } else { Vec::new() };
        Words { text: plain, marks, end: span.end }
    }

    /// Where the records stand that begin in a stretch.
    fn within(&self, part: u16, span: Span) -> impl Iterator<Item = Span> {
        let first = self.places.partition_point(|(place, _)| (place.part, place.span.start) < (part, span.start));
        let here = self.places[first..].iter().map(|(place, _)| place);
        here.take_while(move |place| place.part == part && place.span.start < span.end).map(|place| place.span)
    }

    /// Where the records stand that have something of a stretch.
    fn across(&self, part: u16, span: Span) -> impl Iterator<Item = Span> {
        let first = self.places.partition_point(|(place, reach)| (place.part, *reach) <= (part, span.start));
        let here = self.places[first..].iter().map(|(place, _)| place);
        let here = here.take_while(move |place| place.part == part && place.span.start < span.end).map(|place| place.span);
        here.filter(move |place| span.start < place.end)
    }

    /// The stretches between headings, without the records in them.
    fn prose(&mut self) {
        let document = self.plan.document.clone();
        for (at, section) in document.sections.iter().enumerate() {
            let next = document.sections.get(at + 1).filter(|next| next.place.part == section.place.part);
            let mut own = section.place.span;
            own.end = next.map_or(own.end, |next| own.end.min(next.place.span.start));
            // The heading line itself is the entry's heading.
            let text = document.part_text(section.place.part);
            own.start += own.of(text).find('\n').map_or(own.end - own.start, |line| count(line + 1));
            let holes = self.across(section.place.part, own).collect();
            let text = self.text_without(section.place.part, own, holes);
            if !text.text.is_empty() {
                let mut entry = self.blank(Kind::Section, &section.title);
                entry.anchor = section.anchor.clone();
                entry.page = self.plan.page(section.place);
                (entry.part, entry.line) = (section.place.part, section.place.line);
                self.push(entry, &text);
            }
        }
    }

    fn artifacts(&mut self, texts: &BTreeMap<SourcePath, String>) {
        for artifact in &self.plan.artifacts {
            if let Some(text) = texts.get(&artifact.path) {
                let entry = self.blank(Kind::Artifact, &artifact.name);
                self.push(entry, &Words { text: text.clone(), marks: Vec::new(), end: 0 });
            }
        }
    }
}

/// See [`Gather::places`].
fn places(document: &Document) -> Vec<(Place, u32)> {
    let mut places: Vec<Place> = (document.steps.iter().map(|r| r.meta.place))
        .chain(document.criteria.iter().map(|r| r.meta.place))
        .chain(document.log.iter().map(|r| r.meta.place))
        .chain(document.decisions.iter().map(|r| r.meta.place))
        .chain(document.surprises.iter().map(|r| r.meta.place))
        .chain(document.outcomes.iter().map(|r| r.meta.place))
        .chain(document.revisions.iter().map(|r| r.meta.place))
        .chain(document.risks.iter().map(|r| r.meta.place))
        .collect();
    places.sort_by_key(|place| (place.part, place.span.start));
    let mut reach = (0, 0);
    let mut further = |place: Place| {
        reach = if reach.0 == place.part { (place.part, place.span.end.max(reach.1)) } else { (place.part, place.span.end) };
        (place, reach.1)
    };
    places.into_iter().map(&mut further).collect()
}

/// The lines of the text that hold a summary, if it stands there as it is.
fn summary_place(summary: &str, text: &str) -> Option<Span> {
    let head: String = summary.chars().take(24).collect();
    let at = text.find(&head).filter(|_| !head.is_empty())?;
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end);
    Some(Span::new(start, end)).filter(|span| (span.end - span.start) as usize <= MAX_TEXT)
}

/// Words before the first one of an anchor that are looked at: a box, a stamp, labels.
const MAX_SKIPPED: usize = 24;

fn named(kind: Kind, anchor: &Anchor, source: &str) -> Option<Named> {
    let words = anchor.as_str().strip_prefix(kind.word())?.strip_prefix('-')?;
    let numbered = words.rsplit_once('-').and_then(|(words, number)| Some((words, number.parse().ok().filter(|n| *n > 1)?)));
    let initial = words.chars().next()?;
    (0..MAX_SKIPPED).zip(word_starts(source)).find_map(|(skipped, at)| {
        source[at..].chars().next()?.to_lowercase().next().filter(|c| *c == initial)?;
        let first = first_words(&source[at..]);
        let number = if first == words { 0 } else { numbered.filter(|(words, _)| first == *words)?.1 };
        Some(Named { skipped: skipped as u16, number })
    })
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    text.char_indices().filter(move |(_, c)| !std::mem::replace(&mut inside, c.is_alphanumeric()) && c.is_alphanumeric()).map(|(at, _)| at)
}

/// The first words of a text as names of records hold them: six at most, of 48 characters together, lower-cased,
/// joined by `-`. The browser makes them likewise.
fn first_words(text: &str) -> String {
    let mut out = String::new();
    let mut left = 48;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(6) {
        let n = word.chars().count();
        if left == 0 || (n > left && left < 48) {
            break;
        }
        if left < 48 {
            out.push('-');
        }
        out.extend(word.chars().take(left).flat_map(char::to_lowercase));
        left = left.saturating_sub(n);
    }
    out
}

/// Plain text that knows where its lines come from.
struct Words {
    text: String,
    /// Offsets of lines of `text` and of the same lines in the source; none if it comes from elsewhere.
    marks: Vec<(usize, usize)>,
    /// Where the source ends.
    end: u32,
}

impl Words {
    /// Drops the first bytes.
    fn cut(&mut self, n: usize) {
        self.text.drain(..n);
        self.marks.iter_mut().for_each(|(at, _)| *at = at.saturating_sub(n));
    }

    /// The lines of the source that hold some bytes of the text.
    fn stretch(&self, from: usize, to: usize) -> Option<Span> {
        let first = self.marks.partition_point(|(at, _)| *at <= from).checked_sub(1)?;
        let after = self.marks.partition_point(|(at, _)| *at < to);
        let end = self.marks.get(after).map_or(self.end, |(_, source)| count(*source));
        Some(Span { start: count(self.marks[first].1), end }).filter(|span| span.start < span.end)
    }
}

/// Cuts a long text at line ends, else at spaces, into pieces of about [`MAX_TEXT`] bytes.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while rest.len() > MAX_TEXT + MAX_TEXT / 4 {
        let mut limit = MAX_TEXT;
        while !rest.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &rest[..limit];
        let cut = head.rfind('\n').filter(|at| *at > MAX_TEXT / 2).or_else(|| head.rfind(' ').filter(|at| *at > MAX_TEXT / 2));
        let cut = cut.unwrap_or(limit);
        out.push(rest[..cut].trim_end());
        rest = rest[cut..].trim_start();
    }
    out.push(rest);
    out
}
