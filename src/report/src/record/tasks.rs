//! Results of tasks, encoded in few numbers.
//!
//! Tasks on which all runs agree need no checksum each. The sum of all answers at a point is enough: on reading, the
//! first such task gets the sum and the others zero, so that comparisons and totals come out unchanged. Tasks on
//! which strategies disagree have their own answers, run by run.

use super::lanes::{micros, millis};
use super::limits::cut;
use super::refusal::Refusal;
use super::usage::Usage;
use super::wire::{PARCELS, parcel_number};
use lanes_model::failure::{Failure, FailureKind};
use lanes_model::product::{Attempt, Count, Product, Score, Service};
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::Run;
use lanes_model::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Maximum number of tasks recorded with their own answers; more would add nothing.
const MOST_DISPUTED: usize = 16;
/// Maximum number of attempts; no run makes more.
const MOST_ATTEMPTS: usize = 16;

/// Answers of all runs at one point.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Answers {
    /// Sum of the answers on which all runs agree.
    sum: u64,
    /// Tasks on which they do not agree.
    disputed: Vec<u32>,
}

/// Results of the tasks of one run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tasks {
    /// Number of tasks with an answer.
    ok: u32,
    /// Answers of disputed tasks.
    own: Vec<(u32, u64)>,
    /// Failed tasks, in rows: the number of tasks between this row and the previous one, the length of the row, and
    /// the index of the failure within the record.
    failed: Vec<(u32, u32, u32)>,
    /// Figures that tasks made.
    made: Vec<(u32, Made)>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Made {
    /// Answered requests, the time this took, the median latency and the 99th percentile, in microseconds.
    Service(u64, u64, u64, u64),
    /// Expected, counted.
    Count(u64, u64),
    /// Correct answers, questions.
    Score(u32, u32),
    /// Index into [`PARCELS`], and the browser's message where it refused.
    Attempts(Vec<(u8, Option<String>)>),
}

/// Failure without the task in which it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Why {
    kind: u8,
    message: String,
    causes: Vec<String>,
}

const FAILURE_KINDS: [FailureKind; 9] = [
    FailureKind::EngineStart,
    FailureKind::EngineLost,
    FailureKind::Task,
    FailureKind::Panic,
    FailureKind::Network,
    FailureKind::Mismatch,
    FailureKind::Protocol,
    FailureKind::Unsupported,
    FailureKind::BadFile,
];

/// Failures of a record, each once.
#[derive(Default)]
pub(super) struct Reasons(pub(super) Vec<Why>);

impl Reasons {
    /// Returns the index of a failure, adding it if necessary.
    pub(super) fn place(&mut self, failure: &Failure) -> u32 {
        let why = Why {
            kind: FAILURE_KINDS.iter().position(|kind| *kind == failure.kind).unwrap_or(0) as u8,
            message: cut(&failure.message),
            causes: failure.causes.iter().take(MOST_CAUSES).map(|cause| cut(cause)).collect(),
        };
        let place = self.0.iter().position(|other| *other == why).unwrap_or_else(|| {
            self.0.push(why);
            self.0.len() - 1
        });
        place as u32
    }
}

/// Maximum number of causes recorded for a failure.
const MOST_CAUSES: usize = 4;

/// Restores the failure at an index.
pub(super) fn failure(reasons: &[Why], place: u32, task: Option<TaskId>) -> Result<Failure, Refusal> {
    let why = reasons.get(place as usize).ok_or(Refusal::Malformed)?;
    let kind = *FAILURE_KINDS.get(usize::from(why.kind)).ok_or(Refusal::Malformed)?;
    let causes = why.causes.iter().take(MOST_CAUSES).map(|cause| cut(cause)).collect();
    Ok(Failure { kind, task, message: cut(&why.message), causes, traceback: None })
}

