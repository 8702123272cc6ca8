//! The result JSON, schema `lanes/result@1`: measurements in a form that outlives this build.
//!
//! `docs/result.md` describes it for readers. The types in this module exist for that form alone: messages between
//! the page and the engine can change from build to build, this form cannot.

use lanes_analysis::compare::{Comparison, Row, Verdict, compare};
use lanes_catalogue::experiment::RUNTIME;
use lanes_catalogue::{Setup, Value};
use lanes_model::Environment;
use lanes_model::failure::Failure;
use lanes_model::plan::{Round, Turn};
use lanes_model::product::{Count, Service};
use lanes_model::rounds::Enough;
use lanes_model::run::{Ended, Run};
use lanes_model::trace::{LaneKind, Phase, Span, Stage};
use serde::Serialize;
use std::collections::BTreeMap;

/// Name and version of the schema.
pub const SCHEMA: &str = "lanes/result@1";

/// Complete result.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultDocument {
    schema: &'static str,
    /// Runtime that executed the tasks.
    runtime: &'static str,
    /// Difference of the runtime's work from the engine's, in sentences; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_remark: Option<String>,
    experiment: ExperimentPart,
    environment: Environment,
    #[serde(skip)]
    turns: Vec<Turn>,
    runs: Vec<RunPart>,
    summary: Vec<SummaryPart>,
    verdict: Option<VerdictPart>,
    /// End of the rounds; absent if their number was fixed, or if they were stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<RepeatsPart>,
    /// Reason why the runs ended early.
    failure: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct ExperimentPart {
    id: &'static str,
    parameters: BTreeMap<&'static str, ParameterValue>,
}

