//! What papers of a piece of work are called: `spec.md` beside `tasks.md`; `prd-search.md`, what a product has to do, and
//! `tasks-prd-search.md`, the tasks made of it. By their names alone; must never look at a text.

/// Whether a file of this stem specifies the work that `tasks` beside it lists, as Kiro, spec-kit, Trae and their kin have it.
pub fn is_specification(stem: &str) -> bool {
    matches!(stem, "requirements" | "design" | "spec" | "specification")
}

/// Requirements of a product, or tasks made of them, as ai-dev-tasks names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product<'a> {
    /// What the two names have alike before the topic: `prd-`, `0001-prd-`.
    pub before: &'a str,
    /// What the work is about: `add-search`.
    pub topic: &'a str,
    /// Whether it holds the tasks.
    pub is_tasks: bool,
}

/// What a stem says: `prd-add-search`, `0001-prd-add-search`, `tasks-prd-add-search`, `tasks-0001-prd-add-search`.
pub fn product(stem: &str) -> Option<Product<'_>> {
    let (of, is_tasks) = after(stem, "tasks").map_or((stem, false), |of| (of, true));
    let prd = of.trim_start_matches(|c: char| c.is_ascii_digit() || is_joint(c));
    let topic = after(prd, "prd").filter(|topic| !topic.is_empty())?;
    Some(Product { before: &of[..of.len() - topic.len()], topic, is_tasks })
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | ' ')
}

/// What stands behind a first word.
fn after<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = name.split_at_checked(word.len())?;
    rest.strip_prefix(is_joint).filter(|_| first.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_and_their_tasks_have_the_same_topic() {
        for (stem, before, topic, is_tasks) in [
            ("prd-add-search", "prd-", "add-search", false),
            ("PRD_Add_Search", "PRD_", "Add_Search", false),
            ("tasks-prd-add-search", "prd-", "add-search", true),
            ("0001-prd-add-search", "0001-prd-", "add-search", false),
            ("tasks-0001-prd-add-search", "0001-prd-", "add-search", true),
            ("prd-検索", "prd-", "検索", false),
        ] {
            assert_eq!(product(stem), Some(Product { before, topic, is_tasks }), "{stem}");
        }
        for other in ["tasks", "prd", "prd-", "tasks-for-search", "hprd-search", "search-prd", "検索"] {
            assert_eq!(product(other), None, "{other}");
        }
    }
}
