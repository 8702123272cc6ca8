//! What the experiments that compute teach, told from what was measured.

use super::data::Train;
use super::overlap;
use crate::experiments::gil::holding_or_releasing;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, Row, SpeedUp, representative};
use lanes_analysis::units;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneTrace, Phase};

const THREADS: Strategy = Strategy::Threads;
const PROCESSES: Strategy = Strategy::Processes;

/// The figures of a strategy and the run that stands for it, where it was measured on several lanes.
fn measured<'a>(
    comparison: &'a Comparison,
    runs: &[&'a Run],
    strategy: Strategy,
) -> Option<(&'a Row, &'a Run)> {
    let row = comparison.rows.iter().find(|row| row.strategy == strategy)?;
    let run = representative(runs.iter().copied(), strategy, 0).filter(|run| run.wall > Millis::ZERO)?;
    (run.lanes.len() > 1).then_some((row, run))
}

/// The share of all lanes' time in which they did what `time` counts.
fn share(run: &Run, time: impl Fn(&LaneTrace) -> Millis) -> f64 {
    let spent: Millis = run.lanes.iter().map(time).sum();
    spent.0 / (run.wall.0 * run.lanes.len() as f64)
}

fn idle(run: &Run) -> f64 {
    (1.0 - share(run, LaneTrace::busy)).max(0.0)
}

fn median(row: &Row) -> String {
    units::duration(Millis(row.wall.median))
}

