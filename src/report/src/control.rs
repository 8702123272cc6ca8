//! Messages between Lanes and the page around it: `{lanes: 1, id, type, ...}`, both ways.
//!
//! `docs/embed.md` describes them for authors. An answer carries the `id` of its request. Reading never fails,
//! whatever a page sends: a message that cannot be read is answered with an error that gives the reason.

use crate::result::ResultDocument;
use lanes_catalogue::code::MAX_CODE_BYTES;
use lanes_model::failure::Failure;
use serde::Serialize;
use std::fmt;

/// Version of these messages, sent as `lanes` in each of them.
pub const VERSION: u32 = 1;

/// Maximum length of a query in a message, in bytes.
const MAX_QUERY_BYTES: usize = 16 * 1024;

/// Field of a message as received.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// No field of that name.
    Absent,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Any other type.
    Other,
}

/// Change of what is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Query as in a link. Without `x`, settings that it does not name stay as they are.
    pub query: String,
    /// Python code, for an experiment that takes code.
    pub code: Option<String>,
}

/// Request of the host page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Show what a query says, and code.
    Configure(Change),
    /// Run the experiment.
    Run {
        /// Change to make first.
        change: Option<Change>,
    },
    /// Stop the current run.
    Stop,
    /// Report the current state.
    Get,
}

/// Reason why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The message cannot be answered.
    BadMessage {
        /// Problem with the message.
        problem: &'static str,
    },
    /// The message has an unknown type.
    UnknownType,
    /// An experiment is running already, or the decision guide measures.
    Busy,
    /// The shown experiment cannot be run.
    CannotRun {
        /// Reason, as a sentence.
        reason: String,
    },
    /// The setup uses the reader's own files or addresses, so that only the reader may run it.
    ReadersOwn,
    /// The sender has no origin to which an answer can be addressed.
    NoOrigin,
}

impl Refusal {
    /// Returns the reason's key in messages.
    fn key(&self) -> &'static str {
        match self {
            Refusal::BadMessage { .. } => "bad-message",
            Refusal::UnknownType => "unknown-type",
            Refusal::Busy => "busy",
            Refusal::CannotRun { .. } => "cannot-run",
            Refusal::ReadersOwn => "readers-own",
            Refusal::NoOrigin => "no-origin",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::BadMessage { problem } => problem,
            Refusal::UnknownType => "There are no messages of this type.",
            Refusal::Busy => "Lanes is already measuring. Stop it first.",
            Refusal::CannotRun { reason } => reason,
            Refusal::ReadersOwn => {
                "This experiment runs code, or uses the reader's own files or addresses. Only the reader can run it; \
                 code also runs for you once the reader has pressed Run in this frame."
            }
            Refusal::NoOrigin => {
                "Answers go to the origin of the page that asks, and this page has none. Open it over http or https, \
                 and give a sandbox allow-same-origin."
            }
        })
    }
}

/// Reads a message of version [`VERSION`]. Returns None for an answer of Lanes itself: a page that sends messages to
/// itself receives its own answers, and answers are never answered.
///
/// # Errors
/// Fails with the problem of the message.
pub fn read(id: &Field, kind: &Field, query: Field, code: Field) -> Option<Result<Request, Refusal>> {
    let Field::Text(kind) = kind else { return Some(Err(bad("“type” must be a string."))) };
    if ANSWERS.contains(&kind.as_str()) {
        return None;
    }
    Some(read_request(id, kind, query, code))
}

fn read_request(id: &Field, kind: &str, query: Field, code: Field) -> Result<Request, Refusal> {
    if !matches!(id, Field::Text(_) | Field::Number(_)) {
        return Err(bad("“id” must be a number or a string; the answer carries it."));
    }
    let query = match query {
        Field::Text(query) if query.len() <= MAX_QUERY_BYTES => Some(query),
        Field::Text(_) => return Err(bad("“query” is too long.")),
        Field::Absent => None,
        Field::Number(_) | Field::Other => return Err(bad("“query” must be a string, as in a link.")),
    };
    let code = match code {
        Field::Text(code) if code.len() <= MAX_CODE_BYTES => Some(code),
        Field::Text(_) => return Err(bad("“code” is too long. It can have 20,000 bytes.")),
        Field::Absent => None,
        Field::Number(_) | Field::Other => return Err(bad("“code” must be a string.")),
    };
    let change = match (query, code) {
        (None, None) => None,
        (query, code) => Some(Change { query: query.unwrap_or_default(), code }),
    };
    match (kind, change) {
        ("configure", Some(change)) => Ok(Request::Configure(change)),
        ("configure", None) => Err(bad("“configure” needs a “query” or “code”.")),
        ("run", change) => Ok(Request::Run { change }),
        ("stop", _) => Ok(Request::Stop),
        ("get", _) => Ok(Request::Get),
        _ => Err(Refusal::UnknownType),
    }
}

fn bad(problem: &'static str) -> Refusal {
    Refusal::BadMessage { problem }
}

/// Types of all answers: those of [`Answer`], and `loading` and `resize`, which `www/boot/frame.js` sends.
const ANSWERS: [&str; 11] = [
    "loading",
    "ready",
    "resize",
    "escaped",
    "configured",
    "started",
    "progress",
    "result",
    "stopped",
    "state",
    "error",
];

