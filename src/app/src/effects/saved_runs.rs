//! Keeps the reader's saved runs in the browser's storage.

use crate::environment::storage;
use crate::state::records::{Records, RecordsAction, Trouble};
use crate::state::{Action, State};
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

/// Key of the saved runs in the storage.
const KEY: &str = "lanes.runs";

/// Loads the saved runs, stores changes, and follows changes that other tabs store.
#[hook]
pub(crate) fn use_saved_runs(state: &State, dispatch: &Callback<Action>) {
    let dispatch = dispatch.reform(Action::Records);
    {
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| {
            let text = storage().map(|storage| storage.get_item(KEY).ok().flatten().unwrap_or_default());
            dispatch.emit(RecordsAction::Loaded(text));
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, "storage", move |event| {
                    let event = event.unchecked_ref::<StorageEvent>();
                    if event.key().as_deref() == Some(KEY) {
                        dispatch.emit(RecordsAction::Loaded(Some(event.new_value().unwrap_or_default())));
                    }
                })
            });
            move || drop(listener)
        });
    }
    let records = state.records().clone();
    use_effect_with(records.revision(), move |revision| {
        if *revision > 0
            && let Err(trouble) = store(&records)
        {
            dispatch.emit(RecordsAction::NotStored(trouble));
        }
    });
}

/// Stores as many saved runs as there is room for, the newest first.
fn store(records: &Records) -> Result<(), Trouble> {
    let storage = storage().ok_or(Trouble::NoStorage)?;
    let lines = records.stored();
    let mut fitting = lines.len();
    while storage.set_item(KEY, &lines[..fitting].concat()).is_err() {
        if fitting == 0 {
            return Err(Trouble::Full);
        }
        fitting /= 2;
    }
    if fitting == lines.len() { Ok(()) } else { Err(Trouble::Full) }
}
