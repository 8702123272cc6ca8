//! The title of a page, and its links to other pages of the same site.
//!
//! `html5gum` reads HTML as the standard says (comments, scripts, entities, broken tags) for 47 kB of compressed wasm.
//! Links need no tree, for which `scraper` takes 190 kB, and no CSS selectors, for which `lol_html` takes as much. `tl`
//! takes 9 kB, but does not claim to follow the standard.

use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Texts, tags and comments that take some 30 µs to read.
const TOKENS_BETWEEN_CHECKPOINTS: usize = 64;

/// Maximum number of links, because each is compared with all before it. Pages with more are generated lists.
const MAX_LINKS: usize = 1_000;

/// Title and links of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PageContent {
    /// Text of the `<title>`, with single spaces. Empty without a title.
    pub(super) title: String,
    /// Paths of the linked pages of the same site: each once, in their order on the page, without fragments. The first
    /// thousand at most.
    pub(super) links: Vec<String>,
}

/// Reads a page.
///
/// Addresses are paths, such as `/site/roses/index.html`. `address` is the path of the page. Links whose path does not
/// begin with `site` are left out, and so are links with a scheme or a host. `<base>` is ignored.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub(super) fn read_page(
    html: &str,
    address: &str,
    site: &str,
    checkpoint: Checkpoint<'_>,
) -> Result<PageContent, Stopped> {
    let mut pace = Pace::new(TOKENS_BETWEEN_CHECKPOINTS, checkpoint);
    let mut page = PageContent::default();
    let mut title = Title::Awaited;
    // Text in a script or a title may look like a tag.
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        pace.spend(1)?;
        // Reading from a string cannot fail.
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if **tag.name == *b"title" && title == Title::Awaited => title = Title::Open,
            Token::EndTag(tag) if **tag.name == *b"title" && title == Title::Open => title = Title::Done,
            Token::String(text) if title == Title::Open => {
                page.title.push_str(&String::from_utf8_lossy(&text));
            }
            Token::StartTag(tag) if **tag.name == *b"a" => {
                if page.links.len() == MAX_LINKS {
                    continue;
                }
                let Some(href) = tag.attributes.get(b"href".as_slice()) else { continue };
                let Some(link) = resolve(address, &String::from_utf8_lossy(href)) else { continue };
                if link.starts_with(site) && !page.links.contains(&link) {
                    page.links.push(link);
                }
            }
            _ => {}
        }
    }
    page.title = page.title.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(page)
}

/// Progress of reading the title. An SVG on the page may have titles, too, but they come later.
#[derive(PartialEq)]
enum Title {
    Awaited,
    Open,
    Done,
}

/// Returns the path that a link on a page leads to, or None if it leads to another host or within the page.
fn resolve(address: &str, link: &str) -> Option<String> {
    let link = link.trim_ascii();
    let link = link.split_once('#').map_or(link, |(link, _fragment)| link);
    if link.is_empty() || link.starts_with("//") || has_scheme(link) {
        return None;
    }
    let (path, query) = link.find('?').map_or((link, ""), |at| link.split_at(at));
    let folder = &address[..address.rfind('/').map_or(0, |slash| slash + 1)];
    let path = match path {
        "" => address.to_owned(),
        _ if path.starts_with('/') => without_dots(path),
        _ => without_dots(&format!("{folder}{path}")),
    };
    Some(path + query)
}

