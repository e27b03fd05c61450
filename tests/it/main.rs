//! What a user sees, tested from outside: a plan in; a page, a model or a diagnostic out.

mod chart;
mod history;
mod repo;
mod tidy;
mod markdown;
mod view;
