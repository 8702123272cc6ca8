from multiprocessing import Pool


def count_primes(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(count_primes, [15_000, 16_000, 17_000, 18_000], chunksize=1))
