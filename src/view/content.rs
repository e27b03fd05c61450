//! Pages of the site's own: the guide.

use serde::Serialize;

use super::resolve::{Resolver, blob_url};
use super::{Frame, Linked, Scene, Section, frame, routes};
use crate::markdown;
use crate::model::ContentPage;
use crate::text::Route;

/// `content.html`
#[derive(Clone, Debug, Serialize)]
pub struct ContentView {
    /// See [`Frame`].
    pub frame: Frame,
    /// Every page of the guide.
    pub menu: Vec<super::MenuItem>,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Its headings.
    pub toc: Vec<Linked>,
    /// The page before.
    pub previous: Linked,
    /// The page after.
    pub next: Linked,
    /// Its file in the repository's web view; may be empty.
    pub source: String,
}

/// Page `index`, from 0, of the site's own.
pub fn content(scene: &Scene<'_>, index: usize) -> ContentView {
    let page = &scene.pages[index];
    let route = route_of(scene, page);
    let (title, start) = title(page);
    let resolver = Resolver::page(scene, &route, &page.path);
    let body = markdown::document(page.text.get(start..).unwrap_or(""), &[], &resolver);
    let neighbour = |at: Option<usize>| at.and_then(|at| scene.pages.get(at)).map(|page| link(scene, &route, page)).unwrap_or_default();
    let mut frame = frame(scene, &route, Section::Guide, &title);
    frame.description = String::new();
    ContentView {
        menu: scene
            .pages
            .iter()
            .map(|page| (link(scene, &route, page), route_of(scene, page) == route))
            .map(|(link, current)| super::MenuItem { text: link.text, href: link.href, current })
            .collect(),
        title,
        toc: body
            .toc
            .iter()
            .filter(|heading| heading.level == 2)
            .map(|heading| Linked {
                text: heading.text.clone(),
                href: format!("#{}", crate::text::encode_segment(heading.anchor.as_str())),
            })
            .collect(),
        text: body.html,
        previous: neighbour(index.checked_sub(1)),
        next: neighbour(Some(index + 1)),
        source: blob_url(scene, &page.path, None).unwrap_or_default(),
        frame,
    }
}

fn route_of(scene: &Scene<'_>, page: &ContentPage) -> Route {
    routes::content(&page.path, &scene.config.book.src)
}

fn link(scene: &Scene<'_>, route: &Route, page: &ContentPage) -> Linked {
    Linked { text: title(page).0, href: route.link_to(&route_of(scene, page), None).as_str().to_owned() }
}

/// The page's first heading, else its file name; and the byte at which the text after it begins.
fn title(page: &ContentPage) -> (String, usize) {
    let mut start = 0;
    if let Some(rest) = page.text.strip_prefix("---\n")
        && let Some(end) = rest.find("\n---\n")
    {
        start = 4 + end + 5;
    }
    let body = &page.text[start..];
    let blank = body.len() - body.trim_start().len();
    let line = body[blank..].lines().next().unwrap_or("");
    match line.strip_prefix("# ") {
        Some(title) => (title.trim().trim_end_matches('#').trim().replace('`', ""), start + blank + line.len()),
        None => (page.path.stem().replace(['-', '_'], " "), start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourcePath;

    #[test]
    fn the_title_is_the_first_heading_or_the_file_name() {
        let of = |text: &str| {
            let page = ContentPage { path: SourcePath::new("content/first-site.md"), text: text.into(), weight: 0 };
            let (name, start) = title(&page);
            (name, text[start..].trim().to_owned())
        };
        assert_eq!(of("---\nweight: 2\n---\n\n# Your `first` site\n\ntext"), ("Your first site".into(), "text".into()));
        assert_eq!(of("text"), ("first site".into(), "text".into()));
    }
}
