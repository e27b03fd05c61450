//! A Markdown file as read: its text, what a look at it shows, what it was taken for. Reading is here and
//! in parallel; must not know how files belong together.

use std::io::Read;
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use super::classify::{self, Class, Found};
use super::decode::{Decoded, decode};
use super::gsd;
use super::living;
use super::place::{self, Home, Role};
use super::scan::{Scan, scan};
use super::walk::File;
use crate::diag::{Diagnostic, caught, codes};
use crate::text::SourcePath;

/// A Markdown file.
#[derive(Debug)]
pub struct TextFile {
    /// Its path.
    pub path: SourcePath,
    /// Its text; empty where it is not needed.
    pub text: Arc<str>,
    /// What a look at it shows.
    pub look: Scan,
    /// What it was taken for.
    pub class: Class,
    /// Whether the configuration says what it is.
    pub is_given: bool,
    /// Whether it lies in the folder of the site's own pages.
    pub in_book: bool,
    /// Whether it could not be read as text.
    pub is_unread: bool,
    /// The id its front matter gives it.
    pub identity: Option<String>,
    /// The plan its front matter names: `plan_file:`.
    pub plan_file: Option<String>,
    /// What was found while reading; holds if the file is used.
    pub findings: Vec<Diagnostic>,
    /// What was found while reading; holds in any case.
    pub failures: Vec<Diagnostic>,
}

/// What decides how files are read.
pub struct Rules<'a> {
    /// Files that are plans whatever they look like.
    pub include: &'a GlobSet,
    /// Files that are never plans.
    pub exclude: &'a GlobSet,
    /// More names of living sections.
    pub names: &'a living::Names,
    /// Largest file read, in bytes.
    pub max_bytes: u64,
    /// Folder of the site's own pages, if the site has pages.
    pub book: Option<&'a str>,
}

/// Reads Markdown files, in the order given.
pub fn read(files: &[&File], rules: &Rules<'_>) -> Vec<TextFile> {
    files.par_iter().map(|file| read_one(file, rules)).collect()
}

fn read_one(file: &File, rules: &Rules<'_>) -> TextFile {
    let path = &file.path;
    let in_book =
        rules.book.is_some_and(|book| path.as_str().strip_prefix(book).is_some_and(|rest| book.is_empty() || rest.starts_with('/')));
    let blank = |reason: &str, is_unread: bool, failures: Vec<Diagnostic>| blank(path, in_book, reason, is_unread, failures);
    if let Some(target) = &file.link {
        return TextFile { is_given: true, ..blank(&format!("a symlink to `{target}`, which is read there"), false, Vec::new()) };
    }
    let bytes = match bytes(file, rules.max_bytes) {
        Ok(bytes) => bytes,
        Err(failure) => {
            let reason = failure.message.clone();
            return blank(&reason, true, vec![failure.in_file(path).at(1, None)]);
        }
    };
    let decoded = decode(bytes);
    if decoded.text.trim().is_empty() {
        let expected =
            matches!(place::home(path), Home::Plans(_)) && place::role(path) != Role::Front || rules.include.is_match(path.as_str());
        let finding = Diagnostic::new(codes::EMPTY_FILE, "is empty, expected a plan").in_file(path).at(1, None);
        return blank("empty", false, if expected { vec![finding] } else { Vec::new() });
    }
    or_blank(path, in_book, || understood(path, decoded, in_book, rules))
}

/// A file of which nothing is known but its path, and why.
fn blank(path: &SourcePath, in_book: bool, reason: &str, is_unread: bool, failures: Vec<Diagnostic>) -> TextFile {
    TextFile {
        path: path.clone(),
        text: Arc::from(""),
        look: Scan::default(),
        class: Class::Not { reason: reason.to_owned(), likely: false },
        is_given: is_unread,
        in_book,
        is_unread,
        identity: None,
        plan_file: None,
        findings: Vec::new(),
        failures,
    }
}

/// What a file is taken for; where telling fails, that is said and the others are read.
fn or_blank(path: &SourcePath, in_book: bool, tell: impl FnOnce() -> TextFile) -> TextFile {
    caught(tell).unwrap_or_else(|said| {
        let message = format!("what it is could not be told ({said}), expected to tell of any text");
        let help = "it is left out; report it together with the text, this is a mistake of execplan-site";
        let failure = Diagnostic::new(codes::UNREAD_PLAN, message).in_file(path).help(help);
        blank(path, in_book, "could not be told", true, vec![failure])
    })
}

