//! The tasks of *Data crunching*: each summarizes some rows of a table.

pub mod summary;
pub mod table;

use crate::computation::Computation;
use crate::material::{Material, bad_file, text_of};
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_files::number::Mark;
use lanes_files::table::{self as files, Choices};
use lanes_model::product::{GroupPart, GroupParts, Product};
use lanes_model::workload::{Crunching, File, TableSource, rows_of_task};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId, message};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use summary::{GroupSummary, summarize};
use table::{CENTS, Table, sales};

/// Maximum number of groups in a table: far more than a person reads.
const MAX_GROUPS: usize = 1000;

/// Some 25 µs of checksum.
const AMOUNTS_BETWEEN_CHECKPOINTS: usize = 4096;

impl Computation for Crunching {
    /// Prepares the rows of each task from the reader's table. Rows of a generated table are made by the tasks.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        let TableSource::Own { group, amount, delimiter, decimal_comma } = &self.table else {
            return Ok(Material::default());
        };
        let Some(file) = files.first() else {
            return Err(Failure::new(FailureKind::BadFile, "There is no CSV file to work on."));
        };
        let mark = decimal_comma.map(|comma| if comma { Mark::Comma } else { Mark::Point });
        let table = parse(file, Choices { group, amount, delimiter: *delimiter, mark })?;
        let rows = |task| {
            let rows = rows_of_task(table.groups.len() as u64, task, self.parts);
            let rows = rows.start as usize..rows.end as usize;
            let groups: Vec<u8> =
                table.groups[rows.clone()].iter().flat_map(|group| group.to_le_bytes()).collect();
            let amounts: Vec<u8> =
                table.amounts[rows].iter().flat_map(|amount| amount.to_le_bytes()).collect();
            let names = table.names.iter().map(|name| Cow::Borrowed(name.as_str())).collect();
            let skipped = if task == 0 { table.skipped.without_amount } else { 0 };
            let (groups, amounts) = (groups.into(), amounts.into());
            message::encode(&Rows { names, groups, amounts, exponent: table.exponent, skipped })
                .map(Into::into)
        };
        (0..self.parts).map(rows).collect()
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let (table, exponent, skipped) = match self.table {
            TableSource::Generated { rows, seed } => {
                (sales(u64::from(seed), rows_of_task(rows, task.0, self.parts), checkpoint)?, CENTS, 0)
            }
            TableSource::Own { .. } => {
                let rows = message::decode::<Rows<'_>>(input)?;
                (checked(rows.table())?, rows.exponent, rows.skipped)
            }
        };
        let groups = summarize(&table, checkpoint)?;
        let checksum = checksum(&groups, checkpoint)?;
        let part = |GroupSummary { name, amounts }| GroupPart { name, amounts };
        let groups = groups.into_iter().map(part).collect();
        let product = Product::Groups(GroupParts { groups, exponent, skipped });
        Ok(Answer { checksum, product: Some(product) })
    }
}

/// Input of a task: some rows of a table.
#[derive(Serialize, Deserialize)]
struct Rows<'a> {
    names: Vec<Cow<'a, str>>,
    /// Four bytes for each row, the lowest first.
    #[serde(borrow, with = "serde_bytes")]
    groups: Cow<'a, [u8]>,
    /// Eight bytes for each row, the lowest first.
    #[serde(borrow, with = "serde_bytes")]
    amounts: Cow<'a, [u8]>,
    /// Power of ten of the unit of amounts.
    exponent: i32,
    /// Rows of the table that are left out, all of them with the first task.
    skipped: u64,
}

impl Rows<'_> {
    fn table(&self) -> Table {
        let (groups, _) = self.groups.as_chunks();
        let (amounts, _) = self.amounts.as_chunks();
        Table {
            names: self.names.iter().map(|name| name.clone().into_owned()).collect(),
            groups: groups.iter().copied().map(u32::from_le_bytes).collect(),
            amounts: amounts.iter().copied().map(i64::from_le_bytes).collect(),
        }
    }
}

/// Reads the table in a file.
fn parse(file: &File, choices: Choices) -> Result<files::Table, Failure> {
    let table = files::read(&text_of(file)?, choices).map_err(|reason| bad_file(file, reason))?;
    let groups = table.names.len();
    if groups > MAX_GROUPS {
        let reason =
            format!("The file has {groups} groups, and the limit is {MAX_GROUPS}. Group by another column.");
        return Err(bad_file(file, reason));
    }
    Ok(table)
}

/// Checks that a table is sound, because the bytes of an input could be anything.
fn checked(table: Table) -> Result<Table, Failure> {
    let is_sound = table.groups.len() == table.amounts.len()
        && table.groups.iter().all(|group| (*group as usize) < table.names.len());
    if is_sound { Ok(table) } else { Err(Failure::new(FailureKind::Task, "The task received damaged rows.")) }
}

fn checksum(groups: &[GroupSummary], checkpoint: Checkpoint<'_>) -> Result<Checksum, Stopped> {
    let mut hasher = crc32fast::Hasher::new();
    for group in groups {
        hasher.update(group.name.as_bytes());
        for amounts in group.amounts.chunks(AMOUNTS_BETWEEN_CHECKPOINTS) {
            checkpoint()?;
            for (amount, count) in amounts {
                hasher.update(&amount.to_le_bytes());
                hasher.update(&count.to_le_bytes());
            }
        }
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}
