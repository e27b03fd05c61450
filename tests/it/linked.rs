//! What holds an archive together, as a reader of its site sees it: registers and what narrows them, families,
//! links between records and their reasons.

use execplan_site::config::Config;
use execplan_site::export::export;
use execplan_site::memo::Memo;
use execplan_site::model::Stamp;
use execplan_site::search::Kind;
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
            "<h1><i class=\"mark decision\"></i>Decisions by Ada</h1>",
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
        &["#decision-count-tokens-in-memory\">Limit tenants</a>", "3 decisions, the last on 11 Feb 2026"],
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

/// It would be the register once more.
#[test]
fn a_state_that_most_of_a_long_register_share_is_left_to_the_search() {
    let many: String = (0..210).map(|n| format!("- Decision: Take way {n}\n  Rationale: It is number {n}.\n")).collect();
    let many = format!("# Many\n\n## Progress\n\n- [ ] Go\n\n## Decision Log\n\n{many}");
    let site = site(&[("plans/many.md", &many), ("plans/done/queue.md", QUEUE)]);
    let register = page(&site, "decisions/");
    shows(&register, &["href=\"../search/index.html?q=kind:decision+state:active\">in active plans <span class=\"n\">210</span>"]);
    assert!(!site.has(&Route::new("decisions/state/active/")));
    assert!(site.has(&Route::new("decisions/state/archived/")));
}

#[test]
fn a_long_list_is_cut_into_pages() {
    let mut config = Config::default();
    config.output.execplan_site.page_size = 1;
    let more = QUEUE.replace("One queue", "Two queues").replace("Queue work", "More queues").replace("2025-03", "2025-04");
    let rest = more.replace("Two", "Three").replace("More", "All");
    let files = [("plans/limit.md", LIMIT), ("plans/done/queue.md", QUEUE), ("plans/done/more.md", &more), ("plans/done/rest.md", &rest)];
    let site = site_of(&files, config);
    shows(&page(&site, "decisions/by/ada/"), &["page 1 of 2", "href=\"2/index.html\""]);
    let second = page(&site, "decisions/by/ada/2/");
    shows(&second, &["One queue a tenant"]);
    assert!(!second.contains("Refill"), "{second}");
}

const MASTER: &str = "# Rebuild the parser

## Progress

- [x] (2026-03-01) Split the work
- [ ] Retire the old one
";

fn part(title: &str, parent: &str, boxes: &str) -> String {
    format!(
        "# {title}\n\n- Parent: {parent}\n- Status: In Progress\n\n## Progress\n\n{boxes}\n\n## Decision Log\n\n- Decision: go\n  Rationale: why not\n"
    )
}

#[test]
fn a_family_is_a_tree_with_its_steps_added_up() {
    let lexer = part("Lexer", "[the rebuild](rebuild.md)", "- [x] (2026-03-02) Tokens\n- [x] (2026-03-02) Spans");
    let strings = part("Strings", "[the lexer](lexer.md)", "- [ ] Escapes");
    let site = site(&[("plans/rebuild.md", MASTER), ("plans/lexer.md", &lexer), ("plans/strings.md", &strings)]);
    let master = page(&site, "plans/rebuild/");
    shows(
        &master,
        &[
            "<h2 id=\"plan:family\">Its 2 parts</h2>",
            "3 plans, 3 of 5 steps done",
            "<b aria-current=\"true\">Rebuild the parser</b>",
            "with its parts 3/5",
            "<a href=\"../lexer/index.html\">Lexer</a>",
            "with its parts 2/3",
        ],
    );
    assert!(!master.contains("<dt>has part</dt>"), "the tree says it already\n{master}");
    shows(&page(&site, "plans/strings/"), &["Part of Rebuild the parser", "<b aria-current=\"true\">Strings</b>"]);
    shows(&page(&site, "plans/"), &["<a href=\"../families/index.html\">1 family of plans</a>"]);
    shows(&page(&site, "families/"), &["1 family of 3 plans", "href=\"../plans/rebuild/index.html\">Rebuild the parser</a>"]);
}

