//! A table of groups and amounts.
//!
//! Amounts are integers in units of a power of ten, so that their sums are exact.

use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};
use std::ops::Range;

/// Some 40 µs of work.
const ROWS_BETWEEN_CHECKPOINTS: usize = 4096;

/// Power of ten of the unit of generated amounts: cents.
pub const CENTS: i32 = -2;

/// A table with two columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the groups.
    pub names: Vec<String>,
    /// Group of each row, as an index into `names`.
    pub groups: Vec<u32>,
    /// Amount of each row.
    pub amounts: Vec<i64>,
}

/// Regions of the generated table, with their shares of the sales in 16ths.
const REGIONS: [(&str, u32); 6] =
    [("North", 4), ("South", 4), ("East", 3), ("West", 3), ("Islands", 1), ("Abroad", 1)];

/// Generates rows of a table of sales: a region, and a price from 1.00 to 2,400.00.
///
/// A row depends on its number and the seed only, so that parts generated separately are the parts of the whole.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn sales(seed: u64, rows: Range<u64>, checkpoint: Checkpoint<'_>) -> Result<Table, Stopped> {
    let mut pace = Pace::new(ROWS_BETWEEN_CHECKPOINTS, checkpoint);
    let count = rows.end.saturating_sub(rows.start) as usize;
    let names = REGIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut table = Table { names, groups: Vec::with_capacity(count), amounts: Vec::with_capacity(count) };
    for row in rows {
        pace.spend(1)?;
        let (region, amount) = sale(random(seed, row));
        table.groups.push(region);
        table.amounts.push(amount);
    }
    Ok(table)
}

/// Makes a sale, its region and its amount, from 64 random bits.
fn sale(bits: u64) -> (u32, i64) {
    let mut ticket = (bits % 16) as u32;
    let mut region = 0;
    while ticket >= REGIONS[region].1 {
        ticket -= REGIONS[region].1;
        region += 1;
    }
    // The product of two uniform distributions: small prices are more frequent than large ones.
    let factor = |bits: u64| ((bits & 0xFFFF) * 300) >> 16;
    let cents = 100 + (factor(bits >> 16) * factor(bits >> 32) * 239_900) / (299 * 299);
    // Regions farther down the list are a little more expensive.
    let cents = (cents + region as u64 * 500).min(240_000);
    (region as u32, cents as i64)
}

/// Returns the random bits of a row: a step of SplitMix64, whose state may be any number.
fn random(seed: u64, row: u64) -> u64 {
    let mut bits = seed.wrapping_add(row.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use proptest::prelude::*;

    #[test]
    fn random_bits_are_those_of_splitmix64() {
        // The first numbers of the published generator, from the seed 1234567.
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([0, 1, 2].map(|row| random(1_234_567, row)), expected);
    }

    #[test]
    fn sales_have_the_intended_distribution() {
        let table = sales(1, 0..160_000, &mut || Ok(())).unwrap();
        for (index, (name, share)) in REGIONS.iter().enumerate() {
            let rows = table.groups.iter().filter(|&&group| group as usize == index).count();
            assert!(rows.abs_diff(10_000 * *share as usize) < 1000, "{name}: {rows}");
        }
        assert!(table.amounts.iter().all(|amount| (100..=240_000).contains(amount)));
    }

    proptest! {
        #[test]
        fn parts_generated_separately_make_up_the_whole(seed: u64, start in 0u64..1 << 40, cut in 0u64..100) {
            let made = |rows| sales(seed, rows, &mut || Ok(())).unwrap();
            let whole = made(start..start + 100);
            let (first, second) = (made(start..start + cut), made(start + cut..start + 100));
            prop_assert_eq!(whole.groups, [first.groups, second.groups].concat());
            prop_assert_eq!(whole.amounts, [first.amounts, second.amounts].concat());
        }
    }

    #[test]
    fn checkpoints_are_frequent_enough() {
        let checkpoints = count_checkpoints(|count| {
            sales(1, 0..10 * ROWS_BETWEEN_CHECKPOINTS as u64, count).unwrap();
        });
        assert_eq!(checkpoints, 10);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(sales(1, 0..1000, &mut || Err(Stopped)), Err(Stopped));
    }
}
