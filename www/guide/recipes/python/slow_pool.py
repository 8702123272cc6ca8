import pickle
import time
from concurrent.futures import ProcessPoolExecutor


def diagnose(function, items, workers=2):
    """Returns the seconds that each step takes, and the bytes sent."""
    costs = {}

    def timed(step, action):
        began = time.perf_counter()
        result = action()
        costs[step] = time.perf_counter() - began
        return result

    answers = timed("loop", lambda: [function(item) for item in items])
    costs["one task"] = costs["loop"] / len(items)
    sent = [pickle.dumps(value) for value in [*items, *answers]]
    costs["bytes"] = sum(map(len, sent))

    with ProcessPoolExecutor(workers) as pool:
        timed("first answer", lambda: pool.submit(abs, -1).result())
        for size in 1, max(1, len(items) // (4 * workers)):
            mapped = timed(
                f"chunksize={size}",
                lambda: list(pool.map(function, items, chunksize=size)),
            )
            assert mapped == answers
    return costs


def square(number):
    return number * number


if __name__ == "__main__":
    for step, cost in diagnose(square, range(10_000)).items():
        print(f"{step:>16}: {cost:,.6g}")
