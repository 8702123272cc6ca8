//! From plans to messages for the host, and from what the host reports to runs. Pure.

use crate::protocol;
use fnv::FnvHasher;
use lanes_model::failure::Traceback;
use lanes_model::output::{Printed, Speaker, Stream};
use lanes_model::product::{Answer, Attempt, Count, Product, Service};
use lanes_model::stages;
use lanes_model::workload::{Crossing, Network, Parcel, Source, Transport};
use lanes_model::{
    Case, Checksum, Ended, Failure, FailureKind, LaneKind, LaneTrace, Millis, Phase, Plan, Run, Span, TaskId,
    TaskReport, Turn, Workload,
};
use std::hash::Hasher;

/// Describes the cases of a plan for the host.
///
/// # Errors
/// Fails if the plan has no program, or its program lacks a strategy.
pub(crate) fn cases(plan: &Plan) -> Result<(protocol::Program, Vec<protocol::Case>), Failure> {
    let program = plan.program.as_ref().ok_or_else(|| unsupported("There is no program to run."))?;
    let case = |case: &Case| {
        let name = program.name_of(case.strategy);
        let lacking = || unsupported(&format!("The program has no strategy named {}.", case.strategy));
        Ok(protocol::Case {
            strategy: name.ok_or_else(lacking)?.to_owned(),
            step: program.steps.get(usize::from(case.point)).copied(),
            switch_interval_ms: switch_interval_ms(case),
            released: program.released.key(),
            attempts: matches!(
                case.work.workload(),
                Workload::Crossing(Crossing { transport: Transport::Copied, .. })
            ),
            start_method: program.start_method.key(),
        })
    };
    let cases = plan.cases.iter().map(case).collect::<Result<_, Failure>>()?;
    Ok((protocol::Program { source: program.source.clone(), tasks: program.tasks.clone() }, cases))
}

/// Returns the program that a plan executes from its first to its last line, and its case.
///
/// # Errors
/// Fails if the plan has no program, or no case.
pub(crate) fn program(plan: &Plan) -> Result<(&str, &Case), Failure> {
    let parts = plan.program.as_ref().zip(plan.cases.first());
    let (program, case) = parts.ok_or_else(|| unsupported("There is no program to run."))?;
    Ok((&program.source, case))
}

/// Returns the switch interval of a case, in ms.
pub(crate) fn switch_interval_ms(case: &Case) -> f64 {
    f64::from(case.switch_interval_us) / 1000.0
}

fn unsupported(message: &str) -> Failure {
    Failure::new(FailureKind::Unsupported, message)
}

/// Returns the semantics with which a plan's program starts processes.
pub(crate) fn start_method(plan: &Plan) -> &'static str {
    plan.program.as_ref().map(|program| program.start_method).unwrap_or_default().key()
}

/// Returns the files that a program finds. The page has decoded the reader's text.
pub(crate) fn files(plan: &Plan) -> protocol::Files {
    let text = plan.files.first().map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    protocol::Files { text }
}

/// Describes the network of a plan's requests. `base` is the address of the site.
pub(crate) fn network(plan: &Plan, base: &str) -> protocol::Network {
    let latency_ms = plan.cases.iter().find_map(|case| match case.work.workload() {
        Workload::OwnCode(own) => Some(own.latency_ms),
        Workload::Requests(requests) => match requests.source {
            Source::Api(simulation) => Some(simulation.latency_ms),
            Source::Addresses(_) => None,
        },
        _ => None,
    });
    protocol::Network {
        name: Network::Simulated.key(),
        api: [base, "api/"].concat(),
        latency_ms: latency_ms.unwrap_or(0),
        allowed: plan.program.as_ref().map(|program| program.allowed.clone()).unwrap_or_default(),
    }
}

/// Makes a run of what the host reports about a turn.
pub(crate) fn run(case: &Case, turn: Turn, run: protocol::Run) -> Run {
    Run {
        turn,
        ended: Ended::Completed,
        start_up: Millis(run.start_up),
        wall: Millis(run.wall),
        lanes: all_lanes(case, run.lanes),
        reports: with_attempts(reports(&case.work.workload(), &run.answers, &run.failures), &run.attempts),
        bytes_moved: run.bytes_moved as u64,
    }
}

