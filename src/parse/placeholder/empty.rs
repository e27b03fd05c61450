//! Records that are made of nothing but words about records: "No outcomes yet; update when Milestone 1 is complete.",
//! "完了時に記載する。", "Sin decisiones todavía". They are told by their vocabulary: every word is one that says that there is
//! nothing, that it shall be written, when, or what. A single word of another kind makes a record a statement.

use std::sync::LazyLock;

use crate::parse::phrases::Phrases;
use crate::text::{self, is_alphanumeric, lower};

/// Bytes of the longest record that is looked at.
const LONGEST: usize = 150;

/// What a word of the vocabulary does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Says that there is nothing.
    No,
    /// Tells to write.
    Write,
    /// Says where or when, so that what is to be written is this record.
    When,
    /// Names what would be written, or holds the sentence together.
    Rest,
}
use Part::{No, Rest, When, Write};

/// Words of scripts that part them by spaces.
const WORDS: &[(Part, &[&str])] = &[
    (No, &["no", "not", "none", "nothing", "hasn't", "haven't", "isn't", "blank", "empty"]),
    (No, &["ninguno", "ninguna", "sin", "nada"]),
    (No, &["rien", "aucun", "aucune", "néant", "keine", "keiner", "nichts", "kein"]),
    (No, &["нет", "не", "ничего", "отсутствуют"]),
    (No, &["아직", "없음", "없다", "없습니다", "전"]),
    (Write, &["add", "capture", "describe", "document", "fill", "log", "note", "record", "summarize", "summarise", "update", "write"]),
    (Write, &["filled", "summarized", "updated", "added", "leave"]),
    (Write, &["completar", "registrar", "documentar", "rellenar", "añadir", "заполнить", "записать", "дополнить"]),
    (Write, &["compléter", "remplir", "renseigner", "ausfüllen", "ausgefüllt", "ergänzen", "ergänzt", "eintragen", "nachgetragen"]),
    (Write, &["작성", "작성한다", "작성합니다", "작성할", "기록", "기록한다", "기록합니다", "기록할", "업데이트", "추가", "추가한다"]),
    (When, &["after", "as", "at", "during", "here", "later", "once", "until", "upon", "when", "while"]),
    (When, &["al", "aquí", "cuando", "después", "durante", "tras", "после", "здесь", "позже", "по"]),
    (When, &["après", "ici", "lors", "fin", "ende", "hier", "nach", "später", "sobald", "während"]),
    (When, &["후", "시", "완료되면", "여기에", "추후", "예정"]),
    (
        Rest,
        &[
            "yet",
            "so",
            "far",
            "now",
            "for",
            "in",
            "out",
            "to",
            "be",
            "will",
            "this",
            "that",
            "the",
            "a",
            "any",
            "and",
            "or",
            "of",
            "has",
            "have",
            "been",
            "is",
            "are",
            "it",
            "they",
            "we",
            "you",
            "section",
            "moment",
            "point",
            "stage",
            "time",
            "surprising",
            "surprise",
            "surprises",
            "deviations",
            "unexpected",
            "discovery",
            "discoveries",
            "finding",
            "findings",
            "decision",
            "decisions",
            "outcome",
            "outcomes",
            "retrospective",
            "result",
            "results",
            "lesson",
            "lessons",
            "learned",
            "entries",
            "observations",
            "recorded",
            "reported",
            "documented",
            "logged",
            "made",
            "found",
            "discovered",
            "observed",
            "noted",
            "captured",
            "complete",
            "completed",
            "completes",
            "completion",
            "done",
            "executed",
            "execution",
            "implemented",
            "built",
            "shipped",
            "merged",
            "written",
            "tried",
            "implementation",
            "start",
            "started",
            "starts",
            "begin",
            "begun",
            "begins",
            "plan",
            "work",
            "lands",
            "land",
            "landed",
            "proceeds",
            "progresses",
            "progress",
            "finished",
            "finishes",
            "occur",
            "occurs",
            "happen",
            "happens",
            "arise",
            "emerge",
            "go",
            "ships",
            "merged",
            "milestone",
            "milestones",
            "phase",
        ],
    ),
    (
        Rest,
        &[
            "aún",
            "todavía",
            "hay",
            "por",
            "ahora",
            "el",
            "la",
            "los",
            "las",
            "se",
            "momento",
            "sorpresas",
            "decisiones",
            "hallazgos",
            "descubrimientos",
            "resultados",
            "lecciones",
            "finalizar",
            "terminar",
            "implementación",
            "implementar",
            "de",
            "registros",
        ],
    ),
    (
        Rest,
        &[
            "à",
            "signaler",
            "pour",
            "l'instant",
            "l’instant",
            "le",
            "encore",
            "ce",
            "stade",
            "pas",
            "l'exécution",
            "l’exécution",
            "exécution",
            "décision",
            "découverte",
            "du",
            "noch",
            "bisher",
            "bislang",
            "derzeit",
            "aktuell",
            "am",
            "der",
            "des",
            "plans",
            "umsetzung",
            "abschluss",
            "wird",
            "werden",
            "überraschungen",
            "entscheidungen",
            "erkenntnisse",
            "ergebnisse",
        ],
    ),
    (
        Rest,
        &[
            "пока",
            "ещё",
            "еще",
            "данных",
            "записей",
            "решений",
            "решения",
            "решение",
            "сюрпризов",
            "находок",
            "открытий",
            "неожиданностей",
            "результатов",
            "определено",
            "заполнено",
            "начато",
            "начата",
            "завершено",
            "завершения",
            "реализации",
            "реализация",
            "работ",
            "работы",
            "на",
            "данный",
            "момент",
            "сейчас",
        ],
    ),
    (
        Rest,
        &[
            "실행",
            "구현",
            "작업",
            "완료",
            "현재",
            "지금까지",
            "발견",
            "발견된",
            "결정",
            "결정된",
            "사항",
            "결과",
            "회고",
            "것",
            "는",
            "이탈",
            "문제",
        ],
    ),
];

