//! Plans that are too long for one page: every shape of text is cut, no page is large, nothing is lost or said twice,
//! and every link leads to the page that holds what it names.

use std::fmt::Write as _;
use std::io::Write as _;

use execplan_site::check;
use execplan_site::config::Config;
use execplan_site::export;
use execplan_site::memo::Memo;
use execplan_site::model::RecordRef;
use execplan_site::site::{Body, Site};
use execplan_site::text::Route;
use execplan_site::view::routes;

use crate::folder::Folder;
use crate::site::assemble;

const HEAD: &str = "# A long plan\n\nStatus: in progress\n\n";

fn site_of(plans: &[(&str, &str)]) -> (Site, Folder) {
    let folder = Folder::new();
    for (name, text) in plans {
        folder.write(&format!("archive/docs/plans/{name}"), text);
    }
    let mut config = Config::default();
    config.output.html.site_url = Some("https://example.org/plans/".into());
    (assemble(&folder.root(), config, &mut Memo::default()).0, folder)
}

fn html(site: &Site, route: &Route) -> String {
    match site.render(route).unwrap_or_else(|| panic!("no route {route}")).squeezed().body {
        Body::Bytes(bytes) => String::from_utf8(bytes.into_owned()).expect("UTF-8"),
        Body::File(path) => panic!("{path} is a file"),
    }
}

fn packed(text: &str) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    encoder.finish().expect("memory takes it").len()
}

/// The pages of the first plan.
fn pages(site: &Site) -> Vec<String> {
    let plan = &site.archive().plans[0];
    (1..=plan.n_pages()).map(|page| html(site, &routes::plan_page(plan, page))).collect()
}

/// The words `w0`, `w1`, … of a page's text, in order.
fn words(page: &str) -> Vec<usize> {
    let text = page.split("<div class=\"prose text\">").skip(1).collect::<String>();
    let text = text.split("class=\"pager leaves\"").next().expect("a first piece");
    let text: Vec<&str> = text.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let mut found = Vec::new();
    for piece in text.join(" ").split(|c: char| !c.is_alphanumeric()) {
        found.extend(piece.strip_prefix("zq").and_then(|number| number.parse::<usize>().ok()));
    }
    found
}

/// A plan of one shape: it is cut, its pages are small, and its words stand there once, in order.
fn check(shape: &str, n: usize, text: &str) {
    let (site, _folder) = site_of(&[("long.md", &format!("{HEAD}{text}"))]);
    let pages = pages(&site);
    assert!(pages.len() > 1, "{shape}: {} bytes make one page", text.len());
    for (number, page) in pages.iter().enumerate() {
        let (raw, sent) = (page.len(), packed(page));
        assert!(raw < 1 << 20 && sent < 150_000, "{shape}: page {} has {raw} bytes, {sent} packed", number + 1);
    }
    let all: Vec<usize> = pages.iter().flat_map(|page| words(page)).collect();
    assert_eq!(all.len(), n, "{shape}");
    assert!(all.iter().copied().eq(0..n), "{shape}: out of order");
    assert_eq!(check::links(&site), [], "{shape}");
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, number| {
        text.push_str(&line(number));
        text
    })
}

#[test]
fn every_shape_of_text_is_cut() {
    const FILL: &str = "that say what there is to say about it, at some length";
    check("paragraphs", 9000, &format!("## All\n\n{}", lines(9000, |n| format!("Words zq{n} {FILL}.\n\n"))));
    check(
        "sections",
        6000,
        &lines(6000, |n| format!("{}Words zq{n} {FILL}.\n\n", if n % 40 == 0 { format!("## Part {n}\n\n") } else { String::new() })),
    );
    check("one list", 7000, &format!("## All\n\n{}", lines(7000, |n| format!("{}. Words zq{n} {FILL}.\n", n + 1))));
    check("one nested list", 7000, &format!("- all\n{}", lines(7000, |n| format!("  - Words zq{n} {FILL}.\n"))));
    check("one fence", 8000, &format!("```text\n{}```\n", lines(8000, |n| format!("zq{n} {FILL}\n"))));
    check("one table", 6000, &format!("| a | b |\n|---|--:|\n{}", lines(6000, |n| format!("| zq{n} | {FILL} |\n"))));
    check("one paragraph", 7000, &lines(7000, |n| format!("Words zq{n} {FILL}.\n")));
    check("one line", 7000, &lines(7000, |n| format!("Words zq{n} {FILL}. ")));
    check("one quote", 7000, &lines(7000, |n| format!("> Words zq{n} {FILL}.\n>\n")));
    check("raw HTML", 7000, &format!("<div>\n{}</div>\n", lines(7000, |n| format!("<p>zq{n} {FILL}</p>\n"))));
    check("no words", 4000, &format!("```text\n{}```\n", lines(4000, |n| format!("{} zq{n}\n", noise(n, 76)))));
    check("steps", 9000, &format!("## Progress\n\n{}", lines(9000, |n| format!("- [x] zq{n}\n"))));
    check("paths", 6000, &lines(6000, |n| format!("- `src/{}/zq{n}.rs`\n", noise(n, 6))));
    check("Chinese", 6000, &lines(6000, |n| format!("zq{n} {}\n\n", signs(n, 30))));
}

