//! A file that belongs to a plan, shown as what it is: text with line numbers, a table, an image.

use serde::Serialize;

use super::resolve::blob_url;
use super::{Frame, Linked, Pager, Scene, Section, format, frame, routes};
use crate::model::{Artifact, Plan, PlanIndex};

/// Lines of text on a page.
const PAGE_LINES: usize = 2_000;

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
    /// Its content as HTML; empty where it cannot be shown.
    pub body: String,
    /// The image's address; empty where it is none.
    pub image: String,
    /// Where this page stands.
    pub pager: Pager,
}

/// How many pages an artifact with these bytes has.
pub fn n_artifact_pages(bytes: &[u8]) -> u32 {
    match std::str::from_utf8(bytes) {
        Ok(text) => super::index::n_pages(text.lines().count(), PAGE_LINES),
        Err(_) => 1,
    }
}

/// Page `page`, from 1, of artifact `index` of a plan.
pub fn artifact(scene: &Scene<'_>, number: PlanIndex, index: usize, page: u32, bytes: &[u8]) -> ArtifactView {
    let plan = scene.archive.plan(number);
    let artifact = &plan.artifacts[index];
    let route = routes::artifact(plan, artifact, page);
    let raw = route.link_to(&routes::artifact_raw(plan, artifact), None).as_str().to_owned();
    let is_image = is_image(artifact);
    let text = std::str::from_utf8(bytes).ok().filter(|_| !is_image);
    let title = format!("{} · {}", artifact.name, plan.document.title);
    ArtifactView {
        frame: frame(scene, &route, Section::Plans, &title),
        name: artifact.name.clone(),
        path: artifact.path.to_string(),
        plan: Linked { text: plan.document.title.clone(), href: route.link_to(&routes::plan(plan), None).as_str().to_owned() },
        reason: artifact.reason.clone(),
        size: format::size(artifact.bytes),
        what: text.map_or_else(String::new, |text| format::counted(text.lines().count(), "line", "lines")),
        image: if is_image { raw.clone() } else { String::new() },
        download: artifact.path.file_name().to_owned(),
        source: if plan.document.source.deletion.is_none() {
            blob_url(scene, &artifact.path, None).unwrap_or_default()
        } else {
            String::new()
        },
        body: text.map_or_else(String::new, |text| lines(text, page)),
        pager: pager(plan, artifact, page, n_artifact_pages(bytes)),
        raw,
    }
}

fn pager(plan: &Plan, artifact: &Artifact, page: u32, n_pages: u32) -> Pager {
    Pager::new(&routes::artifact(plan, artifact, page), page, n_pages, |page| routes::artifact(plan, artifact, page))
}

fn is_image(artifact: &Artifact) -> bool {
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp"].contains(&artifact.path.extension().to_ascii_lowercase().as_str())
}

fn lines(text: &str, page: u32) -> String {
    let first = (page.max(1) as usize - 1) * PAGE_LINES;
    let mut out = String::from("<pre class=\"lines\" tabindex=\"0\">");
    for (number, line) in text.lines().enumerate().skip(first).take(PAGE_LINES) {
        let number = number + 1;
        out.push_str(&format!("<a class=\"n\" id=\"L{number}\" href=\"#L{number}\">{number}</a>{}\n", crate::text::escape(line)));
    }
    out.push_str("</pre>");
    out
}
