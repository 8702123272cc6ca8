//! Keeps the browser and the state in step: the address, the storage, the theme, the keyboard, and what is known of the
//! page's surroundings. Each is a hook of the page.

mod address;
mod run_key;
mod saved_runs;
mod surroundings;

pub(crate) use address::{current_address, use_address};
pub(crate) use run_key::use_run_key;
pub(crate) use saved_runs::use_saved_runs;
pub(crate) use surroundings::{use_autorun, use_engine_preparation, use_environment, use_visibility};
