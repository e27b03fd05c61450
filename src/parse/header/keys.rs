//! What header labels mean, in six languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::QuickHash;

/// What a header field states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The plan's state.
    Status,
    /// When it was written.
    Created,
    /// When it was last changed.
    Updated,
    /// When it was finished.
    Completed,
    /// Who wrote it or has it.
    People,
    /// Its own id.
    Id,
    /// Its title.
    Title,
    /// What it is about.
    Summary,
    /// How it relates to another plan; the word is that of [`crate::model::ReferenceKind::Relation`].
    Relation(&'static str),
    /// A known label with no further use.
    Known,
}

/// Labels, lower case, words joined by one space.
const KEYS: &[(Key, &[&str])] = &[
    (
        Key::Status,
        &[
            "status",
            "state",
            "plan status",
            "current status",
            "overall status",
            "implementation status",
            "execution status",
            "状态",
            "当前状态",
            "狀態",
            "當前狀態",
            "狀態",
            "状態",
            "現在の状態",
            "進捗",
            "進行状況",
            "ステータス",
            "상태",
            "현재 상태",
            "진행 상태",
            "진행상태",
            "진행 상황",
            "estado",
            "estado actual",
            "статус",
            "состояние",
            "текущий статус",
        ],
    ),
    (
        Key::Created,
        &[
            "created",
            "created at",
            "created on",
            "creation date",
            "date",
            "date created",
            "start",
            "started",
            "start date",
            "started at",
            "opened",
            "drafted",
            "authored",
            "written",
            "date opened",
            "创建",
            "创建日期",
            "创建时间",
            "日期",
            "开始日期",
            "创建于",
            "作成日",
            "作成",
            "作成日時",
            "開始日",
            "日付",
            "작성일",
            "작성",
            "작성일자",
            "생성일",
            "날짜",
            "시작일",
            "일자",
            "fecha",
            "creado",
            "fecha de creación",
            "inicio",
            "дата",
            "создан",
            "создано",
            "дата создания",
            "начало",
        ],
    ),
    (
        Key::Updated,
        &[
            "updated",
            "last updated",
            "updated at",
            "updated on",
            "last update",
            "last modified",
            "modified",
            "last revised",
            "revised",
            "last touched",
            "最后更新",
            "更新",
            "更新日期",
            "更新时间",
            "最近更新",
            "更新日",
            "最終更新",
            "最終更新日",
            "최종 수정",
            "최종수정일",
            "수정일",
            "업데이트",
            "갱신",
            "갱신일",
            "마지막 업데이트",
            "최종 업데이트",
            "actualizado",
            "última actualización",
            "обновлено",
            "обновлен",
            "последнее обновление",
        ],
    ),
    (
        Key::Completed,
        &[
            "completed",
            "completed at",
            "completed on",
            "completion date",
            "date completed",
            "closed",
            "closed at",
            "closed on",
            "finished",
            "finished at",
            "done",
            "archived",
            "archived date",
            "archived at",
            "archived on",
            "ended",
            "end",
            "landed",
            "shipped",
            "merged",
            "完成",
            "完成日期",
            "完成时间",
            "归档日期",
            "完了日",
            "完了",
            "終了日",
            "완료",
            "완료일",
            "완료일자",
            "종료일",
            "completado",
            "fecha de finalización",
            "завершен",
            "завершено",
            "завершён",
            "дата завершения",
        ],
    ),
    (
        Key::People,
        &[
            "author",
            "authors",
            "owner",
            "owners",
            "plan owner",
            "created by",
            "written by",
            "assignee",
            "assigned to",
            "assigned",
            "lead",
            "driver",
            "dri",
            "maintainer",
            "implementer",
            "agent",
            "executor",
            "负责人",
            "作者",
            "负责",
            "担当",
            "担当者",
            "責任者",
            "作成者",
            "著者",
            "작성자",
            "담당자",
            "담당",
            "소유자",
            "오너",
            "저자",
            "autor",
            "autora",
            "autores",
            "responsable",
            "автор",
            "авторы",
            "ответственный",
            "владелец",
            "исполнитель",
        ],
    ),
    (Key::Id, &["id", "plan id", "execplan id", "exec plan id", "plan number", "编号", "计划编号", "計画id", "계획 id", "идентификатор"]),
    (Key::Title, &["title", "name", "标题", "タイトル", "제목", "título", "название"]),
    (
        Key::Summary,
        &[
            "summary",
            "goal",
            "purpose",
            "objective",
            "overview",
            "description",
            "tl;dr",
            "tldr",
            "目标",
            "目的",
            "概述",
            "目標",
            "목표",
            "목적",
            "objetivo",
            "цель",
        ],
    ),
    (
        Key::Relation("supersedes"),
        &["supersedes", "replaces", "supersedes plan", "取代", "替代", "置き換え", "대체", "reemplaza a", "reemplaza", "заменяет"],
    ),
    (
        Key::Relation("superseded by"),
        &["superseded by", "replaced by", "被取代", "后继取代", "대체됨", "reemplazado por", "заменён на", "заменен на"],
    ),
    (
        Key::Relation("depends on"),
        &[
            "depends on",
            "dependencies",
            "depends",
            "dependency",
            "requires",
            "prerequisite",
            "prerequisites",
            "blocked by",
            "upstream",
            "依赖",
            "前置",
            "依存",
            "前提",
            "의존",
            "의존성",
            "선행",
            "depende de",
            "зависит от",
            "зависимости",
        ],
    ),
    (Key::Relation("blocks"), &["blocks", "unblocks", "downstream"]),
    (
        Key::Relation("parent"),
        &[
            "parent",
            "parent plan",
            "parent execplan",
            "parent exec plan",
            "parent exec-plan",
            "execplan id of parent",
            "parent id",
            "parent plan id",
            "parent execplan id",
            "epic id",
            "master plan id",
            "masterplan id",
            "umbrella",
            "umbrella plan",
            "part of",
            "epic",
            "program",
            "program id",
            "planning brief",
            "父计划",
            "上级计划",
            "親計画",
            "상위 계획",
            "plan padre",
            "родительский план",
        ],
    ),
    (
        Key::Relation("master plan"),
        &["master plan", "masterplan", "master-plan", "master", "主计划", "总计划", "마스터 플랜", "plan maestro", "мастер-план"],
    ),
    (Key::Relation("child"), &["child plan", "child plans", "children", "subplans", "sub-plans", "子计划", "하위 계획"]),
    (
        Key::Relation("predecessor"),
        &[
            "predecessor",
            "predecessors",
            "previous plan",
            "previous",
            "follows",
            "follows on from",
            "preceded by",
            "前序",
            "前身",
            "前置计划",
            "선행 계획",
            "predecesor",
            "предшественник",
        ],
    ),
    (
        Key::Relation("successor"),
        &["successor", "successors", "next plan", "followed by", "后续", "后继", "後続", "후속 계획", "sucesor", "преемник"],
    ),
    (
        Key::Relation("related"),
        &[
            "related",
            "related plan",
            "related plans",
            "related docs",
            "related documents",
            "related work",
            "see also",
            "sibling plan",
            "sibling plans",
            "siblings",
            "relates to",
            "companion",
            "companion plan",
            "相关",
            "相关计划",
            "関連",
            "関連計画",
            "관련",
            "관련 계획",
            "관련 문서",
            "relacionado",
            "связанные",
            "связанные планы",
        ],
    ),
    (
        Key::Known,
        &[
            "priority",
            "scope",
            "repo",
            "repository",
            "repo/branch",
            "branch",
            "links",
            "link",
            "type",
            "kind",
            "effort",
            "estimate",
            "risk",
            "risk level",
            "context",
            "source",
            "target",
            "issue",
            "issues",
            "pr",
            "pull request",
            "worktree",
            "architecture",
            "tech stack",
            "project",
            "stack",
            "milestone",
            "lifecycle",
            "authority",
            "base",
            "slug",
            "tags",
            "labels",
            "area",
            "roadmap",
            "roadmap item",
            "task",
            "phase",
            "method",
            "note",
            "version",
            "audience",
            "environment",
            "reviewer",
            "reviewers",
            "优先级",
            "分支",
            "范围",
            "仓库",
            "来源",
            "背景",
            "优先度",
            "優先度",
            "ブランチ",
            "範囲",
            "리포",
            "저장소",
            "브랜치",
            "범위",
            "우선순위",
            "컨텍스트",
            "결과",
            "배경",
            "prioridad",
            "rama",
            "alcance",
            "приоритет",
            "ветка",
            "область",
        ],
    ),
];

