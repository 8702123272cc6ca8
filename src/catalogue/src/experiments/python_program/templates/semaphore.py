import threading
import time

doors = threading.Semaphore(2)


def enter(guest):
    with doors:
        print("guest", guest, "enters")
        time.sleep(0.1)


threads = [threading.Thread(target=enter, args=(guest,)) for guest in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
