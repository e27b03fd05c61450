//! The items of one version of a plan found again in the next: re-indented, reordered, re-worded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Document, RecordKind, StepState};

/// One item of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its kind. Steps and criteria are one kind here: a box may change its section.
    pub kind: RecordKind,
    /// Its id in that version.
    pub id: String,
    /// Letters and digits of its words, lower-cased.
    pub words: String,
    /// Whether its box is ticked; `None` without a box.
    pub ticked: Option<bool>,
    /// Whether it counts as scope: a step that is not dropped.
    pub in_scope: bool,
}

/// The items of a document, in order.
pub fn items(document: &Document) -> Vec<Item> {
    let fold = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(160).collect::<String>();
    let item = |kind, meta: &crate::model::RecordMeta, words: &str, ticked| Item {
        kind,
        id: meta.id.to_string(),
        words: fold(words),
        ticked,
        in_scope: false,
    };
    let steps = document.steps.iter().map(|step| Item {
        in_scope: step.state != StepState::Dropped,
        ..item(RecordKind::Step, &step.meta, &step.words.text, Some(step.state == StepState::Done))
    });
    let criteria = document.criteria.iter().map(|one| item(RecordKind::Step, &one.meta, &one.words.text, Some(one.met)));
    let decisions = document.decisions.iter().map(|one| item(RecordKind::Decision, &one.meta, &one.words.text, None));
    let surprises = document.surprises.iter().map(|one| item(RecordKind::Surprise, &one.meta, &one.words.text, None));
    let outcomes = document.outcomes.iter().map(|one| item(RecordKind::Outcome, &one.meta, &one.words.text, None));
    steps.chain(criteria).chain(decisions).chain(surprises).chain(outcomes).collect()
}

/// For each item of `new`, the index of the item of `old` it continues, if any. Each old item is continued
/// at most once. The same words first; then, among the rest of a kind, the most alike above a threshold,
/// the nearer in order winning a tie.
pub fn continued(old: &[Item], new: &[Item]) -> Vec<Option<usize>> {
    let mut found = vec![None; new.len()];
    let mut by_words: BTreeMap<(RecordKind, &str), Vec<usize>> = BTreeMap::new();
    for (index, item) in old.iter().enumerate().rev() {
        by_words.entry((item.kind, item.words.as_str())).or_default().push(index);
    }
    let mut used = vec![false; old.len()];
    for (index, item) in new.iter().enumerate() {
        if let Some(same) = by_words.get_mut(&(item.kind, item.words.as_str())).and_then(Vec::pop) {
            found[index] = Some(same);
            used[same] = true;
        }
    }
    let mut pairs: Vec<(u32, usize, usize, usize)> = Vec::new();
    for (index, item) in new.iter().enumerate().filter(|(index, _)| found[*index].is_none()) {
        for (other, before) in old.iter().enumerate().filter(|(other, before)| !used[*other] && before.kind == item.kind) {
            let score = likeness(&before.words, &item.words);
            if score >= LIKE {
                pairs.push((1000 - score, index.abs_diff(other), index, other));
            }
        }
    }
    pairs.sort_unstable();
    for (_, _, index, other) in pairs {
        if found[index].is_none() && !used[other] {
            found[index] = Some(other);
            used[other] = true;
        }
    }
    found
}

/// Below this (of 1000) two wordings are two items.
const LIKE: u32 = 600;

/// How alike two folded wordings are, 0 to 1000: 1000 if one begins with the other (a note was added or cut
/// at the end), else the Sørensen–Dice coefficient of their character bigrams.
fn likeness(a: &str, b: &str) -> u32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.chars().count() >= 12 && long.starts_with(short) {
        return 1000;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a coefficient between 0 and 1")]
    let score = (strsim::sorensen_dice(a, b) * 1000.0) as u32;
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(words: &str) -> Item {
        Item { kind: RecordKind::Step, id: words.into(), words: words.into(), ticked: Some(false), in_scope: true }
    }

    #[test]
    fn items_are_found_again_when_moved_and_reworded() {
        let old = [item("writetheparser"), item("measurethecrawl"), item("drawthechart")];
        let new = [item("drawthechart"), item("writetheparserforrealplans"), item("somethingelsealtogether"), item("measurecrawl")];
        assert_eq!(continued(&old, &new), vec![Some(2), Some(0), None, Some(1)]);
    }

    #[test]
    fn twins_are_matched_in_order() {
        let old = [item("runthetests"), item("runthetests")];
        assert_eq!(continued(&old, &old), vec![Some(0), Some(1)]);
    }
}
