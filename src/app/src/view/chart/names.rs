//! Names at the ends of the lines of a chart.

use super::drawing::{Drawing, HEIGHT, look, pixels, top};
use lanes_catalogue::sweep::spread;
use yew::prelude::*;

/// Minimum distance between two names, in CSS pixels.
const NAME_GAP: f64 = 17.0;
/// Distance of a name from the plot, in CSS pixels. A short line leads from the end of its line to a name that was moved.
const LEAD: f64 = 14.0;

/// Renders the name of each line and of the reference line, with the end of the line.
pub(super) fn names(Drawing { sweep, chart, .. }: &Drawing<'_>) -> Html {
    let lines = chart.series.iter().filter_map(|series| {
        let last = series.points.last()?;
        Some((series.strategy.key(), look(series.look), top(chart, last.value.median)))
    });
    let reference = sweep.reference.as_ref().zip(chart.reference.last());
    let reference =
        reference.map(|(reference, (_, y))| (reference.label, "reference".to_owned(), top(chart, *y)));
    let all: Vec<_> = lines.chain(reference).collect();
    let ends: Vec<f64> = all.iter().map(|(_, _, y)| *y).collect();
    let places = spread(&ends, NAME_GAP, (NAME_GAP / 2.0, HEIGHT - NAME_GAP / 2.0));
    let name = |((name, class, end), y): (&(&str, String, f64), f64)| {
        html! {
            <g class={class.clone()}>
                <path class="lead" d={format!("M0 {}L{} {}", pixels(*end), LEAD - 4.0, pixels(y))} />
                <text x={pixels(LEAD)} y={pixels(y + 4.0)}>{ *name }</text>
            </g>
        }
    };
    html! {
        <svg class="names" height={pixels(HEIGHT)} aria-hidden="true">{ for all.iter().zip(places).map(name) }</svg>
    }
}
