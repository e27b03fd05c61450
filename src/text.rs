//! Places and names: byte spans in a source text, and one newtype for each kind of path.
//! A bare `String` path never crosses a module. This module must never know what a plan is.

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` of one source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of byte offsets; offsets past 4 GiB saturate (no source is that long: see the size limit in `crawl`).
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text of the span, or the empty string if it does not lie on character boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The end of this span that `rest`, a tail of its text, takes up.
    pub fn tail(self, rest: &str) -> Self {
        Self { start: self.end - u32::try_from(rest.len()).unwrap_or(0), end: self.end }
    }

    /// The smallest span holding both.
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// How many lines a text has before each of its stretches: turns an offset into a line number in `O(1)`.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    bytes: &'a [u8],
    /// Line ends before each stretch of [`STRETCH`] bytes.
    before: Vec<u32>,
}

/// Bytes of a stretch: few enough to be counted at each look, and in one byte.
const STRETCH: usize = 64;

impl<'a> LineIndex<'a> {
    /// Indexes `text`.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (whole, rest) = bytes.as_chunks::<STRETCH>();
        let mut n_lines = 0;
        let mut before = Vec::with_capacity(whole.len() + 1);
        for stretch in whole {
            before.push(n_lines);
            n_lines += n_line_ends(stretch);
        }
        if !rest.is_empty() {
            before.push(n_lines);
        }
        Self { bytes, before }
    }

    /// The number, from 1, of the line that holds `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.bytes.len());
        let stretch = (offset / STRETCH).min(self.before.len().saturating_sub(1));
        let before = self.before.get(stretch).copied().unwrap_or(0);
        let from = stretch * STRETCH;
        let within = match self.bytes.get(from..).and_then(<[u8]>::first_chunk) {
            Some(whole) => n_line_ends_before(whole, offset - from),
            None => n_line_ends(&self.bytes[from..offset]),
        };
        before + within + 1
    }
}

/// Line ends in the first bytes of a stretch; all of them are looked at, which is quicker than to stop.
fn n_line_ends_before(stretch: &[u8; STRETCH], n_bytes: usize) -> u32 {
    static PLACES: [u8; STRETCH] = {
        let mut places = [0; STRETCH];
        let mut place = 0;
        while place < STRETCH {
            places[place] = place as u8;
            place += 1;
        }
        places
    };
    let n_bytes = u8::try_from(n_bytes).unwrap_or(u8::MAX);
    let n = PLACES.iter().zip(stretch).fold(0u8, |n, (place, byte)| n + (u8::from(*byte == b'\n') & u8::from(*place < n_bytes)));
    u32::from(n)
}

/// Line ends in at most [`STRETCH`] bytes.
fn n_line_ends(stretch: &[u8]) -> u32 {
    u32::from(stretch.iter().fold(0u8, |n, byte| n + u8::from(*byte == b'\n')))
}

/// A hasher for short names out of one plan: quick, and not proof against names made to collide.
pub type QuickHash = BuildHasherDefault<Quick>;

/// See [`QuickHash`]: each word of eight bytes is mixed in by a multiplication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        // Of what is left, halves that may overlap: with the length, no two stretches have the same.
        let n = rest.len();
        if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            self.mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
        } else if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
            self.mix(u64::from(*first) << 16 | u64::from(rest[n / 2]) << 8 | u64::from(*last));
        }
        self.mix(bytes.len() as u64);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table looks at the lowest bits, the multiplication stirs the highest.
        self.0.rotate_left(26)
    }
}

/// Dashes, quotes, arrows, boxes, emoji and the punctuation of East Asia: no letters, no digits, no case.
macro_rules! sign {
    () => {
        '\u{2010}'..='\u{205F}' | '\u{2190}'..='\u{245F}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2BFF}'
            | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{FE00}'..='\u{FE0F}' | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}' | '\u{1F300}'..='\u{1FAFF}'
    };
}

/// Letters of Chinese, Japanese and Korean, which have no case.
macro_rules! caseless {
    () => {
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
    };
}

// Behind the macros it uses.
mod words;

pub use words::{bare, find, find_by_pair, is_alphanumeric, is_one_of, lower, push_lower, trim};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a string that already has this form.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(text.as_ref().into())
            }

            /// The string itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// A file of the repository: `/`-separated, relative to the root, without `.` or `..`.
    SourcePath
}
name! {
    /// One path segment of a URL that names a plan or a page: lower-case words joined by `-` (any script).
    Slug
}
name! {
    /// The fragment of a URL that names a heading or a record inside a page, without `#`.
    Anchor
}
name! {
    /// A page or file of the site, relative to its top: `""`, `plans/add-search/`, `atom.xml`.
    /// A route that is empty or ends in `/` is a page, written as `index.html` in that folder.
    Route
}
name! {
    /// A link as it stands in a page: already relative to that page, or absolute.
    Href
}

