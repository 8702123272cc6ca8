# dependencies = ["Pillow"]
"""An image filter in bands: Pillow releases the GIL, so threads help even with one."""

import math
import sys
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageFilter, ImageOps

from prelude.compare import compare
from prelude.pools import process_pool

FILTER = "blur"  # lanes:filter
TILES = 8  # lanes:tiles
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "one-pass", "threads", "processes"]  # lanes:strategies

# A band: its size, the part of the image it is made from, and its box in that part.
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
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: joined(map(filter_tile, tiles(image, TILES))),
            "one-pass": lambda: joined(map(filter_tile, tiles(image, 1))),
            "threads": lambda: joined(threads.map(filter_tile, tiles(image, TILES))),
            # The bands are pickled in both directions, which takes time.
            "processes": lambda: joined(
                processes.map(filter_tile, tiles(image, TILES))
            ),
        }
        left_out = {
            "asyncio": "It would filter one band after the other, as sequential does."
        }
        medians = compare(strategies, STRATEGIES, REPEATS, left_out)
    print(
        f"Bands overlap: {overlap(image):.0%} more rows are filtered than in one pass."
    )
    if one_pass := medians.pop("one-pass", None):
        for name, median in medians.items():
            print(f"{one_pass / median:.2f}x as fast as in one pass: {name}")


# Your picture, in the working directory.
FILES: list[str] = []  # lanes:own-files
# The reach of the blur in pixels: three standard deviations.
RADIUS = 12  # lanes:radius
SMOOTHING = 4  # lanes:smoothing
SCALE = 50  # lanes:scale
SIZE = 3_000  # lanes:size


def gaussian(radius: float) -> tuple[ImageFilter.Filter, int]:
    """Returns Pillow's blur with that reach, and the rows it needs on each side.

    Pillow approximates a Gaussian blur by three box blurs with the same deviation.
    """
    deviation = radius / 3
    box = (math.sqrt(4 * deviation**2 + 1) - 1) / 2
    return ImageFilter.GaussianBlur(deviation), 3 * (math.floor(box) + 1)


BLUR, BLUR_REACH = gaussian(RADIUS)
SMOOTH, SMOOTH_REACH = gaussian(SMOOTHING)
# The steps of each filter, and how many rows it needs on each side.
FILTERS: dict[str, tuple[list[ImageFilter.Filter | type[ImageFilter.Filter]], int]] = {
    "blur": ([BLUR], BLUR_REACH),
    "edges": ([SMOOTH, ImageFilter.FIND_EDGES], SMOOTH_REACH + 1),
    # Pillow resizes with a method of images, not with a filter.
    "resize": ([], math.ceil(max(1, 100 / SCALE))),
}


def tiles(image: Image.Image, count: int) -> Iterator[Tile]:
    """Yields horizontal bands, each with the rows around it that the filter needs."""
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
    """Returns the share of rows that bands filter in addition to one pass."""
    filtered = sum(part.height for _, part, _ in tiles(image, TILES))
    return filtered / image.height - 1


def joined(parts: Iterable[Image.Image]) -> int:
    """Returns a checksum of the image that the parts form."""
    parts = list(parts)
    image = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    return zlib.crc32(image.tobytes())


def load_image() -> Image.Image:
    """Returns your image, that on the command line, or the Mandelbrot set."""
    for path in sys.argv[1:] + FILES:
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        image.thumbnail((SIZE, SIZE))
        return image
    part = (-2.2, -1.2, 1.0, 1.2)
    return Image.effect_mandelbrot((SIZE, SIZE * 2 // 3), part, 100).convert("RGB")
