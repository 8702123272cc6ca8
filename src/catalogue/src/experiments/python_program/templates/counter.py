import threading

counter = 0


def add_one(number):
    return number + 1


def count():
    global counter
    for _ in range(500_000):
        # Another thread can run between reading the counter and writing it.
        counter = add_one(counter)


threads = [threading.Thread(target=count) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{counter:,} of 2,000,000")
