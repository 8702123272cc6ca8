import asyncio
import time

items = [0.1] * 8


def task(seconds):
    time.sleep(seconds)
    return seconds


async def task_async(seconds):
    await asyncio.sleep(seconds)
    return seconds
