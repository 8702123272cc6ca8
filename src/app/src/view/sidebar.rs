//! The list of experiments.

use crate::state::Action;
use lanes_model::catalogue::CATALOGUE;
use lanes_model::experiment::Group;
use lanes_model::guide;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SidebarProps {
    pub(crate) current: &'static str,
    /// The query of the page's address, which the link to the current experiment keeps.
    pub(crate) query: String,
    pub(crate) choose: Callback<Action>,
}

#[component]
pub(crate) fn Sidebar(SidebarProps { current, query, choose }: &SidebarProps) -> Html {
    let link = |(id, title): (&'static str, &'static str)| {
        let is_current = id == *current;
        let choose = choose.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            // With a modifier a link opens elsewhere, as links do.
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
                return;
            }
            event.prevent_default();
            if !is_current {
                choose.emit(Action::Chose(id));
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
    html! { <nav class="sidebar" aria-label="Experiments">{ for groups.map(group) }</nav> }
}
