//! Products of the tasks as tables: grouped rows, word counts and scores.

mod counts;
mod finds;
mod picture;
mod words;

pub(super) use counts::Counts;
pub(super) use finds::Finds;
pub(super) use picture::PictureView;

use super::elements::{scroll_region, table_head};
use crate::state::{Merged, Results, Shared};
use lanes_analysis::units;
use lanes_files::shortened;
use lanes_model::product::{GroupRow, Score};
use lanes_model::{Ended, Product, Run, Summary, TaskId};
use lanes_report::table::{Table, tables as figures};
use yew::prelude::*;

/// Maximum number of groups shown.
const MAX_GROUPS: usize = 50;

/// Renders a table with a caption that stays in sight if the table is wider than the page.
fn captioned(caption: String, table: Html) -> Html {
    let caption = AttrValue::from(caption);
    html! {
        <figure class="exhibit">
            <figcaption>{ caption.clone() }</figcaption>
            { scroll_region(caption, table) }
        </figure>
    }
}

/// Renders the tables that there are.
pub(super) fn tables(results: &Results) -> Html {
    html! { <>{ for results.merged().map(merged) }{ scores(results) }</> }
}

/// Renders the merged results of all tasks.
fn merged(Merged { summary, took }: &Merged) -> Html {
    let how = words::merged(*took);
    match summary {
        Summary::Groups { rows, skipped } => group_table(rows, *skipped, &how),
        Summary::Words { total, distinct, top } => word_table(*total, *distinct, top, &how),
    }
}

fn group_table(groups: &[GroupRow], skipped: u64, how: &str) -> Html {
    let row = |group: &GroupRow| {
        let numbers = [
            group.sum,
            group.mean,
            group.min,
            group.lower_quartile,
            group.median,
            group.upper_quartile,
            group.max,
        ];
        html! {
            <tr>
                <th scope="row">{ shortened(&group.name) }</th>
                <td>{ units::grouped(group.count) }</td>
                { for numbers.map(|number| html! { <td>{ decimal(number) }</td> }) }
            </tr>
        }
    };
    let mut caption = how.to_owned();
    if skipped > 0 {
        caption = [&words::skipped(skipped), " ", &caption].concat();
    }
    if groups.len() > MAX_GROUPS {
        caption = [&caption, " ", &words::more_groups(groups.len() - MAX_GROUPS)].concat();
    }
    let table = html! {
        <table class="figures" id="groups">
            { table_head(words::GROUP_COLUMNS) }
            <tbody>{ for groups.iter().take(MAX_GROUPS).map(row) }</tbody>
        </table>
    };
    captioned(caption, table)
}

fn word_table(total: u64, distinct: u64, top: &[(String, u64)], how: &str) -> Html {
    let most = top.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let row = |(word, count): &(String, u64)| {
        html! {
            <tr>
                <th scope="row">{ shortened(word) }</th>
                <td>{ units::grouped(*count) }</td>
                <td class="bar">{ bar(*count as f64 / most.max(1) as f64) }</td>
            </tr>
        }
    };
    let table = html! {
        <table class="figures with-bars" id="words">
            <thead>
                <tr>
                    <th scope="col">{ words::WORD }</th>
                    <th scope="col">{ words::COUNT }</th>
                    <td class="bar"></td>
                </tr>
            </thead>
            <tbody>{ for top.iter().map(row) }</tbody>
        </table>
    };
    captioned([&words::words(total, distinct), " ", how].concat(), table)
}

