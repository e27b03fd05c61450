//! Requests to answers: one route of the site each, with the reload script put in on the way out.
//!
//! A page on any web site may send requests to a server on this machine. So: only names that cannot be
//! rebound to us are taken as `Host`, only GET and HEAD are answered, and nothing outside the site is served.

use std::convert::Infallible;
use std::io::Read as _;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::watch as newest;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;

use super::Stand;
use super::range::{self, Part};
use crate::site::{self, Rendered, Site, header_policy};
use crate::text::Route;

/// The script that reloads the page, and its style sheet.
const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// What every request is answered from.
#[derive(Clone)]
pub struct Context {
    /// The newest stand.
    pub stand: newest::Receiver<Arc<Stand>>,
    /// The name the user listens on.
    pub host: String,
}

pub(super) fn router(context: Context) -> axum::Router {
    axum::Router::new().fallback(handle).with_state(context)
}

async fn handle(State(context): State<Context>, request: Request) -> Response {
    // Rendering takes processor time and may read an artifact: not on a thread that drives sockets.
    let (parts, _) = request.into_parts();
    if parts.uri.path() == "/__live" {
        return match refuse(&context, &parts) {
            Some(refusal) => refusal,
            None => events(context),
        };
    }
    match tokio::task::spawn_blocking(move || answer(&context, &parts)).await {
        Ok(response) => response,
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be rendered; see the terminal\n"),
    }
}

/// The answer to one request, `/__live` excepted.
pub fn answer(context: &Context, request: &axum::http::request::Parts) -> Response {
    if let Some(refusal) = refuse(context, request) {
        return refusal;
    }
    let stand = context.stand.borrow().clone();
    match request.uri.path() {
        "/__live.js" => return bytes(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT.into()),
        "/__live.css" => return bytes(StatusCode::OK, "text/css; charset=utf-8", STYLE.into()),
        _ => {}
    }
    let Some(path) = decode(request.uri.path()) else {
        return text(StatusCode::BAD_REQUEST, "this is no path of the site\n");
    };
    if let Some(response) = search(&stand, &path, request) {
        return response;
    }
    match find(&stand.site, &path) {
        // Every browser asks for it; a site without one is no error.
        Found::Nothing if path == "/favicon.ico" => text(StatusCode::NO_CONTENT, ""),
        Found::Route(route) => page(&stand, &route, request, StatusCode::OK),
        Found::Moved(route) => moved(&route, request.uri.query()),
        Found::Nothing => page(&stand, &Route::new("404.html"), request, StatusCode::NOT_FOUND),
    }
}

fn refuse(context: &Context, request: &axum::http::request::Parts) -> Option<Response> {
    let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| request.uri.host());
    if !host.is_some_and(|host| is_safe(host, &context.host)) {
        let words = "this server answers to localhost, to IP addresses, and to the name given with --hostname only\n";
        return Some(text(StatusCode::MISDIRECTED_REQUEST, words));
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        let mut refusal = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered\n");
        refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(refusal);
    }
    None
}

/// Whether no one else can make this name point at us: an address, `localhost`, or the name the user chose.
fn is_safe(host: &str, own: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case(own)
}

/// What belongs to the search: its files and `/api/v1/search`. The first such request makes the index.
fn search(stand: &Stand, path: &str, request: &axum::http::request::Parts) -> Option<Response> {
    let path = path.trim_start_matches('/');
    let is_file = path.starts_with("search/") && (path.ends_with(".bin") || path.ends_with("/current.json"));
    if !is_file && path != "api/v1/search" {
        return None;
    }
    let Some(finder) = stand.finder.get_or_init(|| super::Finder::of(&stand.site)) else {
        return Some(text(StatusCode::INTERNAL_SERVER_ERROR, "the search index could not be made\n"));
    };
    if is_file {
        let kind = if path.ends_with(".json") { "application/json; charset=utf-8" } else { "application/octet-stream" };
        return Some(match finder.file(&Route::new(path)) {
            Some(whole) => file(request, kind, whole),
            None => text(StatusCode::NOT_FOUND, "not found\n"),
        });
    }
    Some(match finder.answer(request.uri.query().unwrap_or("")) {
        Some(answer) => bytes(StatusCode::OK, "application/json; charset=utf-8", answer.into_bytes()),
        None => text(StatusCode::INTERNAL_SERVER_ERROR, "the search failed\n"),
    })
}

enum Found {
    Route(Route),
    Moved(Route),
    Nothing,
}

fn find(site: &Site, path: &str) -> Found {
    let path = path.strip_prefix('/').unwrap_or(path);
    let folder = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    let route = Route::new(folder);
    if site.has(&route) {
        return Found::Route(route);
    }
    let with_slash = Route::new(format!("{path}/"));
    if !path.is_empty() && !path.ends_with('/') && site.has(&with_slash) {
        return Found::Moved(with_slash);
    }
    // A page that is open still asks for the style sheets it was made with.
    let asset = path.strip_prefix("assets/").and_then(|rest| rest.split_once('/')).and_then(|(_, name)| site.theme().route(name));
    asset.map_or(Found::Nothing, Found::Route)
}

