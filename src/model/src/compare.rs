//! Runs compared: figures per approach, the verdict, and what kind of work it was.

use crate::approach::Approach;
use crate::failure::Failure;
use crate::plan::Round;
use crate::product::Count;
use crate::run::{Ended, Run, agree};
use crate::stats::{Figures, figures};
use crate::time::Millis;
use crate::trace::Phase;
use crate::units;
use std::collections::BTreeSet;

/// The share of waiting from which work counts as I/O-bound, and below one minus which as CPU-bound.
pub const BOUND_SHARE: f64 = 0.8;

/// What the runs of an experiment say.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The approaches that were measured, in their order.
    pub rows: Vec<Row>,
    /// What the speed-ups are over.
    pub baseline: Approach,
    /// Who won, once there are at least two to compare.
    pub verdict: Option<Verdict>,
    /// What kind of work it was.
    pub work: Option<WorkKind>,
    /// Whether every task gave the same answer in every run.
    pub agreement: Result<(), Failure>,
}

impl Comparison {
    /// The figures of an approach, where it was measured.
    pub fn row(&self, approach: Approach) -> Option<&Row> {
        self.rows.iter().find(|row| row.approach == approach)
    }

    /// The same with speed-ups over another approach; without any where that was not measured.
    #[must_use]
    pub fn against(mut self, baseline: Approach) -> Comparison {
        let base = self.row(baseline).map(|row| row.wall.median);
        for row in &mut self.rows {
            row.speedup = base.filter(|_| row.wall.median > 0.0).map(|base| base / row.wall.median);
            if let Some(Verdict::Fastest { approach, speedup, baseline: over }) = &mut self.verdict
                && *approach == row.approach
            {
                (*speedup, *over) = (row.speedup, baseline);
            }
        }
        Comparison { baseline, ..self }
    }

    /// Whether the intervals of an approach and the baseline overlap, so that its speed-up may be none.
    pub fn is_like_baseline(&self, row: &Row) -> bool {
        let is_like = |base: &Row| base.approach != row.approach && base.wall.overlaps(&row.wall);
        let repeated = |base: &&Row| base.wall.count > 1 && row.wall.count > 1;
        self.row(self.baseline).filter(repeated).is_some_and(is_like)
    }

    /// How the figures were made, in a sentence or two.
    pub fn caption(&self) -> String {
        let counts = self.rows.iter().map(|row| row.wall.count);
        match (counts.clone().min(), counts.max()) {
            (Some(1), Some(1)) => "Wall time of one measured run each.".to_owned(),
            (Some(least), Some(most)) => {
                let runs = if least == most { least.to_string() } else { format!("{least} to {most}") };
                let coverage = self.rows.iter().map(|row| row.wall.coverage).fold(1.0, f64::min);
                format!(
                    "Median wall time of {runs} measured runs. The spread holds the true median with a probability \
                     of {}.",
                    units::percent(coverage)
                )
            }
            _ => "Wall time. The first round warms up and is not counted.".to_owned(),
        }
    }
}

/// One approach's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The way it was run.
    pub approach: Approach,
    /// Its wall time in milliseconds.
    pub wall: Figures,
    /// How many times faster than the baseline, where that was measured.
    pub speedup: Option<f64>,
    /// How many lanes it had.
    pub lanes: usize,
}

impl Row {
    /// The speed-up per lane: 1 where every lane did its full share.
    pub fn efficiency(&self) -> Option<f64> {
        self.speedup.filter(|_| self.lanes > 0).map(|speedup| speedup / self.lanes as f64)
    }
}

/// Who won.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// One approach was faster than all others.
    Fastest {
        /// Which.
        approach: Approach,
        /// The speed-up over the baseline, where that was measured.
        speedup: Option<f64>,
        /// What the speed-up is over.
        baseline: Approach,
    },
    /// The intervals of these overlap, fastest median first.
    TooClose(Vec<Approach>),
    /// One measurement each says nothing about how far they can be trusted.
    OnlyOnce,
}

