//! Code to HTML with token classes. syntect only parses; its scopes become a dozen short classes (see `scopes`), and
//! neighbours of the same class share one `i`, the shortest element for words in another voice. None crosses a line end, so that the result can
//! be cut there.
//!
//! | class | token | class | token |
//! |---|---|---|---|
//! | `k` | keyword | `o` | operator |
//! | `s` | string | `v` | variable |
//! | `c` | comment | `a` | attribute, tag |
//! | `n` | number, constant | `d` `i` | deleted, inserted |
//! | `f` | function | `h` | heading, prompt, meta |
//! | `t` | type | `p` | punctuation |
//!
//! Five grammars are ours, for the languages plans quote most (see `ours`: fragments, twelve classes, speed); diffs,
//! JSON and shell sessions need none (see `plain`); every other language has the grammar of two-face.

mod known;
mod ours;
mod plain;
mod scopes;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{SyntaxReference, SyntaxSet};

use self::scopes::Class;
use crate::diag::caught;

/// Bytes of the longest code that is highlighted.
pub const LONGEST_CODE: usize = 256 << 10;
/// Bytes of the longest line that is highlighted; longer ones cost the parser more than they are worth.
pub const LONGEST_LINE: usize = 2000;

/// Code as HTML, line by line as it was. `language` is the word after the fence or a file's extension; code in an unknown
/// one is escaped and nothing more.
pub fn html(language: &str, code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 2);
    if code.len() > LONGEST_CODE {
        escape(&mut out, code);
        return out;
    }
    match language.to_ascii_lowercase().as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "log" | "output" | "none" | "ascii" | "mermaid" => escape(&mut out, code),
        "diff" | "patch" | "udiff" => plain::diff(&mut out, code),
        "json" | "jsonc" | "json5" | "jsonl" | "ndjson" | "geojson" => plain::json(&mut out, code),
        "console" | "shell-session" | "shellsession" | "terminal" | "sh-session" => plain::session(&mut out, code),
        "sh" | "bash" | "shell" | "zsh" if code.trim_start().starts_with("$ ") => plain::session(&mut out, code),
        language => match find(language).and_then(|grammar| painted(grammar, code)) {
            Some(painted) => out = painted,
            None => escape(&mut out, code),
        },
    }
    out
}

/// Code in colours; nothing where a grammar fails at it, so that code which it was not made for is shown without.
fn painted(grammar: Grammar, code: &str) -> Option<String> {
    let paint = || {
        let mut out = String::with_capacity(code.len() + code.len() / 2);
        known::paint(&mut out, grammar, code);
        out
    };
    caught(paint).ok()
}

/// Whether code in this language can be highlighted.
pub fn knows(language: &str) -> bool {
    find(&language.to_ascii_lowercase()).is_some()
}

fn escape(out: &mut String, code: &str) {
    escape_html_body_text(out, code).expect("a string takes every write");
}

/// The rules of one language, among those they are kept with.
#[derive(Clone, Copy)]
struct Grammar {
    set: &'static SyntaxSet,
    syntax: &'static SyntaxReference,
}

/// The grammar of a language, by a name in lower case: ours, or that of two-face.
fn find(language: &str) -> Option<Grammar> {
    ours::find(language).or_else(|| others().find(language))
}

/// Every syntax of two-face, by the names it goes by.
struct Others {
    set: SyntaxSet,
    names: BTreeMap<String, usize>,
}

impl Others {
    fn find(&'static self, language: &str) -> Option<Grammar> {
        let language = ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language, |(_, name)| name);
        let syntax = self.set.syntaxes().get(*self.names.get(language)?)?;
        Some(Grammar { set: &self.set, syntax })
    }
}

