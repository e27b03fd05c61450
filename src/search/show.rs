//! Answers as people and programs read them: excerpts with the words marked, and JSON. Colours and columns
//! are the terminal's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::entry::{STATES, STATUSES};
use super::grammar::date_of;
use super::index::{Found, Index};
use super::query::{Answer, search};
use super::text::{Mode, is_cjk, tokenize};

/// Version of the JSON.
pub const API_VERSION: u32 = 1;

/// Results without a `limit`.
pub const DEFAULT_LIMIT: usize = 10;

/// Results at most.
pub const MAX_LIMIT: usize = 1000;

/// Names of filters that can stand beside a query.
pub const FILTERS: [&str; 7] = ["kind", "state", "status", "plan", "author", "since", "until"];

/// An answer as JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerExport {
    /// Version of this contract.
    pub schema_version: u32,
    /// Always `execplan-search`.
    pub kind: &'static str,
    /// The query with its filters.
    pub query: String,
    /// Number of entries found.
    pub total: usize,
    /// `all` words, or only `any` of them.
    pub matched: &'static str,
    /// If nothing was found: what may have been meant.
    pub did_you_mean: Option<String>,
    /// The best entries, best first.
    pub hits: Vec<HitExport>,
}

/// A result as JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HitExport {
    /// What it is.
    pub kind: &'static str,
    /// Id of its plan.
    pub plan: String,
    /// Title of its plan.
    pub title: String,
    /// Shelf of its plan.
    pub state: &'static str,
    /// Status of its plan.
    pub status: Option<&'static str>,
    /// The heading it stands under.
    pub heading: String,
    /// Its file.
    pub path: String,
    /// Its line in that file, from 1.
    pub line: u32,
    /// Its page, relative to the top of the site.
    pub url: String,
    /// Its own date.
    pub date: Option<String>,
    /// Its own author.
    pub author: Option<String>,
    /// Words around the match.
    pub excerpt: String,
    /// How well it matches; comparable within an answer only.
    pub score: f32,
}

/// A query with filters put before it: `kind:decision token`. White space stays at its end, where it has a meaning.
pub fn compose<'a>(query: &str, filters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::new();
    for (name, value) in filters {
        let value = value.replace('"', " ");
        out.push_str(&if value.contains(char::is_whitespace) { format!("{name}:\"{value}\" ") } else { format!("{name}:{value} ") });
    }
    out + query
}

/// Answers the parameters of a request: `q`, the [`FILTERS`], and `limit`.
///
/// # Errors
/// If a kept index is damaged.
pub fn api(index: &Index, parameters: &BTreeMap<String, String>) -> tantivy::Result<Value> {
    let query = parameters.get("q").map_or("", String::as_str);
    let filters = FILTERS.iter().filter_map(|name| Some((*name, parameters.get(*name)?.as_str())));
    let query = compose(query, filters);
    let limit = parameters.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let answer = search(index, &query, limit)?;
    Ok(serde_json::to_value(export(index, &query, &answer)?).unwrap_or_default())
}

/// An answer as JSON.
///
/// # Errors
/// If a kept index is damaged.
pub fn export(index: &Index, query: &str, answer: &Answer) -> std::io::Result<AnswerExport> {
    let hit = |(number, score): &(u32, f32)| Ok(hit_export(&index.found(*number)?, *score, &answer.terms));
    Ok(AnswerExport {
        schema_version: API_VERSION,
        kind: "execplan-search",
        query: query.trim().to_owned(),
        total: answer.total,
        matched: if answer.any { "any" } else { "all" },
        did_you_mean: answer.suggestion.clone(),
        hits: answer.hits.iter().map(hit).collect::<std::io::Result<_>>()?,
    })
}

fn hit_export(found: &Found, score: f32, terms: &BTreeSet<String>) -> HitExport {
    let Found { entry, plan } = found;
    let route = plan.route_of(entry);
    let url = if entry.anchor.as_str().is_empty() { route.to_string() } else { format!("{route}#{}", entry.anchor) };
    HitExport {
        kind: entry.kind.word(),
        plan: plan.id.to_string(),
        title: plan.title.clone(),
        state: STATES[usize::from(plan.state).min(STATES.len() - 1)],
        status: (plan.status > 0).then(|| STATUSES[usize::from(plan.status).min(STATUSES.len() - 1)]),
        heading: entry.heading.clone(),
        path: plan.file_of(entry).to_string(),
        line: entry.line,
        url,
        date: entry.day.filter(|_| entry.dated).map(date),
        author: entry.author.clone(),
        excerpt: excerpt(entry.quoted(), terms, 240).into_iter().map(|(text, _)| text).collect(),
        score,
    }
}

