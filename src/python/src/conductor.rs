//! Conductor: answers the page's messages and has the host make the runs of a job, round by round. It only ever awaits, so
//! it hears a Stop whatever the program does.

use crate::convert;
use crate::protocol::{self, Assets, FromHost, ToHost};
use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use lanes_model::limits::MAX_PYTHON_PROCESSES;
use lanes_model::message::{EngineInfo, FromEngine, JobId, ToEngine};
use lanes_model::{Case, Ended, Enough, Failure, FailureKind, LaneTrace, Millis, Plan, Round, Rounds, Turn};

/// Message to the conductor.
pub(crate) enum Heard {
    /// The page sent a message, or one that cannot be read.
    Page(Result<ToEngine, Failure>),
    /// The host sent a message, or one that cannot be read.
    Host(Result<FromHost, Failure>),
}

/// Worker of the conductor, with its two partners and its clock.
pub(crate) trait Worker {
    /// Sends a message to the page.
    fn tell_page(&self, message: &FromEngine);

    /// Sends a message to the host.
    fn tell_host(&self, message: &ToHost);

    /// Returns the time, in ms since the worker began.
    fn now(&self) -> f64;

    /// Returns the moment when the worker began, in ms since the Unix epoch.
    fn time_origin(&self) -> f64;
}

/// Conductor of one build of CPython.
pub(crate) struct Conductor<W> {
    pub(crate) worker: W,
    /// Address of the site.
    pub(crate) base: String,
    pub(crate) heard: UnboundedReceiver<Heard>,
}

/// Limits of every job.
const LIMITS: protocol::Limits = protocol::Limits { processes: MAX_PYTHON_PROCESSES };

/// Reason why a job ended early.
enum Early {
    Stopped,
    Failed(Failure),
}

impl From<Failure> for Early {
    fn from(failure: Failure) -> Early {
        Early::Failed(failure)
    }
}

/// Outcome of something that the host was asked for.
enum Answer {
    Started,
    Ran(protocol::Run),
    Executed(protocol::Executed),
    Finished,
}

/// News of the run under way.
enum News {
    /// Number of its tasks that are done.
    Done(u64),
    /// Spans that have ended.
    Spans(Vec<protocol::Lane>),
}

/// Tasks and time of a job.
struct Tally {
    job: JobId,
    /// Number of tasks done in earlier runs.
    done: u64,
    /// Time when the first measured round began; None before.
    measured_from: Option<f64>,
}

impl<W: Worker> Conductor<W> {
    /// Loads a build, then answers the page's messages until its worker ends.
    pub(crate) async fn serve(mut self, build: String, assets: Assets) {
        self.worker.tell_host(&ToHost::Load { build, assets });
        while let Some(heard) = self.heard.next().await {
            match heard {
                Heard::Host(Ok(FromHost::Loading { loaded })) => {
                    self.worker.tell_page(&FromEngine::Loading { loaded: loaded as u64 });
                }
                Heard::Host(Ok(FromHost::Ready { .. })) => {
                    let engine = EngineInfo { lanes: 0, start_up: Millis(self.worker.now()) };
                    self.worker.tell_page(&FromEngine::Ready { engine });
                }
                Heard::Host(Ok(FromHost::Failed { job: None, failure })) => {
                    self.fail(None, convert::failure(failure));
                }
                Heard::Page(Ok(ToEngine::Start { job, plan })) => self.conduct(job, &plan).await,
                Heard::Page(Err(failure)) | Heard::Host(Err(failure)) => self.fail(None, failure),
                // About a job that has ended.
                Heard::Page(Ok(ToEngine::Stop { .. })) | Heard::Host(Ok(_)) => {}
            }
        }
    }

    fn fail(&self, job: Option<JobId>, failure: Failure) {
        self.worker.tell_page(&FromEngine::Failed { job, failure });
    }

    /// Makes all runs of a job.
    async fn conduct(&mut self, job: JobId, plan: &Plan) {
        let finished = |ended, enough| FromEngine::JobFinished { job, ended, enough, blocked_lanes: 0 };
        match self.make_runs(job, plan).await {
            Ok(enough) => self.worker.tell_page(&finished(Ended::Completed, Some(enough))),
            Err(Early::Stopped) => self.worker.tell_page(&finished(Ended::Stopped, None)),
            Err(Early::Failed(failure)) => self.fail(Some(job), failure),
        }
    }

