//! A site that is read by following its links.

use super::requests::Simulation;
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// The first page of the bundled site, relative to the page.
const BUNDLED: &str = "site/index.html";

/// The pages of a site, each found by a link on another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrape {
    /// Which site.
    pub site: Site,
    /// The most pages that are read.
    pub pages: u32,
    /// How many links away from the first page.
    pub depth: u32,
    /// How long a page is waited for, in milliseconds.
    pub timeout_ms: u32,
}

/// A site, and where to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Site {
    /// The one that comes with Lanes, over a network that delays and fails as it is told to.
    Bundled(Simulation),
    /// The one that this page, at an absolute address, belongs to: all that lies in its folder.
    Web(String),
}

/// A page to read, as a task is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageToRead {
    /// Its path on its site, with its query: `/site/index.html`.
    pub path: String,
    /// How many links away from the first page it is.
    pub depth: u32,
    /// The page on which the first link to it was found; none for the page to begin with.
    pub found_on: Option<TaskId>,
}

impl Site {
    /// The page to begin with.
    pub fn first_page(&self) -> PageToRead {
        let path = match self {
            Site::Bundled(_) => format!("/{BUNDLED}"),
            Site::Web(address) => {
                let path = path(address).split('#').next().unwrap_or_default();
                format!("/{}", path.strip_prefix('/').unwrap_or(path))
            }
        };
        PageToRead { path, depth: 0, found_on: None }
    }

    /// The folder in which the whole site lies: where a path does not begin with it, it is none of the site's.
    pub fn folder(&self) -> String {
        let first = self.first_page().path;
        let path = first.split('?').next().unwrap_or_default();
        path[..=path.rfind('/').unwrap_or(0)].to_owned()
    }

    /// The address of a page, absolute or relative to the page. `run` makes it differ from every other, except
    /// on a site of the web: its server may not like to be asked for more.
    pub fn address(&self, path_on_site: &str, run: &str) -> String {
        match self {
            Site::Bundled(simulation) => simulation.page(path_on_site.trim_start_matches('/'), run),
            Site::Web(address) => {
                let origin = &address[..address.len() - path(address).len()];
                format!("{origin}{path_on_site}")
            }
        }
    }
}

/// What follows the host in an absolute address.
fn path(address: &str) -> &str {
    let host = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let path = address[host..].find(['/', '?', '#']).map_or(address.len(), |path| host + path);
    &address[path..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Network;

    fn web(address: &str) -> Site {
        Site::Web(address.to_owned())
    }

    #[test]
    fn a_site_is_all_that_lies_in_the_folder_of_its_first_page() {
        let site = web("https://a.example:8000/docs/index.html?lang=en/gb#top");
        assert_eq!(site.first_page().path, "/docs/index.html?lang=en/gb");
        assert_eq!(site.folder(), "/docs/");
        assert_eq!(site.address("/docs/b.html?c", "7"), "https://a.example:8000/docs/b.html?c");
    }

    #[test]
    fn a_host_alone_is_a_site() {
        for address in ["https://a.example", "https://a.example/", "https://a.example#top"] {
            let site = web(address);
            assert_eq!((site.first_page().path.as_str(), site.folder().as_str()), ("/", "/"), "{address}");
            assert_eq!(site.address("/b", "7"), "https://a.example/b", "{address}");
        }
        assert_eq!(web("https://a.example?b").first_page().path, "/?b");
    }

    #[test]
    fn the_bundled_site_is_asked_for_over_its_network() {
        let site = Site::Bundled(Simulation {
            network: Network::ThisServer,
            latency_ms: 20,
            bytes: 0,
            jitter_ms: 0,
            error_percent: 0,
            seed: 1,
        });
        assert_eq!(site.folder(), "/site/");
        let address = site.address(&site.first_page().path, "7");
        assert!(address.starts_with("api/page?path=site%2Findex.html&latency=20&"), "{address}");
    }
}
