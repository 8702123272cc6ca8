//! The lanes timeline: what every lane did, with all strategies on one axis, to zoom, search and replay.
//!
//! `state` holds the view, `canvas` draws it, and `interaction` changes it. What the canvases show is also in words: a
//! list of each group's lanes, the focused span, and a table.

mod canvas;
mod draw;
mod interaction;
mod legend;
mod live;
mod palette;
mod pen;
mod replay;
mod stack;
mod state;
mod watch;
mod words;

pub(super) use legend::fill;

use crate::state::{LiveRun, Results, Shared};
use crate::view::elements::name_classes;
use canvas::Canvases;
use lanes_analysis::compare::representative;
use lanes_analysis::timeline::{Group, Timeline};
use lanes_analysis::units;
use lanes_model::{Run, Strategy, TaskId};
use lanes_report::export::machine::draws_gil;
use legend::{LaneList, LanesTable, Legend};
use live::{LiveLanes, Strips};
use replay::ReplayControls;
use state::{Change, View, ZOOM_STEP};
use std::rc::Rc;
use watch::Watch;
use web_sys::{HtmlElement, HtmlInputElement};
use words::Description;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LanesProps {
    pub(crate) results: Shared<Results>,
    /// The selected step of the sweep.
    pub(crate) point: u16,
    /// The run under way.
    pub(crate) live: Option<Shared<LiveRun>>,
}

/// A run to draw, and its place among all runs of the results. Compared by identity.
#[derive(Clone)]
struct ToDraw {
    run: Rc<Run>,
    place: usize,
}

impl PartialEq for ToDraw {
    fn eq(&self, other: &ToDraw) -> bool {
        Rc::ptr_eq(&self.run, &other.run) && self.place == other.place
    }
}

/// The timeline of the runs that represent their strategies, and of the run under way.
#[component]
pub(crate) fn Lanes(LanesProps { results, point, live }: &LanesProps) -> Html {
    let to_draw = |strategy| {
        let run: *const Run = representative(results.runs(), strategy, *point)?;
        let place = results.runs.iter().position(|own| Rc::as_ptr(own) == run)?;
        Some(ToDraw { run: results.runs[place].clone(), place })
    };
    let runs: Vec<ToDraw> = results.strategies.iter().copied().filter_map(to_draw).collect();
    let timeline =
        use_timeline(&runs, |strategy| draws_gil(&results.setup, results.environment.as_ref(), strategy));
    let live = live.as_ref().filter(|live| live.turn.point == *point);
    if runs.is_empty() && live.is_none() {
        return html! {};
    }
    let places: Vec<usize> = runs.iter().map(|drawn| drawn.place).collect();
    html! { <TimelineView {timeline} {places} live={live.cloned()} /> }
}

/// Lays out runs when they change. Each run is laid out once: the groups of those that stay are kept.
#[hook]
fn use_timeline(runs: &[ToDraw], holds_gil: impl Fn(Strategy) -> bool) -> Shared<Timeline> {
    let laid_out = use_mut_ref(Vec::<(ToDraw, Rc<Group>)>::new);
    let timeline = use_memo(runs.to_vec(), |runs| {
        let mut kept = laid_out.borrow_mut();
        let group = |drawn: &ToDraw| {
            let same = kept.iter().find(|(other, _)| Rc::ptr_eq(&other.run, &drawn.run));
            let group = same.map(|(_, group)| group.clone());
            let holds_gil = || holds_gil(drawn.run.turn.strategy);
            (drawn.clone(), group.unwrap_or_else(|| Rc::new(Group::new(&drawn.run, holds_gil()))))
        };
        let groups: Vec<_> = runs.iter().map(group).collect();
        *kept = groups;
        Shared::new(Timeline::new(kept.iter().map(|(_, group)| group.clone()).collect()))
    });
    (*timeline).clone()
}

#[derive(PartialEq, Properties)]
struct TimelineProps {
    timeline: Shared<Timeline>,
    /// The place of each group's run among all runs of the results.
    places: Vec<usize>,
    /// The run under way.
    live: Option<Shared<LiveRun>>,
}