    async fn make_runs(&mut self, job: JobId, plan: &Plan) -> Result<Enough, Early> {
        if plan.runs_program() {
            return self.execute(job, plan).await;
        }
        let (program, cases) = convert::cases(plan)?;
        self.worker.tell_host(&ToHost::Start {
            job: job.0,
            time_origin: self.worker.time_origin(),
            program,
            cases,
            turns: Vec::new(),
            more: true,
            network: convert::network(plan, &self.base),
            limits: LIMITS,
        });
        let mut rounds = Rounds::new(plan);
        let mut tally = Tally { job, done: 0, measured_from: None };
        self.wait(job, None, |_, _| {}).await?;
        let enough = loop {
            for (turn, case) in rounds.begin() {
                let index = plan.cases.iter().position(|other| std::ptr::eq(other, case)).unwrap_or(0);
                let run = self.make_run(&mut tally, turn, (index, case), rounds.tasks()).await?;
                tally.done += run.reports.len() as u64;
                rounds.note(&run);
                self.worker.tell_page(&FromEngine::RunFinished { job, run });
            }
            if let Some(enough) = rounds.enough(tally.spent(self.worker.now())) {
                break enough;
            }
        };
        self.worker.tell_host(&ToHost::Extend { job: job.0, turns: Vec::new(), more: false });
        self.wait(job, None, |_, _| {}).await?;
        Ok(enough)
    }

    /// Executes a program from its first to its last line, once. Its trace is kept if the reader stops it, too.
    async fn execute(&mut self, job: JobId, plan: &Plan) -> Result<Enough, Early> {
        let (source, case) = convert::program(plan)?;
        let turn = Turn { strategy: case.strategy, point: case.point, round: Round::Measured(0) };
        self.worker.tell_host(&ToHost::Execute {
            job: job.0,
            time_origin: self.worker.time_origin(),
            source: source.to_owned(),
            files: convert::files(plan),
            switch_interval_ms: convert::switch_interval_ms(case),
            start_method: convert::start_method(plan),
            network: convert::network(plan, &self.base),
            limits: LIMITS,
        });
        let tally = Tally { job, done: 0, measured_from: Some(self.worker.now()) };
        self.worker.tell_page(&tally.progress(turn, 0, 1, self.worker.now()));
        let answer = self.wait(job, Some(turn), |worker, news| {
            if let News::Spans(lanes) = news {
                worker.tell_page(&spans_ended(job, turn, convert::lane_traces(case, lanes)));
            }
        });
        let Answer::Executed(executed) = answer.await? else { return Err(out_of_turn()) };
        let (run, failure) = convert::execution(case, turn, executed);
        let ended = run.ended;
        self.worker.tell_page(&FromEngine::RunFinished { job, run });
        self.wait(job, None, |_, _| {}).await?;
        match (ended, failure) {
            (Ended::Stopped, _) => Err(Early::Stopped),
            (Ended::Completed, Some(failure)) => Err(Early::Failed(failure)),
            (Ended::Completed, None) => Ok(Enough::AsAsked),
        }
    }

    async fn make_run(
        &mut self,
        tally: &mut Tally,
        turn: Turn,
        (index, case): (usize, &Case),
        total: u64,
    ) -> Result<lanes_model::Run, Early> {
        let job = tally.job;
        let round = match turn.round {
            Round::WarmUp => 0,
            Round::Measured(round) => {
                tally.measured_from.get_or_insert(self.worker.now());
                round
            }
        };
        self.worker.tell_page(&tally.progress(turn, 0, total, self.worker.now()));
        let turns = vec![protocol::Turn { case: index, round }];
        self.worker.tell_host(&ToHost::Extend { job: job.0, turns, more: true });
        let answer = self.wait(job, Some(turn), |worker, news| {
            worker.tell_page(&match news {
                News::Done(done) => tally.progress(turn, done, total, worker.now()),
                News::Spans(lanes) => spans_ended(job, turn, convert::lane_traces(case, lanes)),
            });
        });
        match answer.await? {
            Answer::Ran(run) => Ok(convert::run(case, turn, run)),
            Answer::Started | Answer::Executed(_) | Answer::Finished => Err(out_of_turn()),
        }
    }

