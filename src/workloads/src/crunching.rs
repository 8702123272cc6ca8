//! The workload of *Data crunching*: a table summed up part by part.

use crate::computation::{Checkpoint, Computation};
use crate::inputs::{Inputs, bad_file};
use crate::kernel::KernelError;
use crate::kernel::csv_table::{Columns, parse_csv};
use crate::kernel::summary::{GroupSummary, summarise};
use crate::kernel::table::{Table, sales};
use crate::task::TaskError;
use crate::word_count::text_of;
use lanes_model::product::{GroupPart, Product};
use lanes_model::workload::{Crunching, File, TableSource, part};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId, message};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The most groups a table may have: more than anybody reads.
const MAX_GROUPS: usize = 1000;

/// Some 25 µs' worth of checksum.
const AMOUNTS_BETWEEN_CHECKPOINTS: usize = 4096;

/// Tasks that each sum up some rows of a table.
#[derive(Clone, Debug)]
pub struct CrunchingTasks {
    /// What is done.
    pub crunching: Crunching,
    /// For each task, its rows, where it does not invent them.
    pub inputs: Inputs,
}

/// Some rows of a table, as a process is sent them.
#[derive(Serialize, Deserialize)]
struct Rows<'a> {
    names: Vec<Cow<'a, str>>,
    /// Four bytes each, the lowest first.
    #[serde(borrow, with = "serde_bytes")]
    groups: Cow<'a, [u8]>,
    /// Eight bytes each, the lowest first.
    #[serde(borrow, with = "serde_bytes")]
    amounts: Cow<'a, [u8]>,
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

/// The rows of each task, of the reader's table. Those of a generated one are invented by the tasks.
///
/// # Errors
/// Where there is no file, or none that can be used.
pub(crate) fn prepare(crunching: &Crunching, files: &[File]) -> Result<Inputs, Failure> {
    let TableSource::Own { group, amount } = &crunching.table else { return Ok(Inputs::default()) };
    let Some(file) = files.first() else {
        return Err(Failure::new(FailureKind::BadFile, "There is no CSV file to work on."));
    };
    let table = parse(file, group, amount)?;
    let rows = |task| {
        let part = part(table.groups.len() as u64, task, crunching.parts);
        let part = part.start as usize..part.end as usize;
        let groups: Vec<u8> =
            table.groups[part.clone()].iter().flat_map(|group| group.to_le_bytes()).collect();
        let amounts: Vec<u8> = table.amounts[part].iter().flat_map(|amount| amount.to_le_bytes()).collect();
        let names = table.names.iter().map(|name| Cow::Borrowed(name.as_str())).collect();
        message::encode(&Rows { names, groups: groups.into(), amounts: amounts.into() }).map(Into::into)
    };
    (0..crunching.parts).map(rows).collect()
}

fn parse(file: &File, group: &str, amount: &str) -> Result<Table, Failure> {
    let named = |column: &'_ str| -> Option<String> { (!column.is_empty()).then(|| column.to_owned()) };
    let (group, amount) = (named(group), named(amount));
    let columns = Columns { group: group.as_deref(), amount: amount.as_deref() };
    let table = match parse_csv(text_of(file)?, columns, &mut || Ok(())) {
        Ok(table) => table,
        Err(KernelError::BadInput(why)) => return Err(bad_file(file, why)),
        Err(KernelError::Stopped) => return Err(bad_file(file, "Reading it was stopped.")),
    };
    if table.names.len() > MAX_GROUPS {
        let why = format!(
            "There are {} groups, and at most {MAX_GROUPS} can be shown. Group by another column.",
            table.names.len()
        );
        return Err(bad_file(file, why));
    }
    Ok(table)
}

impl Computation for CrunchingTasks {
    fn count(&self) -> u32 {
        self.crunching.parts
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.inputs.of(task)
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let table = match self.crunching.table {
            TableSource::Generated { rows, seed } => {
                sales(u64::from(seed), part(rows, task.0, self.crunching.parts), checkpoint)?
            }
            TableSource::Own { .. } => checked(message::decode::<Rows<'_>>(input)?.table())?,
        };
        let groups = summarise(&table, checkpoint)?;
        let checksum = checksum(&groups, checkpoint)?;
        let part = |GroupSummary { name, amounts }| GroupPart { name, amounts };
        let product = Product::Groups(groups.into_iter().map(part).collect());
        Ok(Answer { checksum, product: Some(product) })
    }
}

/// Whether it is a table at all: what came as bytes could be anything.
fn checked(table: Table) -> Result<Table, Failure> {
    let sound = table.groups.len() == table.amounts.len()
        && table.groups.iter().all(|group| (*group as usize) < table.names.len());
    if sound { Ok(table) } else { Err(Failure::new(FailureKind::Task, "These rows are no table.")) }
}

fn checksum(groups: &[GroupSummary], checkpoint: Checkpoint<'_>) -> Result<Checksum, TaskError> {
    let mut hasher = crc32fast::Hasher::new();
    for group in groups {
        hasher.update(group.name.as_bytes());
        for some in group.amounts.chunks(AMOUNTS_BETWEEN_CHECKPOINTS) {
            checkpoint()?;
            for (amount, count) in some {
                hasher.update(&amount.to_le_bytes());
                hasher.update(&count.to_le_bytes());
            }
        }
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}
