//! Indexing an archive, exporting its shards and answering from the index, apart. The archive is the project's own;
//! `ARCHIVE=dir cargo bench --bench search` reads another.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use execplan_site::config::Config;
use execplan_site::search::{Index, Records, search, shards};
use execplan_site::text::Route;
use execplan_site::{crawl, pipeline};

fn main() {
    divan::main();
}

fn records() -> Arc<Records> {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = std::env::var_os("ARCHIVE").map_or_else(own, PathBuf::from);
    let config = Config::default();
    let (sources, _) = crawl::crawl(&root, &config).expect("a folder that can be read");
    let (archive, _) = pipeline::understand(&sources, &config, None);
    Arc::new(Records::of(&archive, &BTreeMap::new()))
}

fn bytes(records: &Records) -> BytesCount {
    BytesCount::new(records.entries.iter().map(|entry| entry.text.len()).sum::<usize>())
}

#[divan::bench(sample_count = 10)]
fn index(bencher: Bencher<'_, '_>) {
    let records = records();
    bencher.counter(bytes(&records)).bench(|| Index::build(black_box(records.clone())).expect("an index"));
}

#[divan::bench(sample_count = 10)]
fn export(bencher: Bencher<'_, '_>) {
    let records = records();
    let index = Index::build(records.clone()).expect("an index");
    bencher.counter(bytes(&records)).bench(|| {
        let mut size = 0;
        shards::export(black_box(&index), &mut |_: Route, bytes: Vec<u8>| size += bytes.len()).expect("an export");
        size
    });
}

/// What a build does in place of the two above.
#[divan::bench(sample_count = 10)]
fn make(bencher: Bencher<'_, '_>) {
    let records = records();
    bencher.counter(bytes(&records)).with_inputs(|| Records::clone(&records)).bench_values(|records| {
        let mut size = 0;
        shards::make_of(records, &mut |_: Route, bytes: Vec<u8>| size += bytes.len()).expect("an export");
        size
    });
}

#[divan::bench(args = ["token", "the plan", "\"the plan\"", "src/search", "reco"])]
fn answer(bencher: Bencher<'_, '_>, query: &str) {
    let index = Index::build(records()).expect("an index");
    bencher.bench(|| search(black_box(&index), query, 10).expect("an answer"));
}
