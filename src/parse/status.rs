//! What a plan says of its state, in the words of six languages, as one of the six states. A value is often
//! a sentence ("COMPLETE as of 2026-04-29. The fix …"), so the leading words decide. Must never know where
//! the words stand.

use std::sync::LazyLock;

use super::phrases::{Entry, Phrases, with_unaccented};
use crate::model::Status;
use crate::text::{is_alphanumeric, push_lower};

use Status::{Abandoned, Blocked, Complete, InProgress, Proposed, Superseded};

/// Leading words of a status value, lower case, and what they mean. The longest that fits wins, so
/// `not started` beats `not` and `ready to merge` beats `ready`.
const LEADING: &[(&str, Status)] = &[
    ("reverted", Abandoned),
    ("cerrada", Complete),
    ("cerrado", Complete),
    ("планируется", Proposed),
    ("заменен", Superseded),
    ("заменено", Superseded),
    ("отклонен", Abandoned),
    ("отклонено", Abandoned),
    ("закрыта", Complete),
    ("закрыто", Complete),
    ("abandoned", Abandoned),
    ("accepted", Complete),
    ("active", InProgress),
    ("actively", InProgress),
    ("adopted", Complete),
    ("all done", Complete),
    ("almost", InProgress),
    ("applied", Complete),
    ("approved", Proposed),
    ("approved and implemented", Complete),
    ("approved, executing", InProgress),
    ("approved, implementing", InProgress),
    ("approved, in progress", InProgress),
    ("aprobado", Proposed),
    ("aprobada", Proposed),
    ("archived", Complete),
    ("authored", Proposed),
    ("awaiting", Blocked),
    ("awaiting approval", Proposed),
    ("awaiting review", InProgress),
    ("backlog", Proposed),
    ("blocked", Blocked),
    ("brief", Proposed),
    ("canceled", Abandoned),
    ("cancelled", Abandoned),
    ("closed", Complete),
    ("closed (superseded", Superseded),
    ("closed (cancelled", Abandoned),
    ("closed (won't do", Abandoned),
    ("closed as superseded", Superseded),
    ("closed out", Complete),
    ("code complete", Complete),
    ("complete", Complete),
    ("completed", Complete),
    ("current", InProgress),
    ("declined", Abandoned),
    ("deferred", Blocked),
    ("delivered", Complete),
    ("deployed", Complete),
    ("deprecated", Abandoned),
    ("design", Proposed),
    ("design approved", Proposed),
    ("design complete", Proposed),
    ("did not finish", Abandoned),
    ("dnf", Abandoned),
    ("dnf (replaced", Superseded),
    ("dnf (superseded", Superseded),
    ("doing", InProgress),
    ("done", Complete),
    ("draft", Proposed),
    ("drafted", Proposed),
    ("drafting", Proposed),
    ("dropped", Abandoned),
    ("executable", Proposed),
    ("executed", Complete),
    ("executing", InProgress),
    ("final", Complete),
    ("finalised", Complete),
    ("finalized", Complete),
    ("finished", Complete),
    ("fixed", Complete),
    ("frozen", Blocked),
    ("fully complete", Complete),
    ("fully implemented", Complete),
    ("future", Proposed),
    ("green", Complete),
    ("icebox", Proposed),
    ("idea", Proposed),
    ("implementation complete", Complete),
    ("implementation completed", Complete),
    ("implementation in progress", InProgress),
    ("implemented", Complete),
    ("implementing", InProgress),
    ("in development", InProgress),
    ("in execution", InProgress),
    ("in flight", InProgress),
    ("in implementation", InProgress),
    ("in progress", InProgress),
    ("in qa", InProgress),
    ("in review", InProgress),
    ("inactive", Proposed),
    ("nearly", InProgress),
    ("incomplete", InProgress),
    ("inprogress", InProgress),
    ("investigating", InProgress),
    ("landed", Complete),
    ("living", InProgress),
    ("merged", Complete),
    ("mostly complete", InProgress),
    ("mostly done", InProgress),
    ("nearly complete", InProgress),
    ("new", Proposed),
    ("no longer needed", Abandoned),
    ("not complete", InProgress),
    ("not completed", InProgress),
    ("not done", InProgress),
    ("not implemented", Proposed),
    ("not started", Proposed),
    ("not yet", Proposed),
    ("obsolete", Abandoned),
    ("on hold", Blocked),
    ("ongoing", InProgress),
    ("open", InProgress),
    ("opener", Proposed),
    ("parked", Blocked),
    ("partial", InProgress),
    ("partially", InProgress),
    ("partly", InProgress),
    ("paused", Blocked),
    ("pending", Proposed),
    ("planned", Proposed),
    ("planning", Proposed),
    ("postponed", Blocked),
    ("pr open", InProgress),
    ("pr opened", InProgress),
    ("pre-flight", Proposed),
    ("proposal", Proposed),
    ("proposed", Proposed),
    ("queued", Proposed),
    ("ready", Proposed),
    ("ready for merge", InProgress),
    ("ready to merge", InProgress),
    ("rejected", Abandoned),
    ("released", Complete),
    ("removed", Abandoned),
    ("reopened", InProgress),
    ("re-opened", InProgress),
    ("replaced", Superseded),
    ("research", Proposed),
    ("resolved", Complete),
    ("retired", Abandoned),
    ("revised", Proposed),
    ("running", InProgress),
    ("scheduled", Proposed),
    ("scoped", Proposed),
    ("seeded", Proposed),
    ("sequenced", Proposed),
    ("shipped", Complete),
    ("stalled", Blocked),
    ("started", InProgress),
    ("strategic", Proposed),
    ("success", Complete),
    ("superceded", Superseded),
    ("superseded", Superseded),
    ("superseeded", Superseded),
    ("suspended", Blocked),
    ("to do", Proposed),
    ("todo", Proposed),
    ("under construction", InProgress),
    ("under review", InProgress),
    ("under way", InProgress),
    ("underway", InProgress),
    ("unstarted", Proposed),
    ("validated", Complete),
    ("verified", Complete),
    ("waiting", Blocked),
    ("wip", InProgress),
    ("withdrawn", Abandoned),
    ("won't do", Abandoned),
    ("wontfix", Abandoned),
    ("working", InProgress),
    // Spanish
    ("abandonado", Abandoned),
    ("activo", InProgress),
    ("aplazado", Blocked),
    ("bloqueado", Blocked),
    ("borrador", Proposed),
    ("cancelado", Abandoned),
    ("completada", Complete),
    ("completado", Complete),
    ("completo", Complete),
    ("descartado", Abandoned),
    ("en curso", InProgress),
    ("en ejecución", InProgress),
    ("en pausa", Blocked),
    ("en progreso", InProgress),
    ("finalizado", Complete),
    ("hecho", Complete),
    ("implementado", Complete),
    ("listo", Complete),
    ("no iniciado", Proposed),
    ("pausado", Blocked),
    ("pendiente", Proposed),
    ("planificado", Proposed),
    ("propuesta", Proposed),
    ("propuesto", Proposed),
    ("reemplazado", Superseded),
    ("sustituido", Superseded),
    ("terminado", Complete),
    ("diseño aprobado", Proposed),
    ("terminada", Complete),
    ("hecha", Complete),
    ("lista", Complete),
    ("implementada", Complete),
    ("completa", Complete),
    ("entregada", Complete),
    ("entregado", Complete),
    ("activa", InProgress),
    ("en marcha", InProgress),
    ("pausada", Blocked),
    ("aplazada", Blocked),
    ("descartada", Abandoned),
    ("reemplazada", Superseded),
    ("sustituida", Superseded),
    ("planificada", Proposed),
    ("no iniciada", Proposed),
    // Portuguese
    ("abandonada", Abandoned),
    ("bloqueada", Blocked),
    ("cancelada", Abandoned),
    ("concluída", Complete),
    ("concluído", Complete),
    ("em andamento", InProgress),
    ("em execução", InProgress),
    ("em progresso", InProgress),
    ("em revisão", InProgress),
    ("feito", Complete),
    ("finalizada", Complete),
    ("não iniciado", Proposed),
    ("planejado", Proposed),
    ("pronto para", Proposed),
    ("proposta", Proposed),
    ("substituído", Superseded),
    // French
    ("abandonné", Abandoned),
    ("accepté", Proposed),
    ("annulé", Abandoned),
    ("bloqué", Blocked),
    ("brouillon", Proposed),
    ("en attente", Blocked),
    ("en cours", InProgress),
    ("fait", Complete),
    ("proposé", Proposed),
    ("remplacé", Superseded),
    ("terminé", Complete),
    ("à faire", Proposed),
    // German
    ("abgebrochen", Abandoned),
    ("abgelöst", Superseded),
    ("abgeschlossen", Complete),
    ("aktiv", InProgress),
    ("blockiert", Blocked),
    ("entwurf", Proposed),
    ("erledigt", Complete),
    ("ersetzt", Superseded),
    ("fertig", Complete),
    ("geplant", Proposed),
    ("in arbeit", InProgress),
    ("in bearbeitung", InProgress),
    ("komplett", Complete),
    ("läuft", InProgress),
    ("offen", Proposed),
    ("pausiert", Blocked),
    ("umgesetzt", Complete),
    ("verworfen", Abandoned),
    ("vorgeschlagen", Proposed),
    ("zurückgestellt", Blocked),
    // Russian
    ("активен", InProgress),
    ("активный", InProgress),
    ("активно", InProgress),
    ("блокирован", Blocked),
    ("в ожидании", Blocked),
    ("в очереди", Proposed),
    ("в процессе", InProgress),
    ("в работе", InProgress),
    ("выполнен", Complete),
    ("выполнено", Complete),
    ("выполняется", InProgress),
    ("готов", Complete),
    ("готово", Complete),
    ("заблокирован", Blocked),
    ("заблокировано", Blocked),
    ("завершена", Complete),
    ("завершено", Complete),
    ("завершён", Complete),
    ("завершёно", Complete),
    ("закрыт", Complete),
    ("заменён", Superseded),
    ("запланирован", Proposed),
    ("запланировано", Proposed),
    ("отложен", Blocked),
    ("отложено", Blocked),
    ("отклонён", Abandoned),
    ("отменено", Abandoned),
    ("отменён", Abandoned),
    ("не начат", Proposed),
    ("не начато", Proposed),
    ("план", Proposed),
    ("предложен", Proposed),
    ("предложено", Proposed),
    ("приостановлен", Blocked),
    ("приостановлена", Blocked),
    ("приостановлено", Blocked),
    ("реализован", Complete),
    ("реализовано", Complete),
    ("сделано", Complete),
    ("устарел", Abandoned),
    ("черновик", Proposed),
];

