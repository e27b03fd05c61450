//! What a user sees, tested from outside: a plan in; a page, a model or a diagnostic out.

mod chart;
mod history;
mod markdown;
mod repo;
mod tidy;
mod view;
mod crawl;
