//! The experiments, as data: what a reader can run, with which parameters, under which strategies.

use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::workload::{Failing, Misfortune, Network, Requests, Workload};

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
    /// The strategies it compares.
    pub strategies: &'static [Strategy],
    /// The work, at the sizes of a setup.
    pub(crate) workload: fn(&Setup) -> Workload,
}

/// A group of experiments, in the order in which the guide tells its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Work that waits.
    Waiting,
    /// Work that computes.
    Computing,
    /// What goes wrong.
    Gotchas,
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Group; 3] = [Group::Waiting, Group::Computing, Group::Gotchas];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Waiting => "Waiting (I/O-bound)",
            Group::Computing => "Computing (CPU-bound)",
            Group::Gotchas => "Gotchas",
        }
    }
}

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
}

impl Parameter {
    const fn advanced(mut self) -> Parameter {
        self.advanced = true;
        self
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
}

/// What a number is at first.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// Always the same.
    At(u64),
    /// As many as the machine has cores.
    Cores,
}

/// One option of a [`Domain::Choice`].
#[derive(Debug)]
pub struct Choice {
    /// The name in links.
    pub key: &'static str,
    /// The name on the page.
    pub label: &'static str,
}

/// The most threads or processes a reader can ask for.
pub const MAX_WORKERS: u64 = 64;

const fn number(
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    (min, max, default): (u64, u64, Start),
) -> Parameter {
    Parameter { key, label, unit, hint, domain: Domain::Number { min, max, default }, advanced: false }
}

const fn workers(default: Start) -> Parameter {
    number("workers", "Workers", "", "Threads or processes that work at once.", (1, MAX_WORKERS, default))
}

const fn repeats(default: u64) -> Parameter {
    number(
        "repeats",
        "Repeats",
        "",
        "Measured runs of each strategy, after one to warm up.",
        (1, 50, Start::At(default)),
    )
}

const SWITCH_INTERVAL: Parameter = number(
    "switch",
    "Switch interval",
    "µs",
    "How long a thread waits for the GIL before it asks for it.",
    (50, 100_000, Start::At(5_000)),
)
.advanced();

const PROCESS_POOL: Parameter = Parameter {
    key: "pool",
    label: "Processes",
    unit: "",
    hint: "Kept between runs, or started anew within each run's time.",
    domain: Domain::Choice(&[
        Choice { key: "reuse", label: "kept" },
        Choice { key: "fresh", label: "started anew" },
    ]),
    advanced: true,
};

const NETWORK: Parameter = Parameter {
    key: "network",
    label: "Network",
    unit: "",
    hint: "Who answers: this page's own service worker, or the server the page came from.",
    domain: Domain::Choice(&[
        Choice { key: Network::Simulated.key(), label: "simulated" },
        Choice { key: Network::ThisServer.key(), label: "this server" },
    ]),
    advanced: false,
};

