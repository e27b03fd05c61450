//! The root to sources: finds plans, artifacts and pages by content and place. One of the few modules
//! that touch files; must never interpret a record.

pub mod history;
