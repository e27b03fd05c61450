//! What a part refers to, as written: links, paths and symbols in code spans, plan names, issues, commits and
//! the relations of the header. Must never look at what exists; `link` resolves.

mod prose;
mod shapes;

use std::borrow::Cow;

use super::context::Context;
use super::header::fields::Fact;
use super::header::keys::Key;
use super::{inline, placeholder};
use crate::diag::Diagnostic;
use crate::model::{Reference, ReferenceKind, ReferenceTarget, gsd};
use crate::text::Span;
use prose::prose;
use shapes::{is_branch, is_list, is_local, without_symbol};

/// Reads them from one part of a plan, in order of the text; `facts` are those of its header.
pub fn read(ctx: &Context<'_>, facts: &[Fact]) -> (Vec<Reference>, Vec<Diagnostic>) {
    let mut found: Vec<Found<'_>> = Vec::with_capacity(ctx.code.len() + ctx.links.len() + 8);
    // Each of these finds in order, so that the sort only has to merge them.
    code_spans(ctx, &mut found);
    links(ctx, &mut found);
    prose(ctx, &mut found);
    relations(ctx, facts, &mut found);
    let place = |span: Span| u64::from(span.start) << 32 | u64::from(span.end);
    found.sort_by(|a, b| place(a.0).cmp(&place(b.0)).then_with(|| a.2.cmp(&b.2)));
    found.dedup();
    let reference = |(span, target, kind): Found<'_>| Reference { place: ctx.place(span), target: written(ctx, target), kind };
    (found.into_iter().map(reference).collect(), Vec::new())
}

/// Where a mention stands, its target and its kind.
type Found<'a> = (Span, Cow<'a, str>, ReferenceKind);

/// A target by where it is written, if its words were taken from the text.
fn written(ctx: &Context<'_>, words: Cow<'_, str>) -> ReferenceTarget {
    let first = |words: &str| words.as_ptr().addr();
    let from = first(&words).wrapping_sub(first(ctx.text));
    match words {
        Cow::Borrowed(words) if from < ctx.text.len() && words.len() <= ctx.text.len() - from => {
            ReferenceTarget::Written(Span::new(from, from + words.len()))
        }
        words => ReferenceTarget::Read(words.into_owned().into()),
    }
}

fn links<'a>(ctx: &Context<'a>, out: &mut Vec<Found<'a>>) {
    for link in ctx.links.iter().filter(|link| !link.destination.is_empty() && !is_local(&link.destination)) {
        out.push((link.span, Cow::Borrowed(&*link.destination), address_kind(&link.destination)));
    }
}

/// What a web address leads to: an issue or pull request, a commit, or a page.
fn address_kind(address: &str) -> ReferenceKind {
    let after = |mark: &str| address.split_once(mark).map(|(_, rest)| rest);
    let numbered = |mark: &str| after(mark).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if !address.starts_with("http") {
        ReferenceKind::Link
    } else if numbered("/issues/") || numbered("/pull/") || numbered("/merge_requests/") {
        ReferenceKind::Issue
    } else {
        ReferenceKind::Link
    }
}

fn code_spans<'a>(ctx: &Context<'a>, out: &mut Vec<Found<'a>>) {
    let mut links = ctx.links.iter().peekable();
    for span in ctx.code {
        let code = ctx.of(*span);
        if !code.starts_with('`') || (code.starts_with("```") && code.contains('\n')) {
            continue;
        }
        // The words of a link are not a second reference.
        while links.next_if(|link| link.span.end <= span.start).is_some() {}
        if links.peek().is_some_and(|link| link.span.contains(*span)) {
            continue;
        }
        let content = bare(without_ticks(code));
        if let Some(kind) = code_kind(content) {
            out.push((*span, Cow::Borrowed(without_symbol(content, &kind)), kind));
        }
    }
}

/// `code` without white space at its ends, which few have.
fn bare(code: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = code.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { code } else { code.trim() }
}

/// The inside of a code span.
fn without_ticks(code: &str) -> &str {
    let bytes = code.as_bytes();
    match bytes {
        [b'`', inside @ .., b'`'] if !inside.is_empty() && inside[0] != b'`' && inside[inside.len() - 1] != b'`' => {
            &code[1..bytes.len() - 1]
        }
        _ => code.trim_matches('`'),
    }
}

