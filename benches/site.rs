//! From an archive to pages and to the disk, over 100 to 3,000 plans; `PLANS=dir` is for real ones. What a site works
//! out once for all its pages (rates, orders, the index of search) is done before the clock starts, but in `publish_new`.

mod plans;

use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use execplan_site::config::Config;
use execplan_site::crawl::disk::Disk;
use execplan_site::link::link;
use execplan_site::publish::publish;
use execplan_site::site::{Body, Parts, Site};
use execplan_site::text::Route;
use execplan_site::theme::Theme;
use plans::archive;

const SIZES: [usize; 3] = [plans::SIZES[0], plans::SIZES[1], plans::SIZES[2]];

fn main() {
    divan::main();
}

/// The site of `n` plans, nothing of it rendered, and the empty folder it was found in.
fn site(n: usize) -> (Site, tempfile::TempDir) {
    let (sources, documents) = archive(n);
    let config = Config::default();
    let (archive, diagnostics) = link(&sources, documents, None, &config);
    let root = tempfile::tempdir().expect("a folder");
    let fetch = Arc::new(Disk::new(root.path()).expect("a folder"));
    let parts = Parts { archive, pages: Vec::new(), diagnostics, config, theme: Theme::embedded(), fetch, name: "bench".into() };
    (Site::new(parts).0, root)
}

fn n_bytes(site: &Site, route: &Route) -> usize {
    match site.render(route).expect("a route").body {
        Body::Bytes(bytes) => bytes.len(),
        Body::File(_) => 0,
    }
}

fn render_all(bencher: Bencher, n: usize, wanted: impl Fn(&Route) -> bool) {
    let (site, _root) = site(n);
    let routes: Vec<&Route> = site.routes().filter(|route| wanted(route)).collect();
    let render = || routes.iter().map(|route| n_bytes(&site, route)).sum::<usize>();
    render();
    bencher.counter(ItemsCount::new(routes.len())).bench_local(|| black_box(render()));
}

/// The pages of plans, one after the other.
#[divan::bench(args = SIZES, sample_count = 5)]
fn render_plans(bencher: Bencher, n: usize) {
    render_all(bencher, n, |route| route.as_str().starts_with("plans/") && route.as_str().ends_with('/'));
}

/// Registers, the timeline, figures and all other pages, one after the other.
#[divan::bench(args = SIZES, sample_count = 5)]
fn render_others(bencher: Bencher, n: usize) {
    render_all(bencher, n, |route| !route.as_str().starts_with("plans/") && (route.as_str().ends_with('/') || route.as_str().is_empty()));
}

/// Everything, on all threads, into an empty folder.
#[divan::bench(args = SIZES, sample_count = 3)]
fn publish_new(bencher: Bencher, n: usize) {
    bencher
        .with_inputs(|| (site(n), tempfile::tempdir().expect("a folder")))
        .bench_local_values(|((site, root), out)| (publish(&site, &out.path().join("site")).expect("a site").files, site, root, out));
}

/// Everything, over a site that is the same already.
#[divan::bench(args = SIZES, sample_count = 3)]
fn publish_again(bencher: Bencher, n: usize) {
    let (site, _root) = site(n);
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().join("site");
    publish(&site, &out).expect("a site");
    bencher.bench_local(|| publish(&site, &out).expect("a site").written);
}
