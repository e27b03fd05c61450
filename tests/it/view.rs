//! Pages as a reader sees them: an archive in, the HTML of one page out.

use std::collections::BTreeMap;
use std::sync::Arc;

use execplan_site::config::Config;
use execplan_site::model::{
    Archive, Artifact, ContentPage, Decision, Document, Passage, Place, Plan, PlanSource, Precision, Progress, RecordMeta, Section,
    SectionKind, Stamp, Stated, Status, StatusSource, Step, StepState, Surprise, Zone,
};
use execplan_site::render::Renderer;
use execplan_site::text::{Anchor, LineIndex, Slug, SourcePath, Span};
use execplan_site::theme::Theme;
use execplan_site::view::{self, Index, RegisterKind, RegisterSpan, Scene, Section as Part};
use serde::Serialize;

const TEXT: &str = "# Give every tenant its own limit

## Progress

- [x] (2026-02-10 08:52Z) Reproduce the starvation
- [ ] Turn the <b>flag</b> on

## Decision Log

- Decision: Token bucket, see [the log](artifacts/soak.log) and [gone](gone.md)
  Rationale: Constant memory per tenant.
";

fn place(text: &str, part: &str) -> Place {
    let start = text.find(part).expect("the part is in the text");
    Place { part: 0, span: Span::new(start, start + part.len()), line: LineIndex::new(text).line(u32::try_from(start).expect("small")) }
}

fn passage(text: &str, part: &str) -> Passage {
    Passage { text: part.into(), place: place(text, part) }
}

fn meta(text: &str, part: &str, id: &str, stamp: Option<Stamp>) -> RecordMeta {
    RecordMeta { id: Anchor::new(id), place: place(text, part), stamp, section: None }
}

fn at(text: &str) -> Stamp {
    Stamp::written(text.parse().expect("a time"), Precision::Minute, Zone::Given)
}

fn section(text: &str, level: u8, title: &str, anchor: &str, kind: Option<SectionKind>) -> Section {
    let start = text.find(&format!("# {title}")).expect("a heading") + 1 - usize::from(level);
    Section {
        level,
        title: title.into(),
        anchor: Anchor::new(anchor),
        kind,
        place: Place { part: 0, span: Span::new(start, text.len()), line: 1 },
    }
}

fn document() -> Document {
    let text = TEXT;
    let step = |part: &str, words: &str, id: &str, state, stamp| Step {
        meta: meta(text, part, id, stamp),
        words: passage(text, words),
        state,
        depth: 0,
        milestone: None,
        owner: None,
        completed: None,
        remaining: None,
    };
    Document {
        source: PlanSource { shelf_reason: "folder docs/plans/".into(), ..PlanSource::file(SourcePath::new("docs/plans/limit.md"), text) },
        title: "Give every tenant its own limit".into(),
        own_id: None,
        status: None,
        header: Vec::new(),
        created: None,
        updated: None,
        completed: None,
        authors: vec!["M. O.".into()],
        language: "en",
        summary: "Quiet tenants starve.".into(),
        sections: vec![
            section(text, 1, "Give every tenant its own limit", "give-every-tenant-its-own-limit", None),
            section(text, 2, "Progress", "progress", Some(SectionKind::Steps)),
            section(text, 2, "Decision Log", "decision-log", Some(SectionKind::Decisions)),
        ],
        steps: vec![
            step(
                "- [x] (2026-02-10 08:52Z) Reproduce the starvation\n",
                "Reproduce the starvation",
                "step-reproduce",
                StepState::Done,
                Some(at("2026-02-10T08:52:00Z")),
            ),
            step("- [ ] Turn the <b>flag</b> on\n", "Turn the <b>flag</b> on", "step-turn", StepState::Todo, None),
        ],
        criteria: Vec::new(),
        log: Vec::new(),
        decisions: vec![Decision {
            meta: meta(text, &text[text.find("- Decision").expect("there")..], "decision-token-bucket", Some(at("2026-02-10T09:00:00Z"))),
            words: passage(text, "Token bucket, see [the log](artifacts/soak.log) and [gone](gone.md)"),
            rationale: Some(passage(text, "Constant memory per tenant.")),
            about: None,
            alternatives: None,
            outcome: None,
            author: Some("M. O.".into()),
            supersedes: None,
        }],
        surprises: Vec::<Surprise>::new(),
        outcomes: Vec::new(),
        revisions: Vec::new(),
        risks: Vec::new(),
        gates: Vec::new(),
        references: Vec::new(),
    }
}

fn archive() -> Archive {
    let plan = Plan {
        id: Slug::new("limit"),
        document: Arc::new(document()),
        status: Some(Stated {
            value: Status::InProgress,
            original: "in progress".into(),
            source: StatusSource::Header,
            place: Some(Place { part: 0, span: Span::default(), line: 3 }),
        }),
        artifacts: vec![Artifact {
            path: SourcePath::new("docs/plans/artifacts/soak.log"),
            name: "soak.log".into(),
            bytes: 12,
            reason: "linked at line 9".into(),
        }],
        history: None,
        created: Some(at("2026-02-10T08:30:00Z")),
        updated: Some(at("2026-02-10T09:00:00Z")),
        completed: None,
        authors: vec!["M. O.".into()],
        progress: Progress { done: 1, total: 2 },
        breaks: Vec::new(),
    };
    Archive {
        plans: vec![plan],
        as_of: "2026-02-11T12:00:00Z".parse().expect("a time"),
        links: Vec::new(),
        outgoing: vec![Vec::new()],
        incoming: vec![Vec::new()],
        by_id: BTreeMap::from([(Slug::new("limit"), 0)]),
        repository: None,
        files: Arc::from([SourcePath::new("docs/plans/artifacts/soak.log"), SourcePath::new("docs/plans/limit.md")]),
        zones: BTreeMap::new(),
    }
}

