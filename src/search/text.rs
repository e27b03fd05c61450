//! The one tokenizer. Index, query, excerpt and the browser all cut text into the same words; the rules
//! here are repeated line by line in `theme/js/search.js`, and one file of vectors
//! (`tests/fixtures/search/tokens.json`) is run by both. It must never know what a record is.
//!
//! | rule | text | tokens (index) |
//! |---|---|---|
//! | NFKC, then words of letters and digits of any script, lower-cased | `Ｓｅａｒｃｈ, it’s v1.2` | `search` `it` `s` `v1` `2` |
//! | `_ - / . :` and all else separate; each word one position further | `src/auth/token.rs` | `src` `auth` `token` `rs` |
//! | camelCase (ASCII): the whole word and its parts at one position; a query asks for the whole | `addNewPlan` | `addnewplan`+`add`+`new`+`plan` |
//! | Chinese, Japanese, Korean: overlapping pairs, and the last sign of a run by itself | `搜索页` | `搜索` `索页` `页` |
//! | plurals of ASCII words of four letters and more fold together, in text and query alike | `queries`, `caches` | `query`, `cach` |
//! | longer than 64 UTF-16 units: dropped, its position kept | | |
//!
//! There are no stop words. A query of several tokens in one word is a phrase, so identifiers and paths are
//! found whole and in parts without a vocabulary of their own.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Longest token, in UTF-16 code units (the unit a browser counts in).
pub const MAX_TOKEN_UNITS: usize = 64;

/// Which side of the search asks for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Text that is searched: camelCase also in parts, the last sign of a CJK run also alone.
    Index,
    /// Words that are looked for: only what must be there.
    Query,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its place; the parts of a camelCase word share the place of the whole.
    pub position: u32,
    /// The folded word.
    pub text: String,
}

/// Whether a character belongs to a script written without spaces, or (Hangul) with endings glued on.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{1100}'..='\u{11FF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The tokens of a text, in order of position.
pub fn tokenize(text: &str, mode: Mode) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_token(text, mode, |position, token| tokens.push(Token { position, text: token.to_owned() }));
    tokens
}

/// Calls `emit` with the position and text of every token, in order; what [`tokenize`] collects.
pub fn each_token(text: &str, mode: Mode, mut emit: impl FnMut(u32, &str)) {
    let text = normalize(text);
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(0, |byte| CLASS[usize::from(*byte)]);
    let (mut position, mut at) = (0, 0);
    let mut lower = String::new();
    while at < bytes.len() {
        let start = at;
        let mut classes = class(at);
        if classes == 0 {
            at += 1;
            continue;
        }
        while matches!(class(at), 1..OTHER) {
            classes |= class(at);
            at += 1;
        }
        let next = if class(at) == OTHER { text[at..].chars().next() } else { None };
        let in_word = |c: char| c.is_alphanumeric() && !is_cjk(c);
        if let Some(c) = next.filter(|c| at == start || in_word(*c)) {
            let cjk = is_cjk(c);
            if !cjk && !c.is_alphanumeric() {
                at += c.len_utf8();
                continue;
            }
            let in_run = |c: char| if cjk { is_cjk(c) } else { in_word(c) };
            at = text[start..].find(|c| !in_run(c)).map_or(text.len(), |end| start + end);
            if cjk {
                position = pairs(&text[start..at], mode, position, &mut emit);
                continue;
            }
            word(&text[start..at], mode, position, &mut lower, &mut emit);
        } else {
            ascii_word(&text[start..at], classes, (mode, position), &mut lower, &mut emit);
        }
        position += 1;
    }
}

/// What a byte is in a word.
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
/// Of a character that is not ASCII.
const OTHER: u8 = 8;

static CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        let is = byte as u8;
        class[byte] =
            (SMALL * is.is_ascii_lowercase() as u8) | (CAPITAL * is.is_ascii_uppercase() as u8) | (DIGIT * is.is_ascii_digit() as u8);
        byte += 1;
    }
    class
};

/// A word of ASCII with characters of these classes.
fn ascii_word(word: &str, classes: u8, (mode, position): (Mode, u32), lower: &mut String, emit: &mut impl FnMut(u32, &str)) {
    if word.len() > MAX_TOKEN_UNITS {
        return;
    }
    let small = if classes & CAPITAL == 0 {
        word
    } else if mode == Mode::Index && word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) {
        return parted(word, position, lower, emit);
    } else {
        lower_case(word, lower);
        lower
    };
    emit(position, &if classes & DIGIT == 0 { fold_letters(small) } else { Cow::Borrowed(small) });
}

fn normalize(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Emits the overlapping pairs of a CJK run; returns the position after it (one for each sign, on both sides).
fn pairs(run: &str, mode: Mode, mut position: u32, emit: &mut impl FnMut(u32, &str)) -> u32 {
    let mut starts = run.char_indices().map(|(at, _)| at).skip(1).chain([run.len()]).peekable();
    let mut first = 0;
    while let Some(second) = starts.next() {
        match starts.peek() {
            Some(end) => emit(position, &run[first..*end]),
            None if first == 0 || mode == Mode::Index => emit(position, &run[first..]),
            None => {}
        }
        first = second;
        position += 1;
    }
    position
}

fn word(word: &str, mode: Mode, position: u32, lower: &mut String, emit: &mut impl FnMut(u32, &str)) {
    if utf16_longer(word, MAX_TOKEN_UNITS) {
        return;
    }
    if mode == Mode::Index && word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) {
        return parted(word, position, lower, emit);
    }
    lower_case(word, lower);
    emit(position, &fold(lower));
}

