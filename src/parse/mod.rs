//! One plan's text to its records: typed, placed, stamped. Never fails: what cannot be read is a
//! diagnostic. Pure, and ignorant of other plans, of HTML and of the clock.
//!
//! ```text
//! text ─ outline ─▶ blocks ─ sections ─▶ runs of blocks ─┬ header      title, status, fields
//!          │                                             ├ steps       steps, criteria, log
//!          └ stamp ─▶ moments                            ├ decisions · surprises · outcomes · extras
//!                                                        └ references
//! ```
//!
//! Each reader sees one part of a plan through a [`context::Context`] and returns records and diagnostics;
//! names are made distinct once all are read.

pub mod context;
pub mod decisions;
pub mod extras;
pub mod front_matter;
pub mod header;
pub mod ids;
pub mod indented;
pub mod inline;
pub mod labels;
pub mod language;
pub mod outcomes;
pub mod outline;
pub mod people;
pub mod phrases;
pub mod placeholder;
pub mod ragged;
pub mod records;
pub mod references;
pub mod sections;
pub mod stamp;
pub mod status;
pub mod steps;
pub mod surprises;
pub mod tables;
pub mod tags;
pub mod title;

use std::collections::BTreeSet;

use crate::config::Options;
use crate::diag::{Diagnostic, caught, codes, settle};
use crate::model::{Document, Place, PlanSource, SectionKind, gsd, papers};
use crate::text::{LineIndex, SourcePath, Span};
use context::Context;
use labels::Label;

/// As [`parse`], but a mistake in the reader costs this plan its records and never the build: what is left is the plan's
/// text and a finding that says so.
pub fn parse_or_report(source: &PlanSource, options: &Options) -> (Document, Vec<Diagnostic>) {
    or_report(source, || parse(source, options))
}

fn or_report(source: &PlanSource, read: impl FnOnce() -> (Document, Vec<Diagnostic>)) -> (Document, Vec<Diagnostic>) {
    caught(read).unwrap_or_else(|said| {
        let message = format!("the reader failed ({said}), expected to read any text");
        let help = "its page shows the text without records; report it together with the text, this is a mistake of execplan-site";
        (empty(source), vec![Diagnostic::new(codes::UNREAD_PLAN, message).in_file(&source.path).help(help)])
    })
}

/// Reads one plan. Its diagnostics are sorted and each is said once.
pub fn parse(source: &PlanSource, options: &Options) -> (Document, Vec<Diagnostic>) {
    let texts: Vec<&str> = std::iter::once(&*source.text).chain(source.sides.iter().map(|side| &*side.text)).collect();
    let mut outlines: Vec<_> = texts.iter().map(|text| outline::read(text)).collect();
    outlines.iter_mut().zip(&texts).for_each(|(outline, text)| indented::unfold(text, outline));
    let ragged: Vec<_> = outlines.iter_mut().zip(&texts).map(|(outline, text)| ragged::mend(text, &mut outline.blocks)).collect();
    let lines: Vec<_> = texts.iter().map(|text| LineIndex::new(text)).collect();
    let mut headings: Vec<_> = outlines.iter_mut().map(|outline| std::mem::take(&mut outline.headings)).collect();
    let mut parts: Vec<_> = (0..texts.len())
        .map(|n| sections::Part {
            text: texts[n],
            blocks: &outlines[n].blocks,
            headings: std::mem::take(&mut headings[n]),
            lines: &lines[n],
            first_line: if n == 0 { source.first_line.max(1) } else { 1 },
            kind: if n == 0 { None } else { kind_of_side(&source.path, &source.sides[n - 1].path) },
        })
        .collect();
    let layout = sections::sections(&mut parts, options);

    let mut document = empty(source);
    let mut diagnostics = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        // Text indented by four spaces is code too, but a list may be meant by it; its moments are looked at.
        let is_marked = |code: &&Span| part.text.as_bytes().get(code.start as usize).is_some_and(|byte| matches!(byte, b'`' | b'~' | b'<'));
        let mut skip = Vec::with_capacity(outlines[n].code.len());
        skip.extend(outlines[n].code.iter().filter(is_marked));
        let ctx = Context {
            source,
            options,
            part: u16::try_from(n).unwrap_or(u16::MAX),
            text: part.text,
            blocks: part.blocks,
            code: &outlines[n].code,
            links: &outlines[n].links,
            layout: &layout,
            stamps: stamp::scan(part.text, &skip, options),
            lines: &lines[n],
            first_line: part.first_line,
        };
        read_part(&ctx, &mut document, &mut diagnostics);
        diagnostics.extend(unfinished(&ctx, outlines[n].too_deep));
        diagnostics.extend(ragged[n].iter().map(|ragged| {
            let message = format!("found {} cells in the second line of a table, expected {} as in its head", ragged.second, ragged.head);
            ctx.finding(codes::RAGGED_TABLE, ragged.span, message)
                .help("give it a cell for each of the head; as it is, Markdown shows no table")
        }));
    }
    document.sections = layout.sections;
    ids::settle(&mut document);
    settle(&mut diagnostics);
    (document, diagnostics)
}

