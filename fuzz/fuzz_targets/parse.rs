//! Any bytes are read without a panic, every record lies in the text under a name of its own, and every box is a step, a
//! criterion or noted.
//! `cargo +nightly fuzz run parse tests/fixtures/parse/steps`
//!
//! Stable Rust serves as well: below `fuzz/`, build with `--release --target <host>` and
//! `RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 --cfg fuzzing -Cdebug-assertions
//! -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
//! -Cllvm-args=-sanitizer-coverage-trace-compares"`, then run the binary on a folder of texts.
#![no_main]

use std::collections::BTreeSet;

use execplan_site::config::Options;
use execplan_site::diag::codes;
use execplan_site::model::PlanSource;
use execplan_site::parse::{outline, parse};
use execplan_site::text::SourcePath;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = PlanSource::file(SourcePath::new("plans/fuzz.md"), text);
    let (document, diagnostics) = parse(&source, &Options::default());
    let mut ids = BTreeSet::new();
    for step in &document.steps {
        assert!(text.get(step.meta.place.span.range()).is_some());
        assert!(text.get(step.words.place.span.range()).is_some());
        assert!(ids.insert(step.meta.id.clone()));
    }
    for decision in &document.decisions {
        assert!(text.get(decision.meta.place.span.range()).is_some());
        assert!(ids.insert(decision.meta.id.clone()));
    }
    let body = outline::front_matter(text).map_or(0, |(whole, _)| whole.end as usize);
    let events = pulldown_cmark::Parser::new_ext(&text[body..], outline::extensions());
    let n_boxes = events.filter(|event| matches!(event, pulldown_cmark::Event::TaskListMarker(_))).count();
    let n_noted = diagnostics.iter().filter(|found| found.code == codes::UNREAD_RECORD).count();
    assert!(document.steps.len() + document.criteria.len() + n_noted >= n_boxes, "a box is lost");
    for section in &document.sections {
        assert!(text.get(section.place.span.range()).is_some());
    }
});
