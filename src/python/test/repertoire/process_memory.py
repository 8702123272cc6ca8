from multiprocessing import Process

numbers = [1, 2]


def append():
    numbers.append(3)
    print("child", numbers, flush=True)


if __name__ == "__main__":
    child = Process(target=append)
    child.start()
    child.join()
    print("parent", numbers)