/// Words of scripts that write them in one, longest first where one begins with another.
const RUNS: &[(Part, &[&str])] = &[
    (No, &["尚未", "暂未", "暂无", "没有", "目前无", "无", "未", "無し", "なし", "まだ", "ありません", "無", "待ち"]),
    (Write, &["填写", "补充", "记录", "填入", "更新", "記載", "記入", "記録", "追記"]),
    (
        When,
        &[
            "随时",
            "随時",
            "実行中に",
            "之后",
            "以后",
            "完成后",
            "后",
            "作業中に",
            "実装中に",
            "時に",
            "時",
            "後に",
            "後",
            "今後",
            "在此",
            "ここに",
            "予定",
        ],
    ),
    (
        Rest,
        &[
            "将",
            "再",
            "完成",
            "实施",
            "实现",
            "执行",
            "开始",
            "目前",
            "当前",
            "意外",
            "发现",
            "决策",
            "决定",
            "结果",
            "内容",
            "偏差",
            "遗留",
            "问题",
            "重大",
            "阶段",
            "完了",
            "実装",
            "実施",
            "作業",
            "開始",
            "現時点では",
            "現時点で",
            "現在",
            "今のところ",
            "特に",
            "発見",
            "想定外",
            "逸脱",
            "差異",
            "課題",
            "問題",
            "検証",
            "実測",
            "決定",
            "事項",
            "結果",
            "する",
            "します",
            "では",
            "は",
            "の",
            "を",
            "に",
        ],
    ),
];

static VOCABULARY: LazyLock<Phrases<Part>> = LazyLock::new(|| {
    let all = WORDS.iter().chain(RUNS).flat_map(|(part, words)| words.iter().map(|word| (*word, *part)));
    Phrases::new(all)
});

/// Whether plain words are nothing but words about records, and say that there are none or that they come later.
pub fn is_empty(words: &str) -> bool {
    if words.len() > LONGEST {
        return false;
    }
    let bare = text::bare(words);
    // Nearly every record ends at its first word.
    let n_first = bare.bytes().position(|byte| matches!(byte, b' ' | b',' | b';' | b'.')).unwrap_or(bare.len());
    let first = &bare[..n_first];
    if first.is_ascii() && !is_part(first) {
        return false;
    }
    let said = lower(bare);
    if said == "work in progress" || said == "in progress" {
        return true;
    }
    let (mut none, mut write, mut when, mut n) = (false, false, false, 0);
    let mut opens = None;
    let mut rest: &str = &said;
    while let Some(at) = rest.find(is_alphanumeric) {
        if !rest[..at].chars().all(is_joint) {
            return false;
        }
        rest = &rest[at..];
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '，' | '。' | '；' | '、' | ':')).unwrap_or(rest.len());
        let (part, length) = match part_of(&rest[..end]) {
            Some(part) => (part, end),
            // The number of a milestone, but of nothing else.
            None if n > 0 && end <= 2 && rest.as_bytes()[..end].iter().all(u8::is_ascii_digit) => (Rest, end),
            None => match run(&rest[..end]) {
                Some(found) => found,
                None => return false,
            },
        };
        opens = opens.or(Some(part));
        n += 1;
        none |= part == No;
        write |= part == Write;
        // `Leave it as it is` tells to write nothing.
        when |= part == When && !(&rest[..length] == "as" && said.starts_with("leave "));
        rest = &rest[length..];
    }
    let told = write && when && (opens == Some(Write) || opens == Some(When) || !said.is_ascii() || said.starts_with("will "));
    n > 1 && (none || told)
}

/// Whether a short sentence ends by saying that there is no record, or when it shall be filled in: `그 외 사용자 결정 없음`,
/// `Phase 完了時に記入`.
pub fn ends_so(words: &str) -> bool {
    const NONE: &[&str] = &["결정 없음", "결정사항 없음", "발견 없음", "발견사항 없음", "특이사항 없음", "놀라움 없음"];
    const LATER: &[&str] = &["時に記入", "後に記入", "後記入", "時に記載"];
    let ends = |endings: &[&str]| endings.iter().any(|ending| words.ends_with(ending));
    ends(NONE) && words.chars().count() <= 30 || ends(LATER) && words.chars().count() <= 20
}

