//! Reading plans against what pulldown-cmark alone needs to walk the same text, on one thread, and on all cores as a build
//! reads them; at the end, the rate of one thread.
//! The text is the project's own fixtures and guide pages, repeated; `PLANS=dir cargo bench --bench parse` reads a folder.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a bench is told its folder by the environment, and prints")]

#[path = "plans/gather.rs"]
mod gather;

use std::path::Path;
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use execplan_site::config::Options;
use execplan_site::model::PlanSource;
use execplan_site::parse::{outline, parse, stamp};
use execplan_site::text::SourcePath;

use gather::gather;
use rayon::prelude::*;

/// As users have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
    if std::env::args().any(|arg| arg == "--bench") {
        println!("plans are read at {:.3} of the rate of pulldown-cmark alone", rate());
    }
}

/// The rate of reading, where that of pulldown-cmark alone is 1. Of each plan the quickest of many rounds counts, both
/// in turn, so that a machine that does other things meanwhile tells the same.
fn rate() -> f64 {
    const N_ROUNDS: usize = 40;
    let options = Options::default();
    let time = |work: &dyn Fn() -> usize| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    let (mut alone, mut all) = (Duration::ZERO, Duration::ZERO);
    for plan in plans() {
        let (mut best_alone, mut best_all) = (Duration::MAX, Duration::MAX);
        for _ in 0..N_ROUNDS {
            best_alone = best_alone.min(time(&|| walk(&plan)));
            best_all = best_all.min(time(&|| parse(&plan, &options).0.steps.len()));
        }
        alone += best_alone;
        all += best_all;
    }
    alone.as_secs_f64() / all.as_secs_f64()
}

/// What pulldown-cmark alone does.
fn walk(plan: &PlanSource) -> usize {
    pulldown_cmark::Parser::new_ext(&plan.text, outline::extensions()).into_offset_iter().count()
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
    measure(bencher, walk);
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

/// As a build reads an archive: plans side by side.
#[divan::bench]
fn everything_on_all_cores(bencher: Bencher) {
    let options = Options::default();
    let plans = plans();
    let n_bytes: usize = plans.iter().map(|plan| plan.text.len()).sum();
    let work = || plans.par_iter().map(|plan| black_box(parse(plan, &options).0.steps.len())).sum::<usize>();
    bencher.counter(BytesCount::new(n_bytes)).bench_local(work);
}
