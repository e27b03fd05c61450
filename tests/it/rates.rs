//! Rates as a reader gets them: plans in, figures and pages out. The figures of `limits.md` are worked out by
//! hand in the comments; times are in UTC unless a test says otherwise.

#![expect(clippy::disallowed_methods, reason = "the tests read fixtures")]

use std::path::Path;

use execplan_site::config::{Config, Options};
use execplan_site::model::{Archive, Change, ChangeKind, Commit, PlanHistory, PlanSource, Shelf, Sources, Stamp, StepState};
use execplan_site::rates::{self, Event, Forecast, Kind, Known, NoForecast, PlanRates, Rates, Standing};
use execplan_site::render::Renderer;
use execplan_site::text::SourcePath;
use execplan_site::theme::Theme;
use execplan_site::view::{self, Index, Scene, Section};
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn config(zone: &str) -> Config {
    let mut config = Config::default();
    config.output.execplan_site = Options { time_zone: zone.into(), ..Options::default() };
    config
}

/// The plans of `tests/fixtures/rates`, read as of a moment.
fn archive(as_of: &str) -> Archive {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rates");
    let mut plans = Vec::new();
    for (folder, shelf) in [("active", Shelf::Active), ("archive", Shelf::Archived)] {
        let mut files: Vec<_> =
            std::fs::read_dir(root.join(folder)).expect("the fixtures").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a fixture");
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let path = SourcePath::new(format!("docs/plans/{folder}/{name}"));
            plans.push(PlanSource { shelf, ..PlanSource::file(path, text) });
        }
    }
    let documents = plans.iter().map(|plan| execplan_site::parse::parse(plan, &Options::default()).0).collect();
    let sources = Sources { plans, ..Sources::default() };
    execplan_site::link::link(&sources, documents, Some(at(as_of)), &Config::default()).0
}

fn rates_of(archive: &Archive) -> Rates {
    rates::rates(archive, &Options::default())
}

fn plan<'a>(archive: &Archive, rates: &'a Rates, id: &str) -> &'a PlanRates {
    let index = archive.plans.iter().position(|plan| plan.id.as_str() == id).expect("the plan");
    &rates.plans[index]
}

fn about(left: Option<f64>, right: f64) -> bool {
    left.is_some_and(|left| (left - right).abs() < 1e-9)
}

/// 08:30 to 10:00 and, after an idle night, 04:10 to 05:00: 90 + 50 = 140 minutes in two spells. Steps after the
/// first moment of their spell: 3 + 1 = 4; 4 / (140 / 60) = 1.714… an hour. Six dated steps on two days: 3 a day.
#[test]
fn pace_counts_time_at_work() {
    let archive = archive("2026-02-11T12:00Z");
    let rates = rates_of(&archive);
    let pace = &plan(&archive, &rates, "limits").pace;
    assert_eq!(pace.spells.iter().map(|spell| spell.seconds() / 60).collect::<Vec<_>>(), [90, 50]);
    assert_eq!(pace.active_seconds, 140 * 60);
    assert!(about(pace.per_active_hour, 4.0 * 60.0 / 140.0), "{pace:?}");
    assert!(about(pace.per_active_day, 3.0), "{pace:?}");
}

/// Ten steps: one is dropped, seven are done, one of those without a time.
#[test]
fn a_burn_up_counts_what_it_cannot_place() {
    let archive = archive("2026-02-11T12:00Z");
    let rates = rates_of(&archive);
    let burn_up = &plan(&archive, &rates, "limits").burn_up;
    assert_eq!((burn_up.done, burn_up.total), (7, 9));
    assert_eq!(burn_up.dated, [6, 0, 0, 1]);
    assert_eq!(plan(&archive, &rates, "day").burn_up.dated, [0, 3, 0, 0]);
}

