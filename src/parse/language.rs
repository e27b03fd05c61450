//! The language a plan's prose is in, by script first and by little words where two share one.
//! Must never know what the words say.

/// Longest stretch whose letters are counted: enough to tell, and no cost in a big plan.
const SAMPLE: usize = 24_000;
/// Longest stretch whose little words are counted.
const WORDS: usize = 3_000;

/// BCP 47 primary language of `text`: `zh`, `ja`, `ko`, `ru`, `es`, or else `en`.
///
/// A plan in another language is full of English names and commands, so one letter of it weighs more than one
/// of Latin script: a share of 12 % decides for Chinese, Japanese and Korean, 30 % for Russian.
pub fn language(text: &str) -> &'static str {
    let mut counts = Counts::default();
    let mut prose = Vec::new();
    // Where every character is Latin, only the little words tell.
    let sample = if has_other_scripts(text) { SAMPLE } else { WORDS };
    let mut fenced = false;
    let mut taken = 0;
    for line in text.lines() {
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        counts.scripts(bare);
        if taken < WORDS {
            counts.words(bare);
        }
        prose.push(bare);
        taken += bare.len();
        if taken > sample {
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
    text.as_bytes().chunks(64).any(|bytes| bytes.iter().fold(false, |any, byte| any | begins_other(*byte)))
}

fn n_latin(line: &str) -> usize {
    let accented = if line.is_ascii() { 0 } else { line.chars().filter(|c| matches!(c, 'À'..='ÿ')).count() };
    line.bytes().filter(u8::is_ascii_alphabetic).count() + accented
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
        for word in line.as_bytes().split(|byte| *byte == b' ') {
            match word {
                b"el" | b"los" | b"las" | b"del" | b"que" | b"una" | b"para" | b"con" | b"por" | b"se" | b"como" | b"y" => {
                    self.spanish += 1
                }
                b"the" | b"and" | b"of" | b"to" | b"is" | b"for" | b"with" | b"that" | b"this" | b"it" | b"be" => self.english += 1,
                _ if word == "está".as_bytes() || word == "más".as_bytes() => self.spanish += 1,
                _ => {}
            }
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
