//! One posting list as bytes: small ones in their block of the dictionary, long ones in chunks of which a query
//! fetches those that may hold its best entries. Knows BM25 only to say how much an entry can count at most.

use tantivy::fieldnorm::FieldNormReader;

use super::bytes::{deflate, varint};
use crate::search::entry::Records;

/// Fields of a word's lists: title, heading, body, place.
pub const N_FIELDS: usize = 4;
/// Titles; counted by plan.
pub const TITLE: usize = 0;
/// Texts.
pub const BODY: usize = 2;
/// Ids and paths of plans; counted by plan, without positions.
pub const PLACE: usize = 3;

/// Postings of a chunk.
const CHUNK: usize = 1024;
/// Classes of weight that a posting of a long list is put in.
const CLASSES: usize = 4;
/// Postings in the highest class, about.
const HIGHEST: f64 = 16.0;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What is needed of the fields to turn their lists into bytes.
pub struct Fields {
    /// The plan of each entry.
    pub plan_of: Vec<u32>,
    /// Lengths of titles, headings and bodies.
    pub norms: Vec<FieldNormReader>,
    /// `k` of BM25 by the byte of a body's length.
    factors: Vec<f64>,
}

impl Fields {
    /// Facts of the fields of some records.
    pub fn new(records: &Records, norms: Vec<FieldNormReader>, n_tokens: [u64; 3]) -> Self {
        let average = n_tokens[BODY] as f64 / records.entries.len().max(1) as f64;
        let length = |id| f64::from(FieldNormReader::id_to_fieldnorm(id));
        let factors = (0..=255).map(|id| K1 * (1.0 - B + B * length(id) / average)).collect();
        Self { plan_of: records.entries.iter().map(|entry| entry.plan).collect(), norms, factors }
    }

    /// How much a posting counts, as 255ths of the most that is possible, rounded up.
    fn weight(&self, count: u32, norm: u8) -> u8 {
        let count = f64::from(count);
        ((count / (count + self.factors[usize::from(norm)])) * 255.0 + 1e-6).ceil().min(255.0) as u8
    }
}

/// One posting list.
#[derive(Default)]
pub struct List {
    /// Entries that hold the word.
    pub n_entries: usize,
    /// Plans for title and place, else entries.
    pub numbers: Vec<u32>,
    /// How often the word stands there.
    pub counts: Vec<u32>,
    /// Length byte of each.
    pub norms: Vec<u8>,
    /// All positions, one posting after the other.
    pub positions: Vec<u32>,
}

impl List {
    /// Bytes of a list after which it gets units of its own.
    pub const INLINE: usize = 512;

    /// About how many bytes the list takes in its block.
    pub fn inline_size(&self) -> usize {
        let size = self.numbers.len() * 5 / 2;
        if size > Self::INLINE { size.max(Self::INLINE + 1) } else { size }
    }

    /// The list in its block.
    pub fn inline(&self, field: usize, facts: &mut Vec<u8>, short: &mut Vec<u8>, positions: &mut Vec<u8>) {
        let start = short.len();
        self.postings(0..self.numbers.len(), 0, short);
        short.extend(&self.norms);
        varint(facts, short.len() - start);
        if field != PLACE {
            let start = positions.len();
            put_positions(&self.counts, &self.positions, positions);
            varint(facts, positions.len() - start);
        }
    }

    /// The list as units of its own: postings, then positions.
    pub fn chunks(&self, field: usize, fields: &Fields, facts: &mut Vec<u8>, out: &mut Vec<u8>) {
        let weights: Vec<u8> = if field == BODY {
            self.counts.iter().zip(&self.norms).map(|(count, norm)| fields.weight(*count, *norm)).collect()
        } else {
            Vec::new()
        };
        let classes = Classes::of(&weights);
        if field == BODY {
            facts.extend(classes.ceilings);
        }
        let (mut units, mut places, mut at) = (Vec::new(), Vec::new(), 0);
        let mut before = 0;
        for start in (0..self.numbers.len()).step_by(CHUNK) {
            let range = start..(start + CHUNK).min(self.numbers.len());
            let first = self.numbers[start];
            varint(facts, (first - before) as usize);
            before = first;
            let mut chunk = Vec::new();
            self.postings(range.clone(), first, &mut chunk);
            if field == BODY {
                facts.push(weights[range.clone()].iter().copied().max().unwrap_or(0));
                chunk.extend(weights[range.clone()].iter().map(|weight| classes.class[usize::from(*weight)]));
            } else if field != PLACE {
                chunk.extend(&self.norms[range.clone()]);
            }
            let unit = deflate(&chunk);
            varint(facts, unit.len());
            units.extend(unit);
            if field != PLACE {
                let counts = &self.counts[range];
                let n: usize = counts.iter().map(|count| *count as usize).sum();
                let mut chunk = Vec::new();
                put_positions(counts, &self.positions[at..at + n], &mut chunk);
                at += n;
                let unit = deflate(&chunk);
                varint(facts, unit.len());
                places.extend(unit);
            }
        }
        out.append(&mut units);
        out.append(&mut places);
    }

    /// Distances and counts of some postings; the first distance is from `origin`.
    fn postings(&self, range: std::ops::Range<usize>, origin: u32, out: &mut Vec<u8>) {
        let count = |at: usize| self.counts.get(at).copied().unwrap_or(1);
        let mut next = origin;
        for at in range.clone() {
            varint(out, (self.numbers[at] - next) as usize * 2 + usize::from(count(at) > 1));
            next = self.numbers[at] + 1;
        }
        range.map(count).filter(|count| *count > 1).for_each(|count| varint(out, count as usize));
    }
}

fn put_positions(counts: &[u32], positions: &[u32], out: &mut Vec<u8>) {
    let mut rest = positions;
    for count in counts {
        let (own, others) = rest.split_at(*count as usize);
        let mut last = 0;
        for position in own {
            varint(out, (position - last) as usize);
            last = *position;
        }
        rest = others;
    }
}

/// Classes of weight, few postings in the high ones and most in the low ones.
struct Classes {
    /// The greatest weight of each class, lowest class first.
    ceilings: [u8; CLASSES],
    /// The class of each weight.
    class: [u8; 256],
}

impl Classes {
    fn of(weights: &[u8]) -> Self {
        let mut n_of = [0usize; 256];
        weights.iter().for_each(|weight| n_of[usize::from(*weight)] += 1);
        let ratio = (weights.len() as f64 / HIGHEST).max(1.0).powf(1.0 / (CLASSES - 1) as f64);
        let mut classes = Self { ceilings: [0; CLASSES], class: [0; 256] };
        let (mut class, mut seen, mut enough) = (CLASSES - 1, 0, HIGHEST);
        for weight in (0..=255u8).rev() {
            if class > 0 && seen as f64 >= enough {
                class -= 1;
                enough *= ratio;
            }
            seen += n_of[usize::from(weight)];
            classes.class[usize::from(weight)] = class as u8;
            if n_of[usize::from(weight)] > 0 {
                classes.ceilings[class] = classes.ceilings[class].max(weight);
            }
        }
        classes
    }
}
