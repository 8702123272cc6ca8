//! Definition of an experiment: a question that a reader can run, with parameters and strategies.

mod parameter;
mod typed;
mod values;

pub use parameter::{
    AUTO, Choice, Common, Domain, LIMIT, MAX_FILE_BYTES, MAX_REPEATS, OWN, OwnFiles, POOL, Parameter, QUEUE,
    REPEATS, SOURCE, SWITCH_INTERVAL, Start, WORKERS, choice, fixed_repeats, library, number, process_pool,
    repeats, source, switch_interval, text, workers,
};
pub(crate) use typed::{parameters, read};
pub use values::{Value, Values, default_value, limits};

use lanes_analysis::units;
use lanes_model::plan::Case;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::workload::Workload;

/// Question that a reader can run.
#[derive(Debug)]
pub struct Experiment {
    /// Name in links.
    pub id: &'static str,
    /// Group of the experiment.
    pub group: Group,
    /// Title on the page.
    pub title: &'static str,
    /// Introduction in two sentences: what happens, and what to watch for.
    pub watch: &'static str,
    /// Parameters, in the order of the controls.
    pub parameters: &'static [Parameter],
    /// Strategies to compare, in the order of the rows.
    pub strategies: &'static [Strategy],
    /// Reason why other strategies are left out; empty if none would be expected.
    pub left_out: &'static str,
    /// Rust sources in `src/workloads/src`, the most instructive first.
    pub rust: &'static [&'static str],
    /// Sweep, if a value is varied in steps.
    pub sweep: Option<Sweep>,
    /// Function that makes the workload for the values of a setup.
    pub work: fn(&Values, At) -> Workload,
}

impl Experiment {
    /// Returns true if the experiment compares times. A sweep can measure something else.
    pub fn compares_times(&self) -> bool {
        self.sweep.as_ref().is_none_or(|sweep| sweep.measure.is_wall_time())
    }
}

/// Case of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Strategy of the case.
    pub strategy: Strategy,
    /// Step of the sweep; zero without a sweep.
    pub x: u64,
}

/// Series of steps. Every strategy is measured at every step.
#[derive(Debug)]
pub struct Sweep {
    /// Label of the axis.
    pub label: &'static str,
    /// Unit of the steps; empty without one.
    pub unit: &'static str,
    /// Function that lists the steps, in ascending order.
    pub points: fn(&Values) -> Vec<u64>,
    /// Function that applies a step to a case, unless the workload contains it already. A case that stays the same
    /// is not measured again.
    pub apply: fn(&mut Case, u64),
    /// Measure at each step.
    pub measure: Measure,
    /// True for a logarithmic axis.
    pub log: bool,
    /// Prediction of a simple rule, to compare with.
    pub reference: Option<Reference>,
    /// Function that returns the index of the step that the lesson is about, which is shown until a reader chooses
    /// another.
    pub shown: fn(&Values, &[u64]) -> usize,
}

/// Returns the index of the last step, for lessons about that or all steps.
pub fn last_step(_: &Values, steps: &[u64]) -> usize {
    steps.len().saturating_sub(1)
}

impl Sweep {
    /// Formats a step: `Lanes: 4`.
    pub fn step(&self, x: u64) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        format!("{}: {}{unit}", self.label, units::grouped(x))
    }
}

/// Measure of a run: the other axis.
#[derive(Debug)]
pub struct Measure {
    /// Label of the axis.
    pub label: &'static str,
    /// Unit; empty without one.
    pub unit: &'static str,
    /// Function that reads the value of a run, if it has one.
    pub of: fn(&Run) -> Option<f64>,
    /// True for a logarithmic axis.
    pub log: bool,
    /// True to show the ratio of the median of `sequential` to this value, at the same step, or
    /// at the first if `sequential` was measured once.
    pub relative: bool,
}

impl Measure {
    /// Wall time of a run.
    pub const WALL: Measure =
        Measure { label: "Wall time", unit: "ms", of: |run| Some(run.wall.0), log: false, relative: false };

    /// Speed-up over `sequential`.
    pub const SPEED_UP: Measure = Measure { label: "Speed-up", unit: "×", relative: true, ..Measure::WALL };

    /// Returns true if this measure is wall time or a speed-up, the only measures a verdict can rank.
    pub fn is_wall_time(&self) -> bool {
        self.label == Measure::WALL.label || self.relative
    }

    /// Formats a value with its unit.
    pub fn text(&self, value: f64) -> String {
        match self.unit {
            "ms" => units::duration(Millis(value)),
            "×" => units::ratio(value),
            "" => units::significant(value),
            unit => format!("{} {unit}", units::significant(value)),
        }
    }
}

/// Line to compare with.
#[derive(Debug)]
pub struct Reference {
    /// Label of the line.
    pub label: &'static str,
    /// Function that returns the value at a step, if there is one.
    pub at: fn(&Values, u64) -> Option<f64>,
}

/// Group of experiments, in the order of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Effects of a global interpreter lock.
    Gil,
    /// Work that waits.
    Waiting,
    /// Work that computes.
    Computing,
    /// Work that does both.
    Both,
    /// Pitfalls.
    Gotchas,
    /// Decisions.
    Decide,
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Group; 6] =
        [Group::Gil, Group::Waiting, Group::Computing, Group::Both, Group::Gotchas, Group::Decide];

    /// Returns the heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Gil => "The GIL",
            Group::Waiting => "Waiting (I/O-bound)",
            Group::Computing => "Computing (CPU-bound)",
            Group::Both => "Both",
            Group::Gotchas => "Gotchas",
            Group::Decide => "Decide",
        }
    }
}