/// Number, text, or key of an option.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum ParameterValue {
    Number(u64),
    Text(String),
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RunPart {
    strategy: &'static str,
    /// Step of the sweep; absent without a sweep.
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<u64>,
    /// Number of the measured round, counted from one; 0 is the warm-up.
    repeat: u32,
    ended: &'static str,
    start_up_ms: f64,
    wall_ms: f64,
    checksum: String,
    tasks_ok: usize,
    tasks_failed: usize,
    bytes_moved: u64,
    phases_ms: BTreeMap<&'static str, f64>,
    /// Text that the code printed; absent if it printed nothing, or if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    /// Statistics of the server; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<ServicePart>,
    /// Final value of the counter; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<Count>,
    lanes: Vec<LanePart>,
    failures: Vec<FailurePart>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ServicePart {
    answered: u64,
    over_ms: f64,
    median_ms: f64,
    p99_ms: f64,
}

#[derive(Clone, Debug, Serialize)]
struct LanePart {
    kind: &'static str,
    /// Stage of the lane; absent for work in one stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    spans: Vec<SpanPart>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SpanPart {
    /// Task number, counted from one; null where the lane worked for itself.
    task: Option<u32>,
    phase: &'static str,
    start_ms: f64,
    end_ms: f64,
}

#[derive(Clone, Debug, Serialize)]
struct FailurePart {
    task: Option<u32>,
    message: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SummaryPart {
    strategy: &'static str,
    /// Step of the sweep; absent without a sweep.
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<u64>,
    runs: usize,
    median_ms: f64,
    low_ms: f64,
    high_ms: f64,
    coverage: f64,
    speedup: Option<f64>,
    efficiency: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
struct RepeatsPart {
    /// True if more rounds would not have changed the ranking.
    settled: bool,
    /// The same as a sentence.
    sentence: String,
}

#[derive(Clone, Debug, Serialize)]
struct VerdictPart {
    /// Key of the winner; null without one.
    fastest: Option<&'static str>,
    sentence: String,
}

impl ResultDocument {
    /// Creates the result of some runs of an experiment. `failure` is what made them end early.
    pub fn new<'a>(
        setup: &Setup,
        runs: impl IntoIterator<Item = &'a Run>,
        failure: Option<&Failure>,
        environment: Environment,
    ) -> ResultDocument {
        let runs: Vec<&Run> = runs.into_iter().collect();
        let points = setup.points();
        let x = |point: u16| points.get(usize::from(point)).copied();
        let comparisons: Vec<(Option<u64>, Comparison)> = (0..points.len().max(1) as u16)
            .map(|point| (x(point), compare(runs.iter().copied(), point)))
            .collect();
        let summary = comparisons
            .iter()
            .flat_map(|(x, comparison)| comparison.rows.iter().map(move |row| summary_part(row, *x)));
        // A verdict is about one comparison. What several of them show is in the summary.
        let verdict = match comparisons.as_slice() {
            [(None, comparison)] => comparison.verdict.as_ref().map(verdict_part),
            _ => None,
        };
        let mismatch = || comparisons.iter().find_map(|(_, comparison)| comparison.agreement.as_ref().err());
        ResultDocument {
            schema: SCHEMA,
            runtime: setup.runtime().key(),
            runtime_remark: setup.runtime_remark(),
            experiment: experiment_part(setup),
            environment,
            turns: runs.iter().map(|run| run.turn).collect(),
            runs: runs.iter().map(|run| run_part(run, x(run.turn.point))).collect(),
            summary: summary.collect(),
            verdict,
            repeats: None,
            failure: failure.or_else(mismatch).map(Failure::to_string),
        }
    }

    /// Adds what the code of each run has printed, as far as it is known.
    #[must_use]
    pub fn with_output(mut self, output: impl Fn(Turn) -> Option<String>) -> ResultDocument {
        for (run, turn) in self.runs.iter_mut().zip(&self.turns) {
            run.output = output(*turn);
        }
        self
    }

    /// Adds how the rounds ended, if they ended by themselves.
    #[must_use]
    pub fn measured_until(mut self, enough: Option<Enough>) -> ResultDocument {
        let part = |enough: Enough| {
            Some(RepeatsPart { settled: enough.is_settled()?, sentence: enough.sentence()? })
        };
        self.repeats = enough.and_then(part);
        self
    }
}

fn experiment_part(setup: &Setup) -> ExperimentPart {
    // The runtime has a key of its own.
    let shown = setup.values().shown().filter(|(parameter, _)| parameter.key != RUNTIME.key);
    let parameters = shown.map(|(parameter, value)| {
        let value = match value {
            Value::Number(number) => match parameter.option(*number) {
                Some(option) => ParameterValue::Text(option.key.to_owned()),
                None => ParameterValue::Number(*number),
            },
            Value::Text(text) => ParameterValue::Text(text.clone()),
        };
        (parameter.key, value)
    });
    ExperimentPart { id: setup.experiment().id, parameters: parameters.collect() }
}

fn run_part(run: &Run, x: Option<u64>) -> RunPart {
    let phases = Phase::ALL.into_iter().map(|phase| (phase.key(), rounded(run.total(phase).0)));
    RunPart {
        strategy: run.turn.strategy.key(),
        x,
        repeat: match run.turn.round {
            Round::WarmUp => 0,
            Round::Measured(round) => round + 1,
        },
        ended: match run.ended {
            Ended::Completed => "completed",
            Ended::Stopped => "stopped",
        },
        start_up_ms: rounded(run.start_up.0),
        wall_ms: rounded(run.wall.0),
        checksum: format!("{:016x}", run.checksum().0),
        tasks_ok: run.tasks_ok(),
        tasks_failed: run.failures().count(),
        bytes_moved: run.bytes_moved,
        phases_ms: phases.filter(|(_, ms)| *ms > 0.0).collect(),
        output: None,
        service: run.service().map(service_part),
        count: run.count(),
        lanes: run
            .lanes
            .iter()
            .map(|lane| LanePart {
                kind: match lane.kind {
                    LaneKind::Thread => "thread",
                    LaneKind::Process => "process",
                    LaneKind::EventLoop => "event-loop",
                },
                stage: match lane.stage {
                    Stage::Whole => None,
                    Stage::Fetching => Some("fetching"),
                    Stage::Processing => Some("processing"),
                },
                spans: lane.spans.iter().map(span_part).collect(),
            })
            .collect(),
        failures: run
            .failures()
            .map(|failure| FailurePart {
                task: failure.task.map(|task| task.number()),
                message: failure.to_string(),
            })
            .collect(),
    }
}

fn service_part(service: Service) -> ServicePart {
    ServicePart {
        answered: service.answered,
        over_ms: rounded(service.over.0),
        median_ms: rounded(service.median.0),
        p99_ms: rounded(service.p99.0),
    }
}

fn span_part(span: &Span) -> SpanPart {
    SpanPart {
        task: span.task.map(|task| task.number()),
        phase: span.phase.key(),
        start_ms: rounded(span.start.0),
        end_ms: rounded(span.end.0),
    }
}

fn summary_part(row: &Row, x: Option<u64>) -> SummaryPart {
    SummaryPart {
        strategy: row.strategy.key(),
        x,
        runs: row.wall.count,
        median_ms: rounded(row.wall.median),
        low_ms: rounded(row.wall.low),
        high_ms: rounded(row.wall.high),
        coverage: rounded(row.wall.coverage),
        speedup: row.median_ratio.map(rounded),
        efficiency: row.efficiency().map(rounded),
    }
}

fn verdict_part(verdict: &Verdict) -> VerdictPart {
    let fastest = match verdict {
        Verdict::Fastest { strategy, .. } => Some(strategy.key()),
        Verdict::Equal { .. } | Verdict::Undecided { .. } | Verdict::OnlyOnce => None,
    };
    VerdictPart { fastest, sentence: verdict.sentence() }
}

/// Rounds to microseconds; no clock is more precise.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use lanes_model::failure::FailureKind;
    use lanes_model::plan::Turn;
    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::{LaneTrace, TaskId};

    fn run(strategy: Strategy, round: Round, wall: f64) -> Run {
        let span = |task, phase, start, end| Span { task, phase, start: Millis(start), end: Millis(end) };
        let spans = vec![
            span(None, Phase::Spawn, 0.0, 0.5),
            span(Some(TaskId(0)), Phase::Compute, 0.5, wall - 0.000_4),
        ];
        Run {
            turn: Turn { strategy, point: 0, round },
            ended: Ended::Completed,
            start_up: Millis(12.0),
            wall: Millis(wall),
            lanes: vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans }],
            reports: vec![
                TaskReport { task: TaskId(0), outcome: Ok(Checksum(0xfeed).into()) },
                TaskReport {
                    task: TaskId(1),
                    outcome: Err(Failure::new(FailureKind::Network, "No answer.").in_task(TaskId(1))),
                },
            ],
            bytes_moved: 64,
        }
    }

    /// The schema is a promise: if this fails, either mend the code, or make it `lanes/result@2`.
    #[test]
    fn the_golden_result() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.set("repeats", 3);
        let rounds = [Round::WarmUp, Round::Measured(0), Round::Measured(1)];
        let walls = |strategy, wall: f64| rounds.map(|round| run(strategy, round, wall));
        let runs = [walls(Strategy::Sequential, 10.0), walls(Strategy::Threads, 5.25)].concat();
        let environment = Environment {
            cores: 2,
            isolated: true,
            clock_resolution_ms: 0.005,
            hidden: false,
            browser: "Chromium 156".into(),
            version: "0.1.0".into(),
            recorded_at: "2026-11-22T15:00:00.000Z".into(),
            interpreter: None,
        };
        let text =
            serde_json::to_string_pretty(&ResultDocument::new(&setup, &runs, None, environment)).unwrap();
        let golden = include_str!("../tests/golden/result.json");
        assert_eq!(text.trim(), golden.trim(), "the result JSON differs from tests/golden/result.json");
    }

    #[test]
    fn the_end_of_adaptive_rounds_is_in_the_result() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let environment = Environment {
            cores: 2,
            isolated: true,
            clock_resolution_ms: 0.005,
            hidden: false,
            browser: String::new(),
            version: String::new(),
            recorded_at: String::new(),
            interpreter: None,
        };
        let document = |enough| {
            let document = ResultDocument::new(&setup, &[], None, environment.clone());
            serde_json::to_value(document.measured_until(enough)).unwrap()
        };
        let settled = document(Some(Enough::Settled { rounds: 5 }));
        assert_eq!(settled["experiment"]["parameters"]["repeats"], "auto");
        assert_eq!(settled["repeats"]["settled"], true);
        assert_eq!(settled["repeats"]["sentence"], "5 runs each; the ranking was settled.");
        let spent = document(Some(Enough::TimeSpent { rounds: 4, budget_ms: 10_000 }));
        assert_eq!(spent["repeats"]["settled"], false);
        for silent in [None, Some(Enough::AsAsked), Some(Enough::Unranked { rounds: 3 })] {
            assert_eq!(document(silent).get("repeats"), None);
        }
    }
}
