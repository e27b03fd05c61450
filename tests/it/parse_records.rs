//! Header facts, decisions, surprises, outcomes, risks, gates, revisions and references as a reader would
//! list them. A case is a Markdown file under `tests/fixtures/parse/records/` with what is read of it in a
//! `.txt` file of the same name; run with `UPDATE_FIXTURES=1` to write those anew, and read the difference.
#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use execplan_site::config::Options;
use execplan_site::link::dates;
use execplan_site::model::{Document, Passage, PlanSource, ReferenceKind, Stamp};
use execplan_site::parse::parse;
use execplan_site::text::{SourcePath, Span};
use proptest::prelude::*;

fn source(text: &str) -> PlanSource {
    PlanSource::file(SourcePath::new("plans/2026-01-02-case.md"), text)
}

fn time(stamp: Option<&Stamp>) -> String {
    stamp.map_or("-".into(), Stamp::rfc3339)
}

/// ` | name: words` for each part that is there.
fn parts(out: &mut String, parts: &[(&str, Option<&str>)]) {
    for (name, words) in parts {
        if let Some(words) = words {
            write!(out, " | {name}: {words}").expect("a string");
        }
    }
    out.push('\n');
}

fn text(passage: &Option<Passage>) -> Option<&str> {
    passage.as_ref().map(|passage| passage.text.as_str())
}

/// What is read of a text, one fact or record a line.
fn listing(markdown: &str) -> String {
    let (document, diagnostics) = parse(&source(markdown), &Options::default());
    let mut out = String::new();
    header(&document, &mut out);
    records(&document, &mut out);
    for reference in document.references.iter().filter(|reference| !matches!(reference.kind, ReferenceKind::Symbol)) {
        writeln!(out, "reference {:?} {}", reference.kind, document.target(reference)).expect("a string");
    }
    for found in diagnostics
        .iter()
        .filter(|found| matches!(found.code.as_str(), "unread-record" | "broken-front-matter" | "unclosed-fence" | "ragged-table"))
    {
        writeln!(out, "{} line {}: {}", found.code.as_str(), found.line.unwrap_or(0), found.message).expect("a string");
    }
    out
}

fn header(document: &Document, out: &mut String) {
    writeln!(out, "title {}", document.title).expect("a string");
    if let Some(id) = &document.own_id {
        writeln!(out, "id {id}").expect("a string");
    }
    if let Some(status) = &document.status {
        writeln!(out, "status {:?} from {:?} as `{}`", status.value, status.source, status.original).expect("a string");
    }
    for (name, stamp) in [("created", &document.created), ("updated", &document.updated), ("completed", &document.completed)] {
        if stamp.is_some() {
            writeln!(out, "{name} {}", time(stamp.as_ref())).expect("a string");
        }
    }
    if !document.authors.is_empty() {
        writeln!(out, "authors {}", document.authors.join(" + ")).expect("a string");
    }
    writeln!(out, "language {} | {}", document.language, document.summary).expect("a string");
    for field in &document.header {
        writeln!(out, "field {}: {}", field.label, field.value).expect("a string");
    }
}

