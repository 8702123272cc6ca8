import random

# Each task has a seed of its own, so that every strategy gives the same answers.
items = range(4)


def task(seed):
    numbers = random.Random(seed)
    points = 300_000
    inside = 0
    for _ in range(points):
        x, y = numbers.random(), numbers.random()
        inside += x * x + y * y < 1
    return 4 * inside / points
