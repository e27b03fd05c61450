//! Facts a plan states of itself: title, id, status, dates, people, language, summary. Where it states one
//! twice, front matter wins over text and earlier text over later. Must never guess from file or folder names.

pub mod fields;
pub mod keys;

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::context::Context;
use super::outline::{Block, BlockKind};
use super::{inline, language, people, placeholder, sections, status, title};
use crate::model::{HeaderField, Layout, Section, SectionKind, Stamp, Stated, Status, StatusSource, gsd, openspec};
use crate::text::Span;
use fields::Fact;
use keys::Key;

/// What this module reads.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// See [`crate::model::Document::title`]; empty if the text has none.
    pub title: String,
    /// See [`crate::model::Document::own_id`].
    pub own_id: Option<String>,
    /// See [`crate::model::Document::status`].
    pub status: Option<Stated<Status>>,
    /// See [`crate::model::Document::header`].
    pub fields: Vec<HeaderField>,
    /// See [`crate::model::Document::created`].
    pub created: Option<Stamp>,
    /// See [`crate::model::Document::updated`].
    pub updated: Option<Stamp>,
    /// See [`crate::model::Document::completed`].
    pub completed: Option<Stamp>,
    /// See [`crate::model::Document::authors`].
    pub authors: Vec<String>,
    /// See [`crate::model::Document::language`]; empty if unknown.
    pub language: &'static str,
    /// See [`crate::model::Document::summary`].
    pub summary: String,
}

/// Reads the header of a plan's own text (part 0) off its facts.
pub fn read(ctx: &Context<'_>, facts: &[Fact]) -> Header {
    let heading = heading(ctx);
    // What a file of a phase states is the state of that file: `Ready for planning`.
    let status = if unit(ctx).is_some() { None } else { stated(ctx, facts, heading) };
    let date = |key: Key| facts.iter().filter(|fact| fact.key == Some(key)).find_map(|fact| ctx.stamps_in(fact.span).first());
    let completed = date(Key::Completed).map(|found| found.stamp.clone()).or_else(|| status_date(ctx, status.as_ref()));
    let own_id = facts.iter().filter(|fact| fact.key == Some(Key::Id)).map(|fact| fact.field.value.clone()).find(|id| is_id(id));
    let own_id = own_id.or_else(|| heading.and_then(|block| title::plan_id(&ctx.plain(block.inline))));
    let body = ctx.blocks.first().filter(|block| block.kind == BlockKind::FrontMatter).map_or(0, |block| block.span.end as usize);
    Header {
        title: plan_title(ctx, heading, facts),
        own_id,
        created: date(Key::Created).map(|found| found.stamp.clone()),
        updated: date(Key::Updated).map(|found| found.stamp.clone()),
        completed,
        authors: people(ctx, facts),
        language: language::language(ctx.text.get(body..).unwrap_or("")),
        summary: summary(ctx, facts),
        fields: facts.iter().map(|fact| &fact.field).filter(|field| !field.value.is_empty() && !is_blank(&field.value)).cloned().collect(),
        status,
    }
}

/// A template's value: `<Proposed | …>`, `[YYYY-MM-DD HH:MM UTC]`.
fn is_blank(value: &str) -> bool {
    placeholder::is_template(value) || placeholder::has_blank_stamp(value)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 80 && !id.contains(char::is_whitespace) && !id.starts_with('<')
}

/// The heading that names the plan: the first of level 1 that is no section, else the very first heading if it
/// is no section.
fn heading<'a>(ctx: &Context<'a>) -> Option<&'a Block> {
    let mut headings = (0..).zip(&ctx.layout.sections).filter(|(_, section)| section.place.part == ctx.part && section.level < 7);
    let is_free = |index: usize| !ctx.layout.facts[index].own;
    let block_at = |start: u32| ctx.blocks.get(ctx.blocks.partition_point(|block| block.span.start < start));
    // Where each section is a heading of level 1, none of them is the title.
    let mut tops = headings.clone().filter(|(_, section)| section.level == 1);
    let is_section = tops.next().is_some_and(|(index, section)| ctx.layout.facts[index].own && !title::is_part(&section.title));
    if is_section && tops.nth(2).is_some() {
        return None;
    }
    let first = headings.clone().find(|(index, section)| section.level == 1 && is_free(*index) && !title::clean(&section.title).is_empty());
    // The sections of a proposal are none of its names: `## Why`; nor are those below `# Spec Tasks`.
    let has_top = || headings.clone().any(|(_, section)| section.level == 1);
    let is_role = || ctx.source.layout == Layout::Folder && title::is_role(ctx.path().stem()) && has_top();
    if first.is_none() && (is_change(ctx) || is_role()) {
        return None;
    }
    let first = first.or_else(|| {
        // Below `# Tasks` or `## Metadata` the plan's name may follow; the second of the sections of a text without a title is none.
        let is_above = |part: &Section| title::is_part(&part.title) && (part.level == 1 || part.title.eq_ignore_ascii_case("metadata"));
        let first = headings.by_ref().find(|(_, section)| !is_above(section)).filter(|(_, section)| !title::is_part(&section.title));
        // `1. Value objects`, `Batch 1` name a part of the work.
        first.filter(|(index, section)| section.level > 1 && is_free(*index) && !title::is_counted(&section.title))
    });
    first.and_then(|(_, section)| block_at(section.place.span.start))
}

