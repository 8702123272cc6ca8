//! The Share menu: links, the code of an embed, and a result as Markdown.

pub(super) mod save;
mod words;

use crate::js::CodeTools;
use crate::state::{Results, Shared, State};
use js_sys::{Function, Object, Promise, Reflect};
use lanes_model::{Round, Run};
use lanes_report::export::{Measured, markdown};
use lanes_report::record::{Encoded, LINK_GOAL, NoText, encode_code};
use lanes_report::share as links;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
struct ShareProps {
    /// The query of what is shown, without defaults, as authors write it.
    query: String,
    /// The query with every value.
    full_query: String,
    /// The results that are shown, once they are complete.
    results: Option<Shared<Results>>,
    /// The title of what is shown.
    title: &'static str,
    /// Code that the reader wrote.
    code: Option<Rc<str>>,
    tools: CodeTools,
}

/// Result of a copy request.
#[derive(Clone, PartialEq)]
enum Outcome {
    Copied(&'static str),
    /// The browser blocked copying this text.
    Blocked(Rc<str>),
}

/// Renders the menu for what is shown.
pub(super) fn share(state: &State, tools: &CodeTools) -> Html {
    let results = state.results_shown().filter(|_| !state.is_running()).cloned();
    let code = state.setup().code().map(Rc::from);
    html! { <Share query={state.query()} full_query={state.full_query()} {results} {code} title={state.title()} tools={tools.clone()} /> }
}

/// A button, and the menu that it opens. The browser closes a popover on Escape or a click elsewhere, and returns the
/// focus to the button.
#[component]
fn Share(ShareProps { query, full_query, results, title, code, tools }: &ShareProps) -> Html {
    let outcome = use_state(|| None::<Outcome>);
    let was_opened = use_state(|| false);
    // Encoding takes a while, so it waits until the menu is opened.
    let encoded = use_memo((results.clone(), *was_opened), |(results, was_opened)| {
        let record = results.as_ref().filter(|_| *was_opened).and_then(|results| results.record());
        record.map(|record| record.encode_for_link())
    });
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((*outcome).clone(), move |_| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                // A visible field can take the focus.
                let _ = field.focus();
                field.select();
            }
        });
    }
    let open = {
        let (was_opened, outcome) = (was_opened.clone(), outcome.clone());
        Callback::from(move |_: MouseEvent| {
            was_opened.set(true);
            outcome.set(None);
        })
    };
    let site = site();
    let with_code = use_memo((code.clone(), *was_opened), |(code, was_opened)| {
        code.as_ref().filter(|_| *was_opened).map(|code| encode_code(code))
    });
    let fragment = (*with_code).as_ref().and_then(|text| text.as_deref().ok());
    let link = links::link(&site, full_query, fragment);
    let code_fits = !matches!(*with_code, Some(Err(_)));
    let record = (*encoded).as_ref().and_then(|encoded| encoded.as_ref().ok());
    let full_link = record.map(|record| links::link(&site, full_query, Some(&record.text)));
    let best_link = full_link.clone().unwrap_or_else(|| link.clone());
    let text = results.as_ref().filter(|_| *was_opened);
    let text = text.and_then(|results| markdown_of(results, &best_link));
    let text = text.unwrap_or_else(|| links::markdown(title, &best_link));

    let copy = |label: &'static str, done: &'static str, text: Option<String>| {
        let (tools, outcome) = (tools.clone(), outcome.clone());
        let disabled = text.is_none();
        let onclick = Callback::from(move |_: MouseEvent| {
            let (tools, outcome) = (tools.clone(), outcome.clone());
            let Some(text) = text.clone() else { return };
            spawn_local(async move {
                outcome.set(Some(match tools.copy(&text).await {
                    Ok(()) => Outcome::Copied(done),
                    Err(_) => Outcome::Blocked(text.into()),
                }));
            });
        });
        html! { <button type="button" class="quiet" {onclick} {disabled}>{ label }</button> }
    };
    let title = *title;
    let system = system_share().map(|share| {
        let onclick = Callback::from(move |_: MouseEvent| offer(&share, title, &best_link));
        html! { <li><button type="button" class="quiet" {onclick}>{ words::SHARE_WITH_APP }</button></li> }
    });
    html! {
        <div class="share">
            <button type="button" class="quiet" popovertarget="share-menu" onclick={open}>{ words::SHARE }</button>
            <div id="share-menu" class="popover" popover="auto" role="group" aria-label={words::SHARE}>
                <ul>
                    <li>
                        { copy(words::COPY_LINK, words::LINK_COPIED, code_fits.then_some(link)) }
                        if code.is_some() {
                            <p class="quiet">
                                { if code_fits { words::LINK_HAS_CODE } else { words::CODE_TOO_LONG } }
                            </p>
                        }
                    </li>
                    <li>
                        { copy(words::COPY_LINK_WITH_RESULTS, words::LINK_WITH_RESULTS_COPIED, full_link) }
                        <p class="quiet">{ about_link(results.as_ref(), (*encoded).as_ref()) }</p>
                    </li>
                    if code.is_none() {
                        <li>{ copy(words::COPY_EMBED_CODE, words::EMBED_CODE_COPIED, Some(links::embed(&site, query, title))) }</li>
                    }
                    <li>{ copy(words::COPY_MARKDOWN, words::MARKDOWN_COPIED, Some(text)) }</li>
                    { system }
                </ul>
                <p role="status" class="outcome">
                    { match &*outcome {
                        Some(Outcome::Copied(done)) => *done,
                        Some(Outcome::Blocked(_)) => words::COPY_BLOCKED,
                        None => "",
                    } }
                </p>
                if let Some(Outcome::Blocked(text)) = &*outcome {
                    <textarea ref={field} readonly=true rows="4" aria-label={words::TO_COPY_BY_HAND} value={text.to_string()} />
                }
            </div>
        </div>
    }
}

