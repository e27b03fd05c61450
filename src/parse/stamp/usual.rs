//! What an abbreviation with several meanings means in one archive: what most of its commits carry, else what its
//! plans show. A plan that shows it by itself, or a user who says it, goes before.

use std::collections::BTreeMap;

use memchr::memmem;

use super::zones::{self, Sense};
use crate::config::Options;

/// A meaning that was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    /// As `zones` in the configuration spells it: `+08:00`.
    pub offset: String,
    /// Whether commits say so; otherwise other plans do.
    pub by_commits: bool,
}

/// The meanings of abbreviations that these texts use and nobody has settled. `offset` is that of most commits, in seconds.
pub fn usual<'a>(texts: impl Iterator<Item = &'a str> + Clone, offset: Option<i32>, options: &Options) -> BTreeMap<String, Usual> {
    let unsettled = zones::SENSES.iter().filter(|(name, _)| !options.zones.contains_key(*name));
    let used = unsettled.filter(|(name, _)| texts.clone().any(|text| uses(text, name)));
    used.filter_map(|(name, senses)| Some(((*name).to_owned(), settled(senses, texts.clone(), offset)?))).collect()
}

fn settled<'a>(senses: &[Sense], texts: impl Iterator<Item = &'a str> + Clone, offset: Option<i32>) -> Option<Usual> {
    let usual = |minutes: i64, by_commits| {
        let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        Usual { offset: format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60), by_commits }
    };
    if let Some((minutes, ..)) = senses.iter().find(|(minutes, ..)| offset.is_some_and(|offset| i64::from(offset) == minutes * 60)) {
        return Some(usual(*minutes, true));
    }
    let is_shown =
        |words: &[&str]| words.iter().any(|word| texts.clone().any(|text| memmem::find(text.as_bytes(), word.as_bytes()).is_some()));
    let mut shown = senses.iter().filter(|(_, _, words)| is_shown(words));
    let (minutes, ..) = shown.next()?;
    shown.next().is_none().then(|| usual(*minutes, false))
}

/// Whether a text has the abbreviation behind a clock time or date.
fn uses(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, name.as_bytes()).any(|at| at >= 2 && bytes[at - 1] == b' ' && bytes[at - 2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_then_plans_settle_what_an_abbreviation_means() {
        let check = |texts: &[&str], offset| {
            let found = usual(texts.iter().copied(), offset, &Options::default());
            found.into_iter().map(|(name, usual)| format!("{name} {} {}", usual.offset, usual.by_commits)).collect::<Vec<_>>()
        };
        let used = "- [x] (2026-04-02 18:10 CST) a";
        assert_eq!(check(&[used, "b"], Some(8 * 3600)), ["CST +08:00 true"]);
        assert_eq!(check(&[used, "b"], Some(-6 * 3600)), ["CST -06:00 true"]);
        assert_eq!(check(&[used, "times are Asia/Shanghai"], Some(3600)), ["CST +08:00 false"]);
        assert_eq!(check(&[used, "Asia/Shanghai", "America/Chicago"], None), [""; 0]);
        assert_eq!(check(&["in CST", "Asia/Shanghai"], Some(8 * 3600)), [""; 0]);
        let said = Options { zones: [("CST".to_owned(), "-06:00".to_owned())].into(), ..Options::default() };
        assert_eq!(usual([used].into_iter(), Some(8 * 3600), &said), BTreeMap::new());
    }
}
