# A process gets a copy of each list, pickled. Adding the numbers takes less time.
items = [list(range(200_000)) for _ in range(4)]


def task(numbers):
    return sum(numbers)
