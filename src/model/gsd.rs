//! Phases as GSD keeps them: a folder each below `.planning/phases/`, below `.planning/milestones/v1.0-phases/` once their
//! milestone has shipped, and one for each single task below `.planning/quick/`. What is in a file is no business of this module.

use super::PlanSource;

/// A phase or single task, by its own folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<'a> {
    /// What it is counted by: `02`, `14.1`, `260405-dbh`.
    pub number: &'a str,
    /// Its name behind that, as the folder has it: `metadata-rules`.
    pub name: &'a str,
    /// Whether it is a single task.
    pub is_quick: bool,
    /// Whether it lies with a milestone that has shipped.
    pub is_shipped: bool,
}

/// What a file of a unit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What was settled before anything was planned: `02-CONTEXT.md`.
    Context,
    /// Tasks: `02-01-PLAN.md`.
    Plan,
    /// What came of a plan: `02-01-SUMMARY.md`.
    Summary,
    /// Anything else: research, checks, notes.
    Other,
}

/// The unit whose own folder this is.
pub fn unit(folder: &str) -> Option<Unit<'_>> {
    let (above, own) = folder.rsplit_once('/')?;
    let (above, place) = above.rsplit_once('/')?;
    let is_shipped = place.ends_with("-phases") && above.ends_with("/milestones");
    let above = if is_shipped { above.strip_suffix("/milestones")? } else { above };
    if !is_project(above) || !matches!(place, "phases" | "quick") && !is_shipped {
        return None;
    }
    let is_quick = place == "quick";
    let (number, name) = own.split_once('-').filter(|(number, _)| number.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(("", own));
    // Quick tasks are counted, or named after their day: `260405-dbh-…`.
    let by_day = is_quick && number.len() == 6;
    let (number, name) = match name.split_once('-') {
        Some((letters, rest)) if by_day && letters.len() == 3 => (&own[..number.len() + 1 + letters.len()], rest),
        _ => (number, name),
    };
    (!name.is_empty()).then_some(Unit { number, name, is_quick, is_shipped })
}

/// Whether a folder is that of a whole project: `.planning`.
pub fn is_project(folder: &str) -> bool {
    folder.strip_suffix(".planning").is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// Whether a folder holds what is of a whole project or of a milestone of it: `.planning`, `.planning/milestones`.
pub fn is_of_project(folder: &str) -> bool {
    is_project(folder.strip_suffix("/milestones").unwrap_or(folder))
}

/// What a file holds by its stem, and which plan it is of: `02-01` of `02-01-PLAN`.
pub fn part(stem: &str) -> (&str, Part) {
    let (of, role) = stem.rsplit_once('-').unwrap_or(("", stem));
    let part = match role {
        "CONTEXT" => Part::Context,
        "PLAN" => Part::Plan,
        "SUMMARY" => Part::Summary,
        _ => Part::Other,
    };
    (of, part)
}

/// The part of a source that is the summary of the plan in another part, if that is a plan of a unit and one lies beside it.
pub fn summary_of(source: &PlanSource, part_of_plan: u16) -> Option<u16> {
    let path = source.file_of(part_of_plan);
    let (of, Part::Plan) = part(path.stem()) else { return None };
    let n_parts = u16::try_from(source.sides.len()).unwrap_or(u16::MAX);
    unit(path.folder())?;
    (0..=n_parts).find(|number| part(source.file_of(*number).stem()) == (of, Part::Summary))
}

impl Unit<'_> {
    /// What it is called where its files say nothing better: `Phase 2: Mail provider`.
    pub fn title(&self) -> String {
        let words = self.name.replace(['-', '_'], " ");
        let mut chars = words.chars();
        let words: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
        let kind = if self.is_quick { "Quick task" } else { "Phase" };
        let number = self.number.trim_start_matches('0');
        match (self.number, number) {
            ("", _) => words,
            (_, "") => format!("{kind} 0: {words}"),
            _ => format!("{kind} {number}: {words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_units_are_told() {
        let told = |folder: &'static str| unit(folder).map(|unit| (unit.number, unit.name, unit.is_quick, unit.is_shipped));
        assert_eq!(told(".planning/phases/02-mail-provider"), Some(("02", "mail-provider", false, false)));
        assert_eq!(told("app/.planning/phases/14.1-rules"), Some(("14.1", "rules", false, false)));
        assert_eq!(told(".planning/milestones/v1.1-phases/03-core"), Some(("03", "core", false, true)));
        assert_eq!(told(".planning/quick/260405-dbh-keep-it-plain"), Some(("260405-dbh", "keep-it-plain", true, false)));
        assert_eq!(told(".planning/quick/2-one-format"), Some(("2", "one-format", true, false)));
        assert_eq!(told(".planning/phases/cleanup"), Some(("", "cleanup", false, false)));
        for folder in [".planning", ".planning/phases", "planning/phases/02-x", ".planning/research/02-x", ".planning/milestones/v1-phases"]
        {
            assert_eq!(told(folder), None, "{folder}");
        }
        assert!(is_project(".planning") && is_project("app/.planning") && !is_project("my.planning"));
    }

    #[test]
    fn files_are_told_by_their_last_word() {
        assert_eq!(part("02-01-PLAN"), ("02-01", Part::Plan));
        assert_eq!(part("14.1-01-SUMMARY"), ("14.1-01", Part::Summary));
        assert_eq!(part("02-CONTEXT"), ("02", Part::Context));
        assert_eq!(part("PLAN"), ("", Part::Plan));
        assert_eq!(part("02-DISCUSSION-LOG"), ("02-DISCUSSION", Part::Other));
        assert_eq!(part("notes"), ("", Part::Other));
    }

    #[test]
    fn titles_are_made_of_folders() {
        let title = |folder| unit(folder).expect("a unit").title();
        assert_eq!(title(".planning/phases/02-mail-provider"), "Phase 2: Mail provider");
        assert_eq!(title(".planning/quick/260405-dbh-keep-it-plain"), "Quick task 260405-dbh: Keep it plain");
        assert_eq!(title(".planning/phases/cleanup"), "Cleanup");
    }
}