/// Words of scripts without spaces, found anywhere in the first clause; the first of this list that occurs
/// wins, so refusals ("not finished") stand before what they refuse.
const ANYWHERE: &[(&str, Status)] = &[
    // Chinese
    ("未开始", Proposed),
    ("未啟動", Proposed),
    ("未启动", Proposed),
    ("尚未", Proposed),
    ("未完成", InProgress),
    ("未完了", InProgress),
    ("部分完成", InProgress),
    ("第一刀", InProgress),
    ("第一轮", InProgress),
    ("阶段已完成", InProgress),
    ("待办", Proposed),
    ("待处理", Proposed),
    ("待实施", Proposed),
    ("待开始", Proposed),
    ("待定", Proposed),
    ("等待", Blocked),
    ("阻塞", Blocked),
    ("受阻", Blocked),
    ("暂停", Blocked),
    ("搁置", Blocked),
    ("推迟", Blocked),
    ("延期", Blocked),
    ("取代", Superseded),
    ("替代", Superseded),
    ("废弃", Abandoned),
    ("放弃", Abandoned),
    ("取消", Abandoned),
    ("作废", Abandoned),
    ("进行中", InProgress),
    ("進行中", InProgress),
    ("实施中", InProgress),
    ("执行中", InProgress),
    ("活跃", InProgress),
    ("已完成", Complete),
    ("已落地", Complete),
    ("已合并", Complete),
    ("已实现", Complete),
    ("已关闭", Complete),
    ("已归档", Complete),
    ("归档", Complete),
    ("完成", Complete),
    ("完了", Complete),
    ("草案", Proposed),
    ("草稿", Proposed),
    ("提案", Proposed),
    ("検討中", Proposed),
    ("计划中", Proposed),
    ("規劃中", Proposed),
    ("规划中", Proposed),
    ("落到", Complete),
    // Japanese
    ("未着手", Proposed),
    ("着手中", InProgress),
    ("作業中", InProgress),
    ("対応中", InProgress),
    ("実施中", InProgress),
    ("保留", Blocked),
    ("承認待ち", Proposed),
    ("レビュー待ち", Proposed),
    ("待ち", Blocked),
    ("ブロック", Blocked),
    ("中断", Blocked),
    ("延期", Blocked),
    ("中止", Abandoned),
    ("却下", Abandoned),
    ("廃止", Abandoned),
    ("破棄", Abandoned),
    ("置き換え", Superseded),
    ("実施済", Complete),
    ("対応済", Complete),
    ("実装済", Complete),
    ("終了", Complete),
    ("下書き", Proposed),
    ("ドラフト", Proposed),
    ("計画中", Proposed),
    ("予定", Proposed),
    ("アクティブ", InProgress),
    // Korean
    ("미착수", Proposed),
    ("미시작", Proposed),
    ("시작 전", Proposed),
    ("착수 전", Proposed),
    ("미실행", Proposed),
    ("미완료", InProgress),
    ("미완", InProgress),
    ("부분 완료", InProgress),
    ("일부 완료", InProgress),
    ("진행 중", InProgress),
    ("진행중", InProgress),
    ("작업 중", InProgress),
    ("작업중", InProgress),
    ("구현 중", InProgress),
    ("검토 중", InProgress),
    ("차단", Blocked),
    ("보류", Blocked),
    ("중단", Blocked),
    ("연기", Blocked),
    ("대체", Superseded),
    ("폐기", Abandoned),
    ("취소", Abandoned),
    ("철회", Abandoned),
    ("완료", Complete),
    ("적용", Complete),
    ("종료", Complete),
    ("머지됨", Complete),
    ("해결", Complete),
    ("초안", Proposed),
    ("계획", Proposed),
    ("제안", Proposed),
    ("예정", Proposed),
    ("승인 대기", Proposed),
    ("대기", Blocked),
    ("활성", InProgress),
    ("レビュー中", InProgress),
    ("実装中", InProgress),
    ("待评审", Proposed),
    ("已采纳", Complete),
    ("已採納", Complete),
    ("待审核", Proposed),
    ("待審核", Proposed),
    ("待使用者審核", Proposed),
    ("待开发", Proposed),
    ("待開發", Proposed),
    ("提議中", Proposed),
    ("提议中", Proposed),
    ("未開始", Proposed),
    ("着手前", Proposed),
    ("已批准", Proposed),
    ("承認済み", Proposed),
    ("待審查", Proposed),
    ("на проверке", InProgress),
];

