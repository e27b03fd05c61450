//! Numbers and words as bytes, and bytes packed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// How hard to pack: what a site holds is packed once and read often.
const LEVEL: Compression = Compression::new(7);

/// LEB128.
pub fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A number of either sign as one without: doubled, and one less if it was negative.
pub fn unsigned(value: i64) -> usize {
    usize::try_from((value << 1) ^ (value >> 63)).unwrap_or(0)
}

/// A text: its length in bytes, and those.
pub fn text(out: &mut Vec<u8>, text: &str) {
    varint(out, text.len());
    out.extend(text.as_bytes());
}

/// A word after another: bytes shared, bytes that follow, those bytes.
pub fn front_code(out: &mut Vec<u8>, before: &[u8], word: &[u8]) {
    let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
    varint(out, shared);
    varint(out, word.len() - shared);
    out.extend(&word[shared..]);
}

/// A unit of a pack: deflate without a header.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), LEVEL);
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

/// One gzip member without name or time.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), LEVEL);
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}
