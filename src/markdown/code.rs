//! Code blocks: highlighted, long ones folded after their first lines, diagrams shown as their source.

use super::highlight;

/// Lines of the longest block shown whole.
const LONG: usize = 40;
/// Lines shown of a longer one.
const SHOWN: usize = 20;
/// Columns that fit the narrowest screen: wider code scrolls, so it must take the keyboard's focus.
const NARROW: usize = 36;

/// Writes one code block.
pub(super) fn block(out: &mut String, info: &str, code: &str) {
    let language = language(info);
    if matches!(language, "mermaid" | "plantuml" | "puml" | "dot" | "graphviz") {
        let name = if language == "mermaid" { "Mermaid" } else { language };
        out.push_str(&format!("<figure class=\"diagram\"><figcaption>{name} diagram, as its source</figcaption>\n"));
        whole(out, language, code);
        out.push_str("</figure>\n");
        return;
    }
    if code.lines().nth(LONG).is_none() {
        return whole(out, language, code);
    }
    let html = highlight::html(language, code);
    let cut = memchr::memchr_iter(b'\n', html.as_bytes()).nth(SHOWN - 1).map_or(html.len(), |at| at + 1);
    let (shown, folded) = html.split_at(cut);
    out.push_str("<div class=\"long\">");
    pre(out, language, code, shown);
    let n_more = folded.lines().count();
    out.push_str(&format!("<details><summary>{n_more} more lines</summary>\n"));
    pre(out, language, code, folded);
    out.push_str("</details></div>\n");
}

fn whole(out: &mut String, language: &str, code: &str) {
    pre(out, language, code, &highlight::html(language, code));
}

/// `html` is what is shown of `code`.
fn pre(out: &mut String, language: &str, code: &str, html: &str) {
    out.push_str("<pre class=\"code\"");
    if !language.is_empty() {
        out.push_str(" data-lang=\"");
        out.push_str(&crate::text::escape(language));
        out.push('"');
    }
    if code.lines().any(|line| line.len() > NARROW) {
        out.push_str(" tabindex=\"0\"");
    }
    out.push_str("><code>");
    out.push_str(html);
    out.push_str("</code></pre>\n");
}

/// The language an info string names: its first word, without braces, dots and options.
fn language(info: &str) -> &str {
    let word = info.trim().trim_start_matches(['{', '.']);
    word.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | ';' | '=')).next().unwrap_or("")
}
