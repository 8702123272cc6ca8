//! Predictions: how a reader's guess at the winner turned out, and why.

use crate::breakdown::{Activity, breakdown, most_at_once};
use crate::compare::{Comparison, Row, Verdict, representative};
use crate::units;
use crate::units::listed;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

/// Tells whether the strategy that a reader picked won, and what made the difference, in a few sentences. For
/// experiments without a sweep.
pub fn judged(picked: Strategy, comparison: &Comparison, runs: &[&Run]) -> String {
    let name = picked.key();
    let Some(own) = comparison.row(picked) else {
        return format!("You picked {name}, which was not measured completely.");
    };
    if runs.iter().any(|run| is_measured(run, picked) && run.lost_count()) {
        return format!("You picked {name}. It lost updates, so its time does not count.");
    }
    match &comparison.verdict {
        Some(Verdict::Fastest { strategy, .. }) if *strategy == picked => {
            format!("You picked {name}, and you were right.{}", lead(own, comparison))
        }
        Some(Verdict::Fastest { strategy, .. }) => match comparison.row(*strategy) {
            Some(winner) => lost(own, winner, runs),
            None => format!("You picked {name}."),
        },
        Some(Verdict::Equal { strategies, .. }) if strategies.contains(&picked) => {
            let others = others(strategies, picked);
            format!(
                "You picked {name}, and nothing was faster: {} {} as fast.",
                listed(&others),
                are(&others)
            )
        }
        Some(Verdict::Undecided { strategies, .. }) if strategies.contains(&picked) => {
            let others = others(strategies, picked);
            format!(
                "You picked {name}, which could be right: runs vary too much to separate it from {}.",
                listed(&others)
            )
        }
        Some(Verdict::Equal { strategies, .. } | Verdict::Undecided { strategies, .. }) => {
            match strategies.first().and_then(|first| comparison.row(*first)) {
                // Strategies outside the group are separated from its first.
                Some(first) => lost(own, first, runs),
                None => format!("You picked {name}."),
            }
        }
        Some(Verdict::OnlyOnce) => {
            format!("You picked {name}. One measurement of each is not enough to tell if you were right.")
        }
        None if comparison.rows.len() < 2 => {
            format!("You picked {name}. There was nothing to compare it with.")
        }
        None => format!("You picked {name}. There is no winner: not every strategy did the same work."),
    }
}

fn is_measured(run: &Run, strategy: Strategy) -> bool {
    run.turn.strategy == strategy && run.counts()
}

fn others(strategies: &[Strategy], picked: Strategy) -> Vec<&'static str> {
    strategies.iter().filter(|other| **other != picked).map(|other| other.key()).collect()
}

fn are(names: &[&str]) -> &'static str {
    // There is one event loop, but several threads or processes.
    if matches!(names, ["async" | "sequential"]) { "was" } else { "were" }
}

/// Tells how far the winner was ahead of the next.
fn lead(winner: &Row, comparison: &Comparison) -> String {
    // A strategy that lost updates may have been faster.
    let others = comparison.rows.iter().filter(|row| winner.wall.is_below(&row.wall));
    let second = others.min_by(|a, b| a.wall.median.total_cmp(&b.wall.median));
    second.map_or_else(String::new, |second| {
        format!(
            " The next fastest, {}, took {} longer.",
            second.strategy.key(),
            units::duration(Millis(second.wall.median - winner.wall.median))
        )
    })
}

/// Tells which strategy was faster, by how much, and why.
fn lost(own: &Row, winner: &Row, runs: &[&Run]) -> String {
    let share = if own.wall.median > 0.0 { 1.0 - winner.wall.median / own.wall.median } else { 0.0 };
    let run_of = |row: &Row| representative(runs.iter().copied(), row.strategy, 0);
    let why = run_of(own).zip(run_of(winner)).and_then(|(own, winner)| difference(own, winner));
    format!(
        "You picked {}. {} took {} less time.{}{}",
        own.strategy.key(),
        units::capitalised(winner.strategy.key()),
        units::percent(share),
        why.unwrap_or_default(),
        uncounted_start_up(own, winner, runs)
    )
}

/// Minimum share of the difference that is worth explaining.
const TELLING_SHARE: f64 = 0.3;

