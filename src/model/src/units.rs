//! Figures as a reader sees them, with their units.

use crate::time::Millis;

/// A length of time with three significant digits: `0.35 ms`, `642 ms`, `1.28 s`.
pub fn duration(time: Millis) -> String {
    let ms = time.0;
    if ms >= 999.5 { format!("{} s", significant(ms / 1000.0)) } else { format!("{} ms", significant(ms)) }
}

/// A ratio with its sign: `1.98×`.
pub fn ratio(value: f64) -> String {
    format!("{}×", if value < 99.5 { format!("{value:.2}") } else { format!("{value:.0}") })
}

/// An amount of data: `512 B`, `34.2 kB`, `7.68 MB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..999_500 => format!("{} kB", significant(count as f64 / 1e3)),
        _ => format!("{} MB", significant(count as f64 / 1e6)),
    }
}

/// A share of a whole in per cent: `97 %`. Only all is 100 %, and only nothing is 0 %.
pub fn percent(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0 %".to_owned(),
        s if s < 0.01 => "under 1 %".to_owned(),
        s if s < 1.0 => format!("{} %", (s * 100.0).round().min(99.0)),
        _ => "100 %".to_owned(),
    }
}

/// A whole number with its thousands apart: `400,000,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Reads a whole number as people write it: `400000000`, `400,000,000`, `400_000_000`, `400 000 000`.
pub fn parse_number(text: &str) -> Option<u64> {
    let digits: String =
        text.chars().filter(|c| !matches!(c, ',' | '_' | '\'' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    digits.parse().ok()
}

/// A text with its first letter in upper case, as at the start of a sentence.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn significant(value: f64) -> String {
    let decimals = match value.abs() {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations() {
        for (ms, text) in [
            (0.0, "0.00 ms"),
            (0.348, "0.35 ms"),
            (9.996, "10.0 ms"),
            (41.26, "41.3 ms"),
            (642.4, "642 ms"),
            (999.4, "999 ms"),
            (999.6, "1.00 s"),
            (12_340.0, "12.3 s"),
        ] {
            assert_eq!(duration(Millis(ms)), text);
        }
    }

    #[test]
    fn amounts_of_data() {
        for (count, text) in
            [(0, "0 B"), (999, "999 B"), (1_000, "1.00 kB"), (999_499, "999 kB"), (7_680_000, "7.68 MB")]
        {
            assert_eq!(bytes(count), text);
        }
    }

    #[test]
    fn ratios_and_shares() {
        assert_eq!(ratio(1.976), "1.98×");
        assert_eq!(ratio(512.4), "512×");
        for (share, text) in
            [(0.0, "0 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1.0, "100 %")]
        {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn capitals() {
        assert_eq!(capitalised("threads-gil"), "Threads-gil");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn numbers_that_are_none() {
        for text in ["", "-4", "4.5", "1e9", "99999999999999999999999"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn grouped_numbers_read_back(number: u64) {
            prop_assert_eq!(parse_number(&grouped(number)), Some(number));
        }
    }
}
