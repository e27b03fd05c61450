//! The archive as JSON, over 100 to 10,000 plans: in the form of the contract, and as text. `PLANS=dir` is for real ones.

mod plans;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use execplan_site::config::Config;
use execplan_site::export::export;
use execplan_site::link::link;
use plans::{SIZES, archive};

fn main() {
    divan::main();
}

/// From records to what the contract says.
#[divan::bench(args = SIZES, sample_count = 5)]
fn form(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let (archive, found) = link(&sources, documents, None, &Config::default());
    bencher.counter(ItemsCount::new(archive.plans.len())).bench_local(|| black_box(export(&archive, &found)));
}

/// From there to JSON.
#[divan::bench(args = SIZES, sample_count = 5)]
fn text(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let (archive, found) = link(&sources, documents, None, &Config::default());
    let export = export(&archive, &found);
    let n_bytes = serde_json::to_vec(&export).expect("JSON").len();
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| serde_json::to_vec(black_box(&export)).expect("JSON"));
}
