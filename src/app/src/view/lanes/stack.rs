//! Drawing of a bundle: a stack over time, in which each activity is as high as the share of the lanes in it.

use super::pen::Pen;
use lanes_analysis::timeline::{Bundle, Level, Track, stack};
use lanes_model::Strategy;

/// Minimum height of one lane of a stack for lines between the lanes, in CSS pixels.
const RULED: f64 = 5.0;

/// Part of a stack that is filled at once.
#[derive(Clone, Copy, PartialEq)]
struct Piece {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Draws a bundle. `levels` is a buffer.
pub(super) fn bundle(
    pen: &Pen<'_>,
    strategy: Strategy,
    bundle: &Bundle,
    track: Track,
    levels: &mut Vec<Level>,
) {
    let until = pen.until();
    levels.clear();
    levels.extend(bundle.columns(&pen.view.window, pen.grain).take_while(|level| level.start < until));
    let (top, bottom) = pen.edges(track, 0.0);
    let per_lane = (bottom - top) / bundle.lanes.len() as f64;
    for (index, activity) in stack().enumerate() {
        if levels.iter().all(|level| level.lanes()[index] <= 0.0) {
            continue;
        }
        pen.paint(strategy, activity).fill.apply(&pen.context);
        let piece = |level: &Level| {
            let below: f64 = level.lanes()[..index].iter().sum();
            let above = below + level.lanes()[index];
            Piece {
                left: pen.x(level.start).round(),
                right: pen.x(level.end.min(until)).round(),
                top: (bottom - above * per_lane).round(),
                bottom: (bottom - below * per_lane).round(),
            }
        };
        fill(pen, levels.iter().map(piece));
    }
    let line = pen.scale.round();
    if per_lane >= RULED * pen.scale {
        pen.context.set_fill_style_str(&pen.palette.ground);
        let end = levels.last().map_or(pen.left, |level| pen.x(level.end.min(until)).round());
        for lane in 1..bundle.lanes.len() {
            let y = (bottom - lane as f64 * per_lane).round();
            pen.rect(pen.left, y, end, y + line);
        }
    }
}

/// Fills pieces from left to right. Equally high neighbours are filled as one.
fn fill(pen: &Pen<'_>, pieces: impl Iterator<Item = Piece>) {
    let rect = |piece: Piece| {
        if piece.bottom > piece.top {
            pen.rect(piece.left, piece.top, piece.right, piece.bottom);
        }
    };
    let mut open: Option<Piece> = None;
    for piece in pieces.filter(|piece| piece.right > piece.left) {
        match &mut open {
            Some(last) if (last.top, last.bottom, last.right) == (piece.top, piece.bottom, piece.left) => {
                last.right = piece.right;
            }
            _ => {
                if let Some(last) = open.replace(piece) {
                    rect(last);
                }
            }
        }
    }
    if let Some(last) = open {
        rect(last);
    }
}
