//! Markdown marks off, words kept: the running text that is searched and shown as an excerpt. Line by line
//! and forgiving; it must never try to understand structure (that is `parse`).

/// The running text of a stretch of Markdown: marks, fence lines, comments and link destinations dropped,
/// code kept, white space collapsed except for one `\n` between source lines. With it, for each line, the
/// offset there and the offset of the line it comes from.
pub fn plain(markdown: &str) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(markdown.len());
    let mut marks = Vec::new();
    let mut fence: Option<&str> = None;
    let mut comment = false;
    for line in markdown.lines() {
        let start = out.len();
        let trimmed = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), _) if trimmed.starts_with(open) => fence = None,
            (Some(_), _) => push_words(trimmed, &mut out),
            (None, None) => prose_line(trimmed, &mut comment, &mut out),
        }
        if out.len() > start {
            marks.push((start, line.as_ptr() as usize - markdown.as_ptr() as usize));
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    (out, marks)
}

/// What a byte may be in running text.
const WORD: u8 = 0;
const SPACE: u8 = 1;
const BLANK: u8 = 2;
/// The first byte of a character that may be white space.
const UNSURE: u8 = 3;

static KIND: [u8; 256] = {
    let mut kind = [WORD; 256];
    kind[b' ' as usize] = SPACE;
    let mut blank = 0x09;
    while blank <= 0x0d {
        kind[blank] = BLANK;
        blank += 1;
    }
    // No other white space begins with another byte.
    (kind[0xc2], kind[0xe1], kind[0xe2], kind[0xe3]) = (UNSURE, UNSURE, UNSURE, UNSURE);
    kind
};

/// Adds the words of a text, one blank between them and before the first, unless a line begins with that. Looks at
/// bytes, and copies whole stretches of words that stand so already.
pub fn push_words(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let kind = |at: usize| bytes.get(at).map_or(BLANK, |byte| KIND[usize::from(*byte)]);
    let blank = |at: usize| text[at..].chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
    let mut at = 0;
    while at < bytes.len() {
        let skipped = if kind(at) == WORD { 0 } else { blank(at) };
        if skipped > 0 {
            at += skipped;
            continue;
        }
        let start = at;
        at += 1;
        loop {
            match kind(at) {
                WORD => at += 1,
                SPACE if kind(at + 1) == WORD => at += 2,
                UNSURE if blank(at) == 0 => at += 1,
                _ => break,
            }
        }
        if !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        out.push_str(&text[start..at]);
    }
}

fn prose_line(line: &str, comment: &mut bool, out: &mut String) {
    let is_rule = !line.is_empty() && line.bytes().all(|byte| matches!(byte, b'|' | b':' | b'-' | b'=' | b'_' | b'*' | b' '));
    if !is_rule {
        push_words(&inline(lead(line), comment), out);
    }
}

/// Drops what a line starts with: quote and heading marks, bullets, numbers, boxes.
fn lead(mut line: &str) -> &str {
    loop {
        let rest = line.trim_start_matches(['>', ' ', '\t']);
        let rest = rest.trim_start_matches('#').trim_start();
        let rest = ["- ", "* ", "+ "].iter().find_map(|bullet| rest.strip_prefix(bullet)).unwrap_or(rest);
        let rest = ["[ ] ", "[x] ", "[X] ", "[-] ", "[~] "].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
        if rest.len() == line.len() {
            return line;
        }
        line = rest;
    }
}

/// Drops inline marks: emphasis, back ticks, table bars, tags, comments, link destinations.
fn inline(line: &str, comment: &mut bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    while let Some(c) = rest.chars().next() {
        if *comment {
            match rest.find("-->") {
                Some(end) => (rest, *comment) = (&rest[end + 3..], false),
                None => return out,
            }
            continue;
        }
        let n_words =
            rest.bytes().position(|byte| byte == b'`' || !code && matches!(byte, b'<' | b'*' | b'!' | b'[' | b']' | b'|' | b'\\'));
        if n_words != Some(0) {
            let (words, after) = rest.split_at(n_words.unwrap_or(rest.len()));
            out.push_str(words);
            rest = after;
            continue;
        }
        let skipped = match c {
            '`' => {
                code = !code;
                1
            }
            _ if code => 0,
            '<' if rest.starts_with("<!--") => {
                *comment = true;
                4
            }
            '<' => tag_length(rest),
            '*' if !(out.ends_with(' ') && rest[1..].starts_with(' ')) => 1,
            '!' if rest.starts_with("![") => 1,
            '[' if link(rest).is_some() => 1,
            ']' if rest.starts_with("](") => rest.find(')').map_or(0, |end| end + 1),
            '|' => {
                out.push_str(" · ");
                1
            }
            '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                out.push_str(&rest[1..2]);
                2
            }
            _ => 0,
        };
        if skipped == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            rest = &rest[skipped..];
        }
    }
    let table = out.trim().trim_start_matches("· ").trim_end_matches(" ·");
    if table.len() == out.len() { out } else { table.to_owned() }
}

/// Whether a `[` opens an inline link.
fn link(rest: &str) -> Option<usize> {
    let close = rest.find("](")?;
    rest[1..close].find(['[', ']']).is_none().then_some(close)
}

const TAGS: &[&str] = &[
    "a", "b", "br", "code", "dd", "details", "div", "dl", "dt", "em", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
];

/// The length of an HTML tag of the common kind at the start of `rest`, or 0.
fn tag_length(rest: &str) -> usize {
    let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let known = TAGS.binary_search(&name[..end].to_ascii_lowercase().as_str()).is_ok();
    if known { rest.find('>').map_or(0, |close| close + 1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_are_those_between_white_space() {
        let texts = [
            "",
            " ",
            "a",
            " a  b ",
            "a\u{a0}b\u{3000}c",
            "— a … é\u{2009}ß\tx\n\ny",
            "あ\u{85}ᚠ\u{1680}\u{2028}字 \u{e9}",
            "a  ",
            "\u{2003}",
        ];
        for text in texts {
            let mut out = String::new();
            super::push_words(text, &mut out);
            assert_eq!(out, text.split_whitespace().collect::<Vec<_>>().join(" "), "{text:?}");
        }
    }

    #[test]
    fn marks_go_and_words_stay() {
        let text = "## Why\n\n- [x] **Use** [tantivy](https://x.y/z) for `a_b::c`<br> 2 * 3\n> quoted \\*star\\*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        assert_eq!(plain(text).0, "Why\nUse tantivy for a_b::c 2 * 3\nquoted *star*\na · b\n1 · 2");
    }

    #[test]
    fn code_is_kept_and_comments_are_not() {
        assert_eq!(plain("```rust\nfn a<T>() {}\n```\nb <!-- c\nd --> e\n").0, "fn a<T>() {}\nb\ne");
        assert_eq!(plain("Option<Self> `|` 计划").0, "Option<Self> | 计划");
    }
}
