//! Facts about the machine, the browser and the window that only the browser knows.

use js_sys::{Date, Reflect};
use lanes_model::Environment;
use web_sys::{Storage, Url, Window};

/// Origin that browsers report for a page without one.
pub(crate) const NO_ORIGIN: &str = "null";

/// Capabilities of the machine and the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    /// Number of logical cores that the browser reports.
    pub(crate) cores: u32,
    /// True if the page may share memory between threads. False in a page that is about to reload to become isolated.
    pub(crate) isolated: bool,
    /// Reason why no service worker runs, and so no simulated network; None while one runs.
    pub(crate) no_service_worker: Option<String>,
}

/// Window that the page is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A tab of its own.
    #[default]
    None,
    /// A frame of another page.
    Framed,
    /// A window without an origin, as in a sandbox without `allow-same-origin`. Browsers start no workers there.
    Opaque,
}

impl Frame {
    /// Returns true if browsers start workers here. Without workers nothing can run.
    pub(crate) fn has_workers(self) -> bool {
        self != Frame::Opaque
    }
}

/// Returns the browser's storage, or None if the reader or a sandbox forbids it.
pub(crate) fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Detects the window that the page is shown in.
pub(crate) fn current_frame() -> Frame {
    let Some(window) = web_sys::window() else { return Frame::None };
    let origin = Reflect::get(&window, &"origin".into()).ok().and_then(|origin| origin.as_string());
    if origin.as_deref() == Some(NO_ORIGIN) {
        Frame::Opaque
    } else if parent_or_self(&window) != window {
        Frame::Framed
    } else {
        Frame::None
    }
}

/// Returns the parent of a window, or the window itself in a tab of its own.
pub(crate) fn parent_or_self(window: &Window) -> Window {
    window.parent().ok().flatten().unwrap_or_else(|| window.clone())
}

/// Returns the origin of an absolute address, or None if it is the page's own or the address is not valid.
pub(crate) fn other_origin(address: &str) -> Option<String> {
    let origin = Url::new(address).ok()?.origin();
    let own = web_sys::window()?.location().origin().ok()?;
    (origin != own).then_some(origin)
}

thread_local! {
    /// Smallest step of the page's clock, in milliseconds. It never changes, and measuring it takes ten milliseconds.
    static CLOCK_STEP_MS: f64 = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |clock| smallest_step(|| clock.now()));
}

/// Describes this machine at this moment.
pub(crate) fn measured_environment(machine: &Machine) -> Environment {
    let window = web_sys::window();
    let browser = window.as_ref().and_then(|window| window.navigator().user_agent().ok());
    Environment {
        cores: machine.cores,
        isolated: machine.isolated,
        clock_resolution_ms: CLOCK_STEP_MS.with(|step| *step),
        hidden: false,
        browser: browser.unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recorded_at: Date::new_0().to_iso_string().into(),
        interpreter: None,
    }
}

/// Measures the smallest step of a clock over about ten milliseconds, in the clock's unit. Returns zero if the clock
/// stood still.
fn smallest_step(now: impl Fn() -> f64) -> f64 {
    const READINGS: usize = 50_000;
    let mut last = now();
    let mut smallest = f64::INFINITY;
    for _ in 0..READINGS {
        let next = now();
        if next > last {
            smallest = smallest.min(next - last);
            last = next;
        }
    }
    if smallest.is_finite() { smallest } else { 0.0 }
}
