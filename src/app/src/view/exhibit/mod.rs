//! What the tasks made, to be looked at: a picture, a table, a model's accuracy.

mod picture;
mod tables;

use crate::state::{Picture, Results, Shared};
use picture::PictureView;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ExhibitProps {
    pub(crate) results: Shared<Results>,
    /// The picture that a run draws.
    pub(crate) picture: Option<Shared<Picture>>,
    /// Whether a job is under way.
    pub(crate) running: bool,
}

#[component]
pub(crate) fn Exhibit(ExhibitProps { results, picture, running }: &ExhibitProps) -> Html {
    let picture = picture.as_ref().map(|picture| {
        let what = results.setup.experiment().title;
        html! { <PictureView picture={picture.clone()} {what} running={*running} /> }
    });
    html! {
        <>
            { picture }
            { for results.merged.as_ref().map(tables::merged) }
            { tables::scores(results) }
        </>
    }
}
