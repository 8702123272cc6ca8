//! Bars: time, spread and speed-up of each strategy.

use super::ink;
use super::sheet::{MARGIN, RIGHT, SMALL, Sheet, Style, TEXT};
use lanes_analysis::compare::{Comparison, Row, SpeedUp};
use lanes_analysis::units;
use lanes_model::time::Millis;

const ROW: f64 = 28.0;
const BAR: f64 = 18.0;
/// Left and right end of the bars.
const BARS: (f64, f64) = (MARGIN + 160.0, RIGHT - 280.0);
/// Right ends of the columns of figures: time, spread, speed-up.
const COLUMNS: [f64; 3] = [RIGHT - 190.0, RIGHT - 95.0, RIGHT];

/// Draws the bars, with a caption that explains the figures.
pub(super) fn draw(sheet: &mut Sheet, comparison: &Comparison) {
    if comparison.rows.is_empty() {
        return;
    }
    let mut caption = comparison.caption() + &comparison.ranges();
    if comparison.row(comparison.baseline).is_some() {
        caption += " Speed-up over ";
        caption += comparison.baseline.key();
        caption += ".";
    }
    caption += &comparison.speed_up_notes();
    sheet.paragraph(SMALL, &caption, 3);
    sheet.y += 10.0;
    let longest = comparison.rows.iter().map(|row| row.wall.high).fold(0.0, f64::max);
    for row in &comparison.rows {
        draw_row(sheet, comparison, row, longest);
    }
}

fn draw_row(sheet: &mut Sheet, comparison: &Comparison, row: &Row, longest: f64) {
    let wins = comparison.verdict.as_ref().is_some_and(|verdict| verdict.is_won_by(row.strategy));
    let (colour, bar) = if wins { (ink::GOOD, ink::GOOD) } else { (ink::INK, ink::BAR) };
    let middle = sheet.y + ROW / 2.0;
    let text = Style { colour, weight: "600", ..TEXT };
    let place = |ms: f64| BARS.0 + if longest > 0.0 { ms / longest } else { 0.0 } * (BARS.1 - BARS.0);
    let end = place(row.wall.median);
    sheet.text((MARGIN, middle + 5.0), Style { weight: "500", ..text }, row.strategy.key());
    sheet.rect((BARS.0, middle - BAR / 2.0, end - BARS.0, BAR), bar, "3");
    if row.wall.count > 1 {
        let (low, high) = (place(row.wall.low), place(row.wall.high));
        sheet.line((low, middle), (high, middle), ink::INK, "1.5");
        for x in [low, high] {
            sheet.line((x, middle - 4.0), (x, middle + 4.0), ink::INK, "1.5");
        }
    }
    let spread = (row.wall.high - row.wall.median).max(row.wall.median - row.wall.low);
    let spread = match row.wall.count {
        1 => "once".to_owned(),
        _ => ["±", &units::duration(Millis(spread))].concat(),
    };
    let speed_up = comparison.speed_up(row).map(SpeedUp::cell);
    let figure = Style { anchor: "end", ..text };
    let quiet = Style { weight: "400", colour: ink::QUIET, ..figure };
    let cells = [
        (units::duration(Millis(row.wall.median)), figure),
        (spread, quiet),
        (speed_up.unwrap_or_default(), figure),
    ];
    for (x, (cell, style)) in COLUMNS.into_iter().zip(cells) {
        sheet.text((x, middle + 5.0), style, &cell);
    }
    sheet.y += ROW;
}
