//! What is written to the disk reads as what was rendered: leaving out quotes and end tags changes nothing that a
//! browser makes of a page.

use execplan_site::render::squeeze;
use proptest::prelude::*;

/// What a browser sees of the page, as far as it shows.
fn read(html: &str) -> String {
    let tags =
        ["ul", "ol", "li", "p", "div", "section", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "em", "a", "pre", "h2"];
    let seen = ammonia::Builder::new().tags(tags.into()).generic_attributes(["class", "id"].into()).link_rel(None).clean(html).to_string();
    seen.split('<').map(|part| part.trim_ascii_end().replace("> ", ">")).collect::<Vec<_>>().join("<")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_squeezed_page_reads_the_same(blocks in prop::collection::vec(0usize..9, 1..12)) {
        const BLOCKS: [&str; 9] = [
            "<p class=\"a\">a <em>b</em></p>\n",
            "<ul>\n<li id=\"x\">a</li>\n<li><p>b</p>\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td></td><td>b</td></tr></tbody></table>\n",
            "<dl><div><dt>a</dt> <dd>b</dd></div></dl>\n",
            "<div class=\"x y\"><p>a</p>\n</div>\n",
            "<h2 id=\"h\"><a href=\"#h\">a</a></h2>\n",
            "<pre>a\n\n b</pre>\n",
            "<section><p>a</p>b</section>\n",
            "<ol>\n<li><div><p>a</p></div></li></ol>\n",
        ];
        let page: String = blocks.iter().map(|block| BLOCKS[*block]).collect();
        prop_assert_eq!(read(&page), read(&squeeze(&page)));
    }
}