/// The legend, the tools, the canvases and the table.
#[component]
fn TimelineView(TimelineProps { timeline, places, live }: &TimelineProps) -> Html {
    let view = {
        let timeline = timeline.clone();
        use_reducer_eq(move || View::new(timeline))
    };
    let change = {
        let dispatcher = view.dispatcher();
        use_callback((), move |change: Change, ()| dispatcher.dispatch(change))
    };
    {
        let change = change.clone();
        use_effect_with(timeline.clone(), move |timeline| {
            change.emit(Change::TimelineChanged(timeline.clone()))
        });
    }
    {
        // The axis grows when a run takes longer than those before.
        let beyond = live.as_ref().map(|live| live.at).filter(|at| *at > view.window.whole);
        let change = change.clone();
        use_effect_with(beyond, move |beyond| {
            if let Some(at) = *beyond {
                change.emit(Change::AxisGrew(at));
            }
        });
    }
    {
        let change = change.clone();
        use_effect_with(live.is_some(), move |is_live| {
            if !is_live {
                change.emit(Change::RunsEnded);
            }
        });
    }
    let root = use_node_ref();
    use_canvases(&root, &view, &change);
    let groups = view.timeline.groups.iter().enumerate();
    let groups = groups.map(|(index, group)| {
        let live = live.as_ref().filter(|live| live.turn.strategy == group.strategy);
        group_view(&view, index, group, places.get(index).copied(), live, &change)
    });
    let is_new = |live: &&Shared<LiveRun>| {
        view.timeline.groups.iter().all(|group| group.strategy != live.turn.strategy)
    };
    let first_run = live.as_ref().filter(is_new);
    html! {
        <section class="lanes" aria-labelledby="lanes-title">
            <h2 id="lanes-title">{ words::LANES }</h2>
            if view.timeline.groups.iter().any(|group| !group.strategy.is_program()) {
                <p class="quiet">{ words::ONE_RUN }</p>
            }
            <Legend timeline={view.timeline.clone()} has_bundle={has_bundle(&view)} />
            if !view.timeline.groups.is_empty() {
                { tools(&view, &change) }
            }
            if let Some(paths) = &view.paths {
                <p class="explained">{ words::paths(&view.timeline, paths) }</p>
            }
            <div
                class="timeline"
                ref={root}
                data-from={format!("{:.3}", view.window.start.0)}
                data-to={format!("{:.3}", view.window.end.0)}
            >
                <i class="probe" hidden={true}></i>
                { zoom_buttons(&view, &change) }
                <canvas class="axis drawn" aria-hidden="true"></canvas>
                { for groups }
                { first_run.map(|live| first_run_view(&view, live)) }
                { tip(&view) }
            </div>
            <p class="hidden" aria-live="polite">{ focused(&view).map(|span| span.line()) }</p>
            if !view.timeline.groups.is_empty() {
                { keys() }
                <details>
                    <summary>{ words::SHOW_AS_TABLE }</summary>
                    <LanesTable timeline={view.timeline.clone()} />
                </details>
            }
        </section>
    }
}

/// Draws the view, listens for what changes it, and keeps the browser's focus where the view has it.
#[hook]
fn use_canvases(root: &NodeRef, view: &UseReducerHandle<View>, change: &Callback<Change>) {
    let canvases = use_mut_ref(|| None);
    {
        let (root, canvases, view, change) =
            (root.clone(), canvases.clone(), (**view).clone(), change.clone());
        use_effect_with((), move |()| {
            let kept = root.cast::<HtmlElement>().map(|root| {
                let drawn = Canvases::new(root.clone(), view);
                let listeners = interaction::listen(&root, &drawn, &change);
                *canvases.borrow_mut() = Some(drawn.clone());
                // Every browser that runs Lanes has these observers.
                let watch = Watch::new(&root, Rc::new(move || Canvases::redraw(&drawn)));
                (listeners, watch)
            });
            move || drop(kept)
        });
    }
    {
        let canvases = canvases.clone();
        use_effect_with((**view).clone(), move |view| {
            if let Some(canvases) = &*canvases.borrow() {
                Canvases::show(canvases, view.clone());
            }
        });
    }
    let focused = view.place.filter(|_| view.has_focus).map(|place| place.group);
    use_effect_with(focused, move |focused| {
        let canvas = canvases.borrow().as_ref().and_then(|canvases| canvases.borrow().canvas((*focused)?));
        if let Some(canvas) = canvas {
            // Cannot fail for a canvas of the page.
            let _ = canvas.focus();
        }
    });
}