/// Emoji that say a state when no words do.
const SIGNS: &[(char, Status)] = &[
    ('✅', Complete),
    ('☑', Complete),
    ('✔', Complete),
    ('🟢', InProgress),
    ('🟡', InProgress),
    ('🔄', InProgress),
    ('🚧', InProgress),
    ('⏳', InProgress),
    ('⏸', Blocked),
    ('⛔', Blocked),
    ('🔴', Blocked),
    ('🛑', Blocked),
    ('⚪', Proposed),
    ('⬜', Proposed),
    ('📝', Proposed),
    ('❌', Abandoned),
    ('🗑', Abandoned),
];

/// The words behind the one ticked box of a row of states: `[ ] Not started [x] Complete`. The row is no list of work.
pub fn chosen(row: &str) -> Option<&str> {
    if !row.starts_with('[') || row.contains('\n') {
        return None;
    }
    let is_box = |at: &usize| matches!(row.as_bytes().get(*at..at + 3), Some(b"[ ]" | b"[x]" | b"[X]"));
    let starts: Vec<usize> = memchr::memchr_iter(b'[', row.as_bytes()).filter(is_box).collect();
    let ends = starts.iter().skip(1).copied().chain([row.len()]);
    let choices: Vec<(bool, &str)> =
        starts.iter().zip(ends).map(|(at, end)| (!row[*at..].starts_with("[ ]"), row[at + 3..end].trim())).collect();
    let are_states = choices.len() > 1 && choices.iter().all(|(_, words)| leading(&normal(words)).is_some());
    let mut ticked = choices.iter().filter(|(ticked, _)| *ticked);
    let (_, words) = ticked.next().filter(|_| are_states)?;
    ticked.next().is_none().then_some(*words)
}