#[test]
fn circles_and_two_parents_are_survived_and_reported() {
    let folder = Folder::new();
    let a = part("A", "[b](b.md)", "- [x] (2026-03-02) One");
    let b = part("B", "[a](a.md)", "- [ ] Two");
    let both = part("Both", "[c](c.md), [d](d.md)", "- [ ] Three");
    let (c, d) = (MASTER.replace("parser", "writer"), MASTER.replace("parser", "reader"));
    for (name, text) in [("a", a), ("b", b), ("both", both), ("c", c), ("d", d)] {
        folder.write(&format!("archive/plans/{name}.md"), &text);
    }
    let (sources, _) = execplan_site::crawl::crawl(&folder.root(), &Config::default()).expect("a root");
    let (_, found) = execplan_site::pipeline::understand_again(&sources, &Config::default(), None, &mut Memo::default());
    let said: Vec<String> = found
        .iter()
        .filter(|one| ["circular-family", "several-parents"].contains(&one.code.as_str()))
        .map(|one| format!("{}: {}", one.path.as_ref().expect("a file"), one.message))
        .collect();
    assert_eq!(
        said,
        [
            "plans/a.md: part of `plans/b.md`, which is in turn a part of this plan",
            "plans/both.md: part of 2 plans, `plans/c.md` and `plans/d.md` among them; shown below the first",
        ]
    );
    let (site, _) = super::site::assemble(&folder.root(), Config::default(), &mut Memo::default());
    shows(&page(&site, "families/"), &["2 families of 4 plans"]);
    shows(&page(&site, "plans/both/"), &["Part of Rebuild the writer", "title=\"plan: Rebuild the reader\""]);
}

#[test]
fn a_plan_is_completed_when_something_in_it_ended() {
    let decided = "## Decision Log\n\n- Decision: one index. Rationale: small. Date/Author: 2026-03-02 / Ada\n";
    let steps = "## Progress\n\n- [x] Write it\n\n";
    let outcome = "\n## Outcomes & Retrospective\n\nOutcome (2026-03-05): it is written.\n";
    let cases = [
        ("decided", format!("# A\n\nStatus: COMPLETE\n\n{steps}{decided}"), None),
        ("told", format!("# B\n\nStatus: COMPLETE\n\n{steps}{decided}{outcome}"), Some("2026-03-05")),
        (
            "stated",
            format!("# C\n\nStatus: Complete, every part was looked at by two people and holds (2026-03-04)\n\n{steps}{decided}"),
            Some("2026-03-04"),
        ),
        ("going", format!("# D\n\nStatus: IN PROGRESS\n\n## Progress\n\n- [x] (2026-03-01) Write it\n\n{decided}{outcome}"), None),
    ];
    let files: Vec<(String, &str)> = cases.iter().map(|(name, text, _)| (format!("plans/{name}.md"), text.as_str())).collect();
    let site = site(&files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>());
    for (name, _, want) in &cases {
        let plan = site.archive().plans.iter().find(|plan| plan.document.source.path.stem() == *name).expect("a plan");
        let got = plan.completed.as_ref().map(execplan_site::model::Stamp::rfc3339);
        assert_eq!(got.as_deref(), *want, "{name}");
    }
}

#[test]
fn a_folder_of_finished_plans_holds_none_with_open_steps() {
    let folder = Folder::new();
    folder.write("archive/plans/completed/open.md", "# Open\n\n## Progress\n\n- [x] One\n- [ ] Two\n");
    folder.write("archive/plans/archive/kept.md", "# Kept\n\n## Progress\n\n- [x] One\n- [ ] Two\n");
    let (sources, _) = execplan_site::crawl::crawl(&folder.root(), &Config::default()).expect("a root");
    let (_, found) = execplan_site::pipeline::understand_again(&sources, &Config::default(), None, &mut Memo::default());
    let found: Vec<_> = found.iter().filter(|one| one.code.as_str() == "complete-with-open-steps").collect();
    let said: Vec<_> = found.iter().map(|one| (one.path.as_ref().expect("a file").as_str(), one.line)).collect();
    assert_eq!(said, [("plans/completed/open.md", Some(6))]);
}