/// A word with a capital inside it: itself, and the parts of it that are other words.
fn parted(word: &str, position: u32, lower: &mut String, emit: &mut impl FnMut(u32, &str)) {
    lower_case(word, lower);
    if word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return emit(position, &fold_letters(lower));
    }
    let whole = fold(lower).into_owned();
    emit(position, &whole);
    let mut said = vec![whole];
    for part in camel_parts(word) {
        lower_case(part, lower);
        let part = fold(lower);
        if said.iter().all(|other| *other != part) {
            emit(position, &part);
            said.push(part.into_owned());
        }
    }
}

fn utf16_longer(word: &str, units: usize) -> bool {
    word.len() > units && word.encode_utf16().nth(units).is_some()
}

fn lower_case(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
    } else {
        // Final sigma depends on its neighbours; both forms are one letter here.
        out.extend(word.to_lowercase().chars().map(|c| if c == 'ς' { 'σ' } else { c }));
    }
}

/// The parts of a camelCase word; the word alone if it has none. A part starts at an ASCII capital that
/// follows a small letter or digit, or that is followed by a small letter (`HTTPServer` → `HTTP` `Server`).
fn camel_parts(word: &str) -> Vec<&str> {
    let bytes = word.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let before = bytes[at - 1];
        let after_small = before.is_ascii_lowercase() || before.is_ascii_digit();
        let opens_word = before.is_ascii_uppercase() && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if bytes[at].is_ascii_uppercase() && (after_small || opens_word) {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// The stretches of a text that are words, without those of Chinese, Japanese and Korean.
pub fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let in_word = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(in_word)?;
        at = text[start..].find(|c| !in_word(c)).map_or(text.len(), |end| start + end);
        Some(start..at)
    })
}

/// The word, or the part of a camelCase word, that a token stands for.
pub fn written<'a>(word: &'a str, token: &str) -> Option<&'a str> {
    let mut lower = String::new();
    std::iter::once(word).chain(camel_parts(word)).find(|part| {
        lower_case(part, &mut lower);
        fold(&lower) == token
    })
}

/// Folds the plural of an ASCII word of four letters or more.
fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) { fold_letters(word) } else { Cow::Borrowed(word) }
}

/// As [`fold`], of a word of small letters.
fn fold_letters(word: &str) -> Cow<'_, str> {
    let n = word.len();
    // All that is folded ends in `s` or `e`.
    if n < 4 || !word.ends_with(['s', 'e']) {
        return Cow::Borrowed(word);
    }
    if n > 4
        && let Some(stem) = word.strip_suffix("ies").or_else(|| word.strip_suffix("ie"))
    {
        return Cow::Owned(format!("{stem}y"));
    }
    let mut stem = word;
    if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        stem = &word[..n - 1];
    }
    if stem.len() > 3 && ["se", "xe", "ze", "che", "she"].iter().any(|end| stem.ends_with(end)) {
        stem = &stem[..stem.len() - 1];
    }
    Cow::Borrowed(stem)
}

/// The last token of a query word before plurals were folded, for looking up longer words that begin with
/// it; `None` if there is no token or it was dropped.
pub fn last_unfolded(word: &str) -> Option<String> {
    let text = normalize(word);
    let end = text.char_indices().rev().find(|(_, c)| is_cjk(*c) || c.is_alphanumeric()).map(|(at, c)| at + c.len_utf8())?;
    let cjk = text[..end].chars().next_back().is_some_and(is_cjk);
    let in_run = |c: char| if cjk { is_cjk(c) } else { c.is_alphanumeric() && !is_cjk(c) };
    let start = text[..end].char_indices().rev().take_while(|(_, c)| in_run(*c)).last().map_or(end, |(at, _)| at);
    let run = &text[start..end];
    if cjk {
        let last_pair = run.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
        return Some(run[last_pair..].to_owned());
    }
    if utf16_longer(run, MAX_TOKEN_UNITS) {
        return None;
    }
    let mut lower = String::new();
    lower_case(run, &mut lower);
    Some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, mode: Mode) -> String {
        tokenize(text, mode).iter().map(|token| format!("{}:{}", token.position, token.text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn camel_case_stands_whole_and_in_parts_at_one_place() {
        assert_eq!(tokens("a addNewPlan b", Mode::Index), "0:a 1:addnewplan 1:add 1:new 1:plan 2:b");
        assert_eq!(tokens("addNewPlan", Mode::Query), "0:addnewplan");
        assert_eq!(tokens("HTTPServer2Go v2 GitHub", Mode::Index), "0:httpserver2go 0:http 0:server2 0:go 1:v2 2:github 2:git 2:hub");
    }

    #[test]
    fn cjk_runs_take_one_place_a_sign() {
        assert_eq!(tokens("搜索页x", Mode::Index), "0:搜索 1:索页 2:页 3:x");
        assert_eq!(tokens("搜索页x", Mode::Query), "0:搜索 1:索页 3:x");
        assert_eq!(tokens("검색", Mode::Query), "0:검색");
    }

    #[test]
    fn plurals_fold_and_other_words_do_not() {
        assert_eq!(
            tokens("queries query caches cache status class uses", Mode::Query),
            "0:query 1:query 2:cach 3:cach 4:status 5:class 6:use"
        );
    }

    #[test]
    fn the_unfolded_last_word_is_kept_for_prefixes() {
        assert_eq!(last_unfolded("src/Caches!").as_deref(), Some("caches"));
        assert_eq!(last_unfolded("a搜索页").as_deref(), Some("索页"));
        assert_eq!(last_unfolded("页").as_deref(), Some("页"));
        assert_eq!(last_unfolded("->"), None);
    }
}
