//! Any bytes are read without a panic, and every record lies in the text under a name of its own.
//! `cargo +nightly fuzz run parse tests/fixtures/parse/steps`
//!
//! Stable Rust serves as well: below `fuzz/`, build with `--release --target <host>` and
//! `RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 --cfg fuzzing -Cdebug-assertions
//! -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
//! -Cllvm-args=-sanitizer-coverage-trace-compares"`, then run the binary on a folder of texts.
#![no_main]

use std::collections::BTreeSet;

use execplan_site::config::Options;
use execplan_site::model::PlanSource;
use execplan_site::parse::parse;
use execplan_site::text::SourcePath;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = PlanSource::file(SourcePath::new("plans/fuzz.md"), text);
    let (document, _) = parse(&source, &Options::default());
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
    for section in &document.sections {
        assert!(text.get(section.place.span.range()).is_some());
    }
});
