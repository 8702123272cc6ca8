import sys
from multiprocessing import Process


def leave(code):
    sys.exit(code)


if __name__ == "__main__":
    children = [Process(target=leave, args=(code,)) for code in (0, 3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print([child.exitcode for child in children])
