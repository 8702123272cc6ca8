//! The reader's confirmation of requests to other servers.

use super::words;
use crate::commands::Commands;
use crate::state::{Action, SettingsAction};
use crate::view::elements::vanishing_button;
use crate::view::focus::{CONFIRMATION, go_to, pass_on_focus};
use lanes_report::destinations::Destination;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ConfirmationProps {
    pub(super) destinations: Rc<[Destination]>,
    pub(super) commands: Commands,
}

/// Lists the servers and the numbers of requests, and runs the experiment once the reader agrees. Takes the focus when it
/// appears, since it answers the press of Run.
#[component]
pub(super) fn Confirmation(ConfirmationProps { destinations, commands }: &ConfirmationProps) -> Html {
    use_effect_with(destinations.clone(), |_| go_to(CONFIRMATION));
    let answered = |is_confirmed| Action::Settings(SettingsAction::RequestsConfirmed(is_confirmed));
    let send = {
        let commands = commands.clone();
        move |press: MouseEvent| {
            pass_on_focus(&press);
            commands.dispatch.emit(answered(true));
            commands.run.emit(());
        }
    };
    let item = |Destination { origin, requests }: &Destination| {
        html! { <li><strong>{ origin }</strong>{ ": " }{ words::requests(*requests) }</li> }
    };
    html! {
        <div class="notice confirmation" role="group" aria-labelledby={CONFIRMATION}>
            <h2 id={CONFIRMATION} tabindex="-1">{ words::CONFIRM }</h2>
            <p>{ words::RUN_SENDS }</p>
            <ul>{ for destinations.iter().map(item) }</ul>
            <p>{ words::REMEMBERED }</p>
            <button type="button" onclick={send}>{ words::SEND }</button>
            { vanishing_button(words::CANCEL, &commands.dispatch, answered(false)) }
        </div>
    }
}
