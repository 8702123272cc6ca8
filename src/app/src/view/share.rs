//! The Share menu: links, the code of an embed, a result as Markdown.

use crate::js::CodeTools;
use crate::state::{Results, Shared};
use js_sys::{Function, Object, Promise, Reflect};
use lanes_analysis::units;
use lanes_model::{Round, Run};
use lanes_report::export::{Measured, markdown};
use lanes_report::record::{Detail, Encoded, LINK_GOAL, LINK_LIMIT, NoText};
use lanes_report::share;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ShareProps {
    /// The query of what is shown.
    pub(crate) query: String,
    /// The results that are shown, once they are complete.
    pub(crate) results: Option<Shared<Results>>,
    /// The title of what is shown.
    pub(crate) title: &'static str,
    pub(crate) tools: CodeTools,
}

/// What became of something to be shared.
#[derive(Clone, PartialEq)]
enum Outcome {
    Done(&'static str),
    /// The browser did not let the page copy this text.
    ByHand(Rc<str>),
}

/// A button, and the menu that it opens. The browser closes a popover on Escape or a click elsewhere, and gives the
/// focus back.
#[component]
pub(crate) fn Share(ShareProps { query, results, title, tools }: &ShareProps) -> Html {
    let outcome = use_state(|| None::<Outcome>);
    let was_opened = use_state(|| false);
    // The menu is rendered anew for other results only, and for what becomes of them.
    let record = results.as_ref().filter(|_| *was_opened).and_then(|results| results.record());
    let encoded = record.map(|record| record.encode(LINK_GOAL).or_else(|_| record.encode(LINK_LIMIT)));
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((*outcome).clone(), move |_| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                // A field that is shown takes the focus.
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
    let link = share::link(&site, query, None);
    let record = encoded.as_ref().and_then(|encoded| encoded.as_ref().ok());
    let full_link = record.map(|record| share::link(&site, query, Some(&record.text)));
    let best_link = full_link.clone().unwrap_or_else(|| link.clone());
    let text = results.as_ref().filter(|_| *was_opened);
    let text = text.and_then(|results| markdown_of(results, &best_link));
    let text = text.unwrap_or_else(|| share::markdown(title, &best_link));

    let copy = |label: &'static str, done: &'static str, text: Option<String>| {
        let (tools, outcome) = (tools.clone(), outcome.clone());
        let disabled = text.is_none();
        let onclick = Callback::from(move |_: MouseEvent| {
            let (tools, outcome) = (tools.clone(), outcome.clone());
            let Some(text) = text.clone() else { return };
            spawn_local(async move {
                outcome.set(Some(match tools.copy(&text).await {
                    Ok(()) => Outcome::Done(done),
                    Err(_) => Outcome::ByHand(text.into()),
                }));
            });
        });
        html! { <button type="button" class="quiet" {onclick} {disabled}>{ label }</button> }
    };
    let title = *title;
    let system = system_share().map(|share| {
        let onclick = Callback::from(move |_: MouseEvent| offer(&share, title, &best_link));
        html! { <li><button type="button" class="quiet" {onclick}>{ "Share by another app…" }</button></li> }
    });
    html! {
        <div class="share">
            <button type="button" class="quiet" popovertarget="share-menu" onclick={open}>{ "Share" }</button>
            <div id="share-menu" popover="auto" role="group" aria-label="Share">
                <ul>
                    <li>{ copy("Copy link", "Link copied.", Some(link)) }</li>
                    <li>
                        { copy("Copy link with these results", "Link with results copied.", full_link) }
                        <p class="quiet">{ told(results.as_ref(), encoded.as_ref()) }</p>
                    </li>
                    <li>{ copy("Copy embed code", "Embed code copied.", Some(share::embed(&site, query))) }</li>
                    <li>{ copy("Copy Markdown", "Markdown copied.", Some(text)) }</li>
                    { system }
                </ul>
                <p role="status" class="outcome">
                    { match &*outcome {
                        Some(Outcome::Done(done)) => *done,
                        Some(Outcome::ByHand(_)) => "The browser did not let the page copy. Copy it from here:",
                        None => "",
                    } }
                </p>
                if let Some(Outcome::ByHand(text)) = &*outcome {
                    <textarea ref={field} readonly=true rows="4" aria-label="To copy by hand" value={text.to_string()} />
                }
            </div>
        </div>
    }
}

/// How large the link with results is, and what is not in it.
fn told(results: Option<&Shared<Results>>, encoded: Option<&Result<Encoded, NoText>>) -> String {
    match (results, encoded) {
        (None, _) => "There are none yet: run it first.".to_owned(),
        (Some(_), None) => "Nothing was measured.".to_owned(),
        (Some(_), Some(Err(why))) => format!("These results fit no link: {why}."),
        (Some(results), Some(Ok(Encoded { text, detail }))) => {
            let measured = results.runs().filter(|run| run.turn.round != Round::WarmUp).count() as u64;
            let runs = format!("{} {}", units::grouped(measured), units::noun(measured, "run"));
            let long = if text.len() > LINK_GOAL { ", which some programs cut off" } else { "" };
            let spans = match detail {
                Detail::Whole => "",
                Detail::AddedUp | Detail::LoopsToo => " The shortest spans are added up.",
                Detail::Totals => " Without the lanes.",
            };
            format!("{runs} in {}{long}.{spans}", units::bytes(text.len() as u64))
        }
    }
}

/// The results as a text around a table, with where and when they were measured. A record that cannot tell what the
/// experiment teaches makes none.
fn markdown_of(results: &Results, address: &str) -> Option<String> {
    let runs: Vec<&Run> = results.runs().collect();
    let measured = Measured {
        setup: &results.setup,
        strategies: &results.strategies,
        runs: &runs,
        point: results.point(),
        baseline: results.baseline(),
        enough: results.enough(),
        environment: results.environment.as_ref()?,
        address,
    };
    results.is_telling().then(|| markdown::text(&measured))
}

/// The address of the page's folder.
fn site() -> String {
    let location = web_sys::window().map(|window| window.location());
    let address = location.and_then(|location| location.href().ok()).unwrap_or_default();
    let page = address.split(['?', '#']).next().unwrap_or_default();
    page.rfind('/').map_or("", |end| &page[..=end]).to_owned()
}

/// What shows the system's share sheet, where there is one.
fn system_share() -> Option<Function> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"share".into()).ok()?.dyn_into::<Function>().ok()
}

/// Offers a link to the system. A reader who changes their mind is no error.
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
