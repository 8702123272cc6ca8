//! The lesson of *Mandelbrot set*, from what was measured.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::{idle, measured, median};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(equal_shares);

/// Compares equal shares at the start with taking the next task when free.
fn equal_shares(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let pairs =
        [(Strategy::Threads, Strategy::ThreadsStatic), (Strategy::Processes, Strategy::ProcessesStatic)];
    let (name, (free, free_run), (fixed, fixed_run)) =
        pairs.into_iter().find_map(|(strategy, variant)| {
            let free = measured(comparison, runs, strategy)?;
            let fixed = measured(comparison, runs, variant)?;
            Some((strategy.key(), free, fixed))
        })?;
    let figures = format!(
        "With equal shares beforehand, {name} were idle for {} of their time and took {}; taking the next rows \
         whenever they were free, they were idle for {} and took {}.",
        units::percent(idle(fixed_run)),
        median(fixed),
        units::percent(idle(free_run)),
        median(free)
    );
    let remark = match relation(&free.wall, &fixed.wall) {
        Relation::Less => "Equally many rows are not equally much work.",
        Relation::More => "Here, equal shares were faster.",
        Relation::Equal => "The times are about the same.",
        Relation::Undecided => "Runs vary too much to tell which was faster.",
        Relation::OnlyOnce => "One measurement each does not tell which was faster.",
    };
    Some(format!("{figures} {remark}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::computing::{five_each, lesson, run};

    #[test]
    fn the_lesson_states_idle_time_as_measured() {
        let fixed = Strategy::ThreadsStatic;
        let uneven =
            five_each(&[run(Strategy::Threads, 1.0, &[1.0, 1.0]), run(fixed, 1.8, &[0.2, 1.0])], 0.02);
        assert_eq!(
            lesson("mandelbrot", &uneven).unwrap(),
            "With equal shares beforehand, threads were idle for 40 % of their time and took 180 ms; taking the next \
             rows whenever they were free, they were idle for 0 % and took 100 ms. Equally many rows are not equally \
             much work."
        );
        let even = [run(Strategy::Threads, 1.0, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])];
        assert!(lesson("mandelbrot", &five_each(&even, 0.02)).unwrap().ends_with("about the same."));
        assert!(lesson("mandelbrot", &five_each(&even, 0.5)).unwrap().ends_with("tell which was faster."));
        assert!(lesson("mandelbrot", &even).unwrap().contains("One measurement each does not tell"));
        let faster =
            five_each(&[run(Strategy::Threads, 1.8, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])], 0.02);
        assert!(lesson("mandelbrot", &faster).unwrap().ends_with("equal shares were faster."));
    }

    #[test]
    fn one_lane_teaches_nothing() {
        let fixed = Strategy::ThreadsStatic;
        assert_eq!(
            lesson("mandelbrot", &[run(Strategy::Threads, 1.0, &[1.0]), run(fixed, 1.0, &[1.0])]),
            None
        );
        assert_eq!(lesson("word-count", &[run(Strategy::Sequential, 1.0, &[1.0])]), None);
        // A record can contain runs without lanes.
        assert_eq!(
            lesson("train", &[run(Strategy::Threads, 1.0, &[]), run(Strategy::Threads, 2.0, &[1.0, 1.0])]),
            None
        );
    }
}
