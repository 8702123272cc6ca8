// Ten small programs with a function `kernel(n)` whose work grows with n: for answers, and for the ratio to native time.

const kernel = (name, scale, source) => ({ name, scale, source });

export const KERNELS = [
  kernel('a sum of squares', 300_000, 'def kernel(n):\n    return sum(i * i for i in range(n))'),
  kernel(
    'a search for primes',
    20_000,
    `def kernel(n):
    found = 0
    for candidate in range(2, n):
        divisor = 2
        while divisor * divisor <= candidate and candidate % divisor:
            divisor += 1
        found += divisor * divisor > candidate
    return found`,
  ),
  kernel(
    'a recursive function',
    300,
    `def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

def kernel(n):
    return [fibonacci(14) for _ in range(n)][-1]`,
  ),
  kernel(
    'a picture of the Mandelbrot set',
    100,
    `def kernel(n):
    inside = 0
    for y in range(n):
        for x in range(n):
            c = complex(3 * x / n - 2, 2 * y / n - 1)
            z = 0
            for _ in range(30):
                z = z * z + c
                if abs(z) > 2:
                    break
            else:
                inside += 1
    return inside`,
  ),
  kernel(
    'a count of words',
    4_000,
    `from collections import Counter

def kernel(n):
    words = " ".join(f"word{i % 97} and{i % 13}" for i in range(n)).split()
    return Counter(words).most_common(3)`,
  ),
  kernel(
    'sorting by a key',
    30_000,
    `def kernel(n):
    values = [(i * 7919) % 10_007 for i in range(n)]
    return sorted(values, key=lambda value: -value)[:3]`,
  ),
  kernel(
    'a product of matrices',
    60,
    `def kernel(n):
    a = [[(i + j) % 7 for j in range(n)] for i in range(n)]
    columns = list(zip(*a))
    product = [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]
    return sum(map(sum, product))`,
  ),
  kernel(
    'JSON there and back',
    3_000,
    `import json

def kernel(n):
    text = json.dumps([{"id": i, "name": f"user {i}", "tags": ["a", "b"]} for i in range(n)])
    return len(text), json.loads(text)[-1]`,
  ),
  kernel(
    'digests',
    300,
    `import hashlib

def kernel(n):
    data = b"x" * 4096
    for _ in range(n):
        data = hashlib.sha256(data).digest() * 128
    return data[:8]`,
  ),
  kernel(
    'orbits of floating-point numbers',
    20_000,
    `def kernel(n):
    x, y, vx, vy = 1.0, 0.0, 0.0, 1.0
    for _ in range(n):
        r3 = (x * x + y * y) ** 1.5
        vx -= 0.001 * x / r3
        vy -= 0.001 * y / r3
        x += 0.001 * vx
        y += 0.001 * vy
    return x, y`,
  ),
];
