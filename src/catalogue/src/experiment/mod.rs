//! What an experiment is: something a reader can run, with which parameters, in which ways.

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

/// One question a reader can run.
#[derive(Debug)]
pub struct Experiment {
    /// The name in links.
    pub id: &'static str,
    /// The group it stands in.
    pub group: Group,
    /// The name on the page.
    pub title: &'static str,
    /// Two sentences: what happens, and what to watch for.
    pub watch: &'static str,
    /// What a reader can change, in the order of the controls.
    pub parameters: &'static [Parameter],
    /// The ways it compares, in the order of the rows.
    pub strategies: &'static [Strategy],
    /// Why other ways are not among them; empty where none is missed.
    pub left_out: &'static str,
    /// The Rust it is made of, in `src/workloads/src`, the most telling file first.
    pub rust: &'static [&'static str],
    /// What is varied step by step, where something is.
    pub sweep: Option<Sweep>,
    /// The work, at the sizes of a setup.
    pub work: fn(&Values, At) -> Workload,
}

impl Experiment {
    /// Whether who took least time is what it is about: a sweep may measure something else.
    pub fn compares_times(&self) -> bool {
        self.sweep.as_ref().is_none_or(|sweep| sweep.measure.is_wall_time())
    }
}

/// Which of an experiment's cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The way it is run.
    pub strategy: Strategy,
    /// The value of what is varied; zero where nothing is.
    pub x: u64,
}

/// Something that is varied step by step: every strategy is measured at every step.
#[derive(Debug)]
pub struct Sweep {
    /// What is varied, as an axis says it.
    pub label: &'static str,
    /// Its unit, if it has one.
    pub unit: &'static str,
    /// The steps, in rising order.
    pub points: fn(&Values) -> Vec<u64>,
    /// Puts a step into a case, where the work does not have it already. A case that a step leaves as it was
    /// is not measured again.
    pub apply: fn(&mut Case, u64),
    /// What is read off a run at each step.
    pub measure: Measure,
    /// Whether the steps stand on a logarithmic axis.
    pub log: bool,
    /// What it would be by a simple rule, to compare with.
    pub reference: Option<Reference>,
    /// The place, among the steps, of the one that the lesson speaks of: it is looked at until a reader chooses
    /// another.
    pub shown: fn(&Values, &[u64]) -> usize,
}

/// The place of the last step, where the lesson speaks of that or of all steps.
pub fn last_step(_: &Values, steps: &[u64]) -> usize {
    steps.len().saturating_sub(1)
}

impl Sweep {
    /// A step, for a reader: `Lanes: 4`.
    pub fn step(&self, x: u64) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        format!("{}: {}{unit}", self.label, units::grouped(x))
    }
}

/// What is read off a run: the other axis.
#[derive(Debug)]
pub struct Measure {
    /// What it is, as an axis says it.
    pub label: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// Its value for a run; nothing where the run has none.
    pub of: fn(&Run) -> Option<f64>,
    /// Whether it stands on a logarithmic axis.
    pub log: bool,
    /// Whether it is shown as how many times less it is than the median of `sequential` at the same step, or
    /// at the first where that was measured once.
    pub relative: bool,
}

impl Measure {
    /// The wall time.
    pub const WALL: Measure =
        Measure { label: "Wall time", unit: "ms", of: |run| Some(run.wall.0), log: false, relative: false };

    /// How many times faster than `sequential`.
    pub const SPEED_UP: Measure = Measure { label: "Speed-up", unit: "×", relative: true, ..Measure::WALL };

    /// Whether it is the wall time, as such or as a speed-up: what a verdict is about.
    pub fn is_wall_time(&self) -> bool {
        self.label == Measure::WALL.label || self.relative
    }

    /// A value with its unit, for a reader.
    pub fn text(&self, value: f64) -> String {
        match self.unit {
            "ms" => units::duration(Millis(value)),
            "×" => units::ratio(value),
            "" => units::significant(value),
            unit => format!("{} {unit}", units::significant(value)),
        }
    }
}

/// A line to compare with.
#[derive(Debug)]
pub struct Reference {
    /// What it is.
    pub label: &'static str,
    /// Its value at a step; nothing where it has none.
    pub at: fn(&Values, u64) -> Option<f64>,
}

/// A group of experiments, in the order in which the guide tells its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What a global interpreter lock does.
    Gil,
    /// Work that waits.
    Waiting,
    /// Work that computes.
    Computing,
    /// Work that does both.
    Both,
    /// What goes wrong.
    Gotchas,
    /// What to take for which work.
    Decide,
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Group; 6] =
        [Group::Gil, Group::Waiting, Group::Computing, Group::Both, Group::Gotchas, Group::Decide];

    /// The heading.
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
