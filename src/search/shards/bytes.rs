//! Numbers and words as bytes.

/// LEB128.
pub fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A word after another: bytes shared, bytes that follow, those bytes.
pub fn front_code(out: &mut Vec<u8>, before: &[u8], word: &[u8]) {
    let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
    varint(out, shared);
    varint(out, word.len() - shared);
    out.extend(&word[shared..]);
}

/// Runs of equal values: number of runs, then value and length of each.
pub fn runs(out: &mut Vec<u8>, values: impl IntoIterator<Item = usize>) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, length)) if *last == value => *length += 1,
            _ => runs.push((value, 1)),
        }
    }
    varint(out, runs.len());
    for (value, length) in runs {
        varint(out, value);
        varint(out, length);
    }
}
