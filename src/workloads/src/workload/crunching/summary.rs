//! The summary of a table by group: counts, sums, means, quantiles.
//!
//! All figures are exact, and the summaries of parts, merged in any order, are the summary of the whole.

use super::table::Table;
use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};
use std::cmp::Ordering;

/// Some 30 µs of work.
const ROWS_BETWEEN_CHECKPOINTS: usize = 8192;

/// Values that are sorted without a checkpoint: some 40 µs of work.
const SORTED_AT_ONCE: usize = 2048;

/// The summary of one group of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSummary {
    /// Name of the group.
    pub name: String,
    /// Different amounts in ascending order, each with its number of occurrences. Never empty.
    pub amounts: Vec<(i64, u64)>,
}

impl GroupSummary {
    /// Returns the number of rows.
    pub fn count(&self) -> u64 {
        self.amounts.iter().map(|&(_, count)| count).sum()
    }

    /// Returns the exact sum of the amounts.
    pub fn sum(&self) -> i128 {
        self.amounts.iter().map(|&(amount, count)| i128::from(amount) * i128::from(count)).sum()
    }

    /// Returns the smallest amount.
    pub fn min(&self) -> i64 {
        self.amounts.first().map_or(0, |&(amount, _)| amount)
    }

    /// Returns the largest amount.
    pub fn max(&self) -> i64 {
        self.amounts.last().map_or(0, |&(amount, _)| amount)
    }

    /// Returns the smallest amount that at least a `share` of the rows, from 0 to 1, does not exceed. A share of 0.5
    /// gives the median, or the lower of two in the middle.
    pub fn quantile(&self, share: f64) -> i64 {
        let rank = libm::ceil(self.count() as f64 * share) as u64;
        let mut rows = 0;
        for &(amount, count) in &self.amounts {
            rows += count;
            if rows >= rank {
                return amount;
            }
        }
        self.max()
    }
}

/// Summarizes a table by group, in the order of the groups' names. Groups without rows are left out.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
///
/// # Panics
/// A row has a group without a name, or no amount.
pub fn summarize(table: &Table, checkpoint: Checkpoint<'_>) -> Result<Vec<GroupSummary>, Stopped> {
    let mut pace = Pace::new(ROWS_BETWEEN_CHECKPOINTS, checkpoint);
    let (mut amounts, ends) = by_group(table, &mut pace)?;
    let mut spare = vec![0; amounts.len()];
    let mut groups = Vec::with_capacity(table.names.len());
    let mut from = 0;
    for (name, &end) in table.names.iter().zip(&ends) {
        if from < end {
            let sorted = sort(&mut amounts[from..end], &mut spare[from..end], &mut pace)?;
            let amounts = count_equal(sorted, &mut pace)?;
            groups.push(GroupSummary { name: name.clone(), amounts });
        }
        from = end;
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}

/// Returns all amounts, group by group, and the end of each group.
fn by_group(table: &Table, pace: &mut Pace) -> Result<(Vec<i64>, Vec<usize>), Stopped> {
    // First the number of rows of each group, then the place of its next amount.
    let mut places = vec![0; table.names.len()];
    for chunk in table.groups.chunks(ROWS_BETWEEN_CHECKPOINTS) {
        pace.spend(chunk.len())?;
        for &group in chunk {
            places[group as usize] += 1;
        }
    }
    let mut before = 0;
    for place in &mut places {
        before += std::mem::replace(place, before);
    }
    let mut amounts = vec![0; table.groups.len()];
    for (&group, &amount) in table.groups.iter().zip(&table.amounts) {
        pace.spend(1)?;
        let place = &mut places[group as usize];
        amounts[*place] = amount;
        *place += 1;
    }
    Ok((amounts, places))
}

/// Sorts amounts by merging. The standard library sorts only the first, short runs, because its sorts have no
/// checkpoint.
///
/// Returns whichever of the two slices has the result.
fn sort<'a>(
    mut amounts: &'a mut [i64],
    mut spare: &'a mut [i64],
    pace: &mut Pace,
) -> Result<&'a [i64], Stopped> {
    for run in amounts.chunks_mut(SORTED_AT_ONCE) {
        pace.spend(ROWS_BETWEEN_CHECKPOINTS)?;
        run.sort_unstable();
    }
    let mut run = SORTED_AT_ONCE;
    while run < amounts.len() {
        for (two, merged) in amounts.chunks(2 * run).zip(spare.chunks_mut(2 * run)) {
            let (left, right) = two.split_at(run.min(two.len()));
            merge_runs(left, right, merged, pace)?;
        }
        std::mem::swap(&mut amounts, &mut spare);
        run *= 2;
    }
    Ok(amounts)
}

fn merge_runs<'a>(
    mut left: &'a [i64],
    mut right: &'a [i64],
    merged: &mut [i64],
    pace: &mut Pace,
) -> Result<(), Stopped> {
    for place in merged {
        pace.spend(1)?;
        let from = match (left.first(), right.first()) {
            (Some(a), Some(b)) if a <= b => &mut left,
            (_, Some(_)) => &mut right,
            (_, None) => &mut left,
        };
        *place = from[0];
        *from = &from[1..];
    }
    Ok(())
}