    /// Waits for the host to finish what it was asked for, and listens to the page meanwhile. Passes on news of the
    /// run under way, and what `turn` prints.
    async fn wait(
        &mut self,
        job: JobId,
        turn: Option<Turn>,
        mut on_news: impl FnMut(&W, News),
    ) -> Result<Answer, Early> {
        let mut is_stopped = false;
        while let Some(heard) = self.heard.next().await {
            match heard {
                Heard::Page(Ok(ToEngine::Stop { job: stopped })) if stopped == job => {
                    is_stopped = true;
                    self.worker.tell_host(&ToHost::Stop { job: job.0 });
                }
                Heard::Page(Ok(ToEngine::Start { job: other, .. })) => {
                    let failure = Failure::new(FailureKind::Protocol, "CPython runs one job at a time.");
                    self.fail(Some(other), failure);
                }
                Heard::Host(Ok(FromHost::Parked { .. })) => {
                    self.worker.tell_page(&FromEngine::Parked { job })
                }
                Heard::Host(Ok(FromHost::JobFinished { .. })) if is_stopped => return Err(Early::Stopped),
                Heard::Host(Ok(FromHost::JobFinished { .. })) => return Ok(Answer::Finished),
                // What ends after a Stop is not wanted any more.
                Heard::Host(Ok(FromHost::Started { .. })) if !is_stopped => return Ok(Answer::Started),
                Heard::Host(Ok(FromHost::RunFinished { run, .. })) if !is_stopped => {
                    return Ok(Answer::Ran(run));
                }
                // A stopped program has a trace, too.
                Heard::Host(Ok(FromHost::Executed(executed))) => return Ok(Answer::Executed(executed)),
                Heard::Host(Ok(FromHost::Output { chunks, .. })) => {
                    let texts = chunks.into_iter().map(convert::printed).collect();
                    self.worker.tell_page(&FromEngine::Printed { job, turn, texts });
                }
                Heard::Host(Ok(FromHost::OutputTruncated { .. })) => {
                    self.worker.tell_page(&FromEngine::OutputCut { job });
                }
                Heard::Host(Ok(FromHost::OriginRefused { origin, .. })) => {
                    self.worker.tell_page(&FromEngine::OriginRefused { job, origin });
                }
                Heard::Host(Ok(FromHost::Progress { done, .. })) if !is_stopped => {
                    on_news(&self.worker, News::Done(done));
                }
                Heard::Host(Ok(FromHost::Spans { lanes, .. })) if !is_stopped => {
                    on_news(&self.worker, News::Spans(lanes));
                }
                Heard::Host(Ok(FromHost::Failed { failure, .. })) => {
                    return Err(if is_stopped { Early::Stopped } else { convert::failure(failure).into() });
                }
                Heard::Host(Err(failure)) => return Err(failure.into()),
                Heard::Page(Err(failure)) => self.fail(None, failure),
                Heard::Page(Ok(ToEngine::Stop { .. })) | Heard::Host(Ok(_)) => {}
            }
        }
        Err(Failure::new(FailureKind::EngineLost, "CPython does not answer any more.").into())
    }
}

fn out_of_turn() -> Early {
    Failure::new(FailureKind::Protocol, "CPython ended a job before its last run.").into()
}

/// Reports spans as the engine does. The time of the report is that of the last span, the only one that the host knows.
fn spans_ended(job: JobId, turn: Turn, lanes: Vec<LaneTrace>) -> FromEngine {
    let ends = lanes.iter().flat_map(|lane| &lane.spans).map(|span| span.end);
    let at = ends.fold(Millis::ZERO, Millis::max);
    FromEngine::SpansEnded { job, turn, at, lanes }
}

impl Tally {
    fn spent(&self, now: f64) -> Millis {
        Millis(self.measured_from.map_or(0.0, |from| now - from))
    }

