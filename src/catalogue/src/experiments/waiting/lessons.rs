//! What the experiments that wait teach, told from what was measured.

use super::{ApiUsers, Thousands, latency_alone};
use crate::setup::Setup;
use lanes_analysis::breakdown::most_at_once;
use lanes_analysis::compare::{Comparison, Row, SpeedUp, compare, listed, representative};
use lanes_analysis::units;
use lanes_model::product::Product;
use lanes_model::ranking::ratio;
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{Phase, Span};

const ASYNC: Strategy = Strategy::Async;

/// From this ratio on a difference is worth a word.
const NOTABLE: f64 = 1.25;

/// `async` beside `sequential`, where many wait at once.
pub(in crate::experiments) fn of_rounds(
    setup: &Setup,
    comparison: &Comparison,
    _: &[&Run],
) -> Option<String> {
    let (one_by_one, at_once) = (row(comparison, Strategy::Sequential)?, row(comparison, ASYNC)?);
    let ApiUsers { users, limit, .. } = ApiUsers::of(setup);
    let limit = limit.min(users);
    let speed_up = comparison.speed_up(at_once)?;
    let [slow, quick] = [one_by_one, at_once].map(|row| units::duration(Millis(row.wall.median)));
    if matches!(speed_up, SpeedUp::Unclear | SpeedUp::OnlyOnce) {
        return Some(format!(
            "Asking for {limit} at once took {quick}, and {slow} one after the other. {} to tell what that gained.",
            too_little(speed_up)
        ));
    }
    let Some(gain) = speed_up.at_least(NOTABLE).map(units::ratio) else {
        return Some(format!(
            "Asking for {limit} at once gained little: {quick}, and {slow} one after the other. There was hardly \
             anything to wait for, or no more than one at once was allowed."
        ));
    };
    let rounds = users.div_ceil(limit);
    Some(format!(
        "One after the other, {users} waits add up to {slow}. With {limit} at once async goes through them in some \
         {rounds} rounds: {quick}, {gain} as fast, where {limit}× would be all there is to gain. The rest is what a \
         request costs besides its latency, in the browser and on the event loop."
    ))
}

/// The start of a sentence about what the runs do not tell.
fn too_little(speed_up: SpeedUp) -> &'static str {
    if speed_up == SpeedUp::OnlyOnce { "One measurement each is too little" } else { "Runs vary too much" }
}

/// Where more requests at once no longer help.
fn of_limits(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let wall = |point: u16| row(&compare(runs.iter().copied(), point), ASYNC).map(|row| row.wall);
    let measured = |(point, limit): (u16, u64)| Some((limit, wall(point)?));
    let walls: Vec<(u64, Figures)> = (0..).zip(setup.points()).filter_map(measured).collect();
    let ([(fewest, slowest), .., (most, last)], requests) = (walls.as_slice(), Thousands::of(setup).requests)
    else {
        return None;
    };
    if walls.iter().any(|(_, wall)| wall.count < 2) {
        return Some(
            "One measurement each is too little to tell where more at once stops helping.".to_owned(),
        );
    }
    // Whether a later step is faster for certain, and by enough.
    let helps_more = |index: usize| {
        let own = &walls[index].1;
        walls[index..].iter().any(|(_, later)| ratio(own, later).is_some_and(|gain| gain >= NOTABLE))
    };
    let (enough, wall) = walls.iter().enumerate().find(|(index, _)| !helps_more(*index))?.1;
    let time = |wall: &Figures| units::duration(Millis(wall.median));
    let at_first = format!("{} at once took {}", units::grouped(*fewest), time(slowest));
    let alone = latency_alone(setup, *most);
    let latency = units::duration(Millis(alone));
    if enough == most {
        let falling = walls.windows(2).all(|pair| pair[1].1.is_below(&pair[0].1));
        let how = if falling { "each step was faster, down to" } else { "the last step was the fastest:" };
        return Some(format!(
            "{at_first}, and {how} {} with {} at once; the latency alone would be {}.",
            time(last),
            units::grouped(*most),
            latency
        ));
    }
    let each = (last.median - alone).max(0.0) / f64::from(requests);
    Some(format!(
        "{at_first}. From {} at once on ({}) more brought no reliable gain: {} with {}, though the latency alone would be {}. What \
         is left is the event loop’s own work, some {} a request, which no limit makes less.",
        units::grouped(*enough),
        time(wall),
        time(last),
        units::grouped(*most),
        latency,
        units::duration(Millis(each))
    ))
}

