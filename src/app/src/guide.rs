//! The decision guide's part of the page's state.

use crate::state::{ByKey, Results, Shared};
use lanes_catalogue::guide::{Answers, QUESTIONS, kind};

/// What the reader answered, and what was measured for which kind of work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guide {
    /// The answers so far.
    pub answers: Answers,
    /// What was measured, or is so far, by experiment. It stays while the reader looks at something else.
    pub results: ByKey<Shared<Results>>,
    /// The rows that wait to be measured, by experiment, the next one first.
    pub wanted: Vec<&'static str>,
    /// The row that was started last.
    pub latest: Option<&'static str>,
}

impl Guide {
    /// Takes an answer. Nothing happens where there is no such question or answer.
    pub(crate) fn answer(&mut self, question: usize, answer: usize) {
        if QUESTIONS.get(question).is_some_and(|question| answer < question.answers.len()) {
            self.answers[question] = Some(answer);
        }
    }

    /// Has rows measured after those that wait already.
    pub(crate) fn want(&mut self, rows: Vec<&'static str>) {
        for row in rows {
            if kind(row).is_some() && !self.wanted.contains(&row) {
                self.wanted.push(row);
            }
        }
    }

    /// A row is being measured, into these results.
    pub(crate) fn start(&mut self, row: &'static str, results: Shared<Results>) {
        self.wanted.retain(|wanted| *wanted != row);
        self.results.insert(row, results);
        self.latest = Some(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_answered_is() {
        let mut guide = Guide::default();
        guide.answer(0, 2);
        guide.answer(1, 99);
        guide.answer(99, 0);
        assert_eq!(guide.answers, [Some(2), None, None]);
    }

    #[test]
    fn a_row_is_wanted_once_and_only_where_there_is_an_experiment() {
        let mut guide = Guide::default();
        guide.want(vec!["sum-of-squares", "ten-requests", "sum-of-squares", "no-such-thing"]);
        assert_eq!(guide.wanted, ["sum-of-squares", "ten-requests"]);
    }
}
