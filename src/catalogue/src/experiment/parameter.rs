//! Parameters: the settings of an experiment that a reader can change.

use lanes_analysis::units;
use lanes_model::limits::MAX_WORKERS;
use lanes_model::runtime::{Runtime, StartMethod};

/// A setting that a reader can change.
#[derive(Debug)]
pub struct Parameter {
    /// Name in links.
    pub key: &'static str,
    /// Name on the page.
    pub label: &'static str,
    /// Unit of the value, or an empty string.
    pub unit: &'static str,
    /// Explanation in one sentence.
    pub hint: &'static str,
    /// Allowed values.
    pub domain: Domain,
    /// True if the control is under *More*, because most readers do not need it.
    pub advanced: bool,
    /// Key and value of the choice that this parameter depends on. With any other value, the parameter has no effect and
    /// is hidden.
    pub only_with: Option<(&'static str, u64)>,
    /// Runtimes that have the setting. With any other, it has no effect and is hidden.
    pub runtimes: Runtimes,
    /// True if a run needs a value whenever the parameter is shown.
    pub required: bool,
    /// Files that the last option of a choice represents.
    pub own_files: Option<OwnFiles>,
    /// Default with CPython, if it differs from that of the domain.
    pub python_default: Option<Start>,
    /// Key and label of [`AUTO`], if the number allows it. That value lets Lanes choose the number.
    pub automatic: Option<&'static Choice>,
}

/// Runtimes that a setting applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtimes {
    /// Every runtime.
    Every,
    /// The Rust engine.
    Rust,
    /// Both builds of CPython.
    Python,
}

impl Runtimes {
    /// Returns true if the setting applies to a runtime.
    pub const fn includes(self, runtime: Runtime) -> bool {
        match self {
            Runtimes::Every => true,
            Runtimes::Rust => !runtime.is_python(),
            Runtimes::Python => runtime.is_python(),
        }
    }
}

/// Files that a reader can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    /// Description of the files, to follow "choose".
    pub what: &'static str,
    /// File types that the browser's file dialog offers: the `accept` attribute of an `<input>`.
    pub accept: &'static str,
    /// Maximum number of files.
    pub most: usize,
    /// Content of the files.
    pub content: Content,
}

/// Content of a reader's files, as an experiment needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Any bytes.
    Bytes,
    /// Text.
    Text,
    /// A table in a text.
    Table,
    /// A picture.
    Picture,
}

/// Maximum total size of a reader's files, in bytes.
pub const MAX_FILE_BYTES: u64 = 16_000_000;

impl Parameter {
    /// Moves the control under *More*.
    #[must_use]
    pub const fn advanced(mut self) -> Parameter {
        self.advanced = true;
        self
    }

    /// Moves the control out of *More*.
    #[must_use]
    pub const fn in_view(mut self) -> Parameter {
        self.advanced = false;
        self
    }

    /// Shows the parameter only if the runtime is Rust.
    #[must_use]
    pub const fn rust_only(mut self) -> Parameter {
        self.runtimes = Runtimes::Rust;
        self
    }

    /// Shows the parameter only if the runtime is CPython.
    #[must_use]
    pub const fn python_only(mut self) -> Parameter {
        self.runtimes = Runtimes::Python;
        self
    }

    /// Gives a number another default with CPython.
    #[must_use]
    pub const fn python_default(mut self, default: Start) -> Parameter {
        self.python_default = Some(default);
        self
    }

    /// Makes the parameter required for a run.
    #[must_use]
    pub const fn required(mut self) -> Parameter {
        self.required = true;
        self
    }

    /// Shows the parameter only if the choice `key` has the value `value`.
    #[must_use]
    pub const fn only_with(mut self, key: &'static str, value: u64) -> Parameter {
        self.only_with = Some((key, value));
        self
    }

