//! Events to HTML, in one pass. Every tag of the result is written here, in `raw` or in `code`: the text itself
//! only ever becomes escaped words and checked addresses.

mod inline;
mod list;
mod note;
mod table;

use std::collections::BTreeMap;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag, TagEnd};

use self::list::List;
use self::note::Notes;
use self::table::Table;
use super::place::{Hook, Places};
use super::raw::Raw;
use super::source::{self, Source, Spanned};
use super::{Body, Mark, Page, Resolve, TocEntry, code};
use crate::text::Anchor;

/// Writes a source with its marks.
pub(super) fn write(source: &Source<'_>, places: &Places, marks: &[Mark], resolve: &dyn Resolve, page: &mut Page) -> Body {
    let names = names(&source.headings, marks, page);
    let mut writer = Writer::new(&source.events, places, marks, resolve);
    writer.headings = &source.headings;
    writer.names = Some(&names);
    writer.n_tables = page.n_tables;
    writer.notes.first = page.n_notes;
    writer.notes.settled = std::mem::take(&mut page.notes);
    writer.run();
    page.n_tables = writer.n_tables;
    page.n_notes = writer.notes.last();
    Body { html: writer.out, toc: writer.toc }
}

/// Writes one passage: no ids, and no paragraph around the only paragraph.
pub(super) fn fragment(text: &str, resolve: &dyn Resolve) -> String {
    let mut events = source::read(text);
    let n_paragraphs = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph))).count();
    let is_one = n_paragraphs == 1
        && matches!(events.first(), Some((Event::Start(Tag::Paragraph), _)))
        && matches!(events.last(), Some((Event::End(TagEnd::Paragraph), _)));
    if is_one {
        events.pop();
        events.remove(0);
    }
    let places = Places::default();
    let mut writer = Writer::new(&events, &places, &[], resolve);
    writer.run();
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

/// The id each heading is printed with: its anchor, unless a mark has that id.
fn names(headings: &[TocEntry], marks: &[Mark], page: &mut Page) -> Vec<Anchor> {
    let mut taken: Vec<&Anchor> = marks.iter().map(|mark| &mark.id).collect();
    taken.sort_unstable();
    let name = |heading: &TocEntry| match taken.binary_search(&&heading.anchor) {
        Ok(_) => page.anchors.distinct(&format!("{}-heading", heading.anchor)),
        Err(_) => heading.anchor.clone(),
    };
    headings.iter().map(name).collect()
}

/// State of one pass.
pub(super) struct Writer<'a> {
    pub(super) out: String,
    pub(super) resolve: &'a dyn Resolve,
    events: &'a [Spanned<'a>],
    /// Index of the next event.
    next: usize,
    places: &'a Places,
    /// Index of the next hook.
    next_hook: usize,
    marks: &'a [Mark],
    headings: &'a [TocEntry],
    /// Ids of headings; `None` in a fragment.
    names: Option<&'a [Anchor]>,
    next_heading: usize,
    toc: Vec<TocEntry>,
    /// How many elements of the text are open: a raw element belongs to the depth it was opened at.
    pub(super) depth: u32,
    /// How many links are open.
    pub(super) in_link: u32,
    /// What closes each open Markdown link.
    link_ends: Vec<&'static str>,
    pub(super) raw: Raw,
    lists: Vec<List>,
    tables: Vec<Table>,
    n_tables: u32,
    notes: Notes,
    /// Marks on items and rows that are open.
    own: BTreeMap<u32, usize>,
    words: String,
}

