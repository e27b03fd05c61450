//! Keys and tokens in a text that a site would publish, told by the shapes their issuers give them: nothing else looks like one. Passwords have no shape and are not looked for: of 56 places that looked like one in 28 archives and 50
//! repositories, none was more than a sample or the name of a variable. Must never return or print what it found.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::diag::{Diagnostic, codes};
use crate::text::SourcePath;

/// Where something stands that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it looks like: `a token of GitHub`.
    pub kind: &'static str,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What a secret looks like, how it begins, and what follows. The shapes are those that gitleaks looks for
/// (<https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml>), and that of OpenRouter.
const SHAPES: &[(&str, &[&str], &str)] = &[
    ("an access key of AWS", &["AKIA", "ASIA"], r"[0-9A-Z]{16}\b"),
    ("a token of GitHub", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"[0-9A-Za-z]{36}\b"),
    ("a token of GitHub", &["github_pat_"], r"[0-9A-Za-z_]{60,90}\b"),
    ("a token of GitLab", &["glpat-"], r"[0-9A-Za-z_-]{20,}"),
    ("a key of Anthropic", &["sk-ant-"], r"[0-9A-Za-z_-]{32,}"),
    ("a key of OpenAI", &["sk-proj-", "sk-svcacct-"], r"[0-9A-Za-z_-]{32,}"),
    ("a key of OpenAI", &["sk-"], r"[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}\b"),
    ("a key of OpenRouter", &["sk-or-v1-"], r"[0-9a-f]{64}\b"),
    ("a token of Slack", &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"], r"[0-9]{8,}-[0-9A-Za-z-]{16,}"),
    ("a key of Google", &["AIza"], r"[0-9A-Za-z_-]{35}"),
    ("a token of npm", &["npm_"], r"[0-9A-Za-z]{36}\b"),
    ("a live key of Stripe", &["sk_live_", "rk_live_"], r"[0-9A-Za-z]{20,}"),
    ("a token of Hugging Face", &["hf_"], r"[0-9A-Za-z]{34}\b"),
    ("a key of SendGrid", &["SG."], r"[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}"),
    // The words alone stand in many texts; a key has its bytes behind them, `\n` between them where it is quoted.
    ("a private key", &["-----BEGIN "], r"(?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n)+[0-9A-Za-z+/=]{40,}"),
];

static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let shape = |(_, begins, rest): &(&str, &[&str], &str)| {
        let begins: Vec<String> = begins.iter().map(|begin| regex::escape(begin)).collect();
        format!(r"(?:{}){rest}", begins.join("|"))
    };
    let shapes: Vec<String> = SHAPES.iter().map(shape).collect();
    Regex::new(&format!("(?-u){}", shapes.join("|"))).expect("the shapes are regular expressions")
});

/// What looks like a secret, in order. What is plainly a sample is left out: `…EXAMPLE`, `xxxxxxxx`.
pub fn find(text: &[u8]) -> impl Iterator<Item = Secret> + '_ {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    ANY.find_iter(text).filter_map(move |found| {
        let is_within = found.start() > 0 && is_word(&text[found.start()]) && is_word(&text[found.start() - 1]);
        let (kind, ..) = SHAPES
            .iter()
            .filter(|(_, begins, _)| begins.iter().any(|begin| found.as_bytes().starts_with(begin.as_bytes())))
            .max_by_key(|(_, begins, _)| begins.iter().map(|begin| begin.len()).max())?;
        (!is_within && !is_sample(found.as_bytes())).then(|| Secret { kind, range: found.range() })
    })
}

/// The same of a text that begins on some line of a file, as findings that do not repeat it.
pub fn findings<'a>(path: &'a SourcePath, first_line: u32, text: &'a [u8]) -> impl Iterator<Item = Diagnostic> + 'a {
    find(text).map(move |secret| {
        let n_above = memchr::memchr_iter(b'\n', &text[..secret.range.start]).count();
        let line = first_line.saturating_add(u32::try_from(n_above).unwrap_or(u32::MAX));
        let message = format!("found what looks like {}, expected nothing secret in what is published", secret.kind);
        let help = "if it is real, revoke it: taken out of the file, it is still in the history of the repository";
        Diagnostic::new(codes::SECRET, message).in_file(path).at(line, None).help(help)
    })
}

