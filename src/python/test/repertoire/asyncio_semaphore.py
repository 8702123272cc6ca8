import asyncio

running = most = 0


async def work(semaphore):
    global running, most
    async with semaphore:
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1


async def main():
    semaphore = asyncio.Semaphore(3)
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(work(semaphore))
    print(most)


asyncio.run(main())
