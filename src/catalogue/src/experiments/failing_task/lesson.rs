//! Lesson of *A task that fails*.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_model::run::Run;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes where an error goes if the task returns it. Any other failure ends the run and has no lesson.
fn describe(_: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
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
}
