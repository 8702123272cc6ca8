//! Parameters of experiments.

use lanes_analysis::units;
use lanes_model::limits::MAX_WORKERS;

/// Value that a reader can change.
#[derive(Debug)]
pub struct Parameter {
    /// Name in links.
    pub key: &'static str,
    /// Name on the page.
    pub label: &'static str,
    /// Unit; empty without one.
    pub unit: &'static str,
    /// Explanation in one sentence.
    pub hint: &'static str,
    /// Possible values.
    pub domain: Domain,
    /// True for parameters behind *More*, which most readers do not need.
    pub advanced: bool,
    /// Choice that the parameter belongs to, by key and value. With another value it has no meaning and is not shown.
    pub only_with: Option<(&'static str, u64)>,
    /// True if a value is required when the parameter is shown.
    pub required: bool,
    /// Files for the last option of a choice.
    pub own_files: Option<OwnFiles>,
    /// Label of [`AUTO`], for a number that has it: no amount, but a choice that leaves the amount to Lanes.
    pub automatic: Option<&'static Choice>,
}

/// Files that a reader can bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    /// Noun after "choose".
    pub what: &'static str,
    /// File types that the browser's dialog offers: the `accept` attribute of an `<input>`.
    pub accept: &'static str,
    /// Maximum number of files.
    pub most: usize,
}

/// Maximum size of all files of a reader together, in bytes.
pub const MAX_FILE_BYTES: u64 = 16_000_000;

impl Parameter {
    /// Moves the parameter behind *More*.
    #[must_use]
    pub const fn advanced(mut self) -> Parameter {
        self.advanced = true;
        self
    }

    /// Moves the parameter into full view.
    #[must_use]
    pub const fn in_view(mut self) -> Parameter {
        self.advanced = false;
        self
    }

    /// Makes a value required.
    #[must_use]
    pub const fn required(mut self) -> Parameter {
        self.required = true;
        self
    }

    /// Limits the parameter to one value of a choice.
    #[must_use]
    pub const fn only_with(mut self, key: &'static str, value: u64) -> Parameter {
        self.only_with = Some((key, value));
        self
    }

    /// Returns the option for a value of a choice, or for [`AUTO`].
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        self.domain.option(value).or_else(|| self.automatic.filter(|_| self.is_automatic(value)))
    }

    /// Returns true if a value leaves the amount to Lanes.
    pub fn is_automatic(&self, value: u64) -> bool {
        self.automatic.is_some() && value == AUTO
    }

    /// Parses a number, or the label of [`AUTO`].
    pub fn parse_number(&self, text: &str) -> Option<u64> {
        let names = |automatic: &&Choice| automatic.key == text.trim();
        self.automatic.filter(names).map(|_| AUTO).or_else(|| units::parse_number(text))
    }
}

/// Possible values of a parameter.
#[derive(Debug)]
pub enum Domain {
    /// Whole number between two limits.
    Number {
        /// Minimum.
        min: u64,
        /// Maximum.
        max: u64,
        /// Default.
        default: Start,
    },
    /// Choice of several options. The value is the index, and the first option is the default.
    Choice(&'static [Choice]),
    /// Text, empty by default.
    Text {
        /// Maximum length in bytes.
        max: usize,
        /// Function that says in a sentence what is wrong with a text that is not empty.
        check: fn(&str) -> Result<(), String>,
    },
}

impl Domain {
    /// Returns the option for a value of a choice.
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        match self {
            Domain::Choice(options) => options.get(usize::try_from(value).ok()?),
            Domain::Number { .. } | Domain::Text { .. } => None,
        }
    }
}

/// Default of a number.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// The same on every machine.
    At(u64),
    /// The number of cores.
    Cores,
    /// A multiple of the number of cores.
    PerCore(u64),
}

