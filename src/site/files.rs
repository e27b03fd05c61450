//! What hosts and crawlers look for at fixed places: sitemap, robots, headers, CNAME.

use crate::model::Archive;
use crate::text::Route;

use super::address::Address;
use super::feeds::legal;

/// Addresses in one sitemap file; the protocol allows 50,000.
pub const ADDRESSES_A_SITEMAP: usize = 20_000;

/// What a page of the site may load and run: its own files, nothing else. The pages say so themselves in a
/// meta tag; hosts that read `_headers` say it too, with what only a header can say.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; form-action 'self'; base-uri 'none'";

/// The style that the page for lost addresses brings along, because it may not find the others.
const LOST_STYLE: &str = "'sha256-VlAQ+9qB09OyQib6aHj30eJIIgs67V7W9E5OS8n5aOk='";

/// The policy as a header of every answer: [`POLICY`], the style of the page for lost addresses, and what only a
/// header can say.
pub fn header_policy() -> String {
    let policy = POLICY.replace("style-src 'self'", &format!("style-src 'self' {LOST_STYLE}"));
    format!("{policy}; frame-ancestors 'none'")
}

/// Where sitemap file `number`, from 1, is published; without a number, the one that crawlers ask for.
pub fn sitemap_route(number: Option<usize>) -> Route {
    number.map_or_else(|| Route::new("sitemap.xml"), |number| Route::new(format!("sitemap-{number}.xml")))
}

/// A sitemap of these pages, each with the day it last changed where that is known.
pub fn sitemap(address: &Address, pages: &[(&Route, Option<String>)]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (route, changed) in pages {
        let changed = changed.as_ref().map_or_else(String::new, |day| format!("<lastmod>{day}</lastmod>"));
        out.push_str(&format!("<url><loc>{}</loc>{changed}</url>\n", xml(&address.to(route))));
    }
    out.push_str("</urlset>\n");
    out
}

/// The list of `n` sitemap files.
pub fn sitemap_list(address: &Address, n: usize) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for number in 1..=n {
        out.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", xml(&address.to(&sitemap_route(Some(number))))));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The day a plan last changed, for the sitemap.
pub fn changed(archive: &Archive, plan: crate::model::PlanIndex) -> Option<String> {
    archive.plan(plan).updated.as_ref().map(|stamp| stamp.at.strftime("%Y-%m-%d").to_string())
}

/// `robots.txt`: everyone may come, or no one.
pub fn robots(address: Option<&Address>, noindex: bool) -> String {
    match (noindex, address) {
        (true, _) => "User-agent: *\nDisallow: /\n".into(),
        (false, Some(address)) => format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", address.to(&sitemap_route(None))),
        (false, None) => "User-agent: *\nAllow: /\n".into(),
    }
}

/// `_headers`, read by Netlify, Cloudflare Pages and others. Files below `assets/` never change.
pub fn headers(noindex: bool) -> String {
    let policy = header_policy();
    let robots = if noindex { "  X-Robots-Tag: noindex\n" } else { "" };
    format!(
        "/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n{robots}\n\
         /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
}

fn xml(text: &str) -> String {
    crate::text::escape(&legal(text))
}
