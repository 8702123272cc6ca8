//! Decoding of PNG and JPEG files, and of the plain pixels (PAM) that the page makes of other pictures.
//!
//! `zune-png` and `zune-jpeg` take 70 kB of compressed wasm together, and the `image` crate takes 110 kB.
//! `kamadak-exif` reads how a camera was held, for another 6 kB.

use super::picture::{Picture, UPRIGHT};
use crate::kernel::BadInput;
use exif::{In, Tag};
use lanes_files::picture::{self, PAM, inspect};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_png::PngDecoder;

/// Maximum number of pixels, enough for the cameras of phones. They take 100 MB of memory, and twice that while a
/// picture is turned.
pub const MAX_PIXELS: usize = 25_000_000;

/// Decodes a PNG or JPEG file, and turns the picture upright if a camera noted how it was held. Sixteen bits per
/// channel become eight, and an animation gives its first picture.
///
/// There is no checkpoint, since pictures are decoded before a run.
///
/// # Errors
/// Another kind of file, a damaged file, or a picture of more than [`MAX_PIXELS`].
pub fn decode(bytes: &[u8]) -> Result<Picture, BadInput> {
    if bytes.starts_with(PAM) {
        return decode_pixels(bytes);
    }
    match inspect(bytes).map_err(|refusal| BadInput(refusal.0))? {
        picture::Picture::Png => decode_png(bytes),
        picture::Picture::Jpeg => decode_jpeg(bytes),
        picture::Picture::PngWithKey => decode_png_with_key(bytes),
        picture::Picture::PrintJpeg | picture::Picture::Other => Err(BadInput(picture::unknown(bytes).0)),
    }
}

/// Reads a picture that the browser decoded.
fn decode_pixels(bytes: &[u8]) -> Result<Picture, BadInput> {
    let damaged = || BadInput("The decoded picture is damaged. Add the file again.".into());
    let (width, height, pixels) = picture::from_pam(bytes).ok_or_else(damaged)?;
    checked_size(Some((width as usize, height as usize)))?;
    Ok(Picture { width, height, pixels: pixels.to_vec() })
}

/// Returns the error for a file of a known format that cannot be decoded.
fn damaged(format: &str) -> BadInput {
    BadInput(format!(
        "This {format} file is damaged. Open it in an image program, save it as PNG, and add that."
    ))
}

fn decode_png(bytes: &[u8]) -> Result<Picture, BadInput> {
    let damaged = |_| damaged("PNG");
    let options = unlimited().png_set_strip_to_8bit(true);
    let mut decoder = PngDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = checked_size(decoder.dimensions())?;
    let decoded = decoder.decode_raw().map_err(damaged)?;
    let channels = decoded.len() / (width as usize * height as usize);
    let pixels = to_rgba(&decoded, channels).ok_or_else(|| {
        BadInput(format!("The PNG file has {channels} channels, but only 1 to 4 are supported."))
    })?;
    let exif = decoder.info().and_then(|info| info.exif.as_deref());
    Ok(Picture { width, height, pixels }.upright(exif.map_or(UPRIGHT, orientation)))
}

/// Decodes a PNG file with sixteen bits per channel and a transparent colour, which neither the decoder nor browsers read
/// right: the colour is compared before bits are dropped.
fn decode_png_with_key(bytes: &[u8]) -> Result<Picture, BadInput> {
    let damaged = || damaged("PNG");
    let (key, without_key) = picture::take_key(bytes).ok_or_else(damaged)?;
    let mut decoder = PngDecoder::new_with_options(ZCursor::new(&without_key), unlimited());
    decoder.decode_headers().map_err(|_| damaged())?;
    let (width, height) = checked_size(decoder.dimensions())?;
    let samples = decoder.decode().ok().and_then(|decoded| decoded.u16()).ok_or_else(damaged)?;
    let channels = key.len();
    if samples.len() != width as usize * height as usize * channels {
        return Err(damaged());
    }
    let pixel = |samples: &[u16]| {
        let alpha = if *samples == key[..] { 0 } else { 255 };
        let at = |channel: usize| (samples[channel.min(channels - 1)] >> 8) as u8;
        [at(0), at(1), at(2), alpha]
    };
    Ok(Picture { width, height, pixels: samples.chunks_exact(channels).flat_map(pixel).collect() })
}

fn decode_jpeg(bytes: &[u8]) -> Result<Picture, BadInput> {
    let damaged = |_| damaged("JPEG");
    let options = unlimited().jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let size = decoder.info().map(|info| (usize::from(info.width), usize::from(info.height)));
    let (width, height) = checked_size(size)?;
    let pixels = decoder.decode().map_err(damaged)?;
    let exif = decoder.exif().map(Vec::as_slice);
    Ok(Picture { width, height, pixels }.upright(exif.map_or(UPRIGHT, orientation)))
}

