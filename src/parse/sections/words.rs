//! A heading's words without what dresses them: numbers, emoji, brackets and what follows a dash. Must never know
//! what a heading is for.

use crate::text::is_alphanumeric;

/// A heading cut down to the words that say what it is for: lower case, `and` for `&`, `+` and `/`, hyphens as spaces,
/// without numbering, emoji, trailing brackets, colon, or a suffix after a dash.
pub fn normal(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len() + 8);
    normal_into(heading, &mut out);
    out
}

/// As [`normal`], in place of what `out` held.
pub fn normal_into(heading: &str, out: &mut String) {
    out.clear();
    if is_plain(heading) {
        out.push_str(heading);
        out.make_ascii_lowercase();
    } else if heading.is_ascii() {
        push_ascii(heading, out);
    } else {
        push_any(heading, out);
    }
    cut_article(out);
}

/// Adds the words of a heading.
fn push_any(heading: &str, out: &mut String) {
    let mut text = heading.trim();
    loop {
        let before = text;
        text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '.' | '。' | '*' | '_' | '#' | '!' | '…'));
        text = strip_brackets(text);
        if text == before {
            break;
        }
    }
    let text = strip_number(text.trim_start_matches(|c: char| !is_alphanumeric(c)));
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            ' ' => push_word(out, ""),
            c if c.is_ascii() => push_normal(out, c),
            c if is_alphanumeric(c) => c.to_lowercase().for_each(|c| push_normal(out, c)),
            c => push_normal(out, c),
        }
    }
    out.truncate(out.trim_end().len());
}

/// As [`push_any`], for a heading of ASCII characters.
fn push_ascii(heading: &str, out: &mut String) {
    let is_end = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ' | b':' | b'.' | b'*' | b'_' | b'#' | b'!');
    let mut text = heading;
    loop {
        let kept = text.bytes().rposition(|byte| !is_end(byte)).map_or(0, |at| at + 1);
        text = &text[..kept];
        let open = if text.ends_with([')', ']']) { strip_brackets(text) } else { text };
        if open.len() == text.len() {
            break;
        }
        text = open;
    }
    text = &text[text.bytes().position(|byte| byte.is_ascii_alphanumeric()).unwrap_or(text.len())..];
    let may_count = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || word.ends_with(['.', ')', ':']);
    if may_count(&text[..memchr::memchr(b' ', text.as_bytes()).unwrap_or(text.len())]) {
        text = strip_number(text);
    }
    let mut rest = text;
    while !rest.is_empty() {
        let n_letters = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        out.push_str(&rest[..n_letters]);
        let Some(sign) = rest.as_bytes().get(n_letters) else { break };
        rest = &rest[n_letters + 1..];
        if matches!(sign, b'\'' | b'`' | b'*') {
            continue;
        }
        if out.bytes().next_back().is_some_and(|last| last != b' ') {
            out.push(' ');
        }
        if matches!(sign, b'&' | b'/' | b'+') && !out.is_empty() {
            out.push_str("and ");
        }
    }
    out.truncate(out.trim_ascii_end().len());
    out.make_ascii_lowercase();
}

/// Whether a heading is nothing but English words and numbers, a word first, one space between each two.
fn is_plain(heading: &str) -> bool {
    let bytes = heading.as_bytes();
    let is_odd = |byte: u8, next: u8| {
        let is_space = byte == b' ';
        u8::from(!(byte.is_ascii_alphanumeric() | is_space)) | u8::from(is_space & (next == b' '))
    };
    let ends = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.last().is_some_and(u8::is_ascii_alphanumeric);
    ends && bytes.iter().zip(&bytes[1..]).fold(0, |odd, (byte, next)| odd | is_odd(*byte, *next)) == 0
}

/// Takes away the article that words begin with.
fn cut_article(name: &mut String) {
    if name.starts_with("the ") {
        name.truncate(name.strip_suffix(" and").unwrap_or(name).len());
        // Nothing is left of `The &` but the article.
        name.drain(..name.len().min(4));
    }
}

/// Adds a lower-case character that is no small letter, digit or space of ASCII, as [`normal`] writes it.
fn push_normal(out: &mut String, c: char) {
    match c {
        '&' | '/' | '+' | '＆' | '／' => push_word(out, "and"),
        '\'' | '’' | '`' | '*' => {}
        c if is_alphanumeric(c) => out.push(c),
        // Combining marks and the like belong to the letter before them.
        c if !c.is_ascii() && !c.is_whitespace() && !is_sign(c) => out.push(c),
        _ => push_word(out, ""),
    }
}

fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
    if !word.is_empty() && !out.is_empty() {
        out.push_str(word);
        out.push(' ');
    }
}

/// Signs, dashes and emoji: neither letters nor parts of letters.
fn is_sign(c: char) -> bool {
    matches!(c as u32, 0x2000..=0x2BFF | 0x3000..=0x3020 | 0xFE00..=0xFE0F | 0xFF00..=0xFF0F | 0xFF1A..=0xFF20 | 0x1F000..=0x1FAFF | 0xB7 | 0xAB | 0xBB)
}

fn strip_brackets(text: &str) -> &str {
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        if let Some(inner) = text.strip_suffix(close)
            && let Some(at) = inner.rfind(open)
            && !inner[..at].trim().is_empty()
        {
            return inner[..at].trim_end();
        }
    }
    text
}

/// `3.`, `3.2`, `3)`, `IV.`, `A.`, `§3`, `一、`.
fn strip_number(text: &str) -> &str {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if digits.len() < text.len() {
        let rest = digits.trim_start_matches([')', ':', ' ', '-', '—', '–', '、', '．', '\u{fe0f}', '\u{20e3}']);
        return if rest.is_empty() { text } else { rest };
    }
    let first = text.split([' ', '、']).next().unwrap_or("");
    let mark = first.trim_end_matches(['.', ')', ':']);
    let is_mark = mark.len() < first.len()
        && (mark.chars().count() == 1 || mark.chars().all(|c| matches!(c, 'I' | 'V' | 'X')))
        && mark.chars().all(|c| c.is_ascii_uppercase());
    if is_mark {
        return text[first.len()..].trim_start();
    }
    if let Some((mark, rest)) = text.split_once('、')
        && mark.chars().all(|c| "一二三四五六七八九十".contains(c))
    {
        return rest;
    }
    text
}
