//! Words and posting lists as tantivy holds them in its one segment.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::list::{BODY, Fields, List, N_FIELDS, PLACE, is_by_plan};
use super::lists::{Each, Stretch, Words};
use crate::search::schema;

/// A segment, read.
pub struct Indexed {
    inverted: Vec<Arc<InvertedIndexReader>>,
    /// Lengths of titles, headings and bodies.
    norms: Vec<FieldNormReader>,
    n_entries: u32,
}

impl Indexed {
    /// Opens the lists of a segment.
    ///
    /// # Errors
    /// What tantivy could not read of its own memory.
    pub fn of(segment: &SegmentReader, fields: &schema::Fields) -> tantivy::Result<Self> {
        let all = [fields.scored[0], fields.scored[1], fields.scored[2], fields.place];
        Ok(Self {
            inverted: all.iter().map(|field| segment.inverted_index(*field)).collect::<tantivy::Result<_>>()?,
            norms: fields.scored.iter().map(|field| segment.get_fieldnorms_reader(*field)).collect::<tantivy::Result<_>>()?,
            n_entries: segment.max_doc(),
        })
    }

    fn list(&self, field: usize, fields: &Fields, postings: &mut SegmentPostings) -> List {
        let by_plan = is_by_plan(field);
        let mut list = List::default();
        let mut positions = Vec::new();
        while postings.doc() != TERMINATED {
            let entry = postings.doc();
            list.n_entries += 1;
            let number = if by_plan { fields.plan_of[entry as usize] } else { entry };
            if list.numbers.last() != Some(&number) {
                list.numbers.push(number);
                if field != PLACE {
                    list.counts.push(postings.term_freq());
                    list.norms.push(self.norms[field].fieldnorm_id(entry));
                    postings.positions(&mut positions);
                    list.positions.extend(&positions);
                }
            }
            postings.advance();
        }
        list
    }
}

impl Words for Indexed {
    fn n_tokens(&self) -> [u64; 3] {
        [0, 1, 2].map(|field: usize| self.inverted[field].total_num_tokens())
    }

    fn body_lengths(&self) -> Vec<u8> {
        (0..self.n_entries).map(|entry| self.norms[BODY].fieldnorm_id(entry)).collect()
    }

    fn each(&self, (from, to): &Stretch, fields: &Fields, each: Each<'_>) -> tantivy::Result<()> {
        let mut streams = Vec::new();
        for inverted in &self.inverted {
            let range = inverted.terms().range().ge(from);
            streams.push(if let Some(to) = to { range.lt(to) } else { range }.into_stream()?);
        }
        let mut here: Vec<bool> = streams.iter_mut().map(|stream| stream.advance()).collect();
        loop {
            let least = (0..N_FIELDS).filter(|field| here[*field]).map(|field| streams[field].key()).min();
            let Some(word) = least.map(<[u8]>::to_vec) else { return Ok(()) };
            let mut lists: [Option<List>; N_FIELDS] = Default::default();
            for field in 0..N_FIELDS {
                if here[field] && streams[field].key() == word {
                    let option = if field == PLACE { IndexRecordOption::Basic } else { IndexRecordOption::WithFreqsAndPositions };
                    let mut postings = self.inverted[field].read_postings_from_terminfo(streams[field].value(), option)?;
                    lists[field] = Some(self.list(field, fields, &mut postings));
                    here[field] = streams[field].advance();
                }
            }
            each(&word, lists);
        }
    }
}
