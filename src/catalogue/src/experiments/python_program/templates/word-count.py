import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

TEXTS = [
    "the cat sat on the mat " * 20_000,
    "a dog and a cat met on the road " * 15_000,
    "the road is long and the day is hot " * 12_000,
    "the dog sat on the cat " * 18_000,
]


def count_words(text):
    return Counter(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        total = sum(pool.map(count_words, TEXTS), Counter())
    for word, count in total.most_common(5):
        print(f"{count:>8,} {word}")
