//! Raw HTML in a text: a small list of elements passes, attributes through ammonia; everything else is shown as it
//! was written. Elements are kept balanced by the writer's own depth, so no tag of a text can close one of ours.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::write::Writer;

/// Raw elements that are open.
#[derive(Default)]
pub(super) struct Raw(Vec<Open>);

struct Open {
    name: &'static str,
    /// The writer's depth it was opened at.
    depth: u32,
    /// What closes it.
    end: &'static str,
    is_link: bool,
}

/// Where an element may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Among words.
    Words,
    /// Only in a block of raw HTML.
    Block,
    /// In a block, and only inside one of these.
    Inside(&'static [&'static str]),
    /// Among words, without content.
    Void,
}

/// The elements that pass: name, closing tag, place.
const ALLOWED: &[(&str, &str, Place)] = &[
    ("a", "</a>", Place::Words),
    ("abbr", "</abbr>", Place::Words),
    ("b", "</b>", Place::Words),
    ("blockquote", "</blockquote>", Place::Block),
    ("br", "", Place::Void),
    ("code", "</code>", Place::Words),
    ("dd", "</dd>", Place::Inside(&["dl"])),
    ("del", "</del>", Place::Words),
    ("details", "</details>", Place::Block),
    ("dl", "</dl>", Place::Block),
    ("dt", "</dt>", Place::Inside(&["dl"])),
    ("em", "</em>", Place::Words),
    ("hr", "", Place::Void),
    ("i", "</i>", Place::Words),
    ("img", "", Place::Void),
    ("ins", "</ins>", Place::Words),
    ("kbd", "</kbd>", Place::Words),
    ("li", "</li>", Place::Inside(&["ol", "ul"])),
    ("mark", "</mark>", Place::Words),
    ("ol", "</ol>", Place::Block),
    ("pre", "</pre>", Place::Block),
    ("q", "</q>", Place::Words),
    ("s", "</s>", Place::Words),
    ("samp", "</samp>", Place::Words),
    ("small", "</small>", Place::Words),
    ("strong", "</strong>", Place::Words),
    ("sub", "</sub>", Place::Words),
    ("summary", "</summary>", Place::Inside(&["details"])),
    ("sup", "</sup>", Place::Words),
    ("table", "</table>", Place::Block),
    ("tbody", "</tbody>", Place::Inside(&["table"])),
    ("td", "</td>", Place::Inside(&["tr"])),
    ("th", "</th>", Place::Inside(&["tr"])),
    ("thead", "</thead>", Place::Inside(&["table"])),
    ("tr", "</tr>", Place::Inside(&["table", "tbody", "thead"])),
    ("u", "</u>", Place::Words),
    ("ul", "</ul>", Place::Block),
    ("var", "</var>", Place::Words),
];

/// Elements that only lay out their content: dropped, content kept, where a line holds nothing but tags.
const WRAPPERS: &[&str] = &[
    "article",
    "aside",
    "center",
    "div",
    "figcaption",
    "figure",
    "font",
    "footer",
    "header",
    "main",
    "nav",
    "p",
    "picture",
    "section",
    "source",
    "span",
];

/// Bytes of the longest tag read as one; a longer one is text.
const LONGEST_TAG: usize = 8192;

/// A piece of raw HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// `<!-- … -->`
    Comment,
    /// `<name …>`: all of it, and the name.
    Open(&'a str, &'a str),
    /// `</name>`: all of it, and the name.
    Close(&'a str, &'a str),
    /// Anything else.
    Text(&'a str),
}

