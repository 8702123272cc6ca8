//! The machine, browser and page that a result was measured on.

use serde::Serialize;

/// The machine, browser and page of a measurement, and its date.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Cores, as the browser tells.
    pub cores: u32,
    /// Whether the page was cross-origin isolated.
    pub isolated: bool,
    /// The smallest step of the clock that was seen, in milliseconds.
    pub clock_resolution_ms: f64,
    /// Whether the page was hidden for a part of the time.
    pub hidden: bool,
    /// The browser, as it names itself.
    pub browser: String,
    /// The version of Lanes.
    pub version: String,
    /// When, in ISO 8601.
    pub recorded_at: String,
}
