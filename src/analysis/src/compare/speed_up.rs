//! Speed-ups that the intervals allow to state.

use crate::units;
use lanes_model::ranking::Relation;

/// Speed-up of a strategy over the baseline, as far as it can be stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpeedUp {
    /// The baseline itself.
    Baseline,
    /// Separated intervals, with the ratio of the medians.
    Times(f64),
    /// A difference too small to matter, if there is any.
    Same,
    /// Runs vary too much to compare them.
    Unclear,
    /// At least one was measured once.
    OnlyOnce,
}

impl SpeedUp {
    /// Turns a relation and the ratio of the medians into a speed-up.
    pub fn of(relation: Relation, times: f64) -> SpeedUp {
        match relation {
            Relation::Less | Relation::More => SpeedUp::Times(times),
            Relation::Equal => SpeedUp::Same,
            Relation::Undecided => SpeedUp::Unclear,
            Relation::OnlyOnce => SpeedUp::OnlyOnce,
        }
    }

    /// Returns the ratio if it makes a difference in practice: at least `least`.
    pub fn at_least(self, least: f64) -> Option<f64> {
        match self {
            SpeedUp::Times(times) if times >= least => Some(times),
            _ => None,
        }
    }

    /// Compares with the speed of a loop, within a sentence: `1.98× as fast as`. Returns None if undecided.
    pub fn as_fast_as(self) -> Option<String> {
        match self {
            SpeedUp::Times(times) => Some(format!("{} as fast as", units::ratio(times))),
            SpeedUp::Same | SpeedUp::Baseline => Some("about as fast as".to_owned()),
            SpeedUp::Unclear | SpeedUp::OnlyOnce => None,
        }
    }

    /// Formats a table cell; empty if both were measured once, which the column of intervals shows.
    pub fn cell(self) -> String {
        match self {
            SpeedUp::Baseline => units::ratio(1.0),
            SpeedUp::Times(times) => units::ratio(times),
            SpeedUp::Same => "≈ 1".to_owned(),
            SpeedUp::Unclear => "unclear".to_owned(),
            SpeedUp::OnlyOnce => String::new(),
        }
    }
}
