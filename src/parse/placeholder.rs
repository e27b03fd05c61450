//! Words that stand where a record should be and are none: "None yet.", "TBD", template text, and the
//! sentences by which formats tell their authors what to write. Must never know which record it judges.

mod empty;
mod instruction;
pub mod later;

use std::sync::LazyLock;

use super::phrases::Phrases;
use crate::text::{self, lower};
pub use instruction::{is_emphasis, is_instruction};

/// Whole first sentences that say there is nothing, lower case, without signs at their ends.
const NOTHING: &[&str] = &[
    "n/a",
    "n/d",
    "na",
    "nil",
    "nobody",
    "none",
    "none applicable",
    "none at this stage",
    "none at this time",
    "none currently",
    "none discovered",
    "none encountered",
    "none found",
    "none identified",
    "none known",
    "none needed",
    "none noted",
    "none observed",
    "none recorded",
    "none so far",
    "none to report",
    "none yet",
    "no deviation",
    "no deviations",
    "no deviations from plan",
    "no deviations from the plan",
    "without deviations",
    "sin desviaciones",
    "no hubo desviaciones",
    "отклонений нет",
    "нет отклонений",
    "без отклонений",
    "no entries",
    "no entries yet",
    "not applicable",
    "not available yet",
    "not started",
    "not started yet",
    "not yet",
    "not yet started",
    "not yet available",
    "not yet complete",
    "not yet implemented",
    "not yet recorded",
    "nothing",
    "nothing notable",
    "nothing recorded",
    "nothing recorded yet",
    "nothing so far",
    "nothing to report",
    "nothing unexpected",
    "nothing unexpected so far",
    "nothing yet",
    "open",
    "pending",
    "placeholder",
    "same as above",
    "tba",
    "tbc",
    "tbd",
    "tbd after implementation",
    "tbd during implementation",
    "to be added",
    "to be completed",
    "to be decided",
    "to be defined",
    "to be determined",
    "to be documented",
    "to be filled",
    "to be filled in",
    "to be recorded",
    "to be updated",
    "to be written",
    "todo",
    "to do",
    "unknown",
    "empty",
    // Chinese
    "无",
    "无偏差",
    "無偏差",
    "無",
    "無し",
    "沒有",
    "暫無",
    "尚無",
    "目前無",
    "待補充",
    "暂无",
    "尚无",
    "目前无",
    "目前暂无",
    "待补充",
    "待填写",
    "待记录",
    "待定",
    "待完成",
    "待更新",
    "未开始",
    "尚未开始",
    "暂无记录",
    "暂时没有",
    "目前没有",
    "没有",
    "略",
    "待实施后填写",
    "待实施",
    "待执行",
    "尚未完成",
    "尚未执行",
    // Japanese
    "なし",
    "特になし",
    "まだなし",
    "今のところなし",
    "現時点でなし",
    "未定",
    "未記入",
    "記入予定",
    "未着手",
    "該当なし",
    "後で記入",
    "未実施",
    "実施後に記入",
    "完了後に記入",
    // Korean
    "없음",
    "아직 없음",
    "현재 없음",
    "해당 없음",
    "특이사항 없음",
    "미정",
    "추후 작성",
    "작성 예정",
    "추후 기록",
    "미작성",
    "진행 전",
    "추후 업데이트",
    "완료 후 작성",
    "완료 후 작성 예정",
    "아직 없다",
    // Spanish
    "ninguno",
    "ninguna",
    "ninguno todavía",
    "ninguna todavía",
    "ninguno aún",
    "ninguna aún",
    "nada",
    "nada aún",
    "nada todavía",
    "aún no",
    "todavía no",
    "pendiente",
    "por definir",
    "por completar",
    "no aplica",
    "sin novedades",
    "sin sorpresas",
    "sin hallazgos",
    "no iniciado",
    "a completar",
    // Russian
    "нет",
    "пока нет",
    "ничего",
    "пока ничего",
    "отсутствуют",
    "отсутствует",
    "не применимо",
    "не заполнено",
    "будет заполнено",
    "заполнить позже",
    "в ожидании",
    "не начато",
    "ещё нет",
    "еще нет",
    "пусто",
    "позже",
    "уточняется",
    "будет дополнено",
];

