//! The site: every route and how to render it, on demand and purely. It never holds all pages, and never
//! touches a file itself: the bytes of artifacts come through [`Fetch`].

use std::borrow::Cow;
use std::io::Read;

use crate::diag::Diagnostic;
use crate::text::SourcePath;

/// Gives the bytes of files below the root; the rim implements it.
pub trait Fetch: Send + Sync {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// A file that is gone, unreadable or outside the root.
    fn open(&self, path: &SourcePath) -> std::io::Result<Box<dyn Read + Send>>;
}

/// What a route holds.
#[derive(Debug)]
pub struct Rendered {
    /// The bytes, or where they lie.
    pub body: Body,
    /// MIME type, with the character set for text.
    pub content_type: &'static str,
    /// What went wrong while rendering.
    pub diagnostics: Vec<Diagnostic>,
}

/// The bytes of a route, or where they lie.
#[derive(Debug)]
pub enum Body {
    /// The bytes.
    Bytes(Cow<'static, [u8]>),
    /// A file below the root, to be copied as it is.
    File(SourcePath),
}
