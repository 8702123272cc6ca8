//! The Save menu: the results as a file, created in the page and saved by the browser.

use super::words;
use crate::js::error_text;
use crate::state::{Output, Results, Shared};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Promise};
use lanes_model::Run;
use lanes_report::address;
use lanes_report::export::picture::{Picture, picture};
use lanes_report::export::{Format, Measured, csv, markdown, trace_events};
use lanes_report::result::ResultDocument;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};
use yew::prelude::*;

/// Pixels of the PNG for each CSS pixel, for screens of that density.
const PNG_SCALE: f64 = 2.0;

/// Time until the address of a saved file is revoked, in milliseconds. The file takes memory until then.
const REVOKED_AFTER_MS: u32 = 60_000;

#[derive(PartialEq, Properties)]
pub(crate) struct SaveProps {
    pub(crate) results: Shared<Results>,
    /// The output of the same job.
    pub(crate) output: Shared<Output>,
    /// The selected step of the sweep.
    pub(crate) point: u16,
}

/// The formats, a download each. Nothing until the machine and the time of the measurement are known.
#[component]
pub(crate) fn SaveMenu(SaveProps { results, output, point }: &SaveProps) -> Html {
    let problem = use_state(|| None::<String>);
    if results.environment.is_none() {
        return html! {};
    }
    let entry = |format: Format| {
        let (results, output, problem, point) = (results.clone(), output.clone(), problem.clone(), *point);
        let onclick = Callback::from(move |_: MouseEvent| {
            let (results, output, problem) = (results.clone(), output.clone(), problem.clone());
            spawn_local(async move { problem.set(save(&results, &output, point, format).await.err()) });
        });
        html! {
            <li>
                <button type="button" {onclick}><span class="hidden">{ words::SAVE_AS_FORMAT }</span>{ format.name() }</button>
                <span class="remark">{ format.purpose() }</span>
            </li>
        }
    };
    html! {
        <details class="save">
            <summary>{ words::SAVE_AS }</summary>
            <ul>{ for Format::ALL.map(entry) }</ul>
            if let Some(problem) = &*problem {
                <p class="bad-text" role="alert">{ words::not_saved(problem) }</p>
            }
        </details>
    }
}

/// Creates a file of the results and has the browser save it.
///
/// # Errors
/// Returns the reason as a sentence for the reader.
async fn save(results: &Results, output: &Output, point: u16, format: Format) -> Result<(), String> {
    let Some(environment) = &results.environment else { return Ok(()) };
    let runs: Vec<&Run> = results.runs().collect();
    let measured = Measured {
        setup: &results.setup,
        strategies: &results.strategies,
        runs: &runs,
        report: &results.report(),
        point,
        enough: results.enough(),
        environment,
        address: &address_of(results).map_err(|error| error_text(&error))?,
    };
    let blob = match format {
        Format::Png => png(picture(&measured)).await.map_err(|error| error_text(&error))?,
        _ => text_blob(&text(results, output, &measured, format)?, format)
            .map_err(|error| error_text(&error))?,
    };
    let name = format.file_name(results.setup.experiment().id, &environment.recorded_at);
    download(&name, &blob).map_err(|error| error_text(&error))
}

fn text(results: &Results, output: &Output, measured: &Measured, format: Format) -> Result<String, String> {
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
            .measured_until(measured.enough)
            .with_output(|turn| output.of(turn)),
        ),
    };
    json.map_err(|error| error.to_string())
}

/// Address of the experiment as it was run.
fn address_of(results: &Results) -> Result<String, JsValue> {
    let location = web_sys::window().ok_or("There is no window.")?.location();
    let query = address::write_in_full(&results.setup);
    Ok([location.origin()?, location.pathname()?, "?".to_owned(), query].concat())
}

fn text_blob(text: &str, format: Format) -> Result<Blob, JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(format.media_type());
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)
}

/// Renders a picture as PNG.
async fn png(picture: Picture) -> Result<Blob, JsValue> {
    let url = Url::create_object_url_with_blob(&text_blob(&picture.svg, Format::Svg)?)?;
    let drawn = draw(&picture, &url).await;
    Url::revoke_object_url(&url)?;
    let canvas = drawn?;
    let blob = Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob(&resolve) {
            // The result of a rejection is not used.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    let blob = JsFuture::from(blob).await?;
    blob.dyn_into().map_err(|_| words::PICTURE_TOO_LARGE.into())
}

async fn draw(picture: &Picture, url: &str) -> Result<HtmlCanvasElement, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document()?.create_element("canvas")?.unchecked_into();
    let (width, height) = (picture.width * PNG_SCALE, picture.height * PNG_SCALE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or(words::NO_CANVAS)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

/// Has the browser save a file under the given name.
fn download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document()?.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Safari reads the file some time after the click, and saves nothing if the address is gone by then.
    Timeout::new(REVOKED_AFTER_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}

fn document() -> Result<Document, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    document.ok_or_else(|| "There is no document.".into())
}
