//! The lesson of *Data crunching*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::sent_to_processes;

pub(crate) const LESSON: Option<Lesson> = Some(sent_to_processes);

#[cfg(test)]
mod tests {

    use lanes_model::strategy::Strategy;

    use crate::experiments::shared::testing::computing::{lesson, run};

    #[test]
    fn the_lesson_says_how_much_processes_were_sent() {
        let runs = [run(Strategy::Processes, 1.0, &[1.0, 0.5])];
        let sent = "Processes were sent, and sent back, 1.50 MB in all, which took 10 % of their time.";
        assert_eq!(lesson("data-crunching", &runs).unwrap(), sent);
        let both = [run(Strategy::Processes, 1.0, &[1.0, 0.5]), run(Strategy::Threads, 1.0, &[1.0, 1.0])];
        assert_eq!(
            lesson("data-crunching", &both).unwrap(),
            format!("{sent} Threads read the same memory, and nothing was sent.")
        );
    }
}
