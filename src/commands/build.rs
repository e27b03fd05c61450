//! `build`: the site on disk.

use std::path::Path;
use std::process::ExitCode;

use super::assemble::{Assembled, assemble};
use super::setup::Setup;
use super::timings::{Busy, Timings};
use super::unchanged::{self, Before, State, Told};
use super::{Failure, empty};
use crate::cli::{Build, Global};
use crate::diag::{self, Diagnostic, Severity};
use crate::publish::{self, Summary};
use crate::report::{self, Progress};
use crate::site::{Fetch, Rendered, Site};
use crate::text::Route;
use crate::view::format::{count, counted, size};

/// GitHub Pages publishes no more than this.
const PAGES_LIMIT: u64 = 1_000_000_000;
/// How long a deployment to GitHub Pages may take.
const PAGES_SECONDS: f64 = 600.0;

/// Builds the site.
///
/// # Errors
/// What [`Setup`] cannot settle or read; an output folder that cannot be written or is not ours.
pub fn run(global: &Global, args: &Build) -> Result<ExitCode, Failure> {
    once(global, args, Setup::new(global, &args.place)?, false)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the site and says so; where nothing has changed since the last build and `only_changes` is asked for,
/// says nothing.
///
/// # Errors
/// As [`run`].
pub(super) fn once(global: &Global, args: &Build, mut setup: Setup, only_changes: bool) -> Result<(), Failure> {
    let mut timings = Timings::start();
    let dst = match &args.dest_dir {
        Some(dir) => std::path::absolute(dir)?,
        None => std::path::absolute(setup.root.join(&setup.config.build.build_dir))?,
    };
    setup.config.build.build_dir = dst.to_string_lossy().into_owned();
    if let Some(url) = &args.base_url {
        setup.config.output.html.site_url = Some(url.clone());
    }
    let progress = Progress::new(global.quiet);
    progress.stage("looking for changes");
    let told = match unchanged::state(&setup, &dst) {
        State::Unchanged(_) if only_changes => return Ok(()),
        State::Unchanged(told) => {
            timings.lap("look");
            timings.note("nothing has changed since the last build: nothing was made anew");
            *told
        }
        State::Changed(before) => {
            timings.lap("look");
            make(setup, &dst, before, &progress, &mut timings)?
        }
    };
    progress.end();
    let Told { n_plans, n_records, summary, diagnostics } = told;
    report::brief(&diagnostics, global.verbose, 3);
    if !global.quiet {
        report::say(&words(n_plans, n_records, &summary, timings.seconds(), &diagnostics, &dst));
        if n_plans == 0 {
            let crawled = Setup::new(global, &args.place).and_then(|setup| setup.crawl());
            empty::tell(&crawled.map(|(sources, _)| sources.candidates).unwrap_or_default());
        }
        for warning in near_limits(&summary, timings.seconds()) {
            report::say(&warning);
        }
    }
    if args.timings {
        report::say(&timings.table());
    }
    if args.open {
        opener::open(dst.join("index.html"))?;
    }
    Ok(())
}

/// Makes the site anew, and keeps what it was made from.
fn make(setup: Setup, dst: &Path, before: Option<Box<Before>>, progress: &Progress, timings: &mut Timings) -> Result<Told, Failure> {
    progress.stage("looking for plans");
    let found = setup.crawl()?;
    timings.lap("crawl");
    progress.stage("reading plans");
    let read = setup.understand(found, &mut |stage| timings.lap(stage));
    progress.stage("laying out pages");
    let Assembled { site, mut diagnostics, sources } = assemble(read, setup.config)?;
    timings.lap("assemble");
    progress.stage_of("writing", site.routes().count());
    let counted = Counted { site: &site, progress, pages: Busy::default(), search: Busy::default(), put: Busy::default() };
    let mut summary = publish::publish(&counted, dst)?;
    progress.end();
    timings.lap("publish");
    timings.busy("pages", counted.pages.spent());
    timings.busy("search", counted.search.spent().saturating_sub(counted.put.spent()));
    diagnostics.append(&mut summary.diagnostics);
    diag::settle(&mut diagnostics);
    let told = Told { n_plans: site.archive().plans.len(), n_records: site.n_records(), summary, diagnostics };
    if let Some(before) = before {
        let artifacts = sources.artifacts.iter().map(|artifact| artifact.path.clone()).collect();
        before.keep(artifacts, &told);
        timings.lap("keep");
    }
    // Nobody waits until all of it is let go; where no thread can be had it goes at once.
    let _ = std::thread::Builder::new().spawn(|| drop((site, sources)));
    Ok(told)
}

/// A site that counts what is rendered of it, with its search.
struct Counted<'a> {
    site: &'a Site,
    progress: &'a Progress,
    /// Making pages.
    pages: Busy,
    /// Making what the browser searches, and handing it over.
    search: Busy,
    /// Handing that over.
    put: Busy,
}

