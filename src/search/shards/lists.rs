//! The dictionary and the posting lists, cut into units. Where they come from is [`Words`]'.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::Space;
use super::coder::{Coder, byte, number};
use super::list::{Fields, List, N_FIELDS, PLACE};
use crate::search::entry::Records;
use crate::search::query::n_common_words;

/// Bytes of a block of the dictionary, before packing, after which it is closed.
const BLOCK: usize = 2 << 10;
/// Blocks whose first words and lengths stand in one unit.
const GROUP: usize = 32;
/// Stretches of words that are read before what they hold is written.
const AT_ONCE: usize = 64;
/// Postings gathered before their blocks are packed, in parallel.
const BATCH: usize = 1 << 20;

/// What the root says of the dictionary.
#[derive(Default)]
pub struct Lists {
    /// Tokens in all titles, headings and bodies.
    pub n_tokens: [u64; 3],
    /// For each group of blocks: a string greater than all words before it; the length of its blocks and of the
    /// unit that tells them apart.
    pub groups: Vec<(Vec<u8>, usize, usize)>,
    /// The unit of the most frequent words.
    pub common: Vec<u8>,
    /// Length of the body of every entry, a byte each.
    pub body_lengths: Vec<u8>,
}

/// Where words and their lists come from.
pub trait Words: Sync {
    /// Tokens in all titles, headings and bodies.
    fn n_tokens(&self) -> [u64; 3];

    /// Length of the body of every entry, a byte each.
    fn body_lengths(&self) -> Vec<u8>;

    /// Calls `each` for every word of a stretch with its list in every field, in order of bytes.
    ///
    /// # Errors
    /// What tantivy could not read of its own memory.
    fn each(&self, stretch: &Stretch, fields: &Fields, each: Each<'_>) -> tantivy::Result<()>;
}

/// Takes a word and its lists.
pub type Each<'a> = &'a mut dyn FnMut(&[u8], [Option<List>; N_FIELDS]);

/// Writes the blocks, then the units that tell them apart.
pub fn export(words: &dyn Words, records: &Records, space: &mut Space<'_>) -> tantivy::Result<Lists> {
    let n_tokens = words.n_tokens();
    let fields = Fields::new(records, n_tokens);
    let n_common = n_common_words(records.entries.len());
    let (mut done, mut common) = (Vec::new(), Common::of(n_common));
    for some in stretches(records.entries.len()).chunks(AT_ONCE) {
        let read = |stretch: &Stretch| Blocks::of(stretch, words, &fields, n_common);
        for blocks in some.par_iter().map(read).collect::<tantivy::Result<Vec<_>>>()? {
            blocks.bytes.iter().for_each(|bytes| space.put(bytes));
            blocks.common.words().iter().for_each(|(word, n_entries)| common.see(word, *n_entries));
            done.extend(blocks.done);
        }
    }
    let groups = done.chunks(GROUP).map(|group| {
        let unit = directory(group);
        space.put(&unit);
        (group[0].separator.clone(), group.iter().map(|block| block.lists + block.words).sum(), unit.len())
    });
    Ok(Lists { n_tokens, groups: groups.collect(), common: common.bytes(), body_lengths: words.body_lengths() })
}

/// Words from one to before another.
pub type Stretch = (Vec<u8>, Option<Vec<u8>>);

/// Words are read by their first byte, some at a time; in a small archive all at once, where blocks would be many.
fn stretches(n_entries: usize) -> Vec<Stretch> {
    if n_entries <= super::FEW {
        return vec![(Vec::new(), None)];
    }
    (0..=u8::MAX).map(|byte| (if byte == 0 { Vec::new() } else { vec![byte] }, byte.checked_add(1).map(|next| vec![next]))).collect()
}

/// Words of the dictionary that are fetched together.
#[derive(Default)]
struct Block {
    separator: Vec<u8>,
    last: Vec<u8>,
    size: usize,
    words: Vec<(Vec<u8>, [Option<List>; N_FIELDS])>,
}

/// A block that is written: how long its lists and its words are.
struct Done {
    separator: Vec<u8>,
    lists: usize,
    words: usize,
}

/// Cuts the dictionary into blocks and packs them in parallel, a batch at a time.
struct Blocks<'a> {
    fields: &'a Fields,
    common: Common,
    bytes: Vec<Vec<u8>>,
    ready: Vec<Block>,
    open: Block,
    n_postings: usize,
    done: Vec<Done>,
}