/// What kind of work it was, by the share of waiting while one task ran after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkKind {
    /// Waiting as a share of waiting and computing.
    pub waiting: f64,
}

/// Compares all complete, measured runs at one point of what is varied, with `sequential` as the baseline.
pub fn compare<'a>(runs: impl IntoIterator<Item = &'a Run>, point: u16) -> Comparison {
    let runs: Vec<&Run> = runs.into_iter().filter(|run| run.turn.point == point).collect();
    let measured: Vec<&Run> = runs.iter().copied().filter(|run| counts(run)).collect();
    let approaches: BTreeSet<Approach> = measured.iter().map(|run| run.turn.approach).collect();
    let rows: Vec<Row> = approaches.into_iter().filter_map(|approach| row(approach, &measured)).collect();
    // Who did less work is fast for no good reason.
    let failed = |run: &Run| run.failures().filter_map(|failure| failure.task).collect::<BTreeSet<_>>();
    let worked = measured.iter().all(|run| run.tasks_ok() > 0);
    let alike = measured.windows(2).all(|pair| failed(pair[0]) == failed(pair[1]));
    let sound = rows.iter().filter(|row| is_sound(row, &measured));
    let agreement = agree(&runs);
    let verdict = if worked && alike && agreement.is_ok() { verdict(sound) } else { None };
    let work = work_kind(&runs, point);
    Comparison { verdict, rows, baseline: Approach::SEQUENTIAL, work, agreement }
        .against(Approach::SEQUENTIAL)
}

/// Whether no run of a row lost count: who does not do what was asked for is fast for no good reason, either.
fn is_sound(row: &Row, measured: &[&Run]) -> bool {
    let mut own = measured.iter().filter(|run| run.turn.approach == row.approach);
    own.all(|run| Count::of(run).is_none_or(|count| count.lost() == 0))
}

/// Whether a run is one whose time counts.
pub(crate) fn counts(run: &Run) -> bool {
    run.ended == Ended::Completed && run.turn.round != Round::WarmUp
}

/// The run to draw for an approach at a point: the measured one whose wall time is nearest to the median;
/// until there is one, the latest of any kind.
pub fn representative<'a>(
    runs: impl IntoIterator<Item = &'a Run>,
    approach: Approach,
    point: u16,
) -> Option<&'a Run> {
    let is_own = |run: &&Run| run.turn.approach == approach && run.turn.point == point;
    let own: Vec<&Run> = runs.into_iter().filter(is_own).collect();
    let measured = || own.iter().copied().filter(|run| counts(run));
    let walls: Vec<f64> = measured().map(|run| run.wall.0).collect();
    match figures(&walls) {
        Some(wall) => {
            let distance = |run: &&Run| (run.wall.0 - wall.median).abs();
            measured().min_by(|a, b| distance(a).total_cmp(&distance(b)))
        }
        None => own.last().copied(),
    }
}

/// The median of a figure over the measured runs of an approach at a point; nothing while there are none.
pub fn median_of(runs: &[&Run], approach: Approach, point: u16, of: impl Fn(&Run) -> f64) -> Option<f64> {
    figures_of(runs, approach, point, |run| Some(of(run))).map(|figures| figures.median)
}

/// A figure over the measured runs of an approach at a point, as far as they have it; nothing while none does.
pub fn figures_of(
    runs: &[&Run],
    approach: Approach,
    point: u16,
    of: impl Fn(&Run) -> Option<f64>,
) -> Option<Figures> {
    let own = runs.iter().filter(|run| run.turn.approach == approach && run.turn.point == point);
    let samples: Vec<f64> = own.filter(|run| counts(run)).filter_map(|run| of(run)).collect();
    figures(&samples)
}

