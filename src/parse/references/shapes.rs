//! What looks like a name or an address of something and is none: a symbol behind a file, a branch, a list of short
//! labels, an address of the reader's own machine. Looks at the words alone.

use crate::model::ReferenceKind;

/// The file of `src/cache.rs::warm`.
pub fn without_symbol<'a>(code: &'a str, kind: &ReferenceKind) -> &'a str {
    if *kind != ReferenceKind::CodePath {
        return code;
    }
    let is_joint = |at: &usize| code.as_bytes().get(at + 1) == Some(&b':');
    memchr::memchr_iter(b':', code.as_bytes()).find(is_joint).map_or(code, |at| &code[..at])
}

/// Whether an address leads to the machine of whoever reads it.
pub fn is_local(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or("");
    host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" || rest.starts_with("[::1]")
}

/// `origin/feature/x`: a branch of a remote, or a reference by its full name.
pub fn is_branch(path: &[u8]) -> bool {
    let may_be = matches!(path.first(), Some(b'o' | b'u' | b'r'));
    may_be && [&b"origin/"[..], b"upstream/", b"refs/heads/", b"refs/tags/", b"refs/remotes/"].iter().any(|remote| path.starts_with(remote))
}

/// `500/502/503`, `J1/J2/M1`: short labels that count.
pub fn is_list(path: &[u8]) -> bool {
    let counts = |label: &[u8]| (1..=3).contains(&label.len()) && label.iter().any(u8::is_ascii_digit);
    path.len() < 60 && path.split(|byte| *byte == b'/').all(counts)
}
