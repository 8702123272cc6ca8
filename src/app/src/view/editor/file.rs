//! The text file that a program can read.

use super::words;
use crate::js::CodeTools;
use crate::state::Action;
use crate::view::elements::{Accepted, file_picker};
use crate::view::files::take_for;
use lanes_catalogue::experiment::{Content, OwnFiles};
use yew::prelude::*;

/// One text, which a program finds in its working directory as `text.txt`.
const TEXT: OwnFiles =
    OwnFiles { what: "a text file", accept: "text/*,.txt,.md,.csv,.log", most: 1, content: Content::Text };

#[derive(PartialEq, Properties)]
pub(super) struct ProgramFileProps {
    /// Identifier of the experiment.
    pub(super) id: &'static str,
    /// Description of the file that was chosen.
    pub(super) about: Option<String>,
    /// Reason why another file was not taken.
    pub(super) problem: Option<String>,
    pub(super) tools: CodeTools,
    pub(super) dispatch: Callback<Action>,
}

/// The choice of a file, and what a program finds.
#[component]
pub(super) fn ProgramFile(props: &ProgramFileProps) -> Html {
    let ProgramFileProps { id, about, problem, tools, dispatch } = props;
    let read = take_for(id, TEXT, tools, dispatch);
    let accepted = Accepted { types: TEXT.accept, several: false };
    html! {
        <div class="program-file">
            { file_picker(words::CHOOSE_FILE, accepted, "program-file", read) }
            <p id="program-file" class="hint" aria-live="polite">
                { about.as_ref().map_or_else(words::no_file, |about| words::file(about)) }
            </p>
            if let Some(problem) = problem {
                <p class="bad-text" role="alert">{ problem }</p>
            }
        </div>
    }
}
