import threading

lock = threading.RLock()


def count(n):
    with lock:
        return n + (count(n - 1) if n else 0)


print(count(10))
plain = threading.Lock()
plain.acquire()
print(plain.acquire(timeout=0.02), plain.locked())