/// Makes a run of what the host reports about a program, and the reason why the program failed, if it did.
pub(crate) fn execution(case: &Case, turn: Turn, executed: protocol::Executed) -> (Run, Option<Failure>) {
    let exit = (executed.code != 0).then(|| {
        Failure::new(FailureKind::Task, format!("The program ended with exit code {}.", executed.code))
    });
    let failed = executed.error.map(failure).or(exit);
    let outcome = failed.clone().map_or_else(|| Ok(checksum("").into()), Err);
    let run = Run {
        turn,
        ended: if executed.is_stopped { Ended::Stopped } else { Ended::Completed },
        start_up: Millis::ZERO,
        wall: Millis(executed.wall),
        lanes: all_lanes(case, executed.lanes),
        reports: if executed.is_stopped { Vec::new() } else { vec![TaskReport { task: TaskId(0), outcome }] },
        bytes_moved: executed.bytes_moved as u64,
    };
    (run, failed)
}

/// Makes a text of a chunk of output.
pub(crate) fn printed(chunk: protocol::Chunk) -> Printed {
    let stream = match chunk.stream {
        protocol::Stream::Stdout => Stream::Out,
        protocol::Stream::Stderr => Stream::Error,
    };
    let speaker = chunk.speaker.map(|protocol::Speaker { task, process, thread }| Speaker {
        process,
        thread,
        task: task.map(TaskId),
    });
    Printed { speaker, stream, text: chunk.text }
}

/// Makes traces of all lanes of a run, at least one in each stage.
fn all_lanes(case: &Case, lanes: Vec<protocol::Lane>) -> Vec<LaneTrace> {
    let mut lanes = lane_traces(case, lanes);
    stages::number(&mut lanes);
    for (stage, kind) in case.strategy.schedule().lanes() {
        if lanes.iter().all(|lane| lane.stage != stage) {
            lanes.push(LaneTrace { kind, stage, spans: Vec::new() });
        }
    }
    lanes
}

/// Makes traces of lanes. A thread that only hands tasks to others is no lane: the engine has no such thread either.
pub(crate) fn lane_traces(case: &Case, lanes: Vec<protocol::Lane>) -> Vec<LaneTrace> {
    let working = lanes.into_iter().filter(|lane| !lane.is_parent);
    working.map(|lane| lane_trace(case, lane)).collect()
}

/// Makes the trace of a lane, in the stage that has lanes of its kind. The host knows an event loop by its coroutines: a
/// task that never awaits may be a plain function, and its lane is of the first stage's kind.
fn lane_trace(case: &Case, lane: protocol::Lane) -> LaneTrace {
    let stages = case.strategy.schedule().lanes();
    let seen = match lane.kind {
        protocol::LaneKind::Thread => LaneKind::Thread,
        protocol::LaneKind::Process => LaneKind::Process,
        protocol::LaneKind::EventLoop => LaneKind::EventLoop,
    };
    let (stage, kind) = stages.iter().find(|(_, kind)| *kind == seen).copied().unwrap_or(stages[0]);
    // The client of a convoy is a process. Its computing, next to nothing, would look like a hold of the server's GIL.
    let is_client = seen == LaneKind::Process && matches!(case.work.workload(), Workload::Convoy(_));
    let spans = lane.spans.into_iter().map(span).filter(|span| !(is_client && span.phase == Phase::Compute));
    LaneTrace { kind, stage, spans: spans.collect() }
}

fn span(span: protocol::Span) -> Span {
    let phase = match span.phase {
        protocol::Phase::Spawn => Phase::Spawn,
        protocol::Phase::Serialize => Phase::Serialize,
        protocol::Phase::Deserialize => Phase::Deserialize,
        protocol::Phase::LockWait => Phase::LockWait,
        protocol::Phase::MutexWait => Phase::MutexWait,
        protocol::Phase::Compute => Phase::Compute,
        protocol::Phase::IoWait => Phase::IoWait,
    };
    let (start, end) = (Millis(span.start), Millis(span.end.max(span.start)));
    Span { task: span.task.map(TaskId), phase, start, end }
}

/// Reports what became of each task: an answer, as a checksum of its `repr`, or the exception that it raised.
fn reports(work: &Workload, answers: &[String], failures: &[protocol::TaskFailure]) -> Vec<TaskReport> {
    if let Some(answer) = counted(work, answers).or_else(|| served(work, answers)) {
        return vec![TaskReport { task: TaskId(0), outcome: Ok(answer) }];
    }
    let report = |(task, answer): (u32, &String)| {
        let failure = failures.iter().find(|failure| failure.task == task);
        let outcome = match failure {
            Some(failure) => {
                Err(Failure::new(FailureKind::Task, failure.message.clone()).in_task(TaskId(task)))
            }
            None => Ok(checksum(answer).into()),
        };
        TaskReport { task: TaskId(task), outcome }
    };
    (0..).zip(answers).map(report).collect()
}

