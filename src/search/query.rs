//! A parsed query as tantivy answers it, and the passes that answer it: all words, then any. What is
//! decided here (alternatives, boosts, passes) is decided the same way in `theme/js/search.js`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Bound;

use tantivy::Term;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::entry::{Kind, STATES, STATUSES};
use super::grammar::{Clause, Filter, FilterField, Query, accepted, accepts_author, parse};
use super::index::Index;
use super::schema::SCORED;
use super::steady::Steady;
use super::text::{Mode, Token, is_cjk, tokenize};

/// A last word that is itself found in this many fields of entries is not also taken as the beginning of
/// longer words, unless nothing is found otherwise.
pub const PREFIX_ENOUGH: u32 = 100;
/// How many longer words a beginning stands for: the most frequent ones.
pub const PREFIX_WORDS: usize = 8;
/// What a longer word counts beside the word as written.
pub const PREFIX_BOOST: f32 = 0.5;
/// A beginning shorter than this stands only for [`n_common_words`].
pub const PREFIX_FREE: usize = 4;

/// How many of the most frequent words short beginnings and suggestions choose from, in an index of `n` entries.
pub fn n_common_words(n: usize) -> usize {
    (n / 2).clamp(512, 4096)
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Number of entries found.
    pub total: usize,
    /// Whether only entries with *some* of the words were found.
    pub any: bool,
    /// The best entries: number and score, best first; equal scores by number.
    pub hits: Vec<(u32, f32)>,
    /// Every token that was looked for, for marking it in excerpts.
    pub terms: BTreeSet<String>,
    /// If nothing was found: the query with its unknown words replaced by near known ones.
    pub suggestion: Option<String>,
}

type Boxed = Box<dyn tantivy::query::Query>;

/// Answers a query with its `limit` best entries.
///
/// # Errors
/// If a kept index is damaged.
pub fn search(index: &Index, text: &str, limit: usize) -> tantivy::Result<Answer> {
    let query = parse(text);
    let mut run = Run { index, limit: limit.max(1), terms: BTreeSet::new() };
    let plan = run.plan(&query)?;
    let mut answer = Answer::default();
    for pass in passes(&query, &plan) {
        (answer.total, answer.hits) = run.pass(&query, &plan, pass)?;
        if answer.total > 0 {
            answer.any = pass == Pass::Any;
            break;
        }
    }
    if answer.total == 0 && !query.clauses.is_empty() {
        answer.suggestion = super::suggest::suggest(index, text, &query)?;
    }
    answer.terms = run.terms;
    Ok(answer)
}

/// One way to read the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// All clauses; the last word as a beginning only if it is rare.
    All,
    /// All clauses, the last word as a beginning however frequent it is.
    AllWider,
    /// Any clause, and any part of a word of several tokens.
    Any,
}

/// What the clauses stand for, looked up once.
struct Plan {
    /// Longer words for the last token of the last clause.
    longer: Vec<String>,
    /// Whether they count from the first pass on.
    eager: bool,
}

fn passes(query: &Query, plan: &Plan) -> Vec<Pass> {
    let mut passes = vec![Pass::All];
    if !plan.eager && !plan.longer.is_empty() {
        passes.push(Pass::AllWider);
    }
    let parts = query.clauses.iter().map(|clause| if clause.quoted { 1 } else { clause.tokens.len() }).sum::<usize>();
    if parts > 1 {
        passes.push(Pass::Any);
    }
    passes
}

struct Run<'a> {
    index: &'a Index,
    limit: usize,
    terms: BTreeSet<String>,
}

