//! Diagnostics and progress for people and machines: the only place that draws either.

pub mod formats;
mod progress;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

pub use progress::Progress;

use crate::config;
use crate::diag::{Diagnostic, Severity, codes};
use crate::text::SourcePath;

/// A configuration file that cannot be used.
#[derive(Debug)]
pub struct BadConfig {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What is wrong with it.
    pub error: config::Error,
}

impl std::fmt::Display for BadConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error.message)
    }
}

impl std::error::Error for BadConfig {}

/// Says one line to the user.
pub fn say(line: &str) {
    // A stderr that cannot be written leaves nowhere to say so.
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Prints why a command could not run.
pub fn failure(failure: &(dyn std::error::Error + 'static)) {
    // A stderr that cannot be written leaves nowhere to say so.
    let _ = writeln!(anstream::stderr(), "{}", drawn(failure));
}

/// The same in plain words, for a page.
pub fn words(failure: &(dyn std::error::Error + 'static)) -> String {
    anstream::adapter::strip_str(&drawn(failure)).to_string()
}

fn drawn(failure: &(dyn std::error::Error + 'static)) -> String {
    match failure.downcast_ref::<BadConfig>() {
        Some(bad) => bad_config(bad),
        None => format!("error: {failure}"),
    }
}

fn bad_config(bad: &BadConfig) -> String {
    let path = bad.path.display().to_string();
    let mut group = Level::ERROR.primary_title(bad.error.message.as_str()).element(match &bad.error.span {
        Some(span) => Snippet::source(bad.text.as_str()).path(path.as_str()).annotation(AnnotationKind::Primary.span(span.clone())),
        None => Snippet::source("").path(path.as_str()),
    });
    if let Some(help) = &bad.error.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer().render(&[group])
}

fn renderer() -> Renderer {
    Renderer::styled().decor_style(DecorStyle::Ascii)
}

/// Draws findings with the lines they are about. Files are read when first needed, below `root`.
pub struct Excerpts<'a> {
    root: &'a Path,
    texts: BTreeMap<SourcePath, Option<String>>,
}

impl<'a> Excerpts<'a> {
    /// Draws excerpts of files below `root`.
    pub fn new(root: &'a Path) -> Self {
        Self { root, texts: BTreeMap::new() }
    }

    /// One finding as text, with its excerpt where its file can be read.
    pub fn draw(&mut self, found: &Diagnostic) -> String {
        // A log is read by more people than the file is.
        let path = found.path.as_ref().filter(|_| found.code != codes::SECRET);
        let text = path.and_then(|path| self.text(path));
        let title = level(found.severity).primary_title(found.message.as_str()).id(found.code.as_str());
        let mut group = match (&found.path, found.line, text) {
            (Some(path), Some(line), Some(text)) => {
                let line = line as usize;
                let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
                let cut: String = shown.chars().take(400).collect();
                let marked = subject(&found.message, &cut);
                let snippet = Snippet::source(cut).line_start(line).path(path.as_str());
                title.element(snippet.annotation(AnnotationKind::Primary.span(marked)))
            }
            (Some(path), line, _) => {
                let origin = Origin::path(path.as_str());
                Group::with_title(title).element(match line {
                    Some(line) => origin.line(line as usize),
                    None => origin,
                })
            }
            _ => Group::with_title(title),
        };
        if let Some(help) = &found.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer().render(&[group])
    }

    #[expect(clippy::disallowed_methods, reason = "a report shows the lines it speaks of")]
    fn text(&mut self, path: &SourcePath) -> Option<String> {
        let root = self.root;
        self.texts
            .entry(path.clone())
            .or_insert_with(|| std::fs::read(root.join(path.as_str())).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
            .clone()
    }
}

/// What of a line a message is about: the first of its names that stands there, else the whole line.
fn subject(message: &str, line: &str) -> std::ops::Range<usize> {
    let names = message.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
    let found = names.filter_map(|name| line.find(name).map(|start| start..start + name.len())).next();
    found.unwrap_or(line.len() - line.trim_start().len()..line.trim_end().len().max(line.len() - line.trim_start().len()))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Prints findings, one line each; notes only when asked, and each code at most `most` times.
pub fn brief(found: &[Diagnostic], with_notes: bool, most: usize) {
    let mut out = anstream::stderr().lock();
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for one in found.iter().filter(|one| with_notes || one.severity != Severity::Note) {
        let n = said.entry(one.code.as_str()).or_default();
        *n += 1;
        if *n <= most {
            let place = match (&one.path, one.line) {
                (Some(path), Some(line)) => format!("{path}:{line}: "),
                (Some(path), None) => format!("{path}: "),
                _ => String::new(),
            };
            let _ = writeln!(out, "{}: {place}{} [{}]", severity_word(one.severity), one.message, one.code.as_str());
        }
    }
    for (code, n) in said.into_iter().filter(|(_, n)| *n > most) {
        let _ = writeln!(out, "warning: {} more of `{code}`; `execplan-site check` shows all", n - most);
    }
}

/// The word for a severity.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
