use super::limits::MAX_SPANS;
use super::*;
use lanes_analysis::breakdown::breakdown;
use lanes_analysis::compare::{compare, representative};
use lanes_catalogue::code::MAX_CODE_BYTES;
use lanes_catalogue::experiments::{CATALOGUE, find};
use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::failure::Failure;
use lanes_model::failure::FailureKind;
use lanes_model::limits::MAX_RECORDED_TASKS;
use lanes_model::plan::{LEAST_ROUNDS, MOST_AUTOMATIC_ROUNDS, Repeats, Round, Turn};
use lanes_model::product::{Answer, Count, Product, Service};
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::Ended;
use lanes_model::run::check_trace;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generate;
use std::collections::HashSet;
use std::rc::Rc;

fn environment() -> Environment {
    Environment {
        cores: 8,
        isolated: true,
        clock_resolution_ms: 0.005,
        hidden: true,
        browser: "Chrome 156 on Linux".into(),
        version: "0.1.0".into(),
        recorded_at: "2026-11-22T15:00:00.000Z".into(),
        interpreter: None,
    }
}

fn record(setup: Setup, runs: Vec<Run>) -> Record {
    Record {
        setup,
        environment: environment(),
        runs: runs.into_iter().map(Rc::new).collect(),
        ended: Some(Ended::Completed),
        failure: None,
        detail: Detail::Whole,
        lost: Vec::new(),
    }
}

/// Converts whole microseconds.
fn micros(micros: u64) -> Millis {
    Millis(micros as f64 / 1000.0)
}

/// Makes consecutive spans from tuples: task (0 for none), phase, gap before, duration.
fn spans(parts: &[(u32, usize, u64, u64)]) -> Vec<Span> {
    let mut at = 0;
    let span = |&(task, phase, after, long): &(u32, usize, u64, u64)| {
        let (start, end) = (at + after, at + after + long);
        at = end;
        let task = task.checked_sub(1).map(TaskId);
        Span { task, phase: Phase::ALL[phase % Phase::ALL.len()], start: micros(start), end: micros(end) }
    };
    parts.iter().map(span).collect()
}

fn run(strategy: Strategy, round: Round, wall_us: u64, tasks: u32, lanes: Vec<LaneTrace>) -> Run {
    let answer =
        |task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(u64::from(task) << 50 | 7).into()) };
    Run {
        turn: Turn { strategy, point: 0, round },
        ended: Ended::Completed,
        start_up: micros(1_500),
        wall: micros(wall_us),
        lanes,
        reports: (0..tasks).map(answer).collect(),
        bytes_moved: 1_234,
    }
}

/// Lists the kind and stage of a strategy's lanes, up to four per stage.
fn lanes_of(strategy: Strategy) -> Vec<(LaneKind, Stage)> {
    let stages = possible::stages(strategy).into_iter();
    stages.flat_map(|(stage, kind, most)| (0..most.min(4)).map(move |_| (kind, stage))).collect()
}

/// Makes a run like an experiment's: each task waits and computes on one of the lanes.
fn plausible_run(strategy: Strategy, round: u32, tasks: u32, rng: &mut fastrand::Rng) -> Run {
    let (mut all, own) = (Vec::new(), lanes_of(strategy));
    for (lane, (kind, stage)) in (0..).zip(&own) {
        let of_lane = (0..tasks).filter(|task| task % own.len() as u32 == lane);
        let mut part = |phase, long| (phase, rng.u64(0..200), rng.u64(long..2 * long));
        let parts: Vec<_> = of_lane
            .flat_map(|task| {
                let [wait, compute] = [part(6, 40_000), part(5, 90_000)];
                [(task + 1, wait.0, wait.1, wait.2), (task + 1, compute.0, compute.1, compute.2)]
            })
            .collect();
        all.push(LaneTrace { kind: *kind, stage: *stage, spans: spans(&parts) });
    }
    let end = all.iter().filter_map(|lane| lane.spans.last()).map(|span| span.end.0).fold(0.0, f64::max);
    run(strategy, Round::Measured(round), (end * 1000.0) as u64 + rng.u64(0..900), tasks, all)
}

