use super::*;
use proptest::prelude::*;

fn choices<'a>(group: &'a str, amount: &'a str) -> Choices<'a> {
    Choices { group, amount, ..Choices::default() }
}

/// Returns each group with its amounts.
fn groups(text: &str, choices: Choices) -> Vec<(String, Vec<f64>)> {
    let table = read(text, choices).unwrap();
    let value = |amount: i64| format!("{amount}e{}", table.exponent).parse().unwrap();
    let mut groups: Vec<(String, Vec<f64>)> = table.names.iter().map(|name| (name.clone(), vec![])).collect();
    for (group, amount) in table.groups.iter().zip(&table.amounts) {
        groups[*group as usize].1.push(value(*amount));
    }
    groups
}

fn plain(text: &str) -> Vec<(String, Vec<f64>)> {
    groups(text, Choices::default())
}

fn expected(groups: &[(&str, &[f64])]) -> Vec<(String, Vec<f64>)> {
    groups.iter().map(|(name, amounts)| ((*name).to_owned(), amounts.to_vec())).collect()
}

fn complaint(text: &str, choices: Choices) -> String {
    read(text, choices).unwrap_err().0
}

/// A file as spreadsheets write it: with a byte order mark, and with line ends of two characters.
const FRUIT: &str = concat!(
    "\u{feff}id,fruit,price,country\r\n",
    "1, Apple ,1.50,Chile\r\n",
    "2,\"Pear, green\",-0.25,Spain\r\n",
    "3,Apple,2e3,Chile\r\n",
);

#[test]
fn the_default_columns_are_the_first_of_words_and_of_numbers_that_are_no_ids() {
    assert_eq!(plain(FRUIT), expected(&[("Apple", &[1.5, 2000.0]), ("Pear, green", &[-0.25])]));
    assert_eq!(plain("name,id\nA,1\n"), expected(&[("A", &[1.0])]));
}

#[test]
fn columns_can_be_chosen_by_name_and_number() {
    let by_name = groups(FRUIT, choices("country", "price"));
    assert_eq!(by_name, expected(&[("Chile", &[1.5, 2000.0]), ("Spain", &[-0.25])]));
    assert_eq!(groups(FRUIT, choices("#4", "#3")), by_name);
    assert_eq!(groups(FRUIT, choices(" Country", "PRICE ")), by_name);
    assert_eq!(groups(FRUIT, choices("country", "id"))[0].1, [1.0, 3.0]);
    let years = "year,sold\n2024,5\n2025,7\n";
    assert_eq!(groups(years, choices("year", "sold")), expected(&[("2024", &[5.0]), ("2025", &[7.0])]));
}

#[test]
fn duplicate_and_empty_names_are_told_apart() {
    let text = "shop,sales,sales,,\nA,1,2,3,\n";
    let columns = overview(text, Choices::default()).unwrap().columns;
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["shop", "sales", "sales (2)", "column 4"]);
    assert_eq!(groups("shop,sales,sales\nA,1,2\n", choices("", "sales (2)"))[0].1, [2.0]);
}

#[test]
fn numbers_of_many_countries_are_read() {
    for (text, amounts) in [
        ("shop;sales\nA;1,50\nA;2,25\n", [1.5, 2.25]),
        ("shop,sales\nA,\"1,234\"\nA,\"10\"\n", [1234.0, 10.0]),
        ("shop;sales\nA;1.234,5\nA;2.500\n", [1234.5, 2500.0]),
        ("shop,sales\nA,$10.00\nA,$20.50\n", [10.0, 20.5]),
        ("shop,sales\nA,10 %\nA,12.5%\n", [10.0, 12.5]),
        ("shop;sales\nA;1\u{202f}234\nA;2\u{a0}345,5\n", [1234.0, 2345.5]),
        ("shop,sales\nA,1.234\nA,0.5\n", [1.234, 0.5]),
        ("shop;sales;share\nA;1.234;0,5\nA;2.345;1,25\n", [1234.0, 2345.0]),
    ] {
        let choice =
            if text.starts_with("shop;sales;share") { choices("", "sales") } else { Choices::default() };
        assert_eq!(groups(text, choice), expected(&[("A", &amounts)]), "{text}");
    }
}

#[test]
fn an_ambiguous_column_is_asked_about() {
    let text = "shop;sales\nNord;1.234\nSued;2.500\nOst;750\n";
    assert_eq!(
        complaint(text, Choices::default()),
        "Column “sales”: “1.234” can mean 1234 or a fraction. Choose the decimal mark in the settings."
    );
    for (mark, amount) in [(Mark::Comma, 1234.0), (Mark::Point, 1.234)] {
        let chosen = groups(text, Choices { mark: Some(mark), ..Choices::default() });
        assert_eq!(chosen[0].1, [amount]);
    }
    assert!(complaint("a\tb\nx\t1,234\n", Choices::default()).contains("“1,234”"));
}

