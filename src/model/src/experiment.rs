//! The experiments, as data: what a reader can run, with which parameters, under which strategies.

use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::workload::{Network, Requests, Workload};

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
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Group; 2] = [Group::Waiting, Group::Computing];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Waiting => "Waiting (I/O-bound)",
            Group::Computing => "Computing (CPU-bound)",
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
    Parameter { key, label, unit, hint, domain: Domain::Number { min, max, default } }
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
);

const PROCESS_POOL: Parameter = Parameter {
    key: "pool",
    label: "Processes",
    unit: "",
    hint: "Kept between runs, or started anew within each run's time.",
    domain: Domain::Choice(&[
        Choice { key: "reuse", label: "kept" },
        Choice { key: "fresh", label: "started anew" },
    ]),
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
        SWITCH_INTERVAL,
        PROCESS_POOL,
        repeats(3),
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
        number("bytes", "Size", "bytes", "How large an answer is.", (0, 1_000_000, Start::At(1_000))),
        NETWORK,
        number("limit", "Limit", "", "Async requests under way at once.", (1, 500, Start::At(10))),
        workers(Start::At(10)),
        SWITCH_INTERVAL,
        PROCESS_POOL,
        repeats(3),
    ],
    strategies: &Strategy::ALL,
    workload: |setup| {
        Workload::Requests(Requests {
            count: setup.small("requests"),
            network: Network::ALL[setup.number("network") as usize],
            latency_ms: setup.small("latency"),
            bytes: setup.small("bytes"),
        })
    },
};

/// All experiments, in the order of the list.
pub static CATALOGUE: &[Experiment] = &[TEN_REQUESTS, SUM_OF_SQUARES];

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