/// Beginnings of short sentences that promise words for later.
const PROMISES: &[&str] = &[
    "to be ",
    "tbd ",
    "tbd:",
    "pending ",
    "fill ",
    "filled in when",
    "filled when",
    "will be ",
    "awaiting ",
    "not yet ",
    "not started",
    "record here",
    "none yet",
    "nothing yet",
    "none so far",
    "none (",
    "nothing (",
    "n/a (",
    "无（",
    "なし（",
    "없음 (",
    "없음(",
    "ninguna (",
    "ninguno (",
    "нет (",
    "none recorded",
    "no surprises",
    "no unexpected",
    "no discoveries",
    "no findings",
    "no decisions",
    "no outcomes",
    "no follow-up",
    "no implementation work",
    "no work has started",
    "implementation has not started",
    "work has not started",
    "no entries",
    "no blockers",
    "no risks",
    "no new surprises",
    "no further",
    "no material surprises",
    "no major surprises",
    "no notable",
    "no significant surprises",
    "add ",
    "update ",
    "complete this",
    "write ",
    "document ",
    "placeholder",
    "placeholder for ",
    "待",
    "暂无",
    "尚无",
    "未记录",
    "完成后",
    "実施後",
    "完了後",
    "まだ",
    "아직",
    "추후",
    "작업 완료 후",
    "구현 후",
    "완료 시",
    "se completará",
    "se llenará",
    "a completar",
    "por completar",
    "pendiente de",
    "будет ",
    "заполнить",
    "заполняется",
    "пока не",
];

/// Those of [`PROMISES`] that only say when, and words that tell to write something then.
const AFTER: &[&str] = &["完成后", "実施後", "完了後", "작업 완료 후", "구현 후", "완료 시"];
const THEN: &[&str] = &[
    "记录",
    "填写",
    "补充",
    "补写",
    "更新",
    "总结",
    "汇总",
    "整理",
    "追加",
    "写入",
    "記録",
    "記載",
    "記入",
    "追記",
    "まとめ",
    "書く",
    "기록",
    "작성",
    "업데이트",
    "추가",
    "정리",
    "채운",
    "채울",
    "적는",
];

/// Bytes of the longest first sentence that may say so: 160 characters of any script.
const LONGEST: usize = 640;

/// Characters of the longest first sentence that says so without brackets.
const SHORT: usize = 60;

/// Whether plain words say that there is nothing (yet), or are no words at all.
pub fn is_nothing(words: &str) -> bool {
    let words = text::trim(words);
    let bare = text::bare(words);
    if bare.is_empty() {
        return !words.contains(is_pictograph);
    }
    if is_template(words) || later::is_promise(words) || empty::is_empty(words) {
        return true;
    }
    let wrapped = words.starts_with(['(', '（', '[', '<']) && words.ends_with([')', '）', ']', '>', '.', '。']);
    if is_pointer(bare) || wrapped && is_instruction(words, false) || !words.is_ascii() && empty::ends_so(bare) {
        return true;
    }
    if !wrapped && !may_say_so(bare) {
        return false;
    }
    let Some(end) = sentence_end(bare) else { return false };
    let sentence = text::bare(&bare[..end]);
    // All that says so without brackets is shorter, unless it can say nothing else.
    let is_sure = || {
        ["to be filled", "to be added", "to be recorded", "to be updated", "placeholder for "].iter().any(|opening| begins(bare, opening))
    };
    let limit = if wrapped || sentence.len() > SHORT && is_sure() { 160 } else { SHORT };
    if !wrapped && sentence.len() > limit && sentence.is_ascii() {
        return false;
    }
    let said = lower(&bare[..end]);
    let first = text::bare(&said);
    if OPENINGS.leading(first.as_bytes()).any(|entry| !entry.value && entry.phrase == first) {
        // `Open. The gate stays …` goes on with words of its own; `None. Record blockers here.` does not.
        return first != "open" || end + 2 >= bare.len();
    }
    let n = first.chars().count();
    const LATER: &[&str] = &[
        "to be added",
        "to be filled",
        "to be completed",
        "to be recorded",
        "to be updated",
        "to be documented",
        "will be added",
        "will be filled",
        "will be recorded",
        "will be updated",
    ];
    let says_later = || {
        let bare = lower(bare);
        LATER.iter().any(|later| bare.contains(later))
    };
    if wrapped && n <= limit && says_later() {
        return true;
    }
    // Words of their own that begin like one that promises: the list of what is to be done, standing by.
    let is_word = ["待办", "待机", "待遇", "待機"].iter().any(|word| first.len() > word.len() && first.starts_with(word));
    // `完成后应直接切到下一阶段`: what comes after the work, and nothing to be written then.
    let is_after = |words: &str| AFTER.iter().any(|after| words.starts_with(after)) && !THEN.iter().any(|word| words.contains(word));
    let is_word = is_word || n > 8 && !first.is_ascii() && is_after(first);
    let promise = !is_word && n <= limit && OPENINGS.leading(first.as_bytes()).any(|entry| entry.value);
    // A promise ends with its sentence; a verb that opens a statement ("Add the index first") does not promise unless wrapped.
    let verb = ["add ", "update ", "write ", "document ", "will be ", "complete this", "fill "].iter().any(|verb| first.starts_with(verb));
    let alone = bare.len() - end < 3;
    // `No surprises have been observed yet. Whenever you meet one, document it here.`
    let instructs = || {
        let rest = text::bare(&bare[end..]);
        let tells = |rest: &str| ["when", "once", "as "].iter().any(|opening| rest.starts_with(opening)) && rest.contains("it here");
        is_instruction(rest, false) || tells(&lower(rest))
    };
    promise
        && !empty::is_statement(first)
        && (wrapped || !verb)
        && (alone
            || wrapped
            || instructs()
            || first.starts_with("pending") && !tells_more(&bare[end..])
            || first.starts_with("none") && !first.starts_with("none (")
            || first.starts_with("to be ")
            || first.starts_with("placeholder for ")
            || first.starts_with("tbd"))
}