/// How many requests the browser let through at once, and how long it held the others back.
pub(in crate::experiments) fn of_connections(
    _: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let drawn = |variant| representative(runs.iter().copied(), variant, 0);
    let (simulated, server) = (drawn(Strategy::Simulated)?, drawn(Strategy::ThisServer)?);
    if simulated.tasks_ok() == 0 || server.tasks_ok() == 0 || comparison.rows.len() < 2 {
        return None;
    }
    let walls = format!(
        "{} over this server, {} over the simulated network.",
        units::duration(server.wall),
        units::duration(simulated.wall)
    );
    let held_back = held_back(server);
    if held_back == Millis::ZERO {
        return Some(format!(
            "{walls} This browser does not tell when it sent a request, so what waited for a connection and what for \
             an answer cannot be told apart."
        ));
    }
    let each = |time: Millis| units::duration(Millis(time.0 / server.tasks_ok() as f64));
    Some(format!(
        "Nobody set a limit, but of {} requests at most {} were under way at once over this server; the browser held \
         each back for {} on average, and then waited {} for the answer. The simulated network took {} at once: {walls}",
        server.tasks_ok(),
        most_at_once(server, Phase::IoWait),
        each(held_back),
        each(server.total(Phase::IoWait)),
        most_at_once(simulated, Phase::IoWait),
    ))
}