/// Versions with 0, 8, 8 and 12 steps: 4 were added on the way, half as many again as the first 8.
#[test]
fn scope_comes_from_the_versions_of_the_file() {
    let mut archive = archive("2026-02-11T12:00Z");
    let change = |day: &str| Change {
        commit: Commit { at: at(&format!("2026-02-{day}T00:00Z")), hash: "a".repeat(40), author: "A".into(), subject: String::new() },
        kind: ChangeKind::Edited,
        path: SourcePath::new("docs/plans/active/limits.md"),
    };
    let index = archive.plans.iter().position(|plan| plan.id.as_str() == "limits").expect("the plan");
    archive.plans[index].history = Some(PlanHistory {
        changes: ["07", "08", "09", "10"].map(change).to_vec(),
        counts: vec![(0, 0), (0, 8), (2, 8), (4, 12)],
        ..PlanHistory::default()
    });
    let scope = rates::scope(&archive.plans[index]);
    assert_eq!(scope.iter().map(|(_, total)| *total).collect::<Vec<_>>(), [8, 8, 12]);
    assert_eq!(rates::growth(&scope), Some(0.5));
}

/// Six finished plans of one day and four hours each.
#[test]
fn cycle_times_are_days_begun_and_seconds_where_known() {
    let archive = archive("2026-02-11T12:00Z");
    let rates = rates_of(&archive);
    assert_eq!(rates.archive.cycle_days, [1; 6]);
    assert_eq!(rates.archive.cycle_seconds, [4 * 3600; 6]);
    assert_eq!(rates.archive.flow.weeks.iter().map(|week| week.finished).collect::<Vec<_>>()[10..], [5, 1, 0, 0, 0, 0]);
}

/// Moved on the 10th, 12th and 14th: every 2 days; 28 days before 11 February. Stalled after max(14, 3 × 2) days.
#[test]
fn a_plan_that_stands_still_is_named_with_its_evidence() {
    let archive = archive("2026-02-11T12:00Z");
    let rates = rates_of(&archive);
    let still = plan(&archive, &rates, "still");
    let stalled = still.stalled.as_ref().expect("it stands still");
    assert_eq!((stalled.days, stalled.usual, stalled.own), (28, Some(2), true));
    assert_eq!(stalled.last.map(|index| still.events[index].moment.first_day.to_string()).as_deref(), Some("2026-01-14"));
    assert_eq!(plan(&archive, &rates, "waiting").stalled, None, "it says that it waits");
    assert_eq!(plan(&archive, &rates, "limits").stalled, None);
    assert_eq!(still.age, Some(33));
}

#[test]
fn standing_follows_what_a_plan_says() {
    let archive = archive("2026-02-11T12:00Z");
    let rates = rates_of(&archive);
    assert_eq!(plan(&archive, &rates, "limits").standing, Standing::Open);
    assert_eq!(plan(&archive, &rates, "done-1").standing, Standing::Finished);
}

/// Its own five pauses and six finished plans with pauses of an hour; the plan has waited 10 minutes, two steps are left.
#[test]
fn a_forecast_is_a_range_and_the_same_every_time() {
    let archive = archive("2026-02-11T05:10Z");
    let first = rates_of(&archive);
    let Forecast::Range(range) = plan(&archive, &first, "limits").forecast else { panic!("a range") };
    assert!(range.p50 > archive.as_of && range.p50 <= range.p85, "{range:?}");
    assert_eq!((range.left, range.own, range.plans), (2, 5, 6));
    assert!(!range.growth_known);
    assert_eq!(plan(&archive, &rates_of(&archive), "limits").forecast, Forecast::Range(range));
}

#[test]
fn without_enough_to_go_by_there_is_no_forecast() {
    let archive = archive("2026-02-11T05:10Z");
    let rates = rates_of(&archive);
    assert_eq!(plan(&archive, &rates, "still").forecast, Forecast::No(NoForecast::StoodTooLong));
    assert_eq!(plan(&archive, &rates, "done-1").forecast, Forecast::No(NoForecast::NotOpen));
    let mut few = archive.clone();
    few.plans.retain(|plan| plan.id.as_str() == "day");
    assert_eq!(rates_of(&few).plans[0].forecast, Forecast::No(NoForecast::NotEnoughHistory));
}

