//! Where a very long text continues on a further page: a pure function of the text and of where its records stand.
//! A text that fits is never cut; of one that does not, every page but the last two is as it was when more is added
//! at its end. Cuts are made before headings where that can be, else between blocks, items, rows or lines, and within
//! a record, a paragraph or a line only where there is nothing better. Knows nothing of HTML beyond what it weighs.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::source;
use crate::text::Span;

/// What the texts of one page may weigh, in bytes of plain prose. Of real plans a page of that weight sends 120 KB at
/// most, and has half a megabyte.
pub const MOST: usize = 320_000;

/// What a character weighs besides that may become a link, a heading or marked code, which repeat their words in an
/// address.
const LINKED: usize = 20;
/// A cell of a table.
const CELL: usize = 2;
/// A character of a script that has thousands: each says more than a letter does.
const SIGN: usize = 2;
/// From this length on, in bytes, a word is likely no word, and counts twice: it does not compress.
const NO_WORD: usize = 32;
/// Words longer than this, in bytes, may be cut.
const LONG: usize = 4096;

/// How good a place is to go on with on another page; less is better. Headings are worth their level.
mod rank {
    pub const PART: u32 = 0;
    pub const BLOCK: u32 = 8;
    pub const ITEM: u32 = 10;
    pub const ROW: u32 = 16;
    pub const LINE: u32 = 30;
    pub const SENTENCE: u32 = 40;
    pub const WORD: u32 = 50;
    /// For each element around the place.
    pub const NESTED: u32 = 1;
    /// Within a record.
    pub const RECORD: u32 = 25;
}

/// A stretch that is not cut: where it begins, how good that is, and what it weighs.
struct Piece {
    part: u16,
    at: usize,
    rank: u32,
    weight: usize,
}

/// A record in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Its bytes.
    pub span: Span,
    /// What it weighs beside its words: its box, its permalink and what it is related to.
    pub weight: usize,
}

/// Where each page but the first begins: the number of the text and a byte of it. `records` are those of each text.
pub fn breaks(texts: &[&str], records: &[Vec<Record>]) -> Vec<(u16, u32)> {
    let own: usize = records.iter().flatten().map(|record| record.weight).sum();
    let all = |weight: fn(&str) -> usize| texts.iter().map(|text| weight(text)).sum::<usize>() + own;
    // Nearly every plan fits if all its words counted twice; that is quickly told.
    if all(|text| 2 * text.len() + marked(text)) <= MOST || all(weight) <= MOST {
        return Vec::new();
    }
    let none = Vec::new();
    let numbered = (0_u16..).zip(texts);
    let pieces: Vec<Piece> =
        numbered.flat_map(|(part, text)| pieces(part, text, records.get(usize::from(part)).unwrap_or(&none))).collect();
    let pack = pack(&pieces);
    pack.into_iter().map(|first| (pieces[first].part, u32::try_from(pieces[first].at).unwrap_or(u32::MAX))).collect()
}

/// What a text weighs.
fn weight(text: &str) -> usize {
    let words = text.as_bytes().split(u8::is_ascii_whitespace);
    text.len() + marked(text) + words.map(<[u8]>::len).filter(|n| *n >= NO_WORD).sum::<usize>()
}

/// What its characters weigh beside their bytes.
fn marked(text: &str) -> usize {
    let (mut linked, mut cells, mut signs) = (0, 0, 0);
    // Counts that fit a byte are made of many bytes at once.
    for chunk in text.as_bytes().chunks(usize::from(u8::MAX)) {
        let n = |test: fn(u8) -> bool| usize::from(chunk.iter().fold(0_u8, |n, byte| n.wrapping_add(u8::from(test(*byte)))));
        linked += n(|byte| matches!(byte, b'`' | b'[' | b'#'));
        cells += n(|byte| byte == b'|');
        signs += n(|byte| byte >= 0xe0);
    }
    linked * LINKED + cells * CELL + signs * SIGN
}

/// The first piece of each page but the first.
fn pack(pieces: &[Piece]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut from = 0;
    let mut rest: usize = pieces.iter().map(|piece| piece.weight).sum();
    while rest > MOST {
        // The last two share what there is.
        let full = if rest < MOST + MOST / 2 { rest / 2 + MOST / 8 } else { MOST };
        let mut taken = 0;
        let mut best: Option<(u32, usize, usize)> = None;
        for (next, piece) in pieces.iter().enumerate().skip(from + 1) {
            taken += pieces[next - 1].weight;
            if taken > full && best.is_some() {
                break;
            }
            let is_good = taken >= full / 2;
            let rank = if is_good { piece.rank } else { u32::MAX };
            if best.is_none_or(|(least, ..)| rank <= least) {
                best = Some((rank, next, taken));
            }
        }
        let Some((_, next, taken)) = best else { break };
        starts.push(next);
        rest -= taken;
        from = next;
    }
    starts
}

