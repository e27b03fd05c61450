//! The address a site is published at, as far as the configuration tells: what feeds, the sitemap and every
//! other absolute link are made from. Knows no page.

use crate::config::Config;
use crate::text::{Anchor, Route, encode_segment};

/// An absolute address of the top of the site, with a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address, if `site-url` is absolute or there is a `cname` to put before it.
    pub fn of(config: &Config) -> Option<Self> {
        let html = &config.output.html;
        let url = html.site_url.as_deref().unwrap_or("").trim();
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        match (is_web, html.cname.as_deref()) {
            (true, _) => Some(Self(format!("{}/", url.trim_end_matches('/')))),
            (false, Some(host)) if !url.contains("://") => {
                let path = url.trim_matches('/');
                Some(Self(if path.is_empty() { format!("https://{host}/") } else { format!("https://{host}/{path}/") }))
            }
            _ => None,
        }
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a route; a page's ends in `/`, not in `index.html`.
    pub fn to(&self, route: &Route) -> String {
        let path: Vec<String> = route.as_str().split('/').map(encode_segment).collect();
        format!("{}{}", self.0, path.join("/"))
    }

    /// The address of a place on a page.
    pub fn to_anchor(&self, route: &Route, anchor: &Anchor) -> String {
        format!("{}#{}", self.to(route), encode_segment(anchor.as_str()))
    }

    /// A `tag:` URI (RFC 4151) that names something of this site for ever, wherever its page may move.
    /// The date is part of the name and never changes; the host is the one the site first stood at.
    pub fn tag(&self, specific: &str) -> String {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.rsplit('@').next().unwrap_or(host);
        let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
        let specific: Vec<String> = specific.split('/').map(encode_segment).collect();
        format!("tag:{host},2026:{path}{}", specific.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(site_url: Option<&str>, cname: Option<&str>) -> Option<String> {
        let mut config = Config::default();
        config.output.html.site_url = site_url.map(Into::into);
        config.output.html.cname = cname.map(Into::into);
        Address::of(&config).map(|address| address.0)
    }

    #[test]
    fn an_address_is_known_or_it_is_not() {
        assert_eq!(address(Some("https://example.org/repo"), None).as_deref(), Some("https://example.org/repo/"));
        assert_eq!(address(Some("/repo/"), Some("plans.example.org")).as_deref(), Some("https://plans.example.org/repo/"));
        assert_eq!(address(None, Some("plans.example.org")).as_deref(), Some("https://plans.example.org/"));
        assert_eq!(address(Some("/repo/"), None), None);
        assert_eq!(address(None, None), None);
    }

    #[test]
    fn tags_do_not_depend_on_scheme_or_port() {
        let address = Address("https://Example.org:8443/repo/".into());
        assert_eq!(address.tag("plans/a b/decision-x"), "tag:example.org,2026:repo/plans/a%20b/decision-x");
        assert_eq!(address.to(&Route::new("plans/计/")), "https://Example.org:8443/repo/plans/%E8%AE%A1/");
    }
}
