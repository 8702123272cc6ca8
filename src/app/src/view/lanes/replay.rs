//! Controls of the replay, which plays the runs side by side in slow motion.

use super::state::{Change, View};
use super::words;
use gloo_render::{AnimationFrame, request_animation_frame};
use lanes_analysis::units;
use lanes_model::Millis;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Number of steps of the slider.
const STEPS: f64 = 1000.0;
/// Number of steps of a replay for a reader who prefers reduced motion.
const FEW_STEPS: f64 = 20.0;

#[derive(PartialEq, Properties)]
pub(super) struct ReplayProps {
    pub(super) view: View,
    pub(super) change: Callback<Change>,
}

/// Returns true if the reader prefers reduced motion.
fn prefers_reduced_motion() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}

/// The button that begins a replay, or the controls of the current one.
#[component]
pub(super) fn ReplayControls(ReplayProps { view, change }: &ReplayProps) -> Html {
    let playing = view.replay.is_some_and(|replay| replay.playing);
    {
        let change = change.clone();
        use_effect_with(playing, move |playing| {
            let ticker = playing.then(|| Ticker::new(change));
            move || drop(ticker)
        });
    }
    let press = |what: Change| {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| change.emit(what.clone()))
    };
    let begin = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| {
            change.emit(Change::BeganReplay { playing: !prefers_reduced_motion() })
        })
    };
    let Some(replay) = view.replay else {
        return html! {
            <button type="button" class="touch" onclick={begin}>{ words::REPLAY }</button>
        };
    };
    let end = view.timeline.end;
    let step = Change::MovedTo(replay.moment + Millis(end.0 / FEW_STEPS));
    let (advance, name) = match (prefers_reduced_motion(), replay.playing) {
        (true, _) => (step, words::STEP),
        (false, true) => (Change::Played(false), words::PAUSE),
        (false, false) => (Change::Played(true), words::PLAY),
    };
    let oninput = {
        let change = change.clone();
        Callback::from(move |event: InputEvent| {
            let steps = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            change.emit(Change::MovedTo(Millis(end.0 * steps / STEPS)));
        })
    };
    let at = units::duration(replay.moment);
    let value = if end > Millis::ZERO { replay.moment.0 / end.0 * STEPS } else { 0.0 };
    html! {
        <div class="replay" role="group" aria-label={words::REPLAY}>
            <button type="button" class="touch" onclick={press(advance)}>{ name }</button>
            <button type="button" class="touch" onclick={begin}>{ words::RESTART }</button>
            <input
                type="range"
                min="0"
                max={STEPS.to_string()}
                value={value.round().to_string()}
                aria-label={words::POSITION}
                aria-valuetext={at.clone()}
                {oninput}
            />
            <span class="moment"><b>{ at }</b>{ " " }{ words::pace(view.pace()) }</span>
            <button type="button" class="touch" onclick={press(Change::EndedReplay)}>{ words::END_REPLAY }</button>
        </div>
    }
}

/// Animation loop that reports the length of each frame until it is dropped.
struct Ticker(Rc<RefCell<Option<AnimationFrame>>>);

impl Ticker {
    fn new(change: Callback<Change>) -> Ticker {
        let ticker = Ticker(Rc::default());
        next_frame(&ticker.0, None, change);
        ticker
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.0.take();
    }
}

fn next_frame(frame: &Rc<RefCell<Option<AnimationFrame>>>, last: Option<f64>, change: Callback<Change>) {
    let weak = Rc::downgrade(frame);
    let next = request_animation_frame(move |now| {
        if let Some(last) = last {
            change.emit(Change::Ticked(now - last));
        }
        if let Some(frame) = weak.upgrade() {
            next_frame(&frame, Some(now), change);
        }
    });
    *frame.borrow_mut() = Some(next);
}
