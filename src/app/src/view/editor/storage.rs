//! The reader's code in the browser's storage. Where the browser stores nothing, the code lasts as long as the page.

use web_sys::Storage;

/// Place of an experiment's code in the storage.
#[derive(Clone, PartialEq)]
pub(super) struct Stored {
    key: String,
}

impl Stored {
    /// Returns the place of an experiment's code.
    pub(super) fn of(experiment: &str) -> Stored {
        Stored { key: ["lanes.code.", experiment].concat() }
    }

    /// Returns the code, if there is some.
    pub(super) fn read(&self) -> Option<String> {
        storage()?.get_item(&self.key).ok()?
    }

    /// Stores code.
    pub(super) fn write(&self, code: &str) {
        if let Some(storage) = storage() {
            // Fails if the storage is full.
            let _ = storage.set_item(&self.key, code);
        }
    }

    /// Removes the code.
    pub(super) fn remove(&self) {
        if let Some(storage) = storage() {
            // Cannot fail in a storage that could be opened.
            let _ = storage.remove_item(&self.key);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
