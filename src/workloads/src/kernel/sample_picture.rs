//! A picture to filter that needs no licence: a lake among mountains, at dusk.

use super::image::Picture;

/// From the zenith to the horizon: where, and in which colour.
const SKY: [(f64, [f64; 3]); 5] = [
    (0.0, [16.0, 20.0, 58.0]),
    (0.35, [52.0, 48.0, 112.0]),
    (0.62, [142.0, 82.0, 136.0]),
    (0.84, [236.0, 138.0, 108.0]),
    (1.0, [254.0, 206.0, 142.0]),
];

/// A row of mountains.
struct Ridge {
    /// How high it lies, from 0 at the top of the picture to 1 at its bottom.
    base: f64,
    /// How far its peaks rise above that.
    rise: f64,
    /// How many peaks there are across the picture, roughly.
    peaks: f64,
    colour: [f64; 3],
}

/// The farthest first.
const RIDGES: [Ridge; 4] = [
    Ridge { base: 0.56, rise: 0.24, peaks: 5.0, colour: [150.0, 100.0, 140.0] },
    Ridge { base: 0.60, rise: 0.18, peaks: 7.0, colour: [104.0, 74.0, 122.0] },
    Ridge { base: 0.645, rise: 0.13, peaks: 9.0, colour: [62.0, 50.0, 94.0] },
    Ridge { base: 0.675, rise: 0.07, peaks: 14.0, colour: [30.0, 28.0, 60.0] },
];

/// Where the lake begins, from 0 at the top to 1 at the bottom.
const SHORE: f64 = 0.68;

/// The middle of the sun in parts of the picture's width and height, and its radius in parts of the height.
const SUN: (f64, f64, f64) = (0.64, 0.47, 0.055);

/// The same picture for the same size, wherever it is made.
///
/// It has what filters show: calm sky, sharp ridges, single bright pixels, and noise.
pub fn sample_picture(width: u32, height: u32) -> Picture {
    let scene = Scene::new(width, height);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let colour = scene.colour(x, y);
            pixels.extend(colour.map(|channel| channel.clamp(0.0, 255.0) as u8));
            pixels.push(255);
        }
    }
    Picture { width, height, pixels }
}

struct Scene {
    width: f64,
    height: f64,
    /// For each ridge, the height of its line at each column, from 0 at the top to 1 at the bottom.
    skylines: Vec<Vec<f64>>,
}

impl Scene {
    fn new(width: u32, height: u32) -> Scene {
        let skyline = |(index, ridge): (usize, &Ridge)| {
            let line = |x| {
                let at = f64::from(x) / f64::from(width);
                ridge.base - ridge.rise * mountains(at * ridge.peaks, index as u32)
            };
            (0..width).map(line).collect()
        };
        let skylines = RIDGES.iter().enumerate().map(skyline).collect();
        Scene { width: f64::from(width), height: f64::from(height), skylines }
    }

    fn colour(&self, x: u32, y: u32) -> [f64; 3] {
        let down = (f64::from(y) + 0.5) / self.height;
        let grain = (noise(x, y, 90) - 0.5) * 5.0;
        let colour = if down < SHORE { self.land(x, y, down) } else { self.lake(x, down) };
        colour.map(|channel| channel + grain)
    }

    /// Above the shore: the nearest ridge that reaches so high, or the sky.
    fn land(&self, x: u32, y: u32, down: f64) -> [f64; 3] {
        let nearest = (0..RIDGES.len()).rev().find(|&ridge| self.skylines[ridge][x as usize] <= down);
        match nearest {
            Some(ridge) => {
                // Haze gathers in the valleys.
                let haze = ((down - self.skylines[ridge][x as usize]) * 2.2).min(0.45);
                mix(RIDGES[ridge].colour, [226.0, 150.0, 138.0], haze * (1.0 - ridge as f64 / 5.0))
            }
            None => self.sky(x, y, down),
        }
    }

    fn sky(&self, x: u32, y: u32, down: f64) -> [f64; 3] {
        let mut colour = gradient(down / 0.6);
        let star = noise(x, y, 7);
        let dark = (1.0 - down / 0.34).max(0.0);
        if star > 0.9982 {
            colour = mix(colour, [255.0, 250.0, 236.0], dark * (0.4 + 600.0 * (star - 0.9982).min(0.001)));
        }
        let (sun_x, sun_y, radius) = SUN;
        let across = (f64::from(x) + 0.5) / self.width - sun_x;
        let (dx, dy) = (across * self.width / self.height, down - sun_y);
        let distance = (dx * dx + dy * dy).sqrt();
        let glow = 1.0 / (1.0 + (distance / 0.16) * (distance / 0.16));
        colour = mix(colour, [255.0, 214.0, 150.0], 0.62 * glow);
        // Its rim is as soft as a pixel.
        let disc = ((radius - distance) * self.height + 0.5).clamp(0.0, 1.0);
        mix(colour, [255.0, 243.0, 214.0], disc)
    }