/// Explains what a slower run spent its time on that a faster one did not. The time of a run is the sum of all
/// activities of its lanes, divided by their number. The difference of two runs is therefore the sum of the
/// differences by activity, of which the largest explains most.
fn difference(slower: &Run, faster: &Run) -> Option<String> {
    let whole = slower.wall.0 - faster.wall.0;
    let more = |activity: Activity| per_lane(slower, activity) - per_lane(faster, activity);
    let (activity, _) = breakdown(slower).into_iter().max_by(|a, b| more(a.0).total_cmp(&more(b.0)))?;
    if more(activity) < whole * TELLING_SHARE || whole <= 0.0 {
        return None;
    }
    let share = |run: &Run| units::percent(per_lane(run, activity) / run.wall.0);
    let (own, name) = (share(slower), faster.turn.strategy.key());
    let (few, many) = (slower.lanes.len(), faster.lanes.len());
    let [one_by_one, at_once] = [slower, faster].map(|run| most_at_once(run, Phase::IoWait));
    Some(match activity {
        Activity::In(Phase::Compute) if few < many => format!(
            " Yours spent {own} of its time computing on {}; {name} had {many}.",
            if few == 1 { "one lane".to_owned() } else { format!("{few} lanes") }
        ),
        Activity::In(Phase::IoWait) if one_by_one < at_once => format!(
            " Yours spent {own} of its time waiting for I/O, {}; {name} had up to {at_once} at once.",
            if one_by_one == 1 { "one at a time".to_owned() } else { format!("up to {one_by_one} at once") }
        ),
        _ => format!(" Yours spent {own} of its lanes’ time {}; {name} {}.", doing(activity), share(faster)),
    })
}

/// Returns the average time that a run's lanes spent on an activity, in ms.
fn per_lane(run: &Run, activity: Activity) -> f64 {
    let parts = breakdown(run).into_iter().filter(|(other, _)| *other == activity);
    parts.map(|(_, time)| time).sum::<Millis>().0 / run.lanes.len().max(1) as f64
}

/// Names an activity within a sentence.
fn doing(activity: Activity) -> &'static str {
    match activity {
        Activity::In(Phase::Starved) => "starved",
        Activity::In(Phase::Blocked) => "blocked",
        Activity::In(phase) => phase.label(),
        Activity::Idle => "idle",
    }
}

