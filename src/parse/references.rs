//! What a part refers to, as written: links, paths and symbols in code spans, plan names, issues, commits and
//! the relations of the header. Must never look at what exists; `link` resolves.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::context::Context;
use super::header::fields::Fact;
use super::header::keys::Key;
use super::{inline, placeholder};
use crate::diag::Diagnostic;
use crate::model::{Reference, ReferenceKind};
use crate::text::{QuickHash, Span};

/// Reads them from one part of a plan, in order of the text; `facts` are those of its header.
pub fn read(ctx: &Context<'_>, facts: &[Fact]) -> (Vec<Reference>, Vec<Diagnostic>) {
    let mut found: Vec<(Span, String, ReferenceKind)> = Vec::new();
    links(ctx, &mut found);
    code_spans(ctx, &mut found);
    prose(ctx, &mut found);
    relations(ctx, facts, &mut found);
    found.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    found.dedup();
    let references = found.into_iter().map(|(span, target, kind)| Reference { place: ctx.place(span), target, kind }).collect();
    (references, Vec::new())
}

fn links(ctx: &Context<'_>, out: &mut Vec<(Span, String, ReferenceKind)>) {
    for link in ctx.links.iter().filter(|link| !link.destination.is_empty()) {
        out.push((link.span, link.destination.to_string(), address_kind(&link.destination)));
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

fn code_spans(ctx: &Context<'_>, out: &mut Vec<(Span, String, ReferenceKind)>) {
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
        let content = without_ticks(code).trim();
        if let Some(kind) = code_kind(content) {
            out.push((*span, content.to_owned(), kind));
        }
    }
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
        return file_with_spaces(code).then_some(ReferenceKind::CodePath);
    }
    if holds(class::COLON) && (code.starts_with("http://") || code.starts_with("https://")) {
        return Some(address_kind(code));
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
    let path = if holds(class::HASH) { code.split('#').next().unwrap_or(code) } else { code };
    let colon = if holds(class::COLON) { path.find(':') } else { None };
    let path = colon.map_or(path, |at| {
        if path[at + 1..].starts_with(|c: char| c.is_ascii_digit()) || path[at..].starts_with("::") { &path[..at] } else { path }
    });
    if holds(class::COLON | class::BRACKET) && path.contains([':', '(', ')', '[', ']']) {
        return false;
    }
    let bare = path.trim_end_matches('/').as_bytes();
    let last = bare.iter().rposition(|byte| *byte == b'/').map_or(bare, |at| &bare[at + 1..]);
    let dot = last.iter().rposition(|byte| *byte == b'.');
    let known = dot.is_some_and(|dot| is_extension(&last[dot + 1..]) && (dot > 0 || path.contains('/')));
    let n_slashes = if holds(class::SLASH) { path.bytes().filter(|byte| *byte == b'/').count() } else { 0 };
    let is_folder =
        n_slashes >= 1 && !path.starts_with('/') && (path.ends_with('/') || (n_slashes >= 2 && last.len() > 1)) && path.len() > 3;
    let is_path = |segment: &[u8]| segment != b"..." && segment.len() <= 120;
    (known || is_folder)
        && (path.len() <= 120 && path.bytes().filter(|byte| *byte == b'.').count() < 3
            || path.as_bytes().split(|byte| *byte == b'/').all(is_path))
}

/// Whether a file's name ends so, behind its last dot.
fn is_extension(name: &[u8]) -> bool {
    static TABLE: LazyLock<HashSet<&'static [u8], QuickHash>> = LazyLock::new(|| EXTENSIONS.iter().map(|name| name.as_bytes()).collect());
    let mut lower = [0; 12];
    let Some(lower) = lower.get_mut(..name.len()) else { return false };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    TABLE.contains(&*lower)
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
    let dotted = || name.split('.').all(|part| part.len() >= 2 && !part.starts_with(|c: char| c.is_ascii_digit()));
    let under = || name.trim_matches('_').contains('_');
    let colons = || name.contains("::") && !name.ends_with(':');
    code.ends_with("()")
        || (holds(class::UNDER) && under())
        || (holds(class::COLON) && colons())
        || (holds(class::UPPER) && holds(class::LOWER | class::DIGIT) && hump())
        || (holds(class::DOT) && dotted())
}

/// Plan names, issues, commits and addresses outside code and links: the words around what only a name holds.
fn prose(ctx: &Context<'_>, out: &mut Vec<(Span, String, ReferenceKind)>) {
    let bytes = ctx.text.as_bytes();
    words(ctx, joints(bytes), out);
    words(ctx, memchr::memmem::find_iter(bytes, b".md"), out);
    words(ctx, memchr::memmem::find_iter(bytes, b"//"), out);
    // A commit in full has a digit at every place that is a multiple of its length.
    let is_hex = |at: usize| bytes.get(at).is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let may = |at: usize| is_hex(at) && ((1..8).all(|n| is_hex(at + n)) || (1..8).all(|n| at >= n && is_hex(at - n)));
    let n_hex = |at: usize| (at..).take_while(|at| is_hex(*at)).count() + (0..at).rev().take_while(|at| is_hex(*at)).count();
    words(ctx, (0..bytes.len()).step_by(40).filter(|at| may(*at) && n_hex(*at) == 40), out);
    wiki_links(ctx, out);
}

/// Every `#`, and every `-` and `_` before a digit: what names of plans and issues hold.
fn joints(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    const STRETCH: usize = 32;
    let is_joint =
        |byte: u8, next: u8| u8::from(byte == b'#') | (u8::from(byte == b'-') | u8::from(byte == b'_')) & u8::from(next.is_ascii_digit());
    let holds = move |from: usize| {
        let Some((these, next)) =
            bytes.get(from..).and_then(<[u8]>::first_chunk::<STRETCH>).zip(bytes.get(from + 1..).and_then(<[u8]>::first_chunk::<STRETCH>))
        else {
            return true;
        };
        these.iter().zip(next).fold(0, |any, (byte, next)| any | is_joint(*byte, *next)) != 0
    };
    let following = |at: usize| bytes.get(at + 1).copied().unwrap_or(0);
    (0..bytes.len().div_ceil(STRETCH))
        .map(|number| number * STRETCH)
        .filter(move |from| holds(*from))
        .flat_map(move |from| from..bytes.len().min(from + STRETCH))
        .filter(move |at| is_joint(bytes[*at], following(*at)) != 0)
}

/// Reads the words that stand around the bytes at `anchors`, which never go back.
fn words(ctx: &Context<'_>, anchors: impl Iterator<Item = usize>, out: &mut Vec<(Span, String, ReferenceKind)>) {
    let is_word = |byte: &u8| class::OF[usize::from(*byte)] & class::WORD != 0;
    let bytes = ctx.text.as_bytes();
    let mut skip = Skip::new(ctx);
    let mut done = 0;
    for at in anchors {
        if at < done || skip.holds(at) {
            continue;
        }
        let start = bytes[..at].iter().rposition(|byte| !is_word(byte)).map_or(0, |before| before + 1);
        done = bytes[at..].iter().position(|byte| !is_word(byte)).map_or(bytes.len(), |n| at + n);
        if done - start >= 2 {
            done = word(ctx, start, done, out);
        }
    }
}

/// Reads a word and says where what was read ends.
fn word(ctx: &Context<'_>, start: usize, end: usize, out: &mut Vec<(Span, String, ReferenceKind)>) -> usize {
    let text = ctx.text;
    let Some(token) = text.get(start..end) else { return end };
    if token.starts_with("//") {
        return address(text, start, out).max(end);
    }
    // Words of other scripts stand right beside names: `见plan.md。`
    let ascii = token.trim_matches(|c: char| !c.is_ascii());
    let ascii_start = start + (token.len() - token.trim_start_matches(|c: char| !c.is_ascii()).len());
    let trimmed = ascii.trim_end_matches(['.', '-', '/', '_', '#']);
    let span = Span::new(ascii_start, ascii_start + trimmed.len());
    if let Some(at) = trimmed.find('#') {
        let place = trimmed[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
        let from = place.len();
        let issue = &trimmed[from..];
        let bare = &trimmed[at..];
        if is_issue(issue) {
            out.push((Span::new(ascii_start + from, span.end as usize), issue.to_owned(), ReferenceKind::Issue));
        } else if is_issue(bare) {
            out.push((Span::new(ascii_start + at, span.end as usize), bare.to_owned(), ReferenceKind::Issue));
        }
    } else if token.ends_with(".md") || trimmed.ends_with(".md") {
        // The whole name, whatever its script.
        let name = token.trim_end_matches(['.', '。']);
        if name.len() > 4 {
            out.push((Span::new(start, start + name.len()), name.to_owned(), ReferenceKind::PlanName));
        }
    } else if trimmed.len() == 40 && is_hash(trimmed) {
        out.push((span, trimmed.to_owned(), ReferenceKind::Commit));
    } else if is_plan_id(trimmed) || is_dated_name(trimmed) {
        out.push((span, trimmed.to_owned(), ReferenceKind::PlanName));
    }
    end
}

/// A bare address, whose `//` stands at `start`, and where it ends: an address inside another is part of it.
fn address(text: &str, start: usize, out: &mut Vec<(Span, String, ReferenceKind)>) -> usize {
    let Some(scheme) = ["https:", "http:"].iter().find(|scheme| text[..start].ends_with(**scheme)) else { return start };
    let from = start - scheme.len();
    let rest = &text[from..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\'' | '`' | '<' | ']' | '|' | '，' | '。' | '；' | '）'))
        .unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '*', '_']);
    if address.len() > scheme.len() + 4 {
        out.push((Span::new(from, from + address.len()), address.to_owned(), address_kind(address)));
    }
    from + end
}

