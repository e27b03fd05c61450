//! Where the references of one text lead, as seen from one page: through the archive to plans, artifacts and
//! the site's own pages, through the repository's web address to its files, commits and issues.

use std::ops::Range;

use super::{Scene, routes};
use crate::markdown::{Resolve, Target};
use crate::model::{Plan, PlanIndex};
use crate::text::{Anchor, Href, Route, SourcePath, encode_segment};

/// Resolves the references of the text at `path`, for the page at `route`.
pub struct Resolver<'a> {
    scene: Scene<'a>,
    route: Route,
    path: SourcePath,
    /// The plan whose text it is, unless it is a page of the site's own.
    plan: Option<PlanIndex>,
}

impl<'a> Resolver<'a> {
    /// For the text of a plan, or of one of its side files, at `path`.
    pub fn plan(scene: &Scene<'a>, route: &Route, plan: PlanIndex, path: &SourcePath) -> Self {
        Self { scene: *scene, route: route.clone(), path: path.clone(), plan: Some(plan) }
    }

    /// For a page of the site's own.
    pub fn page(scene: &Scene<'a>, route: &Route, path: &SourcePath) -> Self {
        Self { scene: *scene, route: route.clone(), path: path.clone(), plan: None }
    }

    fn to(&self, route: &Route, anchor: Option<&Anchor>, title: String) -> Target {
        Target::To { href: self.route.link_to(route, anchor), title }
    }

    fn to_plan(&self, number: PlanIndex, anchor: Option<&Anchor>) -> Target {
        let plan = self.scene.archive.plan(number);
        let title = if self.plan == Some(number) { String::new() } else { format!("plan: {}", plan.document.title) };
        self.to(&routes::plan(plan), anchor, title)
    }

    /// Of the plans in one file the one that has the anchor, else the first.
    fn choose(&self, plans: &[PlanIndex], anchor: Option<&Anchor>) -> Option<PlanIndex> {
        let has = |number: &&PlanIndex| {
            anchor.is_some_and(|anchor| self.scene.archive.plan(**number).document.sections.iter().any(|section| section.anchor == *anchor))
        };
        plans.iter().find(has).or(plans.first()).copied()
    }

    /// What lies at a path of the repository.
    fn at_path(&self, path: &SourcePath, anchor: Option<&Anchor>) -> Option<Target> {
        let index = self.scene.index;
        if let Some(number) = index.by_path.get(path).and_then(|plans| self.choose(plans, anchor)) {
            return Some(self.to_plan(number, anchor));
        }
        if let Some((number, at)) = index.artifacts.get(path) {
            let plan = self.scene.archive.plan(*number);
            return Some(self.to(&routes::artifact(plan, &plan.artifacts[*at as usize], 1), anchor, format!("artifact: {path}")));
        }
        if let Some(page) = self.scene.pages.iter().find(|page| page.path == *path) {
            return Some(self.to(&routes::content(&page.path, &self.scene.config.book.src), anchor, String::new()));
        }
        if self.scene.archive.files.binary_search(path).is_ok() {
            let line = anchor.map(Anchor::as_str);
            return Some(match blob_url(&self.scene, path, line) {
                Some(url) => Target::To { href: Href::new(url), title: format!("{path} in the repository") },
                None => Target::Plain,
            });
        }
        self.is_folder(path).then(|| match repository_url(&self.scene) {
            Some(url) => {
                let title = format!("{path} in the repository");
                Target::To {
                    href: Href::new(format!("{url}/tree/{}/{}", head(&self.scene), encode_path(&in_repository(&self.scene, path)))),
                    title,
                }
            }
            None => Target::Plain,
        })
    }

    fn is_folder(&self, path: &SourcePath) -> bool {
        let files = &self.scene.archive.files;
        let prefix = format!("{path}/");
        let at = files.partition_point(|file| file.as_str() < prefix.as_str());
        files.get(at).is_some_and(|file| file.as_str().starts_with(&prefix))
    }

    /// The one plan whose file has this name, wherever it lies now.
    fn by_name(&self, name: &str, anchor: Option<&Anchor>) -> Option<Target> {
        match self.scene.index.by_name.get(name)?.as_slice() {
            [number] => Some(self.to_plan(*number, anchor)),
            _ => None,
        }
    }

