//! Files in the browser's private storage, written before a clock starts and removed after the job.

use js_sys::Uint8Array;
use lanes_model::{Failure, FailureKind};
use wasm_bindgen::prelude::*;
use web_sys::DomException;

use crate::port::thrown;

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

/// Some files. They are removed when it is dropped.
pub(crate) struct StoredFiles {
    folder: Option<Folder>,
}

impl StoredFiles {
    /// No files yet.
    ///
    /// # Errors
    /// Where the browser has no storage for this page.
    pub(crate) async fn new() -> Result<StoredFiles, Failure> {
        let folder = make_folder().await.map_err(|error| refused(&error))?;
        Ok(StoredFiles { folder: Some(folder.unchecked_into()) })
    }

    /// Writes a file, and says at which address it can be read.
    ///
    /// # Errors
    /// Where the browser does not write it.
    pub(crate) async fn add(&self, name: &str, bytes: &[u8]) -> Result<String, Failure> {
        let Some(folder) = &self.folder else { return Ok(String::new()) };
        // A copy: shared memory is not taken.
        let address = folder.add(name, &Uint8Array::from(bytes)).await.map_err(|error| refused(&error))?;
        Ok(address.as_string().unwrap_or_default())
    }
}

impl Drop for StoredFiles {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            wasm_bindgen_futures::spawn_local(async move {
                // What cannot be removed now is when files are stored the next time.
                let _ = folder.remove().await;
            });
        }
    }
}

fn refused(error: &JsValue) -> Failure {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    let message = match name.as_deref() {
        Some("QuotaExceededError") => {
            "The browser has no room for so many files. Choose fewer or smaller ones, or free some space."
        }
        _ => {
            "The browser stores no files for this page, as in private windows or where cookies are blocked. Open the \
             page in an ordinary window."
        }
    };
    let failure = Failure::new(FailureKind::Unsupported, message);
    thrown(error).causes.into_iter().fold(failure, Failure::because)
}
