//! Dialects of text tables: which characters separate and quote cells.

use crate::cells::{DELIMITERS, Dialect, Rows};
use crate::number;

/// Size of the part of a text that the detection looks at, in bytes.
const SAMPLE_BYTES: usize = 64 << 10;

/// Maximum number of rows that the detection looks at.
const SAMPLE_ROWS: usize = 200;

/// Dialect of a text, and where its first row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start<'a> {
    /// Dialect, as detected or chosen.
    pub dialect: Dialect,
    /// Text from the first row on.
    pub text: &'a str,
    /// Line of the first row, from 1.
    pub line: usize,
}

/// Detects the dialect of a table from the structure of its first rows. A first line such as `sep=;` states the
/// delimiter, and `chosen` overrides everything.
pub fn detect(text: &str, chosen: Option<u8>) -> Start<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (stated, text, line) = match stated(text) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 2),
        None => (None, text, 1),
    };
    let sample = sample(text);
    let only = chosen.or(stated);
    let mut best = Dialect { delimiter: only.unwrap_or(DELIMITERS[0]), quote: b'"' };
    let mut best_score = 0.0;
    for quote in [b'"', b'\''] {
        for delimiter in DELIMITERS.into_iter().chain(only) {
            let dialect = Dialect { delimiter, quote };
            if only.is_none_or(|only| only == delimiter)
                && (quote == b'"' || uses_apostrophes(sample, dialect))
            {
                let score = score(sample, dialect);
                if score > best_score {
                    (best, best_score) = (dialect, score);
                }
            }
        }
    }
    Start { dialect: best, text, line }
}

/// Reads a first line such as `sep=;`, which spreadsheets write and hide. Returns the delimiter and the lines after it.
fn stated(text: &str) -> Option<(u8, &str)> {
    let end = text.find(['\n', '\r'])?;
    let line = text[..end].trim_matches([' ', '"']);
    let key = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="))?;
    let delimiter = match &line.as_bytes()[key.len()..] {
        // Trimming keeps tabs.
        [delimiter] if delimiter.is_ascii_punctuation() || *delimiter == b'\t' => *delimiter,
        [b'\\', b't'] => b'\t',
        _ => return None,
    };
    let rest = &text[end..];
    Some((delimiter, rest.strip_prefix("\r\n").unwrap_or(&rest[1..])))
}

/// Returns the first lines of a text.
fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let start = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    start.rfind('\n').map_or(start, |end| &start[..=end])
}

/// Returns how well a dialect fits, from 0 to 1: the share of rows that have the most frequent number of cells, times
/// how much their cells look like single values. A dialect with one cell in most rows scores 0.
fn score(sample: &str, dialect: Dialect) -> f64 {
    let mut widths = Vec::new();
    let mut values = Vec::new();
    let mut rows = Rows::new(sample, 1, dialect);
    let mut cells = Vec::new();
    // A quote that is not closed ends the sample, and perhaps only because the sample is cut.
    while let Ok(Some(_)) = rows.read(&mut cells)
        && widths.len() < SAMPLE_ROWS
    {
        if !cells.is_empty() {
            widths.push(cells.len());
            values.push(cells.iter().map(|cell| clarity(cell)).sum::<f64>() / cells.len() as f64);
        }
    }
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    // Of equally frequent widths, the first row decides: it names the columns.
    let usual =
        widths.iter().copied().rev().max_by_key(|width| (count(*width), Some(width) == widths.first()));
    let Some(usual) = usual.filter(|width| *width > 1) else { return 0.0 };
    let fitting: Vec<f64> =
        widths.iter().zip(&values).filter(|(width, _)| **width == usual).map(|(_, value)| *value).collect();
    let share = fitting.len() as f64 / widths.len() as f64;
    let header = if widths[0] == usual { 1.0 } else { 0.5 };
    share * share * header * fitting.iter().sum::<f64>() / fitting.len() as f64
}

/// Returns how much a cell looks like a single value: a number more than words, and words with another delimiter in
/// them hardly.
fn clarity(cell: &str) -> f64 {
    let cell = cell.trim();
    if number::is_number(cell) {
        1.0
    } else if cell.is_empty() {
        0.5
    } else if cell.bytes().any(|byte| byte != b',' && DELIMITERS.contains(&byte)) {
        0.1
    } else if cell.contains(',') {
        0.4
    } else {
        0.7
    }
}