/// What reading files was: waiting, or work.
fn of_files(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let waiting = comparison.work?.waiting;
    let one_by_one = representative(runs.iter().copied(), Strategy::Sequential, 0)?;
    let others = comparison.rows.iter().filter(|row| row.strategy != Strategy::Sequential);
    let speed_ups: Vec<SpeedUp> = others.filter_map(|row| comparison.speed_up(row)).collect();
    if speed_ups.is_empty() {
        return None;
    }
    // Those that lead, as far as each is faster than the loop for certain.
    let leaders = comparison.verdict.as_ref().map_or(&[][..], |verdict| verdict.leaders());
    let gains = leaders.iter().filter_map(|leader| {
        let times = comparison.times(*leader, Strategy::Sequential).filter(|times| *times >= NOTABLE)?;
        Some((leader.key(), times))
    });
    let gains: Vec<(&str, f64)> = gains.collect();
    let each = Millis(one_by_one.wall.0 / one_by_one.tasks_ok().max(1) as f64);
    let measured = format!(
        "A file took {} one after the other, {} of it waiting for the browser. The files had just been written, so the \
         system had them in memory: a disk that must be read makes the waits longer.",
        units::duration(each),
        units::percent(waiting)
    );
    let unclear = speed_ups.iter().find(|one| matches!(one, SpeedUp::Unclear | SpeedUp::OnlyOnce));
    let gain = match (gains.first(), unclear) {
        (Some((_, times)), _) => format!(
            "The fastest here: {}, {} the speed of one after the other. Waits overlap as far as the browser works on \
             several files at once.",
            listed(&gains.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
            units::ratio(*times)
        ),
        (None, Some(unclear)) => {
            format!("{} to tell whether a strategy gained anything.", too_little(*unclear))
        }
        (None, None) => {
            "No strategy gained much here: what looks like waiting is the browser at work, copying bytes \
                         from one process to another, and that needs a core too."
                .to_owned()
        }
    };
    Some(format!("{measured} {gain}"))
}

/// What asyncio gains at thousands of requests: measured in CPython, which the experiment cannot show.
const THOUSANDS_IN_PYTHON: &str = "In Python, asyncio saves memory rather than time: 2,000 waiting threads took 32 MiB and \
                                   0.27 s to start, 2,000 tasks 2 MiB and 0.02 s (CPython 3.11 on Linux, two cores). And a \
                                   waiting task can be cancelled, a waiting thread cannot.";

/// Where more requests at once no longer help, and what follows for Python.
pub(in crate::experiments) fn of_thousands(
    setup: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    of_limits(setup, comparison, runs).map(|lesson| [&lesson, " ", THOUSANDS_IN_PYTHON].concat())
}

/// Why files are for threads in Python, whatever a browser's event loop can do.
const FILES_IN_PYTHON: &str =
    "In Python use threads: asyncio has no file I/O, and asyncio.to_thread uses a pool of threads.";

/// What reading files was, and what follows for Python.
pub(in crate::experiments) fn of_storage(
    setup: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    of_files(setup, comparison, runs).map(|lesson| [&lesson, " ", FILES_IN_PYTHON].concat())
}

/// What it means that tasks are found on the way.
pub(in crate::experiments) fn of_pages(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let one_by_one = representative(runs.iter().copied(), Strategy::Sequential, 0)?;
    let fastest = comparison.rows.iter().min_by(|a, b| a.wall.median.total_cmp(&b.wall.median))?;
    let pages = one_by_one.reports.iter().filter_map(|report| report.outcome.as_ref().ok());
    let depth = |product: &Option<Product>| match product {
        Some(Product::Page(page)) => Some(page.depth),
        _ => None,
    };
    let depths: Vec<u32> = pages.filter_map(|answer| depth(&answer.product)).collect();
    let deepest = *depths.iter().max()?;
    let found = format!(
        "{} found, up to {} from the first.",
        counted(depths.len(), "page was", "pages were"),
        counted(deepest as usize, "link", "links")
    );
    let starved = [Strategy::Threads, Strategy::ThreadsGil, Strategy::Processes]
        .into_iter()
        .filter_map(|strategy| representative(runs.iter().copied(), strategy, 0))
        .find(|run| run.total(Phase::Starved) > Millis::ZERO);
    let starved = starved.map(|run| {
        let share = run.total(Phase::Starved).0 / (run.wall.0 * run.lanes.len() as f64);
        format!(
            " Under {} a lane had nothing to fetch for {} of its time: at first, while one page is all that is known, \
             and in the end, while the last ones come.",
            run.turn.strategy.key(),
            units::percent(share)
        )
    });
    let gain = comparison.speed_up(fastest).and_then(|speed_up| speed_up.at_least(NOTABLE)).map(|speedup| {
        let name = units::capitalised(fastest.strategy.key());
        format!(
            " {name} took {} in all, {} the speed of one after the other.",
            units::duration(Millis(fastest.wall.median)),
            units::ratio(speedup)
        )
    });
    Some(format!("{found}{}{}", starved.unwrap_or_default(), gain.unwrap_or_default()))
}

/// `1 page`, `2 pages`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", units::grouped(count as u64), if count == 1 { one } else { many })
}

fn row(comparison: &Comparison, strategy: Strategy) -> Option<&Row> {
    comparison.rows.iter().find(|row| row.strategy == strategy)
}

