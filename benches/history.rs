//! The history of a repository of 100,000 commits of which 2,000 tick steps of 50 plans, read for the first
//! time and again with what was kept of it, beside the floor: `git log` over the same Markdown files.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use execplan_site::cache::Cache;
use execplan_site::config::Config;

fn main() {
    divan::main();
}

const N_COMMITS: usize = 100_000;
/// Every 50th commit ticks a step: 2,000 of them.
const EVERY: usize = 50;
const N_PLANS: usize = 50;
const N_STEPS: usize = N_COMMITS / EVERY / N_PLANS;

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).env("GIT_CONFIG_GLOBAL", "/dev/null").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn plan(number: usize, done: usize) -> String {
    let step = |step: usize| format!("- [{}] Step {step} of plan {number} does its part\n", if step < done { 'x' } else { ' ' });
    let steps: String = (0..N_STEPS).map(step).collect();
    format!("# Plan {number} of a long history\n\n## Progress\n\n{steps}\n## Decision Log\n\n- Decision: begin with step 0\n")
}

/// The repository, written with `git fast-import`: plan after plan, one step a commit, code between.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(git(folder.path()).args(["init", "-q", "-b", "main"]).status().expect("git runs").success());
    let mut import = git(folder.path()).args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git runs");
    let mut out = std::io::BufWriter::new(import.stdin.take().expect("piped"));
    let mut commit = |number: usize, path: &str, text: &str| {
        let at = 1_700_000_000 + number * 600;
        write!(out, "commit refs/heads/main\ncommitter Ada <ada@example.org> {at} +0000\ndata 5\nwork\n").expect("it reads");
        write!(out, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).expect("it reads");
    };
    let mut ticks = 0;
    for number in 0..N_COMMITS {
        if number % EVERY == 0 {
            let (of, done) = (ticks / N_STEPS, ticks % N_STEPS + 1);
            commit(number, &format!("docs/plans/plan-{of:02}.md"), &plan(of, done));
            ticks += 1;
        } else {
            commit(number, &format!("src/m{:03}/f{:02}.txt", number % 200, number % 37), &number.to_string());
        }
    }
    drop(out);
    assert!(import.wait().expect("it ends").success());
    assert!(git(folder.path()).args(["reset", "-q", "--hard"]).status().expect("git runs").success());
    folder
}

fn ticks(root: &Path, cache: Option<&Cache>) -> usize {
    let (sources, _) = execplan_site::crawl::crawl_with(root, &Config::default(), cache).expect("a readable root");
    let plans = sources.history.plans.values();
    let ticks = plans.flat_map(|plan| plan.items.values()).filter(|item| item.ticked.is_some()).count();
    // Each plan's first version comes with its first step ticked; the history is all there.
    assert_eq!(ticks, N_PLANS * N_STEPS);
    ticks
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn first(bencher: divan::Bencher<'_, '_>) {
    let root = repository();
    bencher.bench_local(|| ticks(root.path(), None));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn again(bencher: divan::Bencher<'_, '_>) {
    let (root, kept) = (repository(), tempfile::tempdir().expect("a folder"));
    let cache = Cache::at(kept.path());
    ticks(root.path(), Some(&cache));
    bencher.bench_local(|| ticks(root.path(), Some(&cache)));
}

/// What `git` alone takes to list the changes of Markdown files.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn floor(bencher: divan::Bencher<'_, '_>) {
    let root = repository();
    let log = ["log", "--full-history", "-m", "--raw", "-M60%", "--topo-order", "--reverse", "--", ":(icase)*.md"];
    bencher.bench_local(|| assert!(git(root.path()).args(log).status().expect("git runs").success()));
}

#[expect(clippy::disallowed_macros, reason = "a bench that measures nothing must say so")]
/// A real history, where the sample archives lie beside the project.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn laban(bencher: divan::Bencher<'_, '_>) {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/histories/laban.bundle");
    let root = tempfile::tempdir().expect("a folder");
    if !bundle.is_file() {
        eprintln!("laban: {} is not there, nothing is measured", bundle.display());
        return;
    }
    assert!(git(root.path()).args(["clone", "-q", "-b", "main"]).arg(&bundle).arg("clone").status().expect("git runs").success());
    let clone = root.path().join("clone");
    bencher.bench_local(|| execplan_site::crawl::crawl(&clone, &Config::default()).expect("a readable root").0.plans.len());
}
