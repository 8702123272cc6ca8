//! Parts of lessons about work that waits.

use lanes_analysis::compare::SpeedUp;

/// Smallest ratio that a lesson calls a gain.
pub(crate) const NOTABLE: f64 = 1.25;

/// Returns the start of a sentence about an effect that the runs do not show.
pub(crate) fn too_little(speed_up: SpeedUp) -> &'static str {
    if speed_up == SpeedUp::OnlyOnce { "One measurement of each is not enough" } else { "Runs vary too much" }
}
