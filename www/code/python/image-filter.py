# dependencies = ["Pillow"]
"""An image filter in bands: Pillow releases the GIL, so threads help even with it.

Give it the path of an image to take that one.
"""

import math
import sys
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageFilter

from prelude.compare import compare
from prelude.pools import process_pool

FILTER = "blur"  # lanes:filter
# How far around a pixel the blur reaches: three standard deviations.
RADIUS = 12  # lanes:radius
SMOOTHING = 4  # lanes:smoothing
SCALE = 50  # lanes:scale
SIZE = 3_000  # lanes:size
TILES = 8  # lanes:tiles
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "one-pass", "threads", "processes"]  # lanes:strategies

# The size of a band of the result, the part of the image that it is made of, and where in
# that part it lies: a box, which need not begin with a whole pixel.
Tile = tuple[tuple[int, int], Image.Image, tuple[float, float, float, float]]


def filter_tile(tile: Tile) -> Image.Image:
    size, part, box = tile
    chosen, _ = FILTERS[FILTER]
    if not chosen:
        return part.resize(size, Image.Resampling.BILINEAR, box)
    for step in chosen:
        part = part.filter(step)
    return part.crop(box)


def main() -> None:
    image = load_image()
    print(
        f"Bands overlap: {overlap(image):.0%} more rows are filtered than in one pass."
    )
    with ThreadPoolExecutor(WORKERS) as threads, process_pool(WORKERS) as processes:
        strategies = {
            "sequential": lambda: joined(map(filter_tile, tiles(image, TILES))),
            "one-pass": lambda: joined(map(filter_tile, tiles(image, 1))),
            "threads": lambda: joined(threads.map(filter_tile, tiles(image, TILES))),
            # The bands are pickled on their way there and back, and that takes its time
            # too.
            "processes": lambda: joined(
                processes.map(filter_tile, tiles(image, TILES))
            ),
        }
        left_out = {"asyncio": "It would filter the bands in turn, as sequential does."}
        medians = compare(strategies, STRATEGIES, REPEATS, left_out)
    if one_pass := medians.pop("one-pass", None):
        for name, median in medians.items():
            print(f"{one_pass / median:.2f}x as fast as in one pass: {name}")


def gaussian(radius: float) -> tuple[ImageFilter.Filter, int]:
    """Returns Pillow's blur with that reach, and the rows it needs on each side.

    Pillow takes three box blurs for a Gaussian one, each as wide as makes that deviation.
    """
    deviation = radius / 3
    box = (math.sqrt(4 * deviation**2 + 1) - 1) / 2
    return ImageFilter.GaussianBlur(deviation), 3 * (math.floor(box) + 1)


BLUR, BLUR_REACH = gaussian(RADIUS)
SMOOTH, SMOOTH_REACH = gaussian(SMOOTHING)
# The steps of each filter, and how far around a pixel it looks.
FILTERS: dict[str, tuple[list[ImageFilter.Filter | type[ImageFilter.Filter]], int]] = {
    "blur": ([BLUR], BLUR_REACH),
    "edges": ([SMOOTH, ImageFilter.FIND_EDGES], SMOOTH_REACH + 1),
    # To SCALE per cent: no filter of Pillow's, but a method of images.
    "resize": ([], math.ceil(max(1, 100 / SCALE))),
}


def tiles(image: Image.Image, count: int) -> Iterator[Tile]:
    """Yields horizontal bands, each with its surroundings as far as the filter looks."""
    _, reach = FILTERS[FILTER]
    percent = SCALE if FILTER == "resize" else 100
    width, height = (max(1, side * percent // 100) for side in image.size)
    for number in range(count):
        first, last = (height * edge // count for edge in (number, number + 1))
        if first == last:
            continue
        top, bottom = (row * image.height / height for row in (first, last))
        upper = max(0, math.floor(top) - reach)
        lower = min(image.height, math.ceil(bottom) + reach)
        part = image.crop((0, upper, image.width, lower))
        yield (width, last - first), part, (0, top - upper, part.width, bottom - upper)


def overlap(image: Image.Image) -> float:
    """Returns the rows that are filtered beyond one pass, as a share of all rows."""
    filtered = sum(part.height for _, part, _ in tiles(image, TILES))
    return filtered / image.height - 1


def joined(parts: Iterable[Image.Image]) -> int:
    """Returns a checksum of the image that the parts make up."""
    parts = list(parts)
    image = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    return zlib.crc32(image.tobytes())


def load_image() -> Image.Image:
    if len(sys.argv) > 1:
        image = Image.open(sys.argv[1]).convert("RGB")
        image.thumbnail((SIZE, SIZE))
        return image
    part = (-2.2, -1.2, 1.0, 1.2)
    return Image.effect_mandelbrot((SIZE, SIZE * 2 // 3), part, 100).convert("RGB")
