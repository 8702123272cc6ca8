//! The run under way: its lanes fill as spans end, over the group of the strategy's last run.
//!
//! Each report is drawn once, on top of those before. Between reports only the line of the present moves, which the
//! browser's compositor animates without the page's main thread.

use super::canvas::{names_width, prepare};
use super::palette::Palette;
use crate::state::{LiveRun, Shared};
use lanes_analysis::timeline::{Group, Track, Tracks, Window, layout, tracks};
use lanes_model::{Ended, LaneKind, LaneTrace, Millis, Run, Span, Strategy, Turn};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct LiveLanesProps {
    pub(super) live: Shared<LiveRun>,
    /// The strips on which to draw.
    pub(super) strips: Rc<Strips>,
    /// The part of the axis in sight.
    pub(super) window: Window,
}

/// Strip of each lane of a run under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strips {
    lanes: Vec<Track>,
    /// Height of all strips together, in CSS pixels.
    height: f64,
}

impl Strips {
    /// Finds the strips of a run under way: those of the group that it is drawn over, if that has the same lanes.
    pub(super) fn of(live: &LiveRun, below: Option<(&Group, bool)>) -> Strips {
        let lanes = live.reports.last().map_or(&[][..], |lanes| &**lanes);
        match below.filter(|(group, _)| group.lanes.len() == lanes.len()) {
            Some((group, is_expanded)) => Strips::on(group, &tracks(group, is_expanded)),
            None => {
                let without_spans = |lane: &LaneTrace| LaneTrace { spans: Vec::new(), ..*lane };
                let run = Run {
                    turn: live.turn,
                    ended: Ended::Completed,
                    start_up: Millis::ZERO,
                    wall: live.at,
                    lanes: lanes.iter().map(without_spans).collect(),
                    reports: Vec::new(),
                    bytes_moved: 0,
                };
                let timeline = layout([&run], |_| false);
                Strips::on(&timeline.groups[0], &tracks(&timeline.groups[0], false))
            }
        }
    }

    fn on(group: &Group, tracks: &Tracks) -> Strips {
        let strip = |lane: usize| {
            let bundle = || {
                let bundle = group.bundle_of(lane)?;
                let lanes = &group.bundles[bundle].lanes;
                let track = Track { rows: lanes.len(), ..tracks.bundles[bundle]? };
                Some(track.row(lane - lanes.start))
            };
            tracks.lanes[lane].or_else(bundle)
        };
        Strips { lanes: (0..group.lanes.len()).filter_map(strip).collect(), height: tracks.height }
    }
}

/// View that the canvas shows.
#[derive(Clone, PartialEq)]
struct Drawn {
    run: (Turn, Rc<Strips>),
    window: Window,
    width: f64,
    reports: usize,
}

/// The lanes of the run under way.
#[component]
pub(super) fn LiveLanes(LiveLanesProps { live, strips, window }: &LiveLanesProps) -> Html {
    let root = use_node_ref();
    let drawn = use_mut_ref(|| None::<Drawn>);
    let palette = use_mut_ref(|| None::<Palette>);
    {
        let (root, live, strips, window) = (root.clone(), live.clone(), strips.clone(), *window);
        use_effect_with((live.clone(), strips.clone(), window), move |_| {
            if let Some(root) = root.cast::<HtmlElement>() {
                // Fails if the browser has no memory for a canvas; the run itself is not affected.
                let _ =
                    draw(&root, &live, &strips, window, &mut drawn.borrow_mut(), &mut palette.borrow_mut());
            }
        });
    }
    html! {
        <div class="live" ref={root} aria-hidden="true">
            <i class="probe" hidden={true}></i>
            <canvas></canvas>
            <div class="present"><i key={format!("{:?}{window:?}", live.turn)}></i></div>
        </div>
    }
}

/// Draws the reports that are not drawn yet, or all of them if the view has changed.
fn draw(
    root: &HtmlElement,
    live: &LiveRun,
    strips: &Rc<Strips>,
    window: Window,
    drawn: &mut Option<Drawn>,
    palette: &mut Option<Palette>,
) -> Result<(), JsValue> {
    let page = web_sys::window().ok_or("There is no window.")?;
    let scale = page.device_pixel_ratio().max(0.5);
    if palette.is_none() {
        let probe = root.query_selector(".probe")?.ok_or("There is no probe.")?;
        *palette = Some(Palette::read(&page, probe.unchecked_ref(), scale)?);
    }
    let Some(palette) = palette else { return Ok(()) };
    let width = f64::from(root.client_width()).max(1.0);
    let names = names_width(width);
    let canvas = root.query_selector("canvas")?.ok_or("There is no canvas.")?;
    let canvas: HtmlCanvasElement = canvas.unchecked_into();
    let now = Drawn { run: (live.turn, strips.clone()), window, width, reports: live.reports.len() };
    let first = match drawn {
        Some(last) if Drawn { reports: now.reports, ..last.clone() } == now => last.reports,
        _ => 0,
    };
    let context = if first == 0 {
        root.style().set_property("--names", &format!("{names}px"))?;
        prepare(&canvas, width, strips.height, scale)?
    } else {
        canvas.get_context("2d")?.ok_or("There is no canvas.")?.unchecked_into()
    };
    let pen = LivePen { context, palette, scale, left: names, width: width - names, window };
    if first == 0 {
        pen.ground(strips);
    }
    if drawn.as_ref().is_none_or(|last| (last.run.0, last.window) != (live.turn, window)) {
        place_present(root, live.at, window)?;
    }
    set_present(root, "translate", &format!("{:.2}% 0", window.share(live.at) * 100.0))?;
    for lanes in live.reports.iter().skip(first) {
        pen.report(live.turn.strategy, lanes, strips);
    }
    *drawn = Some(now);
    Ok(())
}

