//! Markdown to HTML: a text with its marks in, the HTML a reader gets out.
//!
//! Cases lie in `tests/fixtures/markdown/*.md`: `%%% name`, the source, `%%%%`, the HTML. In the source, `⟦id|` opens a
//! mark and `⟧` closes it; what stands between `⟪` and `⟫` is hidden by the innermost mark.

use std::collections::BTreeMap;
use std::ops::Range;

use execplan_site::markdown::{self, Mark, Page, Resolve, Target};
use execplan_site::parse::outline;
use execplan_site::text::{Anchor, Anchors, Href, Span};
use proptest::prelude::*;

/// Knows `plan.md`, `pic.png` and the word `EP-1`; says of `gone.md` that it is not there.
struct Known;

impl Resolve for Known {
    fn link(&self, destination: &str) -> Target {
        match destination {
            "plan.md" => Target::To { href: Href::new("../plan/index.html"), title: "The plan".into() },
            "gone.md" => Target::Dangling("no such file".into()),
            _ => Target::Plain,
        }
    }

    fn image(&self, source: &str) -> Target {
        if source == "pic.png" { Target::To { href: Href::new("artifacts/pic.png"), title: String::new() } } else { Target::Plain }
    }

    fn code(&self, text: &str) -> Target {
        self.link(text)
    }

    fn prose(&self, text: &str) -> Vec<(Range<usize>, Target)> {
        let target = || Target::To { href: Href::new("#ep-1"), title: String::new() };
        text.match_indices("EP-1").map(|(at, word)| (at..at + word.len(), target())).collect()
    }
}

/// Takes the marks out of a case's source.
fn read_marks(source: &str) -> (String, Vec<Mark>) {
    let mut text = String::new();
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut hidden_from = 0;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '⟦' => {
                let (id, after) = rest.split_once('|').expect("a mark has an id");
                rest = after;
                open.push(marks.len());
                marks.push(Mark {
                    span: Span::new(text.len(), text.len()),
                    id: Anchor::new(id),
                    class: "step".into(),
                    before: "<i>before</i>".into(),
                    after: "<i>after</i>".into(),
                    hidden: Vec::new(),
                });
            }
            '⟧' => marks[open.pop().expect("a mark is open")].span.end = u32::try_from(text.len()).expect("short"),
            '⟪' => hidden_from = text.len(),
            '⟫' => marks[*open.last().expect("a mark is open")].hidden.push(Span::new(hidden_from, text.len())),
            c => text.push(c),
        }
    }
    (text, marks)
}

/// Runs every case of a fixture.
fn check(fixture: &str) {
    let mut failures = String::new();
    for case in fixture.split("%%% ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a case has a name");
        let (source, expected) = body.split_once("%%%%\n").expect("a case has a result");
        let (text, marks) = read_marks(source.trim_end_matches('\n'));
        let html = markdown::document(&text, &marks, &Known).html;
        if html.trim() != expected.trim() {
            failures.push_str(&format!("%%% {name}\n{}\n%%%%\n{}\n\n", source.trim_end(), html.trim()));
        }
    }
    assert!(failures.is_empty(), "these came out otherwise:\n\n{failures}");
}