fn page(stand: &Stand, route: &Route, request: &axum::http::request::Parts, status: StatusCode) -> Response {
    let edited = stand.edited.as_ref().filter(|edited| edited.1.contains(route)).map(|edited| &edited.0);
    let Some(Rendered { body, content_type, .. }) = edited.unwrap_or(&stand.site).render(route) else {
        return text(StatusCode::NOT_FOUND, "not found\n");
    };
    let mut body = match body {
        site::Body::Bytes(bytes) => bytes.into_owned(),
        site::Body::File(path) => {
            let mut bytes = Vec::new();
            match stand.site.fetch().open(&path).and_then(|mut file| file.read_to_end(&mut bytes)) {
                Ok(_) => bytes,
                Err(error) => return text(StatusCode::NOT_FOUND, &format!("{path}: {error}\n")),
            }
        }
    };
    if content_type.starts_with("text/html") {
        put_script(&mut body, stand.generation);
    }
    if status == StatusCode::OK { file(request, content_type, &body) } else { bytes(status, content_type, body) }
}

/// A file, or the part of it that is asked for: search reads its index in parts.
fn file(request: &axum::http::request::Parts, content_type: &'static str, whole: &[u8]) -> Response {
    let tag = range::tag(whole);
    let (status, body, described) = match range::asked(&request.method, &request.headers, whole.len(), &tag) {
        Part::Whole => (StatusCode::OK, whole, None),
        Part::Range(from, to) => (StatusCode::PARTIAL_CONTENT, &whole[from..to], Some(format!("bytes {from}-{}/{}", to - 1, whole.len()))),
        Part::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, &[][..], Some(format!("bytes */{}", whole.len()))),
        Part::Known => (StatusCode::NOT_MODIFIED, &[][..], None),
    };
    let mut response = bytes(status, content_type, body.to_vec());
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    for (name, value) in [(header::ETAG, Some(tag)), (header::CONTENT_RANGE, described)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// Puts the reload script before the end of the body: into the answer only, never into the site.
fn put_script(page: &mut Vec<u8>, generation: u64) {
    let script = format!("<script type=\"module\" src=\"/__live.js?{generation}\"></script>");
    let end = page.windows(7).rposition(|window| window.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    page.splice(end..end, script.into_bytes());
}

fn moved(route: &Route, query: Option<&str>) -> Response {
    let path: Vec<String> = route.as_str().split('/').map(crate::text::encode_segment).collect();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let mut response = text(StatusCode::PERMANENT_REDIRECT, "moved\n");
    if let Ok(value) = HeaderValue::from_str(&format!("/{}{query}", path.join("/"))) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// What the open pages are told: at once what stands, then every change.
fn events(context: Context) -> Response {
    let stream = WatchStream::new(context.stand).map(|stand| {
        let data = serde_json::json!({
            "generation": stand.generation,
            "stylesOnly": stand.styles_only,
            "assets": stand.site.theme().version(),
            "failure": stand.failure,
        });
        Ok::<_, Infallible>(Event::default().event("stand").data(data.to_string()))
    });
    let mut response = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
    common_headers(&mut response);
    response
}

fn text(status: StatusCode, words: &str) -> Response {
    bytes(status, "text/plain; charset=utf-8", words.as_bytes().to_vec())
}

fn bytes(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    common_headers(&mut response);
    response
}

fn common_headers(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if let Ok(policy) = HeaderValue::from_str(&header_policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A request's path as text. `None` if it is no path of any site.
fn decode(path: &str) -> Option<String> {
    let path = crate::text::decode(path)?;
    let escapes = path.contains(['\\', '\0']) || path.split('/').any(|segment| segment == "." || segment == "..");
    (!escapes).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_cannot_be_rebound_are_taken() {
        for host in
            ["localhost", "localhost:3000", "127.0.0.1:3000", "[::1]:3000", "plans.localhost", "192.168.1.7", "mybox:3000", "LOCALHOST."]
        {
            assert!(is_safe(host, "mybox"), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:3000", "127.0.0.1.evil.example", "", "evil.example#localhost"] {
            assert!(!is_safe(host, "127.0.0.1"), "{host}");
        }
    }

    #[test]
    fn no_path_leads_out_of_the_site() {
        for path in ["/../etc/passwd", "/%2e%2e/etc/passwd", "/a/%2e%2e%2fb", "/a\\b", "/%00", "/%zz", "/%", "/%ff"] {
            assert_eq!(decode(path), None, "{path}");
        }
        assert_eq!(decode("/plans/%E8%AE%A1/%25").as_deref(), Some("/plans/计/%"));
    }

    #[test]
    fn the_script_goes_before_the_end_of_the_body() {
        let mut page = b"<body>\xe8\xae\xa1</BODY></html>".to_vec();
        put_script(&mut page, 7);
        let text = String::from_utf8(page).expect("valid");
        assert_eq!(text, "<body>计<script type=\"module\" src=\"/__live.js?7\"></script></BODY></html>");
    }
}
