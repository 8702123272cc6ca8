//! The experiments, each in a folder with its definition, parameters and lesson.
//!
//! To add an experiment, add a folder, its `mod` line, and a line in `registry!`.

mod api_users;
mod break_even;
mod connection_limit;
mod data_crunching;
mod download_process;
mod failing_task;
mod gil_convoy;
mod gil_cpu;
mod gil_io;
mod image_filter;
mod lost_updates;
mod mandelbrot;
mod pickling;
mod python_program;
mod python_task;
mod read_files;
mod releases_gil;
mod scaling;
mod scrape;
mod shared;
mod sum_of_squares;
mod ten_requests;
mod thousands;
mod too_many_workers;
mod train;
mod word_count;

use crate::experiment::Experiment;
use crate::setup::Setup;
use crate::sweep::{Chart, Fit, Mark};
use lanes_model::Strategy;
pub use shared::Lesson;

/// Makes the lists of experiments and of lessons from the folders of the experiments.
///
/// Lessons are in a separate list because the page needs experiments at once, but lessons only after a run. Their code
/// is loaded later.
macro_rules! registry {
    ($($folder:ident,)*) => {
        /// All experiments, in the order of the menu.
        pub static CATALOGUE: &[Experiment] = &[$($folder::EXPERIMENT,)*];

        static LESSONS: &[(&str, Option<Lesson>)] = &[$(($folder::EXPERIMENT.id, $folder::LESSON),)*];
    };
}

// The reader's own first, then in the order of the guide.
registry! {
    python_task,
    python_program,
    gil_cpu,
    releases_gil,
    gil_io,
    gil_convoy,
    ten_requests,
    api_users,
    thousands,
    connection_limit,
    read_files,
    scrape,
    sum_of_squares,
    image_filter,
    mandelbrot,
    data_crunching,
    train,
    word_count,
    download_process,
    pickling,
    lost_updates,
    too_many_workers,
    failing_task,
    scaling,
    break_even,
}

/// Makes the marks of a chart.
type Marks = fn(&Setup, &Chart) -> Vec<Mark>;

/// Marks of the charts, by experiment. Separate from the catalogue for the same reason as lessons.
static MARKS: &[(&str, Marks)] = &[
    (gil_convoy::EXPERIMENT.id, gil_convoy::marks),
    (thousands::EXPERIMENT.id, thousands::marks),
    (too_many_workers::EXPERIMENT.id, shared::lanes::mark_cores),
    (scaling::EXPERIMENT.id, shared::lanes::mark_cores),
    (break_even::EXPERIMENT.id, break_even::marks),
];

impl Experiment {
    /// Returns the function that describes the results of the experiment, if it has a lesson.
    pub fn lesson(&self) -> Option<Lesson> {
        LESSONS.iter().find(|(id, _)| *id == self.id).and_then(|(_, lesson)| *lesson)
    }

    /// Returns the places in a chart that the lesson speaks of, from left to right.
    pub fn marks(&self, setup: &Setup, chart: &Chart) -> Vec<Mark> {
        let marks = MARKS.iter().find(|(id, _)| *id == self.id);
        let mut marks = marks.map_or_else(Vec::new, |(_, marks)| marks(setup, chart));
        marks.sort_by(|a, b| a.x.total_cmp(&b.x));
        marks
    }

    /// Returns the name of the law that the lines are expected to follow, with its fitted curves.
    ///
    /// Returns None if there is no such law, or not enough measurements to fit a curve.
    pub fn fits(&self, setup: &Setup, chart: &Chart) -> Option<(&'static str, Vec<Fit>)> {
        let fits = (self.id == scaling::EXPERIMENT.id).then(|| scaling::fits(setup, chart))?;
        (!fits.is_empty()).then_some((scaling::LAW, fits))
    }
}

/// Experiment of a first visit. It has a clear winner within about three seconds on two cores, and needs no network.
pub static FIRST: &Experiment = &sum_of_squares::EXPERIMENT;

/// Returns what to show for a link without an experiment: [`FIRST`] with the choices that most Python programs have.
pub fn first(cores: u32) -> Setup {
    let mut setup = Setup::new(FIRST, cores);
    setup.choose(&[Strategy::Sequential, Strategy::Async, Strategy::ThreadsGil, Strategy::Processes]);
    setup
}

/// Finds an experiment by its id.
pub fn find(id: &str) -> Option<&'static Experiment> {
    CATALOGUE.iter().find(|experiment| experiment.id == id)
}

