//! Lints over the linked archive and its site, beyond what the stages report themselves.
