//! How a file is made and handed to the browser.

use crate::js::error_text;
use crate::state::Results;
use js_sys::{Array, Promise};
use lanes_model::Run;
use lanes_report::address;
use lanes_report::export::picture::{Picture, picture};
use lanes_report::export::{Format, Measured, csv, markdown, trace_events};
use lanes_report::result::ResultDocument;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};

/// Pixels of the PNG for each CSS pixel: sharp on screens that have as many.
const PNG_SCALE: f64 = 2.0;

/// Makes a file of what was measured and has the browser save it.
///
/// # Errors
/// What went wrong, for a reader.
pub(super) async fn save(results: &Results, point: u16, format: Format) -> Result<(), String> {
    let Some(environment) = &results.environment else { return Ok(()) };
    let runs: Vec<&Run> = results.runs().collect();
    let measured = Measured {
        setup: &results.setup,
        strategies: &results.strategies,
        runs: &runs,
        point,
        baseline: results.baseline(),
        enough: results.enough(),
        environment,
        address: &address_of(results).map_err(|error| error_text(&error))?,
    };
    let blob = match format {
        Format::Png => png(picture(&measured)).await.map_err(|error| error_text(&error))?,
        _ => text_blob(&text(results, &measured, format)?, format).map_err(|error| error_text(&error))?,
    };
    let name = format.file_name(results.setup.experiment().id, &environment.recorded_at);
    download(&name, &blob).map_err(|error| error_text(&error))
}

fn text(results: &Results, measured: &Measured, format: Format) -> Result<String, String> {
    let json = match format {
        Format::Png | Format::Svg => return Ok(picture(measured).svg),
        Format::Markdown => return Ok(markdown::text(measured)),
        Format::Csv => return Ok(csv::table(measured)),
        Format::Trace => serde_json::to_string(&trace_events::document(measured)),
        Format::Json => serde_json::to_string_pretty(
            &ResultDocument::new(
                measured.setup,
                measured.runs.iter().copied(),
                results.failure.as_ref(),
                measured.environment.clone(),
            )
            .measured_until(measured.enough),
        ),
    };
    json.map_err(|error| error.to_string())
}

/// The address of the experiment as it was run.
fn address_of(results: &Results) -> Result<String, JsValue> {
    let location = web_sys::window().ok_or("There is no window.")?.location();
    let query = address::write(&results.setup, results.setup.cores());
    Ok([location.origin()?, location.pathname()?, "?".to_owned(), query].concat())
}

fn text_blob(text: &str, format: Format) -> Result<Blob, JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(format.media_type());
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)
}

/// Has the browser draw a picture.
async fn png(picture: Picture) -> Result<Blob, JsValue> {
    let url = Url::create_object_url_with_blob(&text_blob(&picture.svg, Format::Svg)?)?;
    let drawn = draw(&picture, &url).await;
    Url::revoke_object_url(&url)?;
    let canvas = drawn?;
    let blob = Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob(&resolve) {
            // Nobody waits for what a rejection returns.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    let blob = JsFuture::from(blob).await?;
    blob.dyn_into().map_err(|_| "The browser has no room for so large a picture.".into())
}

async fn draw(picture: &Picture, url: &str) -> Result<HtmlCanvasElement, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document()?.create_element("canvas")?.unchecked_into();
    let (width, height) = (picture.width * PNG_SCALE, picture.height * PNG_SCALE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or("The browser draws nothing.")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

/// Has the browser save a file under a name.
fn download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document()?.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

fn document() -> Result<Document, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    document.ok_or_else(|| "There is no document.".into())
}
