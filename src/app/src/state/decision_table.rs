//! The decision guide: the reader's answers, and the rows of its table that wait to be measured.

use lanes_catalogue::guide::{Answers, QUESTIONS, kind};

/// Answers and queued rows of the decision guide. A row is named by its experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DecisionTable {
    answers: Answers,
    /// Rows that wait to be measured, the next one first.
    queue: Vec<&'static str>,
    latest: Option<&'static str>,
}

/// Events in the decision guide.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DecisionTableAction {
    /// The reader answered a question.
    Answered {
        /// Index of the question.
        question: usize,
        /// Index of the answer.
        answer: usize,
    },
    /// The reader asked to measure rows.
    RowsRequested(Vec<&'static str>),
}

impl DecisionTable {
    /// Answers so far.
    pub(crate) fn answers(&self) -> Answers {
        self.answers
    }

    /// Returns true if a row waits to be measured.
    pub(crate) fn is_queued(&self, row: &str) -> bool {
        self.queue.contains(&row)
    }

    /// Returns the row that was started last.
    pub(crate) fn latest(&self) -> Option<&'static str> {
        self.latest
    }

    /// Returns the row to measure next.
    pub(super) fn next(&self) -> Option<&'static str> {
        self.queue.first().copied()
    }

    /// Notes that a row is being measured.
    pub(super) fn start(&mut self, row: &'static str) {
        self.queue.retain(|queued| *queued != row);
        self.latest = Some(row);
    }

    /// Removes all rows that wait.
    pub(super) fn clear_queue(&mut self) {
        self.queue.clear();
    }

    /// Changes nothing if there is no such question, answer or row.
    pub(super) fn apply(&mut self, action: DecisionTableAction) {
        match action {
            DecisionTableAction::Answered { question, answer } => {
                if QUESTIONS.get(question).is_some_and(|question| answer < question.answers.len()) {
                    self.answers[question] = Some(answer);
                }
            }
            DecisionTableAction::RowsRequested(rows) => {
                for row in rows {
                    if kind(row).is_some() && !self.queue.contains(&row) {
                        self.queue.push(row);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_unknown_questions_and_unknown_answers_change_nothing() {
        let mut table = DecisionTable::default();
        for (question, answer) in [(0, 2), (1, 99), (99, 0)] {
            table.apply(DecisionTableAction::Answered { question, answer });
        }
        assert_eq!(table.answers, [Some(2), None, None]);
    }

    #[test]
    fn a_row_is_queued_once_and_only_if_its_experiment_exists() {
        let mut table = DecisionTable::default();
        table.apply(DecisionTableAction::RowsRequested(vec![
            "sum-of-squares",
            "ten-requests",
            "sum-of-squares",
            "no-such-thing",
        ]));
        assert_eq!(table.queue, ["sum-of-squares", "ten-requests"]);
    }
}
