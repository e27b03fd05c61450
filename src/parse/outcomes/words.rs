//! What the first words of an outcome say of it: whether a label only names a role and may go, whether a lead and the list
//! below it are one statement, and which role a sentence takes by its opening. Must never know where it stands.

use std::sync::LazyLock;

use super::super::phrases::Phrases;
use super::super::placeholder;
use crate::model::OutcomeRole::{self, FollowUp, Lesson};
use crate::text::lower;

/// Labels that say no more than a role does, lower case, without articles and qualifiers.
const BARE: &[&str] = &[
    "achieved",
    "backlog",
    "badly",
    "change next time",
    "complete",
    "completed",
    "completion date",
    "date",
    "date completed",
    "deferred",
    "deferred work",
    "delivered",
    "done",
    "follow on",
    "follow ons",
    "follow up",
    "follow up items",
    "follow up tasks",
    "follow up work",
    "follow ups",
    "followup",
    "followups",
    "future work",
    "gap",
    "gaps",
    "highlights",
    "implemented",
    "insights",
    "issues",
    "learned",
    "learnings",
    "lesson",
    "lesson learned",
    "lessons",
    "lessons for future tasks",
    "lessons learned",
    "limitations",
    "next action",
    "next actions",
    "next step",
    "next steps",
    "notes",
    "outcome",
    "outcomes",
    "problems",
    "remaining",
    "remaining gap",
    "remaining gaps",
    "remaining items",
    "remaining tasks",
    "remaining work",
    "remaining work to productionize",
    "result",
    "result vs goals",
    "results",
    "retro",
    "retrospective",
    "shipped",
    "status",
    "successes",
    "summary",
    "takeaway",
    "takeaways",
    "tbd",
    "to do",
    "todo",
    "todos",
    "well",
    "went badly",
    "went well",
    "went wrong",
    "what changed",
    "what could be better",
    "what could be improved",
    "what did not go well",
    "what did not work",
    "what didnt go well",
    "what didnt work",
    "what remains",
    "what shipped",
    "what to change",
    "what to change next time",
    "what to improve",
    "what was achieved",
    "what was built",
    "what was delivered",
    "what was done",
    "what was learned",
    "what was shipped",
    "what was surprising or difficult",
    "what we achieved",
    "what we learned",
    "what went badly",
    "what went poorly",
    "what went well",
    "what went wrong",
    "what worked",
    "what worked well",
    "wins",
    "worked well",
    // Chinese
    "亮点",
    "做得好",
    "做得好的",
    "改进",
    "问题",
    "不足",
    "反思",
    "后续",
    "后续工作",
    "复盘",
    "差距",
    "总结",
    "成果",
    "教训",
    "经验",
    "经验教训",
    "结果",
    "遗留",
    "遗留问题",
    "下一步",
    // Japanese
    "うまくいったこと",
    "うまくいかなかったこと",
    "良かった点",
    "改善点",
    "今後",
    "今後の課題",
    "学び",
    "振り返り",
    "教訓",
    "次のステップ",
    "残課題",
    "結果",
    "課題",
    // Korean
    "개선할 점",
    "아쉬운 점",
    "잘된 점",
    "결과",
    "교훈",
    "남은 작업",
    "다음 단계",
    "배운 점",
    "성과",
    "회고",
    "후속",
    "후속 작업",
    // Spanish
    "qué salió bien",
    "qué salió mal",
    "brechas",
    "lecciones",
    "lecciones aprendidas",
    "lección",
    "logros",
    "pendiente",
    "pendientes",
    "próximos pasos",
    "resultado",
    "resultados",
    "retrospectiva",
    "seguimiento",
    // Russian
    "что не получилось",
    "что получилось",
    "выводы",
    "дальнейшие шаги",
    "итог",
    "итоги",
    "осталось",
    "пробелы",
    "результат",
    "результаты",
    "ретроспектива",
    "следующие шаги",
    "урок",
    "уроки",
];

