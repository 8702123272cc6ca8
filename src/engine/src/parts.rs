//! Services of the worker's script (`www/engine/worker.js`) that the engine calls.

use crate::messages::error_message;
use js_sys::{Function, Uint8Array};
use lanes_model::{Failure, FailureKind};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Functions of `www/engine/worker.js`, passed to the engine when it starts.
    #[derive(Clone, Debug)]
    pub type EngineParts;

    /// Loads what isolates run. Later calls do nothing, except after a failure.
    #[wasm_bindgen(method, catch, js_name = loadIsolates)]
    async fn load_isolates_js(this: &EngineParts) -> Result<JsValue, JsValue>;

    /// Loads a bundled file and checks its contents.
    #[wasm_bindgen(method, catch, js_name = loadFile)]
    async fn load_file_js(this: &EngineParts, name: &str) -> Result<JsValue, JsValue>;

    /// Returns the function `spawn_isolate(shared)`, which creates a worker that calls `start_isolate`. What isolates run must have been
    /// loaded.
    #[wasm_bindgen(method, getter, js_name = spawnIsolate)]
    pub(crate) fn spawn_isolate(this: &EngineParts) -> Function;

    /// Tells the page that everything a first run needs is loaded.
    #[wasm_bindgen(method, js_name = reportComplete)]
    pub(crate) fn report_complete(this: &EngineParts);
}

impl EngineParts {
    /// Loads what isolates run, unless it has been loaded. Takes as long as the connection needs.
    ///
    /// # Errors
    /// If the file is missing or broken, or the host sends nothing.
    pub(crate) async fn load_isolates(&self) -> Result<(), Failure> {
        let loaded = self.load_isolates_js().await;
        loaded.map(drop).map_err(|error| {
            Failure::new(FailureKind::EngineStart, "A worker did not start.").because(error_message(&error))
        })
    }

    /// Loads a bundled file.
    ///
    /// # Errors
    /// If the file cannot be loaded, or its contents are not those of this build.
    pub(crate) async fn load_file(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let bytes = self.load_file_js(name).await.map_err(|error| {
            Failure::new(FailureKind::Network, "The data could not be loaded.").because(error_message(&error))
        })?;
        Ok(Uint8Array::new(&bytes).to_vec())
    }
}
