//! Numbers as people write them.

/// Character between the whole part of a number and its fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

impl Mark {
    /// Both marks.
    pub const ALL: [Mark; 2] = [Mark::Point, Mark::Comma];

    /// Returns the name for readers.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Point => "decimal point",
            Mark::Comma => "decimal comma",
        }
    }

    fn character(self) -> char {
        match self {
            Mark::Point => '.',
            Mark::Comma => ',',
        }
    }

    fn other(self) -> char {
        match self {
            Mark::Point => ',',
            Mark::Comma => '.',
        }
    }
}

/// A decimal number: `digits` × 10^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// At most [`MAX_DIGITS`] digits. None of them is a trailing zero, except in zero itself.
    pub digits: i64,
    /// Power of ten of the last digit. Zero for zero.
    pub exponent: i32,
}

/// Maximum number of digits that are kept. Further ones are dropped.
pub const MAX_DIGITS: usize = 18;

/// Powers of ten beyond this, in either direction, are no numbers here. It leaves room for sums.
const MAX_EXPONENT: i32 = 280;

/// Cells that stand for no value, in lower case.
const MISSING: [&str; 15] =
    ["", "nan", "na", "n/a", "#n/a", "#na", "<na>", "n.a.", "null", "none", "nil", "-", "–", "—", "?"];

/// Returns true if a cell stands for no value.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() <= 4 && MISSING.contains(&cell.to_ascii_lowercase().as_str())
}

/// Returns true if a cell is a number with either decimal mark.
pub fn is_number(cell: &str) -> bool {
    Mark::ALL.iter().any(|mark| parse(cell, *mark).is_some())
}

/// Symbols and codes of currencies, and percent signs, which are left out of numbers.
const UNITS: [&str; 36] = [
    "US$", "R$", "A$", "C$", "$", "€", "£", "¥", "₹", "₽", "₩", "₪", "₺", "₫", "₴", "฿", "₱", "¢", "EUR",
    "USD", "GBP", "CHF", "JPY", "CNY", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL", "kr", "zł", "Kč",
    "%", "％",
];

/// Reads a number with a decimal mark: `"$1,234.50"` with a point gives 1234.5, as does `"1 234,5 €"` with a comma.
/// Thousands may be grouped by the other mark, spaces or apostrophes. Returns None for anything else.
pub fn parse(cell: &str, mark: Mark) -> Option<Decimal> {
    let (is_negative, text) = strip_signs(cell)?;
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once(mark.character()) {
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let groups = groups(whole, mark)?;
    let digits = groups.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes());
    decimal(digits, exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?, is_negative)
}

/// Removes signs, parentheses around negative amounts, and units. Returns true for a negative number, and the rest.
fn strip_signs(cell: &str) -> Option<(bool, &str)> {
    let mut text = cell.trim();
    let mut is_negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        (is_negative, text) = (true, inner.trim());
    }
    let (mut has_sign, mut has_unit) = (is_negative, false);
    loop {
        let first = text.chars().next()?;
        if !has_sign && matches!(first, '-' | '−' | '+') {
            (has_sign, is_negative) = (true, first != '+');
            text = text[first.len_utf8()..].trim_start();
        } else if let Some(rest) = text.strip_suffix(['-', '−']).filter(|_| !has_sign) {
            (has_sign, is_negative) = (true, true);
            text = rest.trim_end();
        } else if let Some(rest) = without_unit(text).filter(|_| !has_unit) {
            has_unit = true;
            text = rest;
        } else {
            return Some((is_negative, text));
        }
    }
}

fn without_unit(text: &str) -> Option<&str> {
    UNITS.iter().find_map(|unit| {
        let rest = text.strip_prefix(unit).map(str::trim_start);
        rest.or_else(|| text.strip_suffix(unit).map(str::trim_end))
    })
}

