//! Scopes of TextMate grammars to token classes, through one table.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

use super::token;
use crate::text::QuickHash;

/// What a piece of code is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Attribute,
    Comment,
    Deleted,
    Function,
    Heading,
    Inserted,
    Keyword,
    Number,
    Operator,
    String,
    Type,
    Variable,
}

impl Class {
    /// The class attribute.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Attribute => 'a',
            Self::Comment => 'c',
            Self::Deleted => 'd',
            Self::Function => 'f',
            Self::Heading => 'h',
            Self::Inserted => 'i',
            Self::Keyword => 'k',
            Self::Number => 'n',
            Self::Operator => 'o',
            Self::String => 's',
            Self::Type => 't',
            Self::Variable => 'v',
        }
    }
}

/// What a scope says of the code in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// This class, whatever it stands in.
    Class(Class),
    /// No class, whatever it stands in: code inside a string's `${…}`.
    Ink,
    /// Nothing: as what it stands in.
    Nothing,
}

/// Scopes by prefix; of two that match, the longer one decides. Names in ink need no span, and neither does
/// punctuation: most of the bytes of classed code are spans around brackets and commas.
const TABLE: &[(&str, Says)] = &[
    ("comment", Says::Class(Class::Comment)),
    ("constant", Says::Class(Class::Number)),
    ("constant.character.escape", Says::Class(Class::Number)),
    ("constant.other.placeholder", Says::Class(Class::Number)),
    ("constant.other.symbol", Says::Class(Class::String)),
    ("entity.name", Says::Class(Class::Type)),
    ("entity.name.function", Says::Class(Class::Function)),
    ("entity.name.macro", Says::Class(Class::Function)),
    ("entity.name.section", Says::Class(Class::Heading)),
    ("entity.name.tag", Says::Class(Class::Attribute)),
    ("entity.other.attribute-name", Says::Class(Class::Attribute)),
    ("entity.other.inherited-class", Says::Class(Class::Type)),
    ("invalid", Says::Nothing),
    ("keyword", Says::Class(Class::Keyword)),
    ("keyword.operator", Says::Class(Class::Operator)),
    ("keyword.operator.word", Says::Class(Class::Keyword)),
    ("keyword.operator.logical.python", Says::Class(Class::Keyword)),
    ("markup.bold", Says::Class(Class::Keyword)),
    ("markup.deleted", Says::Class(Class::Deleted)),
    ("markup.heading", Says::Class(Class::Heading)),
    ("markup.inserted", Says::Class(Class::Inserted)),
    ("markup.italic", Says::Class(Class::Keyword)),
    ("markup.raw", Says::Class(Class::String)),
    ("markup.underline.link", Says::Class(Class::Function)),
    ("meta.annotation", Says::Class(Class::Attribute)),
    ("meta.diff", Says::Class(Class::Heading)),
    ("meta.embedded", Says::Ink),
    ("meta.interpolation", Says::Ink),
    ("meta.template.expression", Says::Ink),
    ("meta.preprocessor", Says::Class(Class::Attribute)),
    ("meta.property-name", Says::Class(Class::Attribute)),
    ("meta.separator", Says::Class(Class::Comment)),
    ("punctuation.definition.comment", Says::Class(Class::Comment)),
    ("punctuation.definition.string", Says::Class(Class::String)),
    ("source.shell.embedded", Says::Ink),
    ("storage", Says::Class(Class::Keyword)),
    ("storage.type.numeric", Says::Class(Class::Number)),
    ("string", Says::Class(Class::String)),
    ("string.unquoted.argument", Says::Nothing),
    ("string.unquoted.plain.out.yaml", Says::Nothing),
    ("string.unquoted.heredoc", Says::Class(Class::String)),
    ("support", Says::Class(Class::Type)),
    ("support.constant", Says::Class(Class::Number)),
    ("support.function", Says::Class(Class::Function)),
    ("support.macro", Says::Class(Class::Function)),
    ("support.type.property-name", Says::Class(Class::Attribute)),
    ("variable.annotation", Says::Class(Class::Attribute)),
    ("variable.function", Says::Class(Class::Function)),
    ("variable.language", Says::Class(Class::Variable)),
    ("variable.other.constant", Says::Class(Class::Number)),
    ("variable.other.php", Says::Class(Class::Variable)),
    ("variable.other.readwrite.powershell", Says::Class(Class::Variable)),
    ("variable.other.readwrite.shell", Says::Class(Class::Variable)),
    ("variable.parameter", Says::Class(Class::Variable)),
    ("variable.parameter.option", Says::Class(Class::Attribute)),
];

