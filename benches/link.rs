//! What holds an archive together, over 100 to 10,000 plans: every stage after parsing has to grow no faster than the
//! archive. The plans are made up here, in the forms of the project's own fixtures; `PLANS=dir` is for real ones.

mod plans;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use execplan_site::config::Config;
use execplan_site::link::families::Families;
use execplan_site::link::link;
use execplan_site::view::Index;
use plans::{SIZES, archive};

fn main() {
    divan::main();
}

/// Everything the linker does.
#[divan::bench(args = SIZES, sample_count = 5)]
fn linking(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let config = Config::default();
    let bencher = bencher.counter(ItemsCount::new(documents.len())).with_inputs(|| documents.clone());
    bencher.bench_local_values(|documents| black_box(link(&sources, documents, None, &config)));
}

/// Families alone.
#[divan::bench(args = SIZES, sample_count = 5)]
fn families(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let (archive, _) = link(&sources, documents, None, &Config::default());
    bencher.counter(ItemsCount::new(archive.plans.len())).bench_local(|| black_box(Families::new(&archive)));
}

/// What pages look up: orders, registers, what narrows them, code paths, families.
#[divan::bench(args = SIZES, sample_count = 5)]
fn index_of_pages(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let config = Config::default();
    let (archive, _) = link(&sources, documents, None, &config);
    bencher.counter(ItemsCount::new(archive.plans.len())).bench_local(|| black_box(Index::new(&archive, &config)));
}
