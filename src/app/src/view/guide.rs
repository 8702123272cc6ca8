//! The decision guide: three questions, and a table of kinds of work that is filled in by measuring them.

use super::controls::run_or_stop;
use super::notices::engine_notice;
use super::sidebar::opens_elsewhere;
use crate::page::Commands;
use crate::state::{Action, Job, Progress, Results, Shared, State};
use gloo_timers::callback::Timeout;
use lanes_model::advice::advice;
use lanes_model::compare::compare;
use lanes_model::guide::{Kind, QUESTIONS, Question, kind, kinds, led_to};
use lanes_model::{Ended, Failure, address, units};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct GuideProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

#[component]
pub(crate) fn GuideView(GuideProps { state, commands }: &GuideProps) -> Html {
    let led = led_to(state.guide.answers).map(|kind| kind.experiment);
    let row = |kind: &'static Kind| {
        let job = state.job.as_ref().filter(|job| job.row == Some(kind.experiment)).cloned();
        html! {
            <KindRow
                key={kind.experiment}
                experiment={kind.experiment}
                results={state.guide.results.get(kind.experiment).cloned()}
                {job}
                wanted={state.guide.wanted.contains(&kind.experiment)}
                like_yours={led == Some(kind.experiment)}
                cores={state.machine.cores}
                possible={state.embed.frame.has_workers()}
                embedded={state.embed.is_embed()}
                dispatch={commands.dispatch.clone()}
            />
        }
    };
    html! {
        <>
            { questions(state, led, &commands.dispatch) }
            { engine_notice(&state.engine) }
            { measure_row(state, commands) }
            <p class="hidden" role="status">{ spoken(state) }</p>
            <table class="kinds">
                <caption>
                    { "Measured on this machine, at small sizes. Waiting is the share of the time of one task after \
                       the other; the fastest strategy is named with its speed-up over that." }
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Work" }</th>
                        <th scope="col">{ "Waiting" }</th>
                        <th scope="col">{ "Fastest" }</th>
                        <th scope="col">{ "In Python" }</th>
                        <th scope="col">{ "In Rust" }</th>
                        <th scope="col"><span class="hidden">{ "Measure" }</span></th>
                    </tr>
                </thead>
                <tbody>{ for kinds().map(row) }</tbody>
            </table>
        </>
    }
}

/// The three questions, and where the answers lead.
fn questions(state: &State, led: Option<&'static str>, dispatch: &Callback<Action>) -> Html {
    let option = |question: usize, answer: usize, text: &'static str| {
        let onchange = dispatch.reform(move |_: Event| Action::Answered { question, answer });
        let checked = state.guide.answers[question] == Some(answer);
        html! {
            <label><input type="radio" name={format!("question-{question}")} {checked} {onchange} />{ text }</label>
        }
    };
    let fieldset = |(index, question): (usize, &'static Question)| {
        html! {
            <fieldset>
                <legend>{ question.text }</legend>
                { for question.answers.iter().enumerate().map(|(answer, text)| option(index, answer, text)) }
            </fieldset>
        }
    };
    let answer = match led.and_then(kind) {
        Some(kind) => html! {
            <>{ "That is like " }<strong>{ kind.name.to_lowercase() }</strong>{ ": the marked row below." }</>
        },
        None => html! { "The answers lead to the kind of work that is like yours." },
    };
    html! {
        <form class="controls questions" aria-label="Three questions">
            { for QUESTIONS.iter().enumerate().map(fieldset) }
            <p class="answer" role="status">{ answer }</p>
        </form>
    }
}

/// Measure all, or Stop, and how far it is.
fn measure_row(state: &State, commands: &Commands) -> Html {
    let all: Vec<&'static str> = kinds().map(|kind| kind.experiment).collect();
    let complete = |row: &&&str| {
        let results = state.guide.results.get(row);
        results.is_some_and(|results| results.ended == Some(Ended::Completed))
    };
    let measured = all.iter().filter(complete).count();
    let count = all.len();
    let measure = commands.dispatch.reform(move |()| Action::WantedRows(all.clone()));
    let possible = state.embed.frame.has_workers();
    let elsewhere = state.is_running().then_some(" An experiment is being measured; rows wait for it.");
    html! {
        <div class="run-row">
            { run_or_stop(state.job.as_ref(), html! { "Measure all" }, possible, &measure, &commands.stop) }
            <span class="doing">{ format!("{measured} of {count} kinds measured.") }{ elsewhere }</span>
        </div>
    }
}

