//! Inline Markdown by hand: words without their marks, and the label a stretch of words begins with.
//! Works on bytes of one leaf (a heading, a paragraph, a cell); must never know what a record is.

use std::borrow::Cow;

use crate::text::{Span, find_by_pair};

/// `markdown` as plain text: emphasis and link marks stripped, code and link text kept, comments and line
/// marks of quotes dropped, white space folded. Good for any stretch of inline text, several lines included.
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    plain_into(markdown, &mut out);
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// As [`plain`], without a copy where the words have no marks, or stand whole in bold ones.
pub fn plain_words(markdown: &str) -> Cow<'_, str> {
    let bare = markdown.strip_prefix("**").unwrap_or(markdown);
    let bare = bare.strip_suffix("**").unwrap_or(bare);
    let bytes = bare.as_bytes();
    let is_plain = |at: usize| match bytes[at] {
        b' ' => at > 0 && bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii_whitespace()),
        byte => SPECIAL[usize::from(byte)] == 0,
    };
    if !bytes.is_empty() && (0..bytes.len()).all(is_plain) { Cow::Borrowed(bare) } else { Cow::Owned(plain(markdown)) }
}

fn plain_into(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = at + run_of_words(&bytes[at..]);
        out.push_str(text.get(at..run).unwrap_or(""));
        at = run;
        if at < bytes.len() {
            at = special(text, at, out);
        }
    }
}

/// How many bytes of plain words stand at the start of `bytes`: up to a mark, a space at the very start, or the
/// second of two spaces.
fn run_of_words(bytes: &[u8]) -> usize {
    if bytes.first().is_none_or(|first| SPECIAL[usize::from(*first)] != 0) {
        return 0;
    }
    find_by_pair(bytes, 1, ends_run).unwrap_or(bytes.len())
}

/// Whether a run of words ends at a byte, by the one before it: wherever [`SPECIAL`] says so, and at a few other signs of
/// ASCII that stand for themselves. It takes few steps, for it is told of many bytes at once.
fn ends_run(before: u8, byte: u8) -> u8 {
    let is = |mark: u8| u8::from(byte == mark);
    let in_brackets = u8::from(byte.wrapping_sub(b'[') <= b'`' - b'[');
    let in_lines = u8::from(byte <= b'\r');
    in_brackets | in_lines | is(b'*') | is(b'~') | is(b'!') | is(b'<') | is(b'&') | is(b' ') & u8::from(before == b' ')
}

const MARK: u8 = 1;
const SPACE: u8 = 2;

/// Bytes that may be marks or white space ([`MARK`]), and the space ([`SPACE`]).
static SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut index = 0;
    let bytes = b"\t\n\r\\`*_~[]!<&";
    while index < bytes.len() {
        special[bytes[index] as usize] = MARK;
        index += 1;
    }
    special[b' ' as usize] = SPACE;
    special
};

/// Handles the byte at `at`, which may be a mark, and returns where to go on.
fn special(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    match bytes[at] {
        b' ' | b'\t' | b'\n' | b'\r' => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            at + 1 + bytes[at + 1..].iter().take_while(is_space).count()
        }
        b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
            out.push(bytes[at + 1] as char);
            at + 2
        }
        b'\\' if matches!(bytes.get(at + 1), Some(b'\n')) => at + 1,
        b'`' => code_span(text, at, out),
        b'*' => {
            let spaced = before(bytes, at).is_none_or(|b| b.is_ascii_whitespace()) && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
            if spaced || is_lone_star(bytes, at) {
                out.push('*');
            }
            at + 1
        }
        b'_' => {
            let end = at + bytes[at..].iter().take_while(|b| **b == b'_').count();
            let open = before_char(text, at).is_none_or(|c| !c.is_alphanumeric());
            let close = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            // `agent_*` is a pattern.
            let before_star = !open && bytes.get(end) == Some(&b'*') && is_lone_star(bytes, end);
            if !(open || close) || before_star {
                out.push_str(&text[at..end]);
            }
            end
        }
        b'~' => {
            let end = at + bytes[at..].iter().take_while(|b| **b == b'~').count();
            if end - at != 2 {
                out.push_str(&text[at..end]);
            }
            end
        }
        b'!' if bytes.get(at + 1) == Some(&b'[') && link(text, at + 1).is_some() => at + 1,
        b'[' => bracket(text, at, out),
        b'<' => angle(text, at, out),
        b'&' => entity(text, at, out),
        byte => {
            out.push(byte as char);
            at + 1
        }
    }
}

