//! The language a plan's prose is in, by script first and by little words where two share one.
//! Must never know what the words say.

/// Longest stretch whose letters are counted: enough to tell, and no cost in a big plan.
const SAMPLE: usize = 24_000;
/// Longest stretch whose little words are counted.
const WORDS: usize = 3_000;

/// Little English words, and no Spanish one, that settle it before that.
const ENOUGH: usize = 8;

/// BCP 47 primary language of `text`: `zh`, `ja`, `ko`, `ru`, `es`, `fr`, `de`, `pt`, or else `en`.
///
/// A plan in another language is full of English names and commands, so one letter of it weighs more than one
/// of Latin script: a share of 12 % decides for Chinese, Japanese and Korean, 30 % for Russian.
pub fn language(text: &str) -> &'static str {
    let mut counts = Counts::default();
    let mut prose = Prose { text, stretches: Vec::new(), n_latin: 0, counted: 0 };
    // Where every character is Latin, only the little words tell.
    let n_others = n_other_scripts(text);
    let sample = if n_others > 0 { SAMPLE } else { WORDS };
    let mut fenced = false;
    let (mut taken, mut look) = (0, 0);
    let bytes = text.as_bytes();
    let mut from = 0;
    for to in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let (start, end) = (std::mem::replace(&mut from, to + 1), to);
        let end = if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end };
        let line = &text[start..end];
        let bare = &line[line.bytes().take_while(|byte| *byte == b' ').count()..];
        let bare = if bare.starts_with(|c: char| c.is_ascii_graphic()) { bare } else { bare.trim_start() };
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        let has_words = taken < WORDS;
        if has_words {
            counts.words(bare);
        }
        prose.push(start, end);
        taken += bare.len();
        if taken > sample {
            break;
        }
        // All letters of other scripts there are would be too few beside the Latin ones seen so far. Once the little
        // words are counted that is so now or later, and need not be asked of every line.
        if counts.english >= ENOUGH && counts.spanish == 0 && (has_words || taken >= look) {
            if n_others == 0 {
                break;
            }
            look = taken + WORDS;
            if n_others * 100 < (n_others + prose.n_latin()) * 12 {
                return "en";
            }
        }
    }
    // Latin letters matter only as a share.
    if n_others > 0 {
        prose.stretches.iter().for_each(|(start, end)| counts.scripts(&text[*start..*end]));
        counts.latin = prose.n_latin();
    }
    match counts.verdict() {
        "en" if counts.english >= ENOUGH => "en",
        "en" | "es" => prose.other_latin(counts.english).unwrap_or(if counts.spanish > counts.english { "es" } else { "en" }),
        other => other,
    }
}

/// Languages in Latin script besides English.
const OTHERS: [&str; 4] = ["fr", "de", "pt", "es"];

/// Which of [`OTHERS`] a word is a little one of, each a bit from the lowest on; few words are of several.
fn others_of(word: &str) -> u8 {
    match word {
        "das" => 0b0110,
        "un" => 0b1100,
        "le" | "les" | "des" | "est" | "une" | "dans" | "pour" | "avec" | "sur" | "du" | "et" | "qui" | "pas" | "aux" | "cette"
        | "être" => 0b0001,
        "der" | "die" | "und" | "ist" | "nicht" | "mit" | "für" | "eine" | "auf" | "den" | "wird" | "von" | "zu" | "im" | "werden" => {
            0b0010
        }
        "não" | "uma" | "dos" | "são" | "ao" | "também" | "mais" | "foi" | "pelo" | "pela" | "seu" | "já" | "ou" | "isso" => 0b0100,
        "el" | "los" | "las" | "del" | "una" | "con" | "por" | "se" | "y" | "está" | "más" | "como" | "para" | "que" | "al" => 0b1000,
        _ => 0,
    }
}

/// The lines that are no code, and the Latin letters in them.
struct Prose<'a> {
    text: &'a str,
    /// Lines that follow each other are one stretch.
    stretches: Vec<(usize, usize)>,
    n_latin: usize,
    /// Up to where they were counted.
    counted: usize,
}

