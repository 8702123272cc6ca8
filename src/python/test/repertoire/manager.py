from multiprocessing import Manager, Process


def note(table, key):
    table[key] = key * 2


if __name__ == "__main__":
    with Manager() as manager:
        table = manager.dict()
        children = [Process(target=note, args=(table, key)) for key in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        print(dict(sorted(table.items())))
