//! How much of a step is done, in numbers: `(3/5 done)`, `— 3 of 5 done`, `（已完成 50%）`. Must never take a number of the work
//! itself for one.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::text::is_alphanumeric;

/// Whether words say so.
pub fn is_said(words: &str) -> bool {
    static DONE: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| [" done", " complete"].map(Finder::new));
    let ascii = DONE.iter().any(|finder| {
        let at = finder.find(words.as_bytes());
        at.is_some_and(|at| is_end(words[at + 1..].trim_start_matches(|c: char| c.is_ascii_lowercase())) && ends_in_share(&words[..at]))
    });
    ascii || !words.is_ascii() && memchr::memchr(b'%', words.as_bytes()).is_some_and(|at| is_share_beside_done(words, at))
}

/// `3/5`, `3 of 5`, `50%` at the end of words, behind a bracket, a dash or a sign.
fn ends_in_share(words: &str) -> bool {
    let part = words.strip_suffix('%').map(str::len).or_else(|| {
        let rest = words.trim_end_matches(|c: char| c.is_ascii_digit());
        let rest = rest.strip_suffix('/').or_else(|| rest.strip_suffix(" of ")).filter(|rest| rest.len() < words.len())?;
        words.ends_with(|c: char| c.is_ascii_digit()).then_some(rest.len())
    });
    let Some(number) = part.map(|end| &words[..end]) else { return false };
    let before = number.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < number.len() && !before.trim_end_matches([' ', '~', '≈']).ends_with(is_alphanumeric)
}

/// `已完成 50%`, `50% 완료` around the sign at `at`.
fn is_share_beside_done(words: &str, at: usize) -> bool {
    const WORDS: &[&str] = &["完成", "完了", "완료"];
    let number = &words[..at];
    let before = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let after = words[at + 1..].trim_start();
    let follows = WORDS.iter().filter_map(|word| after.strip_prefix(word)).any(is_end);
    let leads = WORDS.iter().any(|word| before.trim_end().ends_with(word)) && is_end(after);
    before.len() < number.len() && (leads || follows && !before.trim_end().ends_with(is_alphanumeric))
}

/// Whether a clause ends here.
fn is_end(after: &str) -> bool {
    after.chars().next().is_none_or(|c| matches!(c, ')' | ']' | '）' | '】' | ',' | ';' | '.' | '，' | '。' | '；'))
}
