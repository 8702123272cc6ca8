//! A table summed up by group: counts, sums, means, quantiles.
//!
//! All of it is exact, and summaries of parts, merged in whatever order, are the summary of the whole.

use super::pace::Pace;
use super::table::{AMOUNTS_IN_ONE, Table};
use crate::stop::Stopped;
use std::cmp::Ordering;

/// Some 30 µs' worth.
const ROWS_BETWEEN_CHECKPOINTS: usize = 8192;

/// How many values are sorted without a checkpoint: some 40 µs' worth.
const SORTED_AT_ONCE: usize = 2048;

/// What there is to say about one group of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSummary {
    /// Its name.
    pub name: String,
    /// The different amounts in ascending order, each with how often it occurs. Never empty.
    pub amounts: Vec<(i64, u64)>,
}

impl GroupSummary {
    /// How many rows it has.
    pub fn count(&self) -> u64 {
        self.amounts.iter().map(|&(_, count)| count).sum()
    }

    /// The sum of its amounts, in [`AMOUNTS_IN_ONE`]ths. Exact.
    pub fn sum(&self) -> i128 {
        self.amounts.iter().map(|&(amount, count)| i128::from(amount) * i128::from(count)).sum()
    }

    /// The mean of its amounts, as a number.
    pub fn mean(&self) -> f64 {
        self.sum() as f64 / self.count() as f64 / AMOUNTS_IN_ONE as f64
    }

    /// Its smallest amount.
    pub fn min(&self) -> i64 {
        self.amounts.first().map_or(0, |&(amount, _)| amount)
    }

    /// Its largest amount.
    pub fn max(&self) -> i64 {
        self.amounts.last().map_or(0, |&(amount, _)| amount)
    }

    /// The smallest of its amounts that at least `share` of its rows, from 0 to 1, do not exceed: the median
    /// for 0.5, or where there are two in the middle, the lower. Exact.
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

/// Sums a table up by group. The groups are in the order of their names; those without rows are left out.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
///
/// # Panics
/// Where a row has a group without a name, or no amount.
pub fn summarise(
    table: &Table,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Vec<GroupSummary>, Stopped> {
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

/// All amounts, those of the first group first, and where each group ends.
fn by_group(table: &Table, pace: &mut Pace) -> Result<(Vec<i64>, Vec<usize>), Stopped> {
    // First how many each group has, then where the next one of it goes.
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

/// A merge sort, since the standard library's sorts know no checkpoint: they sort its first, short runs.
/// What is sorted is in either of the two slices then.
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

/// The different amounts, each with how often it occurs.
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

/// The summary of a whole table from those of its parts.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
pub fn merge(
    parts: Vec<Vec<GroupSummary>>,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Vec<GroupSummary>, Stopped> {
    let mut pace = Pace::new(ROWS_BETWEEN_CHECKPOINTS, checkpoint);
    let mut groups: Vec<GroupSummary> = parts.into_iter().flatten().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    let mut merged: Vec<GroupSummary> = Vec::new();
    for group in groups {
        match merged.last_mut() {
            Some(last) if last.name == group.name => {
                last.amounts = merge_amounts(&last.amounts, &group.amounts, &mut pace)?;
            }
            _ => merged.push(group),
        }
    }
    Ok(merged)
}

fn merge_amounts(
    mut left: &[(i64, u64)],
    mut right: &[(i64, u64)],
    pace: &mut Pace,
) -> Result<Vec<(i64, u64)>, Stopped> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    while let ([a, further_left @ ..], [b, further_right @ ..]) = (left, right) {
        pace.spend(1)?;
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
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::count_checkpoints;
    use crate::kernel::table::sales;
    use proptest::prelude::*;

    fn table(rows: &[(u32, i64)]) -> Table {
        Table {
            names: ["pear", "apple", "fig"].map(str::to_owned).to_vec(),
            groups: rows.iter().map(|&(group, _)| group).collect(),
            amounts: rows.iter().map(|&(_, amount)| amount).collect(),
        }
    }

    fn summary(table: &Table) -> Vec<GroupSummary> {
        summarise(table, &mut || Ok(())).unwrap()
    }

    fn merged(parts: Vec<Vec<GroupSummary>>) -> Vec<GroupSummary> {
        merge(parts, &mut || Ok(())).unwrap()
    }

    #[test]
    fn groups_are_summed_up_in_the_order_of_their_names() {
        let million = AMOUNTS_IN_ONE;
        let groups = summary(&table(&[(0, 4 * million), (1, -million), (0, 2 * million), (0, 2 * million)]));
        assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["apple", "pear"]);
        let pear = &groups[1];
        assert_eq!((pear.count(), pear.sum()), (3, i128::from(8 * million)));
        assert_eq!((pear.min(), pear.max()), (2 * million, 4 * million));
        assert_eq!(pear.mean(), 8.0 / 3.0);
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
    fn many_rows_are_sorted_right() {
        let table = sales(5, 0..50_000, &mut || Ok(())).unwrap();
        for group in summary(&table) {
            let index = table.names.iter().position(|name| *name == group.name).unwrap() as u32;
            let mut amounts: Vec<i64> = (table.groups.iter().zip(&table.amounts))
                .filter(|&(&of, _)| of == index)
                .map(|(_, &amount)| amount)
                .collect();
            amounts.sort_unstable();
            let spelt_out = group.amounts.iter().flat_map(|&(amount, count)| vec![amount; count as usize]);
            assert!(spelt_out.eq(amounts), "{}", group.name);
        }
    }

    fn any_rows() -> impl Strategy<Value = Vec<(u32, i64)>> {
        prop::collection::vec((0u32..3, -20i64..20), 0..60)
    }

    proptest! {
        #[test]
        fn parts_merged_are_the_whole(rows in any_rows(), part in 1usize..20) {
            let parts = rows.chunks(part).map(|rows| summary(&table(rows))).collect();
            prop_assert_eq!(merged(parts), summary(&table(&rows)));
        }

        #[test]
        fn it_does_not_matter_how_parts_are_merged(a in any_rows(), b in any_rows(), c in any_rows()) {
            let [a, b, c] = [a, b, c].map(|rows| summary(&table(&rows)));
            let left = merged(vec![merged(vec![a.clone(), b.clone()]), c.clone()]);
            let right = merged(vec![merged(vec![c, b]), a]);
            prop_assert_eq!(left, right);
        }
    }

    #[test]
    fn it_looks_up_often_enough() {
        let rows = 40 * ROWS_BETWEEN_CHECKPOINTS;
        let table = sales(5, 0..rows as u64, &mut || Ok(())).unwrap();
        let checkpoints = count_checkpoints(|count| {
            summarise(&table, count).unwrap();
        });
        // Once a run that is sorted, and for all the rows that are counted, moved and merged.
        assert!(checkpoints >= rows / SORTED_AT_ONCE + 40 * 6, "{checkpoints}");
    }

    #[test]
    fn it_stops() {
        let one = table(&[(0, 1)]);
        assert_eq!(summarise(&one, &mut || Err(Stopped)), Err(Stopped));
        let parts = vec![summary(&one), summary(&one)];
        assert_eq!(merge(parts, &mut || Err(Stopped)), Err(Stopped));
    }
}