pub(super) fn plausible(id: &str, tasks: u32, repeats: u32) -> Record {
    let mut setup = Setup::new(find(id).unwrap(), 8);
    for key in ["tasks", "requests", "files"] {
        setup.set(key, tasks.into());
    }
    let mut rng = fastrand::Rng::with_seed(7);
    let rounds = 0..repeats;
    let runs = rounds.flat_map(|round| setup.strategies().iter().map(move |strategy| (*strategy, round)));
    let runs = runs.map(|(strategy, round)| plausible_run(strategy, round, tasks, &mut rng)).collect();
    record(setup, runs)
}

/// Generates a lane with spans of some of the tasks.
fn any_lane(kind: LaneKind, stage: Stage, tasks: u32) -> impl Generate<Value = LaneTrace> {
    let part = (0..=tasks.min(30), 0usize..9, 0u64..5_000, 0u64..90_000);
    prop::collection::vec(part, 0..40).prop_map(move |parts| {
        let mut spans = spans(&parts);
        if kind == LaneKind::EventLoop {
            // Tasks overlap on event loops.
            for span in spans.iter_mut().skip(1) {
                span.start = Millis((span.start.0 * 1000.0 / 2.0).round() / 1000.0);
            }
        }
        LaneTrace { kind, stage, spans }
    })
}

fn any_run(setup: Setup) -> impl Generate<Value = Run> {
    let points = setup.points().len().max(1) as u16;
    let plan = setup.plan(true, 0);
    let tasks = plan.cases.iter().map(|case| case.work.tasks()).max().unwrap();
    let counts = setup.experiment().id == "lost-updates";
    // Runs with a random number of tasks are not runs with all work in one.
    let mut strategies = setup.strategies().to_vec();
    strategies.retain(|strategy| !strategy.is_one_task());
    let strategy = prop::sample::select(strategies);
    let lanes = strategy.prop_flat_map(move |strategy| {
        let lanes = lanes_of(strategy).into_iter().map(|(kind, stage)| any_lane(kind, stage, tasks));
        (Just(strategy), lanes.collect::<Vec<_>>())
    });
    let outcomes = prop::collection::vec(0u8..40, 1..=tasks.min(12) as usize);
    (lanes, 0..points, 0u32..4, any::<bool>(), 1u64..9_000, outcomes).prop_map(
        move |((strategy, lanes), point, round, stopped, longer, outcomes)| {
            let end = lanes.iter().flat_map(|lane| &lane.spans).map(|span| span.end.0).fold(0.0, f64::max);
            let wall = (end * 1000.0).round() as u64 + longer;
            let round = round.checked_sub(1).map_or(Round::WarmUp, Round::Measured);
            let mut run = run(strategy, round, wall, outcomes.len() as u32, lanes);
            if !run.turn.strategy.has_gil() {
                run.lanes.iter_mut().for_each(|lane| lane.spans.retain(|span| span.phase != Phase::LockWait));
            }
            run.turn.point = point;
            run.ended = if stopped && outcomes.len() % 3 == 0 { Ended::Stopped } else { Ended::Completed };
            for (report, outcome) in run.reports.iter_mut().zip(outcomes) {
                report.outcome = match outcome {
                    0 => Err(Failure::new(FailureKind::Network, "No answer.").in_task(report.task)),
                    1 => Err(Failure::new(FailureKind::Task, "No.").because("nothing").in_task(report.task)),
                    // An answer that differs from the other runs'.
                    2 => Ok(Checksum(99).into()),
                    3 if counts => Ok(Answer {
                        checksum: Checksum(u64::from(report.task.0) << 50 | 7),
                        product: Some(Product::Count(Count { expected: 9, counted: 8 })),
                    }),
                    _ => continue,
                };
            }
            run
        },
    )
}

