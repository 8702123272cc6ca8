//! Runtimes: what executes the tasks, and the words for it that page, embeds and exports share.

use crate::strategy::{IN_PYTHON, Strategy};
use serde::{Deserialize, Serialize};

/// Caution about times in CPython, from the geometric mean of ten programs against native CPython with its GIL.
const SLOWER: &str = ", 2 to 3 times slower than native CPython";
const SLOWER_WITHOUT_GIL: &str = ", about 4 times slower than native CPython";

/// Software that executes the tasks of an experiment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Runtime {
    /// The engine, in Rust.
    #[default]
    Rust,
    /// CPython with its GIL.
    Cpython,
    /// CPython without a GIL: its free-threaded build.
    CpythonNogil,
}

impl Runtime {
    /// All runtimes, in the order of the choice on the page.
    pub const ALL: [Runtime; 3] = [Runtime::Rust, Runtime::Cpython, Runtime::CpythonNogil];

    /// Returns the name in links and exports.
    pub const fn key(self) -> &'static str {
        match self {
            Runtime::Rust => "rust",
            Runtime::Cpython => "cpython",
            Runtime::CpythonNogil => "cpython-nogil",
        }
    }

    /// Finds a runtime by its name in links.
    pub fn from_key(key: &str) -> Option<Runtime> {
        Runtime::ALL.into_iter().find(|runtime| runtime.key() == key)
    }

    /// Returns the name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Runtime::Rust => "Rust",
            Runtime::Cpython => "CPython",
            Runtime::CpythonNogil => "CPython without GIL",
        }
    }

    /// Returns true if Python programs are executed.
    pub const fn is_python(self) -> bool {
        !matches!(self, Runtime::Rust)
    }

    /// Returns true if this runtime has the lock, or the lack of one, that a strategy's threads need.
    pub const fn has(self, strategy: Strategy) -> bool {
        match self {
            Runtime::Rust => !strategy.is_program(),
            Runtime::Cpython => {
                !strategy.computes_on_threads() || strategy.has_gil() || strategy.suits_either_build()
            }
            Runtime::CpythonNogil => !strategy.has_gil(),
        }
    }

    /// Returns true if a strategy runs only in a page that shares memory between threads. CPython always needs it.
    pub const fn needs_shared_memory(self, strategy: Strategy) -> bool {
        self.is_python() || strategy.needs_shared_memory()
    }

    /// Returns the heading of figures measured on this page.
    pub fn measured(self) -> String {
        self.measured_in("your browser")
    }

    /// Returns the heading of figures that may have been measured on another machine.
    pub fn measured_elsewhere(self) -> String {
        self.measured_in("a browser")
    }

    fn measured_in(self, browser: &str) -> String {
        let (software, caution) = match self {
            Runtime::Rust => ("Rust", ""),
            Runtime::Cpython => ("CPython 3.13", SLOWER),
            Runtime::CpythonNogil => ("free-threaded CPython 3.13", SLOWER_WITHOUT_GIL),
        };
        format!("Measured in {software} in {browser}{caution}")
    }

    /// Returns the sentence before the meanings of strategies.
    pub const fn before_meanings(self) -> &'static str {
        match self {
            Runtime::Rust => "Each strategy stands for one in Python:",
            Runtime::Cpython | Runtime::CpythonNogil => {
                "A process is an interpreter with memory of its own, but not a process of the operating system. \
                 Each strategy is Python’s own:"
            }
        }
    }

    /// Returns the key of a strategy with its description: `sequential: one Rust loop; in Python: a for loop`.
    pub fn labelled(self, strategy: Strategy) -> String {
        [strategy.key(), ": ", &self.meaning(strategy)].concat()
    }

    /// Describes a strategy: `one Rust loop; in Python: a for loop`, or for Python `a for loop`.
    pub fn meaning(self, strategy: Strategy) -> String {
        let meaning = strategy.meaning();
        match self {
            Runtime::Rust => [meaning.here, IN_PYTHON, meaning.python].concat(),
            Runtime::Cpython | Runtime::CpythonNogil => meaning.python.to_owned(),
        }
    }
}

/// Semantics with which CPython starts the processes of a program, as `multiprocessing.set_start_method` names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartMethod {
    /// A process has the definitions and values of the program.
    #[default]
    Fork,
    /// A process imports the program again.
    Spawn,
}

impl StartMethod {
    /// All methods, in the order of the choice on the page.
    pub const ALL: [StartMethod; 2] = [StartMethod::Fork, StartMethod::Spawn];

    /// Returns the name in Python, which links use too.
    pub const fn key(self) -> &'static str {
        match self {
            StartMethod::Fork => "fork",
            StartMethod::Spawn => "spawn",
        }
    }

    /// Returns the sentence on what a new process has.
    pub const fn meaning(self) -> &'static str {
        match self {
            StartMethod::Fork => "New processes get copies of the program’s values, as with fork.",
            StartMethod::Spawn => "New processes import the program again, as with spawn.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(runtime: Runtime) -> Vec<&'static str> {
        Strategy::BASIC.into_iter().filter(|strategy| runtime.has(*strategy)).map(Strategy::key).collect()
    }

    #[test]
    fn threads_have_a_gil_in_one_build_and_none_in_the_other() {
        assert_eq!(basic(Runtime::Rust).len(), 5);
        assert_eq!(basic(Runtime::Cpython), ["sequential", "async", "threads-gil", "processes"]);
        assert_eq!(basic(Runtime::CpythonNogil), ["sequential", "async", "threads", "processes"]);
    }

    #[test]
    fn safe_counters_run_on_either_build() {
        for strategy in [Strategy::Mutex, Strategy::Atomic, Strategy::Subtotals] {
            assert!(Runtime::ALL.iter().all(|runtime| runtime.has(strategy)), "{strategy}");
        }
        assert!(Runtime::Cpython.has(Strategy::GilPlain) && !Runtime::CpythonNogil.has(Strategy::GilPlain));
        assert!(!Runtime::Cpython.has(Strategy::Unprotected));
    }

    #[test]
    fn python_needs_shared_memory_for_everything() {
        for strategy in Strategy::ALL {
            assert_eq!(Runtime::Rust.needs_shared_memory(strategy), strategy.needs_shared_memory());
            for python in [Runtime::Cpython, Runtime::CpythonNogil] {
                assert!(python.needs_shared_memory(strategy));
            }
        }
    }

    #[test]
    fn headings_name_the_software_and_where_it_ran() {
        assert_eq!(Runtime::Rust.measured(), "Measured in Rust in your browser");
        assert_eq!(
            Runtime::CpythonNogil.measured_elsewhere(),
            "Measured in free-threaded CPython 3.13 in a browser, about 4 times slower than native CPython"
        );
    }

    #[test]
    fn only_rust_says_that_a_strategy_stands_for_another() {
        assert_eq!(Runtime::Rust.meaning(Strategy::Sequential), "one Rust loop; in Python: a for loop");
        assert_eq!(Runtime::Cpython.meaning(Strategy::Sequential), "a for loop");
    }
}