/// Returns true if a bundle is drawn as one row.
fn has_bundle(view: &View) -> bool {
    let mut groups = view.timeline.groups.iter().zip(&view.expanded);
    groups.any(|(group, is_expanded)| !group.bundles.is_empty() && !is_expanded)
}

/// Renders the buttons on the drawing that zoom.
fn zoom_buttons(view: &View, change: &Callback<Change>) -> Html {
    let button = |sign: &'static str, name: &'static str, what: Change| {
        let change = change.clone();
        let onclick = Callback::from(move |_: MouseEvent| change.emit(what.clone()));
        html! { <button type="button" class="touch" title={name} aria-label={name} {onclick}>{ sign }</button> }
    };
    let zoom = |factor| Change::Zoomed { about: None, factor };
    let class = classes!("zoom", (!view.window.is_all()).then_some("zoomed"));
    html! {
        <div {class} role="group" aria-label={words::ZOOM}>
            { button("+", words::ZOOM_IN, zoom(ZOOM_STEP)) }
            { button("−", words::ZOOM_OUT, zoom(1.0 / ZOOM_STEP)) }
            { button("↔", words::SHOW_ALL, Change::ShowedAll) }
        </div>
    }
}

/// Renders the tools above the timeline.
fn tools(view: &View, change: &Callback<Change>) -> Html {
    let onpath = {
        let change = change.clone();
        Callback::from(move |event: Event| {
            change.emit(Change::ShowedPaths(event.target_unchecked_into::<HtmlInputElement>().checked()));
        })
    };
    let ontask = {
        let change = change.clone();
        Callback::from(move |event: InputEvent| {
            let number = event.target_unchecked_into::<HtmlInputElement>().value().parse::<u32>().ok();
            change.emit(Change::Selected(number.and_then(|number| number.checked_sub(1)).map(TaskId)));
        })
    };
    let tasks = view.timeline.groups.iter().map(|group| group.ends.len()).max().unwrap_or(0);
    html! {
        <div class="tools">
            <label class="touch">
                { words::FIND_TASK }
                <input
                    type="number"
                    min="1"
                    max={tasks.to_string()}
                    value={view.task.map(|task| task.number().to_string()).unwrap_or_default()}
                    oninput={ontask}
                />
            </label>
            <label class="touch">
                <input type="checkbox" checked={view.paths.is_some()} onchange={onpath} />
                { words::CRITICAL_PATH }
            </label>
            <ReplayControls view={view.clone()} change={change.clone()} />
        </div>
    }
}

/// Renders the help on keys and gestures.
fn keys() -> Html {
    html! {
        <details>
            <summary>{ words::KEYS_AND_GESTURES }</summary>
            <p class="keys" id="lanes-keys">{ words::KEYS }</p>
        </details>
    }
}