/// Letters that do not repeat.
fn noise(seed: usize, n: usize) -> String {
    numbers(seed)
        .take(n)
        .map(|number| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnoprstuvwxyz0123456789+/"[number % 62]))
        .collect()
}

fn signs(seed: usize, n: usize) -> String {
    numbers(seed).take(n).map(|number| char::from_u32(0x4e00 + (number % 3000) as u32).expect("a sign")).collect()
}

fn numbers(seed: usize) -> impl Iterator<Item = usize> {
    let mut state = seed as u64 * 2_654_435_761 + 1;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    })
}

/// A plan as they grow: steps, decisions and surprises over thousands of lines, with links and notes across them.
fn grown() -> String {
    let mut text = String::from(
        "# A plan that grew\n\nSee [the end](#the-end), [the style][style] and a note[^late]. Then decide[^early].\n\n## Progress\n\n",
    );
    for n in 0..900 {
        let _ = writeln!(
            text,
            "- [x] (2026-02-{:02} 10:00Z) Step {n} of the work on `src/part{n}.rs`, which takes a line and a half of words.",
            1 + n % 28
        );
    }
    text.push_str("\n[^early]: A note that stands among the steps.\n\n## Decision Log\n\n");
    for n in 0..160 {
        let _ = write!(
            text,
            "- Decision: Choose way {n} over the others.\n  Rationale: It costs least of all ways we know, {}.\n  Date/Author: 2026-03-0{} / A\n\n",
            "and so on ".repeat(20),
            1 + n % 9
        );
    }
    text.push_str("## Surprises & Discoveries\n\n");
    for n in 0..80 {
        let _ = write!(
            text,
            "- Observation: Thing {n} is slower than way {n}.\n  Evidence: see [the first step](#step-step-0-of-the-work-on-srcpart0rs-which).\n\n"
        );
    }
    text.push_str("## The end\n\nBack to [progress](#progress), [style] and the notes[^late][^early].\n\n[style]: https://example.org/style\n[^late]: A note at the end.\n");
    text
}

#[test]
fn every_link_leads_to_the_page_that_holds_what_it_names() {
    let other = "# Another\n\n## Progress\n\n- [ ] Look at [the end](long.md#the-end) and [line](long.md#L800)\n";
    let (site, _folder) = site_of(&[("long.md", &grown()), ("other.md", other)]);
    let plan = &site.archive().plans[0];
    assert!(plan.n_pages() > 1);
    let pages = pages(&site);
    for (kind, n) in [("step", 900), ("decision", 160), ("surprise", 80)] {
        let kind = serde_json::from_value(kind.into()).expect("a kind");
        for index in 0..n {
            let (route, anchor) = routes::record(site.archive(), RecordRef { plan: 0, kind, index });
            let page = (1..).find(|page| routes::plan_page(plan, *page) == route).expect("a page");
            for (number, html) in (1..).zip(&pages) {
                let ids = [format!(" id={anchor} "), format!(" id={anchor}>")];
                let is_there = ids.iter().any(|id| html.contains(id.as_str()));
                assert_eq!(is_there, number == page, "{anchor} on page {number}");
            }
        }
    }
    let last = plan.n_pages();
    assert!(pages[0].contains(&format!("href={last}/index.html#the-end")), "its own headings");
    assert!(pages.last().expect("a page").contains("href=../index.html#progress"), "and back");
    let others = html(&site, &routes::plan(&site.archive().plans[1]));
    assert!(others.contains(&format!("href=../long/{last}/index.html#the-end")), "those of another plan");
    assert!(pages[0].contains("https://example.org/style") && pages.last().expect("a page").contains("https://example.org/style"));
    for page in [&pages[0], pages.last().expect("a page")] {
        assert!(
            page.contains("A note at the end.") && page.contains("A note that stands among the steps."),
            "notes are beside their mentions"
        );
    }
    assert_eq!(check::links(&site), []);
    let index = html(&site, &Route::new("plans/long/2/"));
    assert!(index.contains("<title>A plan that grew, page 2 · demo plans</title>"));
    assert!(index.contains("rel=canonical href=https://example.org/plans/plans/long/2/>"));
    let sitemap = html(&site, &Route::new("sitemap.xml"));
    assert!(sitemap.contains("<loc>https://example.org/plans/plans/long/2/</loc>"));
    let feed = html(&site, &Route::new("decisions/atom.xml"));
    assert!(feed.contains(&format!("https://example.org/plans/plans/long/{last}/#decision")) || feed.contains("plans/long/2/#decision"));
}

