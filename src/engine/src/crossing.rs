//! Bytes that go to a process beside its task, in each of the ways there are, and what cannot go there at all.

use crate::port::thrown;
use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use lanes_model::workload::{Crossing, Parcel, Way};
use lanes_model::{Answer, Attempt, Failure, FailureKind, Product, TaskId};
use lanes_workloads::workload::crossing::{FILLING, bytes_missing, sum_bytes};
use lanes_workloads::{Clock, Lane, TaskError};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// What goes to a process beside a task.
pub(crate) struct Cargo {
    /// What is sent.
    pub(crate) value: JsValue,
    /// What of it is handed over; the rest is copied, or shared.
    pub(crate) transfer: Array,
    /// How many bytes leave this memory.
    pub(crate) bytes: u64,
    /// What came of sending other things.
    pub(crate) attempts: Vec<Attempt>,
}

impl Cargo {
    /// Makes the bytes of a task.
    ///
    /// # Errors
    /// Where there is no memory for them.
    pub(crate) fn new(crossing: &Crossing) -> Result<Cargo, Failure> {
        let kind = if crossing.way == Way::Shared { "SharedArrayBuffer" } else { "ArrayBuffer" };
        let buffer = make_buffer(kind, crossing.bytes).map_err(|error| {
            let message = format!("There is no memory for {} bytes to send.", crossing.bytes);
            Failure::new(FailureKind::Unsupported, message).because(thrown(&error).causes.join(" "))
        })?;
        let value = Uint8Array::new(&buffer);
        value.fill(FILLING, 0, value.length());
        let transfer = if crossing.way == Way::Transferred { Array::of1(&buffer) } else { Array::new() };
        let bytes = if crossing.way == Way::Shared { 0 } else { u64::from(crossing.bytes) };
        let attempts = if crossing.way == Way::Copied { attempts()? } else { Vec::new() };
        Ok(Cargo { value: value.into(), transfer, bytes, attempts })
    }
}

/// Makes a buffer by the name of its constructor: one that fails throws, which only this way can be caught.
fn make_buffer(kind: &str, bytes: u32) -> Result<JsValue, JsValue> {
    let constructor: Function = Reflect::get(&js_sys::global(), &kind.into())?.dyn_into()?;
    Reflect::construct(&constructor, &Array::of1(&bytes.into()))
}

/// Sums up, as a task's work, bytes that came with it.
///
/// # Errors
/// Where it was stopped, or nothing came that could be summed up.
pub(crate) fn sum_cargo<C: Clock>(
    cargo: &JsValue,
    task: TaskId,
    lane: &Lane<C>,
) -> Result<Answer, TaskError> {
    let Some(bytes) = cargo.dyn_ref::<Uint8Array>() else {
        return Err(bytes_missing().into());
    };
    let read = |from: usize, part: &mut [u8]| {
        let (from, to) = (from as u32, (from + part.len()) as u32);
        bytes.subarray(from, to).copy_to(part);
    };
    Ok(lane.compute(task, |checkpoint| sum_bytes(bytes.length() as usize, read, checkpoint))?.into())
}

/// Sends one of each kind of thing to where nobody listens, and notes what the browser says to that.
fn attempts() -> Result<Vec<Attempt>, Failure> {
    let channel = MessageChannel::new().map_err(|error| thrown(&error))?;
    let seen = Cell::new(0);
    let closure = Closure::<dyn FnMut()>::own_assert_unwind_safe(move || seen.set(seen.get() + 1));
    let attempt = |parcel: Parcel| {
        let value: JsValue = match parcel {
            Parcel::Data => Array::of2(&1.into(), &ArrayBuffer::new(8)).into(),
            Parcel::NamedTask => Array::of2(&"sum_of_squares".into(), &300_000_000.into()).into(),
            Parcel::Closure => closure.as_ref().clone(),
        };
        let refused = channel.port1().post_message(&value).err();
        Attempt { parcel, refused: refused.map(|error| in_one_line(&thrown(&error))) }
    };
    let attempts = Parcel::ALL.map(attempt).to_vec();
    channel.port1().close();
    Ok(attempts)
}

/// What the browser said. It quotes the function's source, which has many lines.
fn in_one_line(failure: &Failure) -> String {
    failure.causes.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same answer, with what came of sending other things.
pub(crate) fn with_attempts(mut answer: Answer, attempts: Vec<Attempt>) -> Answer {
    if !attempts.is_empty() {
        answer.product = Some(Product::Attempts(attempts));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn data_and_names_cross_and_a_closure_is_refused() {
        let attempts = attempts().unwrap();
        assert_eq!((&attempts[0].refused, &attempts[1].refused), (&None, &None));
        assert!(attempts[2].refused.as_ref().unwrap().contains("could not be cloned"));
    }
}
