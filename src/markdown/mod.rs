//! Prose to safe HTML: the one home of HTML made from a plan's text, of syntax highlighting and of the
//! views of artifacts. Pure; knows nothing of plans beyond the marks it is told to set.

use crate::text::{Anchor, Href, Span};

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
    /// A Markdown link destination.
    fn link(&self, destination: &str) -> Target;
    /// An image source; `Plain` leaves the alternative text.
    fn image(&self, source: &str) -> Target;
    /// The text of a code span, which may be a path, a plan or a commit.
    fn code(&self, text: &str) -> Target;
    /// Stretches of prose that should become links: byte ranges of `text`, sorted and disjoint.
    fn prose(&self, text: &str) -> Vec<(std::ops::Range<usize>, Target)>;
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

/// A whole text as HTML, its records marked.
pub fn document(_text: &str, _marks: &[Mark], _resolve: &dyn Resolve) -> Body {
    Body::default()
}

/// A passage (one record's words) as HTML, without block markup where it is one paragraph.
pub fn fragment(text: &str, _resolve: &dyn Resolve) -> String {
    crate::text::escape(text)
}
