//! Word counts.

use super::pace::Pace;
use crate::stop::Stopped;
use std::collections::BTreeMap;

/// Some 50 µs' worth.
const BYTES_BETWEEN_CHECKPOINTS: usize = 2048;

/// How often each word occurs.
///
/// A word is a run of letters of any script, in lower case; an apostrophe between two letters belongs to it
/// ("don't"). Digits, hyphens and all else end it. That is not how every language divides its words, but it
/// needs no tables beyond those of the standard library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCounts(BTreeMap<String, u64>);

impl WordCounts {
    /// How often a word occurs, which is to be given in lower case.
    pub fn of(&self, word: &str) -> u64 {
        self.0.get(word).copied().unwrap_or(0)
    }

    /// How many different words there are.
    pub fn distinct(&self) -> usize {
        self.0.len()
    }

    /// How many words there are, all told.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// All words with their counts, in the order of their characters.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(word, &count)| (word.as_str(), count))
    }

    /// The `n` most frequent words, the most frequent first, and equally frequent ones by their characters.
    pub fn top(&self, n: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.iter().collect();
        // A stable sort: equal counts stay in the order of their words.
        all.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        all.truncate(n);
        all
    }

    /// Adds the counts of another text.
    ///
    /// # Errors
    /// [`Stopped`] where `checkpoint` says so. Some of the counts are added then.
    pub fn merge(
        &mut self,
        other: WordCounts,
        checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let mut pace = Pace::new(BYTES_BETWEEN_CHECKPOINTS, checkpoint);
        for (word, count) in other.0 {
            pace.spend(word.len())?;
            *self.0.entry(word).or_default() += count;
        }
        Ok(())
    }

    fn add(&mut self, word: &str) {
        // Not `entry`, which wants a string of its own even for a word that is known.
        match self.0.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(word.to_owned(), 1);
            }
        }
    }
}

/// Counts that come from somewhere else, such as another process. A word given twice has the last count.
impl FromIterator<(String, u64)> for WordCounts {
    fn from_iter<I: IntoIterator<Item = (String, u64)>>(counts: I) -> WordCounts {
        WordCounts(counts.into_iter().collect())
    }
}

/// Counts the words of a text.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
pub fn count_words(
    text: &str,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<WordCounts, Stopped> {
    let mut pace = Pace::new(BYTES_BETWEEN_CHECKPOINTS, checkpoint);
    let mut counts = WordCounts::default();
    let mut word = String::new();
    // An apostrophe that belongs to the word if a letter follows.
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
    use crate::kernel::count_checkpoints;
    use proptest::prelude::*;

    fn counted(text: &str) -> WordCounts {
        count_words(text, &mut || Ok(())).unwrap()
    }

    #[test]
    fn words_are_counted_whatever_their_case() {
        let counts = counted("The cat sat. The cat, the other cat -- THE ONE -- sat too!");
        assert_eq!(counts.of("the"), 4);
        assert_eq!(counts.top(3), [("the", 4), ("cat", 3), ("sat", 2)]);
        assert_eq!((counts.total(), counts.distinct()), (12, 6));
    }

    #[test]
    fn apostrophes_within_a_word_belong_to_it() {
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
        assert_eq!(counts.of("éclair"), 2);
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
        let sent = counts.iter().map(|(word, count)| (word.to_owned(), count));
        assert_eq!(sent.collect::<WordCounts>(), counts);
    }

    #[test]
    fn an_empty_text_has_no_words() {
        assert_eq!(counted(" \n…42'"), WordCounts::default());
    }

    #[test]
    fn the_bundled_text_has_the_alice_that_is_in_it() {
        let counts = counted(include_str!("../../../../www/public/data/texts/alice-in-wonderland.txt"));
        assert_eq!(counts.of("alice"), 386);
        assert_eq!(counts.top(1)[0].0, "the");
    }

    proptest! {
        #[test]
        fn lines_counted_apart_are_the_text(lines in prop::collection::vec("[a-c' ]{0,20}", 0..8)) {
            let mut merged = WordCounts::default();
            for line in &lines {
                merged.merge(counted(line), &mut || Ok(())).unwrap();
            }
            prop_assert_eq!(merged, counted(&lines.join("\n")));
        }

        #[test]
        fn it_does_not_matter_which_is_merged_into_which(a in "[a-c ]{0,20}", b in "[a-c ]{0,20}") {
            let (mut ab, mut ba) = (counted(&a), counted(&b));
            ab.merge(counted(&b), &mut || Ok(())).unwrap();
            ba.merge(counted(&a), &mut || Ok(())).unwrap();
            prop_assert_eq!(ab, ba);
        }
    }

    #[test]
    fn it_looks_up_often_enough() {
        let checkpoints = count_checkpoints(|count| {
            count_words(&"word ".repeat(BYTES_BETWEEN_CHECKPOINTS), count).unwrap();
        });
        assert_eq!(checkpoints, 5);
    }

    #[test]
    fn it_stops() {
        assert_eq!(count_words("some words", &mut || Err(Stopped)), Err(Stopped));
        assert_eq!(WordCounts::default().merge(counted("one"), &mut || Err(Stopped)), Err(Stopped));
    }
}
