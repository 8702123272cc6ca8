//! The tasks of *Word count*: each counts the words of a text.

use crate::computation::Computation;
use crate::kernel::pace::Pace;
use crate::material::{Material, text_of};
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{File, WordCount};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Product, TaskId};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Some 50 µs of counting.
const BYTES_BETWEEN_CHECKPOINTS: usize = 2048;

/// Some 25 µs of checksum.
const WORDS_BETWEEN_CHECKPOINTS: usize = 1024;

/// First byte of the input of a task that has a text.
const TEXT: u8 = 0;
/// First byte of the input of a task whose file is not text, before the reason.
const REASON: u8 = 1;

impl Computation for WordCount {
    /// Prepares the texts. A file that is not text fails its task only, as long as another is text.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        let texts: Vec<_> = files.iter().map(text_of).collect();
        if texts.iter().all(Result::is_err)
            && let Some(Err(failure)) = texts.first()
        {
            return Err(failure.clone());
        }
        let input = |text: &Result<Cow<'_, str>, Failure>| match text {
            Ok(text) => [&[TEXT], text.as_bytes()].concat().into(),
            Err(failure) => [&[REASON], failure.message.as_bytes()].concat().into(),
        };
        Ok(texts.iter().map(input).collect())
    }

    fn compute(&self, _: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let text = match input.split_first() {
            Some((&TEXT, text)) => str::from_utf8(text),
            Some((&REASON, reason)) => {
                return Err(Failure::new(FailureKind::BadFile, String::from_utf8_lossy(reason)).into());
            }
            _ => Ok(""),
        };
        let damaged = |_| Failure::new(FailureKind::Task, "The task received a damaged text.");
        let text = text.map_err(damaged)?;
        let mut counts = WordCounts::default();
        for _ in 0..self.passes {
            counts = count_words(text, checkpoint)?;
        }
        let words: Vec<(String, u64)> = counts.iter().map(|(word, count)| (word.to_owned(), count)).collect();
        let checksum = checksum(&words, checkpoint)?;
        Ok(Answer { checksum, product: Some(Product::Words(words)) })
    }
}

fn checksum(words: &[(String, u64)], checkpoint: Checkpoint<'_>) -> Result<Checksum, Stopped> {
    let mut hasher = crc32fast::Hasher::new();
    for words in words.chunks(WORDS_BETWEEN_CHECKPOINTS) {
        checkpoint()?;
        for (word, count) in words {
            hasher.update(word.as_bytes());
            hasher.update(&count.to_le_bytes());
        }
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}

/// The words of a text, each with its number of occurrences.
///
/// Words are those of Unicode (UAX #29) that have a letter, in lower case and composed (NFC), without soft hyphens.
/// Scripts that put no spaces between words, such as Thai, would need a dictionary: what is between two spaces counts
/// as one word there. Underscores separate words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCounts(BTreeMap<String, u64>);

impl WordCounts {
    /// Returns the number of different words.
    pub fn distinct(&self) -> usize {
        self.0.len()
    }

    /// Returns the number of all words.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Iterates over all words and their counts, in the order of their characters.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(word, &count)| (word.as_str(), count))
    }

    /// Returns the `n` most frequent words, the most frequent first, and equally frequent ones by their characters.
    pub fn top(&self, n: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.iter().collect();
        // A stable sort: equal counts stay in the order of their words.
        all.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        all.truncate(n);
        all
    }

    /// Adds the counts of another text.
    pub fn merge(&mut self, other: impl IntoIterator<Item = (String, u64)>) {
        for (word, count) in other {
            *self.0.entry(word).or_default() += count;
        }
    }

    fn add(&mut self, word: &str) {
        // Not `entry`, which takes a new string even for a known word.
        match self.0.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(word.to_owned(), 1);
            }
        }
    }
}

/// Counts the words of a text.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn count_words(text: &str, checkpoint: Checkpoint<'_>) -> Result<WordCounts, Stopped> {
    let mut pace = Pace::new(BYTES_BETWEEN_CHECKPOINTS, checkpoint);
    let mut counts = WordCounts::default();
    let mut word = String::new();
    // True while the next segment may belong to the word.
    let mut is_open = false;
    for segment in text.split_word_bounds() {
        pace.spend(segment.len())?;
        for part in segment.split('_') {
            let needs_dictionary = part.chars().next().is_some_and(needs_dictionary);
            if !(is_open && needs_dictionary) {
                finish(&mut word, &mut counts);
            }
            is_open = needs_dictionary;
            if part.contains(char::is_alphabetic) {
                add_lowercase(&mut word, part);
            }
        }
    }
    finish(&mut word, &mut counts);
    Ok(counts)
}

