# /// script
# requires-python = ">=3.11"
# dependencies = ["Pillow"]
# ///
"""An image filter in bands: Pillow releases the GIL, so threads help even with it.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install Pillow`. Give it the path of an image to take that one.
"""

import math
import multiprocessing
import os
import statistics
import sys
import time
import zlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from PIL import Image, ImageFilter

FILTER = "blur"  # lanes:filter
# How far around a pixel the blur reaches: three standard deviations.
RADIUS = 12  # lanes:radius
SMOOTHING = 4  # lanes:smoothing
SCALE = 50  # lanes:scale
SIZE = 3_000  # lanes:size
TILES = 8  # lanes:tiles
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "one-pass", "threads", "processes"]  # lanes:strategies

def gaussian(radius):
    """Pillow's blur with that reach, and the rows it needs on each side.

    Pillow takes three box blurs for a Gaussian one, each as wide as makes that deviation.
    """
    deviation = radius / 3
    box = (math.sqrt(4 * deviation**2 + 1) - 1) / 2
    return ImageFilter.GaussianBlur(deviation), 3 * (math.floor(box) + 1)


BLUR, BLUR_REACH = gaussian(RADIUS)
SMOOTH, SMOOTH_REACH = gaussian(SMOOTHING)
# Each with how far around a pixel it looks.
FILTERS = {
    "blur": ([BLUR], BLUR_REACH),
    "edges": ([SMOOTH, ImageFilter.FIND_EDGES], SMOOTH_REACH + 1),
    # To SCALE per cent: no filter of Pillow's, but a method of images.
    "resize": ([], math.ceil(max(1, 100 / SCALE))),
}

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def tiles(image, count):
    """Horizontal bands of the result: the size of each, and what it is made of.

    That is a part of the image with its surroundings as far as the filter looks, and
    where in it the band lies: a box, which need not begin with a whole pixel.
    """
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


def filter_tile(tile):
    size, part, box = tile
    chosen, _ = FILTERS[FILTER]
    if not chosen:
        return part.resize(size, Image.Resampling.BILINEAR, box)
    for step in chosen:
        part = part.filter(step)
    return part.crop(box)


def overlap(image):
    """The rows that are filtered beyond one pass, as a share of the image's rows."""
    filtered = sum(part.height for _, part, _ in tiles(image, TILES))
    return filtered / image.height - 1


def joined(parts):
    parts = list(parts)
    image = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    return zlib.crc32(image.tobytes())


def measure(runs):
    """Prints the median times of REPEATS rounds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    one_pass = medians.get("one-pass")
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'of one pass':>13}{'speed-up':>10}")
    for name, median in medians.items():
        of_one_pass = f"{one_pass / median:.2f}x" if one_pass else ""
        print(
            f"{name:<12}{median * 1000:>9,.1f} ms{of_one_pass:>13}"
            f"{first / median:>9.2f}x"
        )
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    if len(sys.argv) > 1:
        image = Image.open(sys.argv[1]).convert("RGB")
        image.thumbnail((SIZE, SIZE))
    else:
        image = Image.effect_mandelbrot(
            (SIZE, SIZE * 2 // 3), (-2.2, -1.2, 1.0, 1.2), 100
        ).convert("RGB")
    print(f"Bands overlap: {overlap(image):.0%} more rows are filtered than in one pass.")
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        runs = {
            "sequential": lambda: joined(map(filter_tile, tiles(image, TILES))),
            "one-pass": lambda: joined(map(filter_tile, tiles(image, 1))),
            "threads": lambda: joined(threads.map(filter_tile, tiles(image, TILES))),
            # The bands are pickled on their way there and back, and that takes its time
            # too.
            "processes": lambda: joined(
                processes.map(filter_tile, tiles(image, TILES))
            ),
        }
        # Not asyncio: it would compute one band after the other, as sequential does.
        measure({name: runs[name] for name in STRATEGIES if name in runs})


if __name__ == "__main__":
    main()