fn wiki_links(ctx: &Context<'_>, out: &mut Vec<(Span, String, ReferenceKind)>) {
    let mut skip = Skip::new(ctx);
    for at in memchr::memmem::find_iter(ctx.text.as_bytes(), b"[[") {
        // No further, so that text full of open brackets stays linear.
        let near = &ctx.text.as_bytes()[at + 2..ctx.text.len().min(at + 104)];
        let Some(end) = memchr::memmem::find(near, b"]]") else { continue };
        let name = ctx.text[at + 2..at + 2 + end].split('|').next().unwrap_or("").trim();
        let is_name = !name.is_empty() && !name.contains(['\n', ',', '[', '"', '(']);
        if is_name && !skip.holds(at) {
            out.push((Span::new(at, at + end + 4), name.to_owned(), ReferenceKind::PlanName));
        }
    }
}

/// Code and links, passed over in order.
struct Skip<'a> {
    code: std::iter::Peekable<std::slice::Iter<'a, Span>>,
    links: std::iter::Peekable<std::slice::Iter<'a, super::outline::Link<'a>>>,
}

impl<'a> Skip<'a> {
    fn new(ctx: &Context<'a>) -> Self {
        Self { code: ctx.code.iter().peekable(), links: ctx.links.iter().peekable() }
    }

    /// Whether `at`, which never goes back, lies in code or a link.
    fn holds(&mut self, at: usize) -> bool {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        while self.code.next_if(|span| span.end <= at).is_some() {}
        while self.links.next_if(|link| link.span.end <= at).is_some() {}
        self.code.peek().is_some_and(|span| span.start <= at) || self.links.peek().is_some_and(|link| link.span.start <= at)
    }
}

/// Header fields that relate plans: a reference for each plan they name.
fn relations(ctx: &Context<'_>, facts: &[Fact], out: &mut Vec<(Span, String, ReferenceKind)>) {
    for fact in facts {
        let Some(Key::Relation(word)) = fact.key else { continue };
        let kind = || ReferenceKind::Relation(word.to_owned());
        if fact.field.front_matter {
            for text in fact.texts.iter().filter(|text| is_target(text)) {
                out.push((fact.span, text.clone(), kind()));
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
        out.extend(targets.into_iter().map(|(span, target)| (span, target, kind())));
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
        ] {
            assert_eq!(code_kind(code), want, "{code}");
        }
        assert!(EXTENSIONS.is_sorted());
    }
}
