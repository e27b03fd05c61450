//! Long lists of phrases, looked for in words by the two bytes they begin with or end in, so that a list costs no more
//! than a look for nearly every place. Must never know what a phrase means.

/// Phrases of at least two bytes, each with what it stands for, in the order of their list.
pub struct Phrases<T> {
    /// For each [`bucket`]: where its entries begin.
    starts: [u16; N_BUCKETS + 1],
    /// By bucket, then in the order of the list.
    entries: Vec<Entry<T>>,
}

/// A phrase of a list.
#[derive(Clone, Copy)]
pub struct Entry<T> {
    /// Its place in the list.
    pub index: usize,
    /// Itself.
    pub phrase: &'static str,
    /// What it stands for.
    pub value: T,
}

const N_BUCKETS: usize = 512;

fn bucket(first: u8, second: u8) -> usize {
    ((usize::from(first) << 4) ^ usize::from(second)) % N_BUCKETS
}

/// The bucket of a phrase by how it begins.
fn of_beginning(phrase: &str) -> usize {
    match phrase.as_bytes() {
        [first, second, ..] => bucket(*first, *second),
        _ => 0,
    }
}

/// The bucket of a phrase by how it ends.
fn of_ending(phrase: &str) -> usize {
    match phrase.as_bytes() {
        [.., before, last] => bucket(*before, *last),
        _ => 0,
    }
}

impl<T: Copy> Phrases<T> {
    /// The list of these phrases.
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self::by(of_beginning, phrases)
    }

    fn by(bucket_of: fn(&str) -> usize, phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut entries: Vec<Entry<T>> =
            phrases.into_iter().enumerate().map(|(index, (phrase, value))| Entry { index, phrase, value }).collect();
        entries.sort_by_key(|entry| bucket_of(entry.phrase));
        let mut starts = [0; N_BUCKETS + 1];
        for (number, start) in starts.iter_mut().enumerate() {
            *start = u16::try_from(entries.partition_point(|entry| bucket_of(entry.phrase) < number)).unwrap_or(u16::MAX);
        }
        Self { starts, entries }
    }

    /// The phrases that may stand where these two bytes begin: few, and often none.
    pub fn beginning(&self, first: u8, second: u8) -> &[Entry<T>] {
        let bucket = bucket(first, second);
        &self.entries[usize::from(self.starts[bucket])..usize::from(self.starts[bucket + 1])]
    }

    /// The phrases that stand at the start of `words`, in the order of the list.
    pub fn leading(&self, words: &[u8]) -> impl Iterator<Item = &Entry<T>> {
        let may = match words {
            [first, second, ..] => self.beginning(*first, *second),
            _ => &[],
        };
        may.iter().filter(move |entry| words.starts_with(entry.phrase.as_bytes()))
    }

    /// The phrases that stand anywhere in `words`, with where they begin.
    pub fn within<'a>(&'a self, words: &'a str) -> impl Iterator<Item = (usize, &'a Entry<T>)> {
        let bytes = words.as_bytes();
        (0..bytes.len()).flat_map(move |at| self.leading(&bytes[at..]).map(move |entry| (at, entry)))
    }

    /// Whether any of the phrases stands in `words`.
    pub fn any_in(&self, words: &str) -> bool {
        self.within(words).next().is_some()
    }
}

/// As [`Phrases`], looked for at the end of words by the two bytes they end in.
pub struct Endings<T>(Phrases<T>);

impl<T: Copy> Endings<T> {
    /// The list of these phrases.
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self(Phrases::by(of_ending, phrases))
    }

    /// The phrases that stand at the end of `words`, in the order of the list.
    pub fn trailing(&self, words: &[u8]) -> impl Iterator<Item = &Entry<T>> {
        let may = match words {
            [.., before, last] => self.0.beginning(*before, *last),
            _ => &[],
        };
        may.iter().filter(move |entry| words.ends_with(entry.phrase.as_bytes()))
    }
}

/// A list of names, and behind it those of them that have accents as they are written without: `decisão`, `decisao`;
/// `überraschungen`, `ueberraschungen`. For tables that are built once.
pub fn with_unaccented<T: Copy>(names: impl IntoIterator<Item = (&'static str, T)>) -> Vec<(&'static str, T)> {
    /// Words that are English ones without their accents, and known as such.
    const ENGLISH: &[&str] = &["decision", "decisions"];
    let mut all: Vec<(&'static str, T)> = names.into_iter().collect();
    for at in 0..all.len() {
        let (name, value) = all[at];
        if name.is_ascii() {
            continue;
        }
        let mut spellings = vec![unaccented(name, false), unaccented(name, true)];
        spellings.dedup();
        spellings.retain(|spelling| spelling != name && !ENGLISH.contains(&spelling.as_str()));
        // As long-lived as the table they are for.
        all.extend(spellings.into_iter().map(|spelling| (&*spelling.leak(), value)));
    }
    all
}

/// A name in lower case without accents on its Latin letters and with `е` for `ё`; umlauts spelt out if told so.
fn unaccented(name: &str, spelt: bool) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'ä' if spelt => plain.push_str("ae"),
            'ö' if spelt => plain.push_str("oe"),
            'ü' if spelt => plain.push_str("ue"),
            'á' | 'à' | 'â' | 'ã' | 'ä' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => plain.push('u'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            'ё' => plain.push('е'),
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_without_their_accents() {
        let names = with_unaccented([("decisão", 1), ("überraschungen", 2), ("проверка", 3), ("приёмка", 4), ("décisions", 5)]);
        let more: Vec<&str> = names[5..].iter().map(|(name, _)| *name).collect();
        assert_eq!(more, ["decisao", "uberraschungen", "ueberraschungen", "приемка"]);
    }

    #[test]
    fn phrases_are_found_where_they_stand() {
        let phrases = Phrases::new([("went well", 1), ("well", 2), ("做得好", 3)]);
        let found = |words| phrases.within(words).map(|(at, entry)| (at, entry.value)).collect::<Vec<_>>();
        assert_eq!(found("what went well"), [(5, 1), (10, 2)]);
        assert_eq!(found("哪里做得好"), [(6, 3)]);
        assert_eq!(found("w"), []);
        assert!(!phrases.any_in("what we did"));
        let endings = Endings::new([("well", 1), ("went well", 2), ("做得好", 3)]);
        let found = |words: &str| endings.trailing(words.as_bytes()).map(|entry| entry.value).collect::<Vec<_>>();
        assert_eq!(found("what went well"), [1, 2]);
        assert_eq!(found("哪里做得好"), [3]);
        assert!(found("l").is_empty());
    }
}
