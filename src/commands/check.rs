//! `check`: every finding, with the lines it is about, for people and machines.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::assemble::{Assembled, assemble};
use super::setup::Setup;
use crate::check;
use crate::cli::{Check, Format, Global};
use crate::config::nearest;
use crate::diag::{self, Code, Diagnostic, REGISTRY, Severity};
use crate::report::{Excerpts, formats};

/// Prints the findings. Exit status 1 if any is left after the baseline: an error, a warning, or a note
/// that is denied.
///
/// # Errors
/// What [`Setup`] cannot settle or read; an unknown code; a baseline that cannot be read or written.
pub fn run(global: &Global, args: &Check) -> Result<ExitCode, Failure> {
    let denied = args.deny.iter().map(|name| code(name)).collect::<Result<Vec<_>, _>>()?;
    let setup = Setup::new(global, &args.place)?;
    let read = setup.read()?;
    let Assembled { site, diagnostics: mut found, .. } = assemble(read, setup.config.clone())?;
    found.extend(check::check(&site));
    diag::settle(&mut found);
    if let Some(path) = &args.write_baseline {
        return write_baseline(path, &found);
    }
    let n_known = match &args.baseline {
        Some(path) => forget_known(&mut found, &read_baseline(path)?),
        None => 0,
    };
    let counts = |one: &Diagnostic| one.severity != Severity::Note || denied.contains(&one.code);
    let n = found.iter().filter(|one| counts(one)).count();
    if !global.verbose && args.format == Format::Human {
        found.retain(counts);
    }
    // Services that show findings beside the code know paths from the top of the repository only.
    let folder = site.archive().repository.as_ref().map_or("", |repository| repository.prefix.as_str());
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    match args.format {
        Format::Human => {
            let mut excerpts = Excerpts::new(&setup.root);
            for one in &found {
                writeln!(out, "{}\n", excerpts.draw(one))?;
            }
        }
        Format::Json => writeln!(out, "{:#}", formats::json(&found))?,
        Format::Sarif => writeln!(out, "{:#}", formats::sarif(&found, folder))?,
        Format::Github => write!(out, "{}", formats::github(&found, folder))?,
    }
    out.flush()?;
    if !global.quiet {
        let known = if n_known > 0 { format!(", {n_known} known from the baseline") } else { String::new() };
        crate::report::say(&format!("{n} findings{known}"));
    }
    Ok(ExitCode::from(u8::from(n > 0)))
}

fn code(name: &str) -> Result<Code, Failure> {
    Code::find(name).ok_or_else(|| {
        let known: Vec<&str> = REGISTRY.iter().map(|(code, ..)| code.as_str()).collect();
        let help =
            nearest(name, &known).map_or_else(|| format!("known codes: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        format!("unknown code `{name}`; {help}").into()
    })
}

/// How often each finding is known, by fingerprint.
type Baseline = BTreeMap<String, u32>;

#[expect(clippy::disallowed_methods, reason = "a baseline is a file")]
fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let text = std::fs::read(path).map_err(|error| format!("cannot read baseline `{}`: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("`{}` is not a baseline: {error}", path.display()).into())
}

#[expect(clippy::disallowed_methods, reason = "a baseline is a file")]
fn write_baseline(path: &Path, found: &[Diagnostic]) -> Result<ExitCode, Failure> {
    let mut baseline = Baseline::new();
    for one in found {
        *baseline.entry(formats::fingerprint(one)).or_default() += 1;
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&baseline)?);
    std::fs::write(path, text).map_err(|error| format!("cannot write baseline `{}`: {error}", path.display()))?;
    crate::report::say(&format!("{} findings written to `{}`", found.len(), path.display()));
    Ok(ExitCode::SUCCESS)
}

/// Drops findings the baseline knows, each as often as it knows it, and says how many.
fn forget_known(found: &mut Vec<Diagnostic>, baseline: &Baseline) -> usize {
    let mut left = baseline.clone();
    let before = found.len();
    found.retain(|one| match left.get_mut(&formats::fingerprint(one)) {
        Some(n) if *n > 0 => {
            *n -= 1;
            false
        }
        _ => true,
    });
    before - found.len()
}
