//! `search`: records that match, from an index that is kept until the archive changes.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};

use super::Failure;
use super::setup::{Read, Setup};
use crate::cache::{Cache, Looks};
use crate::cli::{Global, Place, Search};
use crate::config::nearest;
use crate::crawl::disk::Disk;
use crate::report;
use crate::search::grammar::{accepted, parse};
use crate::search::show::{self, compose, excerpt, export};
use crate::search::{Answer, Found, INDEX_VERSION, Index, Kind, STATES, STATUSES, search};
use crate::site::entries;
use crate::view::format::counted;

/// Name of the index in the cache.
const KEPT: &str = "search";

/// Characters of an excerpt.
const WIDTH: usize = 200;

/// Prints what matches. Exit status 1 if nothing does.
///
/// # Errors
/// What [`Setup`] cannot settle or read; a filter that is none; a stdout that cannot be written.
pub fn run(global: &Global, args: &Search) -> Result<ExitCode, Failure> {
    let query = query(args)?;
    let setup = Setup::new(global, &Place { dir: None })?;
    let index = index(&setup, global)?;
    let answer = search(&index, &query, args.limit.clamp(1, show::MAX_LIMIT))?;
    let mut out = std::io::BufWriter::new(anstream::AutoStream::auto(std::io::stdout()).lock());
    if args.json {
        serde_json::to_writer_pretty(&mut out, &export(&index, &query, &answer)?)?;
        out.write_all(b"\n")?;
    } else {
        print(&mut out, &index, &answer)?;
    }
    out.flush()?;
    if !global.quiet && !args.json {
        report::say(&told(&answer));
    }
    Ok(ExitCode::from(u8::from(answer.total == 0)))
}

/// The words and options as one query.
fn query(args: &Search) -> Result<String, Failure> {
    let kinds = Kind::ALL.map(Kind::word);
    known("--kind", args.kind.as_deref(), &kinds)?;
    known("--state", args.state.as_deref(), &STATES)?;
    known("--status", args.status.as_deref(), &STATUSES)?;
    for (name, value) in [("since", &args.since), ("until", &args.until)] {
        if let Some(value) = value
            && parse(&format!("{name}:{value} ")).filters.is_empty()
        {
            return Err(format!("`--{name} {value}` is not a date; expected `2026`, `2026-02` or `2026-02-01`").into());
        }
    }
    let filters = [
        ("kind", &args.kind),
        ("state", &args.state),
        ("status", &args.status),
        ("plan", &args.plan),
        ("author", &args.author),
        ("since", &args.since),
        ("until", &args.until),
    ];
    let query = compose(&args.query.join(" "), filters.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
    if query.trim().is_empty() {
        return Err("nothing to look for; give words or a filter such as `--kind decision`".into());
    }
    Ok(query)
}

fn known(option: &str, value: Option<&str>, names: &[&'static str]) -> Result<(), Failure> {
    for one in value.into_iter().flat_map(|value| value.split(',')).map(str::trim) {
        if accepted(&[one.to_lowercase()], names.iter().copied()).is_empty() {
            let near = nearest(one, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("`{option} {one}` names none of {}{near}", names.join(", ")).into());
        }
    }
    Ok(())
}

/// The index: as kept, if nothing it was made of has changed, else made anew and kept.
fn index(setup: &Setup, global: &Global) -> Result<Index, Failure> {
    let cache = Cache::of(&setup.root);
    let key = format!("{INDEX_VERSION} {}", blake3::hash(format!("{:?} {:?}", setup.config, global.as_of).as_bytes()).to_hex());
    let kept = cache.as_ref().and_then(|cache| cache.files(KEPT, &key));
    if let Some(index) = kept.and_then(|files| Index::open(files).ok()) {
        return Ok(index);
    }
    let read = setup.read()?;
    let disk = Disk::new(&read.sources.root)?;
    let index = Index::build(Arc::new(entries(&read.archive, &setup.config, &disk)))?;
    if let Some(cache) = cache {
        cache.put_files(KEPT, &key, &Looks::of(made_of(&read)), &index.files()?);
    }
    Ok(index)
}

/// Every file and folder that the archive was read from, or would show that there is more to read.
fn made_of(read: &Read) -> BTreeSet<PathBuf> {
    let root = &read.sources.root;
    let mut paths = super::serve::folders(&read.sources);
    let ignores: Vec<PathBuf> = paths.iter().map(|folder| folder.join(".gitignore")).filter(|path| path.exists()).collect();
    paths.extend(ignores);
    paths.extend(super::serve::git_files(root));
    paths.extend(read.sources.candidates.iter().map(|candidate| root.join(candidate.path.as_str())));
    paths.extend(read.sources.artifacts.iter().map(|artifact| root.join(artifact.path.as_str())));
    paths
}

fn told(answer: &Answer) -> String {
    match &answer.suggestion {
        Some(words) if answer.total == 0 => format!("nothing found; did you mean `{words}`?"),
        None if answer.total == 0 => "nothing found".to_owned(),
        _ => {
            let found = counted(answer.total, "result", "results");
            let any = if answer.any { " with some of the words; none has all of them" } else { "" };
            let shown = answer.hits.len();
            let rest = if shown < answer.total { format!(", the best {shown} shown; more with --limit") } else { String::new() };
            format!("{found}{any}{rest}")
        }
    }
}

/// One block a plan, in the order of its best result.
fn print(out: &mut impl Write, index: &Index, answer: &Answer) -> Result<(), Failure> {
    let mut plans: Vec<(u32, Vec<Found>)> = Vec::new();
    for (number, _) in &answer.hits {
        let found = index.found(*number)?;
        match plans.iter_mut().find(|(plan, _)| *plan == found.entry.plan) {
            Some((_, list)) => list.push(found),
            None => plans.push((found.entry.plan, vec![found])),
        }
    }
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let mark = AnsiColor::Yellow.on_default().bold();
    for (number, (_, list)) in plans.iter().enumerate() {
        let plan = &list[0].plan;
        let gap = if number > 0 { "\n" } else { "" };
        let status =
            if plan.status > 0 { format!(", {}", STATUSES[usize::from(plan.status).min(STATUSES.len() - 1)]) } else { String::new() };
        let state = STATES[usize::from(plan.state).min(STATES.len() - 1)];
        writeln!(out, "{gap}{bold}{}{bold:#} {dim}({state}{status}){dim:#}", shown(&plan.title))?;
        for Found { entry, plan } in list {
            let date = entry.day.filter(|_| entry.dated).map_or_else(String::new, |day| format!("  {}", show::date(day)));
            let author = entry.author.as_ref().map_or_else(String::new, |author| format!("  {}", shown(author)));
            writeln!(out, "  {:9} {dim}{}:{}{date}{author}{dim:#}", entry.kind.word(), shown(plan.file_of(entry).as_str()), entry.line)?;
            write!(out, "    ")?;
            for (text, marked) in excerpt(entry.quoted(), &answer.terms, WIDTH) {
                if marked { write!(out, "{mark}{}{mark:#}", shown(&text))? } else { write!(out, "{}", shown(&text))? }
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Without control characters: a plan must not steer the terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
