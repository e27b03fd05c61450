//! One posting list as bytes: small ones in their block of the dictionary, long ones in chunks of which a query
//! fetches those that may hold its best entries. Knows BM25 only to say how much an entry can count at most.

use tantivy::fieldnorm::FieldNormReader;

use super::coder::{Coder, bits, byte, number};
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
const CHUNK: usize = 256;
/// Classes of weight that a posting of a long list is put in.
const CLASSES: usize = 8;
/// Postings in the highest class, about.
const HIGHEST: f64 = 16.0;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What is needed of the fields to turn their lists into bytes.
pub struct Fields {
    /// The plan of each entry.
    pub plan_of: Vec<u32>,
    /// First entry of each plan, and the end.
    starts: Vec<u32>,
    /// `k` of BM25 by the byte of a length, for each field.
    factors: Vec<[f64; 256]>,
    /// Whether short lists say how long the bodies are; otherwise the root does.
    pub says_lengths: bool,
}

impl Fields {
    /// Facts of the fields of some records.
    pub fn new(records: &Records, n_tokens: [u64; 3]) -> Self {
        let n = records.entries.len();
        let length = |id| f64::from(FieldNormReader::id_to_fieldnorm(id));
        let factors = n_tokens.map(|tokens| {
            let average = tokens as f64 / n.max(1) as f64;
            std::array::from_fn(|id| K1 * (1.0 - B + B * length(id as u8) / average))
        });
        let mut starts = vec![0; records.plans.len() + 1];
        records.entries.iter().for_each(|entry| starts[entry.plan as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let plan_of = records.entries.iter().map(|entry| entry.plan).collect();
        Self { plan_of, starts, factors: factors.to_vec(), says_lengths: n > super::FEW }
    }

    /// How much a posting counts, as 255ths of the most that is possible, rounded up.
    fn weight(&self, field: usize, count: u32, norm: u8) -> u8 {
        let count = f64::from(count);
        ((count / (count + self.factors[field][usize::from(norm)])) * 255.0 + 1e-6).ceil().min(255.0) as u8
    }

    /// How many entries a number in a list stands for.
    pub fn n_entries(&self, field: usize, number: u32) -> usize {
        self.entries(field, number).1 as usize
    }

    /// The entries of a number in a list: its first, and how many.
    fn entries(&self, field: usize, number: u32) -> (u32, u32) {
        if is_by_plan(field) {
            let start = self.starts[number as usize];
            (start, self.starts[number as usize + 1] - start)
        } else {
            (number, 1)
        }
    }
}

/// Whether lists of a field hold plans, as the entries they have.
pub fn is_by_plan(field: usize) -> bool {
    field == TITLE || field == PLACE
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
    /// Bytes of a list, about, after which it gets units of its own.
    const INLINE: usize = 512;

    /// About how many bytes the list takes in its block.
    pub fn inline_size(&self) -> usize {
        self.numbers.len() * 5 / 2
    }

    /// Whether the list gets units of its own.
    pub fn is_long(&self) -> bool {
        self.inline_size() > Self::INLINE
    }

    /// The list in its block.
    pub fn inline(&self, field: usize, fields: &Fields, words: &mut Coder, positions: &mut Coder) {
        words.number(number::POSTINGS + field, self.numbers.len());
        let class = bits(self.numbers.len()).min(7);
        self.postings(field, fields, 0..self.numbers.len(), (0, class), words);
        if field != PLACE {
            if field != BODY || fields.says_lengths {
                self.norms.iter().for_each(|norm| words.byte(byte::NORM + field, *norm));
            }
            self.places(field, 0..self.numbers.len(), 0, true, positions);
        }
    }

    /// The list as units of its own: postings, then positions. `words` takes where they lie, `unit` codes them.
    pub fn chunks(&self, field: usize, fields: &Fields, (words, unit): (&mut Coder, &mut Coder), out: &mut Vec<u8>) {
        words.number(number::POSTINGS + field, self.numbers.len());
        if is_by_plan(field) {
            words.number(number::ENTRIES, self.n_entries);
        }
        let weights: Vec<u8> = match field {
            PLACE => Vec::new(),
            _ => self.counts.iter().zip(&self.norms).map(|(count, norm)| fields.weight(field, *count, *norm)).collect(),
        };
        let classes = Classes::of(&weights);
        if field == BODY {
            classes.ceilings.iter().for_each(|ceiling| words.byte(byte::WEIGHT, *ceiling));
        }
        let (mut units, mut places, mut at) = (Vec::new(), Vec::new(), 0);
        let mut before = 0;
        for start in (0..self.numbers.len()).step_by(CHUNK) {
            let range = start..(start + CHUNK).min(self.numbers.len());
            let first = fields.entries(field, self.numbers[start]).0;
            words.number(number::FIRST, (first - before) as usize);
            before = first;
            self.postings(field, fields, range.clone(), (first, 0), unit);
            if field != PLACE {
                words.byte(byte::WEIGHT, weights[range.clone()].iter().copied().max().unwrap_or(0));
                for at in range.clone() {
                    if field == BODY {
                        unit.class(classes.class[usize::from(weights[at])], self.counts[at] > 1);
                    } else {
                        unit.byte(byte::NORM + field, self.norms[at]);
                    }
                }
            }
            let bytes = unit.finish();
            words.number(number::SIZE, bytes.len());
            units.extend(bytes);
            if field != PLACE {
                at += self.places(field, range, at, false, unit);
                let bytes = unit.finish();
                words.number(number::OTHER_SIZE, bytes.len());
                places.extend(bytes);
            }
        }
        out.append(&mut units);
        out.append(&mut places);
    }

    /// Entries and counts of some postings; the first distance is from `origin`.
    fn postings(&self, field: usize, fields: &Fields, range: std::ops::Range<usize>, (origin, class): (u32, usize), out: &mut Coder) {
        let mut next = origin;
        let mut near = 0;
        for at in range {
            let (first, n_entries) = fields.entries(field, self.numbers[at]);
            let gap = (first - next) as usize;
            out.number(number::GAP + field * 32 + class * 4 + near, gap);
            near = 1 + (bits(gap) / 2).min(2);
            next = first + n_entries;
            if is_by_plan(field) {
                out.number(number::ENTRIES, n_entries as usize - 1);
            }
            if field != PLACE {
                out.count(field, self.counts[at] - 1);
            }
        }
    }

    /// The positions of some postings, of which the first is the one at `start`; returns how many they are.
    fn places(&self, field: usize, range: std::ops::Range<usize>, start: usize, inline: bool, out: &mut Coder) -> usize {
        let mut at = start;
        for posting in range {
            let count = self.counts[posting] as usize;
            let length = FieldNormReader::id_to_fieldnorm(self.norms[posting]) as usize;
            let class = match field {
                BODY if inline => bits(length).min(15),
                BODY => 0,
                _ => 16 + field,
            };
            let mut last = 0;
            for (rank, position) in self.positions[at..at + count].iter().enumerate() {
                let kind = if count == 1 { 0 } else { 1 + rank.min(1) };
                out.number(number::GAP + class * 3 + kind, (position - last) as usize);
                last = *position;
            }
            at += count;
        }
        at - start
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
