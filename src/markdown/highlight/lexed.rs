//! Rust, Python, TypeScript and JavaScript, read token by token. Most of the code in plans is written in these and in
//! shells, mostly in pieces that no grammar was made for: a lexer is a hundred times as fast as a grammar, and a
//! piece without its beginning or end does not mislead it for longer than a line or a string. It tells what the
//! grammars tell, in the same classes, by the word, what follows it and what stands before it.

use super::ink::Ink;
use super::scopes::Class;
use super::words::{PYTHON, PYTHON_TYPES, RUST, SCRIPT, SCRIPT_TYPES};

/// Strings in strings in strings are read to this depth.
const DEEPEST: usize = 24;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    Rust,
    Python,
    Script,
}

impl Tongue {
    /// The language of that name, if it is read here.
    pub(super) fn find(language: &str) -> Option<Self> {
        match language {
            "rust" | "rs" => Some(Self::Rust),
            "python" | "py" | "python3" | "py3" => Some(Self::Python),
            "typescript" | "ts" | "javascript" | "js" | "mjs" | "cjs" | "mts" | "cts" | "node" => Some(Self::Script),
            _ => None,
        }
    }

    fn keywords(self) -> &'static [&'static str] {
        match self {
            Self::Rust => RUST,
            Self::Python => PYTHON,
            Self::Script => SCRIPT,
        }
    }

    /// Keywords that the name of a function follows, and those that the name of a type does.
    fn introduces(self, word: &str) -> Option<Class> {
        match word {
            "fn" | "def" | "function" | "macro_rules" => Some(Class::Function),
            "struct" | "enum" | "trait" | "union" | "class" | "interface" | "namespace" | "mod" => Some(Class::Type),
            "type" if self != Self::Python => Some(Class::Type),
            "const" if self == Self::Script => Some(Class::Number),
            _ => None,
        }
    }

    fn types(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &["Box", "Err", "None", "Ok", "Option", "Result", "Some", "String", "Vec"],
            Self::Python => PYTHON_TYPES,
            Self::Script => SCRIPT_TYPES,
        }
    }
}

/// Writes code of one of the languages.
pub(super) fn paint(out: &mut String, tongue: Tongue, code: &str) {
    let mut lexer = Lexer {
        bytes: code.as_bytes(),
        ink: Ink::new(out, code),
        tongue,
        introduced: None,
        parameters: 0,
        listed: None,
        before: b'\n',
        opens: 0,
    };
    lexer.code(0, 0, false);
    lexer.ink.end();
}

struct Lexer<'a> {
    bytes: &'a [u8],
    ink: Ink<'a>,
    tongue: Tongue,
    /// What the next name is, if the word before says so.
    introduced: Option<Class>,
    /// How many brackets were open where the parameters of a function began; 0 outside.
    parameters: usize,
    /// Whether they are parameters of a function or the types a type is made from.
    listed: Option<Class>,
    /// The last byte of code that is not blank.
    before: u8,
    /// How many brackets are open.
    opens: usize,
}

