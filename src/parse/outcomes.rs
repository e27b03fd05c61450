//! Outcomes of a part: what was achieved, what went well or badly, lessons and follow-ups. The role comes from
//! the nearest words that name one: a label, a bold lead, a heading, else the section. Must never judge tone.

mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use super::context::{Body, Context};
use super::header::keys::{self, Key};
use super::inline;
use super::outline::{Block, BlockKind};
use super::phrases::{Entry, Phrases};
use super::{extras, placeholder, records, status};
use crate::diag::Diagnostic;
use crate::model::{Outcome, OutcomeRole, Passage, RecordKind, Section, SectionKind, Stamp, Status};
use crate::text::{Span, bare, is_one_of, lower, trim};

use OutcomeRole::{Badly, FollowUp, Lesson, Result, Well};

/// Words that name a role, lower case, tried in this order; found anywhere in a label or heading.
const ROLES: &[(OutcomeRole, &[&str])] = &[
    (
        Lesson,
        &[
            "lesson",
            "learned",
            "learning",
            "takeaway",
            "retrospective",
            "insight",
            "经验",
            "教训",
            "反思",
            "复盘",
            "心得",
            "学び",
            "教訓",
            "振り返り",
            "교훈",
            "배운",
            "회고",
            "lecciones",
            "lección",
            "aprendizaje",
            "retrospectiva",
            "урок",
            "вывод",
            "ретроспектива",
        ],
    ),
    (
        FollowUp,
        &[
            "follow-up",
            "follow up",
            "followup",
            "next step",
            "next plan",
            "next action",
            "next time to do",
            "not run",
            "not done",
            "not tested",
            "not verified",
            "not covered",
            "remain",
            "residual",
            "known gap",
            "known limitation",
            "known risk",
            "open gap",
            "open limitation",
            "open risk",
            "future work",
            "future consideration",
            "open item",
            "open question",
            "deferred",
            "todo",
            "to do",
            "backlog",
            "handoff",
            "hand-off",
            "outstanding",
            "not done",
            "still open",
            "left for",
            "后续",
            "下一步",
            "待办",
            "遗留",
            "未完成",
            "剩余",
            "残課題",
            "残り",
            "今後",
            "次のステップ",
            "フォローアップ",
            "후속",
            "다음 단계",
            "남은",
            "미완",
            "próximos pasos",
            "seguimiento",
            "pendiente",
            "дальнейш",
            "следующие шаги",
            "осталось",
            "на будущее",
            "последующ",
        ],
    ),
    (
        Badly,
        &[
            "went badly",
            "went wrong",
            "went poorly",
            "didn't go",
            "did not go",
            "didn't work",
            "what didn't",
            "what didn’t",
            "what did not",
            "didn’t work",
            "didn’t go",
            "did not work",
            "not go well",
            "could improve",
            "could be improved",
            "could have been",
            "to improve",
            "to change",
            "change next time",
            "differently",
            "difficult",
            "challenge",
            "problem",
            "pain point",
            "gap",
            "limitation",
            "shortcoming",
            "known issue",
            "weakness",
            "surprising or",
            "improvement",
            "不足",
            "问题",
            "差距",
            "改进",
            "局限",
            "风险",
            "うまくいかな",
            "悪かった",
            "課題",
            "改善",
            "아쉬",
            "개선",
            "문제",
            "한계",
            "어려",
            "salió mal",
            "mejorar",
            "limitacion",
            "dificultad",
            "problema",
            "не получилось",
            "улучшить",
            "проблем",
            "ограничени",
            "трудност",
            "うまくいかなかった",
            "反省点",
            "안 된",
            "개선할",
            "작동하지 않",
            "실패",
            "no funcionó",
            "no funciono",
            "что не получилось",
            "пошло не так",
            "было сложн",
            "做得不好",
            "不好的",
        ],
    ),
    (
        Well,
        &[
            "went well",
            "worked well",
            "what worked",
            "success",
            "win",
            "wins",
            "positive",
            "strength",
            "highlights",
            "顺利",
            "做得好",
            "亮点",
            "成功",
            "うまくいった",
            "良かった",
            "잘된",
            "잘 된",
            "좋았",
            "salió bien",
            "funcionó",
            "прошло хорошо",
            "получилось",
            "удалось",
            "よかった点",
            "できたこと",
            "잘한",
            "작동한",
            "qué funcionó",
            "做得好的",
        ],
    ),
    (
        Result,
        &[
            "outcome",
            "result",
            "achiev",
            "shipped",
            "built",
            "changed",
            "deliver",
            "implemented",
            "complet",
            "validation",
            "evidence",
            "verification",
            "status",
            "summary",
            "what ",
            "landed",
            "done",
            "decision",
            "compared",
            "files",
            "结果",
            "成果",
            "完成",
            "交付",
            "验证",
            "結果",
            "成果",
            "実装",
            "検証",
            "결과",
            "성과",
            "완료",
            "검증",
            "구현",
            "resultado",
            "logro",
            "entregado",
            "validación",
            "результат",
            "итог",
            "сделано",
            "достигнуто",
            "проверк",
        ],
    ),
];

