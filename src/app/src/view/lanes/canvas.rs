//! The canvases: when they are drawn, and their sizes. `draw` has their content.

use super::draw;
use super::palette::Palette;
use super::pen::{Buffers, Pen};
use super::state::{Pointed, View};
use crate::state::Shared;
use gloo_render::{AnimationFrame, request_animation_frame};
use lanes_analysis::timeline::{Group, Hit, Shown, Timeline, Tracks, hit, tracks};
use lanes_model::Millis;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

/// Height of the axis, in CSS pixels.
const AXIS_HEIGHT: f64 = 26.0;
/// Width of the names left of the lanes, in CSS pixels.
const NAMES: f64 = 104.0;
/// Width of the names on a timeline narrower than [`NARROW`], in CSS pixels.
const NARROW_NAMES: f64 = 72.0;
/// Width below which a timeline is narrow, in CSS pixels.
const NARROW: f64 = 560.0;

/// Returns the width of the names on a timeline of a width, in CSS pixels.
pub(super) fn names_width(all: f64) -> f64 {
    if all < NARROW { NARROW_NAMES } else { NAMES }
}

/// The canvases of the timeline. Changes are drawn with the next animation frame.
pub(super) struct Canvases {
    /// Parent of the canvases (the axis first, then one for each group) and of the tip.
    root: HtmlElement,
    view: View,
    tracks: Vec<Tracks>,
    palette: Option<Palette>,
    /// View that each group's canvas shows; None if it must be drawn.
    shown: Vec<Option<GroupView>>,
    /// Timeline without groups, in place of the whole one in the view of each group.
    nothing: Shared<Timeline>,
    frame: Option<AnimationFrame>,
    buffers: Buffers,
}

/// View of one group, so that a change of another group does not redraw this one.
#[derive(PartialEq)]
struct GroupView {
    canvas: HtmlCanvasElement,
    group: Shared<Group>,
    /// The rest of the view, without other groups.
    view: View,
}

impl Canvases {
    pub(super) fn new(root: HtmlElement, view: View) -> Rc<RefCell<Canvases>> {
        Rc::new(RefCell::new(Canvases {
            root,
            tracks: all_tracks(&view),
            view,
            palette: None,
            shown: Vec::new(),
            nothing: Shared::new(Timeline::default()),
            frame: None,
            buffers: Buffers::default(),
        }))
    }

    /// Draws a view with the next frame.
    pub(super) fn show(this: &Rc<RefCell<Canvases>>, view: View) {
        let mut canvases = this.borrow_mut();
        if view.timeline != canvases.view.timeline || view.expanded != canvases.view.expanded {
            canvases.tracks = all_tracks(&view);
        }
        canvases.view = view;
        canvases.request(this);
    }

    /// Draws everything with the next frame, since the size or the colours of the page have changed.
    pub(super) fn redraw(this: &Rc<RefCell<Canvases>>) {
        let mut canvases = this.borrow_mut();
        canvases.palette = None;
        canvases.shown.clear();
        canvases.request(this);
    }

    fn request(&mut self, this: &Rc<RefCell<Canvases>>) {
        if self.frame.is_none() {
            let this = Rc::downgrade(this);
            self.frame = Some(request_animation_frame(move |_| {
                if let Some(canvases) = this.upgrade() {
                    let mut canvases = canvases.borrow_mut();
                    canvases.frame = None;
                    // Fails if the browser has no memory for it; the table remains.
                    let _ = canvases.draw();
                }
            }));
        }
    }

    /// Returns the canvas of a group. The first canvas of all is the axis.
    pub(super) fn canvas(&self, group: usize) -> Option<HtmlCanvasElement> {
        self.nth_canvas(group + 1)
    }

    fn nth_canvas(&self, index: usize) -> Option<HtmlCanvasElement> {
        self.root.get_elements_by_class_name("drawn").item(index as u32)?.dyn_into().ok()
    }

    /// Returns the group that a canvas shows.
    pub(super) fn group_of(&self, canvas: &HtmlElement) -> Option<usize> {
        (0..self.tracks.len()).find(|group| self.canvas(*group).is_some_and(|own| **own == **canvas))
    }

    /// Returns the widths of the lanes and of their names, in CSS pixels.
    fn widths(&self) -> (f64, f64) {
        let all = f64::from(self.root.client_width()).max(1.0);
        let names = names_width(all);
        ((all - names).max(1.0), names)
    }

    /// Returns a position on the lanes as a share of their width, from CSS pixels from the left of a canvas.
    pub(super) fn share(&self, x: f64) -> f64 {
        let (lanes, names) = self.widths();
        (x - names) / lanes
    }

    pub(super) fn view(&self) -> &View {
        &self.view
    }

    fn grain(&self) -> Millis {
        Millis(self.view.window.length().0 / self.widths().0)
    }

    /// Returns the target at a point of a group's canvas, in CSS pixels.
    pub(super) fn hit(&self, group: usize, x: f64, y: f64) -> Option<Pointed> {
        let share = self.share(x);
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        let View { window, timeline, task, .. } = &self.view;
        let shown = Shown { tracks: self.tracks.get(group)?, window, grain: self.grain(), wanted: *task };
        let hit = hit(timeline.groups.get(group)?, shown, window.moment(share), y)?;
        Some(Pointed { group, hit, x })
    }

