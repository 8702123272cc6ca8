from multiprocessing import Process, Queue


def square(numbers, queue):
    for number in numbers:
        queue.put((number, number * number))


if __name__ == "__main__":
    queue = Queue()
    children = [Process(target=square, args=(range(k, 6, 2), queue)) for k in range(2)]
    for child in children:
        child.start()
    print(sorted(queue.get() for _ in range(6)))
    for child in children:
        child.join()
    print([child.exitcode for child in children])
