//! Words, code spans, links and images, with what the resolver says of them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::Writer;
use crate::markdown::{Target, address};
use crate::text::Href;

impl Writer<'_> {
    /// ` name="value"`; nothing for an empty value.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_html(&mut self.out, value).expect("a string takes every write");
        self.out.push('"');
    }

    /// Words as they are.
    pub(crate) fn escape(&mut self, words: &str) {
        escape_html_body_text(&mut self.out, words).expect("a string takes every write");
    }

    /// Words from one text event and those that follow it directly.
    pub(super) fn text(&mut self, first: &CowStr<'_>) {
        let events = self.events;
        if !matches!(events.get(self.next), Some((Event::Text(_), _))) || self.hook_is_due() {
            return self.prose(first);
        }
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        words.push_str(first);
        while let Some((Event::Text(more), _)) = events.get(self.next)
            && !self.hook_is_due()
        {
            words.push_str(more);
            self.next += 1;
        }
        self.prose(&words);
        self.words = words;
    }

    /// Words with the addresses and references in them as links.
    fn prose(&mut self, words: &str) {
        if self.in_link > 0 {
            return self.escape(words);
        }
        let addresses = address::bare(words);
        let references = self.resolve.prose(words);
        if addresses.is_empty() && references.is_empty() {
            return self.escape(words);
        }
        let meets = |range: &Range<usize>| addresses.iter().any(|other| other.start < range.end && range.start < other.end);
        let mut links: Vec<(Range<usize>, Option<Target>)> =
            references.into_iter().filter(|(range, _)| !meets(range)).map(|(range, target)| (range, Some(target))).collect();
        links.extend(addresses.iter().map(|range| (range.clone(), None)));
        links.sort_by_key(|(range, _)| range.start);
        let mut from = 0;
        for (range, target) in links {
            let (Some(before), Some(inside)) = (words.get(from..range.start), words.get(range.clone())) else { continue };
            from = range.end;
            self.escape(before);
            let end = match target {
                Some(target) => self.open_target(target),
                None if inside.starts_with("www.") => self.open_link(&format!("https://{inside}"), ""),
                None => self.open_link(inside, ""),
            };
            self.escape(inside);
            self.close_link(end);
        }
        self.escape(words.get(from..).unwrap_or(""));
    }

    pub(super) fn code_span(&mut self, code: &str) {
        let target = if self.in_link > 0 { Target::Plain } else { self.resolve.code(code) };
        let end = self.open_target(target);
        self.out.push_str("<code>");
        self.escape(code);
        self.out.push_str("</code>");
        self.close_link(end);
    }

    /// Opens what a link to `destination` becomes; the result goes to [`Writer::close_link`].
    pub(crate) fn open_link(&mut self, destination: &str, title: &str) -> &'static str {
        let kind = address::kind(destination);
        if self.in_link > 0 || kind == address::Kind::Barred {
            return "";
        }
        let target = match self.resolve.link(destination) {
            Target::To { href, title: own } => Target::To { href, title: if own.is_empty() { title.to_owned() } else { own } },
            Target::Plain if kind == address::Kind::Web => {
                let mut href = String::with_capacity(destination.len());
                escape_href(&mut href, destination.trim()).expect("a string takes every write");
                self.out.push_str("<a href=\"");
                self.out.push_str(&href);
                self.out.push('"');
                self.attribute("title", title);
                self.out.push('>');
                self.in_link += 1;
                return "</a>";
            }
            Target::Plain if self.is_own_heading(destination) => Target::To { href: Href::new(destination), title: title.to_owned() },
            other => other,
        };
        self.open_target(target)
    }

    /// Whether the address is `#` and a heading of this text.
    fn is_own_heading(&self, destination: &str) -> bool {
        destination.strip_prefix('#').is_some_and(|anchor| {
            let is_printed = |name: &crate::text::Anchor| name.as_str() == anchor;
            self.names.is_some_and(|names| names.iter().any(is_printed))
        })
    }

    /// Opens what a target becomes.
    fn open_target(&mut self, target: Target) -> &'static str {
        match target {
            Target::To { href, title } if address::kind(href.as_str()) != address::Kind::Barred => {
                self.in_link += 1;
                self.out.push_str("<a");
                self.attribute("href", href.as_str());
                self.attribute("title", &title);
                self.out.push('>');
                "</a>"
            }
            Target::Dangling(reason) => {
                self.in_link += 1;
                self.out.push_str("<span class=\"dangling\"");
                self.attribute("title", &reason);
                self.out.push('>');
                "</span>"
            }
            _ => "",
        }
    }

    /// Closes what one of the `open_` functions opened.
    pub(crate) fn close_link(&mut self, end: &'static str) {
        if !end.is_empty() {
            self.in_link = self.in_link.saturating_sub(1);
            self.out.push_str(end);
        }
    }

    /// Reads the events of an image, whose words are its alternative text.
    pub(super) fn image_events(&mut self, source: &str, title: &str) {
        let mut words = String::new();
        let mut depth = 1_u32;
        let events = self.events;
        while let Some((event, _)) = events.get(self.next) {
            self.next += 1;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 1 => break,
                Event::End(_) => depth -= 1,
                Event::InlineHtml(html) => words.push_str(html),
                event => crate::parse::outline::push_plain(&mut words, event),
            }
        }
        self.points_until(self.next);
        self.image(source, title, &words);
    }

    /// An image of this site; one from elsewhere becomes a link to it, one that is nowhere its words.
    pub(crate) fn image(&mut self, source: &str, title: &str, words: &str) {
        let kind = address::kind(source);
        let target = if kind == address::Kind::Barred { Target::Plain } else { self.resolve.image(source) };
        match target {
            Target::To { href, title: own } if !address::is_external(href.as_str()) => {
                self.out.push_str("<img loading=\"lazy\"");
                self.attribute("src", href.as_str());
                self.out.push_str(" alt=\"");
                escape_html(&mut self.out, words).expect("a string takes every write");
                self.out.push('"');
                self.attribute("title", if own.is_empty() { title } else { &own });
                self.out.push('>');
            }
            Target::To { href, .. } => self.linked_words(href.as_str(), words),
            Target::Plain if kind == address::Kind::Web => self.linked_words(source, words),
            other => {
                let end = self.open_target(other);
                self.escape(if words.trim().is_empty() && end == "</span>" { source } else { words });
                self.close_link(end);
            }
        }
    }

    fn linked_words(&mut self, destination: &str, words: &str) {
        let end = self.open_link(destination, "");
        self.escape(if words.trim().is_empty() { destination } else { words });
        self.close_link(end);
    }
}
