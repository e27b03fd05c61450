//! Charts as a reader gets them: well-formed, without overlapping labels, whatever the series.

use execplan_site::chart::{
    BurnUp, CalendarDay, Completion, Cone, Figure, Happening, Level, Point, Scatter, Shape, burn_up, calendar, scatter,
};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

static UTC: TimeZone = TimeZone::UTC;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn done(from: Timestamp, to: Timestamp) -> Completion {
    Completion { from, to, hollow: false, when: "then".into(), name: "a <step> & more".into() }
}

fn point(text: &str) -> Completion {
    done(at(text), at(text))
}

fn day(text: &str) -> Completion {
    done(at(&format!("{text}T00:00:00Z")), at(&format!("{text}T23:59:59Z")))
}

fn series(completions: Vec<Completion>) -> BurnUp<'static> {
    let n = u32::try_from(completions.len()).expect("few");
    BurnUp {
        title: "title".into(),
        sentence: "sentence".into(),
        completions,
        happenings: Vec::new(),
        scope: Vec::new(),
        done: n,
        total: n + 2,
        now: None,
        cone: None,
        idle_gap: 7200,
        zone: &UTC,
    }
}

/// Every text of a drawing: where it begins, where it ends, its height, its words. (6.4 units a letter, as in the style sheet.)
fn texts(svg: &str) -> Vec<(f64, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!("{name}=\"")).expect("the attribute") + name.len() + 2;
        tag[start..].split('"').next().expect("a value").to_owned()
    };
    svg.split("<text ")
        .skip(1)
        .map(|rest| {
            let (tag, rest) = rest.split_once('>').expect("a tag");
            let words = rest.split("</text>").next().expect("an end").to_owned();
            let x: f64 = attribute(tag, "x").parse().expect("a number");
            let y: f64 = attribute(tag, "y").parse().expect("a number");
            let width: f64 = words.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum();
            let class = attribute(tag, "class");
            let from = if class.ends_with(" mid") {
                x - width / 2.0
            } else if class.ends_with(" end") {
                x - width
            } else {
                x
            };
            (from, from + width, y, words)
        })
        .collect()
}

/// Every text of a drawing that fits any width, as it lies where the drawing is so many pixels wide.
fn texts_at(svg: &str, width: f64, is_narrow: bool) -> Vec<(f64, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[start..].split('"').next().expect("a value").to_owned())
    };
    let without_tags = |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, rest)| rest)).collect::<String>();
    let mut found = Vec::new();
    for group in svg.split("<g").skip(1) {
        let hold = attribute(group.split('>').next().expect("a tag"), "class").unwrap_or_default();
        for rest in group.split("<text").skip(1) {
            let (tag, rest) = rest.split_once('>').expect("a tag");
            let html = rest.split("</text>").next().expect("an end");
            // What is marked so is left out on a phone.
            let html = if is_narrow { html.replace("<tspan class=\"w\">idle </tspan>", "") } else { html.to_owned() };
            if is_narrow && attribute(tag, "class").as_deref() == Some("w") {
                continue;
            }
            let words = without_tags(&html);
            let x = attribute(tag, "x").expect("a place");
            let x: f64 =
                x.strip_suffix('%').map_or_else(|| x.parse().expect("pixels"), |x| x.parse::<f64>().expect("a share") / 100.0 * width);
            let dx: f64 = attribute(tag, "dx").map_or(0.0, |dx| dx.parse().expect("pixels"));
            let y: f64 = attribute(tag, "y").expect("a height").parse().expect("pixels");
            let length: f64 = words.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum();
            let from = x + dx
                - match hold.as_str() {
                    "mid" => length / 2.0,
                    "end" => length,
                    _ => 0.0,
                };
            found.push((from, from + length, y, words));
        }
    }
    found
}

/// Fails where a label lies on another or outside the drawing.
fn check_labels(figure: &Figure) {
    for (svg, width) in [(&figure.wide, 1000.0), (&figure.narrow, 360.0)] {
        check_texts(svg, &texts(svg), (0.0, width));
        assert!(!svg.contains("style=") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.contains("role=\"img\"><title>") && svg.contains("<desc>"));
    }
}

