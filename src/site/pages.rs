//! Which routes there are, and what renders each. The one `match` over kinds of pages.

use std::collections::BTreeMap;
use std::io::Read as _;

use rayon::prelude::*;
use serde::Serialize;

use super::feeds::Feeds;
use super::files::{self, ADDRESSES_A_SITEMAP};
use super::{Body, Rendered, Schema, Site, data};
use crate::diag::{Diagnostic, caught, codes};
use crate::model::PlanIndex;
use crate::secrets;
use crate::text::{Route, SourcePath, escape};
use crate::view::{self, Facet, PlanList, RegisterKind, RegisterSpan, routes};

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// What a route shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Overview,
    Plans(u32),
    Families(u32),
    Plan(PlanIndex),
    Continued(PlanIndex, u32),
    ListOf(PlanIndex, PlanList, u32),
    PlanRaw(PlanIndex),
    PlanData(PlanIndex),
    PlanFeed(PlanIndex),
    Artifact { plan: PlanIndex, index: u32, page: u32 },
    ArtifactRaw { plan: PlanIndex, index: u32 },
    Register(RegisterKind, RegisterSpan, u32),
    Facet(RegisterKind, Facet, u32),
    Timeline(Option<i16>, u32),
    Stats,
    Attention,
    Files(u32),
    File(SourcePath, u32),
    Content(usize),
    Search,
    NotFound,
    Asset(String),
    Feed(Option<RegisterKind>),
    PlanList(usize),
    Schema(Schema),
    Sitemap(Option<usize>),
    Robots,
    Headers,
    Cname(String),
    NoJekyll,
    Llms,
}

/// Every route of the site.
pub fn all(site: &Site) -> BTreeMap<Route, Page> {
    let mut all = BTreeMap::new();
    let scene = site.scene();
    all.insert(routes::overview(), Page::Overview);
    all.insert(routes::not_found(), Page::NotFound);
    all.insert(routes::search(), Page::Search);
    all.extend(routes::all_plans(scene.index).into_iter().map(|(route, page)| (route, Page::Plans(page))));
    all.extend((1..=scene.index.n_family_pages()).map(|page| (routes::families(page), Page::Families(page))));
    for kind in RegisterKind::ALL {
        let pages = routes::all_register(scene.index, kind).into_iter();
        all.extend(pages.map(|(route, span, page)| (route, Page::Register(kind, span, page))));
        let pages = routes::all_facets(scene.index, kind).into_iter();
        all.extend(pages.map(|(route, facet, page)| (route, Page::Facet(kind, facet, page))));
    }
    all.extend(routes::all_timeline(scene.index).into_iter().map(|(route, year, page)| (route, Page::Timeline(year, page))));
    all.insert(routes::stats(), Page::Stats);
    all.insert(routes::attention(), Page::Attention);
    all.extend(routes::all_files(scene.index).into_iter().map(|(route, page)| (route, Page::Files(page))));
    all.extend(routes::all_file(scene.index).into_iter().map(|(route, path, page)| (route, Page::File(path, page))));
    for (index, page) in scene.pages.iter().enumerate() {
        all.insert(routes::content(&page.path, &scene.config.book.src), Page::Content(index));
    }
    add_plans(site, &mut all);
    add_data(site, &mut all);
    add_fixed(site, &mut all);
    add_sitemaps(site, &mut all);
    all
}

fn add_plans(site: &Site, all: &mut BTreeMap<Route, Page>) {
    let n_pages = artifact_pages(site);
    for (number, plan) in (0..).zip(&site.archive.plans) {
        all.insert(routes::plan(plan), Page::Plan(number));
        all.extend((2..=plan.n_pages()).map(|page| (routes::plan_page(plan, page), Page::Continued(number, page))));
        for list in PlanList::ALL {
            let pages = 1..=list.n_pages(&site.scene(), number);
            all.extend(pages.map(|page| (routes::plan_list(plan, list, page), Page::ListOf(number, list, page))));
        }
        all.insert(routes::plan_raw(plan), Page::PlanRaw(number));
        all.insert(data::plan_route(plan), Page::PlanData(number));
        if site.address.is_some() {
            all.insert(super::feeds::plan_route(plan), Page::PlanFeed(number));
        }
        for (index, artifact) in (0..).zip(&plan.artifacts) {
            let Some(n_pages) = n_pages.get(&(number, index)) else { continue };
            all.extend((1..=*n_pages).map(|page| (routes::artifact(plan, artifact, page), Page::Artifact { plan: number, index, page })));
            all.insert(routes::artifact_raw(plan, artifact), Page::ArtifactRaw { plan: number, index });
        }
    }
}

