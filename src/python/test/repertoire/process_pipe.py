from multiprocessing import Pipe, Process


def answer(end):
    while (question := end.recv()) is not None:
        end.send(question.upper())


if __name__ == "__main__":
    here, there = Pipe()
    child = Process(target=answer, args=(there,))
    child.start()
    for word in ("hello", "world"):
        here.send(word)
        print(here.recv())
    here.send(None)
    child.join()
