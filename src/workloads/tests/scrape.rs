//! Scraping under every scheduler, on native threads and with fake sites.

mod support;

use lanes_model::workload::{PageToRead, Scrape, Site};
use lanes_model::{Answer, Ended, Failure, FailureKind, Phase, Product, Span, TaskId, TaskReport, message};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, BlockingTasks, Clock, Found, Frontier, Gil, Lane, NetworkAnswer,
    ScrapeTasks, StopFlag, Tasks,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::RealClock;

/// A site with the links of each page. Pages answer after a delay that differs from page to page.
#[derive(Default)]
struct FakeSite {
    links: BTreeMap<String, Vec<String>>,
    failing: Option<String>,
    asked: Mutex<Vec<String>>,
    under_way: AtomicU32,
    most: AtomicU32,
}

impl FakeSite {
    /// Makes a site from the links of each page by number. The first page is `/0`.
    fn new(pages: &[&[usize]]) -> FakeSite {
        let path = |number: &usize| format!("/{number}");
        let links = pages.iter().enumerate().map(|(n, links)| (path(&n), links.iter().map(path).collect()));
        FakeSite { links: links.collect(), ..FakeSite::default() }
    }

    fn begin(&self, address: &str) -> (String, Duration) {
        let path = address.strip_prefix("https://a.example").expect("an address on the site").to_owned();
        self.asked.lock().expect("no panic").push(path.clone());
        self.most.fetch_max(self.under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        // Delays differ, so that pages arrive in another order than they were requested.
        let delay = path.bytes().map(|byte| u64::from(byte) * 7 % 5).sum::<u64>() % 5;
        (path, Duration::from_millis(delay))
    }

    fn end(&self, path: &str) -> NetworkAnswer {
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let links = self.links.get(path).filter(|_| self.failing.as_deref() != Some(path));
        let html = links.map(|links| {
            let links: String = links.iter().map(|link| format!("<a href='{link}'>")).collect();
            format!("<title>Page {path}</title>{links}<a href='https://b.example/'><a href='//c.example/0'>")
        });
        let status = if html.is_some() { 200 } else { 404 };
        NetworkAnswer { status, network: None, body: html.unwrap_or_default().into_bytes(), under_way: None }
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("no panic").clone();
        asked.sort();
        asked
    }
}

impl BlockingNetwork for &FakeSite {
    fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        let (path, delay) = self.begin(address);
        std::thread::sleep(delay);
        Ok(self.end(&path))
    }
}

impl AsyncNetwork for &FakeSite {
    async fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        let (path, delay) = self.begin(address);
        let until = Instant::now() + delay;
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if Instant::now() < until { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
        })
        .await;
        Ok(self.end(&path))
    }
}

const ALL: (u32, u32) = (500, 20);

/// Makes tasks with limits for the number of pages and of links.
fn tasks(site: &FakeSite, (pages, depth): (u32, u32)) -> ScrapeTasks<&FakeSite> {
    let scrape = Scrape { site: Site::Web("https://a.example/0".into()), pages, depth, timeout_ms: 1000 };
    ScrapeTasks::new(&scrape, "test", site)
}

fn run_lane(tasks: &ScrapeTasks<&FakeSite>, lane: &Lane<&RealClock>) -> Result<Ended, Failure> {
    // Pages come from the frontier, not from the queue.
    tasks.run_lane(&TaskQueue::new(0), 0, lane, &mut || {})
}

fn frontier(tasks: &ScrapeTasks<&FakeSite>) -> Arc<Frontier> {
    Tasks::<&RealClock>::frontier(tasks).expect("a frontier")
}

type Outcome = (Vec<TaskReport>, Vec<Vec<Span>>);

fn collect(lanes: &[Lane<&RealClock>]) -> Outcome {
    let lane_reports: Vec<_> = lanes.iter().map(Lane::take_report).collect();
    let mut reports: Vec<_> = lane_reports.iter().flat_map(|report| report.reports.clone()).collect();
    reports.sort_by_key(|report| report.task);
    (reports, lane_reports.into_iter().map(|report| report.spans).collect())
}

fn on_threads(site: &FakeSite, limits: (u32, u32), lanes: usize, gil: bool) -> Outcome {
    let (clock, stop, tasks) = (RealClock(Instant::now()), StopFlag::default(), tasks(site, limits));
    let gil = gil.then(|| Arc::new(Gil::new(Duration::from_millis(1))));
    let lane = |_| {
        let lane = Lane::new(&clock, clock.now(), stop.clone(), limits.0);
        match &gil {
            Some(gil) => lane.under(Arc::clone(gil)),
            None => lane,
        }
    };
    let lanes: Vec<_> = (0..lanes).map(lane).collect();
    std::thread::scope(|scope| {
        for lane in &lanes {
            let tasks = &tasks;
            scope.spawn(move || assert_eq!(run_lane(tasks, lane), Ok(Ended::Completed)));
        }
    });
    collect(&lanes)
}