/// [`ROLES`] word by word.
static ROLE_WORDS: LazyLock<Phrases<OutcomeRole>> =
    LazyLock::new(|| Phrases::new(ROLES.iter().flat_map(|(role, words)| words.iter().map(|word| (*word, *role)))));

/// The role a label or heading names.
fn role_of(name: &str) -> Option<OutcomeRole> {
    let name = lower(name);
    let stands = |(at, entry): &(usize, &Entry<OutcomeRole>)| {
        let phrase = entry.phrase;
        let after = &name[at + phrase.len()..];
        // `TODO-001 verified` is the name of a piece of work.
        let is_id = |rest: &str| rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric) && !is_id(rest);
        // English words begin where a word does; `win` must not be found in `window`, nor `success` in `successor`.
        let starts = !phrase.is_ascii() || !name[..*at].ends_with(|c: char| c.is_ascii_alphanumeric());
        starts
            && match phrase {
                "win" | "wins" | "gap" | "strength" | "success" | "todo" | "to do" => {
                    ends(after) || ["s", "es"].iter().any(|more| after.strip_prefix(more).is_some_and(ends))
                }
                _ => true,
            }
    };
    ROLE_WORDS.within(&name).filter(stands).min_by_key(|(_, entry)| entry.index).map(|(_, entry)| entry.value)
}

/// Reads them from one part of a plan.
pub fn read(ctx: &Context<'_>) -> (Vec<Outcome>, Vec<Diagnostic>) {
    if is_decision_record(ctx) {
        return (Vec::new(), Vec::new());
    }
    let mut reader = Reader { ctx, outcomes: Vec::new(), section: None, role: Result, base: Result };
    for body in ctx.bodies() {
        if let Some(base) = base(ctx, &body) {
            reader.body(&body, base);
        }
    }
    (reader.outcomes, Vec::new())
}

/// A decision record (context, decision, consequences) is no plan with outcomes: its `Result` says what the
/// decision means. Known by a section `Decision` in the singular and no section of work.
fn is_decision_record(ctx: &Context<'_>) -> bool {
    const ONE: &[&str] = &["decision", "the decision", "决策", "决定", "決定", "결정", "decisión", "решение"];
    let titles = || ctx.layout.sections.iter().filter(|section| section.level < 7);
    let is_short = |title: &str| title.len() <= 24;
    let one = titles().map(|section| trim(&section.title)).any(|title| is_short(title) && is_one_of(title, ONE));
    one && !titles().any(|section| matches!(section.kind, Some(SectionKind::Steps | SectionKind::Surprises)))
}

/// Words that say an outcome is meant, not reached: `Target outcome: …`, `Retrospective to fill …`.
fn is_meant(name: &str) -> bool {
    /// English words that say so at the start only: `Landed the intended behavior: …` is reached.
    const FIRST: &[&str] = &["target", "intended", "expected", "planned", "desired", "anticipated"];
    const MEANT: &[&str] = &["to fill", "to be filled", "goal", "目标", "预期", "期待", "목표", "예상", "esperado", "ожидаем", "планируем"];
    static WORDS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(MEANT.iter().map(|word| (*word, ()))));
    let name = lower(name);
    let leads = || FIRST.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)));
    (leads() || name.ends_with(" target") || WORDS.any_in(&name)) && !name.contains("vs") && !name.contains("against")
}

/// The role of a section of this kind; `None` for sections of other kinds.
fn base(ctx: &Context<'_>, body: &Body<'_>) -> Option<OutcomeRole> {
    Some(match body.heading?.kind? {
        SectionKind::Outcomes => Result,
        SectionKind::Lessons => Lesson,
        SectionKind::FollowUps if is_of_outcomes(ctx, body) && !is_to_come(ctx, body) => FollowUp,
        _ => return None,
    })
}

