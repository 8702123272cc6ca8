# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn"]
# ///
"""Training a model by cross-validation: the folds know nothing of each other.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install scikit-learn`.
"""

import multiprocessing
import os
import statistics
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

# One thread for each matrix product: otherwise the products use all cores by
# themselves, whatever the strategy. It must be said before NumPy is there, also in the
# processes, which inherit it.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from sklearn.datasets import load_digits  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.model_selection import KFold  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402

FOLDS = 5  # lanes:folds
EPOCHS = 60  # lanes:epochs
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def train(fold):
    """Trains on all folds but one; returns how many of that one's digits it knows."""
    images, digits = load_digits(return_X_y=True)
    splits = list(KFold(FOLDS, shuffle=True, random_state=1).split(images))
    training, testing = splits[fold]
    model = MLPClassifier((64,), max_iter=EPOCHS, random_state=fold)
    model.fit(images[training] / 16, digits[training])
    return model.score(images[testing] / 16, digits[testing])


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
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    # That a few epochs are not enough is no news.
    warnings.simplefilter("ignore", ConvergenceWarning)
    os.environ["PYTHONWARNINGS"] = "ignore"
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        folds = range(FOLDS)
        runs = {
            "sequential": lambda: [train(fold) for fold in folds],
            "threads": lambda: list(threads.map(train, folds)),
            "processes": lambda: list(processes.map(train, folds)),
        }
        accuracy = statistics.mean(train(fold) for fold in folds)
        print(f"{accuracy:.1%} of the digits are known after {EPOCHS} epochs")
        # Not asyncio: it would train one fold after the other, as sequential does.
        measure({name: runs[name] for name in STRATEGIES if name in runs})


if __name__ == "__main__":
    main()
