//! Rows and cells of a text table.

use std::borrow::Cow;

/// Characters that separate the cells of a row, the most usual first.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Characters of a table with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Separates the cells of a row.
    pub delimiter: u8,
    /// Encloses a cell that has delimiters or line ends.
    pub quote: u8,
}

impl Dialect {
    /// Returns the name of the separator.
    pub fn delimiter_name(self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }
}

/// A quotation mark that opens a cell and does not close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuote {
    /// Line of the quotation mark, from 1.
    pub line: usize,
}

/// Reader of rows. Lines end in `\n`, `\r\n` or `\r`.
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    dialect: Dialect,
}

impl<'a> Rows<'a> {
    /// Starts to read at the beginning of a text, which is line `line` of its file.
    pub fn new(text: &'a str, line: usize, dialect: Dialect) -> Rows<'a> {
        Rows { text, at: 0, line, dialect }
    }

    /// Reads the next row into `cells`, which are as they are written, without their quotation marks. A blank line has
    /// no cells. Returns the number of the first line of the row, or None at the end of the text.
    ///
    /// # Errors
    /// A cell that begins with a quotation mark and is not closed.
    pub fn read(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<Option<usize>, OpenQuote> {
        cells.clear();
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let line = self.line;
        loop {
            let cell = self.cell()?;
            cells.push(cell);
            if self.byte() == Some(self.dialect.delimiter) {
                self.at += 1;
            } else {
                self.end_line();
                break;
            }
        }
        if let [only] = cells.as_slice()
            && only.trim().is_empty()
        {
            cells.clear();
        }
        Ok(Some(line))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn end_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        self.line += 1;
    }

    /// Reads a cell up to the delimiter or the end of the line.
    fn cell(&mut self) -> Result<Cow<'a, str>, OpenQuote> {
        let start = self.at;
        let blank = |byte: &u8| *byte == b' ' && self.dialect.delimiter != b' ';
        let spaces = self.text.as_bytes()[start..].iter().take_while(|byte| blank(byte)).count();
        if self.text.as_bytes().get(start + spaces) == Some(&self.dialect.quote) {
            return self.quoted(start, start + spaces + 1);
        }
        self.at = self.unquoted_end(start);
        Ok(Cow::Borrowed(&self.text[start..self.at]))
    }

    fn unquoted_end(&self, from: usize) -> usize {
        let ends = |byte: &u8| *byte == self.dialect.delimiter || matches!(byte, b'\n' | b'\r');
        self.text.as_bytes()[from..].iter().position(ends).map_or(self.text.len(), |length| from + length)
    }

    /// Reads a cell that starts at `start` and whose content starts at `content`, behind a quotation mark.
    fn quoted(&mut self, start: usize, content: usize) -> Result<Cow<'a, str>, OpenQuote> {
        let line = self.line;
        let bytes = self.text.as_bytes();
        let mut cell = String::new();
        let mut from = content;
        loop {
            let length = bytes[from..]
                .iter()
                .position(|byte| *byte == self.dialect.quote)
                .ok_or(OpenQuote { line })?;
            let close = from + length;
            let is_doubled = bytes.get(close + 1) == Some(&self.dialect.quote);
            let part = &self.text[from..close + usize::from(is_doubled)];
            self.line += line_ends(part);
            if is_doubled {
                cell.push_str(part);
                from = close + 2;
                continue;
            }
            self.at = self.unquoted_end(close + 1);
            let follows = &self.text[close + 1..self.at];
            if !follows.trim().is_empty() {
                // In a cell of several lines, this is the opening mark of another cell.
                let is_one_line = self.line == line;
                let literal = Cow::Borrowed(&self.text[start..self.at]);
                return if is_one_line { Ok(literal) } else { Err(OpenQuote { line }) };
            }
            if cell.is_empty() {
                return Ok(Cow::Borrowed(part));
            }
            cell.push_str(part);
            return Ok(Cow::Owned(cell));
        }
    }
}

fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let returns = bytes.iter().filter(|byte| **byte == b'\r').count();
    let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let pairs = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    returns + feeds - pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, dialect: Dialect) -> Result<Vec<(usize, Vec<String>)>, OpenQuote> {
        let mut reader = Rows::new(text, 1, dialect);
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        while let Some(line) = reader.read(&mut cells)? {
            rows.push((line, cells.iter().map(|cell| cell.to_string()).collect()));
        }
        Ok(rows)
    }

    const COMMA: Dialect = Dialect { delimiter: b',', quote: b'"' };

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text, COMMA).unwrap().into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn quoted_cells_have_delimiters_line_ends_and_marks() {
        let text = "a,\"b,c\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\nlast,\n";
        let expected = [(1, vec!["a", "b,c"]), (2, vec!["say \"hi\"", "two\nlines"]), (4, vec!["last", ""])];
        let read = rows(text, COMMA).unwrap();
        let read: Vec<(usize, Vec<&str>)> =
            read.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn blank_lines_have_no_cells() {
        assert_eq!(cells("a,b\n\n  \n,\n"), [vec!["a", "b"], vec![], vec![], vec!["", ""]]);
    }

    #[test]
    fn a_mark_within_a_cell_is_a_character() {
        assert_eq!(cells("5\" pipe,a\n\"x\"y,b\n"), [vec!["5\" pipe", "a"], vec!["\"x\"y", "b"]]);
    }

    #[test]
    fn an_unclosed_quote_is_an_error_with_its_line() {
        for (text, line) in [
            ("sales,shop\n1,Nord\n2,\"Sued\n3,Ost\n4,West\n", 3),
            ("a,b\n1,\"x\n2,\"y\"\n", 2),
            ("a,b\n\"one\ntwo\",2\n3,\"four\nfive,\"six\"\n", 4),
            ("\"", 1),
        ] {
            assert_eq!(rows(text, COMMA), Err(OpenQuote { line }), "{text}");
        }
    }

    fn any_cell() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z,;|\t'\"\r\n ]{0,8}", any::<String>()]
    }

    proptest! {
        #[test]
        fn what_a_writer_writes_in_any_dialect_is_read_back(
            written in prop::collection::vec(prop::collection::vec(any_cell(), 2..5), 0..8),
            delimiter in 0..DELIMITERS.len(),
            quote in 0..2usize,
            crlf: bool,
        ) {
            let dialect = Dialect { delimiter: DELIMITERS[delimiter], quote: [b'"', b'\''][quote] };
            let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new()
                .delimiter(dialect.delimiter)
                .quote(dialect.quote)
                .quote_style(csv::QuoteStyle::Always)
                .terminator(terminator)
                .flexible(true)
                .from_writer(Vec::new());
            for row in &written {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<_> = rows(&text, dialect).unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, written);
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[a,;\"'\r\n \t|é]{0,60}", delimiter in 0..DELIMITERS.len()) {
            let dialect = Dialect { delimiter: DELIMITERS[delimiter], quote: b'"' };
            if let Ok(rows) = rows(&text, dialect) {
                prop_assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
            }
        }
    }
}