    /// A path as written: beside the text, then from the root, then by its unique file name.
    fn path(&self, written: &str, anchor: Option<&Anchor>) -> Option<Target> {
        let written = written.trim_end_matches('/');
        let from_root = written.trim_start_matches("./").trim_start_matches('/');
        let candidates = [self.path.resolve(written), SourcePath::default().resolve(from_root)];
        let found = candidates.into_iter().flatten().filter(|path| !path.as_str().is_empty()).find_map(|path| self.at_path(&path, anchor));
        found.or_else(|| self.by_name(written.rsplit('/').next().unwrap_or(written), anchor))
    }

    fn commit(&self, text: &str) -> Option<Target> {
        let is_hash = (7..=40).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_lowercase());
        let url = repository_url(&self.scene).filter(|_| is_hash)?;
        Some(Target::To { href: Href::new(format!("{url}/commit/{text}")), title: format!("commit {text}") })
    }
}

impl Resolve for Resolver<'_> {
    fn link(&self, destination: &str) -> Target {
        if let Some(fragment) = destination.strip_prefix('#') {
            let anchor = Anchor::new(decode(fragment));
            return match self.plan {
                Some(number) => self.to(&routes::plan(self.scene.archive.plan(number)), Some(&anchor), String::new()),
                None => self.to(&self.route, Some(&anchor), String::new()),
            };
        }
        if has_scheme(destination) || destination.starts_with("//") {
            return Target::To { href: Href::new(destination), title: String::new() };
        }
        let (path, fragment) = destination.split_once('#').map_or((destination, None), |(path, fragment)| (path, Some(fragment)));
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let anchor = fragment.filter(|fragment| !fragment.is_empty()).map(|fragment| Anchor::new(decode(fragment)));
        let path = decode(path);
        self.path(&path, anchor.as_ref()).unwrap_or_else(|| Target::Dangling(format!("{path} is not in the repository")))
    }

    fn image(&self, source: &str) -> Target {
        if has_scheme(source) || source.starts_with("//") {
            return Target::Plain;
        }
        let Some(path) = self.path.resolve(&decode(source)) else { return Target::Plain };
        match self.scene.index.artifacts.get(&path) {
            Some((number, at)) => {
                let plan = self.scene.archive.plan(*number);
                self.to(&routes::artifact_raw(plan, &plan.artifacts[*at as usize]), None, String::new())
            }
            None if self.scene.archive.files.binary_search(&path).is_ok() => Target::Plain,
            None => Target::Dangling(format!("{path} is not in the repository")),
        }
    }

    fn code(&self, text: &str) -> Target {
        let looks_like_path = text.len() <= 300 && !text.contains(char::is_whitespace) && (text.contains('/') || text.contains('.'));
        if !looks_like_path {
            return self.commit(text).unwrap_or(Target::Plain);
        }
        // `src/a.rs:12` names a line.
        let (path, line) = match text.rsplit_once(':') {
            Some((path, line)) if !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()) => (path, Some(line)),
            _ => (text, None),
        };
        let anchor = line.map(|line| Anchor::new(format!("L{line}")));
        match self.path(path, anchor.as_ref()) {
            Some(Target::To { href, .. }) if href.as_str().starts_with('#') => Target::Plain,
            Some(Target::To { href, .. }) if self.is_own(&href) => Target::Plain,
            Some(target) => target,
            None => Target::Plain,
        }
    }

    fn prose(&self, text: &str) -> Vec<(Range<usize>, Target)> {
        let mut found = Vec::new();
        for range in words(text) {
            let word = &text[range.clone()];
            let target = if let Some(number) = word.strip_prefix('#') {
                self.issue(number)
            } else if word.ends_with(".md") {
                match self.path(word, None) {
                    Some(Target::To { href, .. }) if self.is_own(&href) => None,
                    Some(target @ Target::To { .. }) => Some(target),
                    _ => None,
                }
            } else if word.len() == 40 {
                self.commit(word)
            } else {
                None
            };
            found.extend(target.map(|target| (range, target)));
        }
        found
    }
}