impl Lexer<'_> {
    /// Reads code from `at` to its end, or to the brace that closes it; returns where it ended.
    fn code(&mut self, mut at: usize, depth: usize, in_braces: bool) -> usize {
        let mut n_braces = 0_usize;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            if in_braces && byte == b'}' {
                if n_braces == 0 {
                    return at;
                }
                n_braces -= 1;
            }
            n_braces += usize::from(in_braces && byte == b'{');
            at = self.token(at, byte, depth);
        }
        at
    }

    fn token(&mut self, at: usize, byte: u8, depth: usize) -> usize {
        if let Some(end) = self.comment(at) {
            return self.put(Class::Comment, at, end);
        }
        let end = match byte {
            b'"' | b'\'' | b'`' if self.is_quote(at) => self.string(at, at, depth),
            b'/' if self.tongue == Tongue::Script && self.is_regex() && self.regex_end(at).is_some() => {
                let end = self.regex_end(at).unwrap_or(at + 1);
                self.put(Class::String, at, end)
            }
            b'@' if self.tongue != Tongue::Rust && self.is_decorator(at) => {
                let end = self.name_end(at + 1, b".");
                self.put(Class::Attribute, at, end)
            }
            b'#' if self.tongue == Tongue::Rust && matches!(self.peek(at + 1), b'[' | b'!') => self.attribute(at),
            b'\'' if self.tongue == Tongue::Rust => {
                let end = self.name_end(at + 1, b"");
                self.put(Class::Keyword, at, end)
            }
            b'0'..=b'9' => self.number(at),
            _ if is_name(byte) || (byte == b'$' && self.tongue == Tongue::Script) => self.word(at, depth),
            _ => self.mark(at, byte),
        };
        self.before = self.bytes[..end.min(self.bytes.len())].last().copied().unwrap_or(b'\n');
        end
    }

    fn put(&mut self, class: Class, start: usize, end: usize) -> usize {
        self.ink.put(Some(class), start, end);
        end
    }

    fn peek(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |n| at + n)
    }

    /// The end of the comment that begins here, if one does.
    fn comment(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        match self.tongue {
            Tongue::Python => rest.starts_with(b"#").then(|| self.line_end(at)),
            Tongue::Script if at == 0 && rest.starts_with(b"#!") => Some(self.line_end(at)),
            _ if rest.starts_with(b"//") => Some(self.line_end(at)),
            _ if rest.starts_with(b"/*") => Some(memchr::memmem::find(&rest[2..], b"*/").map_or(self.bytes.len(), |n| at + 2 + n + 2)),
            _ => None,
        }
    }

    /// Whether a quote opens a string: in Rust it may belong to a lifetime, and in prose among code to a word.
    fn is_quote(&self, at: usize) -> bool {
        match (self.tongue, self.bytes[at]) {
            (_, b'"') => true,
            (Tongue::Rust, b'\'') => {
                let after = if self.peek(at + 1) == b'\\' { at + 3 } else { self.char_end(at + 1) };
                self.peek(after) == b'\'' || (self.peek(at + 1) == b'\\' && self.closes_on_line(at))
            }
            (Tongue::Rust | Tongue::Python, b'`') => false,
            _ => true,
        }
    }

    fn closes_on_line(&self, at: usize) -> bool {
        memchr::memchr(self.bytes[at], &self.bytes[at + 1..self.line_end(at)]).is_some()
    }

    fn char_end(&self, at: usize) -> usize {
        self.ink.code.get(at..).and_then(|rest| rest.chars().next()).map_or(at + 1, |c| at + c.len_utf8())
    }

    /// A string whose quote stands at `quote` and whose prefix begins at `start`; returns its end.
    fn string(&mut self, start: usize, quote: usize, depth: usize) -> usize {
        let mark = self.bytes[quote];
        let prefix = &self.bytes[start..quote];
        let is_raw = prefix.iter().any(|byte| matches!(byte, b'r' | b'R'));
        let is_triple = self.tongue == Tongue::Python && self.bytes[quote..].starts_with(&[mark, mark, mark]);
        if self.tongue == Tongue::Rust && is_raw {
            let hashes = prefix.iter().filter(|byte| **byte == b'#').count();
            let close = [&b"\""[..], &b"#".repeat(hashes)].concat();
            let end = memchr::memmem::find(&self.bytes[quote + 1..], &close).map_or(self.bytes.len(), |n| quote + 1 + n + close.len());
            return self.put(Class::String, start, end);
        }
        if is_triple && prefix.is_empty() && self.begins_line(start) {
            let close = memchr::memmem::find(&self.bytes[quote + 3..], &[mark, mark, mark]);
            let end = close.map_or(self.bytes.len(), |n| quote + 3 + n + 3);
            return self.put(Class::Comment, start, end);
        }
        let spans_lines = is_triple || mark == b'`' || (self.tongue == Tongue::Rust && mark == b'"');
        let is_filled = mark == b'`' || (self.tongue == Tongue::Python && prefix.iter().any(|byte| matches!(byte, b'f' | b'F')));
        let mut from = start;
        let mut at = quote + if is_triple { 3 } else { 1 };
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte == b'\\' && !is_raw {
                let end = self.char_end(at + 1).min(self.bytes.len());
                if self.peek(at + 1) != b'\n' {
                    self.put(Class::String, from, at);
                    self.put(Class::Number, at, end);
                    from = end;
                }
                at = end;
            } else if byte == b'\n' && !spans_lines {
                break;
            } else if byte == mark && (!is_triple || self.bytes[at..].starts_with(&[mark, mark, mark])) {
                at += if is_triple { 3 } else { 1 };
                break;
            } else if let Some(skipped) = self.filled(at, is_filled, mark).filter(|_| depth < DEEPEST) {
                self.put(Class::String, from, at);
                self.ink.put(None, at, at + skipped);
                let end = if spans_lines || self.tongue == Tongue::Python { self.fill(at + skipped, depth, mark) } else { at + skipped };
                at = if self.peek(end) == b'}' { end + 1 } else { end };
                self.ink.put(None, end, at);
                from = at;
            } else {
                at += 1;
            }
        }
        self.put(Class::String, from, at)
    }

    /// Bytes that open code inside a string at `at`: `${` or `{`.
    fn filled(&self, at: usize, is_filled: bool, mark: u8) -> Option<usize> {
        let rest = &self.bytes[at..];
        match (is_filled, mark) {
            (true, b'`') if rest.starts_with(b"${") => Some(2),
            (true, b'`') => None,
            (true, _) if rest.starts_with(b"{") && !rest.starts_with(b"{{") && self.bytes[at - 1] != b'{' => Some(1),
            _ => None,
        }
    }

    /// Code inside a string, to the brace that closes it. In a string of one line it ends with that line or quote.
    fn fill(&mut self, at: usize, depth: usize, mark: u8) -> usize {
        if mark == b'`' {
            return self.code(at, depth + 1, true);
        }
        let stops = |byte: &u8| matches!(*byte, b'}' | b'\n' | b'!' | b':') || *byte == mark;
        let end = self.bytes[at..].iter().position(stops).map_or(self.bytes.len(), |n| at + n);
        self.ink.put(None, at, end);
        if matches!(self.peek(end), b'!' | b':') {
            let close = self.bytes[end..].iter().position(|byte| matches!(*byte, b'}' | b'\n') || *byte == mark);
            let close = close.map_or(self.bytes.len(), |n| end + n);
            return self.put(Class::Number, end, close);
        }
        end
    }

    /// Whether a slash opens a regular expression: where no value can have ended.
    fn is_regex(&self) -> bool {
        matches!(self.before, b'(' | b',' | b'=' | b':' | b'[' | b'!' | b'&' | b'|' | b'?' | b'{' | b';' | b'\n')
    }

    /// The end of a regular expression that closes on its line.
    fn regex_end(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        let mut in_class = false;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class && at > start + 1 => return Some(self.name_end(at + 1, b"")),
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn is_decorator(&self, at: usize) -> bool {
        is_name(self.peek(at + 1)) && self.begins_line(at)
    }

    fn begins_line(&self, at: usize) -> bool {
        let before = self.bytes[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        matches!(before, None | Some(b'\n' | b'\r'))
    }

    /// `#[derive(Debug)]`, strings in it set off.
    fn attribute(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let mut depth = 0_usize;
        let (mut from, mut at) = (start, start);
        while at < end {
            match self.bytes[at] {
                b'"' => {
                    let close = self.bytes[at + 1..end].iter().position(|byte| *byte == b'"').map_or(end, |n| at + 1 + n + 1);
                    self.put(Class::Attribute, from, at);
                    at = self.put(Class::String, at, close);
                    from = at;
                    continue;
                }
                b'[' => depth += 1,
                b']' if depth <= 1 => return self.put(Class::Attribute, from, at + 1),
                b']' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.put(Class::Attribute, from, end)
    }

    /// One past the name that begins at `at`; `more` may stand in it too.
    fn name_end(&self, at: usize, more: &[u8]) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        at + rest.iter().take_while(|byte| is_name(**byte) || byte.is_ascii_digit() || more.contains(byte)).count()
    }

    fn number(&mut self, start: usize) -> usize {
        let mut at = start;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            let is_point = byte == b'.' && self.peek(at + 1).is_ascii_digit() && self.bytes[at - 1] != b'.';
            let is_sign =
                matches!(byte, b'+' | b'-') && at > start && matches!(self.bytes[at - 1], b'e' | b'E') && self.bytes[start + 1] != b'x';
            if !(byte.is_ascii_alphanumeric() || byte == b'_' || is_point || is_sign) {
                break;
            }
            at += 1;
        }
        self.put(Class::Number, start, at)
    }

    fn word(&mut self, start: usize, depth: usize) -> usize {
        let end = self.name_end(start, if self.tongue == Tongue::Script { b"$" } else { b"" });
        let word = &self.ink.code[start..end];
        if let Some(quote) = self.prefixed(start, end) {
            return self.string(start, quote, depth);
        }
        let introduced = self.introduced.take();
        let is_member = self.before == b'.';
        let next = self.next_mark(end);
        let class = match word {
            _ if is_member => (next == b'(').then_some(Class::Function),
            _ if introduced.is_some() && !self.tongue.keywords().contains(&word) => introduced,
            "true" | "false" | "null" | "True" | "False" => Some(Class::Number),
            "None" if self.tongue == Tongue::Python => Some(Class::Number),
            "self" | "this" | "cls" | "super" => Some(Class::Variable),
            "new" | "of" | "typeof" | "instanceof" | "delete" | "void" | "in"
                if self.tongue == Tongue::Script && !self.is_key(word, next) =>
            {
                Some(Class::Operator)
            }
            _ if self.tongue.keywords().binary_search(&word).is_ok() && !self.is_key(word, next) => Some(Class::Keyword),
            _ if self.tongue.types().binary_search(&word).is_ok() => Some(Class::Type),
            _ => self.name(word, end, next),
        };
        if class == Some(Class::Keyword) {
            self.introduced = self.tongue.introduces(word);
        }
        if introduced.is_some_and(|class| class == Class::Function || (class == Class::Type && self.tongue == Tongue::Python)) {
            (self.parameters, self.listed) = (self.opens + 1, introduced);
        }
        let end = if next == b'!' && self.tongue == Tongue::Rust && class == Some(Class::Function) { end + 1 } else { end };
        self.ink.put(class, start, end);
        end
    }

    /// Whether a word that may be a keyword names a field: `type: "x"`, `from: 1`.
    fn is_key(&self, word: &str, next: u8) -> bool {
        let is_soft =
            matches!(word, "type" | "from" | "of" | "match" | "case" | "default" | "in" | "as" | "declare" | "union" | "abstract");
        is_soft && (matches!(next, b':' | b',' | b')' | b'?' | b'.') || (next == b'=' && self.tongue != Tongue::Rust))
    }

    /// What a name is that is no word of the language.
    fn name(&self, word: &str, end: usize, next: u8) -> Option<Class> {
        let is_upper = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        let is_macro = next == b'!' && self.tongue == Tongue::Rust && self.peek(end + 1) != b'=';
        let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
        if is_macro || (next == b'(' && !(is_capital && self.tongue == Tongue::Rust)) {
            return Some(Class::Function);
        }
        if is_upper && word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Some(Class::Number);
        }
        if self.tongue == Tongue::Script && is_capital && matches!(self.before, b':' | b'<' | b'|' | b'&') {
            return Some(Class::Type);
        }
        if self.tongue == Tongue::Script && self.ink.code[end..].trim_start_matches(' ').starts_with("=>") {
            return Some(Class::Variable);
        }
        let opens_parameter = matches!(self.before, b'(' | b',' | b'*');
        let is_named =
            self.tongue == Tongue::Python && self.opens > 0 && next == b'=' && self.peek(end) == b'=' && self.peek(end + 1) != b'=';
        let is_parameter = self.parameters > 0 && self.opens == self.parameters && opens_parameter && next != b'.';
        let is_typed = self.tongue != Tongue::Rust || next == b':';
        if is_parameter && self.listed == Some(Class::Type) && !is_named {
            return Some(Class::Type);
        }
        ((is_named && opens_parameter) || (is_parameter && is_typed)).then_some(Class::Variable)
    }

    /// The next byte that is no blank on this line; for a name directly before a type's brackets, what follows them.
    fn next_mark(&self, end: usize) -> u8 {
        let rest = &self.bytes[end..];
        if self.tongue != Tongue::Python && (rest.starts_with(b"::<") || (rest.starts_with(b"<") && self.introduced.is_none())) {
            let inside = rest.iter().position(|byte| matches!(byte, b'>' | b'\n' | b';' | b'(')).unwrap_or(0);
            if rest.get(inside) == Some(&b'>') && rest.get(inside + 1) == Some(&b'(') {
                return b'(';
            }
        }
        rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')).copied().unwrap_or(b'\n')
    }

    /// Where the quote stands if the word is the prefix of a string: `f"`, `br#"`.
    fn prefixed(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.bytes[start..end];
        match self.tongue {
            Tongue::Script => None,
            Tongue::Python => {
                let is_prefix = word.len() <= 2 && word.iter().all(|byte| b"rbufRBUF".contains(byte));
                (is_prefix && matches!(self.peek(end), b'"' | b'\'')).then_some(end)
            }
            Tongue::Rust => {
                let n_hashes = self.bytes[end..].iter().take_while(|byte| **byte == b'#').count();
                let is_prefix = matches!(word, b"r" | b"br" | b"cr") || (matches!(word, b"b" | b"c") && n_hashes == 0);
                (is_prefix && self.peek(end + n_hashes) == b'"').then_some(end + n_hashes)
            }
        }
    }

    /// Brackets, operators, and what else there is.
    fn mark(&mut self, start: usize, byte: u8) -> usize {
        self.introduced = self.introduced.filter(|_| byte == b'*');
        match byte {
            b'(' | b'[' | b'{' => self.opens += 1,
            b')' | b']' | b'}' => {
                self.opens = self.opens.saturating_sub(1);
                if self.opens < self.parameters {
                    self.parameters = 0;
                }
            }
            _ => {}
        }
        let rest = &self.bytes[start..];
        if rest.starts_with(b"=>") {
            let class = if self.tongue == Tongue::Script { Class::Keyword } else { Class::Operator };
            return self.put(class, start, start + 2);
        }
        if rest.starts_with(b"->") || rest.starts_with(b"</") || rest.starts_with(b"/>") {
            self.ink.put(None, start, start + 2);
            return start + 2;
        }
        if self.tongue == Tongue::Python && rest.starts_with(b"...") {
            return self.put(Class::Number, start, start + 3);
        }
        let is_spaced = self.peek(start + 1).is_ascii_whitespace() || self.peek(start + 1) == b'=';
        let is_operator = match byte {
            b'=' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'!' | b'~' | b'?' => true,
            b'<' | b'>' => self.tongue == Tongue::Python || (is_spaced && start > 0 && self.bytes[start - 1].is_ascii_whitespace()),
            b'.' => rest.starts_with(b".."),
            b':' => self.tongue == Tongue::Python && rest.starts_with(b":="),
            _ => false,
        };
        let n = if is_operator && (rest.starts_with(b"..") || rest.starts_with(b":=")) { 2 } else { 1 };
        self.ink.put(is_operator.then_some(Class::Operator), start, start + n);
        start + n
    }
}

/// Whether a byte may begin a name.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}
