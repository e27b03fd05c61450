//! Names of records: the kind and the first words, so that a record keeps its name when others move.
//! Must never look at a record's position, except to tell records with the same words apart.

use std::collections::BTreeMap;

use crate::model::{Document, RecordKind};
use crate::text::Anchor;

/// Words of a record that make its name.
const N_WORDS: usize = 6;
/// Longest name after the kind, in characters (scripts without spaces have no words to count).
const N_CHARS: usize = 48;

/// The name of a record by its words alone; [`settle`] makes it distinct within the plan.
pub fn id(kind: RecordKind, words: &str) -> Anchor {
    let mut out = String::with_capacity(64);
    out.push_str(kind.word());
    let (mut n_words, mut n_chars, mut word_start) = (0, 0, None);
    for c in words.chars() {
        if !c.is_alphanumeric() {
            word_start = None;
            continue;
        }
        if word_start.is_none() {
            if n_words == N_WORDS || n_chars >= N_CHARS {
                break;
            }
            word_start = Some(out.len());
            n_words += 1;
            out.push('-');
        }
        if n_chars == N_CHARS {
            // A word that no longer fits is left out, unless it is the only one.
            if n_words > 1 {
                out.truncate(word_start.unwrap_or(out.len()));
            }
            break;
        }
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
        n_chars += 1;
    }
    Anchor::new(out)
}

/// Makes every record's name distinct within the plan (and from its headings): the second of a name gets
/// `-2`, the third `-3`, in order of the text.
pub fn settle(document: &mut Document) {
    let mut taken: BTreeMap<String, u32> = document.sections.iter().map(|section| (section.anchor.as_str().to_owned(), 1)).collect();
    macro_rules! each {
        ($($list:ident),*) => {
            $(for record in &mut document.$list {
                record.meta.id = distinct(&mut taken, &record.meta.id);
            })*
        };
    }
    each!(steps, criteria, log, decisions, surprises, outcomes, revisions, risks, gates);
}

fn distinct(taken: &mut BTreeMap<String, u32>, id: &Anchor) -> Anchor {
    let base = id.as_str().to_owned();
    let mut number = taken.get(&base).copied().unwrap_or(0) + 1;
    let mut name = base.clone();
    if number > 1 {
        name = format!("{base}-{number}");
        while taken.contains_key(&name) {
            number += 1;
            name = format!("{base}-{number}");
        }
        taken.insert(name.clone(), 1);
    }
    taken.insert(base, number);
    Anchor::new(name)
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
    }

    #[test]
    fn the_second_of_a_name_is_numbered() {
        let mut taken = BTreeMap::new();
        let names: Vec<_> = ["a", "a", "a-2", "a"].iter().map(|id| distinct(&mut taken, &Anchor::new(id)).as_str().to_owned()).collect();
        assert_eq!(names, ["a", "a-2", "a-2-2", "a-3"]);
    }
}