/// Whether the plan is a change of OpenSpec, by its own folder.
fn is_change(ctx: &Context<'_>) -> bool {
    ctx.source.layout == Layout::Folder && openspec::change(ctx.path().folder()).is_some()
}

/// The phase or task of GSD that the plan is, by its own folder.
fn unit<'a>(ctx: &Context<'a>) -> Option<gsd::Unit<'a>> {
    gsd::unit(ctx.source.path.folder()).filter(|_| ctx.source.layout == Layout::Folder)
}

fn plan_title(ctx: &Context<'_>, heading: Option<&Block>, facts: &[Fact]) -> String {
    if ctx.source.layout == Layout::Part
        && let Some(part) = &ctx.source.part
    {
        let clean = title::clean(&inline::plain(part));
        if !clean.is_empty() {
            return title::without_day(&clean).to_owned();
        }
    }
    if let Some(unit) = unit(ctx) {
        return unit_title(ctx, unit);
    }
    let named = facts.iter().find(|fact| fact.key == Some(Key::Title)).map(|fact| title::clean(&fact.field.value));
    let named = named.filter(|name| !name.is_empty());
    // Where the only heading of level 1 is that of a section, the title stands in the header.
    let is_section = |words: &str| named.is_some() && sections::kind_of_heading(words).is_some();
    // Below a title of the front matter a first heading of another level is that of a section.
    let in_front = facts.iter().any(|fact| fact.key == Some(Key::Title) && fact.field.front_matter);
    let is_title = |heading: &&Block| heading.kind == BlockKind::Heading(1) || !in_front;
    // The title block of Pandoc.
    if let Some(line) = ctx.text.strip_prefix("% ").and_then(|rest| rest.lines().next()).map(title::clean).filter(|line| !line.is_empty()) {
        return line;
    }
    if let Some(heading) = heading.filter(is_title).filter(|heading| !is_section(&ctx.plain(heading.inline))) {
        let words = ctx.plain(heading.inline);
        let clean = title::clean(title::without_stem(title::without_state(&words), ctx.path().stem()));
        if !clean.is_empty() {
            // Front matter says the title, the heading what the plan is called besides: `EP-DEMO-4: Title`. A heading that
            // repeats the name of the file leaves the title to the header.
            let is_file = clean.eq_ignore_ascii_case(ctx.path().stem()) && !clean.contains(' ');
            return named.filter(|name| is_file || in_front && title::ends_in(&clean, name)).unwrap_or(clean);
        }
        // `## Title` and the title below it.
        let below = ctx.blocks.iter().find(|block| block.span.start > heading.span.start);
        if let Some(below) = below.filter(|block| block.kind == BlockKind::Paragraph && words.split_whitespace().count() == 1) {
            return title::clean(&ctx.plain(below.inline));
        }
    }
    if let Some(name) = named {
        return name;
    }
    let bold = ctx.blocks.iter().find(|block| block.kind != BlockKind::FrontMatter).filter(|block| block.kind == BlockKind::Paragraph);
    if let Some(line) = bold.map(|block| ctx.of(block.inline).lines().next().unwrap_or("").trim())
        && line.len() > 4
        && line.starts_with("**")
        && line.ends_with("**")
    {
        return title::clean(&inline::plain(line));
    }
    if let Some(designed) = &ctx.source.designed {
        return designed.clone();
    }
    // `tasks.md` in the folder of the plan is named by that.
    let is_role = ctx.source.layout == Layout::Folder && title::is_role(ctx.path().stem());
    title::from_stem(if is_role { openspec::name_of(ctx.path().folder()) } else { ctx.path().stem() })
}