/// Of six alike plans with five steps an hour apart, each is read after its third step, with two left. It has two
/// pauses of its own by then; with those and the plans ended before, five sources are there from the fourth on. Two
/// steps an hour apart each are what is drawn, and what happened.
#[test]
fn forecasts_are_tried_on_the_past() {
    let archive = archive("2026-02-11T12:00Z");
    let test = rates_of(&archive).archive.back_test;
    assert_eq!((test.tried, test.within_p50, test.within_p85), (3, 3, 3));
}

/// 23:30 in UTC is the next day in Tokyo; a written day stays that day.
#[test]
fn days_are_those_of_the_zone() {
    let tokyo = jiff::tz::TimeZone::get("Asia/Tokyo").expect("a zone");
    let clock = Stamp::written(at("2026-02-10T23:30Z"), execplan_site::model::Precision::Minute, execplan_site::model::Zone::Given);
    assert_eq!(rates::Moment::of(&clock, &tokyo).first_day.to_string(), "2026-02-11");
    let day = Stamp::written(at("2026-02-10T00:00Z"), execplan_site::model::Precision::Day, execplan_site::model::Zone::Assumed);
    let moment = rates::Moment::of(&day, &tokyo);
    assert_eq!((moment.known, moment.first_day.to_string(), moment.from), (Known::Day, "2026-02-10".into(), at("2026-02-09T15:00Z")));
}

#[test]
fn what_lies_after_the_moment_of_reading_measures_nothing() {
    let archive = archive("2026-02-10T09:15Z");
    let rates = rates_of(&archive);
    let limits = plan(&archive, &rates, "limits");
    assert_eq!(limits.events.iter().filter(|event| event.kind == Kind::Step).count(), 2);
    assert!(limits.events.iter().all(|event: &Event| event.moment.from <= archive.as_of));
    assert_eq!(archive.plans.iter().flat_map(|plan| &plan.document.steps).filter(|step| step.state == StepState::Dropped).count(), 1);
}

/// A page of the fixtures as of a moment.
fn page<V: serde::Serialize>(as_of: &str, zone: &str, template: &str, make: impl Fn(&Scene<'_>, &Archive) -> V) -> String {
    let (archive, config) = (archive(as_of), config(zone));
    let index = Index::new(&archive, &config);
    let sections = [Section::Overview, Section::Plans, Section::Timeline, Section::Stats, Section::Attention];
    let scene = Scene {
        archive: &archive,
        config: &config,
        index: &index,
        pages: &[],
        diagnostics: &[],
        title: "Tenancy plans",
        icon: None,
        stylesheets: &[],
        scripts: &[],
        sections: &sections,
    };
    let (renderer, found) = Renderer::new(&Theme::embedded());
    assert_eq!(found, []);
    let (html, found) = renderer.render(template, &make(&scene, &archive));
    assert_eq!(found, []);
    html
}

fn shows(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "`{part}` is not in the page:\n{html}");
    }
}

fn plan_page(as_of: &str, id: &str) -> String {
    page(as_of, "UTC", "plan.html", |scene, archive| {
        let number = archive.plans.iter().position(|plan| plan.id.as_str() == id).expect("the plan");
        view::plan(scene, u32::try_from(number).expect("few"))
    })
}

