//! Appearance of phases and of idle time: one table for the canvas, legends, bars, tables and the saved picture.
//!
//! Phases differ by pattern as well as by colour. Computing is plain and has the colour of its strategy. Overhead is dark
//! and lined, waiting light and lined. A starved lane is hollow, a blocked one is barred, and an idle one fades away.

use crate::breakdown::Activity;
use crate::look::{COLOURS, Colour, look};
use lanes_model::{Phase, Strategy};

/// Side of a pattern's tile, in CSS pixels.
pub const TILE: f64 = 6.0;

/// Appearance of an activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Id of the pattern in an SVG document.
    pub id: &'static str,
    /// Name on the page: what the lane is doing.
    pub label: &'static str,
    /// Background of the pattern.
    pub ground: Colour,
    /// Colour of the lines of the pattern.
    pub mark: Colour,
    /// Colour of text on the ground.
    pub ink: Colour,
    /// Lines on a tile of [`TILE`] by [`TILE`] pixels, as SVG path data; empty for a plain ground.
    pub path: &'static str,
    /// Width of these lines, in CSS pixels. Their ends are round.
    pub width: f64,
}

const fn colour(token: &'static str, light: &'static str) -> Colour {
    Colour { token, light }
}

const INK: Colour = colour("--ink", "#171a21");
const INK_QUIET: Colour = colour("--ink-quiet", "#535b6b");
const GROUND_SUNKEN: Colour = colour("--ground-sunken", "#eceef2");
const GROUND: Colour = colour("--ground", "#ffffff");
const LOOK_INK: Colour = colour("--look-ink", "#ffffff");
const OVERHEAD: Colour = colour("--overhead", "#8d5bb8");
const QUEUE: Colour = colour("--queue", "#d3c3e2");
const LOCK_GROUND: Colour = colour("--lock-ground", "#fbd5d0");
const LOCK_DOT: Colour = colour("--lock-dot", "#c4473b");
const STALL_GROUND: Colour = colour("--stall-ground", "#eef1f4");
const STALL_LINE: Colour = colour("--stall-line", "#9aa5b5");
const WAIT_GROUND: Colour = colour("--wait-ground", "#fbe6c4");
const WAIT_LINE: Colour = colour("--wait-line", "#dba24a");
const WAIT_INK: Colour = colour("--wait-ink", "#4a3103");

const RISING: &str = "M-1 1 1 -1M0 6 6 0M5 7 7 5";
const FALLING: &str = "M-1 5 1 7M0 0 6 6M5 -1 7 1";
const LEVEL: &str = "M0 3h6";
const UPRIGHT: &str = "M3 0v6";
const CROSSED: &str = "M0 3h6M3 0v6";
const DOT: &str = "M3 3h.01";

/// Returns every activity, in the order of a legend.
pub fn activities() -> impl Iterator<Item = Activity> {
    Phase::ALL.into_iter().map(Activity::In).chain([Activity::Idle])
}

/// Returns the appearance of an activity.
pub fn style(activity: Activity) -> Style {
    let Activity::In(phase) = activity else {
        return Style {
            id: "style-idle",
            label: "idle",
            ground: GROUND_SUNKEN,
            mark: STALL_LINE,
            ink: INK_QUIET,
            path: DOT,
            width: 1.0,
        };
    };
    let (id, (ground, mark, ink), (path, width)) = of_phase(phase);
    Style { id, label: phase.label(), ground, mark, ink, path, width }
}

/// Returns the appearance of an activity on the lanes of a strategy: computing has the strategy's colour.
pub fn style_of(strategy: Strategy, activity: Activity) -> Style {
    let style = style(activity);
    if activity != Activity::In(Phase::Compute) {
        return style;
    }
    let ground = COLOURS[look(strategy)];
    Style { ground, mark: ground, ..style }
}

/// A row of the table: the id, the colours of ground, mark and ink, and the pattern.
type Row = (&'static str, (Colour, Colour, Colour), (&'static str, f64));

fn of_phase(phase: Phase) -> Row {
    let overhead = (OVERHEAD, QUEUE, LOOK_INK);
    match phase {
        Phase::Spawn => ("style-spawn", overhead, (CROSSED, 0.8)),
        Phase::Serialize => ("style-serialize", overhead, (RISING, 1.0)),
        Phase::Queue => ("style-queue", (QUEUE, OVERHEAD, INK), (LEVEL, 1.0)),
        Phase::Deserialize => ("style-deserialize", overhead, (FALLING, 1.0)),
        Phase::LockWait => ("style-lock-wait", (LOCK_GROUND, LOCK_DOT, INK), (DOT, 2.6)),
        Phase::Compute => ("style-compute", (INK_QUIET, INK_QUIET, LOOK_INK), ("", 0.0)),
        Phase::IoWait => ("style-io-wait", (WAIT_GROUND, WAIT_LINE, WAIT_INK), (RISING, 1.6)),
        Phase::Starved => ("style-starved", (GROUND, STALL_LINE, INK), (LEVEL, 1.2)),
        Phase::Blocked => ("style-blocked", (STALL_LINE, STALL_GROUND, INK), (UPRIGHT, 2.4)),
        Phase::MutexWait => ("style-mutex-wait", (LOCK_GROUND, LOCK_DOT, INK), (UPRIGHT, 1.4)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn colours_are_those_of_the_light_theme() {
        let tokens = include_str!("../../../../www/styles/tokens.css");
        for Style { ground, mark, ink, .. } in activities().map(style) {
            for Colour { token, light } in [ground, mark, ink] {
                assert!(tokens.contains(&format!("{token}: light-dark({light},")), "{token} {light}");
            }
        }
    }

    #[test]
    fn no_two_activities_look_the_same() {
        let looks: BTreeSet<_> =
            activities().map(style).map(|style| (style.ground.token, style.path)).collect();
        let ids: BTreeSet<_> = activities().map(|activity| style(activity).id).collect();
        assert_eq!((looks.len(), ids.len()), (Phase::ALL.len() + 1, Phase::ALL.len() + 1));
    }

    /// Returns the relative luminance of a colour, as the Web Content Accessibility Guidelines define it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn text_on_every_ground_has_enough_contrast_in_both_themes() {
        let tokens = include_str!("../../../../www/styles/tokens.css");
        let themes = |token: &str| {
            let value = tokens.split(&format!("{token}: light-dark(")).nth(1).unwrap();
            let (light, dark) = value[..value.find(')').unwrap()].split_once(", ").unwrap();
            [light, dark].map(luminance)
        };
        let strategies = Strategy::ALL.map(|strategy| style_of(strategy, Activity::In(Phase::Compute)));
        for Style { ground, ink, id, .. } in activities().map(style).chain(strategies) {
            for (ground, ink) in themes(ground.token).into_iter().zip(themes(ink.token)) {
                let ratio = (ground.max(ink) + 0.05) / (ground.min(ink) + 0.05);
                assert!(ratio >= 4.5, "{id}: {ratio}");
            }
        }
    }
}
