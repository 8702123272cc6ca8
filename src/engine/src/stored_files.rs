//! Files in the browser's private storage, written before any clock starts and removed after the job.

use crate::messages::thrown;
use js_sys::Uint8Array;
use lanes_model::{Failure, FailureKind};
use wasm_bindgen::prelude::*;
use web_sys::DomException;

#[wasm_bindgen(module = "/src/stored_files.js")]
extern "C" {
    type Folder;

    #[wasm_bindgen(catch, js_name = makeFolder)]
    async fn make_folder() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn add(this: &Folder, name: &str, bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn remove(this: &Folder) -> Result<(), JsValue>;
}

/// Folder of files. Dropping it removes them.
pub(crate) struct StoredFiles {
    folder: Option<Folder>,
}

impl StoredFiles {
    /// Creates an empty folder.
    ///
    /// # Errors
    /// If the browser has no storage for this page.
    pub(crate) async fn new() -> Result<StoredFiles, Failure> {
        let folder = make_folder().await.map_err(|error| not_stored(&error))?;
        Ok(StoredFiles { folder: Some(folder.unchecked_into()) })
    }

    /// Writes a file. Returns the URL at which workers of this page can read it.
    ///
    /// # Errors
    /// If the browser does not write it.
    pub(crate) async fn add(&self, name: &str, bytes: &[u8]) -> Result<String, Failure> {
        let Some(folder) = &self.folder else { return Ok(String::new()) };
        // A copy, since the browser does not write from shared memory.
        let address = folder.add(name, &Uint8Array::from(bytes)).await.map_err(|error| not_stored(&error))?;
        Ok(address.as_string().unwrap_or_default())
    }
}

impl Drop for StoredFiles {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            wasm_bindgen_futures::spawn_local(async move {
                // Files that cannot be removed now are removed when files are next stored.
                let _ = folder.remove().await;
            });
        }
    }
}

fn not_stored(error: &JsValue) -> Failure {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    let message = match name.as_deref() {
        Some("QuotaExceededError") => {
            "The browser has no room for so many files. Choose fewer or smaller files, or free some space."
        }
        _ => {
            "The browser stores no files for this page, as in private windows or where cookies are blocked. Open the \
             page in an ordinary window."
        }
    };
    let failure = Failure::new(FailureKind::Unsupported, message);
    thrown(error).causes.into_iter().fold(failure, Failure::because)
}
