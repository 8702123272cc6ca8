//! The page.
use wasm_bindgen::prelude::*;
use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <h1>{ "Lanes" }</h1> }
}

/// Starts the page.
#[wasm_bindgen]
pub fn start() {
    yew::Renderer::<App>::new().render();
}