    fn draw(&mut self) -> Result<(), JsValue> {
        let window = web_sys::window().ok_or("There is no window.")?;
        let scale = window.device_pixel_ratio().max(0.5);
        if self.palette.is_none() {
            let probe = self.root.query_selector(".probe")?.ok_or("There is no probe.")?;
            self.palette = Some(Palette::read(&window, probe.unchecked_ref(), scale)?);
        }
        let (lanes, names) = self.widths();
        let (groups, grain) = (self.tracks.len(), self.grain());
        self.shown.resize_with(groups, || None);
        let (Some(palette), view) = (&self.palette, &self.view) else { return Ok(()) };
        let pen = |context| Pen {
            context,
            palette,
            scale,
            left: (names * scale).round(),
            right: ((names + lanes) * scale).round(),
            view,
            grain,
        };
        if let Some(canvas) = self.nth_canvas(0) {
            draw::axis(
                &pen(prepare(&canvas, names + lanes, AXIS_HEIGHT, scale)?),
                AXIS_HEIGHT,
                &mut self.buffers.text,
            );
        }
        for group in 0..groups {
            let Some(canvas) = self.canvas(group) else { continue };
            let own = GroupView {
                group: view.timeline.groups[group].clone().into(),
                view: for_group(view, group, &self.nothing),
                canvas,
            };
            if self.shown[group].as_ref() == Some(&own) {
                continue;
            }
            let pen = pen(prepare(&own.canvas, names + lanes, self.tracks[group].height, scale)?);
            draw::group(&pen, group, &self.tracks[group], &mut self.buffers);
            self.shown[group] = Some(own);
        }
        self.place_tip()
    }

    /// Moves the tip to what it describes.
    fn place_tip(&self) -> Result<(), JsValue> {
        let Some(tip) = self.root.query_selector(".tip")? else { return Ok(()) };
        let tip: &HtmlElement = tip.unchecked_ref();
        let Some((group, x, y)) = self.attention() else { return Ok(()) };
        let Some(canvas) = self.canvas(group) else { return Ok(()) };
        let furthest = f64::from(self.root.client_width() - tip.offset_width()).max(0.0);
        let top = f64::from(canvas.offset_top()) + y;
        tip.style().set_property("left", &format!("{}px", x.clamp(0.0, furthest)))?;
        tip.style().set_property("top", &format!("{top}px"))
    }

    /// Returns the group that the tip describes, and the position of the tip on its canvas, in CSS pixels.
    fn attention(&self) -> Option<(usize, f64, f64)> {
        const BELOW: f64 = 6.0;
        if let Some(Pointed { group, hit, x }) = self.view.pointed {
            let tracks = self.tracks.get(group)?;
            let track = match hit {
                Hit::Span { lane, place, .. } => tracks.lanes.get(lane).copied()??.row(place),
                Hit::Idle { lane, .. } => tracks.lanes.get(lane).copied()??,
                Hit::Gil(_) => tracks.gil?,
                Hit::Bundle { bundle, .. } => tracks.bundles.get(bundle).copied()??,
            };
            return Some((group, x + BELOW, track.top + track.height + BELOW));
        }
        let place = self.view.place.filter(|_| self.view.has_focus)?;
        let (span, track) = (
            self.view.timeline.span(place)?,
            draw::row_at(&self.view, place, self.tracks.get(place.group)?)?,
        );
        let (lanes, names) = self.widths();
        let x = names + lanes * self.view.window.share(span.start).clamp(0.0, 1.0);
        Some((place.group, x, track.top + track.height + BELOW))
    }
}

/// Lays out the strips of all groups of a view.
fn all_tracks(view: &View) -> Vec<Tracks> {
    let groups = view.timeline.groups.iter().zip(&view.expanded);
    groups.map(|(group, is_expanded)| tracks(group, *is_expanded)).collect()
}

/// Reduces a view to what concerns a group, except the group itself.
fn for_group(view: &View, group: usize, nothing: &Shared<Timeline>) -> View {
    let mut own = View { timeline: nothing.clone(), ..view.clone() };
    // Only the tip depends on where on a span the pointer is.
    own.pointed =
        own.pointed.filter(|pointed| pointed.group == group).map(|pointed| Pointed { x: 0.0, ..pointed });
    own.expanded = vec![view.expanded[group]];
    own.place = own.place.filter(|place| own.has_focus && place.group == group);
    own.has_focus = own.place.is_some();
    own
}

/// Sets the size of a canvas, given in CSS pixels, and clears it for drawing in pixels of the screen.
pub(super) fn prepare(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
    scale: f64,
) -> Result<CanvasRenderingContext2d, JsValue> {
    let size = ((width * scale).round() as u32, (height * scale).round().max(1.0) as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
        canvas.style().set_property("--drawn-width", &format!("{width}px"))?;
        canvas.style().set_property("--drawn-height", &format!("{height}px"))?;
    }
    let context = canvas.get_context("2d")?.ok_or("There is no canvas.")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    Ok(context)
}