fn row(approach: Approach, measured: &[&Run]) -> Option<Row> {
    let own = || measured.iter().filter(|run| run.turn.approach == approach);
    let walls: Vec<f64> = own().map(|run| run.wall.0).collect();
    let lanes = own().map(|run| run.lanes.len()).max().unwrap_or(0);
    figures(&walls).map(|wall| Row { approach, wall, speedup: None, lanes })
}

fn verdict<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<Verdict> {
    let rows: Vec<&Row> = rows.collect();
    let fastest = rows.iter().min_by(|a, b| a.wall.median.total_cmp(&b.wall.median))?;
    if rows.len() < 2 {
        return None;
    }
    if rows.iter().any(|row| row.wall.count < 2) {
        return Some(Verdict::OnlyOnce);
    }
    let mut close: Vec<&Row> = rows.iter().copied().filter(|row| row.wall.overlaps(&fastest.wall)).collect();
    close.sort_by(|a, b| a.wall.median.total_cmp(&b.wall.median));
    Some(match close.as_slice() {
        [_] => Verdict::Fastest { approach: fastest.approach, speedup: None, baseline: Approach::SEQUENTIAL },
        _ => Verdict::TooClose(close.iter().map(|row| row.approach).collect()),
    })
}

/// Waiting is told from computing in a sequential run, where one task's wait never hides another's work.
fn work_kind(runs: &[&Run], point: u16) -> Option<WorkKind> {
    let run =
        representative(runs.iter().copied(), Approach::SEQUENTIAL, point).filter(|run| run.tasks_ok() > 0)?;
    let (waiting, computing) = (run.total(Phase::IoWait), run.total(Phase::Compute));
    let busy = waiting + computing;
    (busy > Millis::ZERO).then(|| WorkKind { waiting: waiting.0 / busy.0 })
}

impl Verdict {
    /// The fastest in a few words, for a table; nothing where that cannot be told.
    pub fn short(&self) -> Option<String> {
        match self {
            Verdict::Fastest { approach, speedup, .. } => {
                let times =
                    speedup.map_or_else(String::new, |speedup| format!(", {}", units::ratio(speedup)));
                Some(format!("{}{times}", approach.key()))
            }
            Verdict::TooClose(approaches) => {
                let names: Vec<_> = approaches.iter().map(|approach| approach.key()).collect();
                Some(match names.as_slice() {
                    [first, rest @ ..] if rest.len() > 2 => {
                        format!("{first} and {} others: too close to call", rest.len())
                    }
                    names => format!("{}: too close to call", listed(names)),
                })
            }
            Verdict::OnlyOnce => None,
        }
    }

    /// The verdict in one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Verdict::Fastest { approach, speedup, baseline } => {
                let times = match speedup {
                    Some(speedup) if approach != baseline => {
                        format!(", {} the speed of {}", units::ratio(*speedup), baseline.key())
                    }
                    _ => String::new(),
                };
                format!("Fastest: {}{times}.", approach.key())
            }
            Verdict::TooClose(approaches) => {
                let names: Vec<_> = approaches.iter().map(|approach| approach.key()).collect();
                format!("Too close to call between {}.", listed(&names))
            }
            Verdict::OnlyOnce => {
                "Measured once each: set repeats to 2 or more to see whether the difference holds.".to_owned()
            }
        }
    }
}

impl WorkKind {
    /// Whether it counts as CPU-bound.
    pub fn is_computing(&self) -> bool {
        self.waiting <= 1.0 - BOUND_SHARE
    }

