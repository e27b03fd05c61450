//! Records to posting lists without an index between: a run of plans at a time, side by side, so that a large archive
//! is inverted on every core and its words are let go as soon as they are counted. Words, places and lengths are those
//! that tantivy would hold for the same entries, and so are the files made of them, byte for byte (`tests/it/search.rs`).
//!
//! In a list each posting is the distance of its number from the one before (plus one for the first), then for each
//! place the distance from the place before plus one, then 0; all LEB128.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;

use super::bytes::varint;
use super::list::{BODY, Fields, List, N_FIELDS, PLACE, TITLE, is_by_plan};
use super::lists::{Each, Stretch, Words};
use crate::search::entry::{Entry, PlanFacts};
use crate::search::text::{Mode, each_token};
use crate::text::QuickHash;

/// Headings.
const HEADING: usize = 1;

/// The lists of a run of plans; numbers count from the first plan or entry of the run.
pub struct Run {
    dictionaries: [Dictionary; N_FIELDS],
    /// The length of the title of each plan, and of the heading and body of each entry, a byte each.
    norms: [Vec<u8>; 3],
    n_tokens: [u64; 3],
}

impl Run {
    /// Inverts the entries of some plans, of which the first has this number.
    pub fn of(first: u32, plans: &[PlanFacts], entries: &[Entry]) -> Self {
        let mut open: [Open; N_FIELDS] = Default::default();
        let mut run = Self { dictionaries: Default::default(), norms: Default::default(), n_tokens: [0; 3] };
        let mut rest = entries;
        for (number, plan) in (0..).zip(plans) {
            let (own, others) = rest.split_at(rest.partition_point(|entry| entry.plan <= first + number));
            rest = others;
            let n_tokens = open[TITLE].text(number, &plan.title);
            run.norms[TITLE].push(FieldNormReader::fieldnorm_to_id(n_tokens));
            run.n_tokens[TITLE] += u64::from(n_tokens) * own.len() as u64;
            open[PLACE].text(number, &place(plan));
        }
        for (number, entry) in (0..).zip(entries) {
            for (field, text) in [(HEADING, &entry.heading), (BODY, &entry.text)] {
                let n_tokens = open[field].text(number, text);
                run.norms[field].push(FieldNormReader::fieldnorm_to_id(n_tokens));
                run.n_tokens[field] += u64::from(n_tokens);
            }
        }
        run.dictionaries = open.map(Open::close);
        run
    }
}

/// What `plan:` and `path:` look through.
pub fn place(plan: &PlanFacts) -> String {
    format!("{} {}", plan.id, plan.path)
}

/// The lists of one field while they grow.
#[derive(Default)]
struct Open {
    numbers: HashMap<Box<str>, u32, QuickHash>,
    lists: Vec<Growing>,
}

#[derive(Default)]
struct Growing {
    bytes: Vec<u8>,
    /// The last posting, plus one.
    last: u32,
    /// The last place in it, plus one.
    place: u32,
}

impl Open {
    /// Adds the words of a text; returns how many they are.
    fn text(&mut self, number: u32, text: &str) -> u32 {
        let mut n_tokens = 0;
        each_token(text, Mode::Index, |position, token| {
            n_tokens += 1;
            self.list(token).see(number, position);
        });
        n_tokens
    }

    fn list(&mut self, token: &str) -> &mut Growing {
        let at = match self.numbers.get(token) {
            Some(at) => *at as usize,
            None => {
                self.numbers.insert(token.into(), self.lists.len() as u32);
                self.lists.push(Growing::default());
                self.lists.len() - 1
            }
        };
        &mut self.lists[at]
    }

    fn close(self) -> Dictionary {
        let mut words: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut dictionary = Dictionary {
            words: Vec::with_capacity(words.iter().map(|(word, _)| word.len()).sum()),
            lists: Vec::with_capacity(self.lists.iter().map(|list| list.bytes.len() + 1).sum()),
            ends: Vec::with_capacity(words.len()),
        };
        for (word, number) in words {
            dictionary.words.extend(word.as_bytes());
            dictionary.lists.extend(&self.lists[number as usize].bytes);
            dictionary.lists.push(0);
            dictionary.ends.push((dictionary.words.len() as u32, dictionary.lists.len() as u32));
        }
        dictionary
    }
}

