use super::filter::{PixelFilter, SUMMANDS_BETWEEN_CHECKPOINTS, filter_band};
use super::mixture::{MAX_RADIUS, Mixture, ONE, blur_shares, gaussian, resize_shares};
use super::picture::{Picture, UPRIGHT};
use crate::kernel::pace::{Pace, count_checkpoints};
use crate::stop::Stopped;
use proptest::prelude::*;
use std::ops::Range;

fn filtered(filter: PixelFilter, picture: &Picture, band: Range<u32>) -> Vec<u8> {
    let rows = picture.rows(filter.rows_needed(band.clone(), picture.height));
    filter_band(filter, rows, picture.width, picture.height, band, &mut || Ok(())).unwrap()
}

fn whole(filter: PixelFilter, picture: &Picture) -> Picture {
    let (width, height) = filter.size(picture.width, picture.height);
    Picture { width, height, pixels: filtered(filter, picture, 0..height) }
}

fn grey(width: u32, height: u32, at: impl Fn(u32, u32) -> u8) -> Picture {
    let pixel = |index| {
        let grey = at(index % width, index / width);
        [grey, grey, grey, 255]
    };
    Picture { width, height, pixels: (0..width * height).flat_map(pixel).collect() }
}

fn reds(picture: &Picture) -> Vec<u8> {
    picture.pixels.chunks(4).map(|pixel| pixel[0]).collect()
}

#[test]
fn the_edges_of_a_step_are_at_the_step() {
    let step = grey(6, 4, |x, _| if x < 3 { 0 } else { 255 });
    let edges = whole(PixelFilter::Edges { radius: 0 }, &step);
    assert_eq!(reds(&edges), [0, 0, 255, 255, 0, 0].repeat(4));
}

#[test]
fn a_ramp_is_evenly_steep() {
    let ramp = grey(5, 5, |_, y| y as u8 * 10);
    let edges = whole(PixelFilter::Edges { radius: 0 }, &ramp);
    // At both ends half of the slope comes from the repeated row, which is flat.
    let expected = [[40u8; 5], [80; 5], [80; 5], [80; 5], [40; 5]].concat();
    assert_eq!(reds(&edges), expected);
}

#[test]
fn a_flat_picture_does_not_change() {
    let flat = grey(20, 10, |_, _| 137);
    for radius in [0, 1, 7, 40, MAX_RADIUS] {
        assert_eq!(whole(PixelFilter::Blur { radius }, &flat), flat, "radius {radius}");
    }
    let smaller = whole(PixelFilter::Resize { width: 7, height: 3 }, &flat);
    assert_eq!(smaller, grey(7, 3, |_, _| 137));
}

#[test]
fn white_and_black_do_not_change() {
    // The largest possible sums must not overflow.
    for shade in [0, 255] {
        let flat = Picture { width: 9, height: 9, pixels: vec![shade; 9 * 9 * 4] };
        assert_eq!(whole(PixelFilter::Blur { radius: 30 }, &flat), flat);
    }
}

#[test]
fn the_weights_of_a_pixel_add_up_to_one() {
    let mut checkpoint = || Ok(());
    let mut pace = Pace::new(1, &mut checkpoint);
    let gaussian = gaussian(MAX_RADIUS);
    let blur = |pixel, shares: &mut _| blur_shares(pixel, 450, &gaussian, shares);
    let resize = |pixel, shares: &mut _| resize_shares(pixel, 450, 77, shares);
    let mixtures = [Mixture::new(0..450, blur, &mut pace), Mixture::new(0..77, resize, &mut pace)];
    for (_, weights) in mixtures.iter().flat_map(|mixture| mixture.as_ref().unwrap().iter()) {
        assert_eq!(weights.iter().sum::<u32>(), ONE);
    }
}

#[test]
fn a_blurred_dot_is_a_round_hill() {
    let dot = grey(21, 21, |x, y| if (x, y) == (10, 10) { 255 } else { 0 });
    let blurred = reds(&whole(PixelFilter::Blur { radius: 6 }, &dot));
    let at = |x: usize, y: usize| blurred[y * 21 + x];
    // A deviation of 2: the top is 255 / (2 pi 2^2), one deviation away is exp(-1/2) of it.
    assert_eq!((at(10, 10), at(12, 10)), (10, 6));
    assert_eq!(at(8, 10), at(12, 10));
    assert_eq!(at(10, 8), at(12, 10));
    assert_eq!(at(10, 0), 0);
}