#[test]
fn programs_and_search_are_told_the_page() {
    let (site, _folder) = site_of(&[("long.md", &grown())]);
    let plan = &site.archive().plans[0];
    let exported = export::export(site.archive(), &[]);
    let further = exported.plans[0].pages.as_ref().expect("it has further pages");
    assert_eq!(further.len() + 1, plan.n_pages() as usize);
    let further: usize = further.iter().map(|page| page.records.len()).sum();
    assert!(further > 100);
    let records = site.entries();
    let entry = records.entries.iter().find(|entry| entry.heading == "The end").expect("the last section");
    assert_eq!(records.route(entry), routes::plan_page(plan, plan.n_pages()));
    assert!(records.entries.iter().filter(|entry| entry.page == 1).count() > 100);
}

#[test]
fn other_files_of_a_plan_count() {
    let folder = |name: &str| format!("long/{name}");
    let progress = format!("# Progress\n\n{}", lines(6000, |n| format!("- zq{n} a line that says what was done and when it was done\n")));
    let plan = format!("{HEAD}## Progress\n\n- [ ] One\n\n## Decision Log\n\nNone yet.\n");
    let (site, _folder) = site_of(&[(&folder("PLAN.md"), &plan), (&folder("progress.md"), &progress)]);
    let plan = &site.archive().plans[0];
    assert_eq!(plan.document.source.sides.len(), 1, "progress.md is a part of the plan");
    assert!(plan.n_pages() > 1);
    let all: Vec<usize> = pages(&site).iter().flat_map(|page| words(page)).collect();
    assert!(all.iter().copied().eq(0..6000));
    assert!(pages(&site)[0].contains(">progress.md"), "the contents of a page name a file beside the plan without its folder");
    assert_eq!(check::links(&site), []);
}

#[test]
fn what_is_added_at_the_end_moves_no_page_before_the_last_two() {
    let grow = |n: usize| lines(n, |n| format!("## Part {n}\n\n{}\n\n", "Words of this part. ".repeat(200)));
    let breaks = |n: usize| site_of(&[("long.md", &format!("{HEAD}{}", grow(n)))]).0.archive().plans[0].breaks.clone();
    let (before, after) = (breaks(300), breaks(310));
    assert!(before.len() > 2);
    assert_eq!(before[..before.len() - 1], after[..before.len() - 1]);
}