#[test]
fn a_plan_shows_its_burn_up_with_figures() {
    let html = plan_page("2026-02-11T05:10Z", "limits");
    shows(
        &html,
        &[
            "<p class=\"figure-title\">7 of 9 steps</p>",
            "<dt>active, in 2 spells over 21 h</dt><dd>2.3 h</dd>",
            "<dt>steps per active hour</dt><dd>1.7</dd>",
            "<dt>done step without a time, of 7</dt><dd>1</dd>",
            "finish P50 – P85, from 5 of its pauses and 6 finished plans; how scope grows is not known",
            "class=\"cone\"",
            "<tspan class=\"w\">idle </tspan>18 h</text>",
            "as of 11 Feb 2026, 05:10",
            "<g class=\"sign decision\" transform=\"translate(0 ",
            "%\"/><use href=\"#plan:decision\"",
            "<td>● Soak test, ten minutes<td>5<",
        ],
    );
    assert!(!html.contains(" style="), "the page's policy forbids inline styles");
}

#[test]
fn one_day_is_no_progress_chart() {
    let html = plan_page("2026-02-11T05:10Z", "day");
    shows(&html, &["All 3 dated steps carry one time, 9 Feb 2026 (written, day only): nothing says how the work went"]);
    assert!(!html.contains("<svg class=\"plot burn-up"), "nothing to draw");
    let html = plan_page("2026-02-11T05:10Z", "still");
    shows(&html, &["class=\"block\"", "stood still for longer than any pause known here"]);
    assert!(!html.contains(">00:00<"), "a day has no hour");
}

/// The head of the page and the figures count alike: both days where only days are known, time where it is.
#[test]
fn a_plan_is_as_old_at_its_head_as_in_its_figures() {
    shows(&plan_page("2026-02-11T05:10Z", "still"), &["<dt>age</dt> <dd>33 days</dd>"]);
    let done = plan_page("2026-02-11T05:10Z", "done-6");
    shows(&done, &["<dt>from first to last event</dt><dd>4 h</dd>", "<dt>took</dt> <dd>4 h</dd>"]);
}

#[test]
fn attention_says_where_why_and_what_to_do() {
    let html = page("2026-02-11T12:00Z", "UTC", "attention.html", |scene, _| view::attention(scene));
    shows(
        &html,
        &[
            ">Rotate the signing keys</a> has stood still for 28 days, since 14 Jan 2026",
            "it used to move every 2 days; last: “Rotate the mirror”, 14 Jan 2026 (written, day only)",
            "docs/plans/active/still.md:9",
            "tick what is done, write what it waits for, or archive it (listed from 14 days on)",
        ],
    );
    assert!(!html.contains("Move the mail queue"), "a blocked plan says that it waits");
}

#[test]
fn stats_say_what_each_chart_means_here() {
    let html = page("2026-02-11T12:00Z", "UTC", "stats.html", |scene, _| view::stats(scene));
    shows(
        &html,
        &[
            "Of 44 done steps, 36 have a clock time, 7 only a day, 1 have no time and enter no rate.",
            "of the 6 timed to the minute, half took no more than 4 h, 85 % no more than 4 h.",
            "of 3 past forecasts, 3 ended within P85 (100 %, meant to be 85 %)",
            "4 of 4 are older than 85 % of the finished plans ever became (1 day).",
        ],
    );
}

#[test]
fn the_timeline_puts_a_plan_under_the_quarter_it_last_moved_in() {
    let html = page("2026-02-11T12:00Z", "UTC", "timeline.html", |scene, _| view::timeline(scene, None, 1));
    shows(
        &html,
        &["<h1>Timeline 2026</h1>", "January to March 2026", ">Give every tenant its own rate limit</a>", "href=\"2025/index.html\""],
    );
    assert!(!html.contains("Move the mail queue"), "that one is of 2025");
}

#[test]
fn the_overview_draws_the_weeks_and_the_year() {
    let html = page("2026-02-11T05:10Z", "UTC", "overview.html", |scene, _| view::overview(scene));
    shows(&html, &["class=\"plot bars wide\"", "class=\"plot calendar wide\"", "class=\"plot spark\"", "1.7 / active h", "per week</li>"]);
}
