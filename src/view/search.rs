//! The search page: what it says before and without its script. What it finds is the browser's.

use serde::Serialize;

use super::{Frame, Scene, Section, format, frame, routes};

/// `search.html`
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// See [`Frame`].
    pub frame: Frame,
    /// What can be found.
    pub lead: String,
    /// How queries are written.
    pub help: Vec<HelpRow>,
}

/// One form of query.
#[derive(Clone, Debug, Serialize)]
pub struct HelpRow {
    /// As written.
    pub query: &'static str,
    /// What it finds.
    pub meaning: &'static str,
}

/// The forms of queries, as in [`crate::search::grammar`].
const HELP: [(&str, &str); 7] = [
    ("token refresh", "entries with both words; if there are none, with either"),
    ("src/auth/token.rs", "a path or name as pasted: its parts in this order"),
    ("\"exact words\"", "these words in this order"),
    ("cache -redis", "with the first and without the second"),
    ("kind:decision,surprise", "only such entries; also state:, status:, author:, plan:"),
    ("since:2026-01 until:2026-03", "by date, both ends included; also date:2026"),
    ("deci", "the last word also finds longer words that begin with it"),
];

/// The search page.
pub fn search(scene: &Scene<'_>) -> SearchView {
    let totals = &scene.index.totals;
    let plans = format::counted(scene.archive.plans.len(), "plan", "plans");
    let records = format::counted(totals.records, "record", "records");
    SearchView {
        frame: frame(scene, &routes::search(), Section::Search, "Search"),
        lead: format!("{records} and all prose of {plans}."),
        help: HELP.map(|(query, meaning)| HelpRow { query, meaning }).to_vec(),
    }
}
