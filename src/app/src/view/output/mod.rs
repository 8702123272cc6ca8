//! Output of the reader's Python code.

mod words;

use super::code::use_copy;
use super::elements::name_classes;
use crate::js::CodeTools;
use crate::state::{Output, Shared, State};
use lanes_model::output::{Printed, Stream};
use std::rc::Rc;
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
    let text = use_memo((output.clone(), *is_over), |(output, is_over)| {
        is_over.then(|| Rc::from(output.text())).filter(|text: &Rc<str>| !text.is_empty())
    });
    let (element, copied, copy) = use_copy(tools, text.as_ref().as_ref());
    let block = |block: &Rc<Printed>| html! { <BlockView block={Shared::from(block.clone())} /> };
    html! {
        <section class="output" aria-label={words::OUTPUT}>
            <div class="output-head">
                <h2>{ words::OUTPUT }</h2>
                if !*is_program { <p class="hint">{ words::LATEST_RUNS }</p> }
                <span role="status">{ copied }</span>
                if text.is_some() {
                    <button type="button" class="quiet" onclick={copy}>{ words::COPY }</button>
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
                                <pre>{ for part.blocks.iter().map(block) }</pre>
                            </>
                        }) }
                    </div>
                </div>
            }
            if output.is_cut { <p class="notice">{ words::CUT }</p> }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct BlockProps {
    block: Shared<Printed>,
}

/// A block of output. A component, so that blocks that stay the same are not rendered again.
#[component]
fn BlockView(BlockProps { block }: &BlockProps) -> Html {
    let class = (block.stream == Stream::Error).then_some("stderr");
    html! { <span {class}>{ &block.text }</span> }
}