/// Whether the sentences behind a promise tell what is there already: `Pending a check on all. The first run passed.`
fn tells_more(rest: &str) -> bool {
    const WAITS: &[&str] = &[
        " not ", "n't ", " yet", "will ", "to be ", "once ", "until", "after ", "when ", "pending", "fill", "remain", "record", "expected",
        "should",
    ];
    let rest = lower(text::bare(rest));
    rest.split(' ').count() > 4 && !WAITS.iter().any(|word| rest.contains(word))
}

/// [`NOTHING`] and [`PROMISES`], each with whether it is a promise.
static OPENINGS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
    let nothing = NOTHING.iter().map(|words| (*words, false));
    Phrases::new(nothing.chain(PROMISES.iter().map(|words| (*words, true))))
});

/// Whether one of [`NOTHING`] or [`PROMISES`] begins as `bare` does.
fn may_say_so(bare: &str) -> bool {
    let (first, second) = match bare.as_bytes() {
        [first @ ..0x80, second, ..] => (first.to_ascii_lowercase(), second.to_ascii_lowercase()),
        _ => {
            let Some(c) = bare.chars().next().and_then(|c| c.to_lowercase().next()) else { return true };
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            (bytes[0], bytes[1])
        }
    };
    let begins = |phrase: &str| {
        let head = bare.as_bytes().get(..phrase.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(phrase.as_bytes()) || !head.is_ascii())
    };
    OPENINGS.beginning(first, second).iter().any(|entry| !entry.phrase.is_ascii() || begins(entry.phrase))
}

/// `See key-decisions in the frontmatter above.`: where the records are, which are read there.
fn is_pointer(bare: &str) -> bool {
    begins(bare, "see ") && bare.len() <= 100 && ["frontmatter", "front matter"].iter().any(|word| bare.contains(word))
}

/// Whether words begin with an opening of ASCII, whatever their case.
fn begins(words: &str, opening: &str) -> bool {
    words.as_bytes().get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening.as_bytes()))
}

fn is_pictograph(c: char) -> bool {
    matches!(c as u32, 0x1F300..=0x1FAFF | 0x2600..=0x27BF)
}

