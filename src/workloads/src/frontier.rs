//! The frontier of a search: pages that were found but not read yet.
//!
//! Pages are numbered in the order in which a single lane would find them. So every strategy reads the same pages under
//! the same numbers, whichever lane is faster. The price is low: the links of a page are followed once that page *and
//! all before it* were read, as a processor computes instructions out of order but retires them in order.

use crate::lane::{Clock, Lane};
use async_channel::{Receiver, Sender, TryRecvError};
use futures::executor::block_on;
use lanes_model::workload::{PageToRead, Scrape};
use lanes_model::{Answer, Failure, Page, Phase, Product, TaskId};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Number of the page.
    pub task: TaskId,
    /// Page to read.
    pub page: PageToRead,
}

/// The pages that were found but not read yet. All lanes of a run share it.
#[derive(Debug)]
pub struct Frontier {
    sender: Sender<Found>,
    receiver: Receiver<Found>,
    search: Mutex<Search>,
}

/// State of a search.
#[derive(Debug)]
struct Search {
    max_pages: u32,
    max_depth: u32,
    known: HashSet<String>,
    /// Number of pages that were found.
    found: u32,
    /// Number of pages, counted from the first without a gap, whose links were followed.
    followed: u32,
    /// Links of pages that were read before their turn.
    waiting: BTreeMap<u32, Links>,
}

/// Depth and links of a page; None if it could not be read.
type Links = Option<(u32, Vec<String>)>;

impl Frontier {
    /// Begins a search with the first page of a site.
    pub fn new(scrape: &Scrape) -> Frontier {
        let (sender, receiver) = async_channel::unbounded();
        let search = Search {
            max_pages: scrape.pages.max(1),
            max_depth: scrape.depth,
            known: HashSet::new(),
            found: 0,
            followed: 0,
            waiting: BTreeMap::new(),
        };
        let frontier = Frontier { sender, receiver, search: Mutex::new(search) };
        frontier.change(|search, sender| search.find(scrape.site.first_page(), sender));
        frontier
    }

    /// Returns the receiving end, for a caller that waits for other events too. It closes once no more pages can be
    /// found.
    pub fn receiver(&self) -> Receiver<Found> {
        self.receiver.clone()
    }

    /// Takes the next page, or None if there is none at the moment.
    pub(crate) fn try_take(&self) -> Option<Found> {
        self.receiver.try_recv().ok()
    }

    /// Takes the next page. While there is none but others are being read, the lane waits, and is *starved*.
    pub(crate) fn take<C: Clock>(&self, lane: &Lane<C>) -> Option<Found> {
        match self.receiver.try_recv() {
            Ok(found) => return Some(found),
            Err(TryRecvError::Closed) => return None,
            Err(TryRecvError::Empty) => {}
        }
        // A lane that reads a page meanwhile may need the GIL.
        lane.leave();
        let start = lane.now();
        let found = block_on(self.receiver.recv()).ok();
        lane.record(None, Phase::Starved, start);
        found
    }

    /// Moves the links out of the outcome of a page, and follows them. A failed page links to nothing. Must be called
    /// once for each page that was taken.
    pub fn follow(&self, task: TaskId, outcome: &mut Result<Answer, Failure>) {
        let links = match outcome {
            Ok(Answer { product: Some(Product::Page(Page { depth, links, .. })), .. }) => {
                Some((*depth, std::mem::take(links)))
            }
            _ => None,
        };
        self.change(|search, sender| {
            search.waiting.insert(task.0, links);
            search.follow(sender);
        });
    }

    /// Ends the search: lanes that wait for a page wake up.
    pub fn close(&self) {
        self.sender.close();
    }

    fn change(&self, change: impl FnOnce(&mut Search, &Sender<Found>)) {
        // Only a failed allocation, which ends the run, can leave a search half changed.
        let mut search = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut search, &self.sender);
        if search.followed == search.found {
            self.close();
        }
    }
}

impl Search {
    /// Follows the links of all pages whose turn has come.
    fn follow(&mut self, sender: &Sender<Found>) {
        while let Some(links) = self.waiting.remove(&self.followed) {
            let found_on = Some(TaskId(self.followed));
            self.followed += 1;
            let Some((depth, paths)) = links.filter(|(depth, _)| *depth < self.max_depth) else { continue };
            for path in paths {
                self.find(PageToRead { path, depth: depth + 1, found_on }, sender);
            }
        }
    }

    /// Adds a page, unless it is known already or exceeds the limit.
    fn find(&mut self, page: PageToRead, sender: &Sender<Found>) {
        if self.found < self.max_pages && self.known.insert(page.path.clone()) {
            // Sending fails only after the search was ended.
            let _ = sender.try_send(Found { task: TaskId(self.found), page });
            self.found += 1;
        }
    }
}
