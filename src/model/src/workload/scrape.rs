//! A site that is read by following its links.

use super::network::{Network, Simulation};
use super::spec::WorkloadSpec;
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// First page of the bundled site, relative to the page.
const BUNDLED: &str = "site/index.html";

/// The pages of a site, each found by a link on another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrape {
    /// Site to read.
    pub site: Site,
    /// Maximum number of pages.
    pub pages: u32,
    /// Maximum number of links between the first page and any other.
    pub depth: u32,
    /// Time limit for a page, in milliseconds.
    pub timeout_ms: u32,
}

/// A site, and its first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Site {
    /// The site that comes with Lanes, over a network that delays and fails as each request asks.
    Bundled(Simulation),
    /// The site of the page at this absolute address: everything in the same folder.
    Web(String),
}

/// A page to read, as a task receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageToRead {
    /// Path on the site, with the query: `/site/index.html`.
    pub path: String,
    /// Number of links from the first page.
    pub depth: u32,
    /// Task that read the page with the first link to this one; None for the first page.
    pub found_on: Option<TaskId>,
}

impl Site {
    /// Returns the page to begin with.
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

    /// Returns the folder of the site, with its last slash. A path that does not begin with it is outside.
    pub fn folder(&self) -> String {
        let first = self.first_page().path;
        let path = first.split('?').next().unwrap_or_default();
        path[..=path.rfind('/').unwrap_or(0)].to_owned()
    }

    /// Returns the address of a page, absolute or relative to the page of Lanes.
    ///
    /// `run` tells it from the addresses of all other runs. Addresses on the web stay as they are, since the server
    /// may reject an extra parameter.
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

/// Returns everything after the host of an absolute address: `https://a.example/b?c` gives `/b?c`.
fn path(address: &str) -> &str {
    let host = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let path = address[host..].find(['/', '?', '#']).map_or(address.len(), |path| host + path);
    &address[path..]
}

impl WorkloadSpec for Scrape {
    fn tasks(&self) -> u32 {
        self.pages
    }

    fn network(&self) -> Option<Network> {
        match &self.site {
            Site::Bundled(simulation) => Some(simulation.network),
            Site::Web(_) => None,
        }
    }

    fn timeout_ms(&self) -> Option<u32> {
        Some(self.timeout_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(address: &str) -> Site {
        Site::Web(address.to_owned())
    }

    #[test]
    fn a_site_is_everything_in_the_folder_of_its_first_page() {
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
    fn the_bundled_site_is_requested_over_its_network() {
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
