//! The look, as files: templates, style sheets and scripts, embedded in the binary and overridable one by
//! one from the `theme/` folder of a site. Knows names and bytes; what a template says is `render`'s.
//!
//! Assets are published below one folder named after a hash of all of them, so that a browser may keep them
//! for ever, modules may import each other by relative paths, and the same theme always has the same addresses.

mod script;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::config::Html;
use crate::diag::{Diagnostic, codes};
use crate::text::{Route, SourcePath};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// The folder of a site that overrides the theme, below its root.
pub const FOLDER: &str = "theme";

/// The one style sheet that all of the theme's are published as.
pub const SHEET: &str = "css/site.css";

/// Files found in a site's `theme/` folder or named by `additional-css` and `additional-js`, by path from the root.
pub type Overrides = BTreeMap<SourcePath, Arc<[u8]>>;

/// Every file of the look, each as overridden.
#[derive(Clone, Debug)]
pub struct Theme {
    templates: BTreeMap<String, Template>,
    assets: BTreeMap<String, Cow<'static, [u8]>>,
    /// Files that can be overridden, as they are called below `theme/`.
    files: BTreeSet<String>,
    additional_css: Vec<String>,
    additional_js: Vec<String>,
    version: String,
}

/// A template: the embedded text and what a site puts in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The text in the binary.
    pub embedded: &'static str,
    /// The text of the site's own file and its path, if there is one.
    pub own: Option<(String, SourcePath)>,
}

impl Theme {
    /// The theme as it is in the binary.
    pub fn embedded() -> Self {
        Self::new(&Overrides::new(), &Html::default()).0
    }

    /// The theme with a site's own files in place of ours.
    pub fn new(overrides: &Overrides, html: &Html) -> (Self, Vec<Diagnostic>) {
        let mut theme = Self {
            templates: BTreeMap::new(),
            assets: BTreeMap::new(),
            files: BTreeSet::new(),
            additional_css: Vec::new(),
            additional_js: Vec::new(),
            version: String::new(),
        };
        theme.embed(&EMBEDDED);
        theme.files = theme.templates.keys().map(|name| format!("templates/{name}")).chain(theme.assets.keys().cloned()).collect();
        let mut diagnostics = Vec::new();
        let additional: Vec<SourcePath> =
            html.additional_css.iter().chain(&html.additional_js).filter_map(|path| SourcePath::default().resolve(path)).collect();
        let own: Vec<_> = overrides.iter().filter(|(path, _)| !additional.contains(path)).collect();
        if theme.is_meant(own.iter().map(|(path, _)| *path)) {
            diagnostics.extend(own.into_iter().filter_map(|(path, bytes)| theme.override_one(path, bytes)));
        }
        for path in &additional {
            match overrides.get(path) {
                Some(bytes) => {
                    theme.assets.insert(own_name(path), bytes.to_vec().into());
                }
                None => diagnostics.push(
                    Diagnostic::new(
                        codes::UNREADABLE,
                        format!("`{path}` is named by `additional-css` or `additional-js` but could not be read"),
                    )
                    .in_file(path),
                ),
            }
        }
        theme.join_sheets();
        theme.additional_css = theme.names_of(&html.additional_css);
        theme.additional_js = theme.names_of(&html.additional_js);
        theme.version = theme.hash();
        (theme, diagnostics)
    }

