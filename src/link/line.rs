//! What stands at a line of a plan: for links such as `other.md#L72`, which point at text that is no page. Must
//! never know how the line was written down.

use super::explicit::Holders;
use crate::model::{Archive, Node, Place, PlanIndex};
use crate::text::Span;

/// The first line that `L72`, `L72-L80`, `72-80` or `72:4` names.
pub fn first_line(written: &str) -> Option<u32> {
    let rest = written.strip_prefix(['L', 'l']).unwrap_or(written);
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, more) = rest.split_at(n_digits);
    let is_range = more.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'L' | b'l' | b':' | b',' | b'C'));
    digits.parse().ok().filter(|line| is_range && *line > 0)
}

/// The innermost record at a line of a plan's file called `name`, else the heading it stands under; nothing where
/// the file has no such line.
pub fn at(archive: &Archive, plan: PlanIndex, name: &str, line: u32) -> Option<Node> {
    let document = &archive.plan(plan).document;
    let side = document.source.sides.iter().position(|side| side.path.file_name() == name);
    let (part, first) = match side {
        Some(side) if document.source.path.file_name() != name => (u16::try_from(side + 1).ok()?, 1),
        _ => (0, document.source.first_line),
    };
    let text = document.part_text(part);
    let line = text.lines().nth(usize::try_from(line.checked_sub(first)?).ok()?)?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let start = start + (line.len() - line.trim_start().len());
    let place = Place { part, span: Span::new(start, start), line: 0 };
    if let Some(record) = Holders::new(plan, document).record_at(place) {
        return Some(Node::Record(record));
    }
    let above = |section: &&crate::model::Section| {
        section.place.part == part && section.place.span.start as usize <= start && start < section.place.span.end as usize
    };
    let heading = document.sections.iter().filter(above).max_by_key(|section| section.place.span.start)?;
    Some(Node::Heading(plan, heading.anchor.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_every_form() {
        for written in ["L72", "L72-L80", "72", "72-80", "72:4", "l72", "L72C3-L80C1"] {
            assert_eq!(first_line(written), Some(72), "{written}");
        }
        for other in ["", "L", "L0", "decision-72", "72-days-later", "l10n"] {
            assert_eq!(first_line(other), None, "{other}");
        }
    }
}
