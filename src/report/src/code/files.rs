//! The reader's own files in a script, which reads them by name from the working directory.

use super::literal::{MARK, list, quoted};

/// Files that the reader chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    /// Names without folders.
    pub names: Vec<String>,
    /// Layout of the table in the first file, if the experiment reads one.
    pub table: Option<Layout>,
}

/// Layout of a table in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Character between cells.
    pub delimiter: char,
    /// Character around cells.
    pub quote: char,
    /// Decimal mark.
    pub decimal: char,
    /// Column to group by, from zero.
    pub group: usize,
    /// Column to summarize, from zero.
    pub amount: usize,
}

/// Mark of the line with the names of files.
pub(super) const FILES_MARK: &str = "own-files";

/// Parameters that the marks of files stand for.
pub(super) const CARRIED: [&str; 5] = ["source", "group", "amount", "separator", "decimal"];

/// Fills the reader's files into a source. Its marks stay, since [`super::python_script`] removes them.
pub fn with_own_files(source: &str, files: &OwnFiles) -> String {
    let mut filled = String::with_capacity(source.len());
    for line in source.lines() {
        let assignment = line.split_once(MARK).and_then(|(assignment, key)| {
            let (name, _) = assignment.split_once(" = ")?;
            Some((name, key, assign(name, key, files)?))
        });
        match assignment {
            // A list of several lines has its mark on the last.
            Some((_, key, assignment)) => filled.extend([assignment.as_str(), MARK, key]),
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    filled
}

/// Assigns what a mark stands for, if it is about files.
fn assign(name: &str, key: &str, files: &OwnFiles) -> Option<String> {
    let character = |character: char| {
        if character == '\t' { "\"\\t\"".to_owned() } else { quoted(&character.to_string()) }
    };
    let value = match (key, files.table) {
        (FILES_MARK, _) => {
            let names: Vec<String> = files.names.iter().map(|name| quoted(name)).collect();
            return Some(list(name, names));
        }
        ("delimiter", Some(layout)) => character(layout.delimiter),
        ("quote", Some(layout)) => character(layout.quote),
        ("decimal-mark", Some(layout)) => character(layout.decimal),
        ("group-column", Some(layout)) => layout.group.to_string(),
        ("amount-column", Some(layout)) => layout.amount.to_string(),
        _ => return None,
    };
    Some(format!("{name} = {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_the_files_and_the_layout_of_a_table() {
        let layout = Layout { delimiter: '\t', quote: '"', decimal: ',', group: 1, amount: 3 };
        let files = OwnFiles { names: vec!["sales \"2026\".csv".into()], table: Some(layout) };
        let source = "N = 1  # lanes:n\nFILES: list[str] = []  # lanes:own-files\nDELIMITER = \",\"  # lanes:delimiter\n\
                      QUOTE = '\"'  # lanes:quote\nDECIMAL = \".\"  # lanes:decimal-mark\n\
                      GROUP_COLUMN = 0  # lanes:group-column\nAMOUNT_COLUMN = 1  # lanes:amount-column\n";
        assert_eq!(
            with_own_files(source, &files),
            "N = 1  # lanes:n\nFILES: list[str] = [\"sales \\\"2026\\\".csv\"]  # lanes:own-files\n\
             DELIMITER = \"\\t\"  # lanes:delimiter\nQUOTE = \"\\\"\"  # lanes:quote\nDECIMAL = \",\"  # lanes:decimal-mark\n\
             GROUP_COLUMN = 1  # lanes:group-column\nAMOUNT_COLUMN = 3  # lanes:amount-column\n"
        );
        let texts = OwnFiles { names: vec!["a.txt".into(), "b.txt".into()], table: None };
        assert!(
            with_own_files(source, &texts)
                .contains("= [\"a.txt\", \"b.txt\"]  # lanes:own-files\nDELIMITER = \",\"")
        );
    }
}