    /// Returns the option that a value represents: one of a choice, or [`AUTO`] of a number.
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        self.domain.option(value).or_else(|| self.automatic.filter(|_| self.is_automatic(value)))
    }

    /// Returns true if a value lets Lanes choose the number.
    pub fn is_automatic(&self, value: u64) -> bool {
        self.automatic.is_some() && value == AUTO
    }

    /// Parses a number, or the key of [`AUTO`] if this parameter allows it.
    pub fn parse_number(&self, text: &str) -> Option<u64> {
        let names = |automatic: &&Choice| automatic.key == text.trim();
        self.automatic.filter(names).map(|_| AUTO).or_else(|| units::parse_number(text))
    }
}

/// Allowed values of a parameter.
#[derive(Debug)]
pub enum Domain {
    /// A whole number between two limits.
    Number {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// Default value.
        default: Start,
    },
    /// A choice of several options. The value is the index of an option, and 0 is the default.
    Choice(&'static [Choice]),
    /// A text of limited length, empty by default.
    Text {
        /// Maximum length in bytes.
        max: usize,
        /// Checks a text that is not empty, and returns a sentence that says what is wrong with it.
        check: fn(&str) -> Result<(), String>,
    },
}

impl Domain {
    /// Returns the option that a value of a choice represents.
    pub fn option(&self, value: u64) -> Option<&'static Choice> {
        match self {
            Domain::Choice(options) => options.get(usize::try_from(value).ok()?),
            Domain::Number { .. } | Domain::Text { .. } => None,
        }
    }
}

/// Default value of a number.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// A fixed value.
    At(u64),
    /// The number of cores of the machine.
    Cores,
    /// A multiple of the number of cores of the machine.
    PerCore(u64),
}

/// One option of a [`Domain::Choice`].
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
        runtimes: Runtimes::Every,
        required: false,
        own_files: None,
        python_default: None,
        automatic: None,
    }
}

/// Makes a parameter for a whole number with a minimum, a maximum and a default.
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

/// Makes a parameter for a choice of several options.
pub const fn choice(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    options: &'static [Choice],
) -> Parameter {
    parameter(key, label, hint, Domain::Choice(options))
}

/// Makes the parameter that chooses between bundled data and the reader's own files, which links cannot contain.
pub const fn source(hint: &'static str, options: &'static [Choice; 2], own_files: OwnFiles) -> Parameter {
    let mut source = choice(SOURCE, "Source", hint, options);
    source.own_files = Some(own_files);
    source
}

/// Key of the choice between bundled data and a reader's own.
pub const SOURCE: &str = "source";

/// Value of [`SOURCE`] for a reader's own files.
pub const OWN: u64 = 1;

/// Makes a parameter for a text of at most `max` bytes that passes `check`.
pub const fn text(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    max: usize,
    check: fn(&str) -> Result<(), String>,
) -> Parameter {
    parameter(key, label, hint, Domain::Text { max, check })
}

/// A setting that every run has, even if its experiment has no parameter for it.
///
/// The value comes from the experiment's parameter with the same key. Experiments without such a parameter use
/// `default`, never 0 by accident.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    /// Key of the parameter that sets the value.
    pub key: &'static str,
    /// Value for experiments without such a parameter.
    pub default: u64,
}

/// Number of threads or processes that work at once.
pub const WORKERS: Common = Common { key: "workers", default: 1 };
/// Maximum number of futures in progress at once. The default is no limit, like `asyncio.gather` without a semaphore.
pub const LIMIT: Common = Common { key: "limit", default: u32::MAX as u64 };
/// Maximum number of items in the queue between two stages.
pub const QUEUE: Common = Common { key: "queue", default: 1 };
/// Value of CPython's `sys.setswitchinterval`, in microseconds. The default is CPython's own, 5 ms.
pub const SWITCH_INTERVAL: Common = Common { key: "switch", default: 5_000 };
/// Index of a [`lanes_model::plan::ProcessPool`]; processes are kept by default.
pub const POOL: Common = Common { key: "pool", default: 0 };
/// Index of a [`StartMethod`]; fork by default, since programs in articles often lack the guard that spawn needs.
pub const START_METHOD: Common = Common { key: "start", default: 0 };
/// Number of measured runs of each case.
pub const REPEATS: Common = Common { key: "repeats", default: 1 };