/// Whether a sentence that begins with `pending` or `tbd` goes on as a statement about what is: `Pending rows stay in the
/// queue`, and not `Pending until the review is done`.
pub fn is_statement(sentence: &str) -> bool {
    const PROCESS: &[&str] = &[
        "after",
        "approval",
        "as",
        "at",
        "completion",
        "during",
        "execution",
        "final",
        "for",
        "further",
        "implementation",
        "in",
        "on",
        "once",
        "review",
        "the",
        "until",
        "when",
    ];
    const VERBS: &[&str] = &[
        "are", "belong", "can", "cannot", "get", "go", "have", "is", "keep", "may", "must", "need", "never", "remain", "should", "stay",
        "use", "wait",
    ];
    let Some(rest) = sentence.strip_prefix("pending ").or_else(|| sentence.strip_prefix("tbd ")) else { return false };
    let mut words = rest.split(' ');
    words.next().is_some_and(|thing| !PROCESS.contains(&thing)) && words.take(2).any(|word| VERBS.contains(&word))
}

/// Whether a word of ASCII, large or small, is of the vocabulary.
fn is_part(word: &str) -> bool {
    let may = match word.as_bytes() {
        [first, second, ..] => VOCABULARY.beginning(first.to_ascii_lowercase(), second.to_ascii_lowercase()),
        _ => &[],
    };
    may.iter().any(|entry| entry.phrase.eq_ignore_ascii_case(word))
}

fn part_of(word: &str) -> Option<Part> {
    VOCABULARY.leading(word.as_bytes()).find(|entry| entry.phrase == word).map(|entry| entry.value)
}

/// The longest word of a script without spaces that `rest` begins with.
fn run(rest: &str) -> Option<(Part, usize)> {
    let is_run = |phrase: &str| phrase.chars().all(|c| matches!(c as u32, 0x3040..=0x30FF | 0x4E00..=0x9FFF));
    let may = VOCABULARY.leading(rest.as_bytes()).filter(|entry| is_run(entry.phrase));
    may.max_by_key(|entry| entry.phrase.len()).map(|entry| (entry.value, entry.phrase.len()))
}

/// Signs that may stand between words.
fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '.' | '-' | '—' | '–' | ':' | '，' | '。' | '；' | '、')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_may_begin_with_pending() {
        for words in ["pending rows stay in the queue for 24 h", "tbd fields stay null", "pending ai actions use the queue"] {
            assert!(is_statement(words), "{words}");
        }
        for words in ["pending implementation", "pending until the review is done", "tbd as work lands", "pending user approval"] {
            assert!(!is_statement(words), "{words}");
        }
    }

    #[test]
    fn empty_records_are_told_from_statements() {
        for words in [
            "Plan not yet executed.",
            "Implementation has not started.",
            "Leave blank until done.",
            "Will summarize after the work lands.",
            "No outcomes yet; update when Milestone 1 is complete.",
            "Nothing surprising yet.",
            "Nothing built yet.",
            "Not shipped yet.",
            "Will be filled in during implementation.",
            "Fill in as work proceeds.",
            "Add discoveries here.",
            "Record discoveries here as they occur.",
            "（实施完成后填写）",
            "实现完成后补充。",
            "未完成。",
            "尚未记录",
            "完了時に記載する。",
            "実装完了後に記入。",
            "現時点ではなし。",
            "今後追記",
            "(作業中に追記)",
            "실행 완료 후 작성한다.",
            "구현 전",
            "Ninguno por ahora.",
            "Ninguno por el momento",
            "Sin sorpresas por ahora",
            "Sin decisiones todavía",
            "Aún no hay hallazgos.",
            "Rien à signaler pour l'instant.",
            "Aucune décision pour l’instant",
            "À compléter à la fin de l'exécution.",
            "Noch keine Überraschungen.",
            "Bisher nichts",
            "Wird am Ende ergänzt.",
            "Nach Abschluss ausfüllen",
            "Нет данных",
            "Решений пока нет",
            "не определено",
        ] {
            assert!(is_empty(words), "{words}");
        }
        for words in [
            "None of the fixtures were valid UTF-8",
            "No tests covered the parser",
            "apps/tma does not exist yet on disk",
            "Add a column instead of a table",
            "No code changes yet",
            "Update the plan at completion of the port",
            "Record decisions",
            "Complete",
            "Work is done",
            "Implementation completed after the plan was merged",
            "The work will be done in Milestone 2",
            "决定更新结果",
            "発見を記録",
            "Sin estado en el servidor",
            "Не хранить данные в кэше",
            "Keine Abhängigkeit von der Uhr",
            "Rien ne change dans le schéma",
        ] {
            assert!(!is_empty(words), "{words}");
        }
    }
}