impl Answers {
    /// Collects the answers of all runs at one point.
    pub(super) fn of<'a>(runs: impl Iterator<Item = &'a Run>) -> Answers {
        let mut all: Vec<(u32, u64)> = Vec::new();
        // A task with all of the work is a different task, though it has a number of the others and may have the same
        // answer.
        let mut apart: Vec<u32> = Vec::new();
        let mut first: &[TaskReport] = &[];
        for run in runs {
            for (index, report) in run.reports.iter().enumerate() {
                let Ok(answer) = &report.outcome else { continue };
                // Mostly the first run has the same answer in the same place.
                let is_known = first.get(index).is_some_and(|known| {
                    known.task == report.task
                        && known.outcome.as_ref().is_ok_and(|other| other.checksum == answer.checksum)
                });
                if !is_known {
                    all.push((report.task.0, answer.checksum.0));
                }
            }
            if first.is_empty() {
                first = &run.reports;
            }
            if run.turn.strategy.is_one_task() {
                apart.extend(run.reports.iter().map(|report| report.task.0));
            }
        }
        // The page's standard library is built for size, with slow sorts.
        if !all.is_sorted() {
            all.sort_unstable();
        }
        all.dedup();
        let mut answers = Answers::default();
        for of_task in all.chunk_by(|one, other| one.0 == other.0) {
            match of_task {
                [(task, _), rest @ ..]
                    if (!rest.is_empty() || apart.contains(task))
                        && answers.disputed.len() < MOST_DISPUTED =>
                {
                    answers.disputed.push(*task);
                }
                [(_, answer), ..] => answers.sum = answers.sum.wrapping_add(*answer),
                [] => {}
            }
        }
        answers
    }

    /// Returns the task that gets the sum.
    fn carrier(&self) -> u32 {
        (0..).find(|task| !self.disputed.contains(task)).unwrap_or(0)
    }
}

/// Encodes the results of a run's tasks. Scores and attempts are recorded of drawn runs only: they are the same in all.
pub(super) fn condense(run: &Run, answers: &Answers, is_drawn: bool, reasons: &mut Reasons) -> Tasks {
    let mut tasks = Tasks { ok: 0, own: Vec::new(), failed: Vec::new(), made: Vec::new() };
    let mut failures: Vec<(u32, u64)> = Vec::new();
    for report in &run.reports {
        let task = report.task.0;
        match &report.outcome {
            Ok(answer) => {
                tasks.ok += 1;
                if answers.disputed.contains(&task) {
                    tasks.own.push((task, answer.checksum.0));
                }
                let made = answer.product.as_ref().and_then(|product| made(product, is_drawn));
                tasks.made.extend(made.map(|made| (task, made)));
            }
            Err(failure) => failures.push((task, u64::from(reasons.place(failure)))),
        }
    }
    failures.sort_unstable();
    // A task fails once, however often the record says so.
    failures.dedup_by_key(|(task, _)| *task);
    let mut next = 0;
    for (task, reason) in failures {
        let reason = reason as u32;
        match tasks.failed.last_mut() {
            Some((_, count, last)) if task == next && *last == reason => *count += 1,
            _ => tasks.failed.push((task - next, 1, reason)),
        }
        next = task.saturating_add(1);
    }
    tasks
}

fn made(product: &Product, is_drawn: bool) -> Option<Made> {
    match product {
        Product::Service(Service { answered, over, median, p99 }) => {
            let [over, median, p99] = [*over, *median, *p99].map(micros);
            Some(Made::Service(*answered, over, median, p99))
        }
        Product::Count(Count { expected, counted }) => Some(Made::Count(*expected, *counted)),
        Product::Score(Score { right, tested }) if is_drawn => Some(Made::Score(*right, *tested)),
        Product::Attempts(attempts) if is_drawn => {
            let attempt =
                |attempt: &Attempt| (parcel_number(attempt.parcel), attempt.refused.as_deref().map(cut));
            Some(Made::Attempts(attempts.iter().map(attempt).collect()))
        }
        // Everything but figures stays with the reader who measured it: pictures, words, users, pages.
        _ => None,
    }
}

