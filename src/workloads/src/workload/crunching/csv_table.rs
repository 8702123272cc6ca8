//! The reader's own table, from a CSV file.

use super::table::{AMOUNTS_IN_ONE, Table};
use crate::kernel::BadInput;
use std::collections::BTreeMap;

/// Largest absolute value of a number. As an amount, it leaves room to spare.
const MAX_NUMBER: f64 = 1e12;

/// Names of the columns to read. A column without a name is found by the content of the first row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// Column to group by. If None, the first without a number.
    pub group: Option<&'a str>,
    /// Column to summarize. If None, the first with a number.
    pub amount: Option<&'a str>,
}

/// Reads a table from a CSV file, whose first line names the columns. Numbers are rounded to a millionth.
///
/// There is no checkpoint, since files are read before a run.
///
/// # Errors
/// A file that cannot be used, with line and column.
pub fn parse_csv(text: &str, columns: Columns) -> Result<Table, BadInput> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.trim(csv::Trim::All).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let mut found: Option<(usize, usize)> = None;
    let mut groups = Groups::default();
    let mut table = Table::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        let (group, amount) = match found {
            Some(found) => found,
            None => *found.insert(find_columns(columns, &header, &record)?),
        };
        let line = record.position().map_or(0, csv::Position::line);
        table.amounts.push(parse_amount(&record[amount], line, &header[amount])?);
        table.groups.push(groups.index_of(&record[group]));
    }
    if found.is_none() {
        return Err(BadInput("The CSV file has no rows below its first line.".into()));
    }
    table.names = groups.names;
    Ok(table)
}

/// Returns the separator of the columns: a comma, unless the first line has more semicolons or tabs.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
    // Of several maxima, the last wins.
    b"\t;,".iter().copied().max_by_key(count).unwrap_or(b',')
}

/// The groups found so far.
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

/// Returns the indexes of the columns to group by and to summarize.
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
    let amount = columns.amount.map_or_else(|| like(true, "of numbers to summarize"), named)?;
    Ok((group, amount))
}

fn parse_amount(cell: &str, line: u64, column: &str) -> Result<i64, BadInput> {
    match cell.parse::<f64>() {
        Ok(number) if number.abs() <= MAX_NUMBER => Ok(libm::round(number * AMOUNTS_IN_ONE as f64) as i64),
        Ok(_) => {
            let message = format!("“{cell}” is not between -10¹² and 10¹²");
            Err(BadInput(format!("Line {line}, column “{column}”: {message}.")))
        }
        Err(_) => Err(BadInput(format!("Line {line}, column “{column}”: “{cell}” is not a number."))),
    }
}

fn unreadable(error: &csv::Error) -> BadInput {
    BadInput(match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            let columns = if *len == 1 { "column" } else { "columns" };
            format!("Line {line} has {len} {columns}; the first line has {expected_len}.")
        }
        _ => format!("The CSV file cannot be read: {error}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str, columns: Columns) -> String {
        parse_csv(text, columns).unwrap_err().0
    }

    /// A file as spreadsheets write it: with a byte order mark, and with line ends of two characters.
    const FRUIT: &str = concat!(
        "\u{feff}id,fruit,price,country\r\n",
        "1, Apple ,1.50,Chile\r\n",
        "2,\"Pear, green\",-0.25,Spain\r\n",
        "3,Apple,2e3,Chile\r\n",
    );

    #[test]
    fn the_default_columns_are_the_first_of_words_and_of_numbers() {
        let table = parse_csv(FRUIT, Columns::default()).unwrap();
        assert_eq!(table.names, ["Apple", "Pear, green"]);
        assert_eq!(table.groups, [0, 1, 0]);
        assert_eq!(table.amounts, [1, 2, 3].map(|id| id * AMOUNTS_IN_ONE));
    }

    #[test]
    fn the_first_line_determines_the_separator() {
        let comma = parse_csv("shop,sales\nA; B,1\n", Columns::default()).unwrap();
        assert_eq!(comma.names, ["A; B"]);
        for delimiter in [";", "\t"] {
            let text = ["shop", "sales\nA, B", "1\n"].join(delimiter);
            let table = parse_csv(&text, Columns::default()).unwrap();
            assert_eq!(
                (table.names, table.amounts),
                (vec!["A, B".to_owned()], vec![AMOUNTS_IN_ONE]),
                "{delimiter:?}"
            );
        }
    }

    #[test]
    fn columns_can_be_named() {
        let table = parse_csv(FRUIT, Columns { group: Some("country"), amount: Some("price") }).unwrap();
        assert_eq!(table.names, ["Chile", "Spain"]);
        assert_eq!(table.amounts, [1_500_000, -250_000, 2_000_000_000]);
    }

    #[test]
    fn a_group_may_be_a_number() {
        let table =
            parse_csv("year,sold\n2024,5\n2025,7\n", Columns { group: Some("year"), amount: Some("sold") });
        assert_eq!(table.unwrap().names, ["2024", "2025"]);
    }

    #[test]
    fn errors_name_line_and_column() {
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
            "Line 3 has 1 column; the first line has 2."
        );
    }

    #[test]
    fn an_error_about_a_missing_column_lists_the_existing_ones() {
        let weighed = Columns { group: None, amount: Some("weight") };
        assert_eq!(
            complaint("fruit,price\nApple,1\n", weighed),
            "The CSV file has no column “weight”. Its columns are: fruit, price."
        );
        assert_eq!(
            complaint("fruit,taste\nApple,sweet\n", Columns::default()),
            "The CSV file has no column of numbers to summarize. Its columns are: fruit, taste."
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
}