impl SourcePath {
    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// The last extension without its dot, or the empty string.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(stem, ext)| if stem.is_empty() { "" } else { ext })
    }

    /// The folder, without a trailing `/`; empty for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The path that `relative` names when written in this file, with `.` and `..` resolved.
    /// `None` if it leaves the root. A leading `/` means the root of the repository.
    pub fn resolve(&self, relative: &str) -> Option<Self> {
        let (base, rest) = match relative.strip_prefix('/') {
            Some(rest) => ("", rest),
            None => (self.folder(), relative),
        };
        let mut segments: Vec<&str> = Vec::new();
        for segment in base.split('/').chain(rest.split('/')) {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop()?;
                }
                name => segments.push(name),
            }
        }
        Some(Self::new(segments.join("/")))
    }
}

impl Route {
    /// The file this route is written to, relative to the top of the site.
    pub fn file(&self) -> String {
        if self.0.is_empty() || self.0.ends_with('/') { format!("{}index.html", self.0) } else { self.0.to_string() }
    }

    /// How a page at `self` links to `target` (with an optional `#fragment`): relative, so that the site
    /// works below any path and from `file://`, where a folder does not imply its `index.html`.
    pub fn link_to(&self, target: &Self, anchor: Option<&Anchor>) -> Href {
        let (own, other) = (self.file(), target.file());
        let shared = shared_folders(&own, &other);
        let n_up = own[shared..].bytes().filter(|byte| *byte == b'/').count();
        let mut path = String::with_capacity(3 * n_up + other.len() - shared + 16);
        if anchor.is_none() || own != other {
            (0..n_up).for_each(|_| path.push_str("../"));
            for (number, segment) in other[shared..].split('/').enumerate() {
                if number > 0 {
                    path.push('/');
                }
                encode(segment, &mut path);
            }
        }
        if let Some(anchor) = anchor {
            path.push('#');
            encode(anchor.as_str(), &mut path);
        }
        Href::new(path)
    }

    /// `../` as often as it takes to reach the top of the site from this page; `""` at the top.
    pub fn to_top(&self) -> String {
        "../".repeat(self.file().matches('/').count())
    }
}

/// The bytes that two paths have in common, in whole folders.
fn shared_folders(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1)
}

/// Percent-encodes what may not stand bare in a URL path segment or fragment; letters of every script
/// are encoded as UTF-8 bytes, as browsers do.
pub fn encode_segment(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    encode(segment, &mut out);
    out
}

/// As [`encode_segment`], behind other text.
fn encode(segment: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_bare =
        |byte: u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' | b'+' | b',' | b'=');
    if segment.bytes().all(is_bare) {
        out.push_str(segment);
        return;
    }
    for byte in segment.bytes() {
        if is_bare(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]);
        }
    }
}

/// Undoes the percent signs of a URL path or fragment, once. `None` if what comes out is no text.
pub fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Escapes text for an HTML element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// A slug for `text`: letters and digits of any script kept and lower-cased, every other run one `-`,
/// at most 80 characters. Empty if nothing is left.
pub fn slug(text: &str) -> Slug {
    let mut out = String::new();
    let mut n_chars = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        if n_chars >= 80 {
            break;
        }
        if c.is_alphanumeric() {
            out.push(c);
            n_chars += 1;
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
            n_chars += 1;
        }
    }
    Slug::new(out.trim_end_matches('-'))
}

/// The anchor GitHub gives a heading with this plain text, before duplicates are numbered: lower-cased,
/// everything but letters, digits, `-`, `_` and spaces dropped, spaces turned into `-`.
pub fn heading_anchor(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        let mut out = String::with_capacity(text.len());
        out.extend(text.bytes().map(|byte| IN_ANCHOR[usize::from(byte)]).filter(|byte| *byte != 0).map(char::from));
        return out;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push('-'),
            '-' | '_' => out.push(c),
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\0'..='\x7F' | sign!() => {}
            caseless!() => out.push(c),
            c => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        }
    }
    out
}

