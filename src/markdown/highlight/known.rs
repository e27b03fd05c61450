//! Lines that were highlighted before, by what stood before them: half of the lines of code of a large archive are
//! in it more than once. A line is looked up by its bytes and by the state its beginning was read in, so that what
//! is found is what would be made. Kept for each thread, within bounds; it can make a build faster, never different.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use syntect::parsing::ParseState;

use super::scopes::{Known, Painter};
use super::{Grammar, LONGEST_LINE, escape};
use crate::text::QuickHash;

/// States of one language that are told apart; a text in any other is read without looking up.
const MOST_STATES: usize = 128;
/// Bytes of lines and HTML kept for one language.
const MOST_BYTES: usize = 1 << 20;

/// What reading a line begins or ends with.
#[derive(Clone)]
struct State {
    parser: ParseState,
    painter: Painter,
}

/// A line as HTML, and the state after it.
type Line = (Box<str>, usize);

/// The lines of one language.
#[derive(Default)]
struct Lines {
    states: Vec<State>,
    /// By state, then by the bytes of a line.
    html: Vec<HashMap<Box<str>, Line, QuickHash>>,
    bytes: usize,
    known: Known,
}

thread_local! {
    static LINES: RefCell<BTreeMap<String, Lines>> = const { RefCell::new(BTreeMap::new()) };
}

/// Writes code of one language, in one class for the neighbours that share it.
pub(super) fn paint(out: &mut String, grammar: Grammar, code: &str) {
    LINES.with_borrow_mut(|all| {
        let name = &grammar.syntax.name;
        if !all.contains_key(name) {
            all.insert(name.clone(), Lines::default());
        }
        if let Some(lines) = all.get_mut(name) {
            lines.paint(out, grammar, code);
        }
    });
}

impl Lines {
    fn paint(&mut self, out: &mut String, grammar: Grammar, code: &str) {
        if self.states.is_empty() {
            self.number(&State { parser: ParseState::new(grammar.syntax), painter: Painter::default() });
        }
        let mut number = Some(0);
        // What `number` stands for, where it stands for nothing known.
        let mut state = None;
        for line in code.split_inclusive('\n') {
            if line.len() > LONGEST_LINE {
                escape(out, line);
                continue;
            }
            if let Some((html, next)) = number.and_then(|number: usize| self.html[number].get(line)) {
                out.push_str(html);
                number = Some(*next);
                continue;
            }
            let mut now = match number {
                Some(number) => self.states[number].clone(),
                None => state.take().unwrap_or_else(|| self.states[0].clone()),
            };
            let start = out.len();
            match now.parser.parse_line(line, grammar.set) {
                Ok(ops) => now.painter.line(&mut self.known, out, line, &ops),
                Err(_) => escape(out, line),
            }
            let next = if number.is_some() { self.number(&now) } else { None };
            match (number, next) {
                (Some(number), Some(next)) => self.keep(number, line, &out[start..], next),
                _ => state = Some(now),
            }
            number = next;
        }
    }

    /// The number of a state; `None` if there are too many.
    fn number(&mut self, state: &State) -> Option<usize> {
        let is_same = |known: &State| known.parser == state.parser && known.painter.stands_as(&state.painter);
        if let Some(number) = self.states.iter().position(is_same) {
            return Some(number);
        }
        (self.states.len() < MOST_STATES).then(|| {
            self.states.push(state.clone());
            self.html.push(HashMap::default());
            self.states.len() - 1
        })
    }

    fn keep(&mut self, number: usize, line: &str, html: &str, next: usize) {
        if self.bytes < MOST_BYTES {
            self.bytes += line.len() + html.len() + 96;
            self.html[number].insert(line.into(), (html.into(), next));
        }
    }
}
