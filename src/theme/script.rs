//! Scripts as they are published: comments, line ends and spaces that mean nothing left out. What a reader's browser
//! fetches is then half of what we wrote. Knows the words of JavaScript, and nothing of what they do.

/// The script without comments and needless white space; the same program. It expects a semicolon where the grammar
/// wants one, or a line end that stays one.
pub fn slim(text: &str) -> String {
    let mut slim = Slim { rest: text, out: String::with_capacity(text.len()), gap: Gap::None, templates: Vec::new() };
    while !slim.rest.is_empty() {
        slim.step();
    }
    slim.out
}

/// What stood between the last token and the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

struct Slim<'a> {
    rest: &'a str,
    out: String,
    gap: Gap,
    /// Open braces since each `${` that is not closed yet.
    templates: Vec<usize>,
}

/// Words after which a `/` begins a regular expression.
const BEFORE_EXPRESSION: [&str; 12] = ["return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "await", "yield"];

impl Slim<'_> {
    fn step(&mut self) {
        let Some(c) = self.rest.chars().next() else { return };
        let spaces = self.rest.len() - self.rest.trim_start().len();
        if spaces > 0 {
            let gap = if self.rest[..spaces].contains('\n') { Gap::Line } else { Gap::Space };
            self.skip(spaces, gap);
        } else if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()), Gap::Space);
        } else if self.rest.starts_with("/*") {
            let end = self.rest.find("*/").map_or(self.rest.len(), |end| end + 2);
            let gap = if self.rest[..end].contains('\n') { Gap::Line } else { Gap::Space };
            self.skip(end, gap);
        } else {
            let length = match c {
                '\'' | '"' => quoted(self.rest, c),
                '`' => template(&self.rest[1..]) + 1,
                '}' if self.templates.last() == Some(&0) => {
                    self.templates.pop();
                    template(&self.rest[1..]) + 1
                }
                '/' if self.expects_expression() => regular_expression(self.rest),
                _ if is_word(c) => self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len()),
                _ => c.len_utf8(),
            };
            let is_open_template = length > 1 && self.rest[..length].ends_with("${") && (c == '`' || c == '}');
            match (c, self.templates.last_mut()) {
                ('{', Some(depth)) => *depth += 1,
                ('}', Some(depth)) if length == 1 && *depth > 0 => *depth -= 1,
                _ => {}
            }
            if is_open_template {
                self.templates.push(0);
            }
            self.token(length);
        }
    }

    fn skip(&mut self, length: usize, gap: Gap) {
        self.rest = &self.rest[length..];
        self.gap = self.gap.max(gap);
    }

    fn token(&mut self, length: usize) {
        let (token, rest) = self.rest.split_at(length);
        let (last, next) = (self.out.chars().next_back(), token.chars().next());
        if let (Some(last), Some(next)) = (last, next) {
            let joins =
                (is_word(last) && is_word(next)) || (last == next && "+-/".contains(last)) || (last.is_ascii_digit() && next == '.');
            let ends = |c: char, these: &str| these.contains(c);
            match self.gap {
                Gap::Line if !ends(last, "{([,;:?=&|<>!^~.") && !ends(next, ")]},;:?=&|.<>^") => self.out.push('\n'),
                Gap::Line | Gap::Space if joins => self.out.push(' '),
                _ => {}
            }
        }
        self.out.push_str(token);
        self.rest = rest;
        self.gap = Gap::None;
    }

    /// Whether an operand may stand here, so that a `/` begins one.
    fn expects_expression(&self) -> bool {
        let Some(last) = self.out.chars().next_back() else { return true };
        if !is_word(last) {
            return !")]\"'`".contains(last);
        }
        let start = self.out.rfind(|c| !is_word(c)).map_or(0, |at| at + self.out[at..].chars().next().map_or(1, char::len_utf8));
        BEFORE_EXPRESSION.contains(&&self.out[start..])
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '@') || !c.is_ascii()
}

/// The length of a string from its first quote to its last.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a template up to its end or to the next `${`, with that.
fn template(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => return at + 1,
            '$' if text[at..].starts_with("${") => return at + 2,
            _ => {}
        }
    }
    text.len()
}

/// The length of a regular expression with its flags.
fn regular_expression(text: &str) -> usize {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => {
                let flags = text[at + 1..].find(|c: char| !c.is_ascii_lowercase());
                return at + 1 + flags.unwrap_or(text.len() - at - 1);
            }
            '\n' => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::slim;

    #[test]
    fn comments_and_spaces_go_and_the_program_stays() {
        for (text, expected) in [
            ("/** doc\n */\nexport const a = 1; // one\nlet b = a + +a;\n", "export const a=1;let b=a+ +a;"),
            ("a\n++b", "a\n++b"),
            ("foo()\n  .bar(/** @type {X} */ (y))\n", "foo().bar((y))"),
            ("const s = \"// no /* comment */\" + 'it''s';", "const s=\"// no /* comment */\"+'it''s';"),
            ("x = `a // ${ b ? `c ${ {d: 1}.d } ` : 2 } e  f`;", "x=`a // ${b?`c ${{d:1}.d} `:2} e  f`;"),
            ("y = a / b / c; z = /[/*] '/u.test(q) && 1 / 2", "y=a/b/c;z=/[/*] '/u.test(q)&&1/2"),
            ("return /x/g;", "return/x/g;"),
            ("if (a) {\n  b()\n}\nc()", "if(a){b()}\nc()"),
            ("{\n  a\n  b\n}", "{a\nb}"),
        ] {
            assert_eq!(slim(text), expected, "{text}");
        }
    }
}
