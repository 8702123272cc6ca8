import threading

counter = 0
lock = threading.Lock()


def count():
    global counter
    for _ in range(20_000):
        with lock:
            counter += 1


threads = [threading.Thread(target=count) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{counter:,} of 80,000")