/// Whether a text is plainly made up: few characters again and again, or in their own order. Of keys of AWS, the shortest, fewer than
/// one in 100,000 has so few.
fn is_sample(secret: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[b"example", b"xxxx", b"0000", b"12345", b"abcdef", b"your", b"test", b"fake", b"dummy", b"redacted"];
    let lower = secret.to_ascii_lowercase();
    let is_in = |word: &&[u8]| memchr::memmem::find(&lower, word).is_some();
    let mut seen = [false; 256];
    lower.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    seen.iter().filter(|seen| **seen).count() < 9 || WORDS.iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made up here, so that no file holds what looks like one.
    fn body(n: usize, letters: &str) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..n).map(|at| letters[(at * 7 + at / 3) % letters.len()]).collect()
    }

    const ALL: &str = "q7Wm2RzK9vLp4XnT8cJd6HsB3gFyQ";

    #[test]
    fn every_shape_is_found_whatever_stands_around_it() {
        let rest = |begin: &str| match begin {
            "AKIA" | "ASIA" => body(16, "Q7WM2RZK9VLP4XNT8CJD"),
            "github_pat_" => body(82, ALL),
            "sk-" => format!("{}T3BlbkFJ{}", body(20, ALL), body(20, ALL)),
            "sk-or-v1-" => body(64, "9b3c7e1f5a8d2"),
            "xoxb-" | "xoxp-" | "xoxa-" | "xoxr-" | "xoxs-" => format!("{}-{}", body(10, "7294863"), body(24, ALL)),
            "AIza" => body(35, ALL),
            "hf_" => body(34, ALL),
            "SG." => format!("{}.{}", body(22, ALL), body(43, ALL)),
            "-----BEGIN " => format!("RSA PRIVATE KEY-----\n{}", body(64, ALL)),
            _ => body(36, ALL),
        };
        for (kind, begins, _) in SHAPES {
            for begin in *begins {
                let secret = format!("{begin}{}", rest(begin));
                let text = format!("- [x] (2026-01-02) Ключ `{secret}` is set\n");
                let found: Vec<_> = find(text.as_bytes()).collect();
                let start = text.find(&secret).expect("it stands there");
                assert_eq!(found.len(), 1, "{begin}");
                assert_eq!((found[0].kind, found[0].range.start), (*kind, start), "{begin}");
                assert!(found[0].range.end <= start + secret.len(), "{begin}");
                assert_eq!(find(format!("a{secret}").as_bytes()).count(), usize::from(begin.starts_with('-')), "within a word: {begin}");
            }
        }
        let quoted = format!(r#""key": "-----BEGIN PRIVATE KEY-----\n{}""#, body(60, ALL));
        assert_eq!(find(quoted.as_bytes()).count(), 1);
    }

    #[test]
    fn samples_and_names_are_none() {
        for text in [
            format!("AKIA{}", "IOSFODNN7EXAMPLE"),
            format!("ghp_{}", "x".repeat(36)),
            format!("ghp_{}", "1234567890abcdefghijklmnopqrstuvwxyz"),
            format!("sk-ant-{}", "your-key-goes-here-and-is-quite-long-indeed"),
            "the task-list-of-a-very-long-name-that-goes-on-and-on-without-end".to_owned(),
            "sk-<your key>".to_owned(),
            "`-----BEGIN PRIVATE KEY-----` begins it".to_owned(),
            "password: hunter2".to_owned(),
            "postgresql://user:password@localhost/db".to_owned(),
        ] {
            assert_eq!(find(text.as_bytes()).count(), 0, "{text}");
        }
    }
}
