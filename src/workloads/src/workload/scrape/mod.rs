//! The tasks of *Scrape*, which are found on the way: they read the pages of a site by following its links.

mod page_links;

use crate::frontier::{Found, Frontier};
use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::network::{AnyNetwork, AsyncNetwork, BlockingNetwork, NetworkAnswer};
use crate::runnable::{Runnable, Tasks};
use crate::schedule::{TaskQueue, panicked, run_task};
use crate::task::{BlockingTasks, TaskError};
use futures::future::LocalBoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use lanes_model::message::decode;
use lanes_model::workload::{PageToRead, Scrape, Site, WorkloadSpec};
use lanes_model::{Answer, Checksum, Ended, Failure, FailureKind, Page, Product, TaskId};
use page_links::read_page;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

impl Runnable for Scrape {
    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        _: &Material,
        label: &str,
        network: N,
    ) -> Box<dyn Tasks<C> + 't> {
        Box::new(ScrapeTasks::new(self, label, network))
    }
}

/// Tasks that each fetch a page and read it.
#[derive(Clone, Debug)]
pub struct ScrapeTasks<N> {
    scrape: Scrape,
    /// Pages to read, for all lanes that share memory.
    frontier: Arc<Frontier>,
    /// Label that tells the requests of this run from those of all others.
    label: String,
    network: N,
}

impl<N> ScrapeTasks<N> {
    /// Makes tasks that begin with a site's first page.
    pub fn new(scrape: &Scrape, label: &str, network: N) -> ScrapeTasks<N> {
        let frontier = Arc::new(Frontier::new(scrape));
        ScrapeTasks { scrape: scrape.clone(), frontier, label: label.to_owned(), network }
    }

    fn address(&self, page: &PageToRead) -> Result<String, Failure> {
        match &self.scrape.site {
            Site::Web(address) if address.is_empty() => {
                Err(Failure::new(FailureKind::Unsupported, "Enter the address of the first page."))
            }
            site => Ok(site.address(&page.path, &self.label)),
        }
    }

    /// Reads a page that was fetched.
    fn read<C: Clock>(
        &self,
        task: TaskId,
        page: PageToRead,
        answer: NetworkAnswer,
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        let html = answer.accept(self.scrape.network())?;
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

    /// Reads pages on the calling thread until there are none.
    fn read_on_lane<C: Clock>(&self, lane: &Lane<C>, between: &mut dyn FnMut()) -> Result<Ended, Failure> {
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

    /// Reads pages on one event loop, at most `limit` at the same time, until there are none.
    async fn read_on_event_loop<C: Clock>(
        &self,
        limit: u32,
        lane: &Lane<C>,
        between: &mut dyn FnMut(),
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
            // No page is left, and none is under way that could link to more.
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

/// A process is sent the page to read, and sends back the links on it.
impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for ScrapeTasks<N> {
    fn count(&self) -> u32 {
        self.scrape.pages
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        self.scrape_blocking(task, decode(input)?, lane)
    }
}

impl<C: Clock, N: AnyNetwork> Tasks<C> for ScrapeTasks<N> {
    fn run_lane(
        &self,
        _: &TaskQueue,
        _: usize,
        lane: &Lane<C>,
        between: &mut dyn FnMut(),
    ) -> Result<Ended, Failure> {
        self.read_on_lane(lane, between)
    }

    fn run_event_loop<'t>(
        &'t self,
        limit: u32,
        lane: &'t Lane<C>,
        between: &'t mut dyn FnMut(),
    ) -> LocalBoxFuture<'t, Result<Ended, Failure>> {
        Box::pin(self.read_on_event_loop(limit, lane, between))
    }

    fn frontier(&self) -> Option<Arc<Frontier>> {
        Some(Arc::clone(&self.frontier))
    }
}

/// Computes a checksum over everything that was found on a page.
fn checksum(page: &Page) -> Checksum {
    let mut hasher = crc32fast::Hasher::new();
    for text in [&page.path, &page.title].into_iter().chain(&page.links) {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    hasher.update(&page.depth.to_le_bytes());
    Checksum(u64::from(hasher.finalize()))
}