impl Run<'_> {
    fn plan(&mut self, query: &Query) -> tantivy::Result<Plan> {
        let mut plan = Plan { longer: Vec::new(), eager: false };
        for clause in &query.clauses {
            self.terms.extend(clause.tokens.iter().map(|token| token.text.clone()));
            if let (Some(prefix), Some(last)) = (&clause.prefix, clause.tokens.last()) {
                plan.eager = frequency(self.index, &last.text)? < PREFIX_ENOUGH;
                plan.longer = longer_words(self.index, prefix, &last.text)?;
            }
        }
        Ok(plan)
    }

    fn pass(&mut self, query: &Query, plan: &Plan, pass: Pass) -> tantivy::Result<(usize, Vec<(u32, f32)>)> {
        let wide = plan.eager || pass == Pass::AllWider;
        let longer: &[String] = if wide { &plan.longer } else { &[] };
        if wide {
            self.terms.extend(longer.iter().cloned());
        }
        let mut parts: Vec<(Occur, Boxed)> = Vec::new();
        let mut any: Vec<(Occur, Boxed)> = Vec::new();
        for clause in &query.clauses {
            let one = self.clause(clause, if clause.prefix.is_some() { longer } else { &[] });
            if pass != Pass::Any {
                parts.push((Occur::Must, one));
                continue;
            }
            any.push((Occur::Should, one));
            if !clause.quoted && clause.tokens.len() > 1 {
                any.extend(clause.tokens.iter().map(|token| (Occur::Should, self.tokens(std::slice::from_ref(token)))));
            }
        }
        if !any.is_empty() {
            parts.push((Occur::Must, Box::new(BooleanQuery::new(any))));
        }
        if query.clauses.is_empty() {
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        for filter in &query.filters {
            let condition = Box::new(ConstScoreQuery::new(self.filter(filter)?, 0.0));
            parts.push(if filter.not { (Occur::MustNot, Box::new(Steady(condition))) } else { (Occur::Must, condition) });
        }
        for clause in &query.without {
            parts.push((Occur::MustNot, Box::new(Steady(self.clause(clause, &[])))));
        }
        let collectors = (Count, TopDocs::with_limit(self.limit).order_by_score());
        let (total, top) = self.index.searcher().search(&BooleanQuery::new(parts), &collectors)?;
        Ok((total, top.into_iter().map(|(score, address)| (address.doc_id, score)).collect()))
    }

    /// A clause: as written, or with its last token replaced by a longer word, whichever counts most.
    fn clause(&self, clause: &Clause, longer: &[String]) -> Boxed {
        let exact = self.tokens(&clause.tokens);
        if longer.is_empty() {
            return exact;
        }
        let mut ways = vec![exact];
        for word in longer {
            let mut tokens = clause.tokens.clone();
            if let Some(last) = tokens.last_mut() {
                last.text.clone_from(word);
            }
            ways.push(Box::new(BoostQuery::new(self.tokens(&tokens), PREFIX_BOOST)));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    /// A word or phrase in any scored field.
    fn tokens(&self, tokens: &[Token]) -> Boxed {
        let fields = self.index.fields().scored;
        let one = |(field, (_, boost)): (Field, (&str, f32))| -> (Occur, Boxed) {
            let term = |token: &Token| Term::from_field_text(field, &token.text);
            let query: Boxed = match tokens {
                [token] => Box::new(TermQuery::new(term(token), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new_with_offset(tokens.iter().map(|token| (token.position as usize, term(token))).collect())),
            };
            (Occur::Should, if boost == 1.0 { query } else { Box::new(BoostQuery::new(query, boost)) })
        };
        Box::new(BooleanQuery::new(fields.into_iter().zip(SCORED).map(one).collect()))
    }

    fn filter(&self, filter: &Filter) -> tantivy::Result<Boxed> {
        let fields = self.index.fields();
        let words = |field: Field, words: Vec<&str>| any_of(words.into_iter().map(|word| Term::from_field_text(field, word)).collect());
        Ok(match filter.field {
            FilterField::Kind => words(fields.kind, accepted(&filter.values, Kind::ALL.map(Kind::word))),
            FilterField::State => words(fields.state, accepted(&filter.values, STATES)),
            FilterField::Status => words(fields.status, accepted(&filter.values, STATUSES)),
            FilterField::Author => {
                let mut terms = Vec::new();
                for reader in self.index.searcher().segment_readers() {
                    let dictionary = reader.inverted_index(fields.author)?;
                    let mut stream = dictionary.terms().stream()?;
                    while stream.advance() {
                        let name = String::from_utf8_lossy(stream.key()).into_owned();
                        if accepts_author(&filter.values, &name) {
                            terms.push(Term::from_field_text(fields.author, &name));
                        }
                    }
                }
                any_of(terms)
            }
            FilterField::Plan => {
                let all = |value: &String| -> (Occur, Boxed) {
                    let tokens = tokenize(value, Mode::Query);
                    if tokens.is_empty() {
                        return (Occur::Should, Box::new(EmptyQuery));
                    }
                    let must = |token: Token| -> (Occur, Boxed) {
                        (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(fields.place, &token.text), IndexRecordOption::Basic)))
                    };
                    (Occur::Should, Box::new(BooleanQuery::new(tokens.into_iter().map(must).collect())))
                };
                Box::new(BooleanQuery::new(filter.values.iter().map(all).collect()))
            }
            FilterField::Day => {
                let (low, high) = filter.days.unwrap_or(super::grammar::DAY_BOUNDS);
                let bound = |day: i32| Bound::Included(Term::from_field_i64(fields.day, i64::from(day)));
                Box::new(RangeQuery::new(bound(low), bound(high)))
            }
        })
    }
}

fn any_of(terms: Vec<Term>) -> Boxed {
    let one = |term| -> (Occur, Boxed) { (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic))) };
    if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(terms.into_iter().map(one).collect())) }
}

