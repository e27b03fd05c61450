//! What an abbreviation with several meanings means in one archive: what most of its commits carry, else what its
//! plans show. A plan that shows it by itself, or a user who says it, goes before.

use std::collections::BTreeMap;

use memchr::memmem;
use rayon::prelude::*;

use super::zones::{self, Sense};
use crate::config::Options;

/// A meaning that was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    /// As `zones` in the configuration spells it: `+08:00`.
    pub offset: String,
    /// Whether commits say so; otherwise other plans do.
    pub by_commits: bool,
    /// Where it is used first: the number of the text and a byte of it.
    pub first: (usize, usize),
}

/// The meanings of abbreviations that these texts use and nobody has settled. `offset` is that of most commits, in seconds.
pub fn usual(texts: &[&str], offset: Option<i32>, options: &Options) -> BTreeMap<String, Usual> {
    let unsettled = zones::SENSES.iter().filter(|(name, _)| !options.zones.contains_key(*name));
    let used = unsettled.filter_map(|(name, senses)| {
        let first = texts.par_iter().enumerate().find_map_first(|(number, text)| Some((number, use_of(text, name)?)))?;
        let (minutes, by_commits) = settled(senses, texts, offset)?;
        let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        let offset = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        Some(((*name).to_owned(), Usual { offset, by_commits, first }))
    });
    used.collect()
}

/// Minutes east of UTC, and whether commits say so.
fn settled(senses: &[Sense], texts: &[&str], offset: Option<i32>) -> Option<(i64, bool)> {
    if let Some((minutes, ..)) = senses.iter().find(|(minutes, ..)| offset.is_some_and(|offset| i64::from(offset) == minutes * 60)) {
        return Some((*minutes, true));
    }
    let holds = |word: &str| texts.par_iter().any(|text| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    let mut shown = senses.iter().filter(|(_, _, words)| words.iter().any(|word| holds(word)));
    let (minutes, ..) = shown.next()?;
    shown.next().is_none().then_some((*minutes, false))
}

/// Where a text has the abbreviation behind a clock time or date.
fn use_of(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, name.as_bytes()).find(|&at| at >= 2 && bytes[at - 1] == b' ' && bytes[at - 2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_then_plans_settle_what_an_abbreviation_means() {
        let check = |texts: &[&str], offset| {
            let found = usual(texts, offset, &Options::default());
            found.into_iter().map(|(name, usual)| format!("{name} {} {}", usual.offset, usual.by_commits)).collect::<Vec<_>>()
        };
        let used = "- [x] (2026-04-02 18:10 CST) a";
        assert_eq!(check(&[used, "b"], Some(8 * 3600)), ["CST +08:00 true"]);
        assert_eq!(check(&[used, "b"], Some(-6 * 3600)), ["CST -06:00 true"]);
        assert_eq!(check(&[used, "times are Asia/Shanghai"], Some(3600)), ["CST +08:00 false"]);
        assert_eq!(check(&[used, "Asia/Shanghai", "America/Chicago"], None), [""; 0]);
        assert_eq!(check(&["in CST", "Asia/Shanghai"], Some(8 * 3600)), [""; 0]);
        let said = Options { zones: [("CST".to_owned(), "-06:00".to_owned())].into(), ..Options::default() };
        assert_eq!(usual(&[used], Some(8 * 3600), &said), BTreeMap::new());
    }
}