/// Splits off the first piece.
fn token(html: &str) -> Option<(Token<'_>, &str)> {
    if html.is_empty() {
        return None;
    }
    if !html.starts_with('<') {
        let (text, rest) = html.split_at(html.find('<').unwrap_or(html.len()));
        return Some((Token::Text(text), rest));
    }
    if let Some(inside) = html.strip_prefix("<!--") {
        // One that is never closed is shown, to its end.
        return Some(inside.find("-->").map_or((Token::Text(html), ""), |end| (Token::Comment, &inside[end + 3..])));
    }
    let name_from = if html[1..].starts_with('/') { 2 } else { 1 };
    let n_name = html[name_from..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let name = &html[name_from..name_from + n_name];
    if name.starts_with(|c: char| c.is_ascii_alphabetic())
        && let Some(end) = tag_end(html)
    {
        let (tag, rest) = html.split_at(end);
        let token = if name_from == 2 { Token::Close(tag, name) } else { Token::Open(tag, name) };
        return Some((token, rest));
    }
    let end = html[1..].find('<').map_or(html.len(), |at| at + 1);
    Some((Token::Text(&html[..end]), &html[end..]))
}

/// One past the `>` of the tag that begins `html`; quoted attribute values may hold others.
fn tag_end(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().take(LONGEST_TAG).enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.bytes().take(LONGEST_TAG).position(|byte| byte == b'>').map(|at| at + 1)
}

/// Whether some raw HTML is nothing but tags, comments and blanks; `None` if a tag in it does not end.
fn only_tags(html: &str) -> Option<bool> {
    let mut rest = html;
    let mut only_tags = true;
    while let Some((token, after)) = token(rest) {
        match token {
            Token::Text(text) if text.starts_with('<') => return None,
            Token::Text(text) => only_tags &= text.trim().is_empty(),
            _ => {}
        }
        rest = after;
    }
    Some(only_tags)
}

impl Writer<'_> {
    /// A tag, comment or the like among words.
    pub(super) fn raw_inline(&mut self, html: &str) {
        let mut rest = html;
        while let Some((token, after)) = token(rest) {
            rest = after;
            self.raw_token(token, false);
        }
    }

    /// A block of raw HTML. One that opens with no element we know is a line of words such as `<Placeholder>`.
    pub(super) fn write_raw_block(&mut self, html: &str) {
        let is_known = |name: &str| allowed(name).is_some() || is_wrapper(name);
        let first = token(html.trim_start()).map(|(token, _)| token);
        match first {
            Some(Token::Comment) => {}
            Some(Token::Open(_, name) | Token::Close(_, name)) if is_known(name) => {}
            _ => return self.raw_words(html),
        }
        // Tags and comments may span lines: such a block is read as a whole, any other line by line.
        if html.lines().all(|line| only_tags(line).is_some()) {
            for line in html.split_inclusive('\n') {
                self.raw_tokens(line, only_tags(line).unwrap_or(false));
            }
        } else {
            self.raw_tokens(html, only_tags(html).unwrap_or(false));
        }
    }

    fn raw_tokens(&mut self, html: &str, only_tags: bool) {
        let mut rest = html;
        while let Some((token, after)) = token(rest) {
            rest = after;
            match token {
                Token::Open(_, name) | Token::Close(_, name) if only_tags && is_wrapper(name) => {}
                token => self.raw_token(token, true),
            }
        }
    }

    /// Words with something like tags in them, line by line.
    fn raw_words(&mut self, html: &str) {
        self.out.push_str("<p>");
        self.depth += 1;
        for (number, line) in html.trim_matches('\n').lines().enumerate() {
            if number > 0 {
                self.out.push_str("<br>\n");
            }
            self.raw_inline(line);
        }
        self.close_raw();
        self.depth -= 1;
        self.out.push_str("</p>\n");
    }

    fn raw_token(&mut self, token: Token<'_>, in_block: bool) {
        match token {
            Token::Comment => {}
            Token::Text(text) => self.raw_text(text),
            Token::Open(tag, name) => match allowed(name) {
                Some((name, end, place)) if self.may_stand(place, in_block) => self.open_raw(tag, name, end),
                _ => self.escape(tag),
            },
            Token::Close(tag, name) => {
                let name = name.to_ascii_lowercase();
                let at = self.raw.0.iter().rposition(|open| open.depth == self.depth && open.name == name);
                match at {
                    Some(at) => self.close_raw_from(at),
                    // A stray closing tag of something we know closes nothing and says nothing.
                    None if in_block && allowed(&name).is_some() => {}
                    None => self.escape(tag),
                }
            }
        }
    }

    fn may_stand(&self, place: Place, in_block: bool) -> bool {
        match place {
            Place::Words | Place::Void => true,
            Place::Block => in_block,
            Place::Inside(outer) => {
                let innermost = self.raw.0.iter().rev().find(|open| open.depth == self.depth && allowed_block(open.name));
                in_block && innermost.is_some_and(|open| outer.contains(&open.name))
            }
        }
    }

    fn open_raw(&mut self, tag: &str, name: &'static str, end: &'static str) {
        match name {
            "a" => {
                let attributes = attributes(tag);
                let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
                let end = self.open_link(value("href"), value("title"));
                self.raw.0.push(Open { name, depth: self.depth, end, is_link: true });
            }
            "img" => {
                let attributes = attributes(tag);
                let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
                let n_before = self.out.len();
                self.image(value("src"), value("title"), value("alt"));
                if self.out.len() == n_before {
                    self.escape(tag);
                }
            }
            _ => {
                self.out.push('<');
                self.out.push_str(name);
                if name == "details" && tag.split_ascii_whitespace().any(|word| word.trim_end_matches('>') == "open") {
                    self.out.push_str(" open");
                }
                self.out.push('>');
                if !end.is_empty() {
                    self.raw.0.push(Open { name, depth: self.depth, end, is_link: false });
                }
            }
        }
    }

    /// Text of raw HTML: its character references are kept.
    fn raw_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, after) = rest.split_at(at);
            self.escape(before);
            let n_reference = after[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
            if n_reference > 1 && after[1 + n_reference..].starts_with(';') {
                self.out.push_str(&after[..n_reference + 2]);
                rest = &after[n_reference + 2..];
            } else {
                self.out.push_str("&amp;");
                rest = &after[1..];
            }
        }
        self.escape(rest);
    }

    /// Closes the raw elements opened at the present depth.
    pub(super) fn close_raw(&mut self) {
        if let Some(at) = self.raw.0.iter().position(|open| open.depth >= self.depth) {
            self.close_raw_from(at);
        }
    }

    fn close_raw_from(&mut self, at: usize) {
        while self.raw.0.len() > at {
            let Some(open) = self.raw.0.pop() else { return };
            if open.is_link {
                self.close_link(open.end);
            } else {
                self.out.push_str(open.end);
            }
        }
    }
}