/// How many pages each artifact has; one that cannot be read, or is larger than what is copied, has none.
fn artifact_pages(site: &Site) -> BTreeMap<(PlanIndex, u32), u32> {
    let artifacts: Vec<(PlanIndex, u32, &SourcePath)> = (0..)
        .zip(&site.archive.plans)
        .flat_map(|(number, plan)| (0..).zip(&plan.artifacts).map(move |(index, artifact)| (number, index, artifact)))
        .filter(|(.., artifact)| artifact.bytes <= site.config.options().max_artifact_bytes)
        .map(|(number, index, artifact)| (number, index, &artifact.path))
        .collect();
    let pages = artifacts.par_iter().filter_map(|(number, index, path)| {
        // Where this fails, so does its one page, which says so.
        let n_pages = caught(|| read(site, path).map(|bytes| view::n_artifact_pages(path.file_name(), &bytes)).ok()).unwrap_or(Some(1))?;
        Some(((*number, *index), n_pages))
    });
    pages.collect()
}

fn add_data(site: &Site, all: &mut BTreeMap<Route, Page>) {
    all.extend((1..=data::n_lists(&site.archive)).map(|page| (data::list_route(page), Page::PlanList(page))));
    all.extend(Schema::ALL.map(|schema| (schema.route(), Page::Schema(schema))));
    all.insert(Route::new("llms.txt"), Page::Llms);
    if site.address.is_some() {
        all.insert(routes::feed(None), Page::Feed(None));
        all.extend(RegisterKind::ALL.map(|kind| (routes::feed(Some(kind)), Page::Feed(Some(kind)))));
    }
}

fn add_fixed(site: &Site, all: &mut BTreeMap<Route, Page>) {
    all.extend(site.theme.assets().map(|(name, route)| (route, Page::Asset(name.to_owned()))));
    all.insert(Route::new("robots.txt"), Page::Robots);
    all.insert(Route::new("_headers"), Page::Headers);
    all.insert(Route::new(".nojekyll"), Page::NoJekyll);
    if let Some(cname) = &site.config.output.html.cname {
        all.insert(Route::new("CNAME"), Page::Cname(cname.clone()));
    }
}

fn add_sitemaps(site: &Site, all: &mut BTreeMap<Route, Page>) {
    if site.address.is_none() || site.config.options().noindex {
        return;
    }
    let n = all.values().filter(|page| page.is_listed()).count().div_ceil(ADDRESSES_A_SITEMAP);
    all.insert(files::sitemap_route(None), Page::Sitemap(None));
    if n > 1 {
        all.extend((1..=n).map(|number| (files::sitemap_route(Some(number)), Page::Sitemap(Some(number)))));
    }
}

impl Page {
    /// Whether it is for readers to find: a page, and not the one for lost addresses.
    fn is_listed(&self) -> bool {
        matches!(
            self,
            Self::Overview
                | Self::Plans(_)
                | Self::Families(_)
                | Self::Plan(_)
                | Self::Continued(..)
                | Self::ListOf(..)
                | Self::Artifact { .. }
                | Self::Register(..)
                | Self::Facet(..)
                | Self::Timeline(..)
                | Self::Stats
                | Self::Attention
                | Self::Files(_)
                | Self::File(..)
                | Self::Content(_)
        )
    }
}

