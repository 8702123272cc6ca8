//! What a page around Lanes and Lanes say to one another: `{lanes: 1, id, type, ...}`, both ways.
//!
//! `docs/embed.md` describes it for authors. An answer carries the `id` of what it answers. Nothing that a page
//! sends can make reading it fail: what cannot be read is answered with an error that says why.

use crate::result::ResultDocument;
use lanes_model::failure::Failure;
use serde::Serialize;
use std::fmt;

/// The version of these messages, which every one of them carries as `lanes`.
pub const VERSION: u32 = 1;

/// The longest query in a message, in bytes.
const MAX_QUERY_BYTES: usize = 16 * 1024;

/// A field of a message as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// There is none of that name.
    Absent,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Something else.
    Other,
}

/// What a host asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Show what a query says.
    Configure {
        /// As in a link. Without `x` it changes what it names, and nothing else.
        query: String,
    },
    /// Run the experiment.
    Run {
        /// What to show before.
        query: Option<String>,
    },
    /// Stop the run under way.
    Stop,
    /// Say how things stand.
    Get,
}

/// Why a request is not granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The message is none that could be answered.
    BadMessage {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There are no messages of that type.
    UnknownType,
    /// Something is being run already.
    Busy,
    /// What is shown cannot be run.
    CannotRun {
        /// Why.
        reason: String,
    },
    /// It works on the reader's own files or addresses: only the reader may run it.
    ReadersOwn,
    /// Whoever asks has no origin that an answer could be addressed to.
    NoOrigin,
}

impl Refusal {
    /// Its name in messages.
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
            Refusal::Busy => "Something is being run already: stop it first.",
            Refusal::CannotRun { reason } => reason,
            Refusal::ReadersOwn => {
                "What works on files or addresses of the reader's own is for the reader to run."
            }
            Refusal::NoOrigin => {
                "Answers go to the origin of who asks, and this page has none: open it over http or https, \
                 and out of any sandbox without allow-same-origin."
            }
        })
    }
}

/// Reads a message of version [`VERSION`]. Nothing for one that Lanes says itself: a page that talks to itself
/// hears its own answers, and an answer is never answered.
///
/// # Errors
/// What is wrong with it.
pub fn read(id: &Field, kind: &Field, query: Field) -> Option<Result<Request, Refusal>> {
    let Field::Text(kind) = kind else { return Some(Err(bad("“type” is a text."))) };
    if ANSWERS.contains(&kind.as_str()) {
        return None;
    }
    Some(read_request(id, kind, query))
}

fn read_request(id: &Field, kind: &str, query: Field) -> Result<Request, Refusal> {
    if !matches!(id, Field::Text(_) | Field::Number(_)) {
        return Err(bad("“id” is a number or a text, which the answer carries."));
    }
    let query = match query {
        Field::Text(query) if query.len() <= MAX_QUERY_BYTES => Some(query),
        Field::Text(_) => return Err(bad("“query” is too long.")),
        Field::Absent => None,
        Field::Number(_) | Field::Other => return Err(bad("“query” is a text, as in a link.")),
    };
    match (kind, query) {
        ("configure", Some(query)) => Ok(Request::Configure { query }),
        ("configure", None) => Err(bad("“configure” needs a “query”.")),
        ("run", query) => Ok(Request::Run { query }),
        ("stop", _) => Ok(Request::Stop),
        ("get", _) => Ok(Request::Get),
        _ => Err(Refusal::UnknownType),
    }
}

fn bad(problem: &'static str) -> Refusal {
    Refusal::BadMessage { problem }
}

/// The types of what Lanes says: those of [`Answer`], and `resize`, which `www/boot/frame.js` sends.
const ANSWERS: [&str; 9] =
    ["ready", "resize", "configured", "started", "progress", "result", "stopped", "state", "error"];

/// What Lanes says.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Answer {
    /// It listens from now on.
    Ready,
    /// What it shows now.
    Configured {
        /// The query as it was understood.
        query: String,
        /// What was clamped, left out or ignored, a sentence each.
        notes: Vec<String>,
    },
    /// A run has begun.
    Started,
    /// A run goes on.
    Progress {
        /// Tasks done.
        done: u64,
        /// Tasks there are.
        total: u64,
    },
    /// A run is over.
    Result {
        /// What was measured; where it was stopped, what was finished.
        result: Option<ResultDocument>,
    },
    /// Nothing is being run any more.
    Stopped {
        /// What was finished of what was stopped; nothing where nothing was being run.
        result: Option<ResultDocument>,
    },
    /// How things stand.
    State {
        /// Whether it can run anything.
        ready: bool,
        /// Whether something is being run.
        running: bool,
        /// The query of what it shows.
        query: String,
        /// What was measured last.
        result: Option<ResultDocument>,
    },
    /// What was asked was not done.
    Error {
        /// What went wrong.
        error: ErrorPart,
    },
}

/// What went wrong, for a program and for people.
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
        read(&Field::Number(1.0), &text(kind), query).expect("a request")
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
        fn no_message_makes_reading_fail(id in any_field(), kind in any_field(), query in any_field()) {
            let _ = read(&id, &kind, query);
        }
    }

    #[test]
    fn requests_are_read_and_all_else_is_refused_by_name() {
        assert_eq!(ask("configure", text("tasks=4")), Ok(Request::Configure { query: "tasks=4".into() }));
        assert_eq!(ask("run", Field::Absent), Ok(Request::Run { query: None }));
        assert_eq!(ask("stop", Field::Absent), Ok(Request::Stop));
        assert_eq!(read(&text("a"), &text("get"), Field::Absent), Some(Ok(Request::Get)));
        let refused = |kind, query| to_value(Answer::from(&ask(kind, query).unwrap_err())).unwrap();
        let kinds = [
            refused("explode", Field::Absent),
            refused("configure", Field::Absent),
            refused("run", Field::Other),
            refused("run", Field::Text("a".repeat(20_000))),
            to_value(Answer::from(&read(&Field::Absent, &text("get"), Field::Absent).unwrap().unwrap_err()))
                .unwrap(),
        ]
        .map(|answer| answer["error"]["kind"].as_str().map(str::to_owned));
        let kinds: Vec<_> = kinds.iter().flatten().map(String::as_str).collect();
        assert_eq!(kinds, ["unknown-type", "bad-message", "bad-message", "bad-message", "bad-message"]);
    }

    #[test]
    fn an_answer_is_never_answered() {
        let progress = Answer::Progress { done: 1, total: 2 };
        let failure = Failure::new(FailureKind::EngineLost, "Gone.");
        let answers = [
            Answer::Ready,
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
            assert_eq!(read(&Field::Number(1.0), &text(&kind), Field::Absent), None, "{kind}");
        }
        assert_eq!(to_value(progress).unwrap(), json!({"type": "progress", "done": 1, "total": 2}));
        assert_eq!(
            to_value(Answer::from(&failure)).unwrap(),
            json!({"type": "error", "error": {"kind": "engine-lost", "message": "Gone."}})
        );
    }
}
