from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        # A lambda has no name by which another process could find it.
        print(list(pool.map(lambda x: x * 2, range(10))))