/// Describes the content of the link with results, or why there is no such link.
fn about_link(results: Option<&Shared<Results>>, encoded: Option<&Result<Encoded, NoText>>) -> String {
    match (results, encoded) {
        (None, _) => words::NO_RESULTS_YET.to_owned(),
        (Some(_), None) => words::NOTHING_MEASURED.to_owned(),
        (Some(_), Some(Err(reason))) => words::no_link(reason),
        (Some(results), Some(Ok(Encoded { text, read }))) => {
            let measured = results.runs().filter(|run| run.turn.round != Round::WarmUp).count() as u64;
            words::link_content(measured, text.len(), text.len() > LINK_GOAL, read.detail)
        }
    }
}

/// Formats the results as Markdown, with where and when they were measured. Returns None for a record without enough
/// detail for the experiment's lesson.
fn markdown_of(results: &Results, address: &str) -> Option<String> {
    let runs: Vec<&Run> = results.runs().collect();
    let measured = Measured {
        setup: &results.setup,
        strategies: &results.strategies,
        runs: &runs,
        report: &results.report(),
        point: results.point(),
        enough: results.enough(),
        environment: results.environment.as_ref()?,
        address,
    };
    results.is_telling().then(|| markdown::text(&measured))
}

/// Address of the page's folder.
pub(super) fn site() -> String {
    let location = web_sys::window().map(|window| window.location());
    let address = location.and_then(|location| location.href().ok()).unwrap_or_default();
    let page = address.split(['?', '#']).next().unwrap_or_default();
    page.rfind('/').map_or("", |end| &page[..=end]).to_owned()
}

/// Returns the function that shows the system's share sheet, if there is one.
fn system_share() -> Option<Function> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"share".into()).ok()?.dyn_into::<Function>().ok()
}

/// Opens the system's share sheet for a link. Closing the sheet is not an error.
fn offer(share: &Function, title: &str, link: &str) {
    let Some(window) = web_sys::window() else { return };
    let what = Object::new();
    for (key, value) in [("title", title), ("url", link)] {
        // A new object takes any property.
        let _ = Reflect::set(&what, &key.into(), &value.into());
    }
    if let Ok(promise) = share.call1(&window.navigator(), &what) {
        spawn_local(async move { drop(JsFuture::from(Promise::from(promise)).await) });
    }
}