/// The state that `value` (plain or Markdown) states, if its words are known. A template's list of choices
/// (`DRAFT | ACTIVE | DONE`, `<Proposed | …>`) states none.
pub fn status(value: &str) -> Option<Status> {
    let words = normal(value);
    if is_choice(value) {
        return None;
    }
    if waits(&words) {
        return Some(InProgress);
    }
    // By themselves alone: `review-complete`, `진행 완료` and `채택 보류` say more.
    let alone = match words.as_str() {
        "review" | "reviewing" | "진행" => Some(InProgress),
        "채택" | "채택됨" => Some(Complete),
        _ => None,
    };
    alone.or_else(|| leading(&words)).or_else(|| share(&words)).or_else(|| anywhere(&words)).or_else(|| mentioned(&words)).or_else(|| {
        // `✅ Subido`: the sign says what a word or two of no name of ours do.
        (words.split(' ').count() <= 2)
            .then(|| SIGNS.iter().find(|(sign, _)| value.trim_start().starts_with(*sign)).map(|(_, status)| *status))
            .flatten()
    })
}

/// `review complete, commit pending`, `파일 생성 완료, 첫 배포 대기`: what is done, and what is still waited for.
fn waits(words: &str) -> bool {
    let Some((done, left)) = clause(words).split_once([',', '，', '、']) else { return false };
    let is_complete =
        leading(done) == Some(Complete) || done.ends_with(" complete") || ["완료", "完了", "完成"].iter().any(|word| done.ends_with(word));
    let left = left.trim_end();
    let is_left =
        left.ends_with(" pending") || left.trim_start().starts_with("pending ") || left.ends_with("대기") || left.ends_with("待ち");
    is_complete && is_left
}

