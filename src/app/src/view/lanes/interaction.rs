//! Pointers, the wheel and keys. Only events that zoom or pan the timeline are kept from scrolling the page.

use super::canvas::Canvases;
use super::state::{Change, Pointed, ZOOM_STEP};
use gloo_events::{EventListener, EventListenerOptions};
use lanes_analysis::timeline::{Hit, Place, Step};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use yew::Callback;

/// Distance that turns a press into a drag, in CSS pixels.
const DRAG: f64 = 4.0;
/// Length of a line, for a wheel that counts lines, in CSS pixels.
const LINE: f64 = 16.0;
/// Length of a page, for a wheel that counts pages, in CSS pixels.
const PAGE: f64 = 400.0;
/// Zoom per pixel of the wheel: a notch of 100 pixels about halves or doubles.
const WHEEL_ZOOM: f64 = 0.006;
/// Distance that Shift with an arrow key pans, as a share of what is in sight.
const PAN_STEP: f64 = 0.25;

/// The pointers that are down.
#[derive(Default)]
struct Pointers {
    /// Id and last position of each, in CSS pixels from the left of the canvas.
    down: Vec<(i32, f64)>,
    /// Position where the first went down.
    from: f64,
    /// True if they have zoomed or panned since.
    used: bool,
}

/// Listens to pointers and the wheel on the parent of the canvases, until the result is dropped.
pub(super) fn listen(
    root: &HtmlElement,
    canvases: &Rc<RefCell<Canvases>>,
    change: &Callback<Change>,
) -> Vec<EventListener> {
    let on = |name: &'static str, handle: fn(&Handler, &Event)| {
        let handler = Handler { canvases: canvases.clone(), change: change.clone() };
        // A wheel that zooms or pans must not scroll the page.
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(root, name, options, move |event| handle(&handler, event))
    };
    let pointers = Rc::new(RefCell::new(Pointers::default()));
    let on_pointer = |name: &'static str, handle: fn(&Handler, &mut Pointers, &PointerEvent)| {
        let handler = Handler { canvases: canvases.clone(), change: change.clone() };
        let pointers = pointers.clone();
        EventListener::new(root, name, move |event| {
            handle(&handler, &mut pointers.borrow_mut(), event.unchecked_ref());
        })
    };
    vec![
        on("wheel", |handler, event| handler.wheel(event.unchecked_ref())),
        on("dblclick", |handler, event| handler.double_click(event.unchecked_ref())),
        on_pointer("pointerdown", Handler::down),
        on_pointer("pointermove", Handler::moved),
        on_pointer("pointerup", Handler::up),
        on_pointer("pointercancel", Handler::cancelled),
        on_pointer("pointerout", Handler::out),
    ]
}

/// The handler of all events of the canvases.
struct Handler {
    canvases: Rc<RefCell<Canvases>>,
    change: Callback<Change>,
}

impl Handler {
    fn group(&self, event: &Event) -> Option<usize> {
        let canvas = event.target()?.dyn_into::<HtmlElement>().ok()?;
        self.canvases.borrow().group_of(&canvas)
    }

    fn share(&self, x: f64) -> f64 {
        self.canvases.borrow().share(x)
    }

    fn zoom(&self, share: f64, factor: f64) {
        let about = self.canvases.borrow().view().window.moment(share.clamp(0.0, 1.0));
        self.change.emit(Change::Zoomed { about: Some(about), factor });
    }

    fn is_zoomed(&self) -> bool {
        !self.canvases.borrow().view().window.is_all()
    }