/// What a label states, if it is a known one. Case, brackets, `_` and `-` do not matter.
pub fn key(label: &str) -> Option<Key> {
    let label = label.split(['(', '（']).next().unwrap_or(label);
    let bare = label.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.len() <= LONGEST && bare.is_ascii() {
        let (mut name, mut n) = ([0; LONGEST], 0);
        for byte in bare.bytes() {
            let is_gap = matches!(byte, b'_' | b'-' | b' ' | b'\t');
            if !(is_gap && n > 0 && name[n - 1] == b' ') {
                name[n] = if is_gap { b' ' } else { byte.to_ascii_lowercase() };
                n += 1;
            }
        }
        return TABLE.get(&name[..n]).copied();
    }
    let mut name = String::with_capacity(label.len());
    for c in bare.chars().flat_map(char::to_lowercase) {
        match c {
            '_' | '-' | ' ' | '\t' if name.ends_with(' ') => {}
            '_' | '-' | '\t' => name.push(' '),
            c => name.push(c),
        }
    }
    TABLE.get(name.as_bytes()).copied()
}

/// More bytes than any English label has.
const LONGEST: usize = 64;

/// [`KEYS`] by name; the first key to claim a name has it.
static TABLE: LazyLock<HashMap<&'static [u8], Key, QuickHash>> = LazyLock::new(|| {
    let mut table = HashMap::default();
    for (key, names) in KEYS {
        for name in *names {
            table.entry(name.as_bytes()).or_insert(*key);
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_any_dress() {
        for (label, want) in [
            ("Last Updated", Key::Updated),
            ("created_at", Key::Created),
            ("Repo/Branch", Key::Known),
            ("진행 상태 (2026-05-20)", Key::Status),
            ("master_plan", Key::Relation("master plan")),
            ("Владелец", Key::People),
        ] {
            assert_eq!(key(label), Some(want), "{label}");
        }
        assert_eq!(key("Result vs Goals"), None);
    }
}
