//! Reading plans against what pulldown-cmark alone needs to walk the same text, on one thread.
//! The text is the project's own fixtures and guide pages, repeated; `PLANS=dir cargo bench --bench parse` reads a folder.
#![expect(clippy::disallowed_methods, reason = "a bench is told its folder by the environment")]

#[path = "plans/gather.rs"]
mod gather;

use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use execplan_site::config::Options;
use execplan_site::model::PlanSource;
use execplan_site::parse::{outline, parse, stamp};
use execplan_site::text::SourcePath;

use gather::gather;

/// As users have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// At least two megabytes of plans.
fn plans() -> Vec<PlanSource> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    match std::env::var("PLANS") {
        Ok(folder) => gather(Path::new(&folder), &mut texts),
        Err(_) => {
            gather(&own.join("tests/fixtures/parse"), &mut texts);
            gather(&own.join("content"), &mut texts);
        }
    }
    let n_bytes: usize = texts.iter().map(String::len).sum();
    let n_times = (2_000_000 / n_bytes.max(1)).clamp(1, 2_000);
    let source = |text: &String| PlanSource::file(SourcePath::new("plans/bench.md"), text.as_str());
    std::iter::repeat_n(&texts, n_times).flatten().map(source).collect()
}

fn measure(bencher: Bencher, work: impl Fn(&PlanSource) -> usize + Sync) {
    let plans = plans();
    let n_bytes: usize = plans.iter().map(|plan| plan.text.len()).sum();
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| plans.iter().map(|plan| black_box(work(plan))).sum::<usize>());
}

#[divan::bench]
fn pulldown_cmark_alone(bencher: Bencher) {
    measure(bencher, |plan| pulldown_cmark::Parser::new_ext(&plan.text, outline::extensions()).into_offset_iter().count());
}

#[divan::bench]
fn outline_of_blocks(bencher: Bencher) {
    measure(bencher, |plan| outline::read(&plan.text).blocks.len());
}

#[divan::bench]
fn stamps(bencher: Bencher) {
    let options = Options::default();
    measure(bencher, |plan| stamp::scan(&plan.text, &[], &options).found.len());
}

#[divan::bench]
fn everything(bencher: Bencher) {
    let options = Options::default();
    measure(bencher, |plan| parse(plan, &options).0.steps.len());
}
