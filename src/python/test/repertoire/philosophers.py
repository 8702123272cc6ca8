import threading

forks = [threading.Lock() for _ in range(4)]
meals = [0] * 4


def dine(seat):
    # Everyone takes the lower fork first, so that nobody can deadlock.
    first, second = sorted((seat, (seat + 1) % 4))
    for _ in range(50):
        with forks[first], forks[second]:
            meals[seat] += 1


threads = [threading.Thread(target=dine, args=(seat,)) for seat in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(meals)