/// What a phase or task of GSD is called by one of its files, without what that file is: `Phase 2: Mail - Context`; else by
/// its folder.
fn unit_title(ctx: &Context<'_>, unit: gsd::Unit<'_>) -> String {
    const TAILS: &[&str] = &[" - Context", " — Context", " - Summary", " — Summary", " Summary"];
    let sides = ctx.source.sides.iter().map(|side| (&side.path, &*side.text));
    let (wanted, start) = if unit.is_quick { (gsd::Part::Summary, "Quick Task ") } else { (gsd::Part::Context, "Phase ") };
    let texts = std::iter::once((&ctx.source.path, ctx.text)).chain(sides).filter(|(path, _)| gsd::part(path.stem()).1 == wanted);
    // A comment of front matter begins as a heading does.
    let named =
        |text: &str| text.lines().find_map(|line| line.strip_prefix("# ").filter(|words| words.starts_with(start)).map(inline::plain));
    let heading = texts.filter_map(|(_, text)| named(text)).next();
    let title = heading.as_deref().map(|heading| TAILS.iter().find_map(|tail| heading.strip_suffix(tail)).unwrap_or(heading).trim());
    // `Quick Task 2 Summary` names nothing.
    title.filter(|title| title.contains(": ")).map_or_else(|| unit.title(), str::to_owned)
}

/// The state the plan states, in front matter, a status field, a status section, or behind its title.
fn stated(ctx: &Context<'_>, facts: &[Fact], heading: Option<&Block>) -> Option<Stated<Status>> {
    let status_facts = || facts.iter().filter(|fact| fact.key == Some(Key::Status));
    // Beside `plan_status`, `status` is that of the document.
    let is_of_plan = |fact: &&Fact| fact.field.label.to_lowercase().starts_with("plan");
    let front = || status_facts().filter(|fact| fact.field.front_matter);
    let text = status_facts().filter(|fact| !fact.field.front_matter);
    for fact in front().filter(is_of_plan).chain(front().filter(|fact| !is_of_plan(fact))).chain(text) {
        // Emoji and strokes count, so the Markdown is judged; a value in the label has none.
        let markdown = if fact.span.start < fact.span.end && !fact.field.front_matter { ctx.of(fact.span) } else { &fact.field.value };
        if let Some(value) = status::status(markdown) {
            let source = if fact.field.front_matter { StatusSource::FrontMatter } else { StatusSource::Header };
            return Some(Stated { value, original: fact.field.value.clone(), source, place: Some(fact.field.place) });
        }
    }
    let found = section_status(ctx).or_else(|| title_status(ctx, heading?));
    // A story of BMad is reviewed once it is built, a plan before.
    let is_story = || ctx.layout.sections.iter().any(|section| matches!(&*section.title, "Dev Agent Record" | "Tasks / Subtasks"));
    found.map(|status| match status.value {
        Status::Proposed if status.original.to_lowercase().contains("review") && is_story() => {
            Stated { value: Status::InProgress, ..status }
        }
        _ => status,
    })
}

/// A section `## Status` (or `## Status: done`): its heading, else its first paragraph.
fn section_status(ctx: &Context<'_>) -> Option<Stated<Status>> {
    let bodies =
        ctx.bodies().filter(|body| body.heading.is_some_and(|section| section.kind == Some(SectionKind::Status) && body.facts.own));
    for body in bodies.filter(|body| !body.facts.of_piece) {
        let section = body.heading?;
        let rest = section.title.split_once([':', '：']).map(|(_, rest)| rest.trim().to_owned());
        if let Some(rest) = rest
            && let Some(value) = status::status(&rest)
        {
            return Some(Stated { value, original: rest, source: StatusSource::Header, place: Some(ctx.place(section.place.span)) });
        }
        let first = body.blocks.iter().find_map(|block| match block.kind {
            BlockKind::Paragraph => Some(block.inline),
            BlockKind::List { .. } if block.children.len() == 1 => Some(block.children[0].lead()),
            BlockKind::Quote => block.children.first().map(|block| block.inline),
            _ => None,
        });
        let of = |span: Span| status::chosen(ctx.of(span)).unwrap_or(ctx.of(span));
        if let Some(span) = first
            && let Some(value) = status::status(of(span))
        {
            let original = first_sentence(&inline::plain(of(span)));
            return Some(Stated { value, original, source: StatusSource::Header, place: Some(ctx.place(span)) });
        }
    }
    None
}

/// `# Title ✅ COMPLETED`, `# Title (DONE)`: shouted or ticked words behind the title.
fn title_status(ctx: &Context<'_>, heading: &Block) -> Option<Stated<Status>> {
    let words = ctx.plain(heading.inline);
    let at = words.rfind(['✅', '✔', '[', '('])?;
    let tail = words[at..].trim_matches(|c: char| !c.is_alphabetic());
    let ticked = words[at..].starts_with(['✅', '✔']);
    let shouted = tail.len() > 3 && tail.chars().all(|c| !c.is_lowercase()) && tail.is_ascii();
    let value = (ticked || shouted).then(|| status::status(if tail.is_empty() { &words[at..] } else { tail })).flatten()?;
    Some(Stated { value, original: words[at..].to_owned(), source: StatusSource::Header, place: Some(ctx.place(heading.inline)) })
}

