//! Boxes and what they say: the mark inside, and the words that say a step waits, was dropped or is half done.

mod share;

use std::sync::LazyLock;

use crate::model::StepState;
use crate::parse::phrases::Phrases;
use crate::text::{find_by_pair, is_alphanumeric, lower};

/// What a mark means by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `[ ]`
    Open,
    /// `[x]`, `[✅]`
    Ticked,
    /// `[~]`, `[/]`, `[>]`
    Begun,
    /// `[!]`, `[⏸]`
    Waiting,
    /// `[-]`
    Struck,
    /// A single sign nobody has agreed on: `[=]`.
    Unknown,
}

/// A box at the start of `text`, with what is inside and how many bytes it takes. Labels such as `[D-1]`, `[P1]`,
/// `[NEW]`, links and footnotes are none.
pub fn leading_box(text: &str) -> Option<(Mark, usize)> {
    let inside = text.strip_prefix('[')?;
    let close = inside.char_indices().take(6).find(|(_, c)| *c == ']').map(|(at, _)| at)?;
    let after = &inside[close + 1..];
    if after.starts_with(['(', '[', ':']) {
        return None;
    }
    let mark = match inside[..close].trim() {
        "" => Mark::Open,
        "x" | "X" | "✅" | "✔" | "✔️" | "✓" | "☑" | "☑️" | "v" | "V" | "√" => Mark::Ticked,
        "~" | "/" | ">" | "." | "o" | "🚧" | "🔄" | "🟡" | "%" => Mark::Begun,
        "!" | "⏸" | "⏸️" | "⛔" => Mark::Waiting,
        "-" | "❌" | "✗" | "✘" | "🚫" => Mark::Struck,
        "⏳" | "⬜" | "?" => Mark::Open,
        other => {
            let mut chars = other.chars();
            let sign = chars.next().filter(|c| c.is_ascii_punctuation() && !matches!(c, '^' | '`' | '"' | '\'' | '#'));
            (sign.is_some() && chars.next().is_none()).then_some(Mark::Unknown)?
        }
    };
    // `[]` is a box only where words follow it.
    if inside[..close].is_empty() && !after.starts_with(' ') {
        return None;
    }
    // `[ ]* 2.2 Write tests`: a star for what may be left out.
    Some((mark, close + 2 + usize::from(after.starts_with("* "))))
}

/// A box or a sign in a code span at the start of `text`, with the bytes of both: `` `[x]` words ``, `` `✅` words ``.
pub fn coded_box(text: &str) -> Option<(Mark, usize)> {
    let inside = text.strip_prefix('`')?;
    let sign = || {
        let (state, n) = leading_sign(inside)?;
        let mark = match state {
            StepState::Done => Mark::Ticked,
            StepState::Partial => Mark::Begun,
            StepState::Blocked => Mark::Waiting,
            StepState::Dropped => Mark::Struck,
            StepState::Todo => Mark::Open,
        };
        Some((mark, n))
    };
    let (mark, n) = leading_box(inside).or_else(sign)?;
    text[n + 1..].starts_with('`').then_some((mark, n + 2))
}

/// A box at the start of a line of plain text, its bullet or number included (`0.1. [x] words`), with the bytes
/// before and up to the end of the box.
pub fn line_box(line: &str) -> Option<(Mark, usize)> {
    let body = line.trim_start_matches([' ', '\t', '>']);
    let bullet = body.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | '*' | '+'));
    let rest = bullet.trim_start_matches(' ');
    if bullet.len() < body.len() && rest.len() == bullet.len() {
        return None;
    }
    let (mark, n) = leading_box(rest)?;
    let n_before = line.len() - rest.len();
    let words = &rest[n..];
    (words.is_empty() || words.starts_with([' ', '\t']) || matches!(mark, Mark::Ticked | Mark::Open)).then_some((mark, n_before + n))
}

