//! The language a plan's prose is in, by script first and by little words where two share one.
//! Must never know what the words say.

/// Longest stretch whose letters are counted: enough to tell, and no cost in a big plan.
const SAMPLE: usize = 24_000;
/// Longest stretch whose little words are counted.
const WORDS: usize = 3_000;

/// Little English words, and no Spanish one, that settle it before that.
const ENOUGH: usize = 20;

/// BCP 47 primary language of `text`: `zh`, `ja`, `ko`, `ru`, `es`, or else `en`.
///
/// A plan in another language is full of English names and commands, so one letter of it weighs more than one
/// of Latin script: a share of 12 % decides for Chinese, Japanese and Korean, 30 % for Russian.
pub fn language(text: &str) -> &'static str {
    let mut counts = Counts::default();
    let mut prose = Vec::new();
    // Where every character is Latin, only the little words tell.
    let others = has_other_scripts(text);
    let sample = if others { SAMPLE } else { WORDS };
    let mut fenced = false;
    let mut taken = 0;
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let to = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |n| from + n);
        let line = text.get(from..to).unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        from = to + 1;
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        if others {
            counts.scripts(bare);
        }
        if taken < WORDS {
            counts.words(bare);
        }
        prose.push(bare);
        taken += bare.len();
        let plainly_english = !others && counts.english >= ENOUGH && counts.spanish == 0;
        if taken > sample || plainly_english {
            break;
        }
    }
    // Latin letters matter only as a share.
    if counts.han + counts.kana + counts.hangul + counts.cyrillic > 0 {
        counts.latin = prose.iter().map(|line| n_latin(line)).sum();
    }
    counts.verdict()
}

/// Whether a byte begins a character from Cyrillic on; dashes, arrows, quotes and emoji are none.
fn begins_other(byte: u8) -> bool {
    (0xD0..0xF0).contains(&byte) && byte != 0xE2
}

fn has_other_scripts(text: &str) -> bool {
    let (chunks, rest) = text.as_bytes().as_chunks::<64>();
    let holds = |bytes: &[u8]| bytes.iter().any(|byte| begins_other(*byte));
    let may = |bytes: &[u8; 64]| bytes.iter().fold(0, |most: u8, byte| most.max(*byte)) >= 0xD0;
    chunks.iter().any(|bytes| may(bytes) && holds(bytes)) || holds(rest)
}

fn n_latin(line: &str) -> usize {
    let accented = if line.is_ascii() { 0 } else { line.chars().filter(|c| matches!(c, 'À'..='ÿ')).count() };
    line.bytes().filter(u8::is_ascii_alphabetic).count() + accented
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
    fn scripts(&mut self, line: &str) {
        if line.is_ascii() {
            return;
        }
        for at in (0..line.len()).filter(|at| begins_other(line.as_bytes()[*at])) {
            match line[at..].chars().next().unwrap_or(' ') {
                '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => self.han += 1,
                '\u{3041}'..='\u{30ff}' => self.kana += 1,
                '\u{ac00}'..='\u{d7a3}' => self.hangul += 1,
                '\u{400}'..='\u{4ff}' => self.cyrillic += 1,
                _ => {}
            }
        }
    }

    fn words(&mut self, line: &str) {
        let mut word = 0;
        for byte in line.bytes() {
            if byte == b' ' {
                self.word(word);
                word = 0;
            } else {
                word = word << 8 | u64::from(byte);
            }
        }
        self.word(word);
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
            ("", "en"),
        ] {
            assert_eq!(language(text), want, "{text}");
        }
    }
}
