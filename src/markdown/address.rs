//! What may be a link: the schemes let through, and addresses standing bare in prose.
//! Knows nothing of pages: where a local address leads is the resolver's to say.

use std::ops::Range;

/// Bytes of the longest bare address; the rest of a longer one is text.
const LONGEST: usize = 2048;

/// What kind of address a destination is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `http`, `https` or `mailto`.
    Web,
    /// No scheme: a path, a fragment, a name.
    Local,
    /// Any other scheme; never a link.
    Barred,
}

/// Sorts an address by its scheme as a browser would read it: leading controls and blanks skipped,
/// tabs and line ends inside it ignored.
pub(super) fn kind(address: &str) -> Kind {
    let mut scheme = String::new();
    for c in address.trim_start_matches(|c: char| c <= ' ').chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            ':' => {
                let is_web = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
                return if is_web { Kind::Web } else { Kind::Barred };
            }
            'a'..='z' | 'A'..='Z' => scheme.push(c),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(c),
            _ => return Kind::Local,
        }
    }
    Kind::Local
}

/// Whether a link leaves the site.
pub(super) fn is_external(href: &str) -> bool {
    kind(href) != Kind::Local || href.trim_start().starts_with("//") || href.trim_start().starts_with("\\")
}

/// Bare addresses in prose: `http://…`, `https://…` and `www.…`, sorted and disjoint.
pub(super) fn bare(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some((start, head)) = next_start(text, from) {
        from = start + head;
        if !stands_free(&text[..start]) || !is_host_start(&text[from..]) {
            continue;
        }
        let end = start + length(&text[start..]);
        if end > from {
            found.push(start..end);
            from = end;
        }
    }
    found
}

/// The next place an address may begin, with the length of its `https://` or `www.`.
fn next_start(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b':', b'.', bytes.get(from..)?).find_map(|at| {
        let at = at + from;
        let before = &bytes[from..at];
        if bytes[at] == b'.' {
            return before.ends_with(b"www").then(|| (at - 3, 4));
        }
        if !bytes[at..].starts_with(b"://") {
            return None;
        }
        ["https", "http"].iter().find(|scheme| before.ends_with(scheme.as_bytes())).map(|scheme| (at - scheme.len(), scheme.len() + 3))
    })
}

fn stands_free(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | '@' | '=')))
}

fn is_host_start(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[')
}

/// How much of `text`, which begins with an address, belongs to it: up to a blank, a quote or the
/// punctuation of East Asian prose, without closing punctuation and brackets that nothing opened.
fn length(text: &str) -> usize {
    let is_end = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\u{2018}'..='\u{201f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
    };
    let text = text.get(..LONGEST.min(text.len())).unwrap_or_else(|| cut_short(text));
    let mut length = text.find(is_end).unwrap_or(text.len());
    while let Some(last) = text[..length].chars().next_back() {
        let inside = &text[..length];
        let unopened = |open: char, close: char| last == close && inside.matches(close).count() > inside.matches(open).count();
        let is_tail = matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '\\');
        if !(is_tail || unopened('(', ')') || unopened('[', ']') || unopened('{', '}')) {
            break;
        }
        length -= last.len_utf8();
    }
    length
}

fn cut_short(text: &str) -> &str {
    (0..LONGEST).rev().find_map(|end| text.get(..end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_schemes_pass() {
        for barred in ["javascript:alert(1)", " JaVa\nScript:x", "\u{1}data:text/html,x", "vbscript:x", "file:///etc/passwd", "C:\\x"] {
            assert_eq!(kind(barred), Kind::Barred, "{barred:?}");
        }
        for web in ["https://a.b", "HTTP://a", "mailto:a@b"] {
            assert_eq!(kind(web), Kind::Web, "{web:?}");
        }
        for local in ["a/b.md", "#x:y", "?a:b", "/a:b", "", "a b:c"] {
            assert_eq!(kind(local), Kind::Local, "{local:?}");
        }
    }

    #[test]
    fn bare_addresses_end_where_the_sentence_goes_on() {
        let found = |text: &'static str| bare(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(
            found("see https://a.b/c_d?e=f#g, (http://x.y/z(1)) and www.q.org."),
            ["https://a.b/c_d?e=f#g", "http://x.y/z(1)", "www.q.org"]
        );
        assert_eq!(found("参见https://a.b/c。然后"), ["https://a.b/c"]);
        assert_eq!(found("xhttps:// http://, ://a awww.b https://"), Vec::<&str>::new());
    }
}
