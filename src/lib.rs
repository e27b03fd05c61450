//! execplan-site turns an archive of ExecPlans into a site people want to read.
//!
//! ```text
//!             I/O            parallel            sequential          parallel           I/O
//!  book.toml ─ crawl ─▶ Sources ─ parse ─▶ [Document] ─ link ─▶ Archive ─ render ─▶ Site ─ publish ─▶ disk
//!  plans, artifacts     bytes, hashes,     typed plan,         records with        Route→page   ├─ serve ──▶ reader
//!  theme overrides      git history        records with        ids, links, rates,              ├─ check ──▶ report
//!                                          places              forecasts                       └─ export ─▶ JSON
//!                         └─────────────── Vec<Diagnostic> is returned by every stage, never printed ──────┘
//! ```

pub mod cache;
pub mod chart;
pub mod check;
pub mod cli;
pub mod commands;
pub mod config;
pub mod crawl;
pub mod diag;
pub mod export;
pub mod link;
pub mod markdown;
pub mod memo;
pub mod model;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod rates;
pub mod render;
pub mod report;
pub mod search;
pub mod serve;
pub mod site;
pub mod text;
pub mod theme;
pub mod view;
