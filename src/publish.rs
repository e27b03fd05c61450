//! The site to disk: all or nothing, unchanged files untouched, only ever into a folder this tool wrote.
