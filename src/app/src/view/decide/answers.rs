//! The short answer: what to use for what, known before any measurement.

use super::words;
use crate::view::elements::table_head;
use lanes_catalogue::advice::{ANSWERS, Answer};
use yew::prelude::*;

/// Renders a row for each nature of tasks, with what to use in both kinds of Python.
pub(super) fn answers() -> Html {
    let row = |Answer { tasks, examples, with_gil, free_threaded, why }: &Answer| {
        html! {
            <tr>
                <th scope="row" data-label={words::YOUR_TASKS}>{ tasks }<span class="examples">{ examples }</span></th>
                <td data-label={words::WITH_GIL}>{ with_gil }</td>
                <td data-label={words::FREE_THREADED} class={classes!(free_threaded.is_none().then_some("same"))}>
                    { free_threaded.unwrap_or(words::THE_SAME) }
                </td>
                <td class="why">{ why }</td>
            </tr>
        }
    };
    html! {
        <table class="answers">
            <caption class="hidden">{ words::SHORT_ANSWER }</caption>
            { table_head(words::ANSWER_COLUMNS) }
            <tbody>{ for ANSWERS.iter().map(row) }</tbody>
        </table>
    }
}
