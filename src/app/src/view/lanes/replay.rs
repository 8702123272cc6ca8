//! The replay: it plays the runs side by side, slowly.

use super::state::{Change, View};
use gloo_render::{AnimationFrame, request_animation_frame};
use lanes_analysis::units;
use lanes_model::Millis;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// In how many steps the range goes from start to end.
const STEPS: f64 = 1000.0;
/// Where nothing is to move by itself, a replay takes so many steps.
const FEW_STEPS: f64 = 20.0;

#[derive(PartialEq, Properties)]
pub(super) struct ReplayProps {
    pub(super) view: View,
    pub(super) change: Callback<Change>,
}

/// Whether the reader wants nothing to move by itself.
fn keeps_still() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}

/// Begins a replay, and while there is one, says where it is and moves it.
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
        Callback::from(move |_: MouseEvent| change.emit(Change::Began { playing: !keeps_still() }))
    };
    let Some(replay) = view.replay else {
        return html! {
            <button type="button" class="touch" onclick={begin}>{ "Replay" }</button>
        };
    };
    let end = view.timeline.end;
    let step = Change::MovedTo(replay.moment + Millis(end.0 / FEW_STEPS));
    let (go_on, name) = match (keeps_still(), replay.playing) {
        (true, _) => (step, "Step"),
        (false, true) => (Change::Played(false), "Pause"),
        (false, false) => (Change::Played(true), "Play"),
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
        <div class="replay" role="group" aria-label="Replay">
            <button type="button" class="touch" onclick={press(go_on)}>{ name }</button>
            <button type="button" class="touch" onclick={begin}>{ "Restart" }</button>
            <input
                type="range"
                min="0"
                max={STEPS.to_string()}
                value={value.round().to_string()}
                aria-label="Moment"
                aria-valuetext={at.clone()}
                {oninput}
            />
            <span class="moment"><b>{ at }</b>{ " " }{ pace(view.pace()) }</span>
            <button type="button" class="touch" onclick={press(Change::EndedReplay)}>{ "End replay" }</button>
        </div>
    }
}

/// How fast a replay is.
fn pace(pace: f64) -> String {
    if pace >= 1.0 {
        "at its own speed".to_owned()
    } else {
        format!("{} times slower", units::significant(1.0 / pace))
    }
}

/// Tells of each frame how long it took.
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
