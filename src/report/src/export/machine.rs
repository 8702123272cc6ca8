//! The machine and the date of a measurement, formatted for readers.

use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_model::{Environment, Runtime, Strategy};

/// Describes a machine, such as `2 cores, Chrome 156 on Linux`; for a recording of Python, `CPython 3.12.4 on Linux, 8 cores`.
pub fn machine(environment: &Environment) -> String {
    let cores = format!("{} {}", environment.cores, units::noun(u64::from(environment.cores), "core"));
    if let Some(interpreter) = &environment.interpreter {
        if interpreter.is_tracer() {
            return interpreter.to_string();
        }
        return format!("{interpreter}, {cores}");
    }
    let isolated = if environment.isolated { "" } else { ", not isolated" };
    [cores.as_str(), ", ", &browser(&environment.browser), isolated].concat()
}

/// Returns the runtime whose words describe the strategies of results: Python for what Python recorded.
pub fn runtime(setup: &Setup, environment: &Environment) -> Runtime {
    match &environment.interpreter {
        Some(interpreter) if interpreter.gil => Runtime::Cpython,
        Some(_) => Runtime::CpythonNogil,
        None => setup.runtime(),
    }
}

/// Returns the heading of figures that may have been measured on another machine.
pub fn measured_elsewhere(setup: &Setup, environment: &Environment) -> String {
    match &environment.interpreter {
        Some(interpreter) => format!("Recorded in {interpreter}, outside the browser"),
        None => setup.runtime().measured_elsewhere(),
    }
}

/// Returns the sentences before the meanings of strategies: how the work differs from the engine's, and what the lanes of a
/// recording do not show.
pub fn before_meanings(setup: &Setup, environment: &Environment) -> String {
    let Some(interpreter) = &environment.interpreter else { return setup.before_meanings() };
    if interpreter.is_tracer() {
        return CALLS_ONLY.to_owned();
    }
    let remark = setup.experiment().python.as_ref().map_or("", |python| python.remark);
    let gil = if interpreter.gil { NO_GIL_ROW } else { "" };
    [remark, ONLY_AMOUNTS, gil]
        .iter()
        .filter(|sentence| !sentence.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Sentences on what a recording of Python does not have.
const ONLY_AMOUNTS: &str =
    "A recording has how long each task computed, but not when: the lanes show its parts in likely places.";
const CALLS_ONLY: &str = "A trace has which calls ran when, but not what the thread did meanwhile: all but calls that wait \
     counts as computing, also waiting for the GIL or for a core. Tracing makes short calls slower.";
const NO_GIL_ROW: &str = "So there is no row for the GIL, and waiting for I/O includes waiting for the GIL.";

/// Describes where, when and with what results were measured, or recorded by Python.
pub(super) fn measured_on(environment: &Environment) -> String {
    let [machine, when] = [machine(environment), moment(&environment.recorded_at)];
    match environment.interpreter {
        Some(_) => format!("Recorded in {machine}, {when}"),
        None => format!("Measured on {machine}, {when}, with Lanes {}", environment.version),
    }
}

/// Returns true if lanes have a row that shows who holds the GIL, under a strategy.
pub fn draws_gil(setup: &Setup, environment: Option<&Environment>, strategy: Strategy) -> bool {
    environment.is_none_or(|environment| environment.interpreter.is_none()) && setup.holds_gil(strategy)
}

/// Formats a moment in ISO 8601 as `2026-11-22 15:04:05 UTC`.
pub fn moment(recorded_at: &str) -> String {
    match recorded_at.split_once('T') {
        Some((day, time)) => format!("{day} {} UTC", time.get(..8).unwrap_or(time)),
        None => recorded_at.to_owned(),
    }
}

/// Tokens in user agents and the browsers they stand for. Most browsers also name those they resemble, after
/// themselves.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Tokens in user agents and the systems they stand for, the more specific first.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Names a browser, such as `Chrome 156 on Linux`. Unknown browsers are given as their whole user agent.
pub fn browser(user_agent: &str) -> String {
    let version = |(token, name): (&str, &str)| {
        let rest = user_agent.split(token).nth(1)?;
        let major = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        Some([name, " ", major].concat())
    };
    let system = SYSTEMS.into_iter().find(|(token, _)| user_agent.contains(token));
    match (BROWSERS.into_iter().find_map(version), system) {
        (Some(browser), Some((_, system))) => format!("{browser} on {system}"),
        (Some(browser), None) => browser,
        (None, _) => user_agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::Sample;
    use lanes_catalogue::experiments::find;
    use lanes_model::Interpreter;

    #[test]
    fn browsers_are_named() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome 156 on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                "Edge 156 on Windows",
            ),
            (
                "Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0",
                "Firefox 153 on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                "Safari 26 on macOS",
            ),
            ("curl/8", "curl/8"),
        ] {
            assert_eq!(browser(user_agent), name);
        }
    }

    #[test]
    fn a_recording_is_described_as_one_of_python() {
        let mut environment = Sample::new("sum-of-squares").environment;
        let (name, version, system) = ("CPython".into(), "3.14.0".into(), "macOS".into());
        environment.interpreter = Some(Interpreter { name, version, system, gil: true });
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        assert_eq!(machine(&environment), "CPython 3.14.0 on macOS, 2 cores");
        let heading = measured_elsewhere(&setup, &environment);
        assert_eq!(heading, "Recorded in CPython 3.14.0 on macOS, outside the browser");
        let before = before_meanings(&setup, &environment);
        assert!(before.starts_with("The script does a fiftieth") && before.ends_with(NO_GIL_ROW), "{before}");
        assert_eq!(runtime(&setup, &environment), Runtime::Cpython);
        assert_eq!(
            measured_on(&environment),
            "Recorded in CPython 3.14.0 on macOS, 2 cores, 2026-11-22 15:04:05 UTC"
        );
        assert!(!draws_gil(&setup, Some(&environment), Strategy::ThreadsGil));
        assert!(draws_gil(&setup, None, Strategy::ThreadsGil));
    }

    #[test]
    fn a_machine_and_a_moment_take_a_few_words() {
        let mut environment = Sample::new("sum-of-squares").environment;
        assert_eq!(machine(&environment), "2 cores, Chrome 156 on Linux");
        environment.cores = 1;
        environment.isolated = false;
        assert_eq!(machine(&environment), "1 core, Chrome 156 on Linux, not isolated");
        assert_eq!(moment(&environment.recorded_at), "2026-11-22 15:04:05 UTC");
        assert_eq!(moment("yesterday"), "yesterday");
    }
}
