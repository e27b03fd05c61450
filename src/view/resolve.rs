//! Where the references of one text lead, as seen from one page: through the archive to plans, artifacts and
//! the site's own pages, through the repository's web address to its files, commits and issues.

use std::ops::Range;

use super::{Scene, routes};
use crate::link::line;
use crate::link::resolve::{Resolution, without_line};
use crate::markdown::{Resolve, Target};
use crate::model::{Node, Plan, PlanIndex, ReferenceKind};
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

    /// The page whose links it makes.
    pub fn route(&self) -> &Route {
        &self.route
    }

    fn to(&self, route: &Route, anchor: Option<&Anchor>, title: String) -> Target {
        Target::To { href: self.route.link_to(route, anchor), title }
    }

    fn to_plan(&self, number: PlanIndex, anchor: Option<&Anchor>) -> Target {
        let plan = self.scene.archive.plan(number);
        let route = anchor.map_or_else(|| routes::plan(plan), |anchor| routes::place(plan, anchor));
        self.to(&route, anchor, self.name_of(number))
    }

    /// What is said of a link to a plan, unless it is the one that links.
    fn name_of(&self, number: PlanIndex) -> String {
        if self.plan == Some(number) { String::new() } else { format!("plan: {}", self.scene.archive.plan(number).document.title) }
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
        let line = anchor.and_then(|anchor| line::first_line(anchor.as_str()));
        if let (Some(line), Some(plans)) = (line, index.by_path.get(path))
            && let Some(node) = plans.iter().find_map(|number| line::at(self.scene.archive, *number, path.file_name(), line))
        {
            return self.to_node(&node, "", String::new());
        }
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
        if index.references.is_file(path) {
            let line = anchor.map(Anchor::as_str);
            return Some(match blob_url(&self.scene, path, line) {
                Some(url) => Target::To { href: Href::new(url), title: format!("{path} in the repository") },
                None => Target::Plain,
            });
        }
        index.references.is_folder(path).then(|| match repository_url(&self.scene) {
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
}

impl Resolver<'_> {
    /// What the linker says a reference leads to; `None` where nothing is to be said of it.
    fn look_up(&self, plan: PlanIndex, written: &str, kind: &ReferenceKind) -> Option<Target> {
        match self.scene.index.references.resolve(self.scene.archive, plan, &self.path, written, kind) {
            Resolution::Found(node, how) => self.to_node(&node, written, how.unwrap_or_default()),
            Resolution::Ambiguous(_) => Some(Target::Dangling("more than one plan goes by this name".into())),
            Resolution::Dangling => Some(Target::Dangling(format!("{written} is not in the repository"))),
            Resolution::Unknown => None,
        }
    }

    fn to_node(&self, node: &Node, written: &str, how: String) -> Option<Target> {
        let target = match node {
            Node::Plan(number) => self.to_plan(*number, None),
            Node::Heading(number, anchor) => self.to_plan(*number, Some(anchor)),
            Node::Record(record) => {
                let (route, anchor) = routes::record(self.scene.archive, *record);
                self.to(&route, Some(&anchor), self.name_of(record.plan))
            }
            Node::Web(url) => Target::To { href: Href::new(url), title: String::new() },
            Node::File(path) => self.at_path(path, line_anchor(written).as_ref())?,
        };
        Some(match target {
            Target::To { href, title } => {
                let title = [title, how].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
                Target::To { href, title }
            }
            other => other,
        })
    }

    /// A link of a page of the site's own.
    fn page_link(&self, destination: &str) -> Target {
        let (path, fragment) = destination.split_once('#').map_or((destination, ""), |(path, fragment)| (path, fragment));
        let anchor = Some(fragment).filter(|fragment| !fragment.is_empty()).map(|fragment| Anchor::new(decode(fragment)));
        if path.is_empty() {
            return self.to(&self.route, anchor.as_ref(), String::new());
        }
        let path = decode(path.split('?').next().unwrap_or(path));
        self.path(&path, anchor.as_ref()).unwrap_or_else(|| Target::Dangling(format!("{path} is not in the repository")))
    }

    /// The page itself, and the first of the plan's pages where it is another one of them.
    fn own_pages(&self) -> impl Iterator<Item = Route> {
        let plan = self.plan.map(|number| self.scene.archive.plan(number));
        let first = plan.filter(|plan| (2..=plan.n_pages()).any(|page| routes::plan_page(plan, page) == self.route)).map(routes::plan);
        std::iter::once(self.route.clone()).chain(first)
    }

    /// A link to the page itself is no help to its reader.
    fn unless_own(&self, target: Target) -> Target {
        let is_own = |href: &Href| self.own_pages().any(|own| self.route.link_to(&own, None) == *href);
        match &target {
            Target::To { href, .. } if href.as_str().starts_with('#') || is_own(href) => Target::Plain,
            _ => target,
        }
    }
}

impl Resolve for Resolver<'_> {
    fn link(&self, destination: &str) -> Target {
        if has_scheme(destination) && !destination.starts_with("http") || destination.starts_with("//") {
            return Target::Plain;
        }
        let Some(plan) = self.plan else {
            return if has_scheme(destination) { Target::Plain } else { self.page_link(destination) };
        };
        match self.look_up(plan, destination, &ReferenceKind::Link) {
            Some(Target::Dangling(_)) if destination.starts_with('#') => {
                Target::Dangling(format!("this plan has no heading or record {destination}"))
            }
            Some(target) => target,
            None => Target::Plain,
        }
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
            None if self.scene.index.references.is_file(&path) => Target::Plain,
            None => Target::Dangling(format!("{path} is not in the repository")),
        }
    }

    fn code(&self, text: &str) -> Target {
        if text.len() > 300 || text.contains(char::is_whitespace) {
            return Target::Plain;
        }
        let target = match self.plan {
            _ if is_hash(text) => self.plan.and_then(|plan| self.look_up(plan, text, &ReferenceKind::Commit)),
            Some(plan) if text.contains(['/', '.']) => self.look_up(plan, text, &ReferenceKind::CodePath),
            Some(plan) if text.contains('-') && text.len() > 4 => self.look_up(plan, text, &ReferenceKind::PlanName),
            None if text.contains(['/', '.']) => self.path(without_line(text), line_anchor(text).as_ref()),
            _ => None,
        };
        match target {
            Some(Target::Dangling(_)) if !text.ends_with(".md") => Target::Plain,
            Some(target) => self.unless_own(target),
            None => Target::Plain,
        }
    }

    fn prose(&self, text: &str) -> Vec<(Range<usize>, Target)> {
        let Some(plan) = self.plan else { return Vec::new() };
        // Names, issues and commits have a digit; nearly all other words need no look.
        let may_refer = |text: &[u8]| text.iter().any(u8::is_ascii_digit) || memchr::memmem::find(text, b".md").is_some();
        if !may_refer(text.as_bytes()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for range in words(text) {
            let word = &text[range.clone()];
            let target = if is_issue(word) {
                self.look_up(plan, word, &ReferenceKind::Issue)
            } else if word.ends_with(".md") {
                let kind = if word.contains('/') { ReferenceKind::CodePath } else { ReferenceKind::PlanName };
                self.look_up(plan, word, &kind)
            } else if is_name(word) {
                self.look_up(plan, word, &ReferenceKind::PlanName)
            } else if word.len() == 40 && is_hash(word) {
                self.look_up(plan, word, &ReferenceKind::Commit)
            } else {
                None
            };
            let target = target.map(|target| self.unless_own(target)).filter(|target| matches!(target, Target::To { .. }));
            found.extend(target.map(|target| (range, target)));
        }
        found
    }
}

/// The line that `src/a.rs:12` names, as an anchor of a repository's web view.
fn line_anchor(written: &str) -> Option<Anchor> {
    let line = written.strip_prefix(without_line(written))?.trim_start_matches([':', '#', 'L']);
    let line: String = line.chars().take_while(char::is_ascii_digit).collect();
    (!line.is_empty()).then(|| Anchor::new(format!("L{line}")))
}

/// `#123` or `owner/repo#123`.
fn is_issue(word: &str) -> bool {
    word.split_once('#').is_some_and(|(place, number)| {
        let is_place =
            place.is_empty() || place.split('/').count() == 2 && place.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b));
        is_place && (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `EP-12`, `ADR-018`: capitals, a dash, a digit.
fn is_name(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = word.as_bytes().get(letters..).unwrap_or_default();
    (2..=12).contains(&letters) && matches!(rest, [b'-' | b'_', b'0'..=b'9', ..]) && word.len() <= 80
}

fn is_hash(text: &str) -> bool {
    (7..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
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
    let url = scene.index.references.repository.as_deref()?;
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
