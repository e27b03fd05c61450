//! Views of artifacts: a name and bytes in, the HTML a reader gets out.

use execplan_site::markdown::artifact::{Kind, PAGE_BYTES, PAGE_LINES, view};
use execplan_site::markdown::{Resolve, Unresolved};
use execplan_site::text::Href;
use proptest::prelude::*;

fn page(name: &str, bytes: &[u8], index: usize) -> String {
    let resolve: &dyn Resolve = &Unresolved;
    view(name, bytes).page(index, &Href::new("raw/file"), resolve).html
}

#[test]
fn a_log_has_numbered_lines_and_the_colours_of_a_terminal() {
    let html = page("test.log", b"one\n\x1b[31mtwo <b>\x1b[0m\nthree", 0);
    assert_eq!(
        html,
        "<pre class=\"lines\" tabindex=\"0\"><code><a id=\"L1\" href=\"#L1\">1</a> one\n\
         <a id=\"L2\" href=\"#L2\">2</a> <span class=\"fg1\">two &lt;b&gt;</span>\n\
         <a id=\"L3\" href=\"#L3\">3</a> three</code></pre>\n"
    );
}

#[test]
fn a_long_log_is_paged_and_keeps_its_numbers_and_colours() {
    let lines: Vec<String> =
        (1..=PAGE_LINES + 10).map(|number| if number == PAGE_LINES { "\x1b[32mgreen".into() } else { format!("line {number}") }).collect();
    let text = lines.join("\n");
    let shown = view("a.log", text.as_bytes());
    assert_eq!(shown.pages, [1..=2000, 2001..=2010]);
    let second = page("a.log", text.as_bytes(), 1);
    assert!(second.contains("<a id=\"L2001\" href=\"#L2001\">2001</a> <span class=\"fg2\">line 2001</span>\n"), "{second}");
    assert!(!second.contains("id=\"L2000\""), "{second}");
    assert_eq!(page("a.log", text.as_bytes(), 2), "");
}

#[test]
fn one_endless_line_is_paged_too() {
    let text = "é".repeat(PAGE_BYTES);
    let shown = view("a.txt", text.as_bytes());
    assert!(shown.pages.len() >= 2 && shown.pages.iter().all(|lines| *lines == (1..=1)), "{:?}", shown.pages);
    let n_shown: usize = (0..shown.pages.len()).map(|index| page("a.txt", text.as_bytes(), index).matches('é').count()).sum();
    assert_eq!(n_shown, PAGE_BYTES);
    assert!(!page("a.txt", text.as_bytes(), 1).contains("id=\"L1\""));
}

#[test]
fn code_data_and_diffs_are_highlighted() {
    assert!(page("a.rs", b"fn f() {}\n", 0).contains("<i class=\"k\">fn</i>"));
    assert!(page("a.json", b"{\"a\": 1}", 0).contains("<i class=\"a\">\"a\"</i>: <i class=\"n\">1</i>"));
    assert!(page("a.patch", b"-a\n+b\n", 0).contains("<i class=\"i\">+b</i>"));
    assert!(page("a.html", b"<script>alert(1)</script>", 0).contains("&lt;"));
    assert!(!page("a.html", b"<script>alert(1)</script>", 0).contains("<script"));
}

#[test]
fn separated_values_are_a_table_with_their_line_numbers() {
    let html = page("a.csv", b"name,ms\n\"a, <b>\",1.5\n\"two\nlines\",20\nc\n", 0);
    assert!(html.contains("<th scope=\"col\">name</th><th scope=\"col\" class=\"right\">ms</th>"), "{html}");
    assert!(html.contains("<tr id=\"L2\"><td>a, &lt;b&gt;</td><td class=\"right\">1.5</td></tr>"), "{html}");
    assert!(html.contains("<tr id=\"L5\"><td>c</td><td class=\"right\"></td></tr>"), "{html}");
    assert!(
        page(
            "a.csv",
            b"a;b
1,5;2
",
            0
        )
        .contains(">1,5</td>")
    );
    let long: String = (0..1200).map(|row| format!("{row},x\n")).collect();
    assert_eq!(view("a.csv", long.as_bytes()).pages, [2..=501, 502..=1001, 1002..=1200]);
    assert!(page("a.csv", long.as_bytes(), 2).contains("<tr id=\"L1002\"><td class=\"right\">1001</td>"));
}

#[test]
fn markdown_is_prose_and_pictures_are_only_pictures() {
    assert!(page("a.md", b"# A *b*\n", 0).contains("<em>b</em>"));
    let svg = page("a.svg", b"<svg onload=alert(1)>", 0);
    assert_eq!(svg, "<figure class=\"picture\"><img src=\"raw/file\" alt=\"a.svg\"></figure>\n");
}

#[test]
fn what_is_no_text_is_told_by_its_size() {
    assert!(page("a.bin", &[0; 12345], 0).starts_with("<p class=\"binary\">Not text: 12,345 bytes."));
    assert_eq!(view("a.log", b"\xff\xfea\0\n\0").kind, Kind::Text);
    assert!(page("a.log", b"\xff\xfea\0\n\0", 0).contains("</a> a\n"));
    assert_eq!(page("a.txt", b"", 0), "<p class=\"binary\">An empty file.</p>\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_viewed(bytes in prop::collection::vec(any::<u8>(), 0..300), name in "[a-z]{1,3}\\.(log|csv|tsv|json|md|rs|diff|svg|xyz)") {
        let shown = view(&name, &bytes);
        prop_assert!(!shown.pages.is_empty());
        for index in 0..=shown.pages.len() {
            let html = page(&name, &bytes, index);
            prop_assert!(!html.contains("<script"));
        }
    }
}
