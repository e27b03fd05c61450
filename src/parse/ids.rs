//! Names of records: the kind and the first words, so that a record keeps its name when others move.
//! Must never look at a record's position, except to tell records with the same words apart.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::model::{Document, RecordKind};
use crate::text::{Anchor, QuickHash, is_alphanumeric, push_lower};

/// Words of a record that make its name.
const N_WORDS: usize = 6;
/// Longest name after the kind, in characters (scripts without spaces have no words to count).
const N_CHARS: usize = 48;

/// The name of a record by its words alone; [`settle`] makes it distinct within the plan.
pub fn id(kind: RecordKind, words: &str) -> Anchor {
    near(kind, words).unwrap_or_else(|| far(kind, words))
}

/// Bytes in which nearly every record has its first words.
const NEAR: usize = 64;

/// The name, where all that makes it is ASCII and near the start: words are found by bits and copied as they stand,
/// for no branch could foretell how long each is.
fn near(kind: RecordKind, words: &str) -> Option<Anchor> {
    let bytes = words.as_bytes();
    let mut head = [b' '; NEAR];
    match bytes.first_chunk() {
        Some(first) => head = *first,
        None => head[..bytes.len()].copy_from_slice(bytes),
    }
    let ends = bytes.len() <= NEAR;
    if !head.is_ascii() {
        return None;
    }
    let mut lower = [0; NEAR + N_CHARS];
    lower.iter_mut().zip(&head).for_each(|(lower, byte)| *lower = byte | 0x20);
    let mut left = letters(&head);
    let mut name = [0; 2 * LONGEST];
    let mut n = kind.word().len();
    name[..n].copy_from_slice(kind.word().as_bytes());
    let (mut n_words, mut n_chars) = (0, 0);
    while left != 0 && n_words < N_WORDS {
        let start = left.trailing_zeros() as usize;
        let length = (!(left >> start)).trailing_zeros() as usize;
        n_words += 1;
        n_chars += length;
        let to = start + length;
        if n_chars >= N_CHARS || to == NEAR && !ends {
            return None;
        }
        name[n] = b'-';
        name[n + 1..n + 1 + N_CHARS].copy_from_slice(&lower[start..start + N_CHARS]);
        n += 1 + length;
        left = if to < NEAR { left & (u64::MAX << to) } else { 0 };
    }
    let is_all = ends || n_words == N_WORDS;
    // What stands behind the name is ASCII too; whole blocks are quicker to look through.
    is_all.then(|| Anchor::new(std::str::from_utf8(&name[..n.next_multiple_of(16)]).map_or("", |all| &all[..n])))
}

/// A bit for each byte that is a letter or digit of ASCII.
fn letters(bytes: &[u8; NEAR]) -> u64 {
    let mut are = [0; NEAR];
    are.iter_mut()
        .zip(bytes)
        .for_each(|(is, byte)| *is = u8::from((byte | 0x20).wrapping_sub(b'a') < 26) | u8::from(byte.wrapping_sub(b'0') < 10));
    let (eights, _) = are.as_chunks::<8>();
    eights.iter().rev().fold(0, |mask, eight| mask << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56)
}

/// The name, whatever the words are.
fn far(kind: RecordKind, words: &str) -> Anchor {
    let mut name = Name { bytes: [0; LONGEST], n_bytes: 0 };
    name.push_str(kind.word());
    let bytes = words.as_bytes();
    let (mut n_words, mut n_chars, mut word_start) = (0, 0, None);
    let mut at = 0;
    while at < bytes.len() {
        let mut lower = LOWER[usize::from(bytes[at])];
        let mut other = None;
        if lower == OTHER {
            let c = words[at..].chars().next().unwrap_or(' ');
            at += c.len_utf8();
            lower = if is_alphanumeric(c) { OTHER } else { SIGN };
            other = Some(c);
        } else {
            at += 1;
        }
        if lower == SIGN {
            word_start = None;
            continue;
        }
        if word_start.is_none() {
            if n_words == N_WORDS || n_chars >= N_CHARS {
                break;
            }
            word_start = Some(name.n_bytes);
            n_words += 1;
            name.push(b'-');
        }
        if n_chars == N_CHARS {
            // A word that no longer fits is left out, unless it is the only one.
            if n_words > 1 {
                name.n_bytes = word_start.unwrap_or(name.n_bytes);
            }
            break;
        }
        match other {
            None => {
                name.push(lower);
                // The rest of the word, as far as it is ASCII and fits.
                let room = bytes.len().min(at + N_CHARS - 1 - n_chars);
                let n_taken = name.push_ascii(&bytes[at..room]);
                at += n_taken;
                n_chars += n_taken;
            }
            Some(c) => push_lower(&mut name, c),
        }
        n_chars += 1;
    }
    Anchor::new(name.as_str())
}

/// Bytes that hold every name: kind, a dash for each word, characters of at most four bytes.
const LONGEST: usize = 16 + N_WORDS + N_CHARS * 4;

/// A name while it is made.
struct Name {
    bytes: [u8; LONGEST],
    n_bytes: usize,
}