#[test]
fn what_the_header_links_is_not_said_twice() {
    let after = "# After\n\n- Depends on: [the measures](first.md)\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[("plans/after.md", after), ("plans/first.md", MASTER)]);
    let html = page(&site, "plans/after/");
    assert_eq!(html.to_lowercase().matches("<dt>depends on</dt>").count(), 1, "{html}");
    shows(&page(&site, "plans/first/"), &["<dt>needed by</dt>"]);
}

#[test]
fn a_link_to_a_line_leads_to_what_stands_there() {
    let pointer = "# Point\n\nThe reason is in [the log](limit.md#L10), the log [begins](limit.md#L7), `plans/limit.md:13` refills, and [that](limit.md#L999) is gone.\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[("plans/limit.md", LIMIT), ("plans/point.md", pointer)]);
    shows(
        &page(&site, "plans/point/"),
        &[
            "<a href=\"../limit/index.html#decision-count-tokens-in-memory\"",
            "<a href=\"../limit/index.html#decision-log\"",
            "<a href=\"../limit/index.html#decision-refill-every-second\"",
            "<a href=\"../limit/index.html\" title=\"plan: Limit tenants\">that</a>",
        ],
    );
    shows(&page(&site, "plans/limit/"), &["Mentioned by", "line 3 says <code>limit.md#L10</code>"]);
}

#[test]
fn an_exported_record_of_another_file_says_which() {
    let files = [
        ("plans/limit/plan.md", "# Limit tenants\n\n## Decision Log\n\n- Decision: one\n"),
        ("plans/limit/progress.md", "# Progress\n\n- [x] (2026-02-10) Measure\n"),
    ];
    let site = site(&files);
    let plan = &export(site.archive(), &[]).plans[0];
    assert_eq!(plan.decisions[0].path, None);
    assert_eq!((plan.steps[0].line, plan.steps[0].path.as_deref()), (3, Some("plans/limit/progress.md")));
    // So does what is found of it.
    let found = site.entries();
    let file =
        |kind| found.entries.iter().find(|entry| entry.kind == kind).map(|entry| (found.plans[0].file_of(entry).as_str(), entry.line));
    assert_eq!(file(Kind::Decision), Some(("plans/limit/plan.md", 5)));
    assert_eq!(file(Kind::Step), Some(("plans/limit/progress.md", 3)));
}

#[test]
fn what_is_left_for_later_judges_no_decision() {
    let plan = "# Limit tenants\n\n## Decision Log\n\n- Decision: Let `TokenBucket::refill_all` call `clock_now` once\n\n\
        ## Outcomes & Retrospective\n\n- `TokenBucket::refill_all` and `clock_now` were quick\n\
        - Follow-up: give `TokenBucket::refill_all` another `clock_now`\n";
    let html = page(&site(&[("docs/plans/limit.md", plan)]), "plans/limit/");
    shows(&html, &["judged by TokenBucket"]);
    assert!(!html.contains("judged by give"), "{html}");
}

#[test]
fn a_superseded_decision_says_so_at_both_ends() {
    let text = "# Limit

## Progress

- [ ] Go

## Decision Log

- D1: Count tokens in a table of the database.
  Rationale: Durable.
- D2: Count tokens in memory. Supersedes D1.
  Rationale: The table was slow.
- D3: Reject with 429. Superseded by D4.
- D4: Reject with 503.
  Rationale: Proxies retry it.
";
    let site = site(&[("plans/limit.md", text)]);
    let html = page(&site, "plans/limit/");
    shows(
        &html,
        &[
            "card decision superseded",
            "decision, superseded</a>",
            "superseded by <i class",
            "line 11 says supersedes “D1”",
            "line 13 says superseded by “D4”",
        ],
    );
    assert_eq!(html.matches("class=\"card decision superseded\"").count(), 2, "{html}");
    shows(&page(&site, "decisions/state/superseded/"), &["Superseded decisions", "2 decisions from 1 plan", "Reject with 429"]);
    shows(&page(&site, "decisions/"), &["supersedes <i class"]);
}

