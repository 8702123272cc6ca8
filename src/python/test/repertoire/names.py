import threading


def say():
    print(threading.current_thread().name, threading.current_thread() is threading.main_thread())


threads = [threading.Thread(target=say, name="first"), threading.Thread(target=say)]
for thread in threads:
    thread.start()
    thread.join()
say()
