//! The site on disk: what is written, what is left alone, and what is refused.
#![expect(clippy::disallowed_methods, reason = "a test looks at files")]

use std::io::Read;
use std::os::unix::fs::MetadataExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use execplan_site::publish::{self, MARKER, Refusal, Source};
use execplan_site::site::{Body, Fetch, Rendered};
use execplan_site::text::{Route, SourcePath};

use crate::folder::{Folder, said};

#[test]
fn a_folder_that_is_not_ours_is_refused_and_left_alone() {
    let folder = Folder::archive();
    folder.write("site/thesis.txt", "years of work");
    let output = folder.run(&["build", "-d", "../site"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("was not written by execplan-site"), "{}", said(&output));
    assert_eq!(folder.files("site").keys().collect::<Vec<_>>(), ["thesis.txt"]);
    folder.write(&format!("site/{MARKER}"), "");
    folder.build(&[]);
    assert!(!folder.files("site").contains_key("thesis.txt"));
}

#[test]
fn what_is_unchanged_is_not_touched() {
    let folder = Folder::archive();
    folder.build(&[]);
    let meta = |name: &str| {
        let meta = std::fs::metadata(folder.path().join("site").join(name)).expect("a file");
        (meta.ino(), meta.modified().expect("a time"))
    };
    let (top, home, plan, raw) = (meta("."), meta("index.html"), meta("plans/limit-tenants/index.html"), meta("plans/add-search/index.md"));
    let second = folder.build(&[]);
    assert!(said(&second).contains("unchanged"), "{}", said(&second));
    assert_eq!((top, home), (meta("."), meta("index.html")), "a build that changes nothing leaves the folder itself");
    let text = folder.read("archive/.agent/execplans/add-search.md");
    folder.write("archive/.agent/execplans/add-search.md", &text.replace("Cut texts", "Cut all texts"));
    folder.build(&[]);
    assert_eq!(meta("plans/limit-tenants/index.html"), plan);
    assert_ne!(meta("plans/add-search/index.md").0, raw.0);
    assert!(folder.read("site/plans/add-search/index.html").contains("Cut all texts"));
}

#[test]
fn what_is_gone_from_the_archive_goes_from_the_site() {
    let folder = Folder::archive();
    folder.build(&[]);
    assert!(folder.path().join("site/plans/limit-tenants/index.html").is_file());
    std::fs::remove_file(folder.root().join(".agent/execplans/archive/limit-tenants.md")).expect("removed");
    folder.build(&[]);
    assert!(!folder.path().join("site/plans/limit-tenants").exists());
    assert!(folder.path().join("site/plans/add-search/index.html").is_file());
}

#[test]
fn a_checkout_in_the_output_folder_stays() {
    let folder = Folder::archive();
    folder.write("site/.git", "gitdir: ../elsewhere");
    folder.write(&format!("site/{MARKER}"), "");
    folder.write("site/old/stale.html", "stale");
    folder.build(&[]);
    assert_eq!(folder.read("site/.git"), "gitdir: ../elsewhere");
    assert!(folder.path().join("site/index.html").is_file());
    assert!(!folder.path().join("site/old").exists());
}

#[test]
fn the_site_is_never_taken_for_plans() {
    let folder = Folder::archive();
    let built = |folder: &Folder| {
        let output = folder.run(&["build", "-d", "out"]);
        said(&output).lines().last().expect("a summary").split(',').next().expect("plans").to_owned()
    };
    assert_eq!(built(&folder), "2 plans");
    assert_eq!(built(&folder), "2 plans");
    let listed = String::from_utf8(folder.run(&["list"]).stdout).expect("UTF-8");
    assert!(!listed.contains("out/"), "{listed}");
}

/// A site of ten pages that breaks while the sixth is rendered.
struct Breaking;

const WORDS: &str = "new";

impl Source for Breaking {
    fn routes(&self) -> Vec<&Route> {
        static ROUTES: std::sync::LazyLock<Vec<Route>> =
            std::sync::LazyLock::new(|| (0..10).map(|number| Route::new(format!("page-{number}/"))).collect());
        ROUTES.iter().collect()
    }

    fn render(&self, route: &Route) -> Option<Rendered> {
        assert_ne!(route.as_str(), "page-6/", "the power fails");
        Some(Rendered { body: Body::Bytes(WORDS.as_bytes().into()), content_type: "text/html", diagnostics: Vec::new() })
    }

    fn fetch(&self) -> &dyn Fetch {
        &Nothing
    }
}

struct Nothing;

impl Fetch for Nothing {
    fn open(&self, _: &SourcePath) -> std::io::Result<Box<dyn Read + Send>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

#[test]
fn a_build_that_breaks_leaves_the_site_as_it_was() {
    let folder = Folder::archive();
    folder.build(&[]);
    let before = folder.files("site");
    let broken = catch_unwind(AssertUnwindSafe(|| publish::publish(&Breaking, &folder.path().join("site"))));
    assert!(broken.is_err());
    assert_eq!(folder.files("site"), before);
    let beside: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(beside.len(), 2, "no stage is left: {beside:?}");
}

#[test]
fn a_build_that_was_killed_is_cleared_away_by_the_next() {
    let folder = Folder::archive();
    folder.write("site/index.html", "old");
    folder.write(&format!("site/{MARKER}"), "");
    folder.write(".site.execplan-stage/new/plans/half/index.html", "half");
    folder.write(".site.execplan-stage/lock", "");
    folder.build(&[]);
    assert!(!folder.path().join("site/plans/half").exists());
    assert!(!folder.path().join(".site.execplan-stage").exists());
}

#[test]
fn two_builds_of_one_folder_do_not_mix() {
    let folder = Folder::archive();
    folder.write(".site.execplan-stage/lock", "");
    let lock = std::fs::File::open(folder.path().join(".site.execplan-stage/lock")).expect("the lock");
    lock.lock().expect("locked");
    let refused = publish::publish(&Breaking, &folder.path().join("site"));
    assert!(matches!(refused, Err(Refusal::Busy(_))), "{refused:?}");
}
