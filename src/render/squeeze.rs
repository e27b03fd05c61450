//! A page as it is written to the disk: without the quotes and end tags that HTML lets one leave out. What a
//! browser makes of it is the same, but for the white space between items and cells that nobody sees. So
//! templates stay clear, and a large archive is a tenth smaller. Knows HTML, and nothing of pages.

use memchr::memmem;

/// Elements whose text is not HTML.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// What closes a paragraph by beginning, and what by ending.
const CLOSE_PARAGRAPH: [&str; 20] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "p",
    "section",
    "ul",
];
const HOLD_PARAGRAPHS: [&str; 10] = ["article", "blockquote", "details", "div", "figcaption", "figure", "header", "li", "section", "td"];

/// The page without what may be left out. Anything that is no well-formed tag stays as it is.
pub fn squeeze(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut n_pre = 0_u32;
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        let (text, tag) = rest.split_at(start);
        out.push_str(text);
        let name = name_of(tag);
        if name.is_empty() {
            let end = if tag.starts_with("<!--") { memmem::find(tag.as_bytes(), b"-->").map_or(tag.len(), |at| at + 3) } else { 1 };
            out.push_str(&tag[..end]);
            rest = &tag[end..];
            continue;
        }
        if tag.starts_with("</") {
            let end = memchr::memchr(b'>', tag.as_bytes()).map_or(tag.len(), |at| at + 1);
            rest = &tag[end..];
            let next = rest.trim_ascii_start();
            if n_pre == 0 && may_go(name, next) {
                rest = next;
            } else {
                out.push_str(&tag[..end]);
            }
            n_pre -= u32::from(name == "pre" && n_pre > 0);
            continue;
        }
        n_pre += u32::from(name == "pre");
        rest = start_tag(&mut out, tag, 1 + name.len());
        if RAW.contains(&name) {
            let end = memmem::find(rest.as_bytes(), format!("</{name}").as_bytes()).unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

/// The name of the start or end tag that `tag` begins with; empty where it begins with none.
fn name_of(tag: &str) -> &str {
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or("");
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { &name[..length] } else { "" }
}

/// Whether an end tag may be left out before what follows.
fn may_go(name: &str, next: &str) -> bool {
    let follower = name_of(next);
    let (opens, closes): (&[&str], &[&str]) = match name {
        "li" => (&["li"], &["ul", "ol"]),
        "p" => (&CLOSE_PARAGRAPH, &HOLD_PARAGRAPHS),
        "td" | "th" => (&["td", "th"], &["tr"]),
        "tr" => (&["tr"], &["tbody", "thead", "table"]),
        "thead" => (&["tbody"], &[]),
        "tbody" => (&["tbody"], &["table"]),
        // Terms and what they mean may stand in one line, where the blank between them is seen.
        "dt" | "dd" => (&[], &["dl", "div"]),
        "option" => (&["option"], &["select"]),
        _ => return false,
    };
    if next.starts_with("</") { closes.contains(&follower) } else { opens.contains(&follower) }
}

/// Writes the start tag that `tag` begins with, its values without quotes where they need none; `from` is where
/// its name ends. Returns what comes after it. A tag without an end is written as it is.
fn start_tag<'a>(out: &mut String, tag: &'a str, from: usize) -> &'a str {
    let bytes = tag.as_bytes();
    let mut written = 0;
    let mut at = from;
    while let Some(step) = memchr::memchr3(b'"', b'\'', b'>', &bytes[at..]) {
        at += step;
        let quote = bytes[at];
        if quote == b'>' {
            out.push_str(&tag[written..=at]);
            return &tag[at + 1..];
        }
        let Some(length) = memchr::memchr(quote, &bytes[at + 1..]) else { break };
        let (value, end) = (&tag[at + 1..at + 1 + length], at + length + 2);
        let ends_tag_or_value = matches!(bytes.get(end), Some(b'>' | b' ' | b'\n'));
        if bytes[at - 1] == b'=' && ends_tag_or_value && needs_no_quotes(value) {
            out.push_str(&tag[written..at]);
            out.push_str(value);
            written = end;
        }
        at = end;
    }
    out.push_str(&tag[written..]);
    ""
}

fn needs_no_quotes(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| PLAIN[usize::from(byte)])
}

/// Bytes that a value may have without quotes.
static PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let quoted = b"\t\n\x0c\r \"'=<>`";
    let mut at = 0;
    while at < quoted.len() {
        plain[quoted[at] as usize] = false;
        at += 1;
    }
    plain
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_may_be_left_out_is() {
        for (page, short) in [
            ("<ul>\n<li class=\"a\">x</li>\n<li>y</li>\n</ul>", "<ul>\n<li class=a>x<li>y</ul>"),
            ("<li><p>a</p>\n<p>b</p>\n</li>\n</ul>", "<li><p>a<p>b</ul>"),
            ("<p>a</p> b", "<p>a</p> b"),
            ("<p>a</p><em>b</em>", "<p>a</p><em>b</em>"),
            ("<tr><th>a</th><td></td></tr>\n<tr><td>b</td></tr></tbody></table>", "<tr><th>a<td><tr><td>b</table>"),
            ("<dl><div><dt>a</dt> <dd>b</dd></div></dl>", "<dl><div><dt>a</dt> <dd>b</div></dl>"),
            ("<a href=\"x/y#é\" title=\"a b\">", "<a href=x/y#é title=\"a b\">"),
            ("<a title=\"\" id=\"1\" lang='en'>", "<a title=\"\" id=1 lang=en>"),
            ("<path class=\"a\" d=\"M0\"/>", "<path class=a d=\"M0\"/>"),
            ("<a href=\"a=b\" id=\"`\">", "<a href=\"a=b\" id=\"`\">"),
            ("<pre><code>a</li>\n<li b=\"c\"></code></pre>", "<pre><code>a</li>\n<li b=c></code></pre>"),
            ("<script>\"</li><li>\"</script>", "<script>\"</li><li>\"</script>"),
            ("<!-- <li a=\"b\"> -->", "<!-- <li a=\"b\"> -->"),
            ("a < b <3 <", "a < b <3 <"),
            ("<a title=\"x>y\" b=\"c\">", "<a title=\"x>y\" b=c>"),
            ("<a b=\"c", "<a b=\"c"),
        ] {
            assert_eq!(squeeze(page), short);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_taken(text in "[<>/a-z\"'= !-]{0,60}") {
            squeeze(&text);
        }
    }
}