/// Whether a label says nothing beside a role: `Outcome (2026-06-09)`, `Notes / lessons`, but not `Slice 1 validation`.
pub fn is_bare(name: &str) -> bool {
    let mut depth = 0_u32;
    let mut words = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '&' | '/' | '+' | ',' | '、' | '，' => words.push('\n'),
            '-' | '‑' | '_' | ':' if words.ends_with(char::is_alphabetic) => words.push(' '),
            '\'' | '’' | '.' => {}
            c => words.extend(c.to_lowercase()),
        }
    }
    let words = words.replace(" and ", "\n");
    words.split('\n').all(|part| {
        let mut part = part.trim_matches(|c: char| !c.is_alphabetic());
        for qualifier in ["the ", "key ", "main ", "final ", "overall ", "important "] {
            part = part.strip_prefix(qualifier).unwrap_or(part);
        }
        BARE.contains(&part.strip_suffix(" on").unwrap_or(part))
    })
}

/// Words for proof that something works, lower case: the commands listed below one belong to it.
const PROOF: &[&str] =
    &["validation", "verification", "evidence", "checks", "commands", "gates", "gate", "tests", "proof", "validación", "verificación"];
const PROOF_ANYWHERE: &[&str] = &["验证", "校验", "検証", "검증", "проверк"];

/// Whether a lead such as `Validation executed:` names the proof that is listed below it.
pub fn names_proof(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphabetic());
    words.any(|word| PROOF.contains(&word)) || !name.is_ascii() && PROOF_ANYWHERE.iter().any(|word| name.contains(word))
}

/// Whether an item tells of a check: it begins with a command, or says how one ended.
pub fn is_check(markdown: &str) -> bool {
    const ENDS: &[&str] = &["pass", "green", "clean", "fail", " ok", "通过", "成功", "通過", "통과", "aprobad", "прошл", "успешн"];
    static WORDS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(ENDS.iter().map(|word| (*word, ()))));
    markdown.trim_start_matches(['*', '_', '[', ']', 'x', ' ']).starts_with('`') || WORDS.any_in(&markdown.to_lowercase())
}

/// Whether Markdown is nothing but code spans and signs between them.
pub fn is_code(markdown: &str) -> bool {
    let mut outside = markdown.trim().split('`').step_by(2);
    let n_ticks = markdown.bytes().filter(|byte| *byte == b'`').count();
    n_ticks >= 2 && n_ticks % 2 == 0 && outside.all(|words| !words.contains(char::is_alphanumeric))
}

/// Whether a label is itself code: `src/status.rs`, `output_prefs`.
pub fn is_code_name(name: &str) -> bool {
    !name.contains(' ') && name.is_ascii() && name.contains(['/', '.', '_'])
}

/// Whether a quote opens in words and does not close in them, so that what follows is within it.
pub fn is_in_quote(words: &str) -> bool {
    let n = |c: char| words.chars().filter(|other| *other == c).count();
    [('“', '”'), ('「', '」'), ('『', '』'), ('《', '》'), ('«', '»')].iter().any(|(open, close)| n(*open) > n(*close)) || n('"') % 2 == 1
}

/// Whether words only say which plan comes next: `Next plan: [queue](queue.md)`.
pub fn is_pointer(markdown: &str) -> bool {
    let Some((label, rest)) = markdown.trim().split_once(':') else { return false };
    let rest = rest.trim();
    let is_link = rest.starts_with('[') && rest.ends_with(')') && rest.matches("](").count() == 1;
    is_link && ["next plan", "next phase", "successor"].iter().any(|name| label.trim_matches(['*', '_', ' ']).eq_ignore_ascii_case(name))
}