/// What all of a side file of a plan is for, by its name.
fn kind_of_side(plan: &SourcePath, path: &SourcePath) -> Option<SectionKind> {
    // What a project has to fulfil, as it states it in two places.
    if gsd::is_of_project(path.folder()) && (path.stem().ends_with("REQUIREMENTS") || path.stem() == "PROJECT") {
        return Some(SectionKind::Criteria);
    }
    // Checklists of what a specification has to be, beside the tasks of spec-kit.
    if path.folder().ends_with("/checklists") {
        return Some(SectionKind::Criteria);
    }
    // What tasks are made of, and what shows that they are done, is none of them.
    let stem = path.stem();
    let is_of_tasks = || (papers::is_specification(stem) || stem == "checklist") && path.folder() == plan.folder();
    if plan.stem() == "tasks" && is_of_tasks() || papers::product(stem).is_some_and(|product| !product.is_tasks) {
        return Some(SectionKind::Criteria);
    }
    sections::kind_of_heading(&path.stem().replace(['-', '_', '.'], " "))
}

fn read_part(ctx: &Context<'_>, document: &mut Document, diagnostics: &mut Vec<Diagnostic>) {
    let (facts, found) = if ctx.part == 0 { header::fields::facts(ctx) } else { Default::default() };
    diagnostics.extend(found);
    if ctx.part == 0 {
        take_header(document, header::read(ctx, &facts));
    }
    let (work, found) = steps::read(ctx);
    diagnostics.extend(found);
    append(&mut document.steps, work.steps);
    append(&mut document.criteria, work.criteria);
    append(&mut document.log, work.log);
    // Either log may hold records of the other kind, under their own label.
    let mut decided = records::read(ctx, SectionKind::Decisions, Label::Decision);
    let mut seen = records::read(ctx, SectionKind::Surprises, Label::Observation);
    if !document.log.is_empty() && !decided.drafts.is_empty() {
        let starts: BTreeSet<u32> = decided.drafts.iter().map(|draft| draft.span.start).collect();
        let is_decision = |place: &Place| place.part == ctx.part && starts.contains(&place.span.start);
        document.log.retain(|entry| !is_decision(&entry.meta.place));
    }
    let is_of = |label: Label| move |draft: &records::Draft| draft.main == label;
    if !decided.drafts.iter().chain(&seen.drafts).any(is_of(Label::Decision)) {
        decided.drafts.extend(records::in_front_matter(ctx, &facts, SectionKind::Decisions, Label::Decision));
    }
    if !decided.drafts.iter().chain(&seen.drafts).any(is_of(Label::Observation)) {
        seen.drafts.extend(records::in_front_matter(ctx, &facts, SectionKind::Surprises, Label::Observation));
    }
    append(&mut document.decisions, decisions::read(ctx, &mut decided, &mut seen));
    append(&mut document.surprises, surprises::read(ctx, &mut seen, &mut decided));
    diagnostics.extend(decided.notes.into_iter().chain(seen.notes));
    let (outcomes, found) = outcomes::read(ctx);
    diagnostics.extend(found);
    append(&mut document.outcomes, outcomes);
    let (extras, found) = extras::read(ctx);
    diagnostics.extend(found);
    append(&mut document.risks, extras.risks);
    append(&mut document.gates, extras.gates);
    append(&mut document.revisions, extras.revisions);
    let (references, found) = references::read(ctx, &facts);
    diagnostics.extend(found);
    append(&mut document.references, references);
    diagnostics.extend(stamp::findings(ctx, document));
}

