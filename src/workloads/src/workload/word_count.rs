//! The tasks of *Word count*: each counts the words of a text.

use crate::computation::Computation;
use crate::kernel::pace::Pace;
use crate::material::{Material, text_of};
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use lanes_model::workload::{File, WordCount};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Product, TaskId};
use std::borrow::Cow;
use std::hash::BuildHasher;
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
        let words: Vec<(String, u64)> =
            counts.sorted().into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
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
///
/// All words are in one string: a string for each would make threads wait for the allocator, which is one global lock.
#[derive(Clone, Debug, Default)]
pub struct WordCounts {
    letters: String,
    words: HashTable<Word>,
}

/// Place of a word in the letters, and its number of occurrences.
#[derive(Clone, Debug)]
struct Word {
    start: usize,
    end: usize,
    count: u64,
}

impl WordCounts {
    /// Returns the number of different words.
    pub fn distinct(&self) -> usize {
        self.words.len()
    }

    /// Returns the number of all words.
    pub fn total(&self) -> u64 {
        self.words.iter().map(|word| word.count).sum()
    }

    /// Returns all words and their counts, in the order of their characters.
    pub fn sorted(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<_> =
            self.words.iter().map(|word| (&self.letters[word.start..word.end], word.count)).collect();
        all.sort_unstable();
        all
    }

    /// Returns the `n` most frequent words, the most frequent first, and equally frequent ones by their characters.
    pub fn top(&self, n: usize) -> Vec<(&str, u64)> {
        let mut all = self.sorted();
        // A stable sort: equal counts stay in the order of their words.
        all.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        all.truncate(n);
        all
    }

    /// Adds occurrences of a word.
    pub fn add(&mut self, word: &str, count: u64) {
        let WordCounts { letters, words } = self;
        let hash = hash(word);
        if let Some(known) = words.find_mut(hash, |known| letters[known.start..known.end] == *word) {
            known.count += count;
            return;
        }
        let start = letters.len();
        letters.push_str(word);
        let added = Word { start, end: letters.len(), count };
        words.insert_unique(hash, added, |word| self::hash(&letters[word.start..word.end]));
    }
}

impl PartialEq for WordCounts {
    fn eq(&self, other: &WordCounts) -> bool {
        self.sorted() == other.sorted()
    }
}

fn hash(word: &str) -> u64 {
    FixedState::default().hash_one(word)
}

/// Counts the words of a text.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn count_words(text: &str, checkpoint: Checkpoint<'_>) -> Result<WordCounts, Stopped> {
    let mut pace = Pace::new(BYTES_BETWEEN_CHECKPOINTS, checkpoint);
    let mut counts = WordCounts::default();
    let mut word = String::new();
    // No word continues on the next line.
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            // Several times faster than all the rules of Unicode.
            for segment in line.unicode_words() {
                pace.spend(segment.len() + 1)?;
                for part in segment.split('_') {
                    add_if_word(part, &mut word);
                    finish(&mut word, &mut counts);
                }
            }
        } else {
            count_segments(line, &mut pace, &mut word, &mut counts)?;
        }
    }
    Ok(counts)
}

/// Counts the words of a line in any script.
fn count_segments(
    line: &str,
    pace: &mut Pace<'_>,
    word: &mut String,
    counts: &mut WordCounts,
) -> Result<(), Stopped> {
    // True while the next segment may belong to the word.
    let mut is_open = false;
    for segment in line.split_word_bounds() {
        pace.spend(segment.len())?;
        for part in segment.split('_') {
            let needs_dictionary = part.chars().next().is_some_and(needs_dictionary);
            if !(is_open && needs_dictionary) {
                finish(word, counts);
            }
            is_open = needs_dictionary;
            add_if_word(part, word);
        }
    }
    finish(word, counts);
    Ok(())
}

/// Adds a part of a text to the word, if the part has a letter.
fn add_if_word(part: &str, word: &mut String) {
    if part.contains(char::is_alphabetic) {
        add_lowercase(word, part);
    }
}

/// Returns true for scripts without spaces between words: Thai, Lao, Myanmar and Khmer.
fn needs_dictionary(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Adds a part of a word in lower case, without soft hyphens and other characters that only say where a line may break.
fn add_lowercase(word: &mut String, part: &str) {
    if part.is_ascii() {
        let start = word.len();
        word.push_str(part);
        word[start..].make_ascii_lowercase();
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
    if word.is_ascii() || is_nfc_quick(word.chars()) == IsNormalized::Yes {
        counts.add(word, 1);
    } else {
        counts.add(&word.nfc().collect::<String>(), 1);
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

    fn count_of(counts: &WordCounts, word: &str) -> u64 {
        counts.sorted().into_iter().find(|(other, _)| *other == word).map_or(0, |(_, count)| count)
    }

    #[test]
    fn words_are_counted_whatever_their_case() {
        let counts = counted("The cat sat. The cat, the other cat -- THE ONE -- sat too!");
        assert_eq!(count_of(&counts, "the"), 4);
        assert_eq!(counts.top(3), [("the", 4), ("cat", 3), ("sat", 2)]);
        assert_eq!((counts.total(), counts.distinct()), (12, 6));
    }

    #[test]
    fn apostrophes_within_a_word_are_part_of_the_word() {
        let counts = counted("'Don't,' said Alice's cat; don’t ''tis rock'n'roll'");
        let expected =
            [("alice's", 1), ("cat", 1), ("don't", 2), ("rock'n'roll", 1), ("said", 1), ("tis", 1)];
        assert_eq!(counts.sorted(), expected);
    }

    #[test]
    fn letters_of_any_script_make_words() {
        let counts = counted("Éclair éclair Ωμέγα straße 42 naïve-Æon");
        let words: Vec<_> = counts.sorted().into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["naïve", "straße", "æon", "éclair", "ωμέγα"]);
        assert_eq!(count_of(&counts, "éclair"), 2);
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
            let counts = counted(text);
            let words: Vec<_> =
                counts.sorted().into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
            assert_eq!(words, expected, "{text}");
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
    fn an_empty_text_has_no_words() {
        assert_eq!(counted(" \n…42'"), WordCounts::default());
    }

    #[test]
    fn the_bundled_text_mentions_alice() {
        let counts = counted(include_str!("../../../../www/public/data/texts/alice-in-wonderland.txt"));
        assert_eq!(count_of(&counts, "alice"), 386);
        assert_eq!(counts.top(1)[0].0, "the");
    }

    /// Counts with all the rules of Unicode.
    fn counted_by_segments(text: &str) -> WordCounts {
        let (mut word, mut counts) = (String::new(), WordCounts::default());
        let checkpoint = &mut || Ok(());
        count_segments(text, &mut Pace::new(1, checkpoint), &mut word, &mut counts).unwrap();
        counts
    }

    proptest! {
        #[test]
        fn lines_counted_apart_are_the_text(lines in prop::collection::vec("[a-c' ]{0,20}", 0..8)) {
            let mut merged = WordCounts::default();
            for line in &lines {
                for (word, count) in counted(line).sorted() {
                    merged.add(word, count);
                }
            }
            prop_assert_eq!(merged, counted(&lines.join("\n")));
        }

        #[test]
        fn ascii_is_counted_as_unicode_says(text in "[aB1_'.,:;\"\r\n -]{0,40}") {
            prop_assert_eq!(counted(&text), counted_by_segments(&text));
        }

        #[test]
        fn lines_of_any_script_are_counted_as_unicode_says(text in "[aB1_'.\n \u{300}\u{93e}ส่é\u{ad}\u{200d}]{0,40}") {
            prop_assert_eq!(counted(&text), counted_by_segments(&text));
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
