//! What the browser searches: the dictionary, postings, positions and lengths that the tantivy index has, and what
//! results say of themselves, as one long space of small units, cut into files of one size. A pure function of the
//! records: the same bytes from every build and on any number of threads. It must never know what a page looks like.
//!
//! | file | holds | fetched |
//! |---|---|---|
//! | `search/current.json` | `{"v":3,"gen":"…"}`: the version and the folder of this generation | when the box gets focus |
//! | `search/<gen>/root.bin` | statistics, and where everything lies; everything itself if that is little | then |
//! | `search/<gen>/<i>.bin` | bytes `i · pack …` of the space | as HTTP ranges, unit by unit |
//! | `plans/<id>/index.md` | the words of results, as published beside each plan's page | as ranges of lines |
//!
//! A server that knows no ranges (or, as GitHub Pages does for Firefox, counts them in packed bytes) sends whole files;
//! they are small for that reason: their size and their number both grow as the square root of the archive. `<gen>` is
//! a hash of the records and of this version, so a file of a given name never changes. Units of numbers and words are
//! written by the [`coder`]; those of text (marked *packed*) are deflate without a header. The root is a gzip member,
//! and a reader that finds no gzip mark takes it as already unpacked; its numbers are LEB128. *Signed* means doubled,
//! less one if negative. Version 3:
//!
//! | part of the space | form |
//! |---|---|
//! | blocks | for each block of the dictionary its long lists, the positions of its short ones, and its words, see below |
//! | directories | for each 32 blocks one unit: how many; for each the shortest string greater than all words before it, length of its lists and positions, length of its words |
//! | facts | for each plan texts that stand nowhere else on the site, each packed, then one packed unit: what results say |
//! | fact directories | for each 32 plans one unit: for each plan the number of its entries, length of its texts, of its facts |
//! | columns | for each 8192 entries five units: kinds; shelves and statuses; years; authors; days |
//! | common | one unit: the most frequent words, see [`n_common_words`](super::query::n_common_words); by name, each with its number of entries |
//! | lengths | above [`FEW`] entries: the length of the body of each, a byte each, as it is |
//!
//! | part of the root | form |
//! |---|---|
//! | header | length, JSON `{v,n,tokens[3],boost[3],kinds[],states[],statuses[],headings[],pack,size}`, with the headings that many plans have |
//! | directories | how many; for each the first string of its blocks (bytes shared with the one before, bytes that follow, those), length of the blocks, length of the unit |
//! | fact directories | how many; for each the number of entries, length of the facts, length of the unit |
//! | columns | how many; lengths of the five units of each |
//! | common | length of the unit |
//! | lengths | up to [`FEW`] entries: a byte each |
//! | the space | if it is small: its bytes |
//!
//! A block of words is one unit: the number of words; then for each, in order of UTF-8 bytes, the word after the one
//! before, a mask (bits 0–3 the word stands in title, heading, body, place; bits 4–7 that list is long), and its lists;
//! at the end the length of the unit of positions before it.
//!
//! | list | form |
//! |---|---|
//! | short | number of postings; the postings; a length byte each (not for place; for bodies only above [`FEW`] entries) |
//! | long | number of postings; for title and place that of entries; for bodies eight ceilings, lowest class first; for each chunk of 256 postings its first entry less that of the chunk before, its greatest weight (not for place), the length of its unit, and (not for place) of its unit of positions |
//! | postings | for each the distance from the end of the one before (in a chunk: from its first entry); for title and place the entries of that plan less one; how often the word stands there less one (not for place) |
//! | unit of a chunk | its postings; for bodies the class of each, for others a length byte each |
//! | positions | for each posting (in a block: of all short lists, in order) the distances from the one before |
//!
//! A posting of title and place is a plan, all whose entries hold the word. A *weight* is `f / (f + k)` of BM25 for one
//! posting, in 255ths, rounded up; the ceiling of a class is the greatest weight in it. They say how much an entry whose
//! list or length is not there yet can count at most, so that only what may hold one of the best entries is fetched.
//! Long lists stand in the blocks by word and field: all chunks, then all their positions. Contexts are those of
//! [`coder::number`]: distances by field, size of the list and the last distance; positions by the length of the entry.
//!
//! | facts of a plan | form |
//! |---|---|
//! | header | length, JSON `[id,title,path,state,status,[heading…],[author…],[anchor…]]`; for a plan of several pages then the page of each entry |
//! | entries | how many; for each: kind; heading (those of the root, then its own); author + 1, or 0; day less that of the last dated entry, signed, + 1, or 0; line less that of the entry before, signed; its words; its anchor |
//! | words | length, start in `index.md` less the last end, signed; or 0, and start and length of a unit among the plan's texts |
//! | anchor | 0 none; 1 that of the entry before; 2 as GitHub makes it of the heading; 3, index: one of the list; `4 + s`, number: the kind and the first words after `s` words, and `-number` if not 0 |
//!
//! Columns are runs until all entries have a value: the value less the one before, signed, and the length of the run.
//! Before the runs of authors stand, with their length, the sets of names, packed JSON `[[name…]…]`. The year 0 and the
//! day 0 mean unknown; days count from 1970-01-01 plus [`DAY_SHIFT`].

