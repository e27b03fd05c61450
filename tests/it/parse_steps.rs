//! Steps, criteria, log lines and stamps as a reader would list them. A case is a Markdown file under
//! `tests/fixtures/parse/steps/` with what is read of it in a `.txt` file of the same name;
//! run with `UPDATE_FIXTURES=1` to write those anew, and read the difference.
#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use execplan_site::config::Options;
use execplan_site::diag::codes;
use execplan_site::model::{Document, Passage, PlanSource, RecordMeta, SidePart, Stamp};
use execplan_site::parse::parse;
use execplan_site::text::{SourcePath, Span};
use proptest::prelude::*;

fn source(text: &str) -> PlanSource {
    PlanSource::file(SourcePath::new("plans/case.md"), text)
}

fn time(stamp: Option<&Stamp>) -> String {
    stamp.map_or("-".into(), Stamp::rfc3339)
}

/// What is read of a text, one record a line.
fn listing(text: &str) -> String {
    let (document, diagnostics) = parse(&source(text), &Options::default());
    let mut out = String::new();
    let word = |state: &dyn std::fmt::Debug| format!("{state:?}").to_lowercase();
    for step in &document.steps {
        let indent = "  ".repeat(usize::from(step.depth));
        write!(out, "{indent}step {} {} | {}", word(&step.state), time(step.meta.stamp.as_ref()), step.words.text).expect("a string");
        for (name, value) in
            [("milestone", &step.milestone), ("owner", &step.owner), ("completed", &step.completed), ("remaining", &step.remaining)]
        {
            if let Some(value) = value {
                write!(out, " | {name}: {value}").expect("a string");
            }
        }
        out.push('\n');
    }
    for criterion in &document.criteria {
        writeln!(out, "criterion {} | {}", if criterion.met { "met" } else { "open" }, criterion.words.text).expect("a string");
    }
    for entry in &document.log {
        writeln!(out, "log {} | {}", time(entry.meta.stamp.as_ref()), entry.words.text).expect("a string");
    }
    let ours = [codes::UNREAD_RECORD, codes::BAD_DATE, codes::AMBIGUOUS_ZONE, codes::ZONE_ASSUMED];
    for found in diagnostics.iter().filter(|found| ours.contains(&found.code)) {
        writeln!(out, "{} line {}: {}", found.code.as_str(), found.line.unwrap_or(0), found.message).expect("a string");
    }
    out
}

fn fixtures() -> Vec<PathBuf> {
    fixtures_of("steps")
}

fn fixtures_of(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parse").join(kind);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn every_case_is_read_as_written_beside_it() {
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).expect("a fixture");
        let listing = listing(&text);
        let beside = path.with_extension("txt");
        if std::env::var("UPDATE_FIXTURES").is_ok() {
            std::fs::write(&beside, &listing).expect("a writable folder");
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(listing, expected, "{}", path.display());
    }
}

#[test]
fn names_stay_when_other_records_move() {
    let names = |text: &str| -> BTreeSet<String> {
        parse(&source(text), &Options::default()).0.steps.iter().map(|step| step.meta.id.to_string()).collect()
    };
    let before = names("## Progress\n- [ ] One thing\n- [x] Another thing\n");
    let after = names("## Progress\n- [x] Another thing\n- [x] A third thing\n- [x] One thing\n");
    assert!(before.is_subset(&after), "{before:?} {after:?}");
}

#[test]
fn a_side_file_named_for_its_records_needs_no_heading() {
    let mut plan = source("# Plan\n");
    plan.sides.push(SidePart { path: SourcePath::new("plans/progress.md"), text: "- 2026-05-01: began\n".into() });
    plan.sides.push(SidePart { path: SourcePath::new("plans/acceptance-criteria.md"), text: "- [x] green\n".into() });
    let document = parse(&plan, &Options::default()).0;
    assert_eq!((document.log.len(), document.criteria.len(), document.steps.len()), (1, 1, 0));
    assert_eq!(document.criteria[0].words.place.part, 2);
}

#[test]
fn lines_count_from_where_the_text_begins() {
    let mut plan = source("## Progress\n- [ ] One thing\n");
    plan.first_line = 40;
    assert_eq!(parse(&plan, &Options::default()).0.steps[0].meta.place.line, 41);
}

#[test]
fn a_reader_may_name_sections_in_their_own_words() {
    let mut options = Options::default();
    options.sections.insert("criteria".into(), vec!["Ship it when".into()]);
    let document = parse(&source("## Ship it when…\n- [ ] green\n"), &options).0;
    assert_eq!((document.steps.len(), document.criteria.len()), (0, 1));
}

/// Every record's common part and every passage of it.
fn places(document: &Document) -> Vec<(&RecordMeta, Vec<&Passage>)> {
    let mut out = Vec::new();
    macro_rules! each {
        ($($list:ident: $($field:ident)*),*) => {
            $(for record in &document.$list {
                #[allow(unused_mut, reason = "not every kind has further passages")]
                let mut passages = vec![&record.words];
                $(passages.extend(record.$field.as_ref());)*
                out.push((&record.meta, passages));
            })*
        };
    }
    each!(steps:, criteria:, log:, decisions: about rationale alternatives outcome, surprises: about evidence impact workaround, outcomes:, revisions:, risks: mitigation);
    out
}

fn in_text(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some()
}

/// Boxes that Markdown itself knows, outside code.
fn n_task_markers(text: &str) -> usize {
    let body = execplan_site::parse::outline::front_matter(text).map_or(0, |(whole, _)| whole.end as usize);
    pulldown_cmark::Parser::new_ext(&text[body..], execplan_site::parse::outline::extensions())
        .filter(|event| matches!(event, pulldown_cmark::Event::TaskListMarker(_)))
        .count()
}

