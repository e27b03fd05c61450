//! `watch` as a server of somebody's own sees it: files that follow the plans.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use crate::folder::Folder;

/// The command, stopped when dropped.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_site_on_disk_follows_the_plans_and_survives_what_cannot_be_built() {
    let folder = Folder::archive();
    let site = folder.path().join("site");
    let mut command = folder.command(&["watch", "--dest-dir", &site.to_string_lossy()]);
    let mut watch = Watch(command.env("XDG_CACHE_HOME", folder.path().join("cache")).stderr(Stdio::piped()).spawn().expect("it runs"));
    let mut said = BufReader::new(watch.0.stderr.take().expect("piped")).lines().map_while(Result::ok);
    said.find(|line| line.contains("watching for changes")).expect("it says that it watches");
    let shows = |words: &str| folder.read("site/plans/add-search/index.html").contains(words);

    let name = "archive/.agent/execplans/add-search.md";
    let text = folder.read(name);
    folder.write(name, &text.replace("Cut texts", "Slice texts"));
    // A file that is being saved may be seen half written first.
    said.find(|line| line.contains(" pages (") && shows("Slice texts")).expect("the edit");

    folder.write("archive/book.toml", "[output.execplan-site]\npage-sise = 3\n");
    said.find(|line| line.contains("book.toml:2:1")).expect("why it cannot be built");
    assert!(shows("Slice texts"), "the last good site stays");
    folder.write("archive/book.toml", "[book]\ntitle = \"Mended\"\n");
    said.find(|line| line.contains(" pages (") && shows("Mended")).expect("the mended site");
}
