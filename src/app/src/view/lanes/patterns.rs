//! SVG patterns of activities. The canvas draws the same patterns; both read the table in `timeline::style`.

use lanes_model::breakdown::Activity;
use lanes_model::timeline::{Style, TILE, activities, style};
use yew::prelude::*;

/// Returns the fill of an SVG shape that stands for an activity.
pub(in crate::view) fn fill(activity: Activity) -> AttrValue {
    format!("url(#{})", style(activity).id).into()
}

/// Renders the patterns that [`fill`] names. They are on the page once.
pub(super) fn patterns() -> Html {
    let tile = TILE.to_string();
    let pattern = |Style { id, ground, mark, path, width, .. }: Style| {
        let value = |token: &str| format!("var({token})");
        html! {
            <pattern {id} width={tile.clone()} height={tile.clone()} patternUnits="userSpaceOnUse">
                <rect width={tile.clone()} height={tile.clone()} fill={value(ground.token)} />
                <path
                    d={path}
                    stroke={value(mark.token)}
                    stroke-width={width.to_string()}
                    stroke-linecap="round"
                />
            </pattern>
        }
    };
    html! {
        <svg class="patterns" aria-hidden="true"><defs>{ for activities().map(style).map(pattern) }</defs></svg>
    }
}
