//! Hooks, and a component, that keep the state in step with the browser: the address, saved runs, the run key, and the life of the
//! page.

mod address;
mod lifecycle;
mod run_key;
mod saved_runs;

pub(crate) use address::{current_address, use_address};
pub(crate) use lifecycle::{
    need, use_autorun, use_engine_preparation, use_environment, use_runtime, use_visibility,
};
pub(crate) use run_key::use_run_key;
pub(crate) use saved_runs::KeepSavedRuns;
