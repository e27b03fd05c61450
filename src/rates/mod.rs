//! How fast the work went: every formula of the project, with units and sources, and nothing else.
//! Pure; takes stamps and counts, never text.
