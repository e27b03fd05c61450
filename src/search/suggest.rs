//! "Did you mean": near known words for the unknown ones of a query that found nothing.

use super::grammar::Query;
use super::index::Index;
use super::query::{frequencies, frequency};

/// The words of the query with each unknown one replaced by the nearest known one (by edit distance, then
/// frequency, then name); `None` if no word is unknown or one has no near neighbour.
///
/// # Errors
/// If a kept index is damaged.
pub(super) fn suggest(index: &Index, query: &Query) -> tantivy::Result<Option<String>> {
    let mut words = Vec::new();
    let mut changed = false;
    let mut known = None;
    for token in query.clauses.iter().flat_map(|clause| &clause.tokens) {
        if frequency(index, &token.text)? > 0 {
            words.push(token.text.clone());
            continue;
        }
        if known.is_none() {
            known = Some(frequencies(index, None)?);
        }
        let nearest =
            (known.iter().flatten()).filter_map(|(word, df)| Some((distance(&token.text, word)?, std::cmp::Reverse(*df), word))).min();
        let Some((.., word)) = nearest else { return Ok(None) };
        words.push(word.clone());
        changed = true;
    }
    Ok(changed.then(|| words.join(" ")))
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