#[test]
fn a_record_has_a_permalink_and_its_source_line() {
    let mut config = Config::default();
    config.output.html.git_repository_url = Some("https://example.org/repo".into());
    let table = "# Table\n\n## Progress\n\n- [x] Go\n\n## Decision Log\n\n| Date | Decision | Rationale |\n| --- | --- | --- |\n| 2026-02-10 | Use a table | It is short |\n";
    let site = site_of(&[("plans/limit.md", LIMIT), ("plans/table.md", table)], config);
    shows(
        &page(&site, "plans/limit/"),
        &[
            "<a href=\"https://example.org/repo/blob/HEAD/plans/limit.md#L9\">line 9</a>",
            "<a href=\"#decision-count-tokens-in-memory\">decision</a>",
            "<a class=\"when\" href=\"#step-measure\" title=\"line 5\"><time ",
        ],
    );
    shows(
        &page(&site, "plans/table/"),
        &[
            "plans/table.md#L11\">line 11</a>",
            "href=\"#decision-use-a-table\"",
            "<a class=\"when\" href=\"#step-go\" aria-label=\"line 5\">¶</a>",
        ],
    );
}

#[test]
fn of_two_files_of_one_name_the_one_in_the_cited_tree_is_meant() {
    let pointer = "# Point\n\nSee `docs/exec-plans/active/queue.md`.\n\n## Progress\n\n- [ ] Go\n";
    let other = QUEUE.replace("Queue work", "Design of the queue");
    let site = site(&[
        ("docs/exec-plans/completed/queue.md", QUEUE),
        ("docs/plans/queue.md", &other),
        ("docs/exec-plans/active/point.md", pointer),
    ]);
    shows(
        &page(&site, "plans/point/"),
        &["title=\"plan: Queue work; cited as `docs/exec-plans/active/queue.md`; the nearest file of that name\""],
    );
}

#[test]
fn a_plan_says_at_its_head_which_other_took_its_place() {
    let old = "# Old queue\n\nSuperseded by `plans/queue.md` after the review.\n\n## Progress\n\n- [ ] Compared with what was superseded by `plans/limit.md`\n";
    let site = site(&[("plans/old.md", old), ("plans/queue.md", QUEUE), ("plans/limit.md", LIMIT)]);
    let archive = export(site.archive(), &[]);
    let of = |id: &str| archive.plans.iter().find(|plan| plan.id.as_str() == id).expect("a plan");
    let taken = of("queue").links.iter().filter(|link| link.relation == "supersedes");
    let reasons: Vec<_> = taken.map(|link| (link.to.as_str(), link.reason.as_str())).collect();
    assert_eq!(reasons, [("plans/old/", "line 3 says superseded by `plans/queue.md`")]);
    assert!(of("limit").links.iter().all(|link| link.relation != "supersedes"));
}

#[test]
fn a_path_of_somebodys_machine_leads_to_the_file_at_its_end() {
    let pointer =
        "# Point\n\nSee [queue](~/notes/plans/queue.md), [log](~/notes/gone.md) and [readme](~/README.md).\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[("plans/point.md", pointer), ("plans/queue.md", QUEUE), ("README.md", "# Repository\n")]);
    let archive = export(site.archive(), &[]);
    let links = &archive.plans.iter().find(|plan| plan.id.as_str() == "point").expect("a plan").links;
    assert_eq!(links.iter().map(|link| link.to.as_str()).collect::<Vec<_>>(), ["plans/queue/"]);
}

