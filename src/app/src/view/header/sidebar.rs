//! The list of experiments.

use super::{site_pages, words};
use crate::state::{Action, LocationAction};
use crate::view::elements::opens_elsewhere;
use crate::view::focus::show_experiment;
use lanes_catalogue::experiment::Group;
use lanes_catalogue::experiments::CATALOGUE;
use lanes_catalogue::guide;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SidebarProps {
    pub(crate) current: &'static str,
    /// Title of the current experiment.
    pub(crate) title: &'static str,
    /// The query of the page's address, which the link to the current experiment keeps.
    pub(crate) query: String,
    pub(crate) choose: Callback<Action>,
}

/// The experiments by group: a column if the page is wide enough, otherwise a menu. The browser closes the menu on
/// Escape or a click elsewhere.
#[component]
pub(crate) fn Sidebar(SidebarProps { current, title, query, choose }: &SidebarProps) -> Html {
    let list = use_node_ref();
    let link = |(id, title): (&'static str, &'static str)| {
        let is_current = id == *current;
        let (choose, list) = (choose.clone(), list.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            if opens_elsewhere(&event) {
                return;
            }
            event.prevent_default();
            if let Some(list) = list.cast::<HtmlElement>() {
                // Fails if the list is not an open menu; then there is nothing to close.
                let _ = list.hide_popover();
            }
            if !is_current {
                choose.emit(Action::Location(LocationAction::Chosen(id)));
                show_experiment();
            }
        });
        let href = if is_current { format!("?{query}") } else { format!("?x={id}") };
        html! {
            <li><a {href} {onclick} aria-current={is_current.then_some("page")}>{ title }</a></li>
        }
    };
    let group = |group: Group| {
        let own = CATALOGUE.iter().filter(|experiment| experiment.group == group);
        let own = own.map(|experiment| (experiment.id, experiment.title));
        let guide = (group == Group::Decide).then_some((guide::ID, guide::TITLE));
        html! {
            <section>
                <h2>{ group.title() }</h2>
                <ul>{ for guide.into_iter().chain(own).map(link) }</ul>
            </section>
        }
    };
    let used = |group: &Group| CATALOGUE.iter().any(|experiment| experiment.group == *group);
    let groups = Group::ALL.into_iter().filter(used);
    html! {
        <>
            <div class="menu-row">
                <button type="button" class="quiet" popovertarget="experiments" aria-label={words::menu(title)}>
                    { *title }
                </button>
            </div>
            <nav id="experiments" class="sidebar" aria-label={words::EXPERIMENTS} popover="auto" ref={list.clone()}>
                { for groups.map(group) }
                <section class="site">
                    <h2>{ words::MORE }</h2>
                    { site_pages() }
                </section>
            </nav>
        </>
    }
}
