//! Prose to safe HTML: the one home of HTML made from a plan's text, of syntax highlighting and of the
//! views of artifacts. Pure; knows nothing of plans beyond the marks it is told to set.
//!
//! A text goes through three steps, each in its file: `source` reads it as events, drops what is hidden and cuts
//! the rest at the ends of marks; `place` finds the block, run of blocks or stretch of words each mark means;
//! `write` turns the events into HTML in one pass, with `raw` for raw HTML, `address` for what may be a link
//! and `code` for code blocks. A text too long for one page is cut where `pages` says, and `window` keeps what one page
//! shows of it. HTML of the text itself is never copied: every tag in the result is written here.

mod address;
pub mod artifact;
mod code;
pub mod highlight;
pub mod pages;
mod place;
mod raw;
mod source;
mod window;
mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use self::source::Source;
use self::window::Window;
use crate::text::{Anchor, Anchors, Href, Span};

/// A record to set off in the text: the block (or run of blocks) at `span` gets `id` and `class`.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// The record's bytes.
    pub span: Span,
    /// Its anchor.
    pub id: Anchor,
    /// Classes of the element: `step done`, `decision`.
    pub class: String,
    /// Trusted HTML put first inside the element.
    pub before: String,
    /// Trusted HTML put last inside the element.
    pub after: String,
    /// Bytes not printed because `before` or `after` shows them: a box, a stamp.
    pub hidden: Vec<Span>,
}

/// What a link in the text leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A working link.
    To {
        /// Where to.
        href: Href,
        /// Shown on hover; empty for none.
        title: String,
    },
    /// Nothing is there: shown as text marked so, with the reason.
    Dangling(String),
    /// No link at all.
    Plain,
}

/// Answers where the text's own references lead.
pub trait Resolve: Sync {
    /// A Markdown link destination or an address standing bare in the text. `Plain` leaves web addresses
    /// (`http`, `https`, `mailto`) and headings of the same text as the links they are, and takes the link
    /// from everything else. Addresses of other schemes (`javascript:`, `data:`, `file:`) are never asked for.
    fn link(&self, destination: &str) -> Target;
    /// An image source; `Plain` leaves the alternative text. What leads to another site is shown as a link:
    /// a page loads nothing from elsewhere.
    fn image(&self, source: &str) -> Target;
    /// The text of a code span, which may be a path, a plan or a commit.
    fn code(&self, text: &str) -> Target;
    /// Stretches of prose that should become links: byte ranges of `text`, sorted and disjoint.
    fn prose(&self, text: &str) -> Vec<(Range<usize>, Target)>;
}

/// A heading of the made HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocEntry {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Its anchor.
    pub anchor: Anchor,
}

/// A text as HTML.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Safe to put in a page as it is.
    pub html: String,
    /// Its headings.
    pub toc: Vec<TocEntry>,
}

/// Resolves nothing: web addresses stay links, everything else is text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unresolved;

impl Resolve for Unresolved {
    fn link(&self, _: &str) -> Target {
        Target::Plain
    }

    fn image(&self, _: &str) -> Target {
        Target::Plain
    }

    fn code(&self, _: &str) -> Target {
        Target::Plain
    }

    fn prose(&self, _: &str) -> Vec<(Range<usize>, Target)> {
        Vec::new()
    }
}

/// What the texts of one page share, so that ids and names are distinct among them.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Hands out the anchors of headings.
    pub anchors: Anchors,
    /// Tables so far.
    n_tables: u32,
    /// Footnotes so far.
    n_notes: u32,
    /// Numbers of the footnotes of the next text, where they are settled before it is written.
    notes: BTreeMap<String, u32>,
}

/// A whole text as HTML, its records marked. Headings of level 1 become `h2.h1`, as the page has its own `h1`.
///
/// - A mark on one list item or table row annotates that `li` or `tr`; on any other block, or on a run of blocks,
///   it is a `div` around them (a run of items splits its list, a run of rows gets its own `tbody`); on a stretch of
///   words inside a block it is a `span`. Where none fits (it crosses another mark), an empty `span` keeps the id.
/// - A heading whose anchor is also the id of a mark gives way: the mark keeps the id; the heading goes without one if
///   it opens that mark, else it is called `<anchor>-heading`. [`Body::toc`] says what was printed.
/// - A heading that is hidden keeps its anchor as an empty `span` and is left out of [`Body::toc`].
pub fn document(text: &str, marks: &[Mark], resolve: &dyn Resolve) -> Body {
    part(text, marks, resolve, &mut Page::default())
}

/// As [`document`], for one of several texts of the same page, in page order.
pub fn part(text: &str, marks: &[Mark], resolve: &dyn Resolve, page: &mut Page) -> Body {
    let mut events = source::read(text);
    let headings = source::headings(&events, &mut page.anchors);
    source::hide(text, &mut events, marks);
    source::cut(&mut events, marks);
    let places = place::place(text, &events, marks);
    let body = write::write(&Source { events, headings }, &places, marks, resolve, page);
    Body { html: source::printable(body.html), ..body }
}

/// As [`part`], for a stretch of a text whose rest is on other pages; `marks` are those of the stretch. Headings, tables
/// and footnotes are called what they would be if all stood on one page, so a text of which nothing is shown is passed
/// too, with an empty stretch.
pub fn slice(text: &str, stretch: Range<usize>, marks: &[Mark], resolve: &dyn Resolve, page: &mut Page) -> Body {
    let mut events = source::read(text);
    let mut headings = source::headings(&events, &mut page.anchors);
    let (n_tables, notes) = (page.n_tables + window::tables(&events), window::notes(&events, page.n_notes));
    let n_notes = page.n_notes + u32::try_from(notes.len()).unwrap_or(u32::MAX);
    let mut body = Body::default();
    if !stretch.is_empty() {
        source::cut_at(&mut events, vec![stretch.start, stretch.end]);
        let Window { mut events, n_headings, n_tables } = window::window(&events, &stretch);
        headings.drain(..n_headings);
        (page.n_tables, page.notes) = (page.n_tables + n_tables, notes);
        source::hide(text, &mut events, marks);
        source::cut(&mut events, marks);
        let places = place::place(text, &events, marks);
        body = write::write(&Source { events, headings }, &places, marks, resolve, page);
        body.html = source::printable(body.html);
    }
    (page.n_tables, page.n_notes) = (n_tables, n_notes);
    body
}

/// A passage (one record's words) as HTML, without block markup where it is one paragraph.
/// Its headings and footnotes get no ids, as it stands beside others on a page.
pub fn fragment(text: &str, resolve: &dyn Resolve) -> String {
    source::printable(write::fragment(text, resolve))
}