impl Name {
    fn push(&mut self, byte: u8) {
        if let Some(free) = self.bytes.get_mut(self.n_bytes) {
            *free = byte;
            self.n_bytes += 1;
        }
    }

    fn push_str(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.push(byte));
    }

    /// Adds letters and digits of ASCII up to the first other byte, and says how many.
    fn push_ascii(&mut self, bytes: &[u8]) -> usize {
        let free = &mut self.bytes[self.n_bytes..];
        let mut n = 0;
        for (free, byte) in free.iter_mut().zip(bytes) {
            let lower = LOWER[usize::from(*byte)];
            if matches!(lower, SIGN | OTHER) {
                break;
            }
            *free = lower;
            n += 1;
        }
        self.n_bytes += n;
        n
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.n_bytes]).unwrap_or("")
    }
}

impl Extend<char> for Name {
    fn extend<T: IntoIterator<Item = char>>(&mut self, chars: T) {
        chars.into_iter().for_each(|c| self.push_str(c.encode_utf8(&mut [0; 4])));
    }
}

/// What a byte is in a name: itself in lower case, [`SIGN`] between words, or [`OTHER`].
static LOWER: [u8; 256] = {
    let mut lower = [SIGN; 256];
    let mut byte = 0;
    while byte < 256 {
        lower[byte] = match byte as u8 {
            byte if byte.is_ascii_alphanumeric() => byte.to_ascii_lowercase(),
            0x80.. => OTHER,
            _ => SIGN,
        };
        byte += 1;
    }
    lower
};
const SIGN: u8 = 0;
/// Part of a character beyond ASCII.
const OTHER: u8 = 0x80;

/// How often each name was wanted.
type Taken = HashMap<Anchor, u32, QuickHash>;

/// Does the same with each list of records of a document.
macro_rules! each_list {
    ($document:ident . $method:ident, $list:ident => $body:expr) => {
        each_list!(@ $document $method $list $body; steps, criteria, log, decisions, surprises, outcomes, revisions, risks, gates)
    };
    (@ $document:ident $method:ident $list:ident $body:expr; $($name:ident),*) => {
        $({
            let $list = $document.$name.$method();
            $body
        })*
    };
}

/// Makes every record's name distinct within the plan (and from its headings): the second of a name gets
/// `-2`, the third `-3`, in order of the text.
pub fn settle(document: &mut Document) {
    let mut n_names = document.sections.len();
    each_list!(document.iter, list => n_names += list.len());
    if are_distinct(document, n_names) {
        return;
    }
    let mut taken = Taken::with_capacity_and_hasher(n_names, QuickHash::default());
    taken.extend(document.sections.iter().map(|section| (section.anchor.clone(), 1)));
    each_list!(document.iter_mut, list => list.for_each(|record| distinct(&mut taken, &mut record.meta.id)));
}

/// Whether no two names are the same, as in most plans.
fn are_distinct(document: &Document, n_names: usize) -> bool {
    let mut taken: HashSet<&str, QuickHash> = HashSet::with_capacity_and_hasher(n_names, QuickHash::default());
    let mut distinct = document.sections.iter().all(|section| taken.insert(section.anchor.as_str()));
    each_list!(document.iter, list => distinct = distinct && list.map(|record| &record.meta.id).all(|id| taken.insert(id.as_str())));
    distinct
}

fn distinct(taken: &mut Taken, id: &mut Anchor) {
    let count = match taken.entry(id.clone()) {
        Entry::Occupied(count) => *count.get(),
        Entry::Vacant(free) => {
            free.insert(1);
            return;
        }
    };
    let base = id.clone();
    let mut number = count + 1;
    loop {
        *id = Anchor::new(format!("{base}-{number}"));
        if !taken.contains_key(id) {
            break;
        }
        number += 1;
    }
    taken.insert(id.clone(), 1);
    taken.insert(base, number);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_first_words() {
        assert_eq!(id(RecordKind::Step, "Write the parser, then its tests and docs").as_str(), "step-write-the-parser-then-its-tests");
        assert_eq!(id(RecordKind::Step, "!!!").as_str(), "step");
        assert_eq!(id(RecordKind::Log, &"写".repeat(60)).as_str(), format!("log-{}", "写".repeat(48)));
        assert_eq!(id(RecordKind::Log, &format!("a {}", "b".repeat(60))).as_str(), "log-a");
        for words in
            ["a", "Words, of A1-b2: and more to come after", "a b c d e f g h", " -- x", &"abc ".repeat(30), &"abcdefgh ".repeat(9)]
        {
            for n in 0..=words.len() {
                if let Some(name) = near(RecordKind::Risk, &words[..n]) {
                    assert_eq!(name, far(RecordKind::Risk, &words[..n]), "{words}");
                }
            }
        }
    }

    #[test]
    fn the_second_of_a_name_is_numbered() {
        let mut taken = Taken::default();
        let mut names: Vec<_> = ["a", "a", "a-2", "a"].iter().map(Anchor::new).collect();
        names.iter_mut().for_each(|name| distinct(&mut taken, name));
        let names: Vec<_> = names.iter().map(Anchor::as_str).collect();
        assert_eq!(names, ["a", "a-2", "a-2-2", "a-3"]);
    }
}