    fn progress(&self, turn: Turn, done: u64, total: u64, now: f64) -> FromEngine {
        FromEngine::Progress { job: self.job, turn, done: self.done + done, total, spent: self.spent(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::mpsc::{self, UnboundedSender};
    use futures::executor::block_on;
    use lanes_model::plan::Program;
    use lanes_model::runtime::StartMethod;
    use lanes_model::testing::plan;
    use lanes_model::{Phase, Repeats, Strategy, TaskId};
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    const JOB: JobId = JobId(7);

    /// Worker whose host answers at once, as `answer` says.
    struct FakeWorker<F> {
        page: Rc<RefCell<Vec<FromEngine>>>,
        to_conductor: UnboundedSender<Heard>,
        answer: F,
        now: Cell<f64>,
    }

    impl<F: Fn(&ToHost) -> Vec<Heard>> Worker for FakeWorker<F> {
        fn tell_page(&self, message: &FromEngine) {
            self.page.borrow_mut().push(message.clone());
            // The last message of a job ends the test.
            if matches!(message, FromEngine::JobFinished { .. } | FromEngine::Failed { .. }) {
                self.to_conductor.close_channel();
            }
        }

        fn tell_host(&self, message: &ToHost) {
            for heard in (self.answer)(message) {
                self.to_conductor.unbounded_send(heard).unwrap();
            }
        }

        fn now(&self) -> f64 {
            self.now.set(self.now.get() + 100.0);
            self.now.get()
        }

        fn time_origin(&self) -> f64 {
            0.0
        }
    }

    /// Has a conductor make a job whose host answers with `answer`, and returns what it tells the page.
    fn conduct(repeats: Repeats, answer: impl Fn(&ToHost) -> Vec<Heard>) -> Vec<FromEngine> {
        conduct_plan(plan(1, repeats, 0), answer)
    }

    fn conduct_plan(mut plan: Plan, answer: impl Fn(&ToHost) -> Vec<Heard>) -> Vec<FromEngine> {
        let (to_conductor, heard) = mpsc::unbounded();
        let names = plan.cases.iter().map(|case| (case.strategy, case.strategy.key().to_owned())).collect();
        let (released, start_method) = (Phase::Compute, StartMethod::Fork);
        plan.program = Some(Program {
            source: "pass".to_owned(),
            tasks: vec![],
            names,
            steps: vec![],
            released,
            start_method,
            allowed: Vec::new(),
        });
        to_conductor.unbounded_send(Heard::Page(Ok(ToEngine::Start { job: JOB, plan }))).unwrap();
        let page = Rc::default();
        let worker = FakeWorker { page: Rc::clone(&page), to_conductor, answer, now: Cell::new(0.0) };
        let assets = serde_json::from_str(r#"{"glue": "", "wasm": "", "stdlib": "", "lanes": ""}"#).unwrap();
        block_on(Conductor { worker, base: String::new(), heard }.serve("gil".to_owned(), assets));
        page.take()
    }

    fn host(message: FromHost) -> Heard {
        Heard::Host(Ok(message))
    }

    /// Answers of a host whose runs all take as long as the index of their case says.
    fn orderly(message: &ToHost) -> Vec<Heard> {
        match message {
            ToHost::Load { .. } => vec![],
            ToHost::Start { job, .. } => vec![host(FromHost::Started { job: *job })],
            ToHost::Stop { job } => vec![host(FromHost::JobFinished { job: *job })],
            ToHost::Execute { job, .. } => vec![
                host(printed(*job, "hello\n")),
                host(FromHost::Executed(executed(0))),
                host(FromHost::JobFinished { job: *job }),
            ],
            ToHost::Extend { job, turns, .. } => match turns.as_slice() {
                [] => vec![host(FromHost::JobFinished { job: *job })],
                turns => turns.iter().map(|turn| ran(*job, turn.case)).collect(),
            },
        }
    }

    fn printed(job: u32, text: &str) -> FromHost {
        let speaker = protocol::Speaker { task: Some(2), process: None, thread: Some("Thread-1".to_owned()) };
        let (speaker, text) = (Some(speaker), text.to_owned());
        let chunk = protocol::Chunk { speaker, stream: protocol::Stream::Stdout, text };
        FromHost::Output { job, chunks: vec![chunk] }
    }

    fn executed(code: i32) -> protocol::Executed {
        let is_stopped = false;
        protocol::Executed { is_stopped, code, error: None, wall: 12.0, lanes: vec![], bytes_moved: 0.0 }
    }

    /// Makes the plan of a program that runs from its first to its last line.
    fn program() -> Plan {
        let mut plan = plan(1, Repeats::Fixed { rounds: 1 }, 0);
        plan.cases.truncate(1);
        plan.cases[0].strategy = Strategy::Program;
        plan
    }

    fn ran(job: u32, case: usize) -> Heard {
        let run = protocol::Run {
            start_up: 0.0,
            wall: 10f64.powi(case as i32),
            lanes: vec![],
            answers: vec!["7".to_owned()],
            failures: vec![],
            attempts: vec![],
            bytes_moved: 0.0,
        };
        host(FromHost::RunFinished { job, run })
    }

    fn runs(page: &[FromEngine]) -> Vec<(Strategy, Round)> {
        let run = |message: &FromEngine| match message {
            FromEngine::RunFinished { job: JOB, run } => Some((run.turn.strategy, run.turn.round)),
            _ => None,
        };
        page.iter().filter_map(run).collect()
    }

    #[test]
    fn a_job_has_a_warm_up_and_the_rounds_that_were_asked_for() {
        let page = conduct(Repeats::Fixed { rounds: 2 }, orderly);
        let cases = plan(1, Repeats::Fixed { rounds: 2 }, 0).cases.len();
        let runs = runs(&page);
        assert_eq!(runs.len(), 3 * cases);
        assert!(runs[..cases].iter().all(|(_, round)| *round == Round::WarmUp));
        assert!(runs[2 * cases..].iter().all(|(_, round)| *round == Round::Measured(1)));
        let finished = FromEngine::JobFinished {
            job: JOB,
            ended: Ended::Completed,
            enough: Some(Enough::AsAsked),
            blocked_lanes: 0,
        };
        assert_eq!(page.last(), Some(&finished));
    }

    #[test]
    fn rounds_end_once_the_ranking_is_settled() {
        let page = conduct(Repeats::automatic(1), orderly);
        let Some(FromEngine::JobFinished { enough: Some(Enough::Settled { rounds }), .. }) = page.last()
        else {
            panic!("{page:?}")
        };
        assert!(*rounds > 2, "{rounds}");
    }

    #[test]
    fn a_stop_keeps_finished_runs_and_drops_the_one_under_way() {
        let page = conduct(Repeats::Fixed { rounds: 2 }, |message| match message {
            // The run ends while the Stop is on its way.
            ToHost::Extend { job, turns, .. } if turns[0].round == 1 => {
                vec![Heard::Page(Ok(ToEngine::Stop { job: JOB })), ran(*job, 0)]
            }
            message => orderly(message),
        });
        assert!(runs(&page).iter().all(|(_, round)| *round != Round::Measured(1)));
        assert!(!runs(&page).is_empty());
        let is_stopped = matches!(page.last(), Some(FromEngine::JobFinished { ended: Ended::Stopped, .. }));
        assert!(is_stopped, "{page:?}");
    }

    #[test]
    fn a_failure_of_the_program_ends_the_job() {
        let failure = || protocol::Failure {
            traceback: None,
            kind: protocol::FailureKind::Task,
            message: "The program raised ValueError: no.".to_owned(),
            causes: vec![],
            line: Some(3),
        };
        let page = conduct(Repeats::Fixed { rounds: 2 }, |message| match message {
            ToHost::Extend { job, .. } => {
                vec![host(FromHost::Failed { job: Some(*job), failure: failure() })]
            }
            message => orderly(message),
        });
        let Some(FromEngine::Failed { job: Some(JOB), failure }) = page.last() else { panic!("{page:?}") };
        assert_eq!(failure.causes, ["line 3 of the program"]);
    }

    #[test]
    fn spans_of_a_run_reach_the_page_while_it_lasts() {
        let span = protocol::Span { task: Some(0), phase: protocol::Phase::Compute, start: 2.0, end: 5.0 };
        let lane =
            |is_parent| protocol::Lane { kind: protocol::LaneKind::Thread, is_parent, spans: vec![span] };
        let page = conduct(Repeats::Fixed { rounds: 1 }, |message| match message {
            ToHost::Extend { job, turns, .. } if !turns.is_empty() => {
                let lanes = vec![lane(true), lane(false)];
                vec![host(FromHost::Spans { job: *job, lanes }), ran(*job, 0)]
            }
            message => orderly(message),
        });
        let spans = page.iter().find_map(|message| match message {
            FromEngine::SpansEnded { job: JOB, at, lanes, .. } => Some((*at, lanes.len())),
            _ => None,
        });
        assert_eq!(spans, Some((Millis(5.0), 1)));
    }

    #[test]
    fn a_program_runs_once_and_its_output_reaches_the_page() {
        let page = conduct_plan(program(), orderly);
        let [
            FromEngine::Progress { done: 0, total: 1, .. },
            FromEngine::Printed { turn: Some(turn), texts, .. },
            FromEngine::RunFinished { run, .. },
            FromEngine::JobFinished { ended: Ended::Completed, .. },
        ] = page.as_slice()
        else {
            panic!("{page:?}")
        };
        assert_eq!((run.turn, run.wall, run.tasks_ok()), (*turn, Millis(12.0), 1));
        assert_eq!((turn.strategy, texts[0].text.as_str()), (Strategy::Program, "hello\n"));
        let speaker = texts[0].speaker.as_ref().unwrap();
        let named = (speaker.process.as_deref(), speaker.thread.as_deref(), speaker.task);
        assert_eq!(named, (None, Some("Thread-1"), Some(TaskId(2))));
        assert!(!run.lanes.is_empty());
    }

    #[test]
    fn a_program_that_fails_keeps_its_trace() {
        let page = conduct_plan(program(), |message| match message {
            ToHost::Execute { job, .. } => {
                vec![host(FromHost::Executed(executed(3))), host(FromHost::JobFinished { job: *job })]
            }
            message => orderly(message),
        });
        let [.., FromEngine::RunFinished { run, .. }, FromEngine::Failed { failure, .. }] = page.as_slice()
        else {
            panic!("{page:?}")
        };
        assert_eq!(failure.message, "The program ended with exit code 3.");
        assert_eq!(run.failures().count(), 1);
    }

    #[test]
    fn a_program_that_is_stopped_keeps_its_trace() {
        let page = conduct_plan(program(), |message| match message {
            ToHost::Execute { .. } => vec![Heard::Page(Ok(ToEngine::Stop { job: JOB }))],
            ToHost::Stop { job } => vec![
                host(FromHost::Parked { job: *job }),
                host(FromHost::Executed(protocol::Executed { is_stopped: true, ..executed(0) })),
                host(FromHost::JobFinished { job: *job }),
            ],
            message => orderly(message),
        });
        let [
            ..,
            FromEngine::Parked { .. },
            FromEngine::RunFinished { run, .. },
            FromEngine::JobFinished { ended, .. },
        ] = page.as_slice()
        else {
            panic!("{page:?}")
        };
        assert_eq!((*ended, run.ended, run.reports.len()), (Ended::Stopped, Ended::Stopped, 0));
    }

    #[test]
    fn progress_counts_the_tasks_of_all_runs() {
        let page = conduct(Repeats::Fixed { rounds: 1 }, |message| match message {
            ToHost::Extend { job, turns, .. } if !turns.is_empty() => {
                vec![host(FromHost::Progress { job: *job, done: 1 }), ran(*job, 0)]
            }
            message => orderly(message),
        });
        let done = |message: &FromEngine| match message {
            FromEngine::Progress { done, total, .. } => Some((*done, *total)),
            _ => None,
        };
        let done: Vec<_> = page.iter().filter_map(done).collect();
        assert!(done.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{done:?}");
        assert!(done.iter().all(|(done, total)| done <= total), "{done:?}");
        assert_eq!(done.last().map(|(done, _)| *done), Some(runs(&page).len() as u64));
    }
}