fn any_record() -> impl Generate<Value = Record> {
    (0..CATALOGUE.len()).prop_flat_map(|x| {
        let setup = Setup::new(&CATALOGUE[x], 8);
        prop::collection::vec(any_run(setup.clone()), 0..14).prop_map(move |mut runs| {
            let mut turns = HashSet::new();
            runs.retain(|run: &Run| turns.insert(run.turn));
            record(setup.clone(), runs)
        })
    })
}

/// Summarizes the results of a run's tasks, as far as a record keeps them.
fn outcomes(run: &Run) -> (usize, Vec<String>, Option<Count>) {
    (run.tasks_ok(), run.failures().map(Failure::to_string).collect(), run.count())
}

proptest! {
    #[test]
    fn encoded_runs_compare_the_same(record in any_record()) {
        let encoded = record.encode(MAX_CHARS).unwrap();
        let read = decode(&encoded.text).unwrap();
        prop_assert_eq!((&read.setup, &read.environment, read.ended), (&record.setup, &record.environment, record.ended));
        let kept = record.kept_runs();
        prop_assert_eq!(read.runs.len(), kept.len());
        for (read, kept) in read.runs.iter().zip(&kept) {
            prop_assert_eq!((read.turn, read.ended, read.wall), (kept.turn, kept.ended, kept.wall));
            prop_assert_eq!(outcomes(read), outcomes(kept));
            for phase in Phase::ALL {
                let (read, kept) = (read.total(phase).0, kept.total(phase).0);
                prop_assert!((read - kept).abs() < 1e-2, "{} {} {}", phase.key(), read, kept);
            }
        }
        for point in 0..record.setup.points().len().max(1) as u16 {
            let (read_comparison, comparison) = (compare(read.runs(), point), compare(kept.iter().copied(), point));
            prop_assert_eq!(&read_comparison, &comparison);
            for row in comparison.rows {
                let drawn = |runs: &[&Run]| representative(runs.iter().copied(), row.strategy, point).unwrap().clone();
                let (read, kept) = (drawn(&read.runs().collect::<Vec<_>>()), drawn(&kept));
                prop_assert_eq!(&read.lanes, &kept.lanes);
            }
        }
    }

    /// Readers pass links on.
    #[test]
    fn a_record_that_was_read_can_be_written_again(record in any_record()) {
        let once = decode(&record.encode(MAX_CHARS).unwrap().text).unwrap();
        let twice = decode(&once.encode(MAX_CHARS).unwrap().text).unwrap();
        for (once, twice) in once.runs.iter().zip(&twice.runs) {
            prop_assert_eq!((once.turn, once.wall, &once.reports), (twice.turn, twice.wall, &twice.reports));
        }
        for point in 0..record.setup.points().len().max(1) as u16 {
            prop_assert_eq!(compare(once.runs(), point), compare(twice.runs(), point));
        }
    }

    #[test]
    fn no_text_breaks_the_decoder(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = decode(&text);
        let _ = decode(&format!("v1.{text}"));
        let _ = decode_bytes(&bytes);
    }

    /// The bytes are changed where no checksum notices.
    #[test]
    fn every_record_that_is_read_is_possible(
        record in any_record(),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6),
    ) {
        let kept = record.kept_runs();
        let mut bytes = Draft::new(&record, &kept).write(usize::MAX);
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(read) = decode_bytes(&bytes) {
            let tasks: usize = read.runs.iter().map(|run| run.reports.len()).sum();
            prop_assert!(tasks <= MAX_RECORDED_TASKS);
            let lanes = read.runs.iter().flat_map(|run| &run.lanes);
            prop_assert!(lanes.map(|lane| lane.spans.len()).sum::<usize>() <= MAX_SPANS);
            for run in &read.runs {
                prop_assert_eq!(check_trace(run), Ok(()));
                let _ = breakdown(run);
            }
            for point in 0..read.setup.points().len().max(1) as u16 {
                let comparison = compare(read.runs(), point);
                if let Some(lesson) = read.setup.experiment().lesson() {
                    let _ = lesson(&read.setup, &comparison, &read.runs().collect::<Vec<_>>());
                }
            }
        }
    }
}

