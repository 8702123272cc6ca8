//! Keeps the reader's saved runs in the browser's storage.
//!
//! The component shows nothing. It is one so that its code can be loaded after the first view.

use crate::js::{CodeTools, SavedRuns};
use crate::state::Action;
use crate::state::records::{Records, RecordsAction, Trouble};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Access to the browser's storage.
#[derive(Clone, PartialEq)]
enum Storage {
    Opening,
    Open(SavedRuns),
    Unavailable,
}

#[derive(PartialEq, Properties)]
pub(crate) struct SavedRunsProps {
    pub(crate) records: Records,
    pub(crate) tools: CodeTools,
    pub(crate) dispatch: Callback<Action>,
}

/// Loads the saved runs, stores changes, and follows changes that other tabs store.
#[component]
pub(crate) fn KeepSavedRuns(SavedRunsProps { records, tools, dispatch }: &SavedRunsProps) -> Html {
    let dispatch = dispatch.reform(Action::Records);
    let storage = use_state(|| Storage::Opening);
    {
        let (dispatch, tools, storage) = (dispatch.clone(), tools.clone(), storage.setter());
        use_effect_with((), move |()| {
            spawn_local(async move {
                let on_change = dispatch.reform(|text: String| RecordsAction::Loaded(Some(text)));
                let on_change =
                    Closure::<dyn Fn(String)>::new(move |text| on_change.emit(text)).into_js_value();
                let opened = tools.open_saved_runs(&on_change).await.map(JsCast::unchecked_into::<SavedRuns>);
                dispatch.emit(RecordsAction::Loaded(opened.as_ref().ok().map(SavedRuns::text)));
                storage.set(opened.map_or(Storage::Unavailable, Storage::Open));
            });
        });
    }
    let records = records.clone();
    use_effect_with((records.revision(), (*storage).clone()), move |(revision, storage)| {
        if *revision == 0 {
            return;
        }
        match storage {
            Storage::Opening => {}
            Storage::Open(runs) => spawn_local(store(runs.clone(), records, dispatch)),
            Storage::Unavailable => dispatch.emit(RecordsAction::NotStored(Trouble::NoStorage)),
        }
    });
    html! {}
}

/// Stores the changes of saved runs.
async fn store(runs: SavedRuns, records: Records, dispatch: Callback<RecordsAction>) {
    let (added, removed) = records.changes();
    dispatch.emit(match runs.change(added, removed).await {
        Ok(text) => RecordsAction::Loaded(Some(text.as_string().unwrap_or_default())),
        Err(error) => RecordsAction::NotStored(trouble(&error)),
    });
}

/// Converts what the storage threw.
fn trouble(error: &JsValue) -> Trouble {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    if name.as_deref() == Some("QuotaExceededError") { Trouble::Full } else { Trouble::NoStorage }
}