/// Where the first sentence of `words` ends, if it is not too long to say so.
fn sentence_end(words: &str) -> Option<usize> {
    let bytes = words.as_bytes();
    let stops = |at: usize| match bytes[at] {
        b'.' => bytes.get(at + 1) == Some(&b' '),
        b' ' => words[at..].starts_with(" — ") || words[at..].starts_with(" - "),
        0xE3 | 0xEF => words[at..].starts_with(['。', '；']),
        _ => true,
    };
    let may_stop = |at: &usize| match bytes[*at] {
        // Most spaces are followed by a letter.
        b' ' => bytes.get(at + 1).is_some_and(|next| *next >= 0x80 || *next == b'-'),
        b';' | b'!' | b'\n' | b'.' | 0xE3 | 0xEF => true,
        _ => false,
    };
    let n_looked_at = bytes.len().min(LONGEST + 2);
    let stop = (0..n_looked_at).filter(may_stop).find(|at| stops(*at));
    let end = stop.unwrap_or_else(|| words.strip_suffix('.').map_or(words.len(), str::len));
    (end <= LONGEST).then_some(end)
}

/// Whether Markdown begins with a moment still to be filled in: `- [YYYY-MM-DD HH:MM UTC] Chose …`.
pub fn has_blank_stamp(markdown: &str) -> bool {
    let words = markdown.trim_start_matches(|c: char| !c.is_alphanumeric());
    words.starts_with("YYYY-MM-DD")
}

/// Whether plain words are a template's: nothing but angle brackets, dots, or a date with letters in it.
pub fn is_template(words: &str) -> bool {
    const DAY: &[u8] = b"YYYY-MM-DD";
    let bytes = words.as_bytes();
    let head = &bytes[..bytes.len().min(11 + DAY.len())];
    if memchr::memchr(b'Y', head).is_some() && head.windows(DAY.len()).any(|window| window == DAY) {
        return true;
    }
    if memchr::memchr(b'<', bytes).is_none() {
        return false;
    }
    let mut rest = String::new();
    let mut depth = 0;
    let mut held = false;
    for c in words.chars() {
        match c {
            '<' => depth += 1,
            '>' if depth > 0 => {
                depth -= 1;
                held = true;
            }
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    let words = rest.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric) && !word.ends_with(':')).count();
    held && depth == 0 && words <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_in_many_words() {
        for words in [
            "None yet.",
            "None",
            "TBD",
            "…",
            "...",
            "—",
            "(To be filled after milestones complete.)",
            "Pending implementation.",
            "(none yet)",
            "Not started.",
            "(TBD during implementation)",
            "暂无。",
            "まだなし",
            "아직 없음.",
            "Ninguna todavía.",
            "Пока нет.",
            "<what you saw>",
            "<met/partially/not met> • Evidence: <links>",
            "None yet. Record final blockers and surprises here.",
            "No surprises have been observed yet. Whenever you meet one, such as a limit, document it here with its day.",
            "No implementation work has started. Fill this section after each milestone to record what shipped.",
            "Placeholder for the final implementation summary, remaining gaps and the lessons of those who come next.",
            "Pending. Close or move this tracker only after status is recorded.",
            "[YYYY-MM-DD HH:MM UTC] Chose library X",
            "No surprises recorded yet.",
            "To be filled in at completion.",
            "To be filled in after the browser tests run and the pages describe what they show.",
            "(Filled in when work completes)",
            "完成后在此记录结果。",
            "구현 후 결과를 기록한다.",
            "（実装中に見つかった予期しない事項を記録する。）",
            "그 외 사용자 결정 없음.",
            "None - followed the plan as specified.",
            "See key-decisions in the frontmatter above.",
            "None (settled with the owner on 2026-03-12).",
            "无（已与负责人确认）。",
            "",
        ] {
            assert!(is_nothing(words), "{words}");
        }
        for words in [
            "No findings were dropped. Keep this in mind when the index grows.",
            "None of the gates failed.",
            "Leave it as it is.",
            "None (as planned). The gate failed all the same.",
            "Pending jobs are dropped on restart, so the queue must be drained first by the operator.",
            "Add `<T>` to the queue type",
            "无需修改接口",
            "完成后应直接切到第二阶段，不要回头继续扩写。",
            "구현 후 응답이 두 배 빨라졌다.",
            "設定の変更を記録する。",
            "빌드 문제 없음",
            "Completed. Added the reader.",
            "Use Vec<T> here",
            "待办状态持久化",
            "Not started streams are retried by the scheduler after five seconds, which nobody expected to see.",
            "👍",
        ] {
            assert!(!is_nothing(words), "{words}");
        }
    }
}
