//! Comparison of runs: figures per strategy, the verdict, and the kind of work.

mod speed_up;
mod verdict;
mod work_kind;

pub use speed_up::SpeedUp;
pub use verdict::Verdict;
pub use work_kind::{BOUND_SHARE, Computing, Nature, WaitsFor, WorkKind};

use crate::units;
use lanes_model::failure::Failure;
use lanes_model::ranking::{self, EQUAL_SHARE, Relation};
use lanes_model::run::{Run, agree};
use lanes_model::stats::{Figures, figures};
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;
use std::collections::BTreeSet;

/// Comparison of an experiment's runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Measured strategies, in their usual order.
    pub rows: Vec<Row>,
    /// Strategy that speed-ups are relative to.
    pub baseline: Strategy,
    /// Winner or leading group, once there are at least two strategies to compare.
    pub verdict: Option<Verdict>,
    /// Kind of work.
    pub work: Option<WorkKind>,
    /// Ok if every task gave the same answer in every run.
    pub agreement: Result<(), Failure>,
}

impl Comparison {
    /// Returns the figures of a strategy, if measured.
    pub fn row(&self, strategy: Strategy) -> Option<&Row> {
        self.rows.iter().find(|row| row.strategy == strategy)
    }

    /// Changes the baseline of the speed-ups. If it was not measured, there are none.
    #[must_use]
    pub fn against(mut self, baseline: Strategy) -> Comparison {
        let base = self.row(baseline).map(|row| row.wall);
        for row in &mut self.rows {
            row.median_ratio =
                base.filter(|_| row.wall.median > 0.0).map(|base| base.median / row.wall.median);
        }
        if let Some(mut verdict) = self.verdict.take() {
            // All leaders must be separated from the baseline, not only the first.
            let times = verdict.leaders().iter().map(|leader| self.times(*leader, baseline)).collect();
            verdict.set_baseline(baseline, times);
            self.verdict = Some(verdict);
        }
        Comparison { baseline, ..self }
    }

    /// Compares the times of two strategies. Returns None if either was not measured.
    pub fn relation(&self, one: Strategy, other: Strategy) -> Option<Relation> {
        Some(ranking::relation(&self.row(one)?.wall, &self.row(other)?.wall))
    }

    /// Returns the speed-up of a strategy over another if their intervals are separated; below 1 if it is slower.
    pub fn times(&self, strategy: Strategy, over: Strategy) -> Option<f64> {
        ranking::ratio(&self.row(over)?.wall, &self.row(strategy)?.wall)
    }

    /// Returns the speed-up of a row over the baseline. Returns None if the baseline was not measured.
    pub fn speed_up(&self, row: &Row) -> Option<SpeedUp> {
        let base = self.row(self.baseline)?;
        if base.strategy == row.strategy {
            return Some(SpeedUp::Baseline);
        }
        Some(SpeedUp::of(ranking::relation(&row.wall, &base.wall), base.wall.median / row.wall.median))
    }

    /// Explains the cells of the speed-up column that are no ratios; empty if all are.
    pub fn speed_up_notes(&self) -> String {
        let all: Vec<SpeedUp> = self.rows.iter().filter_map(|row| self.speed_up(row)).collect();
        let mut notes = String::new();
        if all.contains(&SpeedUp::Same) {
            notes += &format!(
                " ≈ 1: about the same as {}, within {}.",
                self.baseline.key(),
                units::percent(EQUAL_SHARE)
            );
        }
        // An undecided verdict says so, too.
        let is_undecided = matches!(self.verdict, Some(Verdict::Undecided { .. }));
        if all.contains(&SpeedUp::Unclear) && !is_undecided {
            notes += &format!(" Unclear: runs vary too much to compare them with {}.", self.baseline.key());
        }
        notes
    }

    /// Explains how the figures were made.
    pub fn caption(&self) -> String {
        let counts = self.rows.iter().map(|row| row.wall.count);
        match (counts.clone().min(), counts.max()) {
            (Some(1), Some(1)) => "Wall time of one measured run each.".to_owned(),
            (Some(least), Some(most)) => {
                let runs = if least == most { least.to_string() } else { format!("{least} to {most}") };
                format!("Median wall time of {runs} measured runs.")
            }
            _ => "Wall time. The first round warms up and is not counted.".to_owned(),
        }
    }

