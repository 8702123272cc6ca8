import threading
import time

ready = threading.Event()
seen = []


def wait(number):
    ready.wait()
    seen.append(number)


threads = [threading.Thread(target=wait, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
time.sleep(0.02)
print(seen)
ready.set()
for thread in threads:
    thread.join()
print(sorted(seen))
