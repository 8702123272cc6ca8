//! The verdict: which strategy was fastest, as far as the intervals separate them.

use crate::units::{self, listed};
use lanes_model::ranking::{Certainty, rank, spanned_share};
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;

/// Maximum number of strategies that a verdict names one by one if it cannot tell them apart.
const MOST_NAMED: usize = 3;

/// Verdict by the rules of [`lanes_model::ranking`].
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A single strategy was faster than all others.
    Fastest {
        /// Winner.
        strategy: Strategy,
        /// Speed-up over the baseline, if the two are separated.
        speedup: Option<f64>,
        /// Baseline of the speed-up.
        baseline: Strategy,
    },
    /// Several strategies were faster than the rest, and equally fast.
    Equal {
        /// Winners, ordered by median.
        strategies: Vec<Strategy>,
        /// Maximum distance between them, as a share of the fastest.
        within: f64,
        /// Speed-up of the first over the baseline, if all of them are separated from it.
        speedup: Option<f64>,
        /// Baseline of the speed-up.
        baseline: Strategy,
    },
    /// Several strategies may be the fastest, and vary too much to separate.
    Undecided {
        /// Candidates, ordered by median.
        strategies: Vec<Strategy>,
        /// Smallest and largest speed-up of the candidates over the baseline, if all of them are separated from it.
        speedups: Option<(f64, f64)>,
        /// Baseline of the speed-ups.
        baseline: Strategy,
    },
    /// Single measurements, which have no interval.
    OnlyOnce,
}

impl Verdict {
    /// Ranks strategies by their wall times. Returns None if there are fewer than two.
    pub(super) fn of(walls: &[(Strategy, Figures)]) -> Option<Verdict> {
        if walls.len() < 2 {
            return None;
        }
        let figures: Vec<Figures> = walls.iter().map(|(_, wall)| *wall).collect();
        let Some(ranking) = rank(&figures) else { return Some(Verdict::OnlyOnce) };
        let leaders = &ranking.order[..ranking.leaders];
        let strategies: Vec<Strategy> = leaders.iter().map(|index| walls[*index].0).collect();
        let baseline = Strategy::Sequential;
        Some(match ranking.certainty {
            Certainty::Winner => Verdict::Fastest { strategy: strategies[0], speedup: None, baseline },
            Certainty::Equal => {
                let within = spanned_share(&leaders.iter().map(|index| figures[*index]).collect::<Vec<_>>());
                Verdict::Equal { strategies, within, speedup: None, baseline }
            }
            Certainty::Undecided => Verdict::Undecided { strategies, speedups: None, baseline },
        })
    }

    /// Sets the baseline. `times` gives the speed-up of each leader over it, or None if one is not separated from it.
    pub(super) fn set_baseline(&mut self, over: Strategy, times: Option<Vec<f64>>) {
        let first = times.as_ref().and_then(|times| times.first().copied());
        match self {
            Verdict::Fastest { speedup, baseline, .. } | Verdict::Equal { speedup, baseline, .. } => {
                (*speedup, *baseline) = (first, over);
            }
            Verdict::Undecided { speedups, baseline, .. } => {
                let range = |times: Vec<f64>| {
                    times.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), times| {
                        (least.min(*times), most.max(*times))
                    })
                };
                (*speedups, *baseline) = (times.map(range), over);
            }
            Verdict::OnlyOnce => {}
        }
    }

    /// Returns the strategies that no other was faster than; empty for single measurements.
    pub fn leaders(&self) -> &[Strategy] {
        match self {
            Verdict::Fastest { strategy, .. } => std::slice::from_ref(strategy),
            Verdict::Equal { strategies, .. } | Verdict::Undecided { strategies, .. } => strategies,
            Verdict::OnlyOnce => &[],
        }
    }

    /// Returns true if the strategy was faster than all others.
    pub fn is_won_by(&self, other: Strategy) -> bool {
        matches!(self, Verdict::Fastest { strategy, .. } if *strategy == other)
    }

    /// Returns true if the verdict says anything that the runs separate.
    pub fn is_clear(&self) -> bool {
        !matches!(self, Verdict::OnlyOnce | Verdict::Undecided { speedups: None, .. })
    }

    /// Names the fastest in a few words, for a table.
    pub fn short(&self) -> String {
        let times = |speedup: &Option<f64>| {
            speedup.map_or_else(String::new, |speedup| format!(", {}", units::ratio(speedup)))
        };
        match self {
            Verdict::Fastest { strategy, speedup, .. } => {
                format!("{}{}", strategy.key(), times(speedup))
            }
            Verdict::Equal { strategies, speedup, .. } => {
                let names = keys(strategies);
                let names = match names.as_slice() {
                    [first, rest @ ..] if rest.len() > 2 => format!("{first} and {} others", rest.len()),
                    names => listed(names),
                };
                format!("{names}, equally fast{}", times(speedup))
            }
            Verdict::Undecided { .. } => "runs vary too much to tell".to_owned(),
            Verdict::OnlyOnce => "measured once each".to_owned(),
        }
    }

    /// Formats the verdict on a step of a sweep, of which a sentence begins with `with`.
    pub fn sentence_with(&self, with: &str) -> String {
        let sentence = self.sentence();
        let rest = match (self, sentence.strip_prefix("Fastest: ")) {
            (Verdict::Fastest { .. }, Some(rest)) => ["the fastest is ", rest].concat(),
            _ => {
                let mut chars = sentence.chars();
                chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
            }
        };
        [with, ", ", &rest].concat()
    }

    /// Returns true if the sentence says that runs vary too much, and what to do.
    pub fn is_noise(&self) -> bool {
        matches!(self, Verdict::Undecided { speedups: None, .. })
    }

    /// Formats the verdict as a sentence or two.
    pub fn sentence(&self) -> String {
        let times = |speedup: &Option<f64>, baseline: &Strategy| match speedup {
            Some(speedup) if !self.leaders().contains(baseline) => {
                format!(", {} the speed of {}", units::ratio(*speedup), baseline.key())
            }
            _ => String::new(),
        };
        match self {
            Verdict::Fastest { strategy, speedup, baseline } => {
                format!("Fastest: {}{}.", strategy.key(), times(speedup, baseline))
            }
            Verdict::Equal { strategies, within, speedup, baseline } => format!(
                "{} are equally fast (within {}){}.",
                units::capitalised(&listed(&keys(strategies))),
                // Rounded up, so that the actual distance is not larger.
                units::percent((within * 100.0).ceil().max(1.0) / 100.0),
                times(speedup, baseline)
            ),
            Verdict::Undecided { strategies, speedups: Some((least, most)), baseline } => format!(
                "{} are {} to {} the speed of {}. Runs vary too much to tell which of them is fastest.",
                units::capitalised(&listed(&keys(strategies))),
                units::ratio(*least),
                units::ratio(*most),
                baseline.key()
            ),
            Verdict::Undecided { strategies, speedups: None, .. } => {
                // More names are no help to a reader.
                let which = match strategies.len() {
                    ..=MOST_NAMED => listed(&keys(strategies)),
                    many => format!("{many} strategies"),
                };
                format!(
                    "Runs vary too much to tell which of {which} is fastest. Close other programs, or add repeats."
                )
            }
            Verdict::OnlyOnce => {
                "Measured once each: set repeats to 2 or more to see whether the difference holds.".to_owned()
            }
        }
    }
}

fn keys(strategies: &[Strategy]) -> Vec<&'static str> {
    strategies.iter().map(|strategy| strategy.key()).collect()
}
