import sys
import threading


def fail():
    raise ValueError("in a thread")


threading.excepthook = lambda args: print(args.exc_type.__name__, args.exc_value, args.thread.name)
thread = threading.Thread(target=fail, name="worker")
thread.start()
thread.join()
print("still here", file=sys.stdout)