/// Whether a section only says what the plan does next or what is left of it, as it tells of no outcomes: `Immediate next steps`.
fn is_to_come(ctx: &Context<'_>, body: &Body<'_>) -> bool {
    const NEXT: &[&str] = &[
        "next",
        "下一步",
        "次の",
        "次に",
        "다음",
        "próximo",
        "proximo",
        "próxima",
        "siguiente",
        "prochain",
        "nächste",
        "следующ",
        "дальнейш",
    ];
    const LEFT: &[&str] = &["what is left", "what remains", "что осталось", "남은 것"];
    let is_outcome = |section: &Section| matches!(section.kind, Some(SectionKind::Outcomes | SectionKind::Lessons));
    let names_next = |index: usize| {
        let title = lower(&ctx.layout.sections[index].title);
        NEXT.iter().any(|word| title.split(' ').any(|part| part.starts_with(word))) || LEFT.iter().any(|words| title.starts_with(words))
    };
    owner(ctx, body).is_some_and(names_next) && !ctx.layout.sections.iter().any(is_outcome)
}

/// The section whose heading says what a body is for.
fn owner(ctx: &Context<'_>, body: &Body<'_>) -> Option<usize> {
    let facts = &ctx.layout.facts;
    let mut index = body.section;
    while let Some(at) = index.map(|at| at as usize).filter(|at| !facts[*at].own) {
        index = facts[at].parent;
    }
    index.map(|at| at as usize)
}

/// Whether a section of follow-ups is one of the plan as a whole or of its outcomes, and not of a milestone, an entry
/// of a log or a file of progress beside the plan: there `Next steps` are the plan's own.
fn is_of_outcomes(ctx: &Context<'_>, body: &Body<'_>) -> bool {
    let (sections, facts) = (&ctx.layout.sections, &ctx.layout.facts);
    let Some(at) = owner(ctx, body) else { return true };
    let Some(parent) = facts[at].parent.map(|parent| &sections[parent as usize]) else { return ctx.part == 0 };
    let is_review = || parent.title.to_lowercase().contains("review") || role_of(&parent.title).is_some();
    let is_kind = matches!(parent.kind, Some(SectionKind::Outcomes | SectionKind::Lessons | SectionKind::FollowUps));
    is_kind || ctx.part == 0 && (parent.level == 1 || !(3..7).contains(&sections[at].level) || is_review())
}

/// Whether a heading, in small letters, asks for one thing: `what went well`, `잘한 점`.
fn asks_one_thing(title: &str) -> bool {
    const BEGINNINGS: &[&str] = &["what ", "qué ", "lo que ", "что ", "做得", "うまく"];
    const ENDINGS: &[&str] = &["点", "こと", " 점", " 것"];
    BEGINNINGS.iter().any(|word| title.starts_with(word)) || ENDINGS.iter().any(|word| title.ends_with(word))
}

struct Reader<'a> {
    ctx: &'a Context<'a>,
    outcomes: Vec<Outcome>,
    section: Option<u32>,
    /// The role of unlabelled words here.
    role: OutcomeRole,
    /// That of the section.
    base: OutcomeRole,
}