/// Message from Lanes to the host page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Answer {
    /// Lanes is ready for requests.
    Ready,
    /// The reader pressed Escape where nothing in the frame takes it.
    Escaped,
    /// The experiment was set.
    Configured {
        /// Query as understood.
        query: String,
        /// Values that were clamped, left out or ignored, a sentence each.
        notes: Vec<String>,
    },
    /// A run started.
    Started,
    /// A run made progress.
    Progress {
        /// Number of finished tasks.
        done: u64,
        /// Number of all tasks.
        total: u64,
    },
    /// A run finished.
    Result {
        /// Result; of a stopped run, the finished part.
        result: Option<ResultDocument>,
    },
    /// Nothing is running any more.
    Stopped {
        /// Finished part of the stopped run; None if nothing was running.
        result: Option<ResultDocument>,
    },
    /// Current state.
    State {
        /// True if Lanes can run an experiment.
        ready: bool,
        /// True if an experiment is running.
        running: bool,
        /// Query of the shown experiment.
        query: String,
        /// Latest result.
        result: Option<ResultDocument>,
    },
    /// The request failed.
    Error {
        /// Reason for the failure.
        error: ErrorPart,
    },
}

/// Error for programs (a key) and people (a sentence).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorPart {
    kind: &'static str,
    message: String,
}

impl From<&Refusal> for Answer {
    fn from(refusal: &Refusal) -> Answer {
        Answer::Error { error: ErrorPart { kind: refusal.key(), message: refusal.to_string() } }
    }
}

impl From<&Failure> for Answer {
    fn from(failure: &Failure) -> Answer {
        Answer::Error { error: ErrorPart { kind: failure.kind.key(), message: failure.to_string() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::failure::FailureKind;
    use proptest::prelude::*;
    use serde_json::{json, to_value};

    fn text(text: &str) -> Field {
        Field::Text(text.to_owned())
    }

    fn ask(kind: &str, query: Field) -> Result<Request, Refusal> {
        read(&Field::Number(1.0), &text(kind), query, Field::Absent).expect("a request")
    }

    fn any_field() -> impl Strategy<Value = Field> {
        prop_oneof![
            Just(Field::Absent),
            Just(Field::Other),
            any::<f64>().prop_map(Field::Number),
            "configure|run|stop|get|result|.*".prop_map(Field::Text),
        ]
    }

    proptest! {
        #[test]
        fn no_message_breaks_the_reader(id in any_field(), kind in any_field(), query in any_field(), code in any_field()) {
            let _ = read(&id, &kind, query, code);
        }
    }

    #[test]
    fn requests_are_read_and_all_other_messages_are_refused_by_name() {
        let change = Change { query: "tasks=4".into(), code: None };
        assert_eq!(ask("configure", text("tasks=4")), Ok(Request::Configure(change)));
        assert_eq!(ask("run", Field::Absent), Ok(Request::Run { change: None }));
        assert_eq!(ask("stop", Field::Absent), Ok(Request::Stop));
        assert_eq!(read(&text("a"), &text("get"), Field::Absent, Field::Absent), Some(Ok(Request::Get)));
        let refused = |kind, query| to_value(Answer::from(&ask(kind, query).unwrap_err())).unwrap();
        let kinds = [
            refused("explode", Field::Absent),
            refused("configure", Field::Absent),
            refused("run", Field::Other),
            refused("run", Field::Text("a".repeat(20_000))),
            to_value(Answer::from(
                &read(&Field::Absent, &text("get"), Field::Absent, Field::Absent).unwrap().unwrap_err(),
            ))
            .unwrap(),
        ]
        .map(|answer| answer["error"]["kind"].as_str().map(str::to_owned));
        let kinds: Vec<_> = kinds.iter().flatten().map(String::as_str).collect();
        assert_eq!(kinds, ["unknown-type", "bad-message", "bad-message", "bad-message", "bad-message"]);
    }

    #[test]
    fn code_comes_with_or_without_a_query() {
        let with_code = |kind, code| read(&Field::Number(1.0), &text(kind), Field::Absent, code).unwrap();
        let change = Change { query: String::new(), code: Some("print(1)".into()) };
        assert_eq!(with_code("configure", text("print(1)")), Ok(Request::Configure(change.clone())));
        assert_eq!(with_code("run", text("print(1)")), Ok(Request::Run { change: Some(change) }));
        for code in [Field::Number(1.0), Field::Other, text(&"#".repeat(MAX_CODE_BYTES + 1))] {
            assert!(matches!(with_code("run", code), Err(Refusal::BadMessage { .. })));
        }
    }

    #[test]
    fn an_answer_is_never_answered() {
        let progress = Answer::Progress { done: 1, total: 2 };
        let failure = Failure::new(FailureKind::EngineLost, "Gone.");
        let answers = [
            Answer::Ready,
            Answer::Escaped,
            Answer::Configured { query: String::new(), notes: Vec::new() },
            Answer::Started,
            progress.clone(),
            Answer::Result { result: None },
            Answer::Stopped { result: None },
            Answer::State { ready: true, running: false, query: String::new(), result: None },
            Answer::from(&failure),
        ];
        for answer in &answers {
            let kind = to_value(answer).unwrap()["type"].as_str().unwrap().to_owned();
            assert_eq!(read(&Field::Number(1.0), &text(&kind), Field::Absent, Field::Absent), None, "{kind}");
        }
        assert_eq!(to_value(progress).unwrap(), json!({"type": "progress", "done": 1, "total": 2}));
        assert_eq!(
            to_value(Answer::from(&failure)).unwrap(),
            json!({"type": "error", "error": {"kind": "engine-lost", "message": "Gone."}})
        );
    }
}