mod bytes;
mod coder;
mod columns;
mod facts;
mod indexed;
mod invert;
mod list;
mod lists;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::bytes::{front_code, gzip, text, varint};
use self::indexed::Indexed;
use self::invert::{Run, Runs};
use self::lists::Words;
use super::entry::{Entry, Kind, PlanFacts, Records, STATES, STATUSES};
use super::index::Index;
use super::schema::SCORED;
use crate::model::Archive;
use crate::text::{Route, SourcePath};

/// Grows when a reader of the old format would misread the new one, or the tokenizer changes.
pub const FORMAT_VERSION: u32 = 3;

/// Added to days, so that they are positive.
pub const DAY_SHIFT: i32 = 1_000_000;

/// A space no larger than this lies in the root.
const ONE_FILE: usize = 24 << 10;

/// Entries up to which the root says how long all bodies are, and the lists do not.
const FEW: usize = 8192;

/// Takes the files of an export, in a fixed order.
pub trait Sink {
    /// One file, by its place in the site.
    fn put(&mut self, route: Route, bytes: Vec<u8>);
}

impl<F: FnMut(Route, Vec<u8>)> Sink for F {
    fn put(&mut self, route: Route, bytes: Vec<u8>) {
        self(route, bytes);
    }
}

/// Writes the shards of an index that was just built; an index opened from a cache has no records and yields nothing.
///
/// # Errors
/// What tantivy could not read of its own memory.
pub fn export(index: &Index, sink: &mut impl Sink) -> tantivy::Result<()> {
    let (Some(records), [segment]) = (index.records(), index.searcher().segment_readers()) else { return Ok(()) };
    write(&Indexed::of(segment, index.fields())?, records, &Whole::of(records), sink)
}

/// Writes the shards of an archive without an index: the same files as [`export`], sooner. Plans are looked at some at a
/// time, and the words of their entries are let go then: in a large archive they are as much as all of its plans.
/// `artifacts` holds the text of artifacts that are to be found too, by path.
///
/// # Errors
/// None that is known; see [`Words::each`].
pub fn make(archive: &Archive, artifacts: &BTreeMap<SourcePath, String>, sink: &mut impl Sink) -> tantivy::Result<()> {
    let (records, looks) = Records::looked_at(archive, artifacts, look);
    put_together(&records, looks, sink)
}

/// As [`make`], of records that were gathered before.
///
/// # Errors
/// As [`make`].
pub fn make_of(mut records: Records, sink: &mut impl Sink) -> tantivy::Result<()> {
    let looks = records.runs().into_par_iter().map(|(first, plans, entries)| look(first, plans, entries)).collect();
    put_together(&records, looks, sink)
}

/// What is kept of a run of plans: their lists, and what they say of the whole.
type Look = (Run, Vec<PlanWhole>);

/// Inverts a run of plans and lets their words go where the plan's text holds them.
fn look(first: u32, plans: &[PlanFacts], entries: &mut [Entry]) -> Look {
    let run = Run::of(first, plans, entries);
    let whole = PlanWhole::each(first, plans, entries);
    entries.iter_mut().filter(|entry| entry.place.is_some()).for_each(|entry| entry.text = String::new());
    (run, whole)
}

fn put_together(records: &Records, looks: Vec<Look>, sink: &mut impl Sink) -> tantivy::Result<()> {
    let (runs, plans): (Vec<Run>, Vec<Vec<PlanWhole>>) = looks.into_iter().unzip();
    let whole = Whole::together(plans.into_iter().flatten());
    write(&Runs::of(runs), records, &whole, sink)
}

/// What only all the words together say.
struct Whole {
    generation: String,
    pack: usize,
}

impl Whole {
    fn of(records: &Records) -> Self {
        Self::together(PlanWhole::each(0, &records.plans, &records.entries))
    }

    /// The generation is named by a hash of everything the shards are made of.
    fn together(plans: impl IntoIterator<Item = PlanWhole>) -> Self {
        let mut hash = blake3::Hasher::new();
        hash.update(format!("{FORMAT_VERSION} {}", env!("CARGO_PKG_VERSION")).as_bytes());
        let mut n_bytes = 0;
        for plan in plans {
            hash.update(plan.hash.as_bytes());
            n_bytes += plan.n_bytes;
        }
        Self { generation: hash.finalize().to_hex()[..16].to_owned(), pack: pack_size(n_bytes) }
    }
}

/// What the words of one plan say of the whole.
struct PlanWhole {
    hash: blake3::Hash,
    /// Bytes of the texts of its entries.
    n_bytes: usize,
}

