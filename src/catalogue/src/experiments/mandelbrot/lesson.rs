//! Lesson of *Mandelbrot set*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::{idle, measured, median};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares equal shares, fixed in advance, with taking the next rows when free.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let pairs =
        [(Strategy::Threads, Strategy::ThreadsStatic), (Strategy::Processes, Strategy::ProcessesStatic)];
    let (name, (free, free_run), (fixed, fixed_run)) =
        pairs.into_iter().find_map(|(strategy, variant)| {
            let free = measured(comparison, runs, strategy)?;
            let fixed = measured(comparison, runs, variant)?;
            Some((strategy.key(), free, fixed))
        })?;
    let figures = format!(
        "With equal shares fixed in advance, {name} took {} and were idle for {} of their time. Taking the next rows \
         when free, they took {} and were idle for {}.",
        median(fixed),
        units::percent(idle(fixed_run)),
        median(free),
        units::percent(idle(free_run))
    );
    let remark = match relation(&free.wall, &fixed.wall) {
        Relation::Less => "The same number of rows is not the same amount of work.",
        Relation::More => "Here, equal shares were faster.",
        Relation::Equal => "The times are about the same.",
        Relation::Undecided => "Runs vary too much to tell which was faster.",
        Relation::OnlyOnce => "One measurement of each is not enough to tell which was faster.",
    };
    Some(format!("{figures} {remark}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::computing::{five_each, lesson, run};

    #[test]
    fn the_lesson_gives_the_idle_time_and_the_faster_strategy() {
        let fixed = Strategy::ThreadsStatic;
        let uneven =
            five_each(&[run(Strategy::Threads, 1.0, &[1.0, 1.0]), run(fixed, 1.8, &[0.2, 1.0])], 0.02);
        assert_eq!(
            lesson("mandelbrot", &uneven).unwrap(),
            "With equal shares fixed in advance, threads took 180 ms and were idle for 40% of their time. Taking the \
             next rows when free, they took 100 ms and were idle for 0%. The same number of rows is not the same \
             amount of work."
        );
        let even = [run(Strategy::Threads, 1.0, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])];
        assert!(lesson("mandelbrot", &five_each(&even, 0.02)).unwrap().ends_with("about the same."));
        assert!(lesson("mandelbrot", &five_each(&even, 0.5)).unwrap().ends_with("tell which was faster."));
        assert!(
            lesson("mandelbrot", &even).unwrap().contains("One measurement of each is not enough to tell")
        );
        let faster =
            five_each(&[run(Strategy::Threads, 1.8, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])], 0.02);
        assert!(lesson("mandelbrot", &faster).unwrap().ends_with("equal shares were faster."));
    }

    #[test]
    fn a_single_lane_has_no_lesson() {
        let fixed = Strategy::ThreadsStatic;
        assert_eq!(
            lesson("mandelbrot", &[run(Strategy::Threads, 1.0, &[1.0]), run(fixed, 1.0, &[1.0])]),
            None
        );
        assert_eq!(lesson("word-count", &[run(Strategy::Sequential, 1.0, &[1.0])]), None);
        // A record may contain a run without lanes among others.
        assert_eq!(
            lesson("train", &[run(Strategy::Threads, 1.0, &[]), run(Strategy::Threads, 2.0, &[1.0, 1.0])]),
            None
        );
    }
}
