import threading

done = threading.Event()
timer = threading.Timer(0.05, done.set)
timer.start()
late = threading.Timer(5, print, ["never"])
late.start()
late.cancel()
print(done.wait(timeout=2))
