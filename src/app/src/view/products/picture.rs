//! A picture that grows as tasks finish.

use super::words;
use crate::state::{Picture, Shared};
use lanes_model::{Tile, Turn};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

/// Colour over the picture of the previous run, so that the reader sees the next picture grow over it.
const COVER: &str = "rgb(0 0 0 / 75%)";

/// Size of the empty canvas, in pixels.
const EMPTY: (u32, u32) = (528, 352);

#[derive(PartialEq, Properties)]
pub(in crate::view) struct PictureProps {
    pub(in crate::view) picture: Option<Shared<Picture>>,
    /// The title of the experiment that draws it.
    pub(in crate::view) title: &'static str,
    /// True while a job is under way.
    pub(in crate::view) running: bool,
}

/// Content of the canvas.
#[derive(Default)]
struct Drawn {
    turn: Option<Turn>,
    /// Number of tiles drawn, of the turn.
    tiles: usize,
}

#[component]
pub(in crate::view) fn PictureView(PictureProps { picture, title, running }: &PictureProps) -> Html {
    let canvas = use_node_ref();
    let drawn = use_mut_ref(Drawn::default);
    {
        let canvas = canvas.clone();
        use_effect_with(picture.clone(), move |picture| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                // Fails if the browser has no memory for it; the bars next to it stay.
                let _ = draw(&canvas, picture.as_deref(), &mut drawn.borrow_mut());
            }
        });
    }
    let strategy = picture.as_ref().map(|picture| picture.turn.strategy.key());
    let share = picture.as_ref().map_or(0.0, |picture| share_drawn(&picture.tiles));
    let caption = strategy
        .map_or_else(|| words::NOTHING_DRAWN.to_owned(), |strategy| words::drawn(strategy, share, *running));
    html! {
        <figure class="picture" data-strategy={strategy} data-drawn={format!("{share:.3}")}>
            <canvas ref={canvas} role="img" aria-label={words::picture(title)} />
            <figcaption>{ caption }</figcaption>
        </figure>
    }
}

/// Returns the share of the picture that is drawn, from 0 to 1.
fn share_drawn(tiles: &[std::rc::Rc<Tile>]) -> f64 {
    let (width, height) = tiles.first().map_or((0, 0), |tile| tile.picture);
    let bytes: usize = tiles.iter().map(|tile| tile.rgba.len()).sum();
    bytes as f64 / (f64::from(width) * f64::from(height) * 4.0).max(1.0)
}

/// Draws the tiles that are not on the canvas yet.
fn draw(canvas: &HtmlCanvasElement, picture: Option<&Picture>, drawn: &mut Drawn) -> Result<(), JsValue> {
    let Some(picture) = picture else {
        // Another job begins. Setting its size clears a canvas.
        let (width, height) = drawn.turn.take().map_or(EMPTY, |_| (canvas.width(), canvas.height()));
        canvas.set_width(width);
        canvas.set_height(height);
        return Ok(());
    };
    let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
    let context: CanvasRenderingContext2d = context.unchecked_into();
    if drawn.turn != Some(picture.turn) {
        begin(canvas, &context, picture)?;
        *drawn = Drawn { turn: Some(picture.turn), tiles: 0 };
    }
    for tile in picture.tiles.iter().skip(drawn.tiles) {
        let data = ImageData::new_with_u8_clamped_array(Clamped(&tile.rgba), tile.width)?;
        context.put_image_data(&data, f64::from(tile.at.0), f64::from(tile.at.1))?;
    }
    drawn.tiles = picture.tiles.len();
    Ok(())
}

/// Prepares the canvas for another picture: clears it, or fades the picture of the previous run.
fn begin(
    canvas: &HtmlCanvasElement,
    context: &CanvasRenderingContext2d,
    picture: &Picture,
) -> Result<(), JsValue> {
    let Some((width, height)) = picture.tiles.first().map(|tile| tile.picture) else { return Ok(()) };
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
        return Ok(());
    }
    context.set_global_composite_operation("destination-out")?;
    context.set_fill_style_str(COVER);
    context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.set_global_composite_operation("source-over")
}