/// Renders a group: its heading, what there is to say about it, and its canvas.
fn group_view(
    view: &View,
    index: usize,
    group: &Rc<Group>,
    place: Option<usize>,
    live: Option<&Shared<LiveRun>>,
    change: &Callback<Change>,
) -> Html {
    let key = group.strategy.key();
    let tab_stop = view.place.map_or(0, |place| place.group);
    let onkeydown = {
        let change = change.clone();
        let has_selection = view.task.is_some();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(what) = interaction::key(&event) {
                // With nothing to deselect, Escape leaves the frame of an article.
                if has_selection || event.key() != "Escape" {
                    event.prevent_default();
                }
                change.emit(Change::Entered(index));
                change.emit(what);
            }
        })
    };
    let onfocus = {
        let change = change.clone();
        Callback::from(move |event: FocusEvent| {
            // A click focuses the canvas, too, but selects what is under the pointer.
            if event.target_unchecked_into::<HtmlElement>().matches(":focus-visible") == Ok(true) {
                change.emit(Change::Entered(index));
            }
        })
    };
    let onblur = {
        let change = change.clone();
        Callback::from(move |_: FocusEvent| change.emit(Change::Left))
    };
    html! {
        <div class="group" {key} data-strategy={key} data-run={place.map(|place| place.to_string())}>
            <div class="head">
                <h3 class={name_classes(group.strategy)}>{ key }<span class="wall">{ units::duration(group.wall) }</span></h3>
                { live.map(|_| running()) }
                if !group.bundles.is_empty() {
                    { expand_button(view, index, group, change) }
                }
            </div>
            <p class="said">{ remarks(view, index, group) }</p>
            <LaneList group={Shared::from(group.clone())} />
            // With keys, the canvas stays the same element, with what is drawn on it, when a run begins or ends.
            <div class="drawing">
                <canvas
                    key="canvas"
                    class="drawn"
                    tabindex={if index == tab_stop { "0" } else { "-1" }}
                    role="application"
                    aria-roledescription={words::TIMELINE}
                    aria-label={words::lanes_of(key)}
                    aria-describedby="lanes-keys"
                    {onkeydown}
                    {onfocus}
                    {onblur}
                ></canvas>
                { live.map(|live| live_lanes(view, live, Some((&**group, view.expanded[index])))) }
            </div>
        </div>
    }
}

/// Renders the run under way of a strategy that has no other run.
fn first_run_view(view: &View, live: &Shared<LiveRun>) -> Html {
    let strategy = live.turn.strategy;
    html! {
        <div class="group" key="first-run" data-live={strategy.key()}>
            <div class="head">
                <h3 class={name_classes(strategy)}>{ strategy.key() }</h3>
                { running() }
            </div>
            <div class="drawing">{ live_lanes(view, live, None) }</div>
        </div>
    }
}

fn live_lanes(view: &View, live: &Shared<LiveRun>, below: Option<(&Group, bool)>) -> Html {
    let strips = Rc::new(Strips::of(live, below));
    html! { <LiveLanes key="live" live={live.clone()} {strips} window={view.window} /> }
}

fn running() -> Html {
    html! { <span class="running">{ words::RUNNING }</span> }
}

/// Renders the button that shows each lane of a bundle, or all as one row.
fn expand_button(view: &View, index: usize, group: &Group, change: &Callback<Change>) -> Html {
    let is_expanded = view.expanded.get(index) == Some(&true);
    let onclick = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| {
            change.emit(Change::Expanded { group: index, is_expanded: !is_expanded })
        })
    };
    html! {
        <button type="button" class="expand touch" aria-expanded={is_expanded.to_string()} {onclick}>
            { words::lanes_together(group) }
        </button>
    }
}

/// Renders the replay's progress, the selected task and the critical path of a group.
fn remarks(view: &View, index: usize, group: &Group) -> Html {
    let line = |text: String| html! { <span>{ text }</span> };
    let done = view.replay.map(|replay| words::tasks_done(group.done_by(replay.moment), group.ends.len()));
    let task = view.task.map(|task| words::task(group, task));
    let path = view.paths.as_ref().and_then(|paths| paths.get(index));
    let path = path.map(|path| words::path(group, path));
    html! { <>{ for [done, task, path].into_iter().flatten().map(line) }</> }
}

/// Describes what the pointer is on, or otherwise the focused span.
fn described(view: &View) -> Option<Description> {
    match view.pointed {
        Some(pointed) => {
            let group = view.timeline.groups.get(pointed.group);
            group.map(|group| Description::of_hit(group, &pointed.hit))
        }
        None => focused(view),
    }
}

fn focused(view: &View) -> Option<Description> {
    let place = view.place.filter(|_| view.has_focus)?;
    if view.is_bundled(place) {
        return Description::of_bundle(view.timeline.groups.get(place.group)?, place.lane);
    }
    Description::of_place(&view.timeline, place)
}

fn tip(view: &View) -> Html {
    let Some(Description { what, when }) = described(view) else { return html! {} };
    html! { <div class="tip" aria-hidden="true"><b>{ what }</b><span>{ when }</span></div> }
}