    /// Below the shore: what is above it, upside down, darker, and shaken by waves that grow as they come nearer.
    fn lake(&self, x: u32, down: f64) -> [f64; 3] {
        let depth = (down - SHORE) / (1.0 - SHORE);
        let wave = smooth_noise(f64::from(x) / self.width * 26.0, down * 150.0 / (0.25 + depth), 31) - 0.5;
        let mirrored = SHORE - (down - SHORE) * 1.9 - wave * 0.09 * (0.15 + depth);
        let mirrored = mirrored.clamp(0.0, SHORE);
        let shift = (wave * self.width * 0.02 * depth) as i64;
        let mirrored_x = (i64::from(x) + shift).clamp(0, self.width as i64 - 1) as u32;
        let mirrored_y = (mirrored * self.height) as u32;
        let colour = self.land(mirrored_x, mirrored_y, mirrored);
        let deep = mix(colour, [12.0, 18.0, 46.0], 0.28 + 0.42 * depth);
        mix(deep, [255.0, 222.0, 176.0], (wave - 0.27).max(0.0) * 0.7)
    }
}

/// The sky's colour so far down, from 0 to 1.
fn gradient(down: f64) -> [f64; 3] {
    let down = down.clamp(0.0, 1.0);
    let below = SKY.iter().position(|&(at, _)| at >= down).unwrap_or(SKY.len() - 1).max(1);
    let ((from, above), (to, below)) = (SKY[below - 1], SKY[below]);
    mix(above, below, (down - from) / (to - from))
}

fn mix(from: [f64; 3], to: [f64; 3], share: f64) -> [f64; 3] {
    std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * share)
}

/// How high mountains are at a place, from 0 to 1: noise with finer noise on it, folded into peaks.
fn mountains(at: f64, seed: u32) -> f64 {
    let mut height = 0.0;
    let mut weight = 0.55;
    let mut at = at;
    for octave in 0..6 {
        let noise = smooth_noise(at, 0.5, seed * 16 + octave + 1);
        height += weight * (1.0 - (2.0 * noise - 1.0).abs());
        at *= 2.1;
        weight *= 0.46;
    }
    height
}

/// Noise without steps.
fn smooth_noise(x: f64, y: f64, seed: u32) -> f64 {
    let (left, above) = (x as u32, y as u32);
    let ease = |fraction: f64| fraction * fraction * (3.0 - 2.0 * fraction);
    let (right, below) = (ease(x - f64::from(left)), ease(y - f64::from(above)));
    let row = |y| noise(left, y, seed) * (1.0 - right) + noise(left + 1, y, seed) * right;
    row(above) * (1.0 - below) + row(above + 1) * below
}

/// A number from 0 to 1 that seems random, and belongs to a place.
fn noise(x: u32, y: u32, seed: u32) -> f64 {
    let mut bits = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    // The end of MurmurHash3.
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85EB_CA6B);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xC2B2_AE35);
    f64::from(bits ^ (bits >> 16)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(picture: &Picture, rows: std::ops::Range<u32>) -> f64 {
        let rows = picture.rows(rows);
        rows.iter().map(|&byte| f64::from(byte)).sum::<f64>() / rows.len() as f64
    }

    #[test]
    fn it_is_the_same_each_time() {
        let picture = sample_picture(96, 72);
        assert_eq!(picture, sample_picture(96, 72));
        // The same on other machines too, and in wasm.
        assert_eq!(crc32fast::hash(&picture.pixels), 0x9D03_3409);
    }

    #[test]
    fn it_is_opaque_and_as_large_as_was_asked() {
        for (width, height) in [(1, 1), (3, 200), (200, 3)] {
            let picture = sample_picture(width, height);
            assert_eq!((picture.width, picture.height), (width, height));
            assert_eq!(picture.pixels.len(), (width * height * 4) as usize);
            assert!(picture.pixels.chunks(4).all(|pixel| pixel[3] == 255));
        }
    }

    #[test]
    fn the_sky_is_dark_above_and_bright_at_the_horizon() {
        let picture = sample_picture(160, 120);
        let (zenith, horizon, lake) =
            (mean(&picture, 0..10), mean(&picture, 40..50), mean(&picture, 110..120));
        assert!(zenith + 40.0 < horizon, "{zenith} {horizon}");
        assert!(lake + 40.0 < horizon, "{lake} {horizon}");
    }
}
