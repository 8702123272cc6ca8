import asyncio
import resource
import threading
from pathlib import Path


def resident():
    """Returns the memory in use by this process, in MB, on Linux."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def memory_of_tasks(count):
    go_on = asyncio.Event()
    before = resident()
    tasks = [asyncio.create_task(go_on.wait()) for _ in range(count)]
    await asyncio.sleep(0)  # Each task runs until it waits.
    used = resident() - before
    go_on.set()
    await asyncio.gather(*tasks)
    return used


def memory_of_threads(count):
    go_on = threading.Event()
    before = resident()
    wait = go_on.wait
    threads = [threading.Thread(target=wait) for _ in range(count)]
    for thread in threads:
        thread.start()
    used = resident() - before
    go_on.set()
    for thread in threads:
        thread.join()
    return used


if __name__ == "__main__":
    print(f"tasks: {asyncio.run(memory_of_tasks(5_000)):.0f} MB")
    print(f"threads: {memory_of_threads(5_000):.0f} MB")
