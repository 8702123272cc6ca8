//! Decision guide: kinds of work, the experiment that represents each, and three questions that lead to one of them.

use crate::experiment::Experiment;
use crate::experiments::find;
use crate::setup::Setup;

/// Name in links: `?x=decide`.
pub const ID: &str = "decide";
/// Name on the page.
pub const TITLE: &str = "Which should I use?";
/// Introduction, shown in place of an experiment's `watch`.
pub const WATCH: &str = "It depends on what your tasks do most of the time: wait or compute.";

/// Time budget for measuring a kind of work, in milliseconds, unless three measurements take longer. The budget is small
/// because a reader can measure all kinds in a row.
pub const BUDGET_MS: u32 = 2_000;

/// A kind of work.
#[derive(Debug)]
pub struct Kind {
    /// Common name of this kind of work.
    pub name: &'static str,
    /// Id of the experiment that represents this kind.
    pub experiment: &'static str,
    /// Parameters of the experiment that are set smaller than their defaults.
    sizes: &'static [(&'static str, u64)],
}

/// All kinds, from waiting to computing.
static KINDS: [Kind; 9] = [
    Kind { name: "Network requests", experiment: "ten-requests", sizes: &[("latency", 50)] },
    Kind {
        name: "Thousands of connections",
        experiment: "api-users",
        sizes: &[("users", 1_000), ("latency", 1), ("limit", 1_000)],
    },
    Kind { name: "File I/O", experiment: "read-files", sizes: &[] },
    Kind { name: "Web scraping", experiment: "scrape", sizes: &[] },
    Kind { name: "Downloads to process", experiment: "download-process", sizes: &[("files", 8)] },
    Kind { name: "Loops over numbers", experiment: "sum-of-squares", sizes: &[("n", 100_000_000)] },
    Kind { name: "Image processing", experiment: "image-filter", sizes: &[("size", 2_400), ("radius", 10)] },
    Kind { name: "Data crunching", experiment: "data-crunching", sizes: &[("rows", 4_000_000)] },
    Kind { name: "Model training", experiment: "train", sizes: &[("epochs", 20)] },
];

impl Kind {
    /// Returns the experiment's setup at this kind's sizes, or None if there is no such experiment.
    pub fn setup(&self, cores: u32) -> Option<Setup> {
        let experiment: &'static Experiment = find(self.experiment)?;
        let mut setup = Setup::new(experiment, cores);
        for (key, value) in self.sizes {
            setup.set(key, *value);
        }
        // The guide compares strategies to recommend, and a single task for all work is not one of them.
        let mut strategies = setup.strategies().to_vec();
        strategies.retain(|strategy| !strategy.is_one_task());
        setup.choose(&strategies);
        Some(setup)
    }
}

/// Iterates over the kinds whose experiment exists.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|kind| find(kind.experiment).is_some())
}

/// Finds the kind that an experiment represents.
pub fn kind(experiment: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.experiment == experiment)
}

/// A question of the page, with its answers.
#[derive(Debug)]
pub struct Question {
    /// The question.
    pub text: &'static str,
    /// The answers.
    pub answers: &'static [&'static str],
}

/// Questions about the time, the number and the shared data of tasks.
pub static QUESTIONS: [Question; 3] = [
    Question {
        text: "What takes the time?",
        answers: &["Waiting for a network", "Waiting for files", "Computing", "Both, in turn"],
    },
    Question { text: "How many at once?", answers: &["Dozens", "Thousands"] },
    Question {
        text: "What do the tasks share?",
        answers: &["Nothing", "Large data that they only read", "State that they change"],
    },
];

/// Index of the reader's answer to each of the [`QUESTIONS`], or None if not answered.
pub type Answers = [Option<usize>; QUESTIONS.len()];

/// Returns the kind of work that the answers lead to, or None while a necessary answer is missing.
///
/// The question about time is always necessary. For waiting for a network, the number of tasks is necessary too; for
/// computing, what the tasks share.
pub fn led_to(answers: Answers) -> Option<&'static Kind> {
    let [time, many, shared] = answers;
    let candidates: &[&str] = match (time?, many, shared) {
        (0, many, _) => match many? {
            1 => &["api-users"],
            _ => &["ten-requests"],
        },
        (1, ..) => &["read-files"],
        (2, _, shared) => match shared? {
            0 => &["image-filter", "sum-of-squares"],
            // For shared state, the best advice is that each task changes a part of its own, merged at the end.
            _ => &["data-crunching", "sum-of-squares"],
        },
        (_, _, shared) => match shared {
            Some(1 | 2) => &["download-process", "scrape"],
            _ => &["scrape", "download-process"],
        },
    };
    candidates.iter().find_map(|experiment| kind(experiment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::limits;

    #[test]
    fn the_sizes_of_a_kind_are_sizes_of_its_experiment() {
        for kind in kinds() {
            let setup = kind.setup(2).unwrap();
            for (key, value) in kind.sizes {
                let parameter = setup.experiment().parameters.iter().find(|parameter| parameter.key == *key);
                let (min, max) = parameter.and_then(limits).expect(key);
                assert!((min..=max).contains(value), "{} {key}", kind.name);
                assert_eq!(setup.number(key), Some(*value));
            }
            assert!(setup.experiment().sweep.is_none(), "{}", kind.name);
            assert!(setup.strategies().contains(&lanes_model::Strategy::Sequential), "{}", kind.name);
        }
    }

    #[test]
    fn answers_lead_to_similar_work() {
        let experiment = |answers| led_to(answers).map(|kind| kind.experiment);
        assert_eq!(experiment([Some(0), Some(0), None]), Some("ten-requests"));
        assert_eq!(experiment([Some(3), None, Some(1)]), Some("download-process"));
        let computing = experiment([Some(2), None, Some(0)]).unwrap();
        assert!(["image-filter", "sum-of-squares"].contains(&computing));
    }

    #[test]
    fn too_few_answers_lead_nowhere_yet() {
        for answers in [[None, Some(0), Some(0)], [Some(0), None, Some(0)], [Some(2), Some(1), None]] {
            assert!(led_to(answers).is_none(), "{answers:?}");
        }
    }

    #[test]
    fn complete_answers_lead_to_an_experiment() {
        for time in [0, 2, 3] {
            for many in 0..2 {
                for shared in 0..3 {
                    assert!(led_to([Some(time), Some(many), Some(shared)]).is_some());
                }
            }
        }
    }

    #[test]
    fn no_experiment_has_the_name_of_the_guide() {
        assert!(find(ID).is_none());
    }
}