impl PlanWhole {
    /// Of each of some plans, of which the first has this number.
    fn each(first: u32, plans: &[PlanFacts], entries: &[Entry]) -> Vec<Self> {
        let mut rest = entries;
        let mut bytes = Vec::new();
        let of = |(number, plan): (u32, &PlanFacts)| {
            let (own, others) = rest.split_at(rest.partition_point(|entry| entry.plan <= number));
            rest = others;
            bytes.clear();
            text(&mut bytes, plan.id.as_str());
            text(&mut bytes, &plan.title);
            text(&mut bytes, plan.path.as_str());
            text(&mut bytes, &format!("{} {} {}", plan.state, plan.status, plan.authors.join("\n")));
            own.iter().for_each(|entry| said(&mut bytes, entry));
            Self { hash: blake3::hash(&bytes), n_bytes: own.iter().map(|entry| entry.text.len()).sum() }
        };
        (first..).zip(plans).map(of).collect()
    }
}

/// All that an entry says.
fn said(out: &mut Vec<u8>, entry: &Entry) {
    for words in [&entry.heading, &entry.text, entry.anchor.as_str(), entry.author.as_deref().unwrap_or_default(), entry.kind.word()] {
        text(out, words);
    }
    let place = entry.place.map_or((0, 0), |place| (place.start + 1, place.end));
    for number in [entry.plan, entry.page, entry.line, entry.day.map_or(0, |day| (day + DAY_SHIFT) as u32), place.0, place.1] {
        out.extend(number.to_le_bytes());
    }
    out.push(u8::from(entry.dated));
}

fn write(words: &dyn Words, records: &Records, whole: &Whole, sink: &mut impl Sink) -> tantivy::Result<()> {
    let Whole { generation, pack } = whole;
    let folder = format!("search/{generation}/");
    let mut put = |name: String, bytes: Vec<u8>| sink.put(Route::new(format!("{folder}{name}.bin")), bytes);
    let mut space = Space { put: &mut put, pack: *pack, buffer: Vec::new(), n_packs: 0, size: 0 };
    let lists = lists::export(words, records, &mut space)?;
    let headings = facts::common_headings(records);
    let facts = facts::export(records, &headings, &mut space);
    let columns = columns::units(records);
    columns.iter().flatten().for_each(|unit| space.put(unit));
    space.put(&lists.common);
    let is_few = records.entries.len() <= FEW;
    if !is_few {
        space.put(&lists.body_lengths);
    }
    let (pack, size) = (space.pack, space.size);
    let all = space.close();

    let mut root = Vec::new();
    let header = serde_json::json!({
        "v": FORMAT_VERSION,
        "n": records.entries.len(),
        "tokens": lists.n_tokens,
        "boost": SCORED.map(|(_, boost)| boost),
        "kinds": Kind::ALL.map(Kind::word),
        "states": STATES,
        "statuses": STATUSES,
        "headings": headings,
        "pack": pack,
        "size": size,
    });
    text(&mut root, &header.to_string());
    varint(&mut root, lists.groups.len());
    let mut before: &[u8] = b"";
    for (separator, blocks, unit) in &lists.groups {
        front_code(&mut root, before, separator);
        before = separator;
        varint(&mut root, *blocks);
        varint(&mut root, *unit);
    }
    varint(&mut root, facts.len());
    for group in facts {
        varint(&mut root, group.n_entries);
        varint(&mut root, group.size);
        varint(&mut root, group.unit);
    }
    columns::lengths(&mut root, &columns);
    varint(&mut root, lists.common.len());
    if is_few {
        root.extend(lists.body_lengths);
    }
    root.extend(all);
    put("root".into(), gzip(&root));
    let current = format!("{{\"v\":{FORMAT_VERSION},\"gen\":\"{generation}\"}}\n");
    sink.put(Route::new("search/current.json"), current.into_bytes());
    Ok(())
}

/// Bytes of a file, of texts of this length: as the square root of the whole, so that neither files nor their number grow fast.
fn pack_size(n_bytes: usize) -> usize {
    (((n_bytes as f64 * 0.4).sqrt() * 5.3) as usize).next_multiple_of(1024).max(4096)
}

/// The space of units, cut into files as it grows. The first bytes are held back in case they are all.
struct Space<'a> {
    put: &'a mut dyn FnMut(String, Vec<u8>),
    pack: usize,
    buffer: Vec<u8>,
    n_packs: usize,
    size: usize,
}

impl Space<'_> {
    fn put(&mut self, unit: &[u8]) {
        self.size += unit.len();
        self.buffer.extend(unit);
        if self.size > ONE_FILE && self.buffer.len() >= self.pack {
            let rest = self.buffer.split_off(self.buffer.len() / self.pack * self.pack);
            let full = std::mem::replace(&mut self.buffer, rest);
            full.chunks(self.pack).for_each(|bytes| self.file(bytes));
        }
    }

    fn file(&mut self, bytes: &[u8]) {
        (self.put)(self.n_packs.to_string(), bytes.to_vec());
        self.n_packs += 1;
    }

    /// Writes what is left; returns everything if it is little.
    fn close(mut self) -> Vec<u8> {
        let rest = std::mem::take(&mut self.buffer);
        if self.size <= ONE_FILE {
            return rest;
        }
        rest.chunks(self.pack).for_each(|bytes| self.file(bytes));
        Vec::new()
    }
}
