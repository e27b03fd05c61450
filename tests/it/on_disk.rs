//! `new` and `archive`: what they write and move, and what they refuse.
#![expect(clippy::disallowed_methods, reason = "the tests make and read files")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::crawl::write;

/// Runs the program on `root`; its output, or its complaint.
fn run(root: &Path, args: &[&str]) -> Result<String, String> {
    let run = Command::new(env!("CARGO_BIN_EXE_execplan-site"))
        .args(args)
        .args(["--as-of", "2026-03-04"])
        .arg("--root")
        .arg(root)
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    if run.status.success() { Ok(text(run.stdout)) } else { Err(text(run.stderr)) }
}

fn text(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_new_plan_without_others() {
    let root = tempfile::tempdir().expect("a folder");
    let out = run(root.path(), &["new", "Add search"]).expect("written");
    assert_eq!(out, ".agent/execplans/2026-03-04_add-search.md\n.agent/execplans/artifacts/2026-03-04_add-search/\n");
    let plan = text(root.path(), ".agent/execplans/2026-03-04_add-search.md");
    assert!(plan.starts_with("# Add search\n") && plan.contains("\n## Decision Log\n\nNone yet.\n"), "{plan}");
    let listed = run(root.path(), &["list"]).expect("listed");
    assert!(listed.contains("2026-03-04_add-search.md") && listed.contains("0/1"), "{listed}");
    let again = run(root.path(), &["new", "Add search"]).expect_err("refused");
    assert!(again.contains("`.agent/execplans/2026-03-04_add-search.md` exists"), "{again}");
    assert!(run(root.path(), &["new", " - "]).expect_err("refused").contains("the description is empty"));
}

#[test]
fn a_new_plan_follows_the_dialect_of_the_archive() {
    let root = tempfile::tempdir().expect("a folder");
    let plan = |title: &str| {
        format!(
            "# ExecPlan: {title}\n\n- **Status:** Complete\n- **Owner:** ana\n- **Created:** 2026-01-02\n\nKeep this current.\n\n## Why\n\nx\n\n\
             ## Progress\n\n- [x] a\n\n## Decision Log\n\n- b\n"
        )
    };
    write(root.path(), "docs/exec-plans/active/007-add-feeds.md", plan("Add feeds").as_bytes());
    write(root.path(), "docs/exec-plans/completed/006-add-pages.md", plan("Add pages").as_bytes());
    let out = run(root.path(), &["new", "Add search", "--dry-run"]).expect("printed");
    assert_eq!(
        out,
        "docs/exec-plans/active/008-add-search.md\ndocs/exec-plans/active/artifacts/008-add-search/\n\n\
         # ExecPlan: Add search\n\n- **Status:** Proposed\n- **Owner:**\n- **Created:** 2026-03-04\n\nKeep this current.\n\n## Why\n\n\
         ## Progress\n\n- [ ] First step.\n\n## Decision Log\n\nNone yet.\n"
    );
    assert!(!root.path().join("docs/exec-plans/active/008-add-search.md").exists());
}

#[test]
fn archiving_moves_a_plan_with_its_files_and_keeps_links() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), ".agent/execplans/a.md", b"# A\n\n![shot](artifacts/a/x.png), [b](b.md#top), [c](../../docs/c.md)\n");
    write(root.path(), ".agent/execplans/a.progress.md", b"# A, progress\n\n[plan](a.md)\n");
    write(root.path(), ".agent/execplans/artifacts/a/x.png", b"x");
    write(root.path(), ".agent/execplans/b.md", b"# B\n\n[a](a.md), `a.md`\n");
    write(root.path(), "docs/c.md", b"# C\n\n[a](../.agent/execplans/a.md)\n");
    let expected = "move .agent/execplans/a.md to .agent/execplans/archive/a.md\n\
         move .agent/execplans/a.progress.md to .agent/execplans/archive/a.progress.md\n\
         move .agent/execplans/artifacts/a to .agent/execplans/archive/artifacts/a\n\
         edit .agent/execplans/archive/a.md (2 links)\n\
         edit .agent/execplans/b.md (1 link)\n\
         edit docs/c.md (1 link)\n";
    assert_eq!(run(root.path(), &["archive", "a", "--dry-run"]).expect("printed"), expected);
    assert!(root.path().join(".agent/execplans/a.md").exists());
    assert_eq!(run(root.path(), &["archive", "a"]).expect("moved"), expected);
    let read = |path: &str| text(root.path(), path);
    assert_eq!(read(".agent/execplans/archive/a.md"), "# A\n\n![shot](artifacts/a/x.png), [b](../b.md#top), [c](../../../docs/c.md)\n");
    assert_eq!(read(".agent/execplans/archive/a.progress.md"), "# A, progress\n\n[plan](a.md)\n");
    assert_eq!(read(".agent/execplans/b.md"), "# B\n\n[a](archive/a.md), `a.md`\n");
    assert_eq!(read("docs/c.md"), "# C\n\n[a](../.agent/execplans/archive/a.md)\n");
    assert!(root.path().join(".agent/execplans/archive/artifacts/a/x.png").exists());
    assert!(run(root.path(), &["archive", "a"]).expect_err("refused").contains("is archived: folder archive/"));
}

#[test]
fn archiving_uses_the_folder_the_archive_uses() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "execplans/active/a/plan.md", b"# A\n\nStatus: superseded by b\n\n- [x] y\n");
    write(root.path(), "execplans/active/a/log.txt", b"x");
    write(root.path(), "execplans/active/b.md", b"# B\n");
    write(root.path(), "execplans/done/c.md", b"# C\n");
    write(root.path(), "execplans/superseded/d.md", b"# D\n");
    assert_eq!(run(root.path(), &["archive", "a"]).expect("moved"), "move execplans/active/a to execplans/superseded/a\n");
    assert!(root.path().join("execplans/superseded/a/log.txt").exists());
    write(root.path(), "execplans/done/b.md", b"# Another\n");
    let refused = run(root.path(), &["archive", "execplans/active/b.md"]).expect_err("refused");
    assert!(refused.contains("`execplans/done/b.md` exists; nothing was moved"), "{refused}");
    assert!(root.path().join("execplans/active/b.md").exists());
    assert!(run(root.path(), &["archive", "bb"]).expect_err("refused").contains("no plan has the id or path `bb`"));
}
