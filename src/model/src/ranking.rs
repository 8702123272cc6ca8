//! Ranking: the one rule for which strategy is fastest, and for when that cannot be decided.
//!
//! Two strategies are *separated* if the intervals of their medians do not overlap. The leading group holds the
//! fastest strategy, by median, every strategy that is not separated from it, and every strategy with a median
//! between. A slower strategy is therefore never in a tie that a faster one is left out of.
//!
//! Verdicts, lessons, advice, the decision table, markers and exports all ask this module: without separation there
//! is no winner and no ratio.

use crate::stats::{Figures, figures};

/// Maximum span of the intervals of equally fast strategies, as a share of the fastest median. A smaller difference
/// is no reason to choose a strategy.
pub const EQUAL_SHARE: f64 = 0.1;

/// Minimum number of measurements whose extremes can serve as an interval as they are.
///
/// The extremes of n measurements cover the true median with probability 1 - 2^(1-n), for any distribution
/// (H. A. David, *Order Statistics*, section 7.1): 50 % for two, 75 % for three, 94 % for five. Two strategies that
/// are equally fast have disjoint extremes with probability 2 / C(2n, n), as in the Mann-Whitney test: one in
/// three for two measurements each, one in ten for three, one in 126 for five.
pub const MIN_SAMPLES: usize = 5;

/// Margins for the extremes of fewer than [`MIN_SAMPLES`] measurements, by their number: the share of their width by
/// which they are widened on either side. With normally distributed errors they then cover the median as often as the
/// extremes of five. For two measurements the value follows from Student's t with one degree of freedom, (tan(0.9375
/// π / 2) - 1) / 2; the others are simulated, and hardly differ for skewed (log-normal) errors.
const MARGINS: [f64; MIN_SAMPLES] = [f64::INFINITY, f64::INFINITY, 4.6, 0.7, 0.2];

/// Confidence in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// A single strategy leads, separated from all others.
    Winner,
    /// Several strategies lead, and their intervals together are too narrow for their differences to matter.
    Equal,
    /// Several strategies lead, because their runs vary too much to separate them.
    Undecided,
}

/// Strategies, ordered from the fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// Indices of the ranked strategies, by median.
    pub order: Vec<usize>,
    /// Size of the leading group at the start of `order`.
    pub leaders: usize,
    /// Confidence in the leading group.
    pub certainty: Certainty,
}

/// Relation between two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The first is smaller.
    Less,
    /// The first is larger.
    More,
    /// Both are so close that the difference does not matter, if there is any.
    Equal,
    /// Both vary too much to be separated.
    Undecided,
    /// At least one was measured once, and so has no interval.
    OnlyOnce,
}

impl Figures {
    /// Returns true if these figures are separated from others, and smaller.
    pub fn is_below(&self, other: &Figures) -> bool {
        relation(self, other) == Relation::Less
    }
}

