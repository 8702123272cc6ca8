//! Structure of picture files: what kind they are, and if they are complete.

use crate::{Refusal, kind};

/// Picture file, as far as its structure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// PNG file that every decoder reads.
    Png,
    /// PNG file with sixteen bits per channel and a transparent colour, which few decoders read right.
    PngWithKey,
    /// JPEG file with grey or YCbCr colours.
    Jpeg,
    /// JPEG file with four colours of print: CMYK or YCCK.
    PrintJpeg,
    /// Anything else. A browser may know it.
    Other,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Inspects a picture.
///
/// # Errors
/// A file that is cut off.
pub fn inspect(bytes: &[u8]) -> Result<Picture, Refusal> {
    if bytes.starts_with(PNG) {
        inspect_png(bytes).ok_or_else(|| truncated("PNG"))
    } else if bytes.starts_with(b"\xff\xd8") {
        inspect_jpeg(bytes).ok_or_else(|| truncated("JPEG"))
    } else {
        Ok(Picture::Other)
    }
}

fn truncated(format: &str) -> Refusal {
    Refusal(format!("This {format} file is truncated: its end is missing. Copy or download it again."))
}

/// Returns the refusal of a picture that neither Lanes nor the browser can decode.
pub fn unknown(bytes: &[u8]) -> Refusal {
    Refusal(match kind::other_than_text(bytes) {
        Some((kind, _)) if kind.ends_with("picture") => {
            format!("This is {kind} that the browser cannot decode. Save it as PNG or JPEG, and add that.")
        }
        Some((kind, _)) => format!("This is {kind}, not a picture. Add a PNG or JPEG file."),
        None => "This is not a picture that the browser can decode. Save it as PNG or JPEG, and add that."
            .to_owned(),
    })
}

/// First bytes of a picture as [`to_pam`] makes it.
pub const PAM: &[u8] = b"P7\nWIDTH ";

const PAM_REST: &str = "\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n";

/// Makes a file of pixels that are already decoded, in Netpbm's format PAM: red, green, blue and alpha of each pixel.
pub fn to_pam(width: u32, height: u32, rgba: &[u8]) -> Vec<u8> {
    let head = format!("P7\nWIDTH {width}\nHEIGHT {height}{PAM_REST}");
    [head.as_bytes(), rgba].concat()
}

/// Returns width, height and pixels of a file that [`to_pam`] made, or None for any other file.
pub fn from_pam(bytes: &[u8]) -> Option<(u32, u32, &[u8])> {
    let head = bytes.get(..bytes.len().min(128))?;
    let end = head.windows(PAM_REST.len()).position(|part| part == PAM_REST.as_bytes())?;
    let sizes = str::from_utf8(bytes.get(PAM.len()..end)?).ok()?;
    let (width, height) = sizes.split_once("\nHEIGHT ")?;
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let pixels = &bytes[end + PAM_REST.len()..];
    let needed = u64::from(width) * u64::from(height) * 4;
    (bytes.starts_with(PAM) && pixels.len() as u64 == needed).then_some((width, height, pixels))
}

/// Walks the chunks of a PNG file. Returns None if the last one is missing or cut.
fn inspect_png(bytes: &[u8]) -> Option<Picture> {
    let mut at = PNG.len();
    let mut has_key = false;
    loop {
        let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        match name {
            // The checksum of the last chunk carries nothing.
            b"IEND" => break,
            b"tRNS" => has_key = true,
            _ => {}
        }
        if end > bytes.len() {
            return None;
        }
        at = end;
    }
    let depth = bytes.get(24).copied();
    Some(if has_key && depth == Some(16) { Picture::PngWithKey } else { Picture::Png })
}

