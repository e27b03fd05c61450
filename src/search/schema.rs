//! The one schema: which fields an entry has in the index, how they are cut into words, and what each
//! weighs. The only place that names tantivy's tokenizers; it must never know where entries come from.

use std::sync::Arc;

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer, TokenizerManager};

use super::text::{Mode, each_token};

const TOKENIZER: &str = "records";

/// The scored fields, in the order of their numbers in the shards: name and boost.
pub const SCORED: [(&str, f32); 3] = [("title", 2.0), ("heading", 1.5), ("body", 1.0)];

/// The fields of the index.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Title, heading and body, as in [`SCORED`].
    pub scored: [Field; 3],
    /// Words of the plan's id and path: for `plan:` and `path:`, never scored.
    pub place: Field,
    /// The word of the kind.
    pub kind: Field,
    /// The word of the plan's shelf.
    pub state: Field,
    /// The word of the plan's status.
    pub status: Field,
    /// Every author that counts for the entry.
    pub author: Field,
    /// The day, where one is known.
    pub day: Field,
}

/// The schema and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |option, norms| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(option).set_fieldnorms(norms))
    };
    let scored = SCORED.map(|(name, _)| builder.add_text_field(name, text(IndexRecordOption::WithFreqsAndPositions, true)));
    let place = builder.add_text_field("place", text(IndexRecordOption::Basic, false));
    let kind = builder.add_text_field("kind", STRING);
    let state = builder.add_text_field("state", STRING);
    let status = builder.add_text_field("status", STRING);
    let author = builder.add_text_field("author", STRING);
    let day = builder.add_i64_field("day", INDEXED | FAST);
    (builder.build(), Fields { scored, place, kind, state, status, author, day })
}

/// The tokenizers the schema names.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, RecordTokenizer::default());
    manager
}

/// [`super::text`] as tantivy asks for it. All entries of a plan share its title and its place: the last texts
/// are remembered with their tokens.
#[derive(Clone, Default)]
struct RecordTokenizer {
    last: [Arc<Tokens>; 2],
}

/// The tokens of one text, one after the other in one string.
#[derive(Default)]
struct Tokens {
    of: String,
    text: String,
    /// Position of each, and where it ends.
    ends: Vec<(u32, usize)>,
}

impl Tokens {
    fn new(of: &str) -> Self {
        let mut tokens = Self { of: of.to_owned(), text: String::with_capacity(of.len()), ends: Vec::with_capacity(of.len() / 6) };
        each_token(of, Mode::Index, |position, token| {
            tokens.text.push_str(token);
            tokens.ends.push((position, tokens.text.len()));
        });
        tokens
    }
}

/// Texts no longer than this may be those of a whole plan.
const SHARED: usize = 200;

struct Stream {
    tokens: Arc<Tokens>,
    next: usize,
    from: usize,
    now: TantivyToken,
}

impl Tokenizer for RecordTokenizer {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let known = self.last.iter().find(|tokens| tokens.of == text).cloned();
        let tokens = known.unwrap_or_else(|| Arc::new(Tokens::new(text)));
        if text.len() <= SHARED && !Arc::ptr_eq(&self.last[0], &tokens) {
            self.last.swap(0, 1);
            self.last[0] = tokens.clone();
        }
        Stream { tokens, next: 0, from: 0, now: TantivyToken { position_length: 1, ..TantivyToken::default() } }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some((position, end)) = self.tokens.ends.get(self.next).copied() else { return false };
        self.now.position = position as usize;
        self.now.text.clear();
        self.now.text.push_str(&self.tokens.text[self.from..end]);
        self.from = end;
        self.next += 1;
        true
    }

    fn token(&self) -> &TantivyToken {
        &self.now
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        &mut self.now
    }
}