fn no_plans() -> Archive {
    Archive { plans: Vec::new(), by_id: BTreeMap::new(), ..archive() }
}

/// Renders what `page` makes of an archive.
fn render<V: Serialize>(archive: &Archive, template: &str, page: impl Fn(&Scene<'_>) -> V) -> String {
    let config = Config::default();
    let index = Index::new(archive, &config);
    let pages = [
        ContentPage { path: SourcePath::new("content/install.md"), text: "# Install\n\nIt is one binary.\n".into(), weight: 0 },
        ContentPage { path: SourcePath::new("content/first.md"), text: "# First site\n".into(), weight: 1 },
    ];
    let sections = [Part::Plans, Part::Register(RegisterKind::Decisions), Part::Register(RegisterKind::Surprises), Part::Guide];
    let scene = Scene {
        archive,
        config: &config,
        index: &index,
        pages: &pages,
        diagnostics: &[],
        title: "Tenancy plans",
        icon: None,
        stylesheets: &[],
        scripts: &[],
        sections: &sections,
    };
    let (html, diagnostics) = Renderer::new(&Theme::embedded()).0.render(template, &page(&scene));
    assert_eq!(diagnostics, []);
    assert!(!html.contains(" style="), "an inline style would be refused by the page's own policy");
    assert_eq!(html.matches("<h1").count(), 1, "one h1 a page:\n{html}");
    html
}

#[track_caller]
fn shows(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "`{part}` is not in the page:\n{html}");
    }
}

#[test]
fn the_overview_says_what_moves_and_what_came_last() {
    let html = render(&archive(), "overview.html", view::overview);
    shows(
        &html,
        &[
            "<title>Tenancy plans</title>",
            "<b>1</b> active",
            "<a href=\"plans/limit/index.html\">Give every tenant its own limit</a>",
            "<progress value=\"1\" max=\"2\"",
            "Reproduce the starvation",
            "href=\"plans/limit/index.html#decision-token-bucket\"",
            "datetime=\"2026-02-10T09:00Z\">10 Feb 2026</time>",
            "None is recorded yet.",
        ],
    );
}

#[test]
fn an_archive_without_plans_says_what_a_plan_is() {
    let html = render(&no_plans(), "overview.html", view::overview);
    shows(&html, &["No plan was found.", "list --explain"]);
    let html = render(&no_plans(), "plans.html", |scene| view::plans(scene, 1));
    shows(&html, &["No plan was found."]);
    let html = render(&no_plans(), "register.html", |scene| view::register(scene, RegisterKind::Surprises, RegisterSpan::Latest, 1));
    shows(&html, &["None is recorded yet.", "Surprises &amp; Discoveries"]);
}

#[test]
fn a_plan_is_a_row_that_scripts_can_filter() {
    let html = render(&archive(), "plans.html", |scene| view::plans(scene, 1));
    shows(
        &html,
        &[
            "<tr data-shelf=\"active\" data-status=\"in-progress\">",
            "href=\"limit/index.html\"",
            "datetime=\"2026-02-10T08:30Z\"",
            "data-minutes=\"1650\"",
            "<option value=\"in-progress\">in progress (1)</option>",
        ],
    );
}

#[test]
fn a_plan_says_where_its_facts_come_from() {
    let html = render(&archive(), "plan.html", |scene| view::plan(scene, 0));
    shows(
        &html,
        &[
            "<h1>Give every tenant its own limit</h1>",
            "folder docs/plans/",
            "its header, line 3",
            "(written)",
            "<p class=\"figure-title\">1 of 2 steps</p>",
            "<span id=\"give-every-tenant-its-own-limit\"></span>",
            "<li id=\"step-reproduce\" class=\"step done\">",
            "10 Feb 08:52</time>",
            "id=\"decision-token-bucket\"",
            "class=\"card decision\"",
            "href=\"artifacts/soak.log/index.html\"",
            "gone.md is not in the repository",
            "No surprise is recorded.",
            "href=\"index.md\"",
        ],
    );
}

#[test]
fn a_register_has_a_card_for_each_record() {
    let html = render(&archive(), "register.html", |scene| view::register(scene, RegisterKind::Decisions, RegisterSpan::Year(2026), 1));
    shows(
        &html,
        &[
            "Decisions in 2026",
            "1 decision from 1 plan",
            "February 2026",
            "<article class=\"card decision\">",
            "Constant memory per tenant.",
            ">line 10<",
            "href=\"../../plans/limit/index.html#decision-token-bucket\"",
        ],
    );
}

#[test]
fn an_artifact_is_text_with_addresses_for_its_lines() {
    let html = render(&archive(), "artifact.html", |scene| view::artifact(scene, 0, 0, 1, b"one\n<two>\n"));
    shows(&html, &["id=\"L2\"", "&lt;two&gt;", "href=\"raw/soak.log\"", "linked at line 9"]);
    assert!(!html.contains("<two>"));
}

#[test]
fn guide_pages_lead_to_their_neighbours() {
    let html = render(&archive(), "content.html", |scene| view::content(scene, 0));
    shows(&html, &["<h1>Install</h1>", "rel=\"next\" href=\"../first/index.html\""]);
}

#[test]
fn the_page_for_lost_addresses_works_at_any_depth() {
    let html = render(&archive(), "not_found.html", view::not_found);
    shows(&html, &["href=\"/plans/index.html\"", "Page not found"]);
}
