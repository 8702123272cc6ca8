"""Warm-up of the compiled interpreter.

Browsers compile WebAssembly twice: quickly, then, for functions that are called often, well. A frame that runs is
never replaced, so a thread keeps the slow version of the evaluation loop it began with. The well compiled version is
shared by all instances of a module: it is enough that the first one warms up, and that measured tasks begin later.
"""

import time


def _work(count: int) -> int:
    total, table, items = 0, {}, []
    for i in range(count):
        rest = i * i % 7
        total = total + rest if rest > 3 else total - 1
        table[rest] = i
        items.append(rest)
        if len(items) > 50:
            items = []
    return total + sum(x * x for x in range(count))


def warm_up(milliseconds: float) -> None:
    """Runs common bytecode for a while. Each call of `exec` enters the evaluation loop once more."""
    code = compile("work(300)", "<warm-up>", "exec")
    end = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end:
        exec(code, {"work": _work})