/// Adds the records of a part; those of the first, mostly the only one, stay where they are.
fn append<T>(all: &mut Vec<T>, of_part: Vec<T>) {
    if all.is_empty() {
        *all = of_part;
    } else {
        all.extend(of_part);
    }
}

/// What makes a text end otherwise than was meant: fences that nothing closes, and blocks too deep to be read.
fn unfinished(ctx: &Context<'_>, too_deep: Option<Span>) -> Vec<Diagnostic> {
    let too_deep = too_deep.map(|span| {
        let message = format!("blocks that lie more than {} deep are not read", outline::MAX_DEPTH);
        ctx.finding(codes::UNREAD_RECORD, span, message)
    });
    let is_fence = |span: &&Span| {
        let bytes = ctx.text.as_bytes().get(span.range()).unwrap_or_default();
        bytes.starts_with(b"```") || bytes.starts_with(b"~~~")
    };
    let open = ctx.code.iter().filter(is_fence).filter_map(|span| {
        let (first, rest) = ctx.of(*span).split_once('\n')?;
        let mark = first.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = first.bytes().take_while(|byte| *byte == mark).count();
        let last = rest.trim_end().bytes().rev().take_while(|byte| *byte == mark).count();
        (length >= 3 && last < length && !rest.trim().is_empty()).then(|| {
            let finding = ctx.finding(codes::UNCLOSED_FENCE, *span, "a code fence that nothing closes: all below it is read as code");
            finding.help("put the same marks on a line of their own where the code ends")
        })
    });
    too_deep.into_iter().chain(open).collect()
}

fn take_header(document: &mut Document, header: header::Header) {
    if !header.title.is_empty() {
        document.title = header.title;
    }
    if !header.language.is_empty() {
        document.language = header.language;
    }
    document.own_id = header.own_id;
    document.status = header.status;
    document.header = header.fields;
    document.created = header.created;
    document.updated = header.updated;
    document.completed = header.completed;
    document.authors = header.authors;
    document.summary = header.summary;
}

fn empty(source: &PlanSource) -> Document {
    Document {
        source: source.clone(),
        title: source.part.clone().unwrap_or_else(|| source.path.stem().to_owned()),
        own_id: None,
        status: None,
        header: Vec::new(),
        created: None,
        updated: None,
        completed: None,
        authors: Vec::new(),
        language: "en",
        summary: String::new(),
        sections: Vec::new(),
        steps: Vec::new(),
        criteria: Vec::new(),
        log: Vec::new(),
        decisions: Vec::new(),
        surprises: Vec::new(),
        outcomes: Vec::new(),
        revisions: Vec::new(),
        risks: Vec::new(),
        gates: Vec::new(),
        references: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_fails_costs_a_finding() {
        let source = PlanSource::file(SourcePath::new("plans/a.md"), "# A\n\n- [ ] b\n");
        let (document, found) = or_report(&source, || panic!("at byte {}", 5));
        assert_eq!((document.title.as_str(), document.steps.len()), ("a", 0));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, codes::UNREAD_PLAN);
        assert!(found[0].message.contains("at byte 5"), "{}", found[0].message);
        let (document, found) = parse_or_report(&source, &Options::default());
        assert_eq!((document.title.as_str(), document.steps.len(), found.len()), ("A", 1, 0));
    }
}
