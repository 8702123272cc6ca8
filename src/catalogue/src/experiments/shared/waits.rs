//! What lessons say of work that waits.

use lanes_analysis::compare::SpeedUp;

/// From this ratio on a difference is worth a word.
pub(crate) const NOTABLE: f64 = 1.25;

/// The start of a sentence about what the runs do not tell.
pub(crate) fn too_little(speed_up: SpeedUp) -> &'static str {
    if speed_up == SpeedUp::OnlyOnce { "One measurement each is too little" } else { "Runs vary too much" }
}
