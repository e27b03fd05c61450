//! Steps from one page of a list to the next.

use serde::Serialize;

use super::Linked;
use crate::text::Route;

/// Where a page of a list stands among its neighbours. Empty links where there is none.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pager {
    /// This page, from 1.
    pub page: u32,
    /// All pages.
    pub n_pages: u32,
    /// The page before.
    pub previous: String,
    /// The page after.
    pub next: String,
    /// The first, the last and the pages around this one; a gap is an item without address and words `…`.
    pub pages: Vec<Linked>,
}

impl Pager {
    /// The pager of page `page` of `n_pages`, whose routes `of` makes, as seen from `route`.
    pub fn new(route: &Route, page: u32, n_pages: u32, of: impl Fn(u32) -> Route) -> Self {
        let link = |page: u32| route.link_to(&of(page), None).as_str().to_owned();
        let mut pages = Vec::new();
        let mut last = 0;
        for number in (1..=n_pages).filter(|&number| number == 1 || number == n_pages || number.abs_diff(page) <= 2) {
            if number > last + 1 {
                pages.push(Linked { text: "…".into(), href: String::new() });
            }
            pages.push(Linked { text: number.to_string(), href: link(number) });
            last = number;
        }
        Self {
            page,
            n_pages,
            previous: if page > 1 { link(page - 1) } else { String::new() },
            next: if page < n_pages { link(page + 1) } else { String::new() },
            pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::routes;

    #[test]
    fn the_ends_and_the_neighbours_are_named() {
        let pager = Pager::new(&routes::plans(6), 6, 12, routes::plans);
        let words: Vec<_> = pager.pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(words, ["1", "…", "4", "5", "6", "7", "8", "…", "12"]);
        assert_eq!((pager.previous.as_str(), pager.next.as_str()), ("../5/index.html", "../7/index.html"));
    }
}