    /// What was measured, and the advice that follows, in two sentences.
    pub fn sentence(&self) -> String {
        let computing = units::percent(1.0 - self.waiting);
        let waiting = units::percent(self.waiting);
        if self.waiting >= BOUND_SHARE {
            format!(
                "I/O-bound: one after the other, the tasks wait for {waiting} of their time. Use async or threads; a GIL does not matter, \
                 since waiting lets go of it."
            )
        } else if self.is_computing() {
            format!(
                "CPU-bound: one after the other, the tasks compute for {computing} of their time. Use processes in CPython, threads where \
                 there is no GIL."
            )
        } else {
            format!(
                "Mixed: one after the other, the tasks wait for {waiting} of their time and compute for {computing}. Let the waits overlap \
                 first, then share out the computing."
            )
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Product;
    use crate::run::tests::run;
    use crate::strategy::Strategy;
    use crate::trace::Stage;
    use crate::trace::{LaneKind, LaneTrace, Span, TaskId};

    fn walls(strategy: Strategy, walls: &[f64]) -> Vec<Run> {
        walls
            .iter()
            .enumerate()
            .map(|(i, wall)| {
                let mut run = run(strategy, *wall, &[1]);
                run.turn.round = Round::Measured(i as u32);
                run
            })
            .collect()
    }

    #[test]
    fn apart_intervals_have_a_winner() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 99.0]),
            walls(Strategy::Threads, &[50.0, 52.0, 51.0]),
        ];
        let comparison = compare(&runs.concat(), 0);
        assert_eq!(comparison.rows.len(), 2);
        let speedup = comparison.rows[1].speedup.unwrap();
        assert!((speedup - 100.0 / 51.0).abs() < 1e-12);
        let verdict = comparison.verdict.unwrap();
        assert_eq!(verdict.sentence(), "Fastest: threads, 1.96× the speed of sequential.");
        assert_eq!(verdict.short().unwrap(), "threads, 1.96×");
    }

    #[test]
    fn any_approach_can_be_the_baseline() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 99.0]),
            walls(Strategy::Threads, &[50.0, 52.0, 51.0]),
            walls(Strategy::Processes, &[53.0, 51.5, 52.0]),
        ]
        .concat();
        let threads = Approach::Whole(Strategy::Threads);
        let comparison = compare(&runs, 0).against(threads);
        let speedups: Vec<_> = comparison.rows.iter().map(|row| row.speedup.unwrap()).collect();
        assert_eq!(speedups, [0.51, 1.0, 51.0 / 52.0]);
        let close: Vec<_> = comparison.rows.iter().map(|row| comparison.is_like_baseline(row)).collect();
        assert_eq!(close, [false, false, true]);

        let slow = compare(&runs[..6], 0).against(threads).verdict.unwrap();
        assert_eq!(slow.sentence(), "Fastest: threads.");
        let unmeasured = compare(&runs[..6], 0).against(Approach::Whole(Strategy::Async));
        assert!(unmeasured.rows.iter().all(|row| row.speedup.is_none()));
        assert_eq!(unmeasured.verdict.unwrap().sentence(), "Fastest: threads.");
        assert_eq!(compare(&runs, 0).against(threads).against(Approach::SEQUENTIAL), compare(&runs, 0));
    }

    #[test]
    fn one_run_each_is_like_nothing() {
        let runs = [walls(Strategy::Sequential, &[50.0]), walls(Strategy::Threads, &[50.0])].concat();
        let comparison = compare(&runs, 0);
        assert!(!comparison.is_like_baseline(&comparison.rows[1]));
        assert_eq!(comparison.caption(), "Wall time of one measured run each.");
    }

    #[test]
    fn overlapping_intervals_are_too_close_to_call() {
        let runs = [walls(Strategy::Sequential, &[100.0, 120.0]), walls(Strategy::Threads, &[98.0, 104.0])];
        let verdict = compare(&runs.concat(), 0).verdict.unwrap();
        assert_eq!(
            verdict,
            Verdict::TooClose(vec![Approach::Whole(Strategy::Threads), Approach::SEQUENTIAL])
        );
        assert_eq!(verdict.sentence(), "Too close to call between threads and sequential.");
        assert_eq!(verdict.short().unwrap(), "threads and sequential: too close to call");
    }

    #[test]
    fn a_table_names_no_more_than_three() {
        let all = Verdict::TooClose(Approach::WHOLE.to_vec());
        assert_eq!(all.short().unwrap(), "sequential and 4 others: too close to call");
        assert_eq!(Verdict::OnlyOnce.short(), None);
    }

    #[test]
    fn names_are_listed_as_one_says_them() {
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn one_measurement_each_decides_nothing() {
        let runs = [walls(Strategy::Sequential, &[100.0]), walls(Strategy::Threads, &[50.0])];
        assert_eq!(compare(&runs.concat(), 0).verdict, Some(Verdict::OnlyOnce));
        assert_eq!(compare(&runs[0], 0).verdict, None);
        assert_eq!(compare(&[], 0).rows, []);
    }

    #[test]
    fn a_run_that_did_less_work_wins_nothing() {
        let mut runs =
            [walls(Strategy::Sequential, &[9.0, 9.1]), walls(Strategy::Threads, &[1.0, 1.1])].concat();
        assert!(compare(&runs, 0).verdict.is_some());
        let failure = Failure::new(crate::FailureKind::Network, "No.").in_task(TaskId(0));
        runs[2].reports[0].outcome = Err(failure);
        assert_eq!(compare(&runs, 0).verdict, None);
    }

    #[test]
    fn where_answers_differ_nobody_wins() {
        let mut runs =
            [walls(Strategy::Sequential, &[9.0, 9.1]), walls(Strategy::Threads, &[1.0, 1.1])].concat();
        runs[3].reports[0].outcome = Ok(crate::run::Checksum(7).into());
        let comparison = compare(&runs, 0);
        assert!(comparison.agreement.is_err());
        assert_eq!(comparison.verdict, None);
    }

    #[test]
    fn who_loses_count_wins_nothing() {
        let mut runs =
            [walls(Strategy::Sequential, &[9.0, 9.1]), walls(Strategy::Threads, &[1.0, 1.1])].concat();
        let product = Product::Count(Count { expected: 2, counted: 1 });
        runs[2].reports[0].outcome.as_mut().unwrap().product = Some(product);
        runs.extend(walls(Strategy::Processes, &[5.0, 5.1]));
        let verdict = compare(&runs, 0).verdict.unwrap();
        assert!(matches!(verdict, Verdict::Fastest { approach: Approach::Whole(Strategy::Processes), .. }));
    }

    #[test]
    fn warm_up_and_stopped_runs_do_not_count() {
        let mut runs = walls(Strategy::Sequential, &[100.0, 1.0, 2.0]);
        runs[1].turn.round = Round::WarmUp;
        runs[2].ended = Ended::Stopped;
        assert_eq!(compare(&runs, 0).rows[0].wall.count, 1);
        assert_eq!(representative(&runs, Approach::Whole(Strategy::Sequential), 0), Some(&runs[0]));
        assert_eq!(representative(&runs[1..], Approach::Whole(Strategy::Sequential), 0), Some(&runs[2]));
        assert_eq!(representative(&runs, Approach::Whole(Strategy::Threads), 0), None);
    }

    #[test]
    fn the_share_of_waiting_tells_the_kind_of_work() {
        let kind = |waiting: f64| {
            let mut run = run(Strategy::Sequential, 100.0, &[1]);
            let span = |phase, start, end| Span {
                task: Some(TaskId(0)),
                phase,
                start: Millis(start),
                end: Millis(end),
            };
            let spans = vec![span(Phase::IoWait, 0.0, waiting), span(Phase::Compute, waiting, 100.0)];
            run.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans }];
            compare(&[run], 0).work.unwrap()
        };
        assert!(kind(95.0).sentence().contains("the tasks wait for 95 % of their time"));
        assert!(kind(0.0).sentence().contains("the tasks compute for 100 % of their time"));
        assert!(kind(50.0).sentence().contains("wait for 50 % of their time and compute for 50 %"));
        assert_eq!(compare(&walls(Strategy::Threads, &[1.0]), 0).work, None);
    }
}
