//! Look of a strategy: one colour and one shape wherever a strategy is drawn, in bars, lanes, charts and pictures.

use lanes_model::Strategy;

/// A colour of the page's style sheets (`www/styles/tokens.css`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The custom property, which follows the theme.
    pub token: &'static str,
    /// Value in the light theme, for a picture without style sheets.
    pub light: &'static str,
}

/// Number of looks.
pub const LOOKS: usize = 9;

/// Colours of the looks. Text on them has the colour `--look-ink`.
pub const COLOURS: [Colour; LOOKS] = [
    Colour { token: "--look-0", light: "#5d6678" },
    Colour { token: "--look-1", light: "#0c7d78" },
    Colour { token: "--look-2", light: "#c4473b" },
    Colour { token: "--look-3", light: "#2f5bd7" },
    Colour { token: "--look-4", light: "#8247b5" },
    Colour { token: "--look-5", light: "#9a6100" },
    Colour { token: "--look-6", light: "#2c7a33" },
    Colour { token: "--look-7", light: "#b02a76" },
    Colour { token: "--look-8", light: "#5b3413" },
];

/// Shapes of the points of the looks, as SVG paths around 0, 0.
pub const SHAPES: [&str; LOOKS] = [
    "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "M0-6L6 0L0 6L-6 0z",
    "M0-6L5.5 4.5H-5.5z",
    "M-4.5-4.5h9v9h-9z",
    "M0 6L5.5-4.5H-5.5z",
    "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "M-5-2.2L-2.2-5L0-2.8L2.2-5L5-2.2L2.8 0L5 2.2L2.2 5L0 2.8L-2.2 5L-5 2.2L-2.8 0z",
    "M0-6L5.7-1.9L3.5 4.9H-3.5L-5.7-1.9z",
    "M-6-3h12v6h-12z",
];

/// Returns the index of a strategy's look, below [`LOOKS`]. No two strategies of an experiment share one.
pub const fn look(strategy: Strategy) -> usize {
    match strategy {
        Strategy::Sequential | Strategy::Here | Strategy::Program => 0,
        Strategy::Async | Strategy::Simulated | Strategy::Atomic => 1,
        Strategy::ThreadsGil | Strategy::GilPlain => 2,
        Strategy::Threads | Strategy::Unprotected | Strategy::Shared => 3,
        Strategy::Processes | Strategy::Copied | Strategy::Mutex => 4,
        Strategy::AsyncPlusThreadsGil
        | Strategy::ThreadsStatic
        | Strategy::OnePass
        | Strategy::Releasing
        | Strategy::GilCall
        | Strategy::ThisServer => 5,
        Strategy::AsyncPlusThreads | Strategy::Subtotals => 6,
        Strategy::AsyncPlusProcesses
        | Strategy::ProcessesStatic
        | Strategy::ProcessesAnew
        | Strategy::Transferred
        | Strategy::ThreadsPlusThreadsGil => 7,
        Strategy::ThreadsPlusProcesses | Strategy::ThreadsPlusThreads => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_light_theme() {
        let tokens = include_str!("../../../www/styles/tokens.css");
        for Colour { token, light } in COLOURS {
            assert!(tokens.contains(&format!("{token}: light-dark({light},")), "{token} {light}");
        }
    }
}