impl<'a> Writer<'a> {
    fn new(events: &'a [Spanned<'a>], places: &'a Places, marks: &'a [Mark], resolve: &'a dyn Resolve) -> Self {
        let n_bytes = events.last().map_or(0, |(_, range)| range.end);
        Self {
            out: String::with_capacity(n_bytes + n_bytes / 2),
            resolve,
            events,
            next: 0,
            places,
            next_hook: 0,
            marks,
            headings: &[],
            names: None,
            next_heading: 0,
            toc: Vec::new(),
            depth: 0,
            in_link: 0,
            link_ends: Vec::new(),
            raw: Raw::default(),
            lists: Vec::new(),
            tables: Vec::new(),
            n_tables: 0,
            notes: Notes::default(),
            own: BTreeMap::new(),
            words: String::new(),
        }
    }

    fn run(&mut self) {
        let events = self.events;
        while let Some((event, _)) = events.get(self.next) {
            self.hooks();
            self.next += 1;
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(*tag),
                Event::Text(words) => self.text(words),
                Event::Code(code) => self.code_span(code),
                Event::Html(html) | Event::InlineHtml(html) => self.raw_inline(html),
                Event::SoftBreak => self.soft_break(),
                Event::HardBreak => self.out.push_str("<br>\n"),
                Event::Rule => self.out.push_str("<hr>\n"),
                Event::TaskListMarker(ticked) => self.task_box(*ticked),
                Event::FootnoteReference(label) => self.note_reference(label),
                Event::InlineMath(words) | Event::DisplayMath(words) => self.escape(words),
            }
        }
        self.hooks();
        self.close_raw();
        self.write_notes();
    }

    /// A line end is a blank, except between two characters of a script that is written without blanks.
    fn soft_break(&mut self) {
        let unspaced =
            |c: char| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff65}');
        let joins = match self.events.get(self.next) {
            Some((Event::Text(words), _)) => words.starts_with(unspaced) && self.out.ends_with(unspaced),
            _ => false,
        };
        if !joins {
            self.out.push('\n');
        }
    }

    /// Writes what marks want before the next event.
    fn hooks(&mut self) {
        while let Some((at, hook)) = self.places.hooks.get(self.next_hook)
            && *at <= self.next
        {
            self.next_hook += 1;
            match *hook {
                Hook::Open(mark) => {
                    self.open_mark("<div", mark);
                    self.out.push('\n');
                    self.depth += 1;
                }
                Hook::Close(mark) => {
                    self.leave();
                    self.out.push_str(&self.marks[mark].after);
                    self.out.push_str("</div>\n");
                }
                Hook::OpenRun(mark) => self.open_run(mark),
                Hook::CloseRun(mark) => self.close_run(mark),
                Hook::OpenWords(mark) => {
                    self.open_mark("<span", mark);
                    self.depth += 1;
                }
                Hook::CloseWords(mark) => {
                    self.leave();
                    self.out.push_str(&self.marks[mark].after);
                    self.out.push_str("</span>");
                }
                Hook::Point(mark) => self.point(mark),
            }
        }
    }

    /// A mark that has no better place.
    fn point(&mut self, mark: usize) {
        let Mark { id, class, before, after, .. } = &self.marks[mark];
        if [id.as_str(), class, before, after].iter().all(|part| part.is_empty()) {
            return;
        }
        self.open_mark("<span", mark);
        self.out.push_str(&self.marks[mark].after);
        self.out.push_str("</span>");
    }

    /// Turns the hooks before `event` into points: they stand where no element may.
    fn points_until(&mut self, event: usize) {
        while let Some((at, hook)) = self.places.hooks.get(self.next_hook)
            && *at < event
        {
            self.next_hook += 1;
            if let Hook::OpenWords(mark) | Hook::Point(mark) = *hook {
                self.point(mark);
            }
        }
    }

    /// Whether a mark wants to write before the next event.
    fn hook_is_due(&self) -> bool {
        self.places.hooks.get(self.next_hook).is_some_and(|(at, _)| *at <= self.next)
    }

    /// `<tag id class>` and what the mark puts first.
    fn open_mark(&mut self, tag: &str, mark: usize) {
        self.out.push_str(tag);
        self.mark_attributes(mark, "");
        self.out.push('>');
        self.out.push_str(&self.marks[mark].before);
    }

    /// The mark's id, and its classes with `class` added.
    fn mark_attributes(&mut self, mark: usize, class: &str) {
        let mark = &self.marks[mark];
        self.attribute("id", mark.id.as_str());
        if class.is_empty() {
            self.attribute("class", &mark.class);
        } else {
            self.attribute("class", format!("{} {class}", mark.class).trim_start());
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        match tag {
            Tag::Paragraph => self.enter("<p>"),
            Tag::Heading { level, .. } => self.heading(*level as u8),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::HtmlBlock => self.raw_block(),
            Tag::List(first) => self.open_list(*first),
            Tag::Item => self.open_item(),
            Tag::FootnoteDefinition(label) => self.open_note(label),
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead => self.open_head(),
            Tag::TableRow => self.open_row(),
            Tag::TableCell => self.open_cell(),
            Tag::Emphasis => self.enter("<em>"),
            Tag::Strong => self.enter("<strong>"),
            Tag::Strikethrough => self.enter("<del>"),
            Tag::Superscript => self.enter("<sup>"),
            Tag::Subscript => self.enter("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let end = match link_type {
                    LinkType::Email => self.open_link(&format!("mailto:{dest_url}"), title),
                    _ => self.open_link(dest_url, title),
                };
                self.link_ends.push(end);
                self.depth += 1;
            }
            Tag::Image { dest_url, title, .. } => self.image_events(dest_url, title),
            // Never made: their extensions are off.
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.enter("<div>"),
            Tag::MetadataBlock(_) => self.depth += 1,
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.leave();
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::BlockQuote(kind) => self.out.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" }),
            TagEnd::List(_) => self.close_list(),
            TagEnd::Item => self.close_item(),
            TagEnd::FootnoteDefinition => self.close_note(),
            TagEnd::Table => self.close_table(),
            TagEnd::TableHead => self.close_head(),
            TagEnd::TableRow => self.close_row(),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => {
                let end = self.link_ends.pop().unwrap_or("");
                self.close_link(end);
            }
            TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => self.out.push_str("</div>"),
            // Headings, code, HTML and images are read to their end where they start.
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn enter(&mut self, tag: &str) {
        self.out.push_str(tag);
        self.depth += 1;
    }

    /// Closes the raw elements opened in the innermost element, and leaves it.
    fn leave(&mut self) {
        self.close_raw();
        self.depth = self.depth.saturating_sub(1);
    }

    fn heading(&mut self, level: u8) {
        let entry = self.headings.get(self.next_heading);
        let name = self.names.and_then(|names| names.get(self.next_heading));
        self.next_heading += 1;
        let level = if level == 1 { "2 class=\"h1\"".to_owned() } else { level.to_string() };
        let is_empty = matches!(self.events.get(self.next), Some((Event::End(TagEnd::Heading(_)), _)));
        let end = level.get(..1).unwrap_or("2").to_owned();
        let (Some(entry), Some(name)) = (entry, name) else {
            self.out.push_str(&format!("<h{level}>"));
            self.heading_words();
            self.out.push_str(&format!("</h{end}>\n"));
            return;
        };
        let opens_mark = self.own_anchor_is_open(&entry.anchor);
        if is_empty {
            self.next += 1;
            if !opens_mark {
                self.out.push_str("<span");
                self.attribute("id", name.as_str());
                self.out.push_str("></span>");
            }
            return;
        }
        self.out.push_str("<h");
        self.out.push_str(&level);
        let anchor = if opens_mark { &entry.anchor } else { name };
        if !opens_mark {
            self.attribute("id", anchor.as_str());
        }
        self.out.push('>');
        let href = format!("#{}", crate::text::encode_segment(anchor.as_str()));
        if self.heading_is_plain() {
            // Its own words lead to it.
            self.out.push_str("<a");
            self.attribute("href", &href);
            self.out.push('>');
            self.in_link += 1;
            self.heading_words();
            self.in_link -= 1;
            self.out.push_str("</a>");
        } else {
            self.heading_words();
            self.out.push_str(" <a class=\"permalink\"");
            self.attribute("href", &href);
            self.out.push_str(" aria-label=\"Link to this\">#</a>");
        }
        self.out.push_str(&format!("</h{end}>\n"));
        self.toc.push(TocEntry { anchor: anchor.clone(), ..entry.clone() });
    }

    /// Whether the heading that has just begun holds words alone: nothing that is a link or may become one.
    fn heading_is_plain(&self) -> bool {
        let end = self.events[self.next..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
        let end = self.next + end.unwrap_or(0);
        if self.places.hooks.get(self.next_hook).is_some_and(|(at, _)| *at <= end) {
            return false;
        }
        let words =
            self.events.get(self.next..).unwrap_or(&[]).iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
        words.into_iter().all(|(event, _)| match event {
            Event::Text(words) => super::address::bare(words).is_empty() && self.resolve.prose(words).is_empty(),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
            | Event::SoftBreak => true,
            Event::Code(code) => matches!(self.resolve.code(code), super::Target::Plain),
            _ => false,
        })
    }

    /// Whether a mark with this id has just been opened around the next heading.
    fn own_anchor_is_open(&self, anchor: &Anchor) -> bool {
        let opened = self.places.hooks[..self.next_hook].iter().rev().take_while(|(at, _)| *at + 1 == self.next);
        opened.into_iter().any(|(_, hook)| matches!(hook, Hook::Open(mark) if self.marks[*mark].id == *anchor))
    }

    /// Writes the events of a heading up to its end.
    fn heading_words(&mut self) {
        self.depth += 1;
        let events = self.events;
        while let Some((event, _)) = events.get(self.next) {
            self.hooks();
            self.next += 1;
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(*tag),
                Event::Text(words) => self.text(words),
                Event::Code(code) => self.code_span(code),
                Event::Html(html) | Event::InlineHtml(html) => self.raw_inline(html),
                Event::FootnoteReference(label) => self.note_reference(label),
                _ => self.out.push(' '),
            }
        }
        self.leave();
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, title) = match kind {
            None => return self.enter("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.enter(&format!("<div class=\"alert {class}\"><p class=\"alert-title\">{title}</p>\n"));
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'a>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let code = self.literal(|tag| matches!(tag, TagEnd::CodeBlock));
        code::block(&mut self.out, info, &code);
    }

    fn raw_block(&mut self) {
        let html = self.literal(|tag| matches!(tag, TagEnd::HtmlBlock));
        self.write_raw_block(&html);
    }

    /// The text of the events up to the end of a block that holds nothing else.
    fn literal(&mut self, is_end: impl Fn(TagEnd) -> bool) -> String {
        let mut text = String::new();
        let events = self.events;
        while let Some((event, _)) = events.get(self.next) {
            self.next += 1;
            match event {
                Event::Text(part) | Event::Html(part) => text.push_str(part),
                Event::End(tag) if is_end(*tag) => break,
                _ => {}
            }
        }
        text
    }
}
