# dependencies = ["scikit-learn"]
"""Training a model by cross-validation: the folds know nothing of each other."""

import os
import statistics
import warnings
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

# One thread for each matrix product: otherwise the products use all cores by
# themselves, whatever the strategy. It must be said before NumPy is there, also in the
# processes, which inherit it.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPClassifier

FOLDS = 5  # lanes:folds
EPOCHS = 60  # lanes:epochs
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def train(fold: int) -> float:
    """Trains on all folds but one; returns how many of that one's digits it knows."""
    images, digits = load_digits(return_X_y=True)
    splits = list(KFold(FOLDS, shuffle=True, random_state=1).split(images))
    training, testing = splits[fold]
    model = MLPClassifier((64,), max_iter=EPOCHS, random_state=fold)
    model.fit(images[training] / 16, digits[training])
    return model.score(images[testing] / 16, digits[testing])


def main() -> None:
    # That a few epochs are not enough is no news.
    warnings.simplefilter("ignore", ConvergenceWarning)
    os.environ["PYTHONWARNINGS"] = "ignore"
    folds = range(FOLDS)
    accuracy = statistics.mean(train(fold) for fold in folds)
    print(f"{accuracy:.1%} of the digits are known after {EPOCHS} epochs")
    with ThreadPoolExecutor(WORKERS) as threads, process_pool(WORKERS) as processes:
        strategies = {
            "sequential": lambda: [train(fold) for fold in folds],
            "threads": lambda: list(threads.map(train, folds)),
            "processes": lambda: list(processes.map(train, folds)),
        }
        left_out = {"asyncio": "It would train the folds in turn, as sequential does."}
        compare(strategies, STRATEGIES, REPEATS, left_out)
