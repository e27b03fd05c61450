//! Views of artifacts.
