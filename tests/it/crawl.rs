//! Discovery: a folder of files in; plans, their further files, pages and diagnostics out.
#![expect(clippy::disallowed_methods, reason = "the tests make files")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use execplan_site::config::Config;
use execplan_site::crawl::crawl;
use execplan_site::diag::Diagnostic;
use execplan_site::model::{Layout, Sources, Verdict};

/// Runs every case of a file of `tests/fixtures/crawl/`: files after `-- path --`, then what is expected.
#[track_caller]
fn check(cases: &str) {
    for case in cases.split("==== ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a case has a name");
        let root = tempfile::tempdir().expect("a folder");
        let mut expected = String::new();
        for piece in format!("\n{body}").split("\n-- ").skip(1) {
            let (path, text) = piece.split_once(" --\n").unwrap_or_else(|| (piece.trim_end_matches(" --"), ""));
            match path {
                "expect" => expected = text.trim().to_owned(),
                path => write(root.path(), path, format!("{text}\n").as_bytes()),
            }
        }
        let (sources, diagnostics) = read(root.path());
        assert_eq!(shown(&sources, &diagnostics).trim(), expected, "{name}");
    }
}

pub fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

fn read(root: &Path) -> (Sources, Vec<Diagnostic>) {
    let mut config =
        fs::read_to_string(root.join("book.toml")).map_or_else(|_| Config::default(), |text| toml::from_str(&text).expect("toml"));
    config.output.execplan_site.history = false;
    crawl(root, &config).expect("a readable root")
}

/// Candidates in order, plans with what is known of them, then diagnostics.
fn shown(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for candidate in &sources.candidates {
        let head = format!(
            "{} {} ({})",
            serde_json::to_value(candidate.verdict).expect("a word").as_str().expect("a word"),
            candidate.path,
            candidate.reason
        );
        match candidate.verdict {
            Verdict::Plan => {}
            Verdict::Artifact => {
                let is_kept = sources.artifacts.iter().any(|artifact| artifact.path == candidate.path);
                assert!(is_kept || candidate.path.file_name().starts_with('.'), "{head}: not among the artifacts");
                writeln!(out, "{head}").expect("a string");
            }
            Verdict::Page => {
                let page = sources.pages.iter().find(|page| page.path == candidate.path).expect("a page");
                writeln!(out, "page {} (weight {})", page.path, page.weight).expect("a string");
            }
            _ => writeln!(out, "{head}").expect("a string"),
        }
        for plan in sources.plans.iter().filter(|plan| plan.path == candidate.path) {
            let shelf = serde_json::to_value(plan.shelf).expect("a word");
            let status =
                plan.folder_status.map(|status| format!(", {}", serde_json::to_value(status).expect("a word").as_str().expect("a word")));
            let layout = match plan.layout {
                Layout::File => "file".to_owned(),
                Layout::Folder => "folder".to_owned(),
                Layout::Part => format!("part {} at {}", plan.part.as_deref().expect("a heading"), plan.first_line),
                Layout::Fence => format!("fence at {}", plan.first_line),
            };
            let sides: Vec<&str> = plan.sides.iter().map(|side| side.path.file_name()).collect();
            let sides = if sides.is_empty() { String::new() } else { format!(", sides {}", sides.join(" ")) };
            let status = status.unwrap_or_default();
            let called = plan.designed.as_ref().map_or_else(String::new, |name| format!(", called {name}"));
            writeln!(out, "{head}: {}, {}{status}, {layout}{called}{sides}", shelf.as_str().expect("a word"), plan.shelf_reason)
                .expect("a string");
        }
    }
    for one in diagnostics {
        let line = one.line.map_or(String::new(), |line| format!(":{line}"));
        writeln!(out, "{}{line}: {}", one.path.as_ref().map_or("", |path| path.as_str()), one.code.as_str()).expect("a string");
    }
    out
}

#[test]
fn places_and_texts_make_plans() {
    check(include_str!("../fixtures/crawl/layouts.txt"));
}

#[test]
fn further_files_belong_to_their_plan() {
    check(include_str!("../fixtures/crawl/files-of-a-plan.txt"));
}

#[test]
fn what_is_read_and_what_is_not() {
    check(include_str!("../fixtures/crawl/what-is-read.txt"));
}