fn on_an_event_loop(site: &FakeSite, limits: (u32, u32), at_once: u32) -> Outcome {
    let clock = RealClock(Instant::now());
    let lane = Lane::new(&clock, clock.now(), StopFlag::default(), limits.0);
    let tasks = tasks(site, limits);
    let ended = futures::executor::block_on(tasks.run_event_loop(at_once, &lane, &mut || {}));
    assert_eq!(ended, Ok(Ended::Completed));
    collect(&[lane])
}

/// Reads a site as processes do: each task is sent as bytes, and so is its answer, whose links the conductor follows.
/// Answers arrive in another order than tasks were sent.
fn in_processes(site: &FakeSite, limits: (u32, u32)) -> Vec<TaskReport> {
    let clock = RealClock(Instant::now());
    let conductor = frontier(&tasks(site, limits));
    let pages = conductor.receiver();
    let mut reports = Vec::new();
    while !pages.is_closed() || !pages.is_empty() {
        let mut given: Vec<Found> = std::iter::from_fn(|| pages.try_recv().ok()).collect();
        assert!(!given.is_empty(), "an open frontier has pages, or pages under way");
        given.reverse();
        for Found { task, page } in given {
            let input = message::encode(&page).expect("bytes");
            let process = tasks(site, limits);
            let lane = Lane::new(&clock, clock.now(), StopFlag::default(), 1);
            let output = match BlockingTasks::run(&process, task, &input, &lane) {
                Ok(answer) => Ok(answer),
                Err(lanes_workloads::TaskError::Failed(failure)) => Err(failure.in_task(task)),
                Err(lanes_workloads::TaskError::Stopped) => panic!("a stop that was not requested"),
            };
            let output = message::encode(&output).expect("bytes");
            let mut outcome: Result<Answer, Failure> = message::decode(&output).expect("an outcome");
            conductor.follow(task, &mut outcome);
            reports.push(TaskReport { task, outcome });
        }
    }
    reports.sort_by_key(|report| report.task);
    reports
}

/// Returns the pages with their depth, in the order of their tasks.
fn found(reports: &[TaskReport]) -> Vec<(String, u32)> {
    let page = |report: &TaskReport| match &report.outcome {
        Ok(Answer { product: Some(Product::Page(page)), .. }) => (page.path.clone(), page.depth),
        other => panic!("no page: {other:?}"),
    };
    reports.iter().map(page).collect()
}

fn pages(expected: &[(usize, u32)]) -> Vec<(String, u32)> {
    expected.iter().map(|(number, depth)| (format!("/{number}"), *depth)).collect()
}

/// A site with circles, a link of a page to itself, and a page that several others link to.
const SITE: &[&[usize]] = &[&[3, 1, 2, 0], &[4, 0], &[4, 5], &[6], &[7, 2], &[0], &[7], &[8], &[]];

#[test]
fn every_page_is_read_once_at_its_shortest_distance_by_every_strategy() {
    let expected = [(0, 0), (3, 1), (1, 1), (2, 1), (6, 2), (4, 2), (5, 2), (7, 3), (8, 4)];
    let site = || FakeSite::new(SITE);
    let once: Vec<String> = (0..9).map(|number| format!("/{number}")).collect();
    let check = |site: &FakeSite, reports: &[TaskReport], first: &[TaskReport], who: &str| {
        assert_eq!(site.asked(), once, "{who}");
        assert_eq!(reports, first, "{who}");
    };
    let sequential = site();
    let (first, _) = on_threads(&sequential, ALL, 1, false);
    assert_eq!(found(&first), pages(&expected));
    assert_eq!(sequential.asked(), once);
    for (lanes, gil) in [(3, false), (8, false), (3, true)] {
        let site = site();
        let (reports, _) = on_threads(&site, ALL, lanes, gil);
        check(&site, &reports, &first, &format!("{lanes} threads, GIL: {gil}"));
    }
    for at_once in [1, 2, 100] {
        let site = site();
        let (reports, _) = on_an_event_loop(&site, ALL, at_once);
        assert!(site.most.load(Ordering::SeqCst) <= at_once);
        check(&site, &reports, &first, &format!("{at_once} futures"));
    }
    let site = site();
    check(&site, &in_processes(&site, ALL), &first, "processes");
}

#[test]
fn depth_and_number_of_pages_are_limited() {
    let shallow = pages(&[(0, 0), (3, 1), (1, 1), (2, 1)]);
    for (limits, expected) in [((500, 1), shallow.clone()), ((4, 20), shallow), ((500, 0), pages(&[(0, 0)]))]
    {
        let site = FakeSite::new(SITE);
        assert_eq!(found(&on_threads(&site, limits, 3, false).0), expected);
        assert_eq!(site.asked().len(), expected.len());
        assert_eq!(found(&on_an_event_loop(&FakeSite::new(SITE), limits, 3).0), expected);
        assert_eq!(found(&in_processes(&FakeSite::new(SITE), limits)), expected);
    }
}