/// Returns true if cells are enclosed in apostrophes, and none in quotation marks.
fn uses_apostrophes(sample: &str, dialect: Dialect) -> bool {
    // With no quotes at all, cells show what encloses them.
    let plain = Dialect { quote: 0, ..dialect };
    let mut rows = Rows::new(sample, 1, plain);
    let (mut cells, mut opened, mut closed, mut read) = (Vec::new(), 0, 0, 0);
    while let Ok(Some(_)) = rows.read(&mut cells)
        && read < SAMPLE_ROWS
    {
        read += 1;
        for cell in &cells {
            let cell = cell.trim();
            if cell.starts_with('"') {
                return false;
            }
            opened += usize::from(cell.starts_with('\''));
            closed += usize::from(cell.ends_with('\'') && cell.len() > 1);
        }
    }
    opened >= 2 && opened == closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn delimiter(text: &str) -> char {
        char::from(detect(text, None).dialect.delimiter)
    }

    #[test]
    fn the_structure_of_rows_shows_the_delimiter() {
        for (text, expected) in [
            ("shop,sales\nA,1\n", ','),
            ("shop;sales\nA;1\n", ';'),
            ("shop\tsales\nA, B\t1\n", '\t'),
            ("shop|sales\nA|1\nB|2\n", '|'),
            ("\"Shop (city, street, number)\";\"Sales (gross, EUR)\"\n\"Nord, 1\";10\n\"Sued, 2\";20\n", ';'),
            ("Shop (city, street, no, zip, state);Sales (EUR)\nNord;10\nSued;20\n", ';'),
            ("shop;sales\nNord;1,50\nSued;2,25\n", ';'),
            ("shop;sales;costs\nNord;1,50;2,0\nSued;2,25;3,5\n", ';'),
            ("name;note\nNord, A;10\nSued, B;20\n", ';'),
            ("name, first;sales, net\nNord, A;10,5\nSued, B;20,5\n", ';'),
            ("shop,note\nNord,a; b; c\nSued,d; e; f\n", ','),
            ("a|b,c\n1|2,5\n3|4,5\n", '|'),
            ("Title of the sheet\n\nshop;sales\nNord;10\nSued;20\nOst;5\n", ';'),
            ("one column\nA\nB\n", ','),
            ("", ','),
        ] {
            assert_eq!(delimiter(text), expected, "{text}");
        }
    }

    #[test]
    fn a_first_line_can_state_the_delimiter() {
        for (first, delimiter) in
            [("sep=;", b';'), ("SEP=|", b'|'), ("\"sep=,\"", b','), ("sep=\t", b'\t'), ("sep=^", b'^')]
        {
            for end in ["\n", "\r\n", "\r"] {
                let text = format!("\u{feff}{first}{end}shop;sales{end}Nord;10{end}");
                let start = detect(&text, None);
                assert_eq!((start.dialect.delimiter, start.line), (delimiter, 2), "{first}");
                assert!(start.text.starts_with("shop;sales"), "{first}");
            }
        }
        assert_eq!(detect("sep=;\nshop;sales\n", Some(b'|')).dialect.delimiter, b'|');
        assert_eq!(detect("separator,b\n1,2\n", None).line, 1);
    }

    #[test]
    fn apostrophes_enclose_cells_if_they_do_so_everywhere() {
        let quote = |text| char::from(detect(text, None).dialect.quote);
        assert_eq!(quote("shop,sales\n'Nord, 1',10\n'Sued, 2',20\n"), '\'');
        assert_eq!(quote("shop,sales\n'tis,10\n\"Sued\",20\n"), '"');
        assert_eq!(quote("shop,sales\n'tis,10\nrock 'n' roll,20\n"), '"');
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_detection(text in any::<String>()) {
            let start = detect(&text, None);
            prop_assert!(text.ends_with(start.text));
        }

        #[test]
        fn a_written_table_shows_its_delimiter(
            rows in prop::collection::vec(("[a-zé ,;|\t\"]{0,12}", 0u32..100_000, "[a-z]{1,5}"), 3..12),
            delimiter in 0..DELIMITERS.len(),
        ) {
            let delimiter = DELIMITERS[delimiter];
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            writer.write_record(["name", "number", "word"]).unwrap();
            for (name, number, word) in &rows {
                writer.write_record([&format!("x{name}x"), &number.to_string(), word]).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(detect(&text, None).dialect, Dialect { delimiter, quote: b'"' });
        }
    }
}