/// Names of languages that their syntaxes do not know.
const ALIASES: &[(&str, &str)] = &[
    ("astro", "html"),
    ("dockerfile", "dockerfile"),
    ("dotenv", "dotenv"),
    ("env", "dotenv"),
    ("golang", "go"),
    ("objc", "objective-c"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("ps1", "powershell"),
    ("psql", "sql"),
    ("pwsh", "powershell"),
    ("sqlite", "sql"),
    ("vue", "html"),
];

/// These are read once, when the first code block needs one of them; each one's rules when it is first used.
fn others() -> &'static Others {
    static OTHERS: OnceLock<Others> = OnceLock::new();
    OTHERS.get_or_init(|| {
        let set = two_face::syntax::extra_newlines();
        let mut names = BTreeMap::new();
        // As syntect itself looks names up, later syntaxes go before earlier ones; names go before extensions.
        for (index, syntax) in set.syntaxes().iter().enumerate() {
            for extension in &syntax.file_extensions {
                names.insert(extension.to_ascii_lowercase(), index);
            }
        }
        for (index, syntax) in set.syntaxes().iter().enumerate() {
            names.insert(syntax.name.to_ascii_lowercase(), index);
        }
        Others { set, names }
    })
}

/// Writes some code in one class.
fn token(out: &mut String, class: Option<Class>, code: &str) {
    match class {
        Some(class) if !code.is_empty() => {
            out.push_str("<i class=\"");
            out.push(class.letter());
            out.push_str("\">");
            escape(out, code);
            out.push_str("</i>");
        }
        _ => escape(out, code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            rest = after.split_once('>').map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn code_is_kept_to_the_byte() {
        let code = "fn main() {\n    let a = \"<b> & c\"; // d\n}\n\n/* e\n   f */ no end";
        for language in ["rust", "ts", "json", "diff", "console", "bash", "python", "text", "nope", "tsx", "yaml", "html", "md"] {
            assert_eq!(text_of(&html(language, code)), code, "{language}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, ..Default::default() })]

        #[test]
        fn a_line_known_is_a_line_made(picks in proptest::collection::vec(0..LINES.len(), 1..12)) {
            let code: String = picks.iter().map(|pick| LINES[*pick]).collect();
            for language in ["rust", "python", "ts", "bash", "yaml", "html"] {
                let known = html(language, &code);
                // A thread of its own knows nothing yet.
                let fresh = std::thread::scope(|scope| scope.spawn(|| html(language, &code)).join().expect("no panic"));
                proptest::prop_assert_eq!(known, fresh, "{}", language);
            }
        }
    }

    /// Lines that mean other things after one another.
    const LINES: [&str; 12] = [
        "let a = \"b\n",
        "c\";\n",
        "/* d\n",
        "e */ f();\n",
        "\"\"\"g\n",
        "cat <<EOF\n",
        "EOF\n",
        "`h ${i\n",
        "} j`\n",
        "key: |\n",
        "  <p class='k'>\n",
        "# l 'm'\n",
    ];

    #[test]
    fn neighbours_of_one_class_share_a_span() {
        assert_eq!(
            html("rust", "// a b\nlet x = 1;\n"),
            "<i class=\"c\">// a b</i>\n<i class=\"k\">let</i> x <i class=\"o\">=</i> <i class=\"n\">1</i>;\n"
        );
        assert_eq!(
            html("json", "{\"a\": [1, true, \"b\"]}"),
            "{<i class=\"a\">\"a\"</i>: [<i class=\"n\">1</i>, <i class=\"n\">true</i>, <i class=\"s\">\"b\"</i>]}"
        );
        assert_eq!(html("console", "$ ls\na b\n"), "<i class=\"h\">$ </i><i class=\"f\">ls</i>\na b\n");
        assert_eq!(
            html("diff", "@@ -1 +1 @@\n-a\n+b\n c\n"),
            "<i class=\"h\">@@ -1 +1 @@</i>\n<i class=\"d\">-a</i>\n<i class=\"i\">+b</i>\n c\n"
        );
    }

    #[test]
    fn every_alias_names_a_syntax() {
        for (alias, name) in ALIASES {
            assert!(others().names.contains_key(*name), "{alias} → {name}");
        }
    }
}