/// Renders one route. A mistake in the maker of pages costs this page, and never the build.
pub fn render(site: &Site, route: &Route, page: &Page) -> Rendered {
    caught(|| made(site, route, page)).unwrap_or_else(|said| unmade(site, route, page, &said))
}

/// What stands in place of a page that could not be made: of a plan its text, of data nothing.
fn unmade(site: &Site, route: &Route, page: &Page, said: &str) -> Rendered {
    let plan = match page {
        Page::Plan(plan) | Page::Continued(plan, _) | Page::ListOf(plan, ..) | Page::Artifact { plan, .. } | Page::PlanData(plan) => {
            Some(site.archive.plan(*plan))
        }
        _ => None,
    };
    let message = format!("the page `{}` could not be made ({said}), expected a page of any text", route.as_str());
    let help = "it shows no more than the text; report it together with the plan, this is a mistake of execplan-site";
    let finding = Diagnostic::new(codes::UNMADE_PAGE, message).help(help);
    let finding = plan.map_or(finding.clone(), |plan| finding.in_file(&plan.document.source.path));
    let mut rendered = if route.file().ends_with(".html") {
        let text = match (page, plan) {
            (Page::Plan(_), Some(plan)) => &*plan.document.source.text,
            _ => "",
        };
        let title = escape(plan.map_or(site.title(), |plan| &plan.document.title));
        let style = "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}</style>";
        let page = format!(
            "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>{style}</head>\
             <body><h1>{title}</h1><p>This page could not be made; <code>execplan-site check</code> says why. <a href=\"{}\">All plans</a></p>\
             <pre>{}</pre></body></html>",
            route.link_to(&Route::new("plans/"), None).as_str(),
            escape(text)
        );
        Rendered { body: Body::Bytes(page.into_bytes().into()), content_type: HTML, diagnostics: Vec::new() }
    } else {
        text(TEXT, String::new())
    };
    rendered.diagnostics.push(finding);
    rendered
}

fn made(site: &Site, route: &Route, page: &Page) -> Rendered {
    let scene = site.scene();
    let archive = &site.archive;
    match page {
        Page::Overview => html(site, "overview.html", &view::overview(&scene)),
        Page::Plans(page) => html(site, "plans.html", &view::plans(&scene, *page)),
        Page::Families(page) => html(site, "families.html", &view::families(&scene, *page)),
        Page::Plan(plan) => html(site, "plan.html", &view::plan(&scene, *plan)),
        Page::Continued(plan, page) => html(site, "plan_page.html", &view::plan_page(&scene, *plan, *page)),
        Page::ListOf(plan, list, page) => html(site, "plan_list.html", &view::plan_list(&scene, *plan, *list, *page)),
        Page::Register(kind, span, page) => html(site, "register.html", &view::register(&scene, *kind, *span, *page)),
        Page::Facet(kind, facet, page) => html(site, "facet.html", &view::facet(&scene, *kind, facet, *page)),
        Page::Timeline(year, page) => html(site, "timeline.html", &view::timeline(&scene, *year, *page)),
        Page::Stats => html(site, "stats.html", &view::stats(&scene)),
        Page::Attention => html(site, "attention.html", &view::attention(&scene)),
        Page::Files(page) => html(site, "files.html", &view::files(&scene, *page)),
        Page::File(path, page) => html(site, "file.html", &view::file(&scene, path, *page)),
        Page::Content(index) => html(site, "content.html", &view::content(&scene, *index)),
        Page::Search => html(site, "search.html", &view::search(&scene)),
        Page::NotFound => html(site, "not_found.html", &view::not_found(&scene)),
        Page::Artifact { plan, index, page } => artifact(site, *plan, *index, *page),
        Page::ArtifactRaw { plan, index } => raw_artifact(site, route, *plan, *index),
        Page::PlanRaw(plan) => text("text/markdown; charset=utf-8", archive.plan(*plan).document.source.text.to_string()),
        Page::PlanData(plan) => text(JSON, data::plan(archive, archive.plan(*plan), &site.links[*plan as usize])),
        Page::PlanList(page) => text(JSON, data::list(archive, *page)),
        Page::Schema(schema) => text(JSON, schema.text()),
        Page::PlanFeed(plan) => text(ATOM, feeds(site).map_or_else(String::new, |feeds| feeds.plan(*plan))),
        Page::Feed(kind) => text(ATOM, feeds(site).map_or_else(String::new, |feeds| feeds.register(*kind))),
        Page::Sitemap(number) => text(XML, sitemap(site, *number)),
        Page::Robots => text(TEXT, files::robots(site.address.as_ref(), site.config.options().noindex)),
        Page::Headers => text(TEXT, files::headers(site.config.options().noindex)),
        Page::Cname(host) => text(TEXT, format!("{host}\n")),
        Page::NoJekyll => text(TEXT, String::new()),
        Page::Llms => text(TEXT, data::llms(archive, &site.title, site.config.book.description.as_deref())),
        Page::Asset(name) => bytes(content_type(name), site.theme.asset(name).unwrap_or_default().to_vec()),
    }
}