#[test]
fn a_table_whose_second_line_is_short_is_shown_as_one() {
    let text = "| Date | What | Why |\n| --- | --- |\n| 2026-04-01 | *Keep* `a\\|b` | one \\| two |\n| 2026-04-02 10:00Z | 1. go |\n\n| no table |\n";
    let html = markdown::document(text, &[], &Known).html;
    for part in [
        "<th>Date</th><th>What</th><th>Why</th>",
        "<td class=\"date\">2026-04-01</td><td><em>Keep</em> <code>a|b</code></td><td>one | two</td>",
        "<td class=\"date\">2026-04-02 10:00Z</td><td>1. go</td>",
        "<p>| no table |</p>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches("<tr").count(), 3, "{html}");
}

#[test]
fn blocks() {
    check(include_str!("../fixtures/markdown/blocks.md"));
}

#[test]
fn links() {
    check(include_str!("../fixtures/markdown/links.md"));
}

#[test]
fn raw_html() {
    check(include_str!("../fixtures/markdown/raw.md"));
}

#[test]
fn marks() {
    check(include_str!("../fixtures/markdown/marks.md"));
}

#[test]
fn fragments_of_one_paragraph_are_inline() {
    assert_eq!(
        markdown::fragment("one *two* `plan.md`", &Known),
        "one <em>two</em> <a href=\"../plan/index.html\" title=\"The plan\"><code>plan.md</code></a>"
    );
    assert_eq!(markdown::fragment("one\n\ntwo", &Known), "<p>one</p>\n<p>two</p>");
    assert_eq!(markdown::fragment("# one", &Known), "<h2 class=\"h1\">one</h2>");
    assert_eq!(markdown::fragment("", &Known), "");
}

#[test]
fn long_code_is_folded_after_its_first_lines() {
    let lines: Vec<String> = (1..=41).map(|number| format!("line {number}")).collect();
    let html = markdown::document(&format!("```\n{}\n```\n", lines.join("\n")), &[], &Known).html;
    let (shown, folded) = html.split_once("<details><summary>21 more lines</summary>").expect("a fold");
    assert!(shown.contains("line 20\n") && !shown.contains("line 21"), "{shown}");
    assert!(folded.contains("line 21\n") && folded.contains("line 41"), "{folded}");
    let short = markdown::document(&format!("```\n{}\n```\n", lines[..40].join("\n")), &[], &Known).html;
    assert!(!short.contains("<details>"), "{short}");
}

#[test]
fn headings_of_all_texts_of_a_page_are_distinct_and_agree_with_the_parser() {
    let texts = ["# Notes\n\n## Notes\n\n## `a` <T> & *b*\n", "---\nid: x\n---\n# Notes\n\nSet\n===\n"];
    let mut page = Page::default();
    let mut anchors = Anchors::default();
    let mut printed = Vec::new();
    for text in texts {
        let body = markdown::part(text, &[], &Known, &mut page);
        let read: Vec<_> = outline::headings(text, &mut anchors).into_iter().map(|heading| heading.anchor).collect();
        let toc: Vec<_> = body.toc.iter().map(|entry| entry.anchor.clone()).collect();
        assert_eq!(toc, read);
        for anchor in &toc {
            assert!(body.html.contains(&format!(" id=\"{anchor}\"")), "{anchor} in {}", body.html);
        }
        printed.extend(toc.iter().map(ToString::to_string));
    }
    assert_eq!(printed, ["notes", "notes-1", "a---b", "notes-2", "set"]);
}

#[test]
fn a_mark_keeps_its_id_where_a_heading_has_the_same() {
    let text = "## Fix\n\nwords\n\n## Fix\n\nmore\n";
    let mark = |span: Range<usize>, id: &str| Mark { span: span.into(), id: Anchor::new(id), ..Mark::default() };
    let around = markdown::document(text, &[mark(0..14, "fix")], &Known);
    assert!(around.html.starts_with("<div id=\"fix\">\n<h2><a href=\"#fix\">Fix</a></h2>"), "{}", around.html);
    assert_eq!(around.html.matches("id=\"fix\"").count(), 1);
    let elsewhere = markdown::document(text, &[mark(24..28, "fix")], &Known);
    assert!(elsewhere.html.contains("<h2 id=\"fix-heading\"><a href=\"#fix-heading\">Fix</a>"), "{}", elsewhere.html);
    assert_eq!(elsewhere.toc[0].anchor.as_str(), "fix-heading");
    assert_eq!(elsewhere.html.matches("id=\"fix\"").count(), 1);
}

/// How often each of the words `w00` to `w99` stands in some text, joined to others or not.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (at, _) in text.match_indices('w') {
        if let Some(word) = text.get(at..at + 3)
            && word[1..].bytes().all(|byte| byte.is_ascii_digit())
        {
            *counts.entry(word.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

/// The text of some HTML.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').expect("a tag ends").1;
    }
    text + rest
}

/// Every element is closed where it was opened, and no id stands twice.
fn assert_well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        let name = tag.split(' ').next().unwrap_or("");
        ids.extend(tag.split_once(" id=\"").and_then(|(_, id)| id.split('"').next()));
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "in {html}"),
            None if ["br", "hr", "img", "input"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "in {html}");
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "ids of {html}");
}

