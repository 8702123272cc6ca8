//! Results in formats for other tools, one module each. The result JSON, which is a contract, is in
//! [`crate::result`].

pub mod csv;
pub mod machine;
pub mod markdown;
pub mod picture;
pub mod trace_events;

mod svg;

use crate::report::Report;
use lanes_analysis::compare::representative;
use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::rounds::Enough;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

/// Results to export, and how the reader looks at them.
pub struct Measured<'a> {
    /// Settings of the experiment.
    pub setup: &'a Setup,
    /// Strategies that were run, in the order of the rows.
    pub strategies: &'a [Strategy],
    /// All runs.
    pub runs: &'a [&'a Run],
    /// Findings about the runs.
    pub report: &'a Report,
    /// Point of the sweep that is shown; zero without a sweep.
    pub point: u16,
    /// Reason why no more rounds were measured, if known.
    pub enough: Option<Enough>,
    /// Machine and date.
    pub environment: &'a Environment,
    /// Address of the experiment with these settings.
    pub address: &'a str,
}

impl Measured<'_> {
    /// Returns the run to draw for each strategy at the point that is shown.
    fn drawn(&self) -> Vec<&Run> {
        let run = |strategy: &Strategy| representative(self.runs.iter().copied(), *strategy, self.point);
        self.strategies.iter().filter_map(run).collect()
    }

    /// Tells how the rounds ended, if they ended by themselves.
    fn repeats(&self) -> Option<String> {
        self.enough.and_then(Enough::sentence)
    }
}

/// File format for saved results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The picture, as pixels.
    Png,
    /// The picture, as vectors.
    Svg,
    /// A table and conclusions, to paste into a text.
    Markdown,
    /// A table with a row for each run.
    Csv,
    /// The complete results.
    Json,
    /// The spans.
    Trace,
}

impl Format {
    /// All formats, in the order of the menu.
    pub const ALL: [Format; 6] =
        [Format::Png, Format::Svg, Format::Markdown, Format::Csv, Format::Json, Format::Trace];

    /// Returns the name of the format in the menu.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Png => "PNG",
            Format::Svg => "SVG",
            Format::Markdown => "Markdown",
            Format::Csv => "CSV",
            Format::Json => "JSON",
            Format::Trace => "Trace",
        }
    }

    /// Returns what the format is for, in a few words.
    pub const fn purpose(self) -> &'static str {
        match self {
            Format::Png => "picture with machine and date",
            Format::Svg => "picture, sharp at any size",
            Format::Markdown => "table and verdict, to paste into a text",
            Format::Csv => "a row for each run, for spreadsheets",
            Format::Json => "complete results, for programs",
            Format::Trace => "every span; opens in Perfetto and chrome://tracing",
        }
    }

    /// Returns the file name extension.
    const fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Svg => "svg",
            Format::Markdown => "md",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Trace => "trace.json",
        }
    }

    /// Returns the media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Svg => "image/svg+xml",
            Format::Markdown => "text/markdown",
            Format::Csv => "text/csv",
            Format::Json | Format::Trace => "application/json",
        }
    }

    /// Builds a file name such as `lanes-sum-of-squares-2026-11-22.csv`. The date is the day of `recorded_at`, in ISO
    /// 8601.
    pub fn file_name(self, experiment: &str, recorded_at: &str) -> String {
        let day = recorded_at.split('T').next().unwrap_or_default();
        ["lanes-", experiment, "-", day, ".", self.extension()].concat()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::report::View;
    use lanes_catalogue::experiments::find;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::run::Ended;
    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};

    /// Sample result: three rounds of three strategies, among them an event loop whose tasks wait at once.
    pub(crate) struct Sample {
        pub(crate) setup: Setup,
        pub(crate) runs: Vec<Run>,
        pub(crate) environment: Environment,
        pub(crate) address: String,
    }

    impl Sample {
        pub(crate) fn new(experiment: &str) -> Sample {
            let rounds = [Round::WarmUp, Round::Measured(0), Round::Measured(1), Round::Measured(2)];
            let run = |strategy, wall, lanes| rounds.map(|round| run(strategy, round, wall, lanes));
            let runs = [
                run(Strategy::Sequential, 640.0, 1),
                run(Strategy::Async, 400.0, 1),
                run(Strategy::Threads, 320.0, 2),
            ];
            Sample {
                setup: Setup::new(find(experiment).unwrap(), 2),
                runs: runs.concat(),
                environment: Environment {
                    cores: 2,
                    isolated: true,
                    clock_resolution_ms: 0.005,
                    hidden: false,
                    browser: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                              Chrome/156.0.0.0 Safari/537.36"
                        .into(),
                    version: "0.1.0".into(),
                    recorded_at: "2026-11-22T15:04:05.678Z".into(),
                    interpreter: None,
                },
                address: format!("https://lanes.example/?x={experiment}"),
            }
        }

        pub(crate) fn with<R>(&self, export: impl FnOnce(&Measured) -> R) -> R {
            let runs: Vec<&Run> = self.runs.iter().collect();
            let strategies = [Strategy::Sequential, Strategy::Async, Strategy::Threads];
            let view = View { point: 0, baseline: Strategy::Sequential, is_telling: true };
            let report = Report::new(&self.setup, &runs, view, Some(&self.environment));
            export(&Measured {
                setup: &self.setup,
                strategies: &strategies,
                runs: &runs,
                report: &report,
                point: 0,
                enough: Some(Enough::Settled { rounds: 3 }),
                environment: &self.environment,
                address: &self.address,
            })
        }
    }

    fn run(strategy: Strategy, round: Round, wall: f64, lanes: usize) -> Run {
        let spread = match round {
            Round::WarmUp => 50.0,
            Round::Measured(round) => f64::from(round) * 2.0,
        };
        let wall = wall + spread;
        let span = |task, phase, start, end| Span {
            task: Some(TaskId(task)),
            phase,
            start: Millis(start),
            end: Millis(end),
        };
        let (kind, spans) = match strategy {
            // Two tasks wait at once.
            Strategy::Async => (
                LaneKind::EventLoop,
                vec![
                    span(1, Phase::IoWait, 0.0, wall / 3.0),
                    span(0, Phase::IoWait, 0.0, wall / 2.0),
                    span(1, Phase::Compute, wall / 3.0, wall / 2.0),
                    span(0, Phase::Compute, wall / 2.0, wall),
                ],
            ),
            _ => (
                LaneKind::Thread,
                vec![
                    span(0, Phase::IoWait, 0.0, wall / 2.0),
                    span(0, Phase::Compute, wall / 2.0, wall * 0.75),
                    span(1, Phase::Compute, wall * 0.75, wall),
                ],
            ),
        };
        let report = |task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(7).into()) };
        Run {
            turn: Turn { strategy, point: 0, round },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(wall),
            lanes: vec![LaneTrace { kind, stage: Stage::Whole, spans }; lanes],
            reports: vec![report(0), report(1)],
            bytes_moved: 0,
        }
    }

    #[test]
    fn a_file_name_has_experiment_day_and_format() {
        let names = Format::ALL.map(|format| format.file_name("scaling", "2026-11-22T15:04:05.678Z"));
        assert_eq!(names[0], "lanes-scaling-2026-11-22.png");
        assert_eq!(names[5], "lanes-scaling-2026-11-22.trace.json");
    }
}