    /// Explains the ranges; empty while nothing was measured more than once.
    pub fn ranges(&self) -> String {
        let repeated = self.rows.iter().map(|row| &row.wall).filter(|wall| wall.count > 1);
        let least = repeated.map(|wall| wall.coverage).reduce(f64::min);
        least.map_or_else(String::new, |coverage| {
            format!(" Ranges are {} confidence intervals of the median.", units::percent(coverage))
        })
    }
}

/// Figures of one strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Strategy of the row.
    pub strategy: Strategy,
    /// Wall time in ms.
    pub wall: Figures,
    /// Median of the baseline divided by this one's, if measured: for programs that read results, together with the
    /// intervals. Readers see [`Comparison::speed_up`].
    pub median_ratio: Option<f64>,
    /// Number of lanes.
    pub lanes: usize,
}

impl Row {
    /// Returns the ratio of the medians per lane: 1 if every lane did its full share.
    pub fn efficiency(&self) -> Option<f64> {
        self.median_ratio.filter(|_| self.lanes > 0).map(|ratio| ratio / self.lanes as f64)
    }
}

/// Compares all complete, measured runs at one point of a sweep, with `sequential` as the baseline.
pub fn compare<'a>(runs: impl IntoIterator<Item = &'a Run>, point: u16) -> Comparison {
    let runs: Vec<&Run> = runs.into_iter().filter(|run| run.turn.point == point).collect();
    let measured: Vec<&Run> = runs.iter().copied().filter(|run| run.counts()).collect();
    let strategies: BTreeSet<Strategy> = measured.iter().map(|run| run.turn.strategy).collect();
    let rows: Vec<Row> = strategies.into_iter().filter_map(|strategy| row(strategy, &measured)).collect();
    // Runs that did less work are fast for no good reason.
    let failed = |run: &Run| run.failures().filter_map(|failure| failure.task).collect::<BTreeSet<_>>();
    let worked = measured.iter().all(|run| run.tasks_ok() > 0);
    let alike = measured.windows(2).all(|pair| failed(pair[0]) == failed(pair[1]));
    let sound = rows.iter().filter(|row| is_sound(row, &measured)).map(|row| (row.strategy, row.wall));
    let sound: Vec<(Strategy, Figures)> = sound.collect();
    let agreement = agree(&runs);
    let verdict = if worked && alike && agreement.is_ok() { Verdict::of(&sound) } else { None };
    let work = work_kind(&runs, point);
    Comparison { verdict, rows, baseline: Strategy::Sequential, work, agreement }
        .against(Strategy::Sequential)
}

/// Returns true if no run of a row lost updates, since that makes runs fast for no good reason, too.
fn is_sound(row: &Row, measured: &[&Run]) -> bool {
    let mut own = measured.iter().filter(|run| run.turn.strategy == row.strategy);
    own.all(|run| !run.lost_count())
}

/// Returns the run to draw for a strategy at a point: the measured one whose wall time is nearest to the median, or
/// else the latest of any kind.
pub fn representative<'a>(
    runs: impl IntoIterator<Item = &'a Run>,
    strategy: Strategy,
    point: u16,
) -> Option<&'a Run> {
    let is_own = |run: &&Run| run.turn.strategy == strategy && run.turn.point == point;
    let own: Vec<&Run> = runs.into_iter().filter(is_own).collect();
    let measured = || own.iter().copied().filter(|run| run.counts());
    let walls: Vec<f64> = measured().map(|run| run.wall.0).collect();
    match figures(&walls) {
        Some(wall) => {
            let distance = |run: &&Run| (run.wall.0 - wall.median).abs();
            measured().min_by(|a, b| distance(a).total_cmp(&distance(b)))
        }
        None => own.last().copied(),
    }
}

/// Computes figures over the measured runs of a strategy at a point that have a value. Returns None if none has.
pub fn figures_of(
    runs: &[&Run],
    strategy: Strategy,
    point: u16,
    of: impl Fn(&Run) -> Option<f64>,
) -> Option<Figures> {
    let own = runs.iter().filter(|run| run.turn.strategy == strategy && run.turn.point == point);
    let samples: Vec<f64> = own.filter(|run| run.counts()).filter_map(|run| of(run)).collect();
    figures(&samples)
}

