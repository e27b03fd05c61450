//! Writes pieces of code in their classes: neighbours of one class share a span, blanks between them join it, and
//! no span crosses a line end. Knows no language.

use super::scopes::Class;
use super::token;

/// Code on its way to HTML.
pub(super) struct Ink<'a> {
    out: &'a mut String,
    /// All of it.
    pub(super) code: &'a str,
    class: Option<Class>,
    /// What of the code is not written yet but has its class.
    from: usize,
    to: usize,
}

impl<'a> Ink<'a> {
    pub(super) fn new(out: &'a mut String, code: &'a str) -> Self {
        Self { out, code, class: None, from: 0, to: 0 }
    }

    /// Takes the bytes from `start` to `end`; those between what came before and `start` are blank.
    pub(super) fn put(&mut self, class: Option<Class>, start: usize, end: usize) {
        let mut start = start;
        while let Some(n_line) = memchr::memchr(b'\n', &self.code.as_bytes()[start..end]) {
            self.piece(class, start, start + n_line);
            start += n_line + 1;
        }
        self.piece(class, start, end);
    }

    fn piece(&mut self, class: Option<Class>, start: usize, end: usize) {
        let words = &self.code[start..end];
        let (start, end) = (start + words.len() - words.trim_start().len(), start + words.trim_end().len());
        if start >= end {
            return;
        }
        let same_line = || memchr::memchr(b'\n', &self.code.as_bytes()[self.to..start]).is_none();
        if class != self.class || (class.is_some() && !same_line()) {
            self.flush(start);
            self.class = class;
        }
        self.to = end;
    }

    /// Writes everything up to `next`.
    fn flush(&mut self, next: usize) {
        token(self.out, self.class, &self.code[self.from..self.to]);
        token(self.out, None, &self.code[self.to..next]);
        (self.from, self.to) = (next, next);
    }

    /// Writes what is left.
    pub(super) fn end(mut self) {
        self.flush(self.code.len());
    }
}
