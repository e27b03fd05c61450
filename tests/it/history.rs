//! What git knows of plans: ticks, moves, merges, deletions, reproduced exactly.

use execplan_site::config::Options;
use execplan_site::crawl::history;
use execplan_site::model::{ChangeKind, Dating, Layout, PlanSource, Shelf, SidePart};
use execplan_site::text::SourcePath;

use crate::repo::Repo;

fn source(path: &str, text: &str) -> PlanSource {
    PlanSource::file(SourcePath::new(path), text)
}

/// One short line an item: its id, the hour it appeared and how its tick is dated.
fn items(history: &execplan_site::model::PlanHistory) -> Vec<String> {
    let tick = |dating: &Option<Dating>| match dating {
        None => "open".to_owned(),
        Some(Dating::Seen(commit)) => format!("ticked {}", commit.at),
        Some(Dating::Between { from, commit }) => format!("ticked {from} to {}", commit.at),
        Some(Dating::Before(commit)) => format!("ticked by {}", commit.at),
    };
    history.items.iter().map(|(id, item)| format!("{id}: since {}, {}", item.appeared.at, tick(&item.ticked))).collect()
}

const HEAD: &str = "# Move the parser\n\n## Progress\n\n";
const LOG: &str = "\n## Decision Log\n\n- Decision: keep one parser\n  Rationale: two would drift\n";