/// Emoji that lead a step in lists without boxes: the state, and the bytes of the sign.
pub fn leading_sign(text: &str) -> Option<(StepState, usize)> {
    const SIGNS: &[(&str, StepState)] = &[
        ("✅", StepState::Done),
        ("☑️", StepState::Done),
        ("☑", StepState::Done),
        ("✔️", StepState::Done),
        ("✔", StepState::Done),
        ("✓", StepState::Done),
        ("🟢", StepState::Done),
        ("🚧", StepState::Partial),
        ("🔄", StepState::Partial),
        ("🟡", StepState::Partial),
        ("🏗️", StepState::Partial),
        ("⏸️", StepState::Blocked),
        ("⏸", StepState::Blocked),
        ("⛔", StepState::Blocked),
        ("🔒", StepState::Blocked),
        ("🛑", StepState::Blocked),
        ("🚫", StepState::Dropped),
        ("🗑️", StepState::Dropped),
        ("❌", StepState::Todo),
        ("✗", StepState::Todo),
        ("⬜", StepState::Todo),
        ("🔲", StepState::Todo),
        ("☐", StepState::Todo),
        ("⏳", StepState::Todo),
        ("⚪", StepState::Todo),
        ("📋", StepState::Todo),
        ("🔴", StepState::Todo),
    ];
    // What all of them begin with.
    if !text.starts_with(|c: char| c >= '\u{2000}') {
        return None;
    }
    SIGNS.iter().find(|(sign, _)| text.starts_with(sign)).map(|(sign, state)| (*state, sign.len()))
}

/// Whether words begin with a sign of work to come or under way, and of nothing else.
pub fn is_open_sign(text: &str) -> bool {
    ["⬜", "🔲", "☐", "⏳", "🚧", "🔄", "🟡"].iter().any(|sign| text.starts_with(sign))
}

/// The state that a label of one step names: `Planned:`, `Done:`.
pub fn labelled(label: &str) -> Option<StepState> {
    const LABELS: &[(StepState, &[&str])] = &[
        (
            StepState::Todo,
            &[
                "planned",
                "pending",
                "todo",
                "to do",
                "upcoming",
                "not started",
                "计划",
                "待办",
                "待完成",
                "未开始",
                "예정",
                "予定",
                "未着手",
                "pendiente",
                "запланировано",
            ],
        ),
        (
            StepState::Done,
            &[
                "done",
                "completed",
                "已完成",
                "完成",
                "완료",
                "完了",
                "hecho",
                "completado",
                "готово",
                "сделано",
                "fait",
                "terminé",
                "erledigt",
                "fertig",
            ],
        ),
        (
            StepState::Partial,
            &["in progress", "in-progress", "ongoing", "进行中", "진행 중", "進行中", "en progreso", "в работе", "en cours", "in arbeit"],
        ),
        (StepState::Blocked, &["blocked", "deferred", "on hold", "阻塞", "보류", "保留", "bloqueado", "отложено"]),
        (StepState::Dropped, &["dropped", "cancelled", "canceled", "已取消", "취소", "中止", "cancelado", "отменено"]),
    ];
    let label = lower(label.trim());
    LABELS.iter().find(|(_, labels)| labels.contains(&&*label)).map(|(state, _)| *state)
}

/// The state of a step: its mark, then what its words say. `words` is Markdown with code blanked out.
pub fn state(mark: Mark, words: &str) -> StepState {
    let said = || said(words);
    match mark {
        Mark::Ticked => StepState::Done,
        Mark::Open | Mark::Unknown => said().unwrap_or(StepState::Todo),
        Mark::Begun => said().unwrap_or(StepState::Partial),
        Mark::Waiting => said().unwrap_or(StepState::Blocked),
        Mark::Struck => said().unwrap_or(StepState::Dropped),
    }
}

/// What the words of a step that is not ticked say of its state.
fn said(words: &str) -> Option<StepState> {
    let words = words.trim();
    if struck(words) {
        return Some(StepState::Dropped);
    }
    let bare = words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~'));
    match leading_sign(bare) {
        Some((StepState::Todo, _)) if bare.starts_with('❌') => return Some(StepState::Dropped),
        Some((StepState::Todo | StepState::Done, _)) | None => {}
        Some((state, _)) => return Some(state),
    }
    let mut found = None;
    for at in phrase_starts(words) {
        if let Some(state) = state_phrase(&words[at..], || Stand::of(&words[..at])) {
            // What leads, or stands in the first bracket, says more than what follows.
            found = Some(state);
            break;
        }
    }
    found.or_else(|| (has_remaining(words) || share::is_said(words)).then_some(StepState::Partial))
}

/// Whether all or most of the words are struck through.
fn struck(words: &str) -> bool {
    if memchr::memchr(b'~', &words.as_bytes()[..words.len().min(12)]).is_none() {
        return false;
    }
    let Some(start) = words.find("~~").filter(|at| *at < 12) else { return false };
    words[start + 2..].find("~~").is_some_and(|n| n * 2 > words.len() || n * 2 > words.find(['.', '\n']).unwrap_or(words.len()))
}

