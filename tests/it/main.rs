//! What a user sees, tested from outside: a plan in; a page, a model or a diagnostic out.

mod artifact;
mod chart;
mod commands;
mod crawl;
mod docs;
mod folder;
mod history;
mod incremental;
mod linked;
mod markdown;
mod on_disk;
mod pages;
mod parse_records;
mod parse_steps;
mod publish;
mod rates;
mod repo;
mod search;
mod serve;
mod site;
mod squeeze;
mod tidy;
mod view;
mod watch;