/// The same for a drawing that fits any width, at the least of a wide one and on a phone.
fn check_elastic(figure: &Figure) {
    let svg = &figure.wide;
    check_texts(svg, &texts_at(svg, 600.0, false), (-40.0, 622.0));
    check_texts(svg, &texts_at(svg, 250.0, true), (-40.0, 262.0));
    assert!(!svg.contains("style=") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    assert!(svg.contains("role=\"img\" aria-label=\"sentence\">"), "{svg}");
    assert!(figure.narrow.is_empty());
}

fn check_texts(svg: &str, texts: &[(f64, f64, f64, String)], (left, right): (f64, f64)) {
    for (index, (from, to, y, words)) in texts.iter().enumerate() {
        assert!(*from >= left - 1.0 && *to <= right + 1.0, "`{words}` from {from} to {to} leaves {left} to {right}");
        for (other_from, other_to, other_y, other) in &texts[index + 1..] {
            let apart = to <= other_from || other_to <= from || (y - other_y).abs() >= 10.0;
            assert!(apart, "`{words}` lies on `{other}` in {svg}");
        }
    }
}

#[test]
fn a_day_is_a_block_and_its_axis_has_no_clock() {
    let figure = burn_up(&series(vec![day("2026-02-10"), day("2026-02-10"), day("2026-02-12")])).expect("a figure");
    assert_eq!(figure.wide.matches("class=\"block\"").count(), 2, "one for each day");
    assert!(!figure.wide.contains("class=\"sign step"), "no dot: the hour is not known");
    assert!(texts_at(&figure.wide, 600.0, false).iter().all(|(_, _, _, words)| !words.contains(':')));
    let clock = burn_up(&series(vec![point("2026-02-10T08:30Z"), point("2026-02-10T09:30Z")])).expect("a figure");
    assert!(texts_at(&clock.wide, 600.0, false).iter().any(|(_, _, _, words)| words.contains("08:30")));
}

#[test]
fn commit_times_are_hollow_and_text_is_escaped() {
    let committed = Completion { hollow: true, ..point("2026-02-10T08:30Z") };
    let figure = burn_up(&series(vec![committed, point("2026-02-10T09:30Z")])).expect("a figure");
    assert_eq!(figure.wide.matches("sign step hollow").count(), 1);
    assert!(figure.wide.contains("a &lt;step&gt; &amp; more") && !figure.wide.contains("<step>"));
}

#[test]
fn what_has_no_time_is_counted_and_not_placed() {
    assert_eq!(burn_up(&series(Vec::new())), None);
    let mut chart = series(vec![point("2026-02-10T08:30Z"), point("2026-02-10T12:30Z")]);
    (chart.done, chart.total) = (8, 10);
    let figure = burn_up(&chart).expect("a figure");
    assert!(figure.wide.contains("+6 without a time"));
    assert_eq!(figure.wide.matches("<circle ").count(), 2);
}

#[test]
fn the_table_has_the_same_numbers() {
    let mut chart = series(vec![point("2026-02-10T08:30Z"), point("2026-02-10T09:30Z")]);
    let when = at("2026-02-10T09:00Z");
    chart.happenings = vec![Happening { shape: Shape::Decision, from: when, to: when, when: "09:00".into(), name: "so it is".into() }];
    let figure = burn_up(&chart).expect("a figure");
    let cells: Vec<&str> = figure.table.rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!((figure.table.head[2].as_str(), cells), ("steps done, of 4", vec!["1", "", "2"]));
    assert_eq!(figure.table.rows[1][1], "◆ so it is");
}

#[test]
fn a_forecast_is_a_cone_and_its_labels_fit() {
    for (p50, p85) in [("2026-02-10T12:00Z", "2026-02-10T12:05Z"), ("2026-02-11T00:00Z", "2026-02-18T00:00Z")] {
        let mut chart = series(vec![point("2026-02-10T08:30Z"), point("2026-02-10T09:30Z")]);
        chart.now = Some((at("2026-02-10T10:00Z"), "10 Feb 2026, 10:00".into()));
        chart.cone = Some(Cone { p50: at(p50), p85: at(p85), p50_label: "P50 28 Feb 2026".into(), p85_label: "P85 31 Mar 2026".into() });
        let figure = burn_up(&chart).expect("a figure");
        assert!(figure.wide.contains("class=\"cone\"") && figure.wide.contains("P85 31 Mar 2026"));
        check_elastic(&figure);
    }
}

#[test]
fn five_thousand_steps_stay_small() {
    let start = at("2024-01-01T00:00Z");
    let completions = (0..5000i64).map(|n| start + (n * n * 3).seconds()).map(|at| done(at, at)).collect();
    let figure = burn_up(&series(completions)).expect("a figure");
    assert!(figure.wide.len() < 60_000, "{} bytes", figure.wide.len());
    assert!(figure.table.rows.len() <= 1000);
    check_elastic(&figure);
}

#[test]
fn a_year_of_days_shows_every_day_that_has_something() {
    let last: jiff::civil::Date = "2026-02-11".parse().expect("a day");
    let days: Vec<CalendarDay> = (0..200i64)
        .rev()
        .map(|n| CalendarDay { date: last - n.days(), count: u32::try_from(n % 7).expect("small"), what: format!("{n} things") })
        .collect();
    let figure = calendar("title", "sentence", &days, last).expect("a figure");
    let full = days.iter().filter(|day| day.count > 0).count();
    assert_eq!(figure.table.rows.len(), full);
    assert_eq!((1..=4).map(|level| figure.wide.matches(&format!("\"day d{level}\"")).count()).sum::<usize>(), full);
    check_labels(&figure);
}

#[test]
fn what_a_line_across_says_hides_no_mark() {
    let day = 86_400;
    let point = |x, days: i64| Point { x, seconds: days * day, bound: false, strong: false, row: vec!["plan".into(), "time".into()] };
    let levels = vec![Level { seconds: 2 * day, label: "P85 2 days".into() }];
    let chart = |points| Scatter { title: "t".into(), sentence: "s".into(), points, levels: levels.clone(), ..Scatter::default() };
    let label = |points| {
        let svg = scatter(&chart(points)).expect("a figure").wide;
        let (from, _, y, _) = texts(&svg).into_iter().find(|(.., words)| words == "P85 2 days").expect("the label");
        (from, y)
    };
    let (right, above) = label(vec![point(0.0, 1), point(0.2, 40)]);
    let (still_right, below) = label(vec![point(0.0, 1), point(0.99, 2), point(0.98, 3), point(0.2, 40)]);
    assert!(right > 800.0 && above > 0.0);
    assert!(still_right < right - 100.0 || below > above, "{still_right} {below} beside {right} {above}");
    let (left, _) = label(vec![point(0.0, 40), point(0.99, 2), point(0.97, 1)]);
    assert!(left < 100.0, "{left}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn burn_ups_of_any_series_are_sound(
        steps in prop::collection::vec((0i64..200_000_000, 0i64..3, 0i64..400_000), 1..60),
        scale in prop::sample::select(vec![1i64, 30, 3600, 500_000]),
        others in prop::collection::vec((0i64..200_000_000, 0i64..3), 0..40),
        open in any::<bool>(),
        ahead in 1i64..90_000_000,
        grown in 0u32..50,
    ) {
        let start = at("2019-06-15T07:13Z");
        let moment = |seconds: i64| start + (seconds / scale).seconds();
        let span = |(from, kind, length): &(i64, i64, i64)| {
            let from = moment(*from);
            match kind { 0 => (from, from), 1 => (from, from + 86_399.seconds()), _ => (from, from + length.seconds()) }
        };
        let mut chart = series(steps.iter().map(|step| { let (from, to) = span(step); done(from, to) }).collect());
        chart.total += grown;
        chart.happenings = others.iter().map(|(seconds, shape)| {
            let when = moment(*seconds);
            let shape = Shape::ALL[1 + usize::try_from(*shape).expect("small")];
            Happening { shape, from: when, to: when, when: "then".into(), name: "what".into() }
        }).collect();
        if open {
            let now = moment(200_000_000) + 400_000.seconds();
            chart.scope = vec![(start, 1), (moment(90_000_000), chart.total)];
            chart.now = Some((now, "15 Jun 2019, 07:13".into()));
            let p50 = now + (ahead / scale / 2).seconds();
            let p85 = now + (ahead / scale).seconds();
            chart.cone = Some(Cone { p50, p85, p50_label: "P50 15 Jun 2019".into(), p85_label: "P85 16 Jun 2019".into() });
        }
        check_elastic(&burn_up(&chart).expect("a figure"));
    }

    #[test]
    fn scatters_of_any_points_are_sound(
        points in prop::collection::vec((0.0f64..1.0, 0i64..300_000_000, any::<bool>()), 1..400),
        levels in prop::collection::vec(1i64..300_000_000, 0..3),
    ) {
        let points = points.into_iter().map(|(x, seconds, bound)| {
            Point { x, seconds, bound, strong: false, row: vec!["plan".into(), "time".into()] }
        }).collect();
        let mut levels = levels;
        levels.sort_unstable();
        let levels = levels.into_iter().map(|seconds| Level { seconds, label: format!("P85 {seconds}") }).collect();
        let ticks = vec![(0.0, "Feb 2024".into()), (0.5, "Feb 2025".into()), (1.0, "Feb 2026".into())];
        let chart = Scatter { title: "t".into(), sentence: "s".into(), points, levels, ticks, head: vec!["a".into(), "b".into()] };
        let figure = scatter(&chart).expect("a figure");
        check_labels(&figure);
    }
}
