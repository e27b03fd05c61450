//! How an archive names and lays out its plans, learnt from the newest of them. Pure: the text of a new plan
//! and its name come out, the rim writes them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::naming::Naming;
use crate::model::{Document, Plan, SectionKind};
use crate::text::slug;

/// A new plan, not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// File stem, or the name of the plan's own folder.
    pub name: String,
    /// Its Markdown.
    pub text: String,
}

/// A new plan about `description`, in the dialect of `plans`, newest first.
pub fn stub(plans: &[&Plan], description: &str, today: Date) -> Stub {
    let stems: Vec<&str> = plans.iter().map(|plan| own_name(plan)).collect();
    let name = Naming::learn(&stems).name(&stems, description, today);
    let documents: Vec<&Document> =
        plans.iter().map(|plan| &*plan.document).filter(|document| n_sections(document) >= 3).take(10).collect();
    let text =
        if documents.is_empty() { plain(description) } else { Skeleton::learn(&documents).text(&documents, description, &name, today) };
    Stub { name, text }
}

/// The name a plan goes by on disk: its own folder's, else its file's.
pub fn own_name(plan: &Plan) -> &str {
    let path = &plan.document.source.path;
    match plan.document.source.layout {
        crate::model::Layout::Folder => path.folder().rsplit('/').next().unwrap_or(""),
        _ => path.stem(),
    }
}

fn n_sections(document: &Document) -> usize {
    document.sections.iter().filter(|section| section.level == 2 && section.place.part == 0).count()
}

/// What most of the newest plans have in common.
struct Skeleton {
    /// Before the title: `ExecPlan: `.
    title_prefix: String,
    /// Header lines of YAML front matter and of the text, as written, with the part to replace.
    front: Vec<HeaderLine>,
    header: Vec<HeaderLine>,
    /// Paragraphs before the first section, as written.
    intro: Vec<String>,
    /// Second-level headings and what they are for.
    sections: Vec<(String, Option<SectionKind>)>,
}

/// A labelled line: what stands before and after its value.
#[derive(Clone, Debug)]
struct HeaderLine {
    label: String,
    before: String,
    after: String,
    value: String,
}

impl Skeleton {
    fn learn(documents: &[&Document]) -> Self {
        let enough = documents.len().div_ceil(2);
        let header = |front| common(documents, enough, |document| header_lines(document, front), |line| line.before.trim().to_lowercase());
        let prefixes: Vec<String> = documents.iter().map(|document| title_prefix(document)).collect();
        Self {
            title_prefix: most(&prefixes).unwrap_or_default(),
            front: header(true),
            header: header(false),
            intro: common(documents, enough.max(2), intro, Clone::clone),
            sections: common(documents, enough, sections, |(title, _)| title.to_lowercase()),
        }
    }

    fn text(&self, documents: &[&Document], description: &str, name: &str, today: Date) -> String {
        let is_english = documents[0].language == "en";
        let fill = |line: &HeaderLine| {
            let value = value(line, description, name, today);
            format!("{}{value}{}\n", line.before, line.after).replace(" \n", "\n")
        };
        let mut out = String::new();
        if !self.front.is_empty() {
            out.push_str("---\n");
            self.front.iter().for_each(|line| out.push_str(&fill(line)));
            out.push_str("---\n\n");
        }
        out.push_str(&format!("# {}{description}\n", self.title_prefix));
        if !self.header.is_empty() {
            out.push('\n');
            self.header.iter().for_each(|line| out.push_str(&fill(line)));
        }
        for paragraph in &self.intro {
            out.push_str(&format!("\n{paragraph}\n"));
        }
        if self.sections.len() < 3 {
            // The newest have too little in common to call it a layout.
            out.push_str(&plain_sections());
            return out;
        }
        for (title, kind) in &self.sections {
            out.push_str(&format!("\n## {title}\n"));
            out.push_str(match kind {
                Some(SectionKind::Steps) if is_progress(title) => "\n- [ ] First step.\n",
                Some(SectionKind::Decisions | SectionKind::Surprises | SectionKind::Outcomes) if is_english => "\nNone yet.\n",
                _ => "",
            });
        }
        out
    }
}

/// Of several sections of steps only the running one gets a box to tick.
fn is_progress(title: &str) -> bool {
    let title = title.to_lowercase();
    !["concrete", "plan", "milestone"].iter().any(|word| title.contains(word))
}

/// What a header line of a new plan says.
fn value(line: &HeaderLine, description: &str, name: &str, today: Date) -> String {
    let label = line.label.to_lowercase();
    let quote = line.value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quoted = |text: &str| match quote {
        Some(quote) => format!("{quote}{}{quote}", text.replace(quote, "")),
        None if text.contains([':', '#']) => format!("\"{}\"", text.replace('"', "")),
        None => text.to_owned(),
    };
    let is_lower = line.value.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    match label.as_str() {
        "status" | "state" if is_lower => quoted("proposed"),
        "status" | "state" => quoted("Proposed"),
        "title" | "name" => quoted(description),
        "id" | "plan_id" | "plan id" if !line.value.is_empty() && line.value.chars().all(|c| c.is_ascii_digit()) => {
            name.chars().take_while(char::is_ascii_digit).collect()
        }
        "id" | "plan_id" | "plan id" => quoted(name),
        "slug" => quoted(slug(description).as_str()),
        "created" | "created_at" | "date" | "start" | "started" | "updated" | "updated_at" | "last updated" | "last_updated" => {
            quoted(&today.to_string())
        }
        "kind" | "repo" | "repository" => line.value.clone(),
        _ => String::new(),
    }
}