/// `2026-02-01`
pub fn date(day: i32) -> String {
    let (year, month, day) = date_of(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A stretch of a text, of about `width` characters, around the words that were looked for: pieces, each
/// with whether it is one of them.
pub fn excerpt(text: &str, terms: &BTreeSet<String>, width: usize) -> Vec<(String, bool)> {
    let marks = marks(text, terms);
    // The stretch with the most different words, and of those the first.
    let mut best = (0, 0);
    for (i, (start, ..)) in marks.iter().enumerate() {
        let near = marks[i..].iter().take_while(|(_, end, _)| end - start <= width * 3 / 4);
        let different: BTreeSet<&str> = near.map(|(.., term)| term.as_str()).collect();
        if different.len() > best.0 {
            best = (different.len(), *start);
        }
    }
    let start = boundary(text, best.1.saturating_sub(width / 4));
    let start = if start == 0 { 0 } else { text[start..best.1].find(char::is_whitespace).map_or(start, |at| start + at + 1) };
    let start = boundary(text, start);
    let mut end = boundary(text, (start + width).min(text.len()));
    if end < text.len()
        && let Some(space) = text[start..end].rfind(char::is_whitespace).filter(|at| *at > width / 2)
    {
        end = start + space;
    }
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut push = |text: &str, marked: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some((last, same)) if *same == marked => last.push_str(text),
        _ => pieces.push((text.to_owned(), marked)),
    };
    push(if start > 0 { "… " } else { "" }, false);
    let mut at = start;
    for (from, to, _) in &marks {
        if *to <= at || *to > end {
            continue;
        }
        push(&text[at..(*from).max(at)], false);
        push(&text[(*from).max(at)..*to], true);
        at = *to;
    }
    push(&text[at..end], false);
    push(if end < text.len() { " …" } else { "" }, false);
    pieces
}

/// The character boundary at or before a byte.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Bytes of every word that was looked for, and the token it stands for.
fn marks(text: &str, terms: &BTreeSet<String>) -> Vec<(usize, usize, String)> {
    let mut marks = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if is_cjk(c) {
            let pair: String = std::iter::once(c).chain(chars.peek().map(|(_, next)| *next).filter(|next| is_cjk(*next))).collect();
            if terms.contains(&pair) {
                marks.push((start, start + pair.len(), pair));
            } else if terms.contains(&c.to_string()) {
                marks.push((start, start + c.len_utf8(), c.to_string()));
            }
        } else if c.is_alphanumeric() {
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() && !is_cjk(*c)) {
                end = at + c.len_utf8();
            }
            if let Some(token) = tokenize(&text[start..end], Mode::Index).into_iter().find(|token| terms.contains(&token.text)) {
                marks.push((start, end, token.text));
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, terms: &[&str], width: usize) -> String {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        excerpt(text, &terms, width).into_iter().map(|(text, marked)| if marked { format!("[{text}]") } else { text }).collect()
    }

    #[test]
    fn an_excerpt_stands_around_the_words() {
        let text = format!("{}the tokens are here {}", "before ".repeat(40), "after ".repeat(40));
        let shown = shown(&text, &["token"], 80);
        assert!(shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("the [tokens] are here"), "{shown}");
    }

    #[test]
    fn an_excerpt_marks_parts_of_names_and_chinese() {
        assert_eq!(shown("call addNewPlan now", &["plan"], 100), "call [addNewPlan] now");
        assert_eq!(shown("做好运营计划吧", &["运营", "营计", "计划"], 100), "做好[运营计划]吧");
        assert_eq!(shown("运营计划".repeat(30).as_str(), &["absent"], 50).chars().count(), 18);
    }

    #[test]
    fn filters_stand_before_the_query() {
        assert_eq!(compose("token ref", [("kind", "decision"), ("author", "Ada L")]), "kind:decision author:\"Ada L\" token ref");
    }
}