#[test]
fn a_typical_result_makes_a_short_link_with_all_spans() {
    for (id, tasks) in [("sum-of-squares", 4), ("ten-requests", 10), ("download-process", 8)] {
        let encoded = plausible(id, tasks, 3).encode(LINK_GOAL).unwrap();
        assert_eq!(encoded.read.detail, Detail::Whole, "{id}");
        assert!(encoded.text.len() <= LINK_GOAL);
    }
}

#[test]
fn adaptive_measurements_fit_into_a_link() {
    for (id, tasks) in
        [("sum-of-squares", 4), ("download-process", 8), ("api-users", 100), ("read-files", 100)]
    {
        let encoded = plausible(id, tasks, MOST_AUTOMATIC_ROUNDS).encode(LINK_LIMIT).unwrap();
        // The link keeps what each lane did at every moment, though not each of many tasks that waited at once.
        assert!(encoded.read.detail <= Detail::LoopsToo, "{id}");
    }
    // More tasks mean fewer rounds, so that the record stays readable.
    let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
    setup.set("tasks", 5_000);
    let plan = setup.plan(true, 0);
    let Repeats::UntilSettled { most, .. } = plan.repeats else { panic!("{:?}", plan.repeats) };
    assert!(most >= LEAST_ROUNDS && plan.tasks_of_round() * u64::from(most) <= MAX_RECORDED_TASKS as u64);
}

#[test]
fn a_result_with_many_spans_keeps_the_times_per_phase() {
    let mut record = plausible("sum-of-squares", 2_000, 3);
    record.runs.retain(|run| run.lanes.iter().all(|lane| lane.kind != LaneKind::EventLoop));
    let encoded = record.encode(LINK_GOAL).unwrap();
    assert_eq!(encoded.read.detail, Detail::AddedUp);
    let read = decode(&encoded.text).unwrap();
    assert_eq!(read.detail, Detail::AddedUp);
    for strategy in record.runs.iter().map(|run| run.turn.strategy).collect::<HashSet<_>>() {
        let of = |record: &Record| breakdown(representative(record.runs(), strategy, 0).unwrap());
        let (before, after) = (of(&record), of(&read));
        assert_eq!(before.len(), after.len());
        for ((activity, before), (other, after)) in before.iter().zip(&after) {
            assert_eq!(activity, other);
            // Each box is precise to the microsecond, and there are some hundreds.
            assert!((before.0 - after.0).abs() < 1.0, "{activity:?} {before:?} {after:?}");
        }
    }
    assert!(read.detail.is_telling(&read.setup));
}

#[test]
fn an_event_loop_with_many_tasks_keeps_its_state_at_every_moment() {
    let wait = |task: u32| Span {
        task: Some(TaskId(task)),
        phase: Phase::IoWait,
        start: micros(u64::from(task) * 10),
        end: micros(100_000 + u64::from(task) * 7),
    };
    let lane =
        LaneTrace { kind: LaneKind::EventLoop, stage: Stage::Whole, spans: (0..5_000).map(wait).collect() };
    let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
    setup.set("requests", 5_000);
    let run = run(setup.strategies()[1], Round::Measured(0), 150_000, 5_000, vec![lane]);
    let before = breakdown(&run);
    let encoded = record(setup, vec![run]).encode(LINK_GOAL).unwrap();
    assert_eq!(encoded.read.detail, Detail::LoopsToo);
    let read = decode(&encoded.text).unwrap();
    assert_eq!(breakdown(&read.runs[0]), before);
    assert_eq!(read.runs[0].tasks_ok(), 5_000);
    assert!(!read.detail.is_telling(&read.setup));
}

#[test]
fn a_record_that_is_too_long_without_spans_is_refused_with_its_length() {
    let record = plausible("sum-of-squares", 4, 300);
    let Err(NoText::TooLong { chars, limit: 2_000 }) = record.encode(2_000) else { panic!("not too long") };
    assert!(chars > 2_000);
    assert_eq!(record.encode(chars).unwrap().read.detail, Detail::Totals);
    let many = plausible("sum-of-squares", 60_000, 1).encode(MAX_CHARS);
    assert_eq!(many, Err(NoText::Unreadable(Refusal::TooLarge)));
}

