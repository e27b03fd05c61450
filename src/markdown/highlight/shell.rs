//! Shell commands, read word by word: what is a command, an option, a variable or a string depends on where a word
//! stands, not on a vocabulary.

use super::ink::Ink;
use super::scopes::Class;

/// Commands in strings in commands are read to this depth.
const DEEPEST: usize = 24;

const KEYWORDS: &[&str] =
    &["case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then", "time", "until", "while"];
/// Commands that leave a loop, a function or the shell.
const LEAVES: &[&str] = &["break", "continue", "exit", "return"];
/// Commands whose arguments are assignments.
const DECLARES: &[&str] = &["alias", "declare", "export", "local", "readonly", "typeset"];

/// Writes shell code.
pub(super) fn paint(out: &mut String, code: &str) {
    let mut shell = Shell { bytes: code.as_bytes(), ink: Ink::new(out, code), heredocs: Vec::new() };
    shell.commands(0, 0, None);
    shell.ink.end();
}

struct Shell<'a> {
    bytes: &'a [u8],
    ink: Ink<'a>,
    /// The words that end the texts which begin on the next line.
    heredocs: Vec<Vec<u8>>,
}

/// What the next word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Command,
    Argument,
    Assignment,
    /// A name after `for` or `function`, the word after `case`.
    Name,
}

