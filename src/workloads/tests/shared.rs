//! Tasks that have to do with one another: a server and its client, and many that share a counter.

use lanes_model::workload::{Convoy, Counter, Counting};
use lanes_model::{Count, Ended, Failure, Phase, Product, Service, Span, TaskReport, Timestamp};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::{BlockingTasks, Clock, Computation, ConvoyTasks, CountingTasks, Gil, Lane, StopFlag};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

struct RealClock(Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.elapsed().as_secs_f64() * 1000.0)
    }
}

/// One run at a time: who wins a lock depends on who else wants a core.
static ALONE: Mutex<()> = Mutex::new(());

/// What came out of a run.
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

/// Runs each task on a thread of its own, under a lock with that switch interval where there is one.
/// `meanwhile` may stop it.
fn on_a_thread_each<T>(tasks: &T, switch: Option<Duration>, meanwhile: impl FnOnce(&StopFlag)) -> Outcome
where
    T: for<'c> BlockingTasks<&'c RealClock> + ?Sized,
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
    let news: Vec<_> = lanes.iter().map(Lane::news).collect();
    Outcome {
        ended,
        reports: news.iter().flat_map(|news| news.reports.clone()).collect(),
        spans: news.into_iter().map(|news| news.spans).collect(),
    }
}

fn convoy(computing: u32, switch: Option<Duration>) -> Service {
    let tasks = ConvoyTasks::new(Convoy { computing, duration_ms: 200, pause_us: 50 });
    let outcome = on_a_thread_each(&tasks, switch, |_| {});
    let mut services = outcome.products().map(|product| match product {
        Product::Service(service) => service,
        other => panic!("{other:?}"),
    });
    let service = services.next().expect("what the client saw");
    assert_eq!(services.next(), None);
    service
}

/// Whether something was seen that a machine which is busy otherwise may hide, but not each time.
fn in_one_of_five(mut seen: impl FnMut() -> bool) -> bool {
    (0..5).any(|_| seen())
}

fn ms(ms: u64) -> Option<Duration> {
    Some(Duration::from_millis(ms))
}

#[test]
fn who_computes_under_the_lock_holds_up_who_answers_requests() {
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
fn the_spans_of_a_server_are_few_and_say_what_it_waited_for() {
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
fn a_convoy_stops_when_it_is_told_to() {
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
    let tasks: &dyn Computation = &CountingTasks::new(Counting { tasks: 4, increments, counter });
    let outcome = on_a_thread_each(tasks, switch, |_| {});
    assert_eq!(outcome.reports.len(), 4);
    let counts: Vec<_> = outcome.products().collect();
    match counts.as_slice() {
        [Product::Count(count)] => *count,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lock_a_single_step_or_a_count_of_ones_own_loses_nothing() {
    for counter in [Counter::Mutex, Counter::Atomic, Counter::Subtotals] {
        let count = count(counter, None, 20_000);
        assert_eq!((count.counted, count.expected), (80_000, 80_000), "{counter:?}");
    }
}

#[test]
fn without_protection_increments_are_lost_but_none_is_made_up() {
    let count = count(Counter::Unprotected, None, 200_000);
    // Two is the least there can be: someone may load a zero, and store a one after all others have counted.
    assert!((2..=count.expected).contains(&count.counted), "{count:?}");
    assert_eq!(count.lost(), count.expected - count.counted);
}

#[test]
fn under_a_gil_that_switches_at_the_loops_edge_alone_a_plain_increment_loses_nothing() {
    let tasks: &dyn Computation =
        &CountingTasks::new(Counting { tasks: 4, increments: 3_000_000, counter: Counter::GilPlain });
    let outcome = on_a_thread_each(tasks, Some(Duration::from_micros(100)), |_| {});
    let waits = outcome.spans.iter().flatten().filter(|span| span.phase == Phase::LockWait).count();
    assert!(waits > 4, "the lock changed hands only when a thread was done");
    let counts: Vec<_> = outcome.products().collect();
    assert_eq!(counts, [Product::Count(Count { expected: 12_000_000, counted: 12_000_000 })]);
}

#[test]
fn under_a_gil_a_switch_between_load_and_store_loses_whatever_was_counted_meanwhile() {
    let count = count(Counter::GilCall, Some(Duration::from_micros(100)), 3_000_000);
    assert!(count.lost() > 0, "the lock never changed hands between load and store");
}