/// What a screen reader says: the row under way, or what came of the last.
fn spoken(state: &State) -> String {
    let Some(kind) = state.guide.latest.and_then(kind) else { return String::new() };
    let name = kind.name;
    if state.job.as_ref().is_some_and(|job| job.row == Some(kind.experiment)) {
        return format!("Measuring {}.", name.to_lowercase());
    }
    let Some(results) = state.guide.results.get(kind.experiment) else { return String::new() };
    match compare(results.runs(), 0).verdict.filter(|_| results.ended == Some(Ended::Completed)) {
        Some(verdict) => format!("{name}: {}", verdict.sentence()),
        None => format!("{name}: not measured to the end."),
    }
}

#[derive(PartialEq, Properties)]
struct KindProps {
    /// The experiment that stands for the kind.
    experiment: &'static str,
    results: Option<Shared<Results>>,
    /// The job that measures it, while one does.
    job: Option<Job>,
    /// Whether it waits to be measured.
    wanted: bool,
    /// Whether the answers lead to it.
    like_yours: bool,
    cores: u32,
    /// Whether anything can be measured here.
    possible: bool,
    /// Whether the guide is an article's part, which keeps its place: links open elsewhere.
    embedded: bool,
    dispatch: Callback<Action>,
}

/// A kind of work, and what was measured of it.
#[component]
fn KindRow(props: &KindProps) -> Html {
    let KindProps { experiment, results, job, wanted, like_yours, cores, possible, embedded, dispatch } =
        props;
    let experiment = *experiment;
    let Some(kind) = kind(experiment) else { return html! {} };
    let name = kind.name;
    let href = kind.setup(*cores).map(|setup| format!("?{}", address::write(&setup, *cores)));
    let target = embedded.then_some("_blank");
    let embedded = *embedded;
    let open = dispatch.clone();
    let open = Callback::from(move |event: MouseEvent| {
        if !embedded && !opens_elsewhere(&event) {
            // What was measured stays, and so does the engine.
            event.prevent_default();
            open.emit(Action::ChoseRow(experiment));
            // Once the way back has noted how far down the reader was.
            Timeout::new(0, scroll_to_top).forget();
        }
    });
    let cells = match (job, results) {
        (Some(job), _) => progress_cell(name, job),
        (None, Some(results)) => result_cells(kind, results),
        (None, None) => {
            html! { <td colspan="4" class="quiet">{ if *wanted { "waits for its turn" } else { "not measured yet" } }</td> }
        }
    };
    let busy = job.is_some() || *wanted;
    // Not disabled while it is measured: the focus would be lost.
    let measure = dispatch.clone();
    let onclick = move |_: MouseEvent| {
        if !busy {
            measure.emit(Action::WantedRows(vec![experiment]));
        }
    };
    html! {
        <tr class={classes!(like_yours.then_some("like-yours"))} data-row={experiment}>
            <th scope="row">
                <a {href} onclick={open} {target} rel={target.and(Some("noopener"))}>{ name }</a>
                if *like_yours { <span class="mark-yours">{ "like yours" }</span> }
            </th>
            { cells }
            <td class="measure">
                <button type="button" {onclick} disabled={!possible} aria-disabled={busy.then_some("true")}>
                    { if results.is_some() && !busy { "Again" } else { "Measure" } }
                    <span class="hidden">{ format!(" {}", name.to_lowercase()) }</span>
                </button>
            </td>
        </tr>
    }
}

fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

fn progress_cell(name: &str, job: &Job) -> Html {
    let Progress { label, value, max, text } = job.progress();
    html! {
        <td colspan="4" class="progress-cell">
            <progress max={max.to_string()} value={value.to_string()} aria-label={format!("{name}: {}", label.to_lowercase())} />
            <span class="quiet">{ text }</span>
        </td>
    }
}

/// What was measured and what follows; or why there is nothing to say.
fn result_cells(kind: &Kind, results: &Results) -> Html {
    let comparison = compare(results.runs(), 0);
    let failure = results.failure.as_ref().or(comparison.agreement.as_ref().err());
    let failure = failure.or_else(|| results.runs().flat_map(|run| run.failures()).next());
    if let Some(failure) = failure {
        return failure_cell(failure);
    }
    let (Some(Ended::Completed), Some(work), Some(advice)) =
        (results.ended, comparison.work, advice(kind, &comparison))
    else {
        return html! { <td colspan="4" class="quiet">{ "stopped before it was measured" }</td> };
    };
    let fastest = comparison.verdict.as_ref().map(|verdict| verdict.short());
    html! {
        <>
            <td class="share" data-label="Waiting" data-waiting={format!("{:.3}", work.waiting)}>
                { units::percent(work.waiting) }
            </td>
            <td class="fastest" data-label="Fastest">{ fastest.unwrap_or_else(|| "not comparable".to_owned()) }</td>
            <td class="advice" data-label="In Python">{ advice.python }</td>
            <td class="advice" data-label="In Rust">{ advice.rust }</td>
        </>
    }
}

fn failure_cell(failure: &Failure) -> Html {
    html! { <td colspan="4" class="bad-text">{ failure.to_string() }</td> }
}
