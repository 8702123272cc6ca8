//! Columns of a table, and which of them to use.

use crate::cells::Dialect;
use crate::number::{self, Mark};
use crate::{Refusal, shortened};
use std::borrow::Cow;
use std::collections::HashSet;

/// Maximum length of a name with which a column can be chosen. Columns with longer names are chosen by number.
pub const MAX_NAME_BYTES: usize = 200;

/// Maximum number of columns that a message lists.
const MAX_LISTED: usize = 12;

/// Choices of the reader. Whatever is left open is detected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices<'a> {
    /// Column to group by: its name, or `#` and its number. If empty, the first column of words.
    pub group: &'a str,
    /// Column to summarize, likewise. If empty, the first column of numbers that are not ids.
    pub amount: &'a str,
    /// Character between cells.
    pub delimiter: Option<u8>,
    /// Decimal mark.
    pub mark: Option<Mark>,
}

/// Number that means different things with either decimal mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// Name of the column.
    pub column: String,
    /// Number as it is written.
    pub example: String,
}

impl Ambiguous {
    /// Returns the question to the reader.
    pub fn refusal(&self) -> Refusal {
        let Ambiguous { column, example } = self;
        let as_group: String = example.chars().filter(|character| !matches!(character, '.' | ',')).collect();
        Refusal(format!(
            "Column “{column}”: “{example}” can mean {as_group} or a fraction. Choose the decimal mark in the settings."
        ))
    }
}

/// Column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, different from the names of all other columns, and shortened.
    pub name: String,
    /// Text with which the column is chosen: its full name, or `#` and its number.
    pub key: String,
    /// True if the column has numbers.
    pub is_numeric: bool,
    /// Number of rows with a value.
    pub values: u64,
}

/// Columns as they are read, row by row.
pub(super) struct Tally {
    columns: Vec<Counts>,
}

/// Result of a tally.
pub(super) struct Found {
    pub(super) columns: Vec<Column>,
    pub(super) chosen: Result<(usize, usize), Refusal>,
    pub(super) mark: Result<Option<Mark>, Ambiguous>,
}

#[derive(Default)]
struct Counts {
    name: String,
    is_named: bool,
    values: u64,
    /// Cells that are numbers with a decimal point, and with a decimal comma.
    numbers: [u64; 2],
    /// Cells that are numbers with either mark.
    either: u64,
    first_is_number: bool,
    /// First number that means different things with either mark.
    ambiguous: Option<String>,
}

impl Counts {
    fn is_numeric(&self) -> bool {
        self.either > 0 && (self.first_is_number || self.either * 2 > self.values)
    }

    fn add(&mut self, cell: &str) {
        if number::is_missing(cell) {
            return;
        }
        self.values += 1;
        let [point, comma] = Mark::ALL.map(|mark| number::parse(cell, mark));
        self.numbers[0] += u64::from(point.is_some());
        self.numbers[1] += u64::from(comma.is_some());
        let is_number = point.is_some() || comma.is_some();
        self.either += u64::from(is_number);
        if self.values == 1 {
            self.first_is_number = is_number;
        }
        if self.ambiguous.is_none() && point.is_some() && comma.is_some() && point != comma {
            self.ambiguous = Some(shortened(cell));
        }
    }

