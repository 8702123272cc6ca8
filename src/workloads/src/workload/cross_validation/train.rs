//! The training of a small neural network that reads handwritten digits.
//!
//! The network has one hidden layer and learns by stochastic gradient descent. The work is in a few short loops over
//! slices, whose sums have the same order on every machine. The loops run over the outputs of a layer, not over its
//! inputs, so that SIMD speeds them up without changing that order.

use crate::kernel::BadInput;
use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};

/// Pixels of a digit: 8 rows of 8.
pub(super) const PIXELS: usize = 64;

/// Number of different digits.
pub(super) const CLASSES: usize = 10;

/// Maximum value of a pixel.
const INK: u8 = 16;

/// Size of a digit in the file: its pixels, and its label.
const RECORD_BYTES: usize = PIXELS + 1;

/// Some 40 µs of multiplications.
const PRODUCTS_BETWEEN_CHECKPOINTS: usize = 128 << 10;

/// Learning rate of the first epoch. It falls linearly to a tenth of that.
const LEARNING_RATE: f32 = 0.1;

/// A data set of handwritten digits. `www/public/data/README.md` names the source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Digits {
    /// [`PIXELS`] for each digit, from 0 for white to 1 for black.
    pixels: Vec<f32>,
    labels: Vec<u8>,
}

impl Digits {
    /// Reads the bundled file: for each digit 64 pixels from 0 to 16, row by row, and its label from 0 to 9.
    ///
    /// # Errors
    /// Bytes of any other form.
    pub(super) fn parse(bytes: &[u8]) -> Result<Digits, BadInput> {
        if bytes.is_empty() || !bytes.len().is_multiple_of(RECORD_BYTES) {
            let message = format!("The file has {} bytes, but each digit takes {RECORD_BYTES}.", bytes.len());
            return Err(BadInput(message));
        }
        let count = bytes.len() / RECORD_BYTES;
        let mut digits =
            Digits { pixels: Vec::with_capacity(count * PIXELS), labels: Vec::with_capacity(count) };
        for (index, record) in bytes.chunks_exact(RECORD_BYTES).enumerate() {
            let (pixels, label) = (&record[..PIXELS], record[PIXELS]);
            if usize::from(label) >= CLASSES || pixels.iter().any(|&pixel| pixel > INK) {
                return Err(BadInput(format!("Digit {index} of the file is damaged.")));
            }
            digits.pixels.extend(pixels.iter().map(|&pixel| f32::from(pixel) / f32::from(INK)));
            digits.labels.push(label);
        }
        Ok(digits)
    }

    /// Returns the number of digits.
    pub(super) fn count(&self) -> usize {
        self.labels.len()
    }

    fn pixels(&self, index: usize) -> &[f32] {
        &self.pixels[index * PIXELS..][..PIXELS]
    }

    fn label(&self, index: usize) -> usize {
        usize::from(self.labels[index])
    }
}

/// Parameters of a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Training {
    /// Neurons in the hidden layer.
    pub(super) hidden: u32,
    /// Passes over the training digits.
    pub(super) epochs: u32,
    /// Seed of the initial weights and of the order of the digits.
    pub(super) seed: u32,
}

/// A fold of a cross-validation: every `of`th digit from number `fold` on is left out of the training, and used for the
/// test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fold {
    /// Number of the fold, from 0.
    pub(super) fold: u32,
    /// Number of folds, at least 2.
    pub(super) of: u32,
}

impl Fold {
    fn tests(self, index: usize) -> bool {
        index % self.of.max(2) as usize == self.fold as usize
    }
}

/// Result of a test with digits that were not part of the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TestResult {
    /// Digits that were read correctly.
    pub(super) right: u32,
    /// Digits that were read.
    pub(super) tested: u32,
    /// CRC-32 of all weights: equal for equal networks.
    pub(super) checksum: u32,
}

/// Trains a network on all digits except those of a fold, and tests it with the fold.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub(super) fn train(
    digits: &Digits,
    training: Training,
    fold: Fold,
    checkpoint: Checkpoint<'_>,
) -> Result<TestResult, Stopped> {
    let mut pace = Pace::new(PRODUCTS_BETWEEN_CHECKPOINTS, checkpoint);
    let mut random = Random(u64::from(training.seed));
    let mut network = Network::new(training.hidden.max(1) as usize, &mut random);
    // Once forward, and twice backward: for the errors and for the weights.
    let work = 3 * network.hidden.len() * (PIXELS + CLASSES);
    let (tests, mut lessons): (Vec<usize>, Vec<usize>) =
        (0..digits.count()).partition(|&index| fold.tests(index));

    for epoch in 0..training.epochs {
        let progress = epoch as f32 / training.epochs as f32;
        let rate = LEARNING_RATE * (1.0 - 0.9 * progress);
        random.shuffle(&mut lessons);
        for &index in &lessons {
            pace.spend(work)?;
            network.learn(digits.pixels(index), digits.label(index), rate);
        }
    }

    let mut right = 0;
    for &index in &tests {
        pace.spend(work)?;
        right += u32::from(network.read(digits.pixels(index)) == digits.label(index));
    }
    Ok(TestResult { right, tested: tests.len() as u32, checksum: network.checksum() })
}

