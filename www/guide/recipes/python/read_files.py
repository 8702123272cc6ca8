import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def read_all(paths, workers=8):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(Path.read_bytes, paths))


async def read_all_in_a_loop(paths, at_once=8):
    """Does the same in a program that already has an event loop."""
    limit = asyncio.Semaphore(at_once)

    async def read(path):
        async with limit:
            return await asyncio.to_thread(Path.read_bytes, path)

    return await asyncio.gather(*(read(path) for path in paths))
