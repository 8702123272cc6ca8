import queue
import threading
import time

jobs = queue.Queue(maxsize=3)


def produce():
    for number in range(12):
        jobs.put(number)  # waits while the queue is full
    for _ in consumers:
        jobs.put(None)


def consume():
    while (number := jobs.get()) is not None:
        time.sleep(0.05)
        print(threading.current_thread().name, "did job", number)


consumers = [threading.Thread(target=consume, name=name) for name in ("Ann", "Bob")]
threads = [threading.Thread(target=produce), *consumers]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
