//! The lesson of *A task that fails*, from what was measured.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_model::run::Run;

pub(crate) const LESSON: Option<Lesson> = Some(what_became_of_the_error);

/// Describes the result of an error that was returned. Any other failure ends the run, and then there is no lesson.
fn what_became_of_the_error(_: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let run = runs.iter().find(|run| run.tasks_ok() > 0 && run.failures().next().is_some())?;
    let others = match run.tasks_ok() {
        1 => "The other task gave its answer".to_owned(),
        count => format!("The other {count} tasks gave their answers"),
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
    fn the_lesson_describes_an_error_if_other_tasks_answered() {
        let sentence = |runs: &[Run]| {
            let runs: Vec<&Run> = runs.iter().collect();
            what_became_of_the_error(&Setup::new(&EXPERIMENT, 2), &compare([], 0), &runs)
        };
        let mut failed = run(Strategy::Threads, 1.0, &[1, 2, 3]);
        assert_eq!(sentence(&[failed.clone()]), None);
        failed.reports[1].outcome = Err(Failure::new(FailureKind::Task, "It failed."));
        let lesson = sentence(&[failed]).unwrap();
        assert!(
            lesson.starts_with("The other 2 tasks gave their answers. In Python, a pool keeps"),
            "{lesson}"
        );
    }
}
