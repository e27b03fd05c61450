//! `init`: a configuration file and, if asked, a workflow that publishes the site; then what a build would find. Never
//! overwrites without being told.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::setup::Setup;
use super::{Failure, empty};
use crate::cli::{Ci, Global, Init};
use crate::crawl::history::{Checkout, checkout_of};
use crate::crawl::place;
use crate::model::{Shelf, Sources};
use crate::report;
use crate::view::format::counted;

const BOOK: &str = include_str!("init/book.toml");
const GITHUB: &str = include_str!("init/github.yml");

/// Writes the files that are not there yet; with `--force`, all of them.
///
/// # Errors
/// All files are there and none is as it would be written, without `--force`; a folder that cannot be written or read; what
/// [`Setup`] cannot settle.
pub fn run(global: &Global, args: &Init) -> Result<ExitCode, Failure> {
    let root = args.place.dir.as_deref().unwrap_or(&global.root);
    let checkout = checkout_of(root);
    let mut files = vec![(root.join("book.toml"), "book.toml", BOOK.to_owned())];
    if args.ci == Some(Ci::Github) {
        // Services look for workflows at the top of a repository alone.
        let top = checkout.as_ref().map_or_else(PathBuf::new, |checkout| checkout.up.clone());
        files.push((root.join(top).join(".github/workflows/plans.yml"), ".github/workflows/plans.yml", workflow(checkout.as_ref())));
    }
    let (kept, written): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _, text)| !args.force && differs(path, text));
    if written.is_empty() {
        let list: Vec<String> = kept.iter().map(|(_, name, _)| format!("`{name}`")).collect();
        return Err(format!("{} already there; nothing was written. Move it, or overwrite it with --force", list.join(" and ")).into());
    }
    let say = |line: &str| {
        if !global.quiet {
            report::say(line);
        }
    };
    for (path, name, text) in written {
        write(&path, &text)?;
        say(&format!("wrote {name}"));
    }
    kept.iter().for_each(|(_, name, _)| say(&format!("left {name} as it was; --force overwrites it")));
    let setup = Setup::new(global, &args.place)?;
    if let Some(line) = checkout.as_ref().and_then(|checkout| unignored(root, checkout, &setup.config.build.build_dir)) {
        add_line(&root.join(".gitignore"), &line)?;
        say(&format!("added {line} to .gitignore"));
    }
    if global.quiet {
        return Ok(ExitCode::SUCCESS);
    }
    let (sources, _) = setup.crawl()?;
    match found(&sources) {
        Some(words) => {
            report::say(&words);
            report::say("next: `execplan-site build`, or `execplan-site serve --open` while you write");
        }
        None => empty::tell(&sources.candidates),
    }
    Ok(ExitCode::SUCCESS)
}

/// The workflow for this repository: its branch, and the folder of the plans within it.
fn workflow(checkout: Option<&Checkout>) -> String {
    let Some(Checkout { branch, prefix, .. }) = checkout else { return GITHUB.to_owned() };
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-'));
    // YAML takes `1.0` for a number and `on` for a truth.
    let is_word = |text: &str| {
        let is_value = matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null");
        is_plain(text) && text.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_value
    };
    let quoted = |text: &str| if is_word(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) };
    let text = GITHUB.replace("branches: [main]", &format!("branches: [{}]", quoted(branch)));
    match prefix.as_str() {
        "" => text,
        folder if is_plain(folder) => text.replace("execplan-site build ", &format!("execplan-site build --root ./{folder} ")),
        // Quoted for the shell; a block of YAML takes every letter as it is.
        folder => {
            let folder = folder.replace('\'', "'\\''");
            text.replace("run: execplan-site build ", &format!("run: |\n          execplan-site build --root './{folder}' "))
        }
    }
}

/// What git would have to be told so that it does not see the site; `None` if it does not see it already.
fn unignored(root: &Path, checkout: &Checkout, build_dir: &str) -> Option<String> {
    let folder = build_dir.trim_start_matches("./").trim_end_matches('/');
    let is_inside = !folder.is_empty() && Path::new(folder).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    (is_inside && !checkout.ignores(root, folder)).then(|| format!("/{folder}/"))
}

/// How many plans lie in which folders: `found 12 plans: 9 in docs/exec-plans/, 3 in plans/`.
fn found(sources: &Sources) -> Option<String> {
    const N_NAMED: usize = 4;
    let n_deleted = sources.plans.iter().filter(|plan| plan.shelf == Shelf::Deleted).count();
    let n_present = sources.plans.len() - n_deleted;
    let mut homes: Vec<(&str, usize)> = Vec::new();
    for plan in sources.plans.iter().filter(|plan| plan.shelf != Shelf::Deleted) {
        let home = place::outermost(&plan.path);
        match homes.iter_mut().find(|(folder, _)| *folder == home) {
            Some((_, n)) => *n += 1,
            None => homes.push((home, 1)),
        }
    }
    homes.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let shown = |folder: &str| if folder.is_empty() { "the root".to_owned() } else { format!("`{folder}/`") };
    let mut words: Vec<String> = homes.iter().take(N_NAMED).map(|(folder, n)| format!("{n} in {}", shown(folder))).collect();
    let n_others: usize = homes.iter().skip(N_NAMED).map(|(_, n)| n).sum();
    words.extend((n_others > 0).then(|| format!("{n_others} in {}", counted(homes.len() - N_NAMED, "other folder", "other folders"))));
    words.extend((n_deleted > 0).then(|| format!("{n_deleted} that only git still has")));
    (!sources.plans.is_empty()).then(|| format!("found {}: {}", counted(n_present, "plan", "plans"), words.join(", ")))
}

#[expect(clippy::disallowed_methods, reason = "init looks before it writes")]
fn differs(path: &Path, text: &str) -> bool {
    std::fs::read(path).is_ok_and(|there| there != text.as_bytes())
}

#[expect(clippy::disallowed_methods, reason = "init writes files")]
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)?;
    Ok(())
}

/// Adds a line at the end of a file, in its own line ends.
#[expect(clippy::disallowed_methods, reason = "init reads what it adds to")]
fn add_line(path: &Path, line: &str) -> Result<(), Failure> {
    let mut text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(format!("cannot read `{}`: {error}", path.display()).into()),
    };
    let end: &[u8] = if text.windows(2).any(|two| two == b"\r\n") { b"\r\n" } else { b"\n" };
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.extend(end);
    }
    text.extend(line.as_bytes());
    text.extend(end);
    std::fs::write(path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workflow_quotes_what_yaml_would_read_otherwise() {
        let text = |branch: &str, prefix: &str| {
            let checkout = Checkout { up: PathBuf::new(), prefix: prefix.to_owned(), branch: branch.to_owned() };
            workflow(Some(&checkout))
        };
        assert_eq!(text("main", ""), GITHUB);
        for (branch, written) in [("trunk", "[trunk]"), ("1.0", "['1.0']"), ("on", "['on']"), ("it's", "['it''s']"), ("a/b", "[a/b]")] {
            assert!(text(branch, "").contains(&format!("branches: {written}\n")), "{branch}");
        }
        assert!(text("main", "docs/a").contains("- run: execplan-site build --root ./docs/a --dest-dir"));
        assert!(text("main", "-a").contains("--root ./-a "));
        assert!(text("main", "a: #'b").contains("- run: |\n          execplan-site build --root './a: #'\\''b' --dest-dir"));
    }
}
