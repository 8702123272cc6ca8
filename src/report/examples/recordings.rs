//! Reads recordings and traces as the page does, and prints a line for each: its experiment, interpreter, strategies, runs and spans.
//!
//! ```sh
//! cargo run -p lanes-report --example recordings -- sum-of-squares.lanes.json '#r1.eJy…'
//! ```
//!
//! An argument is a file, or a link or its fragment.

use lanes_report::record::{Record, TraceProblem, decode, decode_recording, decode_trace, is_trace};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for argument in std::env::args().skip(1) {
        let read = match argument.split_once('#') {
            Some((_, fragment)) => decode(fragment).map_err(TraceProblem::from),
            None => read_file(&std::fs::read_to_string(&argument)?),
        };
        println!("{}", line(&read.map_err(|refusal| format!("{argument}: {refusal}"))?));
    }
    Ok(())
}

fn read_file(text: &str) -> Result<Record, TraceProblem> {
    // The moment when a trace was changed is not printed.
    if is_trace(text) { decode_trace(text, "2026-01-01T00:00:00Z") } else { Ok(decode_recording(text)?) }
}

fn line(record: &Record) -> String {
    let interpreter = record.environment.interpreter.as_ref().map(ToString::to_string).unwrap_or_default();
    let strategies: Vec<_> = record.setup.strategies().iter().map(|strategy| strategy.key()).collect();
    let lanes = || record.runs().flat_map(|run| &run.lanes);
    let spans: usize = lanes().map(|lane| lane.spans.len()).sum();
    let idle = lanes().filter(|lane| lane.spans.is_empty()).count();
    format!(
        "{}: {interpreter}: {}: {} runs, {spans} spans, {idle} idle lanes",
        record.setup.experiment().id,
        strategies.join(","),
        record.runs.len()
    )
}
