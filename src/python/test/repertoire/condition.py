import threading

items = []
changed = threading.Condition()


def consume():
    with changed:
        while len(items) < 3:
            changed.wait()
        print("got", items)


consumer = threading.Thread(target=consume)
consumer.start()
for number in range(3):
    with changed:
        items.append(number)
        changed.notify()
consumer.join()
