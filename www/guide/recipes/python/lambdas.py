from concurrent.futures import ProcessPoolExecutor
from functools import partial


def scale(factor, value):
    return factor * value


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        # pool.map(lambda value: 3 * value, range(5)) raises an error.
        print(list(pool.map(partial(scale, 3), range(5))))