/// How long all requests together queued before they were under way.
fn held_back(run: &Run) -> Millis {
    let spans = || run.lanes.iter().flat_map(|lane| &lane.spans);
    let sent =
        |task| spans().find(|span| span.task == task && span.phase == Phase::IoWait).map(|span| span.start);
    let before =
        |span: &&Span| span.phase == Phase::Queue && sent(span.task).is_some_and(|sent| span.end <= sent);
    spans().filter(before).map(Span::duration).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::product::{Answer, Page};
    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::run::Ended;
    use lanes_model::testing::repeated;
    use lanes_model::trace::{LaneKind, LaneTrace, Stage, TaskId};

    /// A run of one lane, with the task of each span, its phase, start and end.
    fn run(strategy: Strategy, point: u16, wall: f64, spans: &[(Option<u32>, Phase, f64, f64)]) -> Run {
        let span = |&(task, phase, start, end): &(Option<u32>, Phase, f64, f64)| Span {
            task: task.map(TaskId),
            phase,
            start: Millis(start),
            end: Millis(end),
        };
        let tasks: std::collections::BTreeSet<u32> = spans.iter().filter_map(|(task, ..)| *task).collect();
        let report = |task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(1).into()) };
        let (kind, stage) = (LaneKind::EventLoop, Stage::Whole);
        Run {
            turn: Turn { strategy, point, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(wall),
            lanes: vec![LaneTrace { kind, stage, spans: spans.iter().map(span).collect() }],
            reports: tasks.into_iter().map(report).collect(),
            bytes_moved: 0,
        }
    }

    /// What a lesson says of five runs like each, which hardly vary.
    fn told(id: &str, runs: &[Run]) -> Option<String> {
        told_of(id, runs, 0.02)
    }

    /// What a lesson says of five runs like each, whose times span that share of theirs.
    fn told_of(id: &str, runs: &[Run], spread: f64) -> Option<String> {
        let runs: Vec<Run> = runs.iter().flat_map(|run| repeated(run, spread)).collect();
        told_as_is(id, &runs)
    }

    fn told_as_is(id: &str, runs: &[Run]) -> Option<String> {
        let experiment = find(id).expect("an experiment");
        let runs: Vec<&Run> = runs.iter().collect();
        let comparison = compare(runs.iter().copied(), 0);
        experiment.lesson().expect("a lesson")(&Setup::new(experiment, 2), &comparison, &runs)
    }

    const WAIT: [(Option<u32>, Phase, f64, f64); 1] = [(Some(0), Phase::IoWait, 0.0, 10.0)];

    #[test]
    fn rounds_are_told_with_their_gain_or_that_there_was_none() {
        let runs = |wall| [run(Strategy::Sequential, 0, 2_000.0, &WAIT), run(ASYNC, 0, wall, &WAIT)];
        let lesson = told("api-users", &runs(125.0)).unwrap();
        assert!(lesson.contains("some 5 rounds: 125 ms, 16.00× as fast, where 20×"), "{lesson}");
        let lesson = told("api-users", &runs(1_900.0)).unwrap();
        assert!(lesson.contains("gained little: 1.90 s, and 2.00 s"), "{lesson}");
        assert_eq!(told("api-users", &runs(125.0)[1..]), None);
        let lesson = told_of("api-users", &runs(1_500.0), 0.9).unwrap();
        assert!(lesson.ends_with("Runs vary too much to tell what that gained."), "{lesson}");
        let lesson = told_as_is("api-users", &runs(125.0)).unwrap();
        assert!(lesson.ends_with("One measurement each is too little to tell what that gained."), "{lesson}");
    }

    #[test]
    fn the_limit_from_which_on_nothing_helps_is_found() {
        let runs =
            |walls: [f64; 5]| (0..).zip(walls).map(|(point, wall)| run(ASYNC, point, wall, &WAIT)).collect();
        let flat: Vec<Run> = runs([2_040.0, 640.0, 250.0, 230.0, 240.0]);
        let lesson = told("thousands", &flat).unwrap();
        assert!(
            lesson.starts_with("30 at once took 2.04 s. From 300 at once on (250 ms) more brought"),
            "{lesson}"
        );
        // 240 ms without the latency of 30 ms, over 2,000 requests.
        assert!(lesson.contains("some 0.10 ms a request"), "{lesson}");
        let falling: Vec<Run> = runs([2_040.0, 640.0, 250.0, 100.0, 50.0]);
        let lesson = told("thousands", &falling).unwrap();
        assert!(lesson.contains("each step was faster, down to 50.0 ms with 2,000 at once"), "{lesson}");
        assert!(lesson.ends_with("cancelled, a waiting thread cannot."), "{lesson}");
        assert_eq!(told("thousands", &flat[..1]), None);
        // Where runs vary by more than the steps differ, no step is said to be the one that is enough.
        let noisy = told_of("thousands", &falling[2..], 1.9).unwrap();
        assert!(noisy.contains("From 300 at once on (250 ms) more brought no reliable gain"), "{noisy}");
        let once = told_as_is("thousands", &falling).unwrap();
        assert!(once.starts_with("One measurement each is too little to tell where"), "{once}");
    }

    #[test]
    fn connections_are_counted_from_what_was_under_way() {
        let all = |count: u32, spans: &dyn Fn(u32) -> Vec<(Option<u32>, Phase, f64, f64)>| {
            (0..count).flat_map(spans).collect::<Vec<_>>()
        };
        let at_once = all(4, &|task| vec![(Some(task), Phase::IoWait, 0.0, 100.0)]);
        // Two at a time: the next begin as these end.
        let held_back = all(4, &|task| {
            let start = f64::from(task / 2) * 100.0;
            vec![
                (Some(task), Phase::Queue, 0.0, start),
                (Some(task), Phase::IoWait, start, start + 100.0),
                (Some(task), Phase::Queue, start + 100.0, start + 103.0),
            ]
        });
        let [simulated, server] = [Strategy::Simulated, Strategy::ThisServer];
        let lesson = |spans: &[_]| {
            told("connection-limit", &[run(simulated, 0, 100.0, &at_once), run(server, 0, 200.0, spans)])
        };
        let counted = lesson(&held_back).unwrap();
        assert!(counted.contains("of 4 requests at most 2 were under way"), "{counted}");
        assert!(counted.contains("for 50.0 ms on average, and then waited 100 ms"), "{counted}");
        assert!(counted.contains("took 4 at once"), "{counted}");
        assert!(lesson(&at_once).unwrap().contains("does not tell when it sent"));
        assert_eq!(told("connection-limit", &[run(simulated, 0, 100.0, &at_once)]), None);
    }

    #[test]
    fn files_are_waited_for_or_worked_for() {
        let runs = |wall| [run(Strategy::Sequential, 0, 400.0, &WAIT), run(ASYNC, 0, wall, &WAIT)];
        assert!(told("read-files", &runs(390.0)).unwrap().contains("No strategy gained much"));
        let lesson = told("read-files", &runs(200.0)).unwrap();
        assert!(
            lesson.contains("100 % of it waiting")
                && lesson.contains("The fastest here: async, 2.00× the speed"),
            "{lesson}"
        );
        // None is named the best where two may be.
        let threads = Strategy::Threads;
        let both = [runs(200.0).to_vec(), vec![run(threads, 0, 201.0, &WAIT)]].concat();
        let lesson = told("read-files", &both).unwrap();
        assert!(lesson.contains("The fastest here: async and threads, 2.00× the speed"), "{lesson}");
        let lesson = told_of("read-files", &runs(300.0), 0.9).unwrap();
        assert!(
            lesson.contains("Runs vary too much to tell whether a strategy gained anything."),
            "{lesson}"
        );
        assert!(lesson.ends_with("asyncio.to_thread uses a pool of threads."), "{lesson}");
    }

    #[test]
    fn a_site_is_told_with_its_depth_and_the_lanes_that_had_nothing_to_do() {
        let mut sequential = run(Strategy::Sequential, 0, 300.0, &WAIT);
        let page =
            Page { path: "/".into(), depth: 2, found_on: None, title: String::new(), links: Vec::new() };
        sequential.reports[0].outcome =
            Ok(Answer { checksum: Checksum(1), product: Some(Product::Page(page)) });
        let starved = (None, Phase::Starved, 0.0, 25.0);
        let threads = run(Strategy::Threads, 0, 100.0, &[starved, WAIT[0]]);
        let lesson = told("scrape", &[sequential.clone(), threads]).unwrap();
        assert!(lesson.starts_with("1 page was found, up to 2 links from the first."), "{lesson}");
        assert!(
            lesson.contains("Under threads a lane had nothing to fetch for 25 % of its time"),
            "{lesson}"
        );
        assert!(
            lesson.ends_with("Threads took 100 ms in all, 3.00× the speed of one after the other."),
            "{lesson}"
        );
        assert!(told("scrape", &[sequential]).unwrap().ends_with("from the first."));
    }
}