fn allowed(name: &str) -> Option<(&'static str, &'static str, Place)> {
    ALLOWED.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)).copied()
}

fn allowed_block(name: &str) -> bool {
    allowed(name).is_some_and(|(.., place)| !matches!(place, Place::Words | Place::Void))
}

fn is_wrapper(name: &str) -> bool {
    WRAPPERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The attributes of a raw `a` or `img` that ammonia lets through.
fn attributes(tag: &str) -> Vec<(String, String)> {
    static CLEANER: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    let cleaner = CLEANER.get_or_init(|| {
        let mut builder = ammonia::Builder::empty();
        builder
            .tags(HashSet::from(["a", "img"]))
            .tag_attributes([("a", HashSet::from(["href", "title"])), ("img", HashSet::from(["src", "alt", "title"]))].into())
            .url_schemes(HashSet::from(["http", "https", "mailto"]))
            .url_relative(ammonia::UrlRelative::PassThrough)
            .link_rel(None);
        builder
    });
    let clean = cleaner.clean(tag).to_string();
    let mut rest = clean.as_str();
    let mut found = Vec::new();
    while let Some((head, tail)) = rest.split_once("=\"") {
        let Some((value, after)) = tail.split_once('"') else { break };
        let name = head.rsplit(' ').next().unwrap_or("");
        let value =
            value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
        found.push((name.to_owned(), value));
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_raw_html() {
        let pieces = |mut html: &'static str| {
            let mut found = Vec::new();
            while let Some((token, rest)) = token(html) {
                found.push(token);
                html = rest;
            }
            found
        };
        assert_eq!(
            pieces("a<b x='>'>c</b><!-- d --><1"),
            [
                Token::Text("a"),
                Token::Open("<b x='>'>", "b"),
                Token::Text("c"),
                Token::Close("</b>", "b"),
                Token::Comment,
                Token::Text("<1"),
            ]
        );
        assert_eq!(pieces("<!-- never closed"), [Token::Text("<!-- never closed")]);
    }

    #[test]
    fn attributes_come_through_ammonia() {
        let found = attributes("<a href=\"x?a&amp;b\" onclick=alert(1) title='\"q\"' style=x>");
        assert_eq!(found, [("href".to_owned(), "x?a&b".to_owned()), ("title".to_owned(), "\"q\"".to_owned())]);
        assert_eq!(attributes("<a href=' javascript:x'>"), []);
    }
}
