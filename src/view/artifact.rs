//! A file that belongs to a plan: what it is, where it comes from, and its content as [`crate::markdown::artifact`] shows it.

use serde::Serialize;

use super::resolve::{Resolver, blob_url};
use super::{Frame, Linked, Pager, Scene, Section, format, frame, routes};
use crate::markdown::artifact::{self as content, Kind};
use crate::model::{Artifact, Plan, PlanIndex};
use crate::text::Href;

/// `artifact.html`
#[derive(Clone, Debug, Serialize)]
pub struct ArtifactView {
    /// See [`Frame`].
    pub frame: Frame,
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: String,
    /// Its plan.
    pub plan: Linked,
    /// Why it belongs to the plan.
    pub reason: String,
    /// Its size.
    pub size: String,
    /// What it is, in words: `text, 312 lines`.
    pub what: String,
    /// Its bytes on this site.
    pub raw: String,
    /// The name its bytes are saved under.
    pub download: String,
    /// It in the repository's web view; may be empty.
    pub source: String,
    /// Its content as HTML.
    pub body: String,
    /// Where this page stands.
    pub pager: Pager,
}

/// How many pages an artifact with this name and these bytes has.
pub fn n_artifact_pages(name: &str, bytes: &[u8]) -> u32 {
    u32::try_from(content::view(&shown_as(name), bytes).pages.len()).unwrap_or(u32::MAX)
}

/// The name that decides how a file is shown. An SVG is shown as its source: opened by itself it might run.
fn shown_as(name: &str) -> String {
    if name.to_ascii_lowercase().ends_with(".svg") { format!("{name}.xml") } else { name.to_owned() }
}

/// Page `page`, from 1, of artifact `index` of a plan.
pub fn artifact(scene: &Scene<'_>, number: PlanIndex, index: usize, page: u32, bytes: &[u8]) -> ArtifactView {
    let plan = scene.archive.plan(number);
    let artifact = &plan.artifacts[index];
    let route = routes::artifact(plan, artifact, page);
    let raw = route.link_to(&routes::artifact_raw(plan, artifact), None).as_str().to_owned();
    let name = shown_as(artifact.path.file_name());
    let shown = content::view(&name, bytes);
    let resolver = Resolver::plan(scene, &route, number, &artifact.path);
    let title = format!("{} · {}", artifact.name, plan.document.title);
    ArtifactView {
        frame: frame(scene, &route, Section::Plans, &title),
        name: artifact.name.clone(),
        path: artifact.path.to_string(),
        plan: Linked { text: plan.document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        reason: format::with_code(&artifact.reason),
        size: format::size(artifact.bytes),
        what: what(&shown),
        download: artifact.path.file_name().to_owned(),
        source: if plan.document.source.deletion.is_none() {
            blob_url(scene, &artifact.path, None).unwrap_or_default()
        } else {
            String::new()
        },
        body: shown.page(page.max(1) as usize - 1, &Href::new(&raw), &resolver).html,
        pager: pager(plan, artifact, page, u32::try_from(shown.pages.len()).unwrap_or(u32::MAX)),
        raw,
    }
}

fn pager(plan: &Plan, artifact: &Artifact, page: u32, n_pages: u32) -> Pager {
    Pager::new(&routes::artifact(plan, artifact, page), page, n_pages, |page| routes::artifact(plan, artifact, page))
}

/// What a file is shown as, in words.
fn what(shown: &content::View<'_>) -> String {
    let n_lines = shown.pages.last().map_or(0, |lines| *lines.end() as usize);
    let lines = format::counted(n_lines, "line", "lines");
    let how = if shown.reformatted { ", laid out for reading" } else { "" };
    match &shown.kind {
        Kind::Text | Kind::Diff => lines,
        Kind::Code(_) => format!("{lines}{how}"),
        Kind::Table => "table".to_owned(),
        Kind::Markdown | Kind::Image | Kind::Binary => String::new(),
    }
}
