//! Discovery on a repository of 10,000 files, a fifth of them plans, beside the floor: walking the same
//! folders and reading the same Markdown without looking at it.
#![expect(clippy::disallowed_methods, reason = "the bench makes and reads files")]

use std::fs;
use std::path::Path;

use execplan_site::config::Config;
use rayon::prelude::*;

fn main() {
    divan::main();
}

const N_FILES: usize = 10_000;

/// A repository: plans with living sections, other Markdown, source files; artifacts by folder.
fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let write = |path: String, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let prose = "Words about `src/auth/token.rs` and [a page](../notes.md), as plans have them, in a line of usual length.\n".repeat(40);
    let plan = format!(
        "# A plan\n\n## Purpose\n\n{prose}\n## Progress\n\n{}\n## Surprises & Discoveries\n\n{prose}\n## Decision Log\n\n{prose}\n```sh\n{prose}```\n",
        "- [x] (2026-01-02 10:00Z) A step that was done, and said so.\n".repeat(20)
    );
    for number in 0..N_FILES / 5 {
        write(format!("docs/exec-plans/{}/{number:05}-plan.md", if number % 5 == 0 { "active" } else { "completed" }), &plan);
        write(format!("docs/exec-plans/artifacts/{number:05}-plan/run.log"), "x\n");
        write(format!("docs/pages/{}/{number:05}.md", number % 50), &prose);
        write(format!("src/{}/{number:05}.rs", number % 50), "fn main() {}\n");
        write(format!("src/{}/{number:05}.json", number % 50), "{}\n");
    }
    root
}

fn without_history() -> Config {
    let mut config = Config::default();
    config.output.execplan_site.history = false;
    config
}

#[divan::bench(sample_count = 10)]
fn crawl(bencher: divan::Bencher<'_, '_>) {
    let root = repository();
    let config = without_history();
    bencher.bench_local(|| execplan_site::crawl::crawl(root.path(), &config).expect("a readable root").0.plans.len());
}

#[divan::bench(sample_count = 10)]
fn floor(bencher: divan::Bencher<'_, '_>) {
    let root = repository();
    bencher.bench_local(|| walk_and_read(root.path()));
}

fn walk_and_read(root: &Path) -> usize {
    let files: Vec<_> = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path).collect();
    files
        .par_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| fs::read(path).expect("a file").len())
        .sum()
}
