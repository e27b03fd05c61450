//! What a user sees, tested from outside: a plan in; a page, a model or a diagnostic out.

mod artifact;
mod chart;
mod crawl;
mod history;
mod markdown;
mod parse_steps;
mod repo;
mod tidy;
mod view;