/// Lower case, struck text and marks gone, `_` and `-` between words as spaces, white space folded; starts
/// at the first letter.
fn normal(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut struck = false;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("~~") {
            struck = !struck;
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if struck || matches!(c, '*' | '`' | '"' | '\'' | '“' | '”' | '[' | ']') {
            if c == '\'' && out.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic) {
                out.push('\'');
            }
            continue;
        }
        if out.is_empty() && !is_alphanumeric(c) {
            continue;
        }
        let space = c.is_whitespace() || c == '_' || (c == '-' && joins_words(&out, rest));
        if space {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else {
            push_lower(&mut out, c);
        }
    }
    out
}

/// Whether a hyphen here is that of `in-progress` (and not of `pre-flight`).
fn joins_words(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    !matches!(word, "pre" | "re") && after.starts_with(char::is_alphabetic) && !word.is_empty()
}

/// Three or more choices between bars or slashes, or text in angle brackets: a template, not a statement.
fn is_choice(value: &str) -> bool {
    let value = value.trim();
    let is_choice = |part: &&str| part.trim().chars().count() < 24 && leading(&normal(part)).is_some();
    let has =
        |n: usize, sep: char| value.matches(sep).take(n - 1).count() == n - 1 && value.split(sep).filter(is_choice).take(n).count() == n;
    value.starts_with('<') || has(2, '|') || has(3, '/') || has(2, '｜')
}

fn leading(words: &str) -> Option<Status> {
    static TABLE: LazyLock<Phrases<Status>> = LazyLock::new(|| Phrases::new(with_unaccented(LEADING.iter().copied())));
    let ends = |entry: &&Entry<Status>| !words[entry.phrase.len()..].starts_with(|c: char| c.is_alphanumeric());
    TABLE.leading(words.as_bytes()).filter(ends).max_by_key(|entry| entry.phrase.len()).map(|entry| entry.value)
}

