//! The common result of all tasks of a run.
//!
//! Merging happens after the run, when its clock has stopped, because it would take every strategy the same time.

use crate::workload::crunching::summary::{GroupSummary, merge as merge_groups};
use crate::workload::word_count::WordCounts;
use lanes_model::product::{GroupPart, GroupParts, GroupRow, Product, Summary};

/// Number of words in a summary.
const TOP_WORDS: usize = 10;

/// Merges the parts that tasks made, in any order. Returns None without parts.
pub fn merge(parts: Vec<Product>) -> Option<Summary> {
    let mut tables = Vec::new();
    let mut texts = Vec::new();
    for part in parts {
        match part {
            Product::Groups(groups) => tables.push(groups),
            Product::Words(words) => texts.push(words),
            _ => {}
        }
    }
    match (tables.is_empty(), texts.is_empty()) {
        (false, _) => Some(merge_tables(tables)),
        (true, false) => Some(merge_texts(&texts)),
        (true, true) => None,
    }
}

fn merge_tables(tables: Vec<GroupParts>) -> Summary {
    let exponent = tables.first().map_or(0, |table| table.exponent);
    let skipped = tables.iter().map(|table| table.skipped).sum();
    let summary = |GroupPart { name, amounts }| GroupSummary { name, amounts };
    let mut tables: Vec<Vec<GroupSummary>> =
        tables.into_iter().map(|table| table.groups.into_iter().map(summary).collect()).collect();
    // In pairs, then in pairs of pairs, so that each amount is copied only as often as that takes.
    while tables.len() > 1 {
        let mut rest = tables.into_iter();
        tables = Vec::new();
        while let Some(first) = rest.next() {
            tables.push(merge_groups(first, rest.next().unwrap_or_default()));
        }
    }
    let rows = tables.iter().flatten().map(|group| group_row(group, exponent)).collect();
    Summary::Groups { rows, skipped }
}

fn group_row(group: &GroupSummary, exponent: i32) -> GroupRow {
    let power = 10f64.powi(exponent.abs());
    // Division by a whole power of ten rounds once.
    let scaled = |amount: f64| if exponent < 0 { amount / power } else { amount * power };
    let number = |amount: i64| scaled(amount as f64);
    let sum = group.sum() as f64;
    GroupRow {
        name: group.name.clone(),
        count: group.count(),
        sum: scaled(sum),
        mean: scaled(sum) / group.count() as f64,
        min: number(group.min()),
        lower_quartile: number(group.quantile(0.25)),
        median: number(group.quantile(0.5)),
        upper_quartile: number(group.quantile(0.75)),
        max: number(group.max()),
    }
}

fn merge_texts(texts: &[Vec<(String, u64)>]) -> Summary {
    let mut merged = WordCounts::default();
    for (word, count) in texts.iter().flatten() {
        merged.add(word, *count);
    }
    let top = merged.top(TOP_WORDS).into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
    Summary::Words { total: merged.total(), distinct: merged.distinct() as u64, top }
}
