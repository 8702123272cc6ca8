//! The engine.
#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

use wasm_bindgen::prelude::*;

/// Hello.
#[wasm_bindgen]
pub fn hello() -> u32 {
    1
}
