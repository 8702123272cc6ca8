//! Tasks that depend on one another: a server and its client, and tasks that share a counter.

mod support;

use lanes_model::workload::{Convoy, Counter, Counting};
use lanes_model::{Count, Ended, Failure, Phase, Product, Service, Span, TaskReport};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::workload::{ConvoyTasks, CountingTasks};
use lanes_workloads::{BlockingTasks, Clock, Gil, Lane, StopFlag};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use support::RealClock;

/// Lock for one run at a time: which thread acquires a lock depends on which others need a core.
static ALONE: Mutex<()> = Mutex::new(());

/// Result of a run.
struct Outcome {
    ended: Vec<Result<Ended, Failure>>,
    reports: Vec<TaskReport>,
    spans: Vec<Vec<Span>>,
}

impl Outcome {
    fn products(&self) -> impl Iterator<Item = Product> {
        self.reports.iter().filter_map(|report| report.outcome.as_ref().unwrap().product.clone())
    }
}

/// Runs each task on a thread of its own, under a GIL with this switch interval, if any. `meanwhile` may stop the run.
fn on_a_thread_each<T>(tasks: &T, switch: Option<Duration>, meanwhile: impl FnOnce(&StopFlag)) -> Outcome
where
    T: for<'c> BlockingTasks<&'c RealClock>,
{
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let clock = RealClock(Instant::now());
    let (epoch, stop, queue) = (clock.now(), StopFlag::default(), TaskQueue::new(tasks.count()));
    let gil = switch.map(|interval| Arc::new(Gil::new(interval)));
    let lane = |_| {
        let lane = Lane::new(&clock, epoch, stop.clone(), tasks.count());
        match &gil {
            Some(gil) => lane.under(Arc::clone(gil)),
            None => lane,
        }
    };
    let lanes: Vec<_> = (0..tasks.count()).map(lane).collect();
    let ended = std::thread::scope(|scope| {
        let queue = &queue;
        let run = |lane| scope.spawn(move || run_lane(tasks, queue, 0, lane, || {}));
        let threads: Vec<_> = lanes.iter().map(run).collect();
        meanwhile(&stop);
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let lane_reports: Vec<_> = lanes.iter().map(Lane::take_report).collect();
    Outcome {
        ended,
        reports: lane_reports.iter().flat_map(|report| report.reports.clone()).collect(),
        spans: lane_reports.into_iter().map(|report| report.spans).collect(),
    }
}

fn convoy(computing: u32, switch: Option<Duration>) -> Service {
    let tasks = ConvoyTasks::new(Convoy { computing, duration_ms: 200, pause_us: 50 });
    let outcome = on_a_thread_each(&tasks, switch, |_| {});
    let mut services = outcome.products().map(|product| match product {
        Product::Service(service) => service,
        other => panic!("{other:?}"),
    });
    let service = services.next().expect("the client's view");
    assert_eq!(services.next(), None);
    service
}

/// Returns true if an effect is seen in one of five attempts. A busy machine may hide it, but not each time.
fn in_one_of_five(mut seen: impl FnMut() -> bool) -> bool {
    (0..5).any(|_| seen())
}

fn ms(ms: u64) -> Option<Duration> {
    Some(Duration::from_millis(ms))
}

#[test]
fn a_thread_that_computes_under_the_lock_holds_up_the_server() {
    assert!(in_one_of_five(|| convoy(0, ms(20)).per_second() > convoy(1, ms(20)).per_second() * 3.0));
}

#[test]
fn a_longer_switch_interval_means_fewer_requests() {
    assert!(in_one_of_five(|| convoy(1, ms(1)).per_second() > convoy(1, ms(50)).per_second() * 2.0));
}

#[test]
fn a_window_goes_on_until_it_holds_ten_answers() {
    for switch in [ms(20), None] {
        let tasks = ConvoyTasks::new(Convoy { computing: 1, duration_ms: 20, pause_us: 0 });
        let outcome = on_a_thread_each(&tasks, switch, |_| {});
        let Some(Product::Service(service)) = outcome.products().next() else { panic!("no service") };
        assert!(service.answered >= 10 || service.over.0 >= 200.0, "{service:?}");
        assert!(service.over.0 >= 20.0 && service.median.0 <= service.p99.0, "{service:?}");
    }
}

#[test]
fn the_spans_of_a_server_are_few_and_show_its_waits() {
    let tasks = ConvoyTasks::new(Convoy { computing: 1, duration_ms: 100, pause_us: 0 });
    let outcome = on_a_thread_each(&tasks, ms(10), |_| {});
    let longest = |phase: Phase| {
        let own = |spans: &Vec<Span>| -> f64 {
            spans.iter().filter(|span| span.phase == phase).map(|span| span.duration().0).sum()
        };
        outcome.spans.iter().map(own).fold(0.0, f64::max)
    };
    assert!(longest(Phase::LockWait) > 30.0, "{} ms", longest(Phase::LockWait));
    let busy = on_a_thread_each(
        &ConvoyTasks::new(Convoy { computing: 0, duration_ms: 100, pause_us: 0 }),
        None,
        |_| {},
    );
    let spans: usize = busy.spans.iter().map(Vec::len).sum();
    assert!(spans < 2 * 4 * 120, "{spans} spans in a tenth of a second");
}

#[test]
fn a_convoy_can_be_stopped() {
    for switch in [None, ms(100)] {
        let tasks = ConvoyTasks::new(Convoy { computing: 2, duration_ms: 600_000, pause_us: 0 });
        let outcome = on_a_thread_each(&tasks, switch, |stop| {
            std::thread::sleep(Duration::from_millis(20));
            stop.raise();
        });
        assert!(outcome.ended.contains(&Ok(Ended::Stopped)));
        assert!(outcome.products().next().is_none());
    }
}

fn count(counter: Counter, switch: Option<Duration>, increments: u64) -> Count {
    let tasks = CountingTasks::of(Counting { tasks: 4, increments, counter });
    let outcome = on_a_thread_each(&tasks, switch, |_| {});
    assert_eq!(outcome.reports.len(), 4);
    let counts: Vec<_> = outcome.products().collect();
    match counts.as_slice() {
        [Product::Count(count)] => *count,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mutex_an_atomic_step_and_subtotals_lose_nothing() {
    for counter in [Counter::Mutex, Counter::Atomic, Counter::Subtotals] {
        let count = count(counter, None, 20_000);
        assert_eq!((count.counted, count.expected), (80_000, 80_000), "{counter:?}");
    }
}

#[test]
fn without_protection_the_count_is_between_two_and_the_expected() {
    let count = count(Counter::Unprotected, None, 200_000);
    // Two is the minimum: a task may load a zero, and store its one after almost all others have counted. The last
    // increment of another may then build on that one.
    assert!((2..=count.expected).contains(&count.counted), "{count:?}");
    assert_eq!(count.lost(), count.expected - count.counted);
}

#[test]
fn a_plain_increment_loses_nothing_under_a_gil_that_switches_at_the_loops_edge() {
    let tasks = CountingTasks::of(Counting { tasks: 4, increments: 3_000_000, counter: Counter::GilPlain });
    let outcome = on_a_thread_each(&tasks, Some(Duration::from_micros(100)), |_| {});
    let waits = outcome.spans.iter().flatten().filter(|span| span.phase == Phase::LockWait).count();
    assert!(waits > 4, "the lock changed hands only when a thread was done");
    let counts: Vec<_> = outcome.products().collect();
    assert_eq!(counts, [Product::Count(Count { expected: 12_000_000, counted: 12_000_000 })]);
}

#[test]
fn a_gil_switch_between_load_and_store_loses_increments() {
    let count = count(Counter::GilCall, Some(Duration::from_micros(100)), 3_000_000);
    assert!(count.lost() > 0, "the lock never changed hands between load and store");
}