/// In how many entries a token stands, added up over the scored fields.
pub(super) fn frequency(index: &Index, token: &str) -> tantivy::Result<u32> {
    let mut sum = 0;
    for field in index.fields().scored {
        sum += index.searcher().doc_freq(&Term::from_field_text(field, token))? as u32;
    }
    Ok(sum)
}

/// The most frequent words that begin with `prefix`, besides `exact`: first by [`frequency`], then by name.
fn longer_words(index: &Index, prefix: &str, exact: &str) -> tantivy::Result<Vec<String>> {
    let mut chars = prefix.chars();
    let cjk = chars.next().is_some_and(is_cjk);
    let n_chars = prefix.chars().count();
    if !cjk && n_chars < 2 || cjk && n_chars > 1 {
        // One letter says nothing yet, and no CJK token is longer than a pair.
        return Ok(Vec::new());
    }
    let found: BTreeMap<String, u32> = if n_chars < PREFIX_FREE {
        common_words(index)?.into_iter().filter(|(word, _)| word.starts_with(prefix)).collect()
    } else {
        frequencies(index, Some(prefix))?
    };
    let mut words: Vec<(String, u32)> = found.into_iter().filter(|(word, _)| word != exact).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(PREFIX_WORDS);
    Ok(words.into_iter().map(|(word, _)| word).collect())
}

/// Every word with its [`frequency`], or only those with a common beginning.
pub(super) fn frequencies(index: &Index, prefix: Option<&str>) -> tantivy::Result<BTreeMap<String, u32>> {
    let mut out: BTreeMap<String, u32> = BTreeMap::new();
    for reader in index.searcher().segment_readers() {
        for field in index.fields().scored {
            let inverted = reader.inverted_index(field)?;
            let mut range = inverted.terms().range();
            if let Some(prefix) = prefix {
                range = range.ge(prefix.as_bytes());
            }
            let mut stream = range.into_stream()?;
            while stream.advance() {
                if prefix.is_some_and(|prefix| !stream.key().starts_with(prefix.as_bytes())) {
                    break;
                }
                let word = std::str::from_utf8(stream.key()).map_err(io::Error::other)?;
                let df = stream.value().doc_freq;
                match out.get_mut(word) {
                    Some(sum) => *sum += df,
                    None => drop(out.insert(word.to_owned(), df)),
                }
            }
        }
    }
    Ok(out)
}

/// The [`n_common_words`] most frequent words, sorted by name.
pub(super) fn common_words(index: &Index) -> tantivy::Result<Vec<(String, u32)>> {
    let mut words: Vec<(String, u32)> = frequencies(index, None)?.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(n_common_words(index.len() as usize));
    words.sort();
    Ok(words)
}