/// Returns true for scripts without spaces between words: Thai, Lao, Myanmar and Khmer.
fn needs_dictionary(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Adds a part of a word in lower case, without soft hyphens and other characters that only say where a line may break.
fn add_lowercase(word: &mut String, part: &str) {
    if part.is_ascii() {
        word.extend(part.bytes().map(|letter| char::from(letter.to_ascii_lowercase())));
        return;
    }
    for character in part.chars() {
        match character {
            '\u{ad}' | '\u{2060}' | '\u{feff}' => {}
            '’' => word.push('\''),
            _ => word.extend(character.to_lowercase()),
        }
    }
}

/// Counts a word, if there is one, and starts the next.
fn finish(word: &mut String, counts: &mut WordCounts) {
    if word.is_empty() {
        return;
    }
    if is_nfc_quick(word.chars()) == IsNormalized::Yes {
        counts.add(word);
    } else {
        counts.add(&word.nfc().collect::<String>());
    }
    word.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use proptest::prelude::*;

    fn counted(text: &str) -> WordCounts {
        count_words(text, &mut || Ok(())).unwrap()
    }

    #[test]
    fn words_are_counted_whatever_their_case() {
        let counts = counted("The cat sat. The cat, the other cat -- THE ONE -- sat too!");
        assert_eq!(counts.0["the"], 4);
        assert_eq!(counts.top(3), [("the", 4), ("cat", 3), ("sat", 2)]);
        assert_eq!((counts.total(), counts.distinct()), (12, 6));
    }

    #[test]
    fn apostrophes_within_a_word_are_part_of_the_word() {
        let counts = counted("'Don't,' said Alice's cat; don’t ''tis rock'n'roll'");
        let words: Vec<_> = counts.iter().collect();
        let expected =
            [("alice's", 1), ("cat", 1), ("don't", 2), ("rock'n'roll", 1), ("said", 1), ("tis", 1)];
        assert_eq!(words, expected);
    }

    #[test]
    fn letters_of_any_script_make_words() {
        let counts = counted("Éclair éclair Ωμέγα straße 42 naïve-Æon");
        let words: Vec<_> = counts.iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["naïve", "straße", "æon", "éclair", "ωμέγα"]);
        assert_eq!(counts.0["éclair"], 2);
    }

    #[test]
    fn words_of_any_script_are_whole() {
        for (text, words) in [
            ("नमस्ते दुनिया नमस्ते", [("दुनिया", 1), ("नमस्ते", 2)]),
            ("สวัสดี ชาวโลก สวัสดี", [("ชาวโลก", 1), ("สวัสดี", 2)]),
            ("e\u{301}clair éclair cafe\u{301}", [("café", 1), ("éclair", 2)]),
            ("co\u{ad}operate cooperate ex\u{ad}am\u{ad}ple", [("cooperate", 2), ("example", 1)]),
            ("שָׁלוֹם עולם שָׁלוֹם", [("עולם", 1), ("שָׁלוֹם", 2)]),
            ("தமிழ் மொழி தமிழ்", [("தமிழ்", 2), ("மொழி", 1)]),
        ] {
            let normal = |word: &str| word.nfc().collect::<String>();
            let mut expected = words.map(|(word, count)| (normal(word), count)).to_vec();
            expected.sort();
            assert_eq!(counted(text).0.into_iter().collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(counted("_snake_case_ U.S.A. 42 3D").top(5).len(), 4);
    }

    #[test]
    fn equally_frequent_words_are_in_order() {
        assert_eq!(
            counted("pear apple fig apple fig pear kiwi").top(3),
            [("apple", 2), ("fig", 2), ("pear", 2)]
        );
    }

    #[test]
    fn counts_can_be_sent_elsewhere() {
        let counts = counted("one two two");
        let mut received = WordCounts::default();
        received.merge(counts.0.clone());
        assert_eq!(received, counts);
    }

    #[test]
    fn an_empty_text_has_no_words() {
        assert_eq!(counted(" \n…42'"), WordCounts::default());
    }

    #[test]
    fn the_bundled_text_mentions_alice() {
        let counts = counted(include_str!("../../../../www/public/data/texts/alice-in-wonderland.txt"));
        assert_eq!(counts.0["alice"], 386);
        assert_eq!(counts.top(1)[0].0, "the");
    }

    proptest! {
        #[test]
        fn lines_counted_apart_are_the_text(lines in prop::collection::vec("[a-c' ]{0,20}", 0..8)) {
            let mut merged = WordCounts::default();
            for line in &lines {
                merged.merge(counted(line).0);
            }
            prop_assert_eq!(merged, counted(&lines.join("\n")));
        }

        #[test]
        fn merging_is_symmetric(a in "[a-c ]{0,20}", b in "[a-c ]{0,20}") {
            let (mut ab, mut ba) = (counted(&a), counted(&b));
            ab.merge(counted(&b).0);
            ba.merge(counted(&a).0);
            prop_assert_eq!(ab, ba);
        }
    }

    #[test]
    fn checkpoints_are_frequent_enough() {
        let checkpoints = count_checkpoints(|count| {
            count_words(&"word ".repeat(BYTES_BETWEEN_CHECKPOINTS), count).unwrap();
        });
        assert_eq!(checkpoints, 5);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(count_words("some words", &mut || Err(Stopped)), Err(Stopped));
    }
}
