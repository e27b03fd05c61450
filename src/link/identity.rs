//! Which plan is which: the ids that name plans in URLs.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, codes};
use crate::model::{Document, Layout, gsd, openspec};
use crate::text::{Slug, slug};

/// File stems that name a role, not a plan: the folder names the plan then.
const GENERIC: &[&str] = &["plan", "execplan", "exec-plan", "exec_plan", "index", "readme", "main", "overview", "task_plan", "task-plan"];

/// Whether a file stem names a role, not a plan.
pub fn is_generic(stem: &str) -> bool {
    GENERIC.contains(&stem.to_lowercase().as_str())
}

/// One distinct id a document, in order. An id the plan gives itself, else its file stem (or its folder,
/// or its part's heading); a clash gets its folder as suffix and a warning.
///
/// Two plans that clash are told apart by the nearest folder that differs from the first's, the first
/// (by path) keeping the plain id; so a lone plan's URL does not change when it moves.
pub fn ids(documents: &[Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<Slug> {
    let mut taken: BTreeMap<Slug, usize> = BTreeMap::new();
    let mut ids = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let wanted = wanted(document);
        let mut id = wanted.clone();
        let mut folders = document.source.path.folder().rsplit('/').filter(|folder| !folder.is_empty());
        let mut number = 2;
        while taken.contains_key(&id) {
            id = match folders.next() {
                Some(folder) => slug(&format!("{id} {folder}")),
                None => {
                    number += 1;
                    Slug::new(format!("{wanted}-{}", number - 1))
                }
            };
        }
        if let Some(first) = taken.get(&wanted)
            && id != wanted
        {
            let other = &documents[*first].source.path;
            diagnostics.push(
                Diagnostic::new(codes::DUPLICATE_ID, format!("id `{wanted}` is also that of `{other}`; this plan is shown as `{id}`"))
                    .in_file(&document.source.path)
                    .at(document.source.first_line, None)
                    .help("give one of them another `id` in its front matter, or another file name"),
            );
        }
        taken.insert(id.clone(), index);
        ids.push(id);
    }
    ids
}

fn wanted(document: &Document) -> Slug {
    let source = &document.source;
    let own = document.own_id.as_deref().filter(|id| id.chars().any(char::is_alphabetic)).map(slug);
    let stem = source.path.stem();
    let stem = stem.strip_suffix(".plan").or_else(|| stem.strip_suffix(".execplan")).unwrap_or(stem);
    let generic = is_generic(stem) || source.layout == Layout::Folder && gsd::unit(source.path.folder()).is_some();
    let folder = openspec::name_of(source.path.folder());
    // The roadmap of a project of GSD lies in the folder of all that there is.
    let is_own = source.layout == Layout::Folder && !gsd::is_project(source.path.folder());
    let place = match (&source.part, is_own || generic) {
        (Some(part), _) => part.as_str(),
        (None, true) if !folder.is_empty() => folder,
        (None, _) => stem,
    };
    own.into_iter().chain([slug(place), slug(stem), slug(folder)]).find(|id| !id.as_str().is_empty()).unwrap_or_else(|| Slug::new("plan"))
}
