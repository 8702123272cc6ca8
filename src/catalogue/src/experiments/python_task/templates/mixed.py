import asyncio
import time

items = [300_000] * 6


def compute(n):
    return sum(i * i for i in range(n))


def task(n):
    time.sleep(0.05)
    return compute(n)


async def task_async(n):
    await asyncio.sleep(0.05)
    # The event loop does nothing else until this returns.
    return compute(n)
