//! What holds an archive together, as a reader of its site sees it: registers and what narrows them, families,
//! links between records and their reasons.

use execplan_site::config::Config;
use execplan_site::memo::Memo;
use execplan_site::site::{Body, Site};
use execplan_site::text::Route;

use crate::folder::Folder;

/// The site of an archive with these files.
fn site(files: &[(&str, &str)]) -> Site {
    site_of(files, Config::default())
}

fn site_of(files: &[(&str, &str)], config: Config) -> Site {
    let folder = Folder::new();
    for (path, text) in files {
        folder.write(&format!("archive/{path}"), text);
    }
    super::site::assemble(&folder.root(), config, &mut Memo::default()).0
}

fn page(site: &Site, route: &str) -> String {
    match site.render(&Route::new(route)).unwrap_or_else(|| panic!("no page {route}")).body {
        Body::Bytes(bytes) => String::from_utf8(bytes.into_owned()).expect("UTF-8"),
        Body::File(path) => panic!("{path} is no page"),
    }
}

fn shows(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
}

const LIMIT: &str = "# Limit tenants

## Progress

- [x] (2026-02-10) Measure

## Decision Log

- Decision: Count tokens in memory
  Rationale: Fast.
  Date/Author: 2026-02-10 / Ada
- Decision: Refill every second
  Rationale: Simple.
  Date/Author: 2026-02-11 / Ada
- Decision: Reject with 429
  Rationale: Standard.
  Date/Author: 2026-02-11 / Grace

## Outcomes & Retrospective

- Lesson: measure first

- [ ] Follow-up: tell the tenants
";

const QUEUE: &str = "# Queue work

## Progress

- [x] (2025-03-01) Sketch

## Decision Log

- Decision: One queue a tenant
  Rationale: Fair.
  Date/Author: 2025-03-01 / Ada
";

#[test]
fn a_register_is_narrowed_by_year_state_author_and_plan() {
    let site = site(&[("plans/limit.md", LIMIT), ("plans/done/queue.md", QUEUE)]);
    let register = page(&site, "decisions/");
    shows(
        &register,
        &[
            "href=\"2025/index.html\">2025 <span class=\"n\">1</span>",
            "href=\"state/active/index.html\">in active plans <span class=\"n\">3</span>",
            "href=\"by/ada/index.html\">Ada <span class=\"n\">3</span>",
            "href=\"by/index.html\">all 2 authors",
            "href=\"plans/index.html\">all 2 plans",
        ],
    );
    let ada = page(&site, "decisions/by/ada/");
    shows(
        &ada,
        &[
            "<h1><i class=\"mark decision\" aria-hidden=\"true\"></i>Decisions by Ada</h1>",
            "3 decisions from 2 plans",
            "Refill every second",
            "One queue a tenant",
            "aria-current=\"true\">Ada",
        ],
    );
    assert!(!ada.contains("Reject with 429"), "{ada}");
    // Whoever wrote one record alone leads straight to it.
    shows(
        &page(&site, "decisions/by/"),
        &["plans/limit/index.html#decision-reject-with-429\">Grace</a>", "1 decision, the last on 11 Feb 2026"],
    );
    assert!(!site.has(&Route::new("decisions/by/grace/")));
    let archived = page(&site, "decisions/state/archived/");
    shows(&archived, &["Decisions in archived plans", "One queue a tenant"]);
    assert!(!archived.contains("Count tokens"), "{archived}");
    shows(
        &page(&site, "decisions/plans/"),
        &["#decision-count-tokens-in-memory\" lang=\"en\">Limit tenants</a>", "3 decisions, the last on 11 Feb 2026"],
    );
}

#[test]
fn outcomes_are_narrowed_by_the_part_they_play() {
    let site = site(&[("plans/limit.md", LIMIT)]);
    shows(
        &page(&site, "outcomes/"),
        &["href=\"state/lessons/index.html\">lessons", "href=\"state/open-follow-ups/index.html\">follow-ups, open"],
    );
    let open = page(&site, "outcomes/state/open-follow-ups/");
    shows(&open, &["Open follow-ups", "tell the tenants"]);
    assert!(!open.contains("measure first"), "{open}");
    // All lie in active plans: that narrows nothing.
    assert!(!site.has(&Route::new("outcomes/state/active/")));
}

#[test]
fn a_long_list_is_cut_into_pages() {
    let mut config = Config::default();
    config.output.execplan_site.page_size = 1;
    let site = site_of(&[("plans/limit.md", LIMIT), ("plans/done/queue.md", QUEUE)], config);
    shows(&page(&site, "decisions/by/ada/"), &["page 1 of 2", "href=\"2/index.html\""]);
    let second = page(&site, "decisions/by/ada/2/");
    shows(&second, &["One queue a tenant"]);
    assert!(!second.contains("Refill"), "{second}");
}