/// The lines of a header that are one line each.
fn header_lines(document: &Document, front: bool) -> Vec<HeaderLine> {
    let text = document.part_text(0);
    let fields = document.header.iter().filter(|field| field.front_matter == front && field.place.part == 0);
    let mut last_end = 0;
    fields
        .filter_map(|field| {
            let range = field.place.span.range();
            let start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
            let end = text.get(range.start..)?.find('\n').map_or(text.len(), |at| range.start + at);
            // Two facts on one line, or one on several, cannot be filled in by halves.
            if range.end > end || start < last_end || !text[start..range.start].to_lowercase().contains(&field.label.to_lowercase()) {
                return None;
            }
            last_end = end;
            let value = text[range.clone()].to_owned();
            Some(HeaderLine {
                label: field.label.clone(),
                before: text[start..range.start].to_owned(),
                after: text[range.end..end].to_owned(),
                value,
            })
        })
        .collect()
}

fn title_prefix(document: &Document) -> String {
    let raw = document.sections.iter().find(|section| section.level == 1).map_or("", |section| section.title.as_str());
    let prefix = raw.strip_suffix(document.title.as_str()).unwrap_or("");
    if prefix.contains(|c: char| c.is_ascii_digit()) { String::new() } else { prefix.to_owned() }
}

/// Paragraphs between the title and the first section that are no header.
fn intro(document: &Document) -> Vec<String> {
    let text = document.part_text(0);
    let own = |level: u8| document.sections.iter().find(move |section| section.level == level && section.place.part == 0);
    let (Some(title), Some(first)) = (own(1), own(2)) else { return Vec::new() };
    let start = title.place.span.range().start;
    let Some(between) = text.get(start..first.place.span.range().start) else { return Vec::new() };
    let after_title = between.split_once('\n').map_or("", |(_, rest)| rest);
    let header: Vec<&str> = document.header.iter().map(|field| field.label.as_str()).collect();
    let is_header = |paragraph: &str| {
        header.iter().any(|label| paragraph.lines().next().is_some_and(|line| line.contains(label) && line.contains(':')))
    };
    let paragraphs = after_title.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty() && !is_header(paragraph));
    paragraphs.map(str::to_owned).collect()
}

fn sections(document: &Document) -> Vec<(String, Option<SectionKind>)> {
    let own = document.sections.iter().filter(|section| section.level == 2 && section.place.part == 0);
    own.map(|section| (section.title.clone(), section.kind)).collect()
}

/// What at least `enough` documents have, as the first that has it writes it, in the usual order.
fn common<T: Clone>(documents: &[&Document], enough: usize, items: impl Fn(&Document) -> Vec<T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut found: BTreeMap<String, (T, Vec<usize>)> = BTreeMap::new();
    for document in documents {
        let mut seen = std::collections::BTreeSet::new();
        for (position, item) in items(document).into_iter().enumerate() {
            if seen.insert(key(&item)) {
                found.entry(key(&item)).or_insert_with(|| (item, Vec::new())).1.push(position);
            }
        }
    }
    let mut kept: Vec<(usize, T)> = found
        .into_values()
        .filter(|(_, positions)| positions.len() >= enough)
        .map(|(item, positions)| (1000 * positions.iter().sum::<usize>() / positions.len(), item))
        .collect();
    kept.sort_by_key(|(position, _)| *position);
    kept.into_iter().map(|(_, item)| item).collect()
}

/// The value that most have; the first of several.
fn most(values: &[String]) -> Option<String> {
    let count = |value: &String| values.iter().filter(|other| *other == value).count();
    values.iter().rev().max_by_key(|value| count(value)).cloned()
}

/// A plan for an archive that has none to learn from.
fn plain(description: &str) -> String {
    format!(
        "# {description}\n\nThis ExecPlan is a living document: keep Progress, Surprises & Discoveries, Decision Log and Outcomes &\n\
         Retrospective up to date as the work goes on.\n{}",
        plain_sections()
    )
}

fn plain_sections() -> String {
    let living = ["Surprises & Discoveries", "Decision Log", "Outcomes & Retrospective"];
    let rest = ["Context and Orientation", "Plan of Work", "Concrete Steps", "Validation and Acceptance", "Artifacts and Notes"];
    let mut out = "\n## Purpose / Big Picture\n\n## Progress\n\n- [ ] First step.\n".to_owned();
    living.iter().for_each(|title| out.push_str(&format!("\n## {title}\n\nNone yet.\n")));
    rest.iter().for_each(|title| out.push_str(&format!("\n## {title}\n")));
    out
}