impl<'a> Reader<'a> {
    fn body(&mut self, body: &Body<'a>, base: OutcomeRole) {
        let title = body.heading.map_or("", |section| &section.title);
        // `Outcomes & Retrospective` names two roles and so none; a heading below it, or `What went well`, names one.
        let asks = || asks_one_thing(&lower(bare(title)));
        self.base = if base == Result && body.facts.own && !asks() {
            Result
        } else {
            role_of(title).filter(|role| base == Result || *role != Result).unwrap_or(base)
        };
        self.role = self.base;
        self.section = body.section;
        let before = self.outcomes.len();
        self.blocks(body.blocks);
        if self.outcomes.len() == before
            && let [block] = body.blocks
            && let BlockKind::Code { .. } = block.kind
        {
            let words = records::passage(self.ctx, block.span);
            self.push(words, block.span, None, None, self.role);
        }
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        let mut blocks = blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            match block.kind {
                BlockKind::Paragraph => {
                    if let Some(list) = blocks.next_if(|next| self.is_lead_of(block.inline, next, false)) {
                        let span = block.span.join(list.span);
                        self.role = self.base;
                        self.words(Span { start: block.inline.start, end: list.span.end }, span, None, self.role);
                    } else if let Some(table) = blocks.next_if(|next| self.is_of_figures(next) && self.leads(block.inline)) {
                        let end = block.inline.start
                            + u32::try_from(self.ctx.of(block.inline).trim_end_matches([':', '：', ' ']).len()).unwrap_or(0);
                        self.role = self.base;
                        let before = self.outcomes.len();
                        self.words(Span { end, ..block.inline }, block.span.join(table.span), None, self.role);
                        // `Pending:` says nothing; then the rows are what there is.
                        if self.outcomes.len() == before {
                            self.table(table);
                        }
                    } else {
                        self.paragraph(block, blocks.peek().copied());
                    }
                }
                // Names alone say something only together.
                BlockKind::List { .. } if self.is_all_code(block) => {
                    let start = block.children.first().map_or(block.span.start, |item| item.lead().start);
                    self.words(Span { start, end: block.span.end }, block.span, None, self.role);
                }
                BlockKind::List { .. } if self.is_instruction(block) => {}
                BlockKind::List { .. } => {
                    for item in &block.children {
                        self.item(item);
                    }
                }
                BlockKind::Quote => self.blocks(&block.children),
                BlockKind::Table if self.is_of_figures(block) && self.is_told() => self.extend(block),
                BlockKind::Table => self.table(block),
                BlockKind::Rule => self.role = self.base,
                BlockKind::Code { .. } => self.extend(block),
                _ => {}
            }
        }
    }

    fn is_all_code(&self, list: &Block) -> bool {
        self.role == Result && list.children.len() > 2 && list.children.iter().all(|item| words::is_code(self.ctx.of(item.lead())))
    }

    /// Whether words and the list below them are one outcome: `Validation executed:` and its commands, or any lead
    /// of a list of nothing but code. In an item that names proof all that is nested is of it.
    fn is_lead_of(&self, lead: Span, list: &Block, is_item: bool) -> bool {
        let markdown = self.ctx.of(lead).trim().trim_end_matches(['*', '_']);
        let n = list.children.len();
        if !matches!(list.kind, BlockKind::List { .. }) || !markdown.ends_with([':', '：']) || !is_item && n < 2 {
            return false;
        }
        let name = self.ctx.plain(lead);
        let name = name.trim_end_matches([':', '：', ' ']);
        if words::is_bare(name) || self.base != Result || !matches!(role_of(name), None | Some(Result | Well)) {
            return false;
        }
        let count = |is: fn(&str) -> bool| list.children.iter().filter(|item| is(self.ctx.of(item.lead()))).count();
        let is_name = name.split_whitespace().count() <= 6 && name.chars().count() <= 48;
        is_name && words::names_proof(name) && (is_item || 2 * count(words::is_check) >= n) || count(words::is_code) == n
    }

    fn paragraph(&mut self, block: &'a Block, next: Option<&Block>) {
        let markdown = self.ctx.of(block.inline);
        let words = self.ctx.plain(block.inline);
        if placeholder::is_nothing(&words) || placeholder::is_instruction(&words, placeholder::is_emphasis(markdown)) {
            return;
        }
        let before_list = next.is_some_and(|next| matches!(next.kind, BlockKind::List { .. } | BlockKind::Table));
        let lead = inline::trim(self.ctx.text, block.inline);
        let label = self.label(lead);
        if Self::meant(label.as_ref()) {
            return;
        }
        if let Some((role, value)) = self.labelled(lead, label) {
            self.role = role;
            if value.start < value.end {
                self.words(value, block.span, None, role);
                self.role = self.base;
            }
        } else if (before_list && words.ends_with([':', '：'])) || is_bold_line(markdown) {
            // It leads to the list below: its role, if it names one, is theirs.
            self.role = if words.chars().count() <= 80 { role_of(&words).unwrap_or(self.base) } else { self.base };
        } else {
            self.role = self.base;
            self.words(block.inline, block.span, None, self.role);
        }
    }

    /// Whether a list is one item, which tells the author what to write.
    fn is_instruction(&self, list: &Block) -> bool {
        let [item] = list.children.as_slice() else { return false };
        let is_plain = matches!(item.kind, BlockKind::Item { task: None }) && item.rest().is_empty() && self.role == Result;
        is_plain && placeholder::is_instruction(&self.ctx.plain(item.lead()), placeholder::is_emphasis(self.ctx.of(item.lead())))
    }

    fn item(&mut self, item: &'a Block) {
        let done = match item.kind {
            BlockKind::Item { task } => task,
            _ => None,
        };
        let lead = inline::trim(self.ctx.text, item.lead());
        let label = self.label(lead);
        if Self::meant(label.as_ref()) {
            return;
        }
        let below = item.rest();
        let nested = below.iter().any(|block| matches!(block.kind, BlockKind::List { .. }));
        if below.first().is_some_and(|list| self.is_lead_of(lead, list, true)) {
            return self.words(Span { start: lead.start, end: item_end(item, lead) }, item.span, done, self.base);
        }
        match self.labelled(lead, label) {
            // `What went well:` with its items below, here or in the next list.
            Some((role, value)) if value.start >= value.end => {
                if nested {
                    let before = (self.role, self.base);
                    (self.role, self.base) = (role, role);
                    self.blocks(below);
                    (self.role, self.base) = before;
                } else {
                    self.role = role;
                }
            }
            Some((role, value)) => self.words(Span { start: value.start, end: item_end(item, value) }, item.span, done, role),
            None => self.words(Span { start: lead.start, end: item_end(item, lead) }, item.span, done, self.role),
        }
    }

    /// The label that words begin with: up to a colon, or bold up to a full stop.
    fn label(&self, lead: Span) -> Option<(Cow<'a, str>, Span)> {
        let markdown = self.ctx.of(lead);
        // Below a heading that names a role only what it may be called without a further word changes that.
        if let Some((name, n)) = words::bold_lead(markdown).filter(|(name, _)| self.base == Result || words::is_bare(name)) {
            let value = Span { start: lead.start + u32::try_from(n).unwrap_or(0), end: lead.end };
            return Some((Cow::Borrowed(name), inline::trim(self.ctx.text, value)));
        }
        inline::label(self.ctx.text, lead)
    }

    /// Whether words are no outcome reached: meant for later, or another reader's.
    fn meant(label: Option<&(Cow<'_, str>, Span)>) -> bool {
        label.is_some_and(|(name, _)| {
            let meant = is_meant(name) && name.split_whitespace().count() <= 6 && role_of(name).is_some();
            // A revision note and the dates at the foot of a plan belong to other readers.
            meant || extras::is_note(name) || matches!(keys::key(name), Some(Key::Created | Key::Updated))
        })
    }

    /// A label that names a role, and the words after it; all words, where the label says more than the role.
    fn labelled(&self, lead: Span, label: Option<(Cow<'_, str>, Span)>) -> Option<(OutcomeRole, Span)> {
        let (name, value) = label?;
        if words::is_in_quote(&name) || words::is_code_name(&name) {
            return None;
        }
        let goes_on = value.start < value.end && !words::is_bare(&name);
        // Without spaces a label is soon a clause.
        let most = if goes_on && !name.contains(' ') { 16 } else { 48 };
        let is_name = name.split_whitespace().count() <= 6 && name.chars().count() <= most;
        let role = if is_name { role_of(&name)? } else { return None };
        Some((role, if goes_on { lead } else { value }))
    }

    fn words(&mut self, words: Span, span: Span, done: Option<bool>, role: OutcomeRole) {
        let whole = inline::trim(self.ctx.text, words);
        let (stamp, words) = self.ctx.stamped(whole);
        // `Completed 2026-06-09 (all but the proof)` loses no verb; `Completed 2026-06-09. The proof …` says it anew.
        let cut = self.ctx.of(Span { start: whole.start, end: words.start }).trim_end_matches(['*', '_', ' ', '\n']);
        let is_verb = words.start < words.end
            && cut.starts_with(char::is_alphabetic)
            && !cut.ends_with(['.', '。', ':', '：', '—', '–', '-', ',', ';']);
        let mut words = if is_verb { whole } else { words };
        if let Some(at) = placeholder::later::last_promise(self.ctx.of(words)) {
            words.end = words.start + u32::try_from(at).unwrap_or(0);
        }
        let stamp = stamp.or_else(|| {
            let label = Span { start: span.start, end: words.start.max(span.start) };
            self.ctx.stamps_in(label).first().map(|found| found.stamp.clone())
        });
        if words::is_pointer(self.ctx.of(words)) {
            return;
        }
        let passage = records::passage(self.ctx, words);
        // A fence with nothing in it.
        if passage.text.trim().is_empty() {
            return;
        }
        // `What changed: none yet` names what would be told; `Regressions: none` tells.
        let told = passage.text.split_once([':', '：']).filter(|(name, told)| name.len() <= 48 && told.len() <= 48);
        let is_open = |told: &str| words::is_state(told) && status::status(told) != Some(Status::Complete);
        let is_promise = |told: &str| told.contains(' ') && placeholder::is_nothing(told);
        if told.map(|(_, told)| told.trim()).is_some_and(|told| is_promise(told) || is_open(told)) {
            return;
        }
        let is_none = role == Result && words::is_state(&passage.text) || role != Result && words::is_none_left(&passage.text);
        if !is_none && (!placeholder::is_nothing(&passage.text) || words::goes_on(&passage.text)) {
            let role = match role {
                Result | Well if passage.text.starts_with(['⚠', '❌']) => Badly,
                Result => words::opening_role(&passage.text).unwrap_or(role),
                role => role,
            };
            self.push(passage, span, done, stamp, role);
        }
    }

    fn push(&mut self, words: Passage, span: Span, done: Option<bool>, stamp: Option<Stamp>, role: OutcomeRole) {
        let span = inline::trim(self.ctx.text, span);
        let meta = self.ctx.meta(RecordKind::Outcome, &words.text, span, stamp, self.section);
        self.outcomes.push(Outcome { meta, words, role, done: done.filter(|_| role == FollowUp) });
    }

    /// A transcript below a paragraph belongs to it.
    fn extend(&mut self, block: &Block) {
        let section = self.section;
        if let Some(last) = self.outcomes.last_mut().filter(|last| last.meta.section == section) {
            last.meta.place.span.end = last.meta.place.span.end.max(inline::trim(self.ctx.text, block.span).end);
        }
    }

    /// Whether words lead over to what stands below them.
    fn leads(&self, words: Span) -> bool {
        let words = self.ctx.of(words).trim_end();
        words.ends_with([':', '：']) && !is_bold_line(words)
    }

    /// Whether the section has an outcome that a table may belong to.
    fn is_told(&self) -> bool {
        self.outcomes.last().is_some_and(|last| last.meta.section == self.section)
    }

    /// Whether a table holds nothing but figures beside the names of its rows: evidence of one outcome, not one each.
    fn is_of_figures(&self, table: &Block) -> bool {
        let is_figure = |cell: &Block| {
            let words = self.ctx.plain(cell.inline);
            let n_letters = words.chars().filter(|c| c.is_alphabetic()).count();
            words.len() <= 24 && n_letters <= 4 && (n_letters == 0 || words.contains(|c: char| c.is_ascii_digit()))
        };
        let holds_figure =
            |row: &Block| row.children.iter().skip(1).any(|cell| self.ctx.of(cell.inline).contains(|c: char| c.is_ascii_digit()));
        let rows = table.children.get(1..).unwrap_or_default();
        table.kind == BlockKind::Table
            && rows.len() > 1
            && rows.iter().all(|row| row.children.len() > 1 && row.children[1..].iter().all(is_figure) && holds_figure(row))
    }

    /// A row is an outcome: its cells, in order.
    fn table(&mut self, table: &Block) {
        for row in table.children.iter().skip(1) {
            let cells: Vec<String> = row.children.iter().map(|cell| self.ctx.plain(cell.inline)).filter(|cell| !cell.is_empty()).collect();
            let text = cells.join(" — ");
            if !placeholder::is_nothing(&text) {
                let span = inline::trim(self.ctx.text, row.span);
                let stamp = self.ctx.stamps_in(span).first().map(|found| found.stamp.clone());
                self.push(Passage { text, place: self.ctx.place(span) }, span, None, stamp, self.role);
            }
        }
    }
}

/// An item's words with everything below them.
fn item_end(item: &Block, words: Span) -> u32 {
    item.rest().last().map_or(words.end, |last| last.span.end.max(words.end))
}

fn is_bold_line(markdown: &str) -> bool {
    let line = markdown.trim().trim_end_matches([':', '：']);
    line.len() > 4
        && line.starts_with("**")
        && line.ends_with("**")
        && !line[2..line.len() - 2].contains("**")
        && line.chars().count() < 60
        && !line.ends_with(".**")
}
