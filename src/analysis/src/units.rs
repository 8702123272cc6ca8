//! Formatting and parsing of figures with units.

use lanes_model::time::Millis;

/// Formats a duration with three significant digits: `0.35 ms`, `642 ms`, `1.28 s`.
pub fn duration(time: Millis) -> String {
    let ms = time.0;
    if ms >= 999.5 { format!("{} s", significant(ms / 1000.0)) } else { format!("{} ms", significant(ms)) }
}

/// Formats a size of memory: `1,000 bytes`, `20 KiB`, `1,025 MiB`.
pub fn memory(bytes: u64) -> String {
    match bytes {
        0 => "0 bytes".to_owned(),
        b if b.is_multiple_of(1 << 20) => format!("{} MiB", grouped(b >> 20)),
        b if b.is_multiple_of(1 << 10) => format!("{} KiB", grouped(b >> 10)),
        b => format!("{} bytes", grouped(b)),
    }
}

/// Formats an amount of data: `512 B`, `34.2 kB`, `7.68 MB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..999_500 => format!("{} kB", significant(count as f64 / 1e3)),
        _ => format!("{} MB", significant(count as f64 / 1e6)),
    }
}

/// Formats a ratio: `1.98×`.
pub fn ratio(value: f64) -> String {
    format!("{}×", if value < 99.5 { format!("{value:.2}") } else { format!("{value:.0}") })
}

/// Formats a share as a percentage: `97%`. Only 1 gives 100%, and only 0 gives 0%.
pub fn percent(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0%".to_owned(),
        s if s < 0.01 => "under 1%".to_owned(),
        s if s < 1.0 => format!("{}%", (s * 100.0).round().min(99.0)),
        _ => "100%".to_owned(),
    }
}

/// Formats a whole number with thousands separators: `400,000,000`.
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

/// Parses a whole number with or without separators: `400000000`, `400,000,000`, `400_000_000`, `400 000 000`.
pub fn parse_number(text: &str) -> Option<u64> {
    let digits: String =
        text.chars().filter(|c| !matches!(c, ',' | '_' | '\'' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    digits.parse().ok()
}

/// Inflects a regular noun for a number: `core` for 1, `cores` for any other.
pub fn noun(number: u64, singular: &str) -> String {
    if number == 1 { singular.to_owned() } else { [singular, "s"].concat() }
}

/// Capitalizes the first letter of a text.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Formats a number for an axis, as short as possible: `0.5`, `20`, `300k`, `1.5M`.
pub fn compact(value: f64) -> String {
    let (scaled, suffix) = match value.abs() {
        v if v >= 1e9 => (value / 1e9, "G"),
        v if v >= 1e6 => (value / 1e6, "M"),
        v if v >= 1e3 => (value / 1e3, "k"),
        _ => return format!("{}", (value * 1e6).round() / 1e6),
    };
    format!("{}{suffix}", (scaled * 100.0).round() / 100.0)
}

/// Formats a tick with its unit: `5 ms`, `2×`, `64 KiB`. A rate has its unit in the title of its axis only.
pub fn tick(value: f64, unit: &str) -> String {
    match unit {
        "µs" if value >= 1e3 => tick(value / 1e3, "ms"),
        "ms" if value >= 1e3 => tick(value / 1e3, "s"),
        "ms" if value > 0.0 && value < 1.0 => tick(value * 1e3, "µs"),
        "µs" | "ms" | "s" => format!("{} {unit}", compact(value)),
        "bytes" => memory(value as u64),
        "×" => format!("{}×", compact(value)),
        _ => compact(value),
    }
}

/// Formats a number with three significant digits and thousands separators: `0.35`, `12.3`, `4,210`.
pub fn significant(value: f64) -> String {
    if value >= 999.5 {
        return grouped(value.round() as u64);
    }
    let decimals = match value.abs() {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// Joins names: `a`, `a and b`, `a, b and c`.
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
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
    fn sizes() {
        for (size, text) in
            [(0, "0 bytes"), (1_000, "1,000 bytes"), (20 << 10, "20 KiB"), (1025 << 20, "1,025 MiB")]
        {
            assert_eq!(memory(size), text);
        }
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
        for (share, text) in [(0.0, "0%"), (0.004, "under 1%"), (0.5, "50%"), (0.9999, "99%"), (1.0, "100%")]
        {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn numbers_on_an_axis_are_short() {
        for (value, text) in [
            (0.1, "0.1"),
            (0.6000000000000001, "0.6"),
            (2_000.0, "2k"),
            (30_000.0, "30k"),
            (1_500_000.0, "1.5M"),
            (2e9, "2G"),
        ] {
            assert_eq!(compact(value), text);
        }
    }

    #[test]
    fn significant_digits() {
        for (value, text) in [(0.3456, "0.35"), (12.34, "12.3"), (345.6, "346"), (4_210.4, "4,210")] {
            assert_eq!(significant(value), text);
        }
    }

    #[test]
    fn capitals() {
        assert_eq!(capitalised("threads-gil"), "Threads-gil");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn text_that_is_no_whole_number_is_refused() {
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

    #[test]
    fn names_are_joined_as_in_a_sentence() {
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn ticks_have_the_unit_that_is_easiest_to_read() {
        for (value, unit, text) in [
            (5_000.0, "µs", "5 ms"),
            (200.0, "µs", "200 µs"),
            (1_500.0, "ms", "1.5 s"),
            (0.05, "ms", "50 µs"),
            (0.0, "ms", "0 ms"),
            (65_536.0, "bytes", "64 KiB"),
            (0.5, "×", "0.5×"),
            (10_000.0, "per second", "10k"),
            (300_000.0, "", "300k"),
        ] {
            assert_eq!(tick(value, unit), text);
        }
    }
}
