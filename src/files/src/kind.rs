//! Kinds of files that are not text, known by their first bytes.

use crate::Refusal;

/// First bytes of a kind of file, its name, and what to do to get text out of the file.
const KINDS: [(&[u8], &str, &str); 24] = [
    (b"%PDF", "a PDF document", "Copy its text into a text file, and add that."),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", PICTURE),
    (b"GIF8", "a GIF picture", PICTURE),
    (b"II*\0", "a TIFF picture", PICTURE),
    (b"MM\0*", "a TIFF picture", PICTURE),
    (b"8BPS", "a Photoshop picture", PICTURE),
    (b"{\\rtf", "a rich text document", "Save it as plain text (.txt), and add that."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of Excel or Word", EXPORT),
    (b"PAR1", "a Parquet table", "Export it as CSV, and add that."),
    (b"SQLite format 3\0", "an SQLite database", "Export a table as CSV, and add that."),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"ID3", "a sound file", TEXT),
    (b"\xff\xfb", "a sound file", TEXT),
    (b"\xff\xf3", "a sound file", TEXT),
    (b"\xff\xf2", "a sound file", TEXT),
    (b"OggS", "a sound file", TEXT),
    (b"\x7fELF", "a program", TEXT),
    (b"\0asm", "a WebAssembly module", TEXT),
];

const PICTURE: &str = "Add it to Image filter instead.";
const EXPORT: &str = "Save it as CSV (tables) or plain text, and add that.";
const UNPACK: &str = "Unpack it, and add the file inside.";
const TEXT: &str = "Add a text file.";

/// Returns the kind of a file that is not text, such as "a PDF document", and the next step for the reader. Returns None for
/// other files.
pub fn other_than_text(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(packed(bytes));
    }
    if let Some(name) = container(bytes) {
        return Some(name);
    }
    let known = KINDS.iter().find(|(start, ..)| bytes.starts_with(start));
    known.map(|(_, kind, step)| (*kind, *step))
}

/// Returns the kind of a ZIP archive, by the names of the files in it.
fn packed(bytes: &[u8]) -> (&'static str, &'static str) {
    const SHEET: &str = "In the spreadsheet program, save it as CSV, and add that.";
    const DOCUMENT: &str = "Save it as plain text (.txt), and add that.";
    let head = &bytes[..bytes.len().min(4096)];
    let tail = &bytes[bytes.len().saturating_sub(8192)..];
    let has = |name: &[u8]| [head, tail].iter().any(|part| part.windows(name.len()).any(|at| at == name));
    if has(b"xl/") {
        ("an Excel workbook", SHEET)
    } else if has(b"word/") {
        ("a Word document", DOCUMENT)
    } else if has(b"ppt/") {
        ("a PowerPoint presentation", DOCUMENT)
    } else if has(b"opendocument.spreadsheet") {
        ("an OpenDocument spreadsheet", SHEET)
    } else if has(b"opendocument.") {
        ("an OpenDocument document", DOCUMENT)
    } else if has(b"application/epub") {
        ("an e-book", DOCUMENT)
    } else {
        ("a ZIP archive", UNPACK)
    }
}

/// Returns the kind of a file whose name is behind its first bytes.
fn container(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let brand = bytes.get(8..12)?;
    match &bytes[..8] {
        [b'R', b'I', b'F', b'F', ..] if brand == b"WEBP" => Some(("a WebP picture", PICTURE)),
        [b'R', b'I', b'F', b'F', ..] if brand == b"WAVE" => Some(("a sound file", TEXT)),
        [.., b'f', b't', b'y', b'p'] => Some(match brand {
            b"avif" | b"avis" => ("an AVIF picture", PICTURE),
            b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc" => ("a HEIC picture", PICTURE),
            _ => ("a video", TEXT),
        }),
        _ => None,
    }
}

/// Refuses a file that is not text.
///
/// # Errors
/// A sentence with the kind of the file.
pub fn check_is_text(bytes: &[u8]) -> Result<(), Refusal> {
    match other_than_text(bytes) {
        Some((kind, step)) => Err(Refusal(format!("This is {kind}, not text. {step}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_not_text_are_named() {
        let archive = |name: &str| [b"PK\x03\x04\x14\0\0\0\x08\0", name.as_bytes()].concat();
        let cases: [(&[u8], &str); 12] = [
            (b"%PDF-1.7\n", "a PDF document"),
            (b"GIF89a\x01\0", "a GIF picture"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP picture"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "a sound file"),
            (b"\0\0\0\x1cftypavif\0\0\0\0", "an AVIF picture"),
            (b"\0\0\0\x1cftypheic\0\0\0\0", "a HEIC picture"),
            (b"\0\0\0\x1cftypisom\0\0\0\0", "a video"),
            (b"\x1f\x8b\x08\0", "a gzip archive"),
            (&archive("[Content_Types].xml xl/workbook.xml"), "an Excel workbook"),
            (
                &archive("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
                "an OpenDocument spreadsheet",
            ),
            (&archive("readme.txt"), "a ZIP archive"),
        ];
        for (bytes, kind) in cases {
            assert_eq!(other_than_text(bytes).map(|(name, _)| name), Some(kind));
        }
        for text in ["", "shop,sales\n", "PK means parking", "GIF is a format", "%P"] {
            assert_eq!(other_than_text(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let refusal = check_is_text(b"%PDF-1.7").unwrap_err();
        assert_eq!(
            refusal.0,
            "This is a PDF document, not text. Copy its text into a text file, and add that."
        );
        assert_eq!(check_is_text(b"plain"), Ok(()));
    }
}