#[test]
fn a_path_from_the_root_leads_there_before_its_end_does() {
    let pointer = "# Point\n\nSee [queue](/docs/plans/queue.md).\n\n## Progress\n\n- [ ] Go\n";
    let site =
        site(&[("docs/plans/queue.md", QUEUE), ("plans/queue.md", "# Other\n\n## Progress\n\n- [ ] Go\n"), ("plans/point.md", pointer)]);
    let plan = |path: &str| site.archive().plans.iter().find(|plan| plan.document.source.path.as_str() == path).expect("a plan");
    let archive = export(site.archive(), &[]);
    let links = &archive.plans.iter().find(|plan| plan.id.as_str() == "point").expect("a plan").links;
    let to = format!("plans/{}/", plan("docs/plans/queue.md").id);
    assert_eq!(links.iter().map(|link| link.to.as_str()).collect::<Vec<_>>(), [to.as_str()]);
}

#[test]
fn a_name_that_is_cut_short_leads_to_the_plan_that_begins_so() {
    let pointer = "# Point\n\nAfter `docs/plans/52-...`, `docs/plans/53-….md` and `docs/plans/53-…`, `docs/plans/9-...`, `docs/plans/5...` and `docs/adr/0021-...`.\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[
        ("docs/plans/point.md", pointer),
        ("docs/plans/52-queue.md", QUEUE),
        ("docs/plans/53-limit.md", LIMIT),
        ("docs/adr/0021-tokens.md", "# Tokens\n"),
        ("docs/plans/520-other.md", "# Other\n\n## Progress\n\n- [ ] Go\n"),
    ]);
    let links = &export(site.archive(), &[]).plans.iter().find(|plan| plan.id.as_str() == "point").expect("a plan").links.clone();
    assert_eq!(
        links.iter().map(|link| link.to.as_str()).collect::<Vec<_>>(),
        ["plans/52-queue/", "plans/53-limit/", "docs/adr/0021-tokens.md"]
    );
}

#[test]
fn words_between_slashes_are_no_path() {
    let plan = "# Point\n\nStates `open/in_progress/done`, a file `tools/build/VERSION`, another `tools/build/run.sh`.\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[("plans/point.md", plan)]);
    let links = &export(site.archive(), &[]).plans[0].links;
    assert_eq!(links.iter().map(|link| link.to.as_str()).collect::<Vec<_>>(), ["tools/build/VERSION", "tools/build/run.sh"]);
}

#[test]
fn a_part_of_a_plan_whose_brief_it_names_is_part_of_that_plan() {
    let child = "---\nparent: docs/plans/big/brief.md\n---\n\n# Child\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[
        ("docs/plans/big/plan.md", QUEUE),
        ("docs/plans/big/brief.md", "# Brief\n\nWhat is wanted.\n"),
        ("docs/plans/child.md", child),
    ]);
    let child = site.archive().plans.iter().position(|plan| plan.id.as_str() == "child").expect("a plan");
    let links = &export(site.archive(), &[]).plans[child].links;
    assert!(links.iter().any(|link| link.relation == "part-of" && link.to.as_str() == "plans/big/"), "{links:?}");
}

#[test]
fn a_plan_named_after_a_day_began_on_it() {
    let undated = "# Undated\n\n## Progress\n\n- [ ] Go\n";
    let dated = "# Dated\n\n- Created: 2026-01-05\n\n## Progress\n\n- [ ] Go\n";
    let site = site(&[("plans/2026-02-03-undated.md", undated), ("plans/20260204-dated.md", dated), ("plans/2026-02-05-limit.md", LIMIT)]);
    let created: Vec<_> = site.archive().plans.iter().map(|plan| plan.created.as_ref().map(Stamp::rfc3339)).collect();
    assert_eq!(created.iter().flatten().collect::<Vec<_>>(), ["2026-02-03", "2026-02-05", "2026-01-05"]);
}