/// What is said of a plan whose file has these bytes, and its text.
#[track_caller]
fn check_bytes(bytes: &[u8], text: &str, said: &[&str]) {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "docs/plans/a.md", bytes);
    let (sources, diagnostics) = read(root.path());
    assert_eq!(&*sources.plans[0].text, text);
    assert_eq!(said_of(&diagnostics), said);
}

fn said_of(diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |one: &Diagnostic| (one.path.as_ref().map_or(String::new(), ToString::to_string), one.line.map_or(0, |line| line));
    diagnostics
        .iter()
        .map(|one| (place(one), one))
        .map(|((path, line), one)| format!("{path}:{line}: {}: {}", one.code.as_str(), one.message))
        .collect()
}

#[test]
fn bytes_that_are_no_text_are_read_and_reported() {
    check_bytes(b"# A\nb\xFF\n", "# A\nb\u{FFFD}\n", &["docs/plans/a.md:2: not-utf8: byte 0xFF at offset 5 is not UTF-8"]);
    check_bytes(b"# A\n\nb\0\n", "# A\n\nb\u{FFFD}\n", &["docs/plans/a.md:3: nul-bytes: 1 NUL byte, expected text"]);
    check_bytes(
        b"\xEF\xBB\xBF# A\r\n\r\n- [x] b\r\n",
        "# A\n\n- [x] b\n",
        &[
            "docs/plans/a.md:1: byte-order-mark: begins with a byte order mark",
            "docs/plans/a.md:1: crlf: 3 lines end with carriage return and line feed, expected line feed alone",
        ],
    );
    check_bytes(
        b"# A\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n",
        "# A\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n",
        &["docs/plans/a.md:2: merge-conflict: a merge conflict marker `<<<<<<<`, expected a settled text"],
    );
    check_bytes(b"```md\n# A\n", "# A\n", &["docs/plans/a.md:1: unclosed-fence: the fence around the whole text is never closed"]);
}

#[test]
fn what_cannot_be_a_plan_is_reported_and_left() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "docs/plans/empty.md", b"\xEF\xBB\xBF \r\n");
    write(root.path(), "docs/plans/huge.md", b"# Huge\n");
    let huge = fs::File::options().write(true).open(root.path().join("docs/plans/huge.md")).expect("a file");
    huge.set_len(50 << 20).expect("a sparse file");
    write(root.path(), "docs/plans/good.md", b"# Good\n");
    let (sources, diagnostics) = read(root.path());
    assert_eq!(sources.plans.iter().map(|plan| plan.path.as_str()).collect::<Vec<_>>(), ["docs/plans/good.md"]);
    assert_eq!(
        said_of(&diagnostics),
        [
            "docs/plans/empty.md:1: empty-file: is empty, expected a plan",
            "docs/plans/huge.md:1: too-large: is 52428800 bytes, more than the limit of 8388608, and is not read",
        ]
    );
    let huge = sources.candidates.iter().find(|one| one.path.as_str() == "docs/plans/huge.md").expect("a candidate");
    assert_eq!(huge.verdict, Verdict::Unread);
}

