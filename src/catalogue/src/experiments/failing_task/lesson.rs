//! Lesson of *A task that fails*.

use super::FailingTask;
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, Row, representative};
use lanes_analysis::units::listed;
use lanes_model::run::Run;
use lanes_model::workload::Fault;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes where an error goes if the task returns it. Any other failure of the engine ends the run and has no lesson; in
/// CPython, one that nothing catches ends a worker.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    if setup.runtime().is_python() && Fault::ALL[FailingTask::of(setup).how] == Fault::Panic {
        return describe_uncaught(comparison, runs);
    }
    let run = runs.iter().find(|run| run.tasks_ok() > 0 && run.failures().next().is_some())?;
    let others = match run.tasks_ok() {
        1 => "The other task returned its result".to_owned(),
        count => format!("The other {count} tasks returned their results"),
    };
    Some(format!(
        "{others}. In Python, a pool keeps the exception in the future of its task. You see it only when you ask for \
         the result."
    ))
}

/// Counts the tasks that have no answer, because an exception ended their worker.
fn describe_uncaught(comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let unanswered = |row: &Row| {
        let run = representative(runs.iter().copied(), row.strategy, 0)?;
        Some(format!("{} with {}", run.failures().count(), row.strategy))
    };
    let unanswered: Vec<String> = comparison.rows.iter().filter_map(unanswered).collect();
    let unanswered: Vec<&str> = unanswered.iter().map(String::as_str).collect();
    (!unanswered.is_empty()).then(|| {
        format!(
            "Nothing caught the exception, so it ended the loop or the worker. Tasks without an answer: {}.",
            listed(&unanswered)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::RUNTIME;
    use crate::experiments::failing_task::EXPERIMENT;
    use lanes_analysis::compare::compare;
    use lanes_model::failure::{Failure, FailureKind};
    use lanes_model::strategy::Strategy;

    use lanes_model::testing::run;

    #[test]
    fn the_lesson_needs_an_error_and_other_results() {
        let lesson = |runs: &[Run]| {
            let runs: Vec<&Run> = runs.iter().collect();
            describe(&Setup::new(&EXPERIMENT, 2), &compare([], 0), &runs)
        };
        let mut failed = run(Strategy::Threads, 1.0, &[1, 2, 3]);
        assert_eq!(lesson(&[failed.clone()]), None);
        failed.reports[1].outcome = Err(Failure::new(FailureKind::Task, "It failed."));
        let lesson = lesson(&[failed]).unwrap();
        assert!(
            lesson.starts_with("The other 2 tasks returned their results. In Python, a pool keeps"),
            "{lesson}"
        );
    }

    #[test]
    fn an_exception_that_nothing_catches_costs_other_tasks_only_in_a_loop() {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        setup.set(RUNTIME.key, 1);
        setup.set("how", 1);
        let failing = |strategy, lost: &[usize]| {
            let mut run = run(strategy, 1.0, &[1, 2, 3, 4]);
            for task in lost {
                run.reports[*task].outcome = Err(Failure::new(FailureKind::Task, "UnansweredError"));
            }
            run
        };
        let runs = [failing(Strategy::Sequential, &[2, 3]), failing(Strategy::ThreadsGil, &[2])];
        let runs: Vec<&Run> = runs.iter().collect();
        assert_eq!(
            describe(&setup, &compare(runs.iter().copied(), 0), &runs).unwrap(),
            "Nothing caught the exception, so it ended the loop or the worker. Tasks without an answer: 2 with \
             sequential and 1 with threads-gil."
        );
    }
}