/// What a byte of a name is; a name's bytes joined say what it cannot be.
mod class {
    pub const DIGIT: u16 = 1;
    pub const DASH: u16 = 2;
    pub const DOT: u16 = 4;
    pub const SLASH: u16 = 8;
    pub const HASH: u16 = 16;
    pub const LOWER: u16 = 32;
    pub const UPPER: u16 = 1024;
    pub const UNDER: u16 = 2048;
    /// Letters of other scripts, `~` and `@`.
    pub const OTHER: u16 = 512;
    /// What words of prose are made of.
    pub const WORD: u16 = DIGIT | DASH | UNDER | DOT | SLASH | HASH | LOWER | UPPER | OTHER;
    /// Stands in no name.
    pub const STOP: u16 = 64;
    pub const COLON: u16 = 128;
    pub const BRACKET: u16 = 256;
    pub const BANG: u16 = 4096;
    /// Any other byte.
    pub const REST: u16 = 8192;
    /// What symbols are made of.
    pub const SYMBOL: u16 = DIGIT | LOWER | UPPER | UNDER | COLON | DOT | BANG | HASH;

    /// Digits of hashes.
    pub static HEX: [bool; 256] = {
        let mut hex = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            hex[byte] = matches!(byte as u8, b'0'..=b'9' | b'a'..=b'f');
            byte += 1;
        }
        hex
    };

    pub static OF: [u16; 256] = {
        let mut of = [REST; 256];
        let mut byte = 0;
        while byte < 256 {
            of[byte] = match byte as u8 {
                b'0'..=b'9' => DIGIT,
                b'-' => DASH,
                b'_' => UNDER,
                b'.' => DOT,
                b'/' => SLASH,
                b'#' => HASH,
                b'a'..=b'z' => LOWER,
                b'A'..=b'Z' => UPPER,
                b'~' | b'@' | 0x80..=0xFF => OTHER,
                b'\t'..=b'\r' | b' ' => STOP,
                b'*' | b'{' | b'}' | b'<' | b'>' | b'$' | b'|' | b'"' | b'\'' | b'=' | b',' | b';' | b'?' => STOP,
                b':' => COLON,
                b'(' | b')' | b'[' | b']' => BRACKET,
                b'!' => BANG,
                _ => REST,
            };
            byte += 1;
        }
        of
    };
}

/// What the text of a code span names, if it names something.
fn code_kind(code: &str) -> Option<ReferenceKind> {
    let seen = code.bytes().fold(0, |seen, byte| seen | class::OF[usize::from(byte)]);
    let holds = |class: u16| seen & class != 0;
    let stops = holds(class::STOP) || holds(class::OTHER) && code.contains(|c: char| c == '…' || c.is_whitespace());
    if stops || !(2..=200).contains(&code.len()) {
        return (file_with_spaces(code) || is_cut_short(code)).then_some(ReferenceKind::CodePath);
    }
    if holds(class::COLON) && (code.starts_with("http://") || code.starts_with("https://")) {
        return (!is_local(code)).then(|| address_kind(code));
    }
    if holds(class::DIGIT) && seen & !(class::DIGIT | class::LOWER) == 0 && is_hash(code) {
        return Some(ReferenceKind::Commit);
    }
    if holds(class::HASH) && is_issue(code) {
        return Some(ReferenceKind::Issue);
    }
    if code.starts_with(['-', '@']) || (holds(class::COLON) && code.contains("://")) {
        return None;
    }
    if holds(class::DOT | class::SLASH) && is_path(code, seen) {
        return Some(ReferenceKind::CodePath);
    }
    if holds(class::DIGIT) && holds(class::DASH | class::UNDER) && (is_plan_id(code) || is_dated_name(code)) {
        return Some(ReferenceKind::PlanName);
    }
    is_symbol(code, seen).then_some(ReferenceKind::Symbol)
}

/// `plans/52-…`: a path whose end is left out.
fn is_cut_short(code: &str) -> bool {
    let head = code.strip_suffix(".md").unwrap_or(code).strip_suffix('…');
    head.is_some_and(|head| head.len() <= 120 && head.contains('/') && !head.ends_with('/') && !head.contains(['…', ' ', '<', '*', '{']))
}

/// A plan's file name may hold spaces.
fn file_with_spaces(code: &str) -> bool {
    code.ends_with(".md")
        && code.contains(' ')
        && code.len() <= 200
        && !code.contains(['*', '<', '>', '|', '"', '=', ';', '$', '\n'])
        && !code.starts_with("git ")
}

