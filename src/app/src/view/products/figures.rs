//! Tables of figures that an experiment makes from its runs.

use crate::state::{Results, Shared};
use crate::view::elements::{scroll_region, table_head};
use lanes_model::Run;
use lanes_model::table::{Table, tables};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(in crate::view) struct FiguresProps {
    pub(in crate::view) results: Shared<Results>,
}

/// The tables of an experiment.
#[component]
pub(in crate::view) fn Figures(FiguresProps { results }: &FiguresProps) -> Html {
    let runs: Vec<&Run> = results.runs().collect();
    let tables = tables(&results.setup, &results.strategies, &runs);
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