/// `60% complete`, `3/5 milestones complete`: how much of the plan is done.
fn share(words: &str) -> Option<Status> {
    let n = words.bytes().take_while(u8::is_ascii_digit).count();
    let done: u32 = words[..n].parse().ok().filter(|_| n <= 3)?;
    let rest = words[n..].trim_start();
    let all = if let Some(rest) = rest.strip_prefix('%') {
        (!rest.starts_with(is_alphanumeric)).then_some(100)?
    } else {
        let rest = rest.strip_prefix('/')?;
        let n = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest[..n].parse().ok().filter(|_| n <= 3 && rest[n..].starts_with(' '))?
    };
    (done < all).then_some(InProgress)
}

fn clause(words: &str) -> &str {
    let end = words.find(['。', '；', ';', '！', '\n']).unwrap_or(words.len());
    let end = words.find(". ").map_or(end, |dot| dot.min(end));
    &words[..end]
}

fn anywhere(words: &str) -> Option<Status> {
    let clause = clause(words);
    if clause.is_ascii() {
        return None;
    }
    let found = ANYWHERE.iter().find(|(word, _)| clause.contains(word)).map(|(_, status)| *status);
    found.map(|status| if status == Complete && names_part(clause) { InProgress } else { status })
}

/// `阶段2已完成`, `1단계 완료`: words that begin with one of several parts of the work, and do not speak of all.
fn names_part(words: &str) -> bool {
    const PARTS: &[&str] = &[
        "阶段",
        "階段",
        "里程碑",
        "步骤",
        "フェーズ",
        "ステップ",
        "段階",
        "단계",
        "마일스톤",
        "этап",
        "фаза",
        "шаг",
        "phase",
        "milestone",
        "stage",
        "step",
    ];
    const ALL: &[&str] = &["全", "所有", "すべて", "모든", "모두", "전체", "все"];
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十第".contains(c);
    let behind = words.trim_start_matches(|c: char| is_number(c) || c == ' ');
    let part = PARTS.iter().find_map(|part| behind.strip_prefix(part));
    let is_one = |rest: &str| behind.len() < words.len() || rest.trim_start().starts_with(is_number);
    (part.is_some_and(is_one) || names_two_milestones(words)) && !ALL.iter().any(|all| words.contains(all))
}