impl Resolver<'_> {
    fn issue(&self, number: &str) -> Option<Target> {
        if number.is_empty() || number.len() > 6 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let url = repository_url(&self.scene)?;
        Some(Target::To { href: Href::new(format!("{url}/issues/{number}")), title: format!("issue or pull request {number}") })
    }

    /// Whether an address is that of the page itself.
    fn is_own(&self, href: &Href) -> bool {
        self.route.link_to(&self.route, None) == *href
    }
}

/// Stretches of prose without spaces and without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const EDGES: &[char] = &['(', ')', '[', ']', ',', ';', ':', '.', '!', '?', '"', '\'', '“', '”', '。', '，', '、', '（', '）', '：'];
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '（' | '）' | '，' | '。' | '、' | '：' | '；');
    text.split(is_gap).filter_map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let trimmed = word.trim_start_matches(EDGES);
        let start = start + (word.len() - trimmed.len());
        let trimmed = trimmed.trim_end_matches(EDGES);
        (!trimmed.is_empty()).then(|| start..start + trimmed.len())
    })
}

fn has_scheme(destination: &str) -> bool {
    destination.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// `%20` and its like undone; what is not UTF-8 then stays as it was.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The web address of the repository, if it is known: configured, else that of `origin`.
pub(super) fn repository_url(scene: &Scene<'_>) -> Option<String> {
    let configured = scene.config.output.html.git_repository_url.clone();
    let url = configured.or_else(|| scene.archive.repository.as_ref().and_then(|repository| repository.url.clone()))?;
    let url = url.trim_end_matches('/').trim_end_matches(".git");
    (url.starts_with("https://") || url.starts_with("http://")).then(|| url.to_owned())
}

/// The page of a file in the repository's web view, at the commit that was read.
pub(super) fn blob_url(scene: &Scene<'_>, path: &SourcePath, line: Option<&str>) -> Option<String> {
    let url = repository_url(scene)?;
    let line = line.map_or_else(String::new, |line| format!("#{}", encode_segment(line)));
    Some(format!("{url}/blob/{}/{}{line}", head(scene), encode_path(&in_repository(scene, path))))
}

/// The page of a commit in the repository's web view.
pub(super) fn commit_url(scene: &Scene<'_>, hash: &str) -> Option<String> {
    repository_url(scene).map(|url| format!("{url}/commit/{hash}"))
}

/// Where a plan's text can be changed.
pub(super) fn edit_url(scene: &Scene<'_>, plan: &Plan) -> Option<String> {
    let path = encode_path(&in_repository(scene, &plan.document.source.path));
    if let Some(template) = &scene.config.output.html.edit_url_template {
        return Some(template.replace("{path}", &path));
    }
    let branch = scene.archive.repository.as_ref()?.branch.clone()?;
    let url = repository_url(scene).filter(|url| url.starts_with("https://github.com/"))?;
    Some(format!("{url}/edit/{}/{path}", encode_path(&branch)))
}

fn head(scene: &Scene<'_>) -> String {
    scene.archive.repository.as_ref().filter(|repository| !repository.head.is_empty()).map_or_else(|| "HEAD".to_owned(), |r| r.head.clone())
}

/// The path inside the repository, which may lie above the root.
fn in_repository(scene: &Scene<'_>, path: &SourcePath) -> String {
    match scene.archive.repository.as_ref().map(|repository| repository.prefix.trim_matches('/')) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/{path}"),
        _ => path.to_string(),
    }
}

fn encode_path(path: &str) -> String {
    path.split('/').map(encode_segment).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_the_punctuation_around_them() {
        let text = "see (plan.md), #12；第三 `x`";
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["see", "plan.md", "#12", "第三", "`x`"]);
    }

    #[test]
    fn escapes_in_links_are_undone() {
        assert_eq!(decode("a%20b%E8%AE%A1.md"), "a b计.md");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%FF"), "%FF");
        assert!(has_scheme("https://a") && has_scheme("mailto:x") && !has_scheme("a/b:c") && !has_scheme("C:/x"));
    }
}
