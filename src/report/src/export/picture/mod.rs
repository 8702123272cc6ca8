//! The picture of the results: the bars or the chart of a sweep, the conclusion, the lanes, and where and when they were
//! measured. One SVG text without style sheets, fonts or scripts.

mod bars;
mod chart;
mod ink;
mod lanes;
mod sheet;

use super::Measured;
use super::machine::{before_meanings, draws_gil, measured_elsewhere, measured_on, runtime};
use super::svg::{Svg, number};
use lanes_analysis::timeline::{Style, TILE, activities, style};
use sheet::{HEAD, MARGIN, SMALL, Sheet, TEXT, WIDTH};

/// Picture of some results.
pub struct Picture {
    /// The picture as SVG.
    pub svg: String,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

const TITLE: sheet::Style = sheet::Style { size: 24.0, weight: "650", ..TEXT };

/// Draws the picture of the results.
pub fn picture(measured: &Measured) -> Picture {
    let comparison = &measured.report.shown;
    let title = measured.setup.experiment().title;
    let mut sheet = Sheet { y: MARGIN - 8.0, ..Sheet::default() };
    sheet.paragraph(TITLE, title, 2);
    sheet.y += 4.0;
    sheet.paragraph(SMALL, &measured.setup.summary().join(" · "), 3);
    sheet.y += 20.0;
    match &measured.setup.experiment().sweep {
        Some(sweep) => chart::draw(&mut sheet, measured, sweep),
        None => bars::draw(&mut sheet, comparison),
    }
    conclusion(&mut sheet, measured);
    let holds_gil = |strategy| draws_gil(measured.setup, Some(measured.environment), strategy);
    lanes::draw(&mut sheet, &measured.drawn(), holds_gil);
    foot(&mut sheet, measured);
    let height = (sheet.y + MARGIN).ceil();
    Picture { svg: framed(&sheet.svg, title, height), width: WIDTH, height }
}

/// Writes the conclusion.
fn conclusion(sheet: &mut Sheet, measured: &Measured) {
    let comparison = &measured.report.shown;
    if let Some(verdict) = &measured.report.verdict {
        sheet.y += 8.0;
        sheet.paragraph(HEAD, verdict, 2);
    }
    if let Some(repeats) = measured.repeats() {
        sheet.paragraph(SMALL, &repeats, 2);
    }
    if let Some(lesson) = &measured.report.lesson {
        sheet.y += 4.0;
        sheet.paragraph(TEXT, lesson, 6);
    }
    if let Some(work) = comparison.work {
        sheet.y += 4.0;
        sheet.paragraph(TEXT, &work.sentence(measured.setup.nature()), 3);
    }
    if let Err(failure) = &comparison.agreement {
        sheet.paragraph(sheet::Style { colour: ink::BAD, ..TEXT }, &failure.to_string(), 4);
    }
    for caution in &measured.report.cautions {
        sheet.y += 4.0;
        sheet.paragraph(SMALL, &["Caution: ", caution].concat(), 3);
    }
}

/// Writes what was measured, where and when.
fn foot(sheet: &mut Sheet, measured: &Measured) {
    let environment = measured.environment;
    sheet.y += 28.0;
    sheet.line((MARGIN, sheet.y), (WIDTH - MARGIN, sheet.y), ink::RULE, "1");
    sheet.y += 6.0;
    let runtime = runtime(measured.setup, environment);
    let what =
        [measured_elsewhere(measured.setup, environment), before_meanings(measured.setup, environment)]
            .join(". ");
    sheet.paragraph(SMALL, &what, 3);
    for strategy in measured.strategies {
        sheet.paragraph(SMALL, &runtime.labelled(*strategy), 2);
    }
    sheet.y += 6.0;
    sheet.paragraph(SMALL, &measured_on(environment), 2);
    sheet.paragraph(SMALL, measured.address, 3);
}

fn framed(drawn: &Svg, title: &str, height: f64) -> String {
    let (width, height) = (number(WIDTH), number(height));
    let mut svg = Svg::default();
    let attributes = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &width),
        ("height", &height),
        ("viewBox", &["0 0 ", &width, " ", &height].concat()),
        ("font-family", "system-ui, -apple-system, 'Segoe UI', sans-serif"),
        ("role", "img"),
        ("aria-label", title),
    ];
    svg.open("svg", &attributes);
    svg.text("title", &[], title);
    patterns(&mut svg);
    svg.element("rect", &[("width", "100%"), ("height", "100%"), ("fill", ink::GROUND)]);
    svg.insert(drawn);
    svg.close("svg");
    svg.finish()
}