/// 7 to 40 hexadecimal digits with both letters and digits among them, or 40.
fn is_hash(code: &str) -> bool {
    (7..=40).contains(&code.len())
        && code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && code.bytes().any(|b| b.is_ascii_digit())
        && (code.len() == 40 || code.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// `#12`, `owner/repo#12`.
fn is_issue(word: &str) -> bool {
    let Some((place, number)) = word.split_once('#') else { return false };
    let is_number = (1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
    let is_place =
        place.is_empty() || (place.matches('/').count() == 1 && !place.starts_with('/') && !place.ends_with('/') && !place.contains('.'));
    is_number && is_place
}

/// Extensions of files that plans speak of.
const EXTENSIONS: &[&str] = &[
    "astro",
    "bat",
    "c",
    "cabal",
    "cc",
    "cfg",
    "cjs",
    "clj",
    "cljs",
    "cmake",
    "conf",
    "cpp",
    "cs",
    "css",
    "csv",
    "dart",
    "db",
    "dhall",
    "edn",
    "env",
    "ex",
    "exs",
    "ftl",
    "gif",
    "go",
    "gradle",
    "graphql",
    "h",
    "hpp",
    "hs",
    "html",
    "ini",
    "ipynb",
    "java",
    "jpeg",
    "jpg",
    "js",
    "json",
    "jsonc",
    "jsonl",
    "jsx",
    "kt",
    "less",
    "lock",
    "log",
    "lua",
    "m",
    "md",
    "mdx",
    "mjs",
    "ml",
    "mm",
    "mmd",
    "mts",
    "nix",
    "parquet",
    "patch",
    "pdf",
    "php",
    "pl",
    "plist",
    "png",
    "prisma",
    "proto",
    "ps1",
    "py",
    "pyi",
    "r",
    "rb",
    "rs",
    "rst",
    "s",
    "scala",
    "scm",
    "scss",
    "sh",
    "sql",
    "sqlite",
    "svelte",
    "svg",
    "swift",
    "tcl",
    "tex",
    "tf",
    "toml",
    "tpl",
    "ts",
    "tsv",
    "tsx",
    "txt",
    "vue",
    "wit",
    "xcodeproj",
    "xml",
    "yaml",
    "yml",
    "zig",
    "zip",
    "zsh",
];

/// A path or file name, with an optional `:line`; its bytes are of these classes.
fn is_path(code: &str, seen: u16) -> bool {
    let holds = |class: u16| seen & class != 0;
    if !holds(class::HASH | class::COLON | class::BRACKET) {
        return is_bare_path(code.as_bytes());
    }
    let path = if holds(class::HASH) { code.split('#').next().unwrap_or(code) } else { code };
    let colon = if holds(class::COLON) { path.find(':') } else { None };
    let path = colon.map_or(path, |at| {
        if path[at + 1..].starts_with(|c: char| c.is_ascii_digit()) || path[at..].starts_with("::") { &path[..at] } else { path }
    });
    !path.contains([':', '(', ')', '[', ']']) && is_bare_path(path.as_bytes())
}

/// Whether words are the name of one file or folder and nothing else.
pub fn names_path(words: &str) -> bool {
    !words.is_empty() && !words.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | '*')) && is_bare_path(words.as_bytes())
}

/// A path or file name and nothing else.
fn is_bare_path(path: &[u8]) -> bool {
    let ends_open = path.last() == Some(&b'/');
    let n_open = if ends_open { path.iter().rev().take_while(|byte| **byte == b'/').count() } else { 0 };
    let bare = &path[..path.len() - n_open];
    let signs = Signs::of(bare);
    let Signs { base, dot, .. } = signs;
    let n_slashes = n_open + signs.n_slashes;
    let in_folder = ends_open || base > 0;
    let known = dot > base && is_extension(&bare[dot..]) && (dot > base + 1 || in_folder);
    if !known && (is_branch(path) || is_list(path)) {
        return false;
    }
    let is_folder = || {
        let deep = base > 0 && n_slashes >= 2;
        in_folder && path[0] != b'/' && (ends_open || (deep && bare.len() - base > 1)) && path.len() > 3
    };
    let is_name = |segment: &[u8]| segment != b"..." && segment.len() <= 120;
    (known || is_folder()) && (path.len() <= 120 && signs.n_dots < 3 || path.split(|byte| *byte == b'/').all(is_name))
}

/// Where the slashes and dots of a path stand.
#[derive(Clone, Copy, Default)]
struct Signs {
    /// Behind the last slash.
    base: usize,
    /// Behind the last dot; 0 without one.
    dot: usize,
    n_slashes: usize,
    n_dots: usize,
}

impl Signs {
    /// Eight bytes are looked at at once, and what they are decides no branch: none could be foretold.
    fn of(path: &[u8]) -> Self {
        let mut signs = Self::default();
        let (eights, rest) = path.as_chunks::<8>();
        for (number, eight) in eights.iter().enumerate() {
            signs.take(number * 8, u64::from_le_bytes(*eight));
        }
        let rest = rest.iter().rev().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
        signs.take(eights.len() * 8, rest);
        signs
    }

    fn take(&mut self, from: usize, eight: u64) {
        let (slashes, dots) = (places(eight, b'/'), places(eight, b'.'));
        let behind = |places: u64| from + 8 - places.leading_zeros() as usize / 8;
        let n = |places: u64| ((places >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
        self.base = if slashes != 0 { behind(slashes) } else { self.base };
        self.dot = if dots != 0 { behind(dots) } else { self.dot };
        self.n_slashes += n(slashes);
        self.n_dots += n(dots);
    }
}

/// The highest bit of each byte that is this one.
fn places(bytes: u64, of: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differing = bytes ^ u64::from_le_bytes([of; 8]);
    !(((differing & LOW) + LOW) | differing | LOW)
}

/// Whether a file's name ends so, behind its last dot.
fn is_extension(name: &[u8]) -> bool {
    if name.len() > 8 {
        return EXTENSIONS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    }
    let number = name.iter().fold(0, |number, byte| number << 8 | u64::from(byte.to_ascii_lowercase()));
    let mut place = place_of(number);
    while BY_NUMBER[place] != 0 {
        if BY_NUMBER[place] == number {
            return true;
        }
        place = (place + 1) % BY_NUMBER.len();
    }
    false
}

/// [`EXTENSIONS`] of up to eight bytes as numbers, each at its place or the next free one after it.
static BY_NUMBER: [u64; 512] = {
    let mut table = [0; 512];
    let mut index = 0;
    while index < EXTENSIONS.len() {
        let name = EXTENSIONS[index].as_bytes();
        index += 1;
        if name.len() > 8 {
            continue;
        }
        let (mut number, mut at) = (0, 0);
        while at < name.len() {
            number = number << 8 | name[at] as u64;
            at += 1;
        }
        let mut place = place_of(number);
        while table[place] != 0 {
            place = (place + 1) % table.len();
        }
        table[place] = number;
    }
    table
};

const fn place_of(number: u64) -> usize {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
}

/// `EP-12`, `EP-20260505-001`, `W-0278`, `EXECPLAN-3`: capitals, then digits.
fn is_plan_id(word: &str) -> bool {
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let rest = &word[letters..];
    (1..=12).contains(&letters)
        && rest.starts_with(['-', '_'])
        && rest[1..].starts_with(|c: char| c.is_ascii_digit())
        && word.len() <= 80
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// `2026-05-04-add-search`: the stem of a plan's file.
fn is_dated_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() > 11
        && bytes[..10].iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() })
        && matches!(bytes[10], b'-' | b'_')
        && bytes[11..].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && bytes[11..].iter().any(u8::is_ascii_alphabetic)
}

/// An identifier that can only be code: with `_`, `::`, a call's brackets, a method's dot, or a capital inside.
fn is_symbol(code: &str, seen: u16) -> bool {
    let holds = |class: u16| seen & class != 0;
    let name = if holds(class::BRACKET) { code.strip_suffix("()").unwrap_or(code) } else { code };
    let name = if code.ends_with(')') { name.split('(').next().unwrap_or(name) } else { name };
    let seen = if name.len() == code.len() { seen } else { name.bytes().fold(0, |seen, byte| seen | class::OF[usize::from(byte)]) };
    let holds = |class: u16| seen & class != 0;
    let first = name.bytes().next().unwrap_or(b' ');
    if !(3..=100).contains(&name.len()) || !(first.is_ascii_alphabetic() || first == b'_') || seen & !class::SYMBOL != 0 {
        return false;
    }
    let hump = || {
        name.as_bytes().windows(2).any(|pair| pair[1].is_ascii_uppercase() && (pair[0].is_ascii_lowercase() || pair[0].is_ascii_digit()))
    };
    let dotted = || name.as_bytes().split(|byte| *byte == b'.').all(|part| part.len() >= 2 && !part[0].is_ascii_digit());
    let is_word = |byte: &u8| *byte != b'_';
    let under = || {
        let (first, last) = (name.bytes().position(|byte| is_word(&byte)), name.as_bytes().iter().rposition(is_word));
        first.zip(last).is_some_and(|(first, last)| !name.as_bytes()[first..last].iter().all(is_word))
    };
    let colons = || name.contains("::") && !name.ends_with(':');
    code.ends_with("()")
        || (holds(class::UNDER) && under())
        || (holds(class::COLON) && colons())
        || (holds(class::UPPER) && holds(class::LOWER | class::DIGIT) && hump())
        || (holds(class::DOT) && dotted())
}

/// Header fields that relate plans: a reference for each plan they name.
fn relations<'a>(ctx: &Context<'a>, facts: &'a [Fact], out: &mut Vec<Found<'a>>) {
    // A phase of GSD names plans within phases, `02-01`, which are none by themselves.
    if gsd::unit(ctx.path().folder()).is_some() {
        return;
    }
    for fact in facts {
        let Some(Key::Relation(word)) = fact.key else { continue };
        let kind = || ReferenceKind::Relation(word.to_owned());
        if fact.field.front_matter {
            let mut from = fact.span.start as usize;
            for text in fact.texts.iter().filter(|text| is_target(text)) {
                // The item of a list, where it stands as it is read.
                let rest = Span::new(from, fact.span.end as usize);
                let item =
                    memchr::memmem::find(ctx.of(rest).as_bytes(), text.as_bytes()).map(|n| Span::new(from + n, from + n + text.len()));
                from = item.map_or(from, |item| item.end as usize);
                out.push((item.unwrap_or(fact.span), Cow::Borrowed(text.as_str()), kind()));
            }
            continue;
        }
        let mut targets: Vec<(Span, String)> =
            ctx.links.iter().filter(|link| fact.span.contains(link.span)).map(|link| (link.span, link.destination.to_string())).collect();
        let in_link = |span: Span, targets: &[(Span, String)]| targets.iter().any(|(link, _)| link.contains(span));
        for span in ctx.code.iter().filter(|span| fact.span.contains(**span)) {
            let code = ctx.of(*span).trim_matches('`').trim().to_owned();
            let names = matches!(code_kind(&code), Some(ReferenceKind::CodePath | ReferenceKind::PlanName)) || code.ends_with(".md");
            if names && !in_link(*span, &targets) {
                targets.push((*span, code));
            }
        }
        if targets.is_empty() {
            let names =
                fact.field.value.split([',', ';', '、', '，']).map(|name| inline::plain(name).trim().trim_end_matches('.').to_owned());
            targets.extend(names.filter(|name| is_target(name)).map(|name| (fact.span, name)));
        }
        out.extend(targets.into_iter().map(|(span, target)| (span, Cow::Owned(target), kind())));
    }
}

