//! Environment of a measurement.

use serde::Serialize;
use std::fmt;

/// Python that made a recording outside the browser, or the program that traced it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interpreter {
    /// Implementation, such as `CPython`.
    pub name: String,
    /// Version, such as `3.12.4`.
    pub version: String,
    /// Operating system, such as `Linux`; empty for a trace, which does not say.
    pub system: String,
    /// True if the interpreter had a GIL.
    pub gil: bool,
}

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interpreter { name, version, system, gil } = self;
        if self.is_tracer() {
            return f.write_str(format!("{name} {version}").trim_end());
        }
        write!(f, "{name} {version}{} on {system}", if *gil { "" } else { " without GIL" })
    }
}

impl Interpreter {
    /// Returns true if it traced calls, and says nothing about the machine or the GIL.
    pub fn is_tracer(&self) -> bool {
        self.system.is_empty()
    }
}

/// Machine, browser and page of a measurement, and its date.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Number of cores, according to the browser.
    pub cores: u32,
    /// True if the page was cross-origin isolated.
    pub isolated: bool,
    /// Smallest observed step of the clock, in ms.
    pub clock_resolution_ms: f64,
    /// True if the page was hidden for part of the time.
    pub hidden: bool,
    /// User agent of the browser.
    pub browser: String,
    /// Version of Lanes.
    pub version: String,
    /// Date and time in ISO 8601.
    pub recorded_at: String,
    /// Python that recorded the measurement; None for one of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<Interpreter>,
}
