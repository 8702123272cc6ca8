//! Pieces of pictures, as tasks return them.

use crate::stop::{Checkpoint, Stopped};
use lanes_model::{Answer, Checksum, Product, Tile};

/// Makes the answer of a task that drew the rows of a picture from `row` on. Without rows there is no tile.
pub(super) fn tile(
    picture: (u32, u32),
    row: u32,
    rgba: Vec<u8>,
    checkpoint: Checkpoint<'_>,
) -> Result<Answer, Stopped> {
    let checksum = rows_checksum(&rgba, picture.0, row, checkpoint)?;
    let tile = Tile { picture, at: (0, row), width: picture.0, rgba };
    let product = (!tile.rgba.is_empty()).then_some(Product::Tile(tile));
    Ok(Answer { checksum, product })
}

/// Adds the checksums of rows, each computed with the row's place, so that the bands of a picture add up to the same
/// sum however it is cut.
fn rows_checksum(
    rgba: &[u8],
    width: u32,
    first: u32,
    checkpoint: Checkpoint<'_>,
) -> Result<Checksum, Stopped> {
    let mut sum = 0u64;
    for (place, row) in (first..).zip(rgba.chunks(width.max(1) as usize * 4)) {
        checkpoint()?;
        let mut hasher = crc32fast::Hasher::new_with_initial(place);
        hasher.update(row);
        sum = sum.wrapping_add(u64::from(hasher.finalize()));
    }
    Ok(Checksum(sum))
}