/// The stretches of a text that are not cut, in order.
fn pieces(part: u16, text: &str, records: &[Record]) -> Vec<Piece> {
    let mut records = records.to_vec();
    records.sort();
    let Places { mut places, mentions } = places(text, part);
    places.sort_unstable();
    places.dedup_by_key(|(at, _)| *at);
    let mut inside = Inside { records: &records, next: 0, reach: 0 };
    let mut pieces = Vec::with_capacity(places.len());
    for (number, (at, rank)) in places.iter().enumerate() {
        let end = places.get(number + 1).map_or(text.len(), |(at, _)| *at);
        let is_inside = inside.is_inside(*at);
        let until = |at: usize| records.partition_point(|record| (record.span.start as usize) < at);
        let own: usize = records[until(*at)..until(end)].iter().map(|record| record.weight).sum();
        let until = |at: usize| mentions.partition_point(|(mention, _)| *mention < at);
        let notes: usize = mentions[until(*at)..until(end)].iter().map(|(_, weight)| weight).sum();
        let weight = weight(text.get(*at..end).unwrap_or("")) + own + notes;
        pieces.push(Piece { part, at: *at, rank: rank + if is_inside { rank::RECORD } else { 0 }, weight });
    }
    pieces
}

/// Whether places, asked for in order, lie within records.
struct Inside<'a> {
    records: &'a [Record],
    next: usize,
    reach: usize,
}

impl Inside<'_> {
    fn is_inside(&mut self, at: usize) -> bool {
        while let Some(record) = self.records.get(self.next).filter(|record| (record.span.start as usize) < at) {
            self.reach = self.reach.max(record.span.end as usize);
            self.next += 1;
        }
        at < self.reach
    }
}

/// What matters of the events of a text.
struct Places {
    /// Every place at which a page may begin, and how good it is.
    places: Vec<(usize, u32)>,
    /// Every mention of a footnote, in order, with what the note weighs.
    mentions: Vec<(usize, usize)>,
}

fn places(text: &str, part: u16) -> Places {
    let mut places = vec![(0, rank::PART)];
    let mut open: Vec<Tag<'_>> = Vec::new();
    // Whether something has just been opened that would be left behind empty.
    let mut is_held = part == 0;
    let events = source::read(text);
    let notes: BTreeMap<String, usize> = events
        .iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => Some((label.to_string(), weight(text.get(range.clone()).unwrap_or("")))),
            _ => None,
        })
        .collect();
    let mut mentions = Vec::new();
    for (event, range) in events {
        let at = line_start(text, range.start);
        let nested = rank::NESTED * u32::try_from(open.len()).unwrap_or(u32::MAX).min(100);
        let is_first = std::mem::replace(&mut is_held, matches!(event, Event::Start(_)));
        let rank = match &event {
            Event::Start(Tag::Heading { level, .. }) if open.is_empty() => Some(*level as u32),
            Event::Start(Tag::Item) => Some(rank::ITEM + nested),
            Event::Start(Tag::TableRow) => Some(rank::ROW + nested),
            Event::Start(tag) if is_block(tag) && open.is_empty() => Some(rank::BLOCK),
            Event::Start(tag) if is_block(tag) => Some(rank::BLOCK + rank::ITEM + nested),
            Event::Rule => Some(rank::BLOCK + nested),
            Event::Text(_) | Event::Html(_) if matches!(open.last(), Some(Tag::CodeBlock(_) | Tag::HtmlBlock)) => Some(rank::LINE + nested),
            _ => None,
        };
        let is_cuttable = is_cuttable(&open);
        if let Some(rank) = rank.filter(|_| is_cuttable && !is_first) {
            places.push((at, rank));
        }
        match event {
            Event::Start(tag) => open.push(tag),
            Event::End(end) => {
                open.pop();
                is_held = matches!(end, TagEnd::TableHead) || matches!(end, TagEnd::Heading(_)) && open.is_empty();
            }
            Event::Text(_) | Event::Html(_) if is_cuttable => words(text, range, &mut places),
            Event::FootnoteReference(label) => mentions.push((range.start, notes.get(label.as_ref()).copied().unwrap_or(0))),
            Event::SoftBreak | Event::HardBreak if is_cuttable => places.push((range.end, rank::SENTENCE + nested)),
            _ => {}
        }
    }
    places.retain(|(at, _)| text.is_char_boundary(*at));
    Places { places, mentions }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::FootnoteDefinition(_)
    )
}

/// Whether a page may begin within these elements: never within a heading, a note or a row.
fn is_cuttable(open: &[Tag<'_>]) -> bool {
    !open.iter().any(|tag| {
        matches!(
            tag,
            Tag::Heading { .. }
                | Tag::FootnoteDefinition(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::MetadataBlock(_)
        )
    })
}

/// Places within long words: after blanks, or anywhere where there are none.
fn words(text: &str, range: std::ops::Range<usize>, places: &mut Vec<(usize, u32)>) {
    let mut from = range.start;
    while range.end.saturating_sub(from) > LONG {
        let near = (from + LONG / 2..from + LONG).find(|at| text.as_bytes().get(*at) == Some(&b' ')).map(|at| at + 1);
        let Some(at) = near.or_else(|| (from + LONG / 2..from + LONG).find(|at| text.is_char_boundary(*at))) else { break };
        places.push((at, rank::WORD));
        from = at;
    }
}

/// The beginning of the line on which `at` stands, where only what opens a block stands before it.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    let is_lead = before[start..].bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    if is_lead { start } else { at }
}
