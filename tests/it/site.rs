//! The site as a whole: every route, the files for programs and hosts, and the same bytes whatever the threads.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use execplan_site::check::{self, Reason};
use execplan_site::config::Config;
use execplan_site::crawl::{self, disk::Disk};
use execplan_site::diag::{Diagnostic, codes};
use execplan_site::memo::Memo;
use execplan_site::pipeline;
use execplan_site::search::{Kind, Records};
use execplan_site::site::{Body, Fetch, POLICY, Parts, Schema, Site};
use execplan_site::text::{Route, SourcePath};
use execplan_site::theme::Theme;

use crate::folder::Folder;

fn config(address: Option<&str>) -> Config {
    let mut config = Config::default();
    config.output.html.site_url = address.map(Into::into);
    config
}

fn site(root: &Path, config: Config) -> (Site, Vec<Diagnostic>) {
    assemble(root, config, &mut Memo::default())
}

/// The site of an archive as it lies on the disk, and what its theme and routes have against them.
pub fn assemble(root: &Path, config: Config, memo: &mut Memo) -> (Site, Vec<Diagnostic>) {
    let (sources, _) = crawl::crawl(root, &config).expect("a root");
    let (archive, _) = pipeline::understand_again(&sources, &config, None, memo);
    let disk = Disk::new(root).expect("a root");
    let (overrides, _) = disk.overrides(&config.output.html);
    let (theme, mut found) = Theme::new(&overrides, &config.output.html);
    let parts = Parts { archive, pages: sources.pages, diagnostics: Vec::new(), config, theme, fetch: Arc::new(disk), name: "demo".into() };
    let (site, more) = Site::new(parts);
    found.extend(more);
    (site, found)
}

fn bytes(site: &Site, route: &Route) -> Vec<u8> {
    match site.render(route).unwrap_or_else(|| panic!("no route {route}")).body {
        Body::Bytes(bytes) => bytes.into_owned(),
        Body::File(path) => {
            let mut bytes = Vec::new();
            site.fetch().open(&path).and_then(|mut file| file.read_to_end(&mut bytes)).expect("an artifact");
            bytes
        }
    }
}

fn text(site: &Site, route: &str) -> String {
    String::from_utf8(bytes(site, &Route::new(route))).expect("UTF-8")
}

#[test]
fn a_plan_read_again_shows_what_a_clean_site_shows() {
    let folder = Folder::archive();
    let (before, _) = site(&folder.root(), config(Some("https://example.org/")));
    let name = "archive/.agent/execplans/add-search.md";
    folder.write(name, &folder.read(name).replace("Cut texts", "Slice texts"));
    let (clean, _) = site(&folder.root(), config(Some("https://example.org/")));
    let path = execplan_site::text::SourcePath::new(".agent/execplans/add-search.md");
    let (number, plan) = (0..).zip(&before.archive().plans).find(|(_, plan)| plan.document.source.path == path).expect("the plan");
    let source = crawl::read_again(&folder.root(), before.config(), &plan.document.source).expect("a plan as before");
    let document = execplan_site::parse::parse(&source, before.config().options()).0;
    let (again, routes) = before.again(number, document, None);
    assert_eq!(routes.len(), 4);
    for route in &routes {
        assert_eq!(String::from_utf8_lossy(&bytes(&again, route)), String::from_utf8_lossy(&bytes(&clean, route)), "{route}");
    }
    assert!(text(&again, "plans/add-search/").contains("Slice texts"));
}

#[test]
fn a_new_record_leaves_the_pages_of_other_plans_as_they_are() {
    let folder = Folder::archive();
    let plan = |n: usize| format!("# Plan {n}\n\n## Progress\n\n- [x] (2026-02-10 08:52Z) Do thing {n}\n");
    for n in 0..2 {
        folder.write(&format!("archive/docs/plans/plan-{n}.md"), &plan(n));
    }
    let (before, _) = site(&folder.root(), config(None));
    folder.write("archive/docs/plans/plan-1.md", &format!("{}- [ ] One thing more\n", plan(1)));
    let (after, _) = site(&folder.root(), config(None));
    for route in ["plans/plan-0/", "plans/plan-0/index.md", "attention/", "outcomes/"] {
        assert_eq!(text(&before, route), text(&after, route), "{route}");
    }
    assert_ne!(text(&before, "plans/plan-1/"), text(&after, "plans/plan-1/"));
}

