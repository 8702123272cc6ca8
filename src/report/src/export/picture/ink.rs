//! The colours of the picture: those of the page's light theme (`www/styles/tokens.css`), since a picture is put
//! on paper and slides.

use lanes_catalogue::sweep::LOOKS;
use lanes_model::trace::Phase;

pub(super) const GROUND: &str = "#ffffff";
pub(super) const SUNKEN: &str = "#eceef2";
pub(super) const INK: &str = "#171a21";
pub(super) const QUIET: &str = "#535b6b";
pub(super) const RULE: &str = "#d5d9e1";
pub(super) const STRONG_RULE: &str = "#7d8696";
pub(super) const BAR: &str = "#8290ab";
pub(super) const GOOD: &str = "#0b6b4b";
pub(super) const BAD: &str = "#b3261e";
const COMPUTE: &str = "#2f5bd7";
pub(super) const COMPUTE_INK: &str = "#ffffff";
const OVERHEAD: &str = "#8d5bb8";
const QUEUE: &str = "#d3c3e2";
pub(super) const LOCK_GROUND: &str = "#fbd5d0";
pub(super) const LOCK_DOT: &str = "#c4473b";
pub(super) const STALL_GROUND: &str = "#eef1f4";
pub(super) const STALL_LINE: &str = "#9aa5b5";
pub(super) const WAIT_GROUND: &str = "#fbe6c4";
pub(super) const WAIT_LINE: &str = "#dba24a";

/// The colours of the lines of a chart.
pub(super) const LOOK: [&str; LOOKS] =
    ["#5d6678", "#0c7d78", "#c4473b", "#2f5bd7", "#8247b5", "#9a6100", "#2c7a33", "#b02a76"];

/// What a span is filled with. Waiting is patterned, so that phases differ by more than colour.
pub(super) fn fill(phase: Phase) -> &'static str {
    match phase {
        Phase::Compute => COMPUTE,
        Phase::Spawn | Phase::Serialize | Phase::Deserialize => OVERHEAD,
        Phase::Queue => QUEUE,
        Phase::IoWait => "url(#hatch)",
        Phase::LockWait => "url(#dots)",
        Phase::Starved => "url(#starved)",
        Phase::Blocked => "url(#blocked)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_one_of_the_light_theme() {
        let tokens = include_str!("../../../../../www/styles/tokens.css");
        let own = [
            GROUND,
            SUNKEN,
            INK,
            QUIET,
            RULE,
            STRONG_RULE,
            BAR,
            GOOD,
            BAD,
            COMPUTE,
            COMPUTE_INK,
            OVERHEAD,
            QUEUE,
            LOCK_GROUND,
            LOCK_DOT,
            STALL_GROUND,
            STALL_LINE,
            WAIT_GROUND,
            WAIT_LINE,
        ];
        for colour in own.into_iter().chain(LOOK) {
            assert!(tokens.contains(&format!("light-dark({colour},")), "{colour}");
        }
    }
}