impl Prose<'_> {
    /// The language besides English that has most of its little words here, three at least and twice as many as English.
    fn other_latin(&self, n_english: usize) -> Option<&'static str> {
        let mut counts = [0; OTHERS.len()];
        for (start, end) in &self.stretches {
            for word in self.text[*start..*end].split(|c: char| !c.is_ascii_alphabetic() && (c.is_ascii() || !c.is_alphabetic())) {
                let of = others_of(word);
                if of != 0 {
                    counts.iter_mut().enumerate().for_each(|(index, count)| *count += usize::from(of >> index & 1));
                }
            }
        }
        let (most, n) = OTHERS.into_iter().zip(counts).max_by_key(|(_, n)| *n)?;
        (n >= 3 && n > 2 * n_english).then_some(most)
    }

    fn push(&mut self, start: usize, end: usize) {
        match self.stretches.last_mut() {
            // What stands between is a line end.
            Some((_, last)) if *last + 2 >= start => *last = end,
            _ => self.stretches.push((start, end)),
        }
    }

    /// How many Latin letters the lines so far have.
    fn n_latin(&mut self) -> usize {
        let first = self.stretches.partition_point(|(_, end)| *end <= self.counted);
        for (start, end) in &self.stretches[first..] {
            self.n_latin += n_latin(&self.text[self.counted.max(*start)..*end]);
            self.counted = *end;
        }
        self.n_latin
    }
}

/// Whether a byte begins a character from Cyrillic on; dashes, arrows, quotes and emoji are none.
fn begins_other(byte: u8) -> bool {
    (0xD0..0xF0).contains(&byte) && byte != 0xE2
}

/// How many characters of scripts from Cyrillic on a text has.
fn n_other_scripts(text: &str) -> usize {
    let (chunks, rest) = text.as_bytes().as_chunks::<SHORT>();
    let count = |bytes: &[u8]| usize::from(bytes.iter().fold(0u8, |n, byte| n + u8::from(begins_other(*byte))));
    let may = |bytes: &&[u8; SHORT]| !bytes.is_ascii() && bytes.iter().fold(0, |most: u8, byte| most.max(*byte)) >= 0xD0;
    chunks.iter().filter(may).map(|bytes| count(bytes)).sum::<usize>() + count(rest)
}

/// Bytes that can be counted in one.
const SHORT: usize = 128;

/// Latin letters of some lines; those with an accent all begin with one byte.
fn n_latin(line: &str) -> usize {
    let is_latin = |byte: &u8| u8::from(byte.is_ascii_alphabetic()) | u8::from(*byte == 0xC3);
    line.as_bytes().chunks(SHORT).map(|bytes| usize::from(bytes.iter().map(is_latin).sum::<u8>())).sum()
}

/// Little words, each with whether it is Spanish.
const WORDS_OF: [(&str, bool); 25] = [
    ("the", false),
    ("and", false),
    ("of", false),
    ("to", false),
    ("is", false),
    ("for", false),
    ("with", false),
    ("that", false),
    ("this", false),
    ("it", false),
    ("be", false),
    ("el", true),
    ("los", true),
    ("las", true),
    ("del", true),
    ("que", true),
    ("una", true),
    ("para", true),
    ("con", true),
    ("por", true),
    ("se", true),
    ("como", true),
    ("y", true),
    ("está", true),
    ("más", true),
];

/// Bytes of the longest of them.
const LONGEST: usize = 5;

/// [`WORDS_OF`] as numbers, each at its place or the next free one after it.
static LITTLE: [(u64, bool); 256] = {
    let mut table = [(0, false); 256];
    let mut index = 0;
    while index < WORDS_OF.len() {
        let (word, spanish) = WORDS_OF[index];
        let (mut number, mut at) = (0, 0);
        while at < word.len() {
            number = number << 8 | word.as_bytes()[at] as u64;
            at += 1;
        }
        let mut place = place_of(number);
        while table[place].0 != 0 {
            place = (place + 1) % table.len();
        }
        table[place] = (number, spanish);
        index += 1;
    }
    table
};

