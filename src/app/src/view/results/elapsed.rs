//! The time so far of the run under way, as a line that grows below its bar.

use lanes_model::Turn;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ElapsedProps {
    pub(super) turn: Turn,
    /// Time that the whole width stands for, in milliseconds.
    pub(super) longest: f64,
}

/// A line that is as long as a bar would be if the run ended now. It starts when the page learns of the run, which can be
/// a tenth of a second late.
///
/// The browser's compositor moves it, so that the page does nothing while the cores are busy.
#[component]
pub(super) fn Elapsed(ElapsedProps { turn, longest }: &ElapsedProps) -> Html {
    let line = use_node_ref();
    {
        let (line, longest) = (line.clone(), *longest);
        use_effect_with(*turn, move |_| {
            if let Some(line) = line.cast::<HtmlElement>().filter(|_| longest > 0.0) {
                let set = |property: &str, value: &str| {
                    // Cannot fail for these properties.
                    let _ = line.style().set_property(property, value);
                };
                set("transition", "none");
                set("transform", "scaleX(0)");
                // A transition starts from the last layout.
                line.offset_width();
                set("transition", &format!("transform {longest:.0}ms linear"));
                set("transform", "scaleX(1)");
            }
        });
    }
    html! { <div class="elapsed" ref={line} aria-hidden="true"></div> }
}