#[test]
fn every_route_renders() {
    let folder = Folder::archive();
    let (site, found) = site(&folder.root(), config(Some("https://example.org/repo/")));
    assert_eq!(found, []);
    for route in site.routes() {
        let rendered = site.render(route).expect("a route renders");
        assert_eq!(rendered.diagnostics, [], "{route}");
        assert!(!bytes(&site, route).is_empty() || route.as_str() == ".nojekyll", "{route} is empty");
    }
    for route in ["", "404.html", "plans/", "plans/add-search/", "plans/add-search/index.md", "decisions/", "atom.xml", "sitemap.xml"] {
        assert!(site.has(&Route::new(route)), "{route}");
    }
}

#[test]
fn every_internal_link_leads_somewhere() {
    let folder = Folder::archive();
    for address in [None, Some("https://example.org/repo/"), Some("/repo/")] {
        let (site, _) = site(&folder.root(), config(address));
        assert_eq!(check::links(&site), [], "{address:?}");
    }
}

#[test]
fn a_broken_internal_link_is_found() {
    let folder = Folder::archive();
    folder.write("archive/theme/templates/not_found.html", "<a href=\"/gone.html\"><a href=\"/index.html#nowhere\"><a href=\"../../up\">");
    let (site, _) = site(&folder.root(), config(None));
    let broken: Vec<_> = check::links(&site).into_iter().map(|broken| (broken.href, broken.reason)).collect();
    let expected = [("../../up", Reason::Address), ("/gone.html", Reason::File), ("/index.html#nowhere", Reason::Place)];
    assert_eq!(broken, expected.map(|(href, reason)| (href.to_owned(), reason)));
}

#[test]
fn same_bytes_on_one_thread_and_many_in_two_folders() {
    let built = |n_threads: usize| {
        let folder = Folder::archive();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| {
            let (site, _) = site(&folder.root(), config(Some("https://example.org/")));
            site.routes().map(|route| (route.clone(), bytes(&site, route))).collect::<BTreeMap<_, _>>()
        })
    };
    let (one, many) = (built(1), built(4));
    for (route, bytes) in &one {
        assert!(many.get(route) == Some(bytes), "{route} differs");
    }
    assert_eq!(one.len(), many.len());
}

#[test]
fn feeds_are_there_with_an_address_only() {
    let folder = Folder::archive();
    let (without, _) = site(&folder.root(), config(Some("/repo/")));
    assert!(!without.routes().any(|route| route.as_str().ends_with("atom.xml")));
    let (with, _) = site(&folder.root(), config(Some("https://example.org/repo/")));
    let mut ids = BTreeSet::new();
    for route in with.routes().filter(|route| route.as_str().ends_with("atom.xml")) {
        let feed = atom_syndication::Feed::read_from(&bytes(&with, route)[..]).expect("an Atom feed");
        assert!(ids.insert(feed.id.clone()), "{route}: id {} is another's", feed.id);
        let own = feed.links.iter().find(|link| link.rel == "self").expect("a link to itself");
        assert_eq!(own.href, format!("https://example.org/repo/{route}"));
        for entry in &feed.entries {
            assert!(entry.id.starts_with("tag:example.org,2026:repo/plans/"), "{}", entry.id);
            assert!(entry.links[0].href.starts_with("https://example.org/repo/plans/"), "{}", entry.links[0].href);
            assert!(entry.updated <= feed.updated);
        }
    }
    assert_eq!(ids.len(), 4 + 2, "one of everything, one a register, one a plan");
    let decisions = atom_syndication::Feed::read_from(text(&with, "decisions/atom.xml").as_bytes()).expect("an Atom feed");
    let titles: Vec<&str> = decisions.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Index records, not files.", "Use a token bucket."]);
}

