import queue
import threading
import time

jobs = queue.Queue(maxsize=3)


def produce():
    for number in range(12):
        jobs.put(number)  # waits while the queue is full
    jobs.shutdown()


def consume(name):
    while True:
        try:
            number = jobs.get()
        except queue.ShutDown:
            return
        time.sleep(0.05)
        print(name, "did job", number)


threads = [threading.Thread(target=produce)]
threads += [threading.Thread(target=consume, args=(name,)) for name in ("Ann", "Bob")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
