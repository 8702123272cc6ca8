//! What was measured, in forms for other tools. Each format has a file of its own; the result JSON, which is a
//! contract, lies in [`crate::result`].

pub mod csv;
pub mod machine;
pub mod markdown;
pub mod picture;
pub mod trace_events;

mod svg;

use lanes_analysis::caution::cautions;
use lanes_analysis::compare::{Comparison, compare, representative};
use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::rounds::Enough;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

/// What was measured, and how it is looked at.
pub struct Measured<'a> {
    /// What was run.
    pub setup: &'a Setup,
    /// The strategies that were run, in the order of the rows.
    pub strategies: &'a [Strategy],
    /// All runs.
    pub runs: &'a [&'a Run],
    /// The point of what is varied that is looked at; zero where nothing is.
    pub point: u16,
    /// What the speed-ups are over.
    pub baseline: Strategy,
    /// Why no more rounds were measured, where that is known.
    pub enough: Option<Enough>,
    /// Where and when.
    pub environment: &'a Environment,
    /// The address of the experiment as it was run.
    pub address: &'a str,
}

impl Measured<'_> {
    /// The figures at the point that is looked at.
    fn comparison(&self) -> Comparison {
        compare(self.runs.iter().copied(), self.point).against(self.baseline)
    }

    /// The run to draw for each strategy at the point that is looked at.
    fn drawn(&self) -> Vec<&Run> {
        let run = |strategy: &Strategy| representative(self.runs.iter().copied(), *strategy, self.point);
        self.strategies.iter().filter_map(run).collect()
    }

    /// What the experiment teaches, where the figures show it. Whatever the baseline, lessons are about `sequential`.
    fn lesson(&self) -> Option<String> {
        let comparison = compare(self.runs.iter().copied(), self.point);
        self.setup.experiment().lesson().and_then(|lesson| lesson(self.setup, &comparison, self.runs))
    }

    /// The verdict, where there is one that means something: about a sweep of something else than time there is none.
    fn verdict(&self, comparison: &Comparison) -> Option<String> {
        let by_time = self.setup.experiment().compares_times();
        comparison.verdict.as_ref().filter(|_| by_time).map(|verdict| verdict.sentence())
    }

    /// The step that is looked at, where something is varied.
    fn step(&self) -> Option<String> {
        let sweep = self.setup.experiment().sweep.as_ref()?;
        self.setup.points().get(usize::from(self.point)).map(|x| sweep.step(*x))
    }

    /// How the rounds ended, where they ended by themselves.
    fn repeats(&self) -> Option<String> {
        self.enough.and_then(Enough::sentence)
    }

    /// Why the figures are to be taken with care.
    fn cautions(&self, comparison: &Comparison) -> Vec<String> {
        cautions(comparison, self.runs, self.point, self.environment)
    }
}

/// A form to save in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The picture, in pixels.
    Png,
    /// The picture.
    Svg,
    /// A table for a text.
    Markdown,
    /// A row for each run.
    Csv,
    /// All of it.
    Json,
    /// The spans.
    Trace,
}

impl Format {
    /// All of them, in the order of the menu.
    pub const ALL: [Format; 6] =
        [Format::Png, Format::Svg, Format::Markdown, Format::Csv, Format::Json, Format::Trace];

    /// Its name.
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

    /// What it is for.
    pub const fn purpose(self) -> &'static str {
        match self {
            Format::Png => "the picture, with machine and date",
            Format::Svg => "the picture, sharp at any size",
            Format::Markdown => "the table and the verdict, for a text",
            Format::Csv => "a row for each run, for a spreadsheet",
            Format::Json => "all that was measured, for a program",
            Format::Trace => "every span; opens in Perfetto and in Chrome's tracing",
        }
    }

    /// What a file of it ends in.
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

    /// What a browser calls it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Svg => "image/svg+xml",
            Format::Markdown => "text/markdown",
            Format::Csv => "text/csv",
            Format::Json | Format::Trace => "application/json",
        }
    }

    /// The name of a file: `lanes-sum-of-squares-2026-11-22.csv`. The date is the day of a moment in ISO 8601.
    pub fn file_name(self, experiment: &str, recorded_at: &str) -> String {
        let day = recorded_at.split('T').next().unwrap_or_default();
        ["lanes-", experiment, "-", day, ".", self.extension()].concat()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::run::Ended;
    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};

    /// A result to export: three rounds of three strategies, and of an event loop whose tasks wait at once.
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
                },
                address: format!("https://lanes.example/?x={experiment}"),
            }
        }

        pub(crate) fn with<R>(&self, export: impl FnOnce(&Measured) -> R) -> R {
            let runs: Vec<&Run> = self.runs.iter().collect();
            let strategies = [Strategy::Sequential, Strategy::Async, Strategy::Threads];
            export(&Measured {
                setup: &self.setup,
                strategies: &strategies,
                runs: &runs,
                point: 0,
                baseline: Strategy::Sequential,
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
            turn: Turn { strategy: strategy, point: 0, round },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(wall),
            lanes: vec![LaneTrace { kind, stage: Stage::Whole, spans }; lanes],
            reports: vec![report(0), report(1)],
            bytes_moved: 0,
        }
    }

    #[test]
    fn a_file_tells_its_experiment_its_day_and_its_format() {
        let names = Format::ALL.map(|format| format.file_name("scaling", "2026-11-22T15:04:05.678Z"));
        assert_eq!(names[0], "lanes-scaling-2026-11-22.png");
        assert_eq!(names[5], "lanes-scaling-2026-11-22.trace.json");
    }
}
