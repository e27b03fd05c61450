//! The one schema: which fields an entry has in the index, how they are cut into words, and what each
//! weighs. The only place that names tantivy's tokenizers; it must never know where entries come from.

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer, TokenizerManager};

use super::text::{Mode, Token, tokenize};

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
    manager.register(TOKENIZER, RecordTokenizer);
    manager
}

/// [`super::text`] as tantivy asks for it.
#[derive(Clone)]
struct RecordTokenizer;

struct Stream {
    tokens: std::vec::IntoIter<Token>,
    now: TantivyToken,
}

impl Tokenizer for RecordTokenizer {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream { tokens: tokenize(text, Mode::Index).into_iter(), now: TantivyToken::default() }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(token) = self.tokens.next() else { return false };
        self.now.position = token.position as usize;
        self.now.position_length = 1;
        self.now.text = token.text;
        true
    }

    fn token(&self) -> &TantivyToken {
        &self.now
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        &mut self.now
    }
}
