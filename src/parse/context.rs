//! What every reader of records is given: one part of a plan, cut into sections, its moments found, and the
//! few ways to turn a span into something of the model.

use super::outline::{Block, Link};
use super::sections::{Facts, Layout, Run};
use super::stamp::{Found, Stamped, Stamps};
use super::{ids, inline};
use crate::config::Options;
use crate::diag::{Code, Diagnostic};
use crate::model::{Passage, Place, PlanSource, RecordKind, RecordMeta, Section, SectionKind, Stamp};
use crate::text::{LineIndex, SourcePath, Span};

/// One part of a plan (its own text, or a side file), ready to be read.
pub struct Context<'a> {
    /// The plan.
    pub source: &'a PlanSource,
    /// What the user set.
    pub options: &'a Options,
    /// 0 for the plan's own text, `n` for `sides[n - 1]`.
    pub part: u16,
    /// The part's text.
    pub text: &'a str,
    /// Its top-level blocks, headings and front matter included.
    pub blocks: &'a [Block],
    /// Code and raw HTML, in order.
    pub code: &'a [Span],
    /// Links and images, in order.
    pub links: &'a [Link<'a>],
    /// The sections of the whole plan and the runs of blocks they hold.
    pub layout: &'a Layout,
    /// Moments written in the part, outside code, file names and addresses, in order.
    pub stamps: Stamps,
    /// The part's lines.
    pub lines: &'a LineIndex<'a>,
    /// The line of the file on which the part's text begins.
    pub first_line: u32,
}

/// A run of blocks under one heading (down to the next heading of any level).
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// Index of the section; `None` before the first heading.
    pub section: Option<u32>,
    /// The section.
    pub heading: Option<&'a Section>,
    /// What it is for: the section's kind, or that of the file before its first heading.
    pub kind: Option<SectionKind>,
    /// Whether its own heading says what it is for, and which section it is nested under.
    pub facts: Facts,
    /// The blocks, heading left out.
    pub blocks: &'a [Block],
}

impl<'a> Context<'a> {
    /// Every run of blocks of this part, in order.
    pub fn bodies(&self) -> impl Iterator<Item = Body<'a>> {
        self.bodies_where(|_| true)
    }

    /// The runs of blocks whose section is of this kind, by itself or by inheritance.
    pub fn bodies_of(&self, kind: SectionKind) -> impl Iterator<Item = Body<'a>> {
        self.bodies_where(move |run| run.kind == Some(kind))
    }

    fn bodies_where(&self, holds: impl Fn(&Run) -> bool) -> impl Iterator<Item = Body<'a>> {
        let (layout, blocks, part) = (self.layout, self.blocks, self.part);
        layout.runs.iter().filter(move |run| run.part == part && holds(run)).map(move |run| {
            let index = run.section.map(|section| section as usize);
            Body {
                section: run.section,
                heading: index.map(|index| &layout.sections[index]),
                kind: run.kind,
                facts: index.map(|index| layout.facts[index]).unwrap_or_default(),
                blocks: &blocks[run.blocks.clone()],
            }
        })
    }

    /// The sections of this part of this kind, with their indices.
    pub fn sections_of(&self, kind: SectionKind) -> impl Iterator<Item = (u32, &'a Section)> {
        let part = self.part;
        (0u32..).zip(&self.layout.sections).filter(move |(_, section)| section.place.part == part && section.kind == Some(kind))
    }

    /// Whether a section right below this one is called a decision: then all of it is one, with a state of its own.
    pub fn is_decision(&self, section: Option<u32>) -> bool {
        let Some(index) = section else { return false };
        let (sections, facts) = (&self.layout.sections, &self.layout.facts);
        let level = sections[index as usize].level;
        let below = sections.iter().zip(facts).skip(index as usize + 1).take_while(|(section, _)| section.level > level);
        let says = |section: &Section| section.kind == Some(SectionKind::Decisions) && section.title.eq_ignore_ascii_case("decision");
        let mut own = below.filter(|(_, facts)| facts.parent == section);
        level > 1 && own.any(|(section, _)| says(section))
    }

    /// The text of a span.
    pub fn of(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    /// The plain text of a span of inline Markdown.
    pub fn plain(&self, span: Span) -> String {
        inline::plain(self.of(span))
    }

    /// Where a span stands.
    pub fn place(&self, span: Span) -> Place {
        Place { part: self.part, span, line: self.lines.line(span.start) + self.first_line - 1 }
    }

    /// The words of a span.
    pub fn passage(&self, span: Span) -> Passage {
        Passage { text: self.plain(span), place: self.place(span) }
    }

    /// What every record has; its name comes from `words`.
    pub fn meta(&self, kind: RecordKind, words: &str, span: Span, stamp: Option<Stamp>, section: Option<u32>) -> RecordMeta {
        RecordMeta { id: ids::id(kind, words), place: self.place(span), stamp, section }
    }

    /// Moments written inside a span, in order.
    pub fn stamps_in(&self, span: Span) -> &[Found] {
        let found = &self.stamps.found;
        let from = found.partition_point(|found| found.span.start < span.start);
        let to = found.partition_point(|found| found.span.end <= span.end);
        &found[from..to.max(from)]
    }

    /// The moment that stamps words (leading, trailing, in brackets or called done), and the words without a leading one.
    pub fn stamped(&self, span: Span) -> (Option<Stamp>, Span) {
        let stamped = super::stamp::stamped(self, span);
        (stamped.stamp, stamped.words)
    }

    /// As [`Context::stamped`], with where the moment stands.
    pub fn stamping(&self, span: Span) -> Stamped {
        super::stamp::stamped(self, span)
    }

    /// The lines of a span that begin with a moment, each with those after it; lines before the first are left out.
    pub fn dated_lines(&self, span: Span) -> Vec<Span> {
        let mut entries: Vec<Span> = Vec::new();
        for line in inline::lines(self.text, span) {
            if self.stamping(line).leads {
                entries.push(line);
            } else if let Some(last) = entries.last_mut() {
                *last = last.join(line);
            }
        }
        entries
    }

    /// The file the part stands in.
    pub fn path(&self) -> &'a SourcePath {
        self.source.file_of(self.part)
    }

    /// A finding at a span of this part.
    pub fn finding(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        // Bytes are given only where the part's text is the file's text from its first byte.
        let bytes = (self.first_line <= 1).then_some(span);
        Diagnostic::new(code, message).in_file(self.path()).at(self.place(span).line, bytes)
    }
}