/// A network with one hidden layer.
struct Network {
    /// Weights from each pixel to each hidden neuron, pixel by pixel.
    first: Vec<f32>,
    first_bias: Vec<f32>,
    /// Weights from each hidden neuron to each class, neuron by neuron.
    second: Vec<f32>,
    second_bias: [f32; CLASSES],
    /// Outputs of the hidden neurons for the last digit. A field, so that it is allocated once.
    hidden: Vec<f32>,
    /// Errors of the hidden neurons: by how much each output was too large.
    blame: Vec<f32>,
}

impl Network {
    fn new(hidden: usize, random: &mut Random) -> Network {
        // He's initialization with a uniform distribution: outputs vary as much as inputs.
        let mut weights = |count: usize, inputs: usize| {
            let limit = (6.0 / inputs as f32).sqrt();
            (0..count).map(|_| (2.0 * random.fraction() - 1.0) * limit).collect::<Vec<f32>>()
        };
        Network {
            first: weights(PIXELS * hidden, PIXELS),
            first_bias: vec![0.0; hidden],
            second: weights(hidden * CLASSES, hidden),
            second_bias: [0.0; CLASSES],
            hidden: vec![0.0; hidden],
            blame: vec![0.0; hidden],
        }
    }

    /// Returns a score for each class: the higher, the more likely.
    fn forward(&mut self, pixels: &[f32]) -> [f32; CLASSES] {
        self.hidden.copy_from_slice(&self.first_bias);
        for (&pixel, weights) in pixels.iter().zip(self.first.chunks_exact(self.hidden.len())) {
            add_scaled(&mut self.hidden, weights, pixel);
        }
        let mut scores = self.second_bias;
        for (neuron, weights) in self.hidden.iter_mut().zip(self.second.chunks_exact(CLASSES)) {
            *neuron = neuron.max(0.0);
            add_scaled(&mut scores, weights, *neuron);
        }
        scores
    }

    fn read(&mut self, pixels: &[f32]) -> usize {
        let scores = self.forward(pixels);
        (1..CLASSES).fold(0, |best, class| if scores[class] > scores[best] { class } else { best })
    }

    /// Takes one step down the gradient of the cross-entropy.
    fn learn(&mut self, pixels: &[f32], label: usize, rate: f32) {
        let mut error = softmax(self.forward(pixels));
        error[label] -= 1.0;

        for (blame, weights) in self.blame.iter_mut().zip(self.second.chunks_exact(CLASSES)) {
            *blame = weights.iter().zip(&error).map(|(weight, error)| weight * error).sum();
        }
        for (neuron, weights) in self.hidden.iter().zip(self.second.chunks_exact_mut(CLASSES)) {
            add_scaled(weights, &error, -rate * neuron);
        }
        add_scaled(&mut self.second_bias, &error, -rate);

        // The gradient of a neuron whose output was cut to zero is zero.
        for (blame, &neuron) in self.blame.iter_mut().zip(&self.hidden) {
            *blame = if neuron > 0.0 { *blame } else { 0.0 };
        }
        for (&pixel, weights) in pixels.iter().zip(self.first.chunks_exact_mut(self.hidden.len())) {
            add_scaled(weights, &self.blame, -rate * pixel);
        }
        add_scaled(&mut self.first_bias, &self.blame, -rate);
    }

    fn checksum(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        for weights in [&self.first, &self.first_bias, &self.second, &self.second_bias.to_vec()] {
            for weight in weights {
                hasher.update(&weight.to_le_bytes());
            }
        }
        hasher.finalize()
    }
}

fn add_scaled(sums: &mut [f32], values: &[f32], scale: f32) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += scale * value;
    }
}

