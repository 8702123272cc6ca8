//! The tasks of *Word count*: each counts the words of a text.

use crate::computation::Computation;
use crate::kernel::pace::Pace;
use crate::material::{Material, text_of, utf8};
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{File, WordCount};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Product, TaskId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Some 50 µs of counting.
const BYTES_BETWEEN_CHECKPOINTS: usize = 2048;

/// Some 25 µs of checksum.
const WORDS_BETWEEN_CHECKPOINTS: usize = 1024;

impl Computation for WordCount {
    /// Prepares the texts. A file that is not text fails its task only, as long as another is text.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        let texts: Vec<_> = files.iter().map(text_of).collect();
        if texts.iter().all(Result::is_err)
            && let Some(Err(failure)) = texts.into_iter().next()
        {
            return Err(failure);
        }
        Ok(files.iter().map(|file| Arc::clone(&file.bytes)).collect())
    }

    fn compute(&self, _: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let text = utf8(input).map_err(|reason| Failure::new(FailureKind::BadFile, reason))?;
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
/// A word is a run of letters of any script, in lower case, with apostrophes between two letters ("don't"). Digits,
/// hyphens and everything else end it. Not every language divides its words like this, but it needs no tables beyond
/// those of the standard library.
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
    // True after an apostrophe that belongs to the word if a letter follows.
    let mut apostrophe = false;
    for character in text.chars() {
        pace.spend(character.len_utf8())?;
        if character.is_alphabetic() {
            if std::mem::take(&mut apostrophe) {
                word.push('\'');
            }
            word.extend(character.to_lowercase());
        } else if matches!(character, '\'' | '’') && !word.is_empty() && !apostrophe {
            apostrophe = true;
        } else if !word.is_empty() {
            counts.add(&word);
            word.clear();
            apostrophe = false;
        }
    }
    if !word.is_empty() {
        counts.add(&word);
    }
    Ok(counts)
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
