//! Figures that the tasks made, as tables.

use crate::state::{Results, Shared};
use lanes_model::Run;
use lanes_report::table::{Table, tables};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct TablesProps {
    pub(crate) results: Shared<Results>,
}

#[component]
pub(crate) fn Tables(TablesProps { results }: &TablesProps) -> Html {
    let runs: Vec<&Run> = results.runs().collect();
    let tables = tables(&results.setup, &results.strategies, &runs);
    html! { <>{ for tables.iter().map(table_view) }</> }
}

/// A plain table that scrolls within its place where the page is narrow.
pub(super) fn plain_table(label: &'static str, heads: impl IntoIterator<Item = String>, rows: Html) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={label}>
            <table class="plain">
                <thead>
                    <tr>{ for heads.into_iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr>
                </thead>
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

fn table_view(table: &Table) -> Html {
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
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={table.caption}>
            <table class={classes!("plain", if table.words { "words" } else { "figures" })}>
                <caption>{ table.caption }</caption>
                <thead>
                    <tr>{ for table.columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr>
                </thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
