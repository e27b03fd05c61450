//! Words and names as text: their letters in lower case, their ends, and where signs stand in them. Must never know what
//! they say.

use std::borrow::Cow;

/// As [`char::is_alphanumeric`], which searches a table for all beyond ASCII: what plans are full of is told by its range.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphanumeric(),
        sign!() => false,
        caseless!() => true,
        c => c.is_alphanumeric(),
    }
}

/// Adds what [`char::to_lowercase`] makes of a character, by its range where that tells.
pub fn push_lower(out: &mut impl Extend<char>, c: char) {
    match c {
        '\0'..='\x7F' => out.extend([c.to_ascii_lowercase()]),
        sign!() | caseless!() => out.extend([c]),
        c => out.extend(c.to_lowercase()),
    }
}

/// Where the first byte from `from` on, which is at least 1, stands for which `holds` says more than 0, being asked of
/// the byte before it and of itself. It is asked of many at once, so it must do the same for each.
pub fn find_by_pair(bytes: &[u8], mut from: usize, holds: impl Fn(u8, u8) -> u8) -> Option<usize> {
    const STRETCH: usize = 16;
    let look = |at: usize| {
        let these = bytes.get(at..).and_then(<[u8]>::first_chunk::<STRETCH>)?;
        let before = bytes.get(at - 1..).and_then(<[u8]>::first_chunk::<STRETCH>)?;
        let mut found = [0; STRETCH];
        found.iter_mut().zip(before.iter().zip(these)).for_each(|(found, (before, byte))| *found = holds(*before, *byte));
        Some(u128::from_le_bytes(found))
    };
    while let Some(found) = look(from) {
        if found != 0 {
            return Some(from + found.trailing_zeros() as usize / 8);
        }
        from += STRETCH;
    }
    // The last stretch, of which the first bytes were looked at before.
    match bytes.len().checked_sub(STRETCH).filter(|last| (1..from).contains(last) && from < bytes.len()) {
        Some(last) => {
            let found = look(last)? >> (8 * (from - last));
            (found != 0).then(|| from + found.trailing_zeros() as usize / 8)
        }
        None => (from..bytes.len()).find(|at| holds(bytes[at - 1], bytes[*at]) != 0),
    }
}

/// As [`str::to_lowercase`], without a copy where nothing changes.
pub fn lower(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if text.is_ascii() {
        let has_capital = bytes.iter().fold(0, |any, byte| any | u8::from(byte.is_ascii_uppercase())) != 0;
        return if has_capital { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) };
    }
    // What becomes of a sigma depends on what follows it.
    if memchr::memmem::find(bytes, "Σ".as_bytes()).is_some() {
        return Cow::Owned(text.to_lowercase());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Runs of ASCII at once.
        let n_ascii = rest.bytes().position(|byte| byte >= 0x80).unwrap_or(rest.len());
        if n_ascii == 0 {
            push_lower(&mut out, c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let from = out.len();
        out.push_str(&rest[..n_ascii]);
        out[from..].make_ascii_lowercase();
        rest = &rest[n_ascii..];
    }
    Cow::Owned(out)
}

/// As [`str::trim`], which few words need.
pub fn trim(words: &str) -> &str {
    match words.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => words,
        _ => words.trim(),
    }
}

/// As [`str::find`] of a phrase that is not empty, for words that are short, or seldom hold its first byte.
pub fn find(words: &str, phrase: &str) -> Option<usize> {
    let (bytes, phrase) = (words.as_bytes(), phrase.as_bytes());
    memchr::memchr_iter(*phrase.first()?, bytes).find(|at| bytes[*at..].starts_with(phrase))
}

/// Words from their first letter or digit to their last.
pub fn bare(words: &str) -> &str {
    let may_be = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    let bytes = words.as_bytes();
    let (Some(first), Some(last)) = (bytes.iter().position(may_be), bytes.iter().rposition(may_be)) else { return "" };
    // Bytes beyond ASCII that stand side by side are looked at as what they are.
    match words.get(first..=last) {
        Some(bare) if bytes[first] < 0x80 && bytes[last] < 0x80 => bare,
        _ => words.trim_matches(|c: char| !is_alphanumeric(c)),
    }
}

/// Whether `name`, in lower case, is one of a short list of names.
pub fn is_one_of(name: &str, list: &[&str]) -> bool {
    if name.is_ascii() {
        let first = name.bytes().next().map(|byte| byte.to_ascii_lowercase());
        let may_be = |known: &&&str| known.len() == name.len() && known.bytes().next() == first;
        return list.iter().filter(may_be).any(|known| known.eq_ignore_ascii_case(name));
    }
    let first = name.chars().next().and_then(|first| first.to_lowercase().next());
    first.is_some_and(|first| list.iter().any(|known| known.starts_with(first))) && list.contains(&&*lower(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_wherever_they_stand() {
        let is_pair = |before: u8, byte: u8| u8::from(before == b'a' && byte == b'b');
        for n in 1..70 {
            for at in 0..n {
                for from in 1..=n {
                    let mut words = vec![b'b'; n];
                    words[at] = b'a';
                    let found = (from..n).find(|at| is_pair(words[at - 1], words[*at]) != 0);
                    assert_eq!(find_by_pair(&words, from, is_pair), found, "{n} bytes from {from}, pair at {at}");
                }
            }
        }
    }
}
