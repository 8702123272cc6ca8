//! The workload of *Word count*: one text a task.

use crate::computation::{Checkpoint, Computation};
use crate::inputs::{Inputs, bad_file};
use crate::kernel::words::{WordCounts, count_words};
use crate::task::TaskError;
use lanes_model::workload::{File, WordCount};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Product, TaskId};
use std::borrow::Cow;
use std::str::Utf8Error;
use std::sync::Arc;

/// Some 25 µs' worth of checksum.
const WORDS_BETWEEN_CHECKPOINTS: usize = 1024;

/// Tasks that each count the words of a text.
#[derive(Clone, Debug)]
pub struct WordTasks {
    /// What is done.
    pub words: WordCount,
    /// For each task, its text.
    pub inputs: Inputs,
}

/// The texts, one for each task. One that is no text is its task's failure, among others that are.
///
/// # Errors
/// Where no file is text.
pub(crate) fn prepare(files: &[File]) -> Result<Inputs, Failure> {
    let texts: Vec<_> = files.iter().map(text_of).collect();
    if texts.iter().all(Result::is_err)
        && let Some(Err(fault)) = texts.into_iter().next()
    {
        return Err(fault);
    }
    Ok(files.iter().map(|file| Arc::clone(&file.bytes)).collect())
}

/// What is written in a file.
///
/// # Errors
/// Where it is not UTF-8.
pub(crate) fn text_of(file: &File) -> Result<&str, Failure> {
    std::str::from_utf8(&file.bytes).map_err(|why| bad_file(file, no_text(&file.bytes, why)))
}

/// Where bytes are no text.
fn no_text(bytes: &[u8], why: Utf8Error) -> String {
    let line = 1 + bytes[..why.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
    format!("This is not text in UTF-8: line {line} has bytes that are none.")
}

impl Computation for WordTasks {
    fn count(&self) -> u32 {
        self.words.texts
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.inputs.of(task)
    }

    fn compute(&self, _: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let text = std::str::from_utf8(input)
            .map_err(|why| Failure::new(FailureKind::BadFile, no_text(input, why)))?;
        let mut counts = WordCounts::default();
        for _ in 0..self.words.passes {
            counts = count_words(text, checkpoint)?;
        }
        let words: Vec<(String, u64)> = counts.iter().map(|(word, count)| (word.to_owned(), count)).collect();
        let checksum = checksum(&words, checkpoint)?;
        Ok(Answer { checksum, product: Some(Product::Words(words)) })
    }
}

fn checksum(words: &[(String, u64)], checkpoint: Checkpoint<'_>) -> Result<Checksum, TaskError> {
    let mut hasher = crc32fast::Hasher::new();
    for some in words.chunks(WORDS_BETWEEN_CHECKPOINTS) {
        checkpoint()?;
        for (word, count) in some {
            hasher.update(word.as_bytes());
            hasher.update(&count.to_le_bytes());
        }
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}
