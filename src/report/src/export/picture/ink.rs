//! Colours of the picture: those of the page's light theme (`www/styles/tokens.css`), since a picture ends up on paper
//! and slides. Phases have theirs in `timeline::style`, and strategies in `look`.

use lanes_analysis::breakdown::Activity;
use lanes_analysis::timeline::{style, style_of};
use lanes_model::strategy::Strategy;

pub(super) const GROUND: &str = "#ffffff";
pub(super) const SUNKEN: &str = "#eceef2";
pub(super) const INK: &str = "#171a21";
pub(super) const QUIET: &str = "#535b6b";
pub(super) const RULE: &str = "#d5d9e1";
pub(super) const STRONG_RULE: &str = "#7d8696";
pub(super) const BAR: &str = "#8290ab";
pub(super) const GOOD: &str = "#0b6b4b";
pub(super) const BAD: &str = "#b3261e";

/// Returns the fill of a shape that stands for an activity of a strategy: one of the patterns of the picture, or the colour
/// of the strategy.
pub(super) fn fill(strategy: Strategy, activity: Activity) -> String {
    let style = style_of(strategy, activity);
    if style.path.is_empty() { style.ground.light.to_owned() } else { pattern(activity) }
}

/// Returns the fill of a shape that stands for an activity of any strategy.
pub(super) fn pattern(activity: Activity) -> String {
    ["url(#", style(activity).id, ")"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_one_of_the_light_theme() {
        let tokens = include_str!("../../../../../www/styles/tokens.css");
        let own = [GROUND, SUNKEN, INK, QUIET, RULE, STRONG_RULE, BAR, GOOD, BAD];
        for colour in own {
            assert!(tokens.contains(&format!("light-dark({colour},")), "{colour}");
        }
    }
}
