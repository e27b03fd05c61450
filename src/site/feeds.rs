//! Atom feeds: of everything, of each register, of each plan. The one home of atom_syndication.
//!
//! Feeds are published only where the site's address is known: Atom wants absolute links, and a reader of a
//! feed has no page to resolve relative ones against. A record without a time is in no feed, for an entry
//! must say when, and an invented time would be a lie. Feeds are bounded whatever the size of the archive.

use std::cmp::Reverse;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::Timestamp;

use super::address::Address;
use crate::model::{Archive, Plan, PlanIndex, RecordKind, RecordMeta, RecordRef};
use crate::text::Route;
use crate::view::{RegisterKind, routes};

/// Entries in a feed of the archive.
const N_ENTRIES: usize = 50;
/// Entries in the feed of one plan: there is one such feed a plan.
const N_PLAN_ENTRIES: usize = 20;

/// What every feed of a site says.
pub struct Feeds<'a> {
    /// Every plan.
    pub archive: &'a Archive,
    /// Where the site stands.
    pub address: &'a Address,
    /// Name of the site.
    pub title: &'a str,
    /// Language of the site's own words.
    pub language: &'a str,
}

impl Feeds<'_> {
    /// The newest records of the whole archive, or of one register.
    pub fn register(&self, kind: Option<RegisterKind>) -> String {
        let kinds: Vec<RecordKind> = kind.map_or_else(|| RegisterKind::ALL.map(RegisterKind::record).to_vec(), |kind| vec![kind.record()]);
        let mut newest = Vec::new();
        for plan in (0..).take(self.archive.plans.len()) {
            newest.extend(self.dated(plan, &kinds));
            if newest.len() > 64 * N_ENTRIES {
                keep_newest(&mut newest, N_ENTRIES);
            }
        }
        keep_newest(&mut newest, N_ENTRIES);
        let title = kind.map_or_else(|| self.title.to_owned(), |kind| format!("{}: {}", self.title, kind.plural()));
        let page = kind.map_or_else(routes::overview, |kind| routes::register(kind, crate::view::RegisterSpan::Latest, 1));
        let name = kind.map_or("feed", RegisterKind::plural);
        self.feed(title, name, &page, &routes::feed(kind), &newest)
    }

    /// The newest records of one plan, its steps included.
    pub fn plan(&self, plan: PlanIndex) -> String {
        let kinds = [RecordKind::Step, RecordKind::Decision, RecordKind::Surprise, RecordKind::Outcome];
        let mut newest: Vec<_> = self.dated(plan, &kinds).collect();
        keep_newest(&mut newest, N_PLAN_ENTRIES);
        let plan = self.archive.plan(plan);
        let title = format!("{} · {}", plan.document.title, self.title);
        let page = routes::plan(plan);
        self.feed(title, page.as_str().trim_end_matches('/'), &page, &plan_route(plan), &newest)
    }

    fn dated<'b>(&'b self, plan: PlanIndex, kinds: &'b [RecordKind]) -> impl Iterator<Item = (Reverse<Timestamp>, RecordRef)> + 'b {
        let document = &self.archive.plan(plan).document;
        kinds.iter().flat_map(move |&kind| {
            let n = match kind {
                RecordKind::Step => document.steps.len(),
                RecordKind::Decision => document.decisions.len(),
                RecordKind::Surprise => document.surprises.len(),
                RecordKind::Outcome => document.outcomes.len(),
                _ => 0,
            };
            let records = (0..).take(n).map(move |index| RecordRef { plan, kind, index });
            records.filter_map(|record| self.archive.record(record).0.stamp.as_ref().map(|stamp| (Reverse(stamp.at), record)))
        })
    }

    fn feed(&self, title: String, name: &str, page: &Route, own: &Route, records: &[(Reverse<Timestamp>, RecordRef)]) -> String {
        let updated = records.first().map_or(self.archive.as_of, |(at, _)| at.0);
        let feed = Feed {
            title: plain(&title),
            id: self.address.tag(name),
            updated: date(updated),
            authors: vec![person(self.title)],
            generator: Some(Generator { value: "execplan-site".into(), uri: None, version: Some(env!("CARGO_PKG_VERSION").into()) }),
            links: vec![link("self", self.address.to(own), "application/atom+xml"), link("alternate", self.address.to(page), "text/html")],
            entries: records.iter().map(|(at, record)| self.entry(at.0, *record)).collect(),
            lang: Some(self.language.to_owned()),
            ..Feed::default()
        };
        let mut bytes = Vec::new();
        // Writing to memory cannot fail; an empty feed would show at once.
        let _ = feed.write_to(&mut bytes);
        bytes.push(b'\n');
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn entry(&self, at: Timestamp, record: RecordRef) -> Entry {
        let plan = self.archive.plan(record.plan);
        let (meta, words) = self.archive.record(record);
        let (page, anchor) = routes::record(self.archive, record);
        let word = record.kind.word();
        Entry {
            title: plain(&crate::view::format::clip(&self.archive.said(record), 120)),
            id: self.address.tag(&format!("plans/{}/{}", plan.id, meta.id)),
            updated: date(at),
            published: Some(date(at)),
            authors: authors(plan),
            categories: vec![Category { term: word.into(), scheme: None, label: None }],
            links: vec![link("alternate", self.address.to_anchor(&page, &anchor), "text/html")],
            summary: Some(plain(&summary(plan, word, meta, &words.text))),
            ..Entry::default()
        }
    }
}

/// Where the feed of a plan is published.
pub fn plan_route(plan: &Plan) -> Route {
    Route::new(format!("{}atom.xml", routes::plan(plan)))
}

/// The record in a sentence or two: what it is, where it stands, how well its time is known.
fn summary(plan: &Plan, word: &str, meta: &RecordMeta, text: &str) -> String {
    let stamp = meta.stamp.as_ref().map_or_else(String::new, crate::model::Stamp::rfc3339);
    format!("{} ({word} of “{}”, {stamp})", crate::view::format::clip(text, 600), plan.document.title)
}

fn keep_newest(records: &mut Vec<(Reverse<Timestamp>, RecordRef)>, n: usize) {
    records.sort_unstable();
    records.truncate(n);
}

fn authors(plan: &Plan) -> Vec<Person> {
    plan.authors.iter().take(5).map(|name| person(name)).collect()
}

fn person(name: &str) -> Person {
    Person { name: legal(name), ..Person::default() }
}

fn plain(text: &str) -> Text {
    Text::plain(legal(text))
}

fn link(rel: &str, href: String, mime_type: &str) -> Link {
    Link { href, rel: rel.into(), mime_type: Some(mime_type.into()), ..Link::default() }
}

fn date(at: Timestamp) -> FixedDateTime {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().parse().unwrap_or_default()
}

/// Only characters that XML 1.0 can hold: terminal escapes and the like cannot even be escaped in it.
pub fn legal(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)).collect()
}

#[cfg(test)]
mod tests {
    use super::legal;

    #[test]
    fn what_xml_cannot_hold_is_dropped() {
        assert_eq!(legal("a\u{1b}[31mred\u{0}\tü\u{ffff}😀"), "a[31mred\tü😀");
    }
}
