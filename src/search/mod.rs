//! Full-text search over records: one tokenizer, one schema, the tantivy index in memory, the query
//! grammar, and the shards exported for the browser. The one home of tantivy.
