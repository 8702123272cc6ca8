//! Markdown: a table of the results, with the text around it.

use super::Measured;
use super::machine::{before_meanings, measured_elsewhere, measured_on, runtime};
use lanes_analysis::compare::{Comparison, SpeedUp};
use lanes_analysis::units;
use lanes_catalogue::experiment::Sweep;
use lanes_catalogue::sweep::{Chart, Series};
use lanes_model::time::Millis;

/// Writes a heading, the parameters, the table, the conclusions, and where and when the results were measured.
pub fn text(measured: &Measured) -> String {
    let comparison = &measured.report.shown;
    let experiment = measured.setup.experiment();
    let table = match &experiment.sweep {
        Some(sweep) => sweep_table(measured, sweep),
        None => table(comparison),
    };
    let verdict = measured.report.verdict.as_ref().map(|verdict| ["**", verdict, "**"].concat());
    let mut parts =
        vec![["### ", experiment.title].concat(), escaped(&measured.setup.summary().join(", ")), table];
    parts.extend(verdict);
    parts.extend(measured.repeats());
    parts.extend(measured.report.lesson.as_ref().map(|lesson| escaped(lesson)));
    parts.extend(comparison.work.map(|work| escaped(&work.sentence(measured.setup.nature()))));
    parts.extend(measured.report.cautions.iter().map(|caution| ["> ", &escaped(caution)].concat()));
    parts.push(meanings(measured));
    parts.push(format!("{}: <{}>", escaped(&measured_on(measured.environment)), measured.address));
    parts.join("\n\n") + "\n"
}

/// States what executed the tasks, and what each strategy is.
fn meanings(measured: &Measured) -> String {
    let runtime = runtime(measured.setup, measured.environment);
    let mut text = [
        &measured_elsewhere(measured.setup, measured.environment),
        ". ",
        &before_meanings(measured.setup, measured.environment),
        "\n",
    ]
    .concat();
    for strategy in measured.strategies {
        text.push_str("\n- ");
        text.push_str(&escaped(&runtime.labelled(*strategy)));
    }
    text
}

/// Writes a row for each strategy: time, spread and speed-up over the baseline. The winner is bold.
pub fn table(comparison: &Comparison) -> String {
    let speed_up = ["Speed-up over ", comparison.baseline.key()].concat();
    let mut lines = vec![
        row(&["Strategy".into(), "Median time".into(), "Interval".into(), speed_up]),
        "|---|---:|---:|---:|".to_owned(),
    ];
    for measured in &comparison.rows {
        let wall = &measured.wall;
        let interval = match wall.count {
            1 => "once".to_owned(),
            _ => format!("{} to {}", units::duration(Millis(wall.low)), units::duration(Millis(wall.high))),
        };
        let speed_up = comparison.speed_up(measured).map(SpeedUp::cell);
        let wins = comparison.verdict.as_ref().is_some_and(|verdict| verdict.is_won_by(measured.strategy));
        let emphasis = if wins { "**" } else { "" };
        let emphasised = |text: &str| [emphasis, text, emphasis].concat();
        lines.push(row(&[
            emphasised(measured.strategy.key()),
            emphasised(&units::duration(Millis(wall.median))),
            interval,
            speed_up.unwrap_or_default(),
        ]));
    }
    lines.join("\n")
}

/// Writes a row for each step and a column for each strategy.
fn sweep_table(measured: &Measured, sweep: &Sweep) -> String {
    let chart = Chart::new(measured.setup, sweep, measured.strategies, measured.runs);
    let unit = if sweep.unit.is_empty() { String::new() } else { format!(" ({})", sweep.unit) };
    let mut heads = vec![[sweep.label, unit.as_str()].concat()];
    heads.extend(chart.series.iter().map(|series| series.strategy.key().to_owned()));
    let mut lines = vec![row(&heads), "|".to_owned() + &"---:|".repeat(heads.len())];
    for x in measured.setup.points() {
        let at_x = |series: &Series| {
            let point = series.points.iter().find(|point| point.x == x);
            point.map_or_else(String::new, |point| chart.text(&sweep.measure, series, point))
        };
        let mut cells = vec![units::grouped(x)];
        cells.extend(chart.series.iter().map(at_x));
        lines.push(row(&cells));
    }
    ["*", sweep.measure.label, "*\n\n", &lines.join("\n")].concat()
}

fn row(cells: &[String]) -> String {
    ["| ", &cells.join(" | "), " |"].concat()
}

/// Escapes a text so that nothing in it is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { ' ' } else { c });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::Sample;
    use lanes_model::strategy::Strategy;

    #[test]
    fn the_text_has_results_machine_and_date() {
        let text = Sample::new("sum-of-squares").with(text);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "### Sum of squares");
        assert!(lines[2].starts_with("runtime Rust, tasks 4, n 60,000,000"), "{text}");
        assert_eq!(lines[4], "| Strategy | Median time | Interval | Speed-up over sequential |");
        assert_eq!(lines[6], "| sequential | 642 ms | 640 ms to 644 ms | 1.00× |");
        assert_eq!(lines[8], "| **threads** | **322 ms** | 320 ms to 324 ms | 1.99× |");
        assert!(text.contains("**Fastest: threads, 1.99× the speed of sequential.**"), "{text}");
        let rust = "Measured in Rust in a browser. Each strategy stands for one in Python:\n\n- sequential: one Rust \
                    loop; in Python: a for loop\n- async: ";
        assert!(text.contains(rust), "{text}");
        assert!(text.ends_with(
            "Measured on 2 cores, Chrome 156 on Linux, 2026-11-22 15:04:05 UTC, with Lanes 0.1.0: \
             <https://lanes.example/?x=sum-of-squares>\n"
        ));
    }

    #[test]
    fn another_baseline_is_named_and_close_times_are_marked() {
        let mut sample = Sample::new("sum-of-squares");
        for run in &mut sample.runs {
            run.wall =
                if run.turn.strategy == Strategy::Sequential { run.wall } else { lanes_model::Millis(320.0) };
        }
        let table =
            sample.with(|measured| table(&measured.report.comparison.clone().against(Strategy::Async)));
        assert!(table.contains("Speed-up over async"), "{table}");
        assert!(table.ends_with("| threads | 320 ms | 320 ms to 320 ms | ≈ 1 |"), "{table}");
    }

    #[test]
    fn a_sweep_has_a_row_for_each_step() {
        let text = Sample::new("scaling").with(text);
        assert!(text.contains("| Lanes | sequential | async | threads |\n|---:|---:|---:|---:|"), "{text}");
        assert!(text.contains("\n| 1 | 1.00× |"), "{text}");
        assert!(text.contains("\n| 4 |  |  |  |"), "{text}");
    }

    #[test]
    fn text_from_the_reader_is_escaped() {
        assert_eq!(escaped("a|b <i>*x*\n_"), "a\\|b \\<i\\>\\*x\\* \\_");
    }
}
