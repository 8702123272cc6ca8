//! A file as a listing, with the lines of each strategy marked.

use super::language::Language;
use super::loading::File;
use super::words;
use crate::view::elements::look_class;
use js_sys::{Array, Function};
use lanes_model::Strategy;
use lanes_report::code::Mark;
use std::ops::Range;
use std::rc::Rc;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FocusOptions, HtmlElement};
use yew::prelude::*;

/// Distance between the top of a listing and a mark that it is scrolled to, in CSS pixels: two lines or so.
const CONTEXT_PX: i32 = 40;

/// Class of the element around the lines of a mark.
const MARK: &str = "strategy-lines";

/// A file with its marks, or the state of its loading.
pub(super) struct Listing<'a> {
    pub(super) language: Language,
    pub(super) file: File,
    pub(super) marks: &'a [Mark],
    /// Function that colours the lines; None to show them without colours.
    pub(super) highlighter: Option<&'a Function>,
    pub(super) load: &'a Callback<MouseEvent>,
    /// Place of the element that scrolls.
    pub(super) scrolled: NodeRef,
    /// Place of the element that holds the text.
    pub(super) source: NodeRef,
}

impl Listing<'_> {
    pub(super) fn render(&self) -> Html {
        let text = match &self.file {
            None => return html! { <p class="quiet">{ words::LOADING }</p> },
            Some(Err(reason)) => {
                return html! {
                    <div class="notice bad" role="alert">
                        <p>{ words::not_loaded(reason) }</p>
                        <button type="button" onclick={self.load}>{ words::RETRY }</button>
                    </div>
                };
            }
            Some(Ok(text)) => text,
        };
        // It can take the focus, so that the arrow keys scroll it.
        html! {
            <pre
                key={self.language.key()}
                ref={&self.scrolled}
                tabindex="0"
                role="region"
                aria-label={words::source(self.language.name())}
            >
                <code ref={&self.source}>{ marked(&self.lines(text), self.marks) }</code>
            </pre>
        }
    }

    /// Returns the HTML of each line of a text, with its line break.
    fn lines(&self, text: &Rc<str>) -> Vec<String> {
        let coloured = self.highlighter.and_then(|highlight| {
            highlight.call2(&JsValue::NULL, &(&**text).into(), &self.language.key().into()).ok()
        });
        match coloured {
            Some(lines) => Array::from(&lines).iter().filter_map(|line| line.as_string()).collect(),
            None => text.split_inclusive('\n').map(escaped).collect(),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Renders lines of HTML, with an element around those of each mark.
fn marked(lines: &[String], marks: &[Mark]) -> Html {
    let mut content = Vec::with_capacity(2 * marks.len() + 1);
    let mut end = 0;
    for mark in marks {
        content.push(raw(lines, end..mark.lines.start));
        content.push(block(mark, raw(lines, mark.lines.clone())));
        end = mark.lines.end;
    }
    content.push(raw(lines, end..lines.len()));
    html! { <>{ for content }</> }
}

/// Returns a range of lines as HTML. The highlighter, or `escaped`, has escaped their text.
fn raw(lines: &[String], range: Range<usize>) -> Html {
    Html::from_html_unchecked(lines.get(range).unwrap_or_default().concat().into())
}

/// Renders the lines of a mark, after the names of its strategies. Style sheets show these names: as text, they would be
/// selected and copied with the code.
fn block(mark: &Mark, lines: Html) -> Html {
    let name = |strategy: &Strategy| html! { <i class={look_class(*strategy)} data-name={strategy.key()} /> };
    let look = mark.strategies.first().map(|strategy| look_class(*strategy));
    html! {
        <span
            class={classes!(MARK, look)}
            role="group"
            aria-label={names_of(&mark.strategies)}
            tabindex="-1"
        >
            { stripes(&mark.strategies) }
            <span class="lens" aria-hidden="true">{ for mark.strategies.iter().map(name) }</span>
            { lines }
        </span>
    }
}

/// Renders a stripe in the colour of each strategy.
fn stripes(strategies: &[Strategy]) -> Html {
    let stripe = |strategy: &Strategy| html! { <i class={look_class(*strategy)} /> };
    html! { <span class="stripes" aria-hidden="true">{ for strategies.iter().map(stripe) }</span> }
}

fn names_of(strategies: &[Strategy]) -> String {
    strategies.iter().map(|strategy| strategy.key()).collect::<Vec<_>>().join(", ")
}

/// Renders a button for each entry of the table of strategies. Each press shows the next lines of its strategies.
pub(super) fn strategy_buttons(marks: &[Mark], go_to: &Callback<Vec<usize>>) -> Html {
    let mut entries: Vec<&[Strategy]> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.is_entry) {
        if !entries.contains(&&*mark.strategies) {
            entries.push(&mark.strategies);
        }
    }
    let button = |strategies: &[Strategy]| {
        let places = marks.iter().enumerate().filter(|(_, mark)| mark.strategies == strategies);
        let places: Vec<_> = places.map(|(place, _)| place).collect();
        let onclick = go_to.reform(move |_: MouseEvent| places.clone());
        html! {
            <li>
                <button type="button" {onclick}>{ stripes(strategies) }{ names_of(strategies) }</button>
            </li>
        }
    };
    html! {
        if !entries.is_empty() {
            <ul class="code-strategies" aria-label={words::LINES_OF}>{ for entries.into_iter().map(button) }</ul>
        }
    }
}

/// Scrolls a new listing, one with other `shown` values, to its start. Returns the place to put the element that scrolls,
/// and a callback that shows the next of several marks.
#[hook]
pub(super) fn use_scrolling<T: PartialEq + 'static>(shown: T) -> (NodeRef, Callback<Vec<usize>>) {
    let scrolled = use_node_ref();
    let last = use_mut_ref(|| None::<usize>);
    {
        let (scrolled, last) = (scrolled.clone(), last.clone());
        use_effect_with(shown, move |_| {
            *last.borrow_mut() = None;
            if let Some(listing) = scrolled.cast::<Element>() {
                listing.set_scroll_top(0);
            }
        });
    }
    let go_to = {
        let scrolled = scrolled.clone();
        Callback::from(move |places: Vec<usize>| {
            let next = places.iter().copied().find(|place| Some(*place) > *last.borrow());
            let Some(next) = next.or(places.first().copied()) else { return };
            *last.borrow_mut() = Some(next);
            if let Some(mark) = show_mark(&scrolled, next) {
                let options = FocusOptions::new();
                options.set_prevent_scroll(true);
                // Cannot fail for an element of the page.
                let _ = mark.focus_with_options(&options);
            }
        })
    };
    (scrolled, go_to)
}

/// Scrolls a listing to a mark, with some lines above it. Returns None if there is no such mark.
fn show_mark(scrolled: &NodeRef, index: usize) -> Option<HtmlElement> {
    let listing = scrolled.cast::<Element>()?;
    let marks = listing.get_elements_by_class_name(MARK);
    let mark = marks.item(u32::try_from(index).ok()?)?.dyn_into::<HtmlElement>().ok()?;
    listing.set_scroll_top(mark.offset_top() - CONTEXT_PX);
    Some(mark)
}
