//! The guide against the program: every key, command and option is described, and nothing that is not there.

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory as _;
use execplan_site::cli::Cli;
use execplan_site::config;

#[expect(clippy::disallowed_methods, reason = "the test reads the guide")]
fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(name)).expect("a page of the guide")
}

/// The first cells, in code, of the tables below a heading.
fn keys(text: &str, heading: &str) -> BTreeSet<String> {
    let section = text.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("a section {heading}"));
    let section = section.split("\n## ").next().unwrap_or(section);
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect()
}

#[test]
fn every_key_of_ours_is_described_and_nothing_else() {
    let error = config::read("[output.execplan-site]\nno-such-key = 1\n", []).expect_err("an unknown key");
    let help = error.help.expect("the known keys");
    let known: BTreeSet<String> = help.trim_start_matches("known keys: ").split(", ").map(str::to_owned).collect();
    assert!(known.contains("idle-gap"), "{known:?}");
    assert_eq!(keys(&page("configuration.md"), "`[output.execplan-site]`"), known);
}

#[test]
fn defaults_are_the_ones_described() {
    let text = page("configuration.md");
    let options = config::Config::default().output.execplan_site;
    let default = |key: &str| {
        let row = text.lines().find(|line| line.starts_with(&format!("| `{key}` |"))).unwrap_or_else(|| panic!("a row for {key}"));
        row.split('|').nth(2).expect("a default").trim().trim_matches('`').to_owned()
    };
    assert_eq!(default("idle-gap"), options.idle_gap.to_string());
    assert_eq!(default("page-size"), options.page_size.to_string());
    assert_eq!(default("stalled-after"), options.stalled_after.to_string());
    assert_eq!(default("max-plan-bytes"), options.max_plan_bytes.to_string());
    assert_eq!(default("max-artifact-bytes"), options.max_artifact_bytes.to_string());
    assert_eq!(default("history"), options.history.to_string());
    assert_eq!(default("deleted"), options.deleted.to_string());
    assert_eq!(default("search-artifacts"), options.search_artifacts.to_string());
    assert_eq!(default("noindex"), options.noindex.to_string());
    assert_eq!(default("time-zone").trim_matches('"'), options.time_zone);
}

#[test]
fn every_command_and_option_is_described() {
    let text = page("commands.md");
    let mut missing = Vec::new();
    for command in Cli::command().get_subcommands().filter(|command| command.get_name() != "help") {
        let name = command.get_name();
        let heading = format!("\n## `{name}");
        let Some(section) = text.split(&heading).nth(1).map(|rest| rest.split("\n## ").next().unwrap_or(rest)) else {
            missing.push(name.to_owned());
            continue;
        };
        let long = command.get_arguments().filter(|argument| !argument.is_global_set()).filter_map(|argument| argument.get_long());
        missing.extend(long.filter(|long| !section.contains(&format!("`--{long}"))).map(|long| format!("{name} --{long}")));
    }
    for argument in Cli::command().get_arguments().filter_map(|argument| argument.get_long()) {
        if !text.contains(&format!("`--{argument}")) {
            missing.push(format!("--{argument}"));
        }
    }
    assert!(missing.is_empty(), "content/commands.md does not describe: {}", missing.join(", "));
}
