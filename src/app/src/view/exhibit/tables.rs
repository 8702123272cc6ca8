//! What the tasks found, as tables.

use crate::state::{Merged, Results};
use lanes_analysis::units;
use lanes_model::product::{GroupRow, Score};
use lanes_model::{Ended, Product, Run, Summary, TaskId};
use yew::prelude::*;

/// The most groups shown.
const MOST_GROUPS: usize = 50;

#[derive(PartialEq, Properties)]
struct CaptionedProps {
    caption: AttrValue,
    /// The table.
    children: Html,
}

/// A table with a caption that stays in sight where the table is wider than the page.
#[component]
fn Captioned(CaptionedProps { caption, children }: &CaptionedProps) -> Html {
    html! {
        <figure class="exhibit">
            <figcaption>{ caption.clone() }</figcaption>
            <div class="scroll" tabindex="0" role="region" aria-label={caption}>{ children.clone() }</div>
        </figure>
    }
}

/// What there is of tables.
pub(in crate::view) fn tables(results: &Results) -> Html {
    html! { <>{ for results.merged().map(merged) }{ scores(results) }</> }
}

/// What the parts of all tasks came to.
fn merged(Merged { summary, took }: &Merged) -> Html {
    let how = format!(
        "Merged from the parts that the tasks gave, in {}, after the run and outside its time.",
        units::duration(*took)
    );
    match summary {
        Summary::Groups(groups) => group_table(groups, &how),
        Summary::Words { total, distinct, top } => word_table(*total, *distinct, top, &how),
    }
}

fn group_table(groups: &[GroupRow], how: &str) -> Html {
    let row = |group: &GroupRow| {
        let numbers =
            [group.mean, group.min, group.lower_quartile, group.median, group.upper_quartile, group.max];
        html! {
            <tr>
                <th scope="row">{ &group.name }</th>
                <td>{ units::grouped(group.count) }</td>
                { for numbers.map(|number| html! { <td>{ decimal(number) }</td> }) }
            </tr>
        }
    };
    let unshown = match groups.len().saturating_sub(MOST_GROUPS) {
        0 => String::new(),
        more => format!(" {more} more groups are not shown."),
    };
    let heads = ["Group", "Rows", "Mean", "Least", "25 %", "Median", "75 %", "Most"];
    html! {
        <Captioned caption={format!("{how}{unshown}")}>
            <table class="figures" id="groups">
                <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for groups.iter().take(MOST_GROUPS).map(row) }</tbody>
            </table>
        </Captioned>
    }
}

fn word_table(total: u64, distinct: u64, top: &[(String, u64)], how: &str) -> Html {
    let most = top.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let row = |(word, count): &(String, u64)| {
        html! {
            <tr>
                <th scope="row">{ word }</th>
                <td>{ units::grouped(*count) }</td>
                <td class="bar">{ bar(*count as f64 / most.max(1) as f64) }</td>
            </tr>
        }
    };
    let words =
        format!("{} words, {} different ones. {how}", units::grouped(total), units::grouped(distinct));
    html! {
        <Captioned caption={words}>
            <table class="figures with-bars" id="words">
                <thead>
                    <tr>
                        <th scope="col">{ "Word" }</th>
                        <th scope="col">{ "Count" }</th>
                        <td class="bar"></td>
                    </tr>
                </thead>
                <tbody>{ for top.iter().map(row) }</tbody>
            </table>
        </Captioned>
    }
}

/// How well each network did, where networks were trained.
fn scores(results: &Results) -> Html {
    let complete = results.runs().filter(|run| run.ended == Ended::Completed);
    let Some(scores) = complete.map(scores_of).find(|scores| !scores.is_empty()) else { return html! {} };
    let mean = scores.iter().map(|(_, score)| score.accuracy()).sum::<f64>() / scores.len() as f64;
    let row = |(task, score): &(TaskId, Score)| {
        html! {
            <tr>
                <th scope="row">{ task.number() }</th>
                <td>{ format!("{} of {}", score.right, score.tested) }</td>
                <td>{ per_cent(score.accuracy()) }</td>
                <td class="bar">{ bar(score.accuracy()) }</td>
            </tr>
        }
    };
    html! {
        <Captioned caption="Digits that each network read right, of those it had never seen.">
            <table class="figures with-bars" id="scores">
                <thead>
                    <tr>
                        <th scope="col">{ "Fold" }</th>
                        <th scope="col">{ "Right" }</th>
                        <th scope="col">{ "Accuracy" }</th>
                        <td class="bar"></td>
                    </tr>
                </thead>
                <tbody>{ for scores.iter().map(row) }</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{ "Mean" }</th>
                        <td></td>
                        <td id="accuracy">{ per_cent(mean) }</td>
                        <td class="bar"></td>
                    </tr>
                </tfoot>
            </table>
        </Captioned>
    }
}

/// The scores of a run, by task.
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

fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A number with its thousands apart and two decimals, or four where it is small.
fn decimal(number: f64) -> String {
    let decimals = if number == 0.0 || number.abs() >= 1.0 { 2 } else { 4 };
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{}.{rest}", units::grouped(whole.parse().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        for (number, text) in [
            (0.0, "0.00"),
            (1234567.891, "1,234,567.89"),
            (-12.345, "−12.35"),
            (0.01234, "0.0123"),
            (999.999, "1,000.00"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }
}
