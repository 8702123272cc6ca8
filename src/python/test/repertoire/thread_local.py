import threading

local = threading.local()
seen = {}


def keep(value):
    local.value = value
    seen[value] = local.value


threads = [threading.Thread(target=keep, args=(value,)) for value in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(seen == {0: 0, 1: 1, 2: 2, 3: 3}, hasattr(local, "value"))