#[test]
fn a_decision_in_a_table_is_told_with_what_it_is_about() {
    let folder = Folder::new();
    let rows = "| Area | Decision | Rationale |\n|---|---|---|\n| `Names` | Lower case only (2026-02-10) | Read aloud |\n";
    folder.write("archive/docs/plans/names.md", &format!("# Names\n\n## Progress\n\n- [ ] Write\n\n## Decision Log\n\n{rows}"));
    let (site, _) = site(&folder.root(), config(Some("https://example.org/")));
    for route in ["", "plans/names/", "decisions/atom.xml"] {
        assert!(text(&site, route).contains("Names: Lower case only"), "{route}");
    }
    assert!(text(&site, "decisions/").contains(">About</b>"));
    let file: serde_json::Value = serde_json::from_str(&text(&site, "api/v1/plans/names.json")).expect("JSON");
    assert_eq!(file["plan"]["decisions"][0]["about"], "Names");
    let records = Records::of(site.archive(), &BTreeMap::new());
    let decision = records.entries.iter().find(|entry| entry.kind == Kind::Decision).expect("a decision");
    assert!(decision.text.starts_with("Names"), "{}", decision.text);
}

#[test]
fn crawlers_are_let_in_or_asked_to_stay_away() {
    let folder = Folder::archive();
    let (open, _) = site(&folder.root(), config(Some("https://example.org/repo")));
    assert!(text(&open, "robots.txt").contains("Sitemap: https://example.org/repo/sitemap.xml"));
    let map = text(&open, "sitemap.xml");
    assert!(map.contains("<loc>https://example.org/repo/plans/add-search/</loc>"), "{map}");
    assert!(!map.contains("404"));
    let mut closed = config(Some("https://example.org/repo"));
    closed.output.execplan_site.noindex = true;
    let (closed, _) = site(&folder.root(), closed);
    assert!(text(&closed, "robots.txt").contains("Disallow: /\n"));
    assert!(!closed.has(&Route::new("sitemap.xml")));
    assert!(text(&closed, "plans/add-search/").contains("noindex"));
}