#[test]
fn a_page_that_fails_links_to_nothing_and_the_others_go_on() {
    let site = || FakeSite { failing: Some("/1".into()), ..FakeSite::new(SITE) };
    let (sequential, _) = on_threads(&site(), ALL, 1, false);
    let failed: Vec<_> = sequential.iter().filter_map(|report| report.outcome.as_ref().err()).collect();
    assert_eq!((sequential.len(), failed.len()), (9, 1));
    assert_eq!((failed[0].task, failed[0].kind), (Some(TaskId(2)), FailureKind::Network));
    assert_eq!(on_threads(&site(), ALL, 4, false).0, sequential);
    assert_eq!(on_an_event_loop(&site(), ALL, 4).0, sequential);
    assert_eq!(in_processes(&site(), ALL), sequential);
}

#[test]
fn a_first_page_that_fails_ends_the_run() {
    let site = FakeSite { failing: Some("/0".into()), ..FakeSite::new(SITE) };
    assert_eq!(on_threads(&site, ALL, 3, false).0.len(), 1);
    assert_eq!(on_an_event_loop(&site, ALL, 3).0.len(), 1);
}

#[test]
fn lanes_are_starved_until_there_is_a_page_for_them() {
    let site = FakeSite::new(&[&[1], &[2], &[3], &[]]);
    let (reports, lanes) = on_threads(&site, ALL, 2, false);
    assert_eq!(reports.len(), 4);
    // Only one page is known at a time, so only one lane has work.
    assert_eq!(site.most.load(Ordering::SeqCst), 1);
    assert!(lanes.iter().any(|spans| spans.iter().any(|span| span.phase == Phase::Starved)));
}

#[test]
fn a_lane_that_stops_wakes_those_that_wait() {
    let site = FakeSite::new(&[&[1], &[2], &[]]);
    let (clock, stop, tasks) = (RealClock(Instant::now()), StopFlag::default(), tasks(&site, ALL));
    let lane = || Lane::new(&clock, clock.now(), stop.clone(), 500);
    let (busy, idle) = (lane(), lane());
    let Found { task, page } = frontier(&tasks).receiver().try_recv().expect("the first page");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| run_lane(&tasks, &idle));
        stop.raise();
        // As if fetching the page had taken until now.
        let links = vec!["/1".to_owned()];
        let page =
            lanes_model::Page { path: page.path, depth: 0, found_on: None, title: String::new(), links };
        let answer = Answer { checksum: lanes_model::Checksum(1), product: Some(Product::Page(page)) };
        frontier(&tasks).follow(task, &mut Ok(answer));
        assert_eq!(run_lane(&tasks, &busy), Ok(Ended::Stopped));
        assert_eq!(waiting.join().expect("no panic"), Ok(Ended::Stopped));
    });
}

#[test]
fn a_run_keeps_no_links() {
    let (reports, _) = on_threads(&FakeSite::new(SITE), ALL, 2, false);
    for report in reports {
        let Ok(Answer { product: Some(Product::Page(page)), .. }) = report.outcome else { panic!("no page") };
        assert!(page.links.is_empty());
        assert_eq!(page.title, format!("Page {}", page.path));
    }
}

#[test]
fn without_an_address_an_error_asks_for_one() {
    let site = FakeSite::default();
    let scrape = Scrape { site: Site::Web(String::new()), pages: 5, depth: 1, timeout_ms: 1000 };
    let tasks = ScrapeTasks::new(&scrape, "test", &site);
    let clock = RealClock(Instant::now());
    let lane = Lane::new(&clock, clock.now(), StopFlag::default(), 5);
    assert_eq!(run_lane(&tasks, &lane), Ok(Ended::Completed));
    let failure = lane.take_report().reports[0].outcome.clone().unwrap_err();
    assert!(failure.message.starts_with("Enter the address"), "{failure}");
}

#[test]
fn a_page_reaches_a_process_unchanged() {
    let page = PageToRead { path: "/site/é?b".into(), depth: 3, found_on: Some(TaskId(7)) };
    assert_eq!(message::decode(&message::encode(&page).unwrap()), Ok(page));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// For any site, and whichever lane is faster.
    #[test]
    fn all_strategies_find_the_same(
        links in prop::collection::vec(prop::collection::vec(0usize..14, 0..5), 1..12),
        most in 1u32..14,
        depth in 0u32..5,
        lanes in 2usize..5,
    ) {
        let links: Vec<&[usize]> = links.iter().map(Vec::as_slice).collect();
        let (sequential, _) = on_threads(&FakeSite::new(&links), (most, depth), 1, false);
        let site = FakeSite::new(&links);
        prop_assert_eq!(&on_threads(&site, (most, depth), lanes, false).0, &sequential);
        let mut once = site.asked();
        once.dedup();
        prop_assert_eq!(once, site.asked());
        prop_assert!(sequential.len() <= most as usize);
        prop_assert_eq!(&on_an_event_loop(&FakeSite::new(&links), (most, depth), 3).0, &sequential);
        prop_assert_eq!(&in_processes(&FakeSite::new(&links), (most, depth)), &sequential);
    }
}
