//! Full-text search over records: one tokenizer, one schema, the tantivy index in memory, the query
//! grammar, and the shards exported for the browser. The one home of tantivy.

pub mod entry;
mod gather;
pub mod grammar;
pub mod index;
mod plain;
pub mod query;
pub mod schema;
pub mod shards;
pub mod show;
mod steady;
mod suggest;
pub mod text;

pub use entry::{Entry, Kind, PlanFacts, Records, STATES, STATUSES};
pub use grammar::parse as parse_query;
pub use index::{Found, INDEX_VERSION, Index, Source};
pub use query::{Answer, search};
pub use show::api;