/// Equal shares beforehand against taking the next.
pub(in crate::experiments) fn equal_shares(
    _: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let pairs = [(THREADS, Strategy::ThreadsStatic), (PROCESSES, Strategy::ProcessesStatic)];
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

/// What it costs that processes share no memory.
pub(in crate::experiments) fn sent_to_processes(
    _: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let (_, run) = measured(comparison, runs, PROCESSES)?;
    let moving = |lane: &LaneTrace| {
        [Phase::Serialize, Phase::Queue, Phase::Deserialize].into_iter().map(|phase| lane.total(phase)).sum()
    };
    let sent = format!(
        "Processes were sent, and sent back, {} in all, which took {} of their time.",
        units::bytes(run.bytes_moved),
        units::percent(share(run, moving))
    );
    Some(match measured(comparison, runs, THREADS) {
        Some(_) => format!("{sent} Threads read the same memory, and nothing was sent."),
        None => sent,
    })
}

const ONE_PASS: Strategy = Strategy::OnePass;

/// What cutting a picture into bands gains over one pass, how much the bands read more than once, and what that costs
/// where it has to be sent.
pub(in crate::experiments) fn bands_and_one_pass(
    setup: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let gain = comparison.row(ONE_PASS).and_then(|pass| over_one_pass(pass, comparison));
    let sent = sent_to_processes(setup, comparison, runs);
    let overlap = (gain.is_some() || sent.is_some()).then(|| overlap(setup)).flatten();
    let library = holding_or_releasing(setup, comparison, runs);
    let sentences: Vec<String> = [gain, overlap, library, sent].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The quickest on several lanes, compared with one pass. One run each tells nothing.
fn over_one_pass(pass: &Row, comparison: &Comparison) -> Option<String> {
    let shared_out = comparison.rows.iter().filter(|row| row.lanes > 1);
    let best = shared_out.min_by(|a, b| a.wall.median.total_cmp(&b.wall.median))?;
    let name = best.strategy.key();
    let gain = match relation(&best.wall, &pass.wall) {
        Relation::Less => {
            let times = units::ratio(pass.wall.median / best.wall.median);
            format!("In bands, {name} took {}: {times} as fast.", median(best))
        }
        Relation::Equal => format!("In bands, {name} took about as long."),
        Relation::More => "No strategy with bands was faster.".to_owned(),
        Relation::Undecided => "Runs vary too much to tell whether bands were faster.".to_owned(),
        Relation::OnlyOnce => return None,
    };
    Some(format!("One pass over the whole picture took {}. {gain}", median(pass)))
}

/// Few tasks of equal length need whole rounds.
pub(in crate::experiments) fn few_tasks(
    setup: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let (row, run) = [THREADS, PROCESSES].into_iter().find_map(|it| measured(comparison, runs, it))?;
    let (tasks, lanes) = (u64::from(Train::of(setup).folds), run.lanes.len() as u64);
    let rounds = tasks.div_ceil(lanes);
    let bound = units::ratio(tasks as f64 / rounds as f64);
    let plan = format!(
        "{tasks} equally long tasks on {lanes} lanes take {rounds} {}: {bound} the speed at best",
        if rounds == 1 { "round" } else { "rounds" }
    );
    let name = row.strategy.key();
    Some(match comparison.speed_up(row) {
        Some(SpeedUp::Times(times)) => format!("{plan}; {name} reached {}.", units::ratio(times)),
        Some(SpeedUp::Same) => format!("{plan}; {name} were about as fast as one task after the other."),
        Some(SpeedUp::Unclear) => format!("{plan}. Runs vary too much to tell what {name} reached."),
        Some(SpeedUp::Baseline | SpeedUp::OnlyOnce) | None => format!("{plan}."),
    })
}

/// No run is shorter than its longest task.
pub(in crate::experiments) fn longest_task(
    _: &Setup,
    comparison: &Comparison,
    runs: &[&Run],
) -> Option<String> {
    let (row, run) = [THREADS, PROCESSES].into_iter().find_map(|it| measured(comparison, runs, it))?;
    let spans = run.lanes.iter().flat_map(|lane| &lane.spans);
    let computing = spans.filter(|span| span.phase == Phase::Compute);
    let longest = computing.max_by(|a, b| a.duration().0.total_cmp(&b.duration().0))?;
    Some(format!(
        "The longest text took {}, and no number of lanes is done before that; {} took {} on {} lanes, idle for {} of \
         their time.",
        units::duration(longest.duration()),
        row.strategy.key(),
        median(row),
        run.lanes.len(),
        units::percent(idle(run))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_analysis::compare::compare;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::run::Ended;
    use lanes_model::testing::repeated;
    use lanes_model::trace::{LaneKind, Span, Stage, TaskId};

    /// A run of 100 ms times `wall`, whose lanes computed for those shares of it.
    fn run(strategy: Strategy, wall: f64, lanes: &[f64]) -> Run {
        let lane = |busy: &f64| {
            let span = |phase, start: f64, end: f64| Span {
                task: Some(TaskId(0)),
                phase,
                start: Millis(start * 100.0 * wall),
                end: Millis(end * 100.0 * wall),
            };
            let spans = vec![span(Phase::Serialize, 0.0, 0.1), span(Phase::Compute, 0.1, *busy)];
            LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans }
        };
        Run {
            turn: Turn { strategy, point: 0, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(100.0 * wall),
            lanes: lanes.iter().map(lane).collect(),
            reports: Vec::new(),
            bytes_moved: 1_500_000,
        }
    }

    fn five_each(runs: &[Run], spread: f64) -> Vec<Run> {
        runs.iter().flat_map(|run| repeated(run, spread)).collect()
    }

    fn lesson(id: &str, runs: &[Run]) -> Option<String> {
        let experiment = find(id).unwrap();
        let comparison = compare(runs, 0);
        (experiment.lesson().unwrap())(
            &Setup::new(experiment, 2),
            &comparison,
            &runs.iter().collect::<Vec<_>>(),
        )
    }

    #[test]
    fn idle_time_is_told_as_it_was_measured() {
        let fixed = Strategy::ThreadsStatic;
        let uneven = five_each(&[run(THREADS, 1.0, &[1.0, 1.0]), run(fixed, 1.8, &[0.2, 1.0])], 0.02);
        assert_eq!(
            lesson("mandelbrot", &uneven).unwrap(),
            "With equal shares beforehand, threads were idle for 40 % of their time and took 180 ms; taking the next \
             rows whenever they were free, they were idle for 0 % and took 100 ms. Equally many rows are not equally \
             much work."
        );
        let even = [run(THREADS, 1.0, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])];
        assert!(lesson("mandelbrot", &five_each(&even, 0.02)).unwrap().ends_with("about the same."));
        assert!(lesson("mandelbrot", &five_each(&even, 0.5)).unwrap().ends_with("tell which was faster."));
        assert!(lesson("mandelbrot", &even).unwrap().contains("One measurement each does not tell"));
        let faster = five_each(&[run(THREADS, 1.8, &[1.0, 1.0]), run(fixed, 1.0, &[1.0, 1.0])], 0.02);
        assert!(lesson("mandelbrot", &faster).unwrap().ends_with("equal shares were faster."));
    }

    #[test]
    fn one_lane_teaches_nothing() {
        let fixed = Strategy::ThreadsStatic;
        assert_eq!(lesson("mandelbrot", &[run(THREADS, 1.0, &[1.0]), run(fixed, 1.0, &[1.0])]), None);
        assert_eq!(lesson("word-count", &[run(Strategy::Sequential, 1.0, &[1.0])]), None);
        // A record may have a run without lanes beside others.
        assert_eq!(lesson("train", &[run(THREADS, 1.0, &[]), run(THREADS, 2.0, &[1.0, 1.0])]), None);
    }

    #[test]
    fn what_processes_are_sent_is_told() {
        let runs = [run(PROCESSES, 1.0, &[1.0, 0.5])];
        let sent = "Processes were sent, and sent back, 1.50 MB in all, which took 10 % of their time.";
        assert_eq!(lesson("data-crunching", &runs).unwrap(), sent);
        let both = [run(PROCESSES, 1.0, &[1.0, 0.5]), run(THREADS, 1.0, &[1.0, 1.0])];
        assert_eq!(
            lesson("data-crunching", &both).unwrap(),
            format!("{sent} Threads read the same memory, and nothing was sent.")
        );
    }

    #[test]
    fn bands_are_compared_with_one_pass() {
        let overlap = "Bands overlap: together they read 8 % more rows than the picture has.";
        let told = |threads, spread| {
            let runs = [run(ONE_PASS, 2.0, &[1.0]), run(THREADS, threads, &[1.0, 1.0])];
            lesson("image-filter", &five_each(&runs, spread)).unwrap()
        };
        let pass = "One pass over the whole picture took 200 ms.";
        assert_eq!(
            told(1.0, 0.02),
            format!("{pass} In bands, threads took 100 ms: 2.00× as fast. {overlap}")
        );
        assert_eq!(told(2.0, 0.02), format!("{pass} In bands, threads took about as long. {overlap}"));
        assert_eq!(told(3.0, 0.02), format!("{pass} No strategy with bands was faster. {overlap}"));
        assert!(told(1.5, 0.9).contains("Runs vary too much to tell whether bands were faster."));
        // What was measured once is compared with nothing.
        let once = [run(ONE_PASS, 2.0, &[1.0]), run(THREADS, 1.0, &[1.0, 1.0])];
        assert_eq!(lesson("image-filter", &once), None);
        let processes = lesson("image-filter", &[run(PROCESSES, 1.0, &[1.0, 0.5])]).unwrap();
        assert!(processes.starts_with(overlap) && processes.contains("Processes were sent"), "{processes}");
    }

    #[test]
    fn rounds_of_tasks_bound_the_speed_up() {
        let told = |sequential, spread| {
            let runs = [run(Strategy::Sequential, sequential, &[1.0]), run(THREADS, 1.0, &[1.0, 0.8])];
            lesson("train", &five_each(&runs, spread)).unwrap()
        };
        assert_eq!(
            told(1.6, 0.02),
            "5 equally long tasks on 2 lanes take 3 rounds: 1.67× the speed at best; threads reached 1.60×."
        );
        assert!(
            told(1.0, 0.02).ends_with("at best; threads were about as fast as one task after the other.")
        );
        assert!(told(1.6, 0.9).ends_with("at best. Runs vary too much to tell what threads reached."));
    }

    #[test]
    fn the_longest_task_is_told() {
        assert_eq!(
            lesson("word-count", &[run(THREADS, 1.0, &[0.9, 0.5])]).unwrap(),
            "The longest text took 80.0 ms, and no number of lanes is done before that; threads took 100 ms on 2 \
             lanes, idle for 30 % of their time."
        );
    }
}