/// `(completed: X; remaining: Y)`.
fn has_remaining(words: &str) -> bool {
    const LABELS: &[&str] = &[
        "remaining:",
        "remains:",
        "still to do:",
        "left to do:",
        "剩余：",
        "剩余:",
        "남은 작업:",
        "残り:",
        "残り：",
        "pendiente:",
        "осталось:",
    ];
    memchr::memchr2_iter(b':', 0xEF, words.as_bytes()).any(|colon| {
        let to = colon + if words.as_bytes()[colon] == b':' { 1 } else { '：'.len_utf8() };
        let ends = |label: &&str| {
            let said = to.checked_sub(label.len()).and_then(|from| words.get(from..to));
            said.is_some_and(|said| said.eq_ignore_ascii_case(label) || !label.is_ascii() && !said.is_ascii() && lower(said) == **label)
        };
        LABELS.iter().any(ends)
    })
}

/// Places where a phrase begins: the words' start (behind an id or a stamp), and behind brackets, dashes, colons,
/// full stops and bold marks.
fn phrase_starts(words: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = words.as_bytes();
    let (mut open, mut last, mut at) = (true, ' ', 0);
    std::iter::from_fn(move || {
        while at < bytes.len() {
            // Further on nearly all signs and spaces open nothing.
            if !open && at >= NEAR {
                at = find_by_pair(bytes, at, may_open)?;
                last = char::from(bytes[at - 1]);
            }
            let here = at;
            let n_letters = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if n_letters > 0 {
                at += n_letters;
                last = char::from(bytes[at - 1]);
                if std::mem::take(&mut open) {
                    return Some(here);
                }
                continue;
            }
            let c = words[at..].chars().next()?;
            at += c.len_utf8();
            let before = std::mem::replace(&mut last, c);
            if is_alphanumeric(c) {
                if std::mem::take(&mut open) {
                    return Some(here);
                }
            } else if !open {
                let sign = matches!(
                    c,
                    '(' | '[' | '（' | '—' | '–' | '→' | '：' | '；' | '。' | '*' | '~' | '✅' | '⏸' | '⛔' | '🚫' | '❌' | '🚧'
                );
                let ends = matches!(before, '.' | ';' | ':' | '-' | '|' | '!') || here < NEAR && !before.is_alphabetic();
                let after_id = || here <= 8 && is_id(words[..here].trim());
                open = sign || (c.is_whitespace() && (ends || after_id()));
            }
        }
        None
    })
}

/// Bytes at the start of words in which an id or a stamp may stand.
const NEAR: usize = 10;

/// Whether a phrase may begin behind a byte that stands further on: a sign, or a space behind what ends a clause.
fn may_open(before: u8, byte: u8) -> u8 {
    let is = |sign: u8| u8::from(byte == sign);
    let was = |sign: u8| u8::from(before == sign);
    let is_space = is(b' ') | u8::from(byte.wrapping_sub(b'\t') <= 4);
    let ended = was(b'.') | was(b';') | was(b':') | was(b'-') | was(b'|') | was(b'!');
    is(b'(') | is(b'[') | is(b'*') | is(b'~') | u8::from(byte >= 0x80) | is_space & ended
}

