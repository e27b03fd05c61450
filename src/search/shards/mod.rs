//! What the browser searches: the dictionary, postings, positions and norms of the tantivy index, and the
//! texts for excerpts, as many small files. A pure function of the records: the same bytes from every build
//! and on any number of threads. It must never know what a page looks like.
//!
//! Every `.bin` file is one gzip member (a server that compresses only text, JSON and scripts then still
//! serves few bytes; a reader that finds no gzip mark takes the bytes as already unpacked). Numbers are
//! LEB128. Version 1:
//!
//! | file | holds | fetched |
//! |---|---|---|
//! | `search/current.json` | `{"v":1,"gen":"…"}`: the version and the folder of this generation | when the box gets focus |
//! | `search/<gen>/root.bin` | statistics, plans, where each word and excerpt lies; all other files too if they are few | then |
//! | `t/<i>` | block `i` of the dictionary, with the short lists of its words | for a word |
//! | `l/<id>` | a long list | for its word |
//! | `n/<id>` | lengths of the entries of a long list, one byte each | if no other word of the query told them |
//! | `k/<c>` | lengths of the bodies of entries `4096 c …`, one byte each, for the longest lists | likewise |
//! | `x/<i>` | positions of the short lists of block `i` | for a phrase |
//! | `y/<id>-<c>` | positions of a stretch of a long list | for a phrase that may stand there |
//! | `e/<i>` | texts: JSON `{p:[[id,title,path,state,status]…],e:[[plan,kind,heading,anchor,day,author,line,text]…]}` | for results |
//! | `d/<c>` | facts of entries `8192 c …`: runs of kind, state, status, year, author | for filters |
//! | `w/<c>` | days of the same entries | for dates |
//! | `c` | the 4,096 most frequent words | for short beginnings and suggestions |
//!
//! `<gen>` is a hash of the records and of this version, so a file of a given name never changes.
//!
//! `root`
//!
//! | part | form |
//! |---|---|
//! | header | length, JSON `{v,n,tokens[3],boost[3],kinds[],states[],statuses[]}` |
//! | plans | how many; entries of each |
//! | dictionary | number of blocks; for each but the first the shortest string that is greater than all words before it: shared prefix with the last such string, length, bytes |
//! | excerpts | number of files; entries of each |
//! | files | number; for each: length of the name, name, length, bytes (unpacked) |
//!
//! `t/<i>`: number of words, bytes of T, bytes of M, then T, M and P.
//!
//! | part | for each word, in order of UTF-8 bytes |
//! |---|---|
//! | T | bytes shared with the word before, bytes that follow, those bytes |
//! | M | mask: bits 0–3 the word stands in title, heading, body, place; bits 4–7 that list is long. For each list: number of entries; for title and place the number of plans; if long its id, else bytes of its P and (but for place) of its X |
//! | P | short lists, each: for each posting the distance from the one before (first: from −1, less one) doubled, plus 1 if the word stands there more than once; how often, where more than once; one length byte each (not for place) |
//!
//! Lists of title and place count plans, all others entries. `l/<id>` is a P (without length bytes for bodies),
//! then the number of position chunks and the number of postings of each. X and `y` hold for each posting its
//! positions, each as the distance from the one before.
//!
//! `c`: number, then for each word, by name: shared bytes, bytes that follow, those, number of entries.
//! `d/<c>`: length, JSON `{authors:[[name…]…]}`; then the five runs, each: number of runs, (value, length)….
//! The year 0 and the day 0 mean unknown; days count from 1970-01-01 plus [`DAY_SHIFT`].

mod bytes;
mod columns;
mod excerpts;
mod lists;

use rayon::prelude::*;

use self::bytes::{front_code, varint};
use super::entry::{Kind, Records, STATES, STATUSES};
use super::index::Index;
use super::schema::SCORED;
use crate::text::Route;

/// Grows when a reader of the old format would misread the new one, or the tokenizer changes.
pub const FORMAT_VERSION: u32 = 1;

/// Added to days, so that they are positive.
pub const DAY_SHIFT: i32 = 1_000_000;

/// Archives whose shards are together no larger than this, packed, become one file.
const ONE_FILE: usize = 24 << 10;

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

