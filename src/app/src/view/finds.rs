//! What the tasks found, where there is more to it than a checksum: users, or the pages of a site.

use crate::state::{Results, Shared};
use lanes_analysis::compare::representative;
use lanes_analysis::units;
use lanes_model::{Page, Product, Run, TaskId, User};
use yew::prelude::*;

/// So many rows are read; the others are counted.
const MOST_ROWS: usize = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct FindsProps {
    pub(crate) results: Shared<Results>,
}

/// What the first of the strategies found: all of them found the same, or the page says so in red.
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

/// What a run found, in the order of its tasks.
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
    html! {
        <section class="finds" aria-labelledby="finds-title">
            <h2 id="finds-title">{ format!("{} users", units::grouped(users.len() as u64)) }</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="finds-title">
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{ "Task" }</th>
                            <th scope="col">{ "Name" }</th>
                            <th scope="col">{ "E-mail" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for users.iter().take(MOST_ROWS).map(row) }</tbody>
                </table>
            </div>
            if users.len() > MOST_ROWS {
                <p class="quiet">{ format!("And {} more.", units::grouped((users.len() - MOST_ROWS) as u64)) }</p>
            }
        </section>
    }
}

fn page_tree(pages: &[(TaskId, &Page)]) -> Html {
    html! {
        <section class="finds" aria-labelledby="finds-title">
            <h2 id="finds-title">{ format!("{} pages", units::grouped(pages.len() as u64)) }</h2>
            <p class="quiet">{ "Each below the page on which the first link to it was found." }</p>
            <div class="scroll tall" tabindex="0" role="region" aria-labelledby="finds-title">{ branch(pages, None) }</div>
        </section>
    }
}

/// The pages that were found on one. It goes as deep as links were followed, which is limited.
fn branch(pages: &[(TaskId, &Page)], found_on: Option<TaskId>) -> Html {
    let mut here = pages.iter().filter(|(_, page)| page.found_on == found_on).peekable();
    if here.peek().is_none() {
        return html! {};
    }
    let item = |(task, page): &(TaskId, &Page)| {
        html! {
            <li>
                <span class="title">{ if page.title.is_empty() { "No title" } else { &page.title } }</span>
                { " " }
                <span class="quiet">{ format!("{} · task {}", page.path, task.number()) }</span>
                { branch(pages, Some(*task)) }
            </li>
        }
    };
    html! { <ul class="pages">{ for here.map(item) }</ul> }
}