/// Mentions the start-up time, which no wall time includes, if the winner would have lost with it.
fn uncounted_start_up(own: &Row, winner: &Row, runs: &[&Run]) -> String {
    let start_up = |row: &Row| {
        let own = runs.iter().filter(|run| run.turn.strategy == row.strategy);
        own.map(|run| run.start_up).fold(Millis::ZERO, Millis::max)
    };
    // Only if the intervals leave no doubt.
    if winner.wall.low + start_up(winner).0 <= own.wall.high + start_up(own).0 {
        return String::new();
    }
    format!(
        " Its start-up of {} is not counted: with it, {} would have been faster.",
        units::duration(start_up(winner)),
        own.strategy.key()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use lanes_model::failure::{Failure, FailureKind};
    use lanes_model::plan::Round;
    use lanes_model::product::Count;
    use lanes_model::product::Product;
    use lanes_model::run::Ended;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::{repeated, run};
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    const SEQUENTIAL: Strategy = Strategy::Sequential;
    const ASYNC: Strategy = Strategy::Async;
    const THREADS: Strategy = Strategy::Threads;
    const PROCESSES: Strategy = Strategy::Processes;

    fn lane(kind: LaneKind, spans: &[(Phase, f64, f64)]) -> LaneTrace {
        let span = |(task, (phase, start, end)): (usize, &(Phase, f64, f64))| Span {
            task: Some(TaskId(task as u32)),
            phase: *phase,
            start: Millis(*start),
            end: Millis(*end),
        };
        LaneTrace { kind, stage: Stage::Whole, spans: spans.iter().enumerate().map(span).collect() }
    }

    /// Makes two measured runs that hardly differ.
    fn runs(strategy: Strategy, wall: f64, lanes: &[LaneTrace]) -> Vec<Run> {
        let at = |round: u32| {
            let mut run = run(strategy, wall + f64::from(round) * 0.001, &[1]);
            run.turn.round = Round::Measured(round);
            run.lanes = lanes.to_vec();
            run
        };
        vec![at(0), at(1)]
    }

    fn computing(strategy: Strategy, wall: f64, lanes: usize) -> Vec<Run> {
        runs(strategy, wall, &vec![lane(LaneKind::Thread, &[(Phase::Compute, 0.0, wall)]); lanes])
    }

    fn said(picked: Strategy, runs: &[Vec<Run>]) -> String {
        let runs: Vec<&Run> = runs.iter().flatten().collect();
        judged(picked, &compare(runs.iter().copied(), 0), &runs)
    }

    #[test]
    fn a_correct_prediction_is_told_the_lead() {
        let all = [computing(Strategy::Sequential, 100.0, 1), computing(Strategy::Threads, 50.0, 2)];
        assert_eq!(
            said(THREADS, &all),
            "You picked threads, and you were right. The next fastest, sequential, took 50.0 ms longer."
        );
    }

    #[test]
    fn one_lane_that_computes_loses_to_several() {
        let all = [computing(Strategy::Async, 100.0, 1), computing(Strategy::Processes, 51.0, 2)];
        assert_eq!(
            said(ASYNC, &all),
            "You picked async. Processes took 49% less time. Yours spent 100% of its time computing on one lane; \
             processes had 2."
        );
    }

    #[test]
    fn waits_in_a_row_lose_to_overlapping_waits() {
        let in_a_row = [(Phase::IoWait, 0.0, 50.0), (Phase::IoWait, 50.0, 100.0)];
        let at_once = [(Phase::IoWait, 0.0, 50.0), (Phase::IoWait, 0.0, 50.0)];
        let all = [
            runs(Strategy::Sequential, 100.0, &[lane(LaneKind::Thread, &in_a_row)]),
            runs(Strategy::Async, 50.0, &[lane(LaneKind::EventLoop, &at_once)]),
        ];
        let said = said(SEQUENTIAL, &all);
        assert!(said.ends_with("waiting for I/O, one at a time; async had up to 2 at once."), "{said}");
    }

    #[test]
    fn other_activities_that_took_the_time_are_named() {
        let first = lane(LaneKind::Thread, &[(Phase::Compute, 0.0, 50.0), (Phase::LockWait, 50.0, 100.0)]);
        let second = lane(LaneKind::Thread, &[(Phase::LockWait, 0.0, 50.0), (Phase::Compute, 50.0, 100.0)]);
        let gil = runs(Strategy::ThreadsGil, 100.0, &[first, second]);
        let said = said(Strategy::ThreadsGil, &[gil, computing(Strategy::Threads, 50.0, 2)]);
        assert!(
            said.ends_with("Yours spent 50% of its lanes’ time waiting for the GIL; threads 0%."),
            "{said}"
        );
    }

    #[test]
    fn a_start_up_that_would_have_changed_the_winner_is_mentioned() {
        let mut processes = computing(Strategy::Processes, 90.0, 2);
        processes[0].start_up = Millis(80.0);
        let said = said(THREADS, &[computing(Strategy::Threads, 100.0, 2), processes]);
        assert!(said.contains("Processes took 10% less time."), "{said}");
        assert!(
            said.ends_with(
                "Its start-up of 80.0 ms is not counted: with it, threads would have been faster."
            )
        );
    }

    #[test]
    fn undecided_rankings_decide_no_prediction() {
        let sequential = computing(Strategy::Sequential, 100.0, 1);
        let wide = repeated(&computing(Strategy::Threads, 50.0, 2)[0], 0.3);
        let close = [sequential.clone(), wide, computing(Strategy::Processes, 55.0, 2)];
        assert_eq!(
            said(THREADS, &close),
            "You picked threads, which could be right: runs vary too much to separate it from processes."
        );
        let equal = [
            sequential.clone(),
            computing(Strategy::Threads, 50.0, 2),
            computing(Strategy::Processes, 50.0, 2),
        ];
        assert_eq!(
            said(THREADS, &equal),
            "You picked threads, and nothing was faster: processes were as fast."
        );
        let lone = [computing(Strategy::Async, 50.0, 1), computing(Strategy::Threads, 50.0, 2)];
        assert!(said(THREADS, &lone).ends_with("nothing was faster: async was as fast."));
        assert!(said(SEQUENTIAL, &equal).starts_with("You picked sequential. Threads took 50% less time."));
        assert!(said(SEQUENTIAL, &close).starts_with("You picked sequential. Threads took 50% less time."));
        let once = [sequential[..1].to_vec(), computing(Strategy::Threads, 50.0, 2)];
        assert!(said(THREADS, &once).contains("One measurement of each"));
    }

    #[test]
    fn strategies_that_were_not_measured_or_did_less_win_nothing() {
        let sequential = computing(Strategy::Sequential, 100.0, 1);
        let threads = computing(Strategy::Threads, 50.0, 2);
        let mut stopped = threads.clone();
        for run in &mut stopped {
            run.ended = Ended::Stopped;
        }
        let unmeasured = "You picked threads, which was not measured completely.";
        assert_eq!(said(THREADS, &[sequential.clone(), stopped]), unmeasured);
        assert!(
            said(SEQUENTIAL, std::slice::from_ref(&sequential))
                .ends_with("There was nothing to compare it with.")
        );

        let mut failed = threads.clone();
        failed[0].reports[0].outcome =
            Err(Failure::new(FailureKind::Network, "No answer.").in_task(TaskId(0)));
        assert!(said(THREADS, &[sequential.clone(), failed]).contains("There is no winner"));

        let mut lossy = threads;
        let product = Product::Count(Count { expected: 2, counted: 1 });
        lossy[0].reports[0].outcome.as_mut().unwrap().product = Some(product);
        let all = [sequential, lossy, computing(Strategy::Processes, 80.0, 2)];
        assert_eq!(said(THREADS, &all), "You picked threads. It lost updates, so its time does not count.");
        assert!(said(PROCESSES, &all).contains("you were right"));
    }
}