const SUM_OF_SQUARES: Experiment = Experiment {
    id: "sum-of-squares",
    group: Group::Computing,
    title: "Sum of squares",
    watch: "Every task adds the squares of all numbers below n, and nothing in it waits. \
            Watch whether more lanes help, and how close they come to the number of cores.",
    parameters: &[
        number("tasks", "Tasks", "", "How many sums there are to share out.", (1, 256, Start::At(4))),
        number("n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(300_000_000))),
        workers(Start::Cores),
        repeats(3),
        SWITCH_INTERVAL,
        PROCESS_POOL,
    ],
    strategies: &Strategy::ALL,
    workload: |setup| Workload::SumOfSquares { tasks: setup.small("tasks"), n: setup.number("n") },
};

const TEN_REQUESTS: Experiment = Experiment {
    id: "ten-requests",
    group: Group::Waiting,
    title: "Ten requests",
    watch: "Every task asks the network for one record and waits for the answer, with almost nothing to compute. \
            Watch the waits line up one after the other, or lie side by side.",
    parameters: &[
        number("requests", "Requests", "", "How many records are asked for.", (1, 500, Start::At(10))),
        number("latency", "Latency", "ms", "How long an answer takes at least.", (0, 5_000, Start::At(100))),
        NETWORK,
        number("limit", "Limit", "", "Async requests under way at once.", (1, 500, Start::At(10))),
        workers(Start::At(10)),
        repeats(3),
        number(
            "bytes",
            "Size",
            "bytes",
            "How large an answer is at least.",
            (0, 1_000_000, Start::At(1_000)),
        )
        .advanced(),
        number(
            "jitter",
            "Jitter",
            "ms",
            "How much longer an answer may take, at random.",
            (0, 5_000, Start::At(0)),
        )
        .advanced(),
        number("errors", "Errors", "%", "How many answers are errors, at random.", (0, 100, Start::At(0)))
            .advanced(),
        number("seed", "Seed", "", "Where the randomness comes from.", (0, 1_000_000, Start::At(1)))
            .advanced(),
        number(
            "timeout",
            "Time-out",
            "ms",
            "How long an answer is waited for.",
            (100, 60_000, Start::At(30_000)),
        )
        .advanced(),
        SWITCH_INTERVAL,
        PROCESS_POOL,
    ],
    strategies: &Strategy::ALL,
    workload: |setup| {
        Workload::Requests(Requests {
            count: setup.small("requests"),
            network: Network::ALL[setup.number("network") as usize],
            latency_ms: setup.small("latency"),
            bytes: setup.small("bytes"),
            jitter_ms: setup.small("jitter"),
            error_percent: setup.small("errors"),
            seed: setup.small("seed"),
            timeout_ms: setup.small("timeout"),
        })
    },
};

const FAILING_TASK: Experiment = Experiment {
    id: "failing-task",
    group: Group::Gotchas,
    title: "A task that fails",
    watch: "All tasks add squares, but the one in the middle fails, in the way you choose. \
            Watch what becomes of the other tasks, and of the run.",
    parameters: &[
        Parameter {
            key: "how",
            label: "How it fails",
            unit: "",
            hint: "An error is an answer; the others end the thread or process they happen in.",
            // In the order of Misfortune::ALL.
            domain: Domain::Choice(&[
                Choice { key: "error", label: "returns an error" },
                Choice { key: "panic", label: "panics" },
                Choice { key: "stack", label: "overflows its stack" },
                Choice { key: "memory", label: "exhausts memory" },
            ]),
            advanced: false,
        },
        number("tasks", "Tasks", "", "How many there are.", (1, 256, Start::At(6))),
        number(
            "n",
            "n",
            "",
            "How many squares each of the others adds.",
            (1, 4_000_000_000, Start::At(50_000_000)),
        ),
        workers(Start::Cores),
        repeats(1),
    ],
    strategies: &Strategy::ALL,
    workload: |setup| {
        Workload::Failing(Failing {
            tasks: setup.small("tasks"),
            n: setup.number("n"),
            misfortune: Misfortune::ALL[setup.number("how") as usize],
        })
    },
};

/// All experiments, in the order of the list.
pub static CATALOGUE: &[Experiment] = &[TEN_REQUESTS, SUM_OF_SQUARES, FAILING_TASK];

/// The experiment shown when a link names none.
pub fn first() -> &'static Experiment {
    find(SUM_OF_SQUARES.id).unwrap_or(&CATALOGUE[0])
}

/// The experiment of that name.
pub fn find(id: &str) -> Option<&'static Experiment> {
    CATALOGUE.iter().find(|experiment| experiment.id == id)
}

/// The most workers any experiment has at first on a machine with that many cores: a pool that large
/// serves them all.
pub fn most_default_workers(cores: u32) -> u32 {
    let workers = CATALOGUE.iter().map(|experiment| Setup::new(experiment, cores).small("workers"));
    workers.max().unwrap_or(1)
}
