import threading

barrier = threading.Barrier(3)
steps = []


def walk(name):
    for step in range(2):
        steps.append(step)
        barrier.wait()


threads = [threading.Thread(target=walk, args=(name,)) for name in "abc"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(steps)
