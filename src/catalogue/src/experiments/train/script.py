# dependencies = ["scikit-learn"]
"""Training a model by cross-validation: the folds are independent of each other."""

import os
import statistics
import warnings
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

# One thread for each matrix product: otherwise the products use all cores, whatever the
# strategy. This must be set before NumPy is imported, also in the processes, which
# inherit it.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPClassifier

FOLDS = 5  # lanes:folds
EPOCHS = 60  # lanes:epochs
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def train(fold: int) -> float:
    """Trains on all folds but one, and returns the accuracy on that one."""
    images, digits = load_digits(return_X_y=True)
    splits = list(KFold(FOLDS, shuffle=True, random_state=1).split(images))
    training, testing = splits[fold]
    model = MLPClassifier((64,), max_iter=EPOCHS, random_state=fold)
    model.fit(images[training] / 16, digits[training])
    return model.score(images[testing] / 16, digits[testing])


def main() -> None:
    # A few epochs are not enough to converge, as expected.
    warnings.simplefilter("ignore", ConvergenceWarning)
    os.environ["PYTHONWARNINGS"] = "ignore"
    folds = range(FOLDS)
    accuracy = statistics.mean(train(fold) for fold in folds)
    print(f"{accuracy:.1%} of the digits are recognised after {EPOCHS} epochs")
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: [train(fold) for fold in folds],
            "threads": lambda: list(threads.map(train, folds)),
            "processes": lambda: list(processes.map(train, folds)),
        }
        left_out = {
            "asyncio": "It would train one fold after the other, as sequential does."
        }
        compare(strategies, STRATEGIES, REPEATS, left_out)
