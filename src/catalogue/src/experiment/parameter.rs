//! What a reader can change about an experiment.

use lanes_analysis::units;
use lanes_model::limits::MAX_WORKERS;

/// Something a reader can change.
#[derive(Debug)]
pub struct Parameter {
    /// The name in links.
    pub key: &'static str,
    /// The name on the page.
    pub label: &'static str,
    /// The unit, if it has one.
    pub unit: &'static str,
    /// One sentence: what it does.
    pub hint: &'static str,
    /// Which values it takes.
    pub domain: Domain,
    /// Whether most readers can do without it: it stands behind *More*.
    pub advanced: bool,
    /// The choice it belongs to, by key and value: with another one it means nothing and is not shown.
    pub only_with: Option<(&'static str, u64)>,
    /// Whether it has to be given where it is shown.
    pub required: bool,
    /// The files that the last option of a choice stands for.
    pub own_files: Option<OwnFiles>,
    /// What [`AUTO`] is called, where a number has it: it is no amount, but leaves the amount to Lanes.
    pub automatic: Option<&'static Choice>,
}

/// Files that a reader can bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    /// What they are, after "choose".
    pub what: &'static str,
    /// Which ones the browser's file dialogue is to offer: the `accept` of an `<input>`.
    pub accept: &'static str,
    /// How many there may be.
    pub most: usize,
}

/// How many bytes all files of a reader may have together.
pub const MAX_FILE_BYTES: u64 = 16_000_000;

impl Parameter {
    /// The same, behind *More*.
    #[must_use]
    pub const fn advanced(mut self) -> Parameter {
        self.advanced = true;
        self
    }

    /// The same, in full view.
    #[must_use]
    pub const fn in_view(mut self) -> Parameter {
        self.advanced = false;
        self
    }

    /// The same, without which nothing can be run.
    #[must_use]
    pub const fn required(mut self) -> Parameter {
        self.required = true;
        self
    }

    /// The same, shown with that value of that choice alone.
    #[must_use]
    pub const fn only_with(mut self, key: &'static str, value: u64) -> Parameter {
        self.only_with = Some((key, value));
        self
    }

    /// The option that a value stands for: one of a choice, or the value of a number that is no amount.
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        self.domain.option(value).or_else(|| self.automatic.filter(|_| self.is_automatic(value)))
    }

    /// Returns true if a value leaves the amount to Lanes.
    pub fn is_automatic(&self, value: u64) -> bool {
        self.automatic.is_some() && value == AUTO
    }

    /// The value of a number that a text stands for: an amount, or the name of what leaves it to Lanes.
    pub fn parse_number(&self, text: &str) -> Option<u64> {
        let names = |automatic: &&Choice| automatic.key == text.trim();
        self.automatic.filter(names).map(|_| AUTO).or_else(|| units::parse_number(text))
    }
}

/// The values a parameter takes.
#[derive(Debug)]
pub enum Domain {
    /// A whole number between two limits.
    Number {
        /// The smallest.
        min: u64,
        /// The largest.
        max: u64,
        /// What it is at first.
        default: Start,
    },
    /// One of several options; the value is its index, and the first is the default.
    Choice(&'static [Choice]),
    /// A text of at most so many bytes, empty at first.
    Text {
        /// How many bytes.
        max: usize,
        /// Says in a sentence what is wrong with a text that is not empty.
        check: fn(&str) -> Result<(), String>,
    },
}

impl Domain {
    /// The option that a value of a choice stands for.
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        match self {
            Domain::Choice(options) => options.get(usize::try_from(value).ok()?),
            Domain::Number { .. } | Domain::Text { .. } => None,
        }
    }
}

/// What a number is at first.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// Always the same.
    At(u64),
    /// As many as the machine has cores.
    Cores,
    /// So many for each core of the machine.
    PerCore(u64),
}

/// One option of a [`Domain::Choice`].
#[derive(Debug)]
pub struct Choice {
    /// The name in links.
    pub key: &'static str,
    /// The name on the page.
    pub label: &'static str,
}

const fn parameter(key: &'static str, label: &'static str, hint: &'static str, domain: Domain) -> Parameter {
    Parameter {
        key,
        label,
        unit: "",
        hint,
        domain,
        advanced: false,
        only_with: None,
        required: false,
        own_files: None,
        automatic: None,
    }
}

/// A whole number between two limits, with what it is at first.
pub const fn number(
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    (min, max, default): (u64, u64, Start),
) -> Parameter {
    let mut number = parameter(key, label, hint, Domain::Number { min, max, default });
    number.unit = unit;
    number
}

