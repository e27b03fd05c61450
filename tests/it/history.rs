//! What git knows of plans: ticks, moves, merges, deletions, reproduced exactly.

use execplan_site::config::Options;
use execplan_site::crawl::history;
use execplan_site::model::{ChangeKind, Dating, Layout, PlanSource, Shelf};
use execplan_site::text::SourcePath;

use crate::repo::Repo;

fn source(path: &str, text: &str) -> PlanSource {
    PlanSource {
        path: SourcePath::new(path),
        text: text.into(),
        first_line: 1,
        layout: Layout::File,
        part: None,
        sides: Vec::new(),
        shelf: Shelf::Active,
        shelf_reason: String::new(),
        folder_status: None,
        deletion: None,
    }
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
