//! execplan-site turns an archive of ExecPlans into a site people want to read.
//!
//! This page is the architecture: the stages, the map of the code, what always holds, and where the program left
//! its first design and why.
//!
//! # Stages
//!
//! ```text
//!             I/O            parallel             parallel           parallel           I/O
//!  book.toml ─ crawl ─▶ Sources ─ parse ─▶ [Document] ─ link ─▶ Archive ─ render ─▶ Site ─ publish ─▶ disk
//!  plans, artifacts     bytes, hashes,     records with        identity,           Route→page   ├─ serve ──▶ reader
//!  theme overrides      git history        words, stamps       dates, links,                    ├─ check ──▶ report
//!                                          and places          contradictions                   └─ export ─▶ JSON
//!                         └─────────────── Vec<Diagnostic> is returned by every stage, never printed ──────┘
//! ```
//!
//! [`crawl::crawl`] finds plans by content and place, ties artifacts to them, and asks git when plans lived and boxes
//! were ticked: [`model::Sources`]. [`parse::parse`] reads one text as a [`model::Document`] of records; it sees no other
//! plan. [`link::link`] is the only stage that sees them all: it gives names and dates, resolves what plans say of
//! each other, works out what they do not say, and reports what contradicts itself: [`model::Archive`].
//! [`site::Site`] knows every route of an archive and renders any one of them when it is asked for; it never holds
//! all pages. So [`publish::publish`] streams them to disk, [`serve`] makes the page that is looked at, and
//! [`check::check`] reads them as they pass. [`pipeline`] is parse → link with the memo before it, and nothing else.
//!
//! # Code map
//!
//! A layer uses only itself and lower ones; `tests/it/tidy.rs` holds this table and compares every `use`.
//!
//! | layer | modules | what they do |
//! |---|---|---|
//! | 0 data | [`model`] [`text`] [`diag`] [`config`] | plans and records; spans and one newtype for each kind of path; diagnostics and the registry of their codes; `book.toml` |
//! | 1 one file | [`markdown`] [`chart`] [`parse`] [`secrets`] | prose to safe HTML, highlighted code, views of artifacts; series to SVG; text to records; what should not be published |
//! | 2 archive | [`link`] [`rates`] [`search`] | names, references and relations; pace, flow, ages and forecasts; the tokenizer, the index, the grammar of queries and the shards the browser reads |
//! | 3 pages | [`view`] [`theme`] [`render`] [`site`] [`export`] | one struct for each template; embedded files and overrides; templates to text; routes; the archive as JSON |
//! | 4 composition | [`memo`] [`check`] [`pipeline`] | what was read before; lints of the finished site; the stages one after the other |
//! | 5 rim | [`crawl`] [`publish`] [`cache`] [`serve`] [`report`] [`commands`] [`cli`] | the only code that touches files, git, sockets, the clock and the terminal |
//!
//! Below layer 5 there are no files, no environment, no clock and no printing: `clippy.toml` forbids them with
//! reasons. Each heavy crate has one home: pulldown-cmark in `parse` and `markdown`, syntect and ammonia in
//! `markdown`, tera in `render`, tantivy in `search`, regex in `secrets`, axum and notify in `serve`, the `git` command in `crawl`.
//!
//! # Invariants
//!
//! - No plan, artifact, template or byte makes a build fail or panic. What is skipped or half understood is a
//!   [`diag::Diagnostic`] with its place and what was expected. Only a root that cannot be read, a `book.toml` that is
//!   invalid or an output folder that is not ours stops a build.
//! - A mistake of ours, or of a library, costs the one text, page or stretch of code it is made at, and is reported: see
//!   [`diag::caught`].
//! - Same input, same bytes: on one thread and on many, in any folder, on any day. "Now" is the moment an archive is
//!   read as of: a flag, `SOURCE_DATE_EPOCH`, or its newest event, in that order.
//! - An incremental build equals a clean one byte for byte, after any edits.
//! - What is known to the day stays a day. No time is invented, and a time from git is marked as one.
//! - The address of a plan does not change when the plan moves to the archive.
//! - No page grows without bound with the archive or with one plan. A text too long for one page goes on on further
//!   ones, which [`link`] settles ([`markdown::pages`]), so that every link names the page that holds what it means.
//! - Every page is complete without scripts, and works below any path and from `file://`; only search needs HTTP.
//! - Nothing that a plan or artifact contains runs in the reader's browser.
//! - A publish is all or nothing, and only a folder that this tool wrote, or an empty one, is ever written to.
//!
//! # Where it left its first design
//!
//! - **HTML is made on demand from places, not stored with slots.** A document was to carry its HTML with open slots
//!   for links. It carries spans; [`markdown`] writes the HTML of a page with marks for its records when that page is
//!   wanted, and links are resolved then, by the same rules as in [`link`].
//! - **The `git` command, not a library.** Renames and history are then exactly those users see, every machine that
//!   has the repository has it, and it costs neither build time nor binary size. See [`crawl::history`].
//! - **Derived links count shared rare terms instead of asking ranked queries.** It is linear in the archive, and the
//!   shared terms are the reason printed beside the link, which a score would not be.
//! - **A publish stages the site and swaps two folders.** Files that did not change move over as hard links, so that
//!   they keep their times. A folder that holds a `.git` is updated file by file. See [`publish`].
//! - **The linker reads plans side by side.** It was to be sequential. What a plan names and says depends on no other;
//!   only numbering terms and joining links do, and those keep the order of the plans.
//! - **Five languages have grammars of our own.** syntect reads all code, but shell, Python, TypeScript, Rust and YAML by
//!   small grammars for twelve classes and for fragments; two-face's were made for whole files and took most of the time.
//! - **The index is coded, not packed.** Words, postings and positions go through a range coder that both sides keep; deflate
//!   made posting lists hardly smaller. See [`search::shards`].
//! - **A build inverts its records itself.** `search` and `serve` ask tantivy. The files of a site's search are made of lists
//!   that are gathered some plans at a time, on every core, while nothing holds the words of all plans; they are the
//!   bytes that tantivy's index gives, which a test compares, in about half of the time. See `search::shards::invert`.
//! - **Pages are written without what HTML lets one leave out**, but rendered, tested and previewed with it. See
//!   [`render::squeeze`].
//! - **An edit is shown before the whole is built.** `serve` reads the edited plan again in the linked archive there
//!   is, shows its own pages so, and builds everything on another thread. See [`link::again()`].
//! - **What a tool writes for itself is Markdown before anybody reads it.** Plans of GSD stand between tags that a program
//!   reads. Neither the parser nor the pages know of these: the crawl turns tags into headings and labels, line by line, so
//!   that every line keeps its number.
//! - **The memo remembers readings, not pages.** Parsing is what repeats from build to build; a page is quick to
//!   render, and the publish compares its bytes with those that are there. Between runs only two hashes are kept, of
//!   all that a site is made from and of all that was made, outside the tree: where both still hold, there is
//!   nothing to do. See `commands::unchanged`.

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
pub mod secrets;
pub mod serve;
pub mod site;
pub mod text;
pub mod theme;
pub mod view;
