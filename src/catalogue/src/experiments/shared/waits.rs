//! Parts of lessons about work that waits.

use lanes_analysis::compare::SpeedUp;

/// Ratio from which a difference is mentioned.
pub(crate) const NOTABLE: f64 = 1.25;

/// Begins a sentence about what the runs do not show.
pub(crate) fn too_little(speed_up: SpeedUp) -> &'static str {
    if speed_up == SpeedUp::OnlyOnce { "One measurement each is too little" } else { "Runs vary too much" }
}
