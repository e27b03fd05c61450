//! Facts a plan states of itself: title, id, status, dates, people, language, summary.

use super::context::Context;
use super::inline;
use super::outline::BlockKind;
use crate::diag::Diagnostic;
use crate::model::{HeaderField, Stamp, Stated, Status};

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

/// Reads the header of a plan's own text (part 0).
pub fn read(ctx: &Context<'_>) -> (Header, Vec<Diagnostic>) {
    let heading = ctx.blocks.iter().find(|block| matches!(block.kind, BlockKind::Heading(_)));
    let title = heading.map(|heading| inline::plain(ctx.of(heading.inline))).unwrap_or_default();
    (Header { title, ..Header::default() }, Vec::new())
}
