//! The composition parse → link, and nothing else: sources in, archive and diagnostics out. Every command
//! that reads an archive calls it.

use std::borrow::Cow;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{self, Diagnostic};
use crate::memo::{Memo, Parsed};
use crate::model::{Archive, PlanSource, Sources};
use crate::parse::stamp::usual;
use crate::secrets;
use crate::text::{LineIndex, SourcePath};

/// What each plan says, before anything links them.
pub struct Parts<'a> {
    config: Cow<'a, Config>,
    settled: Vec<Diagnostic>,
    parsed: Vec<Parsed>,
}

/// Understands what was crawled. Diagnostics come sorted and each once.
pub fn understand(sources: &Sources, config: &Config, as_of: Option<Timestamp>) -> (Archive, Vec<Diagnostic>) {
    put_together(sources, parse(sources, config), as_of)
}

/// As [`understand`], reading again only what has changed since `memo` was last used; the result is the same.
pub fn understand_again(sources: &Sources, config: &Config, as_of: Option<Timestamp>, memo: &mut Memo) -> (Archive, Vec<Diagnostic>) {
    let (config, settled) = settle(sources, config);
    let parsed = memo.parse(&sources.plans, config.options());
    put_together(sources, Parts { config, settled, parsed }, as_of)
}

/// The first half of [`understand`]: each plan by itself.
pub fn parse<'a>(sources: &Sources, config: &'a Config) -> Parts<'a> {
    let (config, settled) = settle(sources, config);
    let parsed = sources.plans.par_iter().map(|plan| crate::parse::parse_or_report(plan, config.options())).collect();
    Parts { config, settled, parsed }
}

/// The second half of [`understand`].
pub fn put_together(sources: &Sources, parts: Parts<'_>, as_of: Option<Timestamp>) -> (Archive, Vec<Diagnostic>) {
    let Parts { config, settled, parsed } = parts;
    let (documents, found): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
    let (archive, linked) = crate::link::link(sources, documents, as_of, &config);
    let mut diagnostics: Vec<Diagnostic> = found.into_iter().flatten().chain(linked).chain(settled).collect();
    diagnostics.par_extend(published(sources).flat_map_iter(|(path, line, text)| secrets::findings(path, line, text.as_bytes())));
    diag::settle(&mut diagnostics);
    (archive, diagnostics)
}

/// The configuration with what the archive itself says of zone abbreviations, and what is to be said of that.
fn settle<'a>(sources: &Sources, config: &'a Config) -> (Cow<'a, Config>, Vec<Diagnostic>) {
    let (files, texts): (Vec<_>, Vec<&str>) = sources.plans.iter().flat_map(texts).unzip();
    let offset = sources.history.repository.as_ref().and_then(|repository| repository.usual_offset);
    let found = usual::usual(&texts, offset, config.options());
    if found.is_empty() {
        return (Cow::Borrowed(config), Vec::new());
    }
    let says = |(name, usual): (&String, &usual::Usual)| {
        let why = if usual.by_commits { "most commits have it" } else { "plans of this archive show it" };
        let finding = Diagnostic::new(diag::codes::AMBIGUOUS_ZONE, format!("`{name}` is read as {}: {why}", usual.offset));
        let (number, at) = usual.first;
        let (path, first_line): (&SourcePath, u32) = files[number];
        let line = LineIndex::new(texts[number]).line(u32::try_from(at).unwrap_or(u32::MAX)) + first_line - 1;
        let finding = finding.in_file(path).at(line, None);
        finding.help(format!("if it means another, say which in book.toml: `zones.{name} = \"…\"` under `[output.execplan-site]`"))
    };
    let diagnostics = found.iter().map(says).collect();
    let mut config = config.clone();
    config.output.execplan_site.usual_zones = found.into_iter().map(|(name, usual)| (name, usual.offset)).collect();
    (Cow::Owned(config), diagnostics)
}

/// Every text that is read for the site, with its file and the line of that on which it begins.
fn published(sources: &Sources) -> impl ParallelIterator<Item = (&SourcePath, u32, &str)> {
    let plans = sources.plans.par_iter().flat_map_iter(|plan| texts(plan).map(|((path, line), text)| (path, line, text)));
    plans.chain(sources.pages.par_iter().map(|page| (&page.path, 1, &*page.text)))
}

/// The texts of a plan, each with its file and the line of that on which it begins.
fn texts(plan: &PlanSource) -> impl Iterator<Item = ((&SourcePath, u32), &str)> {
    let sides = plan.sides.iter().map(|side| ((&side.path, 1), &*side.text));
    std::iter::once(((&plan.path, plan.first_line.max(1)), &*plan.text)).chain(sides)
}
