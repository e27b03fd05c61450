//! Memo of the per-file map: the same bytes are parsed once.