#[test]
fn programs_find_every_plan() {
    let folder = Folder::archive();
    let (site, _) = site(&folder.root(), config(None));
    let list: serde_json::Value = serde_json::from_str(&text(&site, "api/v1/plans.json")).expect("JSON");
    assert_eq!(list["nPlans"], 2);
    for plan in list["plans"].as_array().expect("plans") {
        let route = |key: &str| plan[key].as_str().expect("a route").to_owned();
        assert!(site.has(&Route::new(route("url"))));
        assert_eq!(text(&site, &route("markdown")).lines().next().map(|line| line.starts_with("# ")), Some(true));
        let file: serde_json::Value = serde_json::from_str(&text(&site, &route("data"))).expect("JSON");
        assert_eq!(file["plan"]["id"], plan["id"]);
    }
    for schema in Schema::ALL {
        let schema: serde_json::Value = serde_json::from_str(&text(&site, schema.route().as_str())).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
    assert!(text(&site, "llms.txt").contains("[Add search to the archive](plans/add-search/index.md)"));
}

#[test]
fn what_a_plan_brings_along_is_never_given_a_type_that_runs() {
    let folder = Folder::archive();
    let (site, _) = site(&folder.root(), config(None));
    let raw: Vec<_> = site.routes().filter(|route| route.as_str().contains("/raw/")).collect();
    assert_eq!(raw.len(), 2, "{raw:?}");
    for route in raw {
        let kind = site.render(route).expect("a route").content_type;
        assert!(kind.starts_with("text/plain") || kind.starts_with("text/csv"), "{route}: {kind}");
    }
}

#[test]
fn an_own_template_takes_the_place_of_ours() {
    let folder = Folder::archive();
    folder.write("archive/theme/templates/not_found.html", "<p>Lost in {{ frame.site }}</p>");
    let (site, found) = site(&folder.root(), config(None));
    assert_eq!(found, []);
    assert_eq!(text(&site, "404.html"), "<p>Lost in demo plans</p>");
}

#[test]
fn an_own_template_that_does_not_work_is_reported_and_ours_is_used() {
    for (template, line) in [("<p>\n{% if %}</p>", 2), ("<p>{{ frame | no_such_filter }}</p>", 1)] {
        let folder = Folder::archive();
        folder.write("archive/theme/templates/not_found.html", template);
        let (site, found) = site(&folder.root(), config(None));
        let rendered = site.render(&Route::new("404.html")).expect("a page");
        let all: Vec<Diagnostic> = found.into_iter().chain(rendered.diagnostics).collect();
        let [one] = all.as_slice() else { panic!("{template}: {all:?}") };
        assert_eq!((one.code, one.line), (codes::BROKEN_TEMPLATE, Some(line)), "{template}: {one:?}");
        assert_eq!(one.path.as_ref().map(|path| path.as_str()), Some("theme/templates/not_found.html"));
        assert!(text(&site, "404.html").contains("<main"), "{template}");
    }
}

#[test]
fn pages_and_headers_state_the_same_policy() {
    let folder = Folder::archive();
    let (site, _) = site(&folder.root(), config(None));
    let page = text(&site, "");
    let meta = page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a policy");
    let rules = |policy: &str| policy.split(';').map(|rule| rule.trim().to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(rules(meta), rules(POLICY));
    // The page for lost addresses allows its own style besides; a header must not forbid it again.
    let lost = text(&site, "404.html");
    let lost = lost.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a policy");
    let headers = text(&site, "_headers");
    let header = headers.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: ")).expect("a policy");
    assert!(rules(lost).is_subset(&rules(header)), "{lost} against {header}");
}

/// No file can be opened, nor is that said as it should be.
struct Breaking;

impl Fetch for Breaking {
    fn open(&self, path: &SourcePath) -> std::io::Result<Box<dyn Read + Send>> {
        panic!("a mistake at {path}")
    }
}

#[test]
fn a_page_that_cannot_be_made_costs_a_finding() {
    let folder = Folder::new();
    folder.write("archive/docs/plans/a/PLAN.md", "# A & B\n\n## Progress\n\n- [x] One\n\n## Decision Log\n\n- Decision: go\n");
    folder.write("archive/docs/plans/a/notes.txt", "words\n");
    let config = Config::default();
    let (sources, _) = crawl::crawl(&folder.root(), &config).expect("a root");
    let (archive, _) = pipeline::understand_again(&sources, &config, None, &mut Memo::default());
    let (theme, _) = Theme::new(&BTreeMap::new(), &config.output.html);
    let name = "demo".into();
    let (site, _) =
        Site::new(Parts { archive, pages: sources.pages, diagnostics: Vec::new(), config, theme, fetch: Arc::new(Breaking), name });
    let made = |route: &Route| site.render(route).expect("a route");
    let (whole, broken): (Vec<&Route>, Vec<&Route>) = site.routes().partition(|route| made(route).diagnostics.is_empty());
    assert_eq!(broken.iter().map(|route| route.as_str()).collect::<Vec<_>>(), ["plans/a/artifacts/notes.txt/"]);
    assert!(whole.len() > 10);
    let page = made(broken[0]);
    assert_eq!(page.diagnostics[0].code, codes::UNMADE_PAGE);
    assert!(page.diagnostics[0].message.contains("a mistake at"), "{}", page.diagnostics[0].message);
    let Body::Bytes(bytes) = page.body else { panic!("a page") };
    let html = std::str::from_utf8(&bytes).expect("UTF-8");
    assert!(html.contains("<h1>A &amp; B</h1>") && html.contains("href=\"../../../index.html\""), "{html}");
}
