//! Series, cycle times, flow and back-tested forecasts of an archive, over 100 to 10,000 plans; `PLANS=dir` is for real ones.

mod plans;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use execplan_site::config::Config;
use execplan_site::link::link;
use execplan_site::rates::rates;
use plans::{SIZES, archive};

fn main() {
    divan::main();
}

/// All of them, as every build works them out.
#[divan::bench(args = SIZES, sample_count = 5)]
fn all(bencher: Bencher, n: usize) {
    let (sources, documents) = archive(n);
    let config = Config::default();
    let (archive, _) = link(&sources, documents, None, &config);
    bencher.counter(ItemsCount::new(archive.plans.len())).bench_local(|| black_box(rates(&archive, config.options())));
}
