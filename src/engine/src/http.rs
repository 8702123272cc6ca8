//! Requests: futures for an event loop, blocking ones for a thread.

use crate::port::thrown;
use gloo_net::http::Request;
use js_sys::{ArrayBuffer, Uint8Array};
use lanes_model::{Failure, FailureKind};
use lanes_workloads::{Answer, AsyncNetwork, BlockingNetwork};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestCache, XmlHttpRequest, XmlHttpRequestResponseType};

/// The header in which a network says its name.
const NETWORK_HEADER: &str = "x-lanes-network";

/// Requests relative to an absolute address. (A worker's own address may be a blob's.)
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) base: String,
}

impl Http {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl AsyncNetwork for Http {
    async fn get(&self, path: &str) -> Result<Answer, Failure> {
        let abort = AbortOnDrop::new()?;
        let request = Request::get(&self.url(path))
            .cache(RequestCache::NoStore)
            .abort_signal(Some(&abort.controller.signal()));
        let response = request.send().await.map_err(|error| no_answer(&error.to_string()))?;
        let body = response.binary().await.map_err(|error| no_answer(&error.to_string()))?;
        abort.answered();
        Ok(Answer { status: response.status(), network: response.headers().get(NETWORK_HEADER), body })
    }
}

/// Gives a request up when its future is dropped before the answer.
struct AbortOnDrop {
    controller: AbortController,
    wanted: bool,
}

impl AbortOnDrop {
    fn new() -> Result<AbortOnDrop, Failure> {
        let controller = AbortController::new().map_err(|error| thrown(&error))?;
        Ok(AbortOnDrop { controller, wanted: true })
    }

    fn answered(mut self) {
        self.wanted = false;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if self.wanted {
            self.controller.abort();
        }
    }
}

impl BlockingNetwork for Http {
    fn get(&self, path: &str) -> Result<Answer, Failure> {
        // A pool thread never returns to its event loop, so no future would ever be polled there.
        let ask = || -> Result<Answer, JsValue> {
            let request = XmlHttpRequest::new()?;
            request.open_with_async("GET", &self.url(path), false)?;
            request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
            request.set_request_header("cache-control", "no-store")?;
            request.send()?;
            let body = request.response()?.dyn_into::<ArrayBuffer>();
            Ok(Answer {
                status: request.status()?,
                network: request.get_response_header(NETWORK_HEADER)?,
                body: body.map(|body| Uint8Array::new(&body).to_vec()).unwrap_or_default(),
            })
        };
        ask().map_err(|error| no_answer(&thrown(&error).causes.join(" ")))
    }
}

fn no_answer(cause: &str) -> Failure {
    Failure::new(FailureKind::Network, "The request got no answer.").because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn a_request_nobody_answers_is_a_failure_with_its_cause() {
        // The discard port: nothing listens there, and browsers refuse to ask.
        let http = Http { base: "http://127.0.0.1:9/".to_owned() };
        let failure = AsyncNetwork::get(&http, "api/get?id=0").await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Network);
        assert!(!failure.causes.is_empty());
    }
}