/// Pieces of Markdown that meet in unlucky ways, each beside one word of its own.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "# ",
        "## ",
        "- ",
        "  - ",
        "- [ ] ",
        "- [x] ",
        "1. ",
        "7) ",
        "> ",
        "> [!NOTE]\n> ",
        "    ",
        "\t",
        "```\n",
        "````md\n",
        "```rust\n",
        "~~~\n",
        "---\n",
        "***\n",
        "| a | b |\n|---|:-:|\n| ",
        " | ",
        " |\n",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "[",
        "](",
        ")",
        "![",
        "](plan.md)",
        "](gone.md)",
        "](javascript:x)",
        "[^1]",
        "\n[^1]: ",
        "<b>",
        "</b>",
        "<i>",
        "<kbd>",
        "<T>",
        "</T>",
        "<Foo bar>",
        "<div>",
        "</div>",
        "<details>\n",
        "<summary>",
        "</summary>",
        "</details>\n",
        "<a href='plan.md'>",
        "</a>",
        "<img src=x>",
        "<li>",
        "</li>",
        "<p>",
        "<!-- -->",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<",
        ">",
        "&",
        "&amp;",
        "\\",
        "\"",
        "'",
        "\n",
        "\n\n",
        "  \n",
        " ",
        "EP-1",
        "https://a.b/c",
        "www.d.e",
        "\u{0}",
        "\u{1b}[31m",
        "漢字",
        "é",
        "\u{200b}",
        "===\n",
        "key: value\n",
        ": ",
    ])
}

fn text() -> impl Strategy<Value = String> {
    let part = (piece(), 0_u32..40).prop_map(|(piece, number)| format!("{piece}w{number:02}"));
    let bare = piece().prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![3 => part, 1 => bare], 0..40).prop_map(|parts| parts.concat())
}

/// A text, and marks on some of its blocks, runs of blocks and stretches of bytes.
fn marked_text() -> impl Strategy<Value = (String, Vec<Mark>)> {
    (text(), prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..6)).prop_map(|(text, ends)| {
        let at = |index: prop::sample::Index| {
            let offset = index.index(text.len() + 1);
            (0..=offset).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
        };
        let mark = |(number, (one, other)): (usize, &(prop::sample::Index, prop::sample::Index))| {
            let (one, other) = (at(*one), at(*other));
            let id = Anchor::new(format!("m-{number}"));
            Mark { span: Span::new(one.min(other), one.max(other)), id, class: "x".into(), ..Mark::default() }
        };
        let marks = ends.iter().enumerate().map(mark).collect();
        (text, marks)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_becomes_well_formed_html_without_script((text, marks) in marked_text()) {
        let body = markdown::document(&text, &marks, &Known);
        assert_well_formed(&body.html);
        for mark in &marks {
            prop_assert_eq!(body.html.matches(&format!(" id=\"{}\"", mark.id)).count(), 1, "{} in {}", mark.id, body.html);
        }
        for barred in ["<script", "<T", "<div>", " on", "href=\"javascript", "<!--"] {
            prop_assert!(!body.html.contains(barred), "{barred} in {}", body.html);
        }
        assert_well_formed(&markdown::fragment(&text, &Known));
    }

    /// Invariant: no word of a text is lost, whatever is marked.
    #[test]
    fn no_word_is_lost((text, marks) in marked_text()) {
        let end = outline::front_matter(&text).map_or(0, |(whole, _)| whole.end as usize);
        let mut read = String::new();
        for event in pulldown_cmark::Parser::new_ext(&text[end..], outline::extensions()) {
            if let pulldown_cmark::Event::Text(words) | pulldown_cmark::Event::Code(words) = event {
                read.push_str(&words);
                read.push(' ');
            }
        }
        let shown = words(&text_of(&markdown::document(&text, &marks, &Known).html));
        for (word, count) in words(&read) {
            prop_assert!(shown.get(&word).copied().unwrap_or(0) >= count, "`{}` of {:?}", word, text);
        }
    }
}
