import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

hits = 0
hits_lock = threading.Lock()


def count_with_lock(times):
    """Any thread may read `hits` at any time."""
    global hits
    for _ in range(times):
        with hits_lock:
            hits += 1


def count_apart(times):
    """Each task has its own count, so nothing is shared."""
    own = 0
    for _ in range(times):
        own += 1
    return own


def count_in_processes(shared, times):
    """`shared` is a multiprocessing.Value, which has its own lock."""
    for _ in range(times):
        with shared.get_lock():
            shared.value += 1


if __name__ == "__main__":
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_with_lock, [10_000] * 4))
        print(hits, sum(pool.map(count_apart, [10_000] * 4)))

    shared = multiprocessing.Value("q", 0)
    processes = [
        multiprocessing.Process(
            target=count_in_processes, args=(shared, 10_000)
        )
        for _ in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(shared.value)
