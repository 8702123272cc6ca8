//! The wasm side: a program on wasm-bindgen-rayon, as its documentation shows it.

use crate::{Job, work_of};
use js_sys::Uint8Array;
use lanes_model::workload::WorkloadSpec;
use wasm_bindgen::prelude::*;

pub use wasm_bindgen_rayon::init_thread_pool;

/// Returns the names of the bundled files that the work of a query needs.
#[wasm_bindgen]
pub fn files_of(query: &str) -> Vec<String> {
    work_of(query).bundled_files()
}

/// Work of a query, ready to run.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WebJob(Job);

#[wasm_bindgen]
impl WebJob {
    /// Prepares the work of a query on the files that [`files_of`] names, in that order.
    ///
    /// # Errors
    /// A file that the work cannot use.
    #[wasm_bindgen(constructor)]
    pub fn new(query: &str, files: Vec<Uint8Array>) -> Result<WebJob, JsError> {
        let names = files_of(query);
        let load = |name: &str| {
            let file = names.iter().position(|other| other == name).and_then(|index| files.get(index));
            file.map(Uint8Array::to_vec).unwrap_or_default()
        };
        Job::new(query, load).map(WebJob).map_err(|message| JsError::new(&message))
    }

    /// Runs the work on the calling thread, or on rayon's pool, and returns its checksum.
    ///
    /// # Errors
    /// A task that failed.
    pub fn run(&self, on_rayon: bool) -> Result<u64, JsError> {
        let sum = if on_rayon { self.0.run_on_rayon() } else { self.0.run_in_loop() };
        sum.map_err(|message| JsError::new(&message))
    }
}