fn row(strategy: Strategy, measured: &[&Run]) -> Option<Row> {
    let own = || measured.iter().filter(|run| run.turn.strategy == strategy);
    let walls: Vec<f64> = own().map(|run| run.wall.0).collect();
    let lanes = own().map(|run| run.lanes.len()).max().unwrap_or(0);
    figures(&walls).map(|wall| Row { strategy, wall, median_ratio: None, lanes })
}

/// Measures the share of waiting in a sequential run, where one task's wait never hides another's work.
fn work_kind(runs: &[&Run], point: u16) -> Option<WorkKind> {
    let run =
        representative(runs.iter().copied(), Strategy::Sequential, point).filter(|run| run.tasks_ok() > 0)?;
    // A task on its own has nothing to wait for but I/O: without the GIL, it computes in a library.
    let (waiting, released) = (run.total(Phase::IoWait), run.total(Phase::MutexWait));
    let computing = run.total(Phase::Compute) + released;
    let busy = waiting + computing;
    let share = |part: Millis, of: Millis| if of > Millis::ZERO { part.0 / of.0 } else { 0.0 };
    (busy > Millis::ZERO)
        .then(|| WorkKind { waiting: share(waiting, busy), released: share(released, computing) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::Ended;
    use lanes_model::plan::Round;
    use lanes_model::product::Count;
    use lanes_model::product::Product;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::Stage;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, TaskId};

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
    fn separated_intervals_have_a_winner() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 99.0]),
            walls(Strategy::Threads, &[50.0, 52.0, 51.0]),
        ];
        let comparison = compare(&runs.concat(), 0);
        assert_eq!(comparison.rows.len(), 2);
        let ratio = comparison.rows[1].median_ratio.unwrap();
        assert!((ratio - 100.0 / 51.0).abs() < 1e-12);
        let verdict = comparison.verdict.unwrap();
        assert_eq!(verdict.sentence(), "Fastest: threads, 1.96× the speed of sequential.");
        assert_eq!(verdict.short(), "threads, 1.96×");
    }

    #[test]
    fn any_strategy_can_be_the_baseline() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 99.0]),
            walls(Strategy::Threads, &[50.0, 52.0, 51.0]),
            walls(Strategy::Processes, &[52.5, 51.5, 52.0]),
        ]
        .concat();
        let threads = Strategy::Threads;
        let comparison = compare(&runs, 0).against(threads);
        let ratios: Vec<_> = comparison.rows.iter().map(|row| row.median_ratio.unwrap()).collect();
        assert_eq!(ratios, [0.51, 1.0, 51.0 / 52.0]);
        let speed_ups: Vec<_> = comparison.rows.iter().map(|row| comparison.speed_up(row).unwrap()).collect();
        assert_eq!(speed_ups, [SpeedUp::Times(0.51), SpeedUp::Baseline, SpeedUp::Same]);
        let cells: Vec<String> = speed_ups.into_iter().map(SpeedUp::cell).collect();
        assert_eq!(cells, ["0.51×", "1.00×", "≈ 1"]);
        assert_eq!(comparison.speed_up_notes(), " ≈ 1: about the same as threads, within 10%.");

        let slow = compare(&runs[..6], 0).against(threads).verdict.unwrap();
        assert_eq!(slow.sentence(), "Fastest: threads.");
        assert_eq!(slow.sentence_with("With 2 lanes"), "With 2 lanes, the fastest is threads.");
        let unmeasured = compare(&runs[..6], 0).against(Strategy::Async);
        assert!(unmeasured.rows.iter().all(|row| row.median_ratio.is_none()));
        assert_eq!(unmeasured.verdict.unwrap().sentence(), "Fastest: threads.");
        assert_eq!(compare(&runs, 0).against(threads).against(Strategy::Sequential), compare(&runs, 0));
    }

    #[test]
    fn one_run_each_has_no_interval() {
        let runs = [walls(Strategy::Sequential, &[50.0]), walls(Strategy::Threads, &[50.0])].concat();
        let comparison = compare(&runs, 0);
        assert_eq!(comparison.speed_up(&comparison.rows[1]), Some(SpeedUp::OnlyOnce));
        assert_eq!(SpeedUp::OnlyOnce.cell(), "");
        assert_eq!(comparison.caption(), "Wall time of one measured run each.");
        assert_eq!(comparison.ranges(), "");
    }

    const THREADS: Strategy = Strategy::Threads;
    const PROCESSES: Strategy = Strategy::Processes;

    #[test]
    fn an_undecided_verdict_begins_with_what_is_separated() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 99.0, 100.5, 99.5]),
            walls(Strategy::Threads, &[50.0, 55.0, 51.0, 60.0, 45.0]),
            walls(Strategy::Processes, &[60.0, 55.0, 66.0, 48.0, 52.0]),
        ];
        let comparison = compare(&runs.concat(), 0);
        let sentence = |comparison: &Comparison| comparison.verdict.as_ref().unwrap().sentence();
        assert_eq!(
            sentence(&comparison),
            "Threads and processes are 1.82× to 1.96× the speed of sequential. Runs vary too much to tell which of \
             them is fastest."
        );
        // Relative to one of the candidates, nothing is separated.
        assert_eq!(
            sentence(&comparison.against(THREADS)),
            "Runs vary too much to tell which of threads and processes is fastest. Close other programs, or add repeats."
        );
    }

    #[test]
    fn runs_that_vary_decide_nothing_and_give_no_ratio() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 101.0, 110.0, 118.0, 120.0]),
            walls(Strategy::Threads, &[44.0, 45.0, 98.0, 99.0, 104.0]),
        ];
        let comparison = compare(&runs.concat(), 0);
        let verdict = comparison.verdict.clone().unwrap();
        assert_eq!(
            verdict,
            Verdict::Undecided {
                strategies: vec![THREADS, Strategy::Sequential],
                speedups: None,
                baseline: Strategy::Sequential,
            }
        );
        assert_eq!(
            verdict.sentence(),
            "Runs vary too much to tell which of threads and sequential is fastest. Close other programs, or add \
             repeats."
        );
        assert_eq!(verdict.short(), "runs vary too much to tell");
        assert_eq!(comparison.speed_up(&comparison.rows[1]).map(SpeedUp::cell).as_deref(), Some("unclear"));
        assert_eq!(
            verdict.sentence_with("With 4 lanes"),
            "With 4 lanes, runs vary too much to tell which of threads and sequential is fastest. Close other programs, or add repeats."
        );
        assert_eq!(comparison.speed_up_notes(), "", "the verdict says so");
        assert_eq!(comparison.times(THREADS, Strategy::Sequential), None);
        assert_eq!(comparison.relation(THREADS, Strategy::Sequential), Some(Relation::Undecided));
        assert_eq!(comparison.relation(THREADS, PROCESSES), None);
    }

    #[test]
    fn equals_share_the_lead_and_their_speed_up() {
        let runs = [
            walls(Strategy::Sequential, &[100.0, 100.0, 100.0, 100.0, 101.0]),
            walls(Strategy::Threads, &[50.0, 50.0, 50.0, 51.0, 51.0]),
            walls(Strategy::Processes, &[49.5, 50.5, 50.5, 50.5, 51.5]),
        ]
        .concat();
        let verdict = compare(&runs, 0).verdict.unwrap();
        assert_eq!(verdict.leaders(), [THREADS, PROCESSES]);
        assert!(!verdict.is_won_by(THREADS));
        assert_eq!(
            verdict.sentence(),
            "Threads and processes are equally fast (within 4%), 2.00× the speed of sequential."
        );
        assert_eq!(verdict.short(), "threads and processes, equally fast, 2.00×");
        // Relative to one of themselves there is no ratio.
        let verdict = compare(&runs, 0).against(PROCESSES).verdict.unwrap();
        assert_eq!(verdict.sentence(), "Threads and processes are equally fast (within 4%).");
    }

    /// A case that occurred: the slowest of three overlaps the fastest, the one between does not.
    #[test]
    fn a_tie_contains_every_strategy_faster_than_a_member() {
        let runs = [
            walls(Strategy::Threads, &[98.0, 99.0, 100.0, 101.0, 102.0]),
            walls(Strategy::Async, &[104.0, 105.0, 106.0, 107.0, 108.0]),
            walls(Strategy::Processes, &[101.0, 105.0, 120.0, 130.0, 140.0]),
        ];
        let verdict = compare(&runs.concat(), 0).verdict.unwrap();
        assert_eq!(verdict.leaders(), [THREADS, Strategy::Async, PROCESSES]);
    }

    #[test]
    fn a_table_names_no_more_than_three() {
        let (strategies, baseline) = (Strategy::BASIC.to_vec(), Strategy::Sequential);
        let all = Verdict::Equal { strategies, within: 0.02, speedup: None, baseline };
        assert_eq!(all.short(), "sequential and 4 others, equally fast");
        assert_eq!(Verdict::OnlyOnce.short(), "measured once each");
        assert_eq!(Verdict::OnlyOnce.leaders(), []);
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
        let failure = Failure::new(lanes_model::FailureKind::Network, "No.").in_task(TaskId(0));
        runs[2].reports[0].outcome = Err(failure);
        assert_eq!(compare(&runs, 0).verdict, None);
    }

    #[test]
    fn different_answers_have_no_winner() {
        let mut runs =
            [walls(Strategy::Sequential, &[9.0, 9.1]), walls(Strategy::Threads, &[1.0, 1.1])].concat();
        runs[3].reports[0].outcome = Ok(lanes_model::product::Checksum(7).into());
        let comparison = compare(&runs, 0);
        assert!(comparison.agreement.is_err());
        assert_eq!(comparison.verdict, None);
    }

    #[test]
    fn a_strategy_that_loses_updates_wins_nothing() {
        let mut runs =
            [walls(Strategy::Sequential, &[9.0, 9.1]), walls(Strategy::Threads, &[1.0, 1.1])].concat();
        let product = Product::Count(Count { expected: 2, counted: 1 });
        runs[2].reports[0].outcome.as_mut().unwrap().product = Some(product);
        runs.extend(walls(Strategy::Processes, &[5.0, 5.1]));
        let verdict = compare(&runs, 0).verdict.unwrap();
        assert!(matches!(verdict, Verdict::Fastest { strategy: Strategy::Processes, .. }));
    }

    #[test]
    fn warm_up_and_stopped_runs_do_not_count() {
        let mut runs = walls(Strategy::Sequential, &[100.0, 1.0, 2.0]);
        runs[1].turn.round = Round::WarmUp;
        runs[2].ended = Ended::Stopped;
        assert_eq!(compare(&runs, 0).rows[0].wall.count, 1);
        assert_eq!(representative(&runs, Strategy::Sequential, 0), Some(&runs[0]));
        assert_eq!(representative(&runs[1..], Strategy::Sequential, 0), Some(&runs[2]));
        assert_eq!(representative(&runs, Strategy::Threads, 0), None);
    }

    #[test]
    fn the_share_of_waiting_decides_the_kind_of_work() {
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
        let sentence =
            |waiting, waits_for, computing| kind(waiting).sentence(Nature { waits_for, computing });
        let network = |waiting| sentence(waiting, WaitsFor::Network, Computing::Holds);
        assert!(network(95.0).contains("tasks spend 95% of the time waiting. Use async or threads."));
        assert!(network(0.0).contains("tasks spend 100% of the time computing. In Python, use processes,"));
        assert!(network(50.0).contains("tasks spend 50% of the time waiting and 50% computing"));
        let files = sentence(95.0, WaitsFor::Files, Computing::Holds);
        assert!(files.contains("Use threads for files") && !files.contains("async or threads"), "{files}");
        let releasing = sentence(0.0, WaitsFor::Network, Computing::Releases);
        assert!(releasing.contains("use threads:") && !releasing.contains("processes"), "{releasing}");
        assert!(sentence(0.0, WaitsFor::Network, Computing::Either).contains("and processes otherwise"));
        assert_eq!(compare(&walls(Strategy::Threads, &[1.0]), 0).work, None);
    }
}
