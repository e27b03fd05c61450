//! Views to text: the one home of tera. A template of the site's own that does not work costs a diagnostic
//! and is replaced by the embedded one; this module must never know what a page is about.

mod squeeze;

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diag::{Diagnostic, codes};
use crate::text::SourcePath;
use crate::theme::Theme;

pub use squeeze::squeeze;

/// Every template, compiled.
#[derive(Clone)]
pub struct Renderer {
    /// With the site's own templates, as far as they compile.
    tera: Tera,
    /// Without them, where there are any.
    embedded: Option<Tera>,
    /// The site's own templates in use, with their files.
    own: BTreeMap<String, SourcePath>,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("own", &self.own).finish_non_exhaustive()
    }
}

impl Renderer {
    /// Compiles the templates of `theme`. An own template that does not compile is reported and left out.
    pub fn new(theme: &Theme) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut embedded = Tera::new();
        let texts = theme.templates().iter().map(|(name, template)| (name, template.embedded));
        if let Err(error) = embedded.add_raw_templates(texts) {
            diagnostics.push(Diagnostic::new(codes::BROKEN_TEMPLATE, format!("built-in templates do not compile: {}", words(&error))));
        }
        let mut own: BTreeMap<&String, (&String, &SourcePath)> = theme
            .templates()
            .iter()
            .filter_map(|(name, template)| template.own.as_ref().map(|(text, path)| (name, (text, path))))
            .collect();
        if own.is_empty() {
            return (Self { tera: embedded, embedded: None, own: BTreeMap::new() }, diagnostics);
        }
        let mut tera = embedded.clone();
        if tera.add_raw_templates(own.iter().map(|(name, (text, _))| (name, text))).is_err() {
            for (name, error) in add_what_compiles(&mut tera, &own) {
                let (_, path) = own[name];
                diagnostics.push(broken(&error, path));
                own.remove(name);
            }
        }
        let own = own.into_iter().map(|(name, (_, path))| (name.clone(), path.clone())).collect();
        (Self { tera, embedded: Some(embedded), own }, diagnostics)
    }

    /// The text of `template` for `view`, and what went wrong on the way.
    pub fn render<V: Serialize>(&self, template: &str, view: &V) -> (String, Vec<Diagnostic>) {
        let context = match Context::from_serialize(view) {
            Ok(context) => context,
            Err(error) => return (String::new(), vec![lost(template, &error)]),
        };
        let error = match self.tera.render(template, &context) {
            Ok(text) => return (text, Vec::new()),
            Err(error) => error,
        };
        let Some(embedded) = &self.embedded else { return (String::new(), vec![lost(template, &error)]) };
        let at = file_of(&error).and_then(|name| self.own.get(name)).or_else(|| self.own.get(template));
        let mut diagnostics: Vec<Diagnostic> = at.map(|path| broken(&error, path)).into_iter().collect();
        match embedded.render(template, &context) {
            Ok(text) => (text, diagnostics),
            Err(error) => {
                diagnostics.push(lost(template, &error));
                (String::new(), diagnostics)
            }
        }
    }
}

/// Adds templates one by one until no more of them compile (one may need another's blocks); returns the rest.
fn add_what_compiles<'a>(tera: &mut Tera, own: &BTreeMap<&'a String, (&String, &SourcePath)>) -> Vec<(&'a String, tera::Error)> {
    let mut left: Vec<&String> = own.keys().copied().collect();
    loop {
        let mut failed = Vec::new();
        for name in &left {
            if let Err(error) = tera.add_raw_template(name, own[name].0) {
                failed.push((*name, error));
            }
        }
        if failed.len() == left.len() || failed.is_empty() {
            return failed;
        }
        left = failed.iter().map(|(name, _)| *name).collect();
    }
}

fn broken(error: &tera::Error, path: &SourcePath) -> Diagnostic {
    let diagnostic = Diagnostic::new(codes::BROKEN_TEMPLATE, words(error)).in_file(path).help("the built-in template is used in its place");
    match line_of(error) {
        Some(line) => diagnostic.at(line, None),
        None => diagnostic,
    }
}

fn lost(template: &str, error: &tera::Error) -> Diagnostic {
    Diagnostic::new(codes::BROKEN_TEMPLATE, format!("built-in template `{template}` could not be rendered: {}", words(error)))
}

fn file_of(error: &tera::Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report.filename()),
        _ => None,
    }
}

/// The line, from the error itself or from the excerpt some messages come with: `--> plan.html:12:3`.
fn line_of(error: &tera::Error) -> Option<u32> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => u32::try_from(report.span().start_line).ok(),
        ErrorKind::Msg(text) => {
            let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
            place.rsplit(':').nth(1)?.parse().ok()
        }
        _ => None,
    }
}

/// The message on one line, without its excerpt, in the manner of our own.
fn words(error: &tera::Error) -> String {
    let text = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.message().to_owned(),
        ErrorKind::Msg(text) => {
            let before_excerpt = text.lines().take_while(|line| !line.trim_start().starts_with("--> "));
            before_excerpt.collect::<Vec<_>>().join("\n").trim_start_matches("error: ").to_owned()
        }
        other => other.to_string(),
    };
    let text = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let text = text.trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
