//! Files of the reader's own: chosen in the browser's dialog, or dropped anywhere on the page.

mod receive;
mod table;
mod take;
mod words;

pub(crate) use receive::FileReceiver;
pub(crate) use table::layout;
pub(super) use take::take_for;

use crate::js::CodeTools;
use crate::state::{Action, Shared};
use crate::view::elements::{Accepted, file_picker};
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::OwnFiles;
use lanes_model::workload::File;
use table::TablePreview;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ChooseFilesProps {
    pub(crate) setup: Setup,
    /// The kind and number of files that the experiment takes.
    pub(crate) own_files: OwnFiles,
    /// The files that the experiment has.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// Description of these files.
    pub(crate) about: Option<String>,
    /// Reason why other files were not taken.
    pub(crate) problem: Option<String>,
    pub(crate) tools: CodeTools,
    pub(crate) dispatch: Callback<Action>,
}

/// The choice of files, and a preview of a table. Nothing while the experiment works on bundled data, unless dropped files
/// were refused.
#[component]
pub(crate) fn ChooseFiles(props: &ChooseFilesProps) -> Html {
    let ChooseFilesProps { setup, own_files, files, about, problem, tools, dispatch } = props;
    if !setup.values().uses_own_files() && problem.is_none() {
        return html! {};
    }
    let accepted = Accepted { types: own_files.accept, several: own_files.most > 1 };
    let take = take_for(setup.experiment().id, *own_files, tools, dispatch);
    let table = files.as_ref().filter(|_| setup.own_table().is_some());
    html! {
        <div class="files">
            { file_picker(words::choose(own_files.what), accepted, "files-chosen", take) }
            <span class="quiet">{ words::OR_DROP }</span>
            <p id="files-chosen" aria-live="polite">{ about.clone().unwrap_or_else(|| words::NO_FILE.to_owned()) }</p>
            if let Some(problem) = problem {
                <p class="bad-text" role="alert">{ problem }</p>
            }
            if let Some(files) = table {
                <TablePreview setup={setup.clone()} files={files.clone()} dispatch={dispatch.clone()} />
            }
        </div>
    }
}
