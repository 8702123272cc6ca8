import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import requests


def fetch(number):
    return requests.get(f"https://example.com/items/{number}").status_code


def sum_of_squares(n):
    return sum(i * i for i in range(n))


def timed(title, work):
    begin = time.perf_counter()
    work()
    print(f"{title}: {time.perf_counter() - begin:.2f} s", flush=True)


if __name__ == "__main__":
    pages, sizes = range(8), [500_000] * 4
    with ThreadPoolExecutor(4) as threads:
        timed("8 requests, one by one", lambda: [fetch(page) for page in pages])
        timed("8 requests on 4 threads", lambda: list(threads.map(fetch, pages)))
        timed("4 sums, one by one", lambda: [sum_of_squares(n) for n in sizes])
        timed("4 sums on 4 threads", lambda: list(threads.map(sum_of_squares, sizes)))
    with ProcessPoolExecutor(2) as pool:
        timed("4 sums on 2 processes", lambda: list(pool.map(sum_of_squares, sizes)))