impl publish::Source for Counted<'_> {
    fn routes(&self) -> Vec<&Route> {
        publish::Source::routes(self.site)
    }

    fn render(&self, route: &Route) -> Option<Rendered> {
        self.progress.one();
        self.pages.during(|| publish::Source::render(self.site, route))
    }

    fn fetch(&self) -> &dyn Fetch {
        publish::Source::fetch(self.site)
    }

    /// What the browser searches.
    fn more(&self, put: publish::Put<'_>) -> std::io::Result<()> {
        self.search.during(|| self.site.search_files(&mut |route, bytes| self.put.during(|| put(route, bytes))))
    }
}

/// The one line at the end.
#[expect(clippy::disallowed_methods, reason = "a path is told as seen from where the user is")]
fn words(n_plans: usize, n_records: usize, summary: &Summary, seconds: f64, found: &[Diagnostic], dst: &Path) -> String {
    let n_warnings = found.iter().filter(|one| one.severity != Severity::Note).count();
    let shown = std::env::current_dir().ok().and_then(|here| dst.strip_prefix(here).ok().map(ToOwned::to_owned));
    let unchanged = if summary.unchanged > 0 { format!(", {} unchanged", count(summary.unchanged)) } else { String::new() };
    let removed = if summary.removed > 0 { format!(", {} removed", count(summary.removed)) } else { String::new() };
    format!(
        "{}, {}, {} ({}, {}{unchanged}{removed}) in {seconds:.1} s to {}; {}",
        counted(n_plans, "plan", "plans"),
        counted(n_records, "record", "records"),
        counted(summary.pages, "page", "pages"),
        counted(summary.files, "file", "files"),
        size(summary.bytes),
        shown.as_deref().unwrap_or(dst).display(),
        counted(n_warnings, "warning", "warnings"),
    )
}

/// Says so before GitHub Pages does, and which files to look at.
fn near_limits(summary: &Summary, seconds: f64) -> Vec<String> {
    let largest: Vec<String> = summary.largest.iter().take(5).map(|(bytes, route)| format!("{route} ({})", size(*bytes))).collect();
    let mut warnings = Vec::new();
    if summary.bytes >= PAGES_LIMIT / 10 * 9 {
        warnings.push(format!(
            "the site has {}; GitHub Pages publishes up to {}. Largest: {}. Lower `max-artifact-bytes` to leave them out",
            size(summary.bytes),
            size(PAGES_LIMIT),
            largest.join(", ")
        ));
    }
    if seconds >= PAGES_SECONDS * 0.8 {
        warnings.push(format!(
            "the build took {:.0} min; GitHub Pages gives up on what takes {:.0} min to publish. Largest: {}. Keep the cache between runs, or \
             lower `max-artifact-bytes` to leave them out",
            seconds / 60.0,
            PAGES_SECONDS / 60.0,
            largest.join(", ")
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_before_they_are_met() {
        let large = Summary { bytes: 950_000_000, largest: vec![(400_000_000, Route::new("a.log"))], ..Summary::default() };
        assert!(near_limits(&Summary::default(), 400.0).is_empty());
        let [size] = near_limits(&large, 1.0).try_into().expect("one warning");
        assert!(size.contains("950 MB") && size.contains("a.log (400 MB)"), "{size}");
        let [time] = near_limits(&Summary::default(), 500.0).try_into().expect("one warning");
        assert!(time.contains("took 8 min"), "{time}");
    }
}
