import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

# In Lanes, choose your file below the editor. Elsewhere, save it next to this program.
NAME = "text.txt"

BROUGHT_ALONG = """\
the cat sat on the mat
a dog and a cat met on the road
the road is long and the day is hot
the dog sat on the cat
"""


def read_lines():
    try:
        with open(NAME, encoding="utf-8") as file:
            return file.readlines()
    except FileNotFoundError:
        print(f"There is no {NAME}. This program counts the text that it brings along.")
        return BROUGHT_ALONG.splitlines() * 20_000


def count_words(lines):
    return Counter(re.findall(r"\w+", " ".join(lines).lower()))


if __name__ == "__main__":
    lines = read_lines()
    size = len(lines) // 4 + 1
    parts = [lines[start : start + size] for start in range(0, len(lines), size)]
    with ProcessPoolExecutor(2) as pool:
        total = sum(pool.map(count_words, parts), Counter())
    print(f"{total.total():,} words")
    for word, count in total.most_common(5):
        print(f"{count:>10,} {word}")