/// Whether the star at `at` opens and closes nothing: `A* search`, `127.*`. Stars side by side may have lost their
/// others where words were cut. Looks no further than 2,000 bytes.
fn is_lone_star(bytes: &[u8], at: usize) -> bool {
    let is_star = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'*');
    let is_space = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace);
    if is_star(at.checked_sub(1)) || is_star(Some(at + 1)) {
        return false;
    }
    let (opens, closes) = (!is_space(Some(at + 1)), !is_space(at.checked_sub(1)));
    let (from, to) = (at.saturating_sub(2_000), bytes.len().min(at + 2_000));
    let closed = || memchr::memchr_iter(b'*', &bytes[at + 1..to]).any(|n| !is_space(Some(at + n)));
    let opened = || memchr::memchr_iter(b'*', &bytes[from..at]).any(|n| !is_space(Some(from + n + 1)));
    !(opens && closed() || closes && opened())
}

fn before(bytes: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).map(|i| bytes[i])
}

fn before_char(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn code_span(text: &str, at: usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let ticks = bytes[at..].iter().take_while(|b| **b == b'`').count();
    let mut from = at + ticks;
    while let Some(n) = memchr::memchr(b'`', &bytes[from..]) {
        let close = from + n;
        let run = bytes[close..].iter().take_while(|b| **b == b'`').count();
        if run == ticks {
            let code = &text[at + ticks..close];
            let code = if code.starts_with(' ') || code.ends_with(' ') { code.trim_matches(' ') } else { code };
            if is_one_line(code.as_bytes()) {
                out.push_str(code);
                return close + run;
            }
            for c in code.chars() {
                match c {
                    '\n' | '\r' | '\t' | ' ' if out.ends_with(' ') => {}
                    '\n' | '\r' | '\t' => out.push(' '),
                    c => out.push(c),
                }
            }
            return close + run;
        }
        from = close + run;
    }
    at + ticks
}

/// Whether code has no line ends, tabs and spaces that stand together.
fn is_one_line(code: &[u8]) -> bool {
    // Most hold no white space at all.
    if code.iter().fold(0, |any, byte| any | u8::from(*byte <= b' ')) == 0 {
        return true;
    }
    let (_, odd) = code.iter().fold((0, false), |(before, odd), byte| (*byte, odd | (*byte < b' ') | (*byte == b' ' && before == b' ')));
    !odd
}

/// Where the link that begins with the `[` at `open` has its text's end and its own end, if it is one.
fn link(text: &str, open: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let close = closing(bytes, open, b'[', b']')?;
    match bytes.get(close + 1) {
        Some(b'(') => closing(bytes, close + 1, b'(', b')').map(|end| (close, end + 1)),
        Some(b'[') => closing(bytes, close + 1, b'[', b']').map(|end| (close, end + 1)),
        _ => None,
    }
}

/// The index of the bracket that closes the one at `open`; code spans and escapes are stepped over.
/// Looks no further than 4,000 bytes, so that text full of open brackets stays linear.
fn closing(bytes: &[u8], open: usize, left: u8, right: u8) -> Option<usize> {
    let mut depth = 0;
    let mut at = open;
    let stop = bytes.len().min(open + 4_000);
    while at < stop {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                let rest = &bytes[at + 1..stop];
                match memchr::memchr(b'`', rest) {
                    Some(n) => at += n + 1,
                    None => return None,
                }
            }
            b if b == left => depth += 1,
            b if b == right => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn bracket(text: &str, at: usize, out: &mut String) -> usize {
    if text[at..].starts_with("[^")
        && let Some(end) = closing(text.as_bytes(), at, b'[', b']')
    {
        return end + 1;
    }
    match link(text, at) {
        Some((close, end)) => {
            plain_into(&text[at + 1..close], out);
            end
        }
        None => {
            out.push('[');
            at + 1
        }
    }
}

fn angle(text: &str, at: usize, out: &mut String) -> usize {
    let rest = &text[at..];
    if let Some(comment) = rest.strip_prefix("<!--")
        && let Some(n) = comment.find("-->")
    {
        return at + 4 + n + 3;
    }
    let Some(end) = memchr::memchr(b'>', &rest.as_bytes()[..rest.len().min(500)]) else {
        out.push('<');
        return at + 1;
    };
    let inside = &rest[1..end];
    if inside.starts_with("http://") || inside.starts_with("https://") || inside.starts_with("mailto:") {
        out.push_str(inside);
        return at + end + 1;
    }
    let name = inside.trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    if KNOWN_TAGS.contains(&name.to_ascii_lowercase().as_str()) {
        if name.eq_ignore_ascii_case("br") && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        return at + end + 1;
    }
    out.push('<');
    at + 1
}

/// Tags that are marks; any other `<word>` is text the author meant to be read.
const KNOWN_TAGS: &[&str] = &[
    "a", "b", "br", "code", "del", "details", "div", "em", "i", "ins", "kbd", "mark", "p", "s", "small", "span", "strong", "sub",
    "summary", "sup", "u",
];

fn entity(text: &str, at: usize, out: &mut String) -> usize {
    const ENTITIES: &[(&str, &str)] = &[
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&rarr;", "→"),
        ("&mdash;", "—"),
    ];
    for (name, value) in ENTITIES {
        if text[at..].starts_with(name) {
            out.push_str(value);
            return at + name.len();
        }
    }
    out.push('&');
    at + 1
}

/// Bytes that may stand around words without being words: white space and emphasis marks.
fn is_mark(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'*' | b'_')
}

/// `span` of `text` without white space and, where they enclose nothing else, emphasis marks at its ends.
pub fn trim(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let bytes = words.as_bytes();
    let is_word = |byte: &u8| !matches!(byte, b'\t'..=b'\r' | b' ');
    if let (Some(first), Some(last)) = (bytes.iter().position(is_word), bytes.iter().rposition(is_word))
        && bytes[first] < 0x80
        && bytes[last] < 0x80
    {
        return Span::new(span.start as usize + first, span.start as usize + last + 1);
    }
    let start = span.start as usize + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    Span::new(start, end.max(start))
}

/// How many times a sign stands doubled.
fn n_doubled(words: &str, sign: u8) -> usize {
    let mut rest = words.as_bytes();
    let mut n = 0;
    while let Some(at) = memchr::memchr(sign, rest) {
        let doubled = rest.get(at + 1) == Some(&sign);
        n += usize::from(doubled);
        rest = &rest[at + 1 + usize::from(doubled)..];
    }
    n
}

/// The label that words begin with (`**Rationale:** because`, `Date/Author: …`, `决策：…`) and the span of the
/// words after it. A label ends in `:` or `：` outside code, within the first line and 60 characters, and is
/// followed by white space, a mark or nothing (so `src/a:12` and `https://` are none).
pub fn label(text: &str, span: Span) -> Option<(Cow<'_, str>, Span)> {
    let words = span.of(text);
    // No label has more than 80 characters, its marks included.
    let head = &words.as_bytes()[..words.len().min(80 * 4)];
    for at in memchr::memchr3_iter(b':', 0xEF, b'\n', head) {
        let (n_bytes, ends) = match head[at] {
            b'\n' => return None,
            b':' => (1, words.as_bytes().get(at + 1).is_none_or(|b| is_mark(*b) || *b >= 0x80 || *b == b'`')),
            _ => ('：'.len_utf8(), words[at..].starts_with('：')),
        };
        if !ends || head[..at].iter().filter(|byte| **byte == b'`').count() % 2 == 1 {
            continue;
        }
        if at >= 80 && words[..at].chars().count() >= 80 {
            return None;
        }
        let after = at + n_bytes;
        let name = plain_words(&words[..at]);
        if name.is_empty() || name.len() > 60 && name.chars().count() > 60 {
            return None;
        }
        // Marks that close right after the colon belong to the label: `**Label:** words`.
        let marked = memchr::memchr2(b'*', b'_', &words.as_bytes()[..at]).is_some();
        let opened = marked && (n_doubled(&words[..at], b'*') % 2 == 1 || n_doubled(&words[..at], b'_') % 2 == 1);
        let single = marked && !opened && (words[..at].matches(['*', '_']).count() % 2 == 1);
        let mut rest = after;
        if opened && (words[rest..].starts_with("**") || words[rest..].starts_with("__")) {
            rest += 2;
        } else if single && words[rest..].starts_with(['*', '_']) {
            rest += 1;
        }
        return Some((name, trim(text, Span::new(span.start as usize + rest, span.end as usize))));
    }
    None
}

/// The bytes of `line` from the first non-space on, for lines of an item that carry labels of their own
/// (`Decision: …` / `Rationale: …` on following lines): one trimmed span a line.
pub fn lines(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let words = span.of(text).as_bytes();
    let mut from = 0;
    for end in memchr::memchr_iter(b'\n', words).chain([words.len()]) {
        let trimmed = trim(text, Span::new(span.start as usize + from, span.start as usize + end));
        if trimmed.start < trimmed.end {
            out.push(trimmed);
        }
        from = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (markdown, text) in [
            ("**Bold** and *it* and `co de`", "Bold and it and co de"),
            ("see [the *plan*](a_(b).md) and ![shot](x.png)", "see the plan and shot"),
            ("snake_case_name and _emphasis_ and __init__", "snake_case_name and emphasis and init"),
            ("a\n  b\t c", "a b c"),
            ("~~gone~~ `**kept**` \\*star\\*", "gone **kept** *star*"),
            ("<Placeholder> x<br>y <!-- no --> 1 < 2 &amp; 3", "<Placeholder> x y 1 < 2 & 3"),
            ("[D-1] not a link[^1]", "[D-1] not a link"),
            ("a * b", "a * b"),
            ("`auval -v aumu SynA PkRx` passed against", "auval -v aumu SynA PkRx passed against"),
        ] {
            assert_eq!(plain(markdown), text);
        }
    }

    #[test]
    fn runs_of_words_end_at_special_bytes() {
        for byte in 0..=u8::MAX {
            let class = SPECIAL[usize::from(byte)];
            assert!(class & MARK == 0 || ends_run(b'a', byte) != 0, "{byte}");
            assert!(class & SPACE == 0 || ends_run(b' ', byte) != 0 && ends_run(b'a', byte) == 0, "{byte}");
            assert!(byte < 0x80 && !byte.is_ascii_alphanumeric() || ends_run(b' ', byte) == 0, "{byte}");
        }
        for n in 0..40 {
            let words = "a".repeat(n);
            assert_eq!(run_of_words(format!("{words}*").as_bytes()), n);
            assert_eq!(run_of_words(format!("{words}b  c").as_bytes()), n + 2);
        }
    }

    #[test]
    fn labels_end_at_their_colon() {
        let check =
            |words: &str| label(words, Span::new(0, words.len())).map(|(name, rest)| (name.into_owned(), rest.of(words).to_owned()));
        let some = |name: &str, rest: &str| Some((name.to_owned(), rest.to_owned()));
        assert_eq!(check("**Rationale:** because"), some("Rationale", "because"));
        assert_eq!(check("**Rationale**: because"), some("Rationale", "because"));
        assert_eq!(check("Date/Author: 2026-01-01 / me"), some("Date/Author", "2026-01-01 / me"));
        assert_eq!(check("决策：用它"), some("决策", "用它"));
        assert_eq!(check("see `a: b` there"), None);
        assert_eq!(check("see https://x.y"), None);
    }
}