/// Adds the attempts to send something to the first answer.
fn with_attempts(mut reports: Vec<TaskReport>, attempts: &[protocol::Attempt]) -> Vec<TaskReport> {
    let attempt = |attempt: &protocol::Attempt| {
        let parcel = Parcel::ALL.into_iter().find(|parcel| parcel.key() == attempt.parcel)?;
        Some(Attempt { parcel, refused: attempt.refused.clone() })
    };
    let attempts: Vec<Attempt> = attempts.iter().filter_map(attempt).collect();
    if let Some(Ok(answer)) = reports.first_mut().map(|report| &mut report.outcome)
        && !attempts.is_empty()
    {
        answer.product = Some(Product::Attempts(attempts));
    }
    reports
}

/// Reads the state of a counter, if that is what the work gives: its script answers with the number of increments and
/// with the counter. Like the engine's, the checksum is of the increments, whatever was lost.
fn counted(work: &Workload, answers: &[String]) -> Option<Answer> {
    let (Workload::Counting(_), [expected, counted]) = (work, answers) else { return None };
    let count = Count { expected: expected.parse().ok()?, counted: counted.parse().ok()? };
    Some(Answer { checksum: checksum(expected), product: Some(Product::Count(count)) })
}

/// Reads the figures of a server, if that is what the work gives: its script answers with the number of responses, the
/// time of the window, the median latency and its 99th percentile, in ms. They differ from run to run, so that the checksum
/// is of nothing, like the engine's.
fn served(work: &Workload, answers: &[String]) -> Option<Answer> {
    let (Workload::Convoy(_), [answered, over, median, p99]) = (work, answers) else { return None };
    let millis = |text: &String| text.parse().ok().map(Millis);
    let (over, median, p99) = (millis(over)?, millis(median)?, millis(p99)?);
    let service = Service { answered: answered.parse().ok()?, over, median, p99 };
    Some(Answer { checksum: Checksum(0), product: Some(Product::Service(service)) })
}

fn checksum(text: &str) -> Checksum {
    let mut hasher = FnvHasher::default();
    hasher.write(text.as_bytes());
    Checksum(hasher.finish())
}