#[test]
fn what_belongs_to_a_plan_is_bounded_on_its_page() {
    let folder = Folder::new();
    let fields = lines(400, |n| format!("- Field {n}: value {n}\n"));
    folder.write("archive/docs/plans/big.md", &format!("# Big\n\n{fields}\n## Progress\n\n- [ ] One\n\n## Decision Log\n\nNone.\n"));
    for n in 0..450 {
        folder.write(&format!("archive/docs/plans/artifacts/big/run-{n}.log"), "ran\n");
    }
    for n in 0..260 {
        let depends = if n < 90 { "Depends on: big.md\n\n" } else { "" };
        let text = format!("# Plan {n}\n\n{depends}## Progress\n\n- [ ] Follow [big](big.md) in part {n}\n\n## Decision Log\n\nNone.\n");
        folder.write(&format!("archive/docs/plans/p{n}.md"), &text);
    }
    let (site, _) = assemble(&folder.root(), Config::default(), &mut Memo::default());
    let number = site.archive().plans.iter().position(|plan| plan.id.as_str() == "big").expect("it is there");
    let page = html(&site, &routes::plan(&site.archive().plans[number]));
    for (list, n) in [("artifacts", "450 "), ("mentioned", ""), ("related", "90")] {
        assert!(page.contains(&format!("<a href={list}/index.html>")), "{list} is linked");
        let first = html(&site, &Route::new(format!("plans/big/{list}/")));
        assert!(first.contains(&format!("<p class=lead>{n}")), "{list} says how many");
        assert!(page.len() < 150_000 && first.len() < 100_000);
    }
    let pages = (2..).take_while(|page| site.has(&Route::new(format!("plans/big/artifacts/-/{page}/"))));
    let last = html(&site, &Route::new(format!("plans/big/artifacts/-/{}/", pages.last().expect("more than one"))));
    assert!(last.contains(">run-99.log</a>"), "the last by name is on the last page");
    assert!(page.contains("280 more in its text</a>"), "facts of the header");
    assert_eq!(check::links(&site), []);
}

#[test]
fn a_plan_that_fits_is_one_page() {
    let (site, _folder) = site_of(&[("short.md", "# Short\n\n## Progress\n\n- [ ] One\n")]);
    assert!(!site.has(&Route::new("plans/short/2/")));
    assert!(!html(&site, &Route::new("plans/short/")).contains("leaves"));
}

#[test]
fn steps_of_the_front_matter_are_shown_with_their_words() {
    let text = "---\ntodos:\n  - content: Read <all> of it\n    status: completed\n  - content: Write it\n    status: pending\n---\n# Todos\n\nWords.\n";
    let (site, _folder) = site_of(&[("todos.md", text)]);
    let page = html(&site, &Route::new("plans/todos/"));
    let steps: Vec<&str> = page.split("class=\"front step ").skip(1).collect();
    assert_eq!(steps.len(), 2, "{page}");
    assert!(steps[0].starts_with("done\"") && steps[0].contains("<span>Read &lt;all&gt; of it</span>"), "{}", steps[0]);
    assert!(steps[1].starts_with("todo\"") && steps[1].contains("<span>Write it</span>"), "{}", steps[1]);
}

#[test]
fn decisions_of_the_front_matter_are_shown_with_their_words() {
    let text = "---\nkey-decisions:\n  - \"Keep <one> list: two would differ\"\n  - ADR-3\n---\n# Summary\n\nWords.\n";
    let (site, _folder) = site_of(&[("summary.md", text)]);
    let page = html(&site, &Route::new("plans/summary/"));
    assert_eq!(page.matches("class=\"card decision").count(), 1, "{page}");
    assert!(page.contains("<p>Keep &lt;one&gt; list: two would differ</p>"), "{page}");
}

#[test]
fn tags_that_part_a_plan_swallow_no_heading() {
    let text = "# Context\n\n<decisions>\n## Decisions made\n\n- **Keep one list.**\n</decisions>\n\n<notes>\n## Further\n</notes>\n";
    let (site, _folder) = site_of(&[("context.md", text)]);
    let page = html(&site, &Route::new("plans/context/"));
    assert!(page.contains("<h2 id=decisions-made>") && page.contains("<h2 id=further>"), "{page}");
    assert!(!page.contains("&lt;decisions") && !page.contains("## "), "{page}");
}

#[test]
fn a_plan_without_boxes_says_where_its_work_stands() {
    let (site, _folder) = site_of(&[
        ("headings.md", "# Sort\n\n### Task 1: Read\n\n#### Step 1: Test\n\nx\n\n### Task 2: Sort\n\nx\n"),
        ("words.md", "# Words\n\n## Goal\n\nx\n\n## Task 1: alone\n\nx\n"),
    ]);
    let page = |name: &str| {
        let plan = site.archive().plans.iter().find(|plan| plan.document.source.path.as_str().ends_with(name)).expect("the plan");
        html(&site, &routes::plan_page(plan, 1))
    };
    assert!(page("headings.md").contains("no steps to count: its work stands below 2 headings, which cannot be ticked."));
    assert!(page("words.md").contains("no steps to count."));
}
