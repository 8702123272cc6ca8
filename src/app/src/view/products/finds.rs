//! Finds of the tasks: users, or the pages of a site.

use super::words;
use crate::state::{Results, Shared};
use crate::view::elements::{scroll_region, table_head};
use lanes_analysis::compare::representative;
use lanes_model::{Page, Product, Run, TaskId, User};
use yew::prelude::*;

/// Maximum number of users shown; the others are counted.
const MAX_ROWS: usize = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct FindsProps {
    pub(crate) results: Shared<Results>,
}

/// The finds of the first strategy. If the strategies found different things, an error on the page says so.
#[component]
pub(crate) fn Finds(FindsProps { results }: &FindsProps) -> Html {
    let drawn = |strategy| representative(results.runs(), strategy, 0);
    let Some(run) = results.strategies.iter().copied().find_map(drawn) else { return html! {} };
    let (users, pages) = (users(run), pages(run));
    html! {
        <>
            if !users.is_empty() { { user_table(&users) } }
            if !pages.is_empty() { { page_tree(&pages) } }
        </>
    }
}

/// Products of a run in the order of its tasks.
fn products(run: &Run) -> Vec<(TaskId, &Product)> {
    let reports = run.reports.iter();
    let mut products: Vec<_> = reports
        .filter_map(|report| Some((report.task, report.outcome.as_ref().ok()?.product.as_ref()?)))
        .collect();
    products.sort_by_key(|(task, _)| *task);
    products
}

fn users(run: &Run) -> Vec<(TaskId, &User)> {
    let products = products(run).into_iter();
    let users = products.filter_map(|(task, product)| match product {
        Product::User(user) => Some((task, user)),
        _ => None,
    });
    users.collect()
}

fn pages(run: &Run) -> Vec<(TaskId, &Page)> {
    let products = products(run).into_iter();
    let pages = products.filter_map(|(task, product)| match product {
        Product::Page(page) => Some((task, page)),
        _ => None,
    });
    pages.collect()
}

fn user_table(users: &[(TaskId, &User)]) -> Html {
    let row = |(task, user): &(TaskId, &User)| {
        html! {
            <tr>
                <td>{ task.number() }</td>
                <th scope="row">{ &user.name }</th>
                <td>{ &user.email }</td>
            </tr>
        }
    };
    let table = html! {
        <table class="plain">
            { table_head(words::USER_COLUMNS) }
            <tbody>{ for users.iter().take(MAX_ROWS).map(row) }</tbody>
        </table>
    };
    let title = words::users(users.len());
    html! {
        <section class="finds" aria-labelledby="finds-title">
            <h2 id="finds-title">{ title.clone() }</h2>
            { scroll_region(title, table) }
            if users.len() > MAX_ROWS {
                <p class="quiet">{ words::more_users(users.len() - MAX_ROWS) }</p>
            }
        </section>
    }
}

fn page_tree(pages: &[(TaskId, &Page)]) -> Html {
    html! {
        <section class="finds" aria-labelledby="finds-title">
            <h2 id="finds-title">{ words::pages(pages.len()) }</h2>
            <p class="quiet">{ words::PAGE_TREE }</p>
            <div class="scroll tall" tabindex="0" role="region" aria-labelledby="finds-title">{ branch(pages, None) }</div>
        </section>
    }
}

/// Renders the pages found on a page, and recursively those found on them. The depth is that of the links followed,
/// which is limited.
fn branch(pages: &[(TaskId, &Page)], found_on: Option<TaskId>) -> Html {
    let mut here = pages.iter().filter(|(_, page)| page.found_on == found_on).peekable();
    if here.peek().is_none() {
        return html! {};
    }
    let item = |(task, page): &(TaskId, &Page)| {
        html! {
            <li>
                <span class="title">{ if page.title.is_empty() { words::UNTITLED } else { &page.title } }</span>
                { " " }
                <span class="quiet">{ words::page(&page.path, task.number()) }</span>
                { branch(pages, Some(*task)) }
            </li>
        }
    };
    html! { <ul class="pages">{ for here.map(item) }</ul> }
}