/// Turns scores into probabilities.
fn softmax(scores: [f32; CLASSES]) -> [f32; CLASSES] {
    // Subtract the largest, so that no power is infinite.
    let largest = scores.iter().copied().fold(f32::MIN, f32::max);
    // Not f32::exp, whose last bits differ between machines.
    let powers = scores.map(|score| libm::expf(score - largest));
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// The random numbers of SplitMix64.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Returns a number from 0 to below 1, in steps of 2^-24.
    fn fraction(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// Shuffles by Fisher and Yates's method.
    fn shuffle(&mut self, indexes: &mut [usize]) {
        for last in (1..indexes.len()).rev() {
            // The bias is below one in 2^32.
            let place = ((self.bits() >> 32) * (last as u64 + 1)) >> 32;
            indexes.swap(last, place as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;

    const FILE: &[u8] = include_bytes!("../../../../../www/public/data/digits.bin");

    const QUICK: Training = Training { hidden: 16, epochs: 3, seed: 1 };

    fn digits() -> Digits {
        Digits::parse(FILE).unwrap()
    }

    fn score(digits: &Digits, training: Training, fold: u32) -> TestResult {
        train(digits, training, Fold { fold, of: 5 }, &mut || Ok(())).unwrap()
    }

    fn accuracy(score: TestResult) -> f64 {
        f64::from(score.right) / f64::from(score.tested)
    }

    #[test]
    fn the_bundled_file_has_the_published_digits() {
        let digits = digits();
        assert_eq!(digits.count(), 1797);
        let of_class = |class| (0..1797).filter(|&index| digits.label(index) == class).count();
        // Counts from the data set's own description.
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(of_class),
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
        );
        // The first row of the first digit, a zero.
        assert_eq!(
            digits.pixels(0)[..8].iter().map(|ink| ink * 16.0).collect::<Vec<_>>(),
            [0.0, 0.0, 5.0, 13.0, 9.0, 1.0, 0.0, 0.0]
        );
    }

    #[test]
    fn a_trained_network_reads_digits() {
        let training = Training { hidden: 32, epochs: 10, seed: 1 };
        let digits = digits();
        for fold in 0..5 {
            let score = score(&digits, training, fold);
            assert!(accuracy(score) > 0.95, "fold {fold}: {score:?}");
        }
    }

    #[test]
    fn an_untrained_network_guesses() {
        let guessed = score(&digits(), Training { epochs: 0, ..QUICK }, 0);
        assert!(accuracy(guessed) < 0.3, "{guessed:?}");
    }

    #[test]
    fn the_folds_cover_all_digits_once() {
        let digits = digits();
        let tested: Vec<u32> =
            (0..5).map(|fold| score(&digits, Training { epochs: 0, ..QUICK }, fold).tested).collect();
        assert_eq!(tested, [360, 360, 359, 359, 359]);
    }

    #[test]
    fn the_same_training_gives_the_same_network() {
        let digits = digits();
        let first = score(&digits, QUICK, 2);
        assert_eq!(first, score(&digits, QUICK, 2));
        // The same on every machine, and in wasm.
        assert_eq!(first.checksum, 0x9299_27CA);
    }

    #[test]
    fn another_seed_or_fold_gives_another_network() {
        let digits = digits();
        let first = score(&digits, QUICK, 0).checksum;
        assert_ne!(first, score(&digits, Training { seed: 2, ..QUICK }, 0).checksum);
        assert_ne!(first, score(&digits, QUICK, 1).checksum);
    }

    #[test]
    fn the_gradient_agrees_with_the_loss() {
        let digits = digits();
        let mut network = Network::new(5, &mut Random(3));
        let loss = |network: &mut Network| {
            let chances = softmax(network.forward(digits.pixels(7)));
            -f64::from(chances[digits.label(7)]).ln()
        };
        let before = network.first.clone();
        let rate = 1e-3;
        network.learn(digits.pixels(7), digits.label(7), rate);
        let learnt = std::mem::replace(&mut network.first, before);
        // A step is the rate times the gradient, which is compared with the measured slope of the loss.
        let mut fresh = Network::new(5, &mut Random(3));
        for weight in (0..PIXELS * 5).step_by(7) {
            let original = fresh.first[weight];
            let step = 2e-3;
            fresh.first[weight] = original + step;
            let above = loss(&mut fresh);
            fresh.first[weight] = original - step;
            let below = loss(&mut fresh);
            fresh.first[weight] = original;
            let slope = (above - below) / (2.0 * f64::from(step));
            let taken = f64::from((original - learnt[weight]) / rate);
            assert!((slope - taken).abs() < 5e-3, "weight {weight}: {slope} and {taken}");
        }
    }

    #[test]
    fn damaged_files_are_refused() {
        assert_eq!(
            Digits::parse(&FILE[1..]).unwrap_err().0,
            "The file has 116804 bytes, but each digit takes 65."
        );
        assert!(Digits::parse(&[]).is_err());
        let mut damaged = FILE[..3 * RECORD_BYTES].to_vec();
        damaged[2 * RECORD_BYTES + 9] = 17;
        assert_eq!(Digits::parse(&damaged).unwrap_err().0, "Digit 2 of the file is damaged.");
    }

    #[test]
    fn checkpoints_are_frequent_enough() {
        let checkpoints = count_checkpoints(|count| {
            train(&digits(), QUICK, Fold { fold: 0, of: 5 }, count).unwrap();
        });
        let products = 3 * 1437 * 3 * 16 * (PIXELS + CLASSES);
        assert!(checkpoints >= products / PRODUCTS_BETWEEN_CHECKPOINTS * 9 / 10, "{checkpoints}");
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        let forever = Training { epochs: u32::MAX, ..QUICK };
        assert_eq!(train(&digits(), forever, Fold { fold: 0, of: 5 }, &mut || Err(Stopped)), Err(Stopped));
    }
}
