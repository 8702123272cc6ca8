//! Encodings of text files: detection and decoding.
//!
//! The detection needs no tables: a byte order mark, valid UTF-8, the shape of UTF-16, and else Windows-1252, which
//! contains Latin-1.

use crate::{Refusal, kind};
use std::borrow::Cow;

/// Encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with the low byte first.
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
    /// Windows-1252. Where it has no bytes from 0x80 to 0x9F, it is the same as Latin-1 (ISO 8859-1).
    Windows1252,
}

impl Encoding {
    /// Returns the name for readers.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Windows1252 => "Windows-1252 (Latin-1)",
        }
    }

    /// Returns the name in Python.
    pub fn python(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8-sig",
            Encoding::Utf16Le => "utf-16-le",
            Encoding::Utf16Be => "utf-16-be",
            Encoding::Windows1252 => "cp1252",
        }
    }
}

/// Characters of Windows-1252 from 0x80 to 0x9F. The five bytes without a character stand for control characters, as in
/// browsers.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Number of bytes that the detection of UTF-16 looks at.
const SAMPLE_BYTES: usize = 4096;

/// Detects the encoding of a text, and decodes it without a byte order mark.
///
/// # Errors
/// If the bytes are not text.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Refusal> {
    kind::check_is_text(bytes)?;
    let encoding = detect(bytes).ok_or_else(|| {
        Refusal(
            "This is not text: it contains control characters. Add a text file, such as .txt or .csv.".into(),
        )
    })?;
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes).into(),
        Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes).into(),
        Encoding::Windows1252 => bytes.iter().copied().map(windows_1252).collect::<String>().into(),
    };
    Ok((text, encoding))
}

/// Returns the encoding of a text, or None if the bytes are not text.
pub fn detect(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Some(encoding);
    }
    if bytes.iter().any(|byte| is_no_text(*byte)) {
        return None;
    }
    Some(if std::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { Encoding::Windows1252 })
}

/// Returns true for control characters that no text has.
fn is_no_text(byte: u8) -> bool {
    matches!(byte, 0..=6 | 14..=25 | 28..=31)
}

/// Returns UTF-16 if the bytes look like it: text has many spaces, line ends and other characters of ASCII, whose high
/// byte is zero, and never a character whose code is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < 4 {
        return None;
    }
    let (pairs, _) = bytes[..bytes.len().min(SAMPLE_BYTES)].as_chunks::<2>();
    let is_plain = |byte: u8| byte == b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x21..=0x7e);
    let count = |is: &dyn Fn(&[u8; 2]) -> bool| pairs.iter().filter(|pair| is(pair)).count();
    let little = count(&|pair| is_plain(pair[0]) && pair[1] == 0);
    let big = count(&|pair| pair[0] == 0 && is_plain(pair[1]));
    let none = count(&|pair| *pair == [0, 0]);
    // Other scripts have a space or line end at least every forty characters or so.
    let enough = |plain: usize, other: usize| plain * 40 >= pairs.len() && plain > 4 * other && none == 0;
    let encoding = match (enough(little, big), enough(big, little)) {
        (true, _) => Encoding::Utf16Le,
        (false, true) => Encoding::Utf16Be,
        (false, false) => return None,
    };
    is_sound(bytes, encoding).then_some(encoding)
}

/// Returns true if all bytes are UTF-16 without lone surrogates and control characters.
fn is_sound(bytes: &[u8], encoding: Encoding) -> bool {
    let read = if encoding == Encoding::Utf16Le { u16::from_le_bytes } else { u16::from_be_bytes };
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| read(*pair));
    char::decode_utf16(units).all(|unit| {
        unit.is_ok_and(|unit| u8::try_from(u32::from(unit)).map_or(true, |byte| !is_no_text(byte)))
    })
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| read(*pair));
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    let mut text: String = text.collect();
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    text
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn be(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn decoded(bytes: &[u8]) -> (String, Encoding) {
        let (text, encoding) = decode(bytes).unwrap();
        (text.into_owned(), encoding)
    }

    const TEXTS: [&str; 5] = [
        "shop,sales\r\nNord,10\r\nSüd,20\r\n",
        "the cat the dog the end\n",
        "Привет, мир. Это короткий текст.\n",
        "日本語の文章です。\n二行目の文章です。\n",
        "שלום עולם\nטקסט קצר\n",
    ];

    #[test]
    fn utf16_is_detected_with_and_without_a_mark() {
        for text in TEXTS {
            assert_eq!(decoded(&le(text)), (text.to_owned(), Encoding::Utf16Le));
            assert_eq!(decoded(&be(text)), (text.to_owned(), Encoding::Utf16Be));
            let marked = format!("\u{feff}{text}");
            assert_eq!(decoded(&le(&marked)), (text.to_owned(), Encoding::Utf16Le));
            assert_eq!(decoded(&be(&marked)), (text.to_owned(), Encoding::Utf16Be));
        }
    }

    #[test]
    fn utf8_is_detected_with_and_without_a_mark() {
        for text in TEXTS.into_iter().chain(["", "a", "\u{1b}[1mbold\u{1b}[0m"]) {
            assert_eq!(decoded(text.as_bytes()), (text.to_owned(), Encoding::Utf8));
            assert_eq!(decoded(format!("\u{feff}{text}").as_bytes()), (text.to_owned(), Encoding::Utf8));
        }
    }

    #[test]
    fn other_bytes_are_windows_1252() {
        let cases: [(&[u8], &str); 3] = [
            (b"Gr\xfc\xdfe aus K\xf6ln\nzweite Zeile\n", "Grüße aus Köln\nzweite Zeile\n"),
            (b"caf\xe9 \x96 \x93na\xefve\x94 5 \x80", "café – “naïve” 5 €"),
            (b"N\xf6rd,10\nS\xfcd,20\n", "Nörd,10\nSüd,20\n"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decoded(bytes), (text.to_owned(), Encoding::Windows1252));
        }
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for bytes in [b"\0\0\0\0\x01\0\x02".as_slice(), b"a\0b\0\0\0", b"abc\x01\x02"] {
            assert!(decode(bytes).unwrap_err().0.starts_with("This is not text: "), "{bytes:?}");
        }
        assert!(
            decode(b"PK\x03\x04 xl/workbook.xml").unwrap_err().0.starts_with("This is an Excel workbook")
        );
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_detection(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((text, _)) = decode(&bytes) {
                prop_assert_eq!(text.strip_prefix('\u{feff}'), None);
            }
        }

        #[test]
        fn words_of_latin_letters_are_read_in_every_encoding(text in "[a-z][a-zà-öø-ÿ ]{0,40}[a-z]{4}") {
            prop_assert_eq!(decoded(text.as_bytes()), (text.clone(), Encoding::Utf8));
            prop_assert_eq!(decoded(&le(&text)).0, text.clone());
            prop_assert_eq!(decoded(&be(&text)).0, text.clone());
            let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
            // Two letters of Latin-1 that happen to be valid UTF-8 are rare enough: none of these pairs is.
            if std::str::from_utf8(&latin).is_err() {
                prop_assert_eq!(decoded(&latin), (text.clone(), Encoding::Windows1252));
            }
        }
    }
}