/// Returns true if a link begins with a scheme, such as `mailto:`.
fn has_scheme(link: &str) -> bool {
    let Some((scheme, _)) = link.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Resolves `.` and `..` in a path: `/a/./b/../c` gives `/a/c`. There is nothing above the root.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut folder = true;
    for part in path.split('/').skip(1) {
        folder = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    // After a `.` or `..` at the end, the path leads to a folder.
    let end = if folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use proptest::prelude::*;

    fn read(html: &str) -> PageContent {
        read_page(html, "/site/roses/index.html", "/site/", &mut || Ok(())).unwrap()
    }

    #[test]
    fn a_page_has_a_title_and_links() {
        let page = read(
            "<!doctype html><title>Old\n roses &amp; new</title><h1>Roses</h1>
             <p>See <a class=x href='musk.html'>musk</a>, <A HREF=\"../lilies/\">lilies</A>
             and <a href=./musk.html#care>how to care</a>.",
        );
        assert_eq!(page.title, "Old roses & new");
        assert_eq!(page.links, ["/site/roses/musk.html", "/site/lilies/"]);
    }

    #[test]
    fn text_that_only_looks_like_a_link_is_ignored() {
        let page = read(
            "<title><a href=1></title><!-- <a href=2> --><script>'<a href=3>'</script><style><a href=4></style>
             <textarea><a href=5></textarea><a name=6>six</a><link href=7><p title='<a href=8>'>
             <svg><title>9</title>",
        );
        assert_eq!(page, PageContent { title: "<a href=1>".into(), links: vec![] });
    }

    #[test]
    fn broken_html_is_read_as_browsers_do() {
        let page = read("<a href=one.html<b>one</a><a href='two.html'title=x>two<a href=three&period;html");
        assert_eq!(page.links, ["/site/roses/one.html<b", "/site/roses/two.html"]);
    }

    #[test]
    fn links_that_leave_the_site_are_left_out() {
        let page = read(
            "<a href=https://example.org/site/a><a href=//example.org/site/b><a href=mailto:c@example.org>
             <a href=/d><a href=../../e><a href='#f'><a href=''><a href=/site/g>",
        );
        assert_eq!(page.links, ["/site/g"]);
    }

    #[test]
    fn only_the_first_thousand_links_are_kept() {
        let links = |count| (0..count).map(|link| format!("<a href=/site/{link}>")).collect::<String>();
        assert_eq!(read(&links(MAX_LINKS + 5)).links, read(&links(MAX_LINKS)).links);
    }

    #[test]
    fn links_are_resolved_as_the_standard_says() {
        // From RFC 3986, section 5.4, for the address http://a/b/c/d;p?q.
        let examples = [
            ("g", "/b/c/g"),
            ("./g", "/b/c/g"),
            ("g/", "/b/c/g/"),
            ("/g", "/g"),
            ("g?y", "/b/c/g?y"),
            ("g?y/../x", "/b/c/g?y/../x"),
            ("g#s", "/b/c/g"),
            (";x", "/b/c/;x"),
            (".", "/b/c/"),
            ("./", "/b/c/"),
            ("..", "/b/"),
            ("../", "/b/"),
            ("../g", "/b/g"),
            ("../..", "/"),
            ("../../", "/"),
            ("../../../g", "/g"),
            ("/../g", "/g"),
            ("g.", "/b/c/g."),
            ("..g", "/b/c/..g"),
            ("./g/.", "/b/c/g/"),
            ("g/../h", "/b/c/h"),
            ("?y", "/b/c/d;p?y"),
        ];
        for (link, expected) in examples {
            assert_eq!(resolve("/b/c/d;p", link).as_deref(), Some(expected), "{link}");
        }
    }

    proptest! {
        #[test]
        fn every_link_resolves_to_a_plain_path(link in "[a-c./#:?]{0,20}") {
            if let Some(address) = resolve("/site/page.html", &link) {
                let path = address.split('?').next().unwrap();
                prop_assert!(path.starts_with('/'));
                prop_assert!(path.split('/').all(|part| part != "." && part != ".."));
            }
        }

        #[test]
        fn reading_never_panics(html in "(<|>|a|/| |href|=|'|\"|!|-|title|script|\\PC){0,60}") {
            let _ = read(&html);
        }
    }

    #[test]
    fn all_pages_of_the_bundled_site_are_found_from_the_first() {
        let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/public"));
        let mut pages = vec![("/site/index.html".to_owned(), String::new())];
        let mut next = 0;
        while next < pages.len() {
            let address = pages[next].0.clone();
            let html = std::fs::read_to_string(folder.join(&address[1..])).expect("a page for each link");
            let page = read_page(&html, &address, "/site/", &mut || Ok(())).unwrap();
            pages[next].1 = page.title;
            for link in page.links {
                if pages.iter().all(|(known, _)| *known != link) {
                    pages.push((link, String::new()));
                }
            }
            next += 1;
        }
        assert_eq!(pages.len(), 41);
        let titles: std::collections::BTreeSet<_> = pages.iter().map(|(_, title)| title).collect();
        assert_eq!(titles.len(), 41, "titles differ");
        assert_eq!(pages[0].1, "Fennimoor Botanic Garden");
    }

    #[test]
    fn checkpoints_are_frequent_enough() {
        let checkpoints = count_checkpoints(|count| {
            read_page(&"<b>x</b>".repeat(2 * TOKENS_BETWEEN_CHECKPOINTS), "/", "/", count).unwrap();
        });
        assert_eq!(checkpoints, 6);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(read_page("<b>x</b>", "/", "/", &mut || Err(Stopped)), Err(Stopped));
    }
}
