import threading
import time

left, right = threading.Lock(), threading.Lock()


def take(first, second):
    with first:
        time.sleep(0.1)
        print(threading.current_thread().name, "waits for the other lock")
        with second:
            print("never printed")


# Each thread holds the lock that the other one wants. Press Stop to end it.
threading.Thread(target=take, args=(left, right)).start()
threading.Thread(target=take, args=(right, left)).start()
