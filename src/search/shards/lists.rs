//! The dictionary and the posting lists, read from tantivy's one segment and cut into files.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::bytes::{front_code, varint};
use crate::search::entry::Records;
use crate::search::index::Index;
use crate::search::query::COMMON_WORDS;

/// Fields of a word's lists: title, heading, body, place.
const N_FIELDS: usize = 4;
const TITLE: usize = 0;
const BODY: usize = 2;
const PLACE: usize = 3;

/// Bytes of a list after which it gets a file of its own.
const LONG: usize = 1536;
/// Bytes of positions after which a chunk of a long list is closed.
const CHUNK: usize = 16 << 10;
/// Entries whose body lengths stand in one file.
const NORMS: usize = 4096;

/// What the root says of the lists.
pub struct Lists {
    /// Tokens in all titles, headings and bodies.
    pub n_tokens: [u64; 3],
    /// Strings between the blocks of the dictionary.
    pub separators: Vec<Vec<u8>>,
}

/// One posting list as bytes.
#[derive(Default)]
struct List {
    n_entries: usize,
    /// Plans for title and place, else entries.
    n_postings: usize,
    /// Distances and counts.
    postings: Vec<u8>,
    /// One length byte a posting.
    norms: Vec<u8>,
    positions: Vec<u8>,
    /// Where, in postings and in bytes of positions, a new chunk may begin.
    marks: Vec<(usize, usize)>,
}

/// Writes `t/`, `x/`, `l/`, `n/`, `y/`, `k/` and `c`.
pub fn export(index: &Index, records: &Records, file: &mut dyn FnMut(String, Vec<u8>)) -> tantivy::Result<Lists> {
    let [reader] = index.searcher().segment_readers() else {
        return Ok(Lists { n_tokens: [0; 3], separators: Vec::new() });
    };
    let fields = index.fields();
    let all = [fields.scored[0], fields.scored[1], fields.scored[2], fields.place];
    let inverted = all.iter().map(|field| reader.inverted_index(*field)).collect::<tantivy::Result<Vec<_>>>()?;
    let norms = fields.scored.iter().map(|field| reader.get_fieldnorms_reader(*field)).collect::<tantivy::Result<Vec<_>>>()?;
    body_norms(reader, &norms[BODY], file);
    let walk = Walk { plan_of: records.entries.iter().map(|entry| entry.plan).collect(), norms, n_entries: records.entries.len() };
    let mut blocks = Blocks::new(reader, &inverted, file);
    let mut common = Common::default();
    walk.words(&inverted, &mut |word, lists| {
        common.see(word, lists[..PLACE].iter().flatten().map(|list| list.n_entries).sum());
        blocks.word(word, lists, walk.n_entries);
    })?;
    blocks.close();
    let separators = blocks.separators;
    file("c".into(), common.bytes());
    Ok(Lists { n_tokens: [0, 1, 2].map(|field| inverted[field].total_num_tokens()), separators })
}

fn body_norms(reader: &SegmentReader, norms: &FieldNormReader, file: &mut dyn FnMut(String, Vec<u8>)) {
    let all: Vec<u8> = (0..reader.max_doc()).map(|entry| norms.fieldnorm_id(entry)).collect();
    for (number, stretch) in all.chunks(NORMS).enumerate() {
        file(format!("k/{number}"), stretch.to_vec());
    }
}

/// What is needed to turn a posting list into bytes.
struct Walk {
    plan_of: Vec<u32>,
    norms: Vec<FieldNormReader>,
    n_entries: usize,
}

type Word<'a> = &'a mut dyn FnMut(&[u8], [Option<List>; N_FIELDS]);

impl Walk {
    /// Calls `each` for every word of every field, in order of bytes.
    fn words(&self, inverted: &[std::sync::Arc<InvertedIndexReader>], each: Word) -> tantivy::Result<()> {
        let mut streams = inverted.iter().map(|inverted| inverted.terms().stream()).collect::<std::io::Result<Vec<_>>>()?;
        let mut here: Vec<bool> = streams.iter_mut().map(|stream| stream.advance()).collect();
        loop {
            let least = (0..N_FIELDS).filter(|field| here[*field]).map(|field| streams[field].key()).min();
            let Some(word) = least.map(<[u8]>::to_vec) else { return Ok(()) };
            let mut lists: [Option<List>; N_FIELDS] = Default::default();
            for field in 0..N_FIELDS {
                if here[field] && streams[field].key() == word {
                    let option = if field == PLACE { IndexRecordOption::Basic } else { IndexRecordOption::WithFreqsAndPositions };
                    let mut postings = inverted[field].read_postings_from_terminfo(streams[field].value(), option)?;
                    lists[field] = Some(self.list(field, &mut postings));
                    here[field] = streams[field].advance();
                }
            }
            each(&word, lists);
        }
    }

    fn list(&self, field: usize, postings: &mut SegmentPostings) -> List {
        let by_plan = field == TITLE || field == PLACE;
        let mut list = List::default();
        let (mut counts, mut positions) = (Vec::new(), Vec::new());
        let mut before = None;
        while postings.doc() != TERMINATED {
            let entry = postings.doc();
            list.n_entries += 1;
            let number = if by_plan { self.plan_of[entry as usize] } else { entry };
            if before == Some(number) {
                postings.advance();
                continue;
            }
            let n_times = if field == PLACE { 1 } else { postings.term_freq() as usize };
            let distance = before.map_or(number as usize, |before| (number - before - 1) as usize);
            varint(&mut list.postings, distance * 2 + usize::from(n_times > 1));
            if n_times > 1 {
                varint(&mut counts, n_times);
            }
            if field != PLACE {
                list.norms.push(self.norms[field].fieldnorm_id(entry));
                if list.marks.last().map_or(0, |mark| mark.1) + CHUNK <= list.positions.len() {
                    list.marks.push((list.n_postings, list.positions.len()));
                }
                postings.positions(&mut positions);
                let mut last = 0;
                for position in &positions {
                    varint(&mut list.positions, (position - last) as usize);
                    last = *position;
                }
            }
            list.n_postings += 1;
            before = Some(number);
            postings.advance();
        }
        list.postings.append(&mut counts);
        list
    }
}