/// Returns the number in Exif data for how a picture is stored. Data that cannot be read, or lack the number, count as
/// upright, because the picture can be used anyway.
fn orientation(exif: &[u8]) -> u32 {
    let read = exif::Reader::new().read_raw(exif.to_vec()).ok();
    let noted = read.as_ref().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY));
    noted.and_then(|field| field.value.get_uint(0)).unwrap_or(UPRIGHT)
}

/// Returns options without size limits: [`checked_size`] has its own, with a clearer message.
fn unlimited() -> DecoderOptions {
    DecoderOptions::default().set_max_width(usize::MAX).set_max_height(usize::MAX)
}

fn checked_size(size: Option<(usize, usize)>) -> Result<(u32, u32), BadInput> {
    let (width, height) = size.ok_or_else(|| BadInput("The file does not state its size.".into()))?;
    if width.checked_mul(height).is_some_and(|pixels| (1..=MAX_PIXELS).contains(&pixels)) {
        return Ok((width as u32, height as u32));
    }
    let limit = MAX_PIXELS / 1_000_000;
    Err(BadInput(format!(
        "The picture has {width} × {height} pixels. The limit is {limit} million: scale it down first."
    )))
}

/// Converts pixels to RGBA from grey, grey and alpha, RGB, or RGBA: what PNG files contain. Returns None for any other
/// number of channels.
fn to_rgba(decoded: &[u8], channels: usize) -> Option<Vec<u8>> {
    Some(match channels {
        1 => decoded.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect(),
        2 => decoded.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
        3 => decoded.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect(),
        4 => decoded.to_vec(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // All show the same: red and green above blue and white. The grey pictures have four greys instead.
    const RGB: &[u8] = include_bytes!("../../../tests/pictures/rgb.png");
    const RGBA16: &[u8] = include_bytes!("../../../tests/pictures/rgba16.png");
    const PALETTE: &[u8] = include_bytes!("../../../tests/pictures/palette.png");
    const INTERLACED: &[u8] = include_bytes!("../../../tests/pictures/interlaced.png");
    const GREY: &[u8] = include_bytes!("../../../tests/pictures/grey.png");
    const GREY_ALPHA: &[u8] = include_bytes!("../../../tests/pictures/grey-alpha.png");
    const JPEG: &[u8] = include_bytes!("../../../tests/pictures/colours.jpg");

    const COLOURS: [u8; 16] = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];

    fn pixels(file: &[u8]) -> Vec<u8> {
        let picture = decode(file).unwrap();
        assert_eq!((picture.width, picture.height), (2, 2));
        picture.pixels
    }

    #[test]
    fn every_kind_of_png_is_read() {
        for (name, file) in
            [("rgb", RGB), ("rgba16", RGBA16), ("palette", PALETTE), ("interlaced", INTERLACED)]
        {
            assert_eq!(pixels(file), COLOURS, "{name}");
        }
    }

    #[test]
    fn grey_becomes_three_equal_colours() {
        assert_eq!(pixels(GREY), [0, 0, 0, 255, 85, 85, 85, 255, 170, 170, 170, 255, 255, 255, 255, 255]);
        assert_eq!(
            pixels(GREY_ALPHA),
            [0, 0, 0, 255, 85, 85, 85, 128, 170, 170, 170, 128, 255, 255, 255, 255]
        );
    }

    /// Names the colours in the corners of a picture of 16 × 16 pixels, row by row.
    fn corners(file: &[u8]) -> Vec<String> {
        let picture = decode(file).unwrap();
        assert_eq!((picture.width, picture.height), (16, 16));
        let corners = [(1, 1), (14, 1), (1, 14), (14, 14)].map(|(x, y)| (y * 16 + x) * 4);
        let named = |corner: usize| {
            let pixel = &picture.pixels[corner..corner + 4];
            let like = |colour: &[u8]| pixel.iter().zip(colour).all(|(a, b)| a.abs_diff(*b) < 8);
            let colour = COLOURS.chunks(4).position(like);
            let names = ["red", "green", "blue", "white"];
            colour.map_or_else(|| format!("{pixel:?}"), |index| names[index].to_owned())
        };
        corners.map(named).to_vec()
    }

    const AS_STORED: [&str; 4] = ["red", "green", "blue", "white"];

    #[test]
    fn a_jpeg_is_read_as_exactly_as_its_compression_allows() {
        assert_eq!(corners(JPEG), AS_STORED);
    }

    /// Makes Exif data with nothing but the orientation, in either byte order.
    fn exif(orientation: u16, big_endian: bool) -> Vec<u8> {
        let short = |number: u16| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
        let long = |number: u32| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
        let mut exif = if big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        exif.extend(short(42));
        exif.extend(long(8));
        // One entry: the orientation, one short number.
        exif.extend([short(1), short(0x112), short(3)].concat());
        exif.extend(long(1));
        exif.extend([short(orientation), short(0)].concat());
        // No further directory.
        exif.extend(long(0));
        exif
    }

    /// Returns the JPEG file as a camera would write it.
    fn jpeg_with(exif: &[u8]) -> Vec<u8> {
        let length = (2 + 6 + exif.len()) as u16;
        let (start, rest) = JPEG.split_at(2);
        [start, b"\xff\xe1", &length.to_be_bytes(), b"Exif\0\0", exif, rest].concat()
    }

    #[test]
    fn a_photo_is_turned_as_its_camera_was_held() {
        let upright = [
            (1, AS_STORED),
            (2, ["green", "red", "white", "blue"]),
            (3, ["white", "blue", "green", "red"]),
            (4, ["blue", "white", "red", "green"]),
            (5, ["red", "blue", "green", "white"]),
            (6, ["blue", "red", "white", "green"]),
            (7, ["white", "green", "blue", "red"]),
            (8, ["green", "white", "red", "blue"]),
        ];
        for (orientation, colours) in upright {
            for big_endian in [true, false] {
                let photo = jpeg_with(&exif(orientation, big_endian));
                assert_eq!(corners(&photo), colours, "{orientation}");
            }
        }
    }

    #[test]
    fn without_an_orientation_a_photo_is_not_turned() {
        let nothing = [exif(0, true), exif(9, true), exif(6, true)[..20].to_vec(), b"no Exif data".to_vec()];
        for exif in nothing {
            assert_eq!(corners(&jpeg_with(&exif)), AS_STORED, "{exif:?}");
        }
    }

    #[test]
    fn a_png_with_an_orientation_is_turned() {
        let exif = exif(6, true);
        let chunk = [b"eXIf".as_slice(), &exif].concat();
        // After the signature and the header.
        let (start, rest) = RGB.split_at(33);
        let (length, checksum) = (exif.len() as u32, crc32fast::hash(&chunk));
        let photo = [start, &length.to_be_bytes(), &chunk, &checksum.to_be_bytes(), rest].concat();
        let [red, green, blue, white] = [0, 4, 8, 12].map(|at| &COLOURS[at..at + 4]);
        assert_eq!(pixels(&photo), [blue, red, white, green].concat());
    }

    fn complaint(file: &[u8]) -> String {
        decode(file).unwrap_err().0
    }

    #[test]
    fn other_files_are_refused() {
        assert!(complaint(b"GIF89a").starts_with("This is a GIF picture that the browser cannot decode."));
        assert!(complaint(b"").starts_with("This is not a picture"));
    }

    #[test]
    fn damaged_files_are_refused() {
        assert!(complaint(&RGB[..40]).starts_with("This PNG file is truncated: "));
        assert!(complaint(&JPEG[..100]).starts_with("This JPEG file is truncated: "));
        let mut damaged = RGB.to_vec();
        // The first byte of the compressed pixels.
        let at = damaged.windows(4).position(|name| name == b"IDAT").unwrap() + 4;
        damaged[at] = 0xff;
        assert!(complaint(&damaged).starts_with("This PNG file is damaged."));
    }

    #[test]
    fn a_transparent_colour_of_sixteen_bits_is_transparent() {
        let picture = decode(include_bytes!("../../../../../tests/files/key16.png")).unwrap();
        assert_eq!((picture.width, picture.height), (32, 32));
        let at = |x: usize, y: usize| picture.pixels[(y * 32 + x) * 4..][..4].to_vec();
        assert_eq!([at(1, 1), at(30, 1), at(1, 30)], [[255, 0, 0, 255], [0, 255, 0, 0], [0, 0, 255, 255]]);
    }

    #[test]
    fn pixels_of_the_browser_are_read() {
        let pam = picture::to_pam(2, 2, &COLOURS);
        assert_eq!(pixels(&pam), COLOURS);
        assert!(complaint(&pam[..pam.len() - 1]).starts_with("The decoded picture is damaged."));
        let large = picture::to_pam(6000, 5000, &[]);
        assert!(decode(&large).is_err());
    }

    #[test]
    fn too_large_pictures_are_refused_before_they_take_memory() {
        let mut large = RGB.to_vec();
        large[16..24].copy_from_slice(&[0, 0, 0x17, 0x70, 0, 0, 0x13, 0x88]);
        let checksum = crc32fast::hash(&large[12..29]);
        large[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(
            complaint(&large),
            "The picture has 6000 × 5000 pixels. The limit is 25 million: scale it down first."
        );
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_an_answer_or_an_error(index in 0usize..1000, byte: u8) {
            for file in [RGB, PALETTE, INTERLACED, JPEG, &jpeg_with(&exif(6, true))] {
                let mut changed = file.to_vec();
                let index = index % changed.len();
                changed[index] = byte;
                if let Ok(picture) = decode(&changed) {
                    prop_assert_eq!(picture.pixels.len(), (picture.width * picture.height * 4) as usize);
                }
            }
        }
    }
}
