from concurrent.futures import ProcessPoolExecutor


def cpu_intensive(n):
    return sum(i * i for i in range(n))


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(cpu_intensive, [1_000_000] * 4))
    print(results)