    /// Returns the mark with which most cells are numbers. Returns None if both fit equally.
    fn mark(&self) -> Option<Mark> {
        match self.numbers[0].cmp(&self.numbers[1]) {
            std::cmp::Ordering::Greater => Some(Mark::Point),
            std::cmp::Ordering::Less => Some(Mark::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Returns true if the name is that of an id or a time, whose sum means nothing.
    fn is_id(&self) -> bool {
        let name = self.name.to_lowercase();
        let last = name.rsplit(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty());
        let ids = [
            "id",
            "ids",
            "uuid",
            "nr",
            "no",
            "index",
            "idx",
            "key",
            "timestamp",
            "ts",
            "epoch",
            "time",
            "zip",
            "plz",
        ];
        last.is_some_and(|last| ids.contains(&last)) || self.name.ends_with("Id") || self.name.ends_with("ID")
    }
}

impl Tally {
    /// Starts with the cells of the first row, which name the columns.
    pub(super) fn new(header: &[Cow<'_, str>]) -> Tally {
        let mut taken = HashSet::new();
        let mut columns = Vec::with_capacity(header.len());
        for (cell, number) in header.iter().zip(1..) {
            let words: Vec<&str> = cell.split_whitespace().collect();
            let is_named = !words.is_empty();
            let plain = if is_named { words.join(" ") } else { format!("column {number}") };
            let mut name = plain.clone();
            let mut copy = 2;
            while !taken.insert(name.clone()) {
                name = format!("{plain} ({copy})");
                copy += 1;
            }
            columns.push(Counts { name, is_named, ..Counts::default() });
        }
        Tally { columns }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// More cells than columns.
    pub(super) fn add(
        &mut self,
        line: usize,
        cells: &[Cow<'_, str>],
        dialect: Dialect,
    ) -> Result<(), Refusal> {
        let used = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let columns = self.columns.len();
        if used > columns {
            let separator = dialect.delimiter_name();
            return Err(Refusal(format!(
                "Line {line} has {used} cells, but the first line has {columns}. Put cells that contain a {separator} \
                 in quotation marks, or choose another separator."
            )));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.add(cell.trim());
        }
        Ok(())
    }

    /// Chooses the columns and the decimal mark.
    pub(super) fn finish(mut self, choices: Choices, dialect: Dialect) -> Found {
        // A delimiter at the end of each line makes no column.
        while self.columns.len() > 1
            && self.columns.last().is_some_and(|last| !last.is_named && last.values == 0)
        {
            self.columns.pop();
        }
        let group = self.choose(choices.group, "of words to group by", |column| {
            !column.is_numeric() && column.values > 0
        });
        let amount = self
            .choose(choices.amount, "of numbers to summarize", |column| {
                column.is_numeric() && !column.is_id()
            })
            .or_else(|_| self.choose(choices.amount, "of numbers to summarize", Counts::is_numeric));
        let chosen = group.and_then(|group| Ok((group, amount?)));
        let mark = match chosen {
            Ok((_, amount)) => self.mark(amount, choices.mark, dialect),
            Err(_) => Ok(None),
        };
        let describe = |(column, number): (&Counts, usize)| Column {
            name: shortened(&column.name),
            key: if column.name.len() > MAX_NAME_BYTES || column.name.starts_with('#') {
                format!("#{number}")
            } else {
                column.name.clone()
            },
            is_numeric: column.is_numeric(),
            values: column.values,
        };
        Found { columns: self.columns.iter().zip(1..).map(describe).collect(), chosen, mark }
    }

    /// Finds a column by its key, or the first that is `fit` without one.
    fn choose(&self, key: &str, what: &str, fit: impl Fn(&Counts) -> bool) -> Result<usize, Refusal> {
        let missing = |start: String| {
            Refusal(format!("{start} Choose one of its columns in the settings: {}.", self.names()))
        };
        if key.is_empty() {
            let fitting = self.columns.iter().position(fit);
            return fitting.ok_or_else(|| missing(format!("The table has no column {what}.")));
        }
        let number = key.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        let by_number =
            number.and_then(|number| number.checked_sub(1)).filter(|index| *index < self.columns.len());
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let exact = self.columns.iter().position(|column| column.name == key);
        let alike = || self.columns.iter().position(|column| plain(&column.name) == plain(key));
        by_number
            .or(exact)
            .or_else(alike)
            .ok_or_else(|| missing(format!("The table has no column “{}”.", shortened(key))))
    }

    fn names(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().take(MAX_LISTED).map(|column| shortened(&column.name)).collect();
        let more = if self.columns.len() > MAX_LISTED { ", …" } else { "" };
        names.join(", ") + more
    }

    /// Returns the decimal mark of a column: as chosen, or the only one that fits, or that of the other columns. Returns
    /// None for numbers without a mark.
    fn mark(&self, amount: usize, chosen: Option<Mark>, dialect: Dialect) -> Result<Option<Mark>, Ambiguous> {
        let column = &self.columns[amount];
        if let Some(mark) = chosen.or_else(|| column.mark()) {
            return Ok(Some(mark));
        }
        let Some(example) = &column.ambiguous else { return Ok(None) };
        // Where commas separate cells, they are no decimal marks.
        if dialect.delimiter == b',' {
            return Ok(Some(Mark::Point));
        }
        let others = self.columns.iter().filter(|column| column.is_numeric()).filter_map(Counts::mark);
        let marks: Vec<Mark> = others.collect();
        match marks.first().filter(|first| marks.iter().all(|mark| mark == *first)) {
            Some(mark) => Ok(Some(*mark)),
            None => Err(Ambiguous { column: shortened(&column.name), example: example.clone() }),
        }
    }
}