/// Starts the line of the present, once for a run and an axis. From then on it moves by itself.
fn place_present(root: &HtmlElement, at: Millis, window: Window) -> Result<(), JsValue> {
    set_present(root, "animation-duration", &format!("{:.0}ms", window.length().0))?;
    set_present(root, "animation-delay", &format!("{:.0}ms", -(at - window.start).0))
}

/// Sets a style of the line of the present. The page's policy forbids style attributes in its markup.
fn set_present(root: &HtmlElement, property: &str, value: &str) -> Result<(), JsValue> {
    let line = root.query_selector(".present i")?.ok_or("There is no line.")?;
    line.unchecked_ref::<HtmlElement>().style().set_property(property, value)
}

/// Pen that draws a run under way. All positions are in CSS pixels.
struct LivePen<'a> {
    context: CanvasRenderingContext2d,
    palette: &'a Palette,
    scale: f64,
    /// Left end of the lanes.
    left: f64,
    /// Width of the lanes.
    width: f64,
    window: Window,
}

impl LivePen<'_> {
    fn rect(&self, left: f64, right: f64, track: Track) {
        let (top, bottom) = (track.top * self.scale, (track.top + track.height) * self.scale);
        let (left, right) = (left * self.scale, right * self.scale);
        self.context.fill_rect(left, top.round(), right - left, (bottom.round() - top.round()).max(1.0));
    }

    /// Hides what is below, except the names.
    fn ground(&self, strips: &Strips) {
        let all = Track { top: 0.0, height: strips.height, rows: 1 };
        self.context.set_fill_style_str(&self.palette.ground);
        self.rect(self.left, self.left + self.width, all);
        self.context.set_fill_style_str(&self.palette.sunken);
        for strip in &strips.lanes {
            self.rect(self.left, self.left + self.width, *strip);
        }
    }

    fn report(&self, strategy: Strategy, lanes: &[LaneTrace], strips: &Strips) {
        for (lane, strip) in lanes.iter().zip(&strips.lanes) {
            for span in &lane.spans {
                self.span(strategy, lane.kind, span, *strip);
            }
        }
    }

    fn span(&self, strategy: Strategy, kind: LaneKind, span: &Span, strip: Track) {
        let place = |moment| self.left + self.width * self.window.share(moment).clamp(0.0, 1.0);
        let (left, right) = (place(span.start), place(span.end));
        if span.end < self.window.start || span.start > self.window.end {
            return;
        }
        // The rows of an event loop are known at its end. Until then a task has any.
        let row = match (kind, span.task) {
            (LaneKind::EventLoop, Some(task)) => strip.row(task.0 as usize % strip.rows),
            _ => strip,
        };
        self.palette.of(strategy, span.phase).fill.apply(&self.context);
        self.rect(left, right.max(left + 1.0), row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::Round;
    use lanes_model::{Phase, Stage, TaskId};

    fn live(lanes: usize) -> LiveRun {
        let span =
            Span { task: Some(TaskId(0)), phase: Phase::Compute, start: Millis::ZERO, end: Millis(5.0) };
        let lane = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] };
        let turn = Turn { strategy: Strategy::Threads, point: 0, round: Round::WarmUp };
        LiveRun { turn, at: Millis(10.0), reports: vec![Rc::from(vec![lane; lanes])] }
    }

    fn group(lanes: usize) -> Rc<Group> {
        let LiveRun { turn, at, reports } = live(lanes);
        let run = Run {
            turn,
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: at,
            lanes: reports[0].to_vec(),
            reports: Vec::new(),
            bytes_moved: 0,
        };
        layout([&run], |_| false).groups.remove(0)
    }

    #[test]
    fn every_lane_has_a_strip_of_its_own() {
        for lanes in [0, 1, 4, 20, 128] {
            for below in [None, Some(false), Some(true)] {
                let group = group(lanes);
                let strips = Strips::of(&live(lanes), below.map(|is_expanded| (&*group, is_expanded)));
                assert_eq!(strips.lanes.len(), lanes);
                let ends = |track: &Track| track.top + track.height;
                assert!(strips.lanes.windows(2).all(|pair| ends(&pair[0]) <= pair[1].top + 1e-9));
                assert!(strips.lanes.iter().all(|track| ends(track) <= strips.height + 1e-9));
            }
        }
    }

    #[test]
    fn a_group_with_other_lanes_lends_no_strips() {
        let strips = Strips::of(&live(4), Some((&group(20), true)));
        assert_eq!(strips, Strips::of(&live(4), None));
    }
}