fn is_target(name: &str) -> bool {
    !placeholder::is_nothing(name) && name.chars().count() <= 160 && name != "null" && name != "[]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_are_told_apart() {
        use ReferenceKind::*;
        for (code, want) in [
            ("src/main.rs", Some(CodePath)),
            ("src/main.rs:42", Some(CodePath)),
            ("Cargo.toml", Some(CodePath)),
            ("src/model/", Some(CodePath)),
            (".github/workflows/ci.yml", Some(CodePath)),
            ("docs/plans/My plan.md", Some(CodePath)),
            ("Token::refresh", Some(Symbol)),
            ("add_new_plan", Some(Symbol)),
            ("addNewPlan", Some(Symbol)),
            ("app.listen", Some(Symbol)),
            ("run()", Some(Symbol)),
            ("a1b2c3d", Some(Commit)),
            ("#123", Some(Issue)),
            ("owner/repo#1", Some(Issue)),
            ("EP-12", Some(PlanName)),
            ("2026-05-04-add-search", Some(PlanName)),
            ("--dry-run", None),
            ("v1.2.3", None),
            ("cargo test", None),
            ("application/json", None),
            ("true", None),
            ("/api/v1/tasks", None),
            ("src/**/*.rs", None),
            ("src/cache.rs::warm", Some(CodePath)),
            ("http://localhost:8080/x", None),
            ("http://127.0.0.1:8080", None),
            ("http://localhost.example/x", Some(Link)),
            ("origin/feature/x", None),
            ("refs/design/notes.md", Some(CodePath)),
            ("500/502/503", None),
            ("J1/J2/M1", None),
        ] {
            assert_eq!(code_kind(code), want, "{code}");
        }
        assert!(EXTENSIONS.is_sorted());
    }
}
