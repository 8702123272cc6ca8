//! Bytes attached to a process's task, copied, transferred or shared, and values that no process can be sent.

use crate::messages::{AttachedValue, thrown};
use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use lanes_model::workload::{Crossing, Parcel, Transport};
use lanes_model::{Answer, Attempt, Failure, FailureKind, TaskId};
use lanes_workloads::workload::crossing::{FILLING, bytes_missing, sum_bytes};
use lanes_workloads::{Attachment, Clock, Lane, TaskError};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Creates the bytes that go to a process with its task.
///
/// # Errors
/// If there is not enough memory.
pub(crate) fn attach(crossing: &Crossing) -> Result<Attachment<AttachedValue>, Failure> {
    let kind = if crossing.transport == Transport::Shared { "SharedArrayBuffer" } else { "ArrayBuffer" };
    let buffer = make_buffer(kind, crossing.bytes).map_err(|error| {
        let message = format!("There is no memory for {} bytes to send.", crossing.bytes);
        Failure::new(FailureKind::Unsupported, message).because(thrown(&error).causes.join(" "))
    })?;
    let value = Uint8Array::new(&buffer);
    value.fill(FILLING, 0, value.length());
    let transfer =
        if crossing.transport == Transport::Transferred { Array::of1(&buffer) } else { Array::new() };
    let bytes = if crossing.transport == Transport::Shared { 0 } else { u64::from(crossing.bytes) };
    let attempts = if crossing.transport == Transport::Copied { attempts()? } else { Vec::new() };
    Ok(Attachment { content: AttachedValue { value: value.into(), transfer }, bytes, attempts })
}

/// Calls a buffer's constructor by name: an exception can be caught only this way.
fn make_buffer(kind: &str, bytes: u32) -> Result<JsValue, JsValue> {
    let constructor: Function = Reflect::get(&js_sys::global(), &kind.into())?.dyn_into()?;
    Reflect::construct(&constructor, &Array::of1(&bytes.into()))
}

/// Sums up the bytes attached to a task, as the task's work.
///
/// # Errors
/// If the task was stopped or no bytes are attached.
pub(crate) fn sum_attached<C: Clock>(
    attached: &JsValue,
    task: TaskId,
    lane: &Lane<C>,
) -> Result<Answer, TaskError> {
    let Some(bytes) = attached.dyn_ref::<Uint8Array>() else {
        return Err(bytes_missing().into());
    };
    let read = |from: usize, part: &mut [u8]| {
        let (from, to) = (from as u32, (from + part.len()) as u32);
        bytes.subarray(from, to).copy_to(part);
    };
    Ok(lane.compute(task, |checkpoint| sum_bytes(bytes.length() as usize, read, checkpoint))?.into())
}

/// Sends one value of each kind to a port without a listener. Returns which ones the browser refused, and why.
fn attempts() -> Result<Vec<Attempt>, Failure> {
    let channel = MessageChannel::new().map_err(|error| thrown(&error))?;
    let seen = Cell::new(0);
    let closure = Closure::<dyn FnMut()>::own_assert_unwind_safe(move || seen.set(seen.get() + 1));
    let values: [(Parcel, JsValue); 3] = [
        (Parcel::Data, Array::of2(&1.into(), &ArrayBuffer::new(8)).into()),
        (Parcel::NamedTask, Array::of2(&"sum_of_squares".into(), &300_000_000.into()).into()),
        (Parcel::Closure, closure.as_ref().clone()),
    ];
    let attempt = |(parcel, value): (Parcel, JsValue)| {
        let refused = channel.port1().post_message(&value).err();
        Attempt { parcel, refused: refused.map(|error| on_one_line(&thrown(&error))) }
    };
    let attempts = values.map(attempt).to_vec();
    channel.port1().close();
    Ok(attempts)
}

/// Joins the causes of a failure. The browser quotes the source of the function that it refuses, line by line.
fn on_one_line(failure: &Failure) -> String {
    failure.causes.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn data_and_names_are_sent_and_a_closure_is_refused() {
        let attempts = attempts().unwrap();
        assert_eq!((&attempts[0].refused, &attempts[1].refused), (&None, &None));
        assert!(attempts[2].refused.as_ref().unwrap().contains("could not be cloned"));
    }
}
