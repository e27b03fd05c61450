//! The composition parse → link, and nothing else: sources in, archive and diagnostics out. Every command
//! that reads an archive calls it.

use jiff::Timestamp;
use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{self, Diagnostic};
use crate::memo::{Memo, Parsed};
use crate::model::{Archive, Sources};

/// Understands what was crawled. Diagnostics come sorted and each once.
pub fn understand(sources: &Sources, config: &Config, as_of: Option<Timestamp>) -> (Archive, Vec<Diagnostic>) {
    let parsed = sources.plans.par_iter().map(|plan| crate::parse::parse(plan, config.options())).collect();
    put_together(sources, parsed, config, as_of)
}

/// As [`understand`], reading again only what has changed since `memo` was last used; the result is the same.
pub fn understand_again(sources: &Sources, config: &Config, as_of: Option<Timestamp>, memo: &mut Memo) -> (Archive, Vec<Diagnostic>) {
    let parsed = memo.parse(&sources.plans, config.options());
    put_together(sources, parsed, config, as_of)
}

fn put_together(sources: &Sources, parsed: Vec<Parsed>, config: &Config, as_of: Option<Timestamp>) -> (Archive, Vec<Diagnostic>) {
    let (documents, found): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
    let (archive, linked) = crate::link::link(sources, documents, as_of, config);
    let mut diagnostics: Vec<Diagnostic> = found.into_iter().flatten().chain(linked).collect();
    diag::settle(&mut diagnostics);
    (archive, diagnostics)
}
