//! A reader's own table, from a CSV file.

use super::error::{BadInput, KernelError};
use super::pace::Pace;
use super::table::{AMOUNTS_IN_ONE, Table};
use crate::stop::Stopped;
use std::collections::BTreeMap;

/// Some 50 µs' worth.
const ROWS_BETWEEN_CHECKPOINTS: usize = 256;

/// The largest number a table can hold, with either sign: as an amount, with room to spare.
const MAX_NUMBER: f64 = 1e12;

/// Which columns of a CSV file to take, by their names. Those not named are found by what is in the first row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// The column to group by; else the first that has no number.
    pub group: Option<&'a str>,
    /// The column to sum up; else the first that has a number.
    pub amount: Option<&'a str>,
}

/// The table in a CSV file, whose first line names the columns. Numbers are rounded to a millionth.
///
/// # Errors
/// [`KernelError::BadInput`] with line and column where the file cannot be used; [`KernelError::Stopped`] where
/// `checkpoint` says so.
pub fn parse_csv(
    text: &str,
    columns: Columns,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Table, KernelError> {
    let mut pace = Pace::new(ROWS_BETWEEN_CHECKPOINTS, checkpoint);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.trim(csv::Trim::All).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let mut found: Option<(usize, usize)> = None;
    let mut groups = Groups::default();
    let mut table = Table::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        pace.spend(1)?;
        let (group, amount) = match found {
            Some(found) => found,
            None => *found.insert(find_columns(columns, &header, &record)?),
        };
        let line = record.position().map_or(0, csv::Position::line);
        table.amounts.push(parse_amount(&record[amount], line, &header[amount])?);
        table.groups.push(groups.index_of(&record[group]));
    }
    if found.is_none() {
        return Err(BadInput("The CSV file has no rows below its first line.".into()).into());
    }
    table.names = groups.names;
    Ok(table)
}

/// What stands between the columns: a comma, unless there are more semicolons or tabs in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
    // The last of several maxima is taken.
    b"\t;,".iter().copied().max_by_key(count).unwrap_or(b',')
}

/// The groups met so far.
#[derive(Default)]
struct Groups {
    names: Vec<String>,
    indexes: BTreeMap<String, u32>,
}

impl Groups {
    fn index_of(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.indexes.get(name) {
            return index;
        }
        let index = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.indexes.insert(name.to_owned(), index);
        index
    }
}

/// Which columns to group by and to sum up.
fn find_columns(
    columns: Columns,
    header: &csv::StringRecord,
    first: &csv::StringRecord,
) -> Result<(usize, usize), BadInput> {
    let names = || header.iter().collect::<Vec<_>>().join(", ");
    let named = |name: &str| {
        header.iter().position(|column| column == name).ok_or_else(|| {
            BadInput(format!("The CSV file has no column “{name}”. Its columns are: {}.", names()))
        })
    };
    let like = |numeric: bool, what: &str| {
        first.iter().position(|cell| cell.parse().is_ok_and(f64::is_finite) == numeric).ok_or_else(|| {
            BadInput(format!("The CSV file has no column {what}. Its columns are: {}.", names()))
        })
    };
    let group = columns.group.map_or_else(|| like(false, "of words to group by"), named)?;
    let amount = columns.amount.map_or_else(|| like(true, "of numbers to sum up"), named)?;
    Ok((group, amount))
}

fn parse_amount(cell: &str, line: u64, column: &str) -> Result<i64, BadInput> {
    match cell.parse::<f64>() {
        Ok(number) if number.abs() <= MAX_NUMBER => Ok(libm::round(number * AMOUNTS_IN_ONE as f64) as i64),
        Ok(_) => {
            let fault = format!("“{cell}” is not between -10¹² and 10¹²");
            Err(BadInput(format!("Line {line}, column “{column}”: {fault}.")))
        }
        Err(_) => Err(BadInput(format!("Line {line}, column “{column}”: “{cell}” is not a number."))),
    }
}