impl<'a> Blocks<'a> {
    fn of(stretch: &Stretch, words: &dyn Words, fields: &'a Fields, n_common: usize) -> tantivy::Result<Self> {
        let open = Block { separator: stretch.0.clone(), ..Block::default() };
        let common = Common::of(n_common);
        let mut blocks = Self { fields, common, bytes: Vec::new(), ready: Vec::new(), open, n_postings: 0, done: Vec::new() };
        words.each(stretch, fields, &mut |word, lists| {
            blocks.common.see(word, lists[..PLACE].iter().flatten().map(|list| list.n_entries).sum());
            blocks.word(word, lists);
        })?;
        if !blocks.open.words.is_empty() {
            blocks.ready.push(std::mem::take(&mut blocks.open));
        }
        blocks.pack();
        Ok(blocks)
    }

    fn word(&mut self, word: &[u8], lists: [Option<List>; N_FIELDS]) {
        if self.open.size >= BLOCK {
            let shared = self.open.last.iter().zip(word).take_while(|(a, b)| a == b).count();
            let separator = word[..(shared + 1).min(word.len())].to_vec();
            self.ready.push(std::mem::replace(&mut self.open, Block { separator, ..Block::default() }));
            if self.n_postings > BATCH {
                self.pack();
            }
        }
        self.open.size += 6 + lists.iter().flatten().map(List::inline_size).sum::<usize>();
        self.n_postings += lists.iter().flatten().map(|list| list.numbers.len()).sum::<usize>();
        self.open.last = word.to_vec();
        self.open.words.push((word.to_vec(), lists));
    }

    fn pack(&mut self) {
        let fields = self.fields;
        let packed: Vec<(Done, Vec<u8>)> = std::mem::take(&mut self.ready)
            .into_par_iter()
            .map_init(<[Coder; 3]>::default, |coders, block| block.pack(fields, coders))
            .collect();
        for (done, bytes) in packed {
            self.bytes.push(bytes);
            self.done.push(done);
        }
        self.n_postings = 0;
    }
}

impl Block {
    /// The block as bytes; the coders are as new before and after it.
    fn pack(self, fields: &Fields, [words, positions, scratch]: &mut [Coder; 3]) -> (Done, Vec<u8>) {
        let mut out = Vec::new();
        let mut before: &[u8] = b"";
        words.number(number::COUNT, self.words.len());
        for (word, lists) in &self.words {
            words.word(before, word);
            before = word;
            let mask = (0..N_FIELDS).zip(lists).filter_map(|(field, list)| Some((field, list.as_ref()?)));
            let mask = mask.map(|(field, list)| (1 << field) | (u8::from(list.is_long()) << (field + N_FIELDS))).sum();
            words.byte(byte::MASK, mask);
            for (field, list) in (0..N_FIELDS).zip(lists) {
                match list {
                    None => {}
                    Some(list) if list.is_long() => list.chunks(field, fields, (words, scratch), &mut out),
                    Some(list) => list.inline(field, fields, words, positions),
                }
            }
        }
        let positions = positions.finish();
        words.number(number::SIZE, positions.len());
        let words = words.finish();
        out.extend(positions);
        let done = Done { separator: self.separator, lists: out.len(), words: words.len() };
        out.extend(words);
        (done, out)
    }
}

fn directory(blocks: &[Done]) -> Vec<u8> {
    let mut out = Coder::default();
    out.number(number::COUNT, blocks.len());
    let mut before: &[u8] = b"";
    for block in blocks {
        out.word(before, &block.separator);
        before = &block.separator;
        out.number(number::SIZE, block.lists);
        out.number(number::OTHER_SIZE, block.words);
    }
    out.finish()
}

/// The most frequent words, this many.
struct Common(BinaryHeap<(Reverse<usize>, Vec<u8>)>, usize);

impl Common {
    fn of(n: usize) -> Self {
        Self(BinaryHeap::new(), n)
    }

    fn see(&mut self, word: &[u8], n_entries: usize) {
        if n_entries == 0 {
            return;
        }
        // The greatest is the one to go: least frequent, then last by name.
        if self.0.len() < self.1 {
            self.0.push((Reverse(n_entries), word.to_vec()));
        } else if self.0.peek().is_some_and(|(Reverse(least), _)| n_entries > *least) {
            self.0.pop();
            self.0.push((Reverse(n_entries), word.to_vec()));
        }
    }

    /// By name.
    fn words(self) -> Vec<(Vec<u8>, usize)> {
        let mut words: Vec<(Vec<u8>, usize)> = self.0.into_iter().map(|(Reverse(n_entries), word)| (word, n_entries)).collect();
        words.sort();
        words
    }

    fn bytes(self) -> Vec<u8> {
        let words = self.words();
        let mut out = Coder::default();
        out.number(number::COUNT, words.len());
        let mut before: &[u8] = b"";
        for (word, n_entries) in &words {
            out.word(before, word);
            out.number(number::ENTRIES, *n_entries);
            before = word;
        }
        out.finish()
    }
}