impl Growing {
    fn see(&mut self, number: u32, position: u32) {
        if self.last != number + 1 {
            if self.last > 0 {
                self.bytes.push(0);
            }
            varint(&mut self.bytes, (number + 1 - self.last) as usize);
            (self.last, self.place) = (number + 1, 0);
        }
        varint(&mut self.bytes, (position + 1 - self.place.saturating_sub(1)) as usize);
        self.place = position + 1;
    }
}

/// The words of one field in order of their bytes, and their lists.
#[derive(Default)]
struct Dictionary {
    words: Vec<u8>,
    lists: Vec<u8>,
    /// Where each word and its list end.
    ends: Vec<(u32, u32)>,
}

impl Dictionary {
    fn word(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.words[start as usize..self.ends[at].0 as usize]
    }

    fn list(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].1);
        &self.lists[start as usize..self.ends[at].1 as usize]
    }

    /// The first word that is not before another.
    fn from(&self, word: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.word(middle) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn range(&self, (from, to): &Stretch) -> Range<usize> {
        self.from(from)..to.as_ref().map_or(self.ends.len(), |to| self.from(to))
    }
}

/// Runs one after the other: all of an archive.
pub struct Runs {
    runs: Vec<Run>,
    /// The first plan and the first entry of each run.
    starts: Vec<[u32; 2]>,
}

impl Runs {
    /// Runs in the order of their plans.
    pub fn of(runs: Vec<Run>) -> Self {
        let mut next = [0, 0];
        let starts = runs.iter().map(|run| {
            let start = next;
            next = [next[0] + run.norms[TITLE].len() as u32, next[1] + run.norms[BODY].len() as u32];
            start
        });
        Self { starts: starts.collect(), runs }
    }

    fn list(&self, field: usize, found: &[(usize, usize)], fields: &Fields) -> List {
        let mut list = List::default();
        for (run, at) in found {
            let start = self.starts[*run][usize::from(!is_by_plan(field))];
            let run = &self.runs[*run];
            let mut bytes = run.dictionaries[field].list(*at);
            let mut last = 0;
            while !bytes.is_empty() {
                last += take(&mut bytes);
                let number = last - 1;
                list.numbers.push(start + number);
                list.n_entries += fields.n_entries(field, start + number);
                if field == PLACE {
                    while take(&mut bytes) > 0 {}
                    continue;
                }
                list.norms.push(run.norms[field][number as usize]);
                let (first, mut place) = (list.positions.len(), 0);
                loop {
                    match take(&mut bytes) {
                        0 => break,
                        step => place += step - 1,
                    }
                    list.positions.push(place);
                }
                list.counts.push((list.positions.len() - first) as u32);
            }
        }
        list
    }
}

impl Words for Runs {
    fn n_tokens(&self) -> [u64; 3] {
        [0, 1, 2].map(|field| self.runs.iter().map(|run| run.n_tokens[field]).sum())
    }

    fn body_lengths(&self) -> Vec<u8> {
        self.runs.iter().flat_map(|run| &run.norms[BODY]).copied().collect()
    }

    fn each(&self, stretch: &Stretch, fields: &Fields, each: Each<'_>) -> tantivy::Result<()> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut heads = BinaryHeap::new();
        for (run, field) in (0..self.runs.len()).flat_map(|run| (0..N_FIELDS).map(move |field| (run, field))) {
            let dictionary = &self.runs[run].dictionaries[field];
            let range = dictionary.range(stretch);
            if range.start < range.end {
                heads.push(Reverse((dictionary.word(range.start), field, run)));
            }
            ranges.push(range);
        }
        let mut found: [Vec<(usize, usize)>; N_FIELDS] = Default::default();
        while let Some(Reverse((word, ..))) = heads.peek() {
            let word = *word;
            found.iter_mut().for_each(Vec::clear);
            while let Some(mut head) = heads.peek_mut() {
                let Reverse((own, field, run)) = *head;
                if own != word {
                    break;
                }
                let range = &mut ranges[run * N_FIELDS + field];
                found[field].push((run, range.start));
                range.start += 1;
                if range.start == range.end {
                    std::collections::binary_heap::PeekMut::pop(head);
                } else {
                    head.0.0 = self.runs[run].dictionaries[field].word(range.start);
                }
            }
            let list = |field: usize| (!found[field].is_empty()).then(|| self.list(field, &found[field], fields));
            each(word, std::array::from_fn(list));
        }
        Ok(())
    }
}

/// Takes a number off the front.
fn take(bytes: &mut &[u8]) -> u32 {
    let (mut value, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
        shift += 7;
    }
    value
}