fn says(scope: Scope) -> Says {
    static SCOPES: OnceLock<Vec<(Scope, Says)>> = OnceLock::new();
    let scopes = SCOPES.get_or_init(|| TABLE.iter().filter_map(|(name, says)| Scope::new(name).ok().map(|scope| (scope, *says))).collect());
    let longest = scopes.iter().filter(|(prefix, _)| prefix.is_prefix_of(scope)).max_by_key(|(prefix, _)| prefix.len());
    longest.map_or(Says::Nothing, |(_, says)| *says)
}

/// What scopes say, once they were looked up.
#[derive(Default)]
pub(super) struct Known(HashMap<Scope, Says, QuickHash>);

/// Follows the scopes of one piece of code, and writes it.
#[derive(Clone, Default)]
pub(super) struct Painter {
    /// The scopes the next byte stands in, each with the class that follows from it and those before it.
    open: Vec<(Scope, Option<Class>)>,
    cleared: Vec<Vec<(Scope, Option<Class>)>>,
}

impl Painter {
    /// Whether what comes next is painted as by `other`.
    pub(super) fn stands_as(&self, other: &Self) -> bool {
        self.open == other.open && self.cleared == other.cleared
    }

    /// Writes one line.
    pub(super) fn line(&mut self, known: &mut Known, out: &mut String, line: &str, ops: &[(usize, ScopeStackOp)]) {
        let words = line.trim_end_matches(['\n', '\r']);
        // What is not written yet: its class, and where it begins. Blanks after it may still join it.
        let mut class = None;
        let mut from = 0;
        let mut blank_from = 0;
        let mut at = 0;
        for (offset, op) in ops {
            let offset = (*offset).min(words.len());
            if offset > at {
                self.piece(out, words, at..offset, (&mut class, &mut from, &mut blank_from));
                at = offset;
            }
            self.apply(known, op);
        }
        if at < words.len() {
            self.piece(out, words, at..words.len(), (&mut class, &mut from, &mut blank_from));
        }
        flush(out, words, class, from..blank_from.max(from));
        token(out, None, words.get(blank_from.max(from)..).unwrap_or(""));
        out.push_str(&line[words.len()..]);
    }

    /// Takes one piece of a line: into what is not written yet if it has the same class, or is blank.
    fn piece(&self, out: &mut String, line: &str, range: std::ops::Range<usize>, pending: (&mut Option<Class>, &mut usize, &mut usize)) {
        let (class, from, blank_from) = pending;
        let own = self.open.last().and_then(|(_, class)| *class);
        let is_blank = line.get(range.clone()).is_none_or(|piece| piece.trim().is_empty());
        if is_blank {
            return;
        }
        if own != *class {
            flush(out, line, *class, *from..*blank_from);
            token(out, None, line.get(*blank_from..range.start).unwrap_or(""));
            *class = own;
            *from = range.start;
        }
        *blank_from = range.end;
    }

    fn apply(&mut self, known: &mut Known, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let outer = self.open.last().and_then(|(_, class)| *class);
                let class = match *known.0.entry(*scope).or_insert_with(|| says(*scope)) {
                    Says::Class(class) => Some(class),
                    Says::Ink => None,
                    Says::Nothing => outer,
                };
                self.open.push((*scope, class));
            }
            ScopeStackOp::Pop(count) => self.open.truncate(self.open.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.open.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                let cleared = self.open.split_off(kept);
                self.cleared.push(cleared);
            }
            ScopeStackOp::Restore => {
                if let Some(cleared) = self.cleared.pop() {
                    self.open.extend(cleared);
                }
            }
            ScopeStackOp::Noop => {}
        }
    }
}

fn flush(out: &mut String, line: &str, class: Option<Class>, range: std::ops::Range<usize>) {
    token(out, class, line.get(range).unwrap_or(""));
}