/// `00:00` is how a day is written down as a time.
#[test]
fn a_plan_of_midnights_took_days() {
    let done = "# Done\n\nStatus: Complete\n\n## Progress\n\n- [x] (2026-02-03 00:00Z) Began\n- [x] (2026-02-04) Went on\n- [x] (2026-02-04 00:00Z) Ended\n";
    let site = site(&[("plans/done.md", done)]);
    let html = page(&site, "plans/done/");
    shows(&html, &["<dt>took</dt> <dd>2 days</dd>", ">3 Feb 2026</time>", "title=\"written as 00:00, taken for the day\""]);
    assert!(!html.contains("2026, 00:00"), "{html}");
}

/// One moment is no length: such a plan began and ended on a day.
#[test]
fn a_plan_of_one_moment_took_a_day() {
    let done = "---\ncreated_at: 2026-02-03T16:50:01Z\n---\n\n# Done\n\nStatus: Complete\n\n## Progress\n\n- [x] Began\n\n## Decision Log\n\n- Decision: Go\n  Rationale: Why not.\n  Date: 2026-02-03\n";
    let site = site(&[("plans/done.md", done)]);
    let html = page(&site, "plans/done/");
    shows(&html, &["<dt>took</dt> <dd>1 day</dd>"]);
}

#[test]
fn a_day_in_a_name_says_nothing_of_an_end() {
    let done = "# Done\n\nStatus: Complete\n\n## Progress\n\n- [x] Went\n";
    let site = site(&[("plans/2026-02-03-done.md", done), ("plans/limit.md", LIMIT)]);
    let plan = site.archive().plans.iter().find(|plan| plan.id.as_str() == "2026-02-03-done").expect("a plan");
    let days = [&plan.created, &plan.updated, &plan.completed].map(|stamp| stamp.as_ref().map(Stamp::rfc3339));
    assert_eq!(days, [Some("2026-02-03".into()), None, None]);
    let html = page(&site, "plans/2026-02-03-done/");
    shows(&html, &["started"]);
    assert!(!html.contains(">took"), "{html}");
    // The other is finished; of this one nobody knows when.
    shows(&page(&site, "stats/"), &["Plans finished per week: 1 in 1 of 1 weeks"]);
}

#[test]
fn decision_records_and_plans_are_linked_by_their_numbers_in_prose() {
    let mut config = Config::default();
    config.output.html.git_repository_url = Some("https://example.org/repo".into());
    let pointer = "# Point\n\nAs ADR-007 says, and EP-3 after it; UTF-8 is no plan and ADR-008 is gone.\n\n## Progress\n\n- [ ] Go\n";
    let numbered = format!("---\nid: EP-3\n---\n{LIMIT}");
    let site = site_of(
        &[("plans/point.md", pointer), ("plans/limit.md", &numbered), ("docs/adr/0007-use-tokens.md", "# Use tokens\n\nAccepted.\n")],
        config,
    );
    let html = page(&site, "plans/point/");
    shows(
        &html,
        &[
            "<a href=\"https://example.org/repo/blob/HEAD/docs/adr/0007-use-tokens.md\"",
            ">ADR-007</a>",
            "<a href=\"../ep-3/index.html\" title=\"plan: Limit tenants\">EP-3</a>",
            "UTF-8 is no plan and ADR-008 is gone",
        ],
    );
}

#[test]
fn an_abbreviation_means_what_the_archive_shows() {
    let plan = |stamp: &str| format!("# Plan\n\n## Progress\n\n- [x] ({stamp}) Measure the queue\n\n## Decision Log\n\n- Decision: wait\n");
    let with = |other: &str| {
        let site =
            site(&[("docs/plans/a.md", &plan("2026-04-02 18:10 CST")), ("docs/plans/b.md", &format!("{}\n{other}\n", plan("2026-04-03")))]);
        let stamp = site.archive().plans[0].document.steps[0].meta.stamp.clone().expect("a time");
        stamp.rfc3339()
    };
    assert_eq!(with("All times are those of Asia/Shanghai."), "2026-04-02T10:10:00Z");
    assert_eq!(with("Nothing is said of times."), "2026-04-02T18:10:00Z");
}