#[test]
fn figures_are_recorded_and_what_tasks_read_is_not() {
    let mut record = plausible("gil-convoy", 2, 2);
    let service = Service { answered: 30, over: Millis(100.0), median: Millis(3.0), p99: Millis(5.0) };
    let user = lanes_model::product::User { name: "Somebody".into(), email: "somebody@a.example".into() };
    for run in &mut record.runs {
        for (report, product) in
            Rc::make_mut(run).reports.iter_mut().zip([Product::Service(service), Product::User(user.clone())])
        {
            report.outcome.as_mut().unwrap().product = Some(product);
        }
    }
    let read = decode(&record.encode(LINK_GOAL).unwrap().text).unwrap();
    assert!(read.runs.iter().all(|run| run.service() == Some(service)));
    assert!(read.runs.iter().all(|run| run.reports[1].outcome.as_ref().unwrap().product.is_none()));
}

#[test]
fn an_impossible_run_is_left_out_and_the_others_are_read() {
    let record = plausible("train", 4, 2);
    let read = |change: &dyn Fn(&mut Run)| {
        let mut record = record.clone();
        change(Rc::make_mut(&mut record.runs[3]));
        decode_bytes(&record.encode_bytes())
    };
    let left = |change: &dyn Fn(&mut Run)| read(change).unwrap().runs.len();
    assert_eq!(left(&|_| {}), 10);
    // The page once divided by this number of lanes.
    assert_eq!(left(&|run| run.lanes.clear()), 9);
    assert_eq!(left(&|run| run.lanes[0].spans[0].task = Some(TaskId(5))), 9);
    assert_eq!(left(&|run| run.turn.point = 1), 9);
    assert_eq!(left(&|run| run.turn.round = Round::Measured(1)), 9);
    let failed_twice = read(&|run| {
        let failure = Failure::new(FailureKind::Task, "No.").in_task(run.reports[3].task);
        run.reports[3].outcome = Err(failure);
        run.reports.push(run.reports[3].clone());
    });
    assert_eq!(failed_twice.unwrap().runs[3].failures().count(), 1);
    let timeless = read(&|run| (run.wall, run.start_up) = (Millis(f64::NAN), Millis(-1.0))).unwrap();
    assert_eq!((timeless.runs[3].wall, timeless.runs[3].start_up), (Millis(0.001), Millis::ZERO));
    let mut none = record;
    none.runs.iter_mut().for_each(|run| Rc::make_mut(run).lanes.clear());
    assert_eq!(decode_bytes(&none.encode_bytes()), Err(Refusal::Malformed));
}

#[test]
fn a_mismatch_survives_encoding() {
    let mut record = plausible("sum-of-squares", 4, 2);
    Rc::make_mut(&mut record.runs[3]).reports[2].outcome = Ok(Checksum(0xbad).into());
    let before = compare(record.runs(), 0).agreement;
    assert!(before.is_err());
    let read = decode(&record.encode(LINK_GOAL).unwrap().text).unwrap();
    assert_eq!(compare(read.runs(), 0).agreement, before);
    assert_eq!(read.runs[0].checksum(), record.runs[0].checksum());
    assert_eq!(read.runs[3].checksum(), record.runs[3].checksum());
}

