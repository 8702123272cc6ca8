//! Lesson of *Data crunching*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::describe_sending;

pub(crate) const LESSON: Option<Lesson> = Some(describe_sending);

#[cfg(test)]
mod tests {

    use lanes_model::strategy::Strategy;

    use crate::experiments::shared::testing::computing::{lesson, run};

    #[test]
    fn the_lesson_gives_the_cost_of_sending() {
        let runs = [run(Strategy::Processes, 1.0, &[1.0, 0.5])];
        let sent = "Sending data to processes and back took 10% of their time, for 1.50 MB in total.";
        assert_eq!(lesson("data-crunching", &runs).unwrap(), sent);
        let both = [run(Strategy::Processes, 1.0, &[1.0, 0.5]), run(Strategy::Threads, 1.0, &[1.0, 1.0])];
        assert_eq!(
            lesson("data-crunching", &both).unwrap(),
            format!("{sent} Threads share memory, so nothing was sent.")
        );
    }
}