fn holds(text: &str) {
    let (document, diagnostics) = parse(&source(text), &Options::default());
    let mut ids = BTreeSet::new();
    for (meta, passages) in places(&document) {
        assert!(in_text(text, meta.place.span), "span of {}", meta.id);
        assert!(ids.insert(meta.id.to_string()), "{} twice", meta.id);
        for passage in passages {
            assert!(in_text(text, passage.place.span), "passage of {}", meta.id);
        }
    }
    for section in &document.sections {
        assert!(in_text(text, section.place.span), "section {}", section.title);
        assert!(ids.insert(section.anchor.to_string()), "anchor {} twice", section.anchor);
    }
    let notes = diagnostics.iter().filter(|found| found.code == codes::UNREAD_RECORD).count();
    let kept = document.steps.len() + document.criteria.len() + notes;
    assert!(kept >= n_task_markers(text), "{kept} of {} boxes", n_task_markers(text));
    let mut starts: Vec<u32> = document.steps.iter().map(|step| step.meta.place.span.start).collect();
    starts.extend(document.criteria.iter().map(|criterion| criterion.meta.place.span.start));
    let distinct: BTreeSet<u32> = starts.iter().copied().collect();
    assert_eq!(distinct.len(), starts.len(), "a box read twice");
}

/// Lines in the forms plans are written in, and some in none.
fn line() -> impl Strategy<Value = String> {
    const MARKS: &[&str] = &["x", " ", "X", "~", "-", ">", "/", "✅", "=", "D-1"];
    const TITLES: &[&str] = &[
        "Progress",
        "Decision Log",
        "Surprises & Discoveries",
        "Outcomes & Retrospective",
        "Acceptance",
        "进度",
        "Milestone 1: x",
        "Task 2: y",
        "Phase 3 — z ✅",
        "Open questions / decisions log",
        "Notes (2026-01-02)",
        "The &",
        "Notes",
    ];
    const LINES: &[&str] = &[
        "- Decision: a",
        "  Rationale: b",
        "Date/Author: 2026-01-01 / me",
        "| Date | Decision |\n| --- | --- |\n| 2026-01-01 | x |",
        "| [x] | Status |\n| --- | --- |\n| [ ] | done |",
        "```",
        "---",
        "> - [ ] q",
        "    - [ ] code",
        "todos:",
        "  - content: x",
        "- ✅ done",
        "- Observation: x\n  Evidence: y",
        "**Acceptance:**",
        "**Status:** Done 2026-01-03",
        "- **Status:** blocked by x",
        "  - Status: BLOCKED",
        "[ ] Not started [x] Complete",
        "- ⬜ to do",
        "1. ✅ **done**\n2. ⬜ to do\n3. 🟡 half",
        "      - too far in",
        "| Task | Status |\n| --- | --- |\n| write all of it | DONE |\n| read all of it | CAPTURED |\n| all of it again | DONE |\n| Total | 2 |",
        "phases:\n  - name: x\n    status: done",
        "- [ ] EP-2",
        "- [x] M1",
        "### D1: x (2026-01-04)",
        "1. Write it. Done.\n2. Read it. Pending.",
    ];
    let boxed = (0usize..3, prop::sample::select(MARKS), "[a-zé世界 `*_()\\[\\]:~-]{0,40}");
    prop_oneof![
        4 => boxed.prop_map(|(depth, mark, words)| format!("{}- [{mark}] {words}", "  ".repeat(depth))),
        2 => prop::sample::select(TITLES).prop_map(|title| format!("## {title}")),
        2 => "(- )?[(\\[*`]{0,2}20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[ T]?([0-9]{2}:[0-9]{2}Z?| JST| Europe/Berlin)?[)\\]*:`]{0,2} [a-z ]{0,20}",
        1 => prop::sample::select(LINES).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
        1 => Just(String::new()),
    ]
}

/// The texts of all fixtures.
fn texts() -> &'static [String] {
    static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let paths = fixtures_of("steps").into_iter().chain(fixtures_of("records"));
        paths.map(|path| std::fs::read_to_string(path).expect("a fixture")).collect()
    });
    &TEXTS
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_plan_is_read_whole(lines in prop::collection::vec(line(), 0..40)) {
        holds(&lines.join("\n"));
    }

    /// Pieces of the fixtures, cut anywhere: words that end where nobody thought they would.
    #[test]
    fn any_cut_of_a_fixture_is_read(pieces in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0usize..400), 1..6)) {
        let texts = texts();
        let cut = |(which, from, n): &(prop::sample::Index, prop::sample::Index, usize)| {
            let text = which.get(texts);
            let start = from.index(text.len() + 1);
            let piece = &text.as_bytes()[start..(start + n).min(text.len())];
            String::from_utf8_lossy(piece).into_owned()
        };
        holds(&pieces.iter().map(cut).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        holds(&text);
    }
}

#[test]
fn finds_of_the_fuzzer_stay_fixed() {
    for text in [
        "",
        "---\n---\n",
        "---\ntodos:\n-\n",
        "[ ]",
        "- [ ]",
        "20",
        "2026-",
        "- [x] 2026-01-01 10:00",
        "## \n- [x] a\n## \n",
        "\u{feff}# a",
        "- [ ] EP-2",
        "# The &\n",
    ] {
        holds(text);
    }
}

#[test]
fn blocks_of_any_depth_are_read() {
    for mark in ["> ", "1. ", "- ", "> - [ ] "] {
        holds(&format!("## Progress\n\n- [x] a\n\n{}b\n", mark.repeat(50_000)));
    }
}