/// Returns the different amounts, each with its number of occurrences.
fn count_equal(sorted: &[i64], pace: &mut Pace) -> Result<Vec<(i64, u64)>, Stopped> {
    let mut counts: Vec<(i64, u64)> = Vec::new();
    for &amount in sorted {
        pace.spend(1)?;
        match counts.last_mut() {
            Some((last, count)) if *last == amount => *count += 1,
            _ => counts.push((amount, 1)),
        }
    }
    Ok(counts)
}

/// Merges the summaries of two parts of a table.
pub fn merge(left: Vec<GroupSummary>, right: Vec<GroupSummary>) -> Vec<GroupSummary> {
    let mut groups: Vec<GroupSummary> = left.into_iter().chain(right).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    let mut merged: Vec<GroupSummary> = Vec::new();
    for group in groups {
        match merged.last_mut() {
            Some(last) if last.name == group.name => {
                last.amounts = merge_amounts(&last.amounts, &group.amounts);
            }
            _ => merged.push(group),
        }
    }
    merged
}

fn merge_amounts(mut left: &[(i64, u64)], mut right: &[(i64, u64)]) -> Vec<(i64, u64)> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    while let ([a, further_left @ ..], [b, further_right @ ..]) = (left, right) {
        let order = a.0.cmp(&b.0);
        merged.push(match order {
            Ordering::Less => *a,
            Ordering::Equal => (a.0, a.1 + b.1),
            Ordering::Greater => *b,
        });
        if order != Ordering::Greater {
            left = further_left;
        }
        if order != Ordering::Less {
            right = further_right;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use crate::workload::crunching::table::sales;
    use proptest::prelude::*;

    fn table(rows: &[(u32, i64)]) -> Table {
        Table {
            names: ["pear", "apple", "fig"].map(str::to_owned).to_vec(),
            groups: rows.iter().map(|&(group, _)| group).collect(),
            amounts: rows.iter().map(|&(_, amount)| amount).collect(),
        }
    }

    fn summary(table: &Table) -> Vec<GroupSummary> {
        summarize(table, &mut || Ok(())).unwrap()
    }

    #[test]
    fn groups_are_summarized_in_the_order_of_their_names() {
        let million = 1_000_000;
        let groups = summary(&table(&[(0, 4 * million), (1, -million), (0, 2 * million), (0, 2 * million)]));
        assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["apple", "pear"]);
        let pear = &groups[1];
        assert_eq!((pear.count(), pear.sum()), (3, i128::from(8 * million)));
        assert_eq!((pear.min(), pear.max()), (2 * million, 4 * million));
        assert_eq!(groups[0].sum(), i128::from(-million));
    }

    #[test]
    fn quantiles_are_by_nearest_rank() {
        // The textbook's example: 15, 20, 35, 40, 50.
        let rows = [35, 15, 50, 20, 40].map(|amount| (0, amount));
        let group = &summary(&table(&rows))[0];
        let quantiles = [0.0, 0.05, 0.3, 0.4, 0.5, 1.0].map(|share| group.quantile(share));
        assert_eq!(quantiles, [15, 15, 20, 20, 35, 50]);
    }

    #[test]
    fn a_table_without_rows_has_no_groups() {
        assert_eq!(summary(&table(&[])), []);
    }

    #[test]
    fn many_rows_are_sorted_correctly() {
        let table = sales(5, 0..50_000, &mut || Ok(())).unwrap();
        for group in summary(&table) {
            let index = table.names.iter().position(|name| *name == group.name).unwrap() as u32;
            let mut amounts: Vec<i64> = (table.groups.iter().zip(&table.amounts))
                .filter(|&(&of, _)| of == index)
                .map(|(_, &amount)| amount)
                .collect();
            amounts.sort_unstable();
            let expanded = group.amounts.iter().flat_map(|&(amount, count)| vec![amount; count as usize]);
            assert!(expanded.eq(amounts), "{}", group.name);
        }
    }

    fn any_rows() -> impl Strategy<Value = Vec<(u32, i64)>> {
        prop::collection::vec((0u32..3, -20i64..20), 0..60)
    }

    proptest! {
        #[test]
        fn merged_parts_make_up_the_whole(rows in any_rows(), part in 1usize..20) {
            let parts = rows.chunks(part).map(|rows| summary(&table(rows)));
            prop_assert_eq!(parts.fold(Vec::new(), merge), summary(&table(&rows)));
        }

        #[test]
        fn parts_can_be_merged_in_any_order(a in any_rows(), b in any_rows(), c in any_rows()) {
            let [a, b, c] = [a, b, c].map(|rows| summary(&table(&rows)));
            let left = merge(merge(a.clone(), b.clone()), c.clone());
            let right = merge(merge(c, b), a);
            prop_assert_eq!(left, right);
        }
    }

    #[test]
    fn checkpoints_are_frequent_enough() {
        let rows = 40 * ROWS_BETWEEN_CHECKPOINTS;
        let table = sales(5, 0..rows as u64, &mut || Ok(())).unwrap();
        let checkpoints = count_checkpoints(|count| {
            summarize(&table, count).unwrap();
        });
        // One for each sorted run, and more for the rows that are counted, moved and merged.
        assert!(checkpoints >= rows / SORTED_AT_ONCE + 40 * 6, "{checkpoints}");
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        let one = table(&[(0, 1)]);
        assert_eq!(summarize(&one, &mut || Err(Stopped)), Err(Stopped));
    }
}
