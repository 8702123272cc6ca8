//! Reports of a crashed engine, and what a reader needs to know of them.

use js_sys::Reflect;
use lanes_model::{Failure, FailureKind, TaskId};
use wasm_bindgen::prelude::*;
use web_sys::ErrorEvent;

/// Report of a crash by one thread.
pub(super) struct CrashReport {
    pub(super) failure: Failure,
    /// True if the failure may be a consequence of another: what other threads report from a module that has trapped.
    may_follow: bool,
    /// Time of the report, in milliseconds. Unwinding a deep stack takes a while, so that the first thread to crash may
    /// not be the first to report it.
    at: f64,
}

impl CrashReport {
    /// Reads what a thread sent: the number of its task, the exception and the time.
    pub(super) fn from_thread(report: &JsValue) -> CrashReport {
        let get = |key: &str| Reflect::get(report, &key.into()).unwrap_or_default();
        let cause = get("cause").as_string().unwrap_or_default();
        let may_follow = cause.contains("unreachable") || cause.contains("Module terminated");
        let failure = Failure::new(FailureKind::EngineLost, "A worker died.").because(cause);
        let task = get("task").as_f64().and_then(|number| (number as u32).checked_sub(1));
        let failure = match task {
            Some(task) => failure.in_task(TaskId(task)),
            None => failure,
        };
        CrashReport { failure, may_follow, at: get("at").as_f64().unwrap_or(f64::INFINITY) }
    }

    /// Reads an error event of the engine's worker. Any other report tells more.
    pub(super) fn from_event(event: &ErrorEvent, was_ready: bool) -> CrashReport {
        CrashReport { failure: failure_of(event, was_ready), may_follow: true, at: f64::INFINITY }
    }

    pub(super) fn names_task(&self) -> bool {
        self.failure.task.is_some()
    }
}

/// Chooses the most useful report: one that names a task before one that does not, a cause before a possible
/// consequence, an earlier report before a later one.
pub(super) fn most_useful(reports: Vec<CrashReport>) -> Option<CrashReport> {
    let rank = |report: &CrashReport| (!report.names_task(), report.may_follow);
    reports.into_iter().min_by(|a, b| rank(a).cmp(&rank(b)).then(a.at.total_cmp(&b.at)))
}

/// Describes an error event of the engine's worker. If the script could not be loaded, browsers send a plain event
/// without a message, although its type says otherwise.
fn failure_of(event: &ErrorEvent, was_ready: bool) -> Failure {
    match Reflect::get(event, &"message".into()).ok().and_then(|message| message.as_string()) {
        None => Failure::new(FailureKind::EngineStart, "The engine could not be loaded.")
            .because("check the connection, then run again"),
        Some(message) if !was_ready => {
            let failure = Failure::new(FailureKind::EngineStart, "The engine could not be started.");
            if is_out_of_memory(&message) {
                failure.because(message).because(
                    "idle engines of other embeds are freed after a minute; run again to free them now",
                )
            } else {
                failure.because(message)
            }
        }
        Some(message) => {
            Failure::new(FailureKind::EngineLost, "The engine stopped working and was replaced.")
                .because(message)
        }
    }
}

/// Returns true if browsers mean by a message that there is no memory or address space for another module.
fn is_out_of_memory(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["out of memory", "allocate memory", "allocate wasm memory"].iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(task: Option<u32>, may_follow: bool, at: f64) -> CrashReport {
        let failure = Failure::new(FailureKind::EngineLost, "A worker died.");
        let failure = task.map_or(failure.clone(), |task| failure.in_task(TaskId(task)));
        CrashReport { failure, may_follow, at }
    }

    #[test]
    fn the_most_useful_report_names_a_task_and_a_cause_and_came_first() {
        let best = |reports: Vec<CrashReport>| most_useful(reports).map(|report| report.at);
        assert_eq!(best(vec![report(None, false, 1.0), report(Some(3), true, 2.0)]), Some(2.0));
        assert_eq!(best(vec![report(Some(3), true, 1.0), report(Some(4), false, 2.0)]), Some(2.0));
        assert_eq!(best(vec![report(Some(3), false, 2.0), report(Some(4), false, 1.0)]), Some(1.0));
        assert_eq!(best(Vec::new()), None);
    }

    #[test]
    fn a_lack_of_memory_is_recognized() {
        for message in [
            "RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance",
            "RangeError: WebAssembly.Memory(): could not allocate memory",
        ] {
            assert!(is_out_of_memory(message), "{message}");
        }
        assert!(!is_out_of_memory("Threads need shared memory, which this page does not have."));
    }
}