/// Writes the patterns of all activities, the same as on the page.
fn patterns(svg: &mut Svg) {
    let tile = number(TILE);
    svg.open("defs", &[]);
    for Style { id, ground, mark, path, width, .. } in activities().map(style) {
        let size = [("width", &*tile), ("height", &*tile)];
        svg.open("pattern", &[("id", id), size[0], size[1], ("patternUnits", "userSpaceOnUse")]);
        svg.element("rect", &[size[0], size[1], ("fill", ground.light)]);
        if !path.is_empty() {
            let width = number(width);
            let lines =
                [("d", path), ("stroke", mark.light), ("stroke-width", &width), ("stroke-linecap", "round")];
            svg.element("path", &lines);
        }
        svg.close("pattern");
    }
    svg.close("defs");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::Sample;
    use lanes_analysis::look::{COLOURS, look};
    use lanes_catalogue::experiments::find;
    use lanes_catalogue::setup::Setup;
    use lanes_model::trace::LaneTrace;
    use roxmltree::Document;

    fn texts(svg: &str) -> Vec<String> {
        let document = Document::parse(svg).unwrap();
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        texts.filter_map(|node| node.text()).map(str::to_owned).collect()
    }

    fn drawn(sample: &Sample) -> Picture {
        sample.with(picture)
    }

    #[test]
    fn the_picture_has_results_machine_and_date() {
        let svg = drawn(&Sample::new("sum-of-squares")).svg;
        let texts = texts(&svg);
        for said in [
            "Sum of squares",
            "642 ms",
            "1.99×",
            "Fastest: threads, 1.99× the speed of sequential.",
            "event loop",
            "thread 2",
            "waiting for I/O",
            "Measured in Rust in a browser. Each strategy stands for one in Python:",
            "threads: Rust threads sharing memory, no lock; in Python: ThreadPoolExecutor, free-threaded",
            "Measured on 2 cores, Chrome 156 on Linux, 2026-11-22 15:04:05 UTC, with Lanes 0.1.0",
            "https://lanes.example/?x=sum-of-squares",
        ] {
            assert!(texts.iter().any(|text| text == said), "{said}: {texts:?}");
        }
        assert!(!svg.contains("<style") && !svg.contains("<script"));
    }

    #[test]
    fn spans_and_idle_time_have_the_patterns_of_the_page() {
        let mut sample = Sample::new("sum-of-squares");
        // The lanes are idle for the second half.
        sample.runs.iter_mut().for_each(|run| run.wall = run.wall + run.wall);
        let svg = drawn(&sample).svg;
        for Style { id, .. } in activities().map(style) {
            assert_eq!(svg.matches(&format!("<pattern id=\"{id}\"")).count(), 1, "{id}");
        }
        for label in ["computing, in the strategy’s colour", "idle"] {
            assert!(texts(&svg).iter().any(|text| text == label), "{label}");
        }
        assert!(svg.contains("fill=\"url(#style-compute)\"") && svg.contains("fill=\"url(#style-idle)\""));
        for run in &sample.runs {
            let colour = COLOURS[look(run.turn.strategy)].light;
            assert!(svg.contains(&format!("fill=\"{colour}\"")), "{}", run.turn.strategy);
        }
    }

    #[test]
    fn a_sweep_has_its_chart() {
        let texts = texts(&drawn(&Sample::new("scaling")).svg);
        for said in [
            "Speed-up (×)",
            "2×",
            "Lanes",
            "2 cores",
            "threads",
            "With 1 lane, the fastest is threads, 1.99× the speed of sequential.",
        ] {
            assert!(texts.iter().any(|text| text == said), "{said}: {texts:?}");
        }
    }

    /// Returns the right and bottom edges of all rectangles.
    fn extents(svg: &str) -> Vec<(f64, f64)> {
        let document = Document::parse(svg).unwrap();
        let value = |node: roxmltree::Node, key| node.attribute(key).and_then(|v| v.parse::<f64>().ok());
        let rects = document.descendants().filter(|node| node.has_tag_name("rect"));
        let placed = rects.filter_map(|node| Some((value(node, "x")?, value(node, "y")?, node)));
        placed
            .map(|(x, y, node)| {
                (x + value(node, "width").unwrap_or(0.0), y + value(node, "height").unwrap_or(0.0))
            })
            .collect()
    }

    #[test]
    fn long_texts_and_a_hundred_lanes_stay_on_the_sheet() {
        let mut sample = Sample::new("ten-requests");
        sample.setup = Setup::new(find("ten-requests").unwrap(), 2);
        sample.setup.set("network", 2);
        let address = format!("https://a.example/{}", "ä".repeat(1_000));
        sample.setup.set_text("urls", &address).unwrap();
        sample.address = format!("https://lanes.example/?urls={}", "%C3%A4".repeat(3_000));
        sample.environment.browser = "A browser & its <long> name ".repeat(200);
        for run in &mut sample.runs {
            let lanes: Vec<LaneTrace> = run.lanes.iter().cycle().take(128).cloned().collect();
            run.lanes = lanes;
        }
        let picture = drawn(&sample);
        assert!(picture.height < 3_000.0, "{}", picture.height);
        for (right, bottom) in extents(&picture.svg) {
            assert!(right <= picture.width - MARGIN + 0.1 && bottom <= picture.height, "{right} {bottom}");
        }
        let characters = (WIDTH - 2.0 * MARGIN) / (SMALL.size * 0.5);
        assert!(texts(&picture.svg).iter().all(|text| text.chars().count() as f64 <= characters));
    }

    #[test]
    fn a_picture_without_results_has_a_title() {
        let mut sample = Sample::new("sum-of-squares");
        sample.runs.clear();
        assert_eq!(texts(&drawn(&sample).svg)[0], "Sum of squares");
    }
}
