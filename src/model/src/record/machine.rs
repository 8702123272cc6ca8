//! Where and when something was recorded, in a few words.

/// A browser by its name and version, and its system, from the text that browsers send: `Chrome 156 on Linux`. That
/// text names all browsers that the browser wants to pass for; the first of these in it is the one it is.
pub fn browser_name(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 5] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    // Android's says Linux, too, and an iPhone's that it is like Mac OS X.
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let browser = BROWSERS.into_iter().find_map(|(mark, name)| {
        let (_, version) = user_agent.split_once(mark)?;
        let digits = version.len() - version.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        Some(format!("{name} {}", &version[..digits]))
    });
    let browser = browser.unwrap_or_else(|| "an unknown browser".to_owned());
    match SYSTEMS.into_iter().find(|(mark, _)| user_agent.contains(mark)) {
        Some((_, system)) => format!("{browser} on {system}"),
        None => browser,
    }
}

/// The day and the minute of a moment in ISO 8601, in universal time: `22 November 2026, 15:00 UTC`. Nothing where the
/// text is none.
pub fn day(moment: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let bytes = moment.as_bytes();
    let shape = b"0000-00-00T00:00";
    let fits = bytes.len() >= shape.len()
        && bytes
            .iter()
            .zip(shape)
            .all(|(byte, at)| if *at == b'0' { byte.is_ascii_digit() } else { byte == at });
    if !fits {
        return None;
    }
    let number = |from: usize, to: usize| moment[from..to].parse::<usize>().unwrap_or(0);
    let month = MONTHS.get(number(5, 7).checked_sub(1)?)?;
    Some(format!("{} {month} {}, {} UTC", number(8, 10), &moment[..4], &moment[11..16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_by_what_they_alone_say() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome 156 on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 \
                 Safari/537.36 Edg/156.0.0.0",
                "Edge 156 on Windows",
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0",
                "Firefox 153 on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari 18 on iOS",
            ),
            ("", "an unknown browser"),
        ] {
            assert_eq!(browser_name(agent), name);
        }
    }

    #[test]
    fn days_are_read_as_people_say_them() {
        assert_eq!(day("2026-11-02T15:04:05.678Z").as_deref(), Some("2 November 2026, 15:04 UTC"));
        for text in
            ["", "yesterday", "2026-13-02T15:04", "2026-00-02T15:04", "2026-11-02", "２０２６-11-02T15:04"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
