//! The experiments, in the order of the guide's story. A new one is a constant in its group's file.

mod both;
mod computing;
mod decide;
mod gil;
mod gotchas;
mod lessons;
mod network;
mod waiting;

use crate::experiment::Experiment;
use crate::setup::Setup;

/// All experiments, in the order of the list.
pub static CATALOGUE: &[Experiment] = &[
    gil::GIL_CPU,
    gil::RELEASES_GIL,
    gil::GIL_IO,
    gil::GIL_CONVOY,
    waiting::TEN_REQUESTS,
    waiting::API_USERS,
    waiting::THOUSANDS,
    waiting::CONNECTION_LIMIT,
    waiting::READ_FILES,
    waiting::SCRAPE,
    computing::SUM_OF_SQUARES,
    computing::IMAGE_FILTER,
    computing::MANDELBROT,
    computing::DATA_CRUNCHING,
    computing::TRAIN,
    computing::WORD_COUNT,
    both::DOWNLOAD_PROCESS,
    gotchas::PICKLING,
    gotchas::LOST_UPDATES,
    gotchas::TOO_MANY_WORKERS,
    gotchas::FAILING_TASK,
    decide::SCALING,
    decide::BREAK_EVEN,
];

/// The experiment shown when a link names none.
pub fn first() -> &'static Experiment {
    find(computing::SUM_OF_SQUARES.id).unwrap_or(&CATALOGUE[0])
}

/// The experiment of that name.
pub fn find(id: &str) -> Option<&'static Experiment> {
    CATALOGUE.iter().find(|experiment| experiment.id == id)
}

impl Experiment {
    /// What the values of a setup amount to, in a sentence beside them, where that is worth telling.
    pub fn remark(&self, setup: &Setup) -> Option<String> {
        if self.id == computing::IMAGE_FILTER.id { computing::overlap(setup) } else { None }
    }
}

/// More threads than cores are made for a reader who asks for them: each takes memory and time to start.
const MOST_IDLE_THREADS: u32 = 12;

/// The most threads any experiment uses at first on a machine with that many cores, within reason: a pool that
/// large serves nearly all of them, and for the others the engine is started anew.
pub fn most_default_threads(cores: u32) -> u32 {
    let usual = CATALOGUE.iter().filter(|experiment| experiment.sweep.is_none());
    let threads = usual.map(|experiment| Setup::new(experiment, cores).plan(true, 0).pool_lanes());
    threads.max().unwrap_or(1).min(MOST_IDLE_THREADS.max(cores))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Group;
    use lanes_model::workload::Workload;
    use std::collections::BTreeSet;

    #[test]
    fn every_experiment_has_a_name_of_its_own_and_stands_in_its_group() {
        let ids: BTreeSet<_> = CATALOGUE.iter().map(|experiment| experiment.id).collect();
        assert_eq!(ids.len(), CATALOGUE.len());
        let groups: Vec<_> = CATALOGUE.iter().map(|experiment| experiment.group).collect();
        let place = |group| Group::ALL.iter().position(|other| *other == group);
        assert!(groups.windows(2).all(|pair| place(pair[0]) <= place(pair[1])));
    }

    #[test]
    fn bands_hardly_overlap_as_experiments_begin() {
        let mut pictures = 0;
        let kinds = crate::guide::kinds().filter_map(|kind| kind.setup(8));
        for setup in CATALOGUE.iter().map(|experiment| Setup::new(experiment, 8)).chain(kinds) {
            for case in setup.plan(true, 0).cases {
                let Workload::ImageFilter(image) = case.work.workload() else { continue };
                let overlap = image.overlap_of_photo();
                assert!(overlap < 0.1, "{} {}: {overlap}", setup.experiment().id, case.strategy);
                assert_eq!(overlap == 0.0, case.strategy.is_one_task());
                pictures += 1;
            }
        }
        assert!(pictures > 10, "{pictures}");
    }

    #[test]
    fn what_bands_read_twice_is_said_beside_their_number() {
        let mut setup = Setup::new(&computing::IMAGE_FILTER, 2);
        let said = |setup: &Setup| setup.experiment().remark(setup);
        assert!(said(&setup).is_some_and(|said| said.contains(" 8 % more rows")));
        setup.set("radius", 100);
        assert!(said(&setup).is_some_and(|said| said.contains(" 70 % more rows")), "{:?}", said(&setup));
        setup.set("tiles", 1);
        assert_eq!(said(&setup), None);
        assert_eq!(said(&Setup::new(&computing::MANDELBROT, 2)), None);
    }

    #[test]
    fn every_strategy_of_every_experiment_can_be_planned() {
        for experiment in CATALOGUE {
            let plan = Setup::new(experiment, 2).plan(true, 0);
            let planned: BTreeSet<_> = plan.cases.iter().map(|case| case.strategy).collect();
            assert_eq!(planned, experiment.strategies.iter().copied().collect(), "{}", experiment.id);
            assert!(plan.tasks_of_round() > 0, "{}", experiment.id);
        }
    }

    #[test]
    fn a_page_does_not_begin_with_more_threads_than_it_may_need() {
        assert_eq!(most_default_threads(2), MOST_IDLE_THREADS);
        assert!((16..=64).contains(&most_default_threads(16)));
    }

    #[test]
    fn keys_of_parameters_mean_one_thing_each() {
        for experiment in CATALOGUE {
            let mut keys: BTreeSet<_> = experiment.parameters.iter().map(|parameter| parameter.key).collect();
            keys.extend(["x", "strategies", "view", "theme", "autorun", "show"]);
            assert_eq!(keys.len(), experiment.parameters.len() + 6, "{}", experiment.id);
        }
    }
}
