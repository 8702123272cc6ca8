//! What each phase looks like. Colours come from the tokens of the page's styles, and phases differ by pattern as well
//! as by colour. The same patterns are drawn as SVG (in legends) and on the canvas.

use lanes_model::Phase;
use yew::prelude::*;

/// The length of the sides of a pattern's tile, in CSS pixels.
pub(super) const TILE: f64 = 6.0;

/// What a phase, or idle time, looks like.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// The name of its pattern.
    key: &'static str,
    /// The token of its ground.
    pub(super) ground: &'static str,
    /// The token of what is drawn on it.
    pub(super) mark: &'static str,
    /// The token of text on it.
    pub(super) ink: &'static str,
    /// The lines on a tile, as a path; empty where it is plain.
    pub(super) path: &'static str,
    /// How wide they are.
    pub(super) width: f64,
}

const RISING: &str = "M-1 1 1 -1M0 6 6 0M5 7 7 5";
const FALLING: &str = "M-1 5 1 7M0 0 6 6M5 -1 7 1";
const LEVEL: &str = "M0 3h6";
const UPRIGHT: &str = "M3 0v6";
const CROSSED: &str = "M0 3h6M3 0v6";
const DOT: &str = "M3 3h.01";

/// Idle time.
pub(super) const IDLE: Look = Look {
    key: "look-idle",
    ground: "--ground-sunken",
    mark: "--line-strong",
    ink: "--ink-quiet",
    path: DOT,
    width: 1.2,
};

/// What a phase looks like. Computing is dark and plain, what serves it dark and lined, waiting light.
pub(super) fn look(phase: Phase) -> Look {
    let overhead = |key, path, width| Look {
        key,
        ground: "--overhead",
        mark: "--queue",
        ink: "--compute-ink",
        path,
        width,
    };
    let stall = |key, path, width| Look {
        key,
        ground: "--stall-ground",
        mark: "--stall-line",
        ink: "--ink-quiet",
        path,
        width,
    };
    match phase {
        Phase::Spawn => overhead("look-spawn", CROSSED, 0.8),
        Phase::Serialize => overhead("look-serialize", RISING, 1.0),
        Phase::Deserialize => overhead("look-deserialize", FALLING, 1.0),
        Phase::Queue => Look {
            key: "look-queue",
            ground: "--queue",
            mark: "--overhead",
            ink: "--ink",
            path: LEVEL,
            width: 1.0,
        },
        Phase::LockWait => Look {
            key: "look-lock-wait",
            ground: "--lock-ground",
            mark: "--lock-dot",
            ink: "--ink",
            path: DOT,
            width: 2.6,
        },
        Phase::Compute => Look {
            key: "look-compute",
            ground: "--compute",
            mark: "--compute",
            ink: "--compute-ink",
            path: "",
            width: 0.0,
        },
        Phase::IoWait => Look {
            key: "look-io-wait",
            ground: "--wait-ground",
            mark: "--wait-line",
            ink: "--wait-ink",
            path: RISING,
            width: 1.6,
        },
        Phase::Starved => stall("look-starved", LEVEL, 1.0),
        Phase::Blocked => stall("look-blocked", UPRIGHT, 2.0),
    }
}

/// What fills an SVG shape of a phase, or of idle time.
pub(in crate::view) fn fill(phase: Option<Phase>) -> AttrValue {
    format!("url(#{})", phase.map_or(IDLE, look).key).into()
}

/// The patterns that [`fill`] names. They are on the page once.
pub(super) fn patterns() -> Html {
    let tile = TILE.to_string();
    let pattern = |look: Look| {
        let token = |name: &str| format!("var({name})");
        html! {
            <pattern id={look.key} width={tile.clone()} height={tile.clone()} patternUnits="userSpaceOnUse">
                <rect width={tile.clone()} height={tile.clone()} fill={token(look.ground)} />
                <path d={look.path} stroke={token(look.mark)} stroke-width={look.width.to_string()} stroke-linecap="round" />
            </pattern>
        }
    };
    let all = Phase::ALL.into_iter().map(look).chain([IDLE]);
    html! { <svg class="patterns" aria-hidden="true"><defs>{ for all.map(pattern) }</defs></svg> }
}
