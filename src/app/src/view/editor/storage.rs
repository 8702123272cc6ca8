//! The reader's code in the browser's storage, and the code that it replaced. Where the browser stores nothing, the code
//! lasts as long as the page.

use crate::environment::storage;

/// Place of an experiment's code in the storage.
#[derive(Clone, PartialEq)]
pub(super) struct Stored {
    key: String,
    earlier_key: String,
}

impl Stored {
    /// Returns the place of an experiment's code.
    pub(super) fn of(experiment: &str) -> Stored {
        let key = ["lanes.code.", experiment].concat();
        Stored { earlier_key: [&key, ".earlier"].concat(), key }
    }

    /// Returns the code, if there is some.
    pub(super) fn read(&self) -> Option<String> {
        storage()?.get_item(&self.key).ok()?
    }

    /// Stores code.
    pub(super) fn write(&self, code: &str) {
        set(&self.key, code);
    }

    /// Returns the code that was replaced last.
    pub(super) fn earlier(&self) -> Option<String> {
        storage()?.get_item(&self.earlier_key).ok()?
    }

    /// Keeps code that is about to be replaced.
    pub(super) fn keep_earlier(&self, code: &str) {
        set(&self.earlier_key, code);
    }

    /// Removes the code.
    pub(super) fn remove(&self) {
        if let Some(storage) = storage() {
            // Cannot fail in a storage that could be opened.
            let _ = storage.remove_item(&self.key);
        }
    }
}

fn set(key: &str, code: &str) {
    if let Some(storage) = storage() {
        // Fails if the storage is full.
        let _ = storage.set_item(key, code);
    }
}
