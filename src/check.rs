//! Lints over the finished site, beyond what the stages report themselves: every internal link of every page
//! leads somewhere. Pages are looked at as they pass; none is kept.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diag::{self, Diagnostic, codes};
use crate::site::{Body, Site};
use crate::text::{Route, decode};

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The page it stands on.
    pub page: Route,
    /// As it stands there.
    pub href: String,
    /// What is missing.
    pub reason: Reason,
}

/// What a broken link lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The site has no such file.
    File,
    /// The page has no such place.
    Place,
    /// It leads out of the site, or is no address at all.
    Address,
}

/// What is wrong with the finished site: links that lead nowhere, and what its pages have against being
/// rendered. Renders every page once.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let (broken, mut diagnostics) = look_at_all(site);
    for Broken { page, href, reason } in broken {
        let missing = match reason {
            Reason::File => "the site has no such file",
            Reason::Place => "that page has no such place",
            Reason::Address => "it leads out of the site",
        };
        diagnostics.push(Diagnostic::new(codes::BROKEN_LINK, format!("page `{}` links to `{href}`: {missing}", page.file())));
    }
    diag::settle(&mut diagnostics);
    diagnostics
}

/// Every internal link that leads nowhere, by page. Renders every page once.
pub fn links(site: &Site) -> Vec<Broken> {
    look_at_all(site).0
}

fn look_at_all(site: &Site) -> (Vec<Broken>, Vec<Diagnostic>) {
    let routes: Vec<&Route> = site.routes().collect();
    let numbers: BTreeMap<String, usize> = routes.iter().enumerate().map(|(number, route)| (route.file(), number)).collect();
    let base = site.base_path();
    let mut pages: Vec<Page> = routes.par_iter().map(|route| look(site, route, &numbers, &base)).collect();
    let mut broken = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        broken.extend(page.broken.iter().cloned());
        for (target, fragment, href) in &page.places {
            let target = target.unwrap_or(number);
            if pages[target].is_html && pages[target].ids.binary_search(&hash(fragment)).is_err() {
                broken.push(Broken { page: routes[number].clone(), href: href.clone(), reason: Reason::Place });
            }
        }
    }
    broken.sort();
    broken.dedup();
    (broken, pages.iter_mut().flat_map(|page| std::mem::take(&mut page.diagnostics)).collect())
}

/// What is kept of a page until all have been looked at.
#[derive(Default)]
struct Page {
    is_html: bool,
    /// Hashes of its ids, sorted.
    ids: Vec<u64>,
    /// Links to places: the number of the page (`None`: the same), the place, the link as it stands.
    places: Vec<(Option<usize>, String, String)>,
    broken: Vec<Broken>,
    /// What it has against being rendered.
    diagnostics: Vec<Diagnostic>,
}

fn look(site: &Site, route: &Route, numbers: &BTreeMap<String, usize>, base: &str) -> Page {
    let mut page = Page::default();
    let Some(rendered) = site.render(route) else { return page };
    page.diagnostics = rendered.diagnostics;
    page.is_html = rendered.content_type.starts_with("text/html");
    let Body::Bytes(bytes) = rendered.body else { return page };
    if !page.is_html {
        return page;
    }
    let html = String::from_utf8_lossy(&bytes);
    for (name, value) in attributes(&html) {
        if name == "id" {
            page.ids.push(hash(&value));
            continue;
        }
        if is_external(&value) {
            continue;
        }
        match resolve(route, &value, base) {
            None => page.broken.push(Broken { page: route.clone(), href: value, reason: Reason::Address }),
            Some((file, fragment)) => {
                let target = numbers.get(&file).or_else(|| numbers.get(&format!("{file}/index.html")));
                match (target, fragment) {
                    (None, _) => page.broken.push(Broken { page: route.clone(), href: value, reason: Reason::File }),
                    (Some(&target), Some(fragment)) => page.places.push((Some(target), fragment, value)),
                    (Some(_), None) => {}
                }
            }
        }
    }
    page.ids.sort_unstable();
    page.places.sort();
    page.places.dedup();
    page
}

fn is_external(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or("");
    href.starts_with("//") || scheme.contains(':')
}

/// The file and place that a link on a page names; `None` if it leads out of the site.
fn resolve(route: &Route, href: &str, base: &str) -> Option<(String, Option<String>)> {
    let (path, fragment) = href.split_once('#').map_or((href, None), |(path, fragment)| (path, Some(fragment)));
    let path = path.split('?').next().unwrap_or("");
    let fragment = match fragment {
        Some("") | None => None,
        Some(fragment) => Some(decode(fragment)?),
    };
    let own = route.file();
    if path.is_empty() {
        return Some((own, fragment));
    }
    let (mut segments, rest): (Vec<&str>, &str) = match path.strip_prefix('/') {
        Some(_) => (Vec::new(), path.strip_prefix(base).or_else(|| (path == base.trim_end_matches('/')).then_some(""))?),
        None => (own.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect()), path),
    };
    let decoded: Vec<String> = rest.split('/').map(decode).collect::<Option<_>>()?;
    for segment in &decoded {
        match segment.as_str() {
            "." | "" => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    let is_folder = decoded.last().is_none_or(|last| matches!(last.as_str(), "" | "." | ".."));
    let mut file = segments.join("/");
    if is_folder {
        file = if file.is_empty() { "index.html".into() } else { format!("{file}/index.html") };
    }
    Some((file, fragment))
}

/// The attributes of a page that name a place or lead to one, entities undone. The HTML is our own: attributes
/// are quoted, and text holds no bare `<`.
fn attributes(html: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name_end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        rest = &rest[name_end..];
        rest = tag(rest, &mut found);
    }
    found
}

/// Reads the attributes of one tag; returns what follows it.
fn tag<'a>(mut rest: &'a str, found: &mut Vec<(&'a str, String)>) -> &'a str {
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            if end == 0 {
                return rest;
            }
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'');
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
        };
        rest = after;
        if matches!(name, "id" | "href" | "src" | "action" | "poster" | "data") {
            found.push((name, unescape(value)));
        }
    }
}

fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#x2F;", "/"), ("&amp;", "&")];
    plain.iter().fold(value.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// FNV-1a: a page's ids are told apart, not kept.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_resolve_as_a_browser_does() {
        let page = Route::new("plans/a/");
        let of = |href: &str| resolve(&page, href, "/repo/");
        assert_eq!(of("../../index.html"), Some(("index.html".into(), None)));
        assert_eq!(of("#step-%E8%AE%A1"), Some(("plans/a/index.html".into(), Some("step-计".into()))));
        assert_eq!(of("../b/?q=1#x"), Some(("plans/b/index.html".into(), Some("x".into()))));
        assert_eq!(of("/repo/plans/"), Some(("plans/index.html".into(), None)));
        assert_eq!(of("/other/"), None);
        assert_eq!(of("../../../x"), None);
    }

    #[test]
    fn attributes_are_read_with_their_entities() {
        let html = "<!-- <a href=\"no\"> --><p id=a class=x><a href=\"?a&amp;b\" hidden title='<'>text > </a><img src='x.png'/>";
        let found: Vec<(&str, String)> = attributes(html);
        assert_eq!(found, [("id", "a".into()), ("href", "?a&b".into()), ("src", "x.png".into())]);
    }
}
