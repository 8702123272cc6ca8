//! The pen that draws on the canvases. Everything is in pixels of the screen, so that edges and letters are sharp.

use super::palette::{Paint, Palette};
use super::state::View;
use lanes_analysis::breakdown::Activity;
use lanes_analysis::timeline::{Level, Track};
use lanes_model::{Millis, Phase, Strategy, TaskId};
use web_sys::CanvasRenderingContext2d;

/// Distance between ticks, in CSS pixels.
const TICK: f64 = 100.0;

/// A canvas being drawn, with its view and scale.
pub(super) struct Pen<'a> {
    pub(super) context: CanvasRenderingContext2d,
    pub(super) palette: &'a Palette,
    /// Pixels of the screen per CSS pixel.
    pub(super) scale: f64,
    /// Left end of the lanes, beyond their names.
    pub(super) left: f64,
    /// Right end of the lanes.
    pub(super) right: f64,
    pub(super) view: &'a View,
    /// Time per CSS pixel.
    pub(super) grain: Millis,
}

/// Buffers that every frame reuses.
#[derive(Default)]
pub(super) struct Buffers {
    /// Boxes of a group.
    pub(super) boxes: Vec<Box>,
    /// Levels of a bundle.
    pub(super) levels: Vec<Level>,
    /// Label.
    pub(super) text: String,
}

/// A box to draw.
pub(super) struct Box {
    pub(super) phase: Phase,
    pub(super) task: Option<TaskId>,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) height: f64,
}

impl Pen<'_> {
    /// Returns the horizontal position of a moment.
    pub(super) fn x(&self, moment: Millis) -> f64 {
        (self.left + (self.right - self.left) * self.view.window.share(moment)).clamp(self.left, self.right)
    }

    /// Fills a rectangle.
    pub(super) fn rect(&self, left: f64, top: f64, right: f64, bottom: f64) {
        self.context.fill_rect(left, top, right - left, bottom - top);
    }

    /// Returns the upper and the lower edge of a strip, in whole pixels, with a gap of CSS pixels below.
    pub(super) fn edges(&self, track: Track, gap: f64) -> (f64, f64) {
        let top = (track.top * self.scale).round();
        let bottom = ((track.top + track.height) * self.scale).round();
        (top, (bottom - (gap * self.scale).round()).max(top + 1.0))
    }

    /// Returns the paint of an activity on the lanes of a strategy.
    pub(super) fn paint(&self, strategy: Strategy, activity: Activity) -> &Paint {
        match activity {
            Activity::In(phase) => self.palette.of(strategy, phase),
            Activity::Idle => &self.palette.idle,
        }
    }

    /// Returns the moment up to which the runs are shown.
    pub(super) fn until(&self) -> Millis {
        self.view.replay.map_or(Millis(f64::INFINITY), |replay| replay.moment)
    }

    /// Returns the number of ticks that fit.
    pub(super) fn ticks(&self) -> u32 {
        ((self.right - self.left) / self.scale / TICK).clamp(3.0, 10.0) as u32
    }

    /// Writes a text in the current fill and font.
    pub(super) fn write(&self, text: &str, x: f64, y: f64) {
        // Fails if the canvas is gone.
        let _ = self.context.fill_text(text, x, y);
    }
}