/// Ranks strategies by their times. Returns None for fewer than two, or if any was measured only once.
pub fn rank(figures: &[Figures]) -> Option<Ranking> {
    if figures.len() < 2 || figures.iter().any(|one| one.count < 2) {
        return None;
    }
    let mut order: Vec<usize> = (0..figures.len()).collect();
    // Equal medians are ordered by their intervals, so that the order of the input never matters.
    let key = |index: &usize| {
        let (low, high) = interval(&figures[*index]);
        [figures[*index].median, high, low]
    };
    order.sort_by(|a, b| {
        let pairs = key(a).into_iter().zip(key(b));
        pairs.map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    let fastest = &figures[order[0]];
    let last = order.iter().rposition(|index| !are_separated(fastest, &figures[*index])).unwrap_or(0);
    let group: Vec<Figures> = order[..=last].iter().map(|index| figures[*index]).collect();
    let certainty = match group.as_slice() {
        [_] => Certainty::Winner,
        group if spanned_share(group) <= EQUAL_SHARE => Certainty::Equal,
        _ => Certainty::Undecided,
    };
    Some(Ranking { leaders: last + 1, order, certainty })
}

/// Returns true if more repeats would not change the verdict: there are enough measurements of each strategy, and the
/// ranking is not undecided.
///
/// Asking after every round gives chance several opportunities to separate equals. For five strategies and
/// [`MIN_SAMPLES`], the first question separates some pair in at most 8 % of all cases; later ones do so far less
/// often.
pub fn settled(samples: &[Vec<f64>]) -> bool {
    samples.iter().all(|samples| samples.len() >= MIN_SAMPLES) && is_decided(samples)
}

/// Returns true if these measurements, however few, have a winner or equally fast leaders.
pub fn is_decided(samples: &[Vec<f64>]) -> bool {
    let all: Option<Vec<Figures>> = samples.iter().map(|samples| figures(samples)).collect();
    let is_certain = |all: Vec<Figures>| {
        all.len() < 2 || rank(&all).is_some_and(|ranking| ranking.certainty != Certainty::Undecided)
    };
    all.is_some_and(is_certain)
}

/// Compares two figures.
pub fn relation(one: &Figures, other: &Figures) -> Relation {
    if one.count < 2 || other.count < 2 {
        Relation::OnlyOnce
    } else if are_separated(one, other) {
        if one.median < other.median { Relation::Less } else { Relation::More }
    } else if spanned_share(&[*one, *other]) <= EQUAL_SHARE {
        Relation::Equal
    } else {
        Relation::Undecided
    }
}

/// Returns true if two figures' intervals do not overlap. Single measurements are separated from nothing.
pub fn are_separated(one: &Figures, other: &Figures) -> bool {
    let ((one_low, one_high), (other_low, other_high)) = (interval(one), interval(other));
    one_high < other_low || other_high < one_low
}

/// Divides the median of `over` by that of `value`, if the figures are separated. For times, that is a speed-up.
pub fn ratio(over: &Figures, value: &Figures) -> Option<f64> {
    (are_separated(over, value) && value.median > 0.0).then(|| over.median / value.median)
}

/// Returns the span of all figures' intervals, as a share of the smallest median.
pub fn spanned_share(figures: &[Figures]) -> f64 {
    let low = figures.iter().map(|one| interval(one).0).fold(f64::INFINITY, f64::min);
    let high = figures.iter().map(|one| interval(one).1).fold(f64::NEG_INFINITY, f64::max);
    let least = figures.iter().map(|one| one.median).fold(f64::INFINITY, f64::min);
    if high <= low { 0.0 } else { (high - low) / least.max(0.0) }
}

/// Returns the interval used for comparisons: wider than that of the figures if there are few measurements.
pub fn interval(figures: &Figures) -> (f64, f64) {
    if figures.count < 2 {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    let margin = MARGINS.get(figures.count).map_or(0.0, |margin| margin * (figures.high - figures.low));
    (figures.low - margin, figures.high + margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranked(samples: &[&[f64]]) -> Ranking {
        let all: Vec<Figures> = samples.iter().map(|samples| figures(samples).unwrap()).collect();
        rank(&all).unwrap()
    }

    fn ranking(order: &[usize], leaders: usize, certainty: Certainty) -> Ranking {
        Ranking { order: order.to_vec(), leaders, certainty }
    }

    #[test]
    fn a_separated_strategy_wins() {
        let slow = [100.0, 104.0, 99.0, 101.0, 102.0];
        let fast = [50.0, 52.0, 51.0, 49.0, 55.0];
        assert_eq!(ranked(&[&slow, &fast]), ranking(&[1, 0], 1, Certainty::Winner));
    }

    #[test]
    fn narrow_intervals_that_overlap_are_equal_and_wide_ones_are_undecided() {
        let one = [100.0, 101.0, 102.0, 103.0, 104.0];
        assert_eq!(ranked(&[&one, &[99.0, 100.5, 101.5, 103.0, 105.0]]).certainty, Certainty::Equal);
        assert_eq!(ranked(&[&one, &[90.0, 100.5, 101.5, 103.0, 130.0]]).certainty, Certainty::Undecided);
    }

    /// A case that occurred: the slowest of three overlaps the fastest, the one between does not.
    #[test]
    fn a_tie_contains_every_strategy_faster_than_a_member() {
        let fastest = [98.0, 99.0, 100.0, 101.0, 102.0];
        let between = [104.0, 105.0, 106.0, 107.0, 108.0];
        let slower = [101.0, 105.0, 120.0, 130.0, 140.0];
        let slowest = [200.0, 201.0, 202.0, 203.0, 204.0];
        let expected = ranking(&[1, 3, 2, 0], 3, Certainty::Undecided);
        assert_eq!(ranked(&[&slowest, &fastest, &slower, &between]), expected);
    }

    #[test]
    fn one_measurement_ranks_nothing() {
        let once = figures(&[1.0]).unwrap();
        let often = figures(&[2.0; 5]).unwrap();
        assert_eq!(rank(&[once, often]), None);
        assert_eq!(rank(&[often]), None);
        assert_eq!(relation(&once, &often), Relation::OnlyOnce);
        assert_eq!(ratio(&often, &once), None);
    }

    #[test]
    fn few_measurements_must_be_further_apart() {
        let of = |samples: &[f64]| figures(samples).unwrap();
        // Two pairs, apart by twice their own width: equals can get there by chance.
        assert!(!are_separated(&of(&[100.0, 110.0]), &of(&[130.0, 140.0])));
        assert!(are_separated(&of(&[100.0, 110.0]), &of(&[230.0, 240.0])));
        // Five each, barely apart.
        let (low, high) = ([1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]);
        assert!(are_separated(&of(&low), &of(&high)));
        assert!(!are_separated(&of(&low[2..]), &of(&high[..3])));
    }

    /// Makes figures of normally distributed measurements with mean 100 and standard deviation 10, as on a somewhat
    /// busy machine.
    fn noisy(random: &mut fastrand::Rng, count: usize) -> Figures {
        let mut normal =
            || (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos();
        figures(&std::iter::repeat_with(|| 100.0 + 10.0 * normal()).take(count).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn chance_separates_equals_in_less_than_one_case_of_a_hundred() {
        let mut random = fastrand::Rng::with_seed(11);
        for count in 2..=12 {
            let trials = 5_000;
            let (mut separated, mut covered) = (0, 0);
            for _ in 0..trials {
                let (one, other) = (noisy(&mut random, count), noisy(&mut random, count));
                separated += usize::from(are_separated(&one, &other));
                covered += usize::from((interval(&one).0..=interval(&one).1).contains(&100.0));
            }
            assert!(separated * 100 < trials, "{separated} of {trials} with {count} measurements");
            // As for the extremes of five: 15 of 16.
            assert!(covered * 100 > trials * 92, "{covered} of {trials} with {count} measurements");
        }
    }

    #[test]
    fn a_real_gain_is_separated_despite_some_noise() {
        let mut random = fastrand::Rng::with_seed(12);
        let half = |figures: Figures| Figures {
            median: figures.median / 2.0,
            low: figures.low / 2.0,
            high: figures.high / 2.0,
            ..figures
        };
        let found = (0..1_000).filter(|_| {
            let (slow, fast) = (noisy(&mut random, MIN_SAMPLES), half(noisy(&mut random, MIN_SAMPLES)));
            fast.is_below(&slow)
        });
        let found = found.count();
        assert!(found > 950, "{found} of 1,000");
    }

    #[test]
    fn relations_have_a_direction_and_ratios_need_one() {
        let of = |samples: &[f64; 5]| figures(samples).unwrap();
        let (quick, slow) = (of(&[49.0, 50.0, 50.0, 50.0, 51.0]), of(&[99.0, 100.0, 100.0, 100.0, 101.0]));
        assert_eq!((relation(&quick, &slow), relation(&slow, &quick)), (Relation::Less, Relation::More));
        assert_eq!((ratio(&slow, &quick), ratio(&quick, &slow)), (Some(2.0), Some(0.5)));
        assert_eq!((relation(&slow, &slow), ratio(&slow, &slow)), (Relation::Equal, None));
        let wide = of(&[40.0, 50.0, 90.0, 120.0, 130.0]);
        assert_eq!((relation(&slow, &wide), ratio(&slow, &wide)), (Relation::Undecided, None));
        assert_eq!(spanned_share(&[slow]), 0.02);
    }

    #[test]
    fn a_ranking_is_settled_once_it_has_a_winner_or_equals() {
        let narrow = vec![100.0, 101.0, 102.0, 103.0, 104.0];
        let wide = vec![90.0, 101.0, 102.0, 103.0, 140.0];
        let fast = vec![50.0, 51.0, 52.0, 53.0, 80.0];
        assert!(settled(&[narrow.clone(), fast.clone()]));
        assert!(settled(&[narrow.clone(), narrow.clone()]));
        assert!(!settled(&[narrow.clone(), wide.clone()]));
        // A strategy that is certainly slower need not have a narrow interval.
        assert!(settled(&[wide, fast.clone()]));
        assert!(!settled(&[narrow.clone(), fast[..4].to_vec()]));
        assert!(!settled(&[narrow, vec![f64::NAN; 5]]));
    }

    /// Generates figures of two to six strategies, measured two to nine times each, and often close.
    fn strategies() -> impl Strategy<Value = Vec<Figures>> {
        let samples = prop::collection::vec(50u32..200, 2..10);
        let one = samples.prop_map(|samples| {
            let samples: Vec<f64> = samples.into_iter().map(f64::from).collect();
            figures(&samples).unwrap()
        });
        prop::collection::vec(one, 2..7)
    }

    proptest! {
        #[test]
        fn the_leading_group_is_a_prefix_that_ends_with_an_overlap(all in strategies()) {
            let Ranking { order, leaders, certainty } = rank(&all).unwrap();
            let mut places = order.clone();
            places.sort_unstable();
            prop_assert_eq!(places, (0..all.len()).collect::<Vec<_>>());
            prop_assert!(order.windows(2).all(|pair| all[pair[0]].median <= all[pair[1]].median));
            prop_assert!((1..=all.len()).contains(&leaders));
            let fastest = &all[order[0]];
            prop_assert!(order[leaders..].iter().all(|index| are_separated(fastest, &all[*index])));
            prop_assert!(!are_separated(fastest, &all[order[leaders - 1]]));
            prop_assert_eq!(certainty == Certainty::Winner, leaders == 1);
        }

        #[test]
        fn the_order_of_the_input_does_not_matter(all in strategies(), seed: u64) {
            let mut shuffled = all.clone();
            fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
            let (one, other) = (rank(&all).unwrap(), rank(&shuffled).unwrap());
            let named = |ranking: &Ranking, all: &[Figures]| -> Vec<Figures> {
                ranking.order.iter().map(|index| all[*index]).collect()
            };
            prop_assert_eq!(named(&one, &all), named(&other, &shuffled));
            prop_assert_eq!((one.leaders, one.certainty), (other.leaders, other.certainty));
        }

        #[test]
        fn the_unit_of_time_does_not_matter(all in strategies(), power in -20i32..20) {
            // A power of two causes no rounding.
            let factor = 2f64.powi(power);
            let scale = |one: &Figures| Figures {
                median: one.median * factor,
                low: one.low * factor,
                high: one.high * factor,
                ..*one
            };
            prop_assert_eq!(rank(&all.iter().map(scale).collect::<Vec<_>>()), rank(&all));
        }

        #[test]
        fn a_relation_is_the_same_from_both_sides(all in strategies()) {
            let turned = match relation(&all[0], &all[1]) {
                Relation::Less => Relation::More,
                Relation::More => Relation::Less,
                same => same,
            };
            prop_assert_eq!(relation(&all[1], &all[0]), turned);
        }
    }
}