/// Cuts the dictionary into blocks and sends long lists to files of their own.
struct Blocks<'a> {
    file: &'a mut dyn FnMut(String, Vec<u8>),
    target: usize,
    n_blocks: usize,
    n_long: usize,
    n_words: usize,
    words: Vec<u8>,
    facts: Vec<u8>,
    short: Vec<u8>,
    positions: Vec<u8>,
    before: Vec<u8>,
    separators: Vec<Vec<u8>>,
}

impl<'a> Blocks<'a> {
    fn new(reader: &SegmentReader, inverted: &[std::sync::Arc<InvertedIndexReader>], file: &'a mut dyn FnMut(String, Vec<u8>)) -> Self {
        // A block is read whole for each word; in a small archive small blocks cost little in the root.
        let n_words: usize = inverted.iter().map(|inverted| inverted.terms().num_terms()).sum();
        let target = (n_words * 12 / 512 + reader.max_doc() as usize / 8).clamp(2 << 10, 8 << 10);
        let (words, facts, short, positions, before) = Default::default();
        Self { file, target, n_blocks: 0, n_long: 0, n_words: 0, words, facts, short, positions, before, separators: Vec::new() }
    }

    fn word(&mut self, word: &[u8], lists: [Option<List>; N_FIELDS], n_entries: usize) {
        if self.words.len() + self.facts.len() + self.short.len() >= self.target {
            let shared = self.before.iter().zip(word).take_while(|(a, b)| a == b).count();
            let separator = word[..(shared + 1).min(word.len())].to_vec();
            self.close();
            self.separators.push(separator);
        }
        front_code(&mut self.words, if self.n_words == 0 { b"" } else { &self.before }, word);
        self.n_words += 1;
        self.before = word.to_vec();
        let is_long = |list: &List| list.postings.len() + list.norms.len() > LONG;
        let mut mask = 0;
        for (field, list) in lists.iter().enumerate() {
            if let Some(list) = list {
                mask |= (1 << field) | (usize::from(is_long(list)) << (field + N_FIELDS));
            }
        }
        varint(&mut self.facts, mask);
        for (field, list) in lists.into_iter().enumerate() {
            let Some(mut list) = list else { continue };
            varint(&mut self.facts, list.n_entries);
            if field == TITLE || field == PLACE {
                varint(&mut self.facts, list.n_postings);
            }
            if is_long(&list) {
                varint(&mut self.facts, self.n_long);
                self.long(field, list, n_entries);
                continue;
            }
            list.postings.append(&mut list.norms);
            varint(&mut self.facts, list.postings.len());
            self.short.append(&mut list.postings);
            if field != PLACE {
                varint(&mut self.facts, list.positions.len());
                self.positions.append(&mut list.positions);
            }
        }
    }

    fn long(&mut self, field: usize, mut list: List, n_entries: usize) {
        let id = self.n_long;
        self.n_long += 1;
        let mut out = list.postings;
        if field == BODY {
            // The longest lists share the lengths of all entries.
            if list.n_postings * 8 < n_entries {
                (self.file)(format!("n/{id}"), list.norms);
            }
        } else {
            out.append(&mut list.norms);
        }
        let mut chunks = list.marks;
        if field != PLACE {
            chunks.insert(0, (0, 0));
        }
        varint(&mut out, chunks.len());
        for (number, (start, from)) in chunks.iter().enumerate() {
            let (next, to) = chunks.get(number + 1).copied().unwrap_or((list.n_postings, list.positions.len()));
            varint(&mut out, next - start);
            (self.file)(format!("y/{id}-{number}"), list.positions[*from..to].to_vec());
        }
        (self.file)(format!("l/{id}"), out);
    }

    fn close(&mut self) {
        let mut out = Vec::new();
        varint(&mut out, self.n_words);
        varint(&mut out, self.words.len());
        varint(&mut out, self.facts.len());
        out.append(&mut self.words);
        out.append(&mut self.facts);
        out.append(&mut self.short);
        (self.file)(format!("t/{}", self.n_blocks), out);
        (self.file)(format!("x/{}", self.n_blocks), std::mem::take(&mut self.positions));
        self.n_blocks += 1;
        self.n_words = 0;
    }
}

/// The most frequent words.
#[derive(Default)]
struct Common(BinaryHeap<(Reverse<usize>, Vec<u8>)>);

impl Common {
    fn see(&mut self, word: &[u8], n_entries: usize) {
        if n_entries == 0 {
            return;
        }
        // The greatest is the one to go: least frequent, then last by name.
        if self.0.len() < COMMON_WORDS {
            self.0.push((Reverse(n_entries), word.to_vec()));
        } else if self.0.peek().is_some_and(|(Reverse(least), _)| n_entries > *least) {
            self.0.pop();
            self.0.push((Reverse(n_entries), word.to_vec()));
        }
    }

    fn bytes(self) -> Vec<u8> {
        let mut words: Vec<(Vec<u8>, usize)> = self.0.into_iter().map(|(Reverse(n_entries), word)| (word, n_entries)).collect();
        words.sort();
        let mut out = Vec::new();
        varint(&mut out, words.len());
        let mut before: &[u8] = b"";
        for (word, n_entries) in &words {
            front_code(&mut out, before, word);
            varint(&mut out, *n_entries);
            before = word;
        }
        out
    }
}