    /// Every file that can be overridden, as it is called below `theme/`.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.files
    }

    /// The templates by name (`plan.html`, `part/step.html`).
    pub fn templates(&self) -> &BTreeMap<String, Template> {
        &self.templates
    }

    /// Where an asset (`css/site.css`) is published.
    pub fn route(&self, name: &str) -> Option<Route> {
        self.assets.contains_key(name).then(|| self.route_of(name))
    }

    /// Every asset with its route, by name.
    pub fn assets(&self) -> impl Iterator<Item = (&str, Route)> {
        self.assets.keys().map(|name| (name.as_str(), self.route_of(name)))
    }

    /// The bytes of an asset.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(AsRef::as_ref)
    }

    /// Names of the site's additional style sheets, in the order of `book.toml`.
    pub fn additional_css(&self) -> &[String] {
        &self.additional_css
    }

    /// Names of the site's additional modules, in the order of `book.toml`.
    pub fn additional_js(&self) -> &[String] {
        &self.additional_js
    }

    /// Names the set of assets: the same bytes, the same version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether a folder called `theme` is meant for us: some project's own theme of something else is not.
    fn is_meant<'a>(&self, mut paths: impl Iterator<Item = &'a SourcePath>) -> bool {
        let names = self.names();
        let folders = ["templates/", "css/", "js/"];
        paths.any(|path| {
            let name = path.as_str().strip_prefix(FOLDER).map_or("", |rest| rest.trim_start_matches('/'));
            names.contains(name) || folders.iter().any(|folder| name.starts_with(folder))
        })
    }

    fn embed(&mut self, dir: &'static Dir<'static>) {
        for file in dir.files() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            if let Some(template) = name.strip_prefix("templates/") {
                let embedded = file.contents_utf8().unwrap_or("");
                self.templates.insert(template.to_owned(), Template { embedded, own: None });
            } else if !name.ends_with(".md") {
                let script = if name.ends_with(".js") { file.contents_utf8() } else { None };
                let bytes = script.map_or(Cow::Borrowed(file.contents()), |text| Cow::Owned(script::slim(text).into_bytes()));
                self.assets.insert(name, bytes);
            }
        }
        for dir in dir.dirs() {
            self.embed(dir);
        }
    }

    /// Makes one style sheet of all: a page asks once, and what sheets share is packed once. The tokens come first,
    /// then the base, then the rest by name.
    fn join_sheets(&mut self) {
        let is_sheet = |(name, _): &(String, Cow<'static, [u8]>)| name.starts_with("css/") && name.ends_with(".css");
        let (mut sheets, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.assets).into_iter().partition(is_sheet);
        self.assets = others.into_iter().collect();
        sheets.sort_by_key(|(name, _)| (name != "css/tokens.css", name != "css/base.css", name.clone()));
        let joined = sheets.iter().map(|(_, bytes)| bytes.as_ref()).collect::<Vec<_>>().join(&b'\n');
        self.assets.insert(SHEET.to_owned(), joined.into());
    }

    fn override_one(&mut self, path: &SourcePath, bytes: &[u8]) -> Option<Diagnostic> {
        let name = path.as_str().strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'))?;
        if name.ends_with(".md") {
            return None;
        }
        if let Some(template) = name.strip_prefix("templates/").and_then(|name| self.templates.get_mut(name)) {
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Some(Diagnostic::new(codes::NOT_UTF8, "template is not valid UTF-8; the built-in one is used").in_file(path));
            };
            template.own = (text != template.embedded).then(|| (text.to_owned(), path.clone()));
            return None;
        }
        if EMBEDDED.get_file(name).is_some_and(|file| file.contents() == bytes) {
            return None;
        }
        if let Some(asset) = self.assets.get_mut(name) {
            *asset = bytes.to_vec().into();
            return None;
        }
        let nearest = self.names().iter().map(|known| (strsim::damerau_levenshtein(name, known), known)).min();
        let diagnostic = Diagnostic::new(codes::UNKNOWN_OVERRIDE, "overrides no file of the theme and is not used").in_file(path);
        Some(match nearest {
            Some((distance, known)) if distance <= 4 => diagnostic.help(format!("did you mean `{FOLDER}/{known}`?")),
            _ => diagnostic.help("add style sheets and scripts of your own with `additional-css` and `additional-js`"),
        })
    }

    fn names_of(&self, paths: &[String]) -> Vec<String> {
        let names = paths.iter().filter_map(|path| SourcePath::default().resolve(path)).map(|path| own_name(&path));
        names.filter(|name| self.assets.contains_key(name)).collect()
    }

    fn route_of(&self, name: &str) -> Route {
        Route::new(format!("assets/{}/{name}", self.version))
    }

    fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in &self.assets {
            hasher.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        }
        hasher.finalize().to_hex()[..10].to_owned()
    }
}

/// An additional file keeps its path, below a folder that no file of ours is in.
fn own_name(path: &SourcePath) -> String {
    format!("own/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(files: &[(&str, &str)]) -> Overrides {
        files.iter().map(|(path, text)| (SourcePath::new(path), Arc::from(text.as_bytes()))).collect()
    }

    #[test]
    fn an_override_of_nothing_is_reported_with_the_nearest_name() {
        let known = Theme::embedded();
        let name = known.templates().keys().next().expect("the theme has templates");
        let misspelt = format!("theme/templates/{}", name.replace(".html", ".htm"));
        let (_, diagnostics) = Theme::new(&overrides(&[(&misspelt, "x")]), &Html::default());
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, codes::UNKNOWN_OVERRIDE);
        assert_eq!(diagnostics[0].help.as_deref(), Some(format!("did you mean `theme/templates/{name}`?").as_str()));
    }

    #[test]
    fn an_additional_style_sheet_is_an_asset_and_no_unknown_override() {
        let html = Html { additional_css: vec!["theme/mine.css".into()], ..Html::default() };
        let (theme, diagnostics) = Theme::new(&overrides(&[("theme/mine.css", "a{}")]), &html);
        assert_eq!(diagnostics, []);
        assert_eq!(theme.additional_css(), ["own/theme/mine.css"]);
        assert_eq!(theme.asset("own/theme/mine.css"), Some(&b"a{}"[..]));
        assert_ne!(theme.version(), Theme::embedded().version());
    }

    #[test]
    fn a_missing_additional_style_sheet_is_reported() {
        let html = Html { additional_css: vec!["gone.css".into()], ..Html::default() };
        let (theme, diagnostics) = Theme::new(&Overrides::new(), &html);
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [codes::UNREADABLE]);
        assert_eq!(theme.additional_css(), [""; 0]);
    }
}
