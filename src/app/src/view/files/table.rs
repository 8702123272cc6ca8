//! Preview of the reader's table: what was detected, and the choice of columns.

use super::words;
use crate::state::{Action, SettingsAction, Shared};
use crate::view::elements::scroll_region;
use lanes_catalogue::Setup;
use lanes_files::Refusal;
use lanes_files::number::Mark;
use lanes_files::table::{Ambiguous, Choices, Column, Overview, overview};
use lanes_model::workload::{File, TableSource};
use lanes_report::code::Layout;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct PreviewProps {
    pub(super) setup: Setup,
    pub(super) files: Shared<Vec<File>>,
    pub(super) dispatch: Callback<Action>,
}

/// The first rows of a table, with a choice of the columns to group by and to summarize.
#[component]
pub(super) fn TablePreview(PreviewProps { setup, files, dispatch }: &PreviewProps) -> Html {
    let table = setup.own_table();
    let overview = use_memo((files.clone(), table.clone()), |(files, table)| describe(files, table.as_ref()));
    match &*overview {
        None => html! {},
        Some(Err(Refusal(reason))) => html! { <p class="bad-text" role="alert">{ reason }</p> },
        Some(Ok(overview)) => html! {
            <>
                <p class="detected" aria-live="polite">{ words::detected(overview) }</p>
                if let Err(ambiguous) = &overview.mark { { question(ambiguous, dispatch) } }
                if let Err(Refusal(reason)) = &overview.chosen { <p class="bad-text" role="alert">{ reason }</p> }
                { scroll_region(words::PREVIEW, preview(overview, dispatch)) }
            </>
        },
    }
}

/// Describes the table as the engine will read it.
fn describe(files: &[File], table: Option<&TableSource>) -> Option<Result<Overview, Refusal>> {
    let Some(TableSource::Own { group, amount, delimiter, decimal_comma }) = table else { return None };
    // The page decoded it.
    let text = str::from_utf8(&files.first()?.bytes).ok()?;
    let mark = decimal_comma.map(|comma| if comma { Mark::Comma } else { Mark::Point });
    Some(overview(text, Choices { group, amount, delimiter: *delimiter, mark }))
}

/// Returns the layout of the reader's table, if the experiment reads one and it can be read.
pub(crate) fn layout(setup: &Setup, files: &[File]) -> Option<Layout> {
    let overview = describe(files, setup.own_table().as_ref())?.ok()?;
    let (group, amount) = overview.chosen.ok()?;
    let decimal = match overview.mark.ok()? {
        Some(Mark::Comma) => ',',
        Some(Mark::Point) | None => '.',
    };
    let (delimiter, quote) = (overview.dialect.delimiter.into(), overview.dialect.quote.into());
    Some(Layout { delimiter, quote, decimal, group, amount })
}

/// Asks what a number means that can be read in two ways.
fn question(Ambiguous { column, example }: &Ambiguous, dispatch: &Callback<Action>) -> Html {
    let answer = |(mark, value): (Mark, u64)| {
        let onclick = dispatch
            .reform(move |_: MouseEvent| Action::Settings(SettingsAction::Picked { key: "decimal", value }));
        html! { <button type="button" {onclick}>{ words::meaning(example, mark) }</button> }
    };
    html! {
        <div class="question" role="group" aria-label={words::ambiguous(column, example)}>
            <p>{ words::ambiguous(column, example) }</p>
            { for Mark::ALL.into_iter().zip(1..).map(answer) }
        </div>
    }
}

fn preview(overview: &Overview, dispatch: &Callback<Action>) -> Html {
    let chosen = overview.chosen.as_ref().ok();
    let is_group = |index: usize| chosen.is_some_and(|(group, _)| index == *group);
    let is_amount = |index: usize| chosen.is_some_and(|(_, amount)| index == *amount);
    let class = |index: usize| (is_group(index) || is_amount(index)).then_some("used");
    let head = |(column, index): (&Column, usize)| {
        let button = |label: &'static str, key: &'static str, is_chosen: bool| {
            let text = column.key.clone();
            let onclick = dispatch.reform(move |_: MouseEvent| {
                Action::Settings(SettingsAction::Typed { key, text: text.clone() })
            });
            html! {
                <button
                    type="button"
                    aria-pressed={is_chosen.to_string()}
                    aria-label={words::use_column(label, &column.name)}
                    {onclick}
                >{ label }</button>
            }
        };
        html! {
            <th scope="col" class={class(index)}>
                <span class="column-name">{ &column.name }</span>
                { button(words::GROUP_BY, "group", is_group(index)) }
                if column.is_numeric {
                    { button(words::SUMMARIZE, "amount", is_amount(index)) }
                }
            </th>
        }
    };
    let row = |cells: &Vec<String>| {
        let cell = |index: usize| {
            let text = cells.get(index).cloned().unwrap_or_default();
            html! { <td class={class(index)}>{ text }</td> }
        };
        html! { <tr>{ for (0..overview.columns.len()).map(cell) }</tr> }
    };
    html! {
        <table class="preview" id="table-preview">
            <thead><tr>{ for overview.columns.iter().zip(0..).map(head) }</tr></thead>
            <tbody>{ for overview.first.iter().map(row) }</tbody>
        </table>
    }
}
