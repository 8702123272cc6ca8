//! Tables: their columns, and the groups and amounts in two of them.

mod columns;
#[cfg(test)]
mod tests;

pub use columns::{Ambiguous, Choices, Column, MAX_NAME_BYTES};

use crate::cells::{Dialect, OpenQuote, Rows};
use crate::dialect::{self, Start};
use crate::number::{self, Decimal, MAX_DIGITS, Mark};
use crate::{Refusal, shortened};
use columns::{Found, Tally};
use std::borrow::Cow;
use std::collections::HashMap;

/// Number of rows in a preview.
const PREVIEW_ROWS: usize = 5;

/// Name of the group of rows without one.
const NO_GROUP: &str = "(empty)";

/// Rows that are left out of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Rows without an amount.
    pub without_amount: u64,
    /// Lines without any cell.
    pub blank: u64,
}

/// Description of a table, for a preview.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Dialect, as detected or chosen.
    pub dialect: Dialect,
    /// Columns, at least one.
    pub columns: Vec<Column>,
    /// The first rows, with shortened cells.
    pub first: Vec<Vec<String>>,
    /// Number of rows below the header, without blank lines.
    pub rows: u64,
    /// Column to group by, and the column to summarize, or the reason why there is none.
    pub chosen: Result<(usize, usize), Refusal>,
    /// Decimal mark of the column to summarize, or a number that can be read in two ways.
    pub mark: Result<Option<Mark>, Ambiguous>,
    /// Rows that are left out.
    pub skipped: Skipped,
}

/// Groups and amounts of the rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the groups.
    pub names: Vec<String>,
    /// Group of each row, as an index into `names`.
    pub groups: Vec<u32>,
    /// Amount of each row, in units of 10^`exponent`.
    pub amounts: Vec<i64>,
    /// Power of ten of the unit of amounts.
    pub exponent: i32,
    /// Rows that are left out.
    pub skipped: Skipped,
}

/// Describes a table whose first row names the columns.
///
/// # Errors
/// A quote that is not closed, a row with too many cells, or no rows.
pub fn overview(text: &str, choices: Choices) -> Result<Overview, Refusal> {
    survey(&dialect::detect(text, choices.delimiter), choices)
}

fn survey(start: &Start<'_>, choices: Choices) -> Result<Overview, Refusal> {
    let mut tally: Option<Tally> = None;
    let mut first = Vec::new();
    let mut skipped = Skipped::default();
    let mut rows = 0;
    each_row(start, |line, cells| {
        match &mut tally {
            _ if cells.is_empty() => skipped.blank += u64::from(tally.is_some()),
            None => tally = Some(Tally::new(cells)),
            Some(tally) => {
                tally.add(line, cells, start.dialect)?;
                rows += 1;
                if first.len() < PREVIEW_ROWS && cells.iter().any(|cell| !cell.trim().is_empty()) {
                    first.push(cells.iter().map(|cell| shortened(cell.trim())).collect());
                }
            }
        }
        Ok(())
    })?;
    let Some(tally) = tally.filter(|_| rows > 0) else {
        return Err(Refusal(
            "The table has no rows below its first line. Add a file with at least two lines.".into(),
        ));
    };
    let Found { columns, chosen, mark } = tally.finish(choices, start.dialect);
    if let Ok((_, amount)) = chosen {
        skipped.without_amount = rows - columns[amount].values;
    }
    Ok(Overview { dialect: start.dialect, columns, first, rows, chosen, mark, skipped })
}

/// Reads the groups and amounts of a table.
///
/// # Errors
/// As [`overview`], or a cell of the column to summarize that is not a number, or numbers that can be read in two ways.
pub fn read(text: &str, choices: Choices) -> Result<Table, Refusal> {
    let start = dialect::detect(text, choices.delimiter);
    let overview = survey(&start, choices)?;
    let (group, amount) = overview.chosen?;
    let mark = overview.mark.map_err(|ambiguous| ambiguous.refusal())?.unwrap_or(Mark::Point);
    let name = &overview.columns[amount].name;
    let mut groups = Groups::default();
    let mut table = Table { skipped: overview.skipped, ..Table::default() };
    let mut numbers = Vec::new();
    let mut is_header = true;
    each_row(&start, |line, cells| {
        if cells.is_empty() || std::mem::take(&mut is_header) {
            return Ok(());
        }
        let cell = cells.get(amount).map_or("", |cell| cell.trim());
        if number::is_missing(cell) {
            return Ok(());
        }
        let number = number::parse(cell, mark).ok_or_else(|| not_a_number(line, name, cell, mark))?;
        numbers.push(number);
        table.groups.push(groups.index_of(cells.get(group).map_or("", |cell| cell.trim())));
        Ok(())
    })?;
    if numbers.is_empty() {
        return Err(Refusal(format!("Column “{name}” has no numbers. Choose another column to summarize.")));
    }
    table.exponent = unit(&numbers);
    table.amounts = numbers.iter().map(|number| in_units(*number, table.exponent)).collect();
    table.names = groups.names;
    Ok(table)
}

fn not_a_number(line: usize, column: &str, cell: &str, mark: Mark) -> Refusal {
    let cell = shortened(cell);
    Refusal(if number::is_number(&cell) {
        format!("Line {line}, column “{column}”: “{cell}” is not a number with a {}.", mark.name())
    } else {
        format!("Line {line}, column “{column}”: “{cell}” is not a number.")
    })
}

/// Calls a function with the line and the cells of each row, until it fails.
fn each_row<'a>(
    start: &Start<'a>,
    mut take: impl FnMut(usize, &[Cow<'a, str>]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut rows = Rows::new(start.text, start.line, start.dialect);
    let mut cells = Vec::new();
    let open = |OpenQuote { line }: OpenQuote| {
        Refusal(format!(
            "Line {line}: a quotation mark opens a cell and is never closed. Close it, or remove it."
        ))
    };
    while let Some(line) = rows.read(&mut cells).map_err(open)? {
        take(line, &cells)?;
    }
    Ok(())
}

/// The groups found so far.
#[derive(Default)]
struct Groups {
    names: Vec<String>,
    indexes: HashMap<String, u32>,
}

impl Groups {
    fn index_of(&mut self, name: &str) -> u32 {
        let name = if name.is_empty() { NO_GROUP } else { name };
        if let Some(&index) = self.indexes.get(name) {
            return index;
        }
        let index = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.indexes.insert(name.to_owned(), index);
        index
    }
}

/// Returns the power of ten of the smallest unit that all numbers need, or of the smallest in which the largest fits.
fn unit(numbers: &[Decimal]) -> i32 {
    let others = || numbers.iter().filter(|number| number.digits != 0);
    let length = |number: &Decimal| number.digits.unsigned_abs().ilog10() as i32 + 1;
    let finest = others().map(|number| number.exponent).min().unwrap_or(0);
    let largest = others().map(|number| number.exponent + length(number)).max().unwrap_or(0);
    finest.max(largest - MAX_DIGITS as i32)
}

/// Converts a number to units of 10^`exponent`, rounded.
fn in_units(number: Decimal, exponent: i32) -> i64 {
    let shift = number.exponent - exponent;
    let power = 10i64.checked_pow(shift.unsigned_abs());
    match (power, shift >= 0) {
        (Some(power), true) => number.digits.saturating_mul(power),
        (Some(power), false) => {
            let half = if number.digits < 0 { -(power / 2) } else { power / 2 };
            (number.digits + half) / power
        }
        (None, _) => 0,
    }
}
