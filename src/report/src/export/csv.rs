//! Comma-separated values as in RFC 4180: a row for each run, including warm-ups.

use super::Measured;
use lanes_catalogue::Value;
use lanes_catalogue::experiment::RUNTIME;
use lanes_model::plan::Round;
use lanes_model::run::{Ended, Run};
use lanes_model::trace::Phase;

/// Writes the runs as a table. Every row has the parameters, the machine and the date, so that files can be combined.
pub fn table(measured: &Measured) -> String {
    let points = measured.setup.points();
    let common = common(measured);
    let mut heads: Vec<String> = OWN_HEADS.map(str::to_owned).to_vec();
    heads.extend(Phase::ALL.map(|phase| phase.key().replace('-', "_") + "_ms"));
    heads.extend(common.iter().map(|(head, _)| head.clone()));
    let mut text = String::new();
    write_row(&mut text, &heads);
    for run in measured.runs {
        let x = points.get(usize::from(run.turn.point));
        let mut cells = own_cells(run, x.copied());
        cells.extend(common.iter().map(|(_, value)| value.clone()));
        write_row(&mut text, &cells);
    }
    text
}

/// Headers of the columns before the phases, which differ from run to run.
const OWN_HEADS: [&str; 11] = [
    "strategy",
    "x",
    "repeat",
    "ended",
    "wall_ms",
    "start_up_ms",
    "lanes",
    "tasks_ok",
    "tasks_failed",
    "bytes_moved",
    "checksum",
];

fn own_cells(run: &Run, x: Option<u64>) -> Vec<String> {
    let repeat = match run.turn.round {
        Round::WarmUp => 0,
        Round::Measured(round) => round + 1,
    };
    let ended = match run.ended {
        Ended::Completed => "completed",
        Ended::Stopped => "stopped",
    };
    let mut cells = vec![
        run.turn.strategy.key().to_owned(),
        x.map(|x| x.to_string()).unwrap_or_default(),
        repeat.to_string(),
        ended.to_owned(),
        milliseconds(run.wall.0),
        milliseconds(run.start_up.0),
        run.lanes.len().to_string(),
        run.tasks_ok().to_string(),
        run.failures().count().to_string(),
        run.bytes_moved.to_string(),
        format!("{:016x}", run.checksum().0),
    ];
    cells.extend(Phase::ALL.map(|phase| milliseconds(run.total(phase).0)));
    cells
}

/// Lists the columns that are the same for all runs, with their headers: experiment, parameters, machine and date.
fn common(measured: &Measured) -> Vec<(String, String)> {
    let environment = measured.environment;
    let mut common = vec![("experiment".to_owned(), measured.setup.experiment().id.to_owned())];
    // The runtime has a column of its own.
    let shown = measured.setup.values().shown().filter(|(parameter, _)| parameter.key != RUNTIME.key);
    common.extend(shown.map(|(parameter, value)| {
        let value = match value {
            Value::Number(number) => match parameter.option(*number) {
                Some(option) => option.key.to_owned(),
                None => number.to_string(),
            },
            Value::Text(text) => text.clone(),
        };
        (["parameter_", parameter.key].concat(), value)
    }));
    let machine = [
        ("runtime", measured.setup.runtime().key().to_owned()),
        ("cores", environment.cores.to_string()),
        ("isolated", environment.isolated.to_string()),
        ("browser", environment.browser.clone()),
        ("recorded_at", environment.recorded_at.clone()),
    ];
    common.extend(machine.map(|(head, value)| (head.to_owned(), value)));
    common
}

/// Formats milliseconds to the microsecond; no clock is more precise.
fn milliseconds(ms: f64) -> String {
    format!("{ms:.3}")
}

fn write_row(text: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::Sample;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_run_is_a_row() {
        let sample = Sample::new("ten-requests");
        let rows = read(&sample.with(table));
        assert_eq!(rows.len(), 1 + sample.runs.len());
        let cells = |row: usize| rows[0].iter().cloned().zip(rows[row].clone()).collect::<BTreeMap<_, _>>();
        let warm_up = cells(1);
        assert_eq!((warm_up["strategy"].as_str(), warm_up["repeat"].as_str()), ("sequential", "0"));
        assert_eq!((warm_up["wall_ms"].as_str(), warm_up["io_wait_ms"].as_str()), ("690.000", "345.000"));
        let last = cells(12);
        assert_eq!((last["strategy"].as_str(), last["repeat"].as_str()), ("threads", "3"));
        assert_eq!((last["parameter_network"].as_str(), last["x"].as_str()), ("simulated", ""));
        assert_eq!(last["runtime"], "rust");
        assert_eq!(last["browser"], sample.environment.browser);
        assert_eq!(last["recorded_at"], "2026-11-22T15:04:05.678Z");
    }

    proptest! {
        #[test]
        fn written_rows_read_back(
            rows in (1usize..5).prop_flat_map(|columns| {
                prop::collection::vec(prop::collection::vec("[a-z\",\r\n é]{1,8}", columns), 1..5)
            }),
        ) {
            let mut text = String::new();
            for row in &rows {
                write_row(&mut text, row);
            }
            prop_assert_eq!(read(&text), rows);
        }
    }
}