fn first_sentence(words: &str) -> String {
    let end = words.find(". ").map(|at| at + 1).or_else(|| words.find('。').map(|at| at + '。'.len_utf8())).unwrap_or(words.len());
    words[..end].to_owned()
}

/// `Status: COMPLETED (2026-02-09)` says when.
fn status_date(ctx: &Context<'_>, status: Option<&Stated<Status>>) -> Option<Stamp> {
    let status = status.filter(|status| status.value == Status::Complete)?;
    let span = status.place?.span;
    let found = ctx.stamps_in(span);
    // A date further on may be that of anything, unless all ends with it: `Complete — all is verified (2026-02-09)`.
    let is_last = |end: u32| !ctx.of(Span { start: end, end: span.end }).contains(char::is_alphanumeric);
    let first = found.first().filter(|first| first.span.start < span.start + 60);
    first.or_else(|| found.last().filter(|last| is_last(last.span.end))).map(|found| found.stamp.clone())
}

/// People and agents named, each once.
fn people(ctx: &Context<'_>, facts: &[Fact]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.key == Some(Key::People)) {
        let mut value = fact.field.value.clone();
        for found in ctx.stamps_in(fact.span) {
            value = value.replace(ctx.of(found.span), "");
        }
        for name in split_names(&value).iter().filter_map(|name| people::people(name)) {
            let known = out.iter().any(|other| other.eq_ignore_ascii_case(&name));
            if !known && !placeholder::is_nothing(&name) {
                out.push(name);
            }
        }
    }
    out
}

/// `A, B and C` outside brackets, one name each.
fn split_names(value: &str) -> Vec<String> {
    const JOINTS: &[&str] = &[" and ", " & ", " + "];
    let mut names = vec![String::new()];
    let mut depth = 0;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let joint = JOINTS.iter().find(|joint| depth <= 0 && rest.starts_with(**joint));
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        let ends = joint.is_some() || depth <= 0 && matches!(c, ',' | ';' | '、' | '，' | '•');
        rest = &rest[joint.map_or(c.len_utf8(), |joint| joint.len())..];
        match names.last_mut() {
            Some(name) if !ends => name.push(c),
            _ => names.push(String::new()),
        }
    }
    let names = names.iter().map(|name| name.trim().trim_end_matches(['.', '/', '—', '-']).trim());
    let names = names.filter(|name| name.chars().any(char::is_alphanumeric) && name.chars().count() <= 60);
    names.flat_map(people::split).map(str::to_owned).collect()
}

/// The first paragraph of the purpose; else what the header says of it; else the first prose of the plan.
fn summary(ctx: &Context<'_>, facts: &[Fact]) -> String {
    let is_prose = |block: &&Block| block.kind == BlockKind::Paragraph;
    let worth = |block: &Block| {
        let markdown = ctx.of(block.inline);
        let words = ctx.plain(block.inline);
        static ABOUT_ITSELF: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["living document", "PLANS.md"].map(Finder::new));
        let about_itself = words.starts_with("This ExecPlan") || ABOUT_ITSELF.iter().any(|finder| finder.find(words.as_bytes()).is_some());
        let usable =
            !about_itself && !placeholder::is_nothing(&words) && !placeholder::is_instruction(&words, placeholder::is_emphasis(markdown));
        (usable && words.chars().count() > 20 && !words.ends_with([':', '：'])).then_some(words)
    };
    let purpose = ctx.bodies_of(SectionKind::Purpose).flat_map(|body| body.blocks.iter().filter(is_prose)).find_map(worth);
    let said = || {
        facts
            .iter()
            .filter(|fact| fact.key == Some(Key::Summary))
            .map(|fact| fact.field.value.clone())
            .find(|value| value.chars().count() > 20)
    };
    let first_item = || {
        let list =
            ctx.bodies_of(SectionKind::Purpose).flat_map(|body| body.blocks).find(|block| matches!(block.kind, BlockKind::List { .. }))?;
        list.children.first().map(|item| ctx.plain(item.lead()))
    };
    let any = || {
        let taken = |span: Span| facts.iter().any(|fact| span.contains(fact.span));
        let is_free =
            |body: &super::context::Body<'_>| body.heading.is_none_or(|section| matches!(section.kind, None | Some(SectionKind::Context)));
        ctx.bodies()
            .take(4)
            .filter(is_free)
            .flat_map(|body| body.blocks.iter().filter(is_prose))
            .filter(|block| !taken(block.span))
            .find_map(worth)
    };
    purpose.or_else(said).or_else(first_item).or_else(any).unwrap_or_default()
}
