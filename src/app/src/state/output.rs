//! Output of Python programs.

use lanes_model::output::{Printed, Speaker, Stream};
use lanes_model::{Strategy, Turn};
use std::iter;
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
    pub(crate) blocks: Vec<Rc<Block>>,
    /// True if more than one thread or task printed.
    pub(crate) is_shared: bool,
    /// Number of times that another thread or task printed than before.
    changes: usize,
}

/// Text of one stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Stream that the text was written to.
    pub(crate) stream: Stream,
    /// Text of all speakers.
    pub(crate) text: String,
    /// Ends of the speakers' texts, in order.
    speakers: Vec<(usize, Option<Rc<Speaker>>)>,
}

/// Length at which a block is not extended any more, in bytes, so that little is drawn again as more is printed.
const BLOCK_BYTES: usize = 4_096;

/// Cap on the changes between speakers, each of which is an element of the page. Later text has no speaker.
const MOST_CHANGES: usize = 10_000;

impl Output {
    /// Adds what a run has printed.
    pub(super) fn add(&mut self, turn: Option<Turn>, texts: Vec<Printed>) {
        self.part(turn);
        let room = MOST_CHANGES - self.changes();
        self.part(turn).add(texts, room);
    }

    fn changes(&self) -> usize {
        self.parts.iter().map(|part| part.changes).sum()
    }

    /// Returns true if so many threads and tasks took turns that the last ones are not known.
    pub(crate) fn has_unknown_speakers(&self) -> bool {
        self.changes() == MOST_CHANGES
    }

    /// Returns true if more than one thread or task printed in a run.
    pub(crate) fn is_shared(&self) -> bool {
        self.parts.iter().any(|part| part.is_shared)
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

    /// Returns what a run has printed; None if that was nothing, or is not kept any more.
    pub(crate) fn of(&self, turn: Turn) -> Option<String> {
        let part = self.parts.iter().find(|part| part.turn == Some(turn))?;
        Some(part.blocks.iter().map(|block| block.text.as_str()).collect())
    }

    /// Returns all of the output as one text.
    pub(crate) fn text(&self) -> String {
        self.parts.iter().flat_map(|part| &part.blocks).map(|block| block.text.as_str()).collect()
    }
}

impl Part {
    fn new(turn: Option<Turn>) -> Part {
        Part { turn, blocks: Vec::new(), is_shared: false, changes: 0 }
    }

    /// Adds texts, with at most so many changes of the speaker.
    fn add(&mut self, texts: Vec<Printed>, mut room: usize) {
        for Printed { speaker, stream, text } in texts {
            let last = self.blocks.last();
            let last_speaker = last.and_then(|block| block.speakers.last()?.1.clone());
            let goes_on = last.is_some() && last_speaker.as_deref() == speaker.as_ref();
            self.is_shared |= last.is_some() && !goes_on;
            let speaker = if goes_on {
                last_speaker
            } else if room > 0 {
                room -= 1;
                self.changes += 1;
                speaker.map(Rc::new)
            } else {
                None
            };
            match self.blocks.last_mut() {
                Some(last) if last.stream == stream && last.text.len() < BLOCK_BYTES => {
                    Rc::make_mut(last).push(&text, speaker);
                }
                _ => {
                    let mut block = Block { stream, text: String::new(), speakers: Vec::new() };
                    block.push(&text, speaker);
                    self.blocks.push(Rc::new(block));
                }
            }
        }
    }

    /// Returns the strategy of the run that printed; None for what the program printed outside of runs.
    pub(crate) fn strategy(&self) -> Option<Strategy> {
        self.turn.map(|turn| turn.strategy)
    }
}

impl Block {
    fn push(&mut self, text: &str, speaker: Option<Rc<Speaker>>) {
        self.text.push_str(text);
        let end = self.text.len();
        match self.speakers.last_mut() {
            Some((last_end, last)) if *last == speaker => *last_end = end,
            _ => self.speakers.push((end, speaker)),
        }
    }

    /// Iterates over the texts of the speakers.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Option<&Speaker>, &str)> {
        let starts = iter::once(0).chain(self.speakers.iter().map(|(end, _)| *end));
        let ends = self.speakers.iter();
        starts.zip(ends).map(|(start, (end, speaker))| (speaker.as_deref(), &self.text[start..*end]))
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

    fn said(thread: &str, stream: Stream, text: &str) -> Vec<Printed> {
        let thread = Some(thread.to_owned()).filter(|thread| !thread.is_empty());
        let speaker = Some(Speaker { process: None, thread, task: None });
        vec![Printed { speaker, stream, text: text.to_owned() }]
    }

    fn out(text: &str) -> Vec<Printed> {
        said("", Stream::Out, text)
    }

    #[test]
    fn output_of_a_stream_is_joined_and_streams_stay_apart() {
        let mut output = Output::default();
        output.add(None, out("a"));
        output.add(None, out("b\n"));
        output.add(None, said("", Stream::Error, "no\n"));
        output.add(None, out("c\n"));
        let texts: Vec<_> = output.parts[0].blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["ab\n", "no\n", "c\n"]);
        assert_eq!(output.text(), "ab\nno\nc\n");
    }

    #[test]
    fn texts_of_threads_are_one_block_with_its_speakers() {
        let mut output = Output::default();
        let parts = [("", "a\n"), ("T-1", "b\n"), ("T-1", "c\n"), ("", "d\n")];
        for (thread, text) in parts {
            assert_eq!(output.is_shared(), text > "b\n");
            output.add(None, said(thread, Stream::Out, text));
        }
        let [block] = &*output.parts[0].blocks else { panic!("{output:?}") };
        let texts: Vec<_> = block
            .texts()
            .map(|(speaker, text)| (speaker.and_then(|speaker| speaker.thread.as_deref()), text))
            .collect();
        assert_eq!(texts, [(None, "a\n"), (Some("T-1"), "b\nc\n"), (None, "d\n")]);
        assert_eq!(output.text(), "a\nb\nc\nd\n");
    }

    #[test]
    fn speakers_are_known_up_to_a_number_of_changes() {
        let mut output = Output::default();
        for number in 0..MOST_CHANGES + 5 {
            assert_eq!(output.has_unknown_speakers(), number >= MOST_CHANGES);
            output.add(None, said(["a", "b"][number % 2], Stream::Out, "x"));
        }
        let known = |block: &Rc<Block>| block.texts().filter(|(speaker, _)| speaker.is_some()).count();
        assert_eq!(output.parts[0].blocks.iter().map(known).sum::<usize>(), MOST_CHANGES);
        assert_eq!(output.text().len(), MOST_CHANGES + 5);
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
        let of = |round| turn(Strategy::Sequential, round).and_then(|turn| output.of(turn));
        assert_eq!((of(0), of(1).as_deref()), (None, Some("second")));
    }
}