impl Shell<'_> {
    /// Reads commands from `at` to the end, or to the byte that closes them; returns where they ended.
    fn commands(&mut self, mut at: usize, depth: usize, close: Option<u8>) -> usize {
        let mut place = Place::Command;
        let mut n_open = 0_usize;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            match byte {
                _ if Some(byte) == close && n_open == 0 => return at,
                b'\n' => {
                    at = self.texts(at + 1);
                    place = Place::Command;
                }
                b' ' | b'\t' | b'\r' => at += 1,
                b'\\' if matches!(self.peek(at + 1), b'\n' | b'\r') => {
                    self.ink.put(None, at, at + 1);
                    at += 2;
                }
                b'#' if at == 0 || matches!(self.bytes[at - 1], b' ' | b'\t' | b'\n' | b';' | b'(') => {
                    let end = self.line_end(at);
                    at = self.put(Class::Comment, at, end);
                }
                b'|' | b'&' => {
                    let n = self.bytes[at..].iter().take(2).take_while(|next| **next == byte).count();
                    at = self.put(Class::Operator, at, at + n);
                    // `&>` and `>&1` end no command.
                    if self.peek(at) != b'>' {
                        place = Place::Command;
                    }
                }
                b';' | b'(' | b')' | b'{' | b'}' if byte != b'{' && byte != b'}' || self.is_alone(at) => {
                    n_open += usize::from(byte == b'(');
                    n_open -= usize::from(byte == b')' && n_open > 0);
                    self.ink.put(None, at, at + 1);
                    at += 1;
                    place = Place::Command;
                }
                b'<' | b'>' => at = self.redirection(at),
                b'!' if self.is_alone(at) => at = self.put(Class::Operator, at, at + 1),
                _ => (at, place) = self.word(at, place, depth),
            }
        }
        at
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

    fn is_alone(&self, at: usize) -> bool {
        let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b';' | 0);
        is_blank(self.peek(at + 1)) && (at == 0 || is_blank(self.bytes[at - 1]))
    }

    /// `>`, `>>`, `2>&1`, `<<EOF`
    fn redirection(&mut self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let n = rest.iter().take(3).take_while(|byte| matches!(byte, b'<' | b'>')).count();
        let mut at = start + n;
        if rest.starts_with(b"<<") && !rest.starts_with(b"<<<") {
            at += usize::from(self.peek(at) == b'-');
            let from = at + self.bytes[at..].iter().take_while(|byte| **byte == b' ').count();
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'|' | b'&' | b')' | b'<' | b'>');
            let to = self.bytes[from..].iter().position(is_end).map_or(self.bytes.len(), |n| from + n);
            let word: Vec<u8> = self.bytes[from..to].iter().copied().filter(|byte| !matches!(byte, b'\'' | b'"' | b'\\')).collect();
            self.put(Class::Operator, start, at);
            if !word.is_empty() {
                self.heredocs.push(word);
            }
            return self.put(Class::String, from, to);
        }
        if self.peek(at) == b'&' {
            at += 1;
            at += self.bytes[at..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count();
        }
        self.put(Class::Operator, start, at)
    }

    /// The texts that begin on the line at `at`; returns where commands go on.
    fn texts(&mut self, mut at: usize) -> usize {
        for word in std::mem::take(&mut self.heredocs) {
            let start = at;
            while at < self.bytes.len() {
                let end = self.line_end(at);
                let is_last = self.bytes[at..end].trim_ascii() == word;
                at = (end + 1).min(self.bytes.len());
                if is_last {
                    break;
                }
            }
            self.put(Class::String, start, at);
        }
        at
    }

    /// One word; returns its end and what comes next.
    fn word(&mut self, start: usize, place: Place, depth: usize) -> (usize, Place) {
        let plain = self.plain_end(start);
        let text = &self.ink.code[start..plain];
        let is_whole = matches!(self.peek(plain), b' ' | b'\t' | b'\n' | b'\r' | b';' | b'|' | b'&' | b'(' | b')' | b'<' | b'>' | 0);
        if matches!(place, Place::Command | Place::Assignment)
            && let Some((name, _)) = text.split_once('=')
            && is_variable(name.trim_end_matches('+'))
        {
            let equals = start + name.len();
            self.ink.put(None, start, equals);
            self.put(Class::Operator, equals, equals + 1);
            let end = self.rest(equals + 1, Some(Class::String), depth);
            return (end, place);
        }
        match place {
            Place::Command if is_whole && KEYWORDS.contains(&text) => {
                let next = if matches!(text, "for" | "function" | "case" | "select") { Place::Name } else { Place::Command };
                (self.put(Class::Keyword, start, plain), next)
            }
            Place::Command if is_whole && LEAVES.contains(&text) => (self.put(Class::Keyword, start, plain), Place::Argument),
            Place::Command if is_whole && DECLARES.contains(&text) => (self.put(Class::Keyword, start, plain), Place::Assignment),
            Place::Command => (self.rest(start, Some(Class::Function), depth), Place::Argument),
            Place::Name => (self.rest(start, None, depth), Place::Argument),
            Place::Argument if is_whole && text == "in" => (self.put(Class::Keyword, start, plain), Place::Argument),
            Place::Argument | Place::Assignment if text.starts_with('-') && text.len() > 1 => {
                let name = start + text.find('=').unwrap_or(text.len());
                self.put(Class::Attribute, start, name);
                (self.rest(name, None, depth), place)
            }
            Place::Argument | Place::Assignment => (self.rest(start, None, depth), place),
        }
    }

    /// Where a word's plain bytes end: at a quote, a variable, a blank, or whatever ends the word.
    fn plain_end(&self, at: usize) -> usize {
        let stops = |byte: &u8| {
            matches!(
                byte,
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'|' | b'&' | b'(' | b')' | b'<' | b'>' | b'"' | b'\'' | b'`' | b'$' | b'\\'
            )
        };
        self.bytes[at..].iter().position(stops).map_or(self.bytes.len(), |n| at + n)
    }

    /// A word to its end, its plain bytes in one class.
    fn rest(&mut self, start: usize, class: Option<Class>, depth: usize) -> usize {
        let mut at = start;
        while at < self.bytes.len() {
            let plain = self.plain_end(at);
            self.ink.put(class, at, plain);
            at = match self.peek(plain) {
                b'"' => self.quoted(plain, depth),
                b'\'' => {
                    let end = memchr::memchr(b'\'', &self.bytes[plain + 1..]).map_or(self.bytes.len(), |n| plain + n + 2);
                    self.put(Class::String, plain, end)
                }
                b'$' => self.variable(plain, class, depth),
                b'`' if depth < DEEPEST => self.inner(plain, 1, b'`', depth),
                b'\\' => {
                    let end = self.char_end(plain + 1);
                    if matches!(self.peek(plain + 1), b'\n' | b'\r') {
                        return if plain > start { plain } else { self.put(Class::Operator, plain, plain + 1) };
                    }
                    self.ink.put(class, plain, end);
                    end
                }
                b'`' => plain + 1,
                _ => return plain,
            };
        }
        at
    }

    fn char_end(&self, at: usize) -> usize {
        self.ink.code.get(at..).and_then(|rest| rest.chars().next()).map_or(at.min(self.bytes.len()), |c| at + c.len_utf8())
    }

    /// `$name`, `${name}`, `$(commands)`, `$1`, `$?`; a dollar alone has the class of its word.
    fn variable(&mut self, start: usize, class: Option<Class>, depth: usize) -> usize {
        match self.peek(start + 1) {
            b'(' if self.peek(start + 2) != b'(' && depth < DEEPEST => self.inner(start, 2, b')', depth),
            b'{' => {
                let close = self.bytes[start..self.line_end(start)].iter().position(|byte| *byte == b'}');
                let end = close.map_or(start + 2, |n| start + n + 1);
                self.put(Class::Variable, start, end)
            }
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let n = self.bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                self.put(Class::Variable, start, start + 1 + n)
            }
            b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' => self.put(Class::Variable, start, start + 2),
            _ => {
                self.ink.put(class, start, start + 1);
                start + 1
            }
        }
    }

    /// Commands inside a word, with `n` bytes that open them and one that closes them.
    fn inner(&mut self, start: usize, n: usize, close: u8, depth: usize) -> usize {
        self.ink.put(None, start, start + n);
        let heredocs = std::mem::take(&mut self.heredocs);
        let end = self.commands(start + n, depth + 1, Some(close));
        self.heredocs = heredocs;
        let after = (end + 1).min(self.bytes.len());
        self.ink.put(None, end, after);
        after
    }

    /// A string in double quotes, to its end.
    fn quoted(&mut self, start: usize, depth: usize) -> usize {
        let mut from = start;
        let mut at = start + 1;
        while at < self.bytes.len() {
            let is_variable =
                |next: u8| next.is_ascii_alphanumeric() || matches!(next, b'_' | b'{' | b'(' | b'@' | b'*' | b'#' | b'?' | b'!');
            match self.bytes[at] {
                b'"' => return self.put(Class::String, from, at + 1),
                b'\\' => at = self.char_end(at + 1).max(at + 1),
                b'$' if is_variable(self.peek(at + 1)) => {
                    self.put(Class::String, from, at);
                    from = self.variable(at, Some(Class::String), depth);
                    at = from;
                }
                _ => at += 1,
            }
        }
        self.put(Class::String, from, at)
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
