from statistics import pstdev

try:  # Python 3.14 and later
    from concurrent.futures import InterpreterPoolExecutor as Pool
except ImportError:
    from concurrent.futures import ProcessPoolExecutor as Pool

ROWS = [tuple(range(start, start + 1_000)) for start in range(8)]

if __name__ == "__main__":
    with Pool(max_workers=2) as pool:
        print(list(pool.map(pstdev, ROWS)) == [pstdev(r) for r in ROWS])