/// Makes a failure of one that the host reports.
pub(crate) fn failure(failure: protocol::Failure) -> Failure {
    let kind = match failure.kind {
        protocol::FailureKind::EngineStart => FailureKind::EngineStart,
        protocol::FailureKind::EngineLost => FailureKind::EngineLost,
        protocol::FailureKind::Task => FailureKind::Task,
        protocol::FailureKind::Network => FailureKind::Network,
        protocol::FailureKind::Unsupported => FailureKind::Unsupported,
    };
    let line = failure.line.map(|line| format!("line {line} of the program"));
    let with_cause = |failure: Failure, cause: String| failure.because(cause);
    let causes = failure.causes.into_iter().chain(line);
    let traceback = failure.traceback.map(|text| Traceback { line: failure.line, text });
    causes.fold(Failure { traceback, ..Failure::new(kind, failure.message) }, with_cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FromHost;
    use lanes_model::plan::{Program, Work};
    use lanes_model::runtime::StartMethod;
    use lanes_model::testing::plan;
    use lanes_model::workload::{Convoy, Counter, Counting};
    use lanes_model::{Repeats, Round, Stage, Strategy};

    fn case(strategy: Strategy) -> Case {
        let plan = plan(1, Repeats::Fixed { rounds: 1 }, 0);
        Case { strategy, ..plan.cases[0].clone() }
    }

    /// Reads a message as the host sends it, and converts the run in it.
    fn converted(strategy: Strategy, run: &str) -> Run {
        let text = format!(r#"{{"type":"runFinished","job":7,"run":{run}}}"#);
        let FromHost::RunFinished { job: 7, run } = serde_json::from_str(&text).unwrap() else {
            panic!("{text}")
        };
        let turn = Turn { strategy, point: 0, round: Round::Measured(2) };
        super::run(&case(strategy), turn, run)
    }

    const POOL: &str = r#"{
        "turn": {"case": 1, "round": 2}, "ended": "completed", "began": 5, "startUp": 12.5, "wall": 100,
        "lanes": [
            {"kind": "thread", "isParent": true, "process": 0, "spans": []},
            {"kind": "process", "isParent": false, "process": 1, "spans": [
                {"task": null, "phase": "spawn", "start": 0, "end": 2.5},
                {"task": 1, "phase": "lock-wait", "start": 3, "end": 2}
            ]}
        ],
        "gil": [], "answers": ["1", "'two'"], "failures": [], "bytesMoved": 210, "lostEvents": 0
    }"#;

    #[test]
    fn a_run_has_the_lanes_that_worked_and_an_answer_for_each_task() {
        let run = converted(Strategy::Processes, POOL);
        assert_eq!((run.start_up, run.wall, run.bytes_moved), (Millis(12.5), Millis(100.0), 210));
        assert_eq!(run.turn.round, Round::Measured(2));
        assert_eq!(run.lanes.iter().map(|lane| lane.kind).collect::<Vec<_>>(), [LaneKind::Process]);
        let spans = &run.lanes[0].spans;
        assert_eq!((spans[0].task, spans[0].phase), (None, Phase::Spawn));
        // No span ends before it starts, however coarse the clock is.
        assert_eq!(
            (spans[1].task, spans[1].start, spans[1].end),
            (Some(TaskId(1)), Millis(3.0), Millis(3.0))
        );
        assert_eq!(run.tasks_ok(), 2);
    }

    #[test]
    fn a_loop_whose_tasks_never_await_is_an_event_loop() {
        let run = r#"{"startUp": 0, "wall": 9, "answers": ["1"], "failures": [], "bytesMoved": 0, "lanes": [
            {"kind": "thread", "isParent": false, "spans": [{"task": 0, "phase": "compute", "start": 1, "end": 2}]}
        ]}"#;
        assert_eq!(converted(Strategy::Async, run).lanes[0].kind, LaneKind::EventLoop);
        assert_eq!(converted(Strategy::Sequential, run).lanes[0].kind, LaneKind::Thread);
    }

    #[test]
    fn the_client_of_a_convoy_holds_no_gil() {
        let work = Workload::Convoy(Convoy { computing: 1, duration_ms: 250, pause_us: 50 });
        let mut case = case(Strategy::ThreadsGil);
        case.work = Work::new(Strategy::ThreadsGil, work).unwrap();
        let lane = |kind: &str| {
            let text = format!(
                r#"{{"kind": "{kind}", "isParent": false, "spans": [
                    {{"task": 0, "phase": "compute", "start": 1, "end": 2}},
                    {{"task": 0, "phase": "io-wait", "start": 2, "end": 3}}
                ]}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        let lanes = lane_traces(&case, vec![lane("thread"), lane("process")]);
        let phases = |lane: &LaneTrace| lane.spans.iter().map(|span| span.phase).collect::<Vec<_>>();
        assert_eq!(phases(&lanes[0]), [Phase::Compute, Phase::IoWait]);
        assert_eq!((lanes[1].kind, phases(&lanes[1])), (LaneKind::Thread, vec![Phase::IoWait]));
    }

    #[test]
    fn equal_answers_have_equal_checksums() {
        let work = case(Strategy::Threads).work.workload();
        let answer =
            |text: &str| reports(&work, &[text.to_owned()], &[])[0].outcome.clone().unwrap().checksum;
        assert_eq!(answer("[1, 2]"), answer("[1, 2]"));
        assert_ne!(answer("[1, 2]"), answer("[2, 1]"));
    }

    #[test]
    fn a_task_that_raised_is_named_and_the_others_keep_their_answers() {
        let run = r#"{"startUp": 0, "wall": 9, "bytesMoved": 0, "lanes": [], "answers": ["1", "ValueError()", "3"],
            "failures": [{"task": 1, "message": "ValueError: no"}]}"#;
        let run = converted(Strategy::Threads, run);
        assert_eq!(run.tasks_ok(), 2);
        let failure = run.failures().next().unwrap();
        assert_eq!((failure.task, failure.message.as_str()), (Some(TaskId(1)), "ValueError: no"));
    }

    #[test]
    fn a_counter_is_reported_with_its_increments() {
        let work = Workload::Counting(Counting { tasks: 4, increments: 2, counter: Counter::Mutex });
        let count = |answers: [&str; 2]| reports(&work, &answers.map(str::to_owned), &[]);
        let (exact, lossy) = (count(["8", "8"]), count(["8", "5"]));
        let product = &lossy[0].outcome.as_ref().unwrap().product;
        assert_eq!(product, &Some(Product::Count(Count { expected: 8, counted: 5 })));
        // A loss is no mismatch.
        let checksum = |reports: &[TaskReport]| reports[0].outcome.as_ref().unwrap().checksum;
        assert_eq!((exact.len(), checksum(&exact)), (1, checksum(&lossy)));
        // Anything else is not a counter.
        assert_eq!(count(["8", "none"]).len(), 2);
    }

    #[test]
    fn a_server_is_reported_with_its_figures() {
        let work = Workload::Convoy(Convoy { computing: 1, duration_ms: 250, pause_us: 50 });
        let figures = |answers: [&str; 4]| reports(&work, &answers.map(str::to_owned), &[]);
        let answer = figures(["46", "253.4", "5.5", "12"])[0].outcome.clone().unwrap();
        let (over, median, p99) = (Millis(253.4), Millis(5.5), Millis(12.0));
        let service = Service { answered: 46, over, median, p99 };
        assert_eq!(answer, Answer { checksum: Checksum(0), product: Some(Product::Service(service)) });
        assert_eq!(figures(["46", "none", "5.5", "12"]).len(), 4);
    }

    #[test]
    fn attempts_to_send_something_are_those_of_cpython() {
        let run = r#"{"startUp": 0, "wall": 9, "bytesMoved": 0, "lanes": [], "answers": ["7"], "failures": [],
            "attempts": [{"parcel": "data", "refused": null}, {"parcel": "lock", "refused": "TypeError: no"}]}"#;
        let run = converted(Strategy::Processes, run);
        let attempt = |parcel, refused: Option<&str>| Attempt { parcel, refused: refused.map(str::to_owned) };
        let expected = [attempt(Parcel::Data, None), attempt(Parcel::Lock, Some("TypeError: no"))];
        assert_eq!(run.attempts(), Some(&expected[..]));
        assert_eq!(converted(Strategy::Processes, POOL).attempts(), None);
    }

    #[test]
    fn a_run_has_a_lane_even_if_no_task_was_seen() {
        let run = r#"{"startUp": 0, "wall": 1, "lanes": [], "answers": [], "failures": [], "bytesMoved": 0}"#;
        for (strategy, kind) in [
            (Strategy::Sequential, LaneKind::Thread),
            (Strategy::Async, LaneKind::EventLoop),
            (Strategy::Processes, LaneKind::Process),
        ] {
            assert_eq!(converted(strategy, run).lanes[0].kind, kind);
        }
        let staged = converted(Strategy::AsyncPlusProcesses, run).lanes;
        assert_eq!(
            staged.iter().map(|lane| lane.stage).collect::<Vec<_>>(),
            [Stage::Fetching, Stage::Processing]
        );
    }

    #[test]
    fn a_failure_names_the_line() {
        let text = r#"{"type": "failed", "job": null, "failure": {
            "kind": "task", "fault": "exception", "message": "The program raised ValueError: no.", "causes": ["why"],
            "line": 12, "traceback": "Traceback"
        }}"#;
        let FromHost::Failed { job: None, failure } = serde_json::from_str(text).unwrap() else { panic!() };
        let failure = super::failure(failure);
        assert_eq!(failure.kind, FailureKind::Task);
        assert_eq!(failure.causes, ["why", "line 12 of the program"]);
        assert_eq!(failure.traceback, Some(Traceback { line: Some(12), text: "Traceback".to_owned() }));
    }

    #[test]
    fn messages_that_measurements_do_not_need_are_ignored() {
        let message = r#"{"type": "processStarted", "job": 1, "process": 2}"#;
        assert_eq!(serde_json::from_str::<FromHost>(message).unwrap(), FromHost::Other);
    }

    #[test]
    fn a_plan_without_a_program_or_with_another_strategy_is_refused() {
        let mut plan = plan(1, Repeats::Fixed { rounds: 1 }, 0);
        assert_eq!(cases(&plan).unwrap_err().kind, FailureKind::Unsupported);
        let names = plan.cases.iter().map(|case| (case.strategy, "name".to_owned())).collect();
        plan.program = Some(Program {
            source: "pass".to_owned(),
            tasks: vec![],
            names,
            steps: vec![30],
            released: Phase::MutexWait,
            start_method: StartMethod::Spawn,
            allowed: Vec::new(),
        });
        plan.cases[0].switch_interval_us = 50;
        let (program, cases) = cases(&plan).unwrap();
        assert_eq!((cases[0].step, cases[0].released), (Some(30), "mutex-wait"));
        assert_eq!(cases[0].start_method, "spawn");
        assert_eq!((program.source.as_str(), cases[0].strategy.as_str()), ("pass", "name"));
        assert_eq!(cases[0].switch_interval_ms, 0.05);
        plan.program.as_mut().unwrap().names.clear();
        assert!(super::cases(&plan).unwrap_err().message.contains("no strategy named"));
    }
}