/// `M0 완료 — M1 대기`: the first of two milestones, told apart by their numbers.
fn names_two_milestones(words: &str) -> bool {
    let is_milestone = |word: &&str| {
        let number = word.trim_matches(|c: char| !c.is_alphanumeric()).strip_prefix('m').unwrap_or_default();
        !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut all = words.split(' ');
    all.next().filter(is_milestone).is_some_and(|first| all.any(|word| is_milestone(&word) && word != first))
}

/// A state said after a subject: `All five stages complete` is complete, `Phase 1 complete, phase 2 next`
/// is in progress.
fn mentioned(words: &str) -> Option<Status> {
    const PARTS: &[&str] = &[
        "phase",
        "goal",
        "milestone",
        "milestones",
        "session",
        "stage",
        "stages",
        "step",
        "wave",
        "tranche",
        "slice",
        "part",
        "run",
        "sprint",
        "round",
        "iteration",
        "batch",
        "fase",
        "paso",
        "etapa",
        "hito",
        "étape",
        "schritt",
        "этап",
        "фаза",
        "шаг",
    ];
    let clause = clause(words);
    let mut seen: Option<Status> = None;
    let mut at = 0;
    let first = clause.split(' ').next().unwrap_or("");
    let is_part = PARTS.contains(&first)
        || (first.len() <= 4 && first.starts_with('m') && first[1..].bytes().all(|b| b.is_ascii_digit()) && first.len() > 1);
    for word in clause.split(' ').take(12) {
        let here = leading(&clause[at..]);
        at += word.len() + 1;
        let strong = here.filter(|status| matches!(status, Complete | Superseded | Abandoned | Blocked | InProgress));
        let weak = ["new", "open", "current", "green", "final", "working", "running", "started", "applied", "active"];
        if let Some(status) = strong
            && !weak.iter().any(|w| word.trim_matches(|c: char| !c.is_alphanumeric()) == *w)
        {
            seen = Some(status);
            break;
        }
    }
    match seen {
        Some(Complete) if is_part => Some(InProgress),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_row_of_states_is_chosen() {
        assert_eq!(chosen("[ ] Not started  [ ] In progress  [ ] Blocked  [x] Complete"), Some("Complete"));
        for row in [
            "[ ] Not started [ ] Complete",
            "[x] Not started [x] Complete",
            "[x] Read `[ ]` as a box",
            "- [x] Show `[ ]` as it is",
            "[x] Done",
            "[x] Write it [ ] Read it",
        ] {
            assert_eq!(chosen(row), None, "{row}");
        }
    }

    #[test]
    fn leading_words_decide() {
        for (value, want) in [
            ("Proposed", Proposed),
            ("`ACTIVE`", InProgress),
            ("**Complete — all gates green**", Complete),
            ("✅ Complete (archived January 21)", Complete),
            ("🟡 IN PROGRESS — Phase 1 Complete", InProgress),
            ("in-progress", InProgress),
            ("in_progress (owner: me)", InProgress),
            ("Complete as of 2026-04-29. The fix is pushed", Complete),
            ("~~DEFERRED~~ → **SUPERSEDED by ADR-044**", Superseded),
            ("Closed (superseded by EP-10)", Superseded),
            ("DNF (superseded by EP-10)", Superseded),
            ("DNF: nobody asks for it", Abandoned),
            ("DRAFT (awaiting approval)", Proposed),
            ("IMPLEMENTED; DRAFT PR OPEN", Complete),
            ("Not started.", Proposed),
            ("Won't do", Abandoned),
            ("Paused until the upstream release", Blocked),
            ("All five stages complete.", Complete),
            ("Phase 1 complete, phase 2 next", InProgress),
            ("Run 22 complete, ready for phase 2", InProgress),
            ("Ready to merge", InProgress),
            ("M12 已完成。下一步", Complete),
            ("M0 완료 (승인 대기) — M1 대기", InProgress),
            ("PLAN（承認待ち）", Proposed),
            ("승인 대기", Proposed),
            ("review-complete, commit-pending", InProgress),
            ("파일 생성 완료, 설치 + 첫 배포 대기", InProgress),
            ("Complete, with one follow-up", Complete),
            ("60% complete", InProgress),
            ("100% complete", Complete),
            ("3/5 milestones complete", InProgress),
            ("Nearly done", InProgress),
            ("80 % done, docs missing", InProgress),
            ("未完了", InProgress),
            ("レビュー中", InProgress),
            ("review", InProgress),
            ("review-complete", Complete),
            ("aprobado", Proposed),
            ("приостановлено", Blocked),
            ("进行中", InProgress),
            ("작성됨, 미실행 (실행 시 기록)", Proposed),
            ("2026-05-20 기준 — 모두 완료", Complete),
            ("着手中", InProgress),
            ("En curso", InProgress),
            ("✅ Terminada", Complete),
            ("✅ Subido", Complete),
            ("진행", InProgress),
            ("진행 완료", Complete),
            ("채택 보류", Blocked),
            ("cerrada", Complete),
            ("закрыто", Complete),
            ("Завершено 3 марта", Complete),
            ("Fase 2: paso 6 completo, integrado", InProgress),
            ("阶段2已完成", InProgress),
            ("第三阶段完成", InProgress),
            ("阶段 1-4 全部完成", Complete),
            ("1단계 완료", InProgress),
            ("Этап 2 завершён", InProgress),
            ("Phase 1 完了", InProgress),
            ("✅", Complete),
        ] {
            assert_eq!(status(value), Some(want), "{value}");
        }
    }

    #[test]
    fn templates_and_unknown_words_state_nothing() {
        for value in
            ["<Proposed | In Progress | Blocked | Complete>", "DRAFT | ACTIVE | BLOCKED | DONE", "READ-ONLY AUDIT", "", "Canonical guide"]
        {
            assert_eq!(status(value), None, "{value}");
        }
    }
}
