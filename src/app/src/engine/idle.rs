//! Idle engines of several embeds. Each engine reserves address space for its pool and its isolates, of which browsers give all
//! frames of an article a limited amount: an embed that needs an engine has the others end theirs, unless a job runs.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// Name of the channel that all pages of the site share.
const CHANNEL: &str = "lanes-idle-engines";

/// Channel on which pages ask for idle engines to be ended.
pub(super) struct IdleEngines {
    channel: BroadcastChannel,
    // The channel calls it, so it has to live as long.
    _on_request: Closure<dyn FnMut(MessageEvent)>,
}

impl IdleEngines {
    /// Opens the channel, and calls a function whenever another page asks. Returns None if the browser has no channels.
    pub(super) fn new(on_request: impl Fn() + 'static) -> Option<IdleEngines> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let on_request = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| on_request());
        channel.set_onmessage(Some(on_request.as_ref().unchecked_ref()));
        Some(IdleEngines { channel, _on_request: on_request })
    }

    /// Asks the other pages to end their idle engines. A channel never delivers to its own page.
    pub(super) fn end_others(&self) {
        // A closed channel fails, and then the page is about to go.
        let _ = self.channel.post_message(&JsValue::NULL);
    }
}

impl Drop for IdleEngines {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
