//! The frontier of a search: the pages that are known and were not read yet.
//!
//! Pages are numbered as a single lane would find them that reads one after the other in the order in which it
//! found them. So every strategy reads the same pages under the same numbers, whoever is quicker. It costs next to
//! nothing: what a page links to is known once that page *and all before it* were read, as a processor makes the
//! results of its instructions known in their order, though it computes them in another.

use crate::clock::Clock;
use crate::lane::Lane;
use async_channel::{Receiver, Sender, TryRecvError};
use futures::executor::block_on;
use lanes_model::workload::{PageToRead, Scrape};
use lanes_model::{Answer, Failure, Page, Phase, Product, TaskId};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// A page that was found, under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number.
    pub task: TaskId,
    /// Which page.
    pub page: PageToRead,
}

/// The pages that are known and were not read yet. All lanes of a run share it.
#[derive(Debug)]
pub struct Frontier {
    sender: Sender<Found>,
    receiver: Receiver<Found>,
    search: Mutex<Search>,
}

/// How far a search has come.
#[derive(Debug)]
struct Search {
    most_pages: u32,
    deepest: u32,
    known: HashSet<String>,
    /// How many pages were found.
    found: u32,
    /// How many of them, from the first on, were read, so that what they link to is known.
    followed: u32,
    /// What later pages link to.
    waiting: BTreeMap<u32, Links>,
}

/// What a page links to: nothing where it could not be read.
type Links = Option<(u32, Vec<String>)>;

impl Frontier {
    /// A search that begins with a site's first page.
    pub fn new(scrape: &Scrape) -> Frontier {
        let (sender, receiver) = async_channel::unbounded();
        let search = Search {
            most_pages: scrape.pages.max(1),
            deepest: scrape.depth,
            known: HashSet::new(),
            found: 0,
            followed: 0,
            waiting: BTreeMap::new(),
        };
        let frontier = Frontier { sender, receiver, search: Mutex::new(search) };
        frontier.change(|search, sender| search.find(scrape.site.first_page(), sender));
        frontier
    }

    /// The end where pages are taken out, for whoever waits for them among other things. It closes once there
    /// will be no more.
    pub fn receiver(&self) -> Receiver<Found> {
        self.receiver.clone()
    }

    /// The next page that nobody has taken, where there is one at the moment.
    pub(crate) fn try_take(&self) -> Option<Found> {
        self.receiver.try_recv().ok()
    }

    /// The next page; while there is none, but others are being read, it keeps the lane, which is *starved*.
    pub(crate) fn take<C: Clock>(&self, lane: &Lane<C>) -> Option<Found> {
        match self.receiver.try_recv() {
            Ok(found) => return Some(found),
            Err(TryRecvError::Closed) => return None,
            Err(TryRecvError::Empty) => {}
        }
        // Whoever reads a page meanwhile may need it.
        lane.leave();
        let start = lane.now();
        let found = block_on(self.receiver.recv()).ok();
        lane.record(None, Phase::Starved, start);
        found
    }

    /// Takes from a page that was read what it links to; one that could not be read links to nothing. To be
    /// called once for each page that was taken.
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

    /// Ends the search: whoever waits for a page is woken.
    pub fn close(&self) {
        self.sender.close();
    }

    fn change(&self, change: impl FnOnce(&mut Search, &Sender<Found>)) {
        // A search is not left half changed by anything but a failure to allocate, which ends the run.
        let mut search = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut search, &self.sender);
        if search.followed == search.found {
            self.close();
        }
    }
}

impl Search {
    /// Follows all links that are known by now.
    fn follow(&mut self, sender: &Sender<Found>) {
        while let Some(links) = self.waiting.remove(&self.followed) {
            let found_on = Some(TaskId(self.followed));
            self.followed += 1;
            let Some((depth, paths)) = links.filter(|(depth, _)| *depth < self.deepest) else { continue };
            for path in paths {
                self.find(PageToRead { path, depth: depth + 1, found_on }, sender);
            }
        }
    }

    /// Adds a page, unless it is known already or one too many.
    fn find(&mut self, page: PageToRead, sender: &Sender<Found>) {
        if self.found < self.most_pages && self.known.insert(page.path.clone()) {
            // Nobody takes it where the search was ended.
            let _ = sender.try_send(Found { task: TaskId(self.found), page });
            self.found += 1;
        }
    }
}
