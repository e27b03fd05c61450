//! Bytes to text, whatever they are: the text is UTF-8 with `\n` line ends and no byte order mark, and what
//! had to be bent is said with its line. Pure; must not know what the file is for.

use std::borrow::Cow;

use crate::diag::{Code, Diagnostic, codes};
use crate::text::SourcePath;

/// A decoded file, and what was wrong with its bytes.
pub struct Decoded {
    /// The text.
    pub text: String,
    /// What was bent: kind, line (from 1) of the first place, message.
    pub findings: Vec<(Code, u32, String)>,
}

impl Decoded {
    /// The findings as diagnostics of the file at `path`.
    pub fn diagnostics(&self, path: &SourcePath) -> Vec<Diagnostic> {
        self.findings.iter().map(|(code, line, message)| Diagnostic::new(*code, message.clone()).in_file(path).at(*line, None)).collect()
    }
}

/// Decodes a file. Lines are never added or lost, so that line numbers stay those of the file.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let mut findings = Vec::new();
    let text = match utf16(&bytes) {
        Some(text) => {
            findings.push((codes::NOT_UTF8, 1, "encoded as UTF-16, expected UTF-8".to_owned()));
            text
        }
        None => utf8(bytes, &mut findings),
    };
    Decoded { text: replace_nul(line_ends(text, &mut findings), &mut findings), findings }
}

/// The text, if a byte order mark says that it is UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

fn utf8(mut bytes: Vec<u8>, findings: &mut Vec<(Code, u32, String)>) -> String {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        findings.push((codes::BYTE_ORDER_MARK, 1, "begins with a byte order mark".to_owned()));
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let line = line_of(&bytes, at);
            findings.push((codes::NOT_UTF8, line, format!("byte 0x{:02X} at offset {at} is not UTF-8", bytes[at])));
            match String::from_utf8_lossy(&bytes) {
                Cow::Owned(text) => text,
                Cow::Borrowed(text) => text.to_owned(),
            }
        }
    }
}

fn line_ends(text: String, findings: &mut Vec<(Code, u32, String)>) -> String {
    let Some(first) = memchr::memchr(b'\r', text.as_bytes()) else { return text };
    if !text.contains('\n') {
        findings.push((codes::CRLF, 1, "lines end with carriage returns, expected line feeds".to_owned()));
        return text.replace('\r', "\n");
    }
    let n_pairs = memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count();
    if n_pairs == 0 {
        return text;
    }
    let line = line_of(text.as_bytes(), first);
    let lines = if n_pairs == 1 { "1 line ends".to_owned() } else { format!("{n_pairs} lines end") };
    findings.push((codes::CRLF, line, format!("{lines} with carriage return and line feed, expected line feed alone")));
    text.replace("\r\n", "\n")
}

fn replace_nul(text: String, findings: &mut Vec<(Code, u32, String)>) -> String {
    let Some(first) = memchr::memchr(0, text.as_bytes()) else { return text };
    let n_nul = memchr::memchr_iter(0, text.as_bytes()).count();
    let plural = if n_nul == 1 { "" } else { "s" };
    findings.push((codes::NUL_BYTES, line_of(text.as_bytes(), first), format!("{n_nul} NUL byte{plural}, expected text")));
    text.replace('\0', "\u{FFFD}")
}

fn line_of(bytes: &[u8], offset: usize) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', &bytes[..offset.min(bytes.len())]).count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, findings: &[(&str, u32)]) {
        let decoded = decode(bytes.to_vec());
        assert_eq!(decoded.text, text);
        let found: Vec<_> = decoded.findings.iter().map(|(code, line, _)| (code.as_str(), *line)).collect();
        assert_eq!(found, findings);
    }

    #[test]
    fn what_is_bent_is_said_with_its_line() {
        check(b"# A\nb\n", "# A\nb\n", &[]);
        check(b"\xEF\xBB\xBF# A\r\nb\r\n", "# A\nb\n", &[("byte-order-mark", 1), ("crlf", 1)]);
        check(b"a\nb\r\n", "a\nb\n", &[("crlf", 2)]);
        check(b"a\rb", "a\nb", &[("crlf", 1)]);
        check(b"a\nb\rc\n", "a\nb\rc\n", &[]);
        check(b"a\n\nb\0\0\n", "a\n\nb\u{FFFD}\u{FFFD}\n", &[("nul-bytes", 3)]);
        check(b"a\nb\xFFc\n", "a\nb\u{FFFD}c\n", &[("not-utf8", 2)]);
        check(b"\xFF\xFE#\0\n\0", "#\n", &[("not-utf8", 1)]);
        check(b"", "", &[]);
        check(b"\xFF\xFE", "", &[("not-utf8", 1)]);
    }
}