#[test]
fn rows_without_an_amount_are_skipped_and_counted() {
    for (text, without_amount, blank) in [
        ("shop,sales\nA,\nB,20\nA,5\n", 1, 0),
        ("shop,sales\nA,10\nB,NaN\nA,5\n", 1, 0),
        ("shop;sales\r\nA;10\r\nB;20\r\n;\r\n;\r\n", 2, 0),
        ("shop,sales\n\nA,10\n\nB,20\n   \nA,5\n\n", 0, 4),
        ("shop,sales\nA,10\nB,n/a\nC,NA\nTotal\n", 3, 0),
    ] {
        let table = read(text, Choices::default()).unwrap();
        assert_eq!(table.skipped, Skipped { without_amount, blank }, "{text}");
        assert_eq!(overview(text, Choices::default()).unwrap().skipped, table.skipped);
    }
    assert_eq!(plain("shop,sales\nA,\nB,20\nA,5\n"), expected(&[("B", &[20.0]), ("A", &[5.0])]));
    assert_eq!(plain("shop,sales\nA,1\n,2\n"), expected(&[("A", &[1.0]), ("(empty)", &[2.0])]));
}

#[test]
fn errors_name_line_and_column() {
    let priced = choices("fruit", "price");
    for (text, message) in [
        ("fruit,price\nApple,1\n\"Pear\ngreen\",cheap\n", "Line 3, column “price”: “cheap” is not a number."),
        (
            "fruit,price\nApple,1.5\nPear,\"2,5\"\nFig,3.5\n",
            "Line 3, column “price”: “2,5” is not a number with a decimal point.",
        ),
        (
            "fruit,price\nApple,1\n2,\"Pear\n3,Fig\n",
            "Line 3: a quotation mark opens a cell and is never closed. Close it, or remove it.",
        ),
        (
            "fruit,price\nApple,1\nPear,2,3\n",
            "Line 3 has 3 cells, but the first line has 2. Put cells that contain a comma in quotation marks, or choose \
             another separator.",
        ),
    ] {
        assert_eq!(complaint(text, priced), message);
    }
}

#[test]
fn an_error_about_a_missing_column_lists_the_existing_ones() {
    assert_eq!(
        complaint("fruit,price\nApple,1\n", choices("", "weight")),
        "The table has no column “weight”. Choose one of its columns in the settings: fruit, price."
    );
    assert_eq!(
        complaint("fruit,taste\nApple,sweet\n", Choices::default()),
        "The table has no column of numbers to summarize. Choose one of its columns in the settings: fruit, taste."
    );
    assert_eq!(
        complaint("a,b\n1,2\n", Choices::default()),
        "The table has no column of words to group by. Choose one of its columns in the settings: a, b."
    );
}

#[test]
fn a_file_without_rows_is_refused() {
    for text in ["", "fruit,price\n", "\n\n"] {
        assert!(
            complaint(text, Choices::default()).starts_with("The table has no rows below its first line.")
        );
    }
    assert!(
        complaint("fruit,price\nApple,\n", choices("fruit", "price"))
            .starts_with("Column “price” has no numbers.")
    );
}

#[test]
fn tiny_and_huge_amounts_keep_their_digits() {
    assert_eq!(plain("a,b\nx,0.0000002\nx,0.0000001\n")[0].1, [2e-7, 1e-7]);
    assert_eq!(plain("a,b\nx,1700000000000\nx,1e200\n")[0].1, [0.0, 1e200]);
    assert_eq!(plain("a,b\nx,1700000000123.5\n")[0].1, [1_700_000_000_123.5]);
    assert_eq!(plain("a,b\nx,123456789012345678901\n")[0].1, [123_456_789_012_345_678_000.0]);
}

#[test]
fn a_preview_has_the_first_rows_with_short_cells() {
    let text = format!("a,b\n{},1\n\nx,2\n", "long ".repeat(1000));
    let overview = overview(&text, Choices::default()).unwrap();
    assert_eq!((overview.rows, overview.first.len(), overview.skipped.blank), (2, 2, 1));
    assert!(overview.first[0][0].chars().count() <= 61);
    assert_eq!(overview.chosen, Ok((0, 1)));
    let long = format!("{},b\nx,2\n", "n".repeat(300));
    assert_eq!(super::overview(&long, Choices::default()).unwrap().columns[0].key, "#1");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "[abc,;|\t\"'\r\n .0-9€%-]{0,80}", group in "[a-c#0-9]{0,2}") {
        let choice = choices(&group, "");
        if let Ok(table) = read(&text, choice) {
            prop_assert_eq!(table.groups.len(), table.amounts.len());
            prop_assert!(table.groups.iter().all(|group| (*group as usize) < table.names.len()));
        }
    }

    #[test]
    fn a_written_table_is_read_back(
        rows in prop::collection::vec(("[a-zé]{1,6}[ ,;|\"\n]{0,2}[a-z]{1,3}", -1_000_000i64..1_000_000), 2..20),
        delimiter in 0..crate::cells::DELIMITERS.len(),
        decimals in prop_oneof![Just(0usize), Just(1), Just(2), Just(4)],
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(crate::cells::DELIMITERS[delimiter])
            .from_writer(Vec::new());
        writer.write_record(["name", "amount"]).unwrap();
        for (name, amount) in &rows {
            let number = format!("{:.decimals$}", *amount as f64 / 10f64.powi(decimals as i32));
            writer.write_record([name, &number]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let table = read(&text, Choices::default()).unwrap();
        let read: Vec<f64> =
            table.amounts.iter().map(|amount| format!("{amount}e{}", table.exponent).parse().unwrap()).collect();
        let written: Vec<f64> = rows.iter().map(|(_, amount)| *amount as f64 / 10f64.powi(decimals as i32)).collect();
        prop_assert_eq!(read, written);
        let names: Vec<&String> = table.groups.iter().map(|group| &table.names[*group as usize]).collect();
        prop_assert_eq!(names, rows.iter().map(|(name, _)| name).collect::<Vec<_>>());
    }
}