impl Experiment {
    /// Returns a sentence about an effect of the values of a setup, if there is one to point out.
    pub fn remark(&self, setup: &Setup) -> Option<String> {
        if self.id == image_filter::EXPERIMENT.id { image_filter::overlap(setup) } else { None }
    }
}

/// Number of threads that the page starts by default even if there are fewer cores. More threads than this, or than
/// cores, are started on request only, because each takes memory and time to start.
const MIN_POOL_LIMIT: u32 = 12;

/// Returns the size of the default thread pool on a machine with `cores` cores.
///
/// A pool of this size is enough for the defaults of nearly all experiments. For the others, the engine restarts with a
/// larger pool.
pub fn most_default_threads(cores: u32) -> u32 {
    let usual = CATALOGUE.iter().filter(|experiment| experiment.sweep.is_none());
    let threads = usual.map(|experiment| Setup::new(experiment, cores).plan(true, 0).pool_lanes());
    threads.max().unwrap_or(1).min(MIN_POOL_LIMIT.max(cores))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Group;
    use lanes_analysis::look::look;
    use lanes_model::workload::Workload;
    use std::collections::BTreeSet;

    #[test]
    fn every_experiment_has_a_unique_id_and_is_listed_in_its_group() {
        let ids: BTreeSet<_> = CATALOGUE.iter().map(|experiment| experiment.id).collect();
        assert_eq!(ids.len(), CATALOGUE.len());
        let groups: Vec<_> = CATALOGUE.iter().map(|experiment| experiment.group).collect();
        let place = |group| Group::ALL.iter().position(|other| *other == group);
        assert!(groups.windows(2).all(|pair| place(pair[0]) <= place(pair[1])));
    }

    #[test]
    fn charts_mark_what_is_known_before_a_run() {
        use shared::testing::marks;
        assert_eq!(marks("gil-convoy", &[]), [(5_000.0, false, "CPython’s default".to_owned())]);
        for id in ["scaling", "too-many-workers"] {
            assert_eq!(marks(id, &[]), [(2.0, false, "2 cores".to_owned())]);
        }
    }

    #[test]
    fn no_two_strategies_of_an_experiment_look_the_same() {
        for Experiment { id, strategies, .. } in CATALOGUE {
            let looks: BTreeSet<usize> = strategies.iter().map(|strategy| look(*strategy)).collect();
            assert_eq!(looks.len(), strategies.len(), "{id}");
        }
    }

    #[test]
    fn bands_hardly_overlap_by_default() {
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
    fn the_remark_gives_the_overlap_of_bands() {
        let mut setup = Setup::new(&image_filter::EXPERIMENT, 2);
        let remark = |setup: &Setup| setup.experiment().remark(setup);
        assert!(remark(&setup).is_some_and(|text| text.contains(" 8% more rows")));
        setup.set("radius", 100);
        assert!(remark(&setup).is_some_and(|text| text.contains(" 70% more rows")), "{:?}", remark(&setup));
        setup.set("tiles", 1);
        assert_eq!(remark(&setup), None);
        assert_eq!(remark(&Setup::new(&mandelbrot::EXPERIMENT, 2)), None);
    }

    #[test]
    fn every_strategy_of_every_experiment_can_be_planned() {
        for experiment in CATALOGUE.iter().filter(|experiment| !experiment.takes_code()) {
            let plan = Setup::new(experiment, 2).plan(true, 0);
            let planned: BTreeSet<_> = plan.cases.iter().map(|case| case.strategy).collect();
            assert_eq!(planned, experiment.strategies.iter().copied().collect(), "{}", experiment.id);
            assert!(plan.tasks_of_round() > 0, "{}", experiment.id);
        }
    }

    #[test]
    fn the_default_pool_is_not_larger_than_needed() {
        assert_eq!(most_default_threads(2), MIN_POOL_LIMIT);
        assert!((16..=64).contains(&most_default_threads(16)));
    }

    #[test]
    fn keys_of_parameters_are_unique() {
        for experiment in CATALOGUE {
            let mut keys: BTreeSet<_> = experiment.parameters.iter().map(|parameter| parameter.key).collect();
            keys.extend(["x", "strategies", "view", "theme", "autorun", "show"]);
            assert_eq!(keys.len(), experiment.parameters.len() + 6, "{}", experiment.id);
        }
    }
}