#[test]
fn refusals_have_reasons() {
    let good = plausible("sum-of-squares", 4, 2).encode(LINK_GOAL).unwrap().text;
    let refusal = |text: &str| decode(text).unwrap_err();
    assert_eq!(
        refusal(&format!("#v1.{}", "A".repeat(MAX_CHARS + 1))),
        Refusal::TooLong { chars: MAX_CHARS + 1 }
    );
    assert_eq!(refusal("#v1.<script>"), Refusal::NotBase64);
    assert_eq!(refusal("#v1."), Refusal::Cut);
    assert_eq!(refusal(&format!("v1.{}", "AB".repeat(40))), Refusal::NotDeflate);
    assert_eq!(refusal(&good.replace("v1.", "v4.")), Refusal::FromTheFuture { version: 4 });
    assert_eq!(refusal("r2.AAAA"), Refusal::FromTheFuture { version: 2 });
    assert!(matches!(refusal("v99999999999999999999999.AAAA"), Refusal::FromTheFuture { .. }));
    assert_eq!(refusal("v0.AAAA"), Refusal::Malformed);
    assert_eq!(refusal("experiment"), Refusal::Malformed);
    let text = |bytes: &[u8]| {
        format!("v1.{}", Base64UrlUnpadded::encode_string(&compress_to_vec_zlib(bytes, EFFORT)))
    };
    assert_eq!(refusal(&text(b"something else")), Refusal::Malformed);
    assert_eq!(refusal(&text(&vec![0; MAX_BYTES + 1])), Refusal::TooLarge);
}

#[test]
fn a_missing_or_changed_experiment_is_named() {
    let record = plausible("sum-of-squares", 4, 2);
    let bytes = Draft::new(&record, &record.kept_runs()).write(0);
    let with = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = bytes.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        decode_bytes(&bytes)
    };
    assert_eq!(
        with("sum-of-squares", "sum-of-circles"),
        Err(Refusal::UnknownExperiment { given: "sum-of-circles".into() })
    );
    // One setting that is unknown loses that setting only, as long as the runs are still possible.
    let renamed = with("tasks=4", "parts=4").unwrap();
    assert_eq!(renamed.lost, ["“parts” is not a setting here and was ignored."]);
    assert_eq!(renamed.runs.len(), record.runs.len());
    assert!(matches!(with("tasks=4", "tasks=0"), Err(Refusal::Changed { .. })));
    let mut more = bytes.clone();
    more.push(0);
    assert_eq!(decode_bytes(&more), Err(Refusal::Malformed));
}

#[test]
fn every_version_has_its_reader_and_newer_versions_are_refused() {
    let readers = [1, 2];
    assert_eq!((reader(&readers, 1), reader(&readers, 2)), (Ok(1), Ok(2)));
    assert_eq!(reader(&readers, 3), Err(Refusal::FromTheFuture { version: 3 }));
    assert_eq!(reader(&readers, 0), Err(Refusal::Malformed));
}

#[test]
fn a_task_with_all_of_the_work_is_compared_by_its_sum() {
    let setup = Setup::new(find("image-filter").unwrap(), 2);
    let read = |of_one_pass: u64| {
        let answers = |strategy, all: &[u64]| {
            let lane = |(kind, stage)| LaneTrace { kind, stage, spans: Vec::new() };
            let lanes = lanes_of(strategy).into_iter().map(lane).collect();
            let mut run = run(strategy, Round::Measured(0), 9_000, all.len() as u32, lanes);
            for (report, answer) in run.reports.iter_mut().zip(all) {
                report.outcome = Ok(Checksum(*answer).into());
            }
            run
        };
        let one_pass = setup.strategies().iter().find(|strategy| strategy.is_one_task()).unwrap();
        let runs = vec![
            answers(Strategy::Sequential, &[4, 5, 6]),
            answers(*one_pass, &[of_one_pass]),
            answers(Strategy::Threads, &[4, 5, 6]),
        ];
        let read = decode(&record(setup.clone(), runs).encode(MAX_CHARS).unwrap().text).unwrap();
        let sums: Vec<u64> = read.runs.iter().map(|run| run.checksum().0).collect();
        (sums, compare(read.runs(), 0).agreement.is_ok())
    };
    assert_eq!(read(15), (vec![15, 15, 15], true));
    // The answer of the first band alone, and an answer that nothing gave.
    for wrong in [4, 9] {
        assert_eq!(read(wrong), (vec![15, wrong, 15], false));
    }
}

