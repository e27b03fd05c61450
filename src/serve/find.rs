//! The search of a site that is being written: made when somebody first asks, so that an edit shows at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::search::{Index, api, shards};
use crate::site::Site;
use crate::text::Route;

/// The index of one site, and the files its pages read.
pub struct Finder {
    index: Index,
    files: BTreeMap<Route, Vec<u8>>,
}

impl Finder {
    /// Indexes a site; `None` if that is not possible.
    pub fn of(site: &Site) -> Option<Self> {
        let index = Index::build(Arc::new(site.entries())).ok()?;
        let mut files = BTreeMap::new();
        shards::export(&index, &mut |route, bytes| {
            files.insert(route, bytes);
        })
        .ok()?;
        Some(Self { index, files })
    }

    /// A file that pages read.
    pub fn file(&self, route: &Route) -> Option<&[u8]> {
        self.files.get(route).map(Vec::as_slice)
    }

    /// The answer to the query string of a request, as JSON.
    pub fn answer(&self, query: &str) -> Option<String> {
        let answer = api(&self.index, &parameters(query)).ok()?;
        Some(format!("{answer:#}\n"))
    }
}

/// The parameters of a query string.
fn parameters(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (unescaped(name), unescaped(value))).collect()
}

fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                out.push((hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0)) as u8);
                rest = after;
            }
            (b'+', _) => {
                out.push(b' ');
                rest = tail;
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_unescaped_once() {
        let found = parameters("q=token+%22re%66resh%22%2520&limit=3&empty=&%zz=1");
        assert_eq!(found["q"], "token \"refresh\"%20");
        assert_eq!((found["limit"].as_str(), found["empty"].as_str(), found["%zz"].as_str()), ("3", "", "1"));
    }
}
