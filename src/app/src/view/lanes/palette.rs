//! Colours and patterns of the canvas, read from the page's styles.

use lanes_analysis::breakdown::Activity;
use lanes_analysis::look::{COLOURS, look};
use lanes_analysis::timeline::{Style, TILE, style};
use lanes_model::{Phase, Strategy};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasPattern, CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlElement, Path2d, Window,
};

/// Tokens of ground and ink of the lanes that hold the GIL, used in turn. They are neutral, since colours stand for
/// strategies.
const HOLDERS: [(&str, &str); 3] = [("--ink-quiet", "--ground"), ("--line", "--ink"), ("--ink", "--ground")];

/// Colours and patterns of the canvas.
pub(super) struct Palette {
    /// Paint of each phase. That of computing is neutral.
    phases: Vec<Paint>,
    /// Paint of computing, for each look of a strategy.
    computing: Vec<Paint>,
    pub(super) idle: Paint,
    pub(super) holders: Vec<Paint>,
    /// Background of a lane that has no span and is not idle: its event loop turns, or its other rows are busy.
    pub(super) sunken: String,
    pub(super) ground: String,
    pub(super) ink: String,
    pub(super) quiet: String,
    pub(super) line: String,
    pub(super) accent: String,
    /// Font of names and numbers.
    pub(super) font: String,
}

/// Paint of an activity.
pub(super) struct Paint {
    pub(super) fill: Fill,
    /// Background that makes text legible on a pattern; None for a plain fill.
    pub(super) plate: Option<String>,
    pub(super) ink: String,
}

/// Fill of a shape.
pub(super) enum Fill {
    Colour(String),
    Pattern(CanvasPattern),
}

impl Palette {
    /// Reads the styles with the help of an element of the page, for a screen with `scale` pixels per CSS pixel.
    ///
    /// # Errors
    /// Returns the browser's error if it cannot compute styles or create a canvas.
    pub(super) fn read(window: &Window, probe: &HtmlElement, scale: f64) -> Result<Palette, JsValue> {
        let document = window.document().ok_or("There is no document.")?;
        let computed = window.get_computed_style(probe)?.ok_or("There is no style.")?;
        // A token may depend on the colour scheme; only as the colour of an element is it resolved.
        let colour = |token: &str| {
            probe.style().set_property("color", &format!("var({token})"))?;
            computed.get_property_value("color")
        };
        let paint = |activity: Activity| {
            let style = style(activity);
            let (ground, ink) = (colour(style.ground.token)?, colour(style.ink.token)?);
            if style.path.is_empty() {
                return Ok(Paint { fill: Fill::Colour(ground), plate: None, ink });
            }
            let fill = pattern(&document, style, &ground, &colour(style.mark.token)?, scale)?;
            Ok(Paint { fill, plate: Some(ground), ink })
        };
        let phases: Result<_, JsValue> =
            Phase::ALL.into_iter().map(|phase| paint(Activity::In(phase))).collect();
        let plain = |ground: &str, ink: &str| {
            Ok::<_, JsValue>(Paint { fill: Fill::Colour(colour(ground)?), plate: None, ink: colour(ink)? })
        };
        let ink = style(Activity::In(Phase::Compute)).ink.token;
        let computing: Result<_, JsValue> =
            COLOURS.into_iter().map(|ground| plain(ground.token, ink)).collect();
        let holders: Result<_, JsValue> =
            HOLDERS.into_iter().map(|(ground, ink)| plain(ground, ink)).collect();
        Ok(Palette {
            phases: phases?,
            computing: computing?,
            idle: paint(Activity::Idle)?,
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

    /// Returns the paint of a phase on the lanes of a strategy.
    pub(super) fn of(&self, strategy: Strategy, phase: Phase) -> &Paint {
        if phase == Phase::Compute { &self.computing[look(strategy)] } else { &self.phases[phase as usize] }
    }
}

impl Fill {
    /// Makes this the fill of the shapes drawn next.
    pub(super) fn apply(&self, context: &CanvasRenderingContext2d) {
        match self {
            Fill::Colour(colour) => context.set_fill_style_str(colour),
            Fill::Pattern(pattern) => context.set_fill_style_canvas_pattern(pattern),
        }
    }
}

/// Makes a pattern for a canvas that is drawn in pixels of the screen.
fn pattern(document: &Document, style: Style, ground: &str, mark: &str, scale: f64) -> Result<Fill, JsValue> {
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
    context.set_line_width(style.width);
    context.set_line_cap("round");
    context.stroke_with_path(&Path2d::new_with_path_string(style.path)?);
    let pattern = context.create_pattern_with_html_canvas_element(&tile, "repeat")?;
    Ok(Fill::Pattern(pattern.ok_or("There is no pattern.")?))
}
