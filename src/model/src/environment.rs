//! Environment of a measurement.

use serde::Serialize;

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
}
