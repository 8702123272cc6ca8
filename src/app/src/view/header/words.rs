//! Texts of the header, the theme menu and the list of experiments.

pub(super) use crate::view::words::SHARE;
use lanes_analysis::units;
use lanes_model::Millis;

pub(super) const SKIP: &str = "Skip to the experiment";
pub(super) const LANES: &str = "Lanes";
/// Follows the name, where there is room.
pub(super) const TAGLINE: &str = "async, threads or processes?";
/// Name of the links to the other pages of the site.
pub(super) const SITE: &str = "Site";
pub(super) const GUIDE: &str = "Guide";
pub(super) const RECIPES: &str = "Recipes";
pub(super) const FOR_AUTHORS: &str = "For authors";

/// Name of the list of facts about the machine and the engine.
pub(super) const MACHINE: &str = "This machine";
pub(super) const ISOLATED: &str = "isolated: threads can share memory";
pub(super) const NOT_ISOLATED: &str = "not isolated: threads cannot share memory";
pub(super) const ENGINE_RESTING: &str = "no engine until you press Run";
pub(super) const ENGINE_STARTING: &str = "engine starting";
pub(super) const NO_ENGINE: &str = "no engine";

pub(super) const THEME: &str = "Theme";
/// The themes: key and name.
pub(super) const THEMES: [(&str, &str); 3] = [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")];

/// Name of the list, and of the button that opens it.
pub(super) const EXPERIMENTS: &str = "Experiments";

/// Heading of the other pages of the site, in the list of experiments.
pub(super) const MORE: &str = "More";

/// Labels the button that opens the list of experiments.
pub(super) fn menu(title: &str) -> String {
    format!("{title}: all experiments")
}

pub(super) fn cores(cores: u32) -> String {
    format!("{cores} {}", units::noun(u64::from(cores), "core"))
}

pub(super) fn engine_ready(start_up: Millis, threads: u32) -> String {
    let threads = if threads > 0 { threads.to_string() } else { "no".to_owned() };
    format!("engine ready in {}, {threads} threads", units::duration(start_up))
}