#[test]
fn ticks_moves_merges_and_deletions_are_dated_by_their_commits() {
    let repo = Repo::new();
    let body = |steps: &str, log: &str| format!("{HEAD}{steps}{log}");
    let active = "plans/active/move-the-parser.md";
    repo.write(active, &body("- [x] Agree on the shape\n- [ ] Write the scanner\n- [ ] Cover real plans\n", ""));
    repo.commit("2026-01-01T10:00:00Z", "plan");
    repo.write(active, &body("- [x] Agree on the shape\n- [x] Write the scanner\n- [ ] Cover real plans\n", ""));
    repo.commit("2026-01-01T11:00:00Z", "scanner");
    repo.git("2026-01-01T11:30:00Z", &["checkout", "-q", "-b", "side"]);
    repo.write(active, &body("- [x] Agree on the shape\n- [x] Write the scanner\n- [x] Cover real plans, twelve of them\n", ""));
    repo.commit("2026-01-01T12:00:00Z", "real plans");
    repo.git("2026-01-01T12:10:00Z", &["checkout", "-q", "main"]);
    repo.write(active, &body("- [x] Agree on the shape\n- [x] Write the scanner\n- [ ] Cover real plans\n", LOG));
    repo.commit("2026-01-01T12:30:00Z", "decide");
    let merged = body("- [x] Agree on the shape\n- [x] Write the scanner\n- [x] Cover real plans, twelve of them\n", LOG);
    repo.git("2026-01-01T13:00:00Z", &["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    repo.write(active, &merged);
    repo.commit("2026-01-01T13:00:00Z", "merge");
    let done = "plans/completed/move-the-parser.md";
    repo.git("2026-01-02T09:00:00Z", &["rm", "-q", active]);
    let last = merged.replace("\n## Decision", "- [x] Write the release note\n\n## Decision");
    repo.write(done, &last);
    repo.write("plans/active/dropped-idea.md", &body("- [ ] Try a wild idea\n", ""));
    repo.commit("2026-01-02T09:00:00Z", "archive");
    repo.git("2026-01-03T08:00:00Z", &["rm", "-q", "plans/active/dropped-idea.md"]);
    let removal = repo.commit("2026-01-03T08:00:00Z", "drop");

    let recognise = |path: &SourcePath, text: &str| vec![source(path.as_str(), text)];
    let (history, deleted, diagnostics) = history::read(repo.root(), &[source(done, &last)], &Options::default(), &recognise, None);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");

    let plan = &history.plans[&SourcePath::new(done)];
    assert_eq!(
        items(plan),
        [
            "decision-keep-one-parser: since 2026-01-01T12:30:00Z, open",
            "step-agree-on-the-shape: since 2026-01-01T10:00:00Z, ticked by 2026-01-01T10:00:00Z",
            "step-cover-real-plans-twelve-of-them: since 2026-01-01T10:00:00Z, ticked 2026-01-01T12:00:00Z",
            "step-write-the-release-note: since 2026-01-02T09:00:00Z, ticked 2026-01-01T13:00:00Z to 2026-01-02T09:00:00Z",
            "step-write-the-scanner: since 2026-01-01T10:00:00Z, ticked 2026-01-01T11:00:00Z",
        ]
    );
    let last_change = plan.changes.last().expect("changes");
    assert_eq!(last_change.kind, ChangeKind::Moved { from: SourcePath::new(active) });
    assert_eq!(plan.counts.last(), Some(&(4, 4)));

    let [gone] = deleted.as_slice() else { panic!("one deleted plan: {deleted:?}") };
    assert_eq!((gone.path.as_str(), gone.shelf), ("plans/active/dropped-idea.md", Shelf::Deleted));
    assert_eq!(gone.deletion.as_ref().map(|deletion| deletion.commit.hash.as_str()), Some(removal.as_str()));
}

/// Ticked at 10:20, 11:05 and 14:00 by the commits, and written 20, 5 and 120 minutes before; the step written
/// at 15:30 was committed at 15:00, the decision of May in June.
#[test]
fn written_times_are_held_against_the_commits_that_brought_them() {
    let repo = Repo::new();
    let path = "docs/plans/held.md";
    let steps = [("One", "10:00"), ("Two", "11:00"), ("Three", "12:00"), ("Four", "15:30")];
    let text = |done: usize, log: &str| {
        let box_of = |(number, (name, time)): (usize, &(&str, &str))| {
            if number < done { format!("- [x] (2026-06-01 {time}Z) {name}\n") } else { format!("- [ ] {name}\n") }
        };
        format!("# Hold times\n\n## Progress\n\n{}{log}", steps.iter().enumerate().map(box_of).collect::<String>())
    };
    let decided = "\n## Decision Log\n\n- Decision: keep it small\n  Date: 2026-05-02\n";
    for (done, at) in ["09:00", "10:20", "11:05", "14:00", "15:00"].iter().enumerate() {
        repo.write(path, &text(done, if done == 4 { decided } else { "" }));
        repo.commit(&format!("2026-06-01T{at}:00Z"), "work");
    }
    let config = execplan_site::config::Config::default();
    let (sources, _) = execplan_site::crawl::crawl(repo.root(), &config).expect("a readable root");
    let (archive, diagnostics) = execplan_site::pipeline::understand(&sources, &config, None);
    let found: Vec<_> = diagnostics.iter().filter(|one| one.code.as_str() == "time-off-commit").collect();
    let said: Vec<_> = found.iter().map(|one| (one.line, one.message.split(" the commit").next().unwrap_or_default())).collect();
    assert_eq!(
        said,
        [(Some(8), "time `2026-06-01T15:30:00Z` is later than"), (Some(12), "time `2026-05-02` is more than a day before")],
        "{found:?}"
    );
    let lag = execplan_site::rates::rates(&archive, config.options()).archive.lag;
    // Sorted: -1800, 300, 1200, 7200 s; the nearest rank of the median is the second.
    assert_eq!(lag.map(|lag| (lag.n, lag.median)), Some((4, 300)));
}

#[test]
fn a_folder_without_git_says_so_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nothing = |_: &SourcePath, _: &str| Vec::new();
    let (history, deleted, diagnostics) = history::read(folder.path(), &[source("plan.md", HEAD)], &Options::default(), &nothing, None);
    assert!(history.repository.is_none() && deleted.is_empty());
    assert_eq!(diagnostics.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["no-history"]);
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let repo = Repo::new();
    repo.write("plan.md", HEAD);
    repo.commit("2026-01-01T10:00:00Z", "one");
    repo.write("plan.md", "# Two\n");
    repo.commit("2026-01-01T11:00:00Z", "two");
    let clone = tempfile::tempdir().expect("a temporary folder");
    let from = format!("file://{}", repo.root().display());
    let to = clone.path().join("clone");
    repo.git("2026-01-01T12:00:00Z", &["clone", "-q", "--depth", "1", &from, &to.display().to_string()]);
    let nothing = |_: &SourcePath, _: &str| Vec::new();
    let (_, _, diagnostics) = history::read(&to, &[source("plan.md", "# Two\n")], &Options::default(), &nothing, None);
    let [found] = diagnostics.as_slice() else { panic!("one diagnostic: {diagnostics:?}") };
    assert!(found.help.as_deref().is_some_and(|help| help.contains("fetch-depth: 0")), "{found:?}");
}

/// Begun on a day that a step states, and put on record that evening: what is written comes first.
#[test]
fn a_written_day_begins_a_plan_before_a_commit_of_that_day() {
    let repo = Repo::new();
    repo.write(
        "docs/plans/begin.md",
        "# Begin\n\n## Progress\n\n- [x] (2026-06-01) One\n- [ ] Two\n\n## Decision Log\n\n- Decision: keep it small\n",
    );
    repo.commit("2026-06-01T20:00:00Z", "begin");
    let config = execplan_site::config::Config::default();
    let (sources, _) = execplan_site::crawl::crawl(repo.root(), &config).expect("a readable root");
    let (archive, _) = execplan_site::pipeline::understand(&sources, &config, None);
    let created = archive.plans[0].created.as_ref().map(execplan_site::model::Stamp::rfc3339);
    assert_eq!(created.as_deref(), Some("2026-06-01"));
}

/// A tree with a name that leads out of the folder it is laid out in, as nobody but a program makes one.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test makes files")]
fn a_revision_is_never_laid_out_beyond_its_folder() {
    let repo = Repo::new();
    let at = "2026-01-01T10:00:00Z";
    let hand_made = |kind: &str, bytes: &[u8]| {
        let file = repo.root().join("object");
        std::fs::write(&file, bytes).expect("a file");
        repo.git(at, &["hash-object", "-t", kind, "-w", "--literally", &file.to_string_lossy()])
    };
    let entry = |mode: &str, name: &str, hash: &str| {
        let bytes = (0..hash.len()).step_by(2).map(|at| u8::from_str_radix(&hash[at..at + 2], 16).expect("hex"));
        format!("{mode} {name}\0").into_bytes().into_iter().chain(bytes).collect::<Vec<u8>>()
    };
    let blob = hand_made("blob", b"# Out\n");
    let inner = hand_made("tree", &entry("100644", "out.md", &blob));
    let tree = hand_made("tree", &[entry("40000", "..", &inner), entry("100644", "in.md", &blob)].concat());
    let commit = repo.git(at, &["commit-tree", &tree, "-m", "made by hand"]);
    let around = tempfile::tempdir().expect("a temporary folder");
    let folder = around.path().join("folder");
    history::checkout(repo.root(), &commit, &folder).expect("a revision");
    assert!(folder.join("in.md").is_file());
    assert!(!around.path().join("out.md").exists());
}

/// They have no boxes: the commit that brought the summary of their plan says that they were done.
#[test]
fn tasks_of_gsd_are_dated_by_their_summary() {
    let repo = Repo::new();
    let phase = ".planning/phases/02-mail";
    let plan = |name: &str| format!("## Tasks\n\n### Task 1: {name}\n");
    repo.write(&format!("{phase}/02-01-PLAN.md"), &plan("List the mail"));
    repo.write(&format!("{phase}/02-02-PLAN.md"), &plan("Search the mail"));
    repo.commit("2026-04-01T10:00:00Z", "plan");
    repo.write(&format!("{phase}/02-01-SUMMARY.md"), "# Summary\n");
    repo.commit("2026-04-02T10:00:00Z", "list");
    repo.write(&format!("{phase}/02-01-SUMMARY.md"), "# Summary\n\nOf the list.\n");
    repo.commit("2026-04-03T10:00:00Z", "words");
    let side = |name: &str| {
        let path = format!("{phase}/{name}");
        SidePart { text: repo.read(&path).into(), path: SourcePath::new(&path) }
    };
    let main = format!("{phase}/02-01-PLAN.md");
    let sides = vec![side("02-01-SUMMARY.md"), side("02-02-PLAN.md")];
    let plan = PlanSource { layout: Layout::Folder, sides, ..source(&main, &repo.read(&main)) };
    let (history, ..) = history::read(repo.root(), &[plan], &Options::default(), &|_, _| Vec::new(), None);
    assert_eq!(
        items(&history.plans[&SourcePath::new(&main)]),
        [
            "step-list-the-mail: since 2026-04-01T10:00:00Z, ticked 2026-04-02T10:00:00Z",
            "step-search-the-mail: since 2026-04-01T10:00:00Z, open",
        ]
    );
}
