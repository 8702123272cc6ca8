//! Requests: futures for an event loop, blocking ones for a thread.

use crate::clock::WorkerClock;
use crate::here;
use crate::port::thrown;
use crate::timer::sleep;
use futures::future::{self, Either};
use gloo_net::http::{Request, Response};
use js_sys::{ArrayBuffer, Uint8Array};
use lanes_model::workload::Network;
use lanes_model::{Failure, FailureKind, Timestamp};
use lanes_workloads::{AsyncNetwork, BlockingNetwork, NetworkAnswer, UnderWay};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortController, AbortSignal, DomException, PerformanceResourceTiming, RequestCache, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

/// The header in which a network says its name.
const NETWORK_HEADER: &str = "x-lanes-network";

/// Requests relative to an absolute address. (A worker's own address may be a blob's.)
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) base: String,
    /// How long an answer is waited for.
    pub(crate) timeout_ms: u32,
    /// The network that is asked, where it is one of ours.
    pub(crate) asked: Option<Network>,
}

impl Http {
    fn url(&self, address: &str) -> String {
        if is_absolute(address) { address.to_owned() } else { format!("{}{address}", self.base) }
    }

    async fn respond(&self, address: &str, url: &str, signal: &AbortSignal) -> Result<Response, Failure> {
        if self.asked == Some(Network::Timer) {
            return here::respond(address, signal).await.map(Response::from);
        }
        let request = Request::get(url).cache(RequestCache::NoStore).abort_signal(Some(signal));
        request.send().await.map_err(|error| unanswered(address, &error.to_string()))
    }

    fn timed_out(&self) -> Failure {
        no_answer(&format!("none came within {} ms", self.timeout_ms))
    }
}

impl AsyncNetwork for Http {
    async fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        let abort = AbortOnDrop::new()?;
        let (url, signal) = (self.url(address), abort.controller.signal());
        let answer = async {
            let response = self.respond(address, &url, &signal).await?;
            let body = response.binary().await.map_err(|error| no_answer(&error.to_string()))?;
            Ok(NetworkAnswer {
                status: response.status(),
                network: response.headers().get(NETWORK_HEADER),
                body,
                // Of our networks only this one has connections to wait for.
                under_way: self
                    .asked
                    .filter(|asked| *asked == Network::ThisServer)
                    .and_then(|_| times_of(&url)),
            })
        };
        match future::select(pin!(answer), pin!(sleep(self.timeout_ms))).await {
            Either::Left((answer, _)) => {
                abort.answered();
                answer
            }
            // Dropping the request gives it up.
            Either::Right(_) => Err(self.timed_out()),
        }
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
    fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        if self.asked == Some(Network::Timer) {
            return Err(here::not_here());
        }
        // A pool thread never returns to its event loop, so no future would ever be polled there.
        let ask = || -> Result<NetworkAnswer, JsValue> {
            let request = XmlHttpRequest::new()?;
            request.open_with_async("GET", &self.url(address), false)?;
            request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
            request.set_timeout(self.timeout_ms);
            if !is_absolute(address) {
                request.set_request_header("cache-control", "no-store")?;
            }
            request.send()?;
            let body = request.response()?.dyn_into::<ArrayBuffer>();
            Ok(NetworkAnswer {
                status: request.status()?,
                network: request.get_response_header(NETWORK_HEADER)?,
                body: body.map(|body| Uint8Array::new(&body).to_vec()).unwrap_or_default(),
                // Blocking requests pass the limit of connections.
                under_way: None,
            })
        };
        ask().map_err(|error| match error.dyn_ref::<DomException>() {
            Some(exception) if exception.name() == "TimeoutError" => self.timed_out(),
            _ => unanswered(address, &thrown(&error).causes.join(" ")),
        })
    }
}

/// The most requests of a run whose times the browser is to keep.
const TIMES_KEPT: u32 = 10_000;

/// Has the browser keep the times of the requests to come, and forget those of earlier ones: they are searched
/// for by address, one by one.
pub(crate) fn keep_times() {
    if let Some(performance) = WorkerClock::performance() {
        performance.clear_resource_timings();
        performance.set_resource_timing_buffer_size(TIMES_KEPT);
    }
}

/// When the request for an address and its answer were under way, where the browser tells.
fn times_of(url: &str) -> Option<UnderWay> {
    let performance = WorkerClock::performance()?;
    let times = performance.get_entries_by_name_with_entry_type(url, "resource");
    let times: PerformanceResourceTiming = times.pop().dyn_into().ok()?;
    // Zero where it does not tell.
    let moment = |ms: f64| (ms > 0.0).then(|| Timestamp(performance.time_origin() + ms));
    Some(UnderWay { sent: moment(times.request_start())?, arrived: moment(times.response_end())? })
}

/// Whether an address names its server. Such a server would have to allow any header of ours.
fn is_absolute(address: &str) -> bool {
    address.contains("://")
}

/// Browsers do not tell a page why another server's answer is kept from it.
fn unanswered(address: &str, cause: &str) -> Failure {
    let failure = no_answer(cause);
    if is_absolute(address) {
        return failure.because(format!("{address} may be out of reach, or may not allow it (CORS)"));
    }
    failure
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
        let http = Http { base: "http://127.0.0.1:9/".to_owned(), timeout_ms: 5000, asked: None };
        let failure = AsyncNetwork::get(&http, "api/get?id=0").await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Network);
        assert!(!failure.causes.is_empty());
    }
}
