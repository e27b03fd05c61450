//! Invariant: incremental is clean. After any sequence of edits, moves and deletions, of the configuration and
//! the theme too, what was built step by step is byte for byte what a build from nothing makes.
#![expect(clippy::disallowed_methods, reason = "the tests make and read files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use execplan_site::config::{self, Config};
use execplan_site::memo::Memo;
use execplan_site::publish;
use proptest::prelude::*;

use crate::folder::Folder;
use crate::site::assemble;

/// One thing an author does.
#[derive(Clone, Debug)]
enum Edit {
    Write { plan: usize, words: &'static str, done: bool },
    Archive { plan: usize },
    Delete { plan: usize },
    Artifact { plan: usize, n_lines: usize },
    Title(&'static str),
    PageSize(u32),
    Style(u8),
    Template(&'static str),
}

const WORDS: [&str; 4] = ["Count requests", "See plan-2.md and `src/limit.rs`", "Use a bucket\n  Rationale: constant memory", "展示入口"];

fn edit() -> impl Strategy<Value = Edit> {
    let plan = 0..4_usize;
    prop_oneof![
        4 => (plan.clone(), prop::sample::select(&WORDS[..]), any::<bool>()).prop_map(|(plan, words, done)| Edit::Write { plan, words, done }),
        2 => plan.clone().prop_map(|plan| Edit::Archive { plan }),
        1 => plan.clone().prop_map(|plan| Edit::Delete { plan }),
        1 => (plan, 0..3_usize).prop_map(|(plan, n_lines)| Edit::Artifact { plan, n_lines }),
        1 => prop::sample::select(&["One", "Two"][..]).prop_map(Edit::Title),
        1 => (1..4_u32).prop_map(Edit::PageSize),
        1 => any::<u8>().prop_map(Edit::Style),
        1 => prop::sample::select(&["<p>lost</p>", "<p>{{ frame.site }}</p>", "{% broken"][..]).prop_map(Edit::Template),
    ]
}

/// The configuration as it stands after the edits.
#[derive(Default)]
struct Settings {
    title: Option<&'static str>,
    page_size: Option<u32>,
}

fn apply(folder: &Folder, settings: &mut Settings, edit: &Edit) {
    let root = folder.root();
    let active = |plan: &usize| format!("archive/docs/plans/active/plan-{plan}.md");
    match edit {
        Edit::Write { plan, words, done } => {
            let mark = if *done { 'x' } else { ' ' };
            let text = format!(
                "# Plan {plan}\n\n## Progress\n\n- [{mark}] (2026-01-0{} 10:00Z) {words}\n\n## Decision Log\n\n- Decision: {words}\n",
                plan + 1
            );
            folder.write(&active(plan), &text);
        }
        Edit::Archive { plan } => {
            std::fs::create_dir_all(root.join("docs/plans/completed")).expect("a folder");
            let name = format!("plan-{plan}.md");
            // Nothing to move is as good an edit as any.
            let _ = std::fs::rename(root.join("docs/plans/active").join(&name), root.join("docs/plans/completed").join(&name));
        }
        Edit::Delete { plan } => {
            let _ = std::fs::remove_file(root.join(format!("docs/plans/active/plan-{plan}.md")));
        }
        Edit::Artifact { plan, n_lines } => folder.write(&format!("archive/artifacts/plan-{plan}/run.log"), &"a line\n".repeat(*n_lines)),
        Edit::Title(title) => settings.title = Some(title),
        Edit::PageSize(n) => settings.page_size = Some(*n),
        Edit::Style(n) => folder.write("archive/theme/css/tokens.css", &format!(":root {{ --n: {n} }}\n")),
        Edit::Template(text) => folder.write("archive/theme/templates/not_found.html", text),
    }
}

fn configuration(settings: &Settings) -> Config {
    config::read(&book(settings), std::iter::empty()).expect("a valid configuration")
}

/// What stands in `book.toml` after the edits.
fn book(settings: &Settings) -> String {
    let title = settings.title.map_or_else(String::new, |title| format!("title = \"{title}\"\n"));
    let size = settings.page_size.map_or_else(String::new, |size| format!("page-size = {size}\n"));
    format!("[book]\n{title}[output.html]\nsite-url = \"https://example.org/\"\n[output.execplan-site]\n{size}")
}

fn build(root: &Path, config: Config, memo: &mut Memo, dst: &Path) {
    let (site, _) = assemble(root, config, memo);
    publish::publish(&site, dst).expect("published");
}

/// Builds with the program itself; returns what it told of its stages. Without a cache it knows nothing of before.
fn run(folder: &Folder, dst: &str, cache: bool) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_execplan-site"));
    command.args(["build", "--timings", "--dest-dir"]).arg(folder.path().join(dst)).arg("--root").arg(folder.root());
    command.env_remove("SOURCE_DATE_EPOCH").env_remove("EXECPLAN_SITE_NO_CACHE").env("XDG_CACHE_HOME", folder.path().join("cache"));
    if !cache {
        command.env("EXECPLAN_SITE_NO_CACHE", "1");
    }
    let run = command.output().expect("the program runs");
    let told = String::from_utf8(run.stderr).expect("text");
    assert!(run.status.success(), "{told}");
    told
}

const NOTHING: &str = "nothing was made anew";

#[test]
fn a_build_with_nothing_changed_makes_nothing_and_anything_changed_makes_it() {
    let folder = Folder::archive();
    let page = folder.path().join("site/plans/add-search/index.html");
    let first = run(&folder, "site", true);
    assert!(!first.contains(NOTHING), "{first}");
    let good = fs::read_to_string(&page).expect("a page");
    let again = |what: &str| {
        let told = run(&folder, "site", true);
        assert!(!told.contains(NOTHING), "{what}: {told}");
        assert_eq!(fs::read_to_string(&page).expect("a page"), good, "{what}");
        let told = run(&folder, "site", true);
        assert!(told.contains(NOTHING), "after {what}: {told}");
    };
    let told = run(&folder, "site", true);
    assert!(told.contains(NOTHING) && told.contains("unchanged"), "{told}");
    fs::write(&page, good.replace("search", "SEARCH")).expect("written");
    again("a page tampered with, of the same length");
    fs::remove_file(&page).expect("removed");
    again("a page gone");
    fs::write(folder.path().join("site/stray.html"), "x").expect("written");
    again("a stray file");
    assert!(!folder.path().join("site/stray.html").exists());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_build_that_remembers_is_clean(edits in prop::collection::vec(prop_oneof![3 => edit().prop_map(Some), 1 => Just(None)], 1..6)) {
        let folder = Folder::new();
        let plan = "# Plan 0\n\n## Progress\n\n- [ ] Begin\n\n## Decision Log\n\n- Decision: Begin\n";
        folder.write("archive/docs/plans/active/plan-0.md", plan);
        let mut settings = Settings::default();
        folder.write("archive/book.toml", &book(&settings));
        run(&folder, "kept", true);
        for edit in &edits {
            if let Some(edit) = edit {
                apply(&folder, &mut settings, edit);
                folder.write("archive/book.toml", &book(&settings));
            }
            let told = run(&folder, "kept", true);
            prop_assert!(edit.is_some() || told.contains(NOTHING), "{}", told);
        }
        run(&folder, "clean", false);
        let (kept, clean): (BTreeMap<_, _>, BTreeMap<_, _>) = (folder.files("kept"), folder.files("clean"));
        prop_assert_eq!(kept.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
        for (name, bytes) in &clean {
            prop_assert!(kept.get(name) == Some(bytes), "{} differs", name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_is_clean(edits in prop::collection::vec(edit(), 1..8)) {
        let folder = Folder::new();
        folder.write("archive/docs/plans/active/plan-0.md", "# Plan 0\n\n## Progress\n\n- [ ] Begin\n\n## Decision Log\n\n- Decision: Begin\n");
        let mut settings = Settings::default();
        let mut memo = Memo::default();
        let step_by_step = folder.path().join("step-by-step");
        build(&folder.root(), configuration(&settings), &mut memo, &step_by_step);
        for edit in &edits {
            apply(&folder, &mut settings, edit);
            build(&folder.root(), configuration(&settings), &mut memo, &step_by_step);
        }
        build(&folder.root(), configuration(&settings), &mut Memo::default(), &folder.path().join("clean"));
        let (step_by_step, clean): (BTreeMap<_, _>, BTreeMap<_, _>) = (folder.files("step-by-step"), folder.files("clean"));
        prop_assert_eq!(step_by_step.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
        for (name, bytes) in &clean {
            prop_assert!(step_by_step.get(name) == Some(bytes), "{} differs", name);
        }
    }
}
