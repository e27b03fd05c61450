//! The preview server as a browser sees it: started as a command, asked over a socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::folder::Folder;

/// A running `serve`, stopped when dropped.
struct Server {
    child: Child,
    address: String,
    folder: Folder,
}

impl Server {
    fn start() -> Self {
        Self::on(Folder::archive())
    }

    fn on(folder: Folder) -> Self {
        let mut child = folder.command(&["serve", "-p", "0"]).stderr(Stdio::piped()).spawn().expect("the command runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with("serving at http://"))).expect("it says where it serves");
        let address = line.trim_start_matches("serving at http://").split('/').next().expect("an address").to_owned();
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, folder }
    }

    fn connect(&self, request: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        BufReader::new(stream)
    }

    /// The whole answer to a request of one line, with our own address as host.
    fn ask(&self, line: &str) -> String {
        self.ask_as(line, &self.address)
    }

    fn ask_as(&self, line: &str, host: &str) -> String {
        let mut answer = Vec::new();
        let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        self.connect(&request).read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What open pages are told, one stand after the other. A file that is being saved may be seen half written
    /// first: wait for the stand that shows what is looked for, not for the next one.
    fn stands(&self) -> impl Iterator<Item = serde_json::Value> + use<> {
        let lines = self.connect(&format!("GET /__live HTTP/1.1\r\nHost: {}\r\n\r\n", self.address)).lines();
        let data = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("data: ").map(str::to_owned));
        data.map(|data| serde_json::from_str(&data).expect("JSON"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[test]
fn pages_come_with_the_reload_script_and_files_as_they_are() {
    let server = Server::start();
    let page = server.ask("GET /plans/add-search/");
    assert_eq!(status(&page), "200");
    assert!(page.contains("<script type=\"module\" src=\"/__live.js?1\"></script></body>"), "{page}");
    assert!(page.contains("content-security-policy: default-src 'none'"), "{page}");
    assert!(!server.ask("GET /plans/add-search/index.md").contains("__live"));
    assert!(server.ask("GET /__live.js?1").contains("new EventSource"));
    assert_eq!(status(&server.ask("GET /nothing/here")), "404");
    assert!(server.ask("GET /plans/add-search").contains("location: /plans/add-search/"));
    let head = server.ask("HEAD /plans/add-search/");
    assert!(head.ends_with("\r\n\r\n") && status(&head) == "200", "{head}");
}

#[test]
fn a_part_of_a_file_is_served_as_one() {
    let server = Server::start();
    let whole = server.ask("GET /plans/add-search/index.md");
    let (head, body) = whole.split_once("\r\n\r\n").expect("a body");
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag");
    let length = body.len();
    let ask = |fields: &str| server.ask_as(&format!("GET /plans/add-search/index.md HTTP/1.1\r\n{fields}X-Rest:"), &server.address);
    let part = ask("Range: bytes=2-7\r\n");
    assert_eq!((status(&part), part.split_once("\r\n\r\n").map(|part| part.1)), ("206", body.get(2..8)), "{part}");
    assert!(part.contains(&format!("content-range: bytes 2-7/{length}\r\n")) && part.contains("content-length: 6\r\n"), "{part}");
    let beyond = ask(&format!("Range: bytes={length}-\r\n"));
    assert!(status(&beyond) == "416" && beyond.contains(&format!("content-range: bytes */{length}\r\n")), "{beyond}");
    assert_eq!(status(&ask(&format!("Range: bytes=2-7\r\nIf-Range: {tag}\r\n"))), "206");
    assert_eq!(status(&ask("Range: bytes=2-7\r\nIf-Range: \"other\"\r\n")), "200");
    assert_eq!(status(&ask(&format!("If-None-Match: {tag}\r\n"))), "304");
    let head = server.ask_as("HEAD /plans/add-search/index.md HTTP/1.1\r\nRange: bytes=2-7\r\nX-Rest:", &server.address);
    assert!(status(&head) == "200" && head.contains(&format!("content-length: {length}\r\n")) && head.ends_with("\r\n\r\n"), "{head}");
    assert!(head.contains("accept-ranges: bytes\r\n"), "{head}");
}

#[test]
fn strangers_get_nothing() {
    let server = Server::start();
    assert_eq!(status(&server.ask_as("GET /", "evil.example")), "421");
    assert_eq!(status(&server.ask_as("GET /__live", "evil.example:3000")), "421");
    assert_eq!(status(&server.ask_as("GET /", "localhost")), "200");
    for line in ["POST /", "PUT /index.html", "DELETE /", "OPTIONS /"] {
        assert_eq!(status(&server.ask(line)), "405", "{line}");
    }
    for line in ["GET /../archive/.agent/execplans/add-search.md", "GET /%2e%2e/%2e%2e/etc/passwd", "GET /plans/..%2f..%2fetc/passwd"] {
        assert!(matches!(status(&server.ask(line)), "400" | "404"), "{line}");
    }
}

#[test]
fn an_edit_shows_at_once_however_it_is_saved() {
    let server = Server::start();
    let mut stands = server.stands();
    assert!(stands.next().expect("a stand")["generation"].is_u64());
    let name = "archive/.agent/execplans/add-search.md";
    let text = server.folder.read(name);
    server.folder.write(name, &text.replace("Cut texts", "Slice texts"));
    let shows = |words: &str| server.ask("GET /plans/add-search/").contains(words);
    stands.find(|_| shows("Slice texts")).expect("the edit");
    // As many editors do: a new file renamed over the old one.
    server.folder.write(&format!("{name}~"), &text.replace("Cut texts", "Split texts"));
    std::fs::rename(server.folder.path().join(format!("{name}~")), server.folder.path().join(name)).expect("renamed");
    stands.find(|_| shows("Split texts")).expect("the second edit");
    // A plan in a folder that was not there before.
    server.folder.write("archive/docs/plans/fresh.md", "# Fresh\n\n## Progress\n\n- [ ] Begin\n\n## Decision Log\n\nNone yet.\n");
    stands.find(|_| server.ask("GET /plans/fresh/").starts_with("HTTP/1.1 200")).expect("the new plan");
}

#[test]
fn a_failed_build_keeps_the_last_good_site_and_says_why() {
    let server = Server::start();
    let mut stands = server.stands();
    assert!(stands.next().expect("a stand")["failure"].is_null());
    server.folder.write("archive/book.toml", "[output.execplan-site]\npage-sise = 3\n");
    let failed = stands.find(|stand| stand["failure"].is_string()).expect("a failure");
    let failure = failed["failure"].as_str().expect("a failure");
    assert!(failure.contains("book.toml:2:1") && failure.contains("did you mean `page-size`?"), "{failure}");
    assert_eq!(status(&server.ask("GET /plans/add-search/")), "200");
    server.folder.write("archive/book.toml", "[book]\ntitle = \"Mended\"\n");
    stands.find(|_| server.ask("GET /").contains("<title>Mended</title>")).expect("the mended site");
}

#[test]
fn a_change_of_style_sheets_is_told_apart() {
    let folder = Folder::archive();
    folder.write("archive/theme/css/tokens.css", ":root { --ink: #111 }");
    let server = Server::on(folder);
    let mut stands = server.stands();
    let first = stands.next().expect("a stand");
    server.folder.write("archive/theme/css/tokens.css", ":root { --ink: #222 }");
    let sheet =
        |stand: &serde_json::Value| server.ask(&format!("GET /assets/{}/css/site.css", stand["assets"].as_str().expect("a version")));
    let second = stands.find(|stand| sheet(stand).contains("#222")).expect("the new sheet");
    assert_eq!(second["stylesOnly"], true);
    assert!(sheet(&first).contains("#222"), "a page that is open asks for the sheet it was made with");
    server.folder.write("archive/theme/templates/not_found.html", "<p>lost</p></body>");
    stands.find(|stand| stand["stylesOnly"] == false).expect("a whole reload");
}

#[test]
fn a_root_that_goes_and_comes_back_is_survived() {
    let server = Server::start();
    let mut stands = server.stands();
    stands.next().expect("a stand");
    let (root, away) = (server.folder.root(), server.folder.path().join("away"));
    std::fs::rename(&root, &away).expect("moved away");
    // A build that was at work may end without the files first.
    stands.find(|stand| stand["failure"].is_string()).expect("a failure");
    std::fs::rename(&away, &root).expect("moved back");
    let shows = |stand: &serde_json::Value| stand["failure"].is_null() && status(&server.ask("GET /plans/add-search/")) == "200";
    stands.find(shows).expect("the site again");
}

#[test]
fn the_next_free_port_is_taken_and_said() {
    let first = Server::start();
    let port = first.address.rsplit(':').next().expect("a port");
    let mut second = first.folder.command(&["serve", "-p", port]).stderr(Stdio::piped()).spawn().expect("the command runs");
    let lines = BufReader::new(second.stderr.take().expect("piped")).lines();
    let line = lines.map_while(Result::ok).find(|line| line.starts_with("serving at"));
    let _ = second.kill();
    let _ = second.wait();
    assert!(line.as_ref().is_some_and(|line| line.contains(&format!("(port {port} is taken)"))), "{line:?}");
}