/// The role that an outcome's sentence takes by its opening: `The most important lesson was …`, `Remaining work is …`.
pub fn opening_role(words: &str) -> Option<OutcomeRole> {
    const QUALIFIERS: &[&str] =
        &["most", "important", "main", "key", "biggest", "only", "known", "central", "primary", "last", "other", "open"];
    const LESSONS: &[&str] = &["lesson", "lessons"];
    const AFTER_LESSON: &[&str] = &["is", "was", "are", "were", "for", "from", "worth", "carried", "learned", "learnt", "here"];
    const REMAINS: &[&str] = &["remaining", "residual"];
    const WORK: &[&str] = &[
        "gap",
        "gaps",
        "work",
        "risk",
        "risks",
        "limitation",
        "limitations",
        "limits",
        "constraint",
        "milestone",
        "milestones",
        "followup",
        "followups",
        "outcomes",
        "blockers",
    ];
    if words.starts_with('下') {
        let next: String = words.chars().skip(1).take(8).collect();
        return (words.starts_with("下一步") || words.starts_with("下一") && next.contains('应')).then_some(FollowUp);
    }
    if !words.starts_with(['T', 't', 'M', 'm', 'K', 'k', 'L', 'l', 'R', 'r', 'N', 'n', 'O', 'o']) {
        return None;
    }
    let sentence = &words[..words.find(". ").unwrap_or(words.len())];
    let cut = sentence.char_indices().nth(160).map_or(sentence.len(), |(at, _)| at);
    let lower = lower(&sentence[..cut]).replace("follow-up", "followup").replace("follow up", "followup");
    let mut parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    parts.next_if(|word| *word == "the");
    while parts.next_if(|word| QUALIFIERS.contains(word)).is_some() {}
    let first = parts.next()?;
    let second = parts.next()?;
    if LESSONS.contains(&first) {
        return AFTER_LESSON.contains(&second).then_some(Lesson);
    }
    if first == "next" {
        return matches!(second, "step" | "steps" | "work" | "plan").then_some(FollowUp);
    }
    // At most one word between: `the remaining acceptance gap`; what is said to be over is no follow-up.
    let over = [" closed", " done", " migrated", " resolved", " completed", " landed", " fixed"].iter().any(|word| lower.contains(word));
    let named = REMAINS.contains(&first) && (WORK.contains(&second) || parts.next().is_some_and(|third| WORK.contains(&third)));
    (named && !over).then_some(FollowUp)
}

/// The name in a bold lead that ends in a full stop, and where the words after it begin: `**Lessons.** Measure first.`
pub fn bold_lead(markdown: &str) -> Option<(&str, usize)> {
    let mark = ["**", "__", "*", "_"].into_iter().find(|mark| markdown.starts_with(mark))?;
    let inner = &markdown[mark.len()..];
    let end = inner.find(mark).filter(|end| *end <= 120)?;
    let name = inner[..end].strip_suffix(['.', '。'])?;
    let says = name.split(' ').any(|word| matches!(word, "is" | "are" | "was" | "were" | "has" | "have" | "Nothing" | "No" | "not"));
    (!name.is_empty() && !says && !name.contains(['.', '\n', ':', '：'])).then_some((name, mark.len() + end + mark.len()))
}

/// Whether plain words are only a state: `IN_PROGRESS`, `Completed.`
pub fn is_state(words: &str) -> bool {
    const STATES: &[&str] = &[
        "in_progress",
        "in progress",
        "in-progress",
        "done",
        "pending",
        "completed",
        "complete",
        "implemented",
        "active",
        "archived",
        "已完成",
        "完成",
        "进行中",
        "完了",
        "進行中",
        "완료",
        "진행 중",
        "completado",
        "завершено",
    ];
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= 24 && STATES.contains(&bare.to_lowercase().as_str())
}

/// Whether words say that nothing of a kind is left: `None for this scope.`
pub fn is_none_left(words: &str) -> bool {
    let mut parts = words.trim_end_matches(['.', ' ']).split_whitespace();
    let none = parts.next().is_some_and(|word| ["none", "nothing"].iter().any(|none| word.eq_ignore_ascii_case(none)));
    let place = parts.next().is_some_and(|word| matches!(word, "for" | "in" | "within" | "at"));
    none && place && parts.clone().count() <= 6 && !parts.any(|word| word.ends_with(['.', ';']))
}

/// Whether words go on after saying that there is nothing: `None identified. The work goes on in the next item.`
pub fn goes_on(words: &str) -> bool {
    let none = ["none", "nothing"].iter().any(|none| words.get(..none.len()).is_some_and(|first| first.eq_ignore_ascii_case(none)));
    let Some((_, rest)) = words.split_once(". ").filter(|_| none) else { return false };
    rest.split_whitespace().count() >= 4 && !placeholder::is_nothing(rest) && !placeholder::is_instruction(rest, false)
}