fn html<V: Serialize>(site: &Site, template: &str, view: &V) -> Rendered {
    let (page, diagnostics) = site.renderer.render(template, view);
    Rendered { body: Body::Bytes(page.into_bytes().into()), content_type: HTML, diagnostics }
}

fn text(content_type: &'static str, text: String) -> Rendered {
    bytes(content_type, text.into_bytes())
}

fn bytes(content_type: &'static str, bytes: Vec<u8>) -> Rendered {
    Rendered { body: Body::Bytes(bytes.into()), content_type, diagnostics: Vec::new() }
}

fn artifact(site: &Site, plan: PlanIndex, index: u32, page: u32) -> Rendered {
    let path = &site.archive.plan(plan).artifacts[index as usize].path;
    let (bytes, trouble) = match read(site, path) {
        Ok(bytes) => (bytes, None),
        Err(error) => (Vec::new(), Some(Diagnostic::new(codes::UNREADABLE, format!("could not be shown: {error}")).in_file(path))),
    };
    let mut rendered = html(site, "artifact.html", &view::artifact(&site.scene(), plan, index as usize, page, &bytes));
    rendered.diagnostics.extend(trouble);
    if page == 1 {
        rendered.diagnostics.extend(secrets::findings(path, 1, &bytes));
    }
    rendered
}

fn raw_artifact(site: &Site, route: &Route, plan: PlanIndex, index: u32) -> Rendered {
    let path = &site.archive.plan(plan).artifacts[index as usize].path;
    Rendered { body: Body::File(path.clone()), content_type: content_type(route.as_str()), diagnostics: Vec::new() }
}

fn read(site: &Site, path: &SourcePath) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    site.fetch.open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn feeds(site: &Site) -> Option<Feeds<'_>> {
    let address = site.address.as_ref()?;
    Some(Feeds { archive: &site.archive, address, title: &site.title, language: &site.config.book.language })
}

fn sitemap(site: &Site, number: Option<usize>) -> String {
    let Some(address) = &site.address else { return String::new() };
    let listed = || site.routes.iter().filter(|(_, page)| page.is_listed());
    let n = listed().count().div_ceil(ADDRESSES_A_SITEMAP);
    let number = match number {
        None if n > 1 => return files::sitemap_list(address, n),
        number => number.unwrap_or(1),
    };
    let pages = listed().skip((number - 1) * ADDRESSES_A_SITEMAP).take(ADDRESSES_A_SITEMAP);
    let pages: Vec<_> = pages
        .map(|(route, page)| {
            let changed = match page {
                Page::Plan(plan) | Page::Continued(plan, _) => files::changed(&site.archive, *plan),
                _ => None,
            };
            (route, changed)
        })
        .collect();
    files::sitemap(address, &pages)
}

/// The type of a file by its name. Nothing a plan brings along is given a type that a browser would run.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase().as_str() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => JSON,
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "log" | "diff" | "patch" | "tsv" => TEXT,
        "gz" => "application/gzip",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
