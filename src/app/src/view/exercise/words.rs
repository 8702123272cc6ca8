//! Texts of an exercise.

/// Name of the section, which contains a question of the link's or article's author.
pub(super) const EXERCISE: &str = "Question";
pub(super) const ANSWER: &str = "Answer: ";
pub(super) const PREDICT_FIRST: &str = "Predict the winner to see the answer.";
pub(super) const RUN_FIRST: &str = "Run it to see the answer.";
