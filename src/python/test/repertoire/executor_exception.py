from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def invert(x):
    return 1 / x


if __name__ == "__main__":
    for executor in (ThreadPoolExecutor, ProcessPoolExecutor):
        with executor(2) as pool:
            future = pool.submit(invert, 0)
            print(type(future.exception()).__name__, future.exception(), pool.submit(invert, 4).result())
