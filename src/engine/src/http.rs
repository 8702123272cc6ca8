//! Requests: futures for an event loop, blocking ones for a thread.

use crate::messages::thrown;
use crate::time::{WorkerClock, sleep};
use futures::future::{self, Either};
use gloo_net::http::{Request, Response};
use js_sys::{ArrayBuffer, Function, Promise, Uint8Array};
use lanes_model::workload::Network;
use lanes_model::{Failure, FailureKind, Timestamp, Workload};
use lanes_workloads::{AsyncNetwork, BlockingNetwork, NetworkAnswer, UnderWay};
use std::cell::RefCell;
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DomException, PerformanceResourceTiming, RequestCache, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

/// Header in which a network states its name.
const NETWORK_HEADER: &str = "x-lanes-network";

/// Timeout of a request where the workload sets none.
const TIMEOUT_MS: u32 = 30_000;

/// Client for requests.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    /// Absolute URL that requests are relative to. (A worker's own URL may be a blob's.)
    base: String,
    timeout_ms: u32,
    /// Network that the requests go to, if it is one of Lanes's own.
    network: Option<Network>,
}

impl Http {
    /// Creates a client for a workload's requests.
    pub(crate) fn for_workload(workload: &Workload, base: &str) -> Http {
        let timeout_ms = workload.timeout_ms().unwrap_or(TIMEOUT_MS);
        Http { base: base.to_owned(), timeout_ms, network: workload.network() }
    }

    fn url(&self, address: &str) -> String {
        if is_absolute(address) { address.to_owned() } else { format!("{}{address}", self.base) }
    }

    async fn respond(&self, address: &str, url: &str, signal: &AbortSignal) -> Result<Response, Failure> {
        if self.network == Some(Network::Timer) {
            return respond_from_timer(address, signal).await.map(Response::from);
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
            // Of Lanes's own networks only this one has connections that a request may wait for.
            let waits_for_connections = self.network == Some(Network::ThisServer);
            Ok(NetworkAnswer {
                status: response.status(),
                network: response.headers().get(NETWORK_HEADER),
                body,
                under_way: if waits_for_connections { times_of(&url) } else { None },
            })
        };
        match future::select(pin!(answer), pin!(sleep(self.timeout_ms))).await {
            Either::Left((answer, _)) => {
                abort.disarm();
                answer
            }
            // Dropping the request aborts it.
            Either::Right(_) => Err(self.timed_out()),
        }
    }
}

/// Guard that aborts a request if its future is dropped before the answer.
struct AbortOnDrop {
    controller: AbortController,
    is_armed: bool,
}

impl AbortOnDrop {
    fn new() -> Result<AbortOnDrop, Failure> {
        let controller = AbortController::new().map_err(|error| thrown(&error))?;
        Ok(AbortOnDrop { controller, is_armed: true })
    }

    fn disarm(mut self) {
        self.is_armed = false;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if self.is_armed {
            self.controller.abort();
        }
    }
}

impl BlockingNetwork for Http {
    fn get(&self, address: &str) -> Result<NetworkAnswer, Failure> {
        if self.network == Some(Network::Timer) {
            return Err(no_timer());
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
                // Blocking requests are not subject to the limit of connections.
                under_way: None,
            })
        };
        ask().map_err(|error| match error.dyn_ref::<DomException>() {
            Some(exception) if exception.name() == "TimeoutError" => self.timed_out(),
            _ => unanswered(address, &thrown(&error).causes.join(" ")),
        })
    }
}

thread_local! {
    /// Function that answers this worker's requests from a timer.
    static ANSWER_FROM_TIMER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Sets the function that answers this worker's requests to the timer network, which never leave the worker:
/// `(address, signal) => Promise<Response>`, with the same responses as the service worker's.
pub(crate) fn set_timer_network(answer: Function) {
    ANSWER_FROM_TIMER.set(Some(answer));
}

/// Requests an address, relative to the page, from the timer network.
///
/// # Errors
/// If this worker has no such network, or the network does not know the address.
async fn respond_from_timer(address: &str, signal: &AbortSignal) -> Result<web_sys::Response, Failure> {
    let answered = ANSWER_FROM_TIMER.with_borrow(|answer| {
        let answer = answer.as_ref()?;
        Some(answer.call2(&JsValue::NULL, &address.into(), signal))
    });
    let promise = answered.ok_or_else(no_timer)?.and_then(JsCast::dyn_into::<Promise>);
    let response = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    response.and_then(JsCast::dyn_into).map_err(|error| thrown(&error))
}

fn no_timer() -> Failure {
    let message = "A timer can answer only futures on an event loop of their own. Choose another network.";
    Failure::new(FailureKind::Unsupported, message)
}

/// Capacity of the browser's list of request times: the maximum number of requests of a run.
const TIMES_KEPT: u32 = 10_000;

/// Has the browser keep the times of the requests to come and forget earlier ones, since they are searched one by one.
pub(crate) fn keep_times() {
    if let Some(performance) = WorkerClock::performance() {
        performance.clear_resource_timings();
        performance.set_resource_timing_buffer_size(TIMES_KEPT);
    }
}

/// Returns the times when a request and its answer were under way, if the browser reports them.
fn times_of(url: &str) -> Option<UnderWay> {
    let performance = WorkerClock::performance()?;
    let times = performance.get_entries_by_name_with_entry_type(url, "resource");
    let times: PerformanceResourceTiming = times.pop().dyn_into().ok()?;
    // Zero means not reported.
    let moment = |ms: f64| (ms > 0.0).then(|| Timestamp(performance.time_origin() + ms));
    Some(UnderWay { sent: moment(times.request_start())?, arrived: moment(times.response_end())? })
}

/// Returns true if an address names its server. Other servers would have to allow custom headers.
fn is_absolute(address: &str) -> bool {
    address.contains("://")
}

/// Creates the failure of a request without an answer. Browsers do not say why another server's answer is withheld.
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
    async fn an_unanswered_request_is_a_failure_with_its_cause() {
        // The discard port: nothing listens there, and browsers refuse to ask.
        let http = Http { base: "http://127.0.0.1:9/".to_owned(), timeout_ms: 5000, network: None };
        let failure = AsyncNetwork::get(&http, "api/get?id=0").await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Network);
        assert!(!failure.causes.is_empty());
    }
}
