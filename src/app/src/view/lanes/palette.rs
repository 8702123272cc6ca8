//! The colours and patterns of the canvas, as the page's styles have them now.

use super::look::{IDLE, Look, TILE, look};
use lanes_model::Phase;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasPattern, CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlElement, Path2d, Window,
};

/// The tokens of the lines of a chart: one for each lane that holds the GIL, and again from the first. Those that look
/// like a phase are left out.
const HOLDERS: [&str; 6] = ["--look-5", "--look-1", "--look-2", "--look-6", "--look-7", "--look-0"];

/// The colours and patterns of the canvas.
pub(super) struct Palette {
    phases: Vec<Paint>,
    pub(super) idle: Paint,
    pub(super) holders: Vec<String>,
    /// Where a lane has neither spans nor is idle: its event loop turns, other rows are busy.
    pub(super) sunken: String,
    pub(super) ground: String,
    pub(super) ink: String,
    pub(super) quiet: String,
    pub(super) line: String,
    pub(super) accent: String,
    /// The font of names and numbers.
    pub(super) font: String,
}

/// How a phase is painted.
pub(super) struct Paint {
    pub(super) fill: Fill,
    /// What text needs behind it, where the fill is patterned.
    pub(super) plate: Option<String>,
    pub(super) ink: String,
}

/// What a shape is filled with.
pub(super) enum Fill {
    Colour(String),
    Pattern(CanvasPattern),
}

impl Palette {
    /// What the styles say, read from an element that lends itself to it, for a screen with `scale` pixels to a
    /// CSS pixel.
    pub(super) fn read(window: &Window, probe: &HtmlElement, scale: f64) -> Result<Palette, JsValue> {
        let document = window.document().ok_or("There is no document.")?;
        let computed = window.get_computed_style(probe)?.ok_or("There is no style.")?;
        // A token may depend on the colour scheme; only as the colour of an element it is what it comes to.
        let colour = |token: &str| {
            probe.style().set_property("color", &format!("var({token})"))?;
            computed.get_property_value("color")
        };
        let paint = |look: Look| {
            let (ground, ink) = (colour(look.ground)?, colour(look.ink)?);
            if look.path.is_empty() {
                return Ok(Paint { fill: Fill::Colour(ground), plate: None, ink });
            }
            let fill = pattern(&document, look, &ground, &colour(look.mark)?, scale)?;
            Ok(Paint { fill, plate: Some(ground), ink })
        };
        let phases: Result<_, JsValue> = Phase::ALL.into_iter().map(|phase| paint(look(phase))).collect();
        let holders: Result<_, JsValue> = HOLDERS.into_iter().map(colour).collect();
        Ok(Palette {
            phases: phases?,
            idle: paint(IDLE)?,
            holders: holders?,
            sunken: colour("--ground-sunken")?,
            ground: colour("--ground")?,
            ink: colour("--ink")?,
            quiet: colour("--ink-quiet")?,
            line: colour("--line")?,
            accent: colour("--accent")?,
            font: format!("{}px {}", 12.0 * scale, computed.get_property_value("font-family")?),
        })
    }

    /// How a phase is painted.
    pub(super) fn of(&self, phase: Phase) -> &Paint {
        &self.phases[phase as usize]
    }
}

impl Fill {
    /// Has what follows filled with it.
    pub(super) fn apply(&self, context: &CanvasRenderingContext2d) {
        match self {
            Fill::Colour(colour) => context.set_fill_style_str(colour),
            Fill::Pattern(pattern) => context.set_fill_style_canvas_pattern(pattern),
        }
    }
}

/// A pattern for a canvas that is drawn on in pixels of the screen.
fn pattern(document: &Document, look: Look, ground: &str, mark: &str, scale: f64) -> Result<Fill, JsValue> {
    let tile: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let side = (TILE * scale).round().max(1.0);
    tile.set_width(side as u32);
    tile.set_height(side as u32);
    let context = tile.get_context("2d")?.ok_or("There is no canvas.")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.set_fill_style_str(ground);
    context.fill_rect(0.0, 0.0, side, side);
    context.scale(side / TILE, side / TILE)?;
    context.set_stroke_style_str(mark);
    context.set_line_width(look.width);
    context.set_line_cap("round");
    context.stroke_with_path(&Path2d::new_with_path_string(look.path)?);
    let pattern = context.create_pattern_with_html_canvas_element(&tile, "repeat")?;
    Ok(Fill::Pattern(pattern.ok_or("There is no pattern.")?))
}