/// One of several options.
pub const fn choice(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    options: &'static [Choice],
) -> Parameter {
    parameter(key, label, hint, Domain::Choice(options))
}

/// Bundled data, or the reader's own files, which no link can carry.
pub const fn source(hint: &'static str, options: &'static [Choice; 2], own_files: OwnFiles) -> Parameter {
    let mut source = choice(SOURCE, "Source", hint, options);
    source.own_files = Some(own_files);
    source
}

/// The key of the choice between bundled data and a reader's own.
pub const SOURCE: &str = "source";

/// The value of [`SOURCE`] that stands for a reader's own files.
pub const OWN: u64 = 1;

/// A text of at most `max` bytes that `check` finds nothing wrong with.
pub const fn text(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    max: usize,
    check: fn(&str) -> Result<(), String>,
) -> Parameter {
    parameter(key, label, hint, Domain::Text { max, check })
}

/// A setting that every run has, whether or not its experiment lets a reader change it.
///
/// An experiment that declares a parameter with this key sets it; every other gets `default`, never 0 by accident.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    /// The key of the parameter that sets it.
    pub key: &'static str,
    /// The value for experiments without such a parameter.
    pub default: u64,
}

/// Threads or processes that work at once.
pub const WORKERS: Common = Common { key: "workers", default: 1 };
/// Futures under way at once. Without a limit it is `asyncio.gather` without a semaphore: all of them.
pub const LIMIT: Common = Common { key: "limit", default: u32::MAX as u64 };
/// Items that may wait between two stages.
pub const QUEUE: Common = Common { key: "queue", default: 1 };
/// CPython's `sys.setswitchinterval`, in microseconds. Its default is CPython's own, 5 ms.
pub const SWITCH_INTERVAL: Common = Common { key: "switch", default: 5_000 };
/// Index of a [`lanes_model::plan::ProcessPool`]; processes are kept by default.
pub const POOL: Common = Common { key: "pool", default: 0 };
/// Measured runs of each case.
pub const REPEATS: Common = Common { key: "repeats", default: 1 };

/// How many threads or processes.
pub const fn workers(default: Start) -> Parameter {
    number(WORKERS.key, "Workers", "", "Threads or processes that work at once.", (1, MAX_WORKERS, default))
}

/// The value of a number that leaves the amount to Lanes, where the number has such a value.
pub const AUTO: u64 = 0;

/// The most measured runs of each case that a reader can ask for.
pub const MAX_REPEATS: u64 = 50;

/// How often each case is measured at first: [`AUTO`], until the ranking is settled, or a number. A number is for
/// experiments of which a round takes so long, or in which strategies are so near to each other at some step, that waiting
/// for the ranking would spend the time in vain.
pub const fn repeats(default: u64) -> Parameter {
    let hint = "Measured runs of each strategy, after one to warm up. Until the ranking is settled they take about 10 s at most.";
    let mut repeats = number(REPEATS.key, "Repeats", "", hint, (AUTO, MAX_REPEATS, Start::At(default)));
    repeats.automatic = Some(&Choice { key: "auto", label: "until settled" });
    repeats
}

/// The same with a number always, for experiments that rank nothing by its time.
pub const fn fixed_repeats(default: u64) -> Parameter {
    let mut repeats = repeats(default);
    repeats.hint = "Measured runs of each strategy, after one to warm up.";
    repeats.domain = Domain::Number { min: 1, max: MAX_REPEATS, default: Start::At(default) };
    repeats.automatic = None;
    repeats
}

/// CPython's `sys.setswitchinterval`.
pub const fn switch_interval() -> Parameter {
    number(
        SWITCH_INTERVAL.key,
        "Switch interval",
        "µs",
        "How long a thread waits for the GIL before it asks for it: sys.setswitchinterval.",
        (50, 100_000, Start::At(SWITCH_INTERVAL.default)),
    )
    .advanced()
}

/// Which code computes, in the order of [`lanes_model::workload::Library::ALL`].
pub const fn library(hint: &'static str) -> Parameter {
    choice(
        "library",
        "Computed by",
        hint,
        &[
            Choice { key: "releases", label: "a library that releases the GIL" },
            Choice { key: "holds", label: "pure Python" },
        ],
    )
}

/// Where processes come from, in the order of [`lanes_model::plan::ProcessPool`].
pub const fn process_pool() -> Parameter {
    choice(
        POOL.key,
        "Processes",
        "Kept between runs, or started anew within each run's time.",
        &[Choice { key: "reuse", label: "kept" }, Choice { key: "fresh", label: "started anew" }],
    )
    .advanced()
}
