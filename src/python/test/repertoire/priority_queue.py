import queue
import threading

jobs = queue.PriorityQueue()
for priority, name in [(3, "c"), (1, "a"), (2, "b")]:
    jobs.put((priority, name))
order = []


def work():
    while True:
        order.append(jobs.get()[1])
        jobs.task_done()


threading.Thread(target=work, daemon=True).start()
jobs.join()
print(order)
