//! What git knows of plans: ticks, moves, merges, deletions, reproduced exactly.

use execplan_site::config::Options;
use execplan_site::crawl::history;
use execplan_site::model::{Layout, PlanSource, Shelf};
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

const HEAD: &str = "# Move the parser\n\n## Progress\n\n";
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
