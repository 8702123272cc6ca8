//! The machine and the date of a measurement, formatted for readers.

use lanes_analysis::units;
use lanes_model::Environment;

/// Describes a machine, such as `2 cores, Chrome 156 on Linux`.
pub fn machine(environment: &Environment) -> String {
    let cores = format!("{} {}", environment.cores, units::noun(u64::from(environment.cores), "core"));
    let isolated = if environment.isolated { "" } else { ", not isolated" };
    [cores.as_str(), ", ", &browser(&environment.browser), isolated].concat()
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