/// `M3b`, `T-03`, `1.2`: an id before the words.
fn is_id(word: &str) -> bool {
    word.len() <= 8 && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// States by the words that say them, lower case. Longer phrases first where one begins another.
const PHRASES: &[(&str, StepState)] = &[
    ("blocked", StepState::Blocked),
    ("on hold", StepState::Blocked),
    ("paused", StepState::Blocked),
    ("deferred", StepState::Blocked),
    ("postponed", StepState::Blocked),
    ("stalled", StepState::Blocked),
    ("waiting", StepState::Blocked),
    ("awaiting", StepState::Blocked),
    ("阻塞", StepState::Blocked),
    ("已阻塞", StepState::Blocked),
    ("受阻", StepState::Blocked),
    ("等待审批", StepState::Blocked),
    ("等待确认", StepState::Blocked),
    ("暂缓", StepState::Blocked),
    ("已推迟", StepState::Blocked),
    ("已暂停", StepState::Blocked),
    ("暂停", StepState::Blocked),
    ("推迟", StepState::Blocked),
    ("延期", StepState::Blocked),
    ("搁置", StepState::Blocked),
    ("보류", StepState::Blocked),
    ("연기", StepState::Blocked),
    ("차단", StepState::Blocked),
    ("保留", StepState::Blocked),
    ("ブロック", StepState::Blocked),
    ("bloqueado", StepState::Blocked),
    ("bloqueada", StepState::Blocked),
    ("aplazado", StepState::Blocked),
    ("blockiert", StepState::Blocked),
    ("zurückgestellt", StepState::Blocked),
    ("verschoben auf", StepState::Blocked),
    ("bloqué", StepState::Blocked),
    ("reporté", StepState::Blocked),
    ("pospuesto", StepState::Blocked),
    ("pospuesta", StepState::Blocked),
    ("a la espera de", StepState::Blocked),
    ("en pausa", StepState::Blocked),
    ("заблокирован", StepState::Blocked),
    ("отложен", StepState::Blocked),
    ("приостановлен", StepState::Blocked),
    ("ожидает", StepState::Blocked),
    ("cancelled", StepState::Dropped),
    ("canceled", StepState::Dropped),
    ("superseded", StepState::Dropped),
    ("dropped", StepState::Dropped),
    ("descoped", StepState::Dropped),
    ("de-scoped", StepState::Dropped),
    ("skipped", StepState::Dropped),
    ("abandoned", StepState::Dropped),
    ("obsolete", StepState::Dropped),
    ("withdrawn", StepState::Dropped),
    ("rejected", StepState::Dropped),
    ("won't do", StepState::Dropped),
    ("won’t do", StepState::Dropped),
    ("wont do", StepState::Dropped),
    ("won't fix", StepState::Dropped),
    ("wontfix", StepState::Dropped),
    ("not doing", StepState::Dropped),
    ("not needed", StepState::Dropped),
    ("no longer needed", StepState::Dropped),
    ("no longer applicable", StepState::Dropped),
    ("removed from scope", StepState::Dropped),
    ("will not do", StepState::Dropped),
    ("will not be done", StepState::Dropped),
    ("no longer required", StepState::Dropped),
    ("not applicable", StepState::Dropped),
    ("n/a", StepState::Dropped),
    ("out of scope", StepState::Dropped),
    ("replaced by", StepState::Dropped),
    ("取消", StepState::Dropped),
    ("已取消", StepState::Dropped),
    ("废弃", StepState::Dropped),
    ("放弃", StepState::Dropped),
    ("不做", StepState::Dropped),
    ("跳过", StepState::Dropped),
    ("취소", StepState::Dropped),
    ("폐기됨", StepState::Dropped),
    ("중단", StepState::Dropped),
    ("中止", StepState::Dropped),
    ("廃止", StepState::Dropped),
    ("cancelado", StepState::Dropped),
    ("cancelada", StepState::Dropped),
    ("descartado", StepState::Dropped),
    ("omitido", StepState::Dropped),
    ("omitida", StepState::Dropped),
    ("no se hará", StepState::Dropped),
    ("отменен", StepState::Dropped),
    ("отменён", StepState::Dropped),
    ("пропущено", StepState::Dropped),
    ("не требуется", StepState::Dropped),
    ("partial", StepState::Partial),
    ("partially", StepState::Partial),
    ("partly", StepState::Partial),
    ("in progress", StepState::Partial),
    ("in-progress", StepState::Partial),
    ("wip", StepState::Partial),
    ("ongoing", StepState::Partial),
    ("half done", StepState::Partial),
    ("half-done", StepState::Partial),
    ("mostly done", StepState::Partial),
    ("mostly complete", StepState::Partial),
    ("nearly done", StepState::Partial),
    ("almost done", StepState::Partial),
    ("进行中", StepState::Partial),
    ("部分完成", StepState::Partial),
    ("部分完了", StepState::Partial),
    ("일부 완료", StepState::Partial),
    ("진행 중", StepState::Partial),
    ("진행중", StepState::Partial),
    ("부분 완료", StepState::Partial),
    ("進行中", StepState::Partial),
    ("一部完了", StepState::Partial),
    ("en progreso", StepState::Partial),
    ("en curso", StepState::Partial),
    ("parcial", StepState::Partial),
    ("en cours", StepState::Partial),
    ("in arbeit", StepState::Partial),
    ("teilweise", StepState::Partial),
    ("läuft", StepState::Partial),
    ("в процессе", StepState::Partial),
    ("в работе", StepState::Partial),
    ("частично", StepState::Partial),
];

/// Words that may follow a state as part of saying it: `deferred to`, `partially complete`.
const FOLLOWERS: &[&str] = &[
    "by",
    "to",
    "on",
    "until",
    "pending",
    "per",
    "in",
    "for",
    "because",
    "since",
    "as",
    "and",
    "at",
    "complete",
    "completed",
    "done",
    "progress",
    "implemented",
    "landed",
    "completion",
    "after",
    "from",
    "with",
    "due",
    "—",
    "–",
    "-",
    "→",
    "upon",
    "here",
    "this",
    "now",
    "out",
];

/// [`PHRASES`] by how they begin.
static BY_BEGINNING: LazyLock<Phrases<StepState>> = LazyLock::new(|| Phrases::new(PHRASES.iter().copied()));

/// What stands before a phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// A bracket that opens.
    Bracket,
    /// A dash or a sign.
    Dash,
    /// Nothing, an id, a stamp, a colon or a sentence.
    Open,
}

