//! Definition of an experiment: its parameters, its strategies, and the value that it varies, if any.

mod parameter;
mod typed;
mod values;

pub use parameter::{
    AUTO, Choice, Common, Content, Domain, LIMIT, MAX_FILE_BYTES, MAX_REPEATS, OWN, OwnFiles, POOL,
    Parameter, QUEUE, REPEATS, RUNTIME, Runtimes, SOURCE, START_METHOD, SWITCH_INTERVAL, Start, WORKERS,
    choice, fixed_repeats, library, number, process_pool, python_runtime, repeats, runtime, source,
    start_method, switch_interval, text, workers,
};
pub(crate) use typed::{parameters, read};
pub use values::{Value, Values, default_value, limits};

use lanes_analysis::units;
use lanes_model::plan::Case;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;
use lanes_model::workload::Workload;

/// A question that a reader can answer by running it.
#[derive(Debug)]
pub struct Experiment {
    /// Name in links.
    pub id: &'static str,
    /// Group in the menu.
    pub group: Group,
    /// Name on the page.
    pub title: &'static str,
    /// Introduction: what happens, and what to watch for.
    pub watch: &'static str,
    /// Settings that a reader can change, in the order of the controls.
    pub parameters: &'static [Parameter],
    /// Strategies to compare, in the order of the rows.
    pub strategies: &'static [Strategy],
    /// Reason why other strategies are left out. Empty if no reader would miss one.
    pub left_out: &'static str,
    /// Rust sources that the experiment runs, in `src/workloads/src`, the most instructive first.
    pub rust: &'static [&'static str],
    /// Facts about the script that CPython needs to run it in a browser; None if it cannot.
    pub python: Option<Python>,
    /// Varied value, if any.
    pub sweep: Option<Sweep>,
    /// Makes the work of a case from the values of the parameters.
    pub work: fn(&Values, At) -> Workload,
}

impl Experiment {
    /// Returns true if the reader writes the code of the tasks, or a program.
    pub fn takes_code(&self) -> bool {
        self.group == Group::Own
    }

    /// Returns true if the reader's code is a program that runs as it is, instead of tasks to compare strategies with.
    pub fn runs_program(&self) -> bool {
        self.strategies.iter().any(|strategy| strategy.is_program())
    }
}

/// Facts about an experiment's script.
#[derive(Debug)]
pub struct Python {
    /// Names of the functions of which each call is a task.
    pub tasks: &'static [&'static str],
    /// Strategies of the experiment that the script lacks.
    pub lacks: &'static [Strategy],
    /// Sentence on how the script's work differs from the engine's, or an empty string.
    pub remark: &'static str,
    /// Phase of a task that has released the GIL for neither a request nor a sleep: computing in a library, or waiting
    /// for a lock.
    pub released: Phase,
}

impl Python {
    /// A script with all strategies of its experiment, the same work, and no lock of its own.
    pub const PLAIN: Python = Python { tasks: &[], lacks: &[], remark: "", released: Phase::Compute };
}

/// Position of a case in an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Strategy of the case.
    pub strategy: Strategy,
    /// Varied value, or 0 if there is no sweep.
    pub x: u64,
}

/// A value that is varied step by step. Every strategy is measured at every step.
#[derive(Debug)]
pub struct Sweep {
    /// Label of the varied value's axis. Without a unit it is a plural.
    pub label: &'static str,
    /// Singular of the label, for a sentence.
    pub singular: &'static str,
    /// Unit of the varied value, or an empty string.
    pub unit: &'static str,
    /// Returns the steps, in ascending order.
    pub points: fn(&Values) -> Vec<u64>,
    /// Applies a step to a case, unless the work already contains the step. A case that a step does not change is not
    /// measured again.
    pub apply: fn(&mut Case, u64),
    /// Value that is measured at each step.
    pub measure: Measure,
    /// True if the axis of the steps is logarithmic.
    pub log: bool,
    /// Reference line by a simple rule, if any.
    pub reference: Option<Reference>,
    /// Returns the index of the step that the lesson describes. The page shows that step until a reader chooses
    /// another.
    pub shown: fn(&Values, &[u64]) -> usize,
}

/// Returns the index of the last step, for sweeps whose lesson describes the last step or all of them.
pub fn last_step(_: &Values, steps: &[u64]) -> usize {
    steps.len().saturating_sub(1)
}

impl Sweep {
    /// Formats a step with its label and unit, such as `Lanes: 4`.
    pub fn step(&self, x: u64) -> String {
        format!("{}: {}", self.label, self.value(x))
    }

    /// Formats a step as the beginning of a sentence: `With 4 lanes`, `With a switch interval of 5 ms`.
    pub fn with(&self, x: u64) -> String {
        match x {
            _ if !self.unit.is_empty() => format!("With a {} of {}", self.singular, self.value(x)),
            1 => format!("With 1 {}", self.singular),
            _ => format!("With {} {}", self.value(x), self.label.to_lowercase()),
        }
    }

    /// Formats a step with its unit: `5,000`, `5 ms`.
    pub fn value(&self, x: u64) -> String {
        if self.unit.is_empty() { units::grouped(x) } else { units::tick(x as f64, self.unit) }
    }
}

/// A value that is measured for each run, and its axis.
#[derive(Debug)]
pub struct Measure {
    /// Label of the axis.
    pub label: &'static str,
    /// Unit of the value, or an empty string.
    pub unit: &'static str,
    /// Returns the value for a run, or None if the run has none.
    pub of: fn(&Run) -> Option<f64>,
    /// True if the axis is logarithmic.
    pub log: bool,
    /// True if the value is shown relative to `sequential`: the median of `sequential`, divided by the value. If
    /// `sequential` was measured at the first step only, that median is used at every step.
    pub relative: bool,
}

impl Measure {
    /// Wall time.
    pub const WALL: Measure =
        Measure { label: "Wall time", unit: "ms", of: |run| Some(run.wall.0), log: false, relative: false };

    /// Speed-up over `sequential`.
    pub const SPEED_UP: Measure = Measure { label: "Speed-up", unit: "×", relative: true, ..Measure::WALL };

    /// Returns true if this measure is wall time or a speed-up, the only measures that a verdict can rank.
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

/// A reference line.
#[derive(Debug)]
pub struct Reference {
    /// Label of the line.
    pub label: &'static str,
    /// Returns the value at a step, or None if there is none.
    pub at: fn(&Values, u64) -> Option<f64>,
}

/// A group of experiments, in the order of the menu and the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Code that the reader writes.
    Own,
    /// Effects of a global interpreter lock.
    Gil,
    /// Work that waits.
    Waiting,
    /// Work that computes.
    Computing,
    /// Work that does both.
    Both,
    /// Common mistakes.
    Gotchas,
    /// Choice of a strategy for a kind of work.
    Decide,
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Group; 7] = [
        Group::Own,
        Group::Gil,
        Group::Waiting,
        Group::Computing,
        Group::Both,
        Group::Gotchas,
        Group::Decide,
    ];

    /// Returns the heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Own => "Your Python",
            Group::Gil => "The GIL",
            Group::Waiting => "Waiting (I/O-bound)",
            Group::Computing => "Computing (CPU-bound)",
            Group::Both => "Both",
            Group::Gotchas => "Gotchas",
            Group::Decide => "Decide",
        }
    }
}
