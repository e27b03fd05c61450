//! What the terms that two records share weigh, and how they are said. A shared code path or symbol weighs most; a
//! document that is named for bookkeeping no more than a word; the parts of a name that is shared as a whole
//! nothing; and in scripts without spaces a stretch of signs counts once, however many pairs of signs it holds.

use std::collections::BTreeSet;

use crate::search::text::{Mode, tokenize};

/// What one term weighs at most.
pub const MOST: u32 = CODE;
const CODE: u32 = 4;
const DOCUMENT: u32 = 2;
const WORD: u32 = 2;
/// Two signs alone may lie across two words.
const PAIR: u32 = 1;
/// Pairs of signs in more records than this belong to phrases that an archive repeats.
const FREQUENT: u32 = 4;

/// Named in a reason.
const NAMES: usize = 3;
/// See [`NAMES`].
const WORDS: usize = 4;

/// Shared terms, weighed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How much they weigh together.
    pub points: u32,
    /// Paths and symbols with their backticks, the rarest first.
    names: Vec<String>,
    /// Words and stretches of signs, likewise.
    spoken: Vec<String>,
}

impl Evidence {
    /// Whether nothing but names of code is shared.
    pub fn is_code_alone(&self) -> bool {
        self.spoken.is_empty() && !self.names.is_empty()
    }

    /// The evidence in words.
    pub fn words(&self) -> String {
        let names = self.names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
        let spoken: Vec<String> = self.spoken.iter().take(WORDS).map(|word| format!("“{word}”")).collect();
        let spoken = spoken.join(", ");
        match (names.is_empty(), spoken.is_empty()) {
            (false, true) => format!("both name {names}"),
            (true, _) => format!("both speak of {spoken}"),
            (false, false) => format!("both name {names} and speak of {spoken}"),
        }
    }
}

/// Weighs terms: names of code in backticks, words without, each with the number of records that have it.
pub fn weigh<'a>(found: impl Iterator<Item = (&'a str, u32)>) -> Evidence {
    let mut sorted: Vec<(u32, &str)> = found.map(|(text, n)| (n, text)).collect();
    sorted.sort_unstable();
    let known = sorted.into_iter().filter(|(n, text)| *n <= FREQUENT || !is_pair(text));
    let (names, words): (Vec<&str>, Vec<&str>) = known.map(|(_, text)| text).partition(|text| text.starts_with('`'));
    let parts: BTreeSet<String> = names.iter().flat_map(|name| tokenize(name, Mode::Query)).map(|token| token.text).collect();
    let points: u32 = names.iter().map(|name| if is_document(name) { DOCUMENT } else { CODE }).sum();
    let mut evidence = Evidence { points, names: names.into_iter().map(str::to_owned).collect(), spoken: Vec::new() };
    let (pairs, words): (Vec<&str>, Vec<&str>) = words.into_iter().filter(|word| !parts.contains(*word)).partition(|word| is_pair(word));
    for word in words {
        evidence.points += WORD;
        evidence.spoken.push(word.to_owned());
    }
    for stretch in stretches(&pairs) {
        evidence.points += if stretch.chars().count() > 2 { WORD } else { PAIR };
        evidence.spoken.push(stretch);
    }
    evidence
}

/// Documents are named to say that they were updated, more often than for what they hold.
fn is_document(name: &str) -> bool {
    let name = name.trim_matches('`').to_ascii_lowercase();
    [".md", ".mdx", ".txt", ".rst", ".adoc"].iter().any(|extension| name.ends_with(extension))
}

/// Two signs of a script without spaces between words.
fn is_pair(word: &str) -> bool {
    let is_sign =
        |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}');
    word.chars().count() == 2 && word.chars().all(is_sign)
}

/// Pairs that overlap, put together again: `前入`, `入口` make `前入口`. The longest first.
fn stretches(pairs: &[&str]) -> Vec<String> {
    let ends = |pair: &str| (pair.chars().next(), pair.chars().next_back());
    let mut left: BTreeSet<&str> = pairs.iter().copied().collect();
    let mut stretches = Vec::new();
    while let Some(any) = left.first().copied() {
        let lasts: BTreeSet<_> = left.iter().map(|pair| ends(pair).1).collect();
        let start = left.iter().copied().find(|pair| !lasts.contains(&ends(pair).0)).unwrap_or(any);
        left.remove(start);
        let mut stretch = start.to_owned();
        while let Some(next) = left.iter().copied().find(|pair| ends(pair).0 == stretch.chars().next_back()) {
            left.remove(next);
            stretch.extend(next.chars().next_back());
        }
        stretches.push(stretch);
    }
    stretches.sort_by_key(|stretch| (std::cmp::Reverse(stretch.chars().count()), stretch.clone()));
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(terms: &[&str]) -> (u32, String) {
        let found = weigh(terms.iter().map(|term| (*term, 2)));
        (found.points, found.words())
    }

    #[test]
    fn a_name_weighs_more_than_a_word_and_its_parts_nothing() {
        assert_eq!(weighed(&["`tenant_id`", "tenant", "composite"]), (6, "both name `tenant_id` and speak of “composite”".into()));
    }

    #[test]
    fn documents_are_bookkeeping() {
        assert_eq!(weighed(&["`docs/roadmap.md`", "`src/a.rs`"]).0, 6);
    }

    #[test]
    fn a_stretch_of_signs_counts_once() {
        assert_eq!(weighed(&["后应", "应直", "直接", "接切", "切到"]), (2, "both speak of “后应直接切到”".into()));
        assert_eq!(weighed(&["熔炉", "件仍", "решение"]).0, 4);
    }
}