/// Checks the whole part of a number: digits, or groups of three with one kind of separator. The groups before the last
/// have two digits in India.
fn groups(whole: &str, mark: Mark) -> Option<&str> {
    let Some(separator) = whole.chars().find(|character| !character.is_ascii_digit()) else {
        return Some(whole);
    };
    let groups_thousands = separator == mark.other()
        || matches!(separator, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
    let mut parts = whole.split(separator);
    let (first, last) = (parts.next()?, parts.next_back()?);
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // A leading zero belongs to a fraction: 0,125.
    let starts = (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
    let middle: Vec<&str> = parts.collect();
    let all = |length: usize| middle.iter().all(|part| part.len() == length && is_digits(part));
    let fits = all(3) || first.len() <= 2 && all(2);
    (groups_thousands && starts && last.len() == 3 && is_digits(last) && fits).then_some(whole)
}

/// Makes a decimal of digits, whose last has the power of ten `exponent`.
fn decimal(digits: impl Iterator<Item = u8>, mut exponent: i32, is_negative: bool) -> Option<Decimal> {
    let mut number: i64 = 0;
    let mut kept = 0;
    for digit in digits {
        if kept < MAX_DIGITS {
            number = number * 10 + i64::from(digit - b'0');
            kept += usize::from(number != 0);
        } else {
            exponent = exponent.checked_add(1)?;
        }
    }
    if number == 0 {
        return Some(Decimal { digits: 0, exponent: 0 });
    }
    while number % 10 == 0 {
        (number, exponent) = (number / 10, exponent.checked_add(1)?);
    }
    let is_possible = (-MAX_EXPONENT..=MAX_EXPONENT - MAX_DIGITS as i32).contains(&exponent);
    is_possible.then_some(Decimal { digits: if is_negative { -number } else { number }, exponent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(cell: &str, mark: Mark) -> Option<f64> {
        parse(cell, mark).map(|Decimal { digits, exponent }| format!("{digits}e{exponent}").parse().unwrap())
    }

    #[test]
    fn numbers_are_read_with_a_decimal_point() {
        for (cell, expected) in [
            ("10", 10.0),
            ("1.50", 1.5),
            ("-0.25", -0.25),
            ("1,234", 1234.0),
            ("1,234,567.89", 1_234_567.89),
            ("12,34,567", 1_234_567.0),
            ("$10.00", 10.0),
            ("-$10.00", -10.0),
            ("$-10", -10.0),
            ("US$ 5", 5.0),
            ("10 %", 10.0),
            ("12.5%", 12.5),
            ("(3.50)", -3.5),
            ("($3.50)", -3.5),
            ("5-", -5.0),
            ("−7", -7.0),
            ("+7", 7.0),
            ("2e3", 2000.0),
            ("1.5E-7", 1.5e-7),
            ("0.0000002", 2e-7),
            (".5", 0.5),
            ("5.", 5.0),
            ("1'234.5", 1234.5),
            ("1\u{202f}234", 1234.0),
            ("1\u{a0}234\u{a0}567", 1_234_567.0),
            ("£ 1 234", 1234.0),
            ("1700000000000", 1.7e12),
            ("1e250", 1e250),
            ("007", 7.0),
        ] {
            assert_eq!(value(cell, Mark::Point), Some(expected), "{cell}");
        }
    }

    #[test]
    fn numbers_are_read_with_a_decimal_comma() {
        for (cell, expected) in [
            ("1,50", 1.5),
            ("1.234,5", 1234.5),
            ("1.234", 1234.0),
            ("0,125", 0.125),
            ("1 234,5 €", 1234.5),
            ("12,5 %", 12.5),
            ("-1.234.567", -1_234_567.0),
            ("kr 10,00", 10.0),
        ] {
            assert_eq!(value(cell, Mark::Comma), Some(expected), "{cell}");
        }
    }

    #[test]
    fn other_cells_are_no_numbers() {
        for cell in [
            "",
            "cheap",
            "1,50",
            "1.2.3",
            "12,34",
            "1,2345",
            ",5",
            "1e",
            "e5",
            "--5",
            "2024-01-05",
            "10:30",
            "1 2",
            "0,125",
            "1,234 567",
            "$",
            "%",
            "()",
            "inf",
            "NaN",
            "0x10",
            "1e999",
            "1e99999999999",
            "1,,234",
            "$5 €",
        ] {
            assert_eq!(value(cell, Mark::Point), None, "{cell}");
        }
        for cell in ["1.50", "1,5,0", "0.125", "1.23,4,5"] {
            assert_eq!(value(cell, Mark::Comma), None, "{cell}");
        }
    }

    #[test]
    fn more_digits_than_fit_are_dropped() {
        assert_eq!(value("0.1234567890123456789012", Mark::Point), "0.123456789012345678".parse().ok());
        assert_eq!(value("123456789012345678901234", Mark::Point), "123456789012345678e6".parse().ok());
    }

    #[test]
    fn missing_values_are_known() {
        for cell in ["", "  ", "NaN", "NA", "N/A", "#N/A", "null", "None", "-", "\u{a0}"] {
            assert!(is_missing(cell), "{cell}");
        }
        assert!(!is_missing("0") && !is_missing("Nord") && !is_missing("nantucket"));
    }

    proptest! {
        #[test]
        fn a_written_number_is_read_back(number in -1_000_000_000_000i64..1_000_000_000_000, decimals in 0usize..7) {
            let text = format!("{:.decimals$}", number as f64 / 1000.0);
            let expected: f64 = text.parse().unwrap();
            if decimals != 3 {
                prop_assert_eq!(value(&text, Mark::Point), Some(expected));
            }
            let comma = text.replace('.', ",");
            prop_assert_eq!(value(&comma, Mark::Comma), Some(expected));
        }

        #[test]
        fn no_cell_breaks_the_reader(cell in "[-+0-9.,eE $€%'()a\u{a0}]{0,24}") {
            for mark in Mark::ALL {
                if let Some(number) = parse(&cell, mark) {
                    prop_assert!(number.digits.unsigned_abs() < 10u64.pow(MAX_DIGITS as u32));
                }
            }
        }
    }
}