impl Stand {
    fn of(before: &str) -> Self {
        match before.trim_end_matches([' ', '*', '_']).chars().next_back() {
            Some('(' | '[' | '（' | '【' | '［') => Self::Bracket,
            Some('-' | '—' | '–' | '✅' | '⏸' | '⛔' | '🚫' | '❌' | '🚧' | '\u{fe0f}') => Self::Dash,
            _ => Self::Open,
        }
    }
}

/// Phrases beyond ASCII that say a state only as all that a bracket holds.
const BRACKETED: &[(&str, StepState)] = &[
    ("見送り", StepState::Dropped),
    ("対応しない", StepState::Dropped),
    ("不要", StepState::Dropped),
    ("생략", StepState::Dropped),
    ("불필요", StepState::Dropped),
    ("폐기", StepState::Dropped),
    ("작업 중", StepState::Partial),
    ("작업중", StepState::Partial),
    ("作業中", StepState::Partial),
];

/// Whether a phrase of a script without spaces ends where it stands: `保留：…`, `취소됨`, and not `保留状態を表示する`.
fn ends_there(after: &str) -> bool {
    const ENDINGS: &[&str] = &["됨", "됐음", "되었음", "中", "了", "済み", "済", "しました", "した"];
    let ends = |after: &str| after.trim_start().chars().next().is_none_or(|c| !is_alphanumeric(c));
    ends(after) || ENDINGS.iter().any(|ending| after.strip_prefix(ending).is_some_and(ends))
}

fn is_cjk(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF)
}

