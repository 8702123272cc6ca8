# dependencies = ["scikit-learn"]
"""Training a model by cross-validation: the folds are independent of each other."""

import os
import warnings
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

# One thread for each matrix product. Otherwise products use all cores, whatever the
# strategy. NumPy reads this when it is imported, also in the processes.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPClassifier

FOLDS = 5  # lanes:folds
EPOCHS = 60  # lanes:epochs
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def train(fold: int) -> float:
    images, digits = load_digits(return_X_y=True)
    folds = KFold(FOLDS, shuffle=True, random_state=SEED).split(images)
    training, testing = list(folds)[fold]
    model = MLPClassifier((HIDDEN,), max_iter=EPOCHS, random_state=SEED + fold)
    model.fit(images[training] / 16, digits[training])
    return model.score(images[testing] / 16, digits[testing])


def main() -> None:
    folds = range(FOLDS)
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
    accuracy = sum(map(train, folds)) / FOLDS
    print(f"{accuracy:.1%} of the digits are recognised after {EPOCHS} epochs")


# Neurons in the hidden layer, and the seed of the first weights and of the folds.
HIDDEN = 64  # lanes:hidden
SEED = 1  # lanes:seed

# A few epochs are not enough to converge, as expected.
warnings.simplefilter("ignore", ConvergenceWarning)
