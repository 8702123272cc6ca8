//! Work that is found on the way: the pages of a site, read by following its links.

use crate::clock::Clock;
use crate::frontier::{Found, Frontier};
use crate::kernel::page_links::read_page;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork, NetworkAnswer};
use crate::schedule::{panicked, run_task};
use crate::task::{BlockingTasks, TaskError};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use lanes_model::message::decode;
use lanes_model::workload::{Network, PageToRead, Scrape, Site};
use lanes_model::{Answer, Checksum, Ended, Failure, FailureKind, Page, Product, TaskId};
use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Tasks that each fetch a page and read it, and what is known of the site.
#[derive(Clone, Debug)]
pub struct ScrapeTasks<N> {
    /// Which site, and how much of it.
    pub scrape: Scrape,
    /// What there is to read. All lanes that share memory share it.
    pub frontier: Arc<Frontier>,
    /// Makes the requests of this run differ from those of every other.
    pub label: String,
    /// Who is asked.
    pub network: N,
}

impl<N> ScrapeTasks<N> {
    /// Tasks that begin with a site's first page.
    pub fn new(scrape: &Scrape, label: &str, network: N) -> ScrapeTasks<N> {
        let frontier = Arc::new(Frontier::new(scrape));
        ScrapeTasks { scrape: scrape.clone(), frontier, label: label.to_owned(), network }
    }

    fn address(&self, page: &PageToRead) -> Result<String, Failure> {
        match &self.scrape.site {
            Site::Web(address) if address.is_empty() => {
                Err(Failure::new(FailureKind::Unsupported, "Enter the address of the page to begin with."))
            }
            site => Ok(site.address(&page.path, &self.label)),
        }
    }

    fn expected(&self) -> Option<Network> {
        match &self.scrape.site {
            Site::Bundled(simulation) => Some(simulation.network),
            Site::Web(_) => None,
        }
    }

    fn read<C: Clock>(
        &self,
        task: TaskId,
        page: PageToRead,
        answer: NetworkAnswer,
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        let html = answer.accept(self.expected())?;
        let read = lane.compute(task, |checkpoint| {
            let html = String::from_utf8_lossy(&html);
            read_page(&html, &page.path, &self.scrape.site.folder(), checkpoint)
        })?;
        let PageToRead { path, depth, found_on } = page;
        let page = Page { path, depth, found_on, title: read.title, links: read.links };
        Ok(Answer { checksum: checksum(&page), product: Some(Product::Page(page)) })
    }
}

impl<N: BlockingNetwork> ScrapeTasks<N> {
    fn scrape_blocking<C: Clock>(
        &self,
        task: TaskId,
        page: PageToRead,
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let address = self.address(&page)?;
        let answer = lane.block(task, || self.network.get(&address))?;
        self.read(task, page, answer, lane)
    }

    /// Reads pages on the calling thread until there are none. `between` is called after each.
    ///
    /// # Errors
    /// Where a task panicked; all other lanes are told to stop.
    pub fn run_lane<C: Clock>(&self, lane: &Lane<C>, mut between: impl FnMut()) -> Result<Ended, Failure> {
        while let Some(Found { task, page }) = self.frontier.take(lane) {
            match run_task(task, lane, || self.scrape_blocking(task, page, lane)) {
                Ok(mut outcome) => {
                    self.frontier.follow(task, &mut outcome);
                    lane.report(task, outcome);
                }
                Err(ended) => {
                    lane.leave();
                    self.frontier.close();
                    return ended;
                }
            }
            between();
        }
        lane.leave();
        Ok(if lane.stop().is_raised() { Ended::Stopped } else { Ended::Completed })
    }
}

impl<N: AsyncNetwork> ScrapeTasks<N> {
    async fn scrape<C: Clock>(
        &self,
        task: TaskId,
        page: PageToRead,
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let address = self.address(&page)?;
        let answer = lane.wait(task, self.network.get(&address)).await?;
        self.read(task, page, answer, lane)
    }

    /// Reads pages on one event loop, at most `limit` under way at once, until there are none. `between` is
    /// called after each. Drop the future to stop it.
    ///
    /// # Errors
    /// Where a task panicked.
    pub async fn run_event_loop<C: Clock>(
        &self,
        limit: u32,
        lane: &Lane<C>,
        mut between: impl FnMut(),
    ) -> Result<Ended, Failure> {
        let run = |Found { task, page }| async move {
            let outcome = AssertUnwindSafe(self.scrape(task, page, lane)).catch_unwind().await;
            (task, outcome.map_err(|panic| panicked(task, panic.as_ref())))
        };
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < limit.max(1) as usize
                && let Some(found) = self.frontier.try_take()
            {
                under_way.push(run(found));
            }
            // Nothing is left to take, and nothing under way that could find more.
            let Some((task, outcome)) = under_way.next().await else { return Ok(Ended::Completed) };
            let mut outcome = match outcome? {
                Ok(answer) => Ok(answer),
                Err(TaskError::Failed(failure)) => Err(failure),
                Err(TaskError::Stopped) => return Ok(Ended::Stopped),
            };
            self.frontier.follow(task, &mut outcome);
            lane.report(task, outcome);
            between();
        }
    }
}

/// As a process has it: it is sent the page to read, and sends back what that links to.
impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for ScrapeTasks<N> {
    fn count(&self) -> u32 {
        self.scrape.pages
    }

    /// Nothing: pages come from the frontier.
    fn input(&self, _: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        self.scrape_blocking(task, decode(input)?, lane)
    }
}

/// Of everything that was found on the page.
fn checksum(page: &Page) -> Checksum {
    let mut hasher = crc32fast::Hasher::new();
    for text in [&page.path, &page.title].into_iter().chain(&page.links) {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    hasher.update(&page.depth.to_le_bytes());
    Checksum(u64::from(hasher.finalize()))
}