#[test]
fn a_link_survives_mail_and_chat() {
    let record = plausible("sum-of-squares", 4, 2);
    let text = record.encode(LINK_GOAL).unwrap().text;
    let read = decode(&text).unwrap();
    let middle = text.len() / 2;
    let (start, end) = text.split_at(middle);
    for changed in [
        format!("#{text}."),
        format!("{text}).\n"),
        format!("{start}\r\n{end}"),
        format!("{start}\n> {end}"),
        format!("{start} {end}"),
        format!("{start}%0D%0A{end}"),
        format!("{start}\u{200b}{end}\u{ad}"),
        text.replace('.', "%2E").replace('-', "%2D").replace('_', "%5f"),
    ] {
        assert!(is_meant(&changed), "{changed}");
        assert_eq!(decode(&changed).as_ref(), Ok(&read), "{changed}");
    }
}

#[test]
fn a_link_ends_in_a_letter_or_digit() {
    let mut rng = fastrand::Rng::with_seed(5);
    for length in 1..400 {
        let code: String = (0..length).map(|_| rng.alphanumeric()).collect();
        let text = encode_code(&code).unwrap();
        assert!(text.ends_with(|last: char| last.is_ascii_alphanumeric()), "{text}");
        assert_eq!(decode_link(&text).unwrap().code, Some(code));
    }
}

#[test]
fn a_link_that_was_cut_off_is_said_to_be() {
    let text = plausible("sum-of-squares", 4, 2).encode(LINK_GOAL).unwrap().text;
    for length in 4..text.len() - 3 {
        assert_eq!(decode(&text[..length]), Err(Refusal::Cut), "{length} of {}", text.len());
    }
}

#[test]
fn other_fragments_are_not_records() {
    for fragment in ["", "#experiment", "v.", "vitae.html", "#v1", "1.AAAA", "#v-1.AAAA"] {
        assert!(!is_meant(fragment), "{fragment}");
    }
    assert!(is_meant("#v1.") && is_meant("v17.x"));
}

#[test]
fn a_link_takes_as_much_detail_as_its_limits_allow() {
    for (id, tasks, rounds) in [("sum-of-squares", 4, 3), ("ten-requests", 60, 12), ("mandelbrot", 900, 9)] {
        let record = plausible(id, tasks, rounds);
        let in_two_passes = record.encode(LINK_GOAL).or_else(|_| record.encode(LINK_LIMIT));
        assert_eq!(record.encode_for_link(), in_two_passes, "{id}");
    }
}

const CODE: &str = "items = [1, 2]\n\n\ndef task(item):\n    return item\n";

#[test]
fn code_travels_with_and_without_results() {
    let text = encode_code(CODE).unwrap();
    assert!(text.starts_with("v2."));
    let link = decode_link(&format!("#{text}")).unwrap();
    assert_eq!((link.code.as_deref(), link.record), (Some(CODE), None));
    assert_eq!(decode(&text), Err(Refusal::Malformed));

    let mut record = plausible("python-task", 1, 2);
    record.setup.set_code(Some(CODE)).unwrap();
    let text = record.encode(LINK_GOAL).unwrap().text;
    let link = decode_link(&text).unwrap();
    assert_eq!(link.code.as_deref(), Some(CODE));
    let read = link.record.unwrap();
    assert_eq!((read.setup.code(), read.runs.len()), (Some(CODE), record.runs.len()));
}

#[test]
fn code_in_a_link_is_refused_if_it_is_long_or_damaged() {
    let long = "#".repeat(MAX_CODE_BYTES + 1);
    assert_eq!(decode_link(&encode_code(&long).unwrap()), Err(Refusal::CodeTooLong { bytes: 20_001 }));
    let mut rng = fastrand::Rng::with_seed(3);
    let noise: String = (0..MAX_CODE_BYTES).map(|_| rng.alphanumeric()).collect();
    assert!(matches!(encode_code(&noise), Err(NoText::TooLong { limit: LINK_LIMIT, .. })));
    for bytes in
        [&b"\xff\xff\xff\xff\xff\xff"[..], b"\x01\xff\x00", b"\x01a\x00more", b"\x01a\x01\x02zz", b""]
    {
        assert_eq!(decode_link(&packed(2, bytes)), Err(Refusal::Malformed), "{bytes:?}");
    }
}
