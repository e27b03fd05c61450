//! Lines that hold nothing but a tag of no element of HTML, opened and closed again further on: `<decisions>` above
//! `## Decisions`. Their authors part a plan for a program; Markdown takes all up to the next blank line for HTML, headings
//! too. Must never know what a tag is about.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// `text` with these lines blank, byte for byte as long, so that every place holds.
pub fn blanked(text: &str) -> Cow<'_, str> {
    // Nearly no text closes one.
    if memchr::memmem::find(text.as_bytes(), b"\n</").is_none() {
        return Cow::Borrowed(text);
    }
    let lines = lines(text);
    let names = |closes: bool| lines.iter().filter(|line| line.closes == closes).map(|line| line.name).collect::<BTreeSet<_>>();
    let (opened, closed) = (names(false), names(true));
    let is_pair = |line: &&Line<'_>| opened.contains(line.name) && closed.contains(line.name);
    let pairs: Vec<&Line<'_>> = lines.iter().filter(is_pair).collect();
    if pairs.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in pairs {
        out.push_str(&text[out.len()..line.start]);
        out.extend(std::iter::repeat_n(' ', line.end - line.start));
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

/// A line that is a tag.
struct Line<'a> {
    name: &'a str,
    closes: bool,
    start: usize,
    end: usize,
}

/// Every line outside of fences that is a tag of no element of HTML. None where such a tag holds together what would, by
/// itself, be raw HTML further than to the next blank line, or a fence that nothing closes.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    let mut is_below_tag = false;
    // Whether a tag stands right above the fence that is open, which is raw HTML as long as the tag is there.
    let mut is_held = false;
    // What ends the raw HTML that is open: a tag within it is not told by itself, and may be what ends it.
    let mut raw: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if let Some(end) = raw {
            raw = raw.filter(|_| !bare.contains(end));
            start += line.len();
            continue;
        }
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                fence = Some(mark);
                is_held = is_below_tag;
            }
            // What closes a fence has no words.
            (Some(open), Some(mark)) if open == mark && bare.trim_start().trim_start_matches(['`', '~']).is_empty() => fence = None,
            (None, None) => {
                is_below_tag &= !bare.is_empty();
                if let Some((name, closes)) = tag(bare) {
                    found.push(Line { name, closes, start, end: start + bare.len() });
                    is_below_tag = true;
                } else if let Some(end) = goes_on(bare) {
                    if is_below_tag {
                        return Vec::new();
                    }
                    raw = Some(end);
                }
            }
            _ => {}
        }
        start += line.len();
    }
    // Set free, it would make code of all the rest.
    if fence.is_some() && is_held { Vec::new() } else { found }
}

/// What ends the raw HTML that a line opens, where no blank line does and the line itself does not: a comment, a declaration,
/// `<pre>`.
fn goes_on(line: &str) -> Option<&'static str> {
    const OPENINGS: &[(&str, &str)] =
        &[("<!--", "-->"), ("<!", ">"), ("<?", "?>"), ("<pre", "</"), ("<script", "</"), ("<style", "</"), ("<textarea", "</")];
    let line = line.trim_start();
    let begins = |opening: &str| line.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening));
    OPENINGS.iter().find(|(opening, _)| begins(opening)).map(|(_, end)| *end).filter(|end| !line.contains(end))
}

/// The name in `<name>` or `</name>`, and whether it closes.
fn tag(line: &str) -> Option<(&str, bool)> {
    let inside = line.strip_prefix('<')?.strip_suffix('>')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    (is_name && !is_element(name)).then_some((name, inside.len() > name.len()))
}

/// Whether a tag is of an element of HTML.
pub fn is_element(name: &str) -> bool {
    ELEMENTS.contains(&name)
}

/// Elements of HTML that may stand on a line of their own.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_part_a_plan_are_blank() {
        let text = "# A\n\n<decisions>\n## Decisions é\n\n- one\n</decisions>\n";
        assert_eq!(blanked(text), "# A\n\n           \n## Decisions é\n\n- one\n            \n");
        assert!(blanked("<one>\n<!-- a -->\n# A\n</one>\n").starts_with("     \n<!-- a"));
        for text in [
            "<details>\n<summary>\nx\n</summary>\n</details>\n",
            "<name>\n\n- one\n",
            "```\n<a-b>\n</a-b>\n```\n\n</x>\n",
            "<one> two\n</one>\n",
            "- <one>\n- </one>\n",
            "<one>\n<!a\n\n- [ ] b\n</one>\n",
            "<one>\n# A\n<pre>\n\n- [ ] b\n</one>\n",
            "<!a\n<one>\n\n- [ ] b\n\n<!a\n</one>\n\n- [ ] c\n",
            "<one>\n</one>\n\n<one>\na\n```\nb\n```html\n\n- [ ] b\n",
        ] {
            assert_eq!(blanked(text), text);
        }
    }
}
