//! Output of the reader's Python code.

mod words;

use super::code::use_copy;
use super::elements::{look_class, name_classes};
use crate::js::CodeTools;
use crate::state::{Block, Output, Shared, State};
use lanes_model::Strategy;
use lanes_model::output::{Speaker, Stream};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Renders what the code of the results has printed. A program that has ended without printing anything says so.
pub(crate) fn output(state: &State, tools: &CodeTools) -> Html {
    let Some(results) = state.results_shown().filter(|results| results.recorded().is_none()) else {
        return html! {};
    };
    let output = state.runs().output();
    let is_program = results.setup.experiment().runs_program();
    if output.parts.is_empty() && !is_program {
        return html! {};
    }
    html! { <OutputView output={output.clone()} {is_program} is_over={!state.is_running()} tools={tools.clone()} /> }
}

#[derive(PartialEq, Properties)]
struct OutputProps {
    output: Shared<Output>,
    /// True if a program printed it, false if the tasks of strategies did.
    is_program: bool,
    is_over: bool,
    tools: CodeTools,
}

/// The output, with a button that copies it.
#[component]
fn OutputView(OutputProps { output, is_program, is_over, tools }: &OutputProps) -> Html {
    let is_program = *is_program;
    let labels = use_state(|| true);
    let is_labelled = *labels && output.is_shared();
    let text = use_memo((output.clone(), *is_over), |(output, is_over)| {
        is_over.then(|| Rc::from(output.text())).filter(|text: &Rc<str>| !text.is_empty())
    });
    let labelled = use_memo((output.clone(), *is_over && is_labelled), |(output, is_wanted)| {
        is_wanted.then(|| Rc::from(words::labelled(output, is_program)))
    });
    let (element, copied, copy) = use_copy(tools, text.as_ref().as_ref());
    let (_, copied_labelled, copy_labelled) = use_copy(tools, labelled.as_ref().as_ref());
    let block = |block: &Rc<Block>, labels: Option<Labels>| html! { <BlockView block={Shared::from(block.clone())} {labels} /> };
    html! {
        <section class="output" aria-label={words::OUTPUT}>
            <div class="output-head">
                <h2>{ words::OUTPUT }</h2>
                if !is_program { <p class="hint">{ words::LATEST_RUNS }</p> }
                if output.is_shared() { { labels_box(&labels, is_program) } }
                <span role="status">{ if copied.is_empty() { copied_labelled } else { copied } }</span>
                if text.is_some() {
                    <button type="button" class="quiet" onclick={copy}>{ words::COPY }</button>
                }
                if labelled.is_some() {
                    <button type="button" class="quiet" onclick={copy_labelled}>{ words::COPY_LABELLED }</button>
                }
            </div>
            if output.parts.is_empty() {
                <p class="quiet">{ if *is_over { words::NOTHING_PRINTED } else { words::NOTHING_YET } }</p>
            } else {
                // Laid out from its end, so that new lines stay in sight until the reader scrolls.
                <div class="printed" role="log" aria-label={words::OUTPUT} tabindex="0">
                    <div ref={element}>
                        { for output.parts.iter().map(|part| html! {
                            <>
                                if let Some(strategy) = part.strategy().filter(|_| !is_program) {
                                    <h3 class={name_classes(strategy)}>{ strategy.key() }</h3>
                                }
                                <pre>{ for part.blocks.iter().map(|one| {
                                    let strategy = part.strategy().unwrap_or(Strategy::Program);
                                    let is_labelled = is_labelled && part.is_shared;
                                    block(one, is_labelled.then_some(Labels { strategy, is_program }))
                                }) }</pre>
                            </>
                        }) }
                    </div>
                </div>
            }
            if output.is_cut { <p class="notice">{ words::CUT }</p> }
            if is_labelled && output.has_unknown_speakers() { <p class="notice">{ words::LABELS_END }</p> }
        </section>
    }
}

/// Renders the choice to show whose output each line is.
fn labels_box(labels: &UseStateHandle<bool>, is_program: bool) -> Html {
    let setter = labels.setter();
    let onchange = move |event: Event| {
        setter.set(event.target_unchecked_into::<HtmlInputElement>().checked());
    };
    html! {
        <label>
            <input type="checkbox" checked={**labels} {onchange} />
            { if is_program { words::SHOW_THREADS } else { words::SHOW_TASKS } }
        </label>
    }
}

/// Labels of a run's output.
#[derive(Clone, Copy, PartialEq)]
struct Labels {
    /// Strategy of the run, whose lanes have the same colour.
    strategy: Strategy,
    is_program: bool,
}

#[derive(PartialEq, Properties)]
struct BlockProps {
    block: Shared<Block>,
    /// None to show the text alone.
    labels: Option<Labels>,
}

/// A block of output. A component, so that blocks that stay the same are not rendered again.
#[component]
fn BlockView(BlockProps { block, labels }: &BlockProps) -> Html {
    let class = (block.stream == Stream::Error).then_some("stderr");
    let Some(Labels { strategy, is_program }) = *labels else {
        return html! { <span {class}>{ &block.text }</span> };
    };
    // The style sheet draws the label, so that a selection has the text alone.
    let text = |(speaker, text): (Option<&Speaker>, &str)| {
        let label = speaker.map(|speaker| words::speaker(speaker, is_program));
        html! { <span class={classes!("said", look_class(strategy))} data-label={label}>{ text }</span> }
    };
    html! { <span {class}>{ for block.texts().map(text) }</span> }
}