fn state_phrase(text: &str, stand: impl Fn() -> Stand) -> Option<StepState> {
    if text.starts_with(is_cjk) && stand() == Stand::Bracket {
        let whole = |phrase: &str| text.strip_prefix(phrase).is_some_and(|after| after.starts_with([')', ']', '）', '】', '］']));
        if let Some((_, state)) = BRACKETED.iter().find(|(phrase, _)| whole(phrase)) {
            return Some(*state);
        }
    }
    let mut small = [0; 4];
    let small = text.chars().next()?.to_lowercase().next()?.encode_utf8(&mut small).as_bytes();
    let second = if small.len() > 1 { small[1] } else { text.as_bytes().get(1)?.to_ascii_lowercase() };
    BY_BEGINNING.beginning(small[0], second).iter().map(|entry| (entry.phrase, entry.value)).find_map(|(phrase, state)| {
        let lead = text.get(..phrase.len())?;
        let same = if phrase.is_ascii() {
            lead.eq_ignore_ascii_case(phrase)
        } else {
            lead == phrase || lead.chars().flat_map(char::to_lowercase).eq(phrase.chars())
        };
        if !same {
            return None;
        }
        let shouted = lead.is_ascii() && lead.chars().any(|c| c.is_ascii_uppercase()) && !lead.chars().any(|c| c.is_ascii_lowercase());
        let after = &text[phrase.len()..];
        if !phrase.is_ascii() {
            // `保留 npm run build` keeps it.
            if phrase == "保留" {
                let ends = after.trim_start().chars().next().is_none_or(|c| ")）]】:：。、,，;；".contains(c));
                return (ends || after.starts_with('中')).then_some(state);
            }
            return (!phrase.starts_with(is_cjk) || stand() != Stand::Open || ends_there(after)).then_some(state);
        }
        let next = after.chars().next();
        let says = match next {
            None => true,
            Some(c) if c.is_alphanumeric() || matches!(c, '_' | '/') => false,
            Some('-') => false,
            Some(c) if c.is_whitespace() => {
                let word = after
                    .split_whitespace()
                    .next()
                    .unwrap_or("")
                    .trim_matches(|c: char| c.is_ascii_punctuation() && c != '-')
                    .to_lowercase();
                let set_off = after.trim_start().starts_with(|c: char| !c.is_alphanumeric() && c != '`' && c != '·');
                // `(blocked 2026-03-01 09:00Z)`
                let is_day = word.as_bytes().first_chunk::<5>().is_some_and(|first| first.starts_with(b"20") && first[4] == b'-');
                shouted || word.is_empty() || set_off || is_day || FOLLOWERS.contains(&word.as_str())
            }
            Some(_) => true,
        };
        says.then_some(state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_told_from_labels() {
        for text in ["[x] a", "[X] a", "[ ] a", "[~] a", "[-] a", "[>] a", "[/] a", "[✅] a", "[x]10.2 a"] {
            assert!(leading_box(text).is_some(), "{text}");
        }
        for text in ["[D-1] a", "[P1] a", "[NEW] a", "[x](y.md)", "[^1] a", "[Q1] a", "[a] b", "words [x]"] {
            assert_eq!(leading_box(text), None, "{text}");
        }
        assert_eq!(line_box("0.1. [x] words"), Some((Mark::Ticked, 8)));
        assert_eq!(line_box("    - [ ] words"), Some((Mark::Open, 9)));
        assert_eq!(line_box("1.5[x] words"), None);
    }

    #[test]
    fn words_say_the_state_only_where_they_mean_it() {
        use StepState::*;
        for (words, expected) in [
            ("Write the parser", Todo),
            ("⏸️ Google OAuth integration (BLOCKED: awaiting domain verification)", Blocked),
            ("Deploy (blocked on the certificate)", Blocked),
            ("~~M2b~~ SUPERSEDED by M0. With mouse forwarding fixed, plain wheel reaches the", Dropped),
            ("~~Write the parser~~", Dropped),
            ("M3b — (superseded; shelved) M3b-1 (feasibility): generator", Dropped),
            ("Superseded, kept for context: renderer-level injection.", Dropped),
            ("M5 — menu + headless parity. Partial progress recorded:", Partial),
            ("Example step (completed: X; remaining: Y).", Partial),
            ("(deferred — spec.md long-term) Repo metadata", Blocked),
            ("Persist dropped IDs and distributions", Todo),
            ("Successful documents are skipped on resume", Todo),
            ("Write failing cancellation, timeout and partial tests", Todo),
            ("Blocked users see a message", Todo),
            ("If promoted, replace deferred checklist entries", Todo),
            ("Exclude partial accounting", Todo),
            ("Won't do: the old one", Dropped),
            ("中止した注文を除外する", Todo),
            ("保留状態を表示する", Todo),
            ("취소된 주문 제외", Todo),
            ("跳过已有的文件", Todo),
            ("中止：別の計画で行う", Dropped),
            ("ログを移す（保留）", Blocked),
            ("로그 옮기기 (보류 — 서버 없음)", Blocked),
            ("迁移日志 — 推迟到下一期", Blocked),
            ("迁移日志（受阻）", Blocked),
            ("画面を作る（見送り）", Dropped),
            ("不要なコードを消す", Todo),
            ("Port the jobs (removed from scope)", Dropped),
            ("Port the sinks (3/5 done)", Partial),
            ("Port the sinks — 3 of 5 done", Partial),
            ("Port the trees — mostly done, docs remaining", Partial),
            ("写文档（已完成 50%）", Partial),
            ("Port the taps (50% done)", Partial),
            ("Return 50% of seats (cap 3/5)", Todo),
            ("Run the suite (212 passed, 3 skipped)", Todo),
            ("Show when 3 of 5 done marks are set", Todo),
            ("Escribir la guía (en curso)", Partial),
            ("Keep it local → partially done (the daemon binds it)", Partial),
            ("Die Liste schreiben (in Arbeit)", Partial),
            ("Написать руководство (приостановлено)", Blocked),
            ("Stage E: Descoped (design docs unchanged)", Dropped),
        ] {
            assert_eq!(state(Mark::Open, words), expected, "{words}");
        }
        assert_eq!(state(Mark::Ticked, "Dropped. CANCELLED"), Done);
        assert_eq!(state(Mark::Begun, "Half of it"), Partial);
    }
}