#[cfg(unix)]
#[test]
fn symlinks_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "plans/secret.md", b"# Secret\n");
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "docs/plans/a.md", b"# A\n");
    symlink(outside.path(), root.path().join("docs/out")).expect("a link");
    symlink("..", root.path().join("docs/plans/up")).expect("a link");
    symlink("one", root.path().join("docs/two")).expect("a link");
    symlink("two", root.path().join("docs/one")).expect("a link");
    symlink("a.md", root.path().join("docs/plans/b.md")).expect("a link");
    symlink("gone.md", root.path().join("docs/plans/c.md")).expect("a link");
    let (sources, diagnostics) = read(root.path());
    assert_eq!(sources.plans.iter().map(|plan| plan.path.as_str()).collect::<Vec<_>>(), ["docs/plans/a.md"]);
    let said: Vec<String> =
        said_of(&diagnostics).into_iter().map(|said| said.splitn(3, ": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        said,
        [
            "docs/one:1: symlink-loop",
            "docs/out:1: outside-root",
            "docs/plans/c.md:1: unreadable",
            "docs/plans/up:1: symlink-loop",
            "docs/two:1: symlink-loop",
        ]
    );
    let link = sources.candidates.iter().find(|one| one.path.as_str() == "docs/plans/b.md").expect("a candidate");
    assert_eq!(link.reason, "a symlink to `docs/plans/a.md`, which is read there");
    let unread: Vec<_> = sources.candidates.iter().filter(|one| one.verdict == Verdict::Unread).map(|one| one.path.as_str()).collect();
    assert_eq!(unread, ["docs/one", "docs/out", "docs/plans/c.md", "docs/plans/up", "docs/two"]);
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_folders_are_reported() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "docs/plans/a.md", b"# A\n");
    write(root.path(), "docs/plans/locked.md", b"# L\n");
    write(root.path(), "docs/plans/closed/b.md", b"# B\n");
    let set = |path: &str, mode| fs::set_permissions(root.path().join(path), fs::Permissions::from_mode(mode)).expect("permissions");
    set("docs/plans/locked.md", 0o000);
    set("docs/plans/closed", 0o000);
    let is_root = fs::read(root.path().join("docs/plans/locked.md")).is_ok();
    let (sources, diagnostics) = read(root.path());
    set("docs/plans/closed", 0o755);
    assert!(sources.plans.iter().any(|plan| plan.path.as_str() == "docs/plans/a.md"));
    // The superuser reads everything, and there is nothing to report.
    let said: &[&str] = if is_root {
        &[]
    } else {
        &[
            "docs/plans/closed:1: unreadable: cannot be read: Permission denied (os error 13)",
            "docs/plans/locked.md:1: unreadable: cannot be read: Permission denied (os error 13)",
        ]
    };
    assert_eq!(said_of(&diagnostics), said);
}

#[cfg(unix)]
#[test]
fn every_file_name_is_a_path() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempfile::tempdir().expect("a folder");
    let names = ["a b.md", "c\"d'e.md", "f#g%20h.md", "i`j&k.md", "l\nm.md", "计划.md", "운영.md"];
    for name in names {
        write(root.path(), &format!("docs/plans/{name}"), b"# A\n");
    }
    let odd = root.path().join("docs/plans").join(std::ffi::OsStr::from_bytes(b"n\xFF.md"));
    fs::write(odd, "# N\n").expect("a file");
    let (sources, _) = read(root.path());
    let mut expected: Vec<String> = names.iter().map(|name| format!("docs/plans/{name}")).collect();
    expected.push("docs/plans/n\u{FFFD}.md".to_owned());
    expected.sort();
    assert_eq!(sources.plans.iter().map(|plan| plan.path.to_string()).collect::<Vec<_>>(), expected);
    assert!(sources.plans.iter().all(|plan| plan.text.starts_with("# ")));
}

#[test]
fn the_same_on_any_number_of_threads() {
    let root = tempfile::tempdir().expect("a folder");
    for number in 0..200 {
        let text = format!("# Plan {number}\n\n`shots/{number}.png`\n");
        write(root.path(), &format!("docs/plans/{}/{number:03}-plan.md", number % 7), text.as_bytes());
        write(root.path(), &format!("docs/plans/{}/shots/{number}.png", number % 7), b"x");
    }
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| format!("{:?}", read(root.path())))
    };
    let one = on(1);
    assert!(one.contains("199-plan.md") && one.contains("shots/198.png"));
    assert_eq!(one, on(2));
    assert_eq!(one, on(7));
}

#[test]
fn only_an_unreadable_root_is_an_error() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(read(root.path()).0.plans.is_empty());
    write(root.path(), "a.md", b"# A\n");
    let error = |path: &str| crawl(&root.path().join(path), &Config::default()).expect_err("no folder").to_string();
    assert!(error("gone").starts_with("cannot read `"));
    assert!(error("a.md").contains("a.md"));
}

#[test]
fn what_git_tracks_is_not_ignored() {
    let repo = crate::repo::Repo::new();
    repo.write(".gitignore", ".agent/\nprivate/\n");
    repo.write(".agent/execplans/a.md", "# A\n");
    repo.write("private/plans/b.md", "# B\n");
    repo.git("2026-01-02T00:00:00Z", &["add", "-f", ".agent"]);
    repo.commit("2026-01-02T00:00:00Z", "add a plan");
    repo.write(".agent/execplans/c.md", "# C\n");
    let (sources, _) = crawl(repo.root(), &Config::default()).expect("a readable root");
    assert_eq!(sources.plans.iter().map(|plan| plan.path.as_str()).collect::<Vec<_>>(), [".agent/execplans/a.md"]);
}
