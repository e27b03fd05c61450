//! Views of artifacts: logs, code, data, diffs, texts and pictures as HTML that runs nothing. A view is cheap; the
//! pages of a long file are made when they are asked for. Knows an artifact by its name and bytes alone.

mod ansi;
mod json;
mod lines;
mod table;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use self::lines::Start;
use super::{Body, Resolve, highlight};
use crate::text::{Href, escape};

/// Lines on one page of a view.
pub const PAGE_LINES: usize = 2000;
/// Bytes of the file on one page of a view.
pub const PAGE_BYTES: usize = 256 << 10;
/// Bytes of the longest Markdown artifact shown as prose; a longer one is shown as text.
const LONGEST_PROSE: usize = 1 << 20;

/// How an artifact is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbered lines; colours of a terminal where the file has them.
    Text,
    /// Numbered lines, highlighted as this language.
    Code(String),
    /// Numbered lines of a diff.
    Diff,
    /// A table of comma-, semicolon- or tab-separated values.
    Table,
    /// Prose.
    Markdown,
    /// A picture, as `img` only: an SVG cannot run there.
    Image,
    /// Only its size is told.
    Binary,
}

/// An artifact ready to be shown.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// How it is shown.
    pub kind: Kind,
    /// The lines (from 1) that each page holds. At least one page; empty ranges for what has no lines.
    pub pages: Vec<RangeInclusive<u32>>,
    /// Whether the lines are not those of the file: JSON that came on one line.
    pub reformatted: bool,
    name: &'a str,
    n_bytes: usize,
    text: Cow<'a, str>,
    starts: Vec<Start>,
}

/// Looks at an artifact. `name` decides unless the bytes say that it is not text.
pub fn view<'a>(name: &'a str, bytes: &'a [u8]) -> View<'a> {
    let extension = extension(name);
    let mut view = View {
        kind: Kind::Binary,
        pages: Vec::new(),
        reformatted: false,
        name,
        n_bytes: bytes.len(),
        text: Cow::Borrowed(""),
        starts: Vec::new(),
    };
    if matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "ico" | "bmp") {
        view.kind = Kind::Image;
    } else if let Some(text) = decode(bytes) {
        view.text = text;
        view.kind = kind(&extension, &view.text);
        if matches!(&view.kind, Kind::Code(language) if language == "json")
            && let Some(pretty) = json::pretty(&view.text)
        {
            view.text = Cow::Owned(pretty);
            view.reformatted = true;
        }
    }
    match view.kind {
        Kind::Text | Kind::Code(_) | Kind::Diff => (view.starts, view.pages) = lines::pages(&view.text),
        Kind::Table => (view.starts, view.pages) = table::pages(&view.text),
        Kind::Markdown | Kind::Image | Kind::Binary => {}
    }
    if view.pages.is_empty() {
        #[expect(clippy::reversed_empty_ranges, reason = "a page without lines")]
        view.pages.push(1..=0);
    }
    view
}

impl View<'_> {
    /// The page of that index as HTML, empty if there is none. `raw` is where the file itself lies.
    pub fn page(&self, index: usize, raw: &Href, resolve: &dyn Resolve) -> Body {
        if self.kind == Kind::Markdown {
            return super::document(&self.text, &[], resolve);
        }
        let link = escape(raw.as_str());
        let html = match &self.kind {
            Kind::Image => format!("<figure class=\"picture\"><img src=\"{link}\" alt=\"{}\"></figure>\n", escape(self.name)),
            Kind::Binary => {
                let size = grouped(self.n_bytes);
                format!("<p class=\"binary\">Not text: {size} bytes. <a href=\"{link}\" download>Download</a></p>\n")
            }
            _ if self.text.trim().is_empty() => "<p class=\"binary\">An empty file.</p>\n".to_owned(),
            Kind::Table => table::page(&self.text, &self.starts, index),
            _ => self.lines(index),
        };
        Body { html: super::source::printable(html), toc: Vec::new() }
    }

    fn lines(&self, index: usize) -> String {
        let Some(start) = self.starts.get(index) else { return String::new() };
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next.offset);
        let slice = self.text.get(start.offset..end).unwrap_or("");
        match &self.kind {
            Kind::Diff => lines::write(start, &highlight::html("diff", slice)),
            Kind::Code(language) if language == "json" => lines::write(start, &highlight::html("json", slice)),
            Kind::Code(language) if self.text.len() <= highlight::LONGEST_CODE => {
                let html = highlight::html(language, &self.text);
                let n_before = self.text[..start.offset].bytes().filter(|byte| *byte == b'\n').count();
                let n_lines = slice.bytes().filter(|byte| *byte == b'\n').count() + usize::from(!slice.ends_with('\n'));
                let own: String = html.split_inclusive('\n').skip(n_before).take(n_lines).collect();
                lines::write(start, &own)
            }
            Kind::Code(_) => lines::write(start, &escape(slice)),
            _ => lines::write(start, &ansi::html(slice, start.style)),
        }
    }
}

/// How a text of that extension is shown.
fn kind(extension: &str, text: &str) -> Kind {
    match extension {
        "md" | "markdown" | "mdown" | "mkd" if text.len() <= LONGEST_PROSE => Kind::Markdown,
        "md" | "markdown" | "mdown" | "mkd" | "txt" | "log" | "out" | "err" | "" => by_content(text),
        "diff" | "patch" => Kind::Diff,
        "csv" | "tsv" if table::is_table(text) => Kind::Table,
        "csv" | "tsv" => Kind::Text,
        "json" | "jsonl" | "ndjson" | "geojson" | "jsonc" | "ipynb" | "map" | "har" | "sarif" | "webmanifest" => Kind::Code("json".into()),
        _ if highlight::knows(extension) && memchr::memchr(0x1b, text.as_bytes()).is_none() => Kind::Code(extension.into()),
        _ => by_content(text),
    }
}

fn by_content(text: &str) -> Kind {
    if text.starts_with("diff --git ") || text.starts_with("--- a/") { Kind::Diff } else { Kind::Text }
}

/// The last extension in lower case, or the whole name of a file such as `Makefile` that a syntax goes by.
fn extension(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    match name.rsplit_once('.') {
        Some((_, extension)) => extension.to_owned(),
        None if highlight::knows(&name) => name,
        None => String::new(),
    }
}

/// Bytes as text: UTF-8, UTF-16 with a byte order mark, or nearly UTF-8. `None` if that is not what they are.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |from_bytes: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| from_bytes([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Some(Cow::Owned(text))
    };
    if bytes.starts_with(&[0xff, 0xfe]) {
        return wide(u16::from_le_bytes);
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return wide(u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let is_mostly_text = match &text {
        Cow::Borrowed(_) => true,
        Cow::Owned(text) => text.matches(char::REPLACEMENT_CHARACTER).count() * 20 <= text.len(),
    };
    is_mostly_text.then_some(text)
}

/// A number with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