#[test]
fn a_radius_of_zero_changes_nothing() {
    let picture = grey(8, 8, |x, y| (x * 31 + y * 7) as u8);
    assert_eq!(whole(PixelFilter::Blur { radius: 0 }, &picture), picture);
}

#[test]
fn halving_takes_means() {
    let stripes = grey(8, 8, |x, _| if x % 2 == 0 { 0 } else { 200 });
    let smaller = reds(&whole(PixelFilter::Resize { width: 4, height: 4 }, &stripes));
    // Away from the edges, each mixes both kinds of stripe evenly.
    assert_eq!(smaller[1..3], [100, 100]);
}

#[test]
fn resizing_to_the_same_size_changes_nothing() {
    let picture = grey(9, 5, |x, y| (x * 29 + y * 3) as u8);
    assert_eq!(whole(PixelFilter::Resize { width: 9, height: 5 }, &picture), picture);
}

#[test]
fn turning_a_picture_also_swaps_its_sides() {
    let stored = || grey(3, 2, |x, y| (y * 3 + x) as u8);
    let as_seen = [
        (UPRIGHT, (3, 2), [0, 1, 2, 3, 4, 5]),
        (2, (3, 2), [2, 1, 0, 5, 4, 3]),
        (3, (3, 2), [5, 4, 3, 2, 1, 0]),
        (4, (3, 2), [3, 4, 5, 0, 1, 2]),
        (5, (2, 3), [0, 3, 1, 4, 2, 5]),
        (6, (2, 3), [3, 0, 4, 1, 5, 2]),
        (7, (2, 3), [5, 2, 4, 1, 3, 0]),
        (8, (2, 3), [2, 5, 1, 4, 0, 3]),
        (9, (3, 2), [0, 1, 2, 3, 4, 5]),
    ];
    for (orientation, size, shades) in as_seen {
        let picture = stored().upright(orientation);
        assert_eq!((picture.width, picture.height), size, "{orientation}");
        assert_eq!(reds(&picture), shades, "{orientation}");
    }
}

fn any_filter() -> impl Strategy<Value = PixelFilter> {
    prop_oneof![
        (0u32..12).prop_map(|radius| PixelFilter::Blur { radius }),
        (0u32..8).prop_map(|radius| PixelFilter::Edges { radius }),
        (1u32..40, 1u32..40).prop_map(|(width, height)| PixelFilter::Resize { width, height }),
    ]
}

proptest! {
    #[test]
    fn bands_make_up_the_whole_picture(
        filter in any_filter(),
        (width, height, pixels) in (1u32..20, 1u32..24).prop_flat_map(|(width, height)| {
            let pixels = prop::collection::vec(any::<u8>(), (width * height * 4) as usize);
            (Just(width), Just(height), pixels)
        }),
        band_rows in 1usize..9,
    ) {
        let picture = Picture { width, height, pixels };
        let (_, rows) = filter.size(width, height);
        let bands: Vec<u8> = (0..rows)
            .step_by(band_rows)
            .flat_map(|from| filtered(filter, &picture, from..rows.min(from + band_rows as u32)))
            .collect();
        prop_assert_eq!(bands, whole(filter, &picture).pixels);
    }
}

#[test]
fn an_empty_band_needs_no_rows() {
    let picture = grey(3, 3, |_, _| 9);
    for filter in [
        PixelFilter::Blur { radius: 2 },
        PixelFilter::Edges { radius: 2 },
        PixelFilter::Resize { width: 1, height: 1 },
    ] {
        assert_eq!(filtered(filter, &picture, 1..1), Vec::<u8>::new());
    }
}

#[test]
fn checkpoints_are_frequent_enough() {
    let picture = grey(512, 8, |_, _| 0);
    let checkpoints = count_checkpoints(|count| {
        filter_band(PixelFilter::Blur { radius: 20 }, &picture.pixels, 512, 8, 0..8, count).unwrap();
    });
    let across = 8 * 512 * 41 * 4;
    assert!(checkpoints >= across / SUMMANDS_BETWEEN_CHECKPOINTS * 9 / 10, "{checkpoints}");
}

#[test]
fn a_stop_ends_the_filter() {
    let picture = grey(64, 64, |_, _| 0);
    let filter = PixelFilter::Edges { radius: 9 };
    let mut left = 3;
    let mut third = || {
        left -= 1;
        if left == 0 { Err(Stopped) } else { Ok(()) }
    };
    assert_eq!(filter_band(filter, &picture.pixels, 64, 64, 0..64, &mut third), Err(Stopped));
    assert_eq!(left, 0);
}