/// A file before packing: name below the generation's folder, and content.
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// Writes the shards of an index that was just built; an index opened from a cache has no records and yields nothing.
///
/// # Errors
/// What tantivy could not read of its own memory.
pub fn export(index: &Index, sink: &mut impl Sink) -> tantivy::Result<()> {
    let Some(records) = index.records() else { return Ok(()) };
    let folder = format!("search/{}/", generation(records));
    let mut out = Out { folder: &folder, sink, waiting: Vec::new(), held: Some(Vec::new()), held_bytes: 0 };
    let lists = lists::export(index, records, &mut |name, bytes| out.file(name, bytes))?;
    let excerpts = excerpts::export(records, &mut |name, bytes| out.file(name, bytes));
    columns::export(records, &mut |name, bytes| out.file(name, bytes));
    out.flush();

    let mut root = Vec::new();
    let header = serde_json::json!({
        "v": FORMAT_VERSION,
        "n": records.entries.len(),
        "tokens": lists.n_tokens,
        "boost": SCORED.map(|(_, boost)| boost),
        "kinds": Kind::ALL.map(Kind::word),
        "states": STATES,
        "statuses": STATUSES,
    })
    .to_string();
    varint(&mut root, header.len());
    root.extend(header.as_bytes());
    varint(&mut root, records.plans.len());
    let mut counts = vec![0; records.plans.len()];
    records.entries.iter().for_each(|entry| counts[entry.plan as usize] += 1);
    counts.into_iter().for_each(|count| varint(&mut root, count));
    varint(&mut root, lists.separators.len() + 1);
    let mut before: &[u8] = b"";
    for separator in &lists.separators {
        front_code(&mut root, before, separator);
        before = separator;
    }
    varint(&mut root, excerpts.len());
    excerpts.into_iter().for_each(|count| varint(&mut root, count));
    let held = out.held.take().unwrap_or_default();
    varint(&mut root, held.len());
    for file in held {
        varint(&mut root, file.name.len());
        root.extend(file.name.as_bytes());
        varint(&mut root, file.bytes.len());
        root.extend(file.bytes);
    }
    sink.put(Route::new(format!("{folder}root.bin")), pack(&root));
    let current = format!("{{\"v\":{FORMAT_VERSION},\"gen\":\"{}\"}}\n", generation(records));
    sink.put(Route::new("search/current.json"), current.into_bytes());
    Ok(())
}

/// Names the generation: a hash of everything the shards are made of.
fn generation(records: &Records) -> String {
    let mut hash = blake3::Hasher::new();
    let mut text = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    text(&format!("{FORMAT_VERSION} {} {} {}", env!("CARGO_PKG_VERSION"), records.plans.len(), records.entries.len()));
    for plan in &records.plans {
        text(plan.id.as_str());
        text(&plan.title);
        text(plan.path.as_str());
        text(&format!("{} {} {}", plan.state, plan.status, plan.authors.join("\n")));
    }
    for entry in &records.entries {
        text(&entry.heading);
        text(&entry.text);
        text(entry.anchor.as_str());
        text(entry.author.as_deref().unwrap_or_default());
        text(&format!("{} {} {:?} {} {}", entry.plan, entry.kind.word(), entry.day, entry.dated, entry.line));
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// Packs files in parallel and hands them on in order; holds the first ones back in case they are few.
struct Out<'a, S: Sink> {
    folder: &'a str,
    sink: &'a mut S,
    waiting: Vec<File>,
    held: Option<Vec<File>>,
    held_bytes: usize,
}

impl<S: Sink> Out<'_, S> {
    const BATCH_BYTES: usize = 4 << 20;

    fn file(&mut self, name: String, bytes: Vec<u8>) {
        self.held_bytes += bytes.len();
        if let Some(mut held) = self.held.take() {
            held.push(File { name, bytes });
            // Packed size is judged once, when enough is there to know; a third of the raw size at best.
            if self.held_bytes > ONE_FILE * 4 {
                self.waiting = held;
            } else {
                self.held = Some(held);
            }
        } else {
            self.waiting.push(File { name, bytes });
        }
        if self.waiting.iter().map(|file| file.bytes.len()).sum::<usize>() > Self::BATCH_BYTES {
            self.send();
        }
    }

    fn flush(&mut self) {
        if let Some(held) = self.held.take() {
            let all: Vec<u8> = held.iter().flat_map(|file| file.bytes.iter().copied()).collect();
            if pack(&all).len() <= ONE_FILE {
                self.held = Some(held);
            } else {
                self.waiting = held;
            }
        }
        self.send();
    }

    fn send(&mut self) {
        let packed: Vec<(Route, Vec<u8>)> = (std::mem::take(&mut self.waiting).into_par_iter())
            .map(|file| (Route::new(format!("{}{}.bin", self.folder, file.name)), pack(&file.bytes)))
            .collect();
        packed.into_iter().for_each(|(route, bytes)| self.sink.put(route, bytes));
    }
}

/// One gzip member without name or time.
fn pack(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 2), flate2::Compression::new(7));
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}