fn records(document: &Document, out: &mut String) {
    for decision in &document.decisions {
        write!(out, "decision {} | {}", time(decision.meta.stamp.as_ref()), decision.words.text).expect("a string");
        let author = decision.author.as_deref();
        let supersedes = decision.supersedes.as_deref();
        parts(
            out,
            &[
                ("about", text(&decision.about)),
                ("rationale", text(&decision.rationale)),
                ("alternatives", text(&decision.alternatives)),
                ("outcome", text(&decision.outcome)),
                ("author", author),
                ("supersedes", supersedes),
            ],
        );
    }
    for surprise in &document.surprises {
        write!(out, "surprise {} | {}", time(surprise.meta.stamp.as_ref()), surprise.words.text).expect("a string");
        parts(
            out,
            &[
                ("about", text(&surprise.about)),
                ("evidence", text(&surprise.evidence)),
                ("impact", text(&surprise.impact)),
                ("workaround", text(&surprise.workaround)),
            ],
        );
    }
    for outcome in &document.outcomes {
        let done = outcome.done.map(|done| if done { "done" } else { "open" });
        write!(out, "{:?} {} | {}", outcome.role, time(outcome.meta.stamp.as_ref()), outcome.words.text).expect("a string");
        parts(out, &[("box", done)]);
    }
    for risk in &document.risks {
        write!(out, "risk | {}", risk.words.text).expect("a string");
        let owner = risk.owner.as_deref();
        let (severity, likelihood) = (text(&risk.severity), text(&risk.likelihood));
        parts(
            out,
            &[
                ("severity", severity),
                ("likelihood", likelihood),
                ("impact", text(&risk.impact)),
                ("mitigation", text(&risk.mitigation)),
                ("owner", owner),
            ],
        );
    }
    for gate in &document.gates {
        writeln!(out, "gate {} | {} | {}", gate.name, gate.command, gate.threshold).expect("a string");
    }
    for revision in &document.revisions {
        writeln!(out, "revision {} | {}", time(revision.meta.stamp.as_ref()), revision.words.text).expect("a string");
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parse/records");
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
    let mut wrong = String::new();
    for path in fixtures() {
        let got = listing(&std::fs::read_to_string(&path).expect("a case"));
        let beside = path.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&beside, &got).expect("the folder can be written");
        }
        let want = std::fs::read_to_string(&beside).unwrap_or_default();
        if got != want {
            writeln!(wrong, "{}\n--- want\n{want}--- got\n{got}", path.display()).expect("a string");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_item_of_a_list_in_front_matter_has_its_own_line() {
    let text = "---\ntitle: x\nrelated:\n  - docs/a.md\n  - 'docs/b.md'\n---\n\n# X\n";
    let (document, _) = parse(&source(text), &Options::default());
    let lines: Vec<(&str, u32)> = document
        .references
        .iter()
        .map(|reference| (document.target(reference), reference.place.line))
        .filter(|(_, line)| *line < 7)
        .collect();
    assert!(lines.contains(&("docs/a.md", 4)) && lines.contains(&("docs/b.md", 5)), "{lines:?}");
    assert!(lines.iter().all(|(_, line)| *line > 3), "{lines:?}");
}

/// Every place of a document, with the part it points into.
fn places(document: &Document) -> Vec<Span> {
    let mut out: Vec<Span> = document.references.iter().map(|reference| reference.place.span).collect();
    out.extend(document.header.iter().map(|field| field.place.span));
    for decision in &document.decisions {
        out.extend([decision.meta.place.span, decision.words.place.span]);
        out.extend(
            [&decision.about, &decision.rationale, &decision.alternatives, &decision.outcome]
                .into_iter()
                .flatten()
                .map(|part| part.place.span),
        );
    }
    for surprise in &document.surprises {
        out.extend([surprise.meta.place.span, surprise.words.place.span]);
        out.extend(
            [&surprise.about, &surprise.evidence, &surprise.impact, &surprise.workaround].into_iter().flatten().map(|part| part.place.span),
        );
    }
    out.extend(document.outcomes.iter().flat_map(|outcome| [outcome.meta.place.span, outcome.words.place.span]));
    for risk in &document.risks {
        out.extend([risk.meta.place.span, risk.words.place.span]);
        let parts = [&risk.severity, &risk.likelihood, &risk.impact, &risk.mitigation];
        out.extend(parts.into_iter().flatten().map(|part| part.place.span));
    }
    out.extend(document.revisions.iter().flat_map(|revision| [revision.meta.place.span, revision.words.place.span]));
    out
}

/// Scraps that records, headers and references are made of, to be shuffled.
const SCRAPS: &[&str] = &[
    "## Decision Log\n",
    "## Surprises & Discoveries\n",
    "## Outcomes\n",
    "## Risks\n",
    "## Status\n",
    "### Decision 1: a\n",
    "### 2026-01-02\n",
    "---\n",
    "\n",
    "- ",
    "  - ",
    "1. ",
    "- 1. word\n",
    "> ",
    "Decision: ",
    "**Decision**：",
    "Observation:",
    "Evidence：",
    "Rationale: ",
    "Date/Author: 2026-01-02 / me",
    "(2026-01-02, x) ",
    "[2026-01-02 10:00 UTC] ",
    "| Date | Decision |\n|---|---|\n| 2026-01-02 | x |\n",
    "`",
    "```\n",
    "**",
    "_",
    "[",
    "](",
    ")",
    "# ",
    "#12 ",
    "owner/repo#1",
    "、/#a",
    "plan.md",
    "見plan.md。",
    "https://x.y/issues/1",
    "[[x]]",
    "Status: done • Owner: me\n",
    "决策：",
    "이유: ",
    "🚨",
    "é",
    "\u{feff}",
    "D-1: ",
    "word ",
    "…",
    "<a>",
    "None yet.",
    "title: a: b\n",
    "    - Decision: x\n",
    "Risk: a • Mitigation: b\n",
    "## Risks\nSeverity: .\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a file, reading it gives spans that lie in it, on character boundaries.
    #[test]
    fn spans_lie_in_the_text(scraps in prop::collection::vec(prop::sample::select(SCRAPS), 0..40)) {
        let markdown = scraps.concat();
        let (document, _) = parse(&source(&markdown), &Options::default());
        for span in places(&document) {
            prop_assert!(markdown.get(span.range()).is_some(), "{span:?} of {markdown:?}");
        }
        for (meta, words) in dates::records(&document) {
            let span = words.place.span;
            let own = markdown.get(span.range()).unwrap_or_default().trim_end();
            let told = Span::new(span.start as usize, span.start as usize + own.len());
            prop_assert!(meta.place.span.contains(told), "{meta:?} does not hold {words:?} of {markdown:?}");
        }
    }
}

#[test]
fn a_heading_that_is_the_name_of_the_file_leaves_the_title_to_the_header() {
    let title = |path: &str, text: &str| {
        let source = PlanSource::file(SourcePath::new(path), text);
        parse(&source, &Options::default()).0.title
    };
    let text = "# sort-lists\n\n- Title: Sort the lists of names\n- Owner: Ann\n\n## Progress\n\n- [ ] One\n";
    assert_eq!(title("docs/plans/sort-lists.md", text), "Sort the lists of names");
    assert_eq!(title("docs/plans/other.md", text), "sort-lists");
}