    /// Zooms with Ctrl or Command, which is also how browsers report a pinch on a touchpad, and pans sideways or with
    /// Shift. Otherwise the wheel scrolls the page.
    fn wheel(&self, event: &WheelEvent) {
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE,
            WheelEvent::DOM_DELTA_PAGE => PAGE,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let is_sideways = event.shift_key() || dx.abs() > dy.abs();
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            self.zoom(self.share(f64::from(event.offset_x())), (dy * WHEEL_ZOOM).exp());
        } else if is_sideways && self.is_zoomed() {
            event.prevent_default();
            let by = if dx == 0.0 { dy } else { dx };
            self.change.emit(Change::Panned(self.share(by) - self.share(0.0)));
        }
    }

    fn double_click(&self, event: &MouseEvent) {
        if self.group(event).is_some() {
            self.zoom(self.share(f64::from(event.offset_x())), ZOOM_STEP);
        }
    }

    fn down(&self, pointers: &mut Pointers, event: &PointerEvent) {
        if event.button() != 0 || self.group(event).is_none() {
            return;
        }
        let x = f64::from(event.offset_x());
        if pointers.down.is_empty() {
            (pointers.from, pointers.used) = (x, false);
        }
        pointers.down.retain(|(id, _)| *id != event.pointer_id());
        pointers.down.push((event.pointer_id(), x));
        if let Some(canvas) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            // Fails if the pointer is gone already.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
    }

    fn moved(&self, pointers: &mut Pointers, event: &PointerEvent) {
        let x = f64::from(event.offset_x());
        let Some(own) = pointers.down.iter().position(|(id, _)| *id == event.pointer_id()) else {
            self.point(event);
            return;
        };
        let before = pointers.down.clone();
        pointers.down[own].1 = x;
        match (before.as_slice(), pointers.down.as_slice()) {
            ([(_, was)], _) if self.is_zoomed() && (pointers.used || (x - pointers.from).abs() > DRAG) => {
                let from = if pointers.used { *was } else { pointers.from };
                pointers.used = true;
                self.change.emit(Change::Panned(self.share(from) - self.share(x)));
            }
            ([_], _) => self.point(event),
            ([(_, a), (_, b), ..], [(_, c), (_, d), ..]) => {
                pointers.used = true;
                let middle = |one: f64, other: f64| self.share((one + other) / 2.0);
                self.change.emit(Change::Panned(middle(*a, *b) - middle(*c, *d)));
                self.zoom(middle(*c, *d), (a - b).abs().max(1.0) / (c - d).abs().max(1.0));
            }
            _ => {}
        }
    }

    /// Selects what is under the pointer, unless the pointer has zoomed or panned.
    fn up(&self, pointers: &mut Pointers, event: &PointerEvent) {
        let is_own = pointers.down.iter().any(|(id, _)| *id == event.pointer_id());
        if is_own && pointers.down.len() == 1 && !pointers.used {
            let pointed = self.pointed(event);
            self.change.emit(Change::Pointed(pointed));
            if let Some(Pointed { group, hit: Hit::Span { lane, drawn, .. }, .. }) = pointed {
                self.change.emit(Change::Chose(Place { group, lane, index: drawn.index }));
            }
        }
        self.gone(pointers, event);
    }

    fn gone(&self, pointers: &mut Pointers, event: &PointerEvent) {
        pointers.down.retain(|(id, _)| *id != event.pointer_id());
    }

    /// Ends a touch that turned out to scroll the page.
    fn cancelled(&self, pointers: &mut Pointers, event: &PointerEvent) {
        self.gone(pointers, event);
        self.change.emit(Change::Pointed(None));
    }

    fn out(&self, pointers: &mut Pointers, event: &PointerEvent) {
        // A touch leaves as it goes up; what it selected is still described.
        if pointers.down.is_empty() && event.pointer_type() == "mouse" {
            self.change.emit(Change::Pointed(None));
        }
    }

    fn point(&self, event: &PointerEvent) {
        self.change.emit(Change::Pointed(self.pointed(event)));
    }

    fn pointed(&self, event: &PointerEvent) -> Option<Pointed> {
        let group = self.group(event)?;
        self.canvases.borrow().hit(group, f64::from(event.offset_x()), f64::from(event.offset_y()))
    }
}

/// Returns the change that a key makes while the timeline has the focus.
pub(super) fn key(event: &KeyboardEvent) -> Option<Change> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let zoom = |factor| Change::Zoomed { about: None, factor };
    let change = match (event.key().as_str(), event.shift_key()) {
        ("+" | "=", _) => zoom(ZOOM_STEP),
        ("-" | "_", _) => zoom(1.0 / ZOOM_STEP),
        ("0", _) => Change::ShowedAll,
        ("ArrowLeft", true) => Change::Panned(-PAN_STEP),
        ("ArrowRight", true) => Change::Panned(PAN_STEP),
        ("ArrowLeft", false) => Change::Walked(Step::Previous),
        ("ArrowRight", false) => Change::Walked(Step::Next),
        ("ArrowUp", false) => Change::Walked(Step::Up),
        ("ArrowDown", false) => Change::Walked(Step::Down),
        ("Home", false) => Change::Walked(Step::First),
        ("End", false) => Change::Walked(Step::Last),
        ("Enter", false) => Change::Toggled,
        ("Escape", false) => Change::Selected(None),
        _ => return None,
    };
    Some(change)
}