fn unreadable(error: &csv::Error) -> BadInput {
    BadInput(match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("Line {line} has {len} columns, where the first line has {expected_len}.")
        }
        _ => format!("The CSV file cannot be read: {error}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::count_checkpoints;

    fn parsed(text: &str, columns: Columns) -> Result<Table, KernelError> {
        parse_csv(text, columns, &mut || Ok(()))
    }

    fn complaint(text: &str, columns: Columns) -> String {
        match parsed(text, columns) {
            Err(KernelError::BadInput(error)) => error.0,
            other => panic!("{other:?}"),
        }
    }

    /// As spreadsheets write it: with a byte order mark, and with line ends of two characters.
    const FRUIT: &str = concat!(
        "\u{feff}id,fruit,price,country\r\n",
        "1, Apple ,1.50,Chile\r\n",
        "2,\"Pear, green\",-0.25,Spain\r\n",
        "3,Apple,2e3,Chile\r\n",
    );

    #[test]
    fn the_first_columns_of_words_and_of_numbers_are_taken() {
        let table = parsed(FRUIT, Columns::default()).unwrap();
        assert_eq!(table.names, ["Apple", "Pear, green"]);
        assert_eq!(table.groups, [0, 1, 0]);
        assert_eq!(table.amounts, [1, 2, 3].map(|id| id * AMOUNTS_IN_ONE));
    }

    #[test]
    fn columns_are_parted_by_what_parts_their_names() {
        let comma = parsed("shop,sales\nA; B,1\n", Columns::default()).unwrap();
        assert_eq!(comma.names, ["A; B"]);
        for delimiter in [";", "\t"] {
            let text = ["shop", "sales\nA, B", "1\n"].join(delimiter);
            let table = parsed(&text, Columns::default()).unwrap();
            assert_eq!(
                (table.names, table.amounts),
                (vec!["A, B".to_owned()], vec![AMOUNTS_IN_ONE]),
                "{delimiter:?}"
            );
        }
    }

    #[test]
    fn columns_can_be_named() {
        let table = parsed(FRUIT, Columns { group: Some("country"), amount: Some("price") }).unwrap();
        assert_eq!(table.names, ["Chile", "Spain"]);
        assert_eq!(table.amounts, [1_500_000, -250_000, 2_000_000_000]);
    }

    #[test]
    fn a_group_may_be_a_number() {
        let table =
            parsed("year,sold\n2024,5\n2025,7\n", Columns { group: Some("year"), amount: Some("sold") });
        assert_eq!(table.unwrap().names, ["2024", "2025"]);
    }

    #[test]
    fn a_fault_is_told_with_line_and_column() {
        let priced = Columns { group: Some("fruit"), amount: Some("price") };
        assert_eq!(
            complaint("fruit,price\nApple,1\n\"Pear\ngreen\",cheap\n", priced),
            "Line 3, column “price”: “cheap” is not a number."
        );
        assert_eq!(
            complaint("fruit,price\nApple,1e13\n", priced),
            "Line 2, column “price”: “1e13” is not between -10¹² and 10¹²."
        );
        assert_eq!(
            complaint("fruit,price\nApple,NaN\n", priced),
            "Line 2, column “price”: “NaN” is not between -10¹² and 10¹²."
        );
        assert_eq!(
            complaint("fruit,price\nApple,1\nPear\n", priced),
            "Line 3 has 1 columns, where the first line has 2."
        );
    }

    #[test]
    fn a_missing_column_is_told_with_those_there_are() {
        let weighed = Columns { group: None, amount: Some("weight") };
        assert_eq!(
            complaint("fruit,price\nApple,1\n", weighed),
            "The CSV file has no column “weight”. Its columns are: fruit, price."
        );
        assert_eq!(
            complaint("fruit,taste\nApple,sweet\n", Columns::default()),
            "The CSV file has no column of numbers to sum up. Its columns are: fruit, taste."
        );
        assert_eq!(
            complaint("a,b\n1,2\n", Columns::default()),
            "The CSV file has no column of words to group by. Its columns are: a, b."
        );
    }

    #[test]
    fn a_file_without_rows_is_refused() {
        for text in ["", "fruit,price\n"] {
            assert_eq!(complaint(text, Columns::default()), "The CSV file has no rows below its first line.");
        }
    }

    #[test]
    fn it_looks_up_often_enough() {
        let text = format!("a,b\n{}", "x,1\n".repeat(4 * ROWS_BETWEEN_CHECKPOINTS));
        let checkpoints = count_checkpoints(|count| {
            parse_csv(&text, Columns::default(), count).unwrap();
        });
        assert_eq!(checkpoints, 4);
    }

    #[test]
    fn it_stops() {
        assert_eq!(parse_csv(FRUIT, Columns::default(), &mut || Err(Stopped)), Err(KernelError::Stopped));
    }
}
