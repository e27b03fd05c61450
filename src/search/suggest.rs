//! "Did you mean": near known words for the unknown ones of a query that found nothing.

use std::collections::BTreeMap;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, Term};

use super::grammar::Query;
use super::index::Index;
use super::query::{frequencies, frequency};
use super::text::{Mode, tokenize, words, written};

/// Entries that are read for how a word is written.
const LOOKED_AT: usize = 4;

/// The query with each unknown word replaced by the nearest known one (by edit distance, then frequency, then name),
/// as the archive writes it; `None` if no word is unknown or one has no near neighbour.
///
/// # Errors
/// If a kept index is damaged.
pub(super) fn suggest(index: &Index, text: &str, query: &Query) -> tantivy::Result<Option<String>> {
    let mut instead: BTreeMap<&str, String> = BTreeMap::new();
    let mut known = None;
    for token in query.clauses.iter().flat_map(|clause| &clause.tokens) {
        if frequency(index, &token.text)? > 0 {
            continue;
        }
        if known.is_none() {
            known = Some(frequencies(index, None)?);
        }
        let nearest =
            (known.iter().flatten()).filter_map(|(word, df)| Some((distance(&token.text, word)?, std::cmp::Reverse(*df), word))).min();
        let Some((.., word)) = nearest else { return Ok(None) };
        instead.insert(&token.text, as_written(index, word)?);
    }
    if instead.is_empty() {
        return Ok(None);
    }
    let (mut out, mut end) = (String::new(), 0);
    for range in words(text) {
        out.push_str(&text[end..range.start]);
        end = range.end;
        let word = &text[range];
        let token = tokenize(word, Mode::Query).into_iter().next().map(|token| token.text).unwrap_or_default();
        out.push_str(instead.get(token.as_str()).map_or(word, String::as_str));
    }
    out.push_str(&text[end..]);
    Ok(Some(out.trim().to_owned()))
}

/// A word as one of the first entries that hold it writes it: plurals are folded in the index, and capitals are lost.
fn as_written(index: &Index, token: &str) -> tantivy::Result<String> {
    let [title, heading, body] = index.fields().scored;
    for field in [body, heading, title] {
        for number in first_entries(index, field, token)? {
            let found = index.found(number)?;
            let text = if field == body {
                found.entry.quoted()
            } else if field == heading {
                &found.entry.heading
            } else {
                &found.plan.title
            };
            if let Some(word) = words(text).find_map(|range| written(&text[range], token)) {
                return Ok(word.to_owned());
            }
        }
    }
    Ok(token.to_owned())
}

fn first_entries(index: &Index, field: Field, token: &str) -> tantivy::Result<Vec<u32>> {
    let mut out = Vec::new();
    for reader in index.searcher().segment_readers() {
        let term = Term::from_field_text(field, token);
        let Some(mut postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        while postings.doc() != TERMINATED && out.len() < LOOKED_AT {
            out.push(postings.doc());
            postings.advance();
        }
    }
    Ok(out)
}

/// The edit distance (a swap of neighbours counts one), if it is small enough for the length: 1 from four
/// letters, 2 from eight.
fn distance(wanted: &str, word: &str) -> Option<usize> {
    let n = wanted.chars().count();
    let allowed = if n < 4 {
        0
    } else if n < 8 {
        1
    } else {
        2
    };
    if allowed == 0 || word.chars().count().abs_diff(n) > allowed {
        return None;
    }
    let distance = strsim::osa_distance(wanted, word);
    (1..=allowed).contains(&distance).then_some(distance)
}