/// Makes the parameter for the number of threads or processes.
pub const fn workers(default: Start) -> Parameter {
    number(
        WORKERS.key,
        "Workers",
        "",
        "Number of threads or processes that work at once.",
        (1, MAX_WORKERS, default),
    )
}

/// Value that lets Lanes choose the number, for parameters that allow it.
pub const AUTO: u64 = 0;

/// Maximum number of measured runs of each case.
pub const MAX_REPEATS: u64 = 50;

/// Makes the parameter for the number of measured runs of each case.
///
/// The default is [`AUTO`], which repeats until the ranking is settled, or a number. Use a number if a round takes very
/// long, or if strategies are so close at some step that the ranking would never settle.
pub const fn repeats(default: u64) -> Parameter {
    let hint =
        "Measured runs of each strategy, after a warm-up run. “Until settled” takes about 10 s at most.";
    let mut repeats = number(REPEATS.key, "Repeats", "", hint, (AUTO, MAX_REPEATS, Start::At(default)));
    repeats.automatic = Some(&Choice { key: "auto", label: "until settled" });
    repeats
}

/// Makes the same parameter without [`AUTO`], for experiments that do not rank strategies by time.
pub const fn fixed_repeats(default: u64) -> Parameter {
    let mut repeats = repeats(default);
    repeats.hint = "Measured runs of each strategy, after a warm-up run.";
    repeats.domain = Domain::Number { min: 1, max: MAX_REPEATS, default: Start::At(default) };
    repeats.automatic = None;
    repeats
}

/// Makes the parameter for CPython's `sys.setswitchinterval`.
pub const fn switch_interval() -> Parameter {
    number(
        SWITCH_INTERVAL.key,
        "Switch interval",
        "µs",
        "How long a thread waits before it requests the GIL: sys.setswitchinterval.",
        (50, 100_000, Start::At(SWITCH_INTERVAL.default)),
    )
    .advanced()
}

/// Index of an option of the choice of the runtime. Rust is the default if there is no choice.
pub const RUNTIME: Common = Common { key: "runtime", default: 0 };

/// Makes the choice of the runtime, in the order of [`Runtime::ALL`].
pub const fn runtime() -> Parameter {
    choice(
        RUNTIME.key,
        "Runtime",
        "What executes the tasks. CPython runs the Python script below.",
        &const { [option(Runtime::Rust), option(Runtime::Cpython), option(Runtime::CpythonNogil)] },
    )
}

/// Makes the choice between the builds of CPython, for code that only they can run.
pub const fn python_runtime() -> Parameter {
    choice(
        RUNTIME.key,
        "Runtime",
        "The build of CPython that runs your code.",
        &const { [option(Runtime::Cpython), option(Runtime::CpythonNogil)] },
    )
}

const fn option(runtime: Runtime) -> Choice {
    Choice { key: runtime.key(), label: runtime.name() }
}

/// Makes the choice of how CPython starts processes, in the order of [`StartMethod::ALL`].
pub const fn start_method() -> Parameter {
    choice(
        START_METHOD.key,
        "Start method",
        "New processes have the values of the program (fork), or import the program again (spawn).",
        &const { [named(StartMethod::Fork), named(StartMethod::Spawn)] },
    )
    .advanced()
    .python_only()
}

const fn named(method: StartMethod) -> Choice {
    Choice { key: method.key(), label: method.key() }
}

/// Makes the choice between a library and pure Python, in the order of [`lanes_model::workload::Library::ALL`].
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

/// Makes the choice between reused and new processes, in the order of [`lanes_model::plan::ProcessPool`].
pub const fn process_pool() -> Parameter {
    choice(
        POOL.key,
        "Processes",
        "Kept between runs, or started during each run, which adds to its time.",
        &[Choice { key: "reuse", label: "kept" }, Choice { key: "fresh", label: "new for each run" }],
    )
    .advanced()
    .rust_only()
}
