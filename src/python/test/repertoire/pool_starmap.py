from multiprocessing import Pool

offset = 0


def set_offset(value):
    global offset
    offset = value


def add(a, b):
    return a + b + offset


if __name__ == "__main__":
    with Pool(2, initializer=set_offset, initargs=(100,)) as pool:
        print(pool.starmap(add, [(1, 2), (3, 4)]))
        print(pool.apply_async(add, (5, 6)).get(timeout=60))
        print(sorted(pool.imap_unordered(abs, [-2, 1, -3])))
