//! Colours of the picture: those of the page's light theme (`www/styles/tokens.css`), since a picture ends up on paper
//! and slides. The phases have theirs in `timeline::style`.

use lanes_analysis::breakdown::Activity;
use lanes_analysis::timeline::style;
use lanes_catalogue::sweep::LOOKS;

pub(super) const GROUND: &str = "#ffffff";
pub(super) const SUNKEN: &str = "#eceef2";
pub(super) const INK: &str = "#171a21";
pub(super) const QUIET: &str = "#535b6b";
pub(super) const RULE: &str = "#d5d9e1";
pub(super) const STRONG_RULE: &str = "#7d8696";
pub(super) const BAR: &str = "#8290ab";
pub(super) const GOOD: &str = "#0b6b4b";
pub(super) const BAD: &str = "#b3261e";

/// Colours of the lines of a chart.
pub(super) const LOOK: [&str; LOOKS] =
    ["#5d6678", "#0c7d78", "#c4473b", "#2f5bd7", "#8247b5", "#9a6100", "#2c7a33", "#b02a76"];

/// Returns the fill of a shape that stands for an activity: one of the patterns of the picture.
pub(super) fn fill(activity: Activity) -> String {
    ["url(#", style(activity).id, ")"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_one_of_the_light_theme() {
        let tokens = include_str!("../../../../../www/styles/tokens.css");
        let own = [GROUND, SUNKEN, INK, QUIET, RULE, STRONG_RULE, BAR, GOOD, BAD];
        for colour in own.into_iter().chain(LOOK) {
            assert!(tokens.contains(&format!("light-dark({colour},")), "{colour}");
        }
    }
}
