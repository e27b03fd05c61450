//! Changes as OpenSpec keeps them: a folder each below `openspec/changes/`, and below `openspec/changes/archive/` once they are
//! done, with the day of that before their name. What is in such a folder is no business of this module.

/// A change, by its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Its name, the same before and after it is archived.
    pub name: &'a str,
    /// The day on which it was archived, as the folder has it: `2026-01-31`.
    pub archived: Option<&'a str>,
}

/// The change whose own folder this is.
pub fn change(folder: &str) -> Option<Change<'_>> {
    let (above, name) = folder.rsplit_once('/')?;
    let is_changes = |folder: &str| folder.strip_suffix("openspec/changes").is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    if is_changes(above) {
        return (name != "archive").then_some(Change { name, archived: None });
    }
    is_changes(above.strip_suffix("/archive")?).then(|| match name.split_at_checked(11) {
        Some((day, rest)) if is_day(day.as_bytes()) && !rest.is_empty() => Change { name: rest, archived: Some(&day[..10]) },
        _ => Change { name, archived: None },
    })
}

/// Whether a folder holds what OpenSpec says of the system as it is: `openspec/specs`, or one below it.
pub fn is_spec(folder: &str) -> bool {
    let at = folder.find("openspec/specs").filter(|at| *at == 0 || folder[..*at].ends_with('/'));
    at.is_some_and(|at| matches!(folder.as_bytes().get(at + "openspec/specs".len()), None | Some(b'/')))
}

/// The last name of a folder; of a change the one it has before and after it is archived.
pub fn name_of(folder: &str) -> &str {
    change(folder).map_or_else(|| folder.rsplit('/').next().unwrap_or(folder), |change| change.name)
}

/// `2026-01-31-`
fn is_day(start: &[u8]) -> bool {
    start.iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7 | 10) { *byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_specifications_are_told() {
        for folder in ["openspec/specs", "openspec/specs/search", "app/openspec/specs/a"] {
            assert!(is_spec(folder), "{folder}");
        }
        for folder in ["openspec/specs-old", "myopenspec/specs", "openspec/changes/a/specs/b"] {
            assert!(!is_spec(folder), "{folder}");
        }
    }

    #[test]
    fn folders_of_changes_are_told() {
        let told = |folder: &'static str| change(folder).map(|change| (change.name, change.archived));
        assert_eq!(told("openspec/changes/add-x"), Some(("add-x", None)));
        assert_eq!(told("docs/openspec/changes/archive/2026-01-31-add-x"), Some(("add-x", Some("2026-01-31"))));
        assert_eq!(told("openspec/changes/archive/add-x"), Some(("add-x", None)));
        for folder in
            ["openspec/changes", "openspec/changes/archive", "openspec/changes/add-x/specs", "myopenspec/changes/add-x", "openspec/specs/a"]
        {
            assert_eq!(told(folder), None, "{folder}");
        }
    }
}