/// Renders the accuracy of each network, for an experiment that trains networks.
fn scores(results: &Results) -> Html {
    let complete = results.runs().filter(|run| run.ended == Ended::Completed);
    let Some(scores) = complete.map(scores_of).find(|scores| !scores.is_empty()) else { return html! {} };
    let mean = scores.iter().map(|(_, score)| score.accuracy()).sum::<f64>() / scores.len() as f64;
    let row = |(task, score): &(TaskId, Score)| {
        html! {
            <tr>
                <th scope="row">{ task.number() }</th>
                <td>{ words::score(score.right, score.tested) }</td>
                <td>{ percent(score.accuracy()) }</td>
                <td class="bar">{ bar(score.accuracy()) }</td>
            </tr>
        }
    };
    let table = html! {
        <table class="figures with-bars" id="scores">
            <thead>
                <tr>
                    <th scope="col">{ words::FOLD }</th>
                    <th scope="col">{ words::CORRECT }</th>
                    <th scope="col">{ words::ACCURACY }</th>
                    <td class="bar"></td>
                </tr>
            </thead>
            <tbody>{ for scores.iter().map(row) }</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{ words::MEAN }</th>
                    <td></td>
                    <td id="accuracy">{ percent(mean) }</td>
                    <td class="bar"></td>
                </tr>
            </tfoot>
        </table>
    };
    captioned(words::SCORES.to_owned(), table)
}

/// Scores of a run in the order of its tasks.
fn scores_of(run: &Run) -> Vec<(TaskId, Score)> {
    let score = |product: &Option<Product>| match product {
        Some(Product::Score(score)) => Some(*score),
        _ => None,
    };
    let reports = run.reports.iter();
    let mut scores: Vec<_> = reports
        .filter_map(|report| Some((report.task, score(&report.outcome.as_ref().ok()?.product)?)))
        .collect();
    scores.sort_by_key(|(task, _)| *task);
    scores
}

fn bar(share: f64) -> Html {
    html! {
        <svg aria-hidden="true"><rect class="fill" width={format!("{:.2}%", share * 100.0)} height="100%" rx="3" /></svg>
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// Formats a number with grouped thousands and two decimals, or four below 1: `1234.5` gives `1,234.50`. Tiny numbers
/// have three significant digits, and very tiny or huge ones a power of ten.
fn decimal(number: f64) -> String {
    let size = number.abs();
    let sign = if number < 0.0 { "−" } else { "" };
    if size != 0.0 && !(1e-9..1e15).contains(&size) {
        let text = format!("{size:.2e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{sign}{digits} × 10{}", superscript(power));
    }
    let decimals =
        if size == 0.0 || size >= 1.0 { 2 } else { (2 - size.log10().floor() as i32).max(4) as usize };
    let text = format!("{size:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    format!("{sign}{}.{rest}", units::grouped(whole.parse().unwrap_or(0)))
}

fn superscript(power: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |character: char| character.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    power.chars().map(raised).collect()
}

#[derive(PartialEq, Properties)]
pub(super) struct FiguresProps {
    pub(super) results: Shared<Results>,
}

/// The tables of an experiment.
#[component]
pub(super) fn Figures(FiguresProps { results }: &FiguresProps) -> Html {
    let runs: Vec<&Run> = results.runs().collect();
    let tables = figures(&results.setup, &results.strategies, &runs);
    html! { <>{ for tables.iter().map(figures_table) }</> }
}

fn figures_table(table: &Table) -> Html {
    let row = |cells: &Vec<String>| {
        let (first, others) =
            cells.split_first().map_or(("", [].as_slice()), |(first, others)| (first, others));
        html! {
            <tr>
                <th scope="row">{ first }</th>
                { for others.iter().map(|cell| html! { <td>{ cell }</td> }) }
            </tr>
        }
    };
    let content = html! {
        <table class={classes!("plain", if table.words { "words" } else { "figures" })}>
            <caption>{ table.caption }</caption>
            { table_head(table.columns.iter().cloned()) }
            <tbody>{ for table.rows.iter().map(row) }</tbody>
        </table>
    };
    scroll_region(table.caption, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_group_thousands_and_keep_small_numbers_readable() {
        for (number, text) in [
            (0.0, "0.00"),
            (1234567.891, "1,234,567.89"),
            (-12.345, "−12.35"),
            (0.01234, "0.0123"),
            (999.999, "1,000.00"),
            (0.0000002, "0.000000200"),
            (-0.00012345, "−0.000123"),
            (1.5e-12, "1.50 × 10⁻¹²"),
            (1.7e18, "1.70 × 10¹⁸"),
            (1_700_000_000_123.5, "1,700,000,000,123.50"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }
}