/// Removes the transparent colour from a PNG file. Returns its channels, one or three, and the rest of the file.
pub fn take_key(bytes: &[u8]) -> Option<(Vec<u16>, Vec<u8>)> {
    let mut at = PNG.len();
    loop {
        let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize;
        let content = bytes.get(at + 8..)?.get(..length)?;
        let end = at + 8 + length + 4;
        if bytes.get(at + 4..at + 8)? == b"tRNS" {
            let key: Vec<u16> =
                content.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            let is_colour = matches!(key.len(), 1 | 3);
            return is_colour.then(|| (key, [&bytes[..at], bytes.get(end..).unwrap_or_default()].concat()));
        }
        at = end;
    }
}

/// Walks the segments of a JPEG file. Returns None if its end marker is missing.
fn inspect_jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut at = 2;
    let mut components = 3;
    loop {
        // Markers may be preceded by fill bytes.
        while bytes.get(at)? == &0xff && bytes.get(at + 1)? == &0xff {
            at += 1;
        }
        let &[0xff, marker] = bytes.get(at..at + 2)?.first_chunk()? else {
            // Bytes between segments that belong to none: not cut, and the decoder may refuse them.
            at += 1;
            continue;
        };
        at += 2;
        match marker {
            0xd9 => break,
            // Escaped bytes, restart markers and the like have no length.
            0x00 | 0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            components = *bytes.get(at + 7)?;
        }
        // After the header of a scan, the next marker ends the scan.
        at = at.checked_add(length.max(2))?;
    }
    Some(if components == 4 { Picture::PrintJpeg } else { Picture::Jpeg })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../workloads/tests/pictures");

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("{FOLDER}/{name}")).unwrap()
    }

    #[test]
    fn complete_pictures_are_complete_and_all_others_truncated() {
        for (name, kind) in [
            ("rgb.png", Picture::Png),
            ("rgba16.png", Picture::Png),
            ("grey.png", Picture::Png),
            ("interlaced.png", Picture::Png),
            ("colours.jpg", Picture::Jpeg),
        ] {
            let bytes = file(name);
            assert_eq!(inspect(&bytes), Ok(kind), "{name}");
            // Up to the end marker of a JPEG file, or to the name of the last chunk of a PNG file.
            let needed = if kind == Picture::Jpeg { bytes.len() - 1 } else { bytes.len() - 5 };
            for length in [20, needed / 2, needed] {
                let refusal = inspect(&bytes[..length]).unwrap_err();
                assert!(refusal.0.contains("is truncated"), "{name}, {length}: {refusal}");
            }
            assert_eq!(inspect(&[&bytes[..], b"more"].concat()), Ok(kind), "{name}");
        }
    }

    #[test]
    fn colours_of_print_and_transparent_keys_are_seen() {
        let mut jpeg = file("colours.jpg");
        let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        jpeg[frame + 9] = 4;
        assert_eq!(inspect(&jpeg), Ok(Picture::PrintJpeg));
        let mut png = file("rgb.png");
        png[24] = 16;
        let key = [&6u32.to_be_bytes()[..], b"tRNS", &[0; 6], &[0; 4]].concat();
        png.splice(33..33, key);
        assert_eq!(inspect(&png), Ok(Picture::PngWithKey));
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(inspect(b"GIF89a"), Ok(Picture::Other));
        assert!(unknown(b"%PDF-1.7").0.starts_with("This is a PDF document, not a picture."));
        assert!(unknown(b"GIF89a").0.starts_with("This is a GIF picture that the browser cannot decode."));
        assert!(unknown(b"plain").0.starts_with("This is not a picture"));
    }

    #[test]
    fn decoded_pixels_are_read_back() {
        let pam = to_pam(1, 2, &[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(from_pam(&pam), Some((1, 2, &[1, 2, 3, 4, 5, 6, 7, 8][..])));
        for length in 0..pam.len() {
            assert_eq!(from_pam(&pam[..length]), None);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_inspection(bytes in prop::collection::vec(any::<u8>(), 0..100), jpeg: bool) {
            let start: &[u8] = if jpeg { b"\xff\xd8" } else { PNG };
            let inspected = inspect(&[start, &bytes].concat());
            prop_assert!(inspected.is_err() || inspected != Ok(Picture::Other));
        }
    }
}