/// Option of a [`Domain::Choice`].
#[derive(Debug)]
pub struct Choice {
    /// Name in links.
    pub key: &'static str,
    /// Name on the page.
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

/// Creates a number with its limits and default.
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

/// Creates a choice.
pub const fn choice(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    options: &'static [Choice],
) -> Parameter {
    parameter(key, label, hint, Domain::Choice(options))
}

/// Creates a choice between bundled data and the reader's own files, which no link can carry.
pub const fn source(hint: &'static str, options: &'static [Choice; 2], own_files: OwnFiles) -> Parameter {
    let mut source = choice(SOURCE, "Source", hint, options);
    source.own_files = Some(own_files);
    source
}

/// Key of the choice between bundled data and the reader's own.
pub const SOURCE: &str = "source";

/// Value of [`SOURCE`] for the reader's own files.
pub const OWN: u64 = 1;

/// Creates a text of at most `max` bytes, checked by `check`.
pub const fn text(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    max: usize,
    check: fn(&str) -> Result<(), String>,
) -> Parameter {
    parameter(key, label, hint, Domain::Text { max, check })
}

/// Setting that every run has, even if its experiment does not let readers change it.
///
/// An experiment that declares a parameter with this key sets it. Every other gets `default`, never 0 by accident.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    /// Key of the parameter.
    pub key: &'static str,
    /// Value for experiments without such a parameter.
    pub default: u64,
}

/// Threads or processes that work at once.
pub const WORKERS: Common = Common { key: "workers", default: 1 };
/// Maximum number of futures in progress at once. Without a limit, all of them, as in `asyncio.gather` without a
/// semaphore.
pub const LIMIT: Common = Common { key: "limit", default: u32::MAX as u64 };
/// Items that may wait between two stages.
pub const QUEUE: Common = Common { key: "queue", default: 1 };
/// CPython's `sys.setswitchinterval`, in microseconds. Its default is CPython's own, 5 ms.
pub const SWITCH_INTERVAL: Common = Common { key: "switch", default: 5_000 };
/// Index of a [`lanes_model::plan::ProcessPool`]; processes are kept by default.
pub const POOL: Common = Common { key: "pool", default: 0 };
/// Measured runs of each case.
pub const REPEATS: Common = Common { key: "repeats", default: 1 };

/// Creates the number of threads or processes.
pub const fn workers(default: Start) -> Parameter {
    number(WORKERS.key, "Workers", "", "Number of threads or processes.", (1, MAX_WORKERS, default))
}

/// Value that leaves the amount to Lanes, for numbers that allow it.
pub const AUTO: u64 = 0;

/// Maximum number of measured runs per case that a reader can choose.
pub const MAX_REPEATS: u64 = 50;

/// Creates the number of measurements per case: [`AUTO`] for adaptive repeats, or a number. Numbers are for
/// experiments with long rounds, or with strategies so close at some step that waiting for a ranking would waste
/// the time.
pub const fn repeats(default: u64) -> Parameter {
    let hint = "Measured runs of each strategy, after a warm-up. “Until settled” takes about 10 s at most.";
    let mut repeats = number(REPEATS.key, "Repeats", "", hint, (AUTO, MAX_REPEATS, Start::At(default)));
    repeats.automatic = Some(&Choice { key: "auto", label: "until settled" });
    repeats
}

/// Creates a fixed number of measurements, for experiments that rank nothing by its time.
pub const fn fixed_repeats(default: u64) -> Parameter {
    let mut repeats = repeats(default);
    repeats.hint = "Measured runs of each strategy, after a warm-up.";
    repeats.domain = Domain::Number { min: 1, max: MAX_REPEATS, default: Start::At(default) };
    repeats.automatic = None;
    repeats
}

/// Creates CPython's `sys.setswitchinterval`.
pub const fn switch_interval() -> Parameter {
    number(
        SWITCH_INTERVAL.key,
        "Switch interval",
        "µs",
        "Time a thread waits before it requests the GIL: sys.setswitchinterval.",
        (50, 100_000, Start::At(SWITCH_INTERVAL.default)),
    )
    .advanced()
}

/// Creates the choice of the code that computes, in the order of [`lanes_model::workload::Library::ALL`].
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

/// Creates the choice of the process pool, in the order of [`lanes_model::plan::ProcessPool`].
pub const fn process_pool() -> Parameter {
    choice(
        POOL.key,
        "Processes",
        "Kept between runs, or started during each run.",
        &[Choice { key: "reuse", label: "kept" }, Choice { key: "fresh", label: "new for each run" }],
    )
    .advanced()
}