/// A file that once was, with the text it had: taken for what it would be taken for in the tree.
pub fn given(path: &SourcePath, text: &str, rules: &Rules<'_>) -> TextFile {
    or_blank(path, false, || understood(path, decode(text.as_bytes().to_vec()), false, rules))
}

fn understood(path: &SourcePath, decoded: Decoded, in_book: bool, rules: &Rules<'_>) -> TextFile {
    let decoded = Decoded { text: gsd::as_markdown(path, decoded.text), ..decoded };
    let look = scan(&decoded.text, rules.names);
    let (excluded, included) = (rules.exclude.is_match(path.as_str()), rules.include.is_match(path.as_str()));
    let found = classify::classify(path, &decoded.text, &look, rules.names, in_book);
    let class = match found {
        _ if excluded => Class::Not { reason: "excluded by the configuration".to_owned(), likely: false },
        Class::Not { .. } if included => {
            Class::Plan(Found { reason: "included by the configuration".to_owned(), by_sections: false, inside: None })
        }
        found => found,
    };
    let mut findings = decoded.diagnostics(path);
    findings.extend(look.conflicts.iter().map(|line| {
        Diagnostic::new(codes::MERGE_CONFLICT, "a merge conflict marker `<<<<<<<`, expected a settled text")
            .in_file(path)
            .at(*line, None)
            .help("settle the conflict and remove the markers")
    }));
    if let Some(fence) = look.fence.as_ref().filter(|fence| !fence.closed) {
        let finding = Diagnostic::new(codes::UNCLOSED_FENCE, "the fence around the whole text is never closed");
        findings.push(finding.in_file(path).at(fence.first_line - 1, None));
    }
    let front = look.front_matter.clone().map_or("", |range| &decoded.text[range]);
    let fact = |key: &str| front_fact(front, key);
    let (identity, plan_file) = (fact("id").or_else(|| fact("plan_id")), fact("plan_file"));
    let is_needed = in_book || !matches!(class, Class::Not { .. }) || place::home(path) != Home::None || plan_file.is_some();
    TextFile {
        path: path.clone(),
        text: if is_needed || !excluded && is_beside_name(path) { decoded.text.into() } else { Arc::from("") },
        look,
        class,
        is_given: excluded || included,
        in_book,
        is_unread: false,
        identity,
        plan_file,
        findings,
        failures: Vec::new(),
    }
}

/// Whether a file outside every folder of plans may still be a side of one: `progress.md`, `recaps/add-search.md`.
fn is_beside_name(path: &SourcePath) -> bool {
    if path.folder().rsplit('/').next() == Some("recaps") {
        return true;
    }
    let stem = place::kebab(path.stem());
    ["progress", "findings", "decisions", "decision-log"].into_iter().any(|name| stem.ends_with(name))
}

/// A one-line fact of front matter.
pub fn front_fact(front: &str, key: &str) -> Option<String> {
    let value = front.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn bytes(file: &File, max: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let unreadable = |error: std::io::Error| Box::new(Diagnostic::new(codes::UNREADABLE, format!("cannot be read: {error}")));
    let open = std::fs::File::open(&file.disk).map_err(unreadable)?;
    let size = open.metadata().map_err(unreadable)?.len();
    if size > max {
        let message = format!("is {size} bytes, more than the limit of {max}, and is not read");
        let help = "raise `max-plan-bytes` under `[output.execplan-site]`, or move bulk text into artifacts";
        return Err(Box::new(Diagnostic::new(codes::TOO_LARGE, message).help(help)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    open.take(max + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_told_is_left_out_with_a_finding() {
        let file = or_blank(&SourcePath::new("plans/a.md"), false, || panic!("at byte {}", 5));
        assert!(matches!(&file.class, Class::Not { .. }) && file.is_unread, "{file:?}");
        assert_eq!(file.failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), [codes::UNREAD_PLAN]);
        assert!(file.failures[0].message.contains("at byte 5"), "{}", file.failures[0].message);
    }
}