const fn place_of(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

/// The highest bit of each byte that is a space: words are too short to look for each space by itself.
fn spaces(bytes: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differing = bytes ^ 0x2020_2020_2020_2020;
    !(((differing & LOW) + LOW) | differing | LOW)
}

/// The last eight bytes of the word from `start` to `end`, as a number.
fn last_bytes(bytes: &[u8], start: usize, end: usize) -> u64 {
    match end.checked_sub(8).and_then(|from| bytes.get(from..end)).and_then(|bytes| bytes.first_chunk()) {
        Some(last) if end - start < 8 => u64::from_be_bytes(*last) & ((1 << (8 * (end - start))) - 1),
        Some(last) => u64::from_be_bytes(*last),
        None => bytes[start..end].iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

#[derive(Default)]
struct Counts {
    latin: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    cyrillic: usize,
    spanish: usize,
    english: usize,
}

impl Counts {
    /// Counts characters by the bytes they begin with; the second tells where blocks end.
    fn scripts(&mut self, line: &str) {
        if line.is_ascii() {
            return;
        }
        let bytes = line.as_bytes();
        for (these, next) in bytes.chunks(SHORT).zip(bytes[1..].chunks(SHORT)) {
            let [mut han, mut kana, mut hangul, mut cyrillic] = [0u8; 4];
            for (byte, next) in these.iter().zip(next) {
                let [is_e3, is_e4, is_ea, is_ed] = [0xE3, 0xE4, 0xEA, 0xED].map(|lead| u8::from(*byte == lead));
                han += u8::from(byte.wrapping_sub(0xE5) <= 4) | is_e4 & u8::from(*next != 0xB7) | is_e3 & u8::from(*next >= 0x90);
                kana += is_e3 & u8::from(next.wrapping_sub(0x81) <= 2);
                hangul += u8::from(byte.wrapping_sub(0xEB) <= 1) | is_ea & u8::from(*next >= 0xB0) | is_ed & u8::from(*next <= 0x9E);
                cyrillic += u8::from(byte.wrapping_sub(0xD0) <= 3);
            }
            self.han += usize::from(han);
            self.kana += usize::from(kana);
            self.hangul += usize::from(hangul);
            self.cyrillic += usize::from(cyrillic);
        }
    }

    fn words(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut start = 0;
        let mut take = |end: usize| {
            if end - start <= LONGEST {
                self.word(last_bytes(bytes, start, end));
            }
            start = end + 1;
        };
        let (chunks, rest) = bytes.as_chunks::<8>();
        for (number, chunk) in chunks.iter().enumerate() {
            let mut left = spaces(u64::from_le_bytes(*chunk));
            while left != 0 {
                take(number * 8 + left.trailing_zeros() as usize / 8);
                left &= left - 1;
            }
        }
        let n_before = bytes.len() - rest.len();
        (n_before..bytes.len()).filter(|at| bytes[*at] == b' ').for_each(&mut take);
        take(bytes.len());
    }

    /// Counts a word, given as its last eight bytes.
    fn word(&mut self, word: u64) {
        let mut place = place_of(word);
        while LITTLE[place].0 != 0 {
            if LITTLE[place].0 == word {
                if LITTLE[place].1 {
                    self.spanish += 1
                } else {
                    self.english += 1
                }
                return;
            }
            place = (place + 1) % LITTLE.len();
        }
    }

    fn verdict(&self) -> &'static str {
        let east = self.han + self.kana + self.hangul;
        let all = self.latin + east + self.cyrillic;
        if east > 0 && east * 100 >= all * 12 {
            return if self.hangul * 3 >= east {
                "ko"
            } else if self.kana * 100 >= east * 15 {
                "ja"
            } else {
                "zh"
            };
        }
        if self.cyrillic > 0 && self.cyrillic * 100 >= all * 30 {
            return "ru";
        }
        if self.spanish > self.english && self.spanish >= 3 { "es" } else { "en" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_little_words_tell() {
        for (text, want) in [
            ("Add search to the site and make it fast", "en"),
            ("把计划读成记录，然后 `cargo test`", "zh"),
            ("計画を読んで記録にする", "ja"),
            ("계획을 읽어서 기록으로 만든다 with cargo", "ko"),
            ("План читается в записи", "ru"),
            ("El plan se lee para que los registros queden con una fecha", "es"),
            ("Le plan est lu pour que les notes restent dans une liste", "fr"),
            ("Der Plan wird gelesen, und das ist nicht alles", "de"),
            ("O plano não foi lido, mas os dados são de uma lista", "pt"),
            ("Run `make` and see", "en"),
            ("", "en"),
        ] {
            assert_eq!(language(text), want, "{text}");
        }
    }
}