/// Decodes the reports of a run. Tasks without data of their own get the lowest free numbers.
pub(super) fn read(
    tasks: &Tasks,
    answers: &Answers,
    reasons: &[Why],
    limits: &mut Usage,
) -> Result<Vec<TaskReport>, Refusal> {
    let failed: usize = tasks.failed.iter().fold(0, |sum, (_, count, _)| sum.saturating_add(*count as usize));
    limits.tasks((tasks.ok as usize).saturating_add(failed))?;
    // Both are searched for each task.
    if tasks.own.len() > MOST_DISPUTED || answers.disputed.len() > MOST_DISPUTED {
        return Err(Refusal::Malformed);
    }
    let mut reports: Vec<TaskReport> = Vec::with_capacity(tasks.ok as usize + failed);
    let report = |task: u32, outcome| TaskReport { task: TaskId(task), outcome };
    let carrier = answers.carrier();
    let mut others = (tasks.ok as usize).checked_sub(tasks.own.len()).ok_or(Refusal::Malformed)?;
    let mut next = 0u32;
    // The first numbers between rows of failed tasks, then those after them.
    let rows = tasks.failed.iter().copied().chain([(u32::MAX, 0, 0)]);
    for (gap, count, reason) in rows {
        let row = next.saturating_add(gap);
        for task in (next..row).filter(|task| !answers.disputed.contains(task)).take(others) {
            reports.push(report(task, Ok(Checksum(if task == carrier { answers.sum } else { 0 }).into())));
            others -= 1;
        }
        next = row.saturating_add(count);
        for task in row..next {
            let failure = failure(reasons, reason, Some(TaskId(task)))?;
            limits.failure_text(
                failure.message.len() + failure.causes.iter().map(String::len).sum::<usize>(),
            )?;
            reports.push(report(task, Err(failure)));
        }
    }
    for (task, answer) in &tasks.own {
        if !answers.disputed.contains(task) {
            return Err(Refusal::Malformed);
        }
        reports.push(report(*task, Ok(Checksum(*answer).into())));
    }
    reports.sort_unstable_by_key(|report| report.task.0);
    let twice = reports.windows(2).any(|pair| pair[0].task == pair[1].task);
    if twice || others > 0 {
        return Err(Refusal::Malformed);
    }
    for (task, made) in &tasks.made {
        let place = reports.binary_search_by_key(task, |report| report.task.0);
        if let Some(Ok(answer)) = place.ok().map(|place| &mut reports[place].outcome) {
            answer.product = Some(product(made)?);
        }
    }
    Ok(reports)
}

fn product(made: &Made) -> Result<Product, Refusal> {
    let millis = |micros: &u64| millis(*micros);
    Ok(match made {
        Made::Service(answered, over, median, p99) => Product::Service(Service {
            answered: *answered,
            over: millis(over),
            median: millis(median),
            p99: millis(p99),
        }),
        Made::Count(expected, counted) => Product::Count(Count { expected: *expected, counted: *counted }),
        Made::Score(right, tested) => Product::Score(Score { right: *right, tested: *tested }),
        Made::Attempts(attempts) => {
            let attempt = |(parcel, refused): &(u8, Option<String>)| {
                let parcel = *PARCELS.get(usize::from(*parcel)).ok_or(Refusal::Malformed)?;
                Ok(Attempt { parcel, refused: refused.as_deref().map(cut) })
            };
            Product::Attempts(attempts.iter().take(MOST_ATTEMPTS).map(attempt).collect::<Result<_, _>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_take_long_to_search_are_refused() {
        let tasks = Tasks { ok: 100_000, own: Vec::new(), failed: Vec::new(), made: Vec::new() };
        let read = |disputed| read(&tasks, &Answers { sum: 0, disputed }, &[], &mut Usage::default());
        assert_eq!(read((0..17).collect()), Err(Refusal::Malformed));
        assert_eq!(read((0..16).collect()).map(|reports| reports.len()), Ok(100_000));
    }
}