/// What a byte of ASCII becomes in the anchor of a heading; 0 where nothing does.
static IN_ANCHOR: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b' ' => b'-',
            byte @ (b'-' | b'_' | b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z') => byte.to_ascii_lowercase(),
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Hands out heading anchors that are distinct within one page, numbered as GitHub numbers them
/// (`notes`, `notes-1`, `notes-2`). One value serves all texts of a page, in page order.
#[derive(Clone, Debug, Default)]
pub struct Anchors(HashMap<Anchor, u32, QuickHash>);

impl Anchors {
    /// None handed out yet, with room for as many as a page has headings.
    pub fn with_capacity(n_headings: usize) -> Self {
        Self(HashMap::with_capacity_and_hasher(n_headings, QuickHash::default()))
    }

    /// The anchor of the next heading, whose plain text is `title`; `section` where nothing of it can stand in one.
    pub fn heading(&mut self, title: &str) -> Anchor {
        let title = trim(title);
        let mut short = [0; 128];
        let wanted = if title.len() <= short.len() && title.is_ascii() {
            // As `heading_anchor` does, without a string of its own.
            let mut n = 0;
            for byte in title.bytes() {
                short[n] = IN_ANCHOR[usize::from(byte)];
                n += usize::from(short[n] != 0);
            }
            // Whole blocks are quicker to look through.
            Cow::Borrowed(std::str::from_utf8(&short[..n.next_multiple_of(16)]).map_or("", |all| &all[..n]))
        } else {
            Cow::Owned(heading_anchor(title))
        };
        self.distinct(if wanted.is_empty() { "section" } else { &wanted })
    }

    /// `wanted`, or `wanted-1`, `wanted-2` … if it is taken.
    pub fn distinct(&mut self, wanted: &str) -> Anchor {
        let anchor = Anchor::new(wanted);
        let mut number = match self.0.entry(anchor.clone()) {
            Entry::Occupied(taken) => *taken.get(),
            Entry::Vacant(free) => {
                free.insert(0);
                return anchor;
            }
        };
        loop {
            number += 1;
            let numbered = Anchor::new(format!("{wanted}-{number}"));
            if !self.0.contains_key(&numbered) {
                self.0.insert(Anchor::new(wanted), number);
                self.0.insert(numbered.clone(), 0);
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_numbered_as_github_numbers_them() {
        let mut anchors = Anchors::default();
        let made: Vec<_> = ["Notes", "Notes", "Notes 1", "Notes", "!"].iter().map(|title| anchors.heading(title).to_string()).collect();
        assert_eq!(made, ["notes", "notes-1", "notes-1-1", "notes-2", "section"]);
    }

    #[test]
    fn links_are_relative_and_name_index_html() {
        let plan = Route::new("plans/add-search/");
        assert_eq!(plan.link_to(&Route::new(""), None).as_str(), "../../index.html");
        assert_eq!(plan.link_to(&Route::new("plans/other/"), Some(&Anchor::new("step-1"))).as_str(), "../other/index.html#step-1");
        assert_eq!(plan.link_to(&plan, Some(&Anchor::new("a"))).as_str(), "#a");
        assert_eq!(Route::new("").link_to(&Route::new("css/site.css"), None).as_str(), "css/site.css");
    }

    #[test]
    fn resolve_stays_inside_the_root() {
        let plan = SourcePath::new("docs/plans/a.md");
        assert_eq!(plan.resolve("../x/./b.md").expect("inside").as_str(), "docs/x/b.md");
        assert_eq!(plan.resolve("/b.md").expect("root").as_str(), "b.md");
        assert_eq!(plan.resolve("../../../b.md"), None);
    }

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("Add  Search! 运营 計画").as_str(), "add-search-运营-計画");
        assert_eq!(heading_anchor("Surprises & Discoveries"), "surprises--discoveries");
    }

    #[test]
    fn ranges_of_characters_tell_what_tables_do() {
        for c in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            let mut small = String::new();
            push_lower(&mut small, c);
            assert!(small.chars().eq(c.to_lowercase()), "{c:?}");
        }
        for text in ["plain", "Big", "ÄÖ – Σ", "ΣΑΣ, ΟΔΟΣ", "计划 — ABC", ""] {
            assert_eq!(lower(text), text.to_lowercase());
        }
    }

    #[test]
    fn line_numbers_count_from_one() {
        let index = LineIndex::new("a\nb\n");
        assert_eq!((index.line(0), index.line(2), index.line(4)), (1, 2, 3));
        let long = "\n".repeat(200);
        let index = LineIndex::new(&long);
        assert!((0..=200).all(|offset| index.line(offset) == offset + 1));
    }
}
