//! Output of Python programs.

use lanes_model::output::Printed;
use lanes_model::{Strategy, Turn};
use std::rc::Rc;

/// Output of a job. Of each strategy, that of the latest run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Output {
    /// Output of the runs, in the order in which they first printed.
    pub(crate) parts: Vec<Part>,
    /// True if the program printed more than is kept.
    pub(crate) is_cut: bool,
}

/// Output of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// Run that printed; None for what the program printed outside of runs.
    turn: Option<Turn>,
    /// Texts in the order in which they were printed.
    pub(crate) blocks: Vec<Rc<Printed>>,
}

/// Length at which a block is not extended any more, in bytes, so that little is drawn again as more is printed.
const BLOCK_BYTES: usize = 4_096;

impl Output {
    /// Adds what a run has printed.
    pub(super) fn add(&mut self, turn: Option<Turn>, texts: Vec<Printed>) {
        let part = self.part(turn);
        for Printed { stream, text } in texts {
            match part.blocks.last_mut() {
                Some(last) if last.stream == stream && last.text.len() < BLOCK_BYTES => {
                    Rc::make_mut(last).text.push_str(&text);
                }
                _ => part.blocks.push(Rc::new(Printed { stream, text })),
            }
        }
    }

    /// Returns the part of a run, which takes the place of that of an earlier run of the same strategy.
    fn part(&mut self, turn: Option<Turn>) -> &mut Part {
        let strategy = |turn: Option<Turn>| turn.map(|turn| turn.strategy);
        let known = self.parts.iter().position(|part| strategy(part.turn) == strategy(turn));
        let index = known.unwrap_or(self.parts.len());
        if known.is_none() {
            self.parts.push(Part::new(turn));
        } else if self.parts[index].turn != turn {
            self.parts[index] = Part::new(turn);
        }
        &mut self.parts[index]
    }

    /// Returns all of the output as one text.
    pub(crate) fn text(&self) -> String {
        self.parts.iter().flat_map(|part| &part.blocks).map(|block| block.text.as_str()).collect()
    }
}

impl Part {
    fn new(turn: Option<Turn>) -> Part {
        Part { turn, blocks: Vec::new() }
    }

    /// Returns the strategy of the run that printed; None for what the program printed outside of runs.
    pub(crate) fn strategy(&self) -> Option<Strategy> {
        self.turn.map(|turn| turn.strategy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::Round;
    use lanes_model::output::Stream;

    fn turn(strategy: Strategy, round: u32) -> Option<Turn> {
        Some(Turn { strategy, point: 0, round: Round::Measured(round) })
    }

    fn out(text: &str) -> Vec<Printed> {
        vec![Printed { stream: Stream::Out, text: text.to_owned() }]
    }

    #[test]
    fn output_of_a_stream_is_joined_and_streams_stay_apart() {
        let mut output = Output::default();
        output.add(None, out("a"));
        output.add(None, out("b\n"));
        output.add(None, vec![Printed { stream: Stream::Error, text: "no\n".to_owned() }]);
        output.add(None, out("c\n"));
        let texts: Vec<_> = output.parts[0].blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["ab\n", "no\n", "c\n"]);
        assert_eq!(output.text(), "ab\nno\nc\n");
    }

    #[test]
    fn a_long_block_is_not_extended() {
        let mut output = Output::default();
        for _ in 0..3 {
            output.add(None, out(&"x".repeat(BLOCK_BYTES)));
        }
        assert_eq!(output.parts[0].blocks.len(), 3);
    }

    #[test]
    fn the_latest_run_of_each_strategy_is_kept() {
        let mut output = Output::default();
        output.add(None, out("loaded"));
        output.add(turn(Strategy::Sequential, 0), out("first"));
        output.add(turn(Strategy::Threads, 0), out("other"));
        output.add(turn(Strategy::Sequential, 1), out("second"));
        assert_eq!(output.text(), "loadedsecondother");
        assert_eq!(output.parts[1].strategy(), Some(Strategy::Sequential));
    }
}
